//! Cases: calls that a page makes one after the other, and what the servers answer.

use std::collections::BTreeMap;

use cors_preflight::{Profile, StreamRule};
use serde::{Deserialize, Serialize};

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
    pub(crate) preflight: Vec<Answer>,
    /// To everything else.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) answer: Vec<Answer>,
}

/// An answer's status and header lines. With a status of 0 there is none: the connection is closed.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Call {
    /// Whether its body is a stream to a browser that goes by `profile`. HTTP/1.1 carries none, and the
    /// servers speak nothing else: its preflight is answered, and then it fails.
    pub(crate) fn is_stream(&self, profile: &Profile) -> bool {
        let is_stream = |body: &Body| body.kind == "stream";
        profile.streams == StreamRule::Sent
            && !self.is_xhr()
            && self.body.as_ref().is_some_and(is_stream)
    }

    pub(crate) fn is_xhr(&self) -> bool {
        self.via.as_deref() == Some("xhr")
    }
}

impl Case {
    /// What is answered under a URL that reads as the routes do, the nth time.
    pub(crate) fn answer(&self, route: &str, is_preflight: bool, times: usize) -> Answer {
        let answers = self.routes.get(route).map(|route| match is_preflight {
            true => &route.preflight,
            false => &route.answer,
        });
        let nth = answers.and_then(|answers| answers.get(times - 1).or(answers.last()));
        nth.cloned().unwrap_or_else(Answer::nothing)
    }

    /// Whether it takes its time.
    pub(crate) fn waits(&self) -> bool {
        self.calls.iter().any(|call| call.wait > 0)
    }
}

impl Answer {
    pub(crate) fn new<N: Into<String>, V: Into<String>>(
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Answer {
        let headers = headers.into_iter().map(|(name, value)| (name.into(), value.into()));
        Answer { status, headers: headers.collect() }
    }

    /// What is answered where a case says nothing.
    pub(crate) fn nothing() -> Answer {
        Answer::new(404, [("", ""); 0])
    }

    /// No answer.
    pub(crate) fn none() -> Answer {
        Answer::new(0, [("", ""); 0])
    }

    pub(crate) fn is_none(&self) -> bool {
        self.status == 0
    }

    /// All its lines as they go over the wire: those that frame it, and one against the HTTP cache,
    /// follow its own.
    pub(crate) fn lines(&self) -> Vec<(String, String)> {
        let mut lines = self.headers.clone();
        let mut add = |name: &str, value: String| {
            if !lines.iter().any(|(found, _)| found.eq_ignore_ascii_case(name)) {
                lines.push((name.to_owned(), value));
            }
        };
        add("Cache-Control", "no-store".to_owned());
        if self.has_body() {
            add("Content-Length", BODY.len().to_string());
        }
        lines
    }

    /// Whether a body follows, unless HEAD was asked.
    pub(crate) fn has_body(&self) -> bool {
        !matches!(self.status, 204 | 304)
    }
}

/// The body of every answer.
pub(crate) const BODY: &str = "answered\n";

/// What stands for the origins, and for their hosts and ports: the page's first.
const PLACES: [(&str, &str); 3] =
    [("{page}", "{page.host}"), ("{other}", "{other.host}"), ("{third}", "{third.host}")];

const ID: &str = "{id}";

/// What stands in the places while some case is asked: the three origins, and its id.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) origins: [String; 3],
    pub(crate) id: String,
}

impl Places {
    fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let origins = PLACES.iter().zip(&self.origins).flat_map(|((origin, host), filled)| {
            [(*origin, filled.as_str()), (*host, filled.trim_start_matches("http://"))]
        });
        origins.chain([(ID, self.id.as_str())])
    }

    /// A text with its places filled in.
    pub(crate) fn fill(&self, text: &str) -> String {
        self.pairs().fold(text.to_owned(), |text, (place, filled)| text.replace(place, filled))
    }

    /// A text with the places open again.
    pub(crate) fn open(&self, text: &str) -> String {
        self.pairs().fold(text.to_owned(), |text, (place, filled)| text.replace(filled, place))
    }

    /// A case with its places filled in.
    pub(crate) fn fill_case(&self, case: &Case) -> serde_json::Result<Case> {
        serde_json::from_str(&self.fill(&serde_json::to_string(case)?))
    }
}

/// A URL without its query and fragment, as routes are named.
pub(crate) fn route(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn what_is_filled_in_can_be_opened_again() {
        let origins = ["a", "b", "c"].map(|host| format!("http://{host}.example:81"));
        let places = Places { origins, id: "000017".into() };
        let text = "GET {other}/{id}/x from {page}, HTTP://{third.host}/";
        let filled = places.fill(text);
        assert_eq!(
            filled,
            "GET http://b.example:81/000017/x from http://a.example:81, HTTP://c.example:81/"
        );
        assert_eq!(places.open(&filled), text);
    }
}
