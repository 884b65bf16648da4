//! HTTP/1.1 messages, as far as these tests need them.

use std::io::{BufRead, Read};

/// A request or a response.
pub(crate) struct Message {
    /// The request line or the status line.
    pub(crate) start: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Message {
    /// Reads one; nothing where the other side closed without a word, or in the middle of one.
    pub(crate) fn read(stream: &mut impl BufRead) -> Option<Message> {
        let start = line(stream)?;
        let mut headers = Vec::new();
        loop {
            let line = line(stream)?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_owned(), value.trim_matches([' ', '\t']).to_owned()));
        }
        let mut message = Message { start, headers, body: String::new() };
        let length = message.value("content-length").and_then(|length| length.parse().ok());
        stream.take(length.unwrap_or(0)).read_to_string(&mut message.body).ok()?;
        Some(message)
    }

    /// The value of the first header of this name.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
        header.map(|(_, value)| value.as_str())
    }

    /// The nth word of the first line.
    pub(crate) fn word(&self, number: usize) -> &str {
        self.start.split(' ').nth(number).unwrap_or_default()
    }
}

fn line(stream: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    line.strip_suffix("\r\n").map(str::to_owned)
}
