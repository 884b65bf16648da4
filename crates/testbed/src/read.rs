//! Reads calls and responses from JSON: the only place that turns the case files into the engine's
//! types.

use cors_preflight::__bindings::{
    self as bindings, Unconverted, push_header, push_unconverted, with_options,
};
use cors_preflight::spec::isomorphic_encode;
use cors_preflight::{
    Body, CacheMode, Call, CorsSettings, CredentialsMode, HttpResponse, Initiator, Origin,
    RedirectMode, ReferrerPolicy, RequestMode, UnknownKeyword,
};
use serde_json::Value;
use std::str::FromStr;

use crate::response::Response;

/// Reads a call, as the JavaScript border reads live values.
///
/// # Errors
///
/// The message of the `TypeError` that the border throws.
pub fn call(row: &Value) -> Result<Call, String> {
    if !row.is_object() {
        return Err("call: not an object".into());
    }
    let origin = row["origin"].as_str().ok_or("origin: not a string")?;
    let origin: Origin = origin.parse().map_err(|error| format!("{error}"))?;
    let text = |key: &str| row.get(key).map(to_text);
    let flag = |key: &str| row[key].as_bool().unwrap_or_default();

    let initiator = match text("via") {
        Some(keyword) => keyword.parse().map_err(|error| format!("via: {error}"))?,
        None => Initiator::Fetch,
    };
    let cross_origin = row["crossOrigin"].as_str().map(CorsSettings::from_attribute);
    let initiator = with_options(initiator, flag("withCredentials"), flag("upload"), cross_origin);
    let mut call = Call::new(origin, text("url").unwrap_or_default())
        .initiator(initiator)
        .keepalive(flag("keepalive"));
    if let Some(method) = text("method") {
        call = call.method(method);
    }
    if let Some(body) = body(&row["body"])? {
        call = call.body(body);
    }
    if let Some(partition) = text("partition") {
        call = call.partition(partition);
    }
    if let Some(value) = text("acceptLanguage").and_then(|text| isomorphic_encode(&text)) {
        call = call.accept_language(value);
    }
    call = headers(call, row.get("headers"));
    call = keyword(call, row, "cache", CacheMode::KEYWORDS, Call::cache);
    call = keyword(call, row, "credentials", CredentialsMode::KEYWORDS, Call::credentials);
    call = keyword(call, row, "duplex", &["half"], |call, _: Half| call.half_duplex(true));
    call = keyword(call, row, "mode", RequestMode::KEYWORDS, Call::mode);
    call = keyword(call, row, "redirect", RedirectMode::KEYWORDS, Call::redirect);
    let policies = ReferrerPolicy::KEYWORDS;
    call = keyword(call, row, "referrerPolicy", policies, Call::referrer_policy);
    Ok(call)
}

/// The only value of `duplex`.
struct Half;

impl FromStr for Half {
    type Err = UnknownKeyword;

    fn from_str(keyword: &str) -> Result<Half, UnknownKeyword> {
        if keyword == "half" { Ok(Half) } else { Err(RequestMode::from_str("").unwrap_err()) }
    }
}

/// Sets a member that is an enumeration.
fn keyword<T: FromStr>(
    call: Call,
    row: &Value,
    member: &'static str,
    keywords: &'static [&'static str],
    set: impl FnOnce(Call, T) -> Call,
) -> Call {
    let Some(value) = row.get(member).map(to_text) else { return call };
    match value.parse() {
        Ok(known) => set(call, known),
        Err(_) => push_unconverted(call, Unconverted::Keyword { member, value, keywords }),
    }
}

/// Reads a response: an object with a `status` and with `headers`, a list of pairs.
///
/// # Errors
///
/// The message of the `TypeError` that the border throws.
pub fn response(row: &Value) -> Result<HttpResponse, String> {
    let lines = row["headers"].as_array().ok_or("response.headers: not pairs")?;
    let pair = |line: &Value| match line.as_array().map(Vec::as_slice) {
        Some([Value::String(name), Value::String(value)]) => Ok((name.clone(), value.clone())),
        _ => Err("response.headers: not a pair of strings"),
    };
    let pairs = lines.iter().map(pair).collect::<Result<Vec<_>, _>>()?;
    bindings::http_response(&row["status"].to_string(), pairs).map_err(|error| error.to_string())
}

/// Converts a response.
///
/// # Errors
///
/// The message of the `TypeError` that the border throws.
pub fn http_response(response: Response) -> Result<HttpResponse, String> {
    bindings::http_response(&response.status.to_string(), response.headers)
        .map_err(|error| error.to_string())
}

/// Adds the headers of a row, and refuses the rest.
fn headers(mut call: Call, row: Option<&Value>) -> Call {
    let invalid = |value: &Value| Unconverted::Headers { value: to_text(value) };
    match row {
        None => {}
        Some(Value::Object(record)) => {
            for (name, value) in record {
                call = push_header(call, name.clone(), to_text(value));
            }
        }
        Some(Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                call = match item.as_array().map(Vec::as_slice) {
                    Some([name, value]) => push_header(call, to_text(name), to_text(value)),
                    Some(values) => {
                        let (position, length) = (index + 1, values.len());
                        push_unconverted(call, Unconverted::HeaderPair { position, length })
                    }
                    None => push_unconverted(call, invalid(item)),
                };
            }
        }
        Some(other) => call = push_unconverted(call, invalid(other)),
    }
    call
}

fn body(row: &Value) -> Result<Option<Body>, String> {
    let object = match row {
        Value::Null => return Ok(None),
        Value::Object(object) => object,
        Value::Array(_) => return Ok(Some(Body::Other)),
        _ => return Ok(Some(Body::Text)),
    };
    let Some(kind) = object.get("kind") else {
        return Ok(Some(Body::Other));
    };
    Ok(Some(match kind.as_str() {
        Some("string") => Body::Text,
        Some("params") => Body::UrlSearchParams,
        Some("form") => Body::FormData,
        Some("blob") => Body::Blob(object.get("type").map(to_text).unwrap_or_default()),
        Some("buffer") => Body::Buffer,
        Some("stream") => Body::Stream { locked: false },
        Some("document") => match object.get("type").map(to_text).as_deref() {
            None | Some("text/html") => Body::HtmlDocument,
            Some(_) => Body::XmlDocument,
        },
        _ => return Err("body.kind: not known".into()),
    }))
}

/// The string that JavaScript converts a value to.
fn to_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
