//! Random cases from a seed. Most cases have one fault, because a case with many faults fails at the first
//! check and never reaches the others. By hand: seeds must reproduce forever, and every weight is chosen so
//! that all rules are reached.

use std::collections::BTreeMap;

use cors_preflight::spec::{is_token, normalize_method};
use cors_preflight::{CacheMode, CredentialsMode, RedirectMode, ReferrerPolicy, RequestMode};

use super::case::{Body, Call, Case, Route};
use super::inputs;
use super::random::Random;
use testbed::response::Response;

const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
const ALLOW_CREDENTIALS: &str = "Access-Control-Allow-Credentials";
const ALLOW_METHODS: &str = "Access-Control-Allow-Methods";
const ALLOW_HEADERS: &str = "Access-Control-Allow-Headers";
const EXPOSE_HEADERS: &str = "Access-Control-Expose-Headers";
const MAX_AGE: &str = "Access-Control-Max-Age";

const URL: &str = "{other}/{id}/x";

/// The milliseconds that a case waits: more than the default of five seconds.
const WAIT: u32 = 6_500;

/// Returns the case of a seed with this number.
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
        (6, ("forbidden and invalid headers", invalid_headers)),
        (8, ("methods", methods)),
        (8, ("bodies", bodies)),
        (20, ("preflight responses", preflight_responses)),
        (8, ("responses", responses)),
        (7, ("exposed headers", exposed_headers)),
        (12, ("preflight cache", cached_preflights)),
        (13, ("redirects", redirects)),
        (8, ("modes", modes)),
        (4, ("URLs", urls)),
    ]);
    family(&mut draft);
    let mut names = vec![name.to_owned()];
    names.append(&mut draft.names);
    Case { name: names.join(": "), calls: draft.calls, routes: draft.routes }
}

/// A case that is being generated.
struct Draft {
    random: Random,
    /// The parts of the description.
    names: Vec<String>,
    calls: Vec<Call>,
    routes: BTreeMap<String, Route>,
}

impl Draft {
    fn name(&mut self, name: impl Into<String>) {
        self.names.push(name.into());
    }

    fn respond(&mut self, url: &str, preflight: Response, response: Response) {
        let route = Route { preflight: vec![preflight], response: vec![response] };
        self.routes.insert(url.to_owned(), route);
    }

    /// Adds a call whose preflight and request are allowed.
    fn allow(&mut self, call: Call) {
        let preflight = allowing_preflight(&mut self.random, &call, "{page}");
        let response = shared_response(&mut self.random, &call, "{page}");
        self.respond(URL, preflight, response);
        self.calls.push(call);
    }

    /// Lets XMLHttpRequest make the call, with a probability of `percent`.
    fn use_xhr(&mut self, call: &mut Call, percent: usize) {
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

    /// Lets XMLHttpRequest make a `fetch()` call, or the reverse.
    fn swap_initiator(&mut self, call: &mut Call) {
        if !call.is_xhr() {
            self.use_xhr(call, 100);
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

fn default_call() -> Call {
    Call { url: URL.to_owned(), ..Call::default() }
}

fn string_body() -> Body {
    Body { kind: "string".to_owned(), blob_type: None }
}

fn has_credentials(call: &Call) -> bool {
    call.with_credentials || call.credentials.as_deref() == Some("include")
}

fn method_of(call: &Call) -> &str {
    call.method.as_deref().map_or("GET", normalize_method)
}

/// Returns the header names that a preflight response must allow.
fn header_names(call: &Call) -> Vec<String> {
    let mut names: Vec<String> = call
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| is_token(name.as_bytes()))
        .collect();
    if call.body.is_some() {
        names.push("content-type".to_owned());
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Returns a response that passes the CORS check for `origin`.
fn shared_response(random: &mut Random, call: &Call, origin: &str) -> Response {
    let mut response = Response::new(200, [("", ""); 0]);
    let has_credentials = has_credentials(call);
    let shown = if !has_credentials && random.percent(35) { "*" } else { origin };
    set(&mut response, ALLOW_ORIGIN, [shown]);
    if has_credentials || random.percent(5) {
        set(&mut response, ALLOW_CREDENTIALS, ["true"]);
    }
    response
}

/// Returns a preflight response that allows a call.
fn allowing_preflight(random: &mut Random, call: &Call, origin: &str) -> Response {
    let mut response = shared_response(random, call, origin);
    response.status = random.pick(&[200, 204]);
    let method = method_of(call);
    if is_token(method.as_bytes()) {
        set(&mut response, ALLOW_METHODS, [method]);
    }
    let names = header_names(call);
    if !names.is_empty() {
        set(&mut response, ALLOW_HEADERS, [names.join(", ")]);
    }
    response
}

/// Replaces all lines of a header.
fn set<V: Into<String>>(response: &mut Response, name: &str, lines: impl IntoIterator<Item = V>) {
    response.headers.retain(|(found, _)| !found.eq_ignore_ascii_case(name));
    response.headers.extend(lines.into_iter().map(|line| (name.to_owned(), line.into())));
}

fn headers(draft: &mut Draft) {
    let mut call = default_call();
    let random = &mut draft.random;
    call.method = random
        .weighted(&[(6, None), (3, Some("POST")), (1, Some("HEAD")), (1, Some("GET"))])
        .map(str::to_owned);
    if call.method.as_deref() == Some("POST") && random.percent(40) {
        call.body = Some(string_body());
    }
    for _ in 0..random.weighted(&[(7, 1), (3, 2), (1, 3)]) {
        let (name, value) = inputs::header(random);
        if random.percent(12) {
            let again = match random.below(3) {
                0 => value.clone(),
                1 => String::new(),
                _ => inputs::header(random).1,
            };
            call.headers.push((name.to_ascii_lowercase(), again));
        }
        call.headers.push((name, value));
    }
    call.headers_object = random.percent(20);
    draft.use_xhr(&mut call, 20);
    draft.name(header_names(&call).join(" "));
    draft.allow(call);
}

/// Values whose total length is close to the limit.
fn many_headers(draft: &mut Draft) {
    let mut call = default_call();
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
    draft.use_xhr(&mut call, 10);
    draft.name(total.to_string());
    draft.allow(call);
}

fn invalid_headers(draft: &mut Draft) {
    let mut call = default_call();
    let header = inputs::invalid_header(&mut draft.random);
    draft.name(header.0.to_ascii_lowercase());
    call.headers.push(header);
    if draft.random.percent(30) {
        call.headers.push(inputs::header(&mut draft.random));
    }
    if draft.random.percent(40) {
        let mut again = inputs::invalid_header(&mut draft.random);
        if draft.random.percent(50) {
            again.0.clone_from(&call.headers[0].0);
        }
        call.headers.push(again);
    }
    if draft.random.percent(10) {
        call.mode = Some("no-cors".to_owned());
    }
    call.headers_object = draft.random.percent(20);
    draft.use_xhr(&mut call, 25);
    draft.allow(call);
}

fn methods(draft: &mut Draft) {
    let mut call = default_call();
    let method = inputs::method(&mut draft.random);
    draft.name(format!("{method:?}"));
    call.method = Some(method);
    if draft.random.percent(15) {
        call.body = Some(string_body());
    }
    if draft.random.percent(15) {
        call.headers.push(inputs::non_safelisted_header(&mut draft.random));
    }
    if draft.random.percent(10) {
        call.mode = Some(draft.random.pick(RequestMode::KEYWORDS).to_owned());
    }
    draft.use_xhr(&mut call, 20);
    let is_recased = draft.random.percent(15);
    draft.allow(call);
    if is_recased && let Some(route) = draft.routes.get_mut(URL) {
        // Tests whether the case of a method matters.
        for (name, value) in route.preflight.iter_mut().flat_map(|response| &mut response.headers) {
            if name == ALLOW_METHODS {
                *value = inputs::change_case(&mut draft.random, value);
            }
        }
    }
}

fn bodies(draft: &mut Draft) {
    let mut call = default_call();
    let random = &mut draft.random;
    let method = random.weighted(&[(6, "POST"), (2, "PUT"), (1, "patch"), (1, "GET"), (1, "HEAD")]);
    call.method = Some(method.to_owned());
    let kind = random.pick(&[
        "string", "params", "form", "blob", "blob", "blob", "buffer", "stream", "stream",
        "document",
    ]);
    let mut body = Body { kind: kind.to_owned(), blob_type: None };
    if kind == "blob" && random.percent(85) {
        body.blob_type = Some(match random.below(4) {
            0 => random
                .pick(&["", "text/plain", "APPLICATION/JSON", "text/\u{e9}", "a\tb", "x", " "])
                .to_owned(),
            _ => inputs::content_type(random),
        });
        if random.percent(25) {
            let space = " ".repeat(random.pick(&[1, 2, 118, 119, 130]));
            let [before, after] =
                random.pick(&[["", space.as_str()], [&space, ""], [&space, &space]]);
            body.blob_type = body.blob_type.map(|kind| format!("{before}{kind}{after}"));
        }
    }
    call.body = Some(body);
    if random.percent(25) {
        let mut value = inputs::content_type(random);
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
    draft.use_xhr(&mut call, 45);
    draft.name(kind);
    draft.allow(call);
}

/// Returns a call that usually triggers a preflight.
fn preflighted_call(draft: &mut Draft) -> Call {
    let mut call = default_call();
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
        let header = inputs::non_safelisted_header(random);
        if !call.headers.contains(&header) {
            call.headers.push(header);
        }
    }
    call.headers_object = random.percent(10);
    call.credentials = draft.credentials();
    if takes_body(&call) && draft.random.percent(35) {
        call.body = Some(body(&mut draft.random));
    }
    draft.use_xhr(&mut call, 40);
    call.upload = call.is_xhr() && draft.random.percent(60);
    call
}

/// Whether a call may have a body.
fn takes_body(call: &Call) -> bool {
    matches!(method_of(call), "POST" | "PUT" | "PATCH" | "DELETE")
}

/// Returns a body without a type, or with a safelisted one.
fn body(random: &mut Random) -> Body {
    Body { kind: random.pick(&["string", "params", "blob"]).to_owned(), blob_type: None }
}

fn preflight_responses(draft: &mut Draft) {
    let call = preflighted_call(draft);
    let mut response = allowing_preflight(&mut draft.random, &call, "{page}");
    for _ in 0..draft.random.weighted(&[(2, 0), (7, 1), (2, 2)]) {
        let name = spoil_preflight(&mut draft.random, &call, &mut response);
        draft.name(name);
    }
    let last = shared_response(&mut draft.random, &call, "{page}");
    draft.respond(URL, response, last);
    draft.calls.push(call);
}

/// Changes one part of a preflight response and returns its name.
fn spoil_preflight(random: &mut Random, call: &Call, response: &mut Response) -> &'static str {
    let origin = ("origin", ALLOW_ORIGIN);
    let (name, header) = random.weighted(&[
        (5, origin),
        (2, ("credentials", ALLOW_CREDENTIALS)),
        (5, ("methods", ALLOW_METHODS)),
        (6, ("headers", ALLOW_HEADERS)),
        (3, ("status", "")),
        (1, ("another header", "")),
        (1, ("spelling", "")),
        (1, ("no response", "")),
    ]);
    match name {
        "origin" => set(response, header, inputs::allow_origin(random, "{page}")),
        "credentials" => set(response, header, inputs::allow_credentials(random)),
        "methods" => {
            let methods = [method_of(call).to_owned(), "PUT".to_owned()];
            let methods = if random.percent(50) { &methods[..1] } else { &methods[..] };
            set(response, header, inputs::list(random, methods));
        }
        "headers" => {
            let lines = inputs::list(random, &header_names(call));
            set(response, header, lines);
        }
        "status" => {
            response.status = inputs::status(random);
            if response.status / 100 == 3 && random.percent(70) {
                set(response, "Location", [random.pick(&["{other}/{id}/y", "{page}/{id}/y", "/"])]);
            }
        }
        "no response" => *response = Response::none(),
        "spelling" => {
            for (name, _) in &mut response.headers {
                *name = inputs::change_case(random, name);
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
            set(response, name, [value]);
        }
    }
    name
}

fn responses(draft: &mut Draft) {
    let mut call = default_call();
    call.credentials = draft.credentials();
    if draft.random.percent(20) {
        call.method = Some("POST".to_owned());
    }
    draft.use_xhr(&mut call, 20);
    let mut response = shared_response(&mut draft.random, &call, "{page}");
    let random = &mut draft.random;
    let name = random.weighted(&[
        (6, "origin"),
        (3, "credentials"),
        (3, "status"),
        (1, "nothing"),
        (1, "none"),
    ]);
    match name {
        "none" => response = Response::none(),
        "origin" => set(&mut response, ALLOW_ORIGIN, inputs::allow_origin(random, "{page}")),
        "credentials" => set(&mut response, ALLOW_CREDENTIALS, inputs::allow_credentials(random)),
        "status" => response.status = inputs::status(random),
        _ => {}
    }
    draft.name(name);
    let preflight = allowing_preflight(&mut draft.random, &call, "{page}");
    draft.respond(URL, preflight, response);
    draft.calls.push(call);
}

fn exposed_headers(draft: &mut Draft) {
    let mut call = default_call();
    call.credentials = draft.credentials();
    if draft.random.percent(10) {
        call.url = call.url.replace("{other}", "{page}");
    }
    if draft.random.percent(10) {
        call.mode = Some("no-cors".to_owned());
    }
    draft.use_xhr(&mut call, 25);
    let mut response = shared_response(&mut draft.random, &call, "{page}");
    let random = &mut draft.random;
    let mut names = Vec::new();
    for _ in 0..random.weighted(&[(2, 1), (3, 2), (3, 3), (1, 5)]) {
        let name = random.pick(inputs::RESPONSE_HEADERS);
        names.push(name.to_ascii_lowercase());
        response.headers.push((name.to_owned(), inputs::response_header_value(name).to_owned()));
    }
    if random.percent(90) {
        names.truncate(random.below(names.len()) + 1);
        if random.percent(25) {
            names.push("*".to_owned());
        }
        let lines =
            if random.percent(40) { vec![names.join(", ")] } else { inputs::list(random, &names) };
        set(&mut response, EXPOSE_HEADERS, lines);
    }
    let preflight = allowing_preflight(&mut draft.random, &call, "{page}");
    let url = call.url.clone();
    draft.respond(&url, preflight, response);
    draft.calls.push(call);
}

/// A session of calls to one URL, or to similar ones.
fn cached_preflights(draft: &mut Draft) {
    let calls = session(draft);
    let preflights = calls[..draft.random.weighted(&[(3, 1), (2, 2)])]
        .iter()
        .map(|call| session_preflight(draft, call, &calls))
        .collect();
    let mut response = shared_response(&mut draft.random, &calls[0], "{page}");
    if calls.iter().any(has_credentials) {
        set(&mut response, ALLOW_ORIGIN, ["{page}"]);
        set(&mut response, ALLOW_CREDENTIALS, ["true"]);
    }
    let mut responses = vec![response.clone()];
    if draft.random.percent(12) {
        let mut not_shared = response.clone();
        set(&mut not_shared, ALLOW_ORIGIN, ["{other}"]);
        responses.insert(draft.random.below(2), not_shared);
        responses.push(response);
        draft.name("a response that is not shared");
    }
    let url = super::case::route(&calls[0].url).to_owned();
    draft.routes.insert(url, Route { preflight: preflights, response: responses });
    draft.calls = calls;
}

/// Returns the calls of a session.
fn session(draft: &mut Draft) -> Vec<Call> {
    let mut next = preflighted_call(draft);
    next.cache = None;
    if draft.random.percent(12) {
        next.url = long_url(&mut draft.random);
        draft.name("a long URL");
    }
    let may_wait = draft.random.percent(35);
    let mut waits = 0;
    let count = draft.random.weighted(&[(5, 2), (5, 3), (2, 4)]);
    let mut calls = vec![next.clone()];
    set_cache_mode(&mut draft.random, &mut calls[0]);
    while calls.len() < count {
        if draft.random.percent(60) {
            vary(draft, &mut next);
        }
        next.wait = 0;
        if may_wait && waits < 2 && draft.random.percent(70) {
            next.wait = WAIT;
            waits += 1;
        }
        let mut call = next.clone();
        set_cache_mode(&mut draft.random, &mut call);
        if draft.random.percent(30) {
            draft.swap_initiator(&mut call);
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
    calls
}

/// Sets the cache mode of one call now and then. The next calls of the session do not inherit it.
fn set_cache_mode(random: &mut Random, call: &mut Call) {
    if !call.is_xhr() && random.percent(12) {
        call.cache = Some(random.pick(&CacheMode::KEYWORDS[..5]).to_owned());
    }
}

/// Returns a response to the preflight of `call`, which may allow the other calls of the session as well.
fn session_preflight(draft: &mut Draft, call: &Call, calls: &[Call]) -> Response {
    let mut preflight = allowing_preflight(&mut draft.random, call, "{page}");
    if calls.iter().any(has_credentials) {
        set(&mut preflight, ALLOW_ORIGIN, ["{page}"]);
        set(&mut preflight, ALLOW_CREDENTIALS, ["true"]);
    }
    if draft.random.percent(65) {
        let mut methods: Vec<String> = calls.iter().map(|call| method_of(call).into()).collect();
        methods.dedup();
        let mut names: Vec<String> = calls.iter().flat_map(header_names).collect();
        names.sort_unstable();
        names.dedup();
        set(&mut preflight, ALLOW_METHODS, [methods.join(", ")]);
        set(&mut preflight, ALLOW_HEADERS, [names.join(", ")]);
    }
    match draft.random.below(20) {
        0..=8 => set(&mut preflight, MAX_AGE, ["600"]),
        9..=15 => {
            let lines = inputs::max_age(&mut draft.random);
            draft.name(format!("max-age {}", lines.join(" and ")));
            set(&mut preflight, MAX_AGE, lines);
        }
        _ => {}
    }
    if draft.random.percent(20) {
        let method = method_of(call);
        let allowed = match draft.random.below(2) {
            0 => "*".to_owned(),
            _ => format!("{method}, *"),
        };
        set(&mut preflight, ALLOW_METHODS, [allowed]);
    }
    if draft.random.percent(25) {
        let names = header_names(call).join(", ");
        let allowed = match draft.random.below(6) {
            0 | 1 => "*".to_owned(),
            2 => "*, authorization".to_owned(),
            _ => format!("{names}, *"),
        };
        set(&mut preflight, ALLOW_HEADERS, [allowed]);
    }
    if draft.random.percent(6) {
        let name = spoil_preflight(&mut draft.random, call, &mut preflight);
        draft.name(name);
    }
    preflight
}

/// Returns a URL with about as many characters as Chromium's preflight cache accepts. The origin has 22
/// characters and the id has 6.
fn long_url(random: &mut Random) -> String {
    let length = random.pick(&[1022, 1023, 1024, 1025, 3000]);
    let path = "{other}/{id}/x?";
    let filled = path.len() - "{other}".len() - "{id}".len() + 22 + 6;
    format!("{path}{}", "a".repeat(length - filled))
}

/// Changes the last call a little, for the next call of a session.
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
            let header = inputs::non_safelisted_header(random);
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
            let words = &CacheMode::KEYWORDS[..5];
            call.cache = Some(random.pick(words).to_owned());
        }
    }
}

fn redirects(draft: &mut Draft) {
    let mut call = redirected_call(draft);
    let origins = hop_origins(&mut draft.random);
    let hops = origins.len() - 1;
    let faulty_hop = draft.random.percent(55).then(|| draft.random.below(hops + 1));
    let is_repeated = draft.random.percent(50);
    let mut is_tainted = false;
    for (hop, here) in origins.iter().enumerate() {
        let next = origins.get(hop + 1);
        let url =
            if hop == 0 { format!("{here}/{{id}}/x") } else { format!("{here}/{{id}}/y{hop}") };
        if hop == 0 {
            call.url.clone_from(&url);
        }
        let origin = if is_tainted { "null" } else { "{page}" };
        let random = &mut draft.random;
        let mut preflight = allowing_preflight(random, &call, origin);
        if is_repeated {
            set(&mut preflight, MAX_AGE, ["600"]);
        }
        let mut response = shared_response(random, &call, origin);
        if let Some(next) = next {
            response.status =
                random.weighted(&[(3, 301), (4, 302), (4, 303), (6, 307), (4, 308), (1, 300)]);
            let location = if next == here && random.percent(50) {
                format!("/{{id}}/y{}", hop + 1)
            } else {
                format!("{next}/{{id}}/y{}", hop + 1)
            };
            set(&mut response, "Location", [location]);
        }
        if faulty_hop == Some(hop) {
            let next_hop = next.map(|_| hop + 1);
            spoil_hop(draft, &call, &mut preflight, &mut response, next_hop);
        }
        is_tainted |= *here != "{page}" && next.is_some_and(|next| next != here);
        draft.respond(&url, preflight, response);
        if hop == hops && draft.random.percent(15) {
            // There is no response at this URL.
            draft.routes.remove(&url);
        }
    }
    if draft.random.percent(15) {
        call.url += draft.random.pick(&["#", "#f", "?q", "?q#"]);
    }
    if is_repeated {
        draft.name("twice");
        let first = earlier_call(draft, &call);
        draft.calls.push(first);
    }
    draft.calls.push(call);
}

/// Returns a call to redirect. Its URL is not set.
fn redirected_call(draft: &mut Draft) -> Call {
    let mut call = default_call();
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
    let has_body = matches!(method_of(&call), "POST" | "PUT") && random.percent(60);
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
    call.body = has_body.then(string_body);
    call.redirect = random
        .weighted(&[(20, None), (2, Some("manual")), (1, Some("error")), (1, Some("follow"))])
        .map(str::to_owned);
    call.mode = random
        .weighted(&[(20, None), (2, Some("no-cors")), (1, Some("same-origin"))])
        .map(str::to_owned);
    if random.percent(10) {
        call.referrer_policy = Some(random.pick(ReferrerPolicy::KEYWORDS).to_owned());
    }
    call.credentials = draft.credentials();
    call.keepalive = draft.random.percent(10);
    draft.use_xhr(&mut call, 40);
    call.upload = call.is_xhr() && draft.random.percent(50);
    call
}

/// Returns the origin of a call and the origins of its redirects.
fn hop_origins(random: &mut Random) -> Vec<&'static str> {
    let hops = match random.below(30) {
        0 => random.pick(&[19, 20, 21]),
        1..=14 => 1,
        15..=24 => 2,
        _ => 3,
    };
    let mut origins = vec![random.weighted(&[(7, "{other}"), (2, "{page}")])];
    for _ in 0..hops {
        let same_origin_percent = if hops > 3 { 95 } else { 25 };
        let last = origins[origins.len() - 1];
        let others: Vec<&str> =
            ["{page}", "{other}", "{third}"].into_iter().filter(|origin| *origin != last).collect();
        origins.push(if random.percent(same_origin_percent) { last } else { random.pick(&others) });
    }
    origins
}

/// Changes one part of the responses of a hop and names it. `next_hop` is the number of the next hop.
fn spoil_hop(
    draft: &mut Draft,
    call: &Call,
    preflight: &mut Response,
    response: &mut Response,
    next_hop: Option<usize>,
) {
    let random = &mut draft.random;
    let name = match random.below(22) {
        0..=2 => {
            let origin = if random.percent(50) { "{page}" } else { "null" };
            set(response, ALLOW_ORIGIN, [origin]);
            "another origin".to_owned()
        }
        3 => {
            set(response, ALLOW_ORIGIN, [""; 0]);
            "not shared".to_owned()
        }
        4 | 5 => {
            let origin = if random.percent(50) { "{page}" } else { "null" };
            set(preflight, ALLOW_ORIGIN, [origin]);
            "another origin for the preflight".to_owned()
        }
        6 | 7 => spoil_preflight(random, call, preflight).to_owned(),
        8 => {
            let policy = random.pick(&ReferrerPolicy::KEYWORDS[1..]);
            set(response, "Referrer-Policy", [policy]);
            "a referrer policy".to_owned()
        }
        9 => {
            set(response, ALLOW_CREDENTIALS, inputs::allow_credentials(random));
            "credentials".to_owned()
        }
        _ => {
            let Some(next_hop) = next_hop else { return };
            let lines = unusual_location(random, next_hop);
            let name = format!("to {}", lines.join(" and "));
            set(response, "Location", lines);
            name
        }
    };
    draft.name(name);
}

/// Returns a call to make before `call`: the same one or a similar one.
fn earlier_call(draft: &mut Draft, call: &Call) -> Call {
    let mut first = call.clone();
    match draft.random.below(7) {
        // The target of a redirect.
        0 => {
            let places: Vec<&String> = draft.routes.keys().collect();
            if !places.is_empty() {
                first.url = draft.random.pick(&places).clone();
            }
        }
        1 if first.mode.as_deref() != Some("no-cors") => first.method = Some("PUT".to_owned()),
        2 => drop(first.headers.pop()),
        3 => draft.swap_initiator(&mut first),
        4 => first.body = None,
        _ => {}
    }
    first
}

/// Returns the lines of an unusual Location.
fn unusual_location(random: &mut Random, hop: usize) -> Vec<String> {
    let path = format!("{{id}}/y{hop}");
    let line = |text: String| vec![text];
    match random.below(30) {
        0 => Vec::new(),
        1 => line(String::new()),
        2 | 25 => vec![format!("{{third}}/{path}"), format!("{{third}}/{path}")],
        3 | 26 => vec![format!("{{third}}/{path}"), format!("{{other}}/{path}")],
        27 => vec![String::new(), format!("{{other}}/{path}")],
        4 => line(format!("{{third}}/{path}#f")),
        5 => line(format!("{{third}}/{path}?q=1")),
        6 => line(format!("http://u:p@{{third.host}}/{path}")),
        7 => line(format!("http://u@{{other.host}}/{path}")),
        8 => line(format!("http://:@{{third.host}}/{path}")),
        9 => line(format!("//{{third.host}}/{path}")),
        10 => line(format!("HTTP://{{third.host}}/{path}")),
        11 => line(format!("\\\\{{third.host}}\\{}", path.replace('/', "\\"))),
        12 => line(format!("y{hop}")),
        13 => line(format!("./../{path}")),
        14 => line(format!("{{third}}/{path}, {{other}}/{path}")),
        15 => line(format!("/{path}\u{e9}")),
        16 => line(format!("/{path}\u{c3}\u{a9}")),
        17 => line(format!("/{path} z")),
        18 => line(format!("/{path}%zz")),
        19 => line("http://".to_owned()),
        20 => line("http://[".to_owned()),
        21 => line("data:text/plain,x".to_owned()),
        22 => line(
            random.pick(&["about:blank", "javascript:1", "ftp://127.0.0.1/", "x:y"]).to_owned(),
        ),
        23 => line("http://127.0.0.1:1/".to_owned()),
        24 => line(random.pick(&["?", "#", "?q", "#f", "."]).to_owned()),
        _ => line(inputs::mutate_value(random, &format!("/{path}"))),
    }
}

fn modes(draft: &mut Draft) {
    let mut call = default_call();
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
        call.headers.push(inputs::header(random));
    }
    if matches!(method_of(&call), "POST" | "PUT") && random.percent(40) {
        let kind = random.pick(&["string", "params", "form", "blob", "buffer"]);
        let blob_type = (kind == "blob").then(|| inputs::content_type(random));
        call.body = Some(Body { kind: kind.to_owned(), blob_type });
    }
    if random.percent(25) {
        call.referrer_policy = Some(random.pick(ReferrerPolicy::KEYWORDS).to_owned());
    }
    if random.percent(15) {
        call.redirect = Some(random.pick(RedirectMode::KEYWORDS).to_owned());
    }
    if random.percent(15) {
        call.cache = Some(random.pick(CacheMode::KEYWORDS).to_owned());
    }
    if random.percent(20) {
        call.credentials = Some(random.pick(CredentialsMode::KEYWORDS).to_owned());
    }
    if random.percent(5) {
        call.duplex = Some(random.pick(&["half", "full"]).to_owned());
    }
    call.keepalive = random.percent(10);
    call.headers_object = random.percent(15);
    draft.use_xhr(&mut call, 8);
    let preflight = allowing_preflight(&mut draft.random, &call, "{page}");
    let mut response = shared_response(&mut draft.random, &call, "{page}");
    if draft.random.percent(50) {
        set(&mut response, ALLOW_ORIGIN, [""; 0]);
    }
    let policy = inputs::resource_policy(&mut draft.random);
    draft.name(policy.join(" and "));
    set(&mut response, "Cross-Origin-Resource-Policy", policy);
    if draft.random.percent(15) {
        response.status = inputs::status(&mut draft.random);
    }
    let url = call.url.clone();
    draft.respond(&url, preflight, response);
    draft.calls.push(call);
}

fn urls(draft: &mut Draft) {
    let mut call = default_call();
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
        call.headers.push(inputs::header(random));
    }
    draft.use_xhr(&mut call, 25);
    draft.name(call.url.clone());
    draft.allow(call);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use cors_preflight::{Profile, ReasonCode};

    use super::case;
    use crate::predict::predict;

    #[test]
    fn a_seed_and_a_number_determine_the_case() {
        assert_eq!(case(1, 17), case(1, 17));
        assert_ne!(case(1, 17).calls, case(2, 17).calls);
    }

    /// Recordings and documented runs name their cases by seed and number. If this digest changes, make them again.
    #[test]
    fn the_cases_of_a_seed_do_not_change() {
        let mut digest: u64 = 0xCBF2_9CE4_8422_2325;
        for number in 0..1_000 {
            let case = case(1, number);
            for byte in serde_json::json!([case.calls, case.routes]).to_string().bytes() {
                digest = (digest ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
            }
        }
        assert_eq!(format!("{digest:016x}"), "0081c4869bb952e6");
    }

    /// The codes that no random case reaches, and why.
    const UNREACHABLE: &[&str] = &[
        // JSON cannot express these arguments.
        "not-a-string",
        "buffer-shared-or-resizable",
        "headers-invalid",
        "header-pair-invalid",
        "stream-locked",
        // Only other initiators do this.
        "beacon-scheme-not-http",
        "member-ignored",
        // The page is not secure.
        "mixed-content",
        "mixed-content-upgraded",
        // No page creates this URL.
        "blob-method",
        // Streams are not sent over HTTP/1.1.
        "redirect-of-stream",
        "stream-needs-http2",
        // Only the checks of single responses have these.
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
        // Only browsers have these, not the standard.
        "stream-unsupported",
        "method-override-refused",
        "preflight-kept-by-redirect",
        // Only console messages have these.
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
            let predicted = predict(&case, Profile::STANDARD)
                .unwrap_or_else(|why| panic!("{number}: {why}\n{case:?}"));
            reached.extend(predicted.codes);
        }
        let missing: Vec<&str> = ReasonCode::ALL
            .iter()
            .map(|code| code.as_str())
            .filter(|code| !reached.contains(code) && !UNREACHABLE.contains(code))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
