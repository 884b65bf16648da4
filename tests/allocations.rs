//! Classifying a call in which nothing is unsafe allocates what it returns, and nothing else.
//!
//! dhat counts every block that is allocated, and anew every time one grows. What was allocated
//! while [`classify`] ran, and what of it is still there when it has returned, have to be the same
//! number of blocks and of bytes: a clone that is dropped on the way, a list that grows, a text that
//! is made only to be looked at are in the first number alone. And what is there has to be as many
//! blocks as the [`Classification`] has parts, so that nothing is kept aside or wrapped.
//!
//! The URL parser is not the engine's. Every call is asked with one that takes a URL for its own
//! serialisation and allocates that string alone, which is the one that is returned; and once more
//! with `parse_url`, where what that allocates in excess when it is called by itself has to be all
//! the excess there is.

#![cfg_attr(target_family = "wasm", no_main)]
#![cfg(not(target_family = "wasm"))]

use cors_preflight::{
    Body, Call, Classification, Credentials, CrossOrigin, Mode, Origin, ParseUrl, Profile,
    Redirect, ReferrerPolicy, Via, classify, needs_preflight, parse_url,
};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn main() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let calls = calls();
    for (sentence, call) in &calls {
        nothing_is_allocated_that_is_not_returned(sentence, call);
        the_urls_parser_is_all_that_allocates_more(sentence, call);
    }
    a_needless_block_is_counted();
    the_bare_question_allocates_nothing();
    println!("{} calls allocate what they return", calls.len());
}

fn nothing_is_allocated_that_is_not_returned(sentence: &str, call: &Call) {
    let (count, classification) = count(|| classify(call, as_it_is, Profile::STANDARD));
    let outcome = classification.outcome.as_str();
    println!("{:>4} blocks, {:>5} bytes: {sentence}", count.blocks, count.bytes);
    assert!(matches!(outcome, "same-origin" | "no-cors" | "simple"), "{sentence} is {outcome}");
    assert_eq!(count.excess(), (0, 0), "blocks and bytes in excess: {sentence}");
    assert_eq!(count.blocks, blocks(&classification), "blocks: {sentence}");
}

fn the_urls_parser_is_all_that_allocates_more(sentence: &str, call: &Call) {
    let (by_itself, _url) = count(|| parse_url(&call.url, None));
    let (count, _classification) = count(|| classify(call, parse_url, Profile::STANDARD));
    assert_eq!(count.excess(), by_itself.excess(), "blocks and bytes in excess: {sentence}");
}

/// A plain call is answered at a glance.
fn the_bare_question_allocates_nothing() {
    type Headers = &'static [(&'static str, &'static str)];
    let plain: &[(&str, Headers, bool)] = &[
        ("GET", &[], false),
        (
            "post",
            &[
                ("Accept", "*/*"),
                ("Accept-Language", "en-GB,en;q=0.8"),
                ("Content-Language", "en"),
                ("Content-Type", "text/plain"),
            ],
            false,
        ),
        ("PUT", &[("Content-Type", "application/json"), ("X-A", "1")], true),
    ];
    for &(method, headers, needs) in plain {
        let (count, said) = count(|| needs_preflight(method, headers, Profile::STANDARD));
        assert_eq!(said, Ok(needs), "{method} {headers:?}");
        assert_eq!(count.allocated_blocks, 0, "{method} {headers:?}");
    }
}

/// The counting itself, put to the test: a clone that is returned, one that is dropped, and a list
/// that grows.
fn a_needless_block_is_counted() {
    let text = String::from("text");
    assert_eq!(count(|| text.clone()).0.excess(), (0, 0));
    assert_eq!(count(|| text.clone().len()).0.excess(), (1, 4));
    let grown = || {
        let mut list = Vec::with_capacity(1);
        list.extend([1_u8, 2, 3]);
        list
    };
    assert_ne!(count(grown).0.excess().0, 0);
}

/// What was allocated while something ran, and what of it is returned.
struct Count {
    allocated_blocks: u64,
    allocated_bytes: u64,
    blocks: u64,
    bytes: u64,
}

impl Count {
    /// Blocks and bytes that are not returned.
    fn excess(&self) -> (u64, u64) {
        (self.allocated_blocks - self.blocks, self.allocated_bytes - self.bytes)
    }
}

fn count<T>(run: impl FnOnce() -> T) -> (Count, T) {
    let before = dhat::HeapStats::get();
    let returned = run();
    let after = dhat::HeapStats::get();
    let count = Count {
        allocated_blocks: after.total_blocks - before.total_blocks,
        allocated_bytes: after.total_bytes - before.total_bytes,
        blocks: (after.curr_blocks - before.curr_blocks) as u64,
        bytes: (after.curr_bytes - before.curr_bytes) as u64,
    };
    (count, returned)
}

/// How many blocks a classification is made of, where each part that is not empty is one.
fn blocks(classification: &Classification) -> u64 {
    let block = |length: usize| u64::from(length > 0);
    let request = classification.outcome.request().map_or(0, |request| {
        let headers = request.headers.iter();
        let texts = headers.map(|header| block(header.name.len()) + block(header.value.len()));
        let list = block(request.headers.iter().count());
        block(request.method.len()) + block(request.url.len()) + list + texts.sum::<u64>()
    });
    let notes = classification.notes.iter().map(|note| match note.code() {
        "method-normalized" => 2,
        "content-type-added"
        | "fragment-not-sent"
        | "header-forbidden-dropped"
        | "header-value-normalized" => 1,
        other => panic!("a note that is not expected: {other}"),
    });
    request + block(classification.notes.len()) + notes.sum::<u64>()
}

/// A URL parser that allocates what it returns: it takes URLs that are their own serialisation.
fn as_it_is(text: &str, _: Option<&str>) -> Option<String> {
    Some(text.to_owned())
}

const PAGE: &str = "https://app.example";
const ACROSS: &str = "https://api.example/v1/items?page=2";
const WITHIN: &str = "https://app.example/v1/items?page=2";

/// Calls as pages make them, with nothing unsafe in them.
fn calls() -> Vec<(&'static str, Call)> {
    let call = |url: &str, edit: fn(&mut Call)| {
        let origin = Origin::new(PAGE, as_it_is as ParseUrl).expect("an origin");
        let mut call = Call::new(origin, url);
        edit(&mut call);
        call
    };
    vec![
        ("A GET with nothing said.", call(ACROSS, |_| {})),
        (
            "A GET with all that a call can say of itself.",
            call("https://api.example/v1/items?page=2#top", |call| {
                call.accept_language = Some(b"en-GB,en;q=0.8".to_vec());
                call.partition = Some("https://app.example, a partition".to_owned());
                call.credentials = Credentials::Include;
                call.redirect = Redirect::Manual;
                call.referrer_policy = ReferrerPolicy::NoReferrer;
                call.keepalive = true;
            }),
        ),
        (
            "A POST with every header that goes without asking.",
            call(ACROSS, |call| {
                call.method = "POST".to_owned();
                headers(
                    call,
                    &[
                        ("Accept", "application/json, text/plain, */*"),
                        ("Accept-Language", "en-GB, en;q=0.8"),
                        ("Content-Language", "en"),
                        ("Content-Type", "application/x-www-form-urlencoded"),
                        ("Range", "bytes=0-499"),
                    ],
                );
                call.body = Some(Body::Text);
            }),
        ),
        (
            "A GET with headers of one name, in several cases, and empty ones.",
            call(ACROSS, |call| {
                headers(
                    call,
                    &[
                        ("accept", "text/html"),
                        ("Accept", "text/plain"),
                        ("ACCEPT", ""),
                        ("Content-Language", ""),
                        ("content-language", "de"),
                    ],
                );
            }),
        ),
        (
            "A GET with thirty-two headers.",
            call(ACROSS, |call| {
                for _ in 0..16 {
                    headers(call, &[("Accept", "text/html"), ("Content-Language", "en")]);
                }
            }),
        ),
        (
            "A GET with values that hold Latin letters, and spaces around them.",
            call(ACROSS, |call| {
                headers(call, &[("Accept", " caf\u{e9}/\u{ff}\t"), ("Content-Language", "en ")]);
            }),
        ),
        (
            "A GET with a header that is the browser's own to set.",
            call(ACROSS, |call| headers(call, &[("Cookie", "a=b"), ("Accept", "*/*")])),
        ),
        ("A method in lower case.", call(ACROSS, |call| call.method = "post".to_owned())),
        ("A POST of a string.", call(ACROSS, |call| post(call, Body::Text))),
        ("A POST of a form.", call(ACROSS, |call| post(call, Body::Form))),
        ("A POST of parameters.", call(ACROSS, |call| post(call, Body::Params))),
        ("A POST of a buffer.", call(ACROSS, |call| post(call, Body::Buffer))),
        (
            "A POST of a Blob with a type.",
            call(ACROSS, |call| post(call, Body::Blob("text/plain".to_owned()))),
        ),
        (
            "A POST of a Blob with a type in upper case.",
            call(ACROSS, |call| post(call, Body::Blob("Text/Plain".to_owned()))),
        ),
        ("An opaque origin.", call(ACROSS, |call| call.origin = Origin::OPAQUE)),
        (
            "JSON within the origin.",
            call(WITHIN, |call| {
                call.method = "PUT".to_owned();
                headers(
                    call,
                    &[
                        ("Authorization", "Bearer eyJhbGciOiJIUzI1NiJ9"),
                        ("Content-Type", "application/json"),
                        ("X-Requested-With", "XMLHttpRequest"),
                    ],
                );
                call.body = Some(Body::Text);
                call.mode = Mode::SameOrigin;
            }),
        ),
        ("A GET within the origin.", call(WITHIN, |_| {})),
        (
            "A POST without CORS.",
            call(ACROSS, |call| {
                post(call, Body::Params);
                call.mode = Mode::NoCors;
                headers(call, &[("Accept", "*/*"), ("Content-Language", "en")]);
            }),
        ),
        (
            "A GET by XMLHttpRequest.",
            call(ACROSS, |call| {
                call.via = Via::Xhr;
                call.with_credentials = true;
                headers(call, &[("Accept", "application/json"), ("Accept-Language", "en")]);
            }),
        ),
        (
            "A POST of a string by XMLHttpRequest.",
            call(ACROSS, |call| {
                call.via = Via::Xhr;
                post(call, Body::Text);
            }),
        ),
        (
            "A POST of a form by XMLHttpRequest, with a type of its own.",
            call(ACROSS, |call| {
                call.via = Via::Xhr;
                post(call, Body::Form);
                headers(call, &[("Content-Type", "multipart/form-data; boundary=x")]);
            }),
        ),
        (
            "A POST of a string by XMLHttpRequest, with a charset of its own.",
            call(ACROSS, |call| {
                call.via = Via::Xhr;
                post(call, Body::Text);
                headers(call, &[("Content-Type", "text/plain; charset=utf-8")]);
            }),
        ),
        (
            "A beacon with a string.",
            call(ACROSS, |call| {
                call.via = Via::Beacon;
                post(call, Body::Text);
            }),
        ),
        (
            "A beacon with a Blob.",
            call(ACROSS, |call| {
                call.via = Via::Beacon;
                post(call, Body::Blob("text/plain".to_owned()));
            }),
        ),
        ("An event source.", call(ACROSS, |call| call.via = Via::EventSource)),
        ("A module script.", call(ACROSS, |call| call.via = Via::ModuleScript)),
        ("A font.", call(ACROSS, |call| call.via = Via::Font)),
        (
            "An image with a crossorigin attribute.",
            call(ACROSS, |call| {
                call.via = Via::Image;
                call.cross_origin = Some(CrossOrigin::Anonymous);
            }),
        ),
        ("A stylesheet without one.", call(ACROSS, |call| call.via = Via::Stylesheet)),
    ]
}

fn headers(call: &mut Call, pairs: &[(&str, &str)]) {
    call.headers.extend(pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())));
}

fn post(call: &mut Call, body: Body) {
    call.method = "POST".to_owned();
    call.body = Some(body);
}
