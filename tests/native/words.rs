//! The sentences, word for word where a reader meets them first.

use crate::loose;
use cors_preflight::{
    Exception, Profile, Text, check_preflight, check_response, classify, parse_url,
};
use serde_json::{Value, json};

const STANDARD: Profile = Profile::STANDARD;

fn call(more: Value) -> cors_preflight::Call {
    let mut call = json!({ "origin": "https://app.example", "url": "https://api.example/x" });
    let members = more.as_object().cloned().unwrap_or_default();
    members.into_iter().for_each(|(key, value)| call[key] = value);
    loose::call(&call).expect("a call")
}

fn answer(status: u16, headers: Value) -> cors_preflight::Answer {
    loose::answer(&json!({ "status": status, "headers": headers })).expect("an answer")
}

#[test]
fn a_classification_says_what_goes_first_and_why() {
    let summary = |more| classify(&call(more), parse_url, STANDARD).summary();
    let headers = |names: &[&str]| {
        let pairs: Vec<Value> = names.iter().map(|name| json!([name, "1"])).collect();
        json!({ "method": "DELETE", "headers": pairs })
    };
    for (names, because) in [
        (vec![], "the method `DELETE`"),
        (vec!["X-A"], "the method `DELETE` and the header `x-a`"),
        (vec!["X-A", "x-a"], "the method `DELETE` and the header `x-a`"),
        (
            vec!["A", "B", "C"],
            "the method `DELETE`, the header `a`, the header `b` and the header `c`",
        ),
        (
            vec!["A", "B", "C", "D", "E"],
            "the method `DELETE`, the header `a`, the header `b`, the header `c` and 2 more",
        ),
    ] {
        let expected = format!("An OPTIONS request goes first, because of {because}.");
        assert_eq!(summary(headers(&names)), expected);
    }
    let stream = json!({ "method": "POST", "body": { "kind": "stream" }, "duplex": "half" });
    assert_eq!(summary(stream), "An OPTIONS request goes first, because of the streamed body.");
    assert!(summary(json!({ "method": "TRACE" })).starts_with("The call throws a TypeError"));
    assert!(
        summary(json!({ "method": "TRACE", "mode": "navigate" })).contains("for 2 reasons, first")
    );
    assert!(summary(json!({ "mode": "same-origin" })).contains("without anything being sent"));
    assert!(summary(json!({ "mode": "no-cors" })).contains("without CORS"));
    assert!(summary(json!({ "url": "https://app.example/" })).contains("within its origin"));
    assert!(summary(json!({ "url": "data:,x" })).contains("Nothing goes over the network"));
    assert!(summary(json!({})).contains("at once, without a preflight"));
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
        let asked = call(json!({ "via": via, "url": "https://" }));
        let reasons = classify(&asked, parse_url, STANDARD).outcome.reasons().to_vec();
        let exceptions: Vec<_> = reasons.iter().map(|reason| reason.exception()).collect();
        assert_eq!(exceptions, [caught], "{via}");
    }
}

#[test]
fn a_verdict_on_a_preflight_says_what_follows() {
    let (none, any) = (json!([]), json!([["Access-Control-Allow-Origin", "*"]]));
    let summary = |more: Value, headers: &Value| {
        let answer = answer(204, headers.clone());
        check_preflight(&call(more), &answer, parse_url, STANDARD).summary()
    };
    let post = || json!({ "method": "POST", "body": { "kind": "blob", "type": "a/b" } });
    let allow =
        json!([["Access-Control-Allow-Origin", "*"], ["Access-Control-Allow-Headers", "*"]]);
    assert_eq!(summary(post(), &allow), "The preflight passes, so the request is sent.");
    assert!(
        summary(post(), &none).starts_with("The preflight fails, so the request is never sent")
    );
    assert!(summary(json!({}), &any).ends_with("this answer would let the request pass."));
    assert!(summary(json!({}), &none).contains("this answer would refuse the request: The answer"));
    assert!(summary(json!({ "mode": "no-cors" }), &none).starts_with("No preflight happens"));
    assert!(summary(json!({ "method": "TRACE" }), &any).starts_with("The call throws"));
    assert!(summary(json!({ "mode": "same-origin" }), &any).starts_with("The call is accepted"));
}

#[test]
fn a_verdict_on_an_answer_says_what_the_script_gets() {
    let (none, any) = (json!([]), json!([["Access-Control-Allow-Origin", "*"]]));
    let summary = |more: Value, headers: &Value| {
        let answer = answer(200, headers.clone());
        check_response(&call(more), &answer, parse_url, STANDARD).summary()
    };
    assert!(summary(json!({}), &any).starts_with("The script may read the answer"));
    assert!(summary(json!({}), &none).starts_with("The request fails: The answer has no"));
    assert!(summary(json!({ "mode": "no-cors" }), &none).starts_with("The script gets an answer"));
    assert!(summary(json!({ "method": "TRACE" }), &any).starts_with("The call throws"));
    assert!(summary(json!({ "mode": "same-origin" }), &any).starts_with("The call is accepted"));
}

#[test]
fn a_refused_name_is_told_with_what_the_answer_says() {
    let call = call(json!({ "method": "PUT", "headers": [["X-A", "1"]] }));
    let messages = |headers: Value| {
        let verdict = check_preflight(&call, &answer(204, headers), parse_url, STANDARD);
        verdict.reasons.iter().map(|reason| reason.message()).collect::<Vec<_>>()
    };
    let any = json!(["Access-Control-Allow-Origin", "*"]);
    assert_eq!(
        messages(json!([any])),
        [
            "The method `PUT` is not listed in Access-Control-Allow-Methods, which the answer does not have.",
            "The header `x-a` is not listed in Access-Control-Allow-Headers, which the answer does not have.",
        ]
    );
    let listed = json!([
        any,
        ["Access-Control-Allow-Methods", "GET"],
        ["Access-Control-Allow-Headers", "x-b"]
    ]);
    assert_eq!(
        messages(listed),
        [
            "The method `PUT` is not listed in Access-Control-Allow-Methods, which says `GET`.",
            "The header `x-a` is not listed in Access-Control-Allow-Headers, which says `x-b`.",
        ]
    );
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
    assert_eq!(Profile::from_name("standard"), Some(STANDARD));
    assert_eq!(Profile::from_name("Standard"), None);
    assert_eq!(Profile::from_name("chrome"), Some(Profile::CHROMIUM));
    assert_eq!(Profile::from_name("edge"), Some(Profile::CHROMIUM));
    assert_eq!("safari".parse(), Ok(Profile::WEBKIT));
    let error = "lynx".parse::<Profile>().expect_err("no profile");
    assert_eq!(
        error.to_string(),
        "profile: expected one of `standard`, `chromium`, `firefox`, `webkit`, got \"lynx\""
    );
}

#[test]
fn every_profile_has_a_name_and_a_version_of_its_own() {
    for (index, profile) in Profile::ALL.into_iter().enumerate() {
        assert_eq!(Profile::from_name(profile.name()), Some(profile));
        assert_eq!(format!("{profile:?}"), format!("Profile({:?})", profile.to_string()));
        for other in &Profile::ALL[..index] {
            assert_ne!(profile.version(), other.version(), "{profile} and {other}");
            assert_ne!(profile, *other);
        }
    }
}
