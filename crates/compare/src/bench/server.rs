//! The servers of the contests: one serves the page and its imports, the other one responds to requests.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// The folders that the page imports from.
pub(super) struct Folders {
    pub(super) bench: PathBuf,
    pub(super) pkg: PathBuf,
    pub(super) empty: PathBuf,
    pub(super) npm: PathBuf,
    pub(super) peers: PathBuf,
}

/// The running servers. They end with their runtime.
pub(super) struct Servers {
    /// The URL of the page.
    pub(super) page: String,
    /// The origin that responds to requests.
    pub(super) responding: String,
    /// Receives the results of the page, or its error.
    pub(super) ended: oneshot::Receiver<Result<String, String>>,
}

type Ended = Arc<Mutex<Option<oneshot::Sender<Result<String, String>>>>>;

#[derive(Clone)]
struct Shared {
    ended: Ended,
    work: serde_json::Value,
}

/// Starts both servers.
pub(super) async fn start(folders: Folders, rounds: usize) -> Result<Servers> {
    let page = bind().await?;
    let responder = bind().await?;
    let (sender, ended) = oneshot::channel();
    let responding = format!("http://{}", responder.local_addr()?);
    let shared = Shared {
        ended: Arc::new(Mutex::new(Some(sender))),
        work: json!({ "rounds": rounds, "server": responding }),
    };
    // Only an isolated page has a precise clock.
    let isolating = [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("cache-control", "no-store"),
    ];
    let mut app = Router::new()
        .nest_service("/bench", ServeDir::new(folders.bench))
        .nest_service("/pkg", ServeDir::new(folders.pkg))
        .nest_service("/empty", ServeDir::new(folders.empty))
        .nest_service("/npm", ServeDir::new(folders.npm))
        .nest_service("/peers", ServeDir::new(folders.peers))
        .route("/work", get(async |State(shared): State<Shared>| Json(shared.work)))
        .route("/log", post(async |line: String| println!("  Chromium: {line}")))
        .route("/done", post(async |State(shared): State<Shared>, text| end(&shared, Ok(text))))
        .route("/failed", post(async |State(shared): State<Shared>, text| end(&shared, Err(text))))
        .with_state(shared);
    for (name, value) in isolating {
        app = app.layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        ));
    }
    let address = page.local_addr()?;
    tokio::spawn(serve(page, app));
    tokio::spawn(serve(responder, Router::new().route("/answer", any(allow_all))));
    Ok(Servers { page: format!("http://{address}/bench/page.html"), responding, ended })
}

async fn bind() -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", 0)).await.context("there is no free port on 127.0.0.1")
}

async fn serve(listener: TcpListener, app: Router) {
    axum::serve(listener, app).await.ok();
}

fn end(shared: &Shared, result: Result<String, String>) {
    let mut ended = shared.ended.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(sender) = ended.take() {
        sender.send(result).ok();
    }
}

/// Allows every request, for ten minutes.
async fn allow_all(method: Method, requested: HeaderMap) -> (StatusCode, HeaderMap, &'static str) {
    let mut headers = HeaderMap::new();
    let mut set =
        |name, value: Option<&HeaderValue>| value.map(|v| headers.insert(name, v.clone()));
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, requested.get(header::ORIGIN));
    set(header::ACCESS_CONTROL_ALLOW_METHODS, requested.get(header::ACCESS_CONTROL_REQUEST_METHOD));
    set(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        requested.get(header::ACCESS_CONTROL_REQUEST_HEADERS),
    );
    if method == Method::OPTIONS {
        set(header::ACCESS_CONTROL_MAX_AGE, Some(&HeaderValue::from_static("600")));
        return (StatusCode::NO_CONTENT, headers, "");
    }
    set(header::CONTENT_TYPE, Some(&HeaderValue::from_static("application/json")));
    (StatusCode::OK, headers, "[]")
}
