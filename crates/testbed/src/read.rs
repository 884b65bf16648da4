//! Reads calls and responses from JSON: the only place that turns the case files into the engine's
//! types.

use cors_preflight::{
    Answer, Body, Cache, Call, Credentials, CrossOrigin, DocumentType, InvalidAnswer, Mode, Origin,
    Redirect, ReferrerPolicy, Unconverted, Via, isomorphic_encode, parse_url,
};
use serde_json::Value;

use crate::response::Response;

/// Reads a call, as the JavaScript border reads live values.
///
/// # Errors
///
/// The message of the `TypeError` that the border throws.
pub fn call(row: &Value) -> Result<Call, String> {
    let text = |key: &str| row.get(key).map(to_text);
    if !row.is_object() {
        return Err("call: not an object".into());
    }
    let origin = row["origin"].as_str().ok_or("origin: not a string")?;
    let origin = Origin::new(origin, parse_url).map_err(|error| error.to_string())?;
    let via = text("via").map_or(Some(Via::Fetch), |word| Via::from_word(&word));
    let mut call = Call::new(origin, text("url").unwrap_or_default());
    call.via = via.ok_or("via: not known")?;
    call.with_credentials = row["withCredentials"].as_bool().unwrap_or_default();
    call.upload = row["upload"].as_bool().unwrap_or_default();
    call.cross_origin = row["crossOrigin"].as_str().map(CrossOrigin::of_attribute);
    call.partition = text("partition");
    call.accept_language = text("acceptLanguage").and_then(|text| isomorphic_encode(&text));
    call.body = body(&row["body"])?;
    call.keepalive = row["keepalive"].as_bool().unwrap_or_default();
    if let Some(method) = text("method") {
        call.method = method;
    }
    let mut unconverted = Vec::new();
    let mut word = |member: &'static str, known: &mut dyn FnMut(&str) -> bool| {
        let Some(word) = text(member) else { return };
        if !known(&word) {
            unconverted.push(Unconverted::Word { member, value: word, words: &[] });
        }
    };
    word("cache", &mut |word| set(&mut call.cache, Cache::from_word(word)));
    word("credentials", &mut |word| set(&mut call.credentials, Credentials::from_word(word)));
    word("duplex", &mut |word| set(&mut call.duplex, (word == "half").then_some(true)));
    call.headers = headers(row.get("headers"), &mut call.unconverted);
    word("mode", &mut |word| set(&mut call.mode, Mode::from_word(word)));
    word("redirect", &mut |word| set(&mut call.redirect, Redirect::from_word(word)));
    word("referrerPolicy", &mut |word| {
        set(&mut call.referrer_policy, ReferrerPolicy::from_word(word))
    });
    call.unconverted.extend(unconverted);
    Ok(call)
}

fn set<T>(place: &mut T, value: Option<T>) -> bool {
    let known = value.is_some();
    if let Some(value) = value {
        *place = value;
    }
    known
}

/// Reads a response: an object with a `status` and with `headers`, a list of pairs.
///
/// # Errors
///
/// The message of the `TypeError` that the border throws.
pub fn answer(row: &Value) -> Result<Answer, String> {
    let status = row["status"].as_u64().and_then(|status| u16::try_from(status).ok());
    let status = status.ok_or_else(|| InvalidAnswer::Status(row["status"].to_string()).to_string());
    let lines = row["headers"].as_array().ok_or("answer.headers: not pairs")?;
    let pair = |line: &Value| match line.as_array().map(Vec::as_slice) {
        Some([Value::String(name), Value::String(value)]) => Ok((name.clone(), value.clone())),
        _ => Err("answer.headers: not a pair of strings"),
    };
    let headers = lines.iter().map(pair).collect::<Result<Vec<_>, _>>()?;
    response(Response { status: status?, headers })
}

/// Converts a response.
///
/// # Errors
///
/// The message of the `TypeError` that the border throws.
pub fn response(response: Response) -> Result<Answer, String> {
    Answer::new(response.status, response.headers).map_err(|error| error.to_string())
}

/// Returns the headers of a call, and adds invalid ones to `refused`.
fn headers(row: Option<&Value>, refused: &mut Vec<Unconverted>) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    let invalid = |value: &Value| Unconverted::Headers { value: to_text(value) };
    match row {
        None => {}
        Some(Value::Object(record)) => {
            headers.extend(record.iter().map(|(name, value)| (name.clone(), to_text(value))));
        }
        Some(Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                match item.as_array().map(Vec::as_slice) {
                    Some([name, value]) => headers.push((to_text(name), to_text(value))),
                    Some(values) => refused.push(Unconverted::HeaderPair {
                        position: index + 1,
                        length: values.len(),
                    }),
                    None => refused.push(invalid(item)),
                }
            }
        }
        Some(other) => refused.push(invalid(other)),
    }
    headers
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
        Some("params") => Body::Params,
        Some("form") => Body::Form,
        Some("blob") => Body::Blob(object.get("type").map(to_text).unwrap_or_default()),
        Some("buffer") => Body::Buffer,
        Some("stream") => Body::Stream { locked: false },
        Some("document") => Body::Document(match object.get("type").map(to_text).as_deref() {
            None | Some("text/html") => DocumentType::Html,
            Some(_) => DocumentType::Xml,
        }),
        _ => return Err("body.kind: not known".into()),
    }))
}

/// Converts a value to a string as JavaScript does.
fn to_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
