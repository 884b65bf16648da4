//! Servers on loopback, each an origin: three pages' and two others. They answer as the cases say.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use serde_json::{Value, json};

use crate::case::{Answer, Case, Origins, id};
use crate::message::Message;

const PAGE: &str = include_str!("page.html");

/// A name that browsers take for no secure origin's. Chromium is told that it is this machine.
pub(crate) const INSECURE: &str = "insecure.test";

/// What Chromium takes a page's origin for whose answers come from another.
const SECURE: &str = "https://secure.test";

/// The servers, for as long as a test runs.
pub(crate) struct Servers {
    shared: Arc<Shared>,
    done: Receiver<String>,
}

struct Shared {
    origins: Origins,
    cases: Vec<Case>,
    done: Sender<String>,
}

impl Servers {
    pub(crate) fn start() -> Servers {
        let listeners =
            [(); 5].map(|()| TcpListener::bind(("127.0.0.1", 0)).expect("a free port on loopback"));
        let [page, other, third, public, disabled] = listeners
            .each_ref()
            .map(|listener| format!("http://{}", listener.local_addr().expect("a bound listener")));
        // A port that was free a moment ago, and nobody listens at.
        let closed = TcpListener::bind(("127.0.0.1", 0)).and_then(|it| it.local_addr());
        let closed = format!("http://{}", closed.expect("a free port on loopback"));
        let insecure = public.replace("127.0.0.1", INSECURE);
        let secure = SECURE.to_owned();
        let origins = Origins { page, other, third, closed, public, insecure, secure, disabled };
        let cases = Case::all(&origins);
        let (sender, done) = channel();
        let shared = Arc::new(Shared { origins, cases, done: sender });
        for listener in listeners {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    let shared = Arc::clone(&shared);
                    thread::spawn(move || shared.converse(stream));
                }
            });
        }
        Servers { shared, done }
    }

    pub(crate) fn cases(&self) -> &[Case] {
        &self.shared.cases
    }

    pub(crate) fn origins(&self) -> &Origins {
        &self.shared.origins
    }

    /// What a page says when it is through: all that its scripts were told of what failed.
    pub(crate) fn done(&self) -> &Receiver<String> {
        &self.done
    }
}

impl Shared {
    /// Reads one request, answers it, and closes.
    fn converse(&self, stream: TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream);
        let request = Message::read(&mut reader)?;
        let html = || vec![("Content-Type".to_owned(), "text/html".to_owned())];
        let text = match (request.word(0), request.word(1)) {
            ("GET", "/") => response(&Answer { status: 200, headers: html() }, PAGE),
            ("GET", "/calls") => {
                let calls: Vec<&Value> = self.cases.iter().map(Case::work).collect();
                response(&Answer { status: 200, headers: Vec::new() }, &json!(calls).to_string())
            }
            ("POST", "/done") => {
                self.done.send(request.body).ok()?;
                response(&Answer { status: 204, headers: Vec::new() }, "")
            }
            (method, path) => {
                let mut cases = self.cases.iter().enumerate();
                let (_, case) = cases.find(|(number, _)| path.contains(&id(*number)))?;
                response(case.answer(method == "OPTIONS", path)?, "")
            }
        };
        reader.get_mut().write_all(text.as_bytes()).ok()
    }
}

fn response(Answer { status, headers }: &Answer, body: &str) -> String {
    let mut text = format!("HTTP/1.1 {status} So\r\n");
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    if *status != 204 {
        text += &format!("Content-Length: {}\r\n", body.len());
    }
    text + "Connection: close\r\n\r\n" + body
}
