//! [Requests](https://fetch.spec.whatwg.org/#concept-request), made from what the author wrote.

pub(crate) mod arguments;
mod body;
mod construct;
mod element;
pub(crate) mod exception;
mod fetch;
mod xhr;

use crate::call::{Cache, Call, Credentials, Mode, Redirect, ReferrerPolicy, Via};
use crate::http::header::{Header, HeaderList, with_places, without_places};
use crate::http::status::REDIRECT_LIMIT;
use crate::profile::{PreflightOrigin, Profile};
use crate::report::reason::Reason;
use crate::url::Url;
use crate::url::origin::Origin;
use std::borrow::Cow;

/// The name of the header with the body's type, as a preflight lists it.
pub(crate) const CONTENT_TYPE: &str = "content-type";

/// A [request](https://fetch.spec.whatwg.org/#concept-request), which only its sender makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The current URL, the last of the URL list.
    pub(crate) url: Url,
    pub(crate) origin: Origin,
    pub(crate) method: String,
    pub(crate) headers: HeaderList,
    pub(crate) has_body: bool,
    /// Whether the body's source is null: it can be read once, and never again.
    pub(crate) body_is_stream: bool,
    pub(crate) mode: Mode,
    pub(crate) credentials: Credentials,
    pub(crate) redirect: Redirect,
    pub(crate) cache: Cache,
    pub(crate) referrer_policy: ReferrerPolicy,
    /// What the element that asks is going to do with the answer; empty for scripts' own requests.
    pub(crate) destination: &'static str,
    /// Whether method and headers can cause a preflight.
    pub(crate) unsafe_request: bool,
    pub(crate) use_cors_preflight: bool,
    pub(crate) tainting: Tainting,
    pub(crate) redirect_count: u8,
    /// How many redirects are followed.
    pub(crate) redirect_limit: u8,
    /// What it would have asked for before any redirect, where that still counts.
    pub(crate) first: Option<First>,
    /// The names of headers that the last redirect has removed, whether they were there or not.
    pub(crate) removed: Vec<&'static str>,
    /// Who sends it.
    pub(crate) via: Via,
    /// Whether its Content-Type came with the body of an XMLHttpRequest, of which it is in a browser's
    /// hands.
    pub(crate) has_type_of_body: bool,
    /// Whether a redirect has led from the page's origin to another.
    pub(crate) left_origin: bool,
    /// Whether no referrer policy withholds its origin.
    pub(crate) shows_origin: bool,
    /// Why its browser does not send it.
    pub(crate) refused: Option<Reason>,
    /// Whether it carries Origin because it did before.
    pub(crate) keeps_origin: bool,
    /// Whether the [redirect-taint] is other than `same-origin`: a redirect led
    /// on from another origin than the page's to a third.
    ///
    /// [redirect-taint]: https://fetch.spec.whatwg.org/#concept-request-tainted-origin
    pub(crate) is_tainted: bool,
    /// The Content-Type that decides on a preflight, where it is not the one that is sent.
    pub(crate) judged_type: Option<Vec<u8>>,
    pub(crate) notes: Vec<Reason>,
}

/// What a request would have asked for before any redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct First {
    /// Whether a hop across origins had to ask for more than its headers.
    pub(crate) asked: bool,
    pub(crate) method: String,
    /// The names that it would have to ask for, its first headers'.
    pub(crate) unsafe_names: Vec<String>,
    pub(crate) headers: HeaderList,
}

impl First {
    /// The names to be asked for after a redirect that has removed some, where its headers as they
    /// are have `now` asked for.
    pub(crate) fn names_left(&self, request: &Request, now: &[String]) -> Vec<String> {
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

/// A request's [response tainting]: how far its answer is its page's to read.
///
/// [response tainting]: https://fetch.spec.whatwg.org/#concept-request-response-tainting
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tainting {
    /// Within the origin.
    Basic,
    /// Across origins, shared by the CORS check.
    Cors,
    /// Across origins, hidden.
    Opaque,
}

impl Request {
    /// A request of `call` for `url`, whatever else of it is its sender's to say left as the
    /// standard has it by default, and what it is [populated] with from the page as the page has it.
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
            mode: Mode::NoCors,
            credentials: Credentials::SameOrigin,
            redirect: Redirect::Follow,
            cache: Cache::Default,
            referrer_policy: call.referrer_policy,
            destination: "",
            unsafe_request: false,
            use_cors_preflight: false,
            tainting: Tainting::Basic,
            redirect_count: 0,
            redirect_limit: REDIRECT_LIMIT,
            first: None,
            removed: Vec::new(),
            via: call.via,
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

    /// What happened silently on the way from what was written to what is sent.
    pub fn notes(&self) -> &[Reason] {
        &self.notes
    }

    /// The [serialised request origin].
    ///
    /// [serialised request origin]: https://fetch.spec.whatwg.org/#serializing-a-request-origin
    pub(crate) fn serialize_origin(&self) -> &str {
        if self.is_tainted { Origin::OPAQUE_SERIALIZATION } else { self.origin.serialize() }
    }

    /// The origin that a preflight for this request says it is of, serialised.
    pub(crate) fn origin_of_preflight(&self, profile: &Profile) -> &str {
        match profile.redirect.preflight_origin {
            PreflightOrigin::OfRequest => self.serialize_origin(),
            PreflightOrigin::OfPage => self.origin.serialize(),
        }
    }

    /// The headers that decide on a preflight.
    pub(crate) fn judged_headers(&self) -> Cow<'_, HeaderList> {
        let judged = self.judged_type.as_ref().filter(|_| self.headers.contains("Content-Type"));
        let Some(value) = judged else { return Cow::Borrowed(&self.headers) };
        let mut headers = self.headers.clone();
        headers.set(Header::new("Content-Type", value.as_slice()));
        Cow::Owned(headers)
    }

    /// Whether the credentials mode is `include`, all that the CORS protocol asks of it.
    pub(crate) fn includes_credentials(&self) -> bool {
        self.credentials == Credentials::Include
    }
}
