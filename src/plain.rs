//! The results as plain objects: the shape that JavaScript, JSON and the tests see.

use crate::cache::{Allowed, CacheEntry};
use crate::classify::Classification;
use crate::exchange::{Done, Step};
use crate::http_request::HttpRequest;
use crate::preflight::{Grant, PreflightVerdict};
use crate::reason::Reason;
use crate::response::ResponseVerdict;
use serde::{Serialize, Serializer};

impl Serialize for Classification {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Plain<'a> {
            summary: String,
            outcome: &'static str,
            reasons: &'a [Reason],
            notes: &'a [Reason],
            #[serde(skip_serializing_if = "Option::is_none")]
            preflight: Option<&'a HttpRequest>,
            #[serde(skip_serializing_if = "Option::is_none")]
            request: Option<&'a HttpRequest>,
        }
        let plain = Plain {
            summary: self.summary(),
            outcome: self.outcome.as_str(),
            reasons: self.outcome.reasons(),
            notes: &self.notes,
            preflight: self.outcome.preflight(),
            request: self.outcome.request(),
        };
        plain.serialize(serializer)
    }
}

impl Serialize for PreflightVerdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Plain<'a> {
            summary: String,
            allowed: bool,
            reasons: &'a [Reason],
            notes: &'a [Reason],
            #[serde(skip_serializing_if = "Option::is_none")]
            grant: Option<&'a Grant>,
        }
        let plain = Plain {
            summary: self.summary(),
            allowed: self.is_allowed(),
            reasons: &self.reasons,
            notes: &self.notes,
            grant: self.grant.as_ref(),
        };
        plain.serialize(serializer)
    }
}

impl Serialize for ResponseVerdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Plain<'a> {
            summary: String,
            readable: bool,
            reasons: &'a [Reason],
            notes: &'a [Reason],
            #[serde(rename = "type")]
            kind: &'static str,
            exposed: &'a [String],
        }
        let plain = Plain {
            summary: self.summary(),
            readable: self.is_readable(),
            reasons: &self.reasons,
            notes: &self.notes,
            kind: self.kind.as_str(),
            exposed: &self.exposed,
        };
        plain.serialize(serializer)
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(tag = "kind", rename_all = "lowercase")]
        enum Plain<'a> {
            Preflight {
                request: &'a HttpRequest,
                reasons: &'a [Reason],
            },
            Request {
                request: &'a HttpRequest,
            },
            Done {
                #[serde(rename = "type")]
                kind: &'static str,
                status: u16,
                url: &'a str,
                redirected: bool,
                exposed: &'a [String],
                notes: &'a [Reason],
            },
            Error {
                when: &'static str,
                reasons: &'a [Reason],
            },
        }
        let plain = match self {
            Step::Preflight { request, reasons } => Plain::Preflight { request, reasons },
            Step::Request { request } => Plain::Request { request },
            Step::Done(Done { kind, status, url, redirected, exposed, notes }) => Plain::Done {
                kind: kind.as_str(),
                status: *status,
                url,
                redirected: *redirected,
                exposed,
                notes,
            },
            Step::Error { when, reasons } => Plain::Error { when: when.as_str(), reasons },
        };
        plain.serialize(serializer)
    }
}

/// Without the partition and the time of storing, which say nothing to a reader.
impl Serialize for CacheEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Plain<'a> {
            origin: &'a str,
            url: &'a str,
            credentials: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            method: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            header: Option<&'a str>,
            expires: f64,
        }
        let (method, header) = match &self.allowed {
            Allowed::Method(method) => (Some(method.as_str()), None),
            Allowed::Header(header) => (None, Some(header.as_str())),
            Allowed::Nothing => (None, None),
        };
        let plain = Plain {
            origin: &self.origin,
            url: &self.url,
            credentials: self.credentials,
            method,
            header,
            expires: self.expires(),
        };
        plain.serialize(serializer)
    }
}
