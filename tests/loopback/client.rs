//! A native client that speaks for an exchange: it sends what the exchange says, tells it what came
//! back, and knows nothing of CORS.

use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::time::Instant;

use cors_preflight::{
    Answer, Exchange, HttpRequest, PreflightCache, Profile, Step, Told, isomorphic_decode,
    parse_url,
};
use serde_json::{Value, json};

use crate::loose;
use crate::message::Message;
use crate::servers::COOKIE;

/// A browser session, as far as it matters here.
pub(crate) struct Client {
    cache: PreflightCache,
    start: Instant,
}

impl Client {
    pub(crate) fn new() -> Client {
        Client { cache: PreflightCache::new(Profile::STANDARD), start: Instant::now() }
    }

    /// Makes a call; says how it ends, in the words that the page uses too.
    pub(crate) fn fetch(&mut self, row: &Value) -> String {
        let body = row["body"].as_str().unwrap_or_default();
        let call = loose::call(row).expect("a call");
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
    let text = lines.join("\r\n") + "\r\n\r\n" + body;

    let mut stream = TcpStream::connect(authority).expect("the server is there");
    stream.write_all(text.as_bytes()).expect("the server reads");
    let message = Message::read(&mut BufReader::new(stream)).expect("the server answers");
    let status: u16 = message.word(1).parse().expect("a status");
    loose::answer(&json!({ "status": status, "headers": message.headers })).expect("an answer")
}
