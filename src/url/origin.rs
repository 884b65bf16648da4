//! [Origins](https://html.spec.whatwg.org/multipage/browsers.html#origin).

use crate::url::{ParseUrl, Url, host_and_port};
use std::sync::Arc;

/// An [origin], as far as its serialisation tells.
///
/// [origin]: https://html.spec.whatwg.org/multipage/browsers.html#concept-origin
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Absent for opaque origins. Shared, because every request has its page's.
    tuple: Option<Arc<str>>,
}

impl Origin {
    /// An opaque origin, that of a sandboxed frame or a `data:` document: serialised `null`.
    pub const OPAQUE: Origin = Origin { tuple: None };

    /// What an opaque origin is serialised as.
    pub(crate) const OPAQUE_SERIALIZATION: &str = "null";

    /// Reads a serialised origin: `null`, or a scheme, a host and, where it is not the scheme's
    /// default, a port, each as the URL parser `parse` serialises it.
    ///
    /// Schemes that only a browser knows, such as those of extensions, are taken as they are.
    ///
    /// # Errors
    ///
    /// `https://a.example/` has a path, `HTTPS://A.EXAMPLE` is not in its serialised form,
    /// `https://a.example:443` names the default port, and `a.example` has no scheme.
    pub fn new(serialization: &str, parse: ParseUrl) -> Result<Origin, InvalidOrigin> {
        if serialization == "null" {
            return Ok(Origin::OPAQUE);
        }
        let origin = Origin::tuple(serialization);
        let parsed = Url::new(serialization, None, parse);
        let serialized = match &parsed {
            Some(url) if url.is_http() => url.is_same_origin(&origin),
            Some(url) if url.origin() == Origin::OPAQUE => {
                !is_without_documents(url.scheme())
                    // A browser may know the scheme, and add a path.
                    && url.href().strip_suffix('/').unwrap_or(url.href()) == serialization
                    && is_scheme_and_host(serialization)
            }
            _ => false,
        };
        if serialized { Ok(origin) } else { Err(InvalidOrigin(serialization.to_owned())) }
    }

    pub(crate) fn tuple(serialization: &str) -> Origin {
        Origin { tuple: Some(serialization.into()) }
    }

    /// The [serialisation](https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin).
    pub fn serialize(&self) -> &str {
        self.tuple.as_deref().unwrap_or(Origin::OPAQUE_SERIALIZATION)
    }

    /// The scheme; empty for an opaque origin.
    pub fn scheme(&self) -> &str {
        self.tuple.as_deref().and_then(|text| text.split(':').next()).unwrap_or_default()
    }

    /// The host; nothing for an opaque origin.
    pub fn host(&self) -> Option<&str> {
        self.tuple.as_deref().map(|origin| host_and_port(origin).0)
    }

    /// Whether two origins are the [same]: an opaque one is the same as no serialised origin.
    ///
    /// [same]: https://html.spec.whatwg.org/multipage/browsers.html#same-origin
    pub fn is_same_origin(&self, other: &Origin) -> bool {
        self.tuple.is_some() && self.tuple == other.tuple
    }
}

impl Url {
    /// The [origin](https://url.spec.whatwg.org/#concept-url-origin).
    pub fn origin(&self) -> Origin {
        self.tuple()
            .map_or(Origin::OPAQUE, |(scheme, host)| Origin::tuple(&format!("{scheme}://{host}")))
    }

    /// Whether this URL's origin and `origin` are the [same].
    ///
    /// [same]: https://html.spec.whatwg.org/multipage/browsers.html#same-origin
    pub fn is_same_origin(&self, origin: &Origin) -> bool {
        self.tuple().is_some_and(|(scheme, host)| {
            let rest = origin.serialize().strip_prefix(scheme);
            rest.and_then(|rest| rest.strip_prefix("://")) == Some(host)
        })
    }
}

/// Whether no document has an origin of this scheme: it has none at all, or an opaque one.
fn is_without_documents(scheme: &str) -> bool {
    matches!(scheme, "about" | "blob" | "data" | "file" | "javascript" | "mailto")
}

/// Whether a serialised URL is a scheme, a host and perhaps a port, and nothing else.
fn is_scheme_and_host(href: &str) -> bool {
    let host = href.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//"));
    host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@']))
}

/// What was given as an origin is not the serialisation of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidOrigin(String);

impl std::fmt::Display for InvalidOrigin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = crate::http::isomorphic::Text::from(self.0.as_str());
        write!(
            f,
            "origin: expected a serialized origin such as `https://app.example`, \
             `http://localhost:8080` or `null` (lower-case, no path, no default port), got {text}"
        )
    }
}

impl std::error::Error for InvalidOrigin {}
