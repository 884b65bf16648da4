//! Every sentence of the engine, compared with the reviewed file `tests/sentences.json`.
//!
//! After a change of texts, rewrite the file and review the difference:
//!
//! ```sh
//! UPDATE_SENTENCES=1 cargo test --test native sentences
//! ```

use crate::{exchanges, loose, messages, table};
use cors_preflight::{
    Answer, Body, Call, Exception, InvalidAnswer, Origin, OutOfTurn, Profile, Reason, Text,
    Unconverted, check_preflight, check_response, classify, explain, parse_url,
};
use serde_json::{Value, json};
use std::{env, fs};

const STANDARD: &Profile = &Profile::STANDARD;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sentences.json");

/// If this environment variable is set, the test writes the file instead of comparing it.
const UPDATE: &str = "UPDATE_SENTENCES";

fn call(more: Value) -> Call {
    let mut call = json!({ "origin": "https://app.example", "url": "https://api.example/x" });
    let members = more.as_object().cloned().unwrap_or_default();
    members.into_iter().for_each(|(key, value)| call[key] = value);
    loose::call(&call).expect("a call")
}

fn response(status: u16, headers: Value) -> Answer {
    loose::answer(&json!({ "status": status, "headers": headers })).expect("a response")
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
    let example = |code: &&str| reasons.iter().find(|reason| reason["code"] == **code).cloned();
    Reason::CODES.iter().filter_map(example).collect()
}

/// Returns the reasons that the tables of cases, sessions and console messages cause, after those
/// that only live values cause.
fn all_reasons() -> Vec<Value> {
    let mut results = live_results();
    for row in table::rows() {
        let Ok(call) = loose::call(&row["call"]) else { continue };
        for profile in Profile::ALL {
            results.push(json!(classify(&call, parse_url, profile)));
            let response = |key: &str| loose::answer(row.get(key)?.get("answer")?).ok();
            if let Some(response) = response("checkPreflight") {
                results.push(json!(check_preflight(&call, &response, parse_url, profile)));
            }
            if let Some(response) = response("checkResponse") {
                results.push(json!(check_response(&call, &response, parse_url, profile)));
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
    let words = &["navigate", "same-origin", "no-cors", "cors"];
    let unconverted = [
        Unconverted::Symbol { member: "method" },
        Unconverted::Buffer,
        Unconverted::Word { member: "mode", value: "Cors".to_owned(), words },
        Unconverted::Headers { value: "5".to_owned() },
        Unconverted::HeaderPair { position: 2, length: 1 },
    ];
    let mut calls = Vec::from(unconverted.map(|unconverted| {
        let mut call = call(json!({}));
        call.unconverted.push(unconverted);
        call
    }));
    let mut locked = call(json!({ "method": "POST", "duplex": "half" }));
    locked.body = Some(Body::Stream { locked: true });
    calls.push(locked);
    calls.iter().map(|call| json!(classify(call, parse_url, STANDARD))).collect()
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
        let summary = classify(&call(more.clone()), parse_url, STANDARD).summary();
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
        let preflight =
            check_preflight(&call, &response(204, headers.clone()), parse_url, STANDARD);
        let response = check_response(&call, &response(200, headers.clone()), parse_url, STANDARD);
        [
            json!({ "checkPreflight": more, "headers": headers, "summary": preflight.summary() }),
            json!({ "checkResponse": more, "headers": headers, "summary": response.summary() }),
        ]
    });
    classified.chain(checked).collect()
}

/// Returns the text of each error of the engine.
fn errors() -> Vec<String> {
    let origin = Origin::new("https://app.example/", parse_url).expect_err("a path");
    let value = InvalidAnswer::Value { name: "X-A".to_owned(), value: "a\nb".to_owned() };
    vec![
        origin.to_string(),
        InvalidAnswer::Status("1000".to_owned()).to_string(),
        InvalidAnswer::Name("X A".to_owned()).to_string(),
        value.to_string(),
        OutOfTurn::NotAsked.to_string(),
        OutOfTurn::Due.to_string(),
    ]
}

#[test]
fn a_refused_call_names_what_a_script_catches() {
    for (more, caught_of_xhr) in [
        (json!({ "method": "GE T" }), "SyntaxError"),
        (json!({ "method": "" }), "SyntaxError"),
        (json!({ "method": "track" }), "SecurityError"),
        (json!({ "method": "G\u{112}T" }), "TypeError"),
        (json!({ "url": "https://" }), "SyntaxError"),
        (json!({ "headers": [["X A", "1"]] }), "SyntaxError"),
        (json!({ "headers": [["X-A", "a\nb"]] }), "SyntaxError"),
        (json!({ "headers": [["X-A", "\u{20ac}"]] }), "TypeError"),
    ] {
        for (via, caught) in [("fetch", "TypeError"), ("xhr", caught_of_xhr)] {
            let mut more = more.clone();
            more["via"] = via.into();
            let classification = classify(&call(more), parse_url, STANDARD);
            let exception = classification.outcome.reasons()[0].exception();
            assert_eq!(exception.map(Exception::as_str), Some(caught));
            let summary = classification.summary();
            assert!(summary.starts_with(&format!("The call throws a {caught} and")), "{summary}");
        }
    }
}

#[test]
fn a_url_that_does_not_parse_throws_what_its_sender_throws_and_of_an_element_nothing() {
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
        let reasons = classify(&call, parse_url, STANDARD).outcome.reasons().to_vec();
        let exceptions: Vec<_> = reasons.iter().map(|reason| reason.exception()).collect();
        assert_eq!(exceptions, [caught], "{via}");
    }
}

#[test]
fn a_text_is_quoted_escaped_and_cut() {
    let shown = |text: &str| Text::from(text).to_string();
    assert_eq!(shown("a b~"), "`a b~`");
    assert_eq!(shown("\u{0}\u{e9}\u{ff}"), "`\\x00\\xe9\\xff`");
    assert_eq!(shown("\u{100}\u{1f600}"), "`\\u{100}\\u{1f600}`");
    assert_eq!(shown(&"a".repeat(72)), format!("`{}`", "a".repeat(72)));
    assert_eq!(shown(&"a".repeat(73)), format!("`{}…` (73 characters)", "a".repeat(72)));
}

#[test]
fn a_profile_is_found_by_its_name() {
    assert_eq!(Profile::named("standard"), Some(STANDARD));
    assert_eq!(Profile::named("Standard"), None);
}

#[test]
fn every_profile_has_a_name_and_a_version_of_its_own() {
    for (index, profile) in Profile::ALL.iter().enumerate() {
        assert_eq!(Profile::named(profile.name), Some(*profile));
        for other in &Profile::ALL[..index] {
            assert_ne!(profile.version, other.version, "{} and {}", profile.name, other.name);
        }
    }
}
