//! The table of messages: what is pasted, and what it is told to mean.

use std::time::{Duration, Instant};

use crate::{loose, table};
use cors_preflight::{
    AnswerTo, Browser, Explanation, FRAMES, Failure, MESSAGES, Number, Profile, Reason, Standing,
    Text, Via, check_preflight, check_response, explain, parse_url,
};
use serde_json::{Map, Value, json};

const MESSAGES_JSON: &str = include_str!("../messages.json");

fn rows() -> Vec<Map<String, Value>> {
    let items: Vec<Value> = serde_json::from_str(MESSAGES_JSON).expect("messages.json is JSON");
    // Strings are headings.
    items.into_iter().filter_map(|item| item.as_object().cloned()).collect()
}

/// The codes of every reason that a row gives.
pub(crate) fn codes() -> Vec<String> {
    let rows = rows();
    let given = rows.iter().flat_map(|row| {
        let or = row.get("or").and_then(Value::as_array).into_iter().flatten();
        row["code"].as_str().into_iter().chain(or.filter_map(Value::as_str))
    });
    given.map(String::from).collect()
}

/// The text of every row.
pub(crate) fn texts() -> Vec<String> {
    rows().iter().filter_map(|row| row["text"].as_str().map(String::from)).collect()
}

/// What is to be compared with a row: the explanation, its reasons by their codes.
fn explained(text: &str) -> Value {
    let Some(explanation) = explain(text) else { return json!({ "code": null }) };
    let mut plain = json!(explanation);
    let codes: Vec<&str> = explanation.or.iter().map(Reason::code).collect();
    plain["or"] = json!(codes);
    plain["code"] = json!(explanation.reason.code());
    plain["fix"] = json!(explanation.reason.fix());
    plain["message"] = json!(explanation.reason.message());
    plain
}

#[test]
fn every_message_means_what_its_row_says() {
    let mut wrong = String::new();
    let mut names: Vec<String> = Vec::new();
    let rows = rows();
    for row in &rows {
        let name = row["name"].as_str().expect("a row has a name").to_owned();
        assert!(name.ends_with('.') && name.contains(' '), "no sentence: {name}");
        assert!(!names.contains(&name), "twice: {name}");
        let got = explained(row["text"].as_str().expect("a row has a text"));
        for (key, expected) in row.iter().filter(|(key, _)| *key != "name" && *key != "text") {
            if got[key] != *expected {
                let got = &got[key];
                wrong += &format!("{name}\n  {key}\n  expected {expected}\n  got      {got}\n");
            }
        }
        names.push(name);
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!("{} messages mean what they say", rows.len());
}

#[test]
fn every_message_and_every_frame_there_is_occurs_in_a_row() {
    let explained: Vec<_> =
        rows().iter().filter_map(|row| explain(row["text"].as_str()?)).collect();
    for message in MESSAGES {
        let occurs = explained.iter().any(|it| it.message == message);
        let same = |other: &&_| std::ptr::eq(*other, message);
        let first = MESSAGES
            .iter()
            .find(|other| (other.text, other.codes) == (message.text, message.codes));
        // What two browsers print in the same words is found as the first's.
        assert!(occurs || !first.as_ref().is_some_and(same), "{}", message.text);
    }
    for frame in FRAMES {
        let occurs = explained.iter().any(|it| it.frames.contains(&frame));
        let twice = FRAMES
            .iter()
            .filter(|it| (it.before, it.behind) == (frame.before, frame.behind))
            .count()
            > 1;
        assert!(occurs || twice, "{} {}", frame.before, frame.behind);
    }
}

#[test]
fn every_code_of_a_message_is_a_reason_and_no_text_stands_for_two_things() {
    for (index, message) in MESSAGES.iter().enumerate() {
        assert!(!message.codes.is_empty(), "{}", message.text);
        for code in message.codes {
            assert!(Reason::CODES.contains(code), "{code} is no code");
        }
        for other in &MESSAGES[..index] {
            let same = message.text.eq_ignore_ascii_case(other.text);
            assert!(!same || other.codes == message.codes, "{}", message.text);
        }
    }
    for code in FRAMES.iter().flat_map(|frame| frame.codes) {
        assert!(Reason::CODES.contains(code), "{code} is no code");
    }
}

const PAGE: &str = "https://app.example/page";
const ORIGIN: &str = "https://app.example";
const URL: &str = "https://api.example/x";

/// Every reason for which an answer fails in the table of cases, and those of which no single answer
/// is the cause.
fn reasons() -> Vec<(Reason, AnswerTo)> {
    let standard = &Profile::STANDARD;
    let mut reasons = Vec::new();
    for row in table::rows() {
        let Ok(call) = loose::call(&row["call"]) else { continue };
        let answer = |key: &str| loose::answer(row.get(key)?.get("answer")?).ok();
        if let Some(answer) = answer("checkPreflight") {
            let verdict = check_preflight(&call, &answer, parse_url, standard);
            reasons.extend(verdict.reasons.into_iter().map(|it| (it, AnswerTo::Preflight)));
        }
        if let Some(answer) = answer("checkResponse") {
            let verdict = check_response(&call, &answer, parse_url, standard);
            reasons.extend(verdict.reasons.into_iter().map(|it| (it, AnswerTo::Request)));
        }
    }
    let text = |text: &str| Text::from(text);
    let others = [
        Reason::NoAnswer {},
        Reason::TooManyRedirects { limit: 20 },
        Reason::RedirectHasCredentials { host: text("cdn.example") },
        Reason::RedirectLocationInvalid { value: text("http://[") },
        Reason::RedirectSchemeNotHttp { scheme: text("ftp") },
        Reason::RedirectModeError { status: Number::from(302) },
        Reason::ModeSameOrigin { origin: ORIGIN.into(), target: text("https://api.example") },
        Reason::SchemeNotHttp { scheme: text("foo") },
        Reason::NoCorsRedirectMode { redirect: text("manual") },
        Reason::MixedContent { origin: ORIGIN.into(), url: text("http://api.example/x") },
        Reason::PortBlocked { port: Number::from(25) },
        Reason::LocalNetworkDenied { space: text("loopback") },
        Reason::LocalNetworkInsecure { space: text("local") },
        Reason::LocalNetworkMismatch { target: text("local"), space: text("loopback") },
        Reason::CorsDisabled {},
        Reason::OriginHeaderNotAdded {},
        Reason::ReasonNotSaid {},
        Reason::FailedToFetch {},
    ];
    reasons.extend(others.into_iter().map(|reason| (reason, AnswerTo::Request)));
    reasons
}

fn failure(reason: &Reason, answer_to: AnswerTo, via: Via) -> Failure<'_> {
    let status = match reason {
        Reason::PreflightStatusNotOk { status } | Reason::PreflightRedirected { status } => {
            status.get()
        }
        _ => Some(404),
    };
    let url = if matches!(reason, Reason::SchemeNotHttp { .. }) { "foo:bar" } else { URL };
    let (origin, page) = (ORIGIN, PAGE);
    Failure { reason, answer_to, status, url, redirected_from: None, origin, page, via }
}

#[test]
fn what_a_browser_prints_of_a_reason_means_that_reason() {
    const BROWSERS: [Browser; 3] = [Browser::Chromium, Browser::Firefox, Browser::WebKit];
    let mut printed: Vec<(Browser, &str)> = Vec::new();
    for (reason, answer_to) in &reasons() {
        for (browser, via) in
            BROWSERS.iter().flat_map(|browser| [(browser, Via::Fetch), (browser, Via::Xhr)])
        {
            let Some(text) = failure(reason, *answer_to, via).console_message(*browser) else {
                continue;
            };
            printed.push((*browser, reason.code()));
            let explanation = explain(&text).unwrap_or_else(|| panic!("not recognised: {text}"));
            let mut meant = [&explanation.reason].into_iter().chain(&explanation.or);
            assert!(meant.any(|it| it.code() == reason.code()), "{} {text}", reason.code());
            assert_eq!(explanation.browsers, [*browser], "{text}");
            assert!(explanation.is_current, "{text}");
            if let Some(said) = explanation.answer_to {
                assert_eq!(said, *answer_to, "{text}");
            }
            // A reason with all its values is the very same again.
            if explanation.or.is_empty() && explanation.missing.is_empty() {
                assert_eq!(explanation.reason.subject(), reason.subject(), "{text}");
            }
        }
    }
    for message in MESSAGES.iter().filter(|message| message.standing == Standing::Current) {
        let (browser, codes) = (message.browser, message.codes);
        let is_printed = |code: &&str| printed.contains(&(browser, *code));
        assert!(codes.iter().any(is_printed), "never printed: {}", message.text);
    }
}

#[test]
fn a_message_names_what_its_request_was() {
    let reason = Reason::AllowOriginMissing { origin: "null".into() };
    let failure = Failure {
        redirected_from: Some("https://api.example/start"),
        url: "https://cdn.example/end",
        ..failure(&reason, AnswerTo::Preflight, Via::Stylesheet)
    };
    let printed = |browser| failure.console_message(browser).expect("a message");
    assert_eq!(
        printed(Browser::Chromium),
        "Access to CSS stylesheet at 'https://cdn.example/end' (redirected from \
         'https://api.example/start') from origin 'https://app.example' has been blocked by CORS \
         policy: Response to preflight request doesn't pass access control check: No \
         'Access-Control-Allow-Origin' header is present on the requested resource."
    );
    assert_eq!(
        printed(Browser::Firefox),
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote \
         resource at https://cdn.example/end. (Reason: CORS header ‘Access-Control-Allow-Origin’ \
         missing). Status code: 404."
    );
    assert_eq!(
        printed(Browser::WebKit),
        "Origin null is not allowed by Access-Control-Allow-Origin. Status code: 404"
    );
    let opaque = Failure { reason: &Reason::ResponseOpaque {}, ..failure };
    assert_eq!(opaque.console_message(Browser::Chromium), None);
    let scheme = Reason::SchemeNotHttp { scheme: Text::from("foo") };
    let by = |via| Failure { reason: &scheme, via, ..failure }.console_message(Browser::Chromium);
    assert!(by(Via::Fetch).is_some_and(|text| text.starts_with("Fetch API cannot load")));
    assert_eq!(by(Via::Xhr), None);
    let missing = |via| {
        let failure = Failure { reason: &reason, via, ..failure };
        failure.console_message(Browser::Chromium).expect("a message")
    };
    for (via, kind) in [
        (Via::Beacon, "resource"),
        (Via::EventSource, "resource"),
        (Via::ModuleScript, "script"),
        (Via::Font, "font"),
        (Via::Image, "image"),
    ] {
        assert!(missing(via).starts_with(&format!("Access to {kind} at ")), "{}", missing(via));
    }
}

#[test]
fn a_message_names_what_is_at_fault_in_the_answer() {
    let [chromium, firefox, webkit] = [Browser::Chromium, Browser::Firefox, Browser::WebKit];
    let text = Text::from;
    let wildcard = Reason::AllowHeadersWildcardWithCredentials { name: text("x-a"), allow: None };
    let refused = |name: &str| {
        let message =
            format!("Request header field {name} is not allowed by Access-Control-Allow-Headers.");
        explain(&message).expect("a message").reason
    };
    let (header, authorization) = (refused("x-a"), refused("Authorization"));
    let missing = Reason::AllowCredentialsMissing {};
    let not_true = Reason::AllowCredentialsNotTrue { value: text("yes") };
    for (reason, browser, part) in [
        (&missing, chromium, "header in the response is '' which must be 'true'"),
        (&not_true, chromium, "header in the response is 'yes' which must be 'true'"),
        (&header, chromium, "Request header field x-a is not allowed"),
        (&header, firefox, "header ‘x-a’ is not allowed"),
        (&wildcard, webkit, "Request header field x-a is not allowed"),
        (&authorization, chromium, "Request header field authorization is not allowed"),
        (&authorization, firefox, "header ‘authorization’ is not allowed"),
    ] {
        let failure = failure(reason, AnswerTo::Preflight, Via::Fetch);
        let printed = failure.console_message(browser).expect("a message");
        assert!(printed.contains(part), "{printed}");
    }
}

#[test]
fn a_message_and_its_frame_are_one_browsers() {
    let text = "XMLHttpRequest cannot load https://api.example/x. Origin https://app.example is \
                not allowed by Access-Control-Allow-Origin.";
    let explanation = explain(text).expect("a message");
    let of_frames: Vec<Browser> = explanation.frames.iter().map(|frame| frame.browser).collect();
    assert_eq!(of_frames, [explanation.message.browser]);
}

#[test]
fn a_value_has_four_thousand_and_ninety_six_bytes_at_most() {
    for (length, told) in [(4_000, true), (4_200, false)] {
        let value = "x".repeat(length);
        let text = format!(
            "The 'Access-Control-Allow-Origin' header has a value '{value}' that is not equal to \
             the supplied origin. So I read."
        );
        let explanation = explain(&text);
        let tells = |it: &Explanation| it.values.iter().any(|(_, told)| told == value);
        assert_eq!(explanation.as_ref().is_some_and(tells), told, "{length}: {explanation:?}");
    }
}

#[test]
fn whatever_is_left_of_a_message_means_the_same_or_nothing() {
    for (number, row) in rows().iter().enumerate() {
        let text = row["text"].as_str().expect("a row has a text");
        let Some(whole) = explain(text) else { continue };
        // What is left of a name may be another's.
        if !whole.message.text.contains(' ') {
            continue;
        }
        // Of several lines, what is left may be another message.
        let lines = text.lines().count();
        let cuts = text.char_indices().skip(number % 89).step_by(89).map(|(cut, _)| cut);
        for cut in cuts {
            for left in [&text[..cut], &text[cut..]] {
                let Some(said) = explain(left) else { continue };
                let mut meant = [&said.reason].into_iter().chain(&said.or);
                let same = said.message == whole.message
                    || meant.any(|reason| reason.code() == whole.reason.code());
                let less = ["reason-not-said", "failed-to-fetch"].contains(&said.reason.code());
                // Chromium's hint ends as a message of Firefox reads.
                let whole = MESSAGES.iter().any(|it| left.trim_matches([' ', '.']) == it.text);
                let meant = same || less || whole || lines > 1;
                assert!(meant, "{left}\n{}", said.reason.code());
            }
        }
    }
}

#[test]
fn every_explanation_speaks_in_sentences_and_names_its_definition() {
    for row in rows() {
        let Some(explanation) = explain(row["text"].as_str().unwrap_or_default()) else { continue };
        for reason in [&explanation.reason].into_iter().chain(&explanation.or) {
            let message = reason.message();
            assert!(message.ends_with('.') && !message.contains('\n'), "{message}");
            assert!(reason.spec().starts_with("https://") && reason.spec().contains('#'));
        }
        for name in &explanation.missing {
            let reason = &explanation.reason;
            let said = reason.message() + &reason.fix().unwrap_or_default();
            assert!(said.contains(&format!("<{name}>")), "{name}: {said}");
        }
        assert!(!explanation.browsers.is_empty());
    }
}

#[test]
fn a_text_of_any_length_is_read_in_no_time() {
    let message =
        "Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.";
    let long = "x".repeat(10_000_000);
    let texts = [
        format!("{message} {long}"),
        format!("{long} {message}"),
        "Request header field ".repeat(100_000),
        "'\n".repeat(100_000),
        "Origin x\nMethod\n".repeat(20_000),
        "The 'Access-Control-Allow-Origin' header has a value '".repeat(50_000),
    ];
    for (index, text) in texts.iter().enumerate() {
        let start = Instant::now();
        let code = explain(text).map(|explanation| explanation.reason.code());
        assert_eq!(code == Some("method-not-allowed"), index == 0, "{index}");
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{index} took {took:?}");
    }
}
