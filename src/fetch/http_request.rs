//! The requests that [HTTP-network-or-cache fetch] sends: a request, or the preflight before it.
//!
//! [HTTP-network-or-cache fetch]: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch

use crate::call::{CredentialsMode, ReferrerPolicy, RequestMode};
use crate::http::header::{Header, HeaderList};
use crate::http::request::HttpRequest;
use crate::profile::Profile;
use crate::request::{Request, Tainting};

impl HttpRequest {
    /// Returns the request as [HTTP-network-or-cache fetch] sends it.
    ///
    /// [HTTP-network-or-cache fetch]: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch
    pub(crate) fn of(mut request: Request) -> HttpRequest {
        let mut headers = std::mem::take(&mut request.headers);
        append_origin(&request, &mut headers);
        HttpRequest {
            method: std::mem::take(&mut request.method),
            url: request.url.take_without_fragment(),
            headers,
            body: request.has_body,
            credentials: sends_credentials(&request),
        }
    }

    /// Returns the same for a request that waits for its response.
    pub(crate) fn copied(request: &Request) -> HttpRequest {
        let mut headers = request.headers.clone();
        append_origin(request, &mut headers);
        HttpRequest {
            method: request.method.clone(),
            url: request.url.without_fragment().to_owned(),
            headers,
            body: request.has_body,
            credentials: sends_credentials(request),
        }
    }

    /// Returns the preflight that a [CORS-preflight fetch] sends.
    ///
    /// [CORS-preflight fetch]: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
    pub(crate) fn preflight(request: &Request, unsafe_names: &[String], profile: Profile) -> Self {
        let mut headers = HeaderList::default();
        headers.append(Header::valid("Accept", "*/*"));
        headers.append(Header::valid("Access-Control-Request-Method", request.method.as_str()));
        if !unsafe_names.is_empty() {
            let names = unsafe_names.join(",");
            headers.append(Header::valid("Access-Control-Request-Headers", names));
        }
        headers.append(Header::valid("Origin", request.origin_of_preflight(profile)));
        HttpRequest {
            method: "OPTIONS".to_owned(),
            url: request.url.without_fragment().to_owned(),
            headers,
            body: false,
            credentials: false,
        }
    }
}

fn append_origin(request: &Request, headers: &mut HeaderList) {
    if let Some(origin) = request_origin(request) {
        headers.append(Header::valid("Origin", origin));
    }
}

fn sends_credentials(request: &Request) -> bool {
    match request.credentials {
        CredentialsMode::Include => true,
        CredentialsMode::SameOrigin => request.tainting == Tainting::Basic,
        CredentialsMode::Omit => false,
    }
}

/// Returns the value of the `Origin` header that [is appended] to a request, if one is.
///
/// [is appended]: https://fetch.spec.whatwg.org/#append-a-request-origin-header
pub(crate) fn request_origin(request: &Request) -> Option<&str> {
    let serialized = request.serialize_origin();
    if request.tainting == Tainting::Cors {
        return Some(serialized);
    }
    if matches!(request.method.as_str(), "GET" | "HEAD") {
        return request.keeps_origin.then_some(serialized);
    }
    if request.mode == RequestMode::Cors || request.shows_origin {
        return Some(serialized);
    }
    let withheld = match request.referrer_policy {
        ReferrerPolicy::NoReferrer => true,
        // An empty policy is the policy of the page, by default strict-origin-when-cross-origin.
        ReferrerPolicy::Empty
        | ReferrerPolicy::NoReferrerWhenDowngrade
        | ReferrerPolicy::StrictOrigin
        | ReferrerPolicy::StrictOriginWhenCrossOrigin => {
            request.origin.scheme() == "https" && request.url.scheme() != "https"
        }
        ReferrerPolicy::SameOrigin => !request.url.is_same_origin(&request.origin),
        ReferrerPolicy::Origin
        | ReferrerPolicy::OriginWhenCrossOrigin
        | ReferrerPolicy::UnsafeUrl => false,
    };
    Some(if withheld { "null" } else { serialized })
}

/// Returns the browser's own `Accept` and `Accept-Language`, which [fetch] appends to the headers
/// before main fetch classifies them. Headers that the author sets are not appended.
///
/// [fetch]: https://fetch.spec.whatwg.org/#concept-fetch
pub(crate) fn browsers_own<'a>(
    request: &Request,
    accept_language: Option<&'a [u8]>,
) -> [Option<(&'static str, &'a [u8])>; 2] {
    let missing = |name: &'static str| (!request.headers.contains(name)).then_some(name);
    [
        missing("Accept").map(|name| (name, b"*/*".as_slice())),
        missing("Accept-Language").zip(accept_language),
    ]
}
