//! HTTP/1.1 read byte by byte, because HTTP libraries refuse or repair lines that matter to the tests.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use cors_preflight::{is_token, isomorphic_decode};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;

/// How long a request's head may be.
pub const HEAD_LIMIT: usize = 1 << 20;
const BODY_LIMIT: u64 = 64 << 20;

/// How long a client may take to close after the answer.
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

/// A connection, or what is left of one together with what was read of it.
pub trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

impl Head {
    /// The names and values, in order.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lines.iter().skip(1).filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name, value.trim_matches([' ', '\t'])))
        })
    }

    /// The first value of this name.
    pub fn value(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers();
        headers.find_map(|(found, value)| found.eq_ignore_ascii_case(name).then_some(value))
    }
}

/// Reads a request's head; `None` if the client closed without sending anything.
///
/// # Errors
///
/// The head is too long, does not end, or does not start with a request line.
pub async fn read_head(stream: &mut BufReader<impl Stream>) -> Result<Option<Head>> {
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
///
/// # Errors
///
/// The connection fails, or the body is too long or is not framed as HTTP/1.1 does.
pub async fn read_body(stream: &mut BufReader<impl Stream>, head: &Head) -> Result<()> {
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

/// A target from its path on: what is left of an absolute one without its scheme and host.
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
