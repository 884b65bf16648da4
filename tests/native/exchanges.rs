//! Whole exchanges, and the cache they share.

use crate::loose;
use crate::table::PROFILES;
use crate::table::sessions::{Session, assert_sessions, sessions};
use cors_preflight::{Allowed, Exchange, PreflightCache, Profile, Told, parse_url};
use serde_json::{Value, json};
use std::sync::Arc;

const STANDARD: &Profile = &Profile::STANDARD;

/// The engine itself.
struct Engine {
    cache: PreflightCache,
}

impl Session for Engine {
    type Exchange = Exchange;

    fn by(profile: &str) -> Engine {
        Engine { cache: PreflightCache::new(Profile::named(profile).expect("a profile")) }
    }

    fn begin(&mut self, call: &Value) -> Exchange {
        Exchange::new(loose::call(call).expect("a call"), parse_url, self.cache.profile())
    }

    fn next(&mut self, exchange: &mut Exchange, told: Option<&Value>, now: f64) -> Value {
        let answer = told.filter(|told| !told.is_null());
        let answer = answer.map(|answer| loose::answer(answer).expect("an answer"));
        let told = match (told, &answer) {
            (None, _) => Told::Nothing,
            (Some(_), Some(answer)) => Told::Answer(answer),
            (Some(_), None) => Told::NoAnswer,
        };
        json!(exchange.next(told, Some(&mut self.cache), now).expect("a turn"))
    }

    fn entries(&self) -> Value {
        json!(self.cache.entries())
    }
}

/// What every session is called.
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

/// Every step of every session, by the rules of every profile.
pub(crate) fn steps() -> Vec<Value> {
    let mut steps = Vec::new();
    for (profile, row) in
        PROFILES.iter().flat_map(|by| sessions().into_iter().map(move |it| (by, it)))
    {
        let mut session = Engine::by(profile);
        for (number, made) in row["calls"].as_array().into_iter().flatten().enumerate() {
            let otherwise = &row[*profile]["calls"][number.to_string()]["answers"];
            let answers = otherwise.as_array().or(made["answers"].as_array());
            let told = [None].into_iter().chain(answers.into_iter().flatten().map(Some));
            let now = made["now"].as_f64().unwrap_or_default();
            let mut exchange = session.begin(&made["call"]);
            steps.extend(told.map(|told| session.next(&mut exchange, told, now)));
        }
    }
    steps
}

#[test]
fn every_session_holds() {
    let count = assert_sessions::<Engine>();
    println!("{count} sessions hold");
    assert!(count >= 200);
}

#[test]
fn an_answer_out_of_turn_changes_nothing() {
    let row = json!({ "origin": "https://app.example", "url": "https://api.example/x" });
    let answer = json!({ "status": 200, "headers": [["Access-Control-Allow-Origin", "*"]] });
    let answer = loose::answer(&answer).expect("an answer");
    let mut exchange = Exchange::new(loose::call(&row).expect("a call"), parse_url, STANDARD);
    assert!(exchange.next(Told::Answer(&answer), None, 0.0).is_err());
    assert!(exchange.next(Told::NoAnswer, None, 0.0).is_err());
    assert_eq!(json!(exchange.next(Told::Nothing, None, 0.0).expect("a turn"))["kind"], "request");
    assert!(exchange.next(Told::Nothing, None, 0.0).is_err());
    let done = json!(exchange.next(Told::Answer(&answer), None, 0.0).expect("a turn"));
    assert_eq!(done["kind"], "done");
    for told in [Told::Nothing, Told::NoAnswer, Told::Answer(&answer)] {
        assert_eq!(json!(exchange.next(told, None, 0.0).expect("the last step again")), done);
    }
}

#[test]
fn twenty_redirects_are_followed_and_no_more() {
    let row = json!({ "origin": "https://app.example", "url": "https://api.example/0",
        "headers": [["X-A", "1"]] });
    let mut exchange = Exchange::new(loose::call(&row).expect("a call"), parse_url, STANDARD);
    let allow = json!({ "status": 204, "headers": [["Access-Control-Allow-Origin", "*"],
        ["Access-Control-Allow-Headers", "x-a"]] });
    let allow = loose::answer(&allow).expect("an answer");
    let mut step = json!(exchange.next(Told::Nothing, None, 0.0).expect("a turn"));
    let mut hops = 0;
    while step["kind"] != "error" {
        assert!(hops <= 20, "{step}");
        assert_eq!(step["kind"], "preflight");
        step = json!(exchange.next(Told::Answer(&allow), None, 0.0).expect("a turn"));
        assert_eq!(step["kind"], "request");
        hops += 1;
        let on = json!({ "status": 307, "headers": [["Access-Control-Allow-Origin", "*"],
            ["Location", format!("/{hops}")]] });
        let on = loose::answer(&on).expect("an answer");
        step = json!(exchange.next(Told::Answer(&on), None, 0.0).expect("a turn"));
    }
    assert_eq!(hops, 21);
    assert_eq!(step["when"], "redirect");
    assert_eq!(step["reasons"][0]["code"], "too-many-redirects");
}

#[test]
fn each_name_of_a_grant_is_stored_once_with_a_url_in_common_and_a_cleared_cache_is_empty() {
    let row = json!({ "origin": "https://app.example", "url": "https://api.example/x",
        "method": "PUT" });
    let allow = json!({ "status": 204, "headers": [["Access-Control-Allow-Origin", "*"],
        ["Access-Control-Allow-Methods", "PUT, GET, b, a, PUT, c, a"],
        ["Access-Control-Allow-Headers", "x-m, x-b, x-z, X-B, x-a, x-M"]] });
    let allow = loose::answer(&allow).expect("an answer");
    let mut cache = PreflightCache::new(STANDARD);
    assert_eq!(cache.profile(), STANDARD);
    let mut exchange = Exchange::new(loose::call(&row).expect("a call"), parse_url, STANDARD);
    assert_eq!(exchange.profile(), STANDARD);
    exchange.next(Told::Nothing, Some(&mut cache), 0.0).expect("a turn");
    exchange.next(Told::Answer(&allow), Some(&mut cache), 0.0).expect("a turn");
    let stored: Vec<String> = cache
        .entries()
        .iter()
        .map(|entry| json!(entry))
        .filter_map(|e| e["method"].as_str().or(e["header"].as_str()).map(String::from))
        .collect();
    assert_eq!(stored, ["PUT", "GET", "b", "a", "c", "x-m", "x-b", "x-z", "x-a"]);
    // However many names there are, and however long their URL.
    for pair in cache.entries().windows(2) {
        let same_list = matches!(pair[0].allowed, Allowed::Method(_))
            == matches!(pair[1].allowed, Allowed::Method(_));
        assert!(!same_list || Arc::ptr_eq(&pair[0].url, &pair[1].url), "{pair:?}");
    }
    cache.clear();
    assert!(cache.entries().is_empty());
}

#[test]
fn chromium_keeps_what_was_granted_for_urls_of_1023_bytes_and_no_longer_ones() {
    let allow = json!({ "status": 204, "headers": [["Access-Control-Allow-Origin", "*"],
        ["Access-Control-Allow-Methods", "PUT"]] });
    let allow = loose::answer(&allow).expect("an answer");
    for (length, kept) in [(1022, 1), (1023, 1), (1024, 0)] {
        let url = format!("{:a<length$}", "https://api.example/");
        let row = json!({ "origin": "https://app.example", "url": url, "method": "PUT" });
        let mut cache = PreflightCache::new(&Profile::CHROMIUM);
        let call = loose::call(&row).expect("a call");
        let mut exchange = Exchange::new(call, parse_url, cache.profile());
        exchange.next(Told::Nothing, Some(&mut cache), 0.0).expect("a turn");
        exchange.next(Told::Answer(&allow), Some(&mut cache), 0.0).expect("a turn");
        assert_eq!(cache.entries().len(), kept, "{length}");
    }
}
