//! One fetch from first to last, as a state machine that is told what came back.

use crate::call::{Call, Credentials, Redirect, Via};
use crate::fetch::classify::{Branch, main_fetch};
use crate::fetch::cors_check::cors_check_with_credentials;
use crate::fetch::empty_lines::received;
use crate::fetch::preflight::judge;
use crate::fetch::preflight_cache::{Asker, LookUp, PreflightCache};
use crate::fetch::redirect::{
    Hop, http_redirect_fetch, is_answer, manual_failure, refused_for_credentials,
};
use crate::fetch::response::{ResponseType, exposed, sharing_check};
use crate::http::request::HttpRequest;
use crate::http::response::Answer;
use crate::profile::{AfterFailure, AfterLeaving, EmptyFragment, OpaqueOrigins, Profile};
use crate::report::reason::Reason;
use crate::request::{Request, Tainting};
use crate::url::origin::Origin;
use crate::url::{ParseUrl, Url};

/// What has to happen next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send this OPTIONS, without credentials.
    Preflight {
        /// The OPTIONS.
        request: HttpRequest,
        /// Every cause of it.
        reasons: Vec<Reason>,
    },
    /// Send this request.
    Request {
        /// The request.
        request: HttpRequest,
    },
    /// The script gets a response.
    Done(Done),
    /// The API throws, or the request fails.
    Error {
        /// What it ended at.
        when: When,
        /// Everything that went wrong there.
        reasons: Vec<Reason>,
    },
}

/// A response as a script sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What kind of response it is.
    pub kind: ResponseType,
    /// Its status; 0 where it is hidden.
    pub status: u16,
    /// Its URL, without a fragment; empty where it is hidden.
    pub url: String,
    /// Whether a redirect was followed.
    pub redirected: bool,
    /// The lower-case names of the headers that the script may read, sorted, without duplicates.
    pub exposed: Vec<String>,
    /// What happened silently.
    pub notes: Vec<Reason>,
}

/// What a fetch that failed ended at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The API throws.
    Throws,
    /// Nothing may be sent.
    Blocked,
    /// The answer to a preflight refuses the request.
    Preflight,
    /// The answer to a request is not shared.
    Response,
    /// A redirect is refused, by its status, its Location or where it leads.
    Redirect,
    /// No answer came.
    Network,
}

impl When {
    /// What it is called.
    pub fn as_str(self) -> &'static str {
        match self {
            When::Throws => "throws",
            When::Blocked => "blocked",
            When::Preflight => "preflight",
            When::Response => "response",
            When::Redirect => "redirect",
            When::Network => "network",
        }
    }
}

/// What an [`Exchange`] is told.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// Nothing: it is to begin.
    Nothing,
    /// What was answered to the last step's request.
    Answer(&'a Answer),
    /// No answer came: the connection was refused or broke, or the fetch was aborted.
    NoAnswer,
}

/// One fetch from first to last, without I/O: it says what to send, is told what came back, and ends
/// in [`Step::Done`] or [`Step::Error`].
///
/// It is [main fetch] with all it calls: [HTTP fetch], [CORS-preflight fetch] and
/// [HTTP-redirect fetch].
///
/// [main fetch]: https://fetch.spec.whatwg.org/#concept-main-fetch
/// [HTTP fetch]: https://fetch.spec.whatwg.org/#concept-http-fetch
/// [CORS-preflight fetch]: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
/// [HTTP-redirect fetch]: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
///
/// ```
/// use cors_preflight::{Answer, Call, Exchange, Origin, Profile, Step, Told, parse_url};
///
/// let origin = Origin::new("https://app.example", parse_url)?;
/// let call = Call { method: "PUT".into(), ..Call::new(origin, "https://api.example/x") };
/// let mut exchange = Exchange::new(call, parse_url, &Profile::STANDARD);
/// let step = exchange.next(Told::Nothing, None, 0.0)?;
/// assert!(matches!(step, Step::Preflight { .. }));
///
/// let lines = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT")];
/// let step = exchange.next(Told::Answer(&Answer::new(204, lines)?), None, 0.0)?;
/// assert!(matches!(step, Step::Request { request } if request.method == "PUT"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Exchange {
    parse: ParseUrl,
    profile: &'static Profile,
    /// What this fetch alone was allowed, once its redirects have made its origin opaque.
    own: PreflightCache,
    state: State,
    /// The last step; before the first, that nothing has come back.
    step: Step,
}

#[derive(Clone, Debug)]
enum State {
    Written(Box<Call>),
    /// The OPTIONS is on its way, for these CORS-unsafe request-header names.
    Asked(Box<Underway>, Vec<String>),
    Sent(Box<Underway>),
    Ended,
}

/// A fetch past the Request constructor.
#[derive(Clone, Debug)]
struct Underway {
    request: Request,
    /// The network partition key, opaque.
    partition: Option<String>,
    /// The browser's own.
    accept_language: Option<Vec<u8>>,
    notes: Vec<Reason>,
    /// Whether some hop took the branch of main fetch that makes a preflight, so that a network
    /// error clears the cache's entries.
    makes_preflight: bool,
    /// Why the redirect to this hop was refused, where that is found out only after its preflight.
    refused: Option<(When, Vec<Reason>)>,
    /// The URL that led here, where it is its failure that this one is blocked.
    redirected_by: Option<Url>,
}

impl Underway {
    fn asker(&self, profile: &Profile) -> Asker<'_> {
        let request = &self.request;
        Asker {
            partition: self.partition.as_deref(),
            origin: request.origin_of_preflight(profile),
            url: match profile.cache.empty_fragment {
                EmptyFragment::Kept => request.url.href(),
                EmptyFragment::DroppedByFetch
                    if request.via == Via::Fetch
                        && request.redirect_count == 0
                        && request.url.fragment() == Some("") =>
                {
                    request.url.without_fragment()
                }
                EmptyFragment::DroppedByFetch => request.url.href(),
            },
            credentials: request.includes_credentials(),
            method: &request.method,
            is_forced: request.use_cors_preflight,
            mode: request.cache,
        }
    }
}

/// An answer was told that nobody asked for, or none where one was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfTurn {
    /// There was nothing to be answered yet.
    NotAsked,
    /// The last step's request is still to be answered.
    Due,
}

impl std::fmt::Display for OutOfTurn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            OutOfTurn::NotAsked => "response: expected none before the first request, got one",
            OutOfTurn::Due => "response: expected the response to the last request, got none",
        })
    }
}

impl std::error::Error for OutOfTurn {}

impl Exchange {
    /// The fetch that `call` makes, by the rules of `profile`.
    pub fn new(call: Call, parse: ParseUrl, profile: &'static Profile) -> Exchange {
        let step = Step::Error { when: When::Network, reasons: Vec::new() };
        let own = PreflightCache::new(profile);
        Exchange { parse, profile, own, state: State::Written(Box::new(call)), step }
    }

    /// Whose rules it goes by.
    pub fn profile(&self) -> &'static Profile {
        self.profile
    }

    /// The next step: first told nothing, then what came back for the last step's request. Once it
    /// has ended, the last step comes again.
    ///
    /// `cache` is consulted and filled where there is one; `now` is in milliseconds on the clock that
    /// its entries go by.
    ///
    /// # Errors
    ///
    /// An answer that nobody asked for, or none where one is due; nothing has changed then.
    pub fn next(
        &mut self,
        told: Told<'_>,
        cache: Option<&mut PreflightCache>,
        now: f64,
    ) -> Result<&Step, OutOfTurn> {
        match (&self.state, told) {
            (State::Written(_), Told::Answer(_) | Told::NoAnswer) => {
                return Err(OutOfTurn::NotAsked);
            }
            (State::Asked(..) | State::Sent(_), Told::Nothing) => return Err(OutOfTurn::Due),
            _ => {}
        }
        let own = &mut self.own;
        let mut turn = Turn { parse: self.parse, profile: self.profile, cache, own, now };
        let state = std::mem::replace(&mut self.state, State::Ended);
        let (step, state) = match (state, told) {
            (State::Ended, _) => return Ok(&self.step),
            (State::Written(call), _) => turn.begin(*call),
            (State::Asked(underway, names), Told::Answer(answer)) => {
                turn.preflighted(underway, &names, &received(answer, self.profile))
            }
            (State::Sent(underway), Told::Answer(answer)) => {
                turn.answered(underway, &received(answer, self.profile))
            }
            (State::Asked(underway, _) | State::Sent(underway), _) => {
                turn.fail(&underway, When::Network, vec![Reason::NoAnswer {}])
            }
        };
        self.state = state;
        self.step = step;
        Ok(&self.step)
    }
}

type Stepped = (Step, State);

fn ended(step: Step) -> Stepped {
    (step, State::Ended)
}

fn sent(underway: Box<Underway>) -> Stepped {
    let step = Step::Request { request: HttpRequest::copied(&underway.request) };
    (step, State::Sent(underway))
}

/// One turn of an exchange.
struct Turn<'a> {
    parse: ParseUrl,
    profile: &'static Profile,
    cache: Option<&'a mut PreflightCache>,
    own: &'a mut PreflightCache,
    now: f64,
}

impl Turn<'_> {
    /// The cache that a request is served by and fills, where there is one.
    fn cache_of(&mut self, request: &Request) -> Option<&mut PreflightCache> {
        let cache = self.cache.as_deref_mut()?;
        let is_of_opaque_page = request.origin == Origin::OPAQUE;
        match self.profile.cache.opaque_origins {
            OpaqueOrigins::KeepNothing if request.is_tainted || is_of_opaque_page => None,
            OpaqueOrigins::OfOneFetch if request.is_tainted && !is_of_opaque_page => Some(self.own),
            _ => Some(cache),
        }
    }

    /// What calls [`fetch()`], or another sender: it throws, or there is a request to fetch.
    ///
    /// [`fetch()`]: https://fetch.spec.whatwg.org/#dom-global-fetch
    fn begin(&mut self, mut call: Call) -> Stepped {
        match Request::new(&call, self.parse, self.profile) {
            Err(reasons) => ended(Step::Error { when: When::Throws, reasons }),
            Ok(mut request) => {
                let notes = std::mem::take(&mut request.notes);
                self.fetch(Box::new(Underway {
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

    /// [Main fetch], for the call's own URL and for every one it is redirected to.
    ///
    /// [Main fetch]: https://fetch.spec.whatwg.org/#concept-main-fetch
    fn fetch(&mut self, mut underway: Box<Underway>) -> Stepped {
        let language = underway.accept_language.as_deref();
        let branch = main_fetch(&mut underway.request, self.profile, language);
        underway.notes.append(&mut underway.request.notes);
        let request = &underway.request;
        match branch {
            Branch::Blocked(reasons) if request.redirect_count == 0 => {
                ended(Step::Error { when: When::Blocked, reasons })
            }
            Branch::Blocked(reasons) => {
                if let Some(url) = underway.redirected_by.take() {
                    underway.request.url = url;
                }
                self.fail(&underway, When::Redirect, reasons)
            }
            Branch::SameOrigin | Branch::NoCors if !request.url.is_http() => local(underway),
            Branch::SameOrigin | Branch::NoCors => sent(underway),
            Branch::Cors { causes, .. } if causes.is_empty() => sent(underway),
            Branch::Cors { causes, unsafe_names } => {
                self.fetch_with_preflight(underway, causes, unsafe_names)
            }
        }
    }

    /// [HTTP fetch] where a preflight is due: it is sent, unless the cache excuses it.
    ///
    /// [HTTP fetch]: https://fetch.spec.whatwg.org/#concept-http-fetch
    fn fetch_with_preflight(
        &mut self,
        mut underway: Box<Underway>,
        causes: Vec<Reason>,
        unsafe_names: Vec<String>,
    ) -> Stepped {
        underway.makes_preflight = true;
        let (profile, now) = (self.profile, self.now);
        let request = &underway.request;
        let found = self.cache_of(request).map_or(LookUp::Ask, |cache| {
            cache.look_up(underway.asker(profile), &unsafe_names, now)
        });
        match found {
            LookUp::Allowed => sent(underway),
            LookUp::AllowedByWildcard => {
                if request.includes_credentials() {
                    underway.notes.push(Reason::CacheWildcardWithCredentials {});
                }
                sent(underway)
            }
            LookUp::Ask => {
                let options = HttpRequest::preflight(request, &unsafe_names, self.profile);
                let step = Step::Preflight { request: options, reasons: causes };
                (step, State::Asked(underway, unsafe_names))
            }
        }
    }

    /// The end of [CORS-preflight fetch].
    ///
    /// [CORS-preflight fetch]: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
    fn preflighted(
        &mut self,
        mut underway: Box<Underway>,
        unsafe_names: &[String],
        answer: &Answer,
    ) -> Stepped {
        let judgement = judge(&underway.request, unsafe_names, answer, self.profile);
        let grant = judgement.verdict.as_ref().ok().map(|(grant, _)| grant);
        let (profile, now) = (self.profile, self.now);
        if let Some(cache) = self.cache_of(&underway.request)
            && let Some(grant) = grant.or(judgement.kept.as_ref())
        {
            cache.store(underway.asker(profile), grant, now);
        }
        if let Some((when, refused)) = underway.refused.take() {
            return self.fail(&underway, when, refused);
        }
        match judgement.verdict {
            Ok(_) => sent(underway),
            Err(reasons) => self.fail(&underway, When::Preflight, reasons),
        }
    }

    /// Main fetch for where a redirect leads. Where the redirect was refused, the preflight is sent
    /// all the same.
    fn follow(
        &mut self,
        mut underway: Box<Underway>,
        refused: Option<(When, Vec<Reason>)>,
    ) -> Stepped {
        underway.refused = refused;
        match self.fetch(underway) {
            (step, State::Sent(mut underway)) => match underway.refused.take() {
                Some((when, refused)) => self.fail(&underway, when, refused),
                None => (step, State::Sent(underway)),
            },
            stepped => stepped,
        }
    }

    /// The end of [HTTP fetch], and of [main fetch].
    ///
    /// [HTTP fetch]: https://fetch.spec.whatwg.org/#concept-http-fetch
    /// [main fetch]: https://fetch.spec.whatwg.org/#concept-main-fetch
    fn answered(&mut self, mut underway: Box<Underway>, answer: &Answer) -> Stepped {
        let request = &mut underway.request;
        let reasons = sharing_check(request, answer, self.profile);
        if !reasons.is_empty() {
            return self.fail(&underway, When::Response, reasons);
        }
        let status = answer.status();
        if answer.has_redirect_status() && !is_answer(request, answer, self.profile) {
            match request.redirect {
                Redirect::Error => {
                    let reasons = vec![Reason::RedirectModeError { status: status.into() }];
                    return self.fail(&underway, When::Redirect, reasons);
                }
                Redirect::Manual => {
                    let failure = manual_failure(request, answer, self.parse, self.profile);
                    return match failure {
                        Some(reason) => self.fail(&underway, When::Redirect, vec![reason]),
                        None => opaque_redirect(underway),
                    };
                }
                Redirect::Follow => {
                    let mut refused = distrusted(request, answer, self.profile);
                    let is_its_own =
                        self.profile.cache.after_failure == AfterFailure::ClearedBySimpleToo;
                    underway.redirected_by = is_its_own.then(|| request.url.clone());
                    match http_redirect_fetch(request, answer, self.parse, self.profile) {
                        Ok(Hop::On) => {
                            if let Some(reason) = refused_for_credentials(request, self.profile) {
                                refused = Some((When::Redirect, vec![reason]));
                            }
                            return self.follow(underway, refused);
                        }
                        Ok(Hop::Nowhere) => {}
                        Err(reasons) => return self.fail(&underway, When::Redirect, reasons),
                    }
                }
            }
        }
        let mut notes = std::mem::take(&mut underway.notes);
        let request = &underway.request;
        let exposed = exposed(request, answer, self.profile, &mut notes);
        let kind = ResponseType::of(request.tainting);
        let done = match kind {
            ResponseType::Opaque => opaque(notes),
            _ => Done {
                kind,
                status,
                url: request.url.without_fragment().to_owned(),
                redirected: request.redirect_count > 0,
                exposed,
                notes,
            },
        };
        ended(Step::Done(done))
    }

    /// A [network error].
    ///
    /// [network error]: https://fetch.spec.whatwg.org/#concept-network-error
    fn fail(&mut self, underway: &Underway, when: When, reasons: Vec<Reason>) -> Stepped {
        let clears = match self.profile.cache.after_failure {
            AfterFailure::Cleared => underway.makes_preflight,
            AfterFailure::ClearedBySimpleToo => {
                underway.request.tainting == Tainting::Cors
                    && !matches!(reasons[..], [Reason::RedirectModeError { .. }])
            }
            AfterFailure::Kept => false,
        };
        let profile = self.profile;
        if clears && let Some(cache) = self.cache_of(&underway.request) {
            cache.clear_entries(underway.asker(profile));
        }
        ended(Step::Error { when, reasons })
    }
}

/// What a profile that distrusts a request which has left its page's origin finds amiss in a
/// redirect.
fn distrusted(
    request: &Request,
    answer: &Answer,
    profile: &Profile,
) -> Option<(When, Vec<Reason>)> {
    let distrusts = request.left_origin
        && request.tainting == Tainting::Cors
        && request.credentials != Credentials::Omit
        && profile.redirect.after_leaving == AfterLeaving::Distrusted;
    let reasons = distrusts.then(|| cors_check_with_credentials(request, answer));
    reasons.filter(|reasons| !reasons.is_empty()).map(|reasons| (When::Response, reasons))
}

/// What a `data:` or `blob:` URL, or `about:blank`, is answered with by [scheme fetch] alone.
///
/// [scheme fetch]: https://fetch.spec.whatwg.org/#concept-scheme-fetch
fn local(mut underway: Box<Underway>) -> Stepped {
    let notes = std::mem::take(&mut underway.notes);
    let request = &underway.request;
    let exposed: &[&str] = match request.url.scheme() {
        "blob" => &["content-length", "content-type"],
        "data" => &["content-type"],
        _ => return ended(Step::Done(opaque(notes))),
    };
    ended(Step::Done(Done {
        kind: ResponseType::Basic,
        status: 200,
        url: request.url.without_fragment().to_owned(),
        redirected: false,
        exposed: exposed.iter().map(|&name| name.to_owned()).collect(),
        notes,
    }))
}

/// The [opaque filtered response].
///
/// [opaque filtered response]: https://fetch.spec.whatwg.org/#concept-filtered-response-opaque
fn opaque(notes: Vec<Reason>) -> Done {
    Done {
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
fn opaque_redirect(mut underway: Box<Underway>) -> Stepped {
    let notes = std::mem::take(&mut underway.notes);
    ended(Step::Done(Done {
        kind: ResponseType::OpaqueRedirect,
        status: 0,
        url: underway.request.url.without_fragment().to_owned(),
        // Under redirect mode manual the first redirect is the last answer.
        redirected: false,
        exposed: Vec::new(),
        notes,
    }))
}
