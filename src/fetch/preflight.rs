//! The second half of [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0):
//! judging the answer to the OPTIONS. The first half, making it, is [`HttpRequest`]'s.
//!
//! [`HttpRequest`]: crate::HttpRequest

use crate::call::Call;
use crate::fetch::classify::{Branch, main_fetch};
use crate::fetch::cors_check::cors_check_for;
use crate::fetch::empty_lines::received;
use crate::http::header::{
    CORS_NON_WILDCARD_REQUEST_HEADER_NAME as AUTHORIZATION, HeaderList, set_contains,
    sorted_lowercase_set, strip,
};
use crate::http::header_values::{Extracted, extract_header_list_values, token};
use crate::http::isomorphic::Text;
use crate::http::method::is_cors_safelisted_method;
use crate::http::response::Answer;
use crate::profile::{
    AuthorizationUnderWildcard, JudgedFirst, MaxAgeForm, MaxAgeRule, PreflightOrigin, Profile,
    RefusedAnswer, UnlistedMethod,
};
use crate::report::reason::{Reason, parenthesized};
use crate::report::summary::Summary;
use crate::request::Request;
use crate::url::ParseUrl;
use std::sync::Arc;

const ALLOW_METHODS: &str = "Access-Control-Allow-Methods";
const ALLOW_HEADERS: &str = "Access-Control-Allow-Headers";
const MAX_AGE: &str = "Access-Control-Max-Age";

/// What to make of the answer to a preflight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreflightVerdict {
    /// Every check that fails, in the order a browser makes them; none where the answer allows the
    /// request.
    pub reasons: Vec<Reason>,
    /// What is worth knowing all the same.
    pub notes: Vec<Reason>,
    /// What may be cached, where the answer allows the request and a preflight was its question.
    pub grant: Option<Grant>,
    /// Whose reasons these are.
    pub(crate) of: Of,
}

/// Whose reasons a verdict gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// The call's own: it throws.
    Throws,
    /// The call's own: it is blocked.
    Blocked,
    /// Nobody's: no preflight happens, and nothing is judged.
    NoPreflight,
    /// The answer's, though the call goes without a preflight.
    Unasked,
    /// The answer's.
    Answer,
}

impl PreflightVerdict {
    /// Whether the request may be sent.
    pub fn is_allowed(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Returns the verdict in one sentence.
    pub fn summary(&self) -> String {
        let summary = match self.of {
            Of::Throws => Summary::Throws,
            Of::Blocked => Summary::Blocked,
            Of::NoPreflight => Summary::PreflightIgnored,
            Of::Unasked if self.is_allowed() => Summary::PreflightWouldSucceed,
            Of::Unasked => Summary::PreflightWouldFail,
            Of::Answer if self.is_allowed() => Summary::PreflightSucceeds,
            Of::Answer => Summary::PreflightFails,
        };
        summary.sentence(&self.reasons)
    }

    fn not_asked(of: Of, reasons: Vec<Reason>, note: Option<Reason>) -> PreflightVerdict {
        PreflightVerdict { reasons, notes: note.into_iter().collect(), grant: None, of }
    }
}

/// What a passed preflight permits for a while: one entry of the [CORS-preflight cache] per method
/// and per name.
///
/// [CORS-preflight cache]: https://fetch.spec.whatwg.org/#cors-preflight-cache
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// For how long, in seconds.
    pub max_age: u32,
    /// The methods, as the server spells them; `*` among them where it said so.
    pub methods: Vec<String>,
    /// The header names, as the server spells them; `*` among them where it said so.
    pub headers: Vec<String>,
}

/// Judges an answer to an OPTIONS request for `call` as [CORS-preflight fetch] does, also where the
/// call would go without one.
///
/// [CORS-preflight fetch]: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
pub fn check_preflight(
    call: &Call,
    answer: &Answer,
    parse: ParseUrl,
    profile: &Profile,
) -> PreflightVerdict {
    let mut request = match Request::new(call, parse, profile) {
        Ok(request) => request,
        Err(reasons) => return PreflightVerdict::not_asked(Of::Throws, reasons, None),
    };
    let (causes, unsafe_names) =
        match main_fetch(&mut request, profile, call.accept_language.as_deref()) {
            Branch::Blocked(reasons) => {
                return PreflightVerdict::not_asked(Of::Blocked, reasons, None);
            }
            Branch::SameOrigin => {
                let note = Reason::NoPreflightSameOrigin {};
                return PreflightVerdict::not_asked(Of::NoPreflight, Vec::new(), Some(note));
            }
            Branch::NoCors => {
                let note = Reason::NoPreflightNoCors {};
                return PreflightVerdict::not_asked(Of::NoPreflight, Vec::new(), Some(note));
            }
            Branch::Cors { causes, unsafe_names } => (causes, unsafe_names),
        };

    let mut notes = Vec::new();
    let of = if causes.is_empty() { Of::Unasked } else { Of::Answer };
    if of == Of::Unasked {
        notes.push(Reason::NoPreflightSimple {});
    }
    match judge(&request, &unsafe_names, &received(answer, profile), profile).verdict {
        Ok((grant, note)) => {
            notes.extend(note);
            PreflightVerdict { reasons: Vec::new(), notes, grant: Some(grant), of }
        }
        Err(reasons) => PreflightVerdict { reasons, notes, grant: None, of },
    }
}

/// What an answer to a preflight comes to.
pub(crate) struct Judgement {
    /// What may be cached, with a note on for how long, or everything that fails.
    pub(crate) verdict: Result<(Grant, Option<Reason>), Vec<Reason>>,
    /// What a browser keeps of an answer all the same that fails by its methods or headers alone.
    pub(crate) kept: Option<Grant>,
}

/// The steps of [CORS-preflight fetch] on the answer.
///
/// [CORS-preflight fetch]: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
pub(crate) fn judge(
    request: &Request,
    unsafe_names: &[String],
    answer: &Answer,
    profile: &Profile,
) -> Judgement {
    let methods = match extract_header_list_values(ALLOW_METHODS, answer.headers()) {
        // Nothing could list what a stream's preflight asks for: it is allowed, and cached.
        Extracted::Absent
            if request.use_cors_preflight && profile.unlisted_method == UnlistedMethod::Allowed =>
        {
            Extracted::Tokens(vec![request.method.as_str()])
        }
        methods => methods,
    };
    let names = extract_header_list_values(ALLOW_HEADERS, answer.headers());
    let mut reasons = match profile.redirect.preflight_origin {
        PreflightOrigin::OfPage if request.url.is_same_origin(&request.origin) => Vec::new(),
        _ => cors_check_for(request.origin_of_preflight(profile), request.credentials, answer),
    };
    if let Some(status) = status(answer) {
        let is_first = match profile.judged_first {
            JudgedFirst::CorsCheck => false,
            JudgedFirst::Redirect => leads_on(answer),
            JudgedFirst::Status => true,
        };
        let place = if is_first { 0 } else { reasons.len() };
        reasons.insert(place, status);
    }
    let asking = Asking { request, unsafe_names, profile };
    reasons.extend(unparsable_methods(request, answer, &methods));
    reasons.extend(unparsable_headers(&asking, answer, &names));
    let is_legible = reasons.is_empty();
    reasons.extend(method(request, answer, &methods));
    reasons.extend(headers(&asking, answer, &names));

    let (max_age, note) = max_age(answer.headers(), &profile.max_age);
    let owned = |tokens: &[&str]| tokens.iter().copied().map(str::to_owned).collect();
    let (methods, headers) = (owned(methods.tokens()), owned(names.tokens()));
    let grant = Grant { max_age, methods, headers };
    if reasons.is_empty() {
        return Judgement { verdict: Ok((grant, note)), kept: None };
    }
    let keeps = is_legible && profile.cache.refused == RefusedAnswer::Kept;
    Judgement { verdict: Err(reasons), kept: keeps.then_some(grant) }
}

/// What a preflight asks for.
struct Asking<'a> {
    request: &'a Request,
    unsafe_names: &'a [String],
    profile: &'a Profile,
}

/// Whether it is a redirect to somewhere.
fn leads_on(answer: &Answer) -> bool {
    let mut locations = answer.headers().lines("Location");
    answer.has_redirect_status() && locations.any(|line| !line.is_empty())
}

fn status(answer: &Answer) -> Option<Reason> {
    let status = answer.status();
    if answer.has_ok_status() {
        None
    } else if answer.has_redirect_status() {
        Some(Reason::PreflightRedirected { status: status.into() })
    } else {
        Some(Reason::PreflightStatusNotOk { status: status.into() })
    }
}

fn unparsable_methods(
    request: &Request,
    answer: &Answer,
    methods: &Extracted<'_>,
) -> Option<Reason> {
    let Extracted::Failure { item } = methods else {
        return None;
    };
    let legible = legible_tokens(answer.headers(), ALLOW_METHODS);
    Some(Reason::AllowMethodsUnparsable {
        item: Text::from(*item),
        allow: allow_methods(request, &legible),
    })
}

fn unparsable_headers(
    asking: &Asking<'_>,
    answer: &Answer,
    names: &Extracted<'_>,
) -> Option<Reason> {
    let Extracted::Failure { item } = names else {
        return None;
    };
    let legible = legible_tokens(answer.headers(), ALLOW_HEADERS);
    Some(Reason::AllowHeadersUnparsable {
        item: Text::from(*item),
        allow: allow_headers(asking, &legible),
    })
}

fn method(request: &Request, answer: &Answer, methods: &Extracted<'_>) -> Option<Reason> {
    let method = request.method.as_str();
    let tokens = methods.tokens();
    let wildcard = tokens.contains(&"*");
    if matches!(methods, Extracted::Failure { .. })
        || tokens.contains(&method)
        || is_cors_safelisted_method(method.as_bytes())
        || (wildcard && !request.includes_credentials())
    {
        return None;
    }
    let allow = allow_methods(request, tokens);
    let other_case = tokens.iter().find(|token| token.eq_ignore_ascii_case(method));
    let method = Text::from(method);
    Some(if wildcard {
        Reason::AllowMethodsWildcardWithCredentials { method, allow }
    } else if let Some(&listed) = other_case {
        Reason::MethodCaseMismatch { method, listed: Text::from(listed), allow }
    } else {
        let list = parenthesized(answer.headers().get(ALLOW_METHODS));
        Reason::MethodNotAllowed { method, list, allow }
    })
}

fn headers(asking: &Asking<'_>, answer: &Answer, names: &Extracted<'_>) -> Vec<Reason> {
    let request = asking.request;
    let mut reasons = Vec::new();
    if matches!(names, Extracted::Failure { .. }) {
        return reasons;
    }
    let listed = Listed::new(names.tokens(), asking);
    let mut missing = missing_names(asking, &listed);
    // Some browsers ask for a name more than once.
    missing.dedup();
    if missing.is_empty() {
        return reasons;
    }
    let wildcard = names.tokens().contains(&"*");
    let list = parenthesized(answer.headers().get(ALLOW_HEADERS));
    let line = allow_headers(asking, names.tokens());
    for (position, name) in missing.into_iter().enumerate() {
        let allow = (position < WHOLE_FIXES).then(|| Arc::clone(&line));
        let list = Arc::clone(&list);
        reasons.push(match name {
            AUTHORIZATION if wildcard && !request.includes_credentials() => {
                Reason::AuthorizationNotCoveredByWildcard { allow }
            }
            AUTHORIZATION => Reason::AuthorizationNotAllowed { list, allow },
            name if wildcard => {
                Reason::AllowHeadersWildcardWithCredentials { name: Text::from(name), allow }
            }
            name => Reason::HeaderNotAllowed { name: Text::from(name), list, allow },
        });
    }
    reasons
}

/// How many reasons about one header carry the whole line that mends them all. More would make the
/// verdict grow with the square of the names.
const WHOLE_FIXES: usize = 100;

/// The names that an `Access-Control-Allow-Headers` lists, for looking up.
struct Listed {
    names: Vec<String>,
    wildcard: bool,
    /// Whether the wildcard covers Authorization.
    authorization: AuthorizationUnderWildcard,
}

impl Listed {
    fn new(tokens: &[&str], asking: &Asking<'_>) -> Listed {
        let wildcard = !asking.request.includes_credentials() && tokens.contains(&"*");
        let authorization = asking.profile.authorization;
        Listed { names: sorted_lowercase_set(tokens), wildcard, authorization }
    }

    fn covers(&self, name: &str) -> bool {
        let is_wild =
            name != AUTHORIZATION || self.authorization == AuthorizationUnderWildcard::Covered;
        (self.wildcard && is_wild) || set_contains(&self.names, name)
    }
}

/// The request's names that are not covered: `authorization` first, then the unsafe ones in order.
fn missing_names<'a>(asking: &Asking<'a>, listed: &Listed) -> Vec<&'a str> {
    let Asking { request, unsafe_names, .. } = asking;
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

/// What `Access-Control-Allow-Methods` has to say to let the request pass: what it says already,
/// and what is missing.
fn allow_methods(request: &Request, tokens: &[&str]) -> Arc<str> {
    let mut methods = kept(tokens, request);
    if !methods.contains(&request.method.as_str()) {
        methods.push(&request.method);
    }
    methods.join(", ").into()
}

/// What `Access-Control-Allow-Headers` has to say to let the request pass: what it says already,
/// and what is missing.
fn allow_headers(asking: &Asking<'_>, tokens: &[&str]) -> Arc<str> {
    let mut names = kept(tokens, asking.request);
    let listed = Listed::new(&names, asking);
    names.extend(missing_names(asking, &listed));
    names.join(", ").into()
}

/// The tokens that stay: all, but for a `*` that credentials make void.
fn kept<'a>(tokens: &[&'a str], request: &Request) -> Vec<&'a str> {
    let void = |token: &str| request.includes_credentials() && token == "*";
    tokens.iter().copied().filter(|token| !void(token)).collect()
}

/// The tokens in a header that does not parse as a list of them, as somebody reads it who sees what
/// was meant: those between commas, spaces and quotes.
fn legible_tokens<'a>(headers: &'a HeaderList, name: &'a str) -> Vec<&'a str> {
    let mut tokens = Vec::new();
    for line in headers.lines(name) {
        let words = line.split(|byte| matches!(byte, b',' | b' ' | b'\t' | b'"'));
        tokens.extend(words.filter_map(token));
    }
    tokens
}

/// For how long the answer may be reused, in seconds, and what is to be said about it. Its [syntax]
/// is one line of digits.
///
/// [syntax]: https://fetch.spec.whatwg.org/#http-new-header-syntax
fn max_age(headers: &HeaderList, rule: &MaxAgeRule) -> (u32, Option<Reason>) {
    let MaxAgeRule { default, limit, form, malformed } = *rule;
    let Some(value) = headers.get(MAX_AGE) else {
        return (default, Some(Reason::MaxAgeMissing { default }));
    };
    let shown = Text::from(value.as_slice());
    // Lines joined by a comma are no number, so a repeated header fails as it has to.
    let number = match form {
        MaxAgeForm::Digits => digits(&value),
        MaxAgeForm::SignedInteger => signed(&value),
        MaxAgeForm::SignedIntegerAmongSpace => {
            signed(strip(&value, |byte| byte.is_ascii_whitespace() || byte == 0x0b))
        }
    };
    match number {
        None => {
            let default = if value.is_empty() { default } else { malformed };
            (default, Some(Reason::MaxAgeUnparsable { value: shown, default }))
        }
        Some(0) => (0, Some(Reason::MaxAgeZero { value: shown })),
        Some(seconds) if seconds > limit => {
            (limit, Some(Reason::MaxAgeTooLarge { value: shown, limit }))
        }
        Some(seconds) => (seconds, None),
    }
}

/// The number that an integer of 64 bits makes, none below 0.
fn signed(value: &[u8]) -> Option<u32> {
    let number: i64 = std::str::from_utf8(value).ok()?.parse().ok()?;
    Some(u32::try_from(number.max(0)).unwrap_or(u32::MAX))
}

/// The number that digits make, or the largest there is where it would be larger.
fn digits(value: &[u8]) -> Option<u32> {
    let is_number = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    is_number.then(|| {
        value.iter().fold(0u32, |number, digit| {
            number.saturating_mul(10).saturating_add(u32::from(digit - b'0'))
        })
    })
}
