//! What must hold whatever is asked.

use crate::{exchanges, loose, table};
use cors_preflight::{
    Answer, Body, Call, Credentials, Exchange, Mode, Origin, PreflightCache, Profile, Reason,
    Redirect, Request, Step, Told, Unconverted, check_preflight, check_response, classify,
    isomorphic_decode, parse_url,
};
use serde_json::Value;

const STANDARD: &Profile = &Profile::STANDARD;

/// Status and header lines of an answer.
type Lines = (u16, Vec<(String, String)>);

fn call(edit: impl FnOnce(&mut Call)) -> Call {
    let origin = Origin::new("https://app.example", parse_url).expect("an origin");
    let mut call = Call::new(origin, "https://api.example/x");
    edit(&mut call);
    call
}

fn header(call: &mut Call, name: &str, value: &str) {
    call.headers.push((name.into(), value.into()));
}

fn calls() -> Vec<Call> {
    let plain = [
        call(|_| {}),
        call(|call| call.method = "DELETE".into()),
        call(|call| call.method = "patch".into()),
        call(|call| call.method = "*".into()),
        call(|call| header(call, "X-A", "1")),
        call(|call| header(call, "*", "1")),
        call(|call| header(call, "Authorization", "x")),
        call(|call| {
            call.method = "PUT".into();
            call.body = Some(Body::Blob("application/json".into()));
            header(call, "x-b", "1");
            header(call, "X-A", "1");
            header(call, "authorization", "x");
        }),
        call(|call| {
            call.method = "PUT".into();
            call.body = Some(Body::Stream { locked: false });
            call.duplex = true;
        }),
        call(|call| call.origin = Origin::OPAQUE),
    ];
    let mut calls = plain.to_vec();
    calls.extend(
        plain.iter().map(|call| Call { credentials: Credentials::Include, ..call.clone() }),
    );
    calls
}

/// Every combination of some lines of each header, none among them.
fn answers() -> Vec<Lines> {
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
    let mut answers: Vec<Lines> = vec![(204, vec![]), (302, vec![]), (500, vec![])];
    for (name, choices) in lists {
        let with = |(status, lines): &Lines, choice: &[&str]| {
            let more = choice.iter().map(|value| (name.to_owned(), (*value).to_owned()));
            (*status, lines.iter().cloned().chain(more).collect())
        };
        answers = answers
            .iter()
            .flat_map(|answer| choices.iter().map(move |choice| with(answer, choice)))
            .collect();
    }
    answers
}

fn answer((status, lines): &Lines) -> Answer {
    Answer::new(*status, lines.clone()).expect("an answer")
}

/// Applies every fix: a header line in place of all lines of its name, or a status line.
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
    let answers = answers();
    for call in calls() {
        for lines in &answers {
            let verdict = check_preflight(&call, &answer(lines), parse_url, STANDARD);
            if verdict.is_allowed() {
                continue;
            }
            let mended = mended(lines, &verdict.reasons).expect("every reason here has a fix");
            let again = check_preflight(&call, &answer(&mended), parse_url, STANDARD);
            assert!(again.is_allowed(), "{call:?}\n{lines:?}\n{mended:?}\n{:?}", again.reasons);
            refused += 1;
        }
    }
    assert!(refused > 10_000, "only {refused} were refused");
}

#[test]
fn applying_all_fixes_of_an_unreadable_answer_makes_it_readable() {
    let mut unreadable = 0;
    let answers = answers();
    for call in calls() {
        for lines in &answers {
            let verdict = check_response(&call, &answer(lines), parse_url, STANDARD);
            if verdict.is_readable() {
                continue;
            }
            let mended = mended(lines, &verdict.reasons).expect("every reason here has a fix");
            let again = check_response(&call, &answer(&mended), parse_url, STANDARD);
            assert!(again.is_readable(), "{call:?}\n{lines:?}\n{mended:?}\n{:?}", again.reasons);
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
                (loose::call(&row["call"]), loose::answer(&expected["answer"]))
            else {
                continue;
            };
            let reasons = |answer: &Answer| match is_preflight {
                true => check_preflight(&call, answer, parse_url, STANDARD).reasons,
                false => check_response(&call, answer, parse_url, STANDARD).reasons,
            };
            let lines = (
                asked.status(),
                asked
                    .headers()
                    .iter()
                    .map(|h| (h.name.clone(), isomorphic_decode(&h.value)))
                    .collect(),
            );
            let wrong = reasons(&asked);
            let Some(mended) = mended(&lines, &wrong).filter(|_| !wrong.is_empty()) else {
                continue;
            };
            assert_eq!(reasons(&answer(&mended)), [], "{}", row["name"]);
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
    let call = call(|_| {});
    let verdict = check_response(&call, &answer(&lines), parse_url, STANDARD);
    assert!(verdict.exposed.is_empty());
    let mended = mended(&lines, &verdict.notes).expect("a fix");
    let again = check_response(&call, &answer(&mended), parse_url, STANDARD);
    assert_eq!(again.exposed, ["x-total"]);
    assert_eq!(again.notes, []);
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
        answer(&(200, lines))
    };
    let call = call(|call| call.credentials = Credentials::Include);
    let fix = |starred| {
        let verdict = check_response(&call, &lines(starred), parse_url, STANDARD);
        verdict.notes.iter().find_map(Reason::fix).expect("a fix")
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
    let exchanges = exchanges::codes();
    said.extend(exchanges.iter().map(String::as_str));
    for code in Reason::CODES {
        assert_eq!(said.contains(code), !LIVE.contains(code), "{code}");
    }
    for code in said {
        assert!(Reason::CODES.contains(&code), "{code} is no code");
    }
}

#[test]
fn every_reason_that_a_row_causes_speaks_in_sentences_and_names_its_definition() {
    let mut heard = 0;
    for row in table::rows() {
        let Ok(call) = loose::call(&row["call"]) else { continue };
        let classification = classify(&call, parse_url, STANDARD);
        for reason in classification.outcome.reasons().iter().chain(&classification.notes) {
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
    let call = call(|call| {
        for number in 0..10_000 {
            header(call, &format!("X-{number}"), "1");
        }
    });
    let verdict = check_preflight(&call, &answer(&(204, vec![])), parse_url, STANDARD);
    assert_eq!(verdict.reasons.len(), 10_001);
    let fixed = verdict.reasons.iter().filter(|reason| reason.fix().is_some()).count();
    assert_eq!(fixed, 101);
    let lines = (204, vec![]);
    let mended = mended(&lines, &verdict.reasons[..2]).expect("the first of each has a fix");
    assert!(check_preflight(&call, &answer(&mended), parse_url, STANDARD).is_allowed());
}

#[test]
fn a_summary_is_one_sentence() {
    let mut heard = 0;
    for row in table::rows() {
        let Ok(call) = loose::call(&row["call"]) else { continue };
        let mut summaries = vec![classify(&call, parse_url, STANDARD).summary()];
        for (key, is_preflight) in [("checkPreflight", true), ("checkResponse", false)] {
            let Some(Ok(asked)) = row.get(key).map(|key| loose::answer(&key["answer"])) else {
                continue;
            };
            summaries.push(match is_preflight {
                true => check_preflight(&call, &asked, parse_url, STANDARD).summary(),
                false => check_response(&call, &asked, parse_url, STANDARD).summary(),
            });
        }
        for summary in summaries {
            assert!(summary.ends_with('.') && !summary.contains(". "), "{summary}");
            heard += 1;
        }
    }
    assert!(heard > 700, "only {heard} summaries were heard");
}

#[test]
fn what_does_not_convert_is_told_in_the_order_of_the_members_names() {
    let call = call(|call| {
        for member in ["mode", "method", "headers", "cache", "body"] {
            call.unconverted.push(Unconverted::Symbol { member });
        }
        call.unconverted.push(Unconverted::Buffer);
        header(call, "X-A", "\u{100}");
    });
    let outcome = classify(&call, parse_url, STANDARD).outcome;
    let subjects: Vec<String> = outcome.reasons().iter().map(Reason::subject).collect();
    let place = |subject: &str| subjects.iter().position(|other| other == subject);
    assert_eq!(subjects.len(), 7);
    for (before, after) in [("body", "x-a"), ("cache", "x-a"), ("headers", "x-a"), ("x-a", "mode")]
    {
        assert!(place(before) < place(after), "{before}, {after}: {subjects:?}");
    }
}

#[test]
fn a_request_tells_what_happened_to_it_silently() {
    let call = call(|call| header(call, "Cookie", "a=b"));
    let request = Request::new(&call, parse_url, &Profile::STANDARD).expect("a request");
    assert_eq!(request.notes()[0].code(), "header-forbidden-dropped");
    assert_eq!(classify(&call, parse_url, STANDARD).notes, request.notes());
}

#[test]
fn a_sentence_names_the_byte_at_fault_and_its_place() {
    let call = call(|call| {
        header(call, "Accept", "a(b");
        header(call, "Accept-Language", "en_US");
    });
    let outcome = classify(&call, parse_url, STANDARD).outcome;
    let messages: Vec<String> = outcome.reasons().iter().map(Reason::message).collect();
    assert!(messages[0].contains("`a(b`") && messages[0].contains("`(` as byte 2"), "{messages:?}");
    assert!(
        messages[1].contains("`en_US`") && messages[1].contains("`_` as byte 3"),
        "{messages:?}"
    );
}

#[test]
fn a_fix_keeps_what_the_answer_says_and_adds_what_is_missing() {
    let include = |call: Call| Call { credentials: Credentials::Include, ..call };
    let put = || call(|call| call.method = "PUT".into());
    let headers = || {
        call(|call| {
            header(call, "X-B", "1");
            header(call, "Authorization", "1");
            header(call, "X-A", "1");
        })
    };
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
        let verdict = check_preflight(&call, &answer(&(204, lines)), parse_url, STANDARD);
        let fixes: Vec<String> = verdict.reasons.iter().filter_map(Reason::fix).collect();
        let fix = format!("{name}: {fix}");
        let of_name = fixes.iter().filter(|fix| fix.starts_with(&name)).collect::<Vec<_>>();
        assert!(!of_name.is_empty() && of_name.iter().all(|&got| *got == fix), "{said}: {fixes:?}");
    }
}

#[test]
fn a_shared_buffer_throws() {
    let call = call(|call| call.unconverted.push(Unconverted::Buffer));
    let reasons = classify(&call, parse_url, STANDARD).outcome.reasons().to_vec();
    assert_eq!(reasons, [Reason::BufferSharedOrResizable {}]);
}

#[test]
fn a_symbol_throws() {
    let call = call(|call| call.unconverted.push(Unconverted::Symbol { member: "mode" }));
    let reasons = classify(&call, parse_url, STANDARD).outcome.reasons().to_vec();
    assert_eq!(reasons, [Reason::NotAString { member: "mode" }]);
}

#[test]
fn many_headers_of_one_name_take_the_case_of_the_first() {
    let call = call(|call| {
        for number in 0..40 {
            header(call, if number % 2 == 0 { "X-a" } else { "x-A" }, "1");
            header(call, &format!("X-{number}"), "1");
        }
    });
    let outcome = classify(&call, parse_url, STANDARD).outcome;
    let request = outcome.request().expect("it is sent");
    let same: Vec<_> = request.headers.iter().filter(|header| header.is("x-a")).collect();
    assert_eq!(same.len(), 40);
    assert!(same.iter().all(|header| header.name == "X-a"));
}

#[test]
fn a_locked_stream_throws() {
    let call = call(|call| {
        call.method = "POST".into();
        call.body = Some(Body::Stream { locked: true });
        call.duplex = true;
    });
    let reasons = classify(&call, parse_url, STANDARD).outcome.reasons().to_vec();
    assert_eq!(reasons, [Reason::StreamLocked {}]);
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
            call.url = format!("https://api.example/{}", random.text());
        }
        if random.below(2) == 0 {
            call.method = random.text();
        }
        for _ in 0..random.below(4) {
            call.headers.push((random.text(), random.text()));
        }
        call.body = match random.below(7) {
            0 => Some(Body::Text),
            1 => Some(Body::Blob(random.text())),
            2 => Some(Body::Stream { locked: random.below(2) == 0 }),
            3 => Some(Body::Form),
            _ => None,
        };
        call.mode = Mode::from_word(Mode::WORDS[random.below(Mode::WORDS.len())]).expect("a mode");
        call.redirect = [Redirect::Follow, Redirect::Error, Redirect::Manual][random.below(3)];
        let classification = classify(&call, parse_url, STANDARD);
        serde_json::to_string(&classification).expect("plain");
        let status = random.below(1100) as u16;
        let lines = (0..random.below(4)).map(|_| (random.text(), random.text()));
        let Ok(answer) = Answer::new(status, lines) else { continue };
        let preflight = check_preflight(&call, &answer, parse_url, STANDARD);
        serde_json::to_string(&preflight).expect("plain");
        serde_json::to_string(&check_response(&call, &answer, parse_url, STANDARD)).expect("plain");
        judged += 1;
    }
    assert!(judged > 1_000, "only {judged} answers were judged");
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

fn some_call(random: &mut Random) -> Call {
    let headers = some_headers(random);
    call(|call| {
        call.headers = headers;
        call.method = ["GET", "POST", "put", "patch", "HEAD"][random.below(5)].into();
        call.mode = [Mode::Cors, Mode::Cors, Mode::NoCors, Mode::SameOrigin][random.below(4)];
        if random.below(4) == 0 {
            call.credentials = Credentials::Include;
        }
    })
}

#[test]
fn the_order_of_headers_with_different_names_never_changes_the_outcome() {
    let mut random = Random(0xc0de);
    for _ in 0..20_000 {
        let call = some_call(&mut random);
        let mut other = call.clone();
        // Stable: headers of one name stay in their order.
        other.headers.sort_by_key(|(name, _)| name.to_ascii_lowercase());
        let [a, b] = [&call, &other].map(|call| classify(call, parse_url, STANDARD).outcome);
        assert_eq!(a.as_str(), b.as_str(), "{call:?}");
        assert_eq!(a.reasons(), b.reasons(), "{call:?}");
        assert_eq!(a.preflight(), b.preflight(), "{call:?}");
    }
}

#[test]
fn the_case_of_header_names_never_matters() {
    let mut random = Random(0xca5e);
    for _ in 0..20_000 {
        let call = some_call(&mut random);
        let mut other = call.clone();
        other.headers.iter_mut().for_each(|(name, _)| *name = name.to_ascii_uppercase());
        let [a, b] = [&call, &other].map(|call| classify(call, parse_url, STANDARD).outcome);
        assert_eq!(a.as_str(), b.as_str(), "{call:?}");
        assert_eq!(a.reasons(), b.reasons(), "{call:?}");
        assert_eq!(a.preflight(), b.preflight(), "{call:?}");
    }
}

#[test]
fn one_more_header_never_saves_a_preflight_but_an_accept_in_place_of_the_browsers_own() {
    let mut random = Random(0xadd);
    let mut asked = 0;
    for _ in 0..40_000 {
        let before = some_call(&mut random);
        let mut after = before.clone();
        after.headers.extend(some_headers(&mut random).into_iter().take(1));
        let [a, b] = [&before, &after].map(|call| classify(call, parse_url, STANDARD).outcome);
        if a.as_str() == "preflight" && after.headers.len() > before.headers.len() {
            asked += 1;
            let (name, _) = &after.headers[before.headers.len()];
            let accept = name.eq_ignore_ascii_case("accept");
            assert!(b.as_str() == "preflight" || accept, "{before:?}\n{after:?}");
        }
    }
    assert!(asked > 1_000, "only {asked}");
}

#[test]
fn the_textbook_rule_agrees_for_the_six_methods_and_short_values() {
    let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl";
    let mut random = Random(0x7e47);
    let types = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
    for _ in 0..20_000 {
        let method = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"][random.below(6)];
        let mut simple = matches!(method, "GET" | "HEAD" | "POST");
        let mut asked = call(|call| call.method = method.into());
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
            header(&mut asked, name, &value);
        }
        let outcome = classify(&asked, parse_url, STANDARD).outcome;
        assert_eq!(outcome.as_str() == "simple", simple, "{asked:?}");
    }
}

#[test]
fn a_grant_is_good_for_all_it_names_until_it_expires_and_for_nothing_else() {
    let allow = answer(&(
        204,
        vec![
            ("Access-Control-Allow-Origin".into(), "*".into()),
            ("Access-Control-Allow-Methods".into(), "PUT, patch".into()),
            ("Access-Control-Allow-Headers".into(), "X-A, authorization".into()),
            ("Access-Control-Max-Age".into(), "60".into()),
        ],
    ));
    let mut cache = PreflightCache::new(STANDARD);
    let first = call(|call| call.method = "PUT".into());
    let mut exchange = Exchange::new(first, parse_url, STANDARD);
    exchange.next(Told::Nothing, Some(&mut cache), 1_000.0).expect("a turn");
    exchange.next(Told::Answer(&allow), Some(&mut cache), 1_000.0).expect("a turn");
    let asks = |call: Call, now: f64| {
        let mut cache = cache.clone();
        let mut exchange = Exchange::new(call, parse_url, STANDARD);
        let step = exchange.next(Told::Nothing, Some(&mut cache), now).expect("a turn");
        matches!(step, Step::Preflight { .. })
    };
    for (method, name, granted) in [
        ("PUT", None, true),
        ("patch", None, true),
        ("PATCH", None, false),
        ("DELETE", None, false),
        ("GET", Some("x-a"), true),
        ("POST", Some("X-A"), true),
        ("patch", Some("Authorization"), true),
        ("PUT", Some("x-b"), false),
        ("DELETE", Some("x-a"), false),
    ] {
        let made = || {
            call(|call| {
                call.method = method.into();
                name.into_iter().for_each(|name| header(call, name, "1"));
            })
        };
        assert_eq!(asks(made(), 60_999.0), !granted, "{method} {name:?}");
        assert!(asks(made(), 61_000.0), "{method} {name:?}, expired");
        let with_credentials = Call { credentials: Credentials::Include, ..made() };
        assert!(asks(with_credentials, 2_000.0), "{method} {name:?}, with credentials");
        let elsewhere = Call { url: "https://api.example/y".into(), ..made() };
        assert!(asks(elsewhere, 2_000.0), "{method} {name:?}, elsewhere");
    }
}

#[test]
fn an_exchange_always_ends_whatever_it_is_fed() {
    let mut random = Random(0xe4d);
    let (mut done, mut failed) = (0, 0);
    let mut cache = PreflightCache::new(STANDARD);
    for round in 0..20_000 {
        let made = some_call(&mut random);
        let mut exchange = Exchange::new(made.clone(), parse_url, STANDARD);
        let mut told = None;
        let mut turns = 0;
        loop {
            let now = f64::from(round) * 100.0;
            let turn = match &told {
                None => Told::Nothing,
                Some(Some(answer)) => Told::Answer(answer),
                Some(None) => Told::NoAnswer,
            };
            let step = exchange.next(turn, Some(&mut cache), now).expect("a turn").clone();
            turns += 1;
            assert!(turns <= 44, "{made:?}");
            match step {
                Step::Done(_) => break done += 1,
                Step::Error { .. } => break failed += 1,
                Step::Preflight { .. } | Step::Request { .. } => {}
            }
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
            let lines = vec![
                ("Access-Control-Allow-Origin".to_owned(), origin),
                ("Access-Control-Allow-Credentials".to_owned(), "true".to_owned()),
                ("Access-Control-Allow-Methods".to_owned(), "*, PUT, patch".to_owned()),
                ("Access-Control-Allow-Headers".to_owned(), "*, authorization, accept".to_owned()),
                ("Location".to_owned(), location.to_owned()),
            ];
            told = Some((random.below(20) > 0).then(|| answer(&(status, lines))));
        }
    }
    assert!(done > 1_000 && failed > 1_000, "{done} done, {failed} failed");
}
