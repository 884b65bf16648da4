//! A native HTTP client that follows an exchange. It sends the requests of the exchange and knows
//! nothing about CORS.

use std::time::Instant;

use cors_preflight::spec::isomorphic_decode;
use cors_preflight::{Browser, HttpRequest, HttpResponse, PreflightCache, Step};
use serde_json::Value;
use testbed::{http, read, runtime};
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::servers::COOKIE;

/// A browser session: its calls share a preflight cache.
pub(crate) struct Client {
    cache: PreflightCache,
    start: Instant,
}

impl Client {
    pub(crate) fn new() -> Client {
        Client { cache: PreflightCache::new(Browser::STANDARD.profile()), start: Instant::now() }
    }

    /// Makes a call and returns how it ends, in the words of the page's script.
    pub(crate) fn fetch(&mut self, row: &Value) -> String {
        let body = row["body"].as_str().unwrap_or_default();
        let call = read::call(row).expect("a call");
        let mut step = Browser::STANDARD.fetch(call).start(self.cache.at(self.start.elapsed()));
        loop {
            step = match step {
                Step::Send(pending) => {
                    let response = send(pending.request(), body);
                    pending.respond(&response, self.cache.at(self.start.elapsed()))
                }
                Step::Done(done) => {
                    return format!(
                        "{} {} {} redirected={} [{}]",
                        done.response_type(),
                        done.status(),
                        done.url(),
                        done.is_redirected(),
                        done.exposed_headers().join(",")
                    );
                }
                Step::Failed(_) => return "rejected".to_owned(),
            };
        }
    }
}

fn send(request: &HttpRequest, body: &str) -> HttpResponse {
    let rest = request.url().strip_prefix("http://").expect("an http URL");
    let (authority, _) = rest.split_once('/').expect("a URL with a path");
    let target = &rest[authority.len()..];
    let mut lines = vec![
        format!("{} {target} HTTP/1.1", request.method()),
        format!("Host: {authority}"),
        "Connection: close".to_owned(),
    ];
    for header in request.headers() {
        lines.push(format!("{}: {}", header.name(), isomorphic_decode(header.value())));
    }
    if request.includes_credentials() {
        lines.push(format!("Cookie: {COOKIE}"));
    }
    let body = if request.has_body() { body } else { "" };
    if request.has_body() {
        lines.push(format!("Content-Length: {}", body.len()));
    }
    let bytes = http::message(&lines, body.as_bytes());
    let response = runtime().expect("a runtime").block_on(async {
        let mut stream = BufReader::new(TcpStream::connect(authority).await?);
        stream.write_all(&bytes).await?;
        http::read_response(&mut stream).await
    });
    read::http_response(response.expect("a response")).expect("a valid response")
}
