//! A client of Marionette, Firefox's own protocol, for what WebDriver does not offer.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::launch::{Launch, Running};

/// How long Firefox may take to open its port.
const START: Duration = Duration::from_secs(60);

/// A connection to Firefox.
#[derive(Debug)]
pub struct Marionette {
    stream: BufReader<TcpStream>,
    sent: u32,
}

impl Marionette {
    /// Starts Firefox.
    ///
    /// # Errors
    ///
    /// Firefox does not start or refuses a session.
    pub fn start(launch: Launch) -> Result<(Running, Self)> {
        let launch = launch.preference("marionette.port", "0")?;
        let running =
            launch.argument("--marionette").argument("--remote-allow-system-access").start()?;
        let file = running.profile().join("MarionetteActivePort");
        let start = Instant::now();
        let port = loop {
            if let Ok(port) = fs::read_to_string(&file).unwrap_or_default().trim().parse::<u16>() {
                break port;
            }
            ensure!(start.elapsed() < START, "Firefox does not open its port within a minute");
            thread::sleep(Duration::from_millis(50));
        };
        let stream = TcpStream::connect(("127.0.0.1", port)).context("Firefox does not listen")?;
        let mut marionette = Self { stream: BufReader::new(stream), sent: 0 };
        marionette.receive()?;
        marionette.send("WebDriver:NewSession", &json!({}))?;
        Ok((running, marionette))
    }

    /// Opens a page.
    ///
    /// # Errors
    ///
    /// Firefox refuses it.
    pub fn open(&mut self, page: &str) -> Result<()> {
        self.send("Marionette:SetContext", &json!({ "value": "content" }))?;
        self.send("WebDriver:Navigate", &json!({ "url": page }))?;
        Ok(())
    }

    /// Runs the body of a function with the browser's own rights and returns its result.
    ///
    /// # Errors
    ///
    /// The script throws.
    pub fn run(&mut self, script: &str) -> Result<Value> {
        self.send("Marionette:SetContext", &json!({ "value": "chrome" }))?;
        let script = json!({ "script": script, "args": [] });
        Ok(self.send("WebDriver:ExecuteScript", &script)?["value"].take())
    }

    fn send(&mut self, command: &str, parameters: &Value) -> Result<Value> {
        self.sent += 1;
        let text = json!([0, self.sent, command, parameters]).to_string();
        write!(self.stream.get_mut(), "{}:{text}", text.len()).context("Firefox does not read")?;
        let mut response = self.receive()?;
        ensure!(response[2].is_null(), "{command}: {}", response[2]);
        Ok(response[3].take())
    }

    /// Reads a message: its length, a colon and JSON.
    fn receive(&mut self) -> Result<Value> {
        let mut length = Vec::new();
        self.stream.read_until(b':', &mut length).context("Firefox does not respond")?;
        let length = String::from_utf8_lossy(&length);
        let length: usize = length.trim_end_matches(':').parse().context("not a length")?;
        let mut text = vec![0; length];
        self.stream.read_exact(&mut text).context("Firefox does not respond")?;
        serde_json::from_slice(&text).context("Firefox responds in JSON")
    }
}
