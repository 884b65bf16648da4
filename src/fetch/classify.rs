//! The part of [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch) that decides what is
//! sent.

use crate::call::{Call, RedirectMode, RequestMode};
use crate::fetch::http_request::browsers_own;
use crate::fetch::mixed_content::{blocked_as_mixed_content, upgrade_mixed_content};
use crate::http::method::is_cors_safelisted_method;
use crate::http::quoted::Quoted;
use crate::http::request::HttpRequest;
use crate::profile::{AboutBlank, Profile, RedirectPreflightBasis};
use crate::report::reason::{Finding, Reason};
use crate::report::summary::Summary;
use crate::request::{OriginalRequest, Request, Tainting};
use crate::safelist::{CorsUnsafeRequestHeaders, cors_unsafe_among};
use crate::url::data_url::is_processable;
use crate::url::origin::Origin;
use crate::url::{ParseUrl, Url};

web_enum! {
    /// The kind of a [`Classification`].
    pub Outcome {
        /// The API throws, and nothing is sent.
        Throws = "throws",
        /// The API accepts the call. It ends in a network error, and nothing is sent.
        Blocked = "blocked",
        /// The request is within the origin of the page. CORS does not apply.
        SameOrigin = "same-origin",
        /// The request is sent across origins without CORS. Its response is hidden.
        NoCors = "no-cors",
        /// A CORS request that does not trigger a preflight.
        Simple = "simple",
        /// A CORS request that triggers a preflight.
        Preflight = "preflight",
    }
}

/// The decision of a browser about a call, with every reason for it.
///
/// [`Browser::classify`](crate::Browser::classify) returns one.
///
/// ```
/// use cors_preflight::{Browser, Call, Outcome, ReasonCode};
///
/// let call = Call::fetch("https://app.example", "https://api.example/notes")?.method("delete");
/// let classification = Browser::CHROMIUM.classify(&call);
///
/// assert_eq!(classification.outcome(), Outcome::Preflight);
/// assert_eq!(classification.reasons()[0].code(), ReasonCode::MethodNotSafelisted);
/// assert_eq!(classification.notes()[0].code(), ReasonCode::MethodNormalized);
///
/// let preflight = classification.preflight().expect("the call triggers a preflight");
/// assert_eq!(preflight.method(), "OPTIONS");
/// assert_eq!(classification.request().expect("a request follows").method(), "DELETE");
/// # Ok::<(), cors_preflight::InvalidOrigin>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Classification {
    outcome: Outcome,
    reasons: Vec<Reason>,
    notes: Vec<Reason>,
    preflight: Option<HttpRequest>,
    request: Option<HttpRequest>,
}

impl Classification {
    /// Returns the kind of the decision.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Returns whether the call triggers a preflight.
    pub fn needs_preflight(&self) -> bool {
        self.outcome == Outcome::Preflight
    }

    /// Returns every reason for the outcome. There are none if the outcome is
    /// [`SameOrigin`](Outcome::SameOrigin), [`NoCors`](Outcome::NoCors) or [`Simple`](Outcome::Simple).
    ///
    /// The reasons for a preflight are in this order: an upload listener or a stream, the method, then
    /// the headers, sorted by name.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// Returns what happens silently, such as a forbidden header that is dropped. There are no notes if
    /// the call throws.
    pub fn notes(&self) -> &[Reason] {
        &self.notes
    }

    /// Returns the preflight request, if the call triggers one.
    pub fn preflight(&self) -> Option<&HttpRequest> {
        self.preflight.as_ref()
    }

    /// Returns the request itself, if the call sends one. A request for a `data:` or `blob:` URL or for
    /// `about:blank` is not sent.
    pub fn request(&self) -> Option<&HttpRequest> {
        self.request.as_ref()
    }

    /// Returns the decision in one sentence.
    pub fn summary(&self) -> String {
        let summary = match self.outcome {
            Outcome::Throws => Summary::Throws,
            Outcome::Blocked => Summary::Blocked,
            Outcome::SameOrigin if self.request.is_some() => Summary::SameOrigin,
            Outcome::SameOrigin => Summary::NotSent,
            Outcome::NoCors if self.request.is_some() => Summary::NoCors,
            Outcome::NoCors => Summary::NoCorsNotSent,
            Outcome::Simple => Summary::Simple,
            Outcome::Preflight => Summary::Preflight,
        };
        summary.sentence(&self.reasons)
    }
}

/// Writes the [summary](Classification::summary).
impl std::fmt::Display for Classification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

/// Decides whether a browser sends a preflight for `call`, with every reason: the [Request
/// constructor], then [main fetch] up to the point where it sends anything. No cache is considered.
///
/// [Request constructor]: https://fetch.spec.whatwg.org/#dom-request
/// [main fetch]: https://fetch.spec.whatwg.org/#concept-main-fetch
pub(crate) fn classify(call: &Call, parse: ParseUrl, profile: Profile) -> Classification {
    let mut request = match Request::new(call, parse, profile) {
        Ok(request) => request,
        Err(reasons) => {
            let (outcome, notes) = (Outcome::Throws, Vec::new());
            return Classification { outcome, reasons, notes, preflight: None, request: None };
        }
    };
    let branch = main_fetch(&mut request, profile, call.accept_language.as_deref());
    let notes = std::mem::take(&mut request.notes);
    let (outcome, reasons, preflight) = match branch {
        Branch::Blocked(reasons) => {
            let outcome = Outcome::Blocked;
            return Classification { outcome, reasons, notes, preflight: None, request: None };
        }
        Branch::SameOrigin => (Outcome::SameOrigin, Vec::new(), None),
        Branch::NoCors => (Outcome::NoCors, Vec::new(), None),
        Branch::Cors { causes, .. } if causes.is_empty() => (Outcome::Simple, causes, None),
        Branch::Cors { causes, unsafe_names } => {
            let preflight = HttpRequest::preflight(&request, &unsafe_names, profile);
            (Outcome::Preflight, causes, Some(preflight))
        }
    };
    let request = request.url.is_http().then(|| HttpRequest::of(request));
    Classification { outcome, reasons, notes, preflight, request }
}

/// The branch that main fetch takes.
#[derive(Debug)]
pub(crate) enum Branch {
    Blocked(Vec<Reason>),
    SameOrigin,
    NoCors,
    /// A CORS request, with every reason for a preflight. There are none if it triggers none.
    Cors {
        causes: Vec<Reason>,
        unsafe_names: Vec<String>,
    },
}

/// Runs the steps of [main fetch] from the blocking of ports to the choice of a branch, which decides
/// the response tainting. `accept_language` is the browser's own.
///
/// [main fetch]: https://fetch.spec.whatwg.org/#concept-main-fetch
pub(crate) fn main_fetch(
    request: &mut Request,
    profile: Profile,
    accept_language: Option<&[u8]>,
) -> Branch {
    upgrade_mixed_content(request);
    let branch = branch(request, profile, accept_language);
    request.tainting = match branch {
        Branch::Blocked(_) => request.tainting,
        Branch::SameOrigin => Tainting::Basic,
        Branch::NoCors => Tainting::Opaque,
        Branch::Cors { .. } => Tainting::Cors,
    };
    branch
}

/// Returns the first branch that matches. Includes the failures of [scheme fetch]: a method that a
/// `blob:` URL does not allow, and a `data:` URL on which its [processor] fails.
///
/// The [use-CORS-preflight flag] triggers a preflight. The method and the headers do if the
/// [unsafe-request flag] is set.
///
/// [scheme fetch]: https://fetch.spec.whatwg.org/#concept-scheme-fetch
/// [processor]: https://fetch.spec.whatwg.org/#data-url-processor
/// [use-CORS-preflight flag]: https://fetch.spec.whatwg.org/#use-cors-preflight-flag
/// [unsafe-request flag]: https://fetch.spec.whatwg.org/#unsafe-request-flag
fn branch(request: &Request, profile: Profile, accept_language: Option<&[u8]>) -> Branch {
    let mut blocked = blocked_before_branching(request);
    let url = &request.url;
    let basic = request.tainting == Tainting::Basic && is_within_origin(request);
    if basic || url.scheme() == "data" {
        if url.scheme() == "blob" && request.method != "GET" {
            let method = Quoted::from(request.method.as_str());
            blocked.push(Reason(Finding::BlobMethod { method }));
        }
        if url.scheme() == "data" && !is_processable(url) {
            blocked.push(Reason(Finding::DataUrlInvalid {
                url: Quoted::from(url.without_fragment()),
            }));
        }
        return if blocked.is_empty() { Branch::SameOrigin } else { Branch::Blocked(blocked) };
    }
    if request.mode == RequestMode::SameOrigin {
        blocked.push(Reason(Finding::ModeSameOrigin {
            origin: request.origin.serialize().to_owned(),
            target: match url.origin().serialize() {
                "null" => Quoted::from(url.without_fragment()),
                origin => Quoted::from(origin),
            },
        }));
    }
    if request.mode == RequestMode::NoCors && request.redirect != RedirectMode::Follow {
        blocked.push(Reason(Finding::NoCorsRedirectMode {
            redirect: Quoted::from(request.redirect.as_str()),
        }));
    }
    let is_answered = request.mode == RequestMode::NoCors && is_about_blank(url, profile);
    if !url.is_http() && !is_answered {
        blocked.push(Reason(Finding::SchemeNotHttp { scheme: Quoted::from(url.scheme()) }));
    }
    if !blocked.is_empty() {
        return Branch::Blocked(blocked);
    }
    if request.mode == RequestMode::NoCors {
        return Branch::NoCors;
    }
    let mut causes = Vec::new();
    if request.use_cors_preflight {
        causes.push(match request.body_is_stream {
            true => Reason(Finding::BodyStream),
            false => Reason(Finding::UploadListener),
        });
    }
    if !request.unsafe_request {
        return Branch::Cors { causes, unsafe_names: Vec::new() };
    }
    if !is_cors_safelisted_method(request.method.as_bytes()) {
        causes.push(Reason(Finding::MethodNotSafelisted {
            method: Quoted::from(request.method.as_str()),
        }));
    }
    let CorsUnsafeRequestHeaders { names, reasons } = cors_unsafe_among(
        &request.judged_headers(),
        &browsers_own(request, accept_language),
        profile,
    );
    causes.extend(reasons);
    let names = match (&request.original, profile.rules().redirect_preflight_basis) {
        (Some(original), RedirectPreflightBasis::OriginalRequest) => original.unsafe_names.clone(),
        (Some(original), RedirectPreflightBasis::OriginalRequestMinusRemoved) => {
            original.remaining_names(request, &names)
        }
        _ => names,
    };
    let needed_preflight =
        |original: &OriginalRequest| original.needed_preflight || !original.unsafe_names.is_empty();
    if causes.is_empty() && request.original.as_ref().is_some_and(needed_preflight) {
        causes.push(Reason(Finding::PreflightKeptByRedirect));
    }
    Branch::Cors { causes, unsafe_names: names }
}

/// Whether [scheme fetch] returns a response for a URL with the scheme `about`.
///
/// [scheme fetch]: https://fetch.spec.whatwg.org/#concept-scheme-fetch
fn is_about_blank(url: &Url, profile: Profile) -> bool {
    let url = url.without_fragment();
    let url = url.split_once('?').map_or(url, |(before, _)| before);
    match profile.rules().about_blank {
        AboutBlank::LowerCase => url == "about:blank",
        AboutBlank::AnyCase => url.eq_ignore_ascii_case("about:blank"),
        AboutBlank::Blocked => false,
    }
}

/// Whether the URL is of the page's own origin. A `blob:` URL of an opaque origin does not identify
/// the origin. If a page with an opaque origin requests one, it counts as the page's own.
fn is_within_origin(request: &Request) -> bool {
    let (origin, url) = (&request.origin, &request.url);
    url.is_same_origin(origin)
        || (url.scheme() == "blob"
            && *origin == Origin::OPAQUE
            && url.href().starts_with("blob:null/"))
}

/// Returns every reason for which the request is refused, [blocked due to a bad port] or blocked as
/// mixed content.
///
/// [blocked due to a bad port]: https://fetch.spec.whatwg.org/#block-bad-port
fn blocked_before_branching(request: &Request) -> Vec<Reason> {
    let url = &request.url;
    let mut blocked = Vec::new();
    blocked.extend(request.refused.clone());
    if let Some(port) = url.port().filter(|_| url.has_bad_port()) {
        blocked.push(Reason(Finding::PortBlocked { port: port.to_string() }));
    }
    blocked.extend(blocked_as_mixed_content(request));
    blocked
}
