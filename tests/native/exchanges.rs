//! Whole exchanges, and the cache they share.

use crate::browser;
use cors_preflight::{
    Browser, Call, Exchange, FailedAt, Failure, HttpResponse, PreflightCache, ReasonCode, Step,
};
use serde_json::{Value, json};
use std::time::Duration;
use testbed::read;
use testbed::table::PROFILES;
use testbed::table::sessions::{Session, assert_sessions, sessions};

const STANDARD: Browser = Browser::STANDARD;

/// A browser session in the engine itself.
struct Engine {
    browser: Browser,
    cache: PreflightCache,
}

/// A fetch of a session: at its start, or after a step.
enum Fetch {
    Start(Exchange),
    Step(Step),
}

impl Session for Engine {
    /// Empty while a step is taken.
    type Exchange = Option<Fetch>;

    fn by(profile: &str) -> Engine {
        let browser = browser(profile);
        Engine { browser, cache: PreflightCache::new(browser.profile()) }
    }

    fn begin(&mut self, call: &Value) -> Option<Fetch> {
        Some(Fetch::Start(self.browser.fetch(read::call(call).expect("a call"))))
    }

    fn next(&mut self, fetch: &mut Option<Fetch>, told: Option<&Value>, now: f64) -> Value {
        let cache = self.cache.at(Duration::from_secs_f64(now / 1000.0));
        let step = match (fetch.take(), told) {
            (Some(Fetch::Start(exchange)), None) => exchange.start(cache),
            (Some(Fetch::Step(Step::Send(pending))), Some(Value::Null)) => {
                pending.network_error(cache)
            }
            (Some(Fetch::Step(Step::Send(pending))), Some(response)) => {
                pending.respond(&read::response(response).expect("a response"), cache)
            }
            _ => panic!("a step out of turn"),
        };
        let shown = json!(step);
        *fetch = Some(Fetch::Step(step));
        shown
    }

    fn entries(&self) -> Value {
        json!(self.cache.entries())
    }
}

/// The names of all sessions.
pub(crate) fn names() -> Vec<String> {
    let name = |session: &Value| session["name"].as_str().expect("a session has a name").to_owned();
    sessions().iter().map(name).collect()
}

/// Every code that a session expects.
pub(crate) fn codes() -> Vec<String> {
    fn collect(value: &Value, codes: &mut Vec<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| collect(item, codes)),
            Value::Object(members) => {
                for (key, member) in members {
                    match (key.as_str(), member.as_array()) {
                        ("reasons" | "notes", Some(texts)) => {
                            let texts = texts.iter().filter_map(Value::as_str);
                            codes.extend(
                                texts.filter_map(|t| t.split(' ').next().map(String::from)),
                            );
                        }
                        _ => collect(member, codes),
                    }
                }
            }
            _ => {}
        }
    }
    let mut codes = Vec::new();
    sessions().iter().for_each(|session| collect(session, &mut codes));
    codes
}

/// Calls `visit` with every step of every session, by the rules of every profile.
fn for_each_step(visit: &mut dyn FnMut(&Step)) {
    for (profile, row) in
        PROFILES.iter().flat_map(|by| sessions().into_iter().map(move |it| (by, it)))
    {
        let mut session = Engine::by(profile);
        for (number, made) in row["calls"].as_array().into_iter().flatten().enumerate() {
            let otherwise = &row[*profile]["calls"][number.to_string()]["answers"];
            let answers = otherwise.as_array().or(made["answers"].as_array());
            let now = made["now"].as_f64().unwrap_or_default();
            let mut fetch = session.begin(&made["call"]);
            for told in [None].into_iter().chain(answers.into_iter().flatten().map(Some)) {
                session.next(&mut fetch, told, now);
                if let Some(Fetch::Step(step)) = &fetch {
                    visit(step);
                }
            }
        }
    }
}

/// Returns every step of every session, by the rules of every profile.
pub(crate) fn steps() -> Vec<Value> {
    let mut steps = Vec::new();
    for_each_step(&mut |step| steps.push(json!(step)));
    steps
}

/// Returns every failure of every session, by the rules of every profile.
pub(crate) fn failures() -> Vec<Failure> {
    let mut failures = Vec::new();
    for_each_step(&mut |step| {
        if let Step::Failed(failure) = step {
            failures.push(failure.clone());
        }
    });
    failures
}

#[test]
fn every_session_holds() {
    let count = assert_sessions::<Engine>();
    println!("{count} sessions hold");
    assert!(count >= 200);
}

/// The call `fetch(url)` on a page of `https://app.example`.
fn call(url: &str) -> Call {
    Call::fetch("https://app.example", url).expect("a call")
}

/// A response that shares itself with every page, and has these headers.
fn shared(status: u16, headers: &[(&str, &str)]) -> HttpResponse {
    HttpResponse::new(status)
        .and_then(|response| response.header("Access-Control-Allow-Origin", "*"))
        .and_then(|response| response.with_headers(headers.iter().copied()))
        .expect("a response")
}

#[test]
fn twenty_redirects_are_followed_and_no_more() {
    let allow = shared(204, &[("Access-Control-Allow-Headers", "x-a")]);
    let mut step = STANDARD.fetch(call("https://api.example/0").header("X-A", "1")).start(None);
    let mut hops = 0;
    let failure = loop {
        let pending = match step {
            Step::Send(pending) => pending,
            Step::Failed(failure) => break failure,
            Step::Done(response) => panic!("{response:?}"),
        };
        assert!(hops <= 20 && pending.is_preflight(), "{pending:?}");
        let Step::Send(request) = pending.respond(&allow, None) else { panic!("no request") };
        assert!(!request.is_preflight());
        hops += 1;
        let location = format!("/{hops}");
        step = request.respond(&shared(307, &[("Location", &location)]), None);
    };
    assert_eq!(hops, 21);
    assert_eq!(failure.failed_at(), FailedAt::Redirect);
    assert_eq!(failure.reasons()[0].code(), ReasonCode::TooManyRedirects);
}

/// Sends a PUT whose preflight is allowed by a response.
fn put(cache: &mut PreflightCache, browser: Browser, url: &str, allow: &HttpResponse) {
    let step = browser.fetch(call(url).method("PUT")).start(cache.at(Duration::ZERO));
    let Step::Send(preflight) = step else { panic!("{step:?}") };
    let step = preflight.respond(allow, cache.at(Duration::ZERO));
    assert!(matches!(step, Step::Send(request) if !request.is_preflight()));
}

#[test]
fn each_name_of_a_grant_is_stored_once_with_a_url_in_common_and_a_cleared_cache_is_empty() {
    let allow = shared(
        204,
        &[
            ("Access-Control-Allow-Methods", "PUT, GET, b, a, PUT, c, a"),
            ("Access-Control-Allow-Headers", "x-m, x-b, x-z, X-B, x-a, x-M"),
        ],
    );
    let mut cache = PreflightCache::new(STANDARD.profile());
    assert_eq!(cache.profile(), STANDARD.profile());
    put(&mut cache, STANDARD, "https://api.example/x", &allow);
    let stored: Vec<&str> =
        cache.entries().iter().filter_map(|entry| entry.method().or(entry.header_name())).collect();
    assert_eq!(stored, ["PUT", "GET", "b", "a", "c", "x-m", "x-b", "x-z", "x-a"]);
    // However many names there are, and however long their URL.
    for pair in cache.entries().windows(2) {
        let is_of_one_kind = pair[0].method().is_some() == pair[1].method().is_some();
        assert!(!is_of_one_kind || std::ptr::eq(pair[0].url(), pair[1].url()), "{pair:?}");
    }
    cache.clear();
    assert!(cache.entries().is_empty());
}

#[test]
fn an_entry_has_the_properties_of_its_request_and_the_callers_time() {
    let allow =
        shared(204, &[("Access-Control-Allow-Methods", "PUT"), ("Access-Control-Max-Age", "60")]);
    let mut cache = PreflightCache::new(STANDARD.profile());
    let now = Duration::from_millis(1_500);
    let call = call("https://api.example/x#top").method("PUT").partition("a partition");
    let Step::Send(preflight) = STANDARD.fetch(call).start(cache.at(now)) else { panic!("a step") };
    let _ = preflight.respond(&allow, cache.at(now));
    let [entry] = cache.entries() else { panic!("{cache:?}") };
    assert_eq!((entry.method(), entry.header_name()), (Some("PUT"), None));
    assert_eq!(entry.partition(), Some("a partition"));
    assert_eq!(entry.origin(), "https://app.example");
    assert_eq!(entry.url(), "https://api.example/x#top");
    assert!(!entry.includes_credentials());
    assert_eq!(entry.stored(), now);
    assert_eq!(entry.max_age(), Duration::from_secs(60));
    assert_eq!(entry.expires(), Duration::from_millis(61_500));
}

#[test]
fn a_cache_is_valid_at_every_time() {
    let allow = shared(204, &[("Access-Control-Allow-Methods", "PUT")]);
    let mut cache = PreflightCache::new(STANDARD.profile());
    let call = call("https://api.example/x").method("PUT");
    let step = STANDARD.fetch(call).start(cache.at(Duration::MAX));
    let Step::Send(preflight) = step else { panic!("{step:?}") };
    let _ = preflight.respond(&allow, cache.at(Duration::MAX));
    assert_eq!(cache.entries()[0].expires(), Duration::MAX);
}

#[test]
fn chromium_keeps_what_was_granted_for_urls_of_1023_bytes_and_no_longer_ones() {
    let allow = shared(204, &[("Access-Control-Allow-Methods", "PUT")]);
    for (length, kept) in [(1022, 1), (1023, 1), (1024, 0)] {
        let url = format!("{:a<length$}", "https://api.example/");
        let mut cache = PreflightCache::new(Browser::CHROMIUM.profile());
        put(&mut cache, Browser::CHROMIUM, &url, &allow);
        assert_eq!(cache.entries().len(), kept, "{length}");
    }
}
