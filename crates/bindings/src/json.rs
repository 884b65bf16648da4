//! Plain values as the text of [JSON](https://www.rfc-editor.org/rfc/rfc8259).

use cors_preflight::__bindings::Plain;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// JavaScript's own way of writing a number: Rust's would weigh more than all of this border.
    #[wasm_bindgen(js_name = String)]
    fn written(number: f64) -> String;
}

/// As long as most texts are not, in bytes.
const TYPICAL: usize = 2048;

/// A value as JSON.
pub(crate) fn text(value: &Plain<'_>) -> String {
    let mut text = String::with_capacity(TYPICAL);
    write(value, &mut text);
    text
}

fn write(value: &Plain<'_>, text: &mut String) {
    match value {
        Plain::Text(string) => write_string(string, text),
        Plain::Integer(number) => text.push_str(&number.to_string()),
        Plain::Time(time) => text.push_str(&written(*time)),
        Plain::Truth(truth) => text.push_str(if *truth { "true" } else { "false" }),
        Plain::List(items) => {
            let mut before = '[';
            for item in items {
                text.push(before);
                write(item, text);
                before = ',';
            }
            text.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Plain::Object(members) => {
            let mut before = '{';
            for (name, value) in members {
                text.push(before);
                write_string(name, text);
                text.push(':');
                write(value, text);
                before = ',';
            }
            text.push_str(if members.is_empty() { "{}" } else { "}" });
        }
    }
}

fn write_string(string: &str, text: &mut String) {
    let is_escaped = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'\\');
    text.push('"');
    let mut rest = string;
    // What goes as it is goes at once.
    while let Some(place) = rest.bytes().position(is_escaped)
        && let Some((before, after)) = rest.split_at_checked(place)
    {
        text.push_str(before);
        let mut characters = after.chars();
        let escaped = characters.next().unwrap_or_default();
        text.push('\\');
        if escaped < ' ' {
            let digit = |number| char::from_digit(number, 16).unwrap_or_default();
            text.push_str("u00");
            text.push(digit(u32::from(escaped) / 16));
            text.push(digit(u32::from(escaped) % 16));
        } else {
            text.push(escaped);
        }
        rest = characters.as_str();
    }
    text.push_str(rest);
    text.push('"');
}
