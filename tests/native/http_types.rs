//! Conversions between the engine's types and those of the `http` crate.

use cors_preflight::{Browser, Call, HeaderList, HttpResponse, Origin, ReasonCode};
use http::{HeaderMap, Method, Request, Response, StatusCode};

const APP: &str = "https://app.example";

fn origin() -> Origin {
    APP.parse().expect("a serialized origin")
}

fn call(request: Request<()>) -> Call {
    Call::from_http(origin(), &request.into_parts().0)
}

fn put() -> Call {
    let request = Request::put("https://api.example/notes?x=1")
        .header("X-Trace", "1")
        .header("X-Trace", &b"caf\xe9"[..]);
    call(request.body(()).expect("a request"))
}

#[test]
fn a_request_is_the_call_with_its_method_url_and_headers() {
    let classification = Browser::STANDARD.classify(&put());
    let request = classification.request().expect("the request is sent");
    assert_eq!(request.method(), "PUT");
    assert_eq!(request.url(), "https://api.example/notes?x=1");
    let lines: Vec<_> = request.headers().get_all("x-trace").collect();
    assert_eq!(lines, [&b"1"[..], b"caf\xe9"]);
    let codes: Vec<_> = classification.reasons().iter().map(|reason| reason.code()).collect();
    assert_eq!(codes, [ReasonCode::MethodNotSafelisted, ReasonCode::HeaderNotSafelisted]);
}

#[test]
fn a_request_with_a_relative_uri_throws() {
    let relative = call(Request::get("/notes").body(()).expect("a request"));
    let classification = Browser::STANDARD.classify(&relative);
    assert_eq!(classification.reasons()[0].code(), ReasonCode::UrlInvalid);
}

#[test]
fn a_request_of_the_engine_is_one_of_the_http_crate() {
    let classification = Browser::STANDARD.classify(&put());
    let preflight = classification.preflight().expect("the request is preflighted");
    let request = Request::try_from(preflight).expect("the http crate allows the preflight");
    assert_eq!(request.method(), Method::OPTIONS);
    assert_eq!(request.uri(), "https://api.example/notes?x=1");
    assert_eq!(request.headers()["origin"], APP);
    assert_eq!(request.headers()["access-control-request-method"], "PUT");
    assert_eq!(request.headers()["access-control-request-headers"], "x-trace");

    let sent = classification.request().expect("the request is sent");
    let sent = Request::try_from(sent).expect("the http crate allows the request");
    assert_eq!(sent.headers().get_all("x-trace").iter().count(), 2);
}

#[test]
fn a_value_that_the_http_crate_does_not_allow_is_an_error() {
    let call = put().header("X-Trace", "a\u{1}b");
    let classification = Browser::STANDARD.classify(&call);
    let sent = classification.request().expect("the standard allows the value");
    assert!(Request::try_from(sent).is_err());
}

#[test]
fn a_response_is_checked_by_its_status_and_every_line_of_its_headers() {
    let response = Response::builder()
        .status(204)
        .header("Access-Control-Allow-Origin", " https://app.example\t")
        .header("Access-Control-Allow-Methods", "GET")
        .header("Access-Control-Allow-Methods", "PUT")
        .header("Access-Control-Allow-Headers", "X-Trace");
    let response = HttpResponse::from(&response.body(()).expect("a response"));
    assert_eq!(response.status(), 204);
    assert_eq!(response.headers().get_all("access-control-allow-methods").count(), 2);
    let verdict = Browser::STANDARD.check_preflight(&put(), &response);
    assert!(verdict.is_allowed(), "{:?}", verdict.reasons());
    let verdict = Browser::STANDARD.check_response(&put(), &response);
    assert!(verdict.is_readable(), "{:?}", verdict.reasons());
}

#[test]
fn the_parts_of_a_response_are_that_response() {
    let response = Response::builder().status(999).header("Set-Cookie", "a=b").body("text");
    let response = response.expect("a response");
    let whole = HttpResponse::from(&response);
    assert_eq!(HttpResponse::from((response.status(), response.headers())), whole);
    assert_eq!(HttpResponse::from(&response.into_parts().0), whole);
    assert_eq!(whole.status(), 999);
    assert_eq!(HeaderList::from(&HeaderMap::new()), HeaderList::default());
    assert_eq!(HttpResponse::from((StatusCode::OK, &HeaderMap::new())).status(), 200);
}
