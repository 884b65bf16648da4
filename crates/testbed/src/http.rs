//! HTTP/1.1, read and written byte by byte.
//!
//! Libraries do not fit. `httparse` rejects control bytes, which pages may put into header values. The
//! writers of servers change or add names, values and framing, which the tests vary.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use cors_preflight::spec::{is_token, isomorphic_decode, isomorphic_encode};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use crate::response::Response;

/// The longest head of a message, in bytes.
pub const HEAD_LIMIT: usize = 1 << 20;
const BODY_LIMIT: u64 = 64 << 20;

/// How long a client may take to close the connection after the response.
const PARTING: Duration = Duration::from_secs(2);

/// A request without its body.
#[derive(Debug)]
pub struct Head {
    /// The lines as they arrived, without their ends.
    pub lines: Vec<String>,
    /// The method.
    pub method: String,
    /// The request target.
    pub target: String,
}

/// A connection, possibly with bytes that were read from it before.
pub trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

impl Head {
    /// Returns the names and values, in order.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        headers(&self.lines)
    }

    /// Returns the first value of this name, in any case.
    pub fn value(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers();
        headers.find_map(|(found, value)| found.eq_ignore_ascii_case(name).then_some(value))
    }

    /// Returns whether the request is a preflight request.
    pub fn is_preflight(&self) -> bool {
        self.method == "OPTIONS" && self.value("access-control-request-method").is_some()
    }
}

/// Splits the lines after the first one into names and values.
fn headers(lines: &[String]) -> impl Iterator<Item = (&str, &str)> {
    lines.iter().skip(1).filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name, value.trim_matches([' ', '\t'])))
    })
}

/// Returns the bytes of a message: its lines, an empty line and the body. A line that is not isomorphic
/// text is left out.
pub fn message(lines: &[impl AsRef<str>], body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        if let Some(line) = isomorphic_encode(line.as_ref()) {
            bytes.extend(line);
            bytes.extend(b"\r\n");
        }
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes
}

/// Reads a request's head. Returns `None` if the client closed without sending anything.
///
/// # Errors
///
/// The head is too long, does not end, or does not start with a request line.
pub async fn read_head(stream: &mut BufReader<impl Stream>) -> Result<Option<Head>> {
    let Some(lines) = read_lines(stream).await? else { return Ok(None) };
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

/// Reads a response's status and headers.
///
/// # Errors
///
/// The head is too long, does not end, or does not start with a status line.
pub async fn read_response(stream: &mut BufReader<impl Stream>) -> Result<Response> {
    let lines = read_lines(stream).await?.context("no response")?;
    let status = lines[0].split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.with_context(|| format!("not a status line: {:?}", lines[0]))?;
    Ok(Response::new(status, headers(&lines)))
}

/// Reads the lines before the body, of which there is at least one. Returns `None` if the other side
/// closed without sending anything.
async fn read_lines(stream: &mut BufReader<impl Stream>) -> Result<Option<Vec<String>>> {
    let mut lines = Vec::new();
    let mut size = 0;
    loop {
        let Some(line) = read_line(stream, HEAD_LIMIT - size).await? else {
            if lines.is_empty() {
                return Ok(None);
            }
            bail!("the head does not end");
        };
        size += line.len();
        match (line.is_empty(), lines.is_empty()) {
            (false, _) => lines.push(isomorphic_decode(&line)),
            (true, true) => {}
            (true, false) => return Ok(Some(lines)),
        }
    }
}

/// Reads a line and removes its end. Returns `None` if the other side has closed.
async fn read_line(stream: &mut BufReader<impl Stream>, limit: usize) -> Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let limit = u64::try_from(limit)?;
    (&mut *stream).take(limit).read_until(b'\n', &mut line).await?;
    if line.pop_if(|byte| *byte == b'\n').is_none() {
        if line.len() as u64 == limit {
            bail!("the head is too long");
        }
        return if line.is_empty() { Ok(None) } else { bail!("a line without an end") };
    }
    line.pop_if(|byte| *byte == b'\r');
    Ok(Some(line))
}

/// Reads a request's body into `body`.
///
/// # Errors
///
/// The connection fails, or the body is too long or is not framed as in HTTP/1.1.
pub async fn read_body(
    stream: &mut BufReader<impl Stream>,
    head: &Head,
    body: &mut (impl AsyncWrite + Unpin),
) -> Result<()> {
    let coding = head.value("transfer-encoding").unwrap_or_default();
    if !coding.to_ascii_lowercase().ends_with("chunked") {
        let length = head.value("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        return copy(stream, length, body).await;
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
        copy(stream, size, body).await?;
        read_line(stream, HEAD_LIMIT).await?;
    }
    while read_line(stream, HEAD_LIMIT).await?.is_some_and(|trailer| !trailer.is_empty()) {}
    Ok(())
}

async fn copy(
    stream: &mut BufReader<impl Stream>,
    length: u64,
    body: &mut (impl AsyncWrite + Unpin),
) -> Result<()> {
    tokio::io::copy(&mut stream.take(length.min(BODY_LIMIT)), body).await?;
    Ok(())
}

/// Returns a target from its path on: an absolute one without its scheme and host.
pub fn path(target: &str) -> &str {
    let absolute = target.split_once("://").filter(|(scheme, _)| {
        ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
    });
    absolute.map_or(target, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]))
}

/// Closes a connection so that unread bytes cause no reset, which would destroy the response on its way.
///
/// # Errors
///
/// The connection fails.
pub async fn close(mut stream: BufReader<impl Stream>) -> Result<()> {
    stream.shutdown().await?;
    timeout(PARTING, tokio::io::copy(&mut stream, &mut tokio::io::sink())).await.ok();
    Ok(())
}
