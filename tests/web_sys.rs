//! Conversions from the types of the `web-sys` crate, in a browser.

#![cfg(target_family = "wasm")]

use cors_preflight::web_sys::{global_origin, parse_url};
use cors_preflight::{
    Body, Browser, CacheMode, Call, Classification, CredentialsMode, HeaderList, HttpResponse,
    Origin, Outcome, Profile, RedirectMode, ReferrerPolicy,
};
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    Blob, Headers, ReadableStream, Request, RequestCache, RequestCredentials, RequestInit,
    RequestMode, Response, ResponseInit, UrlSearchParams,
};

wasm_bindgen_test_configure!(run_in_browser);

const URL: &str = "https://api.example/notes";

fn origin() -> Origin {
    Origin::new("https://app.example", parse_url).expect("a serialized origin")
}

fn classify(call: &Call) -> Classification {
    Browser::new(Profile::STANDARD, parse_url).classify(call)
}

fn codes(classification: &Classification) -> Vec<&'static str> {
    classification.reasons().iter().map(|reason| reason.code().as_str()).collect()
}

/// The headers of the request that `call` sends.
fn sent_headers(call: &Call) -> Vec<(String, Vec<u8>)> {
    let classification = classify(call);
    let request = classification.request().expect("the request is sent");
    let pair =
        |header: &cors_preflight::Header| (header.name().to_owned(), header.value().to_vec());
    request.headers().iter().map(pair).filter(|(name, _)| name != "Origin").collect()
}

/// Evaluates an expression of JavaScript.
fn js(expression: &str) -> JsValue {
    let function = Function::new_no_args(&format!("return {expression}"));
    function.call0(&JsValue::UNDEFINED).expect("the expression is valid")
}

fn from_js(init: &str) -> Call {
    let init = js(init).unchecked_into::<RequestInit>();
    Call::from_request_init(origin(), URL, &init).expect("no getter throws")
}

#[wasm_bindgen_test]
fn urls_are_parsed_by_the_platform() {
    assert_eq!(parse_url("https://A.example/ü", None).as_deref(), Some("https://a.example/%C3%BC"));
    assert_eq!(
        parse_url("../x", Some("https://a.example/b/c/")).as_deref(),
        Some("https://a.example/b/x")
    );
    assert_eq!(parse_url("../x", None), None);
    assert_eq!(parse_url("x", Some("y")), None);
    assert_eq!(
        parse_url("https://bücher.example", None).as_deref(),
        Some("https://xn--bcher-kva.example/")
    );
}

#[wasm_bindgen_test]
fn the_origin_of_this_page_is_known() {
    let origin = global_origin().expect("a page has an origin");
    assert_eq!(Some(origin.serialize()), js("location.origin").as_string().as_deref());
}

#[wasm_bindgen_test]
fn every_member_of_an_init_is_read() {
    let init = RequestInit::new();
    init.set_method("put");
    init.set_mode(RequestMode::SameOrigin);
    init.set_credentials(RequestCredentials::Include);
    init.set_cache(RequestCache::OnlyIfCached);
    init.set_body(&JsValue::from("text"));
    let headers = Headers::new().expect("headers");
    headers.append("X-Trace", "caf\u{e9}").expect("a header");
    init.set_headers(&headers);
    Reflect::set(&init, &"keepalive".into(), &true.into()).expect("a member");
    Reflect::set(&init, &"redirect".into(), &"manual".into()).expect("a member");
    Reflect::set(&init, &"referrerPolicy".into(), &"origin".into()).expect("a member");

    let call = Call::from_request_init(origin(), URL, &init).expect("no getter throws");
    let expected = Call::new(origin(), URL)
        .method("put")
        .mode(cors_preflight::RequestMode::SameOrigin)
        .credentials(CredentialsMode::Include)
        .cache(CacheMode::OnlyIfCached)
        .body(Body::Text)
        .header("x-trace", b"caf\xe9")
        .keepalive(true)
        .redirect(RedirectMode::Manual)
        .referrer_policy(ReferrerPolicy::Origin);
    assert_eq!(call, expected);
    assert_eq!(codes(&classify(&call)), ["mode-same-origin"]);
}

#[wasm_bindgen_test]
fn an_empty_init_is_the_default() {
    assert_eq!(from_js("({})"), Call::new(origin(), URL));
    assert_eq!(
        from_js("({ method: undefined, headers: undefined, body: null })"),
        Call::new(origin(), URL)
    );
}

#[wasm_bindgen_test]
fn headers_are_given_in_every_form() {
    let expected = Call::new(origin(), URL).header("X-A", "1").header("x-a", "2");
    assert_eq!(from_js("({ headers: [['X-A', 1], ['x-a', '2']] })"), expected);
    assert_eq!(from_js("({ headers: { 'X-A': '1', 'x-a': 2 } })"), expected);
    assert_eq!(from_js("({ headers: new Map([['X-A', '1'], ['x-a', '2']]) })"), expected);
    let joined = Call::new(origin(), URL).header("x-a", "1, 2");
    assert_eq!(from_js("({ headers: new Headers([['X-A', '1'], ['x-a', '2']]) })"), joined);
}

#[wasm_bindgen_test]
fn what_fetch_does_not_convert_throws() {
    let throws = |init: &str| {
        let classification = classify(&from_js(init));
        assert_eq!(classification.outcome(), Outcome::Throws, "{init}");
        codes(&classification)
    };
    assert_eq!(throws("({ mode: 'CORS' })"), ["enumeration-value-unknown"]);
    assert_eq!(throws("({ duplex: 'full' })"), ["enumeration-value-unknown"]);
    assert_eq!(throws("({ method: Symbol() })"), ["not-a-string"]);
    assert_eq!(throws("({ body: Symbol(), method: 'POST' })"), ["not-a-string"]);
    assert_eq!(throws("({ headers: null })"), ["headers-invalid"]);
    assert_eq!(throws("({ headers: ['ab'] })"), ["headers-invalid"]);
    assert_eq!(throws("({ headers: [['a', 'b', 'c']] })"), ["header-pair-invalid"]);
    assert_eq!(throws("({ headers: { [Symbol()]: 'b' } })"), ["not-a-string"]);
    assert_eq!(throws("({ headers: { a: '\u{100}' } })"), ["not-a-byte-string"]);
}

#[wasm_bindgen_test]
fn an_exception_of_a_getter_is_an_error() {
    let init = js("({ get method() { throw 'mine' } })").unchecked_into::<RequestInit>();
    let error = Call::from_request_init(origin(), URL, &init).expect_err("the getter throws");
    assert_eq!(error.as_string().as_deref(), Some("mine"));
    let init =
        js("({ headers: (function* () { throw 'mine' })() })").unchecked_into::<RequestInit>();
    assert!(Call::from_request_init(origin(), URL, &init).is_err());
}

#[wasm_bindgen_test]
fn bodies_are_told_apart() {
    let body = |value: &JsValue| {
        let init = RequestInit::new();
        init.set_body(value);
        Call::from_request_init(origin(), URL, &init).expect("no getter throws")
    };
    let with = |body: Body| Call::new(origin(), URL).body(body);
    let blob = Blob::new_with_str_sequence(&Array::of1(&"x".into())).expect("a blob");
    assert_eq!(body(&"x".into()), with(Body::Text));
    assert_eq!(
        body(&UrlSearchParams::new().expect("parameters").into()),
        with(Body::UrlSearchParams)
    );
    assert_eq!(body(&js("new FormData()")), with(Body::FormData));
    assert_eq!(body(&blob.into()), with(Body::Blob(String::new())));
    assert_eq!(
        body(&js("new File([], 'x', { type: 'text/css' })")),
        with(Body::Blob("text/css".into()))
    );
    assert_eq!(body(&Uint8Array::new_with_length(1).into()), with(Body::Buffer));
    assert_eq!(body(&js("new ArrayBuffer(1)")), with(Body::Buffer));
    assert_eq!(body(&Object::new().into()), with(Body::Other));
    let stream = ReadableStream::new().expect("a stream");
    assert_eq!(body(&stream.clone().into()), with(Body::Stream { locked: false }));
    let _reader = stream.get_reader();
    assert_eq!(body(&stream.into()), with(Body::Stream { locked: true }));
}

#[wasm_bindgen_test]
fn a_request_is_the_call_that_it_makes() {
    let init = RequestInit::new();
    init.set_method("post");
    init.set_body(&UrlSearchParams::new().expect("parameters"));
    let headers = Headers::new().expect("headers");
    headers.append("X-Trace", "1").expect("a header");
    init.set_headers(&headers);
    let request = Request::new_with_str_and_init(URL, &init).expect("a request");
    let call = Call::from_request(origin(), &request).expect("no getter throws");
    assert_eq!(codes(&classify(&call)), ["header-not-safelisted"]);
    let classification = classify(&call);
    let sent = classification.request().expect("the request is sent");
    assert_eq!((sent.method(), sent.url(), sent.has_body()), ("POST", URL, has_body_member()));
    let kind = b"application/x-www-form-urlencoded;charset=UTF-8".to_vec();
    let expected = [("content-type".to_owned(), kind), ("x-trace".to_owned(), b"1".to_vec())];
    assert_eq!(sent_headers(&call), expected);
}

/// Whether this browser implements `Request.body`.
fn has_body_member() -> bool {
    js("'body' in Request.prototype").is_truthy()
}

#[wasm_bindgen_test]
fn a_response_is_its_status_and_headers() {
    let headers = Headers::new().expect("headers");
    headers.append("Access-Control-Allow-Origin", "*").expect("a header");
    headers.append("X-A", "caf\u{e9}").expect("a header");
    let init = ResponseInit::new();
    init.set_status(201);
    init.set_headers(&headers);
    let response = Response::new_with_opt_str_and_init(None, &init).expect("a response");
    let response = HttpResponse::from(&response);
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers().get("x-a").as_deref(), Some(&b"caf\xe9"[..]));
    assert_eq!(response.headers(), &HeaderList::from(&headers));
    assert_eq!(HttpResponse::from(&Response::error()).status(), 0);
}
