//! Results for [serde](https://serde.rs), as the plain values they are shown as.

use crate::console::Explanation;
use crate::fetch::classify::Classification;
use crate::fetch::exchange::Step;
use crate::fetch::preflight::{Grant, PreflightVerdict};
use crate::fetch::preflight_cache::CacheEntry;
use crate::fetch::response::ResponseVerdict;
use crate::http::header::{Header, HeaderList};
use crate::http::request::HttpRequest;
use crate::report::plain::{Plain, ToPlain};
use crate::report::reason::Reason;
use serde::{Serialize, Serializer};

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Plain::Text(text) => serializer.serialize_str(text),
            Plain::Integer(number) => serializer.serialize_u32(*number),
            Plain::Time(time) => serializer.serialize_f64(*time),
            Plain::Truth(truth) => serializer.serialize_bool(*truth),
            Plain::List(items) => serializer.collect_seq(items),
            Plain::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}

/// Results are serialised as the plain values they are shown as.
macro_rules! serialize {
    ($($result:ty)*) => {$(
        impl Serialize for $result {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.to_plain().serialize(serializer)
            }
        }
    )*};
}

serialize! {
    Classification PreflightVerdict ResponseVerdict Step CacheEntry Grant HttpRequest HeaderList
    Header Reason Explanation
}
