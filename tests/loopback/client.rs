//! A native HTTP client that follows an exchange. It sends the requests of the exchange and knows
//! nothing about CORS.

use std::time::Instant;

use cors_preflight::{
    Answer, Exchange, HttpRequest, PreflightCache, Profile, Step, Told, isomorphic_decode,
    parse_url,
};
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
        Client { cache: PreflightCache::new(Profile::STANDARD), start: Instant::now() }
    }

    /// Makes a call and returns how it ends, in the words of the page's script.
    pub(crate) fn fetch(&mut self, row: &Value) -> String {
        let body = row["body"].as_str().unwrap_or_default();
        let call = read::call(row).expect("a call");
        let mut exchange = Exchange::new(call, parse_url, Profile::STANDARD);
        let mut answer: Option<Answer> = None;
        loop {
            let told = answer.as_ref().map_or(Told::Nothing, Told::Answer);
            let now = self.start.elapsed().as_secs_f64() * 1000.0;
            let step = exchange.next(told, Some(&mut self.cache), now).expect("a turn");
            let request = match step {
                Step::Preflight { request, .. } | Step::Request { request } => request,
                Step::Done(done) => {
                    return format!(
                        "{} {} {} redirected={} [{}]",
                        done.kind.as_str(),
                        done.status,
                        done.url,
                        done.redirected,
                        done.exposed.join(",")
                    );
                }
                Step::Error { .. } => return "rejected".to_owned(),
            };
            answer = Some(send(request, body));
        }
    }
}

fn send(request: &HttpRequest, body: &str) -> Answer {
    let rest = request.url.strip_prefix("http://").expect("an http URL");
    let (authority, _) = rest.split_once('/').expect("a URL with a path");
    let target = &rest[authority.len()..];
    let mut lines = vec![
        format!("{} {target} HTTP/1.1", request.method),
        format!("Host: {authority}"),
        "Connection: close".to_owned(),
    ];
    for header in request.headers.iter() {
        lines.push(format!("{}: {}", header.name, isomorphic_decode(&header.value)));
    }
    if request.credentials {
        lines.push(format!("Cookie: {COOKIE}"));
    }
    let body = if request.body { body } else { "" };
    if request.body {
        lines.push(format!("Content-Length: {}", body.len()));
    }
    let bytes = http::message(&lines, body.as_bytes());
    let response = runtime().expect("a runtime").block_on(async {
        let mut stream = BufReader::new(TcpStream::connect(authority).await?);
        stream.write_all(&bytes).await?;
        http::read_response(&mut stream).await
    });
    read::response(response.expect("a response")).expect("an answer")
}
