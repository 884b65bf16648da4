//! Responses as the case files write them.

use serde::{Deserialize, Serialize};

/// The status and the header lines of a response. The headers' text is isomorphic: a code unit is a
/// byte.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Names and values, in the order of the wire.
    pub headers: Vec<(String, String)>,
}

impl Response {
    /// Returns a response with these header lines.
    pub fn new<N: Into<String>, V: Into<String>>(
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let headers = headers.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self { status, headers: headers.collect() }
    }

    /// Returns the absence of a response, whose status is 0: the connection closes.
    pub fn none() -> Self {
        Self::new(0, [("", ""); 0])
    }

    /// Returns whether there is no response.
    pub fn is_none(&self) -> bool {
        self.status == 0
    }

    /// Returns the first value of this name, in any case.
    pub fn value(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
        header.map(|(_, value)| value.as_str())
    }

    /// Returns whether a response with this status to a request with this method has a body.
    pub fn has_body(&self, method: &str) -> bool {
        method != "HEAD" && !matches!(self.status, 100..=199 | 204 | 304)
    }

    /// Returns the status line, with this reason phrase, and the header lines.
    pub fn lines(&self, reason: &str) -> Vec<String> {
        let mut lines = vec![format!("HTTP/1.1 {:03} {reason}", self.status)];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        lines
    }

    /// Returns the bytes of the only response on a connection to a request with this method.
    pub fn last(mut self, method: &str, body: &str) -> Vec<u8> {
        let body = if self.has_body(method) { body } else { "" };
        if self.has_body("GET") {
            self.headers.push(("Content-Length".to_owned(), body.len().to_string()));
        }
        self.headers.push(("Connection".to_owned(), "close".to_owned()));
        crate::http::message(&self.lines("So"), body.as_bytes())
    }
}
