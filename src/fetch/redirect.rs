//! [HTTP-redirect fetch](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch).

use crate::call::{InitiatorType, RedirectMode, ReferrerPolicy, RequestMode};
use crate::fetch::http_request::request_origin;
use crate::fetch::mixed_content::upgraded;
use crate::http::header::{CORS_NON_WILDCARD_REQUEST_HEADER_NAME, Header, REQUEST_BODY_HEADERS};
use crate::http::isomorphic::isomorphic_decode;
use crate::http::method::is_cors_safelisted_method;
use crate::http::quoted::Quoted;
use crate::http::response::HttpResponse;
use crate::profile::{
    EmptyLocation, ManualLocation, MissingLocation, NoCorsTaint, OriginHeader, Profile,
    RedirectAfterLeavingOrigin, RedirectPreflightBasis, RedirectedDelete, RedirectedEmptyFragment,
    RedirectedReferrerPolicy, RedirectedUserName, RemovedHeaders, RepeatedLocation,
};
use crate::report::reason::{Finding, Reason, ReasonCode};
use crate::request::{CONTENT_TYPE, OriginalRequest, Request, Tainting};
use crate::safelist::cors_unsafe_request_headers;
use crate::url::{ParseUrl, Url};

/// The target of a response with a redirect status.
pub(crate) enum RedirectTarget {
    /// There is no Location, so the response is not a redirect.
    None,
    /// The new current URL of the request.
    Url,
}

/// Turns `request` into the request that follows a redirect: the steps of [HTTP-redirect fetch] before
/// main fetch runs again. The [redirect-taint] follows from the URL list.
///
/// [redirect-taint]: https://fetch.spec.whatwg.org/#concept-request-tainted-origin
///
/// # Errors
///
/// Returns every reason for which the redirect is a network error.
///
/// [HTTP-redirect fetch]: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
pub(crate) fn http_redirect_fetch(
    request: &mut Request,
    response: &HttpResponse,
    parse: ParseUrl,
    profile: Profile,
) -> Result<RedirectTarget, Vec<Reason>> {
    let location = match location_url(&request.url, response, parse, profile) {
        Ok(Some(location)) => location,
        Ok(None) => return Ok(RedirectTarget::None),
        Err(reason) => return Err(vec![reason]),
    };
    if !location.is_http() {
        let scheme = Quoted::from(location.scheme());
        return Err(vec![Reason(Finding::RedirectSchemeNotHttp { scheme })]);
    }
    let mut reasons = Vec::new();
    if request.redirect_count >= request.redirect_limit {
        reasons.push(Reason(Finding::TooManyRedirects { limit: request.redirect_limit }));
    }
    let crosses = request.mode == RequestMode::Cors && !location.is_same_origin(&request.origin);
    if location.includes_credentials() && refuses_user_name(request, crosses, profile) {
        reasons
            .push(Reason(Finding::RedirectHasCredentials { host: Quoted::from(location.host()) }));
    }
    let status = response.status();
    if status != 303 && request.has_body && request.body_is_stream {
        reasons.push(Reason(Finding::RedirectOfStream { status }));
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }

    let rules = profile.rules();
    request.keeps_origin = rules.origin_header == OriginHeader::Sticky
        && location.is_same_origin(&request.url.origin())
        && request_origin(request).is_some();
    request.remember_original(profile);
    request.restore_headers(&location, status, profile);
    request.removed.clear();
    request.redirect_count = request.redirect_count.saturating_add(1);
    if becomes_get(&request.method, status) {
        request.method = "GET".to_owned();
        request.has_body = false;
        request.headers.delete(REQUEST_BODY_HEADERS);
        request.removed.extend_from_slice(REQUEST_BODY_HEADERS);
    }
    if !location.is_same_origin(&request.url.origin()) {
        if request.method == "DELETE" && rules.redirected_delete == RedirectedDelete::BecomesGet {
            request.method = "GET".to_owned();
        }
        request.is_tainted |= request.mode == RequestMode::NoCors
            && rules.no_cors_taint == NoCorsTaint::OnAnyCrossOriginRedirect;
        if request.mode == RequestMode::NoCors
            && request.tainting == Tainting::Basic
            && rules.removed_headers == RemovedHeaders::RestoredUnderCors
        {
            request.original = None;
        }
        request.left_origin |= request.tainting == Tainting::Basic;
        request.headers.delete(&[CORS_NON_WILDCARD_REQUEST_HEADER_NAME]);
        request.removed.push(CORS_NON_WILDCARD_REQUEST_HEADER_NAME);
    }
    // The taint depends on the URL after main fetch has upgraded it.
    let asked = upgraded(request, &location);
    if !asked.as_ref().unwrap_or(&location).is_same_origin(&request.url.origin()) {
        request.is_tainted |= !request.url.is_same_origin(&request.origin);
    }
    request.url = location;
    if let Some(policy) = referrer_policy(response)
        && rules.redirected_referrer_policy == RedirectedReferrerPolicy::Applied
    {
        request.referrer_policy = policy;
    }
    Ok(RedirectTarget::Url)
}

/// Whether a redirect to a URL with a user name or password fails at once. `crosses` is whether it
/// leads to another origin than the document's, in mode `cors`.
fn refuses_user_name(request: &Request, crosses: bool, profile: Profile) -> bool {
    let rules = profile.rules();
    let uses_cors = crosses || request.tainting == Tainting::Cors;
    // After the next preflight, `refused_for_credentials` checks the URL.
    let is_checked_later = request.tainting == Tainting::Basic && requires_credentials(profile);
    match rules.redirected_user_name {
        RedirectedUserName::AllowedForXhrOnly if request.via != InitiatorType::Xhr => true,
        _ => uses_cors && !is_checked_later,
    }
}

/// Whether a request that has left the document's origin must be allowed credentials.
pub(crate) fn requires_credentials(profile: Profile) -> bool {
    profile.rules().redirect_after_leaving_origin == RedirectAfterLeavingOrigin::RequiresCredentials
}

/// Returns the reason for which a profile's browser fails on the Location of a redirect that is not
/// followed.
pub(crate) fn manual_failure(
    request: &Request,
    response: &HttpResponse,
    parse: ParseUrl,
    profile: Profile,
) -> Option<Reason> {
    let reason = location_url(&request.url, response, parse, profile).err()?;
    let fails = match profile.rules().manual_location {
        ManualLocation::NotParsed => false,
        ManualLocation::FailsIfRepeated => reason.code() == ReasonCode::RedirectLocationRepeated,
        ManualLocation::FailsIfRepeatedOrInvalid => true,
    };
    fails.then_some(reason)
}

impl Request {
    /// Keeps the request as it is before a redirect changes it, if it counts after the redirect.
    fn remember_original(&mut self, profile: Profile) {
        let basis = profile.rules().redirect_preflight_basis;
        if basis == RedirectPreflightBasis::CurrentRequest {
            return;
        }
        let has_unsafe_method =
            self.use_cors_preflight || !is_cors_safelisted_method(self.method.as_bytes());
        let is_type_apart =
            self.has_type_of_body && basis == RedirectPreflightBasis::OriginalRequestMinusRemoved;
        let mut original = self.original.take().unwrap_or_else(|| {
            let mut original = OriginalRequest {
                needed_preflight: false,
                method: self.method.clone(),
                unsafe_names: self.unsafe_names(profile),
                headers: self.headers.clone(),
            };
            if is_type_apart {
                original.unsafe_names.retain(|name| name != CONTENT_TYPE);
                original.headers.delete(&[CONTENT_TYPE]);
            }
            original
        });
        let can_trigger = self.unsafe_request && self.tainting == Tainting::Cors;
        original.needed_preflight |= has_unsafe_method && can_trigger;
        // If no other name is listed, the type of the body is listed from this redirect on.
        if is_type_apart && can_trigger && original.unsafe_names.is_empty() {
            original.unsafe_names = self.unsafe_names(profile);
        }
        self.original = Some(original);
    }

    fn unsafe_names(&self, profile: Profile) -> Vec<String> {
        cors_unsafe_request_headers(&self.judged_headers(), profile).names
    }

    /// Restores the headers that an earlier redirect removed, if the profile's browser does.
    fn restore_headers(&mut self, location: &Url, status: u16, profile: Profile) {
        let Some(original) = &self.original else { return };
        let mut headers = original.headers.clone();
        match profile.rules().removed_headers {
            RemovedHeaders::StayRemoved => return,
            RemovedHeaders::RestoredUnderCors => {
                let is_cors =
                    self.mode == RequestMode::Cors && !location.is_same_origin(&self.origin);
                if self.tainting != Tainting::Cors && !is_cors {
                    if matches!(status, 307 | 308)
                        && let Some(value) = headers.get(CONTENT_TYPE)
                    {
                        self.headers.set(Header::valid("Content-Type", value));
                    }
                    return;
                }
                if !self.headers.contains(CORS_NON_WILDCARD_REQUEST_HEADER_NAME) {
                    headers.delete(&[CORS_NON_WILDCARD_REQUEST_HEADER_NAME]);
                }
            }
            RemovedHeaders::RestoredByNextRedirect => {
                if becomes_get(&original.method, status) {
                    headers.delete(REQUEST_BODY_HEADERS);
                }
                if self.has_type_of_body
                    && let Some(value) = self.headers.get(CONTENT_TYPE)
                {
                    headers.append(Header::valid("Content-Type", value));
                }
            }
        }
        self.headers = headers;
    }
}

/// Whether a redirect with this status turns a request with this method into a GET without a body.
fn becomes_get(method: &str, status: u16) -> bool {
    match status {
        301 | 302 => method == "POST",
        303 => !matches!(method, "GET" | "HEAD"),
        _ => false,
    }
}

/// Whether a response with a redirect status is not a redirect in a profile's browser, because it has
/// no Location.
pub(crate) fn is_final_response(
    request: &Request,
    response: &HttpResponse,
    profile: Profile,
) -> bool {
    let leads_nowhere = || match profile.rules().repeated_location {
        RepeatedLocation::Combined => {
            response.headers().get("Location").is_none_or(|value| value.is_empty())
        }
        RepeatedLocation::Fails | RepeatedLocation::FailsUnlessEqual => {
            response.headers().get_all("Location").all(<[u8]>::is_empty)
        }
    };
    request.redirect == RedirectMode::Error
        && profile.rules().missing_location == MissingLocation::FinalResponse
        && leads_nowhere()
}

/// Returns the reason for which a redirect that leaves the page's origin is refused, if the profile's
/// browser checks it only after the redirect.
pub(crate) fn refused_for_credentials(request: &Request, profile: Profile) -> Option<Reason> {
    let crosses = request.mode == RequestMode::Cors && !request.url.is_same_origin(&request.origin);
    let is_refused = request.url.includes_credentials() && crosses && requires_credentials(profile);
    is_refused
        .then(|| Reason(Finding::RedirectHasCredentials { host: Quoted::from(request.url.host()) }))
}

/// Returns the [location URL], or `None` if there is no Location.
///
/// [location URL]: https://fetch.spec.whatwg.org/#concept-response-location-url
fn location_url(
    url: &Url,
    response: &HttpResponse,
    parse: ParseUrl,
    profile: Profile,
) -> Result<Option<Url>, Reason> {
    const NAME: &str = "Location";
    let mut lines = response.headers().get_all(NAME);
    let Some(first) = lines.next() else { return Ok(None) };
    let joined;
    let value = match (profile.rules().repeated_location, lines.next()) {
        (_, None) => first,
        (RepeatedLocation::Combined, Some(_)) => {
            joined = response.headers().get(NAME).unwrap_or_default();
            joined.as_ref()
        }
        (RepeatedLocation::FailsUnlessEqual, Some(second))
            if second == first && lines.all(|line| line == first) =>
        {
            first
        }
        _ => return Err(Reason(Finding::RedirectLocationRepeated)),
    };
    match profile.rules().empty_location {
        EmptyLocation::Fails if value.is_empty() => {
            return Err(Reason(Finding::RedirectLocationInvalid { value: Quoted::from(value) }));
        }
        EmptyLocation::Missing if value.is_empty() => return Ok(None),
        _ => {}
    }
    // Browsers decode a Location that is valid UTF-8 as UTF-8. The standard does not define it.
    let text = std::str::from_utf8(value).map_or_else(|_| isomorphic_decode(value), str::to_owned);
    let invalid = || Reason(Finding::RedirectLocationInvalid { value: Quoted::from(value) });
    let location = Url::new(&text, Some(url.href()), parse).ok_or_else(invalid)?;
    match (location.fragment(), url.fragment()) {
        (None, Some(fragment))
            if !fragment.is_empty()
                || profile.rules().redirected_empty_fragment == RedirectedEmptyFragment::Kept =>
        {
            let href = format!("{}#{fragment}", location.href());
            Url::new(&href, None, parse).ok_or_else(invalid).map(Some)
        }
        _ => Ok(Some(location)),
    }
}

/// Returns the [referrer policy of a response]: the last valid keyword of its header.
///
/// [referrer policy of a response]: https://w3c.github.io/webappsec-referrer-policy/#parse-referrer-policy-from-header
fn referrer_policy(response: &HttpResponse) -> Option<ReferrerPolicy> {
    let value = isomorphic_decode(&response.headers().get("Referrer-Policy")?);
    let words = value.split(',').map(|word| word.trim_matches([' ', '\t']));
    words.filter(|word| !word.is_empty()).filter_map(|word| word.parse().ok()).next_back()
}
