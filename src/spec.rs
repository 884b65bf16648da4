//! The predicates and extractors of the standards, under their names.
//!
//! Each function is one definition, and its documentation links it. Each follows the standard literally;
//! [`Browser`](crate::Browser) applies the rules of the browsers.
//!
//! ```
//! use cors_preflight::spec::{
//!     is_cors_safelisted_method, is_cors_safelisted_request_header, mime_type_essence,
//! };
//!
//! assert!(is_cors_safelisted_method(b"HEAD"));
//! assert!(!is_cors_safelisted_method(b"head"));
//! assert!(is_cors_safelisted_request_header("Content-Type", b"text/plain;charset=utf-8"));
//! assert_eq!(mime_type_essence(b"Text/HTML; charset=utf-8").as_deref(), Some("text/html"));
//! ```

use crate::call::CredentialsMode;
use crate::fetch::cors_check::cors_check_for;
use crate::http::header::HeaderList;
use crate::http::response::HttpResponse;
use crate::profile::Profile;
use crate::report::reason::Reason;
use crate::url::origin::Origin;

pub use crate::http::bytes::is_cors_unsafe_request_header_byte;
pub use crate::http::forbidden::{
    ForbiddenReason, forbidden_request_header, is_forbidden_response_header_name,
};
pub use crate::http::header::{
    get_decode_and_split, is_header_name, is_header_value, is_http_tab_or_space,
    is_http_whitespace, normalize_value, sorted_lowercase_set,
};
pub use crate::http::header_values::{HeaderValues, extract_header_list_values};
pub use crate::http::isomorphic::{isomorphic_decode, isomorphic_encode};
pub use crate::http::method::{
    is_cors_safelisted_method, is_forbidden_method, is_method, is_token, normalize_method,
};
pub use crate::http::mime_type::{MimeType, mime_type_essence, parse_mime_type};
pub use crate::safelist::range::{SingleRange, parse_single_range};
pub use crate::safelist::{
    CorsUnsafeRequestHeaders, is_cors_safelisted_request_header,
    is_no_cors_safelisted_request_header,
};
pub use crate::url::Url;

/// Returns the [CORS-unsafe request-header names] of `headers`, with every reason.
///
/// ```
/// use cors_preflight::{Header, spec::cors_unsafe_request_headers};
///
/// let headers = [Header::new("X-B", "1")?, Header::new("Accept", "*/*")?, Header::new("X-A", "1")?];
/// let found = cors_unsafe_request_headers(&headers.into_iter().collect());
/// assert_eq!(found.names(), ["x-a", "x-b"]);
/// # Ok::<(), cors_preflight::InvalidHeader>(())
/// ```
///
/// [CORS-unsafe request-header names]: https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
pub fn cors_unsafe_request_headers(headers: &HeaderList) -> CorsUnsafeRequestHeaders {
    crate::safelist::cors_unsafe_request_headers(headers, Profile::STANDARD)
}

/// Runs the [CORS check] of a response, for a request of `origin` with this credentials mode. Returns
/// every reason why it fails; there are none if it succeeds.
///
/// The standard stops at the first failure. Here the credentials are checked even if the origin fails.
///
/// ```
/// use cors_preflight::{CredentialsMode, HttpResponse, Origin, spec::cors_check};
///
/// let response = HttpResponse::new(200)?.header("Access-Control-Allow-Origin", "*")?;
/// assert!(cors_check(&Origin::OPAQUE, CredentialsMode::Omit, &response).is_empty());
/// assert_eq!(cors_check(&Origin::OPAQUE, CredentialsMode::Include, &response).len(), 2);
/// # Ok::<(), cors_preflight::InvalidResponse>(())
/// ```
///
/// [CORS check]: https://fetch.spec.whatwg.org/#concept-cors-check
pub fn cors_check(
    origin: &Origin,
    credentials: CredentialsMode,
    response: &HttpResponse,
) -> Vec<Reason> {
    cors_check_for(origin.serialize(), credentials, response)
}
