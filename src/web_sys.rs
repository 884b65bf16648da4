//! Conversions from the types of the [`web-sys`](::web_sys) crate, for Rust programs that run in a
//! browser, and a URL parser over the platform's own.
//!
//! They exist on wasm32 only, with the feature `web-sys`. Wrappers such as gloo-net are built on the same
//! [`Request`] and [`Response`].
//!
//! ```
//! use cors_preflight::web_sys::{global_origin, parse_url};
//! use cors_preflight::{Browser, Call, Origin, Profile};
//!
//! fn explain(request: &web_sys::Request) -> Result<String, wasm_bindgen::JsValue> {
//!     let browser = Browser::new(Profile::CHROMIUM, parse_url);
//!     let call = Call::from_request(global_origin().unwrap_or(Origin::OPAQUE), request)?;
//!     Ok(browser.classify(&call).summary())
//! }
//! ```

use crate::call::{
    Body, CacheMode, Call, CredentialsMode, RedirectMode, ReferrerPolicy, RequestMode, Unconverted,
};
use crate::http::header::{Header, HeaderList};
use crate::http::isomorphic::isomorphic_encode;
use crate::http::response::HttpResponse;
use crate::url::origin::Origin;
use crate::url::serialized::serialize_if_plain;
use ::web_sys::{Headers, Request, RequestInit, Response, Url};
use js_sys::{Array, ArrayBuffer, Function, Object, Reflect, Symbol};
use std::str::FromStr;
use wasm_bindgen::{JsCast, JsValue};

/// Parses a URL with the platform's `URL`. The signature is that of a [`ParseUrl`](crate::ParseUrl).
///
/// A plain URL that every parser returns as it is does not cross into JavaScript.
pub fn parse_url(text: &str, base: Option<&str>) -> Option<String> {
    if let Some(url) = serialize_if_plain(text) {
        return Some(url);
    }
    let url = match base {
        Some(base) => Url::new_with_base(text, base),
        None => Url::new(text),
    };
    Some(url.ok()?.href())
}

/// Returns the origin of the page or worker that the program runs in, or `None` if the program does
/// not run in a browser.
pub fn global_origin() -> Option<Origin> {
    let origin = Reflect::get(&js_sys::global(), &"origin".into()).ok()?;
    Origin::new(&origin.as_string()?, parse_url).ok()
}

impl Call {
    /// Returns the call `fetch(url, init)` on a page of `origin`. The URL is absolute.
    ///
    /// Members are converted as [Web IDL](https://webidl.spec.whatwg.org/#js-dictionary) converts them.
    /// A value that does not convert makes the call throw.
    ///
    /// # Errors
    ///
    /// Returns the exception if a getter or an iterator of `init` throws one.
    pub fn from_request_init(
        origin: Origin,
        url: impl Into<String>,
        init: &RequestInit,
    ) -> Result<Call, JsValue> {
        let mut call = Call::new(origin, url);
        read_body(&Reflect::get(init, &"body".into())?, &mut call)?;
        read_members(init, &mut call)?;
        if let Some(value) = read_text(init, "duplex", &mut call.unconverted)? {
            call.half_duplex = value == "half";
            if !call.half_duplex {
                let (member, keywords) = ("duplex", &["half"]);
                call.unconverted.push(Unconverted::Keyword { member, value, keywords });
            }
        }
        Ok(call)
    }

    /// Returns the call `fetch(request)` on a page of `origin`.
    ///
    /// The constructor of a `Request` has already dropped forbidden headers and joined headers of the
    /// same name. A body counts as an `ArrayBuffer`, because its type is among the headers already. A
    /// browser that does not implement `Request.body` does not show a body.
    ///
    /// # Errors
    ///
    /// Returns the exception if a getter of `request` throws one. The platform's own do not.
    pub fn from_request(origin: Origin, request: &Request) -> Result<Call, JsValue> {
        let mut call = Call::new(origin, request.url());
        let body = Reflect::get(request, &"body".into())?;
        call.body = body.is_object().then_some(Body::Buffer);
        read_members(request, &mut call)?;
        Ok(call)
    }
}

impl From<&Response> for HttpResponse {
    /// Returns the status and the headers that the script can read.
    fn from(response: &Response) -> HttpResponse {
        HttpResponse::from_valid(response.status(), HeaderList::from(&response.headers()))
    }
}

impl From<&Headers> for HeaderList {
    /// Returns the headers in the order of the iteration: sorted by name, with one value for a name.
    fn from(headers: &Headers) -> HeaderList {
        let pairs = js_sys::try_iter(headers).ok().flatten().into_iter().flatten();
        let header = |pair: JsValue| {
            let pair = Array::from(&pair);
            let (name, value) = (pair.get(0).as_string()?, pair.get(1).as_string()?);
            Some(Header::valid(name, isomorphic_encode(&value)?))
        };
        pairs.filter_map(|pair| header(pair.ok()?)).collect()
    }
}

/// Reads the members that a `RequestInit` and a `Request` have in common, except the body.
fn read_members(object: &JsValue, call: &mut Call) -> Result<(), JsValue> {
    let refused = &mut call.unconverted;
    read_keyword(object, "cache", CacheMode::KEYWORDS, &mut call.cache, refused)?;
    read_keyword(object, "credentials", CredentialsMode::KEYWORDS, &mut call.credentials, refused)?;
    let headers = Reflect::get(object, &"headers".into())?;
    if !headers.is_undefined() {
        read_headers(&headers, &mut call.headers, refused)?;
    }
    call.keepalive = Reflect::get(object, &"keepalive".into())?.is_truthy();
    if let Some(method) = read_text(object, "method", refused)? {
        call.method = method;
    }
    read_keyword(object, "mode", RequestMode::KEYWORDS, &mut call.mode, refused)?;
    read_keyword(object, "redirect", RedirectMode::KEYWORDS, &mut call.redirect, refused)?;
    let policy = &mut call.referrer_policy;
    read_keyword(object, "referrerPolicy", ReferrerPolicy::KEYWORDS, policy, refused)
}

/// Reads a member that is a string, if it is given.
fn read_text(
    object: &JsValue,
    member: &'static str,
    refused: &mut Vec<Unconverted>,
) -> Result<Option<String>, JsValue> {
    let value = Reflect::get(object, &member.into())?;
    if value.is_undefined() {
        return Ok(None);
    }
    let text = to_text(&value)?;
    if text.is_none() {
        refused.push(Unconverted::Symbol { member });
    }
    Ok(text)
}

/// Reads a member that is an [enumeration](https://webidl.spec.whatwg.org/#js-enumeration), if it is
/// given.
fn read_keyword<T: FromStr>(
    object: &JsValue,
    member: &'static str,
    keywords: &'static [&'static str],
    into: &mut T,
    refused: &mut Vec<Unconverted>,
) -> Result<(), JsValue> {
    if let Some(value) = read_text(object, member, refused)? {
        match value.parse() {
            Ok(known) => *into = known,
            Err(_) => refused.push(Unconverted::Keyword { member, value, keywords }),
        }
    }
    Ok(())
}

/// Reads a [`HeadersInit`](https://fetch.spec.whatwg.org/#typedefdef-headersinit): an iterable of pairs,
/// or an object.
fn read_headers(
    given: &JsValue,
    headers: &mut Vec<(String, String)>,
    refused: &mut Vec<Unconverted>,
) -> Result<(), JsValue> {
    let Some(object) = given.dyn_ref::<Object>() else {
        refused.push(Unconverted::Headers { value: printed(given) });
        return Ok(());
    };
    let has_iterator = !is_nullish(&Reflect::get(object, &Symbol::iterator())?);
    let pairs = if has_iterator { items(given)? } else { Some(entries(object, refused)) };
    let Some(pairs) = pairs else {
        refused.push(Unconverted::Headers { value: printed(given) });
        return Ok(());
    };
    for (position, pair) in (1..).zip(pairs) {
        let parts = if pair.is_instance_of::<Object>() { items(&pair)? } else { None };
        match parts.as_deref() {
            None => refused.push(Unconverted::Headers { value: printed(&pair) }),
            Some([name, value]) => match (to_text(name)?, to_text(value)?) {
                (Some(name), Some(value)) => headers.push((name, value)),
                _ => refused.push(Unconverted::Symbol { member: "headers" }),
            },
            Some(parts) => {
                let length = parts.len();
                refused.push(Unconverted::HeaderPair { position, length });
            }
        }
    }
    Ok(())
}

/// The own properties of an object, as pairs.
fn entries(object: &Object, refused: &mut Vec<Unconverted>) -> Vec<JsValue> {
    if Object::get_own_property_symbols(object).length() > 0 {
        refused.push(Unconverted::Symbol { member: "headers" });
    }
    Object::entries(object).iter().collect()
}

/// Everything that an object's iterator returns, or `None` if the object is not iterable.
fn items(value: &JsValue) -> Result<Option<Vec<JsValue>>, JsValue> {
    match js_sys::try_iter(value)? {
        Some(items) => items.collect::<Result<_, _>>().map(Some),
        None => Ok(None),
    }
}

/// Reads a [`BodyInit`](https://fetch.spec.whatwg.org/#bodyinit). Classes are told apart by their tags, which
/// objects of another frame have too.
fn read_body(given: &JsValue, call: &mut Call) -> Result<(), JsValue> {
    if is_nullish(given) {
        return Ok(());
    }
    if given.is_symbol() {
        call.unconverted.push(Unconverted::Symbol { member: "body" });
        return Ok(());
    }
    if !given.is_instance_of::<Object>() {
        call.body = Some(Body::Text);
        return Ok(());
    }
    let member = |name: &str| Reflect::get(given, &name.into());
    if ArrayBuffer::is_view(given) {
        return read_buffer(&member("buffer")?, call);
    }
    let tag = Reflect::get(given, &Symbol::to_string_tag())?.as_string().unwrap_or_default();
    call.body = Some(match tag.as_str() {
        "ArrayBuffer" => return read_buffer(given, call),
        "Blob" | "File" => Body::Blob(member("type")?.as_string().unwrap_or_default()),
        "FormData" => Body::FormData,
        "URLSearchParams" => Body::UrlSearchParams,
        "ReadableStream" => Body::Stream { locked: member("locked")?.is_truthy() },
        "HTMLDocument" => Body::HtmlDocument,
        "Document" | "XMLDocument" => Body::XmlDocument,
        _ => Body::Other,
    });
    Ok(())
}

fn read_buffer(buffer: &JsValue, call: &mut Call) -> Result<(), JsValue> {
    let tag = Reflect::get(buffer, &Symbol::to_string_tag())?;
    let is_shared = tag.as_string().as_deref() == Some("SharedArrayBuffer");
    if is_shared || Reflect::get(buffer, &"resizable".into())?.is_truthy() {
        call.unconverted.push(Unconverted::Buffer);
    } else {
        call.body = Some(Body::Buffer);
    }
    Ok(())
}

fn is_nullish(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

/// [Converts](https://webidl.spec.whatwg.org/#js-DOMString) a value to a string, as `String()` does.
/// Returns `None` for a symbol.
fn to_text(value: &JsValue) -> Result<Option<String>, JsValue> {
    if value.is_symbol() {
        return Ok(None);
    }
    if let Some(text) = value.as_string() {
        return Ok(Some(text));
    }
    let string: Function = Reflect::get(&js_sys::global(), &"String".into())?.dyn_into()?;
    Ok(string.call1(&JsValue::UNDEFINED, value)?.as_string())
}

/// A value for a message, whatever it is.
fn printed(value: &JsValue) -> String {
    to_text(value).ok().flatten().unwrap_or_else(|| "an object".to_owned())
}
