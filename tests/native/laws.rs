//! Laws that hold for every input.

use crate::{exchanges, messages, table};
use cors_preflight::__bindings::{
    Unconverted, http_response, push_header, push_unconverted, with_options,
};
use cors_preflight::spec::{
    ForbiddenReason, SingleRange, Url, cors_unsafe_request_headers, extract_header_list_values,
    forbidden_request_header, get_decode_and_split, is_cors_safelisted_request_header,
    is_header_value, is_method, is_no_cors_safelisted_request_header, isomorphic_decode,
    isomorphic_encode, mime_type_essence, normalize_method, normalize_value, parse_mime_type,
    parse_single_range, sorted_lowercase_set,
};
use cors_preflight::{
    Body, Browser, Call, CorsSettings, CredentialsMode, FailedAt, Header, HeaderList, HttpResponse,
    Initiator, Origin, Outcome, PreflightCache, Reason, ReasonCode, RedirectMode, RequestMode,
    Step, parse_url,
};
use serde_json::Value;
use std::time::Duration;
use testbed::read;

const STANDARD: Browser = Browser::STANDARD;

const XHR: Initiator = Initiator::Xhr { with_credentials: false, upload_listener: false };

/// The status and header lines of a response.
type Lines = (u16, Vec<(String, String)>);

fn call() -> Call {
    Call::fetch("https://app.example", "https://api.example/x").expect("a call")
}

fn calls() -> Vec<Call> {
    let listening = Initiator::Xhr { with_credentials: false, upload_listener: true };
    let plain = [
        call(),
        call().method("DELETE"),
        call().method("patch"),
        call().method("*"),
        call().header("X-A", "1"),
        call().header("*", "1"),
        call().header("Authorization", "x"),
        call().method("PUT").body(Body::Blob("application/json".into())).headers([
            ("x-b", "1"),
            ("X-A", "1"),
            ("authorization", "x"),
        ]),
        call().method("PUT").body(Body::Stream { locked: false }).half_duplex(true),
        call().origin(Origin::OPAQUE),
        call().initiator(listening).method("PUT").header("X-A", "1").header("x-a", "2"),
        call().initiator(Initiator::Beacon).body(Body::Blob("application/json".into())),
        call().initiator(Initiator::EventSource { with_credentials: false }),
        call().initiator(Initiator::Font),
    ];
    let mut calls = plain.to_vec();
    calls.extend(plain.map(|call| call.credentials(CredentialsMode::Include)));
    calls.push(
        calls[10]
            .clone()
            .initiator(Initiator::Xhr { with_credentials: true, upload_listener: true }),
    );
    calls.push(calls[12].clone().initiator(Initiator::EventSource { with_credentials: true }));
    calls
}

/// Every combination of some lines of each header, none among them.
fn responses() -> Vec<Lines> {
    let lists: [(&str, &[&[&str]]); 4] = [
        (
            "Access-Control-Allow-Origin",
            &[
                &[],
                &["*"],
                &["https://app.example"],
                &["null"],
                &["*", "*"],
                &["https://app.example/"],
            ],
        ),
        ("Access-Control-Allow-Credentials", &[&[], &["true"], &["TRUE"]]),
        (
            "access-control-allow-methods",
            &[
                &[],
                &["*"],
                &["PUT, delete"],
                &["GET PATCH", "PUT"],
                &["patch,,*"],
                &["\"PUT\";q=1"],
            ],
        ),
        (
            "Access-Control-Allow-Headers",
            &[&[], &["*"], &["X-a"], &["x-b authorization"], &["*, Authorization"], &["", "x-a/b"]],
        ),
    ];
    let mut responses: Vec<Lines> = vec![(204, vec![]), (302, vec![]), (500, vec![])];
    for (name, choices) in lists {
        let with = |(status, lines): &Lines, choice: &[&str]| {
            let more = choice.iter().map(|value| (name.to_owned(), (*value).to_owned()));
            (*status, lines.iter().cloned().chain(more).collect())
        };
        responses = responses
            .iter()
            .flat_map(|answer| choices.iter().map(move |choice| with(answer, choice)))
            .collect();
    }
    responses
}

fn response((status, lines): &Lines) -> HttpResponse {
    http_response(&status.to_string(), lines.clone()).expect("a response")
}

/// Applies every fix: a header line replaces all lines of its name, a status line replaces the status.
fn mended((status, lines): &Lines, reasons: &[Reason]) -> Option<Lines> {
    let (mut status, mut lines) = (*status, lines.clone());
    for reason in reasons {
        let fix = reason.fix()?;
        match fix.strip_prefix("HTTP/1.1 ") {
            Some(rest) => status = rest[..3].parse().expect("a status"),
            None => {
                let (name, value) = fix.split_once(": ").expect("a header line");
                lines.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
                lines.push((name.to_owned(), value.to_owned()));
            }
        }
    }
    Some((status, lines))
}

#[test]
fn applying_all_fixes_of_a_refused_preflight_makes_it_pass() {
    let mut refused = 0;
    let responses = responses();
    for call in calls() {
        for lines in &responses {
            let verdict = STANDARD.check_preflight(&call, &response(lines));
            if verdict.is_allowed() {
                continue;
            }
            let mended = mended(lines, verdict.reasons()).expect("every reason here has a fix");
            let again = STANDARD.check_preflight(&call, &response(&mended));
            assert!(again.is_allowed(), "{call:?}\n{lines:?}\n{mended:?}\n{:?}", again.reasons());
            refused += 1;
        }
    }
    assert!(refused > 10_000, "only {refused} were refused");
}

#[test]
fn applying_all_fixes_of_an_unreadable_response_makes_it_readable() {
    let mut unreadable = 0;
    let responses = responses();
    for call in calls() {
        for lines in &responses {
            let verdict = STANDARD.check_response(&call, &response(lines));
            if verdict.is_readable() {
                continue;
            }
            let mended = mended(lines, verdict.reasons()).expect("every reason here has a fix");
            let again = STANDARD.check_response(&call, &response(&mended));
            assert!(again.is_readable(), "{call:?}\n{lines:?}\n{mended:?}\n{:?}", again.reasons());
            unreadable += 1;
        }
    }
    assert!(unreadable > 10_000, "only {unreadable} were unreadable");
}

#[test]
fn every_fix_in_the_table_of_cases_mends_its_verdict() {
    let mut fixed = 0;
    for row in table::rows() {
        for (key, is_preflight) in [("checkPreflight", true), ("checkResponse", false)] {
            let Some(expected) = row.get(key) else { continue };
            let (Ok(call), Ok(asked)) =
                (read::call(&row["call"]), read::response(&expected["answer"]))
            else {
                continue;
            };
            let reasons = |response: &HttpResponse| match is_preflight {
                true => STANDARD.check_preflight(&call, response).reasons().to_vec(),
                false => STANDARD.check_response(&call, response).reasons().to_vec(),
            };
            let text =
                |header: &Header| (header.name().to_owned(), isomorphic_decode(header.value()));
            let lines = (asked.status(), asked.headers().iter().map(text).collect());
            let wrong = reasons(&asked);
            let Some(mended) = mended(&lines, &wrong).filter(|_| !wrong.is_empty()) else {
                continue;
            };
            assert_eq!(reasons(&response(&mended)), [], "{}", row["name"]);
            fixed += 1;
        }
    }
    assert!(fixed > 100, "only {fixed} rows had fixes");
}

#[test]
fn the_fix_that_exposes_hidden_headers_exposes_them() {
    let lines = (
        200,
        vec![
            ("Access-Control-Allow-Origin".to_owned(), "*".to_owned()),
            ("X-Total".to_owned(), "5".to_owned()),
            ("Set-Cookie".to_owned(), "a=b".to_owned()),
            ("Access-Control-Expose-Headers".to_owned(), "x-other".to_owned()),
        ],
    );
    let call = call();
    let verdict = STANDARD.check_response(&call, &response(&lines));
    assert!(verdict.exposed_headers().is_empty());
    let mended = mended(&lines, verdict.notes()).expect("a fix");
    let again = STANDARD.check_response(&call, &response(&mended));
    assert_eq!(again.exposed_headers(), ["x-total"]);
    assert_eq!(again.notes(), []);
}

#[test]
fn the_fix_that_exposes_hidden_headers_hides_none() {
    let lines = |starred: bool| {
        let star = starred.then(|| ("*".to_owned(), "1".to_owned()));
        let mut lines = vec![
            ("Access-Control-Allow-Origin".to_owned(), "https://app.example".to_owned()),
            ("Access-Control-Allow-Credentials".to_owned(), "true".to_owned()),
            ("Access-Control-Expose-Headers".to_owned(), "x-other, *".to_owned()),
            ("X-Total".to_owned(), "5".to_owned()),
        ];
        lines.extend(star);
        response(&(200, lines))
    };
    let call = call().credentials(CredentialsMode::Include);
    let fix = |starred| {
        let verdict = STANDARD.check_response(&call, &lines(starred));
        verdict.notes().iter().find_map(Reason::fix).expect("a fix")
    };
    assert_eq!(fix(false), "Access-Control-Expose-Headers: x-other, x-total");
    assert_eq!(fix(true), "Access-Control-Expose-Headers: x-other, *, x-total");
}

#[test]
fn every_code_but_those_that_json_cannot_cause_occurs_in_a_row() {
    // A locked stream, a shared buffer and a symbol are live values.
    const LIVE: &[&str] = &["buffer-shared-or-resizable", "not-a-string", "stream-locked"];
    let rows = table::rows();
    let mut said: Vec<&str> = Vec::new();
    for row in &rows {
        for key in ["classify", "checkPreflight", "checkResponse"] {
            for list in ["reasons", "notes"] {
                let list = row.get(key).and_then(|expected| expected[list].as_array());
                let codes = list.into_iter().flatten().filter_map(Value::as_str);
                said.extend(codes.filter_map(|code| code.split(' ').next()));
            }
        }
    }
    let (exchanges, messages) = (exchanges::codes(), messages::codes());
    said.extend(exchanges.iter().chain(&messages).map(String::as_str));
    for code in ReasonCode::ALL.iter().map(|code| code.as_str()) {
        assert_eq!(said.contains(&code), !LIVE.contains(&code), "{code}");
    }
    for code in said {
        assert!(code.parse::<ReasonCode>().is_ok(), "{code} is no code");
    }
}

#[test]
fn every_reason_that_a_row_causes_speaks_in_sentences_and_names_its_definition() {
    let mut heard = 0;
    for row in table::rows() {
        let Ok(call) = read::call(&row["call"]) else { continue };
        let classification = STANDARD.classify(&call);
        for reason in classification.reasons().iter().chain(classification.notes()) {
            let message = reason.message();
            assert!(message.ends_with('.') && !message.contains('\n'), "{message}");
            assert!(reason.spec().starts_with("https://") && reason.spec().contains('#'));
            heard += 1;
        }
    }
    assert!(heard > 300, "only {heard} reasons were heard");
}

#[test]
fn ten_thousand_refused_headers_are_judged_without_a_verdict_that_grows_with_their_square() {
    let call = call().headers((0..10_000).map(|number| (format!("X-{number}"), "1")));
    let verdict = STANDARD.check_preflight(&call, &response(&(204, vec![])));
    assert_eq!(verdict.reasons().len(), 10_001);
    let fixed = verdict.reasons().iter().filter(|reason| reason.fix().is_some()).count();
    assert_eq!(fixed, 101);
    let lines = (204, vec![]);
    let mended = mended(&lines, &verdict.reasons()[..2]).expect("the first of each has a fix");
    assert!(STANDARD.check_preflight(&call, &response(&mended)).is_allowed());
}

#[test]
fn a_summary_is_one_sentence() {
    let mut heard = 0;
    for row in table::rows() {
        let Ok(call) = read::call(&row["call"]) else { continue };
        let mut summaries = vec![STANDARD.classify(&call).summary()];
        for (key, is_preflight) in [("checkPreflight", true), ("checkResponse", false)] {
            let Some(Ok(asked)) = row.get(key).map(|key| read::response(&key["answer"])) else {
                continue;
            };
            summaries.push(match is_preflight {
                true => STANDARD.check_preflight(&call, &asked).summary(),
                false => STANDARD.check_response(&call, &asked).summary(),
            });
        }
        for summary in summaries {
            assert!(summary.ends_with('.') && !summary.contains(". "), "{summary}");
            heard += 1;
        }
    }
    assert!(heard > 700, "only {heard} summaries were heard");
}

/// The call with symbols as the values of these members.
fn with_symbols(call: Call, members: &[&'static str]) -> Call {
    members
        .iter()
        .fold(call, |call, &member| push_unconverted(call, Unconverted::Symbol { member }))
}

/// The subjects of the reasons of a classification.
fn subjects(call: &Call) -> Vec<String> {
    STANDARD.classify(call).reasons().iter().filter_map(Reason::subject).collect()
}

#[test]
fn what_does_not_convert_is_told_in_the_order_of_the_members_names() {
    let call = with_symbols(call(), &["mode", "method", "headers", "cache", "body"]);
    let call = push_unconverted(call, Unconverted::Buffer);
    let call = push_header(call, "X-A".into(), "\u{100}".into());
    let subjects = subjects(&call);
    let place = |subject: &str| subjects.iter().position(|other| other == subject);
    assert_eq!(subjects.len(), 7);
    for (before, after) in [("body", "x-a"), ("cache", "x-a"), ("headers", "x-a"), ("x-a", "mode")]
    {
        assert!(place(before) < place(after), "{before}, {after}: {subjects:?}");
    }
}

#[test]
fn what_does_not_convert_is_told_in_the_order_of_xml_http_requests_calls() {
    let call = call().initiator(XHR).method("TRACE").header("X-A", "a\nb");
    let call = with_symbols(call, &["mode", "cache", "body", "headers", "url"]);
    let call = push_unconverted(call, Unconverted::Buffer);
    assert_eq!(subjects(&call), ["url", "TRACE", "x-a", "headers", "body", "body"]);
}

#[test]
fn what_does_not_convert_throws_in_every_sender_that_has_a_place_for_it() {
    for &initiator in Initiator::ALL {
        for (member, refused) in [
            ("url", Unconverted::Symbol { member: "url" }),
            ("body", Unconverted::Symbol { member: "body" }),
            ("body", Unconverted::Buffer),
            ("mode", Unconverted::Symbol { member: "mode" }),
        ] {
            let call = push_unconverted(call().initiator(initiator), refused);
            let has_a_place = match member {
                "url" => true,
                "body" => matches!(initiator.as_str(), "fetch" | "xhr" | "beacon"),
                _ => initiator == Initiator::Fetch,
            };
            let expected: &[&str] = if has_a_place { &[member] } else { &[] };
            assert_eq!(subjects(&call), expected, "{initiator}, {member}");
        }
    }
}

#[test]
fn a_sentence_names_the_byte_at_fault_and_its_place() {
    let call = call().header("Accept", "a(b").header("Accept-Language", "en_US");
    let classification = STANDARD.classify(&call);
    let messages: Vec<String> = classification.reasons().iter().map(Reason::message).collect();
    let expected = [("`a(b`", "`(`", "Byte 2"), ("`en_US`", "`_`", "Byte 3")];
    for (message, (value, byte, position)) in messages.iter().zip(expected) {
        let names = |part: &str| message.contains(part);
        assert!(names(value) && names(byte) && names(position), "{message}");
    }
}

#[test]
fn a_fix_keeps_what_the_answer_says_and_adds_what_is_missing() {
    let include = |call: Call| call.credentials(CredentialsMode::Include);
    let put = || call().method("PUT");
    let headers = || call().headers([("X-B", "1"), ("Authorization", "1"), ("X-A", "1")]);
    for (call, name, said, fix) in [
        (put(), "Methods", "GET, PATCH", "GET, PATCH, PUT"),
        (put(), "Methods", "GET PATCH", "GET, PATCH, PUT"),
        (put(), "Methods", "\"PUT\", @", "PUT"),
        (put(), "Methods", "", "PUT"),
        (include(put()), "Methods", "*, GET", "GET, PUT"),
        (headers(), "Headers", "x-a", "x-a, authorization, x-b"),
        (headers(), "Headers", "*", "*, authorization"),
        (headers(), "Headers", "x-c x-b", "x-c, x-b, authorization, x-a"),
        (include(headers()), "Headers", "*", "authorization, x-a, x-b"),
        (include(headers()), "Headers", "*, X-B", "X-B, authorization, x-a"),
    ] {
        let name = format!("Access-Control-Allow-{name}");
        let lines = vec![(name.clone(), said.to_owned())];
        let verdict = STANDARD.check_preflight(&call, &response(&(204, lines)));
        let fixes: Vec<String> = verdict.reasons().iter().filter_map(Reason::fix).collect();
        let fix = format!("{name}: {fix}");
        let of_name = fixes.iter().filter(|fix| fix.starts_with(&name)).collect::<Vec<_>>();
        assert!(!of_name.is_empty() && of_name.iter().all(|&got| *got == fix), "{said}: {fixes:?}");
    }
}

fn codes(reasons: &[Reason]) -> Vec<ReasonCode> {
    reasons.iter().map(Reason::code).collect()
}

#[test]
fn a_shared_buffer_throws() {
    let call = push_unconverted(call(), Unconverted::Buffer);
    let reasons = STANDARD.classify(&call).reasons().to_vec();
    assert_eq!(codes(&reasons), [ReasonCode::BufferSharedOrResizable]);
}

#[test]
fn a_symbol_throws() {
    let call = with_symbols(call(), &["mode"]);
    let reasons = STANDARD.classify(&call).reasons().to_vec();
    assert_eq!(codes(&reasons), [ReasonCode::NotAString]);
    assert_eq!(reasons[0].subject().as_deref(), Some("mode"));
}

#[test]
fn many_headers_of_one_name_take_the_case_of_the_first() {
    let call = (0..40).fold(call(), |call, number| {
        let name = if number % 2 == 0 { "X-a" } else { "x-A" };
        call.header(name, "1").header(format!("X-{number}"), "1")
    });
    let classification = STANDARD.classify(&call);
    let request = classification.request().expect("it is sent");
    let same: Vec<_> = request.headers().iter().filter(|header| header.is("x-a")).collect();
    assert_eq!(same.len(), 40);
    assert!(same.iter().all(|header| header.name() == "X-a"));
}

#[test]
fn a_list_that_is_collected_is_the_list_that_is_appended_one_by_one() {
    let mut random = Random(0x115);
    for length in [0, 1, 5, 32, 33, 200] {
        let header = |random: &mut Random| {
            let name = ["x-a", "X-A", "X-a", "x-B", "X-b", "Accept", "aCCept"][random.below(7)];
            Header::new(name, [32 + random.below(96) as u8]).expect("a header")
        };
        let headers: Vec<Header> = (0..length).map(|_| header(&mut random)).collect();
        let mut appended = HeaderList::default();
        headers.iter().for_each(|header| appended.append(header.clone()));
        assert_eq!(headers.into_iter().collect::<HeaderList>(), appended, "{length}");
    }
}

#[test]
fn a_locked_stream_throws() {
    let call = call().method("POST").body(Body::Stream { locked: true }).half_duplex(true);
    let reasons = STANDARD.classify(&call).reasons().to_vec();
    assert_eq!(codes(&reasons), [ReasonCode::StreamLocked]);
}

/// Pseudo-random numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn text(&mut self) -> String {
        const PIECES: &[&str] = &[
            "",
            "a",
            "X-A",
            "GET",
            "bytes=",
            "0",
            "-",
            "99999999999999999999",
            "\"",
            "\\",
            ",",
            ";",
            "/",
            "text/plain",
            " ",
            "\t",
            "\r\n",
            "\0",
            "\u{b}",
            "\u{7f}",
            "\u{e9}",
            "\u{ff}",
            "\u{100}",
            "\u{fffd}",
            "\u{1f600}",
            "*",
            ":",
            "//",
            "#",
            "@",
            "[::1]",
            "https://",
            "blob:",
            "accept",
            "content-type",
            "range",
            "sec-",
            "null",
            "?",
            "%",
        ];
        (0..self.below(6)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

#[test]
fn nothing_panics_whatever_is_asked() {
    let mut random = Random(0x5eed);
    let mut judged = 0;
    for _ in 0..60_000 {
        let origin = Origin::new(&random.text(), parse_url).unwrap_or(Origin::OPAQUE);
        let mut call = Call::new(origin, random.text());
        if random.below(2) == 0 {
            call = call.url(format!("https://api.example/{}", random.text()));
        }
        if random.below(2) == 0 {
            call = call.method(random.text());
        }
        for _ in 0..random.below(4) {
            call = push_header(call, random.text(), random.text());
        }
        call = match random.below(7) {
            0 => call.body(Body::Text),
            1 => call.body(Body::Blob(random.text())),
            2 => call.body(Body::Stream { locked: random.below(2) == 0 }),
            3 => call.body(Body::FormData),
            _ => call,
        };
        call = call
            .mode(RequestMode::ALL[random.below(RequestMode::ALL.len())])
            .redirect(RedirectMode::ALL[random.below(RedirectMode::ALL.len())]);
        let classification = STANDARD.classify(&call);
        serde_json::to_string(&classification).expect("plain");
        let status = random.below(1100).to_string();
        let lines: Vec<_> = (0..random.below(4)).map(|_| (random.text(), random.text())).collect();
        let Ok(response) = http_response(&status, lines) else { continue };
        let preflight = STANDARD.check_preflight(&call, &response);
        serde_json::to_string(&preflight).expect("plain");
        serde_json::to_string(&STANDARD.check_response(&call, &response)).expect("plain");
        judged += 1;
    }
    assert!(judged > 1_000, "only {judged} responses were judged");
}

#[test]
fn no_bytes_make_a_parser_panic() {
    // Every byte with every other before and after each byte that some parser looks for.
    let looked_for = b"\0\t\n\r \"\\,;=/-*:@0b?#[]%";
    let mut judged = 0;
    let mut judge = |bytes: &[u8]| {
        let text = isomorphic_decode(bytes);
        assert_eq!(isomorphic_encode(&text).as_deref(), Some(bytes));
        let value = normalize_value(bytes);
        assert!(!get_decode_and_split(value).is_empty());
        let kind = parse_mime_type(bytes);
        assert_eq!(kind.as_ref().map(|kind| kind.essence.clone()), mime_type_essence(bytes));
        if let Some(kind) = kind {
            // A second parse has the same result.
            assert_eq!(parse_mime_type(&kind.serialize()), Some(kind));
        }
        if let Some(range) = parse_single_range(bytes) {
            assert!(range.start.is_some() || range.end.is_some());
        }
        for name in ["Accept", "Accept-Language", "Content-Type", "Range", "X-Http-Method", &text] {
            let safe = is_cors_safelisted_request_header(name, bytes);
            assert!(safe || !is_no_cors_safelisted_request_header(name, bytes));
            forbidden_request_header(name, bytes);
        }
        if is_method(bytes) {
            normalize_method(&text);
        }
        sorted_lowercase_set(&[&text, "a"]);
        for url in [text.clone(), format!("https://{text}/"), format!("blob:{text}")] {
            if let Some(url) = Url::new(&url, None, parse_url) {
                let _ = (url.host(), url.port(), url.is_loopback(), url.has_bad_port());
                let _ = (url.includes_credentials(), url.fragment(), url.origin().host());
            }
            let _ = Origin::new(&url, parse_url);
        }
        if let Ok(header) = Header::new("Access-Control-Allow-Methods", bytes) {
            assert!(is_header_value(header.value()));
            let headers = HeaderList::from_iter([header]);
            extract_header_list_values("Access-Control-Allow-Methods", &headers);
            cors_unsafe_request_headers(&headers);
        }
        judged += 1;
    };
    judge(b"");
    for byte in 0..=255 {
        for &other in looked_for {
            judge(&[byte, other]);
            judge(&[other, byte]);
            judge(&[b'a', b'/', b'b', other, byte, b'=', b'"', other]);
            judge(&[b'a', b'/', b'b', b';', byte, b'=', other]);
            judge(&[b'b', b'y', b't', b'e', b's', b'=', byte, b'-', other]);
        }
    }
    let mut random = Random(0xb17e5);
    for _ in 0..20_000 {
        let length = random.below(24);
        let bytes: Vec<u8> = (0..length)
            .map(|_| match random.below(2) {
                0 => looked_for[random.below(looked_for.len())],
                _ => random.below(256) as u8,
            })
            .collect();
        judge(&bytes);
    }
    assert!(judged > 40_000, "only {judged}");
}

#[test]
fn the_unsafe_names_of_a_list_are_sorted_and_each_told_once_with_every_rule_it_breaks() {
    let header = |(name, value): (&str, &str)| Header::new(name, value).expect("a header");
    let long = "\"".repeat(129);
    let pairs =
        [("X-B", "1"), ("Accept", &long), ("Range", "bytes=0-"), ("x-A", "1"), ("x-b", "2")];
    let found = cors_unsafe_request_headers(&pairs.into_iter().map(header).collect());
    assert_eq!(found.names(), ["accept", "x-a", "x-b"]);
    assert_eq!(
        codes(found.reasons()),
        [
            ReasonCode::HeaderValueTooLong,
            ReasonCode::HeaderValueUnsafeByte,
            ReasonCode::HeaderNotSafelisted,
            ReasonCode::HeaderNotSafelisted,
        ]
    );
}

#[test]
fn a_mime_types_parameter_is_found_by_its_name_in_lower_case_and_the_first_of_it_counts() {
    let kind = parse_mime_type(b"Text/HTML; A=1 ;charset=\"U\\TF 8\";a=2;b=").expect("a MIME type");
    assert_eq!(kind.parameter("a"), Some(&b"1"[..]));
    assert_eq!(kind.parameter("charset"), Some(&b"UTF 8"[..]));
    assert_eq!(kind.parameter("b"), None);
    assert_eq!(kind.parameter("A"), None);
    assert_eq!(kind.parameters.len(), 2);
}

#[test]
fn a_header_alone_is_judged_by_the_standard() {
    for (name, value, is_safe, is_safe_without_cors) in [
        ("Accept", "*/*", true, true),
        ("accept", "a(b", false, false),
        ("Range", "bytes=0-", true, false),
        ("ECT", "4g", false, false),
    ] {
        let value = value.as_bytes();
        assert_eq!(is_cors_safelisted_request_header(name, value), is_safe, "{name}");
        let is_safe = is_no_cors_safelisted_request_header(name, value);
        assert_eq!(is_safe, is_safe_without_cors, "{name}");
    }
    assert_eq!(forbidden_request_header("Cookie", b"a=b"), Some(ForbiddenReason::Name));
    let overriding = forbidden_request_header("X-HTTP-Method", b"GET, trace");
    assert_eq!(overriding, Some(ForbiddenReason::MethodOverride));
    assert_eq!(forbidden_request_header("X-HTTP-Method", b"PUT"), None);
    assert_eq!(forbidden_request_header("User-Agent", b"a"), None);
    let range = |start, end| Some(SingleRange { start, end });
    assert_eq!(parse_single_range(b"bytes=07-8"), range(Some(&b"07"[..]), Some(&b"8"[..])));
    assert_eq!(parse_single_range(b"bytes=7-"), range(Some(&b"7"[..]), None));
    assert_eq!(parse_single_range(b"bytes=-8"), range(None, Some(&b"8"[..])));
    assert_eq!(parse_single_range(b"Bytes=7-"), None);
}

/// Headers as pages send them: names and values of every rule, safe and unsafe.
fn some_headers(random: &mut Random) -> Vec<(String, String)> {
    const NAMES: &[&str] = &[
        "Accept",
        "accept-language",
        "Content-Language",
        "content-type",
        "Range",
        "X-A",
        "x-b",
        "Authorization",
        "Cookie",
        "sec-x",
        "X-HTTP-Method-Override",
    ];
    const VALUES: &[&str] = &[
        "",
        "*/*",
        "a(b",
        "en_US",
        "text/plain",
        "application/json",
        "text/plain, x",
        "bytes=0-",
        "bytes=-5",
        "GET, trace",
        "x",
    ];
    (0..random.below(6))
        .map(|_| {
            let name = NAMES[random.below(NAMES.len())].to_owned();
            let value = match random.below(4) {
                0 => "a".repeat(120 + random.below(20)),
                _ => VALUES[random.below(VALUES.len())].to_owned(),
            };
            (name, value)
        })
        .collect()
}

/// A call without its headers, and the headers.
fn some_parts(random: &mut Random) -> (Call, Vec<(String, String)>) {
    let headers = some_headers(random);
    let method = ["GET", "POST", "put", "patch", "HEAD"][random.below(5)];
    let (cors, no_cors) = (RequestMode::Cors, RequestMode::NoCors);
    let mode = [cors, cors, no_cors, RequestMode::SameOrigin][random.below(4)];
    let initiator = [Initiator::Fetch, Initiator::Fetch, XHR][random.below(3)];
    let call = call().method(method).mode(mode).initiator(initiator);
    let call = match random.below(4) {
        0 => call
            .credentials(CredentialsMode::Include)
            .initiator(with_options(initiator, true, false, None)),
        _ => call,
    };
    (call, headers)
}

fn some_call(random: &mut Random) -> Call {
    let (call, headers) = some_parts(random);
    call.headers(headers)
}

/// A call of any initiator, with more options than most have.
fn any_call(random: &mut Random) -> Call {
    let mut call = some_call(random);
    let initiator = Initiator::ALL[random.below(Initiator::ALL.len())];
    let cross_origin = [None, Some(CorsSettings::Anonymous), Some(CorsSettings::UseCredentials)];
    let attribute = cross_origin[random.below(3)];
    let (credentials, listener) = (random.below(4) == 0, random.below(4) == 0);
    call = call
        .initiator(with_options(initiator, credentials, listener, attribute))
        .redirect(RedirectMode::ALL[random.below(3)])
        .half_duplex(random.below(4) > 0);
    let body = match random.below(8) {
        0 => Some(Body::Text),
        1 => Some(Body::Stream { locked: false }),
        2 => Some(Body::Blob("application/json".into())),
        _ => None,
    };
    if let Some(body) = body {
        call = call.body(body);
        if random.below(4) > 0 {
            call = call.method(["POST", "PUT"][random.below(2)]);
        }
    }
    match random.below(8) {
        0 => call.url("https://app.example/x"),
        1 => call.url(format!("https://api.example/{}", random.text())),
        2 => call.url(random.text()),
        _ => call,
    }
}

/// Asserts that two calls, which differ in their headers alone, have the same classification, apart from
/// the request.
fn assert_same(one: Call, other: Call) {
    let [a, b] = [&one, &other].map(|call| STANDARD.classify(call));
    assert_eq!(a.outcome(), b.outcome(), "{one:?}");
    assert_eq!(a.reasons(), b.reasons(), "{one:?}");
    assert_eq!(a.preflight(), b.preflight(), "{one:?}");
}

#[test]
fn the_order_of_headers_with_different_names_never_changes_the_outcome() {
    let mut random = Random(0xc0de);
    for _ in 0..20_000 {
        let (call, headers) = some_parts(&mut random);
        let mut others = headers.clone();
        // Stable: headers of one name stay in their order.
        let salt = random.below(256);
        others.sort_by_key(|(name, _)| {
            let lower = name.to_ascii_lowercase();
            lower.bytes().fold(salt, |sum, byte| (sum * 31 + usize::from(byte)) % 251)
        });
        assert_same(call.clone().headers(headers), call.headers(others));
    }
}

#[test]
fn the_case_of_header_names_never_matters() {
    let mut random = Random(0xca5e);
    for _ in 0..20_000 {
        let (call, headers) = some_parts(&mut random);
        let mut others = headers.clone();
        for (name, _) in &mut others {
            let flipped = |c: char| match random.below(2) {
                0 => c.to_ascii_uppercase(),
                _ => c.to_ascii_lowercase(),
            };
            *name = name.chars().map(flipped).collect();
        }
        assert_same(call.clone().headers(headers), call.headers(others));
    }
}

#[test]
fn the_bare_question_has_the_answer_of_a_classification() {
    let mut random = Random(0xba4e);
    let mut found = [0; 3];
    for number in 0..20_000 {
        let mut method = ["GET", "POST", "put", "patch", "HEAD"][random.below(5)];
        let mut headers = some_headers(&mut random);
        match random.below(12) {
            0 => method = "TRACE",
            1 => headers.push(("x y".to_owned(), "1".to_owned())),
            _ => {}
        }
        let browser = Browser::ALL[number % 4];
        let pairs: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let call = call().method(method).headers(pairs.iter().copied());
        let classification = browser.classify(&call);
        let bare = browser.needs_preflight(method, &pairs);
        match (classification.outcome(), &bare) {
            (Outcome::Throws, Err(failure)) => {
                assert_eq!(failure.failed_at(), FailedAt::Throws);
                assert_eq!(failure.reasons(), classification.reasons(), "{call:?}");
            }
            (Outcome::Preflight, Ok(true)) | (Outcome::Simple, Ok(false)) => {}
            (outcome, _) => panic!("{call:?} is {outcome}, not {bare:?}"),
        }
        found[bare.map_or(2, usize::from)] += 1;
    }
    assert!(found.iter().all(|times| *times > 500), "{found:?}");
}

#[test]
fn needs_preflight_agrees_with_classify_if_names_repeat() {
    const HEADERS: &[(&str, &[&str])] = &[
        (
            "Content-Type",
            &[
                "text/plain",
                "text/plain;charset=x",
                "application/json",
                "\"text/plain",
                "x",
                "",
                "a/b",
            ],
        ),
        ("content-type", &["text/plain", "application/json", ";", "text/plain;a=\"", "b\""]),
        ("Accept", &["*/*", "a", "\"", "", "text/html"]),
        ("Accept-Language", &["en", "*", "e_n", ""]),
        ("content-language", &["de", "(", ""]),
        ("Range", &["bytes=0-", "bytes=-1", "bytes=0-1", ""]),
        ("X-A", &["1", ""]),
        ("DPR", &["1", "2.0", "x"]),
        ("X-HTTP-Method", &["GET", "TRACE", "a, TRACE", "\"a", "b\", TRACE"]),
    ];
    let mut random = Random(0x4e9e47);
    let mut found = [0; 2];
    for number in 0..60_000 {
        let pairs: Vec<(&str, &str)> = (0..=random.below(5))
            .map(|_| {
                // Few names, so that they repeat.
                let (name, values) = HEADERS[random.below(HEADERS.len()) / (1 + random.below(3))];
                (name, values[random.below(values.len())])
            })
            .collect();
        let browser = Browser::ALL[number % Browser::ALL.len()];
        let classification = browser.classify(&call().headers(pairs.iter().copied()));
        let needs = browser.needs_preflight("GET", &pairs);
        assert_eq!(needs, Ok(classification.needs_preflight()), "{browser:?} {pairs:?}");
        found[usize::from(classification.needs_preflight())] += 1;
    }
    assert!(found.iter().all(|times| *times > 5_000), "{found:?}");
}

#[test]
fn the_bare_question_is_yes_for_values_that_are_safelisted_but_for_a_part() {
    for (name, value) in [
        ("Accept", "("),
        ("Accept-Language", "("),
        ("Content-Language", "\""),
        ("Content-Type", "abcd/plain"),
        ("Content-Type", "text/abcde"),
        ("Content-Type", "multipart/plain"),
    ] {
        let needs = STANDARD.needs_preflight("GET", &[(name, value)]);
        assert_eq!(needs, Ok(true), "{name}: {value}");
    }
}

#[test]
fn the_bare_question_is_of_values_without_the_white_space_about_them() {
    let longest = "a".repeat(128);
    for value in [format!(" {longest}"), format!("{longest}\t"), format!(" {longest} ")] {
        assert_eq!(STANDARD.needs_preflight("GET", &[("Accept", &value)]), Ok(false), "{value:?}");
    }
    assert!(STANDARD.needs_preflight("GET", &[("X-A", "a\nb")]).is_err());
}

#[test]
fn the_bare_question_is_no_where_headers_that_override_the_method_are_refused_together() {
    let headers = [("X-HTTP-Method", "\"a"), ("X-HTTP-Method", "b\", TRACE")];
    assert_eq!(Browser::CHROMIUM.needs_preflight("GET", &headers), Ok(false));
    assert_eq!(Browser::CHROMIUM.needs_preflight("GET", &headers[..1]), Ok(true));
}

#[test]
fn the_bare_question_is_yes_for_headers_that_are_too_long_together_with_the_browsers_accept() {
    let names = ["device-memory", "downlink", "dpr", "rtt", "viewport-width", "width"];
    let longest = "1".repeat(128);
    let mut headers: Vec<(&str, &str)> = names.map(|name| (name, &*longest)).to_vec();
    headers.extend([("Accept-Language", &*longest), ("Content-Language", &longest[..125])]);
    assert_eq!(Browser::CHROMIUM.needs_preflight("GET", &headers), Ok(false));
    headers[7].1 = &longest;
    assert_eq!(Browser::CHROMIUM.needs_preflight("GET", &headers), Ok(true));
}

#[test]
fn one_more_header_never_saves_a_preflight_but_an_accept_in_place_of_the_browsers_own() {
    let mut random = Random(0xadd);
    let (mut asked, mut saved) = (0, 0);
    for _ in 0..40_000 {
        let (call, mut headers) = some_parts(&mut random);
        if random.below(4) == 0 {
            // So many that three bytes make the difference.
            headers = vec![("Accept-Language".into(), "a".repeat(128)); 8];
        }
        let Some(more) = some_headers(&mut random).into_iter().next() else { continue };
        let before = call.clone().headers(headers.clone());
        let after = before.clone().header(&*more.0, &more.1);
        let [a, b] = [&before, &after].map(|call| STANDARD.classify(call));
        if a.needs_preflight() {
            asked += 1;
            let is_accept = |(name, _): &(String, String)| name.eq_ignore_ascii_case("accept");
            let replaces_the_browsers = !headers.iter().any(is_accept) && is_accept(&more);
            saved += usize::from(!b.needs_preflight());
            assert!(b.needs_preflight() || replaces_the_browsers, "{before:?}\n{after:?}");
        }
    }
    assert!(asked > 1_000, "only {asked}");
    assert!(saved > 10, "only {saved} were saved by an Accept");
}

#[test]
fn xml_http_request_and_fetch_agree_on_what_both_can_say() {
    let mut random = Random(0x2e9);
    for _ in 0..20_000 {
        let (call, mut headers) = some_parts(&mut random);
        let mut names: Vec<String> = Vec::new();
        headers.retain(|(name, _)| {
            let is_first = !names.contains(&name.to_ascii_lowercase());
            names.push(name.to_ascii_lowercase());
            is_first
        });
        let credentials = [CredentialsMode::SameOrigin, CredentialsMode::Include];
        for with_credentials in [false, true] {
            let call = call
                .clone()
                .headers(headers.clone())
                .mode(RequestMode::Cors)
                .credentials(credentials[usize::from(with_credentials)]);
            let fetched = call.clone().initiator(Initiator::Fetch);
            let sent = call.initiator(Initiator::Xhr { with_credentials, upload_listener: false });
            let [a, b] = [&fetched, &sent].map(|call| STANDARD.classify(call));
            assert_eq!(a, b, "{fetched:?}");
        }
    }
}

#[test]
fn the_textbook_rule_agrees_for_the_six_methods_and_short_values() {
    let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl";
    let mut random = Random(0x7e47);
    let types = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
    for _ in 0..20_000 {
        let method = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"][random.below(6)];
        let mut simple = matches!(method, "GET" | "HEAD" | "POST");
        let mut asked = call().method(method);
        for _ in 0..random.below(4) {
            let value = letters[..=random.below(letters.len() - 1)].to_owned();
            let names = ["Accept", "Accept-Language", "Content-Language", "Content-Type", "X-A"];
            let name = names[random.below(names.len())];
            let (value, safe) = match (name, random.below(2)) {
                ("Content-Type", 0) => (types[random.below(3)].to_owned(), true),
                ("Content-Type" | "X-A", _) => (value, false),
                _ => (value, true),
            };
            simple &= safe;
            asked = asked.header(name, value);
        }
        let outcome = STANDARD.classify(&asked).outcome();
        assert_eq!(outcome == Outcome::Simple, simple, "{asked:?}");
    }
}

/// Sends a PUT of a page in Firefox, at a second of its session, with a preflight that is allowed for
/// `max_age` seconds. Returns whether there is a preflight.
fn puts(cache: &mut PreflightCache, path: &str, second: u64, max_age: u32, with: bool) -> bool {
    let call = call()
        .url(format!("https://api.example/{path}"))
        .method("PUT")
        .credentials(if with { CredentialsMode::Include } else { CredentialsMode::Omit });
    let allow = response(&(
        204,
        vec![
            ("Access-Control-Allow-Origin".into(), "https://app.example".into()),
            ("Access-Control-Allow-Credentials".into(), "true".into()),
            ("Access-Control-Allow-Methods".into(), "PUT".into()),
            ("Access-Control-Max-Age".into(), max_age.to_string()),
        ],
    ));
    let now = Duration::from_secs(second);
    let step = Browser::FIREFOX.fetch(call).start(cache.at(now));
    let Step::Send(pending) = step else { panic!("{step:?}") };
    if !pending.is_preflight() {
        return false;
    }
    let step = pending.respond(&allow, cache.at(now));
    assert!(matches!(&step, Step::Send(request) if !request.is_preflight()), "{step:?}");
    true
}

#[test]
fn a_full_cache_forgets_the_answer_that_was_used_longest_ago() {
    let mut cache = PreflightCache::new(Browser::FIREFOX.profile());
    let mut puts = |path: &str| puts(&mut cache, path, 0, 600, false);
    for path in 0..100 {
        assert!(puts(&path.to_string()));
    }
    assert!(!puts("0"), "a hundred have room");
    assert!(puts("one more"));
    assert!(!puts("0"), "it was used since");
    assert!(puts("1"), "it was used longest ago");
    assert!(puts("2"), "1 took its place");
    assert!(!puts("4"), "each takes one place");
}

#[test]
fn a_full_cache_forgets_first_what_has_expired() {
    let mut cache = PreflightCache::new(Browser::FIREFOX.profile());
    for path in 0..100 {
        let max_age = if path == 50 { 10 } else { 600 };
        assert!(puts(&mut cache, &path.to_string(), 0, max_age, false));
    }
    assert!(puts(&mut cache, "one more", 20, 600, false));
    assert!(!puts(&mut cache, "0", 20, 600, false), "what expired left room");
    assert!(puts(&mut cache, "50", 20, 600, false));
}

#[test]
fn what_was_learned_with_credentials_and_without_takes_two_places() {
    let mut cache = PreflightCache::new(Browser::FIREFOX.profile());
    for path in 0..50 {
        assert!(puts(&mut cache, &path.to_string(), 0, 600, false));
        assert!(puts(&mut cache, &path.to_string(), 0, 600, true));
    }
    assert!(puts(&mut cache, "one more", 0, 600, false));
    assert!(!puts(&mut cache, "0", 0, 600, true), "that without them is gone alone");
    assert!(puts(&mut cache, "0", 0, 600, false));
}

#[test]
fn a_grant_is_good_for_all_it_names_until_it_expires_and_for_nothing_else() {
    const METHODS: &[&str] = &["PUT", "patch", "PATCH", "DELETE", "GET", "POST", "*"];
    const NAMES: &[&str] = &["X-A", "x-b", "Authorization", "Content-Type", "*"];
    let mut random = Random(0x96a47);
    let some = |of: &[&'static str], random: &mut Random| -> Vec<&'static str> {
        let chance = 2 + random.below(3);
        of.iter().copied().filter(|_| random.below(chance) == 0).collect()
    };
    let (mut excused, mut asked) = (0, 0);
    for _ in 0..300 {
        let (methods, names) = (some(METHODS, &mut random), some(NAMES, &mut random));
        let max_age = [0, 1, 5, 60, 86_400][random.below(5)];
        let learned_with = random.below(2) == 0;
        let origin = if learned_with { "https://app.example" } else { "*" };
        let allow = response(&(
            204,
            vec![
                ("Access-Control-Allow-Origin".into(), origin.into()),
                ("Access-Control-Allow-Credentials".into(), "true".into()),
                ("Access-Control-Allow-Methods".into(), methods.join(", ")),
                ("Access-Control-Allow-Headers".into(), names.join(",").to_ascii_uppercase()),
                ("Access-Control-Max-Age".into(), max_age.to_string()),
            ],
        ));
        let credentials =
            |with| if with { CredentialsMode::Include } else { CredentialsMode::Omit };
        // A stream always triggers a preflight, and a POST is allowed by every list.
        let first = call()
            .method("POST")
            .body(Body::Stream { locked: false })
            .half_duplex(true)
            .credentials(credentials(learned_with));
        let mut cache = PreflightCache::new(STANDARD.profile());
        let now = Duration::from_secs(1);
        let step = STANDARD.fetch(first).start(cache.at(now));
        let Step::Send(preflight) = step else { panic!("{step:?}") };
        let step = preflight.respond(&allow, cache.at(now));
        assert!(matches!(&step, Step::Send(it) if !it.is_preflight()), "{allow:?}: {step:?}");
        let asks = |call: Call, now: Duration| {
            let step = STANDARD.fetch(call).start(cache.clone().at(now));
            matches!(step, Step::Send(pending) if pending.is_preflight())
        };
        for (method, name) in METHODS.iter().flat_map(|method| {
            NAMES.iter().map(Some).chain([None]).map(move |name| (*method, name.copied()))
        }) {
            for with in [false, true] {
                let made = call()
                    .method(method)
                    .credentials(credentials(with))
                    .headers(name.map(|name| (name, "a/b")));
                let needs_method = !matches!(method, "GET" | "POST");
                let needs_any = needs_method || name.is_some();
                let star_covers = name != Some("Authorization");
                let granted = (learned_with || !with)
                    && (!needs_method || methods.contains(&method) || methods.contains(&"*"))
                    && name.is_none_or(|name| {
                        names.contains(&name) || (star_covers && names.contains(&"*"))
                    });
                let expires = now + Duration::from_secs(max_age);
                let told = || format!("{method} {name:?}, {with}, of {allow:?}");
                if max_age > 0 {
                    assert_eq!(
                        asks(made.clone(), expires - Duration::from_millis(1)),
                        needs_any && !granted,
                        "{}",
                        told()
                    );
                    excused += usize::from(needs_any && granted);
                    asked += usize::from(needs_any && !granted);
                }
                assert_eq!(asks(made.clone(), expires), needs_any, "{}, expired", told());
                let elsewhere = made.clone().url("https://api.example/y");
                assert_eq!(asks(elsewhere, now), needs_any, "{}, elsewhere", told());
                let of_another = made.origin(Origin::OPAQUE);
                assert_eq!(asks(of_another, now), needs_any, "{}, of another", told());
            }
        }
    }
    assert!(excused > 1_000 && asked > 1_000, "{excused} excused, {asked} asked");
}

#[test]
fn an_exchange_always_ends_whatever_it_is_fed() {
    let mut random = Random(0xe4d);
    let (mut done, mut failed) = (0, 0);
    let mut cache = PreflightCache::new(STANDARD.profile());
    for round in 0..20_000 {
        let made = match random.below(2) {
            0 => some_call(&mut random),
            _ => any_call(&mut random),
        };
        let now = Duration::from_millis(round * 100);
        let mut step = STANDARD.fetch(made.clone()).start(cache.at(now));
        let mut turns = 0;
        loop {
            turns += 1;
            // A preflight and a request for the URL and for each of twenty redirects, and the end.
            assert!(turns <= 43, "{made:?}");
            let pending = match step {
                Step::Send(pending) => pending,
                Step::Done(_) => break done += 1,
                Step::Failed(_) => break failed += 1,
            };
            let status = [200, 204, 301, 302, 303, 307, 308, 404, 500][random.below(9)];
            let origin = ["*", "https://app.example", "null"][random.below(3)].to_owned();
            let location = [
                "/y",
                "https://cdn.example/z",
                "https://app.example/",
                "https://u@api.example/",
                "data:,x",
                "http://api.example/",
                "https://[",
                "#f",
            ][random.below(8)];
            let mut lines = vec![
                ("Access-Control-Allow-Origin".to_owned(), origin),
                ("Access-Control-Allow-Credentials".to_owned(), "true".to_owned()),
                ("Access-Control-Allow-Methods".to_owned(), "*, PUT, patch".to_owned()),
                ("Access-Control-Allow-Headers".to_owned(), "*, authorization, accept".to_owned()),
                ("Location".to_owned(), location.to_owned()),
            ];
            if random.below(16) == 0 {
                let (line, value) = (random.below(lines.len()), random.text());
                lines[line].1 = value;
            }
            // An invalid response is an error.
            let response = http_response(&status.to_string(), lines).ok();
            step = match response.filter(|_| random.below(20) > 0) {
                Some(response) => pending.respond(&response, cache.at(now)),
                None => pending.network_error(cache.at(now)),
            };
        }
    }
    assert!(done > 1_000 && failed > 1_000, "{done} done, {failed} failed");
}
