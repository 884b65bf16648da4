//! Every sentence of the engine, compared with the reviewed file `tests/sentences.json`.
//!
//! After a change of texts, rewrite the file and review the difference:
//!
//! ```sh
//! UPDATE_SENTENCES=1 cargo test --test native sentences
//! ```

use crate::{exchanges, messages, table};
use cors_preflight::__bindings::{Unconverted, http_response, push_unconverted};
use cors_preflight::console::explain;
use cors_preflight::{
    Body, Browser, Call, Exception, Header, HttpResponse, Origin, Outcome, Profile, ReasonCode,
    RequestMode,
};
use serde_json::{Value, json};
use std::{env, fs};
use testbed::read;

const STANDARD: Browser = Browser::STANDARD;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sentences.json");

/// If this environment variable is set, the test writes the file instead of comparing it.
const UPDATE: &str = "UPDATE_SENTENCES";

fn call(more: Value) -> Call {
    let mut call = json!({ "origin": "https://app.example", "url": "https://api.example/x" });
    let members = more.as_object().cloned().unwrap_or_default();
    members.into_iter().for_each(|(key, value)| call[key] = value);
    read::call(&call).expect("a call")
}

fn response(status: u16, headers: Value) -> HttpResponse {
    read::response(&json!({ "status": status, "headers": headers })).expect("a response")
}

#[test]
fn every_sentence_is_the_reviewed_one() {
    let sentences = json!({
        "messages": examples(all_reasons()),
        "messagesWithPlaceholders": examples(reasons_with_placeholders()),
        "summaries": summaries(),
        "errors": errors(),
    });
    if env::var_os(UPDATE).is_some() {
        let text = serde_json::to_string_pretty(&sentences).expect("JSON");
        fs::write(FILE, text + "\n").expect("tests/sentences.json is written");
        return;
    }
    let text = fs::read_to_string(FILE).expect("tests/sentences.json exists");
    let reviewed: Value = serde_json::from_str(&text).expect("tests/sentences.json is JSON");
    let mut wrong = String::new();
    for (section, got) in sentences.as_object().into_iter().flatten() {
        let (got, reviewed) = (items(got), items(&reviewed[section]));
        for item in got.iter().filter(|item| !reviewed.contains(item)) {
            wrong += &format!("{section}: not reviewed: {item}\n");
        }
        for item in reviewed.iter().filter(|item| !got.contains(item)) {
            wrong += &format!("{section}: no longer produced: {item}\n");
        }
    }
    let command = format!("{UPDATE}=1 cargo test --test native sentences");
    assert!(wrong.is_empty(), "{wrong}\nReview the changes after `{command}`.");
    assert_eq!(sentences, reviewed, "another order; rewrite the file by `{command}`");
}

fn items(section: &Value) -> &[Value] {
    section.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Returns the first reason of each code, in the order of the engine's table.
fn examples(reasons: Vec<Value>) -> Vec<Value> {
    let example =
        |code: &ReasonCode| reasons.iter().find(|reason| reason["code"] == code.as_str()).cloned();
    ReasonCode::ALL.iter().filter_map(example).collect()
}

/// Returns the reasons that the tables of cases, sessions and console messages cause, after those
/// that only live values cause.
fn all_reasons() -> Vec<Value> {
    let mut results = live_results();
    for row in table::rows() {
        let Ok(call) = read::call(&row["call"]) else { continue };
        for browser in Browser::ALL {
            results.push(json!(browser.classify(&call)));
            let response = |key: &str| read::response(row.get(key)?.get("answer")?).ok();
            if let Some(response) = response("checkPreflight") {
                results.push(json!(browser.check_preflight(&call, &response)));
            }
            if let Some(response) = response("checkResponse") {
                results.push(json!(browser.check_response(&call, &response)));
            }
        }
    }
    results.extend(exchanges::steps());
    let explanations = messages::texts().into_iter().filter_map(|text| explain(&text));
    results.extend(explanations.map(|explanation| json!({ "reasons": [explanation.reason] })));
    results
        .iter()
        .flat_map(|result| [&result["reasons"], &result["notes"]])
        .flat_map(items)
        .cloned()
        .collect()
}

/// Returns the results of calls whose arguments do not convert, which JSON cannot describe.
fn live_results() -> Vec<Value> {
    let keywords = RequestMode::KEYWORDS;
    let unconverted = [
        Unconverted::Symbol { member: "method" },
        Unconverted::Buffer,
        Unconverted::Keyword { member: "mode", value: "Cors".to_owned(), keywords },
        Unconverted::Headers { value: "5".to_owned() },
        Unconverted::HeaderPair { position: 2, length: 1 },
    ];
    let mut calls =
        Vec::from(unconverted.map(|unconverted| push_unconverted(call(json!({})), unconverted)));
    let locked = call(json!({ "method": "POST", "duplex": "half" }));
    calls.push(locked.body(Body::Stream { locked: true }));
    calls.iter().map(|call| json!(STANDARD.classify(call))).collect()
}

/// Returns the reasons of console messages that lack a value.
fn reasons_with_placeholders() -> Vec<Value> {
    let explanations = messages::texts().into_iter().filter_map(|text| explain(&text));
    let incomplete = explanations.filter(|explanation| !explanation.missing.is_empty());
    incomplete.map(|explanation| json!(explanation.reason)).collect()
}

/// Returns an example of each summary, with the call and the response that it is about.
fn summaries() -> Vec<Value> {
    let headers = |names: &[&str]| {
        let pairs: Vec<Value> = names.iter().map(|name| json!([name, "1"])).collect();
        json!({ "method": "DELETE", "headers": pairs })
    };
    let json_body = json!({ "method": "POST", "body": { "kind": "blob", "type": "a/b" } });
    let calls = [
        json!({}),
        json!({ "url": "https://app.example/" }),
        json!({ "url": "data:,x" }),
        json!({ "url": "data:,x", "mode": "no-cors" }),
        json!({ "mode": "no-cors" }),
        json!({ "mode": "same-origin" }),
        json!({ "url": "http://api.example:25/", "mode": "same-origin" }),
        json!({ "method": "TRACE" }),
        json!({ "method": "TRACE", "mode": "navigate" }),
        json!({ "method": "TRACE", "via": "xhr" }),
        json!({ "url": "https://", "via": "image" }),
        json!({ "method": "POST", "body": { "kind": "stream" }, "duplex": "half" }),
        json!({ "method": "POST", "via": "xhr", "upload": true }),
        json!({ "headers": [["Content-Type", "application/json"]] }),
        json!({ "headers": vec![json!(["Accept", "x".repeat(128)]); 9] }),
        headers(&[]),
        headers(&["X-A"]),
        headers(&["X-A", "x-a"]),
        headers(&["A", "B", "C"]),
        headers(&["A", "B", "C", "D", "E"]),
    ];
    let classified = calls.iter().map(|more| {
        let summary = STANDARD.classify(&call(more.clone())).summary();
        json!({ "classify": more, "summary": summary })
    });
    let allow_origin = json!([["Access-Control-Allow-Origin", "*"]]);
    let allow_headers =
        json!([["Access-Control-Allow-Origin", "*"], ["Access-Control-Allow-Headers", "*"]]);
    let pairs = [
        (json_body.clone(), allow_headers),
        (json_body.clone(), allow_origin.clone()),
        (json_body, json!([])),
        (json!({}), allow_origin.clone()),
        (json!({}), json!([])),
        (json!({ "mode": "no-cors" }), json!([])),
        (json!({ "method": "TRACE" }), allow_origin.clone()),
        (json!({ "mode": "same-origin" }), allow_origin),
    ];
    let checked = pairs.iter().flat_map(|(more, headers)| {
        let call = call(more.clone());
        let preflight = STANDARD.check_preflight(&call, &response(204, headers.clone()));
        let response = STANDARD.check_response(&call, &response(200, headers.clone()));
        [
            json!({ "checkPreflight": more, "headers": headers, "summary": preflight.summary() }),
            json!({ "checkResponse": more, "headers": headers, "summary": response.summary() }),
        ]
    });
    classified.chain(checked).collect()
}

/// Returns the text of each error of the engine.
fn errors() -> Vec<String> {
    let header = |name, value: &str| Header::new(name, value).expect_err("an invalid header");
    let response = |status, name: &str, value: &str| {
        let headers = [(name.to_owned(), value.to_owned())];
        http_response(status, headers).expect_err("an invalid response")
    };
    vec![
        "https://app.example/".parse::<Origin>().expect_err("a path").to_string(),
        HttpResponse::new(1000).expect_err("a status above 999").to_string(),
        response("1.5", "X-A", "1").to_string(),
        response("200", "X A", "1").to_string(),
        response("200", "X-A", "a\nb").to_string(),
        response("200", "X-A", "\u{100}").to_string(),
        header("X A", "1").to_string(),
        header("X-A", "a\nb").to_string(),
        "Cors".parse::<RequestMode>().expect_err("another case").to_string(),
        "Allow-Origin".parse::<ReasonCode>().expect_err("an unknown code").to_string(),
        STANDARD.needs_preflight("TRACE", &[]).expect_err("a forbidden method").to_string(),
        STANDARD.needs_preflight("TRACE", &[("X A", "1")]).expect_err("two reasons").to_string(),
    ]
}

#[test]
fn a_call_throws_the_exception_of_its_api() {
    for (more, caught_by_xhr) in [
        (json!({ "method": "GE T" }), "SyntaxError"),
        (json!({ "method": "" }), "SyntaxError"),
        (json!({ "method": "track" }), "SecurityError"),
        (json!({ "method": "G\u{112}T" }), "TypeError"),
        (json!({ "url": "https://" }), "SyntaxError"),
        (json!({ "headers": [["X A", "1"]] }), "SyntaxError"),
        (json!({ "headers": [["X-A", "a\nb"]] }), "SyntaxError"),
        (json!({ "headers": [["X-A", "\u{20ac}"]] }), "TypeError"),
    ] {
        for (via, caught) in [("fetch", "TypeError"), ("xhr", caught_by_xhr)] {
            let mut more = more.clone();
            more["via"] = via.into();
            let classification = STANDARD.classify(&call(more));
            let exception = classification.reasons()[0].exception();
            assert_eq!(exception.map(Exception::as_str), Some(caught));
            let summary = classification.summary();
            assert!(summary.starts_with(&format!("The call throws a {caught} and")), "{summary}");
        }
    }
}

#[test]
fn an_invalid_url_throws_the_exception_of_its_api_and_nothing_for_an_element() {
    for (via, caught) in [
        ("fetch", Some(Exception::TypeError)),
        ("xhr", Some(Exception::SyntaxError)),
        ("beacon", Some(Exception::TypeError)),
        ("event-source", Some(Exception::SyntaxError)),
        ("module-script", None),
        ("font", None),
        ("image", None),
        ("stylesheet", None),
    ] {
        let call = call(json!({ "via": via, "url": "https://" }));
        let classification = STANDARD.classify(&call);
        let reasons = classification.reasons();
        let exceptions: Vec<_> = reasons.iter().map(|reason| reason.exception()).collect();
        assert_eq!(exceptions, [caught], "{via}");
    }
}

#[test]
fn a_reason_has_an_exception_only_if_its_call_throws() {
    for row in table::rows() {
        let Ok(call) = read::call(&row["call"]) else { continue };
        for browser in Browser::ALL {
            let classification = browser.classify(&call);
            let throws = classification.outcome() == Outcome::Throws;
            for reason in classification.reasons() {
                // An element with an invalid URL throws nothing.
                let is_silent = throws && reason.code() == ReasonCode::UrlInvalid;
                let has_exception = reason.exception().is_some();
                assert!(has_exception == throws || is_silent, "{}: {reason}", row["name"]);
            }
            for note in classification.notes() {
                assert_eq!(note.exception(), None, "{}: {note}", row["name"]);
            }
        }
    }
}

#[test]
fn a_code_is_printed_and_parsed_in_kebab_case() {
    for code in ReasonCode::ALL {
        assert_eq!(code.to_string().parse(), Ok(*code));
        let is_kebab_case = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(code.as_str().chars().all(is_kebab_case), "{code}");
    }
    assert_eq!(ReasonCode::ALL.len(), 108);
}

#[test]
fn a_reason_is_printed_as_its_message() {
    let classification = STANDARD.classify(&call(json!({ "method": "PUT" })));
    let reason = &classification.reasons()[0];
    assert_eq!(reason.to_string(), reason.message());
}

#[test]
fn a_profile_is_found_by_its_name() {
    assert_eq!(Profile::from_name("standard"), Some(STANDARD.profile()));
    assert_eq!(Profile::from_name("Standard"), None);
    assert_eq!(Profile::from_name("chrome"), Some(Profile::CHROMIUM));
    assert_eq!(Profile::from_name("edge"), Some(Profile::CHROMIUM));
    assert_eq!("safari".parse(), Ok(Profile::WEBKIT));
    let error = "lynx".parse::<Profile>().expect_err("no profile");
    assert_eq!(
        error.to_string(),
        "expected `standard`, `chromium`, `firefox` or `webkit`, got `lynx`"
    );
    assert!(Browser::from_name("lynx").is_none());
}

#[test]
fn names_and_versions_of_profiles_are_unique() {
    for (index, profile) in Profile::ALL.into_iter().enumerate() {
        assert_eq!(Profile::from_name(profile.name()), Some(profile));
        assert_eq!(Browser::ALL[index].profile(), profile);
        assert_eq!(format!("{profile:?}"), format!("Profile({:?})", profile.to_string()));
        for other in &Profile::ALL[..index] {
            assert_ne!(profile.version(), other.version(), "{profile} and {other}");
            assert_ne!(profile, *other);
        }
    }
}
