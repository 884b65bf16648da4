//! [Requests](https://fetch.spec.whatwg.org/#concept-request), made from what the author wrote.

pub(crate) mod arguments;
mod body;
mod construct;
mod element;
mod fetch;
mod xhr;

use crate::call::{
    CacheMode, Call, CredentialsMode, InitiatorType, RedirectMode, ReferrerPolicy, RequestMode,
};
use crate::http::header::{Header, HeaderList, with_places, without_places};
use crate::http::status::REDIRECT_LIMIT;
use crate::profile::{PreflightOrigin, Profile};
use crate::report::reason::Reason;
use crate::url::Url;
use crate::url::origin::Origin;
use std::borrow::Cow;

/// The name of the header with the body's type, as a preflight lists it.
pub(crate) const CONTENT_TYPE: &str = "content-type";

/// A [request](https://fetch.spec.whatwg.org/#concept-request). Only its initiator creates it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// The current URL, the last of the URL list.
    pub(crate) url: Url,
    pub(crate) origin: Origin,
    pub(crate) method: String,
    pub(crate) headers: HeaderList,
    pub(crate) has_body: bool,
    /// Whether the body's source is null: the body can be read only once.
    pub(crate) body_is_stream: bool,
    pub(crate) mode: RequestMode,
    pub(crate) credentials: CredentialsMode,
    pub(crate) redirect: RedirectMode,
    pub(crate) cache: CacheMode,
    pub(crate) referrer_policy: ReferrerPolicy,
    /// The destination of an element's request. It is empty for requests of scripts.
    pub(crate) destination: &'static str,
    /// Whether method and headers can cause a preflight.
    pub(crate) unsafe_request: bool,
    pub(crate) use_cors_preflight: bool,
    pub(crate) tainting: Tainting,
    pub(crate) redirect_count: u8,
    /// The number of redirects that are followed.
    pub(crate) redirect_limit: u8,
    /// The request before any redirect, if it still counts.
    pub(crate) original: Option<OriginalRequest>,
    /// The names of the headers that the last redirect removes, whether the request had them or not.
    pub(crate) removed: Vec<&'static str>,
    /// The initiator.
    pub(crate) via: InitiatorType,
    /// Whether `Content-Type` was derived from the body of an XMLHttpRequest, and not set by the author.
    pub(crate) has_type_of_body: bool,
    /// Whether a redirect has led from the page's origin to another.
    pub(crate) left_origin: bool,
    /// Whether the origin is sent even if the referrer policy withholds it.
    pub(crate) shows_origin: bool,
    /// The reason for which the browser does not send the request.
    pub(crate) refused: Option<Reason>,
    /// Whether the request has an `Origin` header because it had one before a redirect.
    pub(crate) keeps_origin: bool,
    /// Whether the [redirect-taint] is not `same-origin`: a redirect led from another origin than the
    /// page's to a third one.
    ///
    /// [redirect-taint]: https://fetch.spec.whatwg.org/#concept-request-tainted-origin
    pub(crate) is_tainted: bool,
    /// The Content-Type that decides on a preflight, if it is not the one that is sent.
    pub(crate) judged_type: Option<Vec<u8>>,
    pub(crate) notes: Vec<Reason>,
}

/// A request before any redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OriginalRequest {
    /// Whether a cross-origin hop triggered a preflight by more than its headers.
    pub(crate) needed_preflight: bool,
    pub(crate) method: String,
    /// The CORS-unsafe request-header names of its headers.
    pub(crate) unsafe_names: Vec<String>,
    pub(crate) headers: HeaderList,
}

impl OriginalRequest {
    /// Returns the names that a preflight lists after a redirect has removed some. `now` are those of
    /// the current headers.
    pub(crate) fn remaining_names(&self, request: &Request, now: &[String]) -> Vec<String> {
        let is_type = |name: &String| request.has_type_of_body && name == CONTENT_TYPE;
        let is_removed = |name: &String| {
            request.removed.iter().any(|removed| name.eq_ignore_ascii_case(removed))
        };
        let left = |name: &&String| is_type(name) || !is_removed(name);
        let mut names: Vec<String> = self.unsafe_names.iter().filter(left).cloned().collect();
        if !names.iter().any(is_type) {
            names.extend(now.iter().filter(|name| is_type(name)).cloned());
            names = without_places(with_places(names));
        }
        names
    }
}

/// A [response tainting]: whether the page may read the response.
///
/// [response tainting]: https://fetch.spec.whatwg.org/#concept-request-response-tainting
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tainting {
    /// The response is within the origin of the page.
    Basic,
    /// The response is cross-origin, and the CORS check decides.
    Cors,
    /// The response is cross-origin and hidden.
    Opaque,
}

impl Request {
    /// Returns a request of `call` for `url`, [populated] with the values of the page. Everything else
    /// has the standard's default.
    ///
    /// [populated]: https://fetch.spec.whatwg.org/#populate-request-from-client
    pub(crate) fn to(url: Url, method: &str, call: &Call) -> Request {
        Request {
            url,
            origin: call.origin.clone(),
            method: method.to_owned(),
            headers: HeaderList::default(),
            has_body: false,
            body_is_stream: false,
            mode: RequestMode::NoCors,
            credentials: CredentialsMode::SameOrigin,
            redirect: RedirectMode::Follow,
            cache: CacheMode::Default,
            referrer_policy: call.referrer_policy,
            destination: "",
            unsafe_request: false,
            use_cors_preflight: false,
            tainting: Tainting::Basic,
            redirect_count: 0,
            redirect_limit: REDIRECT_LIMIT,
            original: None,
            removed: Vec::new(),
            via: call.initiator.kind(),
            has_type_of_body: false,
            left_origin: false,
            shows_origin: false,
            refused: None,
            keeps_origin: false,
            is_tainted: false,
            judged_type: None,
            notes: Vec::new(),
        }
    }

    /// Returns the [serialized request origin].
    ///
    /// [serialized request origin]: https://fetch.spec.whatwg.org/#serializing-a-request-origin
    pub(crate) fn serialize_origin(&self) -> &str {
        if self.is_tainted { Origin::OPAQUE_SERIALIZATION } else { self.origin.serialize() }
    }

    /// Returns the serialized origin in the preflight of this request.
    pub(crate) fn origin_of_preflight(&self, profile: Profile) -> &str {
        match profile.rules().preflight_origin {
            PreflightOrigin::Request => self.serialize_origin(),
            PreflightOrigin::Document => self.origin.serialize(),
        }
    }

    /// Returns the headers that decide on a preflight.
    pub(crate) fn judged_headers(&self) -> Cow<'_, HeaderList> {
        let judged = self.judged_type.as_ref().filter(|_| self.headers.contains("Content-Type"));
        let Some(value) = judged else { return Cow::Borrowed(&self.headers) };
        let mut headers = self.headers.clone();
        headers.set(Header::valid("Content-Type", value.as_slice()));
        Cow::Owned(headers)
    }

    /// Whether the credentials mode is `include`, the only distinction that the CORS protocol makes.
    pub(crate) fn includes_credentials(&self) -> bool {
        self.credentials == CredentialsMode::Include
    }
}
