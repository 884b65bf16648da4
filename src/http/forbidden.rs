//! Headers that scripts can neither set nor read: [forbidden request-headers] and [forbidden
//! response-header names].
//!
//! [forbidden request-headers]: https://fetch.spec.whatwg.org/#forbidden-request-header
//! [forbidden response-header names]: https://fetch.spec.whatwg.org/#forbidden-response-header-name

use crate::http::header::get_decode_and_split;
use crate::http::method::is_forbidden_method;

const FORBIDDEN_REQUEST_HEADERS: &[&str] = &[
    "Accept-Charset",
    "Accept-Encoding",
    "Access-Control-Request-Headers",
    "Access-Control-Request-Method",
    "Connection",
    "Content-Length",
    "Cookie",
    "Cookie2",
    "Date",
    "DNT",
    "Expect",
    "Host",
    "Keep-Alive",
    "Origin",
    "Referer",
    "Set-Cookie",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Via",
];

const FORBIDDEN_REQUEST_PREFIXES: &[&str] = &["proxy-", "sec-"];

/// Headers that are forbidden only if their value contains a forbidden method.
const METHOD_OVERRIDES: &[&str] = &["X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override"];

const FORBIDDEN_RESPONSE_HEADERS: &[&str] = &["Set-Cookie", "Set-Cookie2"];

/// The rule that forbids a request header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForbiddenReason {
    /// The name is forbidden.
    Name,
    /// The value overrides the method with a forbidden method.
    MethodOverride,
}

/// Returns the rule by which (`name`, `value`) is a [forbidden request-header], or `None` if it is
/// not one. The case of `name` does not matter.
///
/// [forbidden request-header]: https://fetch.spec.whatwg.org/#forbidden-request-header
pub fn forbidden_request_header(name: &str, value: &[u8]) -> Option<ForbiddenReason> {
    forbidden_if_split(name, value, get_decode_and_split)
}

/// [`forbidden_request_header`] with the items of the value as `split` returns them.
pub(crate) fn forbidden_if_split<'a>(
    name: &str,
    value: &'a [u8],
    split: impl FnOnce(&'a [u8]) -> Vec<&'a [u8]>,
) -> Option<ForbiddenReason> {
    let is_listed = |listed: &&str| name.eq_ignore_ascii_case(listed);
    let has_prefix = |prefix: &&str| {
        name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    if FORBIDDEN_REQUEST_HEADERS.iter().any(is_listed)
        || FORBIDDEN_REQUEST_PREFIXES.iter().any(has_prefix)
    {
        return Some(ForbiddenReason::Name);
    }
    let overrides = is_method_override(name.as_bytes())
        && split(value).iter().any(|item| is_forbidden_method(item));
    overrides.then_some(ForbiddenReason::MethodOverride)
}

/// Whether the value of a header decides if it is forbidden. The case of `name` does not matter.
pub(crate) fn is_method_override(name: &[u8]) -> bool {
    METHOD_OVERRIDES.iter().any(|listed| listed.as_bytes().eq_ignore_ascii_case(name))
}

/// Returns whether `name` is a [forbidden response-header name]. The case of `name` does not matter.
///
/// [forbidden response-header name]: https://fetch.spec.whatwg.org/#forbidden-response-header-name
pub fn is_forbidden_response_header_name(name: &str) -> bool {
    FORBIDDEN_RESPONSE_HEADERS.iter().any(|listed| name.eq_ignore_ascii_case(listed))
}
