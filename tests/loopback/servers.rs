//! Three servers on loopback, each an origin: the page's and two others. They answer as the
//! scenarios say and keep what arrives.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use serde_json::{Value, json};

use crate::message::Message;
use crate::scenario::{Route, Scenario};

const PAGE: &str = include_str!("page.html");

/// What the page's server sets. The three share it, because cookies do not tell ports apart.
pub(crate) const COOKIE: &str = "who=page";

/// The headers that are compared, and all that start with `x-`.
const COMPARED: &[&str] = &[
    "access-control-request-headers",
    "access-control-request-method",
    "authorization",
    "content-language",
    "content-type",
    "cookie",
    "origin",
];

/// The servers, for as long as the tests run.
pub(crate) struct Servers {
    shared: Arc<Shared>,
    outcomes: Receiver<Value>,
}

struct Shared {
    /// The page's origin first.
    origins: [String; 3],
    scenarios: Vec<Scenario>,
    /// What has arrived for each of them.
    arrived: Mutex<Vec<Vec<String>>>,
    outcomes: Sender<Value>,
}

impl Servers {
    pub(crate) fn start() -> Servers {
        let listeners =
            [(); 3].map(|()| TcpListener::bind(("127.0.0.1", 0)).expect("a free port on loopback"));
        let origins = listeners
            .each_ref()
            .map(|listener| format!("http://{}", listener.local_addr().expect("a bound listener")));
        let scenarios = Scenario::all(&origins);
        let arrived = Mutex::new(vec![Vec::new(); scenarios.len()]);
        let (sender, outcomes) = channel();
        let shared = Arc::new(Shared { origins, scenarios, arrived, outcomes: sender });
        for (number, listener) in listeners.into_iter().enumerate() {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    let shared = Arc::clone(&shared);
                    thread::spawn(move || shared.converse(stream, &shared.origins[number]));
                }
            });
        }
        Servers { shared, outcomes }
    }

    pub(crate) fn scenarios(&self) -> &[Scenario] {
        &self.shared.scenarios
    }

    /// Where the page is that makes the calls.
    pub(crate) fn page(&self) -> &str {
        &self.shared.origins[0]
    }

    /// What the page posts when it is through: of each scenario how each call ended.
    pub(crate) fn outcomes(&self) -> &Receiver<Value> {
        &self.outcomes
    }

    /// What has arrived for each scenario since it was last taken: of each request the method and
    /// URL, the headers that are compared, and the body, each on a line.
    pub(crate) fn take_arrived(&self) -> Vec<Vec<String>> {
        self.shared.arrived().iter_mut().map(std::mem::take).collect()
    }
}

impl Shared {
    fn arrived(&self) -> MutexGuard<'_, Vec<Vec<String>>> {
        self.arrived.lock().expect("nobody panics who holds it")
    }

    /// Reads one request, answers it, and closes.
    fn converse(&self, stream: TcpStream, origin: &str) -> Option<()> {
        let mut reader = BufReader::new(stream);
        let request = Message::read(&mut reader)?;
        let text = match (request.word(0), request.word(1)) {
            ("GET", "/") => {
                let lines = [("Content-Type", "text/html"), ("Set-Cookie", COOKIE)];
                response(200, lines, PAGE)
            }
            ("GET", "/work") => {
                let calls: Vec<_> = self.scenarios.iter().map(|scenario| &scenario.calls).collect();
                response(200, [], &json!(calls).to_string())
            }
            ("POST", "/outcomes") => {
                self.outcomes.send(serde_json::from_str(&request.body).ok()?).ok()?;
                response(204, [], "")
            }
            _ => self.answer(&request, origin),
        };
        reader.get_mut().write_all(text.as_bytes()).ok()
    }

    fn answer(&self, request: &Message, origin: &str) -> String {
        let (method, url) = (request.word(0), format!("{origin}{}", request.word(1)));
        let mut routes =
            self.scenarios.iter().map(|scenario| scenario.routes.get(&url)).enumerate();
        let found = routes.find_map(|(number, route)| Some((number, route?)));
        let Some((number, Route { preflight, answer })) = found else {
            return response(404, [], "");
        };
        let mut lines: Vec<String> = request
            .headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .filter(|(name, _)| COMPARED.contains(&name.as_str()) || name.starts_with("x-"))
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        lines.sort_unstable();
        lines.insert(0, format!("{method} {url}"));
        lines.push(request.body.clone());
        self.arrived()[number].push(lines.join("\n"));
        let is_preflight =
            method == "OPTIONS" && request.value("access-control-request-method").is_some();
        let answer = if is_preflight { preflight } else { answer };
        let lines = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        response(answer.status, lines, "")
    }
}

fn response<'a>(
    status: u16,
    lines: impl IntoIterator<Item = (&'a str, &'a str)>,
    body: &str,
) -> String {
    let mut text = format!("HTTP/1.1 {status} So\r\n");
    for (name, value) in lines {
        text += &format!("{name}: {value}\r\n");
    }
    if status != 204 {
        text += &format!("Content-Length: {}\r\n", body.len());
    }
    text + "Connection: close\r\n\r\n" + body
}
