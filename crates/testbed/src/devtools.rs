//! A client of Chromium's DevTools protocol, over the browser's pipe.
//!
//! The clients on the registries bring a WebSocket library and the whole protocol's types. The tests
//! need two kinds of messages.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::process::ChildStdin;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::launch::{Launch, Running};

/// How long a response may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Chromium reads the protocol from file descriptor 3 and writes it to file descriptor 4.
const PIPE: &str = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1";

/// A connection to one tab of Chromium.
#[derive(Debug)]
pub struct DevTools {
    stdin: ChildStdin,
    messages: Receiver<Value>,
    /// Events that arrived before the response to a command.
    events: VecDeque<Value>,
    sent: u32,
    session: Option<String>,
}

impl DevTools {
    /// Starts Chromium and opens an empty tab.
    ///
    /// # Errors
    ///
    /// Chromium does not start or refuses the tab.
    pub fn start(launch: Launch) -> Result<(Running, Self)> {
        let mut running = launch.argument("--remote-debugging-pipe").start_in_shell(PIPE)?;
        let stdin = running.process().stdin().take().context("no pipe to Chromium")?;
        let stdout = running.process().stdout().take().context("no pipe from Chromium")?;
        let (sender, messages) = channel();
        thread::spawn(move || {
            for message in BufReader::new(stdout).split(0).map_while(Result::ok) {
                if let Ok(message) = serde_json::from_slice(&message) {
                    sender.send(message).ok();
                }
            }
        });
        let mut tools = Self { stdin, messages, events: VecDeque::new(), sent: 0, session: None };
        let tab = tools.send("Target.createTarget", &json!({ "url": "about:blank" }))?;
        let attach = json!({ "targetId": tab["targetId"], "flatten": true });
        let session = tools.send("Target.attachToTarget", &attach)?;
        tools.session = session["sessionId"].as_str().map(str::to_owned);
        Ok((running, tools))
    }

    /// Sends a command and returns its result. Events that arrive meanwhile are kept.
    ///
    /// # Errors
    ///
    /// Chromium refuses the command or does not respond.
    pub fn send(&mut self, method: &str, parameters: &Value) -> Result<Value> {
        self.post(method, parameters)?;
        let sent = self.sent;
        loop {
            let message = self.messages.recv_timeout(PATIENCE);
            let mut message =
                message.with_context(|| format!("Chromium does not respond to {method}"))?;
            if message["id"] == sent {
                ensure!(message["error"].is_null(), "{method}: {}", message["error"]);
                return Ok(message["result"].take());
            }
            self.events.push_back(message);
        }
    }

    /// Sends a command whose result does not matter.
    ///
    /// # Errors
    ///
    /// Chromium has ended.
    pub fn post(&mut self, method: &str, parameters: &Value) -> Result<()> {
        self.sent += 1;
        let mut message = json!({ "id": self.sent, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        write!(self.stdin, "{message}\0").context("Chromium does not read")
    }

    /// Returns the next event, or `None` if there is none within `time`.
    pub fn event(&mut self, time: Duration) -> Option<Value> {
        self.events.pop_front().or_else(|| self.messages.recv_timeout(time).ok())
    }
}
