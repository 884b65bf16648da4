//! The live server: HTTP/1.1 read and written byte by byte, because HTTP libraries reject or add lines that
//! matter here. A connection has one exchange, which is logged.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use axum::http::StatusCode;
use testbed::http::{Head, Stream, close, message, path, read_body, read_head};
use testbed::response::Response;
use testbed::server::accept;
use tokio::io::{AsyncWriteExt, BufReader, sink};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::endpoint::{Endpoints, Server};

/// The start of every path of the live server.
pub(crate) const PREFIX: &str = "/ask/";

/// The maximum length of a response body.
const BODY_LIMIT: usize = 1 << 20;
/// The response body, unless the headers require another length.
const TEXT: &str = "The live server responded.\n";

/// The time limit for a client to send its request.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Accepts connections forever.
pub(crate) async fn serve(listener: TcpListener, endpoints: Arc<Endpoints>) {
    loop {
        let stream = accept(&listener).await;
        let endpoints = Arc::clone(&endpoints);
        // A client that closes early is not an error.
        tokio::spawn(async move { serve_connection(stream, Server::Live, &endpoints).await.ok() });
    }
}

/// Reads one request, sends its response, and closes the connection.
pub(crate) async fn serve_connection(
    stream: impl Stream,
    server: Server,
    endpoints: &Endpoints,
) -> Result<()> {
    let mut stream = BufReader::new(stream);
    match timeout(TIMEOUT, read_head(&mut stream)).await {
        Ok(Ok(Some(head))) => respond(&mut stream, &head, server, endpoints).await?,
        Ok(Ok(None)) => {}
        Ok(Err(error)) => refuse(&mut stream, 400, &format!("{error:#}")).await?,
        Err(_) => refuse(&mut stream, 408, "the request is not complete").await?,
    }
    close(stream).await
}

/// Logs a request and sends its response.
async fn respond(
    stream: &mut BufReader<impl Stream>,
    head: &Head,
    server: Server,
    endpoints: &Endpoints,
) -> Result<()> {
    let id = id(&head.target);
    let arrived = id.and_then(|id| endpoints.arrive(id, server, head.lines.clone()));
    // A response that is sent before the body is read would be lost with the connection.
    timeout(TIMEOUT, read_body(stream, head, &mut sink())).await.ok();
    let (Some(id), Some((endpoint, number))) = (id, arrived) else {
        return refuse(stream, 404, "there is no endpoint at this path").await;
    };
    let response = if head.is_preflight() { &endpoint.preflight } else { &endpoint.answer };
    let lines = response.lines(reason_phrase(response.status));
    let bytes = message(&lines, &body(response, &head.method));
    endpoints.sent(id, number, lines);
    stream.write_all(&bytes).await?;
    Ok(())
}

/// Returns the id in `/ask/<id>`, with any suffix.
fn id(target: &str) -> Option<&str> {
    path(target).strip_prefix(PREFIX)?.split(['/', '?', '#']).next()
}

/// Returns the usual reason phrase of a status.
fn reason_phrase(status: u16) -> &'static str {
    let code = StatusCode::from_u16(status).ok();
    code.and_then(|code| code.canonical_reason()).unwrap_or_default()
}

/// Returns the body of a response.
fn body(response: &Response, method: &str) -> Vec<u8> {
    if !response.has_body(method) {
        return Vec::new();
    }
    let value = |name: &str| response.value(name).map(str::trim);
    if value("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        return format!("{:x}\r\n{TEXT}\r\n0\r\n\r\n", TEXT.len()).into_bytes();
    }
    match value("content-length").and_then(|length| length.parse().ok()) {
        Some(length) => vec![b'x'; BODY_LIMIT.min(length)],
        None => TEXT.into(),
    }
}

/// Sends an error that is not the response of an endpoint.
async fn refuse(stream: &mut BufReader<impl Stream>, status: u16, why: &str) -> Result<()> {
    let refusal = Response::new(status, [("Content-Type", "text/plain; charset=utf-8")]);
    let bytes = message(&refusal.lines(reason_phrase(status)), format!("{why}\n").as_bytes());
    stream.write_all(&bytes).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
