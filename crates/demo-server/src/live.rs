//! The live server: HTTP/1.1 read and written byte by byte, because HTTP libraries refuse or add
//! lines that matter here. One exchange a connection; what arrived and what was sent is kept.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use axum::http::StatusCode;
use cors_preflight::isomorphic_encode;
use testbed::http_server::{Head, Stream, close, path, read_body, read_head};
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::ask::{Answer, Asks, Server};

/// What every path of the live server starts with.
pub(crate) const PREFIX: &str = "/ask/";

const ANSWER_LIMIT: usize = 1 << 20;
const TEXT: &str = "The live server answered.\n";

/// How long a client may take to send its request.
const PATIENCE: Duration = Duration::from_secs(30);

/// Answers every connection, for ever.
pub(crate) async fn serve(listener: TcpListener, asks: Arc<Asks>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let asks = Arc::clone(&asks);
                // A client that goes away in the middle is nobody's error.
                tokio::spawn(async move {
                    stream.set_nodelay(true).ok();
                    converse(stream, Server::Live, &asks).await.ok()
                });
            }
            // Out of file descriptors, say: some connection will end.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
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
    timeout(PATIENCE, read_body(stream, head)).await.ok();
    let (Some(id), Some((ask, number))) = (id, arrived) else {
        return refuse(stream, 404, "nothing was asked of this path").await;
    };
    let preflight =
        head.method == "OPTIONS" && head.value("access-control-request-method").is_some();
    let answer = if preflight { &ask.preflight } else { &ask.answer };
    let lines = lines(answer);
    let mut bytes = Vec::new();
    for line in &lines {
        // It was read off the wire or checked, so every code unit is a byte.
        bytes.extend(isomorphic_encode(line).unwrap_or_default());
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"\r\n");
    bytes.extend(body(answer, &head.method));
    asks.sent(id, number, lines);
    stream.write_all(&bytes).await?;
    Ok(())
}

/// The id in `/ask/<id>`, whatever follows it.
fn id(target: &str) -> Option<&str> {
    path(target).strip_prefix(PREFIX)?.split(['/', '?', '#']).next()
}

fn lines(answer: &Answer) -> Vec<String> {
    let reason = StatusCode::from_u16(answer.status).ok().and_then(|code| code.canonical_reason());
    let mut lines = vec![format!("HTTP/1.1 {:03} {}", answer.status, reason.unwrap_or_default())];
    lines.extend(answer.headers.iter().map(|(name, value)| format!("{name}: {value}")));
    lines
}

fn body(answer: &Answer, method: &str) -> Vec<u8> {
    if method == "HEAD" || matches!(answer.status, 100..=199 | 204 | 304) {
        return Vec::new();
    }
    let value = |name: &str| {
        let header = answer.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
        header.map(|(_, value)| value.trim())
    };
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
    let code = StatusCode::from_u16(status)?;
    let answer = format!(
        "HTTP/1.1 {status} {}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{why}\n",
        code.canonical_reason().unwrap_or_default(),
    );
    stream.write_all(answer.as_bytes()).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
