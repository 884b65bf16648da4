//! Classifying a call without unsafe headers allocates only the memory that it returns.
//!
//! dhat counts every block that is allocated, and counts it again every time it grows. The blocks and
//! bytes that are allocated while [`Browser::classify`] runs have to be as many as those that remain when
//! it has returned. A clone that is dropped, a list that grows and a temporary text add to the first
//! number only. The blocks that remain have to be as many as the [`Classification`] has parts, so that
//! nothing is stored or wrapped in addition.
//!
//! The URL parser is not part of the engine. Every call is classified with a parser that returns its
//! argument and allocates only that string; and again with `parse_url`, which has to be the only cause of
//! further allocations.

#![cfg_attr(target_family = "wasm", no_main)]
#![cfg(not(target_family = "wasm"))]

use cors_preflight::{
    Body, Browser, Call, Classification, CorsSettings, CredentialsMode, Initiator, Origin, Outcome,
    ReasonCode, RedirectMode, ReferrerPolicy, RequestMode, parse_url,
};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn main() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let calls = calls();
    for (sentence, url, call) in &calls {
        nothing_is_allocated_that_is_not_returned(sentence, call);
        the_urls_parser_is_all_that_allocates_more(sentence, url, call);
    }
    a_needless_block_is_counted();
    the_bare_question_allocates_nothing();
    println!("{} calls allocate what they return", calls.len());
}

fn nothing_is_allocated_that_is_not_returned(sentence: &str, call: &Call) {
    let browser = Browser::new(Browser::STANDARD.profile(), as_it_is);
    let (count, classification) = count(|| browser.classify(call));
    let outcome = classification.outcome();
    println!("{:>4} blocks, {:>5} bytes: {sentence}", count.blocks, count.bytes);
    let is_sent_at_once =
        [Outcome::SameOrigin, Outcome::NoCors, Outcome::Simple].contains(&outcome);
    assert!(is_sent_at_once, "{sentence} is {outcome}");
    assert_eq!(count.excess(), (0, 0), "blocks and bytes in excess: {sentence}");
    assert_eq!(count.blocks, blocks(&classification), "blocks: {sentence}");
}

fn the_urls_parser_is_all_that_allocates_more(sentence: &str, url: &str, call: &Call) {
    let (by_itself, _url) = count(|| parse_url(url, None));
    let (count, _classification) = count(|| Browser::STANDARD.classify(call));
    assert_eq!(count.excess(), by_itself.excess(), "blocks and bytes in excess: {sentence}");
}

/// A plain call takes the fast path.
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
        let (count, said) = count(|| Browser::STANDARD.needs_preflight(method, headers));
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

/// The bytes allocated while a function runs, and the bytes of them that its result keeps.
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
    let request = classification.request().map_or(0, |request| {
        let headers = request.headers().iter();
        let texts = headers.map(|header| block(header.name().len()) + block(header.value().len()));
        let list = block(request.headers().len());
        block(request.method().len()) + block(request.url().len()) + list + texts.sum::<u64>()
    });
    let notes = classification.notes().iter().map(|note| match note.code() {
        ReasonCode::MethodNormalized => 2,
        ReasonCode::ContentTypeAdded
        | ReasonCode::FragmentNotSent
        | ReasonCode::HeaderForbiddenDropped
        | ReasonCode::HeaderValueNormalized => 1,
        other => panic!("a note that is not expected: {other}"),
    });
    request + block(classification.notes().len()) + notes.sum::<u64>()
}

/// A URL parser that allocates what it returns: it takes URLs that are their own serialization.
fn as_it_is(text: &str, _: Option<&str>) -> Option<String> {
    Some(text.to_owned())
}

const PAGE: &str = "https://app.example";
const ACROSS: &str = "https://api.example/v1/items?page=2";
const WITHIN: &str = "https://app.example/v1/items?page=2";

/// Calls as pages make them, without unsafe headers: a sentence, the URL, and the call.
fn calls() -> Vec<(&'static str, &'static str, Call)> {
    let call = |url: &str| Call::new(Origin::new(PAGE, as_it_is).expect("an origin"), url);
    let across = || call(ACROSS);
    let post = |body| across().method("POST").body(body);
    let xhr = |with_credentials| Initiator::Xhr { with_credentials, upload_listener: false };
    let fragment = "https://api.example/v1/items?page=2#top";
    let all = vec![
        ("A GET without options.", ACROSS, across()),
        (
            "A GET with all options.",
            fragment,
            call(fragment)
                .accept_language("en-GB,en;q=0.8")
                .partition("https://app.example, a partition")
                .credentials(CredentialsMode::Include)
                .redirect(RedirectMode::Manual)
                .referrer_policy(ReferrerPolicy::NoReferrer)
                .keepalive(true),
        ),
        (
            "A POST with every header that does not trigger a preflight.",
            ACROSS,
            post(Body::Text).headers([
                ("Accept", "application/json, text/plain, */*"),
                ("Accept-Language", "en-GB, en;q=0.8"),
                ("Content-Language", "en"),
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Range", "bytes=0-499"),
            ]),
        ),
        (
            "A GET with headers of one name, in several cases, and empty ones.",
            ACROSS,
            across().headers([
                ("accept", "text/html"),
                ("Accept", "text/plain"),
                ("ACCEPT", ""),
                ("Content-Language", ""),
                ("content-language", "de"),
            ]),
        ),
        (
            "A GET with thirty-two headers.",
            ACROSS,
            (0..16).fold(across(), |call, _| {
                call.header("Accept", "text/html").header("Content-Language", "en")
            }),
        ),
        (
            "A GET with values that contain Latin letters, and spaces around them.",
            ACROSS,
            across().header("Accept", b" caf\xe9/\xff\t").header("Content-Language", "en "),
        ),
        (
            "A GET with a forbidden header.",
            ACROSS,
            across().header("Cookie", "a=b").header("Accept", "*/*"),
        ),
        ("A method in lower case.", ACROSS, across().method("post")),
        ("A POST of a string.", ACROSS, post(Body::Text)),
        ("A POST of a form.", ACROSS, post(Body::FormData)),
        ("A POST of parameters.", ACROSS, post(Body::UrlSearchParams)),
        ("A POST of a buffer.", ACROSS, post(Body::Buffer)),
        ("A POST of a Blob with a type.", ACROSS, post(Body::Blob("text/plain".to_owned()))),
        (
            "A POST of a Blob with a type in upper case.",
            ACROSS,
            post(Body::Blob("Text/Plain".to_owned())),
        ),
        ("An opaque origin.", ACROSS, across().origin(Origin::OPAQUE)),
        (
            "JSON within the origin.",
            WITHIN,
            call(WITHIN).method("PUT").body(Body::Text).mode(RequestMode::SameOrigin).headers([
                ("Authorization", "Bearer eyJhbGciOiJIUzI1NiJ9"),
                ("Content-Type", "application/json"),
                ("X-Requested-With", "XMLHttpRequest"),
            ]),
        ),
        ("A GET within the origin.", WITHIN, call(WITHIN)),
        (
            "A POST without CORS.",
            ACROSS,
            post(Body::UrlSearchParams)
                .mode(RequestMode::NoCors)
                .header("Accept", "*/*")
                .header("Content-Language", "en"),
        ),
        (
            "A GET by XMLHttpRequest.",
            ACROSS,
            across()
                .initiator(xhr(true))
                .header("Accept", "application/json")
                .header("Accept-Language", "en"),
        ),
        ("A POST of a string by XMLHttpRequest.", ACROSS, post(Body::Text).initiator(xhr(false))),
        (
            "A POST of a form by XMLHttpRequest, with the author's Content-Type.",
            ACROSS,
            post(Body::FormData)
                .initiator(xhr(false))
                .header("Content-Type", "multipart/form-data; boundary=x"),
        ),
        (
            "A POST of a string by XMLHttpRequest, with the author's charset.",
            ACROSS,
            post(Body::Text)
                .initiator(xhr(false))
                .header("Content-Type", "text/plain; charset=utf-8"),
        ),
        ("A beacon with a string.", ACROSS, post(Body::Text).initiator(Initiator::Beacon)),
        (
            "A beacon with a Blob.",
            ACROSS,
            post(Body::Blob("text/plain".to_owned())).initiator(Initiator::Beacon),
        ),
        (
            "An event source.",
            ACROSS,
            across().initiator(Initiator::EventSource { with_credentials: false }),
        ),
        (
            "A module script.",
            ACROSS,
            across().initiator(Initiator::ModuleScript { cross_origin: None }),
        ),
        ("A font.", ACROSS, across().initiator(Initiator::Font)),
        (
            "An image with a crossorigin attribute.",
            ACROSS,
            across().initiator(Initiator::Image { cross_origin: Some(CorsSettings::Anonymous) }),
        ),
        (
            "A stylesheet without a crossorigin attribute.",
            ACROSS,
            across().initiator(Initiator::Stylesheet { cross_origin: None }),
        ),
    ];
    assert_eq!(all.len(), 29);
    all
}
