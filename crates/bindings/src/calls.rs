//! Calls and answers: flat texts in, JSON out, and handles of what lives on between calls.
//!
//! `pkg/call.js` reads the live values and makes flat texts of them, before anything is borrowed
//! here: whatever is read of a caller's object may run the caller's code, and may call in again.

use crate::json;
use cors_preflight::__bindings::{Plain, ToPlain};
use cors_preflight::{
    Answer, Body, Cache, Call, Credentials, CrossOrigin, DocumentType, InvalidAnswer, Mode, Origin,
    Profile, Redirect, ReferrerPolicy, Text, Told, Unconverted, Via, is_header_value,
    isomorphic_encode,
};
use std::cell::{RefCell, RefMut};
use std::str::SplitTerminator;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(inline_js = "
export const href = (text, base) => {
  try {
    return new URL(text, base).href;
  } catch {
  }
};
")]
extern "C" {
    /// The platform's own URL parser.
    fn href(text: &str, base: Option<&str>) -> Option<String>;
}

fn parse_url(text: &str, base: Option<&str>) -> Option<String> {
    href(text, base)
}

/// `classify(call, options)`, as JSON; in place of a result the `typeError` that names what no browser
/// could have.
#[wasm_bindgen]
pub fn classify(call: &str) -> String {
    read_call(call).map_or_else(failed, |(call, profile)| {
        json::text(&cors_preflight::classify(&call, parse_url, by(profile)).to_plain())
    })
}

/// `needsPreflight(method, headers, options)` of such a call: 1 where there is a preflight, 0 where
/// there is none, and 2 where [`classify`] says why there can be neither.
#[wasm_bindgen(js_name = needsPreflight)]
pub fn needs_preflight(call: &str) -> u32 {
    match read_call(call) {
        Ok((Call { method, headers, unconverted, .. }, profile)) if unconverted.is_empty() => {
            let headers: Vec<(&str, &str)> =
                headers.iter().map(|(name, value)| (&**name, &**value)).collect();
            cors_preflight::needs_preflight(&method, &headers, by(profile)).map_or(2, u32::from)
        }
        _ => 2,
    }
}

/// `checkPreflight(call, answer, options)`, as [`classify`].
#[wasm_bindgen(js_name = checkPreflight)]
pub fn check_preflight(call: &str, answer: &str) -> String {
    read(call, answer).map_or_else(failed, |(call, answer, profile)| {
        json::text(&cors_preflight::check_preflight(&call, &answer, parse_url, profile).to_plain())
    })
}

/// `checkResponse(call, answer, options)`, as [`classify`].
#[wasm_bindgen(js_name = checkResponse)]
pub fn check_response(call: &str, answer: &str) -> String {
    read(call, answer).map_or_else(failed, |(call, answer, profile)| {
        json::text(&cors_preflight::check_response(&call, &answer, parse_url, profile).to_plain())
    })
}

/// What is wrong with a call or its options, where anything is: such a call makes no handle.
#[wasm_bindgen]
pub fn refusal(call: &str) -> Option<String> {
    read_call(call).err()
}

/// A handle of a [`PreflightCache`](cors_preflight::PreflightCache).
#[wasm_bindgen]
#[derive(Debug)]
pub struct PreflightCache(RefCell<cors_preflight::PreflightCache>);

#[wasm_bindgen]
impl PreflightCache {
    /// `new PreflightCache(options)`; nothing where there is a [`refusal`].
    pub fn begin(options: &str) -> Option<PreflightCache> {
        let (_, profile) = read_call(options).ok()?;
        Some(PreflightCache(RefCell::new(cors_preflight::PreflightCache::new(by(profile)))))
    }

    /// `clear()`, as JSON: `null`, or a `typeError` while the cache is in use.
    pub fn clear(&self) -> String {
        borrowed(&self.0).map_or_else(failed, |mut cache| {
            cache.clear();
            "null".to_owned()
        })
    }

    /// `entries()`, as JSON; a `typeError` while the cache is in use.
    pub fn entries(&self) -> String {
        borrowed(&self.0).map_or_else(failed, |cache| json::text(&cache.entries().to_plain()))
    }
}

/// A handle of an [`Exchange`](cors_preflight::Exchange). Its caller keeps its cache, and passes it to every
/// turn.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Exchange(RefCell<cors_preflight::Exchange>);

#[wasm_bindgen]
impl Exchange {
    /// `new Exchange(call, options)`; nothing where there is a [`refusal`].
    pub fn begin(call: &str) -> Option<Exchange> {
        let (call, profile) = read_call(call).ok()?;
        Some(Exchange(RefCell::new(cors_preflight::Exchange::new(call, parse_url, by(profile)))))
    }

    /// `next(answer, now)` of an exchange without a cache, as JSON: the answer is nothing where none
    /// is told, and empty where none came. A `typeError`, after which nothing has changed, for an
    /// answer that cannot be or is out of turn, and while the exchange is in use.
    pub fn next(&self, answer: Option<String>, now: f64) -> String {
        self.turn(None, answer.as_deref(), now)
    }

    /// [`next`](Exchange::next) of an exchange with a cache, the one it was made with.
    #[wasm_bindgen(js_name = nextWithCache)]
    pub fn next_with_cache(
        &self,
        cache: &PreflightCache,
        answer: Option<String>,
        now: f64,
    ) -> String {
        self.turn(Some(cache), answer.as_deref(), now)
    }

    fn turn(&self, cache: Option<&PreflightCache>, answer: Option<&str>, now: f64) -> String {
        let turn = || {
            let read = answer.filter(|answer| !answer.is_empty()).map(read_answer).transpose()?;
            let told = match &read {
                Some(answer) => Told::Answer(answer),
                None if answer.is_some() => Told::NoAnswer,
                None => Told::Nothing,
            };
            let mut exchange = borrowed(&self.0)?;
            let mut cache = cache.map(|cache| borrowed(&cache.0)).transpose()?;
            match exchange.next(told, cache.as_deref_mut(), now) {
                Ok(step) => Ok(json::text(&step.to_plain())),
                Err(error) => Err(error.to_string()),
            }
        };
        turn().unwrap_or_else(failed)
    }
}

/// What a handle holds, for the length of a turn, in which no caller's code is to run. Where a page
/// has put its own in the platform's place, as its `URL`, that cannot come in between.
fn borrowed<T>(held: &RefCell<T>) -> Result<RefMut<'_, T>, String> {
    held.try_borrow_mut().map_err(|_| "called again from within its own call".to_owned())
}

fn failed(error: String) -> String {
    json::text(&Plain::Object(vec![("typeError", error.into())]))
}

fn by(profile: Option<&'static Profile>) -> &'static Profile {
    profile.unwrap_or(&Profile::STANDARD)
}

fn read(call: &str, answer: &str) -> Result<(Call, Answer, &'static Profile), String> {
    let (call, profile) = read_call(call)?;
    Ok((call, read_answer(answer)?, by(profile)))
}

/// The items of a flat text, each with a NUL behind it. In an item U+0001 and a digit stand for what
/// would be taken for such a mark.
struct Items<'a>(SplitTerminator<'a, char>);

impl Items<'_> {
    fn of(flat: &str) -> Items<'_> {
        Items(flat.split_terminator('\0'))
    }

    /// The item that is due after another.
    fn value(&mut self) -> String {
        self.next().unwrap_or_default()
    }
}

impl Iterator for Items<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let mut pieces = self.0.next()?.split('\u{1}');
        let mut item = pieces.next()?.to_owned();
        for piece in pieces {
            item.push(if piece.starts_with('0') { '\0' } else { '\u{1}' });
            item.push_str(piece.get(1..).unwrap_or_default());
        }
        Some(item)
    }
}

/// Members that may be given as a symbol where a text is due.
const MEMBERS: [&str; 9] = [
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

/// A call and whose rules it goes by, where that is said. Its headers are what `pkg/call.js` made of
/// a [HeadersInit](https://fetch.spec.whatwg.org/#typedefdef-headersinit).
fn read_call(flat: &str) -> Result<(Call, Option<&'static Profile>), String> {
    let mut call = Call::new(Origin::OPAQUE, "");
    let mut profile = None;
    let mut items = Items::of(flat);
    while let Some(member) = items.next() {
        let value = items.value();
        let mut words = Words { value: &value, refused: &mut call.unconverted };
        match member.as_str() {
            "profile" => match Profile::named(&value) {
                Some(known) => profile = Some(known),
                None => {
                    return Err(unknown(&member, &value, &Profile::ALL.map(|known| known.name)));
                }
            },
            "origin" => {
                call.origin = Origin::new(&value, parse_url).map_err(|error| error.to_string())?;
            }
            "via" => match Via::from_word(&value) {
                Some(via) => call.via = via,
                None => return Err(unknown(&member, &value, Via::WORDS)),
            },
            "acceptLanguage" => {
                let bytes = isomorphic_encode(&value).filter(|bytes| is_header_value(bytes));
                if bytes.is_none() {
                    let given = Text::from(value);
                    return Err(format!("acceptLanguage: {given} is not a header value"));
                }
                call.accept_language = bytes;
            }
            "url" => call.url = value,
            "body" => call.body = body(&value),
            "blob" => call.body = Some(Body::Blob(value)),
            "cache" => words.read(&mut call.cache, "cache", Cache::WORDS, Cache::from_word),
            "credentials" => words.read(
                &mut call.credentials,
                "credentials",
                Credentials::WORDS,
                Credentials::from_word,
            ),
            "duplex" => words.read(&mut call.duplex, "duplex", &["half"], |word| {
                (word == "half").then_some(true)
            }),
            "header" => call.headers.push((value, items.value())),
            "keepalive" => call.keepalive = true,
            "method" => call.method = value,
            "mode" => words.read(&mut call.mode, "mode", Mode::WORDS, Mode::from_word),
            "redirect" => {
                words.read(&mut call.redirect, "redirect", Redirect::WORDS, Redirect::from_word);
            }
            "referrerPolicy" => words.read(
                &mut call.referrer_policy,
                "referrerPolicy",
                ReferrerPolicy::WORDS,
                ReferrerPolicy::from_word,
            ),
            "partition" => call.partition = Some(value),
            "withCredentials" => call.with_credentials = true,
            "upload" => call.upload = true,
            "crossOrigin" => call.cross_origin = Some(CrossOrigin::of_attribute(&value)),
            "symbol" => {
                let member = MEMBERS.into_iter().find(|member| *member == value);
                call.unconverted.extend(member.map(|member| Unconverted::Symbol { member }));
            }
            "buffer" => call.unconverted.push(Unconverted::Buffer),
            "headers" => call.unconverted.push(Unconverted::Headers { value }),
            "pair" => {
                let number = |text: &str| text.parse().unwrap_or_default();
                let length = number(&items.value());
                call.unconverted.push(Unconverted::HeaderPair { position: number(&value), length });
            }
            _ => return Err(format!("call: {} is not known", Text::from(member))),
        }
    }
    Ok((call, profile))
}

/// The word that a member was given.
struct Words<'a> {
    value: &'a str,
    refused: &'a mut Vec<Unconverted>,
}

impl Words<'_> {
    /// Converts a member that is an [enumeration].
    ///
    /// [enumeration]: https://webidl.spec.whatwg.org/#js-enumeration
    fn read<T>(
        &mut self,
        into: &mut T,
        member: &'static str,
        words: &'static [&'static str],
        from_word: fn(&str) -> Option<T>,
    ) {
        match from_word(self.value) {
            Some(known) => *into = known,
            None => {
                let value = self.value.to_owned();
                self.refused.push(Unconverted::Word { member, value, words });
            }
        }
    }
}

fn body(kind: &str) -> Option<Body> {
    Some(match kind {
        "string" => Body::Text,
        "params" => Body::Params,
        "form" => Body::Form,
        "buffer" => Body::Buffer,
        "stream" => Body::Stream { locked: false },
        "locked" => Body::Stream { locked: true },
        "html" => Body::Document(DocumentType::Html),
        "xml" => Body::Document(DocumentType::Xml),
        _ => Body::Other,
    })
}

fn unknown(member: &str, value: &str, words: &[&str]) -> String {
    let (given, words) = (Text::from(value), words.join("`, `"));
    format!("{member}: {given} is not known; this version knows `{words}`")
}

fn read_answer(flat: &str) -> Result<Answer, String> {
    let mut items = Items::of(flat);
    let status = items.value();
    let mut pairs = Vec::new();
    while let Some(name) = items.next() {
        pairs.push((name, items.value()));
    }
    let answer = match status.parse() {
        Ok(status) => Answer::new(status, pairs),
        Err(_) => Err(InvalidAnswer::Status(status)),
    };
    answer.map_err(|error| error.to_string())
}
