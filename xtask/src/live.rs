//! The live server: HTTP/1.1 read and written byte by byte, because HTTP libraries refuse or add
//! lines that matter here. One exchange a connection; what arrived and what was sent is kept.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::http::StatusCode;
use cors_preflight::{is_token, isomorphic_decode, isomorphic_encode};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::ask::{Answer, Asks, Server};

/// What every path of the live server starts with.
pub(crate) const PREFIX: &str = "/ask/";

/// How long a request's head may be.
pub(crate) const HEAD_LIMIT: usize = 1 << 20;
const BODY_LIMIT: u64 = 64 << 20;
const ANSWER_LIMIT: usize = 1 << 20;
const TEXT: &str = "The live server answered.\n";

/// How long a client may take to send its request.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a client may take to close after the answer.
const PARTING: Duration = Duration::from_secs(2);

/// A request without its body.
pub(crate) struct Head {
    /// The lines as they arrived, without their ends.
    pub(crate) lines: Vec<String>,
    pub(crate) method: String,
    pub(crate) target: String,
}

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

/// A connection, or what is left of one together with what was read of it.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

/// Reads one request, answers it, and closes.
pub(crate) async fn converse(stream: impl Stream, server: Server, asks: &Asks) -> Result<()> {
    let mut stream = BufReader::new(stream);
    match timeout(PATIENCE, read_head(&mut stream)).await {
        Ok(Ok(Some(head))) => answer(&mut stream, &head, server, asks).await?,
        Ok(Ok(None)) => {}
        Ok(Err(error)) => refuse(&mut stream, 400, &format!("{error:#}")).await?,
        Err(_) => refuse(&mut stream, 408, "the request did not come to its end").await?,
    }
    part(stream).await
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

impl Head {
    /// The names and values, in order.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lines.iter().skip(1).filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name, value.trim_matches([' ', '\t'])))
        })
    }

    /// The first value of this name.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers();
        headers.find_map(|(found, value)| found.eq_ignore_ascii_case(name).then_some(value))
    }
}

/// `None`: the client closed without a word, as browsers do that connected just in case.
pub(crate) async fn read_head(stream: &mut BufReader<impl Stream>) -> Result<Option<Head>> {
    let mut lines = Vec::new();
    let mut size = 0;
    loop {
        let Some(line) = read_line(stream, HEAD_LIMIT - size).await? else {
            if lines.is_empty() {
                return Ok(None);
            }
            bail!("the request's head does not end");
        };
        size += line.len();
        match (line.is_empty(), lines.is_empty()) {
            (false, _) => lines.push(isomorphic_decode(&line)),
            (true, true) => {}
            (true, false) => break,
        }
    }
    let mut parts = lines[0].split(' ');
    let parts = (parts.next(), parts.next(), parts.next(), parts.next());
    let (Some(method), Some(target), Some(version), None) = parts else {
        bail!("not a request line: {:?}", lines[0]);
    };
    if !is_token(method.as_bytes()) || target.is_empty() || !version.starts_with("HTTP/1.") {
        bail!("not a request line: {:?}", lines[0]);
    }
    let (method, target) = (method.to_owned(), target.to_owned());
    Ok(Some(Head { lines, method, target }))
}

/// A line without its end; `None` when the client has closed.
async fn read_line(stream: &mut BufReader<impl Stream>, limit: usize) -> Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let limit = u64::try_from(limit)?;
    (&mut *stream).take(limit).read_until(b'\n', &mut line).await?;
    if line.pop_if(|byte| *byte == b'\n').is_none() {
        if line.len() as u64 == limit {
            bail!("the request's head is too long");
        }
        return if line.is_empty() { Ok(None) } else { bail!("a line without an end") };
    }
    line.pop_if(|byte| *byte == b'\r');
    Ok(Some(line))
}

/// Reads a request's body off the connection.
pub(crate) async fn read_body(stream: &mut BufReader<impl Stream>, head: &Head) -> Result<()> {
    let coding = head.value("transfer-encoding").unwrap_or_default();
    if !coding.to_ascii_lowercase().ends_with("chunked") {
        let length = head.value("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        return discard(stream, length).await;
    }
    let mut left = BODY_LIMIT;
    loop {
        let line = read_line(stream, HEAD_LIMIT).await?.context("the body ends in a chunk")?;
        let line = isomorphic_decode(&line);
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).context("not a chunk's size")?;
        if size == 0 {
            break;
        }
        left = left.checked_sub(size).context("the body is too long")?;
        discard(stream, size).await?;
        read_line(stream, HEAD_LIMIT).await?;
    }
    while read_line(stream, HEAD_LIMIT).await?.is_some_and(|trailer| !trailer.is_empty()) {}
    Ok(())
}

async fn discard(stream: &mut BufReader<impl Stream>, length: u64) -> Result<()> {
    let mut body = stream.take(length.min(BODY_LIMIT));
    tokio::io::copy(&mut body, &mut tokio::io::sink()).await?;
    Ok(())
}

/// The id in `/ask/<id>`, whatever follows it.
fn id(target: &str) -> Option<&str> {
    path(target).strip_prefix(PREFIX)?.split(['/', '?', '#']).next()
}

/// A target from its path on: what is left of an absolute one without its scheme and host.
pub(crate) fn path(target: &str) -> &str {
    let absolute = target.split_once("://").filter(|(scheme, _)| {
        ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
    });
    absolute.map_or(target, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]))
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

/// Closes so that nothing unread turns into a reset, which would destroy the answer under way.
async fn part(mut stream: BufReader<impl Stream>) -> Result<()> {
    stream.shutdown().await?;
    timeout(PARTING, tokio::io::copy(&mut stream, &mut tokio::io::sink())).await.ok();
    Ok(())
}

#[cfg(test)]
mod tests;
