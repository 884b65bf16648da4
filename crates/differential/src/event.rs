//! The events of a case, in order: the requests that reach the servers, and the results of calls.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};

use testbed::places::Places;

use super::case::Call;

/// An event. Texts are isomorphic and contain placeholders.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase", tag = "event")]
pub(crate) enum Event {
    /// A preflight request arrived.
    Preflight {
        url: String,
        method: String,
        headers: Option<String>,
        origin: Option<String>,
        /// As in `Request`.
        cookie: Option<bool>,
    },
    /// Another request arrived.
    Request {
        method: String,
        url: String,
        origin: Option<String>,
        /// The lower-case names of the author's headers, except the headers that browsers write as well.
        headers: BTreeSet<String>,
        /// The Content-Type. A sequence of non-ASCII characters counts as one character, because
        /// WebKitGTK's HTTP library sends UTF-8. Repeated author values are shown as `repeated`,
        /// because Firefox sends only the last pair.
        content_type: Option<String>,
        /// Whether the request has the cookie of the page's site. `None` at other sites.
        cookie: Option<bool>,
    },
    /// A call ended.
    End(End),
}

/// The result of a call for its script.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase", tag = "end")]
pub(crate) enum End {
    /// The call throws.
    Throws,
    /// The promise is rejected.
    Rejects,
    /// Nothing happens for ten seconds.
    Hangs,
    /// There is a response.
    Response {
        /// The type, or `xhr` for XMLHttpRequest, which has no type.
        #[serde(rename = "type")]
        kind: String,
        status: u16,
        url: String,
        redirected: bool,
        /// The names of the readable headers, sorted.
        names: Vec<String>,
    },
}

/// Combines the values of each header, by lower-case name.
pub(crate) fn combined<'a>(
    headers: impl Iterator<Item = (&'a str, String)>,
) -> HashMap<String, String> {
    let mut combined: HashMap<String, String> = HashMap::new();
    for (name, value) in headers {
        combined
            .entry(name.to_ascii_lowercase())
            .and_modify(|combined| *combined += &format!(", {value}"))
            .or_insert(value);
    }
    combined
}

/// The headers that browsers write.
const BROWSERS_OWN: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "cookie",
    "host",
    "origin",
    "pragma",
    "priority",
    "referer",
    "te",
    "user-agent",
];

impl Event {
    /// Returns the event of a request for `call`. `headers` has lower-case names.
    pub(crate) fn request(
        call: &Call,
        places: &Places,
        method: &str,
        url: &str,
        headers: &HashMap<String, String>,
        cookie: Option<bool>,
    ) -> Event {
        let open = |name: &str| headers.get(name).map(|value| places.open(value));
        let (url, origin) = (places.open(url), open("origin"));
        let requested =
            (method == "OPTIONS").then(|| open("access-control-request-method")).flatten();
        if let Some(method) = requested {
            return Event::Preflight {
                url,
                method,
                headers: open("access-control-request-headers"),
                origin,
                cookie,
            };
        }
        let written = call.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
        let types =
            call.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let is_repeated = types.count() > 1;
        let is_compared = |name: &String| {
            headers.contains_key(name)
                && !BROWSERS_OWN.contains(&name.as_str())
                && !name.starts_with("sec-")
        };
        Event::Request {
            method: method.to_owned(),
            url,
            origin,
            headers: written.filter(is_compared).collect(),
            content_type: headers.get("content-type").map(|value| match is_repeated {
                true => "repeated".to_owned(),
                false => comparable(value),
            }),
            cookie,
        }
    }

    /// Returns the kind of event.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Event::Preflight { .. } => "preflight",
            Event::Request { .. } => "request",
            Event::End(End::Throws) => "throws",
            Event::End(End::Rejects) => "rejects",
            Event::End(End::Hangs) => "hangs",
            Event::End(End::Response { .. }) => "response",
        }
    }
}

/// Returns a Content-Type without the parts that vary between browsers.
fn comparable(value: &str) -> String {
    let mut text = String::new();
    for c in value.chars() {
        match c {
            '\u{0}'..='\u{7f}' => text.push(c),
            _ if text.ends_with('\u{fffd}') => {}
            _ => text.push('\u{fffd}'),
        }
    }
    match text.strip_prefix("multipart/form-data; boundary=") {
        // Every form has a new boundary.
        Some(boundary) if boundary.len() > 16 || boundary == "generated" => {
            "multipart/form-data; boundary=generated".to_owned()
        }
        _ => text,
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |text: &Option<String>| match text {
            Some(text) => format!("{text:?}"),
            None => "none".to_owned(),
        };
        match self {
            Event::Preflight { url, method, headers, origin, cookie } => {
                let (headers, origin) = (show(headers), show(origin));
                write!(f, "-> OPTIONS {url} method {method:?} headers {headers} origin {origin}")?;
                if *cookie == Some(true) { write!(f, " with cookie") } else { Ok(()) }
            }
            Event::Request { method, url, origin, headers, content_type, cookie } => {
                write!(f, "-> {method} {url} origin {}", show(origin))?;
                for name in headers {
                    write!(f, " {name}")?;
                }
                if let Some(value) = content_type {
                    write!(f, " type {value:?}")?;
                }
                if *cookie == Some(true) { write!(f, " with cookie") } else { Ok(()) }
            }
            Event::End(End::Response { kind, status, url, redirected, names }) => write!(
                f,
                "<- {kind} {status} {url}{} [{}]",
                if *redirected { " redirected" } else { "" },
                names.join(" ")
            ),
            Event::End(_) => write!(f, "<- {}", self.kind()),
        }
    }
}
