//! Chromium's own protocol, as far as it takes to read what its DevTools show.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::case::{Origins, Page};

/// How long it may take for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Chromium reads the protocol from its file 3 and writes it to its file 4.
const PIPE: &str = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null";

/// The origin that a secure page finds itself without a network for.
const OFFLINE: &str = "https://offline.test";

/// A connection to one tab.
pub(crate) struct DevTools {
    stdin: ChildStdin,
    messages: Receiver<Value>,
    sent: u32,
    session: Option<String>,
    console: Vec<String>,
    issues: Vec<String>,
    /// What answers in place of the secure page's origin, which no server has.
    instead: (String, String),
}

impl DevTools {
    /// A program that a shell starts with its standard streams where the protocol wants them.
    pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", PIPE]).arg(program).arg("--remote-debugging-pipe");
        command
    }

    pub(crate) fn connect(process: &mut Child, origins: &Origins) -> DevTools {
        let stdin = process.stdin.take().expect("a pipe to Chromium");
        let stdout = process.stdout.take().expect("a pipe from Chromium");
        let (sender, messages) = channel();
        thread::spawn(move || {
            for message in BufReader::new(stdout).split(0).map_while(Result::ok) {
                sender.send(serde_json::from_slice(&message).expect("Chromium writes JSON")).ok();
            }
        });
        let (session, console, issues) = (None, Vec::new(), Vec::new());
        let instead = (origins.secure.clone(), origins.page.clone());
        let mut tools = DevTools { stdin, messages, sent: 0, session, console, issues, instead };
        let tab = tools.send("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": tab["targetId"], "flatten": true });
        let session = tools.send("Target.attachToTarget", attach);
        tools.session = Some(session["sessionId"].as_str().expect("a session").to_owned());
        for domain in ["Runtime", "Log", "Audits", "Network"] {
            tools.send(&format!("{domain}.enable"), json!({}));
        }
        tools
    }

    pub(crate) fn open(&mut self, page: Page, origins: &Origins) {
        if page == Page::Secure {
            let pattern = |origin: &str| json!({ "urlPattern": format!("{origin}/*") });
            let patterns = [pattern(&origins.secure), pattern(OFFLINE)];
            self.send("Fetch.enable", json!({ "patterns": patterns }));
        }
        let url = format!("{}/", origins.of_page(page));
        self.send("Page.navigate", json!({ "url": url }));
    }

    /// Listens for a while.
    pub(crate) fn listen(&mut self, time: Duration) {
        let start = Instant::now();
        while let Some(left) = time.checked_sub(start.elapsed()) {
            if let Ok(message) = self.messages.recv_timeout(left) {
                self.take(&message);
            }
        }
    }

    /// What the console showed, line by line, and everything among the issues.
    pub(crate) fn shown(self) -> (Vec<String>, Vec<String>) {
        (self.console, self.issues)
    }

    fn take(&mut self, message: &Value) {
        let parameters = &message["params"];
        match message["method"].as_str() {
            Some("Log.entryAdded") => {
                let text = parameters["entry"]["text"].as_str().unwrap_or_default();
                self.console.extend(text.lines().map(str::to_owned));
            }
            Some("Runtime.consoleAPICalled") => {
                let text = parameters["args"][0]["value"].as_str().unwrap_or_default();
                self.console.push(text.to_owned());
            }
            Some("Audits.issueAdded") => {
                self.issues.push(parameters["issue"]["details"].to_string());
            }
            Some("Fetch.requestPaused") => {
                let (from, to) = &self.instead;
                let url = parameters["request"]["url"].as_str().unwrap_or_default();
                let id = &parameters["requestId"];
                if url.starts_with(OFFLINE) {
                    let reason = "InternetDisconnected";
                    self.post(
                        "Fetch.failRequest",
                        &json!({ "requestId": id, "errorReason": reason }),
                    );
                } else {
                    let url = url.replacen(from, to, 1);
                    self.post("Fetch.continueRequest", &json!({ "requestId": id, "url": url }));
                }
            }
            _ => {}
        }
    }

    fn post(&mut self, method: &str, parameters: &Value) {
        self.sent += 1;
        let mut message = json!({ "id": self.sent, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        write!(self.stdin, "{message}\0").expect("Chromium reads");
    }

    fn send(&mut self, method: &str, parameters: Value) -> Value {
        self.post(method, &parameters);
        let sent = self.sent;
        loop {
            let message = self.messages.recv_timeout(PATIENCE);
            let mut message = message.unwrap_or_else(|_| panic!("Chromium answers {method}"));
            if message["id"] == sent {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].take();
            }
            self.take(&message);
        }
    }
}
