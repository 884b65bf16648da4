//! Cases: calls that a page makes one after the other, and what the servers answer.

use std::collections::BTreeMap;

use cors_preflight::__harness::sends_streams;
use cors_preflight::Profile;
use serde::{Deserialize, Serialize};
use testbed::response::Response;

/// One question to a browser and to the engine. Texts that go over the wire are isomorphic: a code
/// unit is a byte. `{page}`, `{other}` and `{third}` stand for origins, `{page.host}` and so on for
/// their hosts and ports, `{id}` for the first segment of every path, which is the case's own.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// What it is about.
    pub(crate) name: String,
    pub(crate) calls: Vec<Call>,
    /// What is answered, by URL without its query. Elsewhere it is 404.
    pub(crate) routes: BTreeMap<String, Route>,
}

/// What is handed to `fetch()` or to an XMLHttpRequest, named as there. What is absent is not handed
/// over.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Call {
    /// How long is waited before it, in milliseconds.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) wait: u32,
    /// `xhr`, or else `fetch()`.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) via: Option<String>,
    pub(crate) url: String,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) method: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) headers: Vec<(String, String)>,
    /// Whether `fetch()` is given them in a `Headers` object, not as pairs.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) headers_object: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) body: Option<Body>,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) mode: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) credentials: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) redirect: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) cache: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) referrer_policy: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) keepalive: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) duplex: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) with_credentials: bool,
    /// Whether somebody listens on `upload`.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) upload: bool,
}

/// A body, by what matters of it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    /// string, params, form, blob, buffer, stream or document.
    pub(crate) kind: String,
    #[serde(default, rename = "type", skip_serializing_if = "is_default")]
    pub(crate) kind_of_blob: Option<String>,
}

/// The answers under one URL, in order; the last is given again and again.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Route {
    /// To an OPTIONS that carries `Access-Control-Request-Method`.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) preflight: Vec<Response>,
    /// To everything else.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) answer: Vec<Response>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Call {
    /// Whether its body is a stream to a browser that goes by `profile`. HTTP/1.1 carries none, and the
    /// servers speak nothing else: its preflight is answered, and then it fails.
    pub(crate) fn is_stream(&self, profile: Profile) -> bool {
        let is_stream = |body: &Body| body.kind == "stream";
        sends_streams(profile) && !self.is_xhr() && self.body.as_ref().is_some_and(is_stream)
    }

    pub(crate) fn is_xhr(&self) -> bool {
        self.via.as_deref() == Some("xhr")
    }
}

impl Case {
    /// What is answered under a URL that reads as the routes do, the nth time.
    pub(crate) fn answer(&self, route: &str, is_preflight: bool, times: usize) -> Response {
        let answers = self.routes.get(route).map(|route| match is_preflight {
            true => &route.preflight,
            false => &route.answer,
        });
        let nth = answers.and_then(|answers| answers.get(times - 1).or(answers.last()));
        nth.cloned().unwrap_or_else(not_found)
    }

    /// Whether it takes its time.
    pub(crate) fn waits(&self) -> bool {
        self.calls.iter().any(|call| call.wait > 0)
    }
}

/// Returns the response to a request that a case does not expect.
pub(crate) fn not_found() -> Response {
    Response::new(404, [("", ""); 0])
}

/// Adds the lines that frame a response, and one that keeps it out of the HTTP cache, unless the case
/// has them.
pub(crate) fn framed(mut response: Response) -> Response {
    let has_body = has_body(response.status);
    let mut add = |name: &str, value: String| {
        if response.value(name).is_none() {
            response.headers.push((name.to_owned(), value));
        }
    };
    add("Cache-Control", "no-store".to_owned());
    if has_body {
        add("Content-Length", BODY.len().to_string());
    }
    response
}

/// Returns whether a body follows a response with this status, unless the method is HEAD.
pub(crate) fn has_body(status: u16) -> bool {
    !matches!(status, 204 | 304)
}

/// The body of every response.
pub(crate) const BODY: &str = "answered\n";

/// A URL without its query and fragment, as routes are named.
pub(crate) fn route(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}
