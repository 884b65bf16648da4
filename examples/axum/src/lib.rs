//! A small service that one page may call, with credentials.

use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use tower_http::cors::CorsLayer;

const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

/// The routes, and who may call them.
pub fn app() -> Router {
    let items = get(|| async { ([(TOTAL, "2")], Json(json!(["a", "b"]))) })
        .post(|| async { StatusCode::CREATED })
        .delete(|| async { StatusCode::NO_CONTENT });
    let cors = CorsLayer::new()
        .allow_origin(HeaderValue::from_static("https://app.example"))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([CONTENT_TYPE])
        .expose_headers([TOTAL])
        .max_age(Duration::from_secs(600));
    Router::new().route("/items", items).layer(cors)
}
