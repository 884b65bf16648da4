//! The border to JavaScript: live values in, plain objects out. It decides nothing; the conversions
//! of [Web IDL](https://webidl.spec.whatwg.org/) are made here and nowhere else.
//!
//! Whatever is read of a caller's object may run the caller's code. What that throws goes back to
//! the caller as it is.

use crate::{
    Answer, Body, Cache, Call, Credentials, InvalidAnswer, Mode, Origin, Profile, Redirect,
    ReferrerPolicy, Text, Unconverted, is_header_value, isomorphic_encode,
};
use js_sys::{Array, ArrayBuffer, JsString, Reflect, Symbol, TypeError};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String, catch)]
    fn to_js_string(value: &JsValue) -> Result<JsString, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = entries, catch)]
    fn entries(object: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = getPrototypeOf, catch)]
    fn prototype_of(object: &JsValue) -> Result<JsValue, JsValue>;
}

/// `classify(call, options)`.
///
/// # Errors
///
/// A TypeError naming the member that no browser could have; what the caller's own code throws.
#[wasm_bindgen]
pub fn classify(call: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    plain(&crate::classify(&read_call(call)?, parse_url, read_profile(options)?))
}

/// `checkPreflight(call, answer, options)`.
///
/// # Errors
///
/// A TypeError naming the member that no browser could have; what the caller's own code throws.
#[wasm_bindgen(js_name = checkPreflight)]
pub fn check_preflight(
    call: &JsValue,
    answer: &JsValue,
    options: &JsValue,
) -> Result<JsValue, JsValue> {
    let (call, answer) = (read_call(call)?, read_answer(answer)?);
    plain(&crate::check_preflight(&call, &answer, parse_url, read_profile(options)?))
}

/// `checkResponse(call, answer, options)`.
///
/// # Errors
///
/// A TypeError naming the member that no browser could have; what the caller's own code throws.
#[wasm_bindgen(js_name = checkResponse)]
pub fn check_response(
    call: &JsValue,
    answer: &JsValue,
    options: &JsValue,
) -> Result<JsValue, JsValue> {
    let (call, answer) = (read_call(call)?, read_answer(answer)?);
    plain(&crate::check_response(&call, &answer, parse_url, read_profile(options)?))
}

fn plain(result: &impl Serialize) -> Result<JsValue, JsValue> {
    result.serialize(&Serializer::json_compatible()).map_err(JsValue::from)
}

/// The platform's own URL parser.
fn parse_url(text: &str, base: Option<&str>) -> Option<String> {
    let url = match base {
        Some(base) => web_sys::Url::new_with_base(text, base),
        None => web_sys::Url::new(text),
    };
    url.ok().map(|url| url.href())
}

fn type_error(message: &str) -> JsValue {
    TypeError::new(message).into()
}

/// A member of an object; `undefined` where it is missing.
fn member(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &JsValue::from_str(name))
}

fn read_profile(options: &JsValue) -> Result<&'static Profile, JsValue> {
    if options.is_undefined() || options.is_null() {
        return Ok(&Profile::STANDARD);
    }
    if !options.is_object() {
        return Err(type_error("options: not an object"));
    }
    let profile = member(options, "profile")?;
    if profile.is_undefined() {
        return Ok(&Profile::STANDARD);
    }
    let name = profile.as_string().unwrap_or_default();
    Profile::named(&name).ok_or_else(|| {
        let given = described(&profile);
        type_error(&format!("profile: {given} is not known; this version knows `standard`"))
    })
}

fn read_call(object: &JsValue) -> Result<Call, JsValue> {
    if !object.is_object() {
        return Err(type_error(&format!("call: {} is not an object", described(object))));
    }
    let origin = member(object, "origin")?;
    let origin = match origin.as_string() {
        Some(text) => Origin::new(&text, parse_url).map_err(|e| type_error(&e.to_string()))?,
        None => {
            let given = described(&origin);
            return Err(type_error(&format!("origin: {given} is not a serialised origin")));
        }
    };
    let via = member(object, "via")?;
    if !via.is_undefined() && via.as_string().as_deref() != Some("fetch") {
        let given = described(&via);
        return Err(type_error(&format!("via: {given} is not known; this version knows `fetch`")));
    }
    let accept_language = read_accept_language(&member(object, "acceptLanguage")?)?;
    let url = to_text(&member(object, "url")?, "url")?;

    let mut call = Call { accept_language, ..Call::new(origin, url) };
    // The members of a RequestInit, in the order in which Web IDL converts them.
    call.body = read_body(&member(object, "body")?)?;
    let mut refused = Vec::new();
    let mut word = |name, words| read_word(object, name, words, &mut refused);
    call.cache = word("cache", Cache::WORDS)?.and_then(Cache::from_word).unwrap_or(call.cache);
    let credentials = word("credentials", Credentials::WORDS)?;
    call.credentials = credentials.and_then(Credentials::from_word).unwrap_or(call.credentials);
    call.duplex = word("duplex", &["half"])?.is_some();
    match read_headers(&member(object, "headers")?)? {
        Ok(headers) => call.headers = headers,
        Err(headers) => refused.push(headers),
    }
    call.keepalive = member(object, "keepalive")?.is_truthy();
    let method = member(object, "method")?;
    if !method.is_undefined() {
        call.method = to_text(&method, "method")?;
    }
    let mut word = |name, words| read_word(object, name, words, &mut refused);
    call.mode = word("mode", Mode::WORDS)?.and_then(Mode::from_word).unwrap_or(call.mode);
    let redirect = word("redirect", Redirect::WORDS)?;
    call.redirect = redirect.and_then(Redirect::from_word).unwrap_or(call.redirect);
    let policy = word("referrerPolicy", ReferrerPolicy::WORDS)?;
    call.referrer_policy =
        policy.and_then(ReferrerPolicy::from_word).unwrap_or(call.referrer_policy);
    call.unconverted = refused;
    Ok(call)
}

/// Converts a member that is an [enumeration]: the word it says, where it says one of `words`.
///
/// [enumeration]: https://webidl.spec.whatwg.org/#js-enumeration
fn read_word(
    object: &JsValue,
    name: &'static str,
    words: &'static [&'static str],
    refused: &mut Vec<Unconverted>,
) -> Result<Option<&'static str>, JsValue> {
    let value = member(object, name)?;
    if value.is_undefined() {
        return Ok(None);
    }
    let word = to_text(&value, name)?;
    let known = words.iter().find(|known| **known == word).copied();
    if known.is_none() {
        refused.push(Unconverted::Word { member: name, value: word, words });
    }
    Ok(known)
}

fn read_accept_language(value: &JsValue) -> Result<Option<Vec<u8>>, JsValue> {
    if value.is_undefined() {
        return Ok(None);
    }
    let bytes = value.as_string().and_then(|text| isomorphic_encode(&text));
    match bytes.filter(|bytes| is_header_value(bytes)) {
        Some(bytes) => Ok(Some(bytes)),
        None => {
            let given = described(value);
            Err(type_error(&format!("acceptLanguage: {given} is not a header value")))
        }
    }
}

type Headers = Vec<(String, String)>;

/// Converts a [HeadersInit](https://fetch.spec.whatwg.org/#typedefdef-headersinit), or says why
/// that fails.
fn read_headers(value: &JsValue) -> Result<Result<Headers, Unconverted>, JsValue> {
    if value.is_undefined() {
        return Ok(Ok(Vec::new()));
    }
    let invalid = |value: &JsValue| Ok(Err(Unconverted::Headers { value: plain_text(value) }));
    if !value.is_object() {
        return invalid(value);
    }
    let iterator = Reflect::get(value, &Symbol::iterator())?;
    if iterator.is_undefined() || iterator.is_null() {
        let entries = entries(value)?;
        let pair = |entry: JsValue| {
            let entry = Array::from(&entry);
            Ok((to_text(&entry.get(0), "headers")?, to_text(&entry.get(1), "headers")?))
        };
        return entries.iter().map(pair).collect::<Result<Headers, JsValue>>().map(Ok);
    }
    let Some(items) = js_sys::try_iter(value)? else {
        return invalid(value);
    };
    let mut headers = Vec::new();
    for item in items {
        let item = item?;
        let Some(pair) = read_sequence(&item)? else {
            return invalid(&item);
        };
        match pair.as_slice() {
            [name, value] => {
                headers.push((to_text(name, "headers")?, to_text(value, "headers")?));
            }
            values => {
                let position = headers.len() + 1;
                return Ok(Err(Unconverted::HeaderPair { position, length: values.len() }));
            }
        }
    }
    Ok(Ok(headers))
}

/// The items of an iterable object, or nothing where it is none.
fn read_sequence(value: &JsValue) -> Result<Option<Vec<JsValue>>, JsValue> {
    if !value.is_object() {
        return Ok(None);
    }
    match js_sys::try_iter(value)? {
        Some(items) => items.collect::<Result<Vec<_>, _>>().map(Some),
        None => Ok(None),
    }
}

/// Tells a live body by its class, also one of another realm, and reads a described one.
fn read_body(value: &JsValue) -> Result<Option<Body>, JsValue> {
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    if value.is_function() {
        return Ok(Some(Body::Other));
    }
    if !value.is_object() {
        to_text(value, "body")?;
        return Ok(Some(Body::Text));
    }
    if ArrayBuffer::is_view(value) {
        return Ok(Some(Body::Buffer));
    }
    let class = Reflect::get(value, &Symbol::to_string_tag())?.as_string().unwrap_or_default();
    Ok(Some(match class.as_str() {
        "Blob" | "File" => Body::Blob(to_text(&member(value, "type")?, "body")?),
        "FormData" => Body::Form,
        "URLSearchParams" => Body::Params,
        "ReadableStream" => Body::Stream { locked: member(value, "locked")?.is_truthy() },
        "ArrayBuffer" => Body::Buffer,
        _ if is_plain_object(value)? => {
            let kind = member(value, "kind")?;
            // Without a kind it describes nothing: fetch() makes a string of it.
            if kind.is_undefined() { Body::Other } else { read_described_body(value, &kind)? }
        }
        _ => Body::Other,
    }))
}

fn is_plain_object(value: &JsValue) -> Result<bool, JsValue> {
    let prototype = prototype_of(value)?;
    Ok(prototype.is_null() || prototype_of(&prototype)?.is_null())
}

fn read_described_body(value: &JsValue, kind: &JsValue) -> Result<Body, JsValue> {
    Ok(match kind.as_string().as_deref() {
        Some("string") => Body::Text,
        Some("params") => Body::Params,
        Some("form") => Body::Form,
        Some("blob") => {
            let kind = member(value, "type")?;
            Body::Blob(if kind.is_undefined() {
                String::new()
            } else {
                to_text(&kind, "body.type")?
            })
        }
        Some("buffer") => Body::Buffer,
        Some("stream") => Body::Stream { locked: false },
        Some("document") => Body::Other,
        _ => {
            let given = described(kind);
            return Err(type_error(&format!(
                "body.kind: {given} is not known; it is one of `string`, `params`, `form`, `blob`, \
                 `buffer`, `stream` and `document`"
            )));
        }
    })
}

fn read_answer(object: &JsValue) -> Result<Answer, JsValue> {
    if !object.is_object() {
        return Err(type_error(&format!("answer: {} is not an object", described(object))));
    }
    let invalid = |error: InvalidAnswer| type_error(&error.to_string());
    let status = member(object, "status")?;
    // A number that is no integer or out of range is not the same number when it comes back.
    let status = match status.as_f64() {
        Some(number) if f64::from(number as u16) == number => number as u16,
        _ => return Err(invalid(InvalidAnswer::Status(plain_text(&status)))),
    };
    let headers = member(object, "headers")?;
    let no_pairs = |value: &JsValue| {
        let given = described(value);
        type_error(&format!("answer.headers: {given} where a pair of strings is due"))
    };
    let Some(lines) = read_sequence(&headers)? else {
        return Err(type_error("answer.headers: not an iterable of pairs"));
    };
    let mut pairs = Vec::with_capacity(lines.len());
    for line in lines {
        let pair = read_sequence(&line)?.unwrap_or_default();
        match pair.as_slice() {
            [name, value] => match (name.as_string(), value.as_string()) {
                (Some(name), Some(value)) => pairs.push((name, value)),
                _ => return Err(no_pairs(&line)),
            },
            _ => return Err(no_pairs(&line)),
        }
    }
    Answer::new(status, pairs).map_err(invalid)
}

/// [Converts] a value to a string, as JavaScript does.
///
/// [Converts]: https://webidl.spec.whatwg.org/#js-DOMString
fn to_text(value: &JsValue, name: &str) -> Result<String, JsValue> {
    if let Some(text) = value.as_string() {
        return Ok(text);
    }
    if value.is_symbol() {
        return Err(type_error(&format!("{name}: a symbol does not convert to a string")));
    }
    to_js_string(value).map(String::from)
}

/// A value for a message, whatever it is.
fn described(value: &JsValue) -> String {
    match value.as_string() {
        Some(text) => Text::from(text.as_str()).to_string(),
        None => plain_text(value),
    }
}

fn plain_text(value: &JsValue) -> String {
    to_js_string(value).map_or_else(|_| "an object".to_owned(), String::from)
}
