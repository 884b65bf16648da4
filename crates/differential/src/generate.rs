//! Cases made from a seed: mostly right, with one thing wrong, because what is wrong all over fails
//! at the first check and never reaches the others.

use std::collections::BTreeMap;

use cors_preflight::{Cache, Credentials, Mode, Redirect, ReferrerPolicy, normalize_method};

use super::case::{Answer, Body, Call, Case, Route};
use super::random::Random;
use super::spell;

const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
const ALLOW_CREDENTIALS: &str = "Access-Control-Allow-Credentials";
const ALLOW_METHODS: &str = "Access-Control-Allow-Methods";
const ALLOW_HEADERS: &str = "Access-Control-Allow-Headers";
const EXPOSE_HEADERS: &str = "Access-Control-Expose-Headers";
const MAX_AGE: &str = "Access-Control-Max-Age";

const URL: &str = "{other}/{id}/x";

/// How long a case waits when it does: longer than the five seconds that are the default.
const WAIT: u32 = 6_500;

/// The case of this number that a seed makes.
pub(crate) fn case(seed: u64, number: u64) -> Case {
    let mut draft = Draft {
        random: Random::new(seed, number),
        names: Vec::new(),
        calls: Vec::new(),
        routes: BTreeMap::new(),
    };
    let (name, family): (&str, fn(&mut Draft)) = draft.random.weighted(&[
        (22, ("headers", headers as fn(&mut Draft))),
        (3, ("many headers", many_headers)),
        (6, ("headers that no script sets", odd_headers)),
        (8, ("methods", methods)),
        (8, ("bodies", bodies)),
        (20, ("answers to preflights", preflight_answers)),
        (8, ("answers", answers)),
        (7, ("exposed headers", exposed_headers)),
        (12, ("what is remembered", remembered)),
        (13, ("redirects", redirects)),
        (8, ("modes", modes)),
        (4, ("URLs", urls)),
    ]);
    family(&mut draft);
    let mut names = vec![name.to_owned()];
    names.append(&mut draft.names);
    Case { name: names.join(": "), calls: draft.calls, routes: draft.routes }
}

/// A case in the making.
struct Draft {
    random: Random,
    /// What is particular about it.
    names: Vec<String>,
    calls: Vec<Call>,
    routes: BTreeMap<String, Route>,
}

impl Draft {
    fn name(&mut self, name: impl Into<String>) {
        self.names.push(name.into());
    }

    fn answer(&mut self, url: &str, preflight: Answer, answer: Answer) {
        let route = Route { preflight: vec![preflight], answer: vec![answer] };
        self.routes.insert(url.to_owned(), route);
    }

    /// A call that gets all that it asks for.
    fn granted(&mut self, call: Call) {
        let preflight = allowing(&mut self.random, &call, "{page}");
        let answer = sharing(&mut self.random, &call, "{page}");
        self.answer(URL, preflight, answer);
        self.calls.push(call);
    }

    /// Now and then an XMLHttpRequest makes the call.
    fn by_xhr(&mut self, call: &mut Call, percent: usize) {
        if !self.random.percent(percent) {
            return;
        }
        call.via = Some("xhr".to_owned());
        call.with_credentials = call.credentials.as_deref() == Some("include");
        call.upload = self.random.percent(25);
        call.headers_object = false;
        let others = [
            &mut call.mode,
            &mut call.credentials,
            &mut call.redirect,
            &mut call.cache,
            &mut call.referrer_policy,
            &mut call.duplex,
        ];
        for member in others {
            *member = None;
        }
        call.keepalive = false;
    }

    /// The other sender makes the same call.
    fn by_the_other(&mut self, call: &mut Call) {
        if !call.is_xhr() {
            self.by_xhr(call, 100);
            call.upload = self.random.percent(50);
            return;
        }
        call.via = None;
        call.upload = false;
        call.credentials = call.with_credentials.then(|| "include".to_owned());
        call.with_credentials = false;
    }

    fn credentials(&mut self) -> Option<String> {
        let words =
            [(60, None), (25, Some("include")), (8, Some("omit")), (7, Some("same-origin"))];
        self.random.weighted(&words).map(str::to_owned)
    }
}

fn call() -> Call {
    Call { url: URL.to_owned(), ..Call::default() }
}

fn string() -> Body {
    Body { kind: "string".to_owned(), kind_of_blob: None }
}

fn includes(call: &Call) -> bool {
    call.with_credentials || call.credentials.as_deref() == Some("include")
}

fn method_of(call: &Call) -> &str {
    call.method.as_deref().map_or("GET", normalize_method)
}

/// The tokens that have to be allowed for a call.
fn tokens(call: &Call) -> Vec<String> {
    let mut names: Vec<String> = call
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| cors_preflight::is_token(name.as_bytes()))
        .collect();
    if call.body.is_some() {
        names.push("content-type".to_owned());
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// An answer that passes the CORS check for `origin`.
fn sharing(random: &mut Random, call: &Call, origin: &str) -> Answer {
    let mut answer = Answer::new(200, [("", ""); 0]);
    let with = includes(call);
    let shown = if !with && random.percent(35) { "*" } else { origin };
    set(&mut answer, ALLOW_ORIGIN, [shown]);
    if with || random.percent(5) {
        set(&mut answer, ALLOW_CREDENTIALS, ["true"]);
    }
    answer
}

/// An answer to a preflight that allows all that a call may ask for.
fn allowing(random: &mut Random, call: &Call, origin: &str) -> Answer {
    let mut answer = sharing(random, call, origin);
    answer.status = random.pick(&[200, 204]);
    let method = method_of(call);
    if cors_preflight::is_token(method.as_bytes()) {
        set(&mut answer, ALLOW_METHODS, [method]);
    }
    let names = tokens(call);
    if !names.is_empty() {
        set(&mut answer, ALLOW_HEADERS, [names.join(", ")]);
    }
    answer
}

/// Puts these lines in the place of all of that name.
fn set<V: Into<String>>(answer: &mut Answer, name: &str, lines: impl IntoIterator<Item = V>) {
    answer.headers.retain(|(found, _)| !found.eq_ignore_ascii_case(name));
    answer.headers.extend(lines.into_iter().map(|line| (name.to_owned(), line.into())));
}

fn headers(draft: &mut Draft) {
    let mut call = call();
    let random = &mut draft.random;
    call.method = random
        .weighted(&[(6, None), (3, Some("POST")), (1, Some("HEAD")), (1, Some("GET"))])
        .map(str::to_owned);
    if call.method.as_deref() == Some("POST") && random.percent(40) {
        call.body = Some(string());
    }
    for _ in 0..random.weighted(&[(7, 1), (3, 2), (1, 3)]) {
        let (name, value) = spell::header(random);
        if random.percent(12) {
            let again = match random.below(3) {
                0 => value.clone(),
                1 => String::new(),
                _ => spell::header(random).1,
            };
            call.headers.push((name.to_ascii_lowercase(), again));
        }
        call.headers.push((name, value));
    }
    call.headers_object = random.percent(20);
    draft.by_xhr(&mut call, 20);
    draft.name(tokens(&call).join(" "));
    draft.granted(call);
}

/// Values that together come close to a limit.
fn many_headers(draft: &mut Draft) {
    let mut call = call();
    let random = &mut draft.random;
    let total = random.pick(&[1022, 1023, 1024, 1025, 1026, 1100]);
    let names = ["Accept", "Accept-Language", "Content-Language", "Range", "Save-Data", "DPR"];
    let mut left: usize = total;
    while left > 0 {
        let length = left.min(random.pick(&[128, 128, 127, 100]));
        let name = if random.percent(70) { "Accept" } else { random.pick(&names) };
        call.headers.push((name.to_owned(), "1".repeat(length)));
        left -= length;
    }
    call.headers_object = random.percent(15);
    draft.by_xhr(&mut call, 10);
    draft.name(total.to_string());
    draft.granted(call);
}

fn odd_headers(draft: &mut Draft) {
    let mut call = call();
    let header = spell::odd_header(&mut draft.random);
    draft.name(header.0.to_ascii_lowercase());
    call.headers.push(header);
    if draft.random.percent(30) {
        call.headers.push(spell::header(&mut draft.random));
    }
    if draft.random.percent(40) {
        let mut again = spell::odd_header(&mut draft.random);
        if draft.random.percent(50) {
            again.0.clone_from(&call.headers[0].0);
        }
        call.headers.push(again);
    }
    if draft.random.percent(10) {
        call.mode = Some("no-cors".to_owned());
    }
    call.headers_object = draft.random.percent(20);
    draft.by_xhr(&mut call, 25);
    draft.granted(call);
}

fn methods(draft: &mut Draft) {
    let mut call = call();
    let method = spell::method(&mut draft.random);
    draft.name(format!("{method:?}"));
    call.method = Some(method);
    if draft.random.percent(15) {
        call.body = Some(string());
    }
    if draft.random.percent(15) {
        call.headers.push(spell::unsafe_header(&mut draft.random));
    }
    if draft.random.percent(10) {
        call.mode = Some(draft.random.pick(Mode::WORDS).to_owned());
    }
    draft.by_xhr(&mut call, 20);
    let strays = draft.random.percent(15);
    draft.granted(call);
    if strays && let Some(route) = draft.routes.get_mut(URL) {
        // Whether the case of a method counts.
        for (name, value) in route.preflight.iter_mut().flat_map(|answer| &mut answer.headers) {
            if name == ALLOW_METHODS {
                *value = spell::recased(&mut draft.random, value);
            }
        }
    }
}

fn bodies(draft: &mut Draft) {
    let mut call = call();
    let random = &mut draft.random;
    let method = random.weighted(&[(6, "POST"), (2, "PUT"), (1, "patch"), (1, "GET"), (1, "HEAD")]);
    call.method = Some(method.to_owned());
    let kind = random.pick(&[
        "string", "params", "form", "blob", "blob", "blob", "buffer", "stream", "stream",
        "document",
    ]);
    let mut body = Body { kind: kind.to_owned(), kind_of_blob: None };
    if kind == "blob" && random.percent(85) {
        body.kind_of_blob = Some(match random.below(4) {
            0 => random
                .pick(&["", "text/plain", "APPLICATION/JSON", "text/\u{e9}", "a\tb", "x", " "])
                .to_owned(),
            _ => spell::content_type(random),
        });
        if random.percent(25) {
            let space = " ".repeat(random.pick(&[1, 2, 118, 119, 130]));
            let [before, after] =
                random.pick(&[["", space.as_str()], [&space, ""], [&space, &space]]);
            body.kind_of_blob = body.kind_of_blob.map(|kind| format!("{before}{kind}{after}"));
        }
    }
    call.body = Some(body);
    if random.percent(25) {
        let mut value = spell::content_type(random);
        if random.percent(50) {
            value = random
                .pick(&[
                    "text/plain;charset=latin1",
                    "text/plain; CHARSET=\"UTF-8\"",
                    "text/xml;charset=ascii;x=y",
                    "application/json; charset=utf-16",
                    "text/plain;charset=\"utf-8",
                ])
                .to_owned();
        }
        call.headers.push(("Content-Type".to_owned(), value));
    }
    if kind == "stream" && random.percent(80) {
        call.duplex = Some("half".to_owned());
    }
    call.keepalive = random.percent(10);
    if random.percent(15) {
        call.mode = Some(random.pick(&["no-cors", "same-origin"]).to_owned());
    }
    draft.by_xhr(&mut call, 45);
    draft.name(kind);
    draft.granted(call);
}

/// A call that asks first.
fn asking(draft: &mut Draft) -> Call {
    let mut call = call();
    let random = &mut draft.random;
    call.method = random
        .weighted(&[
            (4, Some("PUT")),
            (2, Some("DELETE")),
            (2, Some("PATCH")),
            (1, Some("patch")),
            (1, Some("X-METHOD")),
            (2, None),
            (1, Some("POST")),
            (1, Some("HEAD")),
        ])
        .map(str::to_owned);
    let is_plain = matches!(method_of(&call), "GET" | "POST" | "HEAD");
    for _ in 0..random.weighted(&[(if is_plain { 0 } else { 4 }, 0), (5, 1), (3, 2), (1, 3)]) {
        let header = spell::unsafe_header(random);
        if !call.headers.contains(&header) {
            call.headers.push(header);
        }
    }
    call.headers_object = random.percent(10);
    call.credentials = draft.credentials();
    if takes_body(&call) && draft.random.percent(35) {
        call.body = Some(body(&mut draft.random));
    }
    draft.by_xhr(&mut call, 40);
    call.upload = call.is_xhr() && draft.random.percent(60);
    call
}

/// Whether a script may give it a body that is sent.
fn takes_body(call: &Call) -> bool {
    matches!(method_of(call), "POST" | "PUT" | "PATCH" | "DELETE")
}

/// A body whose type goes without asking, or that has none.
fn body(random: &mut Random) -> Body {
    Body { kind: random.pick(&["string", "params", "blob"]).to_owned(), kind_of_blob: None }
}

fn preflight_answers(draft: &mut Draft) {
    let call = asking(draft);
    let mut answer = allowing(&mut draft.random, &call, "{page}");
    for _ in 0..draft.random.weighted(&[(2, 0), (7, 1), (2, 2)]) {
        let name = spoil_preflight(&mut draft.random, &call, &mut answer);
        draft.name(name);
    }
    let last = sharing(&mut draft.random, &call, "{page}");
    draft.answer(URL, answer, last);
    draft.calls.push(call);
}

/// Makes one thing of an answer to a preflight another, and names it.
fn spoil_preflight(random: &mut Random, call: &Call, answer: &mut Answer) -> &'static str {
    let origin = ("origin", ALLOW_ORIGIN);
    let (name, header) = random.weighted(&[
        (5, origin),
        (2, ("credentials", ALLOW_CREDENTIALS)),
        (5, ("methods", ALLOW_METHODS)),
        (6, ("headers", ALLOW_HEADERS)),
        (3, ("status", "")),
        (1, ("another header", "")),
        (1, ("spelling", "")),
        (1, ("no answer", "")),
    ]);
    match name {
        "origin" => set(answer, header, spell::allow_origin(random, "{page}")),
        "credentials" => set(answer, header, spell::allow_credentials(random)),
        "methods" => {
            let methods = [method_of(call).to_owned(), "PUT".to_owned()];
            let methods = if random.percent(50) { &methods[..1] } else { &methods[..] };
            set(answer, header, spell::list(random, methods));
        }
        "headers" => {
            let lines = spell::list(random, &tokens(call));
            set(answer, header, lines);
        }
        "status" => {
            answer.status = spell::status(random);
            if answer.status / 100 == 3 && random.percent(70) {
                set(answer, "Location", [random.pick(&["{other}/{id}/y", "{page}/{id}/y", "/"])]);
            }
        }
        "no answer" => *answer = Answer::none(),
        "spelling" => {
            for (name, _) in &mut answer.headers {
                *name = spell::recased(random, name);
            }
        }
        _ => {
            let (name, value) = random.pick(&[
                ("Access-Control-Allow-Private-Network", "true"),
                ("Access-Control-Expose-Headers", "*"),
                ("Set-Cookie", "a=b"),
                ("Vary", "Origin"),
                ("Content-Type", "text/html"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
                ("Clear-Site-Data", "\"x\""),
            ]);
            set(answer, name, [value]);
        }
    }
    name
}

fn answers(draft: &mut Draft) {
    let mut call = call();
    call.credentials = draft.credentials();
    if draft.random.percent(20) {
        call.method = Some("POST".to_owned());
    }
    draft.by_xhr(&mut call, 20);
    let mut answer = sharing(&mut draft.random, &call, "{page}");
    let random = &mut draft.random;
    let name = random.weighted(&[
        (6, "origin"),
        (3, "credentials"),
        (3, "status"),
        (1, "nothing"),
        (1, "none"),
    ]);
    match name {
        "none" => answer = Answer::none(),
        "origin" => set(&mut answer, ALLOW_ORIGIN, spell::allow_origin(random, "{page}")),
        "credentials" => set(&mut answer, ALLOW_CREDENTIALS, spell::allow_credentials(random)),
        "status" => answer.status = spell::status(random),
        _ => {}
    }
    draft.name(name);
    let preflight = allowing(&mut draft.random, &call, "{page}");
    draft.answer(URL, preflight, answer);
    draft.calls.push(call);
}

fn exposed_headers(draft: &mut Draft) {
    let mut call = call();
    call.credentials = draft.credentials();
    if draft.random.percent(10) {
        call.url = call.url.replace("{other}", "{page}");
    }
    if draft.random.percent(10) {
        call.mode = Some("no-cors".to_owned());
    }
    draft.by_xhr(&mut call, 25);
    let mut answer = sharing(&mut draft.random, &call, "{page}");
    let random = &mut draft.random;
    let mut names = Vec::new();
    for _ in 0..random.weighted(&[(2, 1), (3, 2), (3, 3), (1, 5)]) {
        let name = random.pick(spell::OF_ANSWERS);
        names.push(name.to_ascii_lowercase());
        answer.headers.push((name.to_owned(), spell::of_answer(name).to_owned()));
    }
    if random.percent(90) {
        names.truncate(random.below(names.len()) + 1);
        if random.percent(25) {
            names.push("*".to_owned());
        }
        let lines =
            if random.percent(40) { vec![names.join(", ")] } else { spell::list(random, &names) };
        set(&mut answer, EXPOSE_HEADERS, lines);
    }
    let preflight = allowing(&mut draft.random, &call, "{page}");
    let url = call.url.clone();
    draft.answer(&url, preflight, answer);
    draft.calls.push(call);
}

/// A session of calls to one URL, or nearly one.
fn remembered(draft: &mut Draft) {
    let mut next = asking(draft);
    next.cache = None;
    if draft.random.percent(12) {
        next.url = long_url(&mut draft.random);
        draft.name("a long URL");
    }
    let slow = draft.random.percent(35);
    let mut waits = 0;
    let times = draft.random.weighted(&[(5, 2), (5, 3), (2, 4)]);
    let mut calls = vec![next.clone()];
    // Its own, of no call that follows.
    let mode = |random: &mut Random, call: &mut Call| {
        if !call.is_xhr() && random.percent(12) {
            call.cache = Some(random.pick(&Cache::WORDS[..5]).to_owned());
        }
    };
    mode(&mut draft.random, &mut calls[0]);
    while calls.len() < times {
        if draft.random.percent(60) {
            vary(draft, &mut next);
        }
        next.wait = 0;
        if slow && waits < 2 && draft.random.percent(70) {
            next.wait = WAIT;
            waits += 1;
        }
        let mut call = next.clone();
        mode(&mut draft.random, &mut call);
        if draft.random.percent(30) {
            draft.by_the_other(&mut call);
        }
        if draft.random.percent(10) {
            let end = draft.random.pick(&["#", "#f", "?", "?#", ""]);
            call.url = format!("{}{end}", super::case::route(&call.url));
        }
        if !call.is_xhr() && draft.random.percent(8) {
            call.mode = Some(draft.random.pick(&["no-cors", "same-origin"]).to_owned());
        }
        calls.push(call);
    }
    let mut preflights = Vec::new();
    for call in &calls[..draft.random.weighted(&[(3, 1), (2, 2)])] {
        let mut answer = allowing(&mut draft.random, call, "{page}");
        if calls.iter().any(includes) {
            set(&mut answer, ALLOW_ORIGIN, ["{page}"]);
            set(&mut answer, ALLOW_CREDENTIALS, ["true"]);
        }
        if draft.random.percent(65) {
            let mut methods: Vec<String> =
                calls.iter().map(|call| method_of(call).into()).collect();
            methods.dedup();
            let mut names: Vec<String> = calls.iter().flat_map(tokens).collect();
            names.sort_unstable();
            names.dedup();
            set(&mut answer, ALLOW_METHODS, [methods.join(", ")]);
            set(&mut answer, ALLOW_HEADERS, [names.join(", ")]);
        }
        match draft.random.below(20) {
            0..=8 => set(&mut answer, MAX_AGE, ["600"]),
            9..=15 => {
                let lines = spell::max_age(&mut draft.random);
                draft.name(format!("max-age {}", lines.join(" and ")));
                set(&mut answer, MAX_AGE, lines);
            }
            _ => {}
        }
        if draft.random.percent(20) {
            let listed = method_of(call);
            let allowed = match draft.random.below(2) {
                0 => "*".to_owned(),
                _ => format!("{listed}, *"),
            };
            set(&mut answer, ALLOW_METHODS, [allowed]);
        }
        if draft.random.percent(25) {
            let listed = tokens(call).join(", ");
            let allowed = match draft.random.below(6) {
                0 | 1 => "*".to_owned(),
                2 => "*, authorization".to_owned(),
                _ => format!("{listed}, *"),
            };
            set(&mut answer, ALLOW_HEADERS, [allowed]);
        }
        if draft.random.percent(6) {
            let name = spoil_preflight(&mut draft.random, call, &mut answer);
            draft.name(name);
        }
        preflights.push(answer);
    }
    let mut answer = sharing(&mut draft.random, &calls[0], "{page}");
    if calls.iter().any(includes) {
        set(&mut answer, ALLOW_ORIGIN, ["{page}"]);
        set(&mut answer, ALLOW_CREDENTIALS, ["true"]);
    }
    let mut answers = vec![answer.clone()];
    if draft.random.percent(12) {
        let mut bad = answer.clone();
        set(&mut bad, ALLOW_ORIGIN, ["{other}"]);
        let place = draft.random.below(2);
        answers.insert(place, bad);
        answers.push(answer);
        draft.name("an answer that is not shared");
    }
    let url = super::case::route(&calls[0].url).to_owned();
    draft.routes.insert(url, Route { preflight: preflights, answer: answers });
    draft.calls = calls;
}

/// A URL of about as many characters as Chromium's cache takes: with an origin of 22 and an id of
/// 6.
fn long_url(random: &mut Random) -> String {
    let length = random.pick(&[1022, 1023, 1024, 1025, 3000]);
    let path = "{other}/{id}/x?";
    let filled = path.len() - "{other}".len() - "{id}".len() + 22 + 6;
    format!("{path}{}", "a".repeat(length - filled))
}

/// Makes the next call of a session a little other than the last.
fn vary(draft: &mut Draft, call: &mut Call) {
    let is_xhr = call.is_xhr();
    let random = &mut draft.random;
    match random.below(if is_xhr { 7 } else { 9 }) {
        0 => {
            let method = random.pick(&["PUT", "DELETE", "PATCH", "GET", "POST", "HEAD"]);
            call.method = Some(method.to_owned());
            if !takes_body(call) {
                call.body = None;
            }
        }
        1 | 2 => {
            let header = spell::unsafe_header(random);
            if call.headers.iter().all(|(name, _)| *name != header.0) {
                call.headers.push(header);
            }
        }
        3 => {
            call.headers.pop();
        }
        4 if is_xhr => call.with_credentials = !call.with_credentials,
        4 => call.url += random.pick(&["#f", "?q", "?", "#"]),
        5 => {
            call.body = match call.body {
                None if takes_body(call) => Some(body(random)),
                _ => None,
            };
        }
        6 if is_xhr => call.upload = !call.upload,
        6 | 7 => {
            call.credentials = match call.credentials.as_deref() {
                Some("include") => None,
                _ => Some("include".to_owned()),
            };
        }
        _ => {
            let words = &Cache::WORDS[..5];
            call.cache = Some(random.pick(words).to_owned());
        }
    }
}

fn redirects(draft: &mut Draft) {
    let mut call = call();
    let random = &mut draft.random;
    call.method = random
        .weighted(&[
            (4, None),
            (4, Some("POST")),
            (3, Some("PUT")),
            (1, Some("HEAD")),
            (1, Some("DELETE")),
            (1, Some("post")),
            (1, Some("OPTIONS")),
        ])
        .map(str::to_owned);
    let with_body = matches!(method_of(&call), "POST" | "PUT") && random.percent(60);
    for _ in 0..random.weighted(&[(5, 0), (4, 1), (2, 2)]) {
        let (name, value) = random.pick(&[
            ("X-A", "1"),
            ("Authorization", "Bearer t"),
            ("Content-Type", "application/json"),
            ("Content-Language", "en"),
            ("Content-Location", "/"),
            ("Content-Encoding", "x"),
            ("Accept-Language", "de"),
            ("Range", "bytes=0-10"),
            ("Accept", "text/html"),
        ]);
        if call.headers.iter().all(|(found, _)| found != name) {
            call.headers.push((name.to_owned(), value.to_owned()));
        }
    }
    call.body = with_body.then(string);
    call.redirect = random
        .weighted(&[(20, None), (2, Some("manual")), (1, Some("error")), (1, Some("follow"))])
        .map(str::to_owned);
    call.mode = random
        .weighted(&[(20, None), (2, Some("no-cors")), (1, Some("same-origin"))])
        .map(str::to_owned);
    if random.percent(10) {
        call.referrer_policy = Some(random.pick(ReferrerPolicy::WORDS).to_owned());
    }
    call.credentials = draft.credentials();
    call.keepalive = draft.random.percent(10);
    draft.by_xhr(&mut call, 40);
    call.upload = call.is_xhr() && draft.random.percent(50);

    let random = &mut draft.random;
    let hops = match random.below(30) {
        0 => random.pick(&[19, 20, 21]),
        1..=14 => 1,
        15..=24 => 2,
        _ => 3,
    };
    let mut places: Vec<&str> = vec![random.weighted(&[(7, "{other}"), (2, "{page}")])];
    for _ in 0..hops {
        let stay = if hops > 3 { 95 } else { 25 };
        let last = places[places.len() - 1];
        let others: Vec<&str> =
            ["{page}", "{other}", "{third}"].into_iter().filter(|place| *place != last).collect();
        places.push(if random.percent(stay) { last } else { random.pick(&others) });
    }
    let spoiled = random.percent(55).then(|| random.below(hops + 1));
    let is_made_again = random.percent(50);
    let mut tainted = false;
    for hop in 0..=hops {
        let (here, next) = (places[hop], places.get(hop + 1));
        let url =
            if hop == 0 { format!("{here}/{{id}}/x") } else { format!("{here}/{{id}}/y{hop}") };
        if hop == 0 {
            call.url.clone_from(&url);
        }
        let origin = if tainted { "null" } else { "{page}" };
        let random = &mut draft.random;
        let mut preflight = allowing(random, &call, origin);
        if is_made_again {
            set(&mut preflight, MAX_AGE, ["600"]);
        }
        let mut answer = sharing(random, &call, origin);
        if let Some(next) = next {
            answer.status =
                random.weighted(&[(3, 301), (4, 302), (4, 303), (6, 307), (4, 308), (1, 300)]);
            let location = if next == &here && random.percent(50) {
                format!("/{{id}}/y{}", hop + 1)
            } else {
                format!("{next}/{{id}}/y{}", hop + 1)
            };
            set(&mut answer, "Location", [location]);
        }
        if spoiled == Some(hop) {
            match random.below(22) {
                0..=2 => {
                    let shown = if random.percent(50) { "{page}" } else { "null" };
                    set(&mut answer, ALLOW_ORIGIN, [shown]);
                    draft.names.push("another origin".to_owned());
                }
                3 => {
                    set(&mut answer, ALLOW_ORIGIN, [""; 0]);
                    draft.names.push("not shared".to_owned());
                }
                4 | 5 => {
                    let shown = if random.percent(50) { "{page}" } else { "null" };
                    set(&mut preflight, ALLOW_ORIGIN, [shown]);
                    draft.names.push("another origin for the preflight".to_owned());
                }
                6 | 7 => {
                    let name = spoil_preflight(random, &call, &mut preflight);
                    draft.names.push(name.to_owned());
                }
                8 => {
                    let policy = random.pick(&ReferrerPolicy::WORDS[1..]);
                    set(&mut answer, "Referrer-Policy", [policy]);
                    draft.names.push("a referrer policy".to_owned());
                }
                9 => {
                    set(&mut answer, ALLOW_CREDENTIALS, spell::allow_credentials(random));
                    draft.names.push("credentials".to_owned());
                }
                _ if next.is_some() => {
                    let lines = odd_location(random, hop + 1);
                    draft.names.push(format!("to {}", lines.join(" and ")));
                    set(&mut answer, "Location", lines);
                }
                _ => {}
            }
        }
        tainted |= here != "{page}" && next.is_some_and(|next| *next != here);
        draft.answer(&url, preflight, answer);
        if hop == hops && draft.random.percent(15) {
            // Where nobody is.
            draft.routes.remove(&url);
        }
    }
    if draft.random.percent(15) {
        call.url += draft.random.pick(&["#", "#f", "?q", "?q#"]);
    }
    if is_made_again {
        draft.name("twice");
        let first = nearly(draft, &call);
        draft.calls.push(first);
    }
    draft.calls.push(call);
}

/// A call that is made before `call`, and is the same or nearly.
fn nearly(draft: &mut Draft, call: &Call) -> Call {
    let mut first = call.clone();
    match draft.random.below(7) {
        // Where the other is redirected to.
        0 => {
            let places: Vec<&String> = draft.routes.keys().collect();
            if !places.is_empty() {
                first.url = draft.random.pick(&places).clone();
            }
        }
        1 if first.mode.as_deref() != Some("no-cors") => first.method = Some("PUT".to_owned()),
        2 => drop(first.headers.pop()),
        3 => draft.by_the_other(&mut first),
        4 => first.body = None,
        _ => {}
    }
    first
}

/// Where a redirect can lead besides plain URLs.
fn odd_location(random: &mut Random, hop: usize) -> Vec<String> {
    let path = format!("{{id}}/y{hop}");
    let one = |text: String| vec![text];
    match random.below(30) {
        0 => Vec::new(),
        1 => one(String::new()),
        2 | 25 => vec![format!("{{third}}/{path}"), format!("{{third}}/{path}")],
        3 | 26 => vec![format!("{{third}}/{path}"), format!("{{other}}/{path}")],
        27 => vec![String::new(), format!("{{other}}/{path}")],
        4 => one(format!("{{third}}/{path}#f")),
        5 => one(format!("{{third}}/{path}?q=1")),
        6 => one(format!("http://u:p@{{third.host}}/{path}")),
        7 => one(format!("http://u@{{other.host}}/{path}")),
        8 => one(format!("http://:@{{third.host}}/{path}")),
        9 => one(format!("//{{third.host}}/{path}")),
        10 => one(format!("HTTP://{{third.host}}/{path}")),
        11 => one(format!("\\\\{{third.host}}\\{}", path.replace('/', "\\"))),
        12 => one(format!("y{hop}")),
        13 => one(format!("./../{path}")),
        14 => one(format!("{{third}}/{path}, {{other}}/{path}")),
        15 => one(format!("/{path}\u{e9}")),
        16 => one(format!("/{path}\u{c3}\u{a9}")),
        17 => one(format!("/{path} z")),
        18 => one(format!("/{path}%zz")),
        19 => one("http://".to_owned()),
        20 => one("http://[".to_owned()),
        21 => one("data:text/plain,x".to_owned()),
        22 => {
            one(random.pick(&["about:blank", "javascript:1", "ftp://127.0.0.1/", "x:y"]).to_owned())
        }
        23 => one("http://127.0.0.1:1/".to_owned()),
        24 => one(random.pick(&["?", "#", "?q", "#f", "."]).to_owned()),
        _ => one(spell::tweaked_line(random, &format!("/{path}"))),
    }
}

fn modes(draft: &mut Draft) {
    let mut call = call();
    let random = &mut draft.random;
    let place = random.weighted(&[(5, "{other}"), (3, "{third}"), (3, "{page}")]);
    call.url = format!("{place}/{{id}}/x");
    call.mode = random
        .weighted(&[
            (10, Some("no-cors")),
            (4, Some("same-origin")),
            (3, Some("cors")),
            (3, None),
            (1, Some("navigate")),
            (1, Some("websocket")),
        ])
        .map(str::to_owned);
    call.method = random
        .weighted(&[(5, None), (5, Some("POST")), (1, Some("HEAD")), (1, Some("PUT"))])
        .map(str::to_owned);
    for _ in 0..random.weighted(&[(4, 0), (3, 1), (1, 2)]) {
        call.headers.push(spell::header(random));
    }
    if matches!(method_of(&call), "POST" | "PUT") && random.percent(40) {
        let kind = random.pick(&["string", "params", "form", "blob", "buffer"]);
        let kind_of_blob = (kind == "blob").then(|| spell::content_type(random));
        call.body = Some(Body { kind: kind.to_owned(), kind_of_blob });
    }
    if random.percent(25) {
        call.referrer_policy = Some(random.pick(ReferrerPolicy::WORDS).to_owned());
    }
    if random.percent(15) {
        call.redirect = Some(random.pick(Redirect::WORDS).to_owned());
    }
    if random.percent(15) {
        call.cache = Some(random.pick(Cache::WORDS).to_owned());
    }
    if random.percent(20) {
        call.credentials = Some(random.pick(Credentials::WORDS).to_owned());
    }
    if random.percent(5) {
        call.duplex = Some(random.pick(&["half", "full"]).to_owned());
    }
    call.keepalive = random.percent(10);
    call.headers_object = random.percent(15);
    draft.by_xhr(&mut call, 8);
    let preflight = allowing(&mut draft.random, &call, "{page}");
    let mut answer = sharing(&mut draft.random, &call, "{page}");
    if draft.random.percent(50) {
        set(&mut answer, ALLOW_ORIGIN, [""; 0]);
    }
    let policy = spell::resource_policy(&mut draft.random);
    draft.name(policy.join(" and "));
    set(&mut answer, "Cross-Origin-Resource-Policy", policy);
    if draft.random.percent(15) {
        answer.status = spell::status(&mut draft.random);
    }
    let url = call.url.clone();
    draft.answer(&url, preflight, answer);
    draft.calls.push(call);
}

fn urls(draft: &mut Draft) {
    let mut call = call();
    let random = &mut draft.random;
    call.url = random
        .pick(&[
            "http://u:p@{other.host}/{id}/x",
            "http://u@{other.host}/{id}/x",
            "http://@{other.host}/{id}/x",
            "http://:@{other.host}/{id}/x",
            "HTTP://{other.host}/{id}/x",
            "http:\\\\{other.host}\\{id}\\x",
            "{other}/{id}/./z/../x",
            "{other}/{id}/x?q=\u{e9}#\u{e9}",
            "{other}/{id}/x?q='\"<>`{}|^[]",
            "{other}/{id}/\u{e9}",
            "{other}/{id}/x y",
            " {other}/{id}/x ",
            "{other}/{id}/x\t",
            "{other}/{id}/x#",
            "{other}/{id}/x?",
            "http://",
            "http://[/",
            "http://127.0.0.1:1/",
            "http://127.0.0.1:6667/",
            "http://127.0.0.1:99999/",
            "ftp://127.0.0.1/",
            "data:text/plain,x",
            "data:x",
            "about:blank",
            "about:Blank?q#f",
            "javascript:1",
            "ws://{other.host}/{id}/x",
            "file:///etc/hostname",
            "x:y",
            "mailto:x@example.com",
        ])
        .to_owned();
    if random.percent(30) {
        call.mode = Some(random.pick(&["no-cors", "same-origin"]).to_owned());
    }
    if random.percent(30) {
        call.headers.push(spell::header(random));
    }
    draft.by_xhr(&mut call, 25);
    draft.name(call.url.clone());
    draft.granted(call);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use cors_preflight::{Profile, Reason};

    use super::case;
    use crate::predict::predict;

    #[test]
    fn a_seed_and_a_number_decide_the_case() {
        assert_eq!(case(1, 17), case(1, 17));
        assert_ne!(case(1, 17).calls, case(2, 17).calls);
    }

    /// What no case of this kind comes to, and why.
    const OUT_OF_REACH: &[&str] = &[
        // What JSON cannot write, or a script has to do on purpose.
        "not-a-string",
        "buffer-shared-or-resizable",
        "headers-invalid",
        "header-pair-invalid",
        "stream-locked",
        // What only other senders do.
        "beacon-scheme-not-http",
        "member-ignored",
        // The page is not secure.
        "mixed-content",
        "mixed-content-upgraded",
        // Nobody makes such a URL.
        "blob-method",
        // Streams are not sent over HTTP/1.1.
        "redirect-of-stream",
        "stream-needs-http2",
        // Verdicts on single answers alone say these.
        "no-preflight-same-origin",
        "no-preflight-no-cors",
        "no-preflight-simple",
        "max-age-missing",
        "max-age-unparsable",
        "max-age-too-large",
        "max-age-zero",
        "redirect-judged-as-final",
        "response-opaque",
        "response-opaque-redirect",
        // No standard's rules say these, but browsers'.
        "stream-unsupported",
        "method-override-refused",
        "preflight-kept-by-redirect",
        // No verdict says these, but messages in a console.
        "reason-not-said",
        "failed-to-fetch",
        "cors-disabled",
        "origin-header-not-added",
        "local-network-denied",
        "local-network-insecure",
        "local-network-mismatch",
        "private-network-retired",
        "redirect-after-preflight-retired",
    ];

    #[test]
    fn the_cases_of_a_seed_reach_every_rule() {
        let mut reached = BTreeSet::new();
        for number in 0..10_000 {
            let case = case(1, number);
            let predicted = predict(&case, &Profile::STANDARD)
                .unwrap_or_else(|why| panic!("{number}: {why}\n{case:?}"));
            reached.extend(predicted.codes);
        }
        let missing: Vec<&str> = Reason::CODES
            .iter()
            .copied()
            .filter(|code| !reached.contains(code) && !OUT_OF_REACH.contains(code))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
