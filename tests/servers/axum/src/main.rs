//! axum with tower-http's `CorsLayer`, in right and wrong configurations, each on a port of its own.
//!
//! Takes the page's origin and the origin of a server to redirect to. Prints one line of JSON, the
//! port of each configuration, and ends when its standard input does.

use std::env;
use std::io;
use std::time::Duration;

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION, CONTENT_TYPE,
    ETAG, HeaderName, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{any, get};
use axum::{Json, Router, body::Body};
use serde_json::{Map, Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, Any, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::validate_request::ValidateRequestHeaderLayer;

const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let (Some(page), Some(other)) = (arguments.next(), arguments.next()) else {
        return Err(io::Error::other("usage: servers-axum PAGE OTHER, two origins"));
    };
    let page = HeaderValue::from_str(&page).map_err(io::Error::other)?;
    let mut ports = Map::new();
    for (name, router) in routers(&page, &other) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        ports.insert(name.to_owned(), json!(listener.local_addr()?.port()));
        tokio::spawn(async { axum::serve(listener, router).await });
    }
    println!("{}", Value::Object(ports));
    tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    Ok(())
}

fn routers(page: &HeaderValue, other: &str) -> Vec<(&'static str, Router)> {
    let elsewhere = HeaderValue::from_static("https://app.example");
    let slash = HeaderValue::from_str(&format!("{}/", page.to_str().unwrap_or_default()));
    let anybody = || CorsLayer::new().allow_origin(Any);
    let methods = [Method::GET, Method::PUT, Method::DELETE];
    vec![
        ("permissive", app().layer(CorsLayer::permissive())),
        ("very permissive", app().layer(CorsLayer::very_permissive())),
        ("new", app().layer(CorsLayer::new())),
        ("any origin alone", app().layer(anybody())),
        ("no headers", app().layer(anybody().allow_methods(Any))),
        ("no methods", app().layer(anybody().allow_headers(Any))),
        (
            "list",
            app().layer(
                CorsLayer::new()
                    .allow_origin([elsewhere.clone(), page.clone()])
                    .allow_credentials(true)
                    .allow_methods(methods.clone())
                    .allow_headers([AUTHORIZATION, CONTENT_TYPE])
                    .expose_headers([TOTAL, ETAG])
                    .max_age(Duration::from_secs(600)),
            ),
        ),
        (
            "list with a slash",
            app().layer(CorsLayer::new().allow_origin(slash.into_iter().collect::<Vec<_>>())),
        ),
        ("fixed to another", app().layer(CorsLayer::new().allow_origin(elsewhere))),
        (
            "asked of a function",
            app().layer(
                CorsLayer::new().allow_methods(AllowMethods::mirror_request()).allow_origin(
                    AllowOrigin::predicate(|origin, _| origin.as_bytes().ends_with(b".example")),
                ),
            ),
        ),
        (
            "reflected without credentials",
            app().layer(
                CorsLayer::new()
                    .allow_origin(AllowOrigin::mirror_request())
                    .allow_headers(AllowHeaders::mirror_request())
                    .allow_methods(AllowMethods::mirror_request()),
            ),
        ),
        ("exposed by wildcard", app().layer(anybody().expose_headers(Any))),
        (
            "routes added after the layer",
            Router::new()
                .route("/early", get(|| async { "early" }))
                .layer(CorsLayer::permissive())
                .merge(app()),
        ),
        ("on routes alone", app().route_layer(CorsLayer::permissive())),
        ("authentication outside", app().layer(CorsLayer::permissive()).layer(authentication())),
        (
            "authentication inside",
            app().layer(authentication()).layer(CorsLayer::very_permissive()),
        ),
        // Where a connection has been used before, Chromium asks again on another.
        ("panics", app().layer(CorsLayer::permissive())),
        (
            "panics caught outside",
            app().layer(CorsLayer::permissive()).layer(CatchPanicLayer::new()),
        ),
        (
            "panics caught inside",
            app().layer(CatchPanicLayer::new()).layer(CorsLayer::permissive()),
        ),
        (
            "header set by hand too",
            app().layer(CorsLayer::permissive()).layer(SetResponseHeaderLayer::appending(
                ACCESS_CONTROL_ALLOW_ORIGIN,
                page.clone(),
            )),
        ),
        // tower-http panics for a `CorsLayer` with a wildcard and credentials.
        (
            "credentials set by hand",
            app().layer(CorsLayer::permissive()).layer(SetResponseHeaderLayer::overriding(
                ACCESS_CONTROL_ALLOW_CREDENTIALS,
                HeaderValue::from_static("true"),
            )),
        ),
        (
            "OPTIONS routed by hand",
            Router::new()
                .route(
                    "/items",
                    get(|| async { "[]" }).put(|| async { "saved" }).options(options_by_hand),
                )
                .layer(SetResponseHeaderLayer::overriding(
                    ACCESS_CONTROL_ALLOW_ORIGIN,
                    HeaderValue::from_static("*"),
                )),
        ),
        ("redirects on", moved(other).layer(CorsLayer::permissive())),
        ("redirects on without headers", moved(other)),
    ]
}

/// Responds with an invalid list of methods, a common mistake.
async fn options_by_hand() -> impl IntoResponse {
    let mut headers = HeaderMap::new();
    headers.insert("access-control-allow-methods", HeaderValue::from_static("GET PUT"));
    (StatusCode::OK, headers)
}

fn app() -> Router {
    let items = get(|| async { ([(TOTAL, "2"), (ETAG, "\"a\"")], Json(json!(["a", "b"]))) })
        .post(|| async { (StatusCode::CREATED, Json(json!({ "id": 3 }))) })
        .put(|| async { Json(json!({ "saved": true })) })
        .delete(|| async { StatusCode::NO_CONTENT });
    Router::new()
        .route("/items", items)
        .route("/broken", get(broken))
        .route("/failed", get(|| async { (StatusCode::INTERNAL_SERVER_ERROR, "it failed") }))
}

async fn broken() -> &'static str {
    std::panic::resume_unwind(Box::new("broken"))
}

fn moved(other: &str) -> Router {
    let target = format!("{other}/items");
    app().route("/moved", any(move || async move { Redirect::temporary(&target) }))
}

type Validate = fn(&mut Request<Body>) -> Result<(), Response<Body>>;

fn authentication() -> ValidateRequestHeaderLayer<Validate> {
    ValidateRequestHeaderLayer::custom(authenticate as Validate)
}

#[expect(clippy::result_large_err, reason = "tower-http asks for it")]
fn authenticate(request: &mut Request<Body>) -> Result<(), Response<Body>> {
    let secret = HeaderValue::from_static("Bearer secret");
    if request.headers().get(AUTHORIZATION) == Some(&secret) {
        return Ok(());
    }
    Err((StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response())
}
