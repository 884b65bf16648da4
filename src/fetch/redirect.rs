//! [HTTP-redirect fetch](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch).

use crate::call::{Mode, Redirect, ReferrerPolicy, Via};
use crate::fetch::classify::upgraded;
use crate::http::header::CORS_NON_WILDCARD_REQUEST_HEADER_NAME;
use crate::http::isomorphic::{Text, isomorphic_decode};
use crate::http::request::request_origin;
use crate::http::response::Answer;
use crate::profile::{
    EmptyLocation, ManualLocation, MissingLocation, NoCorsTaint, OriginHeader, Profile,
    RedirectAfterLeavingOrigin, RedirectedDelete, RedirectedEmptyFragment,
    RedirectedReferrerPolicy, RedirectedUserName, RemovedHeaders, RepeatedLocation,
};
use crate::report::reason::Reason;
use crate::request::{Request, Tainting};
use crate::url::{ParseUrl, Url};

/// How many redirects are followed.
pub(crate) const LIMIT: u8 = 20;

/// The headers that go with a body: the [request-body-header names].
///
/// [request-body-header names]: https://fetch.spec.whatwg.org/#request-body-header-name
pub(crate) const REQUEST_BODY_HEADERS: &[&str] =
    &["Content-Encoding", "Content-Language", "Content-Location", "Content-Type"];

/// Where an answer with a redirect status leads.
pub(crate) enum Hop {
    /// Nowhere: it has no Location, and is an answer like any other.
    Nowhere,
    /// To the request's new current URL.
    On,
}

/// Makes `request` the one that follows a redirect, up to the point where [HTTP-redirect fetch] goes
/// back to main fetch; its [redirect-taint] grows with the URL list.
///
/// [redirect-taint]: https://fetch.spec.whatwg.org/#concept-request-tainted-origin
///
/// # Errors
///
/// Every reason for which the redirect is a network error.
///
/// [HTTP-redirect fetch]: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
pub(crate) fn http_redirect_fetch(
    request: &mut Request,
    answer: &Answer,
    parse: ParseUrl,
    profile: Profile,
) -> Result<Hop, Vec<Reason>> {
    let location = match location_url(&request.url, answer, parse, profile) {
        Ok(Some(location)) => location,
        Ok(None) => return Ok(Hop::Nowhere),
        Err(reason) => return Err(vec![reason]),
    };
    if !location.is_http() {
        let scheme = Text::from(location.scheme());
        return Err(vec![Reason::RedirectSchemeNotHttp { scheme }]);
    }
    let mut reasons = Vec::new();
    if request.redirect_count >= request.redirect_limit {
        reasons.push(Reason::TooManyRedirects { limit: request.redirect_limit });
    }
    let crosses = request.mode == Mode::Cors && !location.is_same_origin(&request.origin);
    if location.includes_credentials() && refuses_user_name(request, crosses, profile) {
        reasons.push(Reason::RedirectHasCredentials { host: Text::from(location.host()) });
    }
    let status = answer.status();
    if status != 303 && request.has_body && request.body_is_stream {
        reasons.push(Reason::RedirectOfStream { status });
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }

    let rules = profile.rules();
    request.keeps_origin = rules.origin_header == OriginHeader::Sticky
        && location.is_same_origin(&request.url.origin())
        && request_origin(request).is_some();
    request.remember_first(profile);
    request.restore_headers(&location, status, profile);
    request.removed.clear();
    request.redirect_count += 1;
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
        request.is_tainted |= request.mode == Mode::NoCors
            && rules.no_cors_taint == NoCorsTaint::OnAnyCrossOriginRedirect;
        if request.mode == Mode::NoCors
            && request.tainting == Tainting::Basic
            && rules.removed_headers == RemovedHeaders::RestoredUnderCors
        {
            request.first = None;
        }
        request.left_origin |= request.tainting == Tainting::Basic;
        request.headers.delete(&[CORS_NON_WILDCARD_REQUEST_HEADER_NAME]);
        request.removed.push(CORS_NON_WILDCARD_REQUEST_HEADER_NAME);
    }
    // The taint goes by the URL that main fetch makes of it.
    let asked = upgraded(request, &location);
    if !asked.as_ref().unwrap_or(&location).is_same_origin(&request.url.origin()) {
        request.is_tainted |= !request.url.is_same_origin(&request.origin);
    }
    request.url = location;
    if let Some(policy) = referrer_policy(answer)
        && rules.redirected_referrer_policy == RedirectedReferrerPolicy::Applied
    {
        request.referrer_policy = policy;
    }
    Ok(Hop::On)
}

/// Whether a redirect to a URL with a user name or password fails at once. `crosses` is whether it
/// leads to another origin than the document's, in mode `cors`.
fn refuses_user_name(request: &Request, crosses: bool, profile: Profile) -> bool {
    let rules = profile.rules();
    let uses_cors = crosses || request.tainting == Tainting::Cors;
    // After the next preflight, `refused_for_credentials` checks the URL.
    let is_checked_later = request.tainting == Tainting::Basic && requires_credentials(profile);
    match rules.redirected_user_name {
        RedirectedUserName::AllowedForXhrOnly if request.via != Via::Xhr => true,
        _ => uses_cors && !is_checked_later,
    }
}

/// Whether a request that has left the document's origin must be allowed credentials.
pub(crate) fn requires_credentials(profile: Profile) -> bool {
    profile.rules().redirect_after_leaving_origin == RedirectAfterLeavingOrigin::RequiresCredentials
}

/// What a profile finds amiss in where a redirect leads that nobody follows.
pub(crate) fn manual_failure(
    request: &Request,
    answer: &Answer,
    parse: ParseUrl,
    profile: Profile,
) -> Option<Reason> {
    let reason = location_url(&request.url, answer, parse, profile).err()?;
    let fails = match profile.rules().manual_location {
        ManualLocation::NotParsed => false,
        ManualLocation::FailsIfRepeated => matches!(reason, Reason::RedirectLocationRepeated {}),
        ManualLocation::FailsIfRepeatedOrInvalid => true,
    };
    fails.then_some(reason)
}

/// Whether a redirect of this status makes a GET of a request of this method, without its body.
pub(crate) fn becomes_get(method: &str, status: u16) -> bool {
    match status {
        301 | 302 => method == "POST",
        303 => !matches!(method, "GET" | "HEAD"),
        _ => false,
    }
}

/// Whether an answer with a redirect status leads nowhere, and is no redirect to a profile.
pub(crate) fn is_answer(request: &Request, answer: &Answer, profile: Profile) -> bool {
    let leads_nowhere = || match profile.rules().repeated_location {
        RepeatedLocation::Combined => {
            answer.headers().get("Location").is_none_or(|value| value.is_empty())
        }
        RepeatedLocation::Fails | RepeatedLocation::FailsUnlessEqual => {
            answer.headers().lines("Location").all(<[u8]>::is_empty)
        }
    };
    request.redirect == Redirect::Error
        && profile.rules().missing_location == MissingLocation::FinalResponse
        && leads_nowhere()
}

/// Why a redirect from the page's origin is refused where a profile finds that out only then.
pub(crate) fn refused_for_credentials(request: &Request, profile: Profile) -> Option<Reason> {
    let crosses = request.mode == Mode::Cors && !request.url.is_same_origin(&request.origin);
    let is_refused = request.url.includes_credentials() && crosses && requires_credentials(profile);
    is_refused.then(|| Reason::RedirectHasCredentials { host: Text::from(request.url.host()) })
}

/// The [location URL]: nothing where there is no Location.
///
/// [location URL]: https://fetch.spec.whatwg.org/#concept-response-location-url
fn location_url(
    url: &Url,
    answer: &Answer,
    parse: ParseUrl,
    profile: Profile,
) -> Result<Option<Url>, Reason> {
    const NAME: &str = "Location";
    let mut lines = answer.headers().lines(NAME);
    let Some(first) = lines.next() else { return Ok(None) };
    let joined;
    let value = match (profile.rules().repeated_location, lines.next()) {
        (_, None) => first,
        (RepeatedLocation::Combined, Some(_)) => {
            joined = answer.headers().get(NAME).unwrap_or_default();
            joined.as_ref()
        }
        (RepeatedLocation::FailsUnlessEqual, Some(second))
            if second == first && lines.all(|line| line == first) =>
        {
            first
        }
        _ => return Err(Reason::RedirectLocationRepeated {}),
    };
    match profile.rules().empty_location {
        EmptyLocation::Fails if value.is_empty() => {
            return Err(Reason::RedirectLocationInvalid { value: Text::from(value) });
        }
        EmptyLocation::Missing if value.is_empty() => return Ok(None),
        _ => {}
    }
    // Browsers read a Location of valid UTF-8 as that; the standard does not say.
    let text = std::str::from_utf8(value).map_or_else(|_| isomorphic_decode(value), str::to_owned);
    let invalid = || Reason::RedirectLocationInvalid { value: Text::from(value) };
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

/// The [referrer policy of an answer]: the last word of its header that is one.
///
/// [referrer policy of an answer]: https://w3c.github.io/webappsec-referrer-policy/#parse-referrer-policy-from-header
fn referrer_policy(answer: &Answer) -> Option<ReferrerPolicy> {
    let value = isomorphic_decode(&answer.headers().get("Referrer-Policy")?);
    let words = value.split(',').map(|word| word.trim_matches([' ', '\t']));
    words.filter(|word| !word.is_empty()).filter_map(ReferrerPolicy::from_word).next_back()
}
