//! The second half of [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0):
//! checking the response to the preflight.

use crate::call::Call;
use crate::fetch::classify::{Branch, main_fetch};
use crate::fetch::cors_check::cors_check_for;
use crate::fetch::empty_lines::received;
use crate::http::header::{
    CORS_NON_WILDCARD_REQUEST_HEADER_NAME as AUTHORIZATION, HeaderList, set_contains,
    sorted_lowercase_set, strip,
};
use crate::http::header_values::{HeaderValues, extract_header_list_values, token};
use crate::http::method::is_cors_safelisted_method;
use crate::http::quoted::Quoted;
use crate::http::response::HttpResponse;
use crate::profile::{
    AuthorizationUnderWildcard, FailedPreflight, FirstPreflightCheck, MaxAgeSyntax,
    PreflightOrigin, Profile, Rules, UnlistedMethod,
};
use crate::report::reason::{Finding, Reason, parenthesized};
use crate::report::summary::Summary;
use crate::request::Request;
use crate::url::ParseUrl;
use std::sync::Arc;
use std::time::Duration;

const ALLOW_METHODS: &str = "Access-Control-Allow-Methods";
const ALLOW_HEADERS: &str = "Access-Control-Allow-Headers";
const MAX_AGE: &str = "Access-Control-Max-Age";

/// The verdict of a browser about the response to a preflight.
///
/// [`Browser::check_preflight`](crate::Browser::check_preflight) returns one.
///
/// ```
/// use cors_preflight::{Browser, Call, HttpResponse};
///
/// let call = Call::fetch("https://app.example", "https://api.example/notes")?.method("DELETE");
/// let response = HttpResponse::new(204)?.header("Access-Control-Allow-Origin", "*")?;
///
/// let verdict = Browser::WEBKIT.check_preflight(&call, &response);
/// assert!(!verdict.is_allowed());
/// for reason in verdict.reasons() {
///     println!("{reason}");
/// }
/// assert_eq!(
///     verdict.reasons()[0].fix().as_deref(),
///     Some("Access-Control-Allow-Methods: DELETE")
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct PreflightVerdict {
    pub(crate) reasons: Vec<Reason>,
    pub(crate) notes: Vec<Reason>,
    pub(crate) grant: Option<Grant>,
    /// The subject of the reasons.
    pub(crate) subject: VerdictSubject,
}

/// The subject of a verdict's reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VerdictSubject {
    /// The call, which throws.
    Throws,
    /// The call, which is blocked.
    Blocked,
    /// Nothing, because there is no preflight.
    NoPreflight,
    /// The response, although the call does not trigger a preflight.
    Hypothetical,
    /// The response.
    Response,
}

impl PreflightVerdict {
    /// Returns whether the request may be sent.
    pub fn is_allowed(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Returns every check that fails, in the order in which a browser makes them. There are none if
    /// the request may be sent.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// Returns what is worth knowing about the response although it does not decide.
    pub fn notes(&self) -> &[Reason] {
        &self.notes
    }

    /// Returns what a browser may cache. There is nothing if the request may not be sent, or if the
    /// call never triggers a preflight.
    pub fn grant(&self) -> Option<&Grant> {
        self.grant.as_ref()
    }

    /// Returns the verdict in one sentence.
    pub fn summary(&self) -> String {
        let summary = match self.subject {
            VerdictSubject::Throws => Summary::Throws,
            VerdictSubject::Blocked => Summary::Blocked,
            VerdictSubject::NoPreflight => Summary::PreflightIgnored,
            VerdictSubject::Hypothetical if self.is_allowed() => Summary::PreflightWouldSucceed,
            VerdictSubject::Hypothetical => Summary::PreflightWouldFail,
            VerdictSubject::Response if self.is_allowed() => Summary::PreflightSucceeds,
            VerdictSubject::Response => Summary::PreflightFails,
        };
        summary.sentence(&self.reasons)
    }

    fn not_asked(
        subject: VerdictSubject,
        reasons: Vec<Reason>,
        note: Option<Reason>,
    ) -> PreflightVerdict {
        PreflightVerdict { reasons, notes: note.into_iter().collect(), grant: None, subject }
    }
}

/// Writes the [summary](PreflightVerdict::summary).
impl std::fmt::Display for PreflightVerdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

/// The permissions that a successful preflight response gives for a time: one entry of the
/// [CORS-preflight cache] for each method and each header name.
///
/// ```
/// use cors_preflight::{Browser, Call, HttpResponse};
/// use std::time::Duration;
///
/// let call = Call::fetch("https://app.example", "https://api.example/notes")?.method("DELETE");
/// let response = HttpResponse::new(204)?
///     .header("Access-Control-Allow-Origin", "*")?
///     .header("Access-Control-Allow-Methods", "GET, DELETE")?
///     .header("Access-Control-Max-Age", "86400")?;
///
/// let max_age = |browser: Browser| {
///     browser.check_preflight(&call, &response).grant().map(|grant| grant.max_age())
/// };
/// assert_eq!(max_age(Browser::FIREFOX), Some(Duration::from_secs(86_400)));
/// assert_eq!(max_age(Browser::CHROMIUM), Some(Duration::from_secs(7_200)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [CORS-preflight cache]: https://fetch.spec.whatwg.org/#cors-preflight-cache
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Grant {
    /// In seconds.
    pub(crate) max_age: u32,
    pub(crate) methods: Vec<String>,
    pub(crate) headers: Vec<String>,
}

impl Grant {
    /// Returns how long the permissions are valid: `Access-Control-Max-Age`, after the browser's
    /// default and limit.
    pub fn max_age(&self) -> Duration {
        Duration::from_secs(self.max_age.into())
    }

    /// Returns the methods as the server writes them, including `*`.
    pub fn methods(&self) -> &[String] {
        &self.methods
    }

    /// Returns the header names as the server writes them, including `*`.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }
}

/// Checks the response to a preflight of `call` as [CORS-preflight fetch] does, even if the call does
/// not trigger one.
///
/// [CORS-preflight fetch]: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
pub(crate) fn check_preflight(
    call: &Call,
    response: &HttpResponse,
    parse: ParseUrl,
    profile: Profile,
) -> PreflightVerdict {
    let mut request = match Request::new(call, parse, profile) {
        Ok(request) => request,
        Err(reasons) => return PreflightVerdict::not_asked(VerdictSubject::Throws, reasons, None),
    };
    let (causes, unsafe_names) =
        match main_fetch(&mut request, profile, call.accept_language.as_deref()) {
            Branch::Blocked(reasons) => {
                return PreflightVerdict::not_asked(VerdictSubject::Blocked, reasons, None);
            }
            Branch::SameOrigin => {
                let note = Reason(Finding::NoPreflightSameOrigin);
                return PreflightVerdict::not_asked(
                    VerdictSubject::NoPreflight,
                    Vec::new(),
                    Some(note),
                );
            }
            Branch::NoCors => {
                let note = Reason(Finding::NoPreflightNoCors);
                return PreflightVerdict::not_asked(
                    VerdictSubject::NoPreflight,
                    Vec::new(),
                    Some(note),
                );
            }
            Branch::Cors { causes, unsafe_names } => (causes, unsafe_names),
        };

    let mut notes = Vec::new();
    let subject =
        if causes.is_empty() { VerdictSubject::Hypothetical } else { VerdictSubject::Response };
    if subject == VerdictSubject::Hypothetical {
        notes.push(Reason(Finding::NoPreflightSimple));
    }
    match check_preflight_response(&request, &unsafe_names, &received(response, profile), profile)
        .verdict
    {
        Ok((grant, note)) => {
            notes.extend(note);
            PreflightVerdict { reasons: Vec::new(), notes, grant: Some(grant), subject }
        }
        Err(reasons) => PreflightVerdict { reasons, notes, grant: None, subject },
    }
}

/// The result of checking the response to a preflight.
pub(crate) struct PreflightResult {
    /// The permissions to cache, with a note on their lifetime, or every check that fails.
    pub(crate) verdict: Result<(Grant, Option<Reason>), Vec<Reason>>,
    /// The permissions that a browser caches although the methods or headers do not allow the request.
    pub(crate) cached_on_failure: Option<Grant>,
}

/// Runs the steps of [CORS-preflight fetch] that check the response.
///
/// [CORS-preflight fetch]: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
pub(crate) fn check_preflight_response(
    request: &Request,
    unsafe_names: &[String],
    response: &HttpResponse,
    profile: Profile,
) -> PreflightResult {
    let methods = match extract_header_list_values(ALLOW_METHODS, response.headers()) {
        // Without a list, the method of a forced preflight is allowed and cached.
        HeaderValues::Absent
            if request.use_cors_preflight
                && profile.rules().unlisted_method == UnlistedMethod::Allowed =>
        {
            HeaderValues::Tokens(vec![request.method.as_str()])
        }
        methods => methods,
    };
    let names = extract_header_list_values(ALLOW_HEADERS, response.headers());
    let mut reasons = match profile.rules().preflight_origin {
        PreflightOrigin::Document if request.url.is_same_origin(&request.origin) => Vec::new(),
        _ => cors_check_for(request.origin_of_preflight(profile), request.credentials, response),
    };
    if let Some(status) = status(response) {
        let is_first = match profile.rules().first_preflight_check {
            FirstPreflightCheck::CorsCheck => false,
            FirstPreflightCheck::RedirectWithLocation => is_redirect_with_location(response),
            FirstPreflightCheck::Status => true,
        };
        let place = if is_first { 0 } else { reasons.len() };
        reasons.insert(place, status);
    }
    let context = PreflightContext { request, unsafe_names, profile };
    reasons.extend(unparsable_methods(request, response, &methods));
    reasons.extend(unparsable_headers(&context, response, &names));
    let is_legible = reasons.is_empty();
    reasons.extend(method(request, response, &methods));
    reasons.extend(headers(&context, response, &names));

    let (max_age, note) = max_age(response.headers(), profile.rules());
    let owned = |tokens: &[&str]| tokens.iter().copied().map(str::to_owned).collect();
    let (methods, headers) = (owned(methods.tokens()), owned(names.tokens()));
    let grant = Grant { max_age, methods, headers };
    if reasons.is_empty() {
        return PreflightResult { verdict: Ok((grant, note)), cached_on_failure: None };
    }
    let keeps = is_legible && profile.rules().failed_preflight == FailedPreflight::Cached;
    PreflightResult { verdict: Err(reasons), cached_on_failure: keeps.then_some(grant) }
}

/// The request of a preflight, and the names that it lists.
struct PreflightContext<'a> {
    request: &'a Request,
    unsafe_names: &'a [String],
    profile: Profile,
}

/// Whether a response is a redirect with a Location.
fn is_redirect_with_location(response: &HttpResponse) -> bool {
    let mut locations = response.headers().get_all("Location");
    response.has_redirect_status() && locations.any(|line| !line.is_empty())
}

fn status(response: &HttpResponse) -> Option<Reason> {
    let status = response.status();
    if response.has_ok_status() {
        None
    } else if response.has_redirect_status() {
        Some(Reason(Finding::PreflightRedirected { status: status.to_string() }))
    } else {
        Some(Reason(Finding::PreflightStatusNotOk { status: status.to_string() }))
    }
}

fn unparsable_methods(
    request: &Request,
    response: &HttpResponse,
    methods: &HeaderValues<'_>,
) -> Option<Reason> {
    let HeaderValues::Failure { item } = methods else {
        return None;
    };
    let legible = legible_tokens(response.headers(), ALLOW_METHODS);
    Some(Reason(Finding::AllowMethodsUnparsable {
        item: Quoted::from(*item),
        allow: allow_methods(request, &legible),
    }))
}

fn unparsable_headers(
    context: &PreflightContext<'_>,
    response: &HttpResponse,
    names: &HeaderValues<'_>,
) -> Option<Reason> {
    let HeaderValues::Failure { item } = names else {
        return None;
    };
    let legible = legible_tokens(response.headers(), ALLOW_HEADERS);
    Some(Reason(Finding::AllowHeadersUnparsable {
        item: Quoted::from(*item),
        allow: allow_headers(context, &legible),
    }))
}

fn method(
    request: &Request,
    response: &HttpResponse,
    methods: &HeaderValues<'_>,
) -> Option<Reason> {
    let method = request.method.as_str();
    let tokens = methods.tokens();
    let wildcard = tokens.contains(&"*");
    if matches!(methods, HeaderValues::Failure { .. })
        || tokens.contains(&method)
        || is_cors_safelisted_method(method.as_bytes())
        || (wildcard && !request.includes_credentials())
    {
        return None;
    }
    let allow = allow_methods(request, tokens);
    let other_case = tokens.iter().find(|token| token.eq_ignore_ascii_case(method));
    let method = Quoted::from(method);
    Some(if wildcard {
        Reason(Finding::AllowMethodsWildcardWithCredentials { method, allow })
    } else if let Some(&listed) = other_case {
        Reason(Finding::MethodCaseMismatch { method, listed: Quoted::from(listed), allow })
    } else {
        let list = parenthesized(response.headers().get(ALLOW_METHODS));
        Reason(Finding::MethodNotAllowed { method, list, allow })
    })
}

fn headers(
    context: &PreflightContext<'_>,
    response: &HttpResponse,
    names: &HeaderValues<'_>,
) -> Vec<Reason> {
    let request = context.request;
    let mut reasons = Vec::new();
    if matches!(names, HeaderValues::Failure { .. }) {
        return reasons;
    }
    let listed = AllowedHeaders::new(names.tokens(), context);
    let mut missing = missing_names(context, &listed);
    // Some browsers list a name more than once.
    missing.dedup();
    if missing.is_empty() {
        return reasons;
    }
    let wildcard = names.tokens().contains(&"*");
    let list = parenthesized(response.headers().get(ALLOW_HEADERS));
    let line = allow_headers(context, names.tokens());
    for (position, name) in missing.into_iter().enumerate() {
        let allow = (position < WHOLE_FIXES).then(|| Arc::clone(&line));
        let list = Arc::clone(&list);
        reasons.push(match name {
            AUTHORIZATION if wildcard && !request.includes_credentials() => {
                Reason(Finding::AuthorizationNotCoveredByWildcard { allow })
            }
            AUTHORIZATION => Reason(Finding::AuthorizationNotAllowed { list, allow }),
            name if wildcard => Reason(Finding::AllowHeadersWildcardWithCredentials {
                name: Quoted::from(name),
                allow,
            }),
            name => Reason(Finding::HeaderNotAllowed { name: Quoted::from(name), list, allow }),
        });
    }
    reasons
}

/// The number of reasons about one header that have the line that fixes all of them. Without a limit,
/// the verdict would grow with the square of the names.
const WHOLE_FIXES: usize = 100;

/// The names that `Access-Control-Allow-Headers` lists, for look-ups.
struct AllowedHeaders {
    names: Vec<String>,
    wildcard: bool,
    /// Whether the wildcard covers Authorization.
    authorization: AuthorizationUnderWildcard,
}

impl AllowedHeaders {
    fn new(tokens: &[&str], context: &PreflightContext<'_>) -> AllowedHeaders {
        let wildcard = !context.request.includes_credentials() && tokens.contains(&"*");
        let authorization = context.profile.rules().authorization_under_wildcard;
        AllowedHeaders { names: sorted_lowercase_set(tokens), wildcard, authorization }
    }

    fn covers(&self, name: &str) -> bool {
        let is_wild =
            name != AUTHORIZATION || self.authorization == AuthorizationUnderWildcard::Covered;
        (self.wildcard && is_wild) || set_contains(&self.names, name)
    }
}

/// Returns the names that are not covered: `authorization` first, then the unsafe names in order.
fn missing_names<'a>(context: &PreflightContext<'a>, listed: &AllowedHeaders) -> Vec<&'a str> {
    let PreflightContext { request, unsafe_names, .. } = context;
    let is_asked = || unsafe_names.iter().any(|name| name == AUTHORIZATION);
    let is_there = request.headers.contains(AUTHORIZATION) || is_asked();
    let mut missing = Vec::new();
    if is_there && !listed.covers(AUTHORIZATION) {
        missing.push(AUTHORIZATION);
    }
    for name in unsafe_names.iter() {
        if name != AUTHORIZATION && !listed.covers(name) {
            missing.push(name);
        }
    }
    missing
}

/// Returns the value of `Access-Control-Allow-Methods` that allows the request: the current methods and
/// the missing one.
fn allow_methods(request: &Request, tokens: &[&str]) -> Arc<str> {
    let mut methods = effective_tokens(tokens, request);
    if !methods.contains(&request.method.as_str()) {
        methods.push(&request.method);
    }
    methods.join(", ").into()
}

/// Returns the value of `Access-Control-Allow-Headers` that allows the request: the current names and
/// the missing ones.
fn allow_headers(context: &PreflightContext<'_>, tokens: &[&str]) -> Arc<str> {
    let mut names = effective_tokens(tokens, context.request);
    let listed = AllowedHeaders::new(&names, context);
    names.extend(missing_names(context, &listed));
    names.join(", ").into()
}

/// Returns the tokens without a `*` that is not a wildcard because of credentials.
fn effective_tokens<'a>(tokens: &[&'a str], request: &Request) -> Vec<&'a str> {
    let void = |token: &str| request.includes_credentials() && token == "*";
    tokens.iter().copied().filter(|token| !void(token)).collect()
}

/// Returns the tokens in a header that does not parse as a list of tokens: those between commas,
/// spaces and quotes.
fn legible_tokens<'a>(headers: &'a HeaderList, name: &'a str) -> Vec<&'a str> {
    let mut tokens = Vec::new();
    for line in headers.get_all(name) {
        let words = line.split(|byte| matches!(byte, b',' | b' ' | b'\t' | b'"'));
        tokens.extend(words.filter_map(token));
    }
    tokens
}

/// Returns the lifetime of the permissions in seconds, and a note on it. The [syntax] of the header is
/// one line of digits.
///
/// [syntax]: https://fetch.spec.whatwg.org/#http-new-header-syntax
fn max_age(headers: &HeaderList, rules: &Rules) -> (u32, Option<Reason>) {
    let default = rules.default_max_age;
    let limit = rules.max_age_limit;
    let Some(value) = headers.get(MAX_AGE) else {
        return (default, Some(Reason(Finding::MaxAgeMissing { default })));
    };
    let shown = Quoted::from(value.as_slice());
    // Combined lines contain a comma, so a repeated header does not parse as a number.
    let number = match rules.max_age_syntax {
        MaxAgeSyntax::Digits => digits(&value),
        MaxAgeSyntax::SignedInteger => signed(&value),
        MaxAgeSyntax::SignedIntegerWithWhitespace => {
            signed(strip(&value, |byte| byte.is_ascii_whitespace() || byte == 0x0b))
        }
    };
    match number {
        None => {
            let default = if value.is_empty() { default } else { rules.invalid_max_age };
            (default, Some(Reason(Finding::MaxAgeUnparsable { value: shown, default })))
        }
        Some(0) => (0, Some(Reason(Finding::MaxAgeZero { value: shown }))),
        Some(seconds) if seconds > limit => {
            (limit, Some(Reason(Finding::MaxAgeTooLarge { value: shown, limit })))
        }
        Some(seconds) => (seconds, None),
    }
}

/// Parses a 64-bit integer. Negative numbers become 0, and larger numbers the largest `u32`.
fn signed(value: &[u8]) -> Option<u32> {
    let number: i64 = std::str::from_utf8(value).ok()?.parse().ok()?;
    Some(u32::try_from(number.max(0)).unwrap_or(u32::MAX))
}

/// Parses digits. Larger numbers become the largest `u32`.
fn digits(value: &[u8]) -> Option<u32> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // Digits fail to parse only if the number is too large.
    Some(std::str::from_utf8(value).ok()?.parse().unwrap_or(u32::MAX))
}
