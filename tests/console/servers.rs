//! Three servers on loopback, each an origin: the page's and two others. They answer as the cases
//! say.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use serde_json::{Value, json};

use crate::case::{Answer, Case, id};
use crate::message::Message;

const PAGE: &str = include_str!("page.html");

/// The servers, for as long as a test runs.
pub(crate) struct Servers {
    shared: Arc<Shared>,
    done: Receiver<()>,
}

struct Shared {
    /// The page's origin first.
    origins: [String; 3],
    cases: Vec<Case>,
    done: Sender<()>,
}

impl Servers {
    pub(crate) fn start() -> Servers {
        let listeners =
            [(); 3].map(|()| TcpListener::bind(("127.0.0.1", 0)).expect("a free port on loopback"));
        let origins = listeners
            .each_ref()
            .map(|listener| format!("http://{}", listener.local_addr().expect("a bound listener")));
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

    /// The origin of the page that makes the calls, which is its URL but for the slash.
    pub(crate) fn page(&self) -> &str {
        &self.shared.origins[0]
    }

    /// What the page says when it is through.
    pub(crate) fn done(&self) -> &Receiver<()> {
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
                self.done.send(()).ok()?;
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
