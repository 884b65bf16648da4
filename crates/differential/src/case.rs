//! Cases: calls that a page makes one after another, and the responses of the servers.

use std::collections::BTreeMap;

use cors_preflight::__harness::sends_streams;
use cors_preflight::Profile;
use serde::{Deserialize, Serialize};
use testbed::response::Response;

/// A case for a browser and for the engine. Texts that are sent are isomorphic: a code unit is a byte.
/// `{page}`, `{other}` and `{third}` are placeholders for origins, `{page.host}` etc. for their hosts and
/// ports, and `{id}` for the first segment of every path, which is unique to the case.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// A description.
    pub(crate) name: String,
    pub(crate) calls: Vec<Call>,
    /// The responses by URL without query. Other URLs have status 404.
    pub(crate) routes: BTreeMap<String, Route>,
}

/// The arguments of `fetch()` or of an XMLHttpRequest, with their names there. Absent members are not
/// passed.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Call {
    /// The milliseconds to wait before the call.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) wait: u32,
    /// `xhr` for XMLHttpRequest. The default is `fetch()`.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) via: Option<String>,
    pub(crate) url: String,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) method: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) headers: Vec<(String, String)>,
    /// Whether `fetch()` receives a `Headers` object instead of pairs.
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
    /// Whether there is a listener on `upload`.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) upload: bool,
}

/// A body, by its kind.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    /// `string`, `params`, `form`, `blob`, `buffer`, `stream` or `document`.
    pub(crate) kind: String,
    #[serde(default, rename = "type", skip_serializing_if = "is_default")]
    /// The type of a Blob.
    pub(crate) blob_type: Option<String>,
}

/// The responses of one URL, in order. The last one is repeated.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Route {
    /// The responses to preflights.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) preflight: Vec<Response>,
    /// The responses to other requests.
    #[serde(rename = "answer", skip_serializing_if = "is_default")]
    pub(crate) response: Vec<Response>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Call {
    /// Whether the body is a stream in the browser of `profile`. Streams require HTTP/2, and the servers
    /// support HTTP/1.1 only: the call fails after its preflight.
    pub(crate) fn is_stream(&self, profile: Profile) -> bool {
        let is_stream = |body: &Body| body.kind == "stream";
        sends_streams(profile) && !self.is_xhr() && self.body.as_ref().is_some_and(is_stream)
    }

    pub(crate) fn is_xhr(&self) -> bool {
        self.via.as_deref() == Some("xhr")
    }
}

impl Case {
    /// Returns the nth response of a URL.
    pub(crate) fn response(&self, route: &str, is_preflight: bool, times: usize) -> Response {
        let responses = self.routes.get(route).map(|route| match is_preflight {
            true => &route.preflight,
            false => &route.response,
        });
        let nth = responses.and_then(|responses| responses.get(times - 1).or(responses.last()));
        nth.cloned().unwrap_or_else(not_found)
    }

    /// Whether a call waits.
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

/// Returns a URL without its query and fragment, as in the routes.
pub(crate) fn route(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}
