//! Calls and responses.
//!
//! The input buffer holds a call, and behind it the response if there is one. `length` is the number of
//! bytes, `profile` a place from [`profile_place`].

use crate::output::{to_js, type_error};
use crate::read::{self, browser, profile_at};
use crate::time;
use cors_preflight::{Browser, CacheAt, Call, HttpResponse, Outcome, Pending, Step};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// Returns the place of the profile that the input buffer names.
///
/// # Errors
///
/// Throws a `TypeError` if there is no such profile.
#[wasm_bindgen(js_name = profilePlace)]
pub fn profile_place(length: usize) -> Result<usize, JsValue> {
    read::profile_place(length)
}

/// `classify(call, options)`.
///
/// # Errors
///
/// Throws a `TypeError` if the call cannot exist.
#[wasm_bindgen]
pub fn classify(length: usize, profile: usize) -> Result<JsValue, JsValue> {
    to_js(&browser(profile).classify(&read::call(length)?))
}

/// `needsPreflight(method, headers, options)`.
///
/// # Errors
///
/// Throws a `TypeError` if `fetch()` throws.
#[wasm_bindgen(js_name = needsPreflight)]
pub fn needs_preflight(length: usize, profile: usize) -> Result<bool, JsValue> {
    let classification = browser(profile).classify(&read::call(length)?);
    match classification.outcome() {
        Outcome::Throws => Err(type_error(classification.summary())),
        outcome => Ok(outcome == Outcome::Preflight),
    }
}

/// `checkPreflight(call, response, options)`.
///
/// # Errors
///
/// Throws a `TypeError` if the call or the response cannot exist.
#[wasm_bindgen(js_name = checkPreflight)]
pub fn check_preflight(length: usize, profile: usize) -> Result<JsValue, JsValue> {
    let (call, response) = read::call_and_response(length)?;
    to_js(&browser(profile).check_preflight(&call, &response))
}

/// `checkResponse(call, response, options)`.
///
/// # Errors
///
/// Throws a `TypeError` if the call or the response cannot exist.
#[wasm_bindgen(js_name = checkResponse)]
pub fn check_response(length: usize, profile: usize) -> Result<JsValue, JsValue> {
    let (call, response) = read::call_and_response(length)?;
    to_js(&browser(profile).check_response(&call, &response))
}

/// Checks that a response can exist.
///
/// # Errors
///
/// Throws a `TypeError` if the response cannot exist.
#[wasm_bindgen(js_name = validateResponse)]
pub fn validate_response(length: usize) -> Result<(), JsValue> {
    read::response(length).map(drop)
}

/// The engine's half of a `PreflightCache`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PreflightCache(RefCell<cors_preflight::PreflightCache>);

#[wasm_bindgen]
impl PreflightCache {
    /// Returns an empty cache.
    pub fn create(profile: usize) -> PreflightCache {
        PreflightCache(RefCell::new(cors_preflight::PreflightCache::new(profile_at(profile))))
    }

    /// `clear()`.
    ///
    /// # Errors
    ///
    /// Throws a `TypeError` while the cache is in use.
    pub fn clear(&self) -> Result<(), JsValue> {
        self.0.try_borrow_mut().map_err(in_use)?.clear();
        Ok(())
    }

    /// `entries()`.
    ///
    /// # Errors
    ///
    /// Throws a `TypeError` while the cache is in use.
    pub fn entries(&self) -> Result<JsValue, JsValue> {
        to_js(&Entries(&*self.0.try_borrow().map_err(in_use)?))
    }
}

/// The entries of a cache, with times on the caller's clock.
struct Entries<'a>(&'a cors_preflight::PreflightCache);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.entries().iter().map(Entry))
    }
}

struct Entry<'a>(&'a cors_preflight::CacheEntry);

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Entry(entry) = *self;
        let mut members = serializer.serialize_struct("CacheEntry", 5)?;
        members.serialize_field("origin", entry.origin())?;
        members.serialize_field("url", entry.url())?;
        members.serialize_field("credentials", &entry.includes_credentials())?;
        if let Some(method) = entry.method() {
            members.serialize_field("method", method)?;
        }
        if let Some(name) = entry.header_name() {
            members.serialize_field("header", name)?;
        }
        members.serialize_field("expires", &time::to_caller(entry.expires()))?;
        members.end()
    }
}

/// The engine's half of an `Exchange`. Its caller keeps the cache and passes it to every step.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Exchange {
    browser: Browser,
    state: RefCell<State>,
}

/// The state of an exchange between two steps.
#[derive(Debug)]
enum State {
    New(Box<Call>),
    Pending(Box<Pending>),
    Ended,
}

#[wasm_bindgen]
impl Exchange {
    /// Returns the exchange of a call.
    ///
    /// # Errors
    ///
    /// Throws a `TypeError` if the call cannot exist.
    pub fn create(length: usize, profile: usize) -> Result<Exchange, JsValue> {
        let call = Box::new(read::call(length)?);
        Ok(Exchange { browser: browser(profile), state: RefCell::new(State::New(call)) })
    }

    /// `next(response, now)` without a cache. `length` is absent if no response is passed, and 0 if there
    /// was no response. The exchange is unchanged after an error.
    ///
    /// # Errors
    ///
    /// Throws a `TypeError` if the response cannot exist or is not expected, and while the exchange is in
    /// use.
    pub fn next(&self, length: Option<usize>, now: f64) -> Result<JsValue, JsValue> {
        self.step(None, length, now)
    }

    /// [`next`](Exchange::next) with a cache, which is the same in every step.
    ///
    /// # Errors
    ///
    /// Throws a `TypeError` as [`next`](Exchange::next) does, and while the cache is in use.
    #[wasm_bindgen(js_name = nextWithCache)]
    pub fn next_with_cache(
        &self,
        cache: &PreflightCache,
        length: Option<usize>,
        now: f64,
    ) -> Result<JsValue, JsValue> {
        self.step(Some(cache), length, now)
    }

    fn step(
        &self,
        cache: Option<&PreflightCache>,
        length: Option<usize>,
        now: f64,
    ) -> Result<JsValue, JsValue> {
        let response = length.filter(|length| *length > 0).map(read::response).transpose()?;
        let mut state = self.state.try_borrow_mut().map_err(in_use)?;
        let mut cache = cache.map(|cache| cache.0.try_borrow_mut()).transpose().map_err(in_use)?;
        let cache = cache.as_deref_mut().map(|cache| cache.at(time::to_engine(now)));
        match (&*state, length) {
            (State::New(_), Some(_)) => return Err(type_error(NOTHING_SENT)),
            (State::Pending(_), None) => return Err(type_error(RESPONSE_DUE)),
            _ => {}
        }
        let step = match std::mem::replace(&mut *state, State::Ended) {
            State::New(call) => self.browser.fetch(*call).start(cache),
            State::Pending(pending) => respond(*pending, response.as_ref(), cache),
            State::Ended => return Ok(JsValue::UNDEFINED),
        };
        let result = to_js(&step)?;
        if let Step::Send(pending) = step {
            *state = State::Pending(Box::new(pending));
        }
        Ok(result)
    }
}

fn respond(pending: Pending, response: Option<&HttpResponse>, cache: Option<CacheAt<'_>>) -> Step {
    match response {
        Some(response) => pending.respond(response, cache),
        None => pending.network_error(cache),
    }
}

const NOTHING_SENT: &str =
    "response: expected none, because no request has been sent, got a response or null";

const RESPONSE_DUE: &str =
    "response: expected the response to the last request, or null, got undefined";

/// The error of a use within another use: a page can replace the platform's `URL` by code that calls in
/// again.
fn in_use<E>(_: E) -> JsValue {
    type_error("called again from within its own call")
}
