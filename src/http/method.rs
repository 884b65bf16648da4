//! [Methods](https://fetch.spec.whatwg.org/#methods).

use crate::http::bytes::is_tchar;

/// The methods that are normalized, in the standard's order.
const NORMALIZED: &[&str] = &["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];

const SAFELISTED: &[&[u8]] = &[b"GET", b"HEAD", b"POST"];

const FORBIDDEN: &[&[u8]] = &[b"CONNECT", b"TRACE", b"TRACK"];

/// Returns whether `bytes` are a [token]: one or more tchar.
///
/// [token]: https://httpwg.org/specs/rfc9110.html#tokens
pub fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().copied().all(is_tchar)
}

/// Returns whether `method` is a [method]. All bytes are accepted.
///
/// [method]: https://fetch.spec.whatwg.org/#concept-method
pub fn is_method(method: &[u8]) -> bool {
    is_token(method)
}

/// Returns whether `method` is a [forbidden method], in any case.
///
/// [forbidden method]: https://fetch.spec.whatwg.org/#forbidden-method
pub fn is_forbidden_method(method: &[u8]) -> bool {
    FORBIDDEN.iter().any(|forbidden| method.eq_ignore_ascii_case(forbidden))
}

/// Returns whether `method` is a [CORS-safelisted method]. The method is normalized already, so case
/// matters.
///
/// [CORS-safelisted method]: https://fetch.spec.whatwg.org/#cors-safelisted-method
pub fn is_cors_safelisted_method(method: &[u8]) -> bool {
    SAFELISTED.contains(&method)
}

/// [Normalizes] a method: six names become upper case, and every other method stays as it is.
///
/// [Normalizes]: https://fetch.spec.whatwg.org/#concept-method-normalize
pub fn normalize_method(method: &str) -> &str {
    match NORMALIZED.iter().find(|name| method.eq_ignore_ascii_case(name)) {
        Some(name) => name,
        None => method,
    }
}
