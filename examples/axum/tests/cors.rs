//! What a page of `https://app.example` gets from the router, and what one of elsewhere does not:
//! the engine is the browser, `oneshot` the network.

use axum::body::Body;
use axum::http::Request;
use cors_preflight::{
    Answer, Call, Credentials, Done, Exchange, Header, HttpRequest, Origin, PreflightCache,
    Profile, Step, Told, isomorphic_decode, parse_url,
};
use example_axum::app;
use tower::ServiceExt;

const PAGE: &str = "https://app.example";

/// A call to the service with credentials, as a page of `origin` writes it.
fn call(origin: &str, method: &str) -> Call {
    let origin = Origin::new(origin, parse_url).expect("an origin");
    Call {
        method: method.into(),
        credentials: Credentials::Include,
        ..Call::new(origin, "https://api.example/items")
    }
}

/// A browser that asks the router: what it sent, and how it ended.
struct Fetched {
    sent: Vec<String>,
    end: Step,
}

impl Fetched {
    fn done(&self) -> &Done {
        match &self.end {
            Step::Done(done) => done,
            step => panic!("the page gets no response: {step:?}"),
        }
    }

    /// The stable names of what went wrong, the first first.
    fn codes(&self) -> Vec<&str> {
        match &self.end {
            Step::Error { reasons, .. } => reasons.iter().map(|reason| reason.code()).collect(),
            step => panic!("the page gets a response: {step:?}"),
        }
    }
}

/// Makes the call by Chromium's rules.
async fn fetch(call: Call, cache: &mut PreflightCache) -> Fetched {
    let mut exchange = Exchange::new(call, parse_url, cache.profile());
    let mut sent = Vec::new();
    let mut step = exchange.next(Told::Nothing, Some(cache), 0.0).expect("it begins").clone();
    loop {
        let (Step::Preflight { request, .. } | Step::Request { request }) = &step else {
            return Fetched { sent, end: step };
        };
        sent.push(request.method.clone());
        let answer = answer(request).await;
        let told = Told::Answer(&answer);
        step = exchange.next(told, Some(cache), 0.0).expect("an answer was due").clone();
    }
}

async fn answer(request: &HttpRequest) -> Answer {
    let mut message = Request::builder().method(request.method.as_str()).uri(&request.url);
    for Header { name, value } in request.headers.iter() {
        message = message.header(name.as_str(), &value[..]);
    }
    let message = message.body(Body::empty()).expect("what the engine sends is a message");
    let response = app().oneshot(message).await.expect("a router always answers");
    let lines = response.headers().iter();
    let lines = lines.map(|(name, value)| (name.as_str(), isomorphic_decode(value.as_bytes())));
    Answer::new(response.status().as_u16(), lines).expect("what axum answers is an answer")
}

fn browser() -> PreflightCache {
    PreflightCache::new(Profile::CHROMIUM)
}

#[tokio::test]
async fn the_page_reads_the_items_and_their_number() {
    let fetched = fetch(call(PAGE, "GET"), &mut browser()).await;
    assert_eq!(fetched.sent, ["GET"]);
    assert_eq!(fetched.done().status, 200);
    assert_eq!(fetched.done().exposed, ["content-length", "content-type", "x-total-count"]);
}

#[tokio::test]
async fn the_page_posts_json_and_asks_only_once() {
    let json = ("Content-Type".to_owned(), "application/json".to_owned());
    let post = Call { headers: vec![json], ..call(PAGE, "POST") };
    let mut browser = browser();
    assert_eq!(fetch(post.clone(), &mut browser).await.sent, ["OPTIONS", "POST"]);
    let again = fetch(post, &mut browser).await;
    assert_eq!(again.sent, ["POST"]);
    assert_eq!(again.done().status, 201);
}

#[tokio::test]
async fn nobody_deletes_the_items() {
    let fetched = fetch(call(PAGE, "DELETE"), &mut browser()).await;
    assert_eq!(fetched.sent, ["OPTIONS"]);
    assert_eq!(fetched.codes(), ["method-not-allowed"]);
}

#[tokio::test]
async fn a_tracing_header_is_refused_and_the_refusal_says_what_to_add() {
    let trace = ("Traceparent".to_owned(), "00-1-2-00".to_owned());
    let fetched = fetch(Call { headers: vec![trace], ..call(PAGE, "GET") }, &mut browser()).await;
    assert_eq!(fetched.codes(), ["header-not-allowed"]);
    let Step::Error { reasons, .. } = fetched.end else { unreachable!("it has just been read") };
    assert_eq!(
        reasons[0].fix().unwrap(),
        "Access-Control-Allow-Headers: content-type, traceparent"
    );
}

#[tokio::test]
async fn another_page_reads_nothing() {
    let fetched = fetch(call("https://other.example", "GET"), &mut browser()).await;
    assert_eq!(fetched.sent, ["GET"]);
    assert_eq!(fetched.codes(), ["allow-origin-mismatch"]);
}
