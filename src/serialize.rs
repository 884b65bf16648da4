//! [`Serialize`](serde::Serialize) for the results: the shape that JavaScript and JSON show.
//!
//! An absent member is left out. A member whose values are all known is serialized as a unit variant,
//! whose name is static: serializers can then reuse a string that they have written before.

use crate::console::{Explanation, PlaceholderValues};
use crate::fetch::classify::Classification;
use crate::fetch::exchange::Step;
use crate::fetch::preflight::{Grant, PreflightVerdict};
use crate::fetch::preflight_cache::CacheEntry;
use crate::fetch::response::ResponseVerdict;
use crate::http::header::{Header, HeaderList};
use crate::http::isomorphic::isomorphic_decode;
use crate::http::request::HttpRequest;
use crate::report::reason::Reason;
use serde::ser::{Serialize, SerializeStruct, SerializeTuple, Serializer};
use std::time::Duration;

/// One of a fixed set of strings.
struct Word(&'static str);

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit_variant("Word", 0, self.0)
    }
}

/// Strings of a fixed set.
struct Words<I>(I);

impl<I: Iterator<Item = &'static str> + Clone> Serialize for Words<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone().map(Word))
    }
}

/// Serializes a struct: its members in order, and after them those that may be absent.
macro_rules! members {
    ($serializer:ident, $type:literal, { $($name:literal: $value:expr),* $(,)? } $(, maybe { $($maybe:literal: $option:expr),* })?) => {{
        let length = [$($name,)* $($($maybe,)*)?].len();
        let mut members = $serializer.serialize_struct($type, length)?;
        $(members.serialize_field($name, $value)?;)*
        $($(
            match $option {
                Some(value) => members.serialize_field($maybe, &value)?,
                None => members.skip_field($maybe)?,
            }
        )*)?
        members.end()
    }};
}

impl Serialize for Classification {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        members!(serializer, "Classification", {
            "summary": &self.summary(),
            "outcome": &Word(self.outcome().as_str()),
            "reasons": self.reasons(),
            "notes": self.notes(),
        }, maybe {
            "preflight": self.preflight(),
            "request": self.request()
        })
    }
}

impl Serialize for PreflightVerdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        members!(serializer, "PreflightVerdict", {
            "summary": &self.summary(),
            "allowed": &self.is_allowed(),
            "reasons": &self.reasons,
            "notes": &self.notes,
        }, maybe { "grant": self.grant.as_ref() })
    }
}

impl Serialize for ResponseVerdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        members!(serializer, "ResponseVerdict", {
            "summary": &self.summary(),
            "readable": &self.is_readable(),
            "reasons": &self.reasons,
            "notes": &self.notes,
            "type": &Word(self.kind.as_str()),
            "exposed": &self.exposed,
        })
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Step::Send(pending) if pending.is_preflight() => members!(serializer, "Step", {
                "kind": &Word("preflight"),
                "request": pending.request(),
                "reasons": pending.reasons(),
            }),
            Step::Send(pending) => members!(serializer, "Step", {
                "kind": &Word("request"),
                "request": pending.request(),
            }),
            Step::Done(response) => members!(serializer, "Step", {
                "kind": &Word("done"),
                "type": &Word(response.response_type().as_str()),
                "status": &response.status(),
                "url": response.url(),
                "redirected": &response.is_redirected(),
                "exposed": response.exposed_headers(),
                "notes": response.notes(),
            }),
            Step::Failed(failure) => members!(serializer, "Step", {
                "kind": &Word("error"),
                "when": &Word(failure.failed_at().as_str()),
                "reasons": failure.reasons(),
            }),
        }
    }
}

/// Leaves out the partition and the time of storing. The expiry is in milliseconds.
impl Serialize for CacheEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        members!(serializer, "CacheEntry", {
            "origin": self.origin(),
            "url": self.url(),
            "credentials": &self.includes_credentials(),
        }, maybe {
            "method": self.method(),
            "header": self.header_name(),
            "expires": Some(milliseconds(self.expires()))
        })
    }
}

/// Exact for whole milliseconds.
fn milliseconds(time: Duration) -> f64 {
    let seconds = Duration::from_secs(time.as_secs()).as_secs_f64();
    seconds * 1000.0 + f64::from(time.subsec_nanos()) / 1_000_000.0
}

impl Serialize for Grant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        members!(serializer, "Grant", {
            "maxAge": &self.max_age,
            "methods": &self.methods,
            "headers": &self.headers,
        })
    }
}

impl Serialize for HttpRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        members!(serializer, "HttpRequest", {
            "method": &self.method,
            "url": &self.url,
            "headers": &self.headers,
            "body": &self.body,
            "credentials": &self.credentials,
        })
    }
}

impl Serialize for HeaderList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// A pair of strings. The value is [isomorphic decoded](isomorphic_decode).
impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_tuple(2)?;
        pair.serialize_element(&self.name)?;
        match std::str::from_utf8(&self.value) {
            Ok(value) if value.is_ascii() => pair.serialize_element(value)?,
            _ => pair.serialize_element(&isomorphic_decode(&self.value))?,
        }
        pair.end()
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        members!(serializer, "Reason", {
            "code": &Word(self.code().as_str()),
            "message": &self.message(),
            "spec": &Word(self.spec()),
        }, maybe {
            "subject": self.subject(),
            "fix": self.fix()
        })
    }
}

impl Serialize for Explanation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        members!(serializer, "Explanation", {
            "browsers": &Words(self.engines.iter().map(|engine| engine.as_str())),
            "reason": &self.reason,
            "or": &self.alternatives,
            "values": &self.values,
            "missing": &Words(self.missing.iter().copied()),
            "current": &self.is_current,
        }, maybe { "answerTo": self.response_to.map(|request| Word(request.as_str())) })
    }
}

impl Serialize for PlaceholderValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("PlaceholderValues", self.iter().count())?;
        for (name, value) in self.iter() {
            members.serialize_field(name.as_str(), value)?;
        }
        members.end()
    }
}
