//! The types of bodies.

use crate::call::Body;
use crate::http::header::{Header, normalize_text};
use std::borrow::Cow;

/// Returns the type that [extracting] gives a body, if it gives one.
///
/// [extracting]: https://fetch.spec.whatwg.org/#concept-bodyinit-extract
pub(crate) fn content_type(body: &Body) -> Option<Cow<'_, str>> {
    match body {
        Body::Text | Body::HtmlDocument | Body::XmlDocument | Body::Other => {
            Some("text/plain;charset=UTF-8".into())
        }
        Body::UrlSearchParams => Some("application/x-www-form-urlencoded;charset=UTF-8".into()),
        Body::FormData => Some("multipart/form-data; boundary=generated".into()),
        Body::Blob(kind) => blob_type(kind),
        Body::Buffer | Body::Stream { .. } => None,
    }
}

/// Returns the type that a Blob created with `kind` [has], if it has one.
///
/// [has]: https://w3c.github.io/FileAPI/#constructorBlob
fn blob_type(kind: &str) -> Option<Cow<'_, str>> {
    let printable = kind.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let is_lower = !kind.bytes().any(|byte| byte.is_ascii_uppercase());
    let lower = || if is_lower { kind.into() } else { kind.to_ascii_lowercase().into() };
    (printable && !kind.is_empty()).then(lower)
}

/// Returns the Content-Type of a body, without surrounding white space.
pub(crate) fn content_type_header(kind: Cow<'_, str>) -> Header {
    let value = match normalize_text(&kind) {
        value if value.len() == kind.len() => kind.into_owned(),
        value => value.to_owned(),
    };
    Header::valid("Content-Type", value)
}
