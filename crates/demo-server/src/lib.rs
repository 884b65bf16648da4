//! The demo: the page on one port, the live server on another.

mod ask;
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

use crate::ask::{Ask, Asks, Server};

/// The page's port, unless another is given.
pub const PORT: u16 = 8642;

/// The two servers, bound but not yet answering.
#[derive(Debug)]
pub struct Demo {
    page: TcpListener,
    live: TcpListener,
    app: Router,
    asks: Arc<Asks>,
}

/// What the page's own routes share.
#[derive(Clone)]
struct Shared {
    asks: Arc<Asks>,
    live_origin: String,
    files: ServeDir,
}

/// Serves the page at `port` and the live server at the next one until the process is ended.
///
/// # Errors
///
/// No port is free.
pub fn run(port: u16, is_opened: bool) -> Result<()> {
    let live_port = beside(port);
    testbed::runtime()?.block_on(async {
        let demo = Demo::bind(port, live_port, project::root()).await?;
        for line in [taken("page", port, &demo.page)?, taken("live server", live_port, &demo.live)?]
            .into_iter()
            .flatten()
        {
            println!("{line}");
        }
        let address = demo.address()?;
        println!("The page:        {address}/");
        println!("The live server: {}", demo.live_address()?);
        println!("Ctrl-C ends both.");
        if is_opened {
            open(&format!("{address}/"));
        }
        demo.serve().await;
        Ok(())
    })
}

impl Demo {
    /// Takes two ports of the loopback interface: these, or the next free ones; 0 for any.
    ///
    /// # Errors
    ///
    /// A hundred ports in a row are in use.
    pub async fn bind(page: u16, live: u16, root: PathBuf) -> Result<Self> {
        let page = bind(page).await?;
        let live = bind(live).await?;
        let asks = Arc::new(Asks::default());
        let app = app(Shared {
            asks: Arc::clone(&asks),
            live_origin: origin(&live)?,
            files: ServeDir::new(root),
        });
        Ok(Self { page, live, app, asks })
    }

    /// The page's origin.
    ///
    /// # Errors
    ///
    /// The system does not tell the port.
    pub fn address(&self) -> Result<String> {
        origin(&self.page)
    }

    /// The live server's origin.
    ///
    /// # Errors
    ///
    /// The system does not tell the port.
    pub fn live_address(&self) -> Result<String> {
        origin(&self.live)
    }

    /// Answers on both ports, for ever.
    pub async fn serve(self) {
        tokio::spawn(live::serve(self.live, Arc::clone(&self.asks)));
        loop {
            let stream = accept(&self.page).await;
            let (app, asks) = (self.app.clone(), Arc::clone(&self.asks));
            tokio::spawn(async move { converse(stream, app, &asks).await.ok() });
        }
    }
}

fn origin(listener: &TcpListener) -> Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}

/// The live server's port for a page's: the one after it where there is one, any free one else.
fn beside(page: u16) -> u16 {
    if page == 0 { 0 } else { page.checked_add(1).unwrap_or(0) }
}

/// What to say when a server did not get the port it wanted.
fn taken(what: &str, wanted: u16, listener: &TcpListener) -> Result<Option<String>> {
    let got = listener.local_addr()?.port();
    let why = if is_blocked(wanted) { "opened by no browser" } else { "in use" };
    Ok((wanted != 0 && got != wanted)
        .then(|| format!("Port {wanted} is {why}: the {what} takes {got}.")))
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
            bound => return bound.with_context(|| format!("port {port} cannot be taken")),
        }
    }
    bail!("every port from {wanted} to {last} is in use or blocked; name another with --port")
}

/// Whether browsers refuse to open a port.
fn is_blocked(port: u16) -> bool {
    let url = format!("http://{}:{port}/", Ipv4Addr::LOCALHOST);
    Url::new(&url, None, parse_url).is_some_and(|url| url.has_bad_port())
}

/// Hands a connection to the live server if that is what it wants, to the page's routes if not.
async fn converse(stream: TcpStream, app: Router, asks: &Asks) -> Result<()> {
    let (mut reader, writer) = stream.into_split();
    let mut seen = Vec::new();
    let patience = Duration::from_secs(60);
    let live = timeout(patience, wants_live(&mut reader, &mut seen)).await??;
    let stream = tokio::io::join(Cursor::new(seen).chain(reader), writer);
    if live {
        return live::converse(stream, Server::Page, asks).await;
    }
    http1::Builder::new()
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app))
        .await?;
    Ok(())
}

/// Reads up to the end of the target, which tells whether it is below `/ask/`. The whole of it is
/// waited for, as long as a head may be: a method can be longer than what arrives at once.
async fn wants_live(reader: &mut (impl AsyncRead + Unpin), seen: &mut Vec<u8>) -> Result<bool> {
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
        .route("/live/asks", post(add_ask))
        .route("/live/asks/{id}", get(report))
        .fallback(file)
        .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, fresh))
        .with_state(shared)
}

async fn live_json(State(shared): State<Shared>) -> Response {
    Json(json!({ "origin": shared.live_origin })).into_response()
}

async fn add_ask(State(shared): State<Shared>, Json(ask): Json<Ask>) -> Response {
    match ask.check().and_then(|()| shared.asks.add(ask)) {
        Ok(id) => Json(json!({ "path": format!("{}{id}", live::PREFIX) })).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, format!("{error:#}\n")).into_response(),
    }
}

async fn report(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    match shared.asks.exchanges(&id) {
        Some(exchanges) => Json(json!({ "exchanges": exchanges })).into_response(),
        None => (StatusCode::NOT_FOUND, "there is no such ask\n").into_response(),
    }
}

/// The repository's two folders that make the page; nothing else of it is served.
async fn file(State(shared): State<Shared>, request: Request) -> Response {
    let path = request.uri().path();
    if path != "/www" && !path.starts_with("/www/") && !path.starts_with("/pkg/") {
        return (StatusCode::NOT_FOUND, "there is nothing here; the page is at /www/\n")
            .into_response();
    }
    let served: Result<_, Infallible> = shared.files.oneshot(request).await;
    served.into_response()
}

/// Opens the page in a browser, if there is one; the address is printed anyway.
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
