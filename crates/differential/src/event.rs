//! What is observed of a case, in order: the requests that reach the servers, and how calls end.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::case::{Call, Places};

/// One observation. Texts are isomorphic, and the places of the case stand open in them.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase", tag = "event")]
pub(crate) enum Event {
    /// An OPTIONS with `Access-Control-Request-Method` arrived.
    Preflight {
        url: String,
        method: String,
        headers: Option<String>,
        origin: Option<String>,
        /// As of another request.
        cookie: Option<bool>,
    },
    /// Another request arrived.
    Request {
        method: String,
        url: String,
        origin: Option<String>,
        /// The lower-case names of the headers that the author wrote and nobody else writes.
        headers: BTreeSet<String>,
        /// The Content-Type. What of it is not ASCII counts as one character, because WebKitGTK's
        /// HTTP library sends UTF-8. Several of its author's are told as `repeated`, because Firefox
        /// sends the last of those that are given as pairs.
        content_type: Option<String>,
        /// Whether the cookie of the page's own site came along; untold at other sites.
        cookie: Option<bool>,
    },
    /// A call ended.
    End(End),
}

/// How a call ends for its script.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase", tag = "end")]
pub(crate) enum End {
    /// The constructor of Request throws.
    Throws,
    /// The promise is rejected.
    Rejects,
    /// Nothing happens for seconds.
    Hangs,
    /// There is a response.
    Response {
        /// Its type, or `xhr` where a script sees none.
        #[serde(rename = "type")]
        kind: String,
        status: u16,
        url: String,
        redirected: bool,
        /// The names of the readable headers, sorted.
        names: Vec<String>,
    },
}

/// The headers that are the browser's to write, or that it writes too.
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
    /// The event of a request that arrives for `call`, its header values by lower-case names.
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
        let asked = (method == "OPTIONS").then(|| open("access-control-request-method")).flatten();
        if let Some(method) = asked {
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

    /// What it is, without its particulars.
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

/// A type of a body, without what every browser has its own way with.
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
        // Made anew for every form.
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
