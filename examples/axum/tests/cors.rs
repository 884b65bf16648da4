//! Tests the router as Chromium calls it: the engine is the browser, and `oneshot` is the network.

use axum::http::Request;
use cors_preflight::{
    Browser, Call, CredentialsMode, Failure, FinalResponse, HttpRequest, HttpResponse,
    PreflightCache, ReasonCode, Step,
};
use example_axum::app;
use std::time::Duration;
use tower::ServiceExt;

const BROWSER: Browser = Browser::CHROMIUM;

const PAGE: &str = "https://app.example";

/// A call to the service with credentials, on a page of `origin`.
fn call(origin: &str, method: &str) -> Call {
    Call::fetch(origin, "https://api.example/items")
        .expect("a serialized origin")
        .method(method)
        .credentials(CredentialsMode::Include)
}

/// A browser session.
struct Session {
    cache: PreflightCache,
    /// The methods of the requests that were sent.
    sent: Vec<String>,
}

impl Session {
    fn new() -> Session {
        Session { cache: PreflightCache::new(BROWSER.profile()), sent: Vec::new() }
    }

    async fn fetch(&mut self, call: Call) -> Result<FinalResponse, Failure> {
        let now = Duration::ZERO;
        let mut step = BROWSER.fetch(call).start(self.cache.at(now));
        loop {
            step = match step {
                Step::Send(pending) => {
                    self.sent.push(pending.request().method().to_owned());
                    let response = respond(pending.request()).await;
                    pending.respond(&response, self.cache.at(now))
                }
                Step::Done(response) => return Ok(response),
                Step::Failed(failure) => return Err(failure),
            };
        }
    }
}

/// Sends a request to the router.
async fn respond(request: &HttpRequest) -> HttpResponse {
    let request = Request::try_from(request).expect("the http crate allows the request");
    let response = app().oneshot(request.map(|()| axum::body::Body::empty())).await;
    HttpResponse::from(&response.expect("the router never fails"))
}

fn codes(failure: &Failure) -> Vec<ReasonCode> {
    failure.reasons().iter().map(|reason| reason.code()).collect()
}

#[tokio::test]
async fn the_page_reads_the_items_and_their_number() {
    let mut session = Session::new();
    let response = session.fetch(call(PAGE, "GET")).await.expect("a response");
    assert_eq!(session.sent, ["GET"]);
    assert_eq!(response.status(), 200);
    assert_eq!(response.exposed_headers(), ["content-length", "content-type", "x-total-count"]);
}

#[tokio::test]
async fn the_page_posts_json_with_one_preflight() {
    let post = call(PAGE, "POST").header("Content-Type", "application/json");
    let mut session = Session::new();
    for _ in 0..2 {
        let response = session.fetch(post.clone()).await.expect("a response");
        assert_eq!(response.status(), 201);
    }
    assert_eq!(session.sent, ["OPTIONS", "POST", "POST"]);
}

#[tokio::test]
async fn no_page_deletes_the_items() {
    let mut session = Session::new();
    let failure = session.fetch(call(PAGE, "DELETE")).await.expect_err("a failure");
    assert_eq!(session.sent, ["OPTIONS"]);
    assert_eq!(codes(&failure), [ReasonCode::MethodNotAllowed]);
}

#[tokio::test]
async fn a_tracing_header_is_not_allowed_and_the_reason_has_the_fix() {
    let traced = call(PAGE, "GET").header("Traceparent", "00-1-2-00");
    let failure = Session::new().fetch(traced).await.expect_err("a failure");
    assert_eq!(codes(&failure), [ReasonCode::HeaderNotAllowed]);
    assert_eq!(
        failure.reasons()[0].fix().as_deref(),
        Some("Access-Control-Allow-Headers: content-type, traceparent")
    );
}

#[tokio::test]
async fn another_page_reads_nothing() {
    let mut session = Session::new();
    let failure = session.fetch(call("https://other.example", "GET")).await.expect_err("a failure");
    assert_eq!(session.sent, ["GET"]);
    assert_eq!(codes(&failure), [ReasonCode::AllowOriginMismatch]);
}
