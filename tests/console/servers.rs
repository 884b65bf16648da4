//! Servers on loopback, each an origin: pages' and others. They respond as the cases require.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use serde_json::{Value, json};
use testbed::response::Response;
use testbed::server::{self, Request, Site};

use crate::case::{Case, Origins, id};

const PAGE: &str = include_str!("page.html");

/// A name that is not a secure origin's. Chromium resolves it to this machine.
pub(crate) const INSECURE: &str = "insecure.test";

/// The origin of the secure page in Chromium, whose requests are redirected to a server.
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
        let servers = server::Servers::bind(["127.0.0.1"; 5]).expect("free ports on loopback");
        let [page, other, third, public, disabled] = servers.origins().clone();
        // A port that was free a moment ago, and at which no server listens.
        let closed = TcpListener::bind(("127.0.0.1", 0)).and_then(|it| it.local_addr());
        let closed = format!("http://{}", closed.expect("a free port on loopback"));
        let insecure = public.replace("127.0.0.1", INSECURE);
        let secure = SECURE.to_owned();
        let origins = Origins { page, other, third, closed, public, insecure, secure, disabled };
        let cases = Case::all(&origins);
        let (sender, done) = channel();
        let shared = Arc::new(Shared { origins, cases, done: sender });
        servers.start_thread(&shared).expect("a thread for the servers");
        Servers { shared, done }
    }

    pub(crate) fn cases(&self) -> &[Case] {
        &self.shared.cases
    }

    pub(crate) fn origins(&self) -> &Origins {
        &self.shared.origins
    }

    /// Returns the channel of what a page posts at the end: the errors that its script received.
    pub(crate) fn done(&self) -> &Receiver<String> {
        &self.done
    }
}

impl Site for Shared {
    async fn respond(&self, Request { head, body, .. }: Request) -> Option<Vec<u8>> {
        let method = head.method.as_str();
        match (method, head.target.as_str()) {
            ("GET", "/") => {
                let headers = [("Content-Type", "text/html")];
                Some(Response::new(200, headers).last(method, PAGE))
            }
            ("GET", "/calls") => {
                let calls: Vec<&Value> = self.cases.iter().map(Case::work).collect();
                let calls = json!(calls).to_string();
                Some(Response::new(200, [("", ""); 0]).last(method, &calls))
            }
            ("POST", "/done") => {
                self.done.send(String::from_utf8_lossy(&body).into_owned()).ok()?;
                Some(Response::new(204, [("", ""); 0]).last(method, ""))
            }
            (_, path) => {
                let mut cases = self.cases.iter().enumerate();
                let (_, case) = cases.find(|(number, _)| path.contains(&id(*number)))?;
                Some(case.answer(method == "OPTIONS", path)?.clone().last(method, ""))
            }
        }
    }
}
