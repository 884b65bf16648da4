//! What is observed of a case, in order: the requests that reach the servers, and how calls end.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::case::{Call, Places};

/// One observation. Texts are isomorphic, and the places of the case stand open in them.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase", tag = "event")]
pub(crate) enum Event {
    /// An OPTIONS with `Access-Control-Request-Method` arrived.
    Preflight { url: String, method: String, headers: Option<String>, origin: Option<String> },
    /// Another request arrived.
    Request {
        method: String,
        url: String,
        origin: Option<String>,
        /// Of the headers those that the author wrote and that are nobody else's to write, by
        /// lower-case name, and the body's type.
        headers: BTreeMap<String, String>,
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
    "accept-encoding",
    "connection",
    "content-length",
    "cookie",
    "host",
    "origin",
    "referer",
    "te",
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
            };
        }
        let written = call.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
        let compared = written
            .chain(["content-type".to_owned()])
            .filter(|name| !BROWSERS_OWN.contains(&name.as_str()) && !name.starts_with("sec-"));
        let headers =
            compared.filter_map(|name| Some((name.clone(), without_boundary(open(&name)?))));
        Event::Request {
            method: method.to_owned(),
            url,
            origin,
            headers: headers.collect(),
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

/// A form's boundary is made anew for every request.
fn without_boundary(value: String) -> String {
    match value.strip_prefix("multipart/form-data; boundary=") {
        Some(boundary) if boundary.len() > 16 || boundary == "generated" => {
            "multipart/form-data; boundary=generated".to_owned()
        }
        _ => value,
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |text: &Option<String>| match text {
            Some(text) => format!("{text:?}"),
            None => "none".to_owned(),
        };
        match self {
            Event::Preflight { url, method, headers, origin } => write!(
                f,
                "-> OPTIONS {url} method {method:?} headers {} origin {}",
                show(headers),
                show(origin)
            ),
            Event::Request { method, url, origin, headers, cookie } => {
                write!(f, "-> {method} {url} origin {}", show(origin))?;
                for (name, value) in headers {
                    write!(f, " {name}: {value:?}")?;
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
