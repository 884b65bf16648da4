//! [Origins](https://html.spec.whatwg.org/multipage/browsers.html#origin).

use crate::url::{ParseUrl, Url, host_and_port};
use std::sync::Arc;

/// An [origin], as its serialization.
///
/// ```
/// use cors_preflight::Origin;
///
/// let origin: Origin = "https://app.example".parse()?;
/// assert_eq!(origin.host(), Some("app.example"));
/// assert!("https://app.example/".parse::<Origin>().is_err());
/// assert_eq!("null".parse::<Origin>()?, Origin::OPAQUE);
/// # Ok::<(), cors_preflight::InvalidOrigin>(())
/// ```
///
/// [origin]: https://html.spec.whatwg.org/multipage/browsers.html#concept-origin
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// `None` for opaque origins. The text is shared, because every request has the origin of its page.
    tuple: Option<Arc<str>>,
}

impl Origin {
    /// An opaque origin, serialized as `null`, such as the origin of a sandboxed frame or a `data:`
    /// document.
    pub const OPAQUE: Origin = Origin { tuple: None };

    /// The serialization of opaque origins.
    pub(crate) const OPAQUE_SERIALIZATION: &str = "null";

    /// Parses a serialized origin: `null`, or a scheme, a host and a port, as the URL parser `parse`
    /// serializes them. The default port of the scheme is not written.
    ///
    /// Schemes that only a browser knows, such as those of extensions, are accepted.
    ///
    /// # Errors
    ///
    /// The text is not a serialized origin. For example, `https://a.example/` has a path,
    /// `HTTPS://A.EXAMPLE` is not in its serialized form, `https://a.example:443` has the default port,
    /// and `a.example` has no scheme.
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
        if serialized {
            return Ok(origin);
        }
        let suggestion = parsed.filter(Url::is_http).map(|url| url.origin());
        Err(InvalidOrigin { text: serialization.to_owned(), suggestion })
    }

    pub(crate) fn tuple(serialization: &str) -> Origin {
        Origin { tuple: Some(serialization.into()) }
    }

    /// Returns the [serialization](https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin).
    pub fn serialize(&self) -> &str {
        self.tuple.as_deref().unwrap_or(Origin::OPAQUE_SERIALIZATION)
    }

    /// Returns the scheme. The scheme of an opaque origin is empty.
    pub fn scheme(&self) -> &str {
        self.tuple.as_deref().and_then(|text| text.split(':').next()).unwrap_or_default()
    }

    /// Returns the host, or `None` for an opaque origin.
    pub fn host(&self) -> Option<&str> {
        self.tuple.as_deref().map(|origin| host_and_port(origin).0)
    }

    /// Returns whether two origins are the [same]. An opaque origin is not the same as any origin,
    /// because its serialization does not identify it.
    ///
    /// [same]: https://html.spec.whatwg.org/multipage/browsers.html#same-origin
    pub fn is_same_origin(&self, other: &Origin) -> bool {
        self.tuple.is_some() && self.tuple == other.tuple
    }
}

impl Url {
    /// Returns the [origin](https://url.spec.whatwg.org/#concept-url-origin).
    pub fn origin(&self) -> Origin {
        self.tuple()
            .map_or(Origin::OPAQUE, |(scheme, host)| Origin::tuple(&format!("{scheme}://{host}")))
    }

    /// Returns whether the origin of this URL and `origin` are the [same].
    ///
    /// [same]: https://html.spec.whatwg.org/multipage/browsers.html#same-origin
    pub fn is_same_origin(&self, origin: &Origin) -> bool {
        self.tuple().is_some_and(|(scheme, host)| {
            let rest = origin.serialize().strip_prefix(scheme);
            rest.and_then(|rest| rest.strip_prefix("://")) == Some(host)
        })
    }
}

/// Parses a serialized origin with the URL parser of the `url` crate.
#[cfg(feature = "url")]
impl std::str::FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(serialization: &str) -> Result<Origin, InvalidOrigin> {
        Origin::new(serialization, crate::url::parse_url)
    }
}

impl AsRef<str> for Origin {
    fn as_ref(&self) -> &str {
        self.serialize()
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.serialize())
    }
}

/// Whether the origins of documents never have this scheme.
fn is_without_documents(scheme: &str) -> bool {
    matches!(scheme, "about" | "blob" | "data" | "file" | "javascript" | "mailto")
}

/// Whether a serialized URL consists of a scheme, a host and possibly a port.
fn is_scheme_and_host(href: &str) -> bool {
    let host = href.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//"));
    host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@']))
}

/// The error for a text that is not a serialized origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidOrigin {
    text: String,
    /// The origin of the text, if the text is an HTTP(S) URL.
    suggestion: Option<Origin>,
}

impl std::fmt::Display for InvalidOrigin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = crate::http::quoted::Quoted::from(self.text.as_str());
        write!(
            f,
            "origin: expected a serialized origin such as `https://app.example`, \
             `http://localhost:8080` or `null` (lower-case, no path, no default port), got {text}"
        )?;
        match &self.suggestion {
            Some(origin) => write!(f, "; did you mean `{}`?", origin.serialize()),
            None => Ok(()),
        }
    }
}

impl std::error::Error for InvalidOrigin {}
