//! Plain values as the text of [JSON](https://www.rfc-editor.org/rfc/rfc8259).

use crate::plain::Plain;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// JavaScript's own way of writing a number: Rust's would weigh more than all of this border.
    #[wasm_bindgen(js_name = String)]
    fn written(number: f64) -> String;
}

/// A value as JSON.
pub(crate) fn text(value: &Plain<'_>) -> String {
    let mut text = String::new();
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
    text.push('"');
    for c in string.chars() {
        match c {
            '"' | '\\' => {
                text.push('\\');
                text.push(c);
            }
            '\0'..='\x1f' => {
                let digit = |number| char::from_digit(number, 16).unwrap_or_default();
                text.push_str("\\u00");
                text.push(digit(u32::from(c) / 16));
                text.push(digit(u32::from(c) % 16));
            }
            _ => text.push(c),
        }
    }
    text.push('"');
}
