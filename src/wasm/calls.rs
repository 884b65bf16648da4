//! Calls and answers, as live values in and as plain objects out, and handles of what lives on between
//! calls. The conversions of [Web IDL](https://webidl.spec.whatwg.org/) are made here and nowhere else.
//!
//! Whatever is read of a caller's object may run the caller's code. What that throws goes back to
//! the caller as it is. It may also call in again: everything is read before a handle is borrowed.

use crate::{
    Answer, Body, Cache, Call, Credentials, CrossOrigin, DocumentType, InvalidAnswer, Mode, Origin,
    Profile, Redirect, ReferrerPolicy, Text, Told, Unconverted, Via, is_header_value,
    isomorphic_encode,
};
use js_sys::{Array, ArrayBuffer, JsString, Reflect, Symbol, TypeError};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use std::cell::{RefCell, RefMut};
use wasm_bindgen::prelude::*;

// Whatever can run the caller's code is imported with `catch`: an exception that passes through the
// module's frames would leave them behind, and in the end no room for another call.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String, catch)]
    fn to_js_string(value: &JsValue) -> Result<JsString, JsValue>;

    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    fn array_from(iterable: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = entries, catch)]
    fn entries(object: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = getOwnPropertySymbols, catch)]
    fn own_symbols(object: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = getPrototypeOf, catch)]
    fn prototype_of(object: &JsValue) -> Result<JsValue, JsValue>;

    /// The platform's, for bodies of a platform whose classes write no tag on their objects.
    type Blob;
    type FormData;
}

/// The longest string that is taken, in UTF-16 code units: more might not fit the memory that the
/// module can have, several times over.
const LONGEST: u32 = 1 << 25;

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

/// A handle of a [`PreflightCache`](crate::PreflightCache).
#[wasm_bindgen]
#[derive(Debug)]
pub struct PreflightCache(RefCell<crate::PreflightCache>);

#[wasm_bindgen]
impl PreflightCache {
    /// `new PreflightCache(options)`.
    ///
    /// # Errors
    ///
    /// A TypeError for an unknown profile; what the caller's own code throws.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> Result<PreflightCache, JsValue> {
        let cache = crate::PreflightCache::new(read_profile(options)?);
        Ok(PreflightCache(RefCell::new(cache)))
    }

    /// `profile`: whose rules it goes by.
    ///
    /// # Errors
    ///
    /// A TypeError while the cache is in use.
    #[wasm_bindgen(getter)]
    pub fn profile(&self) -> Result<String, JsValue> {
        Ok(borrowed(&self.0)?.profile().name.to_owned())
    }

    /// `clear()`.
    ///
    /// # Errors
    ///
    /// A TypeError while the cache is in use.
    pub fn clear(&self) -> Result<(), JsValue> {
        borrowed(&self.0)?.clear();
        Ok(())
    }

    /// `entries()`.
    ///
    /// # Errors
    ///
    /// A TypeError while the cache is in use.
    pub fn entries(&self) -> Result<JsValue, JsValue> {
        plain(&borrowed(&self.0)?.entries())
    }
}

/// A handle of an [`Exchange`](crate::Exchange). Its caller keeps its cache, and passes it to every
/// turn.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Exchange(RefCell<crate::Exchange>);

#[wasm_bindgen]
impl Exchange {
    /// `new Exchange(call, options)` where `options.cache` is `cache`: nothing, or what is none.
    ///
    /// # Errors
    ///
    /// A TypeError naming the member that no browser could have, or a cache that is none; what the
    /// caller's own code throws.
    #[wasm_bindgen(constructor)]
    pub fn new(call: &JsValue, options: &JsValue, cache: &JsValue) -> Result<Exchange, JsValue> {
        if !cache.is_undefined() {
            let given = described(cache);
            return Err(type_error(&format!("cache: {given} is not a PreflightCache")));
        }
        Exchange::begin(call, read_profile(options)?)
    }

    /// `new Exchange(call, options)` where `options.cache` is the cache that `cache` is a handle of.
    ///
    /// # Errors
    ///
    /// A TypeError naming the member that no browser could have, or a profile that is not the
    /// cache's; what the caller's own code throws.
    #[wasm_bindgen(js_name = withCache)]
    pub fn with_cache(
        call: &JsValue,
        options: &JsValue,
        cache: &PreflightCache,
    ) -> Result<Exchange, JsValue> {
        let given = read_given_profile(options)?;
        let profile = borrowed(&cache.0)?.profile();
        if let Some(given) = given.filter(|given| *given != profile) {
            let (given, own) = (given.name, profile.name);
            let message = format!("profile: `{given}` is not the cache's, which is `{own}`");
            return Err(type_error(&message));
        }
        Exchange::begin(call, profile)
    }

    /// `next(answer, now)` of an exchange without a cache: `answer` is `undefined` where none is
    /// told, `null` where none came.
    ///
    /// # Errors
    ///
    /// A TypeError naming the member that no browser could have, or for an answer out of turn, or
    /// while the exchange is in use; what the caller's own code throws. Nothing has changed then.
    pub fn next(&self, answer: &JsValue, now: &JsValue) -> Result<JsValue, JsValue> {
        self.turn(None, answer, now)
    }

    /// [`next`](Exchange::next) of an exchange with a cache, the one it was made with.
    ///
    /// # Errors
    ///
    /// As there, and while the cache is in use.
    #[wasm_bindgen(js_name = nextWithCache)]
    pub fn next_with_cache(
        &self,
        cache: &PreflightCache,
        answer: &JsValue,
        now: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.turn(Some(cache), answer, now)
    }

    fn turn(
        &self,
        cache: Option<&PreflightCache>,
        answer: &JsValue,
        now: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let answered = !answer.is_undefined() && !answer.is_null();
        let read = if answered { Some(read_answer(answer)?) } else { None };
        let told = match &read {
            Some(answer) => Told::Answer(answer),
            None if answer.is_null() => Told::NoAnswer,
            None => Told::Nothing,
        };
        let Some(now) = now.as_f64().filter(|now| now.is_finite()) else {
            let given = described(now);
            return Err(type_error(&format!("now: {given} is not a finite number")));
        };
        let mut exchange = borrowed(&self.0)?;
        let mut cache = cache.map(|cache| borrowed(&cache.0)).transpose()?;
        let step = exchange.next(told, cache.as_deref_mut(), now);
        plain(step.map_err(|error| type_error(&error.to_string()))?)
    }

    fn begin(object: &JsValue, profile: &'static Profile) -> Result<Exchange, JsValue> {
        let call = read_call(object)?;
        Ok(Exchange(RefCell::new(crate::Exchange::new(call, parse_url, profile))))
    }
}

/// What a handle holds, for the length of a turn, in which no caller's code is to run. Where a page
/// has put its own in the platform's place, as its `URL`, that cannot come in between.
fn borrowed<T>(held: &RefCell<T>) -> Result<RefMut<'_, T>, JsValue> {
    held.try_borrow_mut().map_err(|_| type_error("called again from within its own call"))
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
    Reflect::get(&url.ok()?.into(), &"href".into()).ok()?.as_string()
}

fn type_error(message: &str) -> JsValue {
    TypeError::new(message).into()
}

/// A member of an object; `undefined` where it is missing.
fn member(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &JsValue::from_str(name))
}

fn read_profile(options: &JsValue) -> Result<&'static Profile, JsValue> {
    Ok(read_given_profile(options)?.unwrap_or(&Profile::STANDARD))
}

fn read_given_profile(options: &JsValue) -> Result<Option<&'static Profile>, JsValue> {
    if options.is_undefined() || options.is_null() {
        return Ok(None);
    }
    if !is_object(options) {
        return Err(type_error("options: not an object"));
    }
    let profile = member(options, "profile")?;
    if profile.is_undefined() {
        return Ok(None);
    }
    let name = text(&profile, "profile")?.unwrap_or_default();
    Profile::named(&name).map(Some).ok_or_else(|| {
        let given = described(&profile);
        let names = Profile::ALL.map(|profile| profile.name).join("`, `");
        type_error(&format!("profile: {given} is not known; this version knows `{names}`"))
    })
}

/// Whether `value` is an object to JavaScript, functions among them.
fn is_object(value: &JsValue) -> bool {
    value.is_object() || value.is_function()
}

fn read_call(object: &JsValue) -> Result<Call, JsValue> {
    if !is_object(object) {
        return Err(type_error(&format!("call: {} is not an object", described(object))));
    }
    let origin = member(object, "origin")?;
    let origin = match text(&origin, "origin")? {
        Some(text) => Origin::new(&text, parse_url).map_err(|e| type_error(&e.to_string()))?,
        None => {
            let given = described(&origin);
            return Err(type_error(&format!("origin: {given} is not a serialised origin")));
        }
    };
    let via = read_via(&member(object, "via")?)?;
    let accept_language = read_accept_language(&member(object, "acceptLanguage")?)?;
    let url = to_text(&member(object, "url")?, "url")?;

    let mut refused = Vec::new();
    refused.extend(url.is_none().then_some(Unconverted::Symbol { member: "url" }));
    let mut call = Call { via, accept_language, ..Call::new(origin, url.unwrap_or_default()) };
    // The members of a RequestInit, in the order in which Web IDL converts them.
    match read_body(&member(object, "body")?)? {
        Ok(body) => call.body = body,
        Err(symbol) => refused.push(symbol),
    }
    let mut word = |name, words| read_word(object, name, words, &mut refused);
    call.cache = word("cache", Cache::WORDS)?.and_then(Cache::from_word).unwrap_or(call.cache);
    let credentials = word("credentials", Credentials::WORDS)?;
    call.credentials = credentials.and_then(Credentials::from_word).unwrap_or(call.credentials);
    call.duplex = word("duplex", &["half"])?.is_some();
    call.headers = read_headers(&member(object, "headers")?, &mut refused)?;
    call.keepalive = member(object, "keepalive")?.is_truthy();
    let method = member(object, "method")?;
    if !method.is_undefined() {
        match to_text(&method, "method")? {
            Some(method) => call.method = method,
            None => refused.push(Unconverted::Symbol { member: "method" }),
        }
    }
    let mut word = |name, words| read_word(object, name, words, &mut refused);
    call.mode = word("mode", Mode::WORDS)?.and_then(Mode::from_word).unwrap_or(call.mode);
    let redirect = word("redirect", Redirect::WORDS)?;
    call.redirect = redirect.and_then(Redirect::from_word).unwrap_or(call.redirect);
    let policy = word("referrerPolicy", ReferrerPolicy::WORDS)?;
    call.referrer_policy =
        policy.and_then(ReferrerPolicy::from_word).unwrap_or(call.referrer_policy);
    call.partition = read_partition(&member(object, "partition")?)?;
    call.with_credentials = member(object, "withCredentials")?.is_truthy();
    call.upload = member(object, "upload")?.is_truthy();
    let cross_origin = member(object, "crossOrigin")?;
    if !cross_origin.is_undefined() && !cross_origin.is_null() {
        let attribute = to_text(&cross_origin, "crossOrigin")?;
        call.cross_origin = attribute.map(|value| CrossOrigin::of_attribute(&value));
    }
    call.unconverted = refused;
    Ok(call)
}

fn read_via(value: &JsValue) -> Result<Via, JsValue> {
    if value.is_undefined() {
        return Ok(Via::Fetch);
    }
    let word = text(value, "via")?;
    word.as_deref().and_then(Via::from_word).ok_or_else(|| {
        let given = described(value);
        let words = Via::WORDS.join("`, `");
        type_error(&format!("via: {given} is not known; this version knows `{words}`"))
    })
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
    let Some(word) = to_text(&value, name)? else {
        refused.push(Unconverted::Symbol { member: name });
        return Ok(None);
    };
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
    let bytes = text(value, "acceptLanguage")?.and_then(|text| isomorphic_encode(&text));
    match bytes.filter(|bytes| is_header_value(bytes)) {
        Some(bytes) => Ok(Some(bytes)),
        None => {
            let given = described(value);
            Err(type_error(&format!("acceptLanguage: {given} is not a header value")))
        }
    }
}

fn read_partition(value: &JsValue) -> Result<Option<String>, JsValue> {
    let partition = text(value, "partition")?;
    if partition.is_none() && !value.is_undefined() {
        let given = described(value);
        return Err(type_error(&format!("partition: {given} is not a string")));
    }
    Ok(partition)
}

type Headers = Vec<(String, String)>;

/// Converts a [HeadersInit](https://fetch.spec.whatwg.org/#typedefdef-headersinit): what of it are
/// headers. The rest is refused.
fn read_headers(value: &JsValue, refused: &mut Vec<Unconverted>) -> Result<Headers, JsValue> {
    let mut headers = Vec::new();
    if value.is_undefined() {
        return Ok(headers);
    }
    let invalid = |value: &JsValue| Unconverted::Headers { value: plain_text(value) };
    let pairs = match iterable(value)? {
        Iterable::Items(items) => items,
        Iterable::No if is_object(value) => {
            let symbols = own_symbols(value)?;
            if symbols.length() > 0 {
                refused.push(Unconverted::Symbol { member: "headers" });
            }
            entries(value)?
        }
        Iterable::No | Iterable::Broken => {
            refused.push(invalid(value));
            return Ok(headers);
        }
    };
    for (index, pair) in pairs.iter().enumerate() {
        let Iterable::Items(pair) = iterable(&pair)? else {
            refused.push(invalid(&pair));
            continue;
        };
        if pair.length() != 2 {
            let length = pair.length() as usize;
            refused.push(Unconverted::HeaderPair { position: index + 1, length });
            continue;
        }
        match (to_text(&pair.get(0), "headers")?, to_text(&pair.get(1), "headers")?) {
            (Some(name), Some(value)) => headers.push((name, value)),
            _ => refused.push(Unconverted::Symbol { member: "headers" }),
        }
    }
    Ok(headers)
}

/// What [iterating] a value gives.
///
/// [iterating]: https://webidl.spec.whatwg.org/#js-sequence
enum Iterable {
    /// It is no object, or one without an iterator.
    No,
    /// What it calls its iterator cannot be called.
    Broken,
    Items(Array),
}

fn iterable(value: &JsValue) -> Result<Iterable, JsValue> {
    if !is_object(value) {
        return Ok(Iterable::No);
    }
    let iterator = Reflect::get(value, &Symbol::iterator())?;
    if iterator.is_undefined() || iterator.is_null() {
        Ok(Iterable::No)
    } else if iterator.is_function() {
        array_from(value).map(Iterable::Items)
    } else {
        Ok(Iterable::Broken)
    }
}

/// Tells a live body by its class, also one of another realm, and reads a described one.
fn read_body(value: &JsValue) -> Result<Result<Option<Body>, Unconverted>, JsValue> {
    if value.is_undefined() || value.is_null() {
        return Ok(Ok(None));
    }
    if value.is_symbol() {
        return Ok(Err(Unconverted::Symbol { member: "body" }));
    }
    let body = if !is_object(value) {
        Body::Text
    } else if ArrayBuffer::is_view(value) {
        return read_buffer(&member(value, "buffer")?);
    } else {
        let tag = Reflect::get(value, &Symbol::to_string_tag())?;
        match text(&tag, "body")?.as_deref().unwrap_or_else(|| untagged_class(value)) {
            "Blob" | "File" => {
                Body::Blob(text(&member(value, "type")?, "body")?.unwrap_or_default())
            }
            "FormData" => Body::Form,
            "URLSearchParams" => Body::Params,
            "ReadableStream" => Body::Stream { locked: member(value, "locked")?.is_truthy() },
            "ArrayBuffer" => return read_buffer(value),
            "HTMLDocument" => Body::Document(DocumentType::Html),
            "Document" | "XMLDocument" => Body::Document(DocumentType::Xml),
            _ if is_plain_object(value)? => {
                let kind = member(value, "kind")?;
                // Without a kind it describes nothing: fetch() makes a string of it.
                if kind.is_undefined() { Body::Other } else { read_described_body(value, &kind)? }
            }
            _ => Body::Other,
        }
    };
    Ok(Ok(Some(body)))
}

/// The class of an object that carries no tag, such as happy-dom's blobs and forms; none is "".
fn untagged_class(value: &JsValue) -> &'static str {
    if value.has_type::<Blob>() {
        "Blob"
    } else if value.has_type::<FormData>() {
        "FormData"
    } else {
        ""
    }
}

/// Converts a [buffer](https://webidl.spec.whatwg.org/#js-buffer-source-types), the body's own or
/// that of a view.
fn read_buffer(buffer: &JsValue) -> Result<Result<Option<Body>, Unconverted>, JsValue> {
    let class = Reflect::get(buffer, &Symbol::to_string_tag())?;
    let shared = text(&class, "body")?.as_deref() == Some("SharedArrayBuffer");
    let refused = shared || member(buffer, "resizable")?.is_truthy();
    Ok(if refused { Err(Unconverted::Buffer) } else { Ok(Some(Body::Buffer)) })
}

fn is_plain_object(value: &JsValue) -> Result<bool, JsValue> {
    if value.is_function() {
        return Ok(false);
    }
    let prototype = prototype_of(value)?;
    Ok(prototype.is_null() || prototype_of(&prototype)?.is_null())
}

fn read_described_body(value: &JsValue, kind: &JsValue) -> Result<Body, JsValue> {
    Ok(match text(kind, "body.kind")?.as_deref() {
        Some("string") => Body::Text,
        Some("params") => Body::Params,
        Some("form") => Body::Form,
        Some("blob") => {
            let kind = member(value, "type")?;
            match text(&kind, "body.type")? {
                Some(kind) => Body::Blob(kind),
                None if kind.is_undefined() => Body::Blob(String::new()),
                None => {
                    let given = described(&kind);
                    return Err(type_error(&format!("body.type: {given} is not a string")));
                }
            }
        }
        Some("buffer") => Body::Buffer,
        Some("stream") => Body::Stream { locked: false },
        Some("document") => {
            let kind = text(&member(value, "type")?, "body.type")?;
            Body::Document(match kind.as_deref() {
                None | Some("text/html") => DocumentType::Html,
                Some(_) => DocumentType::Xml,
            })
        }
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
    if !is_object(object) {
        return Err(type_error(&format!("answer: {} is not an object", described(object))));
    }
    let invalid = |error: InvalidAnswer| type_error(&error.to_string());
    let status = member(object, "status")?;
    // A number that is no integer or out of range is not the same number when it comes back.
    let status = match status.as_f64() {
        Some(number) if f64::from(number as u16) == number => number as u16,
        _ => return Err(invalid(InvalidAnswer::Status(plain_text(&status)))),
    };
    let Iterable::Items(lines) = iterable(&member(object, "headers")?)? else {
        return Err(type_error("answer.headers: not an iterable of pairs"));
    };
    let mut pairs = Vec::new();
    for line in lines.iter() {
        let pair = match iterable(&line)? {
            Iterable::Items(pair) if pair.length() == 2 => {
                (text(&pair.get(0), "answer.headers")?, text(&pair.get(1), "answer.headers")?)
            }
            _ => (None, None),
        };
        let (Some(name), Some(value)) = pair else {
            let given = described(&line);
            let message = format!("answer.headers: {given} where a pair of strings is due");
            return Err(type_error(&message));
        };
        pairs.push((name, value));
    }
    Answer::new(status, pairs).map_err(invalid)
}

/// A value that is a string; nothing for any other.
fn text(value: &JsValue, name: &str) -> Result<Option<String>, JsValue> {
    match value.dyn_ref::<JsString>() {
        Some(string) if string.length() > LONGEST => {
            Err(type_error(&format!("{name}: longer than {LONGEST} characters")))
        }
        Some(string) => Ok(Some(String::from(string))),
        None => Ok(None),
    }
}

/// [Converts] a value to a string, as JavaScript does; nothing for a symbol, which does not.
///
/// [Converts]: https://webidl.spec.whatwg.org/#js-DOMString
fn to_text(value: &JsValue, name: &str) -> Result<Option<String>, JsValue> {
    if value.is_symbol() { Ok(None) } else { text(&to_js_string(value)?.into(), name) }
}

/// A value for a message, whatever it is.
fn described(value: &JsValue) -> String {
    Text::from(plain_text(value).as_str()).to_string()
}

fn plain_text(value: &JsValue) -> String {
    let string = to_js_string(value).and_then(|string| text(&string.into(), ""));
    string.ok().flatten().unwrap_or_else(|| "an object".to_owned())
}
