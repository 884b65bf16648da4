//! One fetch from first to last, as a state machine.

use crate::call::{Call, CredentialsMode, InitiatorType, RedirectMode};
use crate::fetch::classify::{Branch, main_fetch};
use crate::fetch::cors_check::cors_check_with_credentials;
use crate::fetch::empty_lines::received;
use crate::fetch::preflight::check_preflight_response;
use crate::fetch::preflight_cache::{CacheAt, CacheQuery, LookUp, PreflightCache};
use crate::fetch::redirect::{
    RedirectTarget, http_redirect_fetch, is_final_response, manual_failure,
    refused_for_credentials, requires_credentials,
};
use crate::fetch::response::{ResponseType, exposed, sharing_check};
use crate::http::request::HttpRequest;
use crate::http::response::HttpResponse;
use crate::profile::{CacheAfterFailure, CachedEmptyFragment, OpaqueOrigins, Profile};
use crate::report::reason::{Finding, Reason, ReasonCode};
use crate::report::summary::Summary;
use crate::request::{Request, Tainting};
use crate::url::origin::Origin;
use crate::url::{ParseUrl, Url};

/// One fetch from first to last, without I/O: it returns the requests to send, receives their responses,
/// and ends in the response that the script gets or in a failure.
///
/// It is [main fetch] with all that it calls: [HTTP fetch], [CORS-preflight fetch] and
/// [HTTP-redirect fetch]. It follows redirects, and sends a preflight for each redirect that needs one.
///
/// Each [`Step`] owns what can happen next, so a step cannot be taken out of turn.
///
/// [main fetch]: https://fetch.spec.whatwg.org/#concept-main-fetch
/// [HTTP fetch]: https://fetch.spec.whatwg.org/#concept-http-fetch
/// [CORS-preflight fetch]: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
/// [HTTP-redirect fetch]: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
///
/// ```
/// use cors_preflight::{Browser, Call, FinalResponse, Failure, HttpRequest, HttpResponse, Step};
///
/// /// Sends a request to the server under test.
/// fn send(request: &HttpRequest) -> Option<HttpResponse> {
///     let response = HttpResponse::new(204).ok()?.header("Access-Control-Allow-Origin", "*").ok()?;
///     match request.method() {
///         "OPTIONS" => response.header("Access-Control-Allow-Methods", "PUT").ok(),
///         _ => Some(response),
///     }
/// }
///
/// fn fetch(browser: Browser, call: Call) -> Result<FinalResponse, Failure> {
///     let mut step = browser.fetch(call).start(None);
///     loop {
///         step = match step {
///             Step::Send(pending) => match send(pending.request()) {
///                 Some(response) => pending.respond(&response, None),
///                 None => pending.network_error(None),
///             },
///             Step::Done(response) => return Ok(response),
///             Step::Failed(failure) => return Err(failure),
///         };
///     }
/// }
///
/// let call = Call::fetch("https://app.example", "https://api.example/notes")?.method("PUT");
/// assert_eq!(fetch(Browser::CHROMIUM, call)?.status(), 204);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Exchange {
    profile: Profile,
    parse: ParseUrl,
    call: Box<Call>,
}

impl Exchange {
    pub(crate) fn new(call: Call, parse: ParseUrl, profile: Profile) -> Exchange {
        Exchange { profile, parse, call: Box::new(call) }
    }

    /// Takes the first step.
    ///
    /// The cache may excuse the preflight. It is [`PreflightCache::at`] a time, or `None`: then nothing is
    /// cached.
    pub fn start<'a>(self, cache: impl Into<Option<CacheAt<'a>>>) -> Step {
        let mut context = StepContext::new(self.parse, self.profile, cache.into(), None);
        let next = context.begin(*self.call);
        context.step(next)
    }
}

/// The state of an [`Exchange`] after a step.
///
/// [`Exchange`] has an example.
#[derive(Clone, Debug)]
#[must_use]
pub enum Step {
    /// A request has to be sent.
    Send(Pending),
    /// The script gets a response.
    Done(FinalResponse),
    /// The API throws, or the fetch fails.
    Failed(Failure),
}

/// A request that has to be sent, and the fetch that waits for its response.
///
/// [`Exchange`] has an example.
#[derive(Clone, Debug)]
#[must_use]
pub struct Pending {
    profile: Profile,
    parse: ParseUrl,
    request: HttpRequest,
    /// The preflight, if the request is one.
    preflight: Option<PendingPreflight>,
    fetch: Box<ActiveFetch>,
    fetch_cache: Option<PreflightCache>,
}

#[derive(Clone, Debug)]
struct PendingPreflight {
    /// The CORS-unsafe request-header names that it lists.
    unsafe_names: Vec<String>,
    reasons: Vec<Reason>,
}

impl Pending {
    /// Returns the request to send.
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// Returns whether the request is a preflight.
    pub fn is_preflight(&self) -> bool {
        self.preflight.is_some()
    }

    /// Returns every reason for the preflight. There are none if the request is not a preflight.
    pub fn reasons(&self) -> &[Reason] {
        self.preflight.as_ref().map_or(&[], |preflight| &preflight.reasons)
    }

    /// Takes the next step: the server has sent `response`.
    pub fn respond<'a>(
        self,
        response: &HttpResponse,
        cache: impl Into<Option<CacheAt<'a>>>,
    ) -> Step {
        let mut context =
            StepContext::new(self.parse, self.profile, cache.into(), self.fetch_cache);
        let response = &*received(response, context.profile);
        let next = match self.preflight {
            Some(preflight) => {
                context.preflight_responded(self.fetch, &preflight.unsafe_names, response)
            }
            None => context.responded(self.fetch, response),
        };
        context.step(next)
    }

    /// Takes the next step: there is no response, because the connection failed or the fetch was aborted.
    pub fn network_error<'a>(self, cache: impl Into<Option<CacheAt<'a>>>) -> Step {
        let mut context =
            StepContext::new(self.parse, self.profile, cache.into(), self.fetch_cache);
        let reasons = vec![Reason(Finding::NoAnswer)];
        let next = context.fail(&self.fetch, FailedAt::Network, reasons);
        context.step(next)
    }
}

/// A response as a script sees it: the end of an [`Exchange`] that succeeds.
///
/// [`Exchange`] has an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalResponse {
    kind: ResponseType,
    status: u16,
    url: String,
    redirected: bool,
    exposed: Vec<String>,
    notes: Vec<Reason>,
}

impl FinalResponse {
    /// Returns the type of the response.
    pub fn response_type(&self) -> ResponseType {
        self.kind
    }

    /// Returns the status. The status of a hidden response is 0.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the URL, without a fragment. The URL of a hidden response is empty.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns whether a redirect was followed.
    pub fn is_redirected(&self) -> bool {
        self.redirected
    }

    /// Returns the lower-case names of the headers that the script may read, sorted, without
    /// duplicates.
    pub fn exposed_headers(&self) -> &[String] {
        &self.exposed
    }

    /// Returns what happens silently.
    pub fn notes(&self) -> &[Reason] {
        &self.notes
    }
}

/// The end of an [`Exchange`] that fails, and the error of
/// [`Browser::needs_preflight`](crate::Browser::needs_preflight).
///
/// ```
/// use cors_preflight::{Browser, FailedAt, ReasonCode};
///
/// let failure = Browser::STANDARD.needs_preflight("TRACE", &[]).unwrap_err();
/// assert_eq!(failure.failed_at(), FailedAt::Throws);
/// assert_eq!(failure.reasons()[0].code(), ReasonCode::MethodForbidden);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    failed_at: FailedAt,
    reasons: Vec<Reason>,
}

impl Failure {
    pub(crate) fn new(failed_at: FailedAt, reasons: Vec<Reason>) -> Failure {
        Failure { failed_at, reasons }
    }

    /// Returns the phase in which the fetch fails.
    pub fn failed_at(&self) -> FailedAt {
        self.failed_at
    }

    /// Returns every reason for the failure. There is at least one, and the first is the one that a
    /// browser prints.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// Returns the failure in one sentence.
    pub fn summary(&self) -> String {
        let summary = match self.failed_at {
            FailedAt::Throws => Summary::Throws,
            FailedAt::Blocked => Summary::Blocked,
            FailedAt::Preflight => Summary::PreflightFails,
            FailedAt::Response | FailedAt::Redirect | FailedAt::Network => Summary::ResponseError,
        };
        summary.sentence(&self.reasons)
    }
}

/// Writes the [summary](Failure::summary).
impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

impl std::error::Error for Failure {}

web_enum! {
    /// A phase of a fetch, in which it fails.
    pub FailedAt {
        /// The API throws. Nothing is sent.
        Throws = "throws",
        /// The API accepts the call, but nothing may be sent.
        Blocked = "blocked",
        /// The response to a preflight does not allow the request.
        Preflight = "preflight",
        /// The response to a request is not shared with the page.
        Response = "response",
        /// A redirect is not followed, because of its status, its Location or its target.
        Redirect = "redirect",
        /// There is no response.
        Network = "network",
    }
}

/// A fetch that has passed the Request constructor.
#[derive(Clone, Debug)]
struct ActiveFetch {
    request: Request,
    /// The network partition key, opaque.
    partition: Option<String>,
    /// The browser's own `Accept-Language`.
    accept_language: Option<Vec<u8>>,
    notes: Vec<Reason>,
    /// Whether a hop took the branch of main fetch that makes a preflight. A network error clears the
    /// entries of the cache then.
    makes_preflight: bool,
    /// The refusal of the redirect to this hop, if it is reported only after the hop's preflight.
    refused: Option<Failure>,
    /// The URL that redirected here, if a failure of this hop counts as a failure of that URL.
    redirected_by: Option<Url>,
}

impl ActiveFetch {
    fn cache_query(&self, profile: Profile) -> CacheQuery<'_> {
        let request = &self.request;
        CacheQuery {
            partition: self.partition.as_deref(),
            origin: request.origin_of_preflight(profile),
            url: match profile.rules().cached_empty_fragment {
                CachedEmptyFragment::Kept => request.url.href(),
                CachedEmptyFragment::DroppedByFetch
                    if request.via == InitiatorType::Fetch
                        && request.redirect_count == 0
                        && request.url.fragment() == Some("") =>
                {
                    request.url.without_fragment()
                }
                CachedEmptyFragment::DroppedByFetch => request.url.href(),
            },
            credentials: request.includes_credentials(),
            method: &request.method,
            is_forced: request.use_cors_preflight,
            mode: request.cache,
        }
    }
}

/// The result of a step, before it becomes a [`Step`].
enum Transition {
    Preflight { fetch: Box<ActiveFetch>, preflight: PendingPreflight },
    Request(Box<ActiveFetch>),
    Done(FinalResponse),
    Failed(Failure),
}

impl Transition {
    fn failed(failed_at: FailedAt, reasons: Vec<Reason>) -> Transition {
        Transition::Failed(Failure::new(failed_at, reasons))
    }
}

/// The values that the algorithms of one step have in common.
struct StepContext<'a> {
    profile: Profile,
    parse: ParseUrl,
    cache: Option<CacheAt<'a>>,
    /// The permissions of this fetch alone, for browsers that use them once redirects have made the
    /// origin opaque.
    fetch_cache: Option<PreflightCache>,
}

impl<'a> StepContext<'a> {
    fn new(
        parse: ParseUrl,
        profile: Profile,
        cache: Option<CacheAt<'a>>,
        fetch_cache: Option<PreflightCache>,
    ) -> StepContext<'a> {
        StepContext { profile, parse, cache, fetch_cache }
    }

    fn step(self, transition: Transition) -> Step {
        let StepContext { profile, parse, fetch_cache, .. } = self;
        let (fetch, preflight) = match transition {
            Transition::Preflight { fetch, preflight } => (fetch, Some(preflight)),
            Transition::Request(fetch) => (fetch, None),
            Transition::Done(response) => return Step::Done(response),
            Transition::Failed(failure) => return Step::Failed(failure),
        };
        let request = match &preflight {
            Some(preflight) => {
                let names = &preflight.unsafe_names;
                HttpRequest::preflight(&fetch.request, names, profile)
            }
            None => HttpRequest::copied(&fetch.request),
        };
        Step::Send(Pending { profile, parse, request, preflight, fetch, fetch_cache })
    }

    /// The cache that serves a request, if there is one.
    fn cache_of(&mut self, request: &Request) -> Option<CacheAt<'_>> {
        let profile = self.profile;
        let CacheAt { cache, now } = self.cache.as_mut()?;
        let is_of_opaque_page = request.origin == Origin::OPAQUE;
        match profile.rules().opaque_origins {
            OpaqueOrigins::NotCached if request.is_tainted || is_of_opaque_page => None,
            OpaqueOrigins::PerFetch if request.is_tainted && !is_of_opaque_page => {
                let own = self.fetch_cache.get_or_insert_with(|| PreflightCache::new(profile));
                Some(own.at(*now))
            }
            _ => Some(cache.at(*now)),
        }
    }

    /// The call of [`fetch()`], or of another initiator: it throws, or there is a request to fetch.
    ///
    /// [`fetch()`]: https://fetch.spec.whatwg.org/#dom-global-fetch
    fn begin(&mut self, mut call: Call) -> Transition {
        match Request::new(&call, self.parse, self.profile) {
            Err(reasons) => Transition::failed(FailedAt::Throws, reasons),
            Ok(mut request) => {
                let notes = std::mem::take(&mut request.notes);
                self.fetch(Box::new(ActiveFetch {
                    request,
                    partition: call.partition.take(),
                    accept_language: call.accept_language.take(),
                    notes,
                    makes_preflight: false,
                    refused: None,
                    redirected_by: None,
                }))
            }
        }
    }

    /// [Main fetch], for the URL of the call and for the URL of every redirect.
    ///
    /// [Main fetch]: https://fetch.spec.whatwg.org/#concept-main-fetch
    fn fetch(&mut self, mut fetch: Box<ActiveFetch>) -> Transition {
        let language = fetch.accept_language.as_deref();
        let branch = main_fetch(&mut fetch.request, self.profile, language);
        fetch.notes.append(&mut fetch.request.notes);
        let request = &fetch.request;
        match branch {
            Branch::Blocked(reasons) if request.redirect_count == 0 => {
                Transition::failed(FailedAt::Blocked, reasons)
            }
            Branch::Blocked(reasons) => {
                if let Some(url) = fetch.redirected_by.take() {
                    fetch.request.url = url;
                }
                self.fail(&fetch, FailedAt::Redirect, reasons)
            }
            Branch::SameOrigin | Branch::NoCors if !request.url.is_http() => local(*fetch),
            Branch::SameOrigin | Branch::NoCors => Transition::Request(fetch),
            Branch::Cors { causes, .. } if causes.is_empty() => Transition::Request(fetch),
            Branch::Cors { causes, unsafe_names } => {
                self.fetch_with_preflight(fetch, causes, unsafe_names)
            }
        }
    }

    /// [HTTP fetch] of a request that needs a preflight. The preflight is sent unless the cache excuses
    /// it.
    ///
    /// [HTTP fetch]: https://fetch.spec.whatwg.org/#concept-http-fetch
    fn fetch_with_preflight(
        &mut self,
        mut fetch: Box<ActiveFetch>,
        reasons: Vec<Reason>,
        unsafe_names: Vec<String>,
    ) -> Transition {
        fetch.makes_preflight = true;
        let profile = self.profile;
        let request = &fetch.request;
        let found = self.cache_of(request).map_or(LookUp::NotFound, |CacheAt { cache, now }| {
            cache.look_up(fetch.cache_query(profile), &unsafe_names, now)
        });
        match found {
            LookUp::Allowed => Transition::Request(fetch),
            LookUp::AllowedByWildcard => {
                if request.includes_credentials() {
                    fetch.notes.push(Reason(Finding::CacheWildcardWithCredentials));
                }
                Transition::Request(fetch)
            }
            LookUp::NotFound => {
                let preflight = PendingPreflight { unsafe_names, reasons };
                Transition::Preflight { fetch, preflight }
            }
        }
    }

    /// The end of [CORS-preflight fetch].
    ///
    /// [CORS-preflight fetch]: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
    fn preflight_responded(
        &mut self,
        mut fetch: Box<ActiveFetch>,
        unsafe_names: &[String],
        response: &HttpResponse,
    ) -> Transition {
        let profile = self.profile;
        let result = check_preflight_response(&fetch.request, unsafe_names, response, profile);
        let grant = result.verdict.as_ref().ok().map(|(grant, _)| grant);
        if let Some(CacheAt { cache, now }) = self.cache_of(&fetch.request)
            && let Some(grant) = grant.or(result.cached_on_failure.as_ref())
        {
            cache.store(fetch.cache_query(profile), grant, now);
        }
        if let Some(Failure { failed_at, reasons }) = fetch.refused.take() {
            return self.fail(&fetch, failed_at, reasons);
        }
        match result.verdict {
            Ok(_) => Transition::Request(fetch),
            Err(reasons) => self.fail(&fetch, FailedAt::Preflight, reasons),
        }
    }

    /// Main fetch for the target of a redirect. If the redirect is refused, its preflight is sent
    /// nevertheless.
    fn follow(&mut self, mut fetch: Box<ActiveFetch>, refused: Option<Failure>) -> Transition {
        fetch.refused = refused;
        match self.fetch(fetch) {
            Transition::Request(mut fetch) => match fetch.refused.take() {
                Some(Failure { failed_at, reasons }) => self.fail(&fetch, failed_at, reasons),
                None => Transition::Request(fetch),
            },
            transition => transition,
        }
    }

    /// The end of [HTTP fetch], and of [main fetch].
    ///
    /// [HTTP fetch]: https://fetch.spec.whatwg.org/#concept-http-fetch
    /// [main fetch]: https://fetch.spec.whatwg.org/#concept-main-fetch
    fn responded(&mut self, mut fetch: Box<ActiveFetch>, response: &HttpResponse) -> Transition {
        let (profile, parse) = (self.profile, self.parse);
        let request = &mut fetch.request;
        let reasons = sharing_check(request, response, profile);
        if !reasons.is_empty() {
            return self.fail(&fetch, FailedAt::Response, reasons);
        }
        let status = response.status();
        if response.has_redirect_status() && !is_final_response(request, response, profile) {
            match request.redirect {
                RedirectMode::Error => {
                    let reasons =
                        vec![Reason(Finding::RedirectModeError { status: status.to_string() })];
                    return self.fail(&fetch, FailedAt::Redirect, reasons);
                }
                RedirectMode::Manual => {
                    return match manual_failure(request, response, parse, profile) {
                        Some(reason) => self.fail(&fetch, FailedAt::Redirect, vec![reason]),
                        None => opaque_redirect(*fetch),
                    };
                }
                RedirectMode::Follow => {
                    let mut refused = distrusted(request, response, profile);
                    let is_its_own = profile.rules().cache_after_failure
                        == CacheAfterFailure::ClearedBySimpleToo;
                    fetch.redirected_by = is_its_own.then(|| request.url.clone());
                    match http_redirect_fetch(request, response, parse, profile) {
                        Ok(RedirectTarget::Url) => {
                            if let Some(reason) = refused_for_credentials(request, profile) {
                                refused = Some(Failure::new(FailedAt::Redirect, vec![reason]));
                            }
                            return self.follow(fetch, refused);
                        }
                        Ok(RedirectTarget::None) => {}
                        Err(reasons) => return self.fail(&fetch, FailedAt::Redirect, reasons),
                    }
                }
            }
        }
        let mut notes = std::mem::take(&mut fetch.notes);
        let request = &fetch.request;
        let exposed = exposed(request, response, profile, &mut notes);
        let kind = ResponseType::of(request.tainting);
        Transition::Done(match kind {
            ResponseType::Opaque => opaque(notes),
            _ => FinalResponse {
                kind,
                status,
                url: request.url.without_fragment().to_owned(),
                redirected: request.redirect_count > 0,
                exposed,
                notes,
            },
        })
    }

    /// A [network error].
    ///
    /// [network error]: https://fetch.spec.whatwg.org/#concept-network-error
    fn fail(
        &mut self,
        fetch: &ActiveFetch,
        failed_at: FailedAt,
        reasons: Vec<Reason>,
    ) -> Transition {
        let profile = self.profile;
        let clears = match profile.rules().cache_after_failure {
            CacheAfterFailure::Cleared => fetch.makes_preflight,
            CacheAfterFailure::ClearedBySimpleToo => {
                fetch.request.tainting == Tainting::Cors
                    && !matches!(&reasons[..], [only] if only.code() == ReasonCode::RedirectModeError)
            }
            CacheAfterFailure::Kept => false,
        };
        if clears && let Some(CacheAt { cache, .. }) = self.cache_of(&fetch.request) {
            cache.clear_entries(fetch.cache_query(profile));
        }
        Transition::failed(failed_at, reasons)
    }
}

/// The failure of a redirect in a browser that distrusts a request which has left the origin of its
/// page.
fn distrusted(request: &Request, response: &HttpResponse, profile: Profile) -> Option<Failure> {
    let distrusts = request.left_origin
        && request.tainting == Tainting::Cors
        && request.credentials != CredentialsMode::Omit
        && requires_credentials(profile);
    let reasons = distrusts.then(|| cors_check_with_credentials(request, response));
    let reasons = reasons.filter(|reasons| !reasons.is_empty())?;
    Some(Failure::new(FailedAt::Response, reasons))
}

/// The response of [scheme fetch] to a `data:` or `blob:` URL, or to `about:blank`.
///
/// [scheme fetch]: https://fetch.spec.whatwg.org/#concept-scheme-fetch
fn local(fetch: ActiveFetch) -> Transition {
    let ActiveFetch { request, notes, .. } = fetch;
    let exposed: &[&str] = match request.url.scheme() {
        "blob" => &["content-length", "content-type"],
        "data" => &["content-type"],
        _ => return Transition::Done(opaque(notes)),
    };
    Transition::Done(FinalResponse {
        kind: ResponseType::Basic,
        status: 200,
        url: request.url.without_fragment().to_owned(),
        redirected: false,
        exposed: exposed.iter().map(|&name| name.to_owned()).collect(),
        notes,
    })
}

/// The [opaque filtered response].
///
/// [opaque filtered response]: https://fetch.spec.whatwg.org/#concept-filtered-response-opaque
fn opaque(notes: Vec<Reason>) -> FinalResponse {
    FinalResponse {
        kind: ResponseType::Opaque,
        status: 0,
        url: String::new(),
        redirected: false,
        exposed: Vec::new(),
        notes,
    }
}

/// The [opaque-redirect filtered response].
///
/// [opaque-redirect filtered response]: https://fetch.spec.whatwg.org/#concept-filtered-response-opaque-redirect
fn opaque_redirect(fetch: ActiveFetch) -> Transition {
    Transition::Done(FinalResponse {
        kind: ResponseType::OpaqueRedirect,
        status: 0,
        url: fetch.request.url.without_fragment().to_owned(),
        // In redirect mode `manual` the first redirect is the last response.
        redirected: false,
        exposed: Vec::new(),
        notes: fetch.notes,
    })
}
