//! The results as plain objects: the shape that JavaScript, JSON and the tests see.

use crate::console::explain::Explanation;
use crate::fetch::classify::Classification;
use crate::fetch::exchange::{Done, Step};
use crate::fetch::preflight::{Grant, PreflightVerdict};
use crate::fetch::preflight_cache::{Allowed, CacheEntry};
use crate::fetch::response::ResponseVerdict;
use crate::http::header::{Header, HeaderList};
use crate::http::isomorphic::isomorphic_decode;
use crate::http::request::HttpRequest;
use crate::report::reason::Reason;
use std::borrow::Cow;

/// A plain value. All results become this one type first: what writes a value out is then compiled
/// once, not for every result anew.
#[derive(Debug)]
pub enum Plain<'a> {
    /// A string.
    Text(Cow<'a, str>),
    /// An integer.
    Integer(u32),
    /// Milliseconds on the caller's clock; finite.
    Time(f64),
    /// A boolean.
    Truth(bool),
    /// An array.
    List(Vec<Plain<'a>>),
    /// An object, as names and values in order.
    Object(Vec<(&'static str, Plain<'a>)>),
}

/// What can be shown as a plain value.
pub trait ToPlain {
    /// Returns the value as a plain value.
    fn to_plain(&self) -> Plain<'_>;
}

impl ToPlain for Classification {
    fn to_plain(&self) -> Plain<'_> {
        let mut members = vec![
            ("summary", self.summary().into()),
            ("outcome", self.outcome.as_str().into()),
            ("reasons", self.outcome.reasons().to_plain()),
            ("notes", self.notes.to_plain()),
        ];
        members.extend(self.outcome.preflight().map(|options| ("preflight", options.to_plain())));
        members.extend(self.outcome.request().map(|request| ("request", request.to_plain())));
        Plain::Object(members)
    }
}

impl ToPlain for PreflightVerdict {
    fn to_plain(&self) -> Plain<'_> {
        let mut members = vec![
            ("summary", self.summary().into()),
            ("allowed", Plain::Truth(self.is_allowed())),
            ("reasons", self.reasons.to_plain()),
            ("notes", self.notes.to_plain()),
        ];
        members.extend(self.grant.as_ref().map(|grant| ("grant", grant.to_plain())));
        Plain::Object(members)
    }
}

impl ToPlain for ResponseVerdict {
    fn to_plain(&self) -> Plain<'_> {
        Plain::Object(vec![
            ("summary", self.summary().into()),
            ("readable", Plain::Truth(self.is_readable())),
            ("reasons", self.reasons.to_plain()),
            ("notes", self.notes.to_plain()),
            ("type", self.kind.as_str().into()),
            ("exposed", self.exposed.to_plain()),
        ])
    }
}

impl ToPlain for Step {
    fn to_plain(&self) -> Plain<'_> {
        Plain::Object(match self {
            Step::Preflight { request, reasons } => vec![
                ("kind", "preflight".into()),
                ("request", request.to_plain()),
                ("reasons", reasons.to_plain()),
            ],
            Step::Request { request } => {
                vec![("kind", "request".into()), ("request", request.to_plain())]
            }
            Step::Done(Done { kind, status, url, redirected, exposed, notes }) => vec![
                ("kind", "done".into()),
                ("type", kind.as_str().into()),
                ("status", Plain::Integer((*status).into())),
                ("url", url.to_plain()),
                ("redirected", Plain::Truth(*redirected)),
                ("exposed", exposed.to_plain()),
                ("notes", notes.to_plain()),
            ],
            Step::Error { when, reasons } => vec![
                ("kind", "error".into()),
                ("when", when.as_str().into()),
                ("reasons", reasons.to_plain()),
            ],
        })
    }
}

/// Without the partition and the time of storing, which say nothing to a reader.
impl ToPlain for CacheEntry {
    fn to_plain(&self) -> Plain<'_> {
        let allowed = match &self.allowed {
            Allowed::Method(method) => Some(("method", method.to_plain())),
            Allowed::Header(name) => Some(("header", name.to_plain())),
            Allowed::Nothing => None,
        };
        let mut members = vec![
            ("origin", self.origin.as_ref().into()),
            ("url", self.url.as_ref().into()),
            ("credentials", Plain::Truth(self.credentials)),
        ];
        members.extend(allowed);
        members.push(("expires", Plain::Time(self.expires())));
        Plain::Object(members)
    }
}

impl ToPlain for Grant {
    fn to_plain(&self) -> Plain<'_> {
        Plain::Object(vec![
            ("maxAge", Plain::Integer(self.max_age)),
            ("methods", self.methods.to_plain()),
            ("headers", self.headers.to_plain()),
        ])
    }
}

impl ToPlain for HttpRequest {
    fn to_plain(&self) -> Plain<'_> {
        Plain::Object(vec![
            ("method", self.method.to_plain()),
            ("url", self.url.to_plain()),
            ("headers", self.headers.to_plain()),
            ("body", Plain::Truth(self.body)),
            ("credentials", Plain::Truth(self.credentials)),
        ])
    }
}

impl ToPlain for HeaderList {
    fn to_plain(&self) -> Plain<'_> {
        Plain::List(self.iter().map(Header::to_plain).collect())
    }
}

/// A pair of strings, the value [isomorphic decoded](isomorphic_decode).
impl ToPlain for Header {
    fn to_plain(&self) -> Plain<'_> {
        Plain::List(vec![self.name.to_plain(), isomorphic_decode(&self.value).into()])
    }
}

/// With a subject and a fix where there are any.
impl ToPlain for Reason {
    fn to_plain(&self) -> Plain<'_> {
        let mut members = vec![
            ("code", self.code().into()),
            ("message", self.message().into()),
            ("spec", self.spec().into()),
        ];
        let subject = Some(self.subject()).filter(|subject| !subject.is_empty());
        members.extend(subject.map(|subject| ("subject", subject.into())));
        members.extend(self.fix().map(|fix| ("fix", fix.into())));
        Plain::Object(members)
    }
}

impl ToPlain for String {
    fn to_plain(&self) -> Plain<'_> {
        self.as_str().into()
    }
}

impl<T: ToPlain> ToPlain for [T] {
    fn to_plain(&self) -> Plain<'_> {
        Plain::List(self.iter().map(T::to_plain).collect())
    }
}

impl<'a> From<&'a str> for Plain<'a> {
    fn from(text: &'a str) -> Plain<'a> {
        Plain::Text(text.into())
    }
}

impl From<String> for Plain<'_> {
    fn from(text: String) -> Self {
        Plain::Text(text.into())
    }
}

impl ToPlain for Explanation {
    fn to_plain(&self) -> Plain<'_> {
        let words = |words: &mut dyn Iterator<Item = &'static str>| {
            Plain::List(words.map(Plain::from).collect())
        };
        let values = self.values.iter().map(|(hole, value)| (hole.as_str(), value.into()));
        let mut members = vec![
            ("browsers", words(&mut self.browsers.iter().map(|browser| browser.as_str()))),
            ("reason", self.reason.to_plain()),
            ("or", self.or.to_plain()),
            ("values", Plain::Object(values.collect())),
            ("missing", words(&mut self.missing.iter().copied())),
            ("current", Plain::Truth(self.is_current)),
        ];
        members.extend(self.answer_to.map(|answer| ("answerTo", answer.as_str().into())));
        Plain::Object(members)
    }
}
