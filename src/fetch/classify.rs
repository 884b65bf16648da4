//! [Main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch), as far as it decides what is
//! sent.

use crate::call::{Call, Mode, Redirect};
use crate::fetch::http_request::browsers_own;
use crate::fetch::mixed_content::{blocked_as_mixed_content, upgrade_mixed_content};
use crate::http::isomorphic::Text;
use crate::http::method::is_cors_safelisted_method;
use crate::http::request::HttpRequest;
use crate::profile::{AboutBlank, DecidedBy, Profile};
use crate::report::reason::Reason;
use crate::report::summary::Summary;
use crate::request::{First, Request, Tainting};
use crate::safelist::{CorsUnsafeRequestHeaders, cors_unsafe_among};
use crate::url::data_url::is_processable;
use crate::url::origin::Origin;
use crate::url::{ParseUrl, Url};

/// What becomes of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The API throws, and nothing is sent.
    Throws(Vec<Reason>),
    /// The call is accepted and ends in a network error without any request.
    Blocked(Vec<Reason>),
    /// No CORS, whatever the method and headers. Without a request for `data:` and `blob:` URLs.
    SameOrigin(Option<HttpRequest>),
    /// Sent across origins, the answer opaque. Without a request for `about:blank`.
    NoCors(Option<HttpRequest>),
    /// A CORS request without a preflight.
    Simple(HttpRequest),
    /// An OPTIONS goes first.
    Preflight {
        /// Every cause: an upload listener or a stream, the method, then headers in the order of their names.
        reasons: Vec<Reason>,
        /// The OPTIONS.
        preflight: HttpRequest,
        /// The request that follows where the answer allows it.
        request: HttpRequest,
    },
}

impl Outcome {
    /// What it is called.
    pub fn as_str(&self) -> &'static str {
        match self {
            Outcome::Throws(_) => "throws",
            Outcome::Blocked(_) => "blocked",
            Outcome::SameOrigin(_) => "same-origin",
            Outcome::NoCors(_) => "no-cors",
            Outcome::Simple(_) => "simple",
            Outcome::Preflight { .. } => "preflight",
        }
    }

    /// Every cause of it; none where nothing stands in the way.
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Outcome::Throws(reasons)
            | Outcome::Blocked(reasons)
            | Outcome::Preflight { reasons, .. } => reasons,
            Outcome::SameOrigin(_) | Outcome::NoCors(_) | Outcome::Simple(_) => &[],
        }
    }

    /// The OPTIONS that goes first, where one does.
    pub fn preflight(&self) -> Option<&HttpRequest> {
        match self {
            Outcome::Preflight { preflight, .. } => Some(preflight),
            _ => None,
        }
    }

    /// The request itself, where anything would be sent.
    pub fn request(&self) -> Option<&HttpRequest> {
        match self {
            Outcome::Throws(_) | Outcome::Blocked(_) => None,
            Outcome::SameOrigin(request) | Outcome::NoCors(request) => request.as_ref(),
            Outcome::Simple(request) | Outcome::Preflight { request, .. } => Some(request),
        }
    }
}

/// What becomes of a call, and what happens to it silently on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classification {
    /// What becomes of it.
    pub outcome: Outcome,
    /// What happens silently and surprises people. Empty where the call throws.
    pub notes: Vec<Reason>,
}

impl Classification {
    /// Returns the outcome in one sentence.
    pub fn summary(&self) -> String {
        let summary = match &self.outcome {
            Outcome::Throws(_) => Summary::Throws,
            Outcome::Blocked(_) => Summary::Blocked,
            Outcome::SameOrigin(Some(_)) => Summary::SameOrigin,
            Outcome::SameOrigin(None) => Summary::NotSent,
            Outcome::NoCors(Some(_)) => Summary::NoCors,
            Outcome::NoCors(None) => Summary::NoCorsNotSent,
            Outcome::Simple(_) => Summary::Simple,
            Outcome::Preflight { .. } => Summary::Preflight,
        };
        summary.sentence(self.outcome.reasons())
    }
}

/// Whether a browser sends a preflight for `call`, and every cause: the [Request constructor], then
/// [main fetch] up to the point where it would send anything. No cache is considered.
///
/// [Request constructor]: https://fetch.spec.whatwg.org/#dom-request
/// [main fetch]: https://fetch.spec.whatwg.org/#concept-main-fetch
pub fn classify(call: &Call, parse: ParseUrl, profile: &Profile) -> Classification {
    match Request::new(call, parse, profile) {
        Err(reasons) => Classification { outcome: Outcome::Throws(reasons), notes: Vec::new() },
        Ok(mut request) => {
            let branch = main_fetch(&mut request, profile, call.accept_language.as_deref());
            let notes = std::mem::take(&mut request.notes);
            Classification { outcome: branch.into_outcome(request, profile), notes }
        }
    }
}

/// The branch that main fetch takes.
#[derive(Debug)]
pub(crate) enum Branch {
    Blocked(Vec<Reason>),
    SameOrigin,
    NoCors,
    /// With the causes of a preflight, none where the request goes without.
    Cors {
        causes: Vec<Reason>,
        unsafe_names: Vec<String>,
    },
}

impl Branch {
    fn into_outcome(self, request: Request, profile: &Profile) -> Outcome {
        match self {
            Branch::Blocked(reasons) => Outcome::Blocked(reasons),
            Branch::SameOrigin => Outcome::SameOrigin(sent(request)),
            Branch::NoCors => Outcome::NoCors(sent(request)),
            Branch::Cors { causes, .. } if causes.is_empty() => {
                Outcome::Simple(HttpRequest::of(request))
            }
            Branch::Cors { causes, unsafe_names } => Outcome::Preflight {
                reasons: causes,
                preflight: HttpRequest::preflight(&request, &unsafe_names, profile),
                request: HttpRequest::of(request),
            },
        }
    }
}

/// What goes over the network, if anything does.
fn sent(request: Request) -> Option<HttpRequest> {
    request.url.is_http().then(|| HttpRequest::of(request))
}

/// The steps of [main fetch] from the blocking of ports to the choice of a branch, which decides
/// the response tainting. `accept_language` is the browser's own.
///
/// [main fetch]: https://fetch.spec.whatwg.org/#concept-main-fetch
pub(crate) fn main_fetch(
    request: &mut Request,
    profile: &Profile,
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

/// The first branch that matches. What [scheme fetch] refuses is told here: a method for a `blob:`
/// URL, and a `data:` URL that its [processor] fails on. The [use-CORS-preflight flag] is one of a
/// preflight's causes, and method and headers are some where the [unsafe-request flag] is set.
///
/// [scheme fetch]: https://fetch.spec.whatwg.org/#concept-scheme-fetch
/// [processor]: https://fetch.spec.whatwg.org/#data-url-processor
/// [use-CORS-preflight flag]: https://fetch.spec.whatwg.org/#use-cors-preflight-flag
/// [unsafe-request flag]: https://fetch.spec.whatwg.org/#unsafe-request-flag
fn branch(request: &Request, profile: &Profile, accept_language: Option<&[u8]>) -> Branch {
    let mut blocked = blocked_before_branching(request);
    let url = &request.url;
    let basic = request.tainting == Tainting::Basic && is_within_origin(request);
    if basic || url.scheme() == "data" {
        if url.scheme() == "blob" && request.method != "GET" {
            let method = Text::from(request.method.as_str());
            blocked.push(Reason::BlobMethod { method });
        }
        if url.scheme() == "data" && !is_processable(url) {
            blocked.push(Reason::DataUrlInvalid { url: Text::from(url.without_fragment()) });
        }
        return if blocked.is_empty() { Branch::SameOrigin } else { Branch::Blocked(blocked) };
    }
    if request.mode == Mode::SameOrigin {
        blocked.push(Reason::ModeSameOrigin {
            origin: request.origin.serialize().to_owned(),
            target: match url.origin().serialize() {
                "null" => Text::from(url.without_fragment()),
                origin => Text::from(origin),
            },
        });
    }
    if request.mode == Mode::NoCors && request.redirect != Redirect::Follow {
        blocked
            .push(Reason::NoCorsRedirectMode { redirect: Text::from(request.redirect.as_str()) });
    }
    let is_answered = request.mode == Mode::NoCors && is_about_blank(url, profile);
    if !url.is_http() && !is_answered {
        blocked.push(Reason::SchemeNotHttp { scheme: Text::from(url.scheme()) });
    }
    if !blocked.is_empty() {
        return Branch::Blocked(blocked);
    }
    if request.mode == Mode::NoCors {
        return Branch::NoCors;
    }
    let mut causes = Vec::new();
    if request.use_cors_preflight {
        causes.push(match request.body_is_stream {
            true => Reason::BodyStream {},
            false => Reason::UploadListener {},
        });
    }
    if !request.unsafe_request {
        return Branch::Cors { causes, unsafe_names: Vec::new() };
    }
    if !is_cors_safelisted_method(request.method.as_bytes()) {
        causes.push(Reason::MethodNotSafelisted { method: Text::from(request.method.as_str()) });
    }
    let CorsUnsafeRequestHeaders { names, reasons } = cors_unsafe_among(
        &request.judged_headers(),
        &browsers_own(request, accept_language),
        profile,
    );
    causes.extend(reasons);
    let names = match (&request.first, profile.redirect.decided_by) {
        (Some(first), DecidedBy::FirstHeaders) => first.unsafe_names.clone(),
        (Some(first), DecidedBy::FirstRequest) => first.names_left(request, &names),
        _ => names,
    };
    let was_asked = |first: &First| first.asked || !first.unsafe_names.is_empty();
    if causes.is_empty() && request.first.as_ref().is_some_and(was_asked) {
        causes.push(Reason::PreflightKeptByRedirect {});
    }
    Branch::Cors { causes, unsafe_names: names }
}

/// Whether [scheme fetch] answers a URL of scheme `about`.
///
/// [scheme fetch]: https://fetch.spec.whatwg.org/#concept-scheme-fetch
fn is_about_blank(url: &Url, profile: &Profile) -> bool {
    let url = url.without_fragment();
    let url = url.split_once('?').map_or(url, |(before, _)| before);
    match profile.about_blank {
        AboutBlank::Answered => url == "about:blank",
        AboutBlank::AnsweredInAnyCase => url.eq_ignore_ascii_case("about:blank"),
        AboutBlank::Refused => false,
    }
}

/// Whether the URL is of the page's own origin. A `blob:` URL of an opaque origin does not tell
/// whose it is; one that an opaque page asks for is taken to be its own.
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
        blocked.push(Reason::PortBlocked { port: port.into() });
    }
    blocked.extend(blocked_as_mixed_content(request));
    blocked
}
