//! Console messages: `tests/messages.json` holds texts from consoles and their explanations.

use std::time::{Duration, Instant};

use crate::{exchanges, table};
use cors_preflight::console::tables::{FRAMES, MESSAGES, MessageStatus};
use cors_preflight::console::{Engine, Explanation, FailedRequest, ResponseTo, explain};
use cors_preflight::{Browser, FailedAt, Initiator, Reason, ReasonCode};
use serde_json::{Map, Value, json};
use testbed::read;

const MESSAGES_JSON: &str = include_str!("../messages.json");

fn rows() -> Vec<Map<String, Value>> {
    let items: Vec<Value> = serde_json::from_str(MESSAGES_JSON).expect("messages.json is JSON");
    // Strings are headings.
    items.into_iter().filter_map(|item| item.as_object().cloned()).collect()
}

/// Returns the codes of all reasons that the rows expect.
pub(crate) fn codes() -> Vec<String> {
    let rows = rows();
    let given = rows.iter().flat_map(|row| {
        let or = row.get("or").and_then(Value::as_array).into_iter().flatten();
        row["code"].as_str().into_iter().chain(or.filter_map(Value::as_str))
    });
    given.map(String::from).collect()
}

/// Returns the text of every row.
pub(crate) fn texts() -> Vec<String> {
    rows().iter().filter_map(|row| row["text"].as_str().map(String::from)).collect()
}

/// Returns the explanation of a text in the form of a row, with codes as reasons.
fn explained(text: &str) -> Value {
    let Some(explanation) = explain(text) else { return json!({ "code": null }) };
    let mut plain = json!(explanation);
    let code = |reason: &Reason| reason.code().as_str();
    let alternatives: Vec<&str> = explanation.alternatives.iter().map(code).collect();
    plain["or"] = json!(alternatives);
    plain["code"] = json!(code(&explanation.reason));
    plain["fix"] = json!(explanation.reason.fix());
    plain["message"] = json!(explanation.reason.message());
    plain
}

#[test]
fn every_text_has_the_explanation_in_its_row() {
    let mut wrong = String::new();
    let mut names: Vec<String> = Vec::new();
    let rows = rows();
    for row in &rows {
        let name = row["name"].as_str().expect("a row has a name").to_owned();
        assert!(name.ends_with('.') && name.contains(' '), "not a sentence: {name}");
        assert!(!names.contains(&name), "duplicate: {name}");
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
    println!("{} texts are explained", rows.len());
}

#[test]
fn every_message_and_every_frame_occurs_in_a_row() {
    let explained: Vec<_> =
        rows().iter().filter_map(|row| explain(row["text"].as_str()?)).collect();
    for message in MESSAGES {
        let occurs = explained.iter().any(|it| it.message() == message);
        let same = |other: &&_| std::ptr::eq(*other, message);
        let first = MESSAGES
            .iter()
            .find(|other| (other.text, other.codes) == (message.text, message.codes));
        // If two engines print the same text, the explanation has the row of the first.
        assert!(occurs || !first.as_ref().is_some_and(same), "{}", message.text);
    }
    for frame in FRAMES {
        let occurs = explained.iter().any(|it| it.frames().contains(&frame));
        let twice =
            FRAMES.iter().filter(|it| (it.before, it.after) == (frame.before, frame.after)).count()
                > 1;
        assert!(occurs || twice, "{} {}", frame.before, frame.after);
    }
}

#[test]
fn every_message_has_a_code_and_no_text_has_two_meanings() {
    for (index, message) in MESSAGES.iter().enumerate() {
        assert!(!message.codes.is_empty(), "{}", message.text);
        for other in &MESSAGES[..index] {
            let same = message.text.eq_ignore_ascii_case(other.text);
            assert!(!same || other.codes == message.codes, "{}", message.text);
        }
    }
}

const ENGINES: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKit];

const XHR: Initiator = Initiator::Xhr { with_credentials: false, upload_listener: false };

const STYLESHEET: Initiator = Initiator::Stylesheet { cross_origin: None };

const PAGE: &str = "https://app.example/page";
const ORIGIN: &str = "https://app.example";

/// Every reason that a call or a response has in the table of cases, and one reason for each other
/// code from the sessions and from the console messages.
fn reasons() -> Vec<(Reason, ResponseTo)> {
    let standard = Browser::STANDARD;
    let mut reasons = Vec::new();
    for row in table::rows() {
        let Ok(call) = read::call(&row["call"]) else { continue };
        let response = |key: &str| read::response(row.get(key)?.get("answer")?).ok();
        if let Some(response) = response("checkPreflight") {
            let verdict = standard.check_preflight(&call, &response);
            let failed = verdict.reasons().iter().cloned();
            reasons.extend(failed.map(|reason| (reason, ResponseTo::Preflight)));
        }
        if let Some(response) = response("checkResponse") {
            let verdict = standard.check_response(&call, &response);
            let failed = verdict.reasons().iter().cloned();
            reasons.extend(failed.map(|reason| (reason, ResponseTo::Request)));
        }
        add_new(&mut reasons, standard.classify(&call).reasons(), ResponseTo::Request);
    }
    for failure in exchanges::failures() {
        let response_to = match failure.failed_at() {
            FailedAt::Preflight => ResponseTo::Preflight,
            _ => ResponseTo::Request,
        };
        add_new(&mut reasons, failure.reasons(), response_to);
    }
    let explanations = texts().into_iter().filter_map(|text| explain(&text));
    for explanation in explanations.filter(|explanation| explanation.missing.is_empty()) {
        add_new(&mut reasons, &[explanation.reason], ResponseTo::Request);
    }
    reasons
}

/// Adds the reasons whose code no other reason has.
fn add_new(reasons: &mut Vec<(Reason, ResponseTo)>, more: &[Reason], response_to: ResponseTo) {
    for reason in more {
        if reasons.iter().all(|(other, _)| other.code() != reason.code()) {
            reasons.push((reason.clone(), response_to));
        }
    }
}

/// Returns a reason with this code from the tables.
fn reason(code: ReasonCode) -> Reason {
    let found = reasons().into_iter().find(|(reason, _)| reason.code() == code);
    found.unwrap_or_else(|| panic!("no reason {code}")).0
}

/// Returns the URL of a request that failed for `reason`.
fn url_of(reason: &Reason) -> String {
    match reason.code() {
        ReasonCode::SchemeNotHttp => reason.subject().unwrap_or_default() + ":bar",
        _ => "https://api.example/x".to_owned(),
    }
}

fn failed_request<'a>(
    reason: &'a Reason,
    url: &'a str,
    response_to: ResponseTo,
    initiator: Initiator,
) -> FailedRequest<'a> {
    let status = match reason.code() {
        ReasonCode::PreflightStatusNotOk | ReasonCode::PreflightRedirected => {
            reason.subject().and_then(|status| status.parse().ok())
        }
        _ => Some(404),
    };
    let mut request = FailedRequest::new(reason, url, ORIGIN);
    request.response_to = response_to;
    request.status = status;
    request.page = Some(PAGE);
    request.initiator = initiator;
    request
}

#[test]
fn a_printed_message_is_explained_by_its_reason() {
    let mut printed: Vec<(Engine, ReasonCode)> = Vec::new();
    for (reason, response_to) in &reasons() {
        let url = url_of(reason);
        for (engine, initiator) in
            ENGINES.iter().flat_map(|engine| [(engine, Initiator::Fetch), (engine, XHR)])
        {
            let request = failed_request(reason, &url, *response_to, initiator);
            let Some(text) = request.console_message(*engine) else { continue };
            printed.push((*engine, reason.code()));
            let explanation = explain(&text).unwrap_or_else(|| panic!("not recognized: {text}"));
            let mut meant = [&explanation.reason].into_iter().chain(&explanation.alternatives);
            assert!(meant.any(|it| it.code() == reason.code()), "{} {text}", reason.code());
            assert_eq!(explanation.engines, [*engine], "{text}");
            assert!(explanation.is_current, "{text}");
            if let Some(explained) = explanation.response_to {
                assert_eq!(explained, *response_to, "{text}");
            }
            // With all values, the reason is the same again.
            if explanation.alternatives.is_empty() && explanation.missing.is_empty() {
                assert_eq!(explanation.reason.subject(), reason.subject(), "{text}");
            }
        }
    }
    for message in MESSAGES.iter().filter(|message| message.status == MessageStatus::Primary) {
        let (engine, codes) = (message.engine, message.codes);
        let is_printed = |code: &ReasonCode| printed.contains(&(engine, *code));
        assert!(codes.iter().any(is_printed), "never printed: {}", message.text);
    }
}

#[test]
fn a_message_contains_the_values_of_its_request() {
    let tainted = "Access to fetch at 'https://cdn.example/end' (redirected from \
                   'https://api.example/start') from origin 'https://app.example' has been blocked \
                   by CORS policy: No 'Access-Control-Allow-Origin' header is present on the \
                   requested resource.";
    let reason = explain(tainted).expect("a message").reason;
    assert!(reason.message().contains("`null`"), "{reason}");
    let url = "https://cdn.example/end";
    let mut request = failed_request(&reason, url, ResponseTo::Preflight, STYLESHEET);
    request.redirected_from = Some("https://api.example/start");
    let printed = |engine| request.console_message(engine).expect("a message");
    assert_eq!(
        printed(Engine::Chromium),
        "Access to CSS stylesheet at 'https://cdn.example/end' (redirected from \
         'https://api.example/start') from origin 'https://app.example' has been blocked by CORS \
         policy: Response to preflight request doesn't pass access control check: No \
         'Access-Control-Allow-Origin' header is present on the requested resource."
    );
    assert_eq!(
        printed(Engine::Firefox),
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote \
         resource at https://cdn.example/end. (Reason: CORS header ‘Access-Control-Allow-Origin’ \
         missing). Status code: 404."
    );
    assert_eq!(
        printed(Engine::WebKit),
        "Origin null is not allowed by Access-Control-Allow-Origin. Status code: 404"
    );
    for (initiator, kind) in [
        (Initiator::Beacon, "resource"),
        (Initiator::EventSource { with_credentials: false }, "resource"),
        (Initiator::ModuleScript { cross_origin: None }, "script"),
        (Initiator::Font, "font"),
        (Initiator::Image { cross_origin: None }, "image"),
    ] {
        request.initiator = initiator;
        let message = request.console_message(Engine::Chromium).expect("a message");
        assert!(message.starts_with(&format!("Access to {kind} at ")), "{message}");
    }
}

#[test]
fn a_message_is_printed_only_for_its_reason_and_its_initiator() {
    let chromium = |code, initiator| {
        let reason = reason(code);
        let url = url_of(&reason);
        failed_request(&reason, &url, ResponseTo::Request, initiator)
            .console_message(Engine::Chromium)
    };
    assert_eq!(chromium(ReasonCode::ResponseOpaque, Initiator::Fetch), None);
    let scheme = chromium(ReasonCode::SchemeNotHttp, Initiator::Fetch);
    assert!(scheme.is_some_and(|text| text.starts_with("Fetch API cannot load")));
    assert_eq!(chromium(ReasonCode::SchemeNotHttp, XHR), None);
}

#[test]
fn a_message_contains_the_invalid_value() {
    let [chromium, firefox, webkit] = ENGINES;
    let explained = |text: &str| explain(text).expect("a message").reason;
    let refused = |name: &str| {
        explained(&format!(
            "Request header field {name} is not allowed by Access-Control-Allow-Headers."
        ))
    };
    let credentials = |value: &str| {
        explained(&format!(
            "The value of the 'Access-Control-Allow-Credentials' header in the response is \
             '{value}' which must be 'true' when the request's credentials mode is 'include'."
        ))
    };
    let wildcard = reason(ReasonCode::AllowHeadersWildcardWithCredentials);
    let name = wildcard.subject().expect("a header");
    for (reason, engine, part) in [
        (credentials(""), chromium, "header in the response is '' which must be 'true'"),
        (credentials("yes"), chromium, "header in the response is 'yes' which must be 'true'"),
        (refused("x-a"), chromium, "Request header field x-a is not allowed"),
        (refused("x-a"), firefox, "header ‘x-a’ is not allowed"),
        (wildcard, webkit, &format!("Request header field {name} is not allowed")),
        (refused("Authorization"), chromium, "Request header field authorization is not allowed"),
        (refused("Authorization"), firefox, "header ‘authorization’ is not allowed"),
    ] {
        let url = url_of(&reason);
        let request = failed_request(&reason, &url, ResponseTo::Preflight, Initiator::Fetch);
        let printed = request.console_message(engine).expect("a message");
        assert!(printed.contains(part), "{printed}");
    }
}

#[test]
fn a_message_and_its_frame_belong_to_one_engine() {
    let text = "XMLHttpRequest cannot load https://api.example/x. Origin https://app.example is \
                not allowed by Access-Control-Allow-Origin.";
    let explanation = explain(text).expect("a message");
    let of_frames: Vec<Engine> = explanation.frames().iter().map(|frame| frame.engine).collect();
    assert_eq!(of_frames, [explanation.message().engine]);
}

#[test]
fn a_value_has_at_most_4096_bytes() {
    for (length, is_found) in [(4_000, true), (4_200, false)] {
        let value = "x".repeat(length);
        let text = format!(
            "The 'Access-Control-Allow-Origin' header has a value '{value}' that is not equal to \
             the supplied origin. That is all."
        );
        let explanation = explain(&text);
        let has_value = |it: &Explanation| it.values.iter().any(|(_, found)| found == value);
        let found = explanation.as_ref().is_some_and(has_value);
        assert_eq!(found, is_found, "{length}: {explanation:?}");
    }
}

#[test]
fn a_message_that_is_cut_has_the_same_meaning_or_none() {
    for (number, row) in rows().iter().enumerate() {
        let text = row["text"].as_str().expect("a row has a text");
        let Some(whole) = explain(text) else { continue };
        // A part of a name can be another name.
        if !whole.message().text.contains(' ') {
            continue;
        }
        // A part of several lines can contain another message.
        let has_lines = text.lines().count() > 1;
        let cuts = text.char_indices().skip(number % 89).step_by(89).map(|(cut, _)| cut);
        for part in cuts.flat_map(|cut| [&text[..cut], &text[cut..]]) {
            let Some(explanation) = explain(part) else { continue };
            let code = explanation.reason.code();
            let mut reasons = [&explanation.reason].into_iter().chain(&explanation.alternatives);
            let is_same = explanation.message() == whole.message()
                || reasons.any(|reason| reason.code() == whole.reason.code());
            let is_vague = [ReasonCode::ReasonNotSaid, ReasonCode::FailedToFetch].contains(&code);
            // The end of Chromium's hint is a message of Firefox.
            let is_message = MESSAGES.iter().any(|it| part.trim_matches([' ', '.']) == it.text);
            assert!(is_same || is_vague || is_message || has_lines, "{part}\n{code}");
        }
    }
}

#[test]
fn every_explanation_has_a_message_a_definition_and_its_placeholders() {
    for row in rows() {
        let Some(explanation) = explain(row["text"].as_str().unwrap_or_default()) else { continue };
        for reason in [&explanation.reason].into_iter().chain(&explanation.alternatives) {
            let message = reason.message();
            assert!(message.ends_with('.') && !message.contains('\n'), "{message}");
            assert!(reason.spec().starts_with("https://") && reason.spec().contains('#'));
        }
        for name in &explanation.missing {
            let reason = &explanation.reason;
            let text = reason.message() + &reason.fix().unwrap_or_default();
            assert!(text.contains(&format!("<{name}>")), "{name}: {text}");
        }
        assert!(!explanation.engines.is_empty());
    }
}

#[test]
fn long_texts_are_searched_in_bounded_time() {
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
        assert_eq!(code == Some(ReasonCode::MethodNotAllowed), index == 0, "{index}");
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{index} took {took:?}");
    }
}
