//! Reads calls and responses from the input buffer.
//!
//! `pkg/call.js` writes them: items that start with the letter of a member. Everything that JavaScript
//! code could run for is done there, before the engine is called.

use crate::input::{Items, with_text};
use crate::output::type_error;
use cors_preflight::__bindings::{CallFields, Quoted, Unconverted, http_response, with_options};
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
    let fields = CallFields::from(&mut call);
    let refused = fields.unconverted;
    let (mut with_credentials, mut upload_listener, mut attribute) = (false, false, None);
    while let Some(letter) = items.letter().filter(|letter| *letter != b's') {
        let value = items.value();
        match letter {
            b'o' => origin = value.into_owned(),
            b'v' => {
                let initiator = Initiator::from_str(&value);
                *fields.initiator =
                    initiator.map_err(|error| type_error(format!("via: {error}")))?;
            }
            b'l' => *fields.accept_language = Some(accept_language(&value)?),
            b'u' => *fields.url = value.into_owned(),
            b'b' => *fields.body = Some(body(&value)),
            b't' => *fields.body = Some(Body::Blob(value.into_owned())),
            b'c' => read(&value, fields.cache, "cache", CacheMode::KEYWORDS, refused),
            b'r' => {
                let keywords = CredentialsMode::KEYWORDS;
                read(&value, fields.credentials, "credentials", keywords, refused);
            }
            b'd' if value == "half" => *fields.half_duplex = true,
            b'd' => refused.push(unknown("duplex", &value, &["half"])),
            b'h' => fields.headers.push((value.into_owned(), items.value().into_owned())),
            b'k' => *fields.keepalive = true,
            b'm' => *fields.method = value.into_owned(),
            b'M' => read(&value, fields.mode, "mode", RequestMode::KEYWORDS, refused),
            b'R' => read(&value, fields.redirect, "redirect", RedirectMode::KEYWORDS, refused),
            b'p' => {
                let keywords = ReferrerPolicy::KEYWORDS;
                read(&value, fields.referrer_policy, "referrerPolicy", keywords, refused);
            }
            b'P' => *fields.partition = Some(value.into_owned()),
            b'w' => with_credentials = true,
            b'U' => upload_listener = true,
            b'x' => attribute = Some(CorsSettings::from_attribute(&value)),
            _ => refused.push(unconverted(letter, &value, items)),
        }
    }
    *fields.initiator =
        with_options(*fields.initiator, with_credentials, upload_listener, attribute);
    Ok((origin, call))
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

/// Converts the value of a member that is an [enumeration].
///
/// [enumeration]: https://webidl.spec.whatwg.org/#js-enumeration
fn read<T: FromStr>(
    value: &str,
    into: &mut T,
    member: &'static str,
    keywords: &'static [&'static str],
    refused: &mut Vec<Unconverted>,
) {
    match value.parse() {
        Ok(known) => *into = known,
        Err(_) => refused.push(unknown(member, value, keywords)),
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
