//! Three servers on loopback, each an origin: the page's and two others. They respond as the scenarios
//! require and keep the requests.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};
use testbed::response::Response;
use testbed::server::{self, Request, Site};

use crate::scenario::{Route, Scenario};

const PAGE: &str = include_str!("page.html");

/// The cookie that the page's server sets. The three servers share it, because cookies ignore ports.
pub(crate) const COOKIE: &str = "who=page";

/// The headers that are compared, in addition to all that start with `x-`.
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
    /// The page's origin is the first.
    origins: [String; 3],
    scenarios: Vec<Scenario>,
    /// The requests of each scenario.
    arrived: Mutex<Vec<Vec<String>>>,
    outcomes: Sender<Value>,
}

impl Servers {
    pub(crate) fn start() -> Servers {
        let servers = server::Servers::bind(["127.0.0.1"; 3]).expect("free ports on loopback");
        let origins = servers.origins().clone();
        let scenarios = Scenario::all(&origins);
        let arrived = Mutex::new(vec![Vec::new(); scenarios.len()]);
        let (sender, outcomes) = channel();
        let shared = Arc::new(Shared { origins, scenarios, arrived, outcomes: sender });
        servers.start_thread(&shared).expect("a thread for the servers");
        Servers { shared, outcomes }
    }

    pub(crate) fn scenarios(&self) -> &[Scenario] {
        &self.shared.scenarios
    }

    /// Returns the URL of the page that makes the calls.
    pub(crate) fn page(&self) -> &str {
        &self.shared.origins[0]
    }

    /// Returns the channel of what the page posts at the end: for each scenario, how each call ended.
    pub(crate) fn outcomes(&self) -> &Receiver<Value> {
        &self.outcomes
    }

    /// Takes the requests of each scenario. A request is a text of lines: the method and the URL, the
    /// headers that are compared, and the body.
    pub(crate) fn take_arrived(&self) -> Vec<Vec<String>> {
        self.shared.arrived().iter_mut().map(std::mem::take).collect()
    }
}

impl Shared {
    fn arrived(&self) -> MutexGuard<'_, Vec<Vec<String>>> {
        self.arrived.lock().expect("the lock is not poisoned")
    }

    fn answer(&self, Request { server, head, body }: &Request) -> Vec<u8> {
        let url = format!("{}{}", self.origins[*server], head.target);
        let mut routes =
            self.scenarios.iter().map(|scenario| scenario.routes.get(&url)).enumerate();
        let found = routes.find_map(|(number, route)| Some((number, route?)));
        let Some((number, Route { preflight, answer })) = found else {
            return Response::new(404, [("", ""); 0]).last(&head.method, "");
        };
        let mut lines: Vec<String> = head
            .headers()
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .filter(|(name, _)| COMPARED.contains(&name.as_str()) || name.starts_with("x-"))
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        lines.sort_unstable();
        lines.insert(0, format!("{} {url}", head.method));
        lines.push(String::from_utf8_lossy(body).into_owned());
        self.arrived()[number].push(lines.join("\n"));
        let response = if head.is_preflight() { preflight } else { answer };
        response.clone().last(&head.method, "")
    }
}

impl Site for Shared {
    async fn respond(&self, request: Request) -> Option<Vec<u8>> {
        let method = request.head.method.as_str();
        Some(match (method, request.head.target.as_str()) {
            ("GET", "/") => {
                let lines = [("Content-Type", "text/html"), ("Set-Cookie", COOKIE)];
                Response::new(200, lines).last(method, PAGE)
            }
            ("GET", "/work") => {
                let calls: Vec<_> = self.scenarios.iter().map(|scenario| &scenario.calls).collect();
                Response::new(200, [("", ""); 0]).last(method, &json!(calls).to_string())
            }
            ("POST", "/outcomes") => {
                self.outcomes.send(serde_json::from_slice(&request.body).ok()?).ok()?;
                Response::new(204, [("", ""); 0]).last(method, "")
            }
            _ => self.answer(&request),
        })
    }
}
