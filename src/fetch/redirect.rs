//! [HTTP-redirect fetch](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch).

use crate::call::{Mode, Redirect, ReferrerPolicy, Via};
use crate::fetch::http_request::request_origin;
use crate::fetch::mixed_content::upgraded;
use crate::http::header::{CORS_NON_WILDCARD_REQUEST_HEADER_NAME, Header, REQUEST_BODY_HEADERS};
use crate::http::isomorphic::{Text, isomorphic_decode};
use crate::http::method::is_cors_safelisted_method;
use crate::http::response::Answer;
use crate::profile::{
    AfterLeaving, CarriedFragment, DecidedBy, EmptyLocation, Locations, ManualLocation,
    NoCorsTaint, OriginHeader, Profile, RedirectedDelete, RedirectedPolicy, RedirectedUserName,
    RemovedHeaders, WithoutLocation,
};
use crate::report::reason::Reason;
use crate::request::{CONTENT_TYPE, First, Request, Tainting};
use crate::safelist::cors_unsafe_request_headers;
use crate::url::{ParseUrl, Url};

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
    profile: &Profile,
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
    let is_refused_later = request.tainting == Tainting::Basic
        && profile.redirect.after_leaving == AfterLeaving::Distrusted;
    let is_refused_anyway = match profile.redirect.user_name {
        RedirectedUserName::AcrossOrigins => false,
        RedirectedUserName::ButForXhr => request.via != Via::Xhr,
    };
    let is_refused = (crosses || request.tainting == Tainting::Cors) && !is_refused_later;
    if location.includes_credentials() && (is_refused || is_refused_anyway) {
        reasons.push(Reason::RedirectHasCredentials { host: Text::from(location.host()) });
    }
    let status = answer.status();
    if status != 303 && request.has_body && request.body_is_stream {
        reasons.push(Reason::RedirectOfStream { status });
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }

    request.keeps_origin = profile.redirect.origin_header == OriginHeader::Kept
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
        if request.method == "DELETE" && profile.redirect.delete == RedirectedDelete::BecomesGet {
            request.method = "GET".to_owned();
        }
        request.is_tainted |= request.mode == Mode::NoCors
            && profile.redirect.no_cors_taint == NoCorsTaint::LeavingAny;
        if request.mode == Mode::NoCors
            && request.tainting == Tainting::Basic
            && profile.redirect.removed_headers == RemovedHeaders::ComeBackUnderCors
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
        && profile.redirect.referrer_policy == RedirectedPolicy::Taken
    {
        request.referrer_policy = policy;
    }
    Ok(Hop::On)
}

/// What a profile finds amiss in where a redirect leads that nobody follows.
pub(crate) fn manual_failure(
    request: &Request,
    answer: &Answer,
    parse: ParseUrl,
    profile: &Profile,
) -> Option<Reason> {
    let reason = location_url(&request.url, answer, parse, profile).err()?;
    let fails = match profile.redirect.manual_location {
        ManualLocation::Unseen => false,
        ManualLocation::Repeated => matches!(reason, Reason::RedirectLocationRepeated {}),
        ManualLocation::RepeatedOrInvalid => true,
    };
    fails.then_some(reason)
}

impl Request {
    /// Keeps what the request is before a redirect changes it, if the profile goes by that after.
    fn remember_first(&mut self, profile: &Profile) {
        let decided_by = profile.redirect.decided_by;
        if decided_by == DecidedBy::Request {
            return;
        }
        let asks = self.use_cors_preflight || !is_cors_safelisted_method(self.method.as_bytes());
        let is_type_apart = self.has_type_of_body && decided_by == DecidedBy::FirstRequest;
        let mut first = self.first.take().unwrap_or_else(|| {
            let mut first = First {
                asked: false,
                method: self.method.clone(),
                unsafe_names: self.unsafe_names(profile),
                headers: self.headers.clone(),
            };
            if is_type_apart {
                first.unsafe_names.retain(|name| name != CONTENT_TYPE);
                first.headers.delete(&[CONTENT_TYPE]);
            }
            first
        });
        let is_asked = self.unsafe_request && self.tainting == Tainting::Cors;
        first.asked |= asks && is_asked;
        // Where nothing else is asked for, it is asked for from then on.
        if is_type_apart && is_asked && first.unsafe_names.is_empty() {
            first.unsafe_names = self.unsafe_names(profile);
        }
        self.first = Some(first);
    }

    fn unsafe_names(&self, profile: &Profile) -> Vec<String> {
        cors_unsafe_request_headers(&self.judged_headers(), profile).names
    }

    /// Puts back what an earlier redirect has removed, where the profile has it so.
    fn restore_headers(&mut self, location: &Url, status: u16, profile: &Profile) {
        let Some(first) = &self.first else { return };
        let mut headers = first.headers.clone();
        match profile.redirect.removed_headers {
            RemovedHeaders::StayAway => return,
            RemovedHeaders::ComeBackUnderCors => {
                let is_cors = self.mode == Mode::Cors && !location.is_same_origin(&self.origin);
                if self.tainting != Tainting::Cors && !is_cors {
                    if matches!(status, 307 | 308)
                        && let Some(value) = headers.get(CONTENT_TYPE)
                    {
                        self.headers.set(Header::new("Content-Type", value));
                    }
                    return;
                }
                if !self.headers.contains(CORS_NON_WILDCARD_REQUEST_HEADER_NAME) {
                    headers.delete(&[CORS_NON_WILDCARD_REQUEST_HEADER_NAME]);
                }
            }
            RemovedHeaders::SetAnew => {
                if becomes_get(&first.method, status) {
                    headers.delete(REQUEST_BODY_HEADERS);
                }
                if self.has_type_of_body
                    && let Some(value) = self.headers.get(CONTENT_TYPE)
                {
                    headers.append(Header::new("Content-Type", value));
                }
            }
        }
        self.headers = headers;
    }
}

/// Whether a redirect of this status makes a GET of a request of this method, without its body.
fn becomes_get(method: &str, status: u16) -> bool {
    match status {
        301 | 302 => method == "POST",
        303 => !matches!(method, "GET" | "HEAD"),
        _ => false,
    }
}

/// Whether an answer with a redirect status leads nowhere, and is no redirect to a profile.
pub(crate) fn is_answer(request: &Request, answer: &Answer, profile: &Profile) -> bool {
    let leads_nowhere = || match profile.redirect.locations {
        Locations::Joined => answer.headers().get("Location").is_none_or(|value| value.is_empty()),
        Locations::Fail | Locations::FailUnlessEqual => {
            answer.headers().lines("Location").all(<[u8]>::is_empty)
        }
    };
    request.redirect == Redirect::Error
        && profile.redirect.without_location == WithoutLocation::Answer
        && leads_nowhere()
}

/// Why a redirect from the page's origin is refused where a profile finds that out only then.
pub(crate) fn refused_for_credentials(request: &Request, profile: &Profile) -> Option<Reason> {
    let crosses = request.mode == Mode::Cors && !request.url.is_same_origin(&request.origin);
    let is_refused = request.url.includes_credentials()
        && crosses
        && profile.redirect.after_leaving == AfterLeaving::Distrusted;
    is_refused.then(|| Reason::RedirectHasCredentials { host: Text::from(request.url.host()) })
}

/// The [location URL]: nothing where there is no Location.
///
/// [location URL]: https://fetch.spec.whatwg.org/#concept-response-location-url
fn location_url(
    url: &Url,
    answer: &Answer,
    parse: ParseUrl,
    profile: &Profile,
) -> Result<Option<Url>, Reason> {
    const NAME: &str = "Location";
    let mut lines = answer.headers().lines(NAME);
    let Some(first) = lines.next() else { return Ok(None) };
    let joined;
    let value = match (profile.redirect.locations, lines.next()) {
        (_, None) => first,
        (Locations::Joined, Some(_)) => {
            joined = answer.headers().get(NAME).unwrap_or_default();
            joined.as_ref()
        }
        (Locations::FailUnlessEqual, Some(second))
            if second == first && lines.all(|line| line == first) =>
        {
            first
        }
        _ => return Err(Reason::RedirectLocationRepeated {}),
    };
    match profile.redirect.empty_location {
        EmptyLocation::Failure if value.is_empty() => {
            return Err(Reason::RedirectLocationInvalid { value: Text::from(value) });
        }
        EmptyLocation::None if value.is_empty() => return Ok(None),
        _ => {}
    }
    // Browsers read a Location of valid UTF-8 as that; the standard does not say.
    let text = std::str::from_utf8(value).map_or_else(|_| isomorphic_decode(value), str::to_owned);
    let invalid = || Reason::RedirectLocationInvalid { value: Text::from(value) };
    let location = Url::new(&text, Some(url.href()), parse).ok_or_else(invalid)?;
    match (location.fragment(), url.fragment()) {
        (None, Some(fragment))
            if !fragment.is_empty() || profile.redirect.empty_fragment == CarriedFragment::Kept =>
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
