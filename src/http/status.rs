//! Classes of statuses, and the limit of redirects.

/// The number of redirects that a fetch follows: [HTTP-redirect fetch] fails on the next one.
///
/// [HTTP-redirect fetch]: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
pub(crate) const REDIRECT_LIMIT: u8 = 20;

/// Whether `status` is an [ok status](https://fetch.spec.whatwg.org/#ok-status).
pub(crate) fn is_ok_status(status: u16) -> bool {
    matches!(status, 200..=299)
}

/// Whether `status` is a [redirect status](https://fetch.spec.whatwg.org/#redirect-status).
pub(crate) fn is_redirect_status(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}
