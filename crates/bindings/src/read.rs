//! Reads calls and responses from the input buffer.
//!
//! `pkg/encode.js` writes them: items that start with the letter of a member. Everything that JavaScript
//! code could run for is done there, before the engine is called.

use crate::input::{Items, with_text};
use crate::output::type_error;
use cors_preflight::__bindings::{
    Quoted, Unconverted, http_response, push_header, push_unconverted, with_options,
};
use cors_preflight::spec::{is_header_value, isomorphic_encode};
use cors_preflight::web_sys::parse_url;
use cors_preflight::{
    Body, Browser, CacheMode, Call, CorsSettings, CredentialsMode, HttpResponse, Initiator, Origin,
    Profile, RedirectMode, ReferrerPolicy, RequestMode,
};
use std::str::FromStr;
use wasm_bindgen::JsValue;

/// Members whose value may be a symbol when a string is expected.
const SYMBOLS: [&str; 9] = [
    "url",
    "body",
    "cache",
    "credentials",
    "headers",
    "method",
    "mode",
    "redirect",
    "referrerPolicy",
];

/// Returns the browser of a profile, by its place in [`Profile::ALL`].
pub(crate) fn browser(profile: usize) -> Browser {
    Browser::new(profile_at(profile), parse_url)
}

pub(crate) fn profile_at(place: usize) -> Profile {
    Profile::ALL.get(place).copied().unwrap_or(Profile::STANDARD)
}

/// Returns the place of the profile that the input buffer names.
pub(crate) fn profile_place(length: usize) -> Result<usize, JsValue> {
    with_text(length, |name| {
        let known = Profile::ALL.iter().position(|profile| profile.name() == name);
        known.ok_or_else(|| {
            let names = Profile::ALL.map(Profile::name).join("`, `");
            type_error(format!("profile: expected one of `{names}`, got {}", Quoted::from(name)))
        })
    })
}

/// Reads a call.
pub(crate) fn call(length: usize) -> Result<Call, JsValue> {
    finish(with_text(length, |text| call_from(&mut Items(text)))?)
}

/// Reads a call and the response behind it.
pub(crate) fn call_and_response(length: usize) -> Result<(Call, HttpResponse), JsValue> {
    let (call, response) = with_text(length, |text| {
        let mut items = Items(text);
        Ok::<_, JsValue>((call_from(&mut items)?, response_from(items)))
    })?;
    // An error of the call comes before an error of the response.
    Ok((finish(call)?, response?))
}

/// Reads a response.
pub(crate) fn response(length: usize) -> Result<HttpResponse, JsValue> {
    with_text(length, |text| {
        let mut items = Items(text);
        items.letter();
        response_from(items)
    })
}

/// Parses the origin, which may run code of the page that replaces the platform's parser. The buffer is
/// no longer read then.
fn finish((origin, call): (String, Call)) -> Result<Call, JsValue> {
    let origin = Origin::new(&origin, parse_url).map_err(|error| type_error(error.to_string()))?;
    Ok(call.origin(origin))
}

/// Reads a response from behind the letter of its status.
fn response_from(mut items: Items<'_>) -> Result<HttpResponse, JsValue> {
    let status = items.value();
    let lines = std::iter::from_fn(|| Some((items.item()?, items.value())));
    http_response(&status, lines).map_err(|error| type_error(error.to_string()))
}

/// Reads a call, up to the end or the letter of a response's status. Returns its origin apart.
fn call_from(items: &mut Items<'_>) -> Result<(String, Call), JsValue> {
    let mut origin = String::new();
    let mut call = Call::new(Origin::OPAQUE, "");
    let (mut initiator, mut attribute) = (Initiator::Fetch, None);
    let (mut with_credentials, mut upload_listener) = (false, false);
    while let Some(letter) = items.letter().filter(|letter| *letter != b's') {
        let value = items.value();
        match letter {
            b'o' => origin = value.into_owned(),
            b'v' => {
                let keyword = Initiator::from_str(&value);
                initiator = keyword.map_err(|error| type_error(format!("via: {error}")))?;
            }
            b'l' => call = call.accept_language(accept_language(&value)?),
            b'u' => call = call.url(value),
            b'b' => call = call.body(body(&value)),
            b't' => call = call.body(Body::Blob(value.into_owned())),
            b'c' => call = keyword(call, "cache", &value, CacheMode::KEYWORDS, Call::cache),
            b'r' => {
                let keywords = CredentialsMode::KEYWORDS;
                call = keyword(call, "credentials", &value, keywords, Call::credentials);
            }
            b'd' if value == "half" => call = call.half_duplex(true),
            b'd' => call = push_unconverted(call, unknown("duplex", &value, &["half"])),
            b'h' => call = push_header(call, value.into_owned(), items.value().into_owned()),
            b'k' => call = call.keepalive(true),
            b'm' => call = call.method(value),
            b'M' => call = keyword(call, "mode", &value, RequestMode::KEYWORDS, Call::mode),
            b'R' => {
                call = keyword(call, "redirect", &value, RedirectMode::KEYWORDS, Call::redirect);
            }
            b'p' => {
                let keywords = ReferrerPolicy::KEYWORDS;
                call = keyword(call, "referrerPolicy", &value, keywords, Call::referrer_policy);
            }
            b'P' => call = call.partition(value),
            b'w' => with_credentials = true,
            b'U' => upload_listener = true,
            b'x' => attribute = Some(CorsSettings::from_attribute(&value)),
            _ => call = push_unconverted(call, unconverted(letter, &value, items)),
        }
    }
    let initiator = with_options(initiator, with_credentials, upload_listener, attribute);
    Ok((origin, call.initiator(initiator)))
}

/// Reads an argument that JavaScript cannot convert.
fn unconverted(letter: u8, value: &str, items: &mut Items<'_>) -> Unconverted {
    let number = |text: &str| text.parse().unwrap_or_default();
    match letter {
        b'S' => {
            let member = SYMBOLS.into_iter().find(|member| *member == value);
            Unconverted::Symbol { member: member.unwrap_or_default() }
        }
        b'N' => {
            let length = number(&items.value());
            Unconverted::HeaderPair { position: number(value), length }
        }
        b'H' => Unconverted::Headers { value: value.to_owned() },
        _ => Unconverted::Buffer,
    }
}

/// Converts the value of a member that is an [enumeration], and sets it.
///
/// [enumeration]: https://webidl.spec.whatwg.org/#js-enumeration
fn keyword<T: FromStr>(
    call: Call,
    member: &'static str,
    value: &str,
    keywords: &'static [&'static str],
    set: fn(Call, T) -> Call,
) -> Call {
    match value.parse() {
        Ok(known) => set(call, known),
        Err(_) => push_unconverted(call, unknown(member, value, keywords)),
    }
}

fn unknown(member: &'static str, value: &str, keywords: &'static [&'static str]) -> Unconverted {
    Unconverted::Keyword { member, value: value.to_owned(), keywords }
}

fn accept_language(value: &str) -> Result<Vec<u8>, JsValue> {
    let bytes = isomorphic_encode(value).filter(|bytes| is_header_value(bytes));
    bytes.ok_or_else(|| {
        type_error(format!("acceptLanguage: expected a header value, got {}", Quoted::from(value)))
    })
}

fn body(kind: &str) -> Body {
    match kind {
        "string" => Body::Text,
        "params" => Body::UrlSearchParams,
        "form" => Body::FormData,
        "buffer" => Body::Buffer,
        "stream" => Body::Stream { locked: false },
        "locked" => Body::Stream { locked: true },
        "html" => Body::HtmlDocument,
        "xml" => Body::XmlDocument,
        _ => Body::Other,
    }
}
