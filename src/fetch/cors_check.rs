//! The [CORS check](https://fetch.spec.whatwg.org/#concept-cors-check).

use crate::call::CredentialsMode;
use crate::http::quoted::Quoted;
use crate::http::response::HttpResponse;
use crate::report::reason::{Finding, Reason};
use crate::request::Request;

/// Runs the [CORS check] of a response to a request. Returns every reason why it fails; there are
/// none if it succeeds. The standard stops at the first failure. Here the credentials are checked
/// even if the origin fails.
///
/// [CORS check]: https://fetch.spec.whatwg.org/#concept-cors-check
pub(crate) fn cors_check(request: &Request, response: &HttpResponse) -> Vec<Reason> {
    cors_check_for(request.serialize_origin(), request.credentials, response)
}

/// Runs the [CORS check] as if the credentials mode were `include`.
///
/// [CORS check]: https://fetch.spec.whatwg.org/#concept-cors-check
pub(crate) fn cors_check_with_credentials(
    request: &Request,
    response: &HttpResponse,
) -> Vec<Reason> {
    cors_check_for(request.serialize_origin(), CredentialsMode::Include, response)
}

/// Runs the [CORS check] for a request with this serialized origin and credentials mode.
///
/// [CORS check]: https://fetch.spec.whatwg.org/#concept-cors-check
pub(crate) fn cors_check_for(
    origin: &str,
    credentials: CredentialsMode,
    response: &HttpResponse,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    reasons.extend(allow_origin(origin, credentials, response));
    reasons.extend(allow_credentials(credentials, response));
    reasons
}

fn allow_origin(
    origin: &str,
    credentials: CredentialsMode,
    response: &HttpResponse,
) -> Option<Reason> {
    const NAME: &str = "Access-Control-Allow-Origin";
    let shown = || origin.to_owned();
    let Some(value) = response.headers().get(NAME) else {
        return Some(Reason(Finding::AllowOriginMissing { origin: shown() }));
    };
    if value == b"*" {
        return (credentials == CredentialsMode::Include)
            .then(|| Reason(Finding::AllowOriginWildcardWithCredentials { origin: shown() }));
    }
    if value == origin.as_bytes() {
        return None;
    }
    // Several lines are combined with a comma and a space.
    let several = value.iter().any(|byte| matches!(byte, b',' | b' '));
    let (value, origin) = (Quoted::from(value.as_slice()), shown());
    Some(if several {
        Reason(Finding::AllowOriginMultiple { value, origin })
    } else {
        Reason(Finding::AllowOriginMismatch { value, origin })
    })
}

fn allow_credentials(credentials: CredentialsMode, response: &HttpResponse) -> Option<Reason> {
    if credentials != CredentialsMode::Include {
        return None;
    }
    match response.headers().get("Access-Control-Allow-Credentials") {
        None => Some(Reason(Finding::AllowCredentialsMissing)),
        Some(value) if value == b"true" => None,
        Some(value) => {
            Some(Reason(Finding::AllowCredentialsNotTrue { value: Quoted::from(value.as_slice()) }))
        }
    }
}
