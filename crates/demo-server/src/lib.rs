//! The demo: the page at one port, the live server at another.

mod endpoint;
mod live;

use std::convert::Infallible;
use std::env;
use std::io::{self, Cursor};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::extract::{Path, Request, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use cors_preflight::{parse_url, spec::Url};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tower::ServiceExt;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use testbed::http;
use testbed::server::accept;
use tooling::{process, project};

use crate::endpoint::{Endpoint, Endpoints, Server};

/// The default port of the page.
pub const PORT: u16 = 8642;

/// The two servers, bound to their ports.
#[derive(Debug)]
pub struct Demo {
    page: TcpListener,
    live: TcpListener,
    app: Router,
    endpoints: Arc<Endpoints>,
}

/// The state of the page's own routes.
#[derive(Clone)]
struct Shared {
    endpoints: Arc<Endpoints>,
    live_origin: String,
    files: ServeDir,
}

/// Serves the page at `port` and the live server at the next port, until the process ends.
///
/// # Errors
///
/// No port is free.
pub fn run(port: u16, is_opened: bool) -> Result<()> {
    let live_port = next_port(port);
    testbed::runtime()?.block_on(async {
        let demo = Demo::bind(port, live_port, project::root()).await?;
        for line in [
            port_change("page", port, &demo.page)?,
            port_change("live server", live_port, &demo.live)?,
        ]
        .into_iter()
        .flatten()
        {
            println!("{line}");
        }
        let address = demo.address()?;
        println!("The page:        {address}/");
        println!("The live server: {}", demo.live_address()?);
        println!("Press Ctrl-C to stop.");
        if is_opened {
            open(&format!("{address}/"));
        }
        demo.serve().await;
        Ok(())
    })
}

impl Demo {
    /// Binds two local ports: these, or the next free ones. Port 0 means any free port.
    ///
    /// # Errors
    ///
    /// A hundred ports in a row are in use.
    pub async fn bind(page: u16, live: u16, root: PathBuf) -> Result<Self> {
        let page = bind(page).await?;
        let live = bind(live).await?;
        let endpoints = Arc::new(Endpoints::default());
        let app = app(Shared {
            endpoints: Arc::clone(&endpoints),
            live_origin: origin(&live)?,
            files: ServeDir::new(root),
        });
        Ok(Self { page, live, app, endpoints })
    }

    /// Returns the origin of the page.
    ///
    /// # Errors
    ///
    /// The system does not return the port.
    pub fn address(&self) -> Result<String> {
        origin(&self.page)
    }

    /// Returns the origin of the live server.
    ///
    /// # Errors
    ///
    /// The system does not return the port.
    pub fn live_address(&self) -> Result<String> {
        origin(&self.live)
    }

    /// Accepts connections at both ports, forever.
    pub async fn serve(self) {
        tokio::spawn(live::serve(self.live, Arc::clone(&self.endpoints)));
        loop {
            let stream = accept(&self.page).await;
            let (app, endpoints) = (self.app.clone(), Arc::clone(&self.endpoints));
            tokio::spawn(async move { serve_connection(stream, app, &endpoints).await.ok() });
        }
    }
}

fn origin(listener: &TcpListener) -> Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}

/// Returns the port of the live server: the one after the page's port, or any free one.
fn next_port(page: u16) -> u16 {
    if page == 0 { 0 } else { page.checked_add(1).unwrap_or(0) }
}

/// Returns a message if a server did not get the wanted port.
fn port_change(what: &str, wanted: u16, listener: &TcpListener) -> Result<Option<String>> {
    let got = listener.local_addr()?.port();
    let why = if is_blocked(wanted) { "blocked by browsers" } else { "in use" };
    Ok((wanted != 0 && got != wanted)
        .then(|| format!("Port {wanted} is {why}: the {what} uses {got}.")))
}

async fn bind(wanted: u16) -> Result<TcpListener> {
    let last = wanted.saturating_add(100);
    for port in wanted..=last {
        let port = if wanted == 0 { 0 } else { port };
        if port != 0 && is_blocked(port) {
            continue;
        }
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Ok(listener) if is_blocked(listener.local_addr()?.port()) => {}
            bound => return bound.with_context(|| format!("port {port} cannot be used")),
        }
    }
    bail!(
        "every port from {wanted} to {last} is in use or blocked; use --port to choose another one"
    )
}

/// Whether browsers block a port.
fn is_blocked(port: u16) -> bool {
    let url = format!("http://{}:{port}/", Ipv4Addr::LOCALHOST);
    Url::new(&url, None, parse_url).is_some_and(|url| url.has_bad_port())
}

/// Passes a connection to the live server or to the page's routes.
async fn serve_connection(stream: TcpStream, app: Router, endpoints: &Endpoints) -> Result<()> {
    let (mut reader, writer) = stream.into_split();
    let mut seen = Vec::new();
    let limit = Duration::from_secs(60);
    let live = timeout(limit, is_live(&mut reader, &mut seen)).await??;
    let stream = tokio::io::join(Cursor::new(seen).chain(reader), writer);
    if live {
        return live::serve_connection(stream, Server::Page, endpoints).await;
    }
    http1::Builder::new()
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app))
        .await?;
    Ok(())
}

/// Reads up to the end of the request target, and returns whether it starts with `/ask/`. Waits for the whole
/// target, because a method can be longer than one packet.
async fn is_live(reader: &mut (impl AsyncRead + Unpin), seen: &mut Vec<u8>) -> Result<bool> {
    while !seen.contains(&b'\n') && seen.iter().filter(|byte| **byte == b' ').count() < 2 {
        if seen.len() >= http::HEAD_LIMIT || reader.read_buf(seen).await? == 0 {
            return Ok(false);
        }
    }
    let line = seen.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let target = line.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    Ok(http::path(&String::from_utf8_lossy(target)).starts_with(live::PREFIX))
}

fn app(shared: Shared) -> Router {
    let fresh = HeaderValue::from_static("no-store");
    Router::new()
        .route("/", get(async || Redirect::temporary("/www/")))
        .route("/live.json", get(live_json))
        .route("/live/asks", post(add_endpoint))
        .route("/live/asks/{id}", get(report))
        .fallback(file)
        .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, fresh))
        .with_state(shared)
}

async fn live_json(State(shared): State<Shared>) -> Response {
    Json(json!({ "origin": shared.live_origin })).into_response()
}

async fn add_endpoint(State(shared): State<Shared>, Json(endpoint): Json<Endpoint>) -> Response {
    match endpoint.check().and_then(|()| shared.endpoints.add(endpoint)) {
        Ok(id) => Json(json!({ "path": format!("{}{id}", live::PREFIX) })).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, format!("{error:#}\n")).into_response(),
    }
}

async fn report(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    match shared.endpoints.exchanges(&id) {
        Some(exchanges) => Json(json!({ "exchanges": exchanges })).into_response(),
        None => (StatusCode::NOT_FOUND, "there is no such endpoint\n").into_response(),
    }
}

/// Serves the repository's folders `www` and `pkg`, and nothing else.
async fn file(State(shared): State<Shared>, request: Request) -> Response {
    let path = request.uri().path();
    if path != "/www" && !path.starts_with("/www/") && !path.starts_with("/pkg/") {
        return (StatusCode::NOT_FOUND, "not found; the page is at /www/\n").into_response();
    }
    let served: Result<_, Infallible> = shared.files.oneshot(request).await;
    served.into_response()
}

/// Opens the page in a browser, if there is one.
fn open(address: &str) {
    let on_screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some());
    let opener = if cfg!(target_os = "macos") {
        process::find("open")
    } else if cfg!(windows) {
        process::find("explorer")
    } else {
        process::find("wslview").or_else(|| on_screen.then(|| process::find("xdg-open")).flatten())
    };
    if let Some(opener) = opener {
        Command::new(opener)
            .arg(address)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok();
    }
}

#[cfg(test)]
mod tests;
