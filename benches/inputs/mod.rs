//! The inputs of the benchmarks: fetches of every size, with the responses of their servers.

#![allow(dead_code, unreachable_pub, reason = "each benchmark uses a part")]

use cors_preflight::{
    Body, Browser, Call, Classification, CredentialsMode, HttpResponse, Initiator, PreflightCache,
    PreflightVerdict, RequestMode, ResponseVerdict, Step,
};
use criterion::{Bencher, BenchmarkId, Criterion};
use std::hint::black_box;
use std::time::Duration;

/// The browser of all benchmarks.
pub const STANDARD: Browser = Browser::STANDARD;

type Lines = Vec<(String, String)>;

/// A fetch: the call, its headers, and the responses to its preflight and to itself.
pub struct Fetch {
    pub call: Call,
    pub headers: Lines,
    pub preflight: HttpResponse,
    pub response: HttpResponse,
    method: &'static str,
}

/// How a fetch of some size is made.
pub type Make = fn(usize) -> Fetch;

/// How a fetch is made whose size is its own.
pub type MakeTypical = fn() -> Fetch;

/// Fetches as pages make them.
pub const TYPICAL: [(&str, MakeTypical); 2] =
    [("typical, simple", Fetch::simple), ("typical, preflighted", Fetch::asked)];

/// The fetches whose headers are counted.
pub const OF_HEADERS: [(&str, Make); 4] = [
    ("distinct names", Fetch::distinct),
    ("one name", Fetch::same),
    ("safelisted names", Fetch::safelisted),
    ("refused names", Fetch::refused),
];

/// More of them, where a careless engine would take the square of something.
pub const OF_HEADERS_AND_MORE: [(&str, Make); 5] = [
    ("distinct by XHR", Fetch::distinct_by_xhr),
    ("one name by XHR", Fetch::same_by_xhr),
    ("empty, no-cors", Fetch::empty_without_cors),
    ("stars, credentials", Fetch::stars),
    ("names and a long URL", Fetch::names_and_a_long_url),
];

/// The fetches whose bytes are counted.
pub const OF_BYTES: [(&str, Make); 3] = [
    ("a long type", Fetch::long_type),
    ("a long list", Fetch::long_list),
    ("a long URL", Fetch::long_url),
];

const URL: &str = "https://api.example/v1/items?page=2";

const XHR: Initiator = Initiator::Xhr { with_credentials: false, upload_listener: false };

fn call(url: &str, method: &str, headers: &Lines) -> Call {
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value));
    Call::fetch("https://app.example", url).expect("a call").method(method).headers(headers)
}

impl Fetch {
    fn new(method: &'static str, headers: Lines, allow: Lines, mut response: Lines) -> Fetch {
        let call = call(URL, method, &headers);
        let mut preflight = lines(&[
            ("Access-Control-Allow-Origin", "https://app.example"),
            ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE"),
            ("Access-Control-Max-Age", "600"),
        ]);
        preflight.extend(allow);
        response.extend(lines(&[
            ("Access-Control-Allow-Origin", "https://app.example"),
            ("Access-Control-Allow-Credentials", "true"),
        ]));
        let received = |status, lines| {
            HttpResponse::new(status)
                .and_then(|response| response.with_headers(lines))
                .expect("a response")
        };
        let (preflight, response) = (received(204, preflight), received(200, response));
        Fetch { call, headers, preflight, response, method }
    }

    /// Three headers, nothing unsafe.
    pub fn simple() -> Fetch {
        let headers = lines(&[
            ("Accept", "application/json, text/plain, */*"),
            ("Accept-Language", "en-GB, en;q=0.8"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ]);
        Fetch::new("POST", headers, lines(&[]), typical_answer())
    }

    /// Eight headers, as libraries send them with JSON.
    pub fn asked() -> Fetch {
        let headers = lines(&[
            ("Accept", "application/json, text/plain, */*"),
            ("Accept-Language", "en-GB, en;q=0.8"),
            ("Authorization", "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0"),
            ("Cache-Control", "no-cache"),
            ("Content-Type", "application/json"),
            ("If-None-Match", "\"33a64df551425fcc55e4d42a148795d9f25f89d4\""),
            ("X-Request-ID", "7b1e2a0c-6a0f-4a6f-9d53-6d5f1b0f6c11"),
            ("X-Requested-With", "XMLHttpRequest"),
        ]);
        let allow = lines(&[(
            "Access-Control-Allow-Headers",
            "authorization, cache-control, content-type, if-none-match, x-request-id, \
             x-requested-with",
        )]);
        let mut fetch = Fetch::new("PUT", headers, allow, typical_answer());
        fetch.call = fetch.call.body(Body::Text);
        fetch
    }

    /// Names of their own, all allowed, every other one exposed.
    pub fn distinct(count: usize) -> Fetch {
        let names: Vec<String> = scattered(count).map(|n| format!("X-Header-{n:06}")).collect();
        let headers: Lines = names.iter().map(|name| (name.clone(), "a value".into())).collect();
        let exposed: Vec<&str> = names.iter().step_by(2).map(String::as_str).collect();
        let mut answer = headers.clone();
        answer.extend(lines(&[("Access-Control-Expose-Headers", &exposed.join(", "))]));
        let allow = lines(&[("Access-Control-Allow-Headers", &names.join(", "))]);
        Fetch::new("PUT", headers, allow, answer)
    }

    /// One name, allowed and exposed as often as it is sent.
    pub fn same(count: usize) -> Fetch {
        let repeated = |name: &str, value: &str| -> Lines {
            (0..count).map(|_| (name.to_owned(), value.to_owned())).collect()
        };
        let mut answer = repeated("x-same", "a value");
        answer.extend(repeated("Access-Control-Expose-Headers", "x-same, *"));
        let allow = repeated("Access-Control-Allow-Headers", "x-same");
        Fetch::new("PUT", repeated("X-Same", "a value"), allow, answer)
    }

    /// Safelisted header names with safelisted values.
    pub fn safelisted(count: usize) -> Fetch {
        let asked = [
            ("Accept", "*/*"),
            ("Accept-Language", "en-GB"),
            ("Content-Language", "en-GB"),
            ("Content-Type", "text/plain"),
            ("Range", "bytes=0-"),
        ];
        let answered = [
            ("Cache-Control", "no-store"),
            ("Content-Language", "en-GB"),
            ("Content-Type", "text/plain"),
            ("Last-Modified", "Tue, 24 Nov 2026 00:00:00 GMT"),
        ];
        let repeated = |pairs: &[(&str, &str)]| lines(pairs).into_iter().cycle().take(count);
        let allow = lines(&[(
            "Access-Control-Allow-Headers",
            "accept, accept-language, content-language, content-type, range",
        )]);
        Fetch::new("GET", repeated(&asked).collect(), allow, repeated(&answered).collect())
    }

    /// Custom header names that a long list does not contain.
    pub fn refused(count: usize) -> Fetch {
        let Fetch { headers, .. } = Fetch::distinct(count);
        let others: Vec<String> = scattered(count).map(|n| format!("x-other-{n:06}")).collect();
        let allow = lines(&[("Access-Control-Allow-Headers", &others.join(", "))]);
        let mut answer = headers.clone();
        answer.extend(lines(&[("Access-Control-Expose-Headers", &others.join(", "))]));
        Fetch::new("PUT", headers, allow, answer)
    }

    /// A Content-Type of so many bytes, which all have to be looked at.
    pub fn long_type(bytes: usize) -> Fetch {
        let value = format!("text/plain;a={}", "b".repeat(bytes));
        let long = lines(&[("Content-Type", &value)]);
        let allow = lines(&[("Access-Control-Allow-Headers", "content-type")]);
        Fetch::new("POST", long.clone(), allow, long)
    }

    /// A custom header and lists of names in the responses, each `bytes` long.
    pub fn long_list(bytes: usize) -> Fetch {
        let list = "x-list, ".repeat(bytes / 8);
        let headers = lines(&[("X-List", &list)]);
        let allow = lines(&[("Access-Control-Allow-Headers", &list)]);
        Fetch::new("POST", headers, allow, lines(&[("Access-Control-Expose-Headers", &list)]))
    }

    /// As [`distinct`](Fetch::distinct), by XMLHttpRequest.
    pub fn distinct_by_xhr(count: usize) -> Fetch {
        let mut fetch = Fetch::distinct(count);
        fetch.call = fetch.call.initiator(XHR);
        fetch
    }

    /// As [`same`](Fetch::same), by XMLHttpRequest, which makes one header of all.
    pub fn same_by_xhr(count: usize) -> Fetch {
        let mut fetch = Fetch::same(count);
        fetch.call = fetch.call.initiator(XHR);
        fetch
    }

    /// Empty values of safelisted names without CORS, where each is judged with all before it.
    pub fn empty_without_cors(count: usize) -> Fetch {
        let mut fetch = Fetch::safelisted(count);
        fetch.headers.iter_mut().for_each(|(_, value)| value.clear());
        fetch.call = call(URL, fetch.method, &fetch.headers).mode(RequestMode::NoCors);
        fetch
    }

    /// `*` that is not a wildcard, in lists and as a header name.
    pub fn stars(count: usize) -> Fetch {
        let all = vec!["*"; count].join(",");
        let answer: Lines = (0..count)
            .map(|_| ("*", "x"))
            .chain([("x", "x"), ("Access-Control-Expose-Headers", &*all)])
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let headers = answer[..count].to_vec();
        let allow = lines(&[("Access-Control-Allow-Headers", &all)]);
        let mut fetch = Fetch::new("PUT", headers, allow, answer);
        fetch.call = fetch.call.credentials(CredentialsMode::Include);
        fetch
    }

    /// As [`distinct`](Fetch::distinct), to a URL that is as long as all its headers.
    pub fn names_and_a_long_url(count: usize) -> Fetch {
        let mut fetch = Fetch::distinct(count);
        fetch.call = fetch.call.url(URL.to_owned() + &"&long=url".repeat(count * 2));
        fetch
    }

    /// A URL that is `bytes` long. The pass is over a header of the same length.
    pub fn long_url(bytes: usize) -> Fetch {
        let mut fetch = Fetch::long_type(bytes);
        fetch.call = fetch.call.url(URL.to_owned() + &"&long=url".repeat(bytes / 9));
        fetch
    }

    /// Classifies the call.
    pub fn classify(&self) -> Classification {
        black_box(STANDARD.classify(black_box(&self.call)))
    }

    /// Decides only whether there is a preflight.
    pub fn needs_preflight(&self) -> bool {
        let headers = black_box(&self.headers);
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let needs = STANDARD.needs_preflight(black_box(self.method), &headers);
        black_box(needs.expect("it does not throw"))
    }

    /// Checks the response to the preflight.
    pub fn check_preflight(&self) -> PreflightVerdict {
        let (call, response) = black_box((&self.call, &self.preflight));
        black_box(STANDARD.check_preflight(call, response))
    }

    /// Checks the response to the request.
    pub fn check_response(&self) -> ResponseVerdict {
        let (call, response) = black_box((&self.call, &self.response));
        black_box(STANDARD.check_response(call, response))
    }

    /// Runs the whole exchange of `call`, which is the call of this fetch.
    pub fn exchange(&self, call: Call, cache: &mut PreflightCache) {
        let now = Duration::ZERO;
        let mut step = STANDARD.fetch(call).start(cache.at(now));
        while let Step::Send(pending) = step {
            let response = if pending.is_preflight() { &self.preflight } else { &self.response };
            step = pending.respond(response, cache.at(now));
        }
        let _ = black_box(step);
    }

    /// A cache that has seen this fetch.
    pub fn warm(&self) -> PreflightCache {
        let mut cache = PreflightCache::new(STANDARD.profile());
        self.exchange(self.call.clone(), &mut cache);
        cache
    }

    /// The yardstick: one plain pass over the bytes of the call's headers.
    pub fn pass_over_call(&self) {
        for (name, value) in black_box(&self.headers) {
            black_box(sum(name.as_bytes()) + sum(value.as_bytes()));
        }
    }

    /// The reference: one pass over the bytes of the preflight response.
    pub fn pass_over_preflight(&self) {
        pass(&self.preflight);
    }

    /// The reference: one pass over the bytes of the response.
    pub fn pass_over_answer(&self) {
        pass(&self.response);
    }

    /// The other yardstick: one plain sort of the names of the call's headers, lower-cased.
    pub fn sort_names(&self) {
        let headers = black_box(&self.headers).iter();
        let mut names: Vec<String> = headers.map(|(name, _)| name.to_ascii_lowercase()).collect();
        names.sort_unstable();
        black_box(names);
    }

    /// The reference for checking a preflight response, which creates the request first.
    pub fn pass_over_call_and_preflight(&self) {
        self.pass_over_call();
        self.pass_over_preflight();
    }

    /// The reference for checking a response, which creates the request first.
    pub fn pass_over_call_and_answer(&self) {
        self.pass_over_call();
        self.pass_over_answer();
    }

    /// The yardstick for the whole exchange.
    pub fn pass_over_all(&self) {
        self.pass_over_call();
        self.pass_over_preflight();
        self.pass_over_answer();
    }
}

fn pass(response: &HttpResponse) {
    for header in black_box(response).headers() {
        black_box(sum(header.name().as_bytes()) + sum(header.value()));
    }
}

fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().map(|&byte| u64::from(byte)).sum()
}

fn lines(pairs: &[(&str, &str)]) -> Lines {
    pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn typical_answer() -> Lines {
    lines(&[
        ("Cache-Control", "no-store"),
        ("Content-Type", "application/json"),
        ("ETag", "\"33a64df551425fcc55e4d42a148795d9f25f89d4\""),
        ("X-Request-ID", "7b1e2a0c-6a0f-4a6f-9d53-6d5f1b0f6c11"),
        ("X-Total-Count", "341"),
        ("Access-Control-Expose-Headers", "etag, x-total-count"),
    ])
}

/// The numbers below `count`, in no order: sorting them is work.
fn scattered(count: usize) -> impl Iterator<Item = usize> {
    // No count that is measured shares a factor with it.
    (0..count).map(move |number| number * 7_919 % count)
}

/// Measures `run` on every typical fetch, and on the others in all sizes, each next to the
/// `pass` over the same bytes.
pub fn beside_a_pass(
    criterion: &mut Criterion,
    noun: &str,
    run: fn(&mut Bencher<'_>, &Fetch),
    pass: fn(&Fetch),
) {
    let mut group = criterion.benchmark_group(noun);
    // Few and short, because they are many; the statistics of ten samples are done quickly.
    group
        .warm_up_time(Duration::from_millis(50))
        .measurement_time(Duration::from_millis(150))
        .sample_size(10)
        .nresamples(1_000);
    let mut measure = |kind: &str, size: usize, fetch: &Fetch| {
        group.bench_with_input(BenchmarkId::new(kind, size), fetch, run);
        let id = BenchmarkId::new(format!("{kind}, one pass"), size);
        group.bench_with_input(id, fetch, |bencher, fetch| bencher.iter(|| pass(fetch)));
    };
    for (kind, fetch) in TYPICAL {
        let fetch = fetch();
        measure(kind, fetch.headers.len(), &fetch);
    }
    for (kind, make) in OF_HEADERS {
        for count in [10, 100, 1_000, 10_000] {
            measure(&format!("headers, {kind}"), count, &make(count));
        }
    }
    for (kind, make) in OF_BYTES {
        for bytes in [1_000, 30_000, 1_000_000] {
            measure(&format!("bytes, {kind}"), bytes, &make(bytes));
        }
    }
}
