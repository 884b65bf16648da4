//! The live server: HTTP/1.1 read and written byte by byte, because HTTP libraries refuse or add
//! lines that matter here. One exchange a connection; what arrived and what was sent is kept.

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

use crate::ask::{Asks, Server};

/// What every path of the live server starts with.
pub(crate) const PREFIX: &str = "/ask/";

const ANSWER_LIMIT: usize = 1 << 20;
const TEXT: &str = "The live server answered.\n";

/// How long a client may take to send its request.
const PATIENCE: Duration = Duration::from_secs(30);

/// Answers every connection, for ever.
pub(crate) async fn serve(listener: TcpListener, asks: Arc<Asks>) {
    loop {
        let stream = accept(&listener).await;
        let asks = Arc::clone(&asks);
        // A client that closes early is not an error.
        tokio::spawn(async move { converse(stream, Server::Live, &asks).await.ok() });
    }
}

/// Reads one request, answers it, and closes.
pub(crate) async fn converse(stream: impl Stream, server: Server, asks: &Asks) -> Result<()> {
    let mut stream = BufReader::new(stream);
    match timeout(PATIENCE, read_head(&mut stream)).await {
        Ok(Ok(Some(head))) => answer(&mut stream, &head, server, asks).await?,
        Ok(Ok(None)) => {}
        Ok(Err(error)) => refuse(&mut stream, 400, &format!("{error:#}")).await?,
        Err(_) => refuse(&mut stream, 408, "the request did not come to its end").await?,
    }
    close(stream).await
}

async fn answer(
    stream: &mut BufReader<impl Stream>,
    head: &Head,
    server: Server,
    asks: &Asks,
) -> Result<()> {
    let id = id(&head.target);
    let arrived = id.and_then(|id| asks.arrive(id, server, head.lines.clone()));
    // An answer given before the body is read would be lost with the connection.
    timeout(PATIENCE, read_body(stream, head, &mut sink())).await.ok();
    let (Some(id), Some((ask, number))) = (id, arrived) else {
        return refuse(stream, 404, "nothing was asked of this path").await;
    };
    let answer = if head.is_preflight() { &ask.preflight } else { &ask.answer };
    let lines = answer.lines(phrase(answer.status));
    let bytes = message(&lines, &body(answer, &head.method));
    asks.sent(id, number, lines);
    stream.write_all(&bytes).await?;
    Ok(())
}

/// The id in `/ask/<id>`, whatever follows it.
fn id(target: &str) -> Option<&str> {
    path(target).strip_prefix(PREFIX)?.split(['/', '?', '#']).next()
}

/// Returns a status code's usual reason phrase.
fn phrase(status: u16) -> &'static str {
    let code = StatusCode::from_u16(status).ok();
    code.and_then(|code| code.canonical_reason()).unwrap_or_default()
}

fn body(answer: &Response, method: &str) -> Vec<u8> {
    if !answer.has_body(method) {
        return Vec::new();
    }
    let value = |name: &str| answer.value(name).map(str::trim);
    if value("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        return format!("{:x}\r\n{TEXT}\r\n0\r\n\r\n", TEXT.len()).into_bytes();
    }
    match value("content-length").and_then(|length| length.parse().ok()) {
        Some(length) => vec![b'x'; ANSWER_LIMIT.min(length)],
        None => TEXT.into(),
    }
}

/// An answer of the server's own, to what nobody asked for.
async fn refuse(stream: &mut BufReader<impl Stream>, status: u16, why: &str) -> Result<()> {
    let refusal = Response::new(status, [("Content-Type", "text/plain; charset=utf-8")]);
    let bytes = message(&refusal.lines(phrase(status)), format!("{why}\n").as_bytes());
    stream.write_all(&bytes).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
