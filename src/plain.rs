//! The results as plain objects: the shape that JavaScript, JSON and the tests see.

use crate::classify::Classification;
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
