//! The second half of [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0):
//! judging the answer to the OPTIONS. The first half, making it, is [`HttpRequest`]'s.
//!
//! [`HttpRequest`]: crate::HttpRequest

use crate::answer::Answer;
use crate::call::Call;
use crate::classify::{Branch, main_fetch};
use crate::cors_check::cors_check;
use crate::header::{
    CORS_NON_WILDCARD_REQUEST_HEADER_NAME as AUTHORIZATION, HeaderList, set_contains,
    sorted_lowercase_set,
};
use crate::isomorphic::Text;
use crate::list::{Extracted, extract_header_list_values, items, token};
use crate::method::is_cors_safelisted_method;
use crate::profile::Profile;
use crate::reason::{Reason, Said};
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
    let mut request = match Request::new(call, parse) {
        Ok(request) => request,
        Err(reasons) => return PreflightVerdict::not_asked(Of::Throws, reasons, None),
    };
    let (causes, unsafe_names) = match main_fetch(&mut request, call.accept_language.as_deref()) {
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
    match judge(&request, &unsafe_names, answer, profile) {
        Ok((grant, note)) => {
            notes.extend(note);
            PreflightVerdict { reasons: Vec::new(), notes, grant: Some(grant), of }
        }
        Err(reasons) => PreflightVerdict { reasons, notes, grant: None, of },
    }
}

/// The steps of [CORS-preflight fetch] on the answer: what may be cached, with a note on for how
/// long, or everything that fails.
///
/// [CORS-preflight fetch]: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
pub(crate) fn judge(
    request: &Request,
    unsafe_names: &[String],
    answer: &Answer,
    profile: &Profile,
) -> Result<(Grant, Option<Reason>), Vec<Reason>> {
    let methods = match extract_header_list_values(ALLOW_METHODS, answer.headers()) {
        // Nothing could list what a stream's preflight asks for: it is allowed, and cached.
        Extracted::Absent if request.use_cors_preflight => {
            Extracted::Tokens(vec![request.method.as_str()])
        }
        methods => methods,
    };
    let names = extract_header_list_values(ALLOW_HEADERS, answer.headers());
    let mut reasons = cors_check(request, answer);
    reasons.extend(status(answer));
    reasons.extend(unparsable_methods(request, answer, &methods));
    reasons.extend(unparsable_headers(request, answer, &names, unsafe_names));
    reasons.extend(method(request, answer, &methods));
    reasons.extend(headers(request, answer, &names, unsafe_names));
    if !reasons.is_empty() {
        return Err(reasons);
    }
    let (max_age, note) = max_age(answer.headers(), profile);
    let owned = |tokens: &[&str]| tokens.iter().copied().map(str::to_owned).collect();
    let (methods, headers) = (owned(methods.tokens()), owned(names.tokens()));
    Ok((Grant { max_age, methods, headers }, note))
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
    request: &Request,
    answer: &Answer,
    names: &Extracted<'_>,
    unsafe_names: &[String],
) -> Option<Reason> {
    let Extracted::Failure { item } = names else {
        return None;
    };
    let legible = legible_tokens(answer.headers(), ALLOW_HEADERS);
    Some(Reason::AllowHeadersUnparsable {
        item: Text::from(*item),
        allow: allow_headers(request, &legible, unsafe_names),
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
        let said = Said::new(answer.headers().get(ALLOW_METHODS));
        Reason::MethodNotAllowed { method, said, allow }
    })
}

fn headers(
    request: &Request,
    answer: &Answer,
    names: &Extracted<'_>,
    unsafe_names: &[String],
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if matches!(names, Extracted::Failure { .. }) {
        return reasons;
    }
    let listed = Listed::new(names.tokens(), request);
    let missing = missing_names(request, &listed, unsafe_names);
    if missing.is_empty() {
        return reasons;
    }
    let wildcard = names.tokens().contains(&"*");
    let said = Said::new(answer.headers().get(ALLOW_HEADERS));
    let line = allow_headers(request, names.tokens(), unsafe_names);
    for (position, name) in missing.into_iter().enumerate() {
        let allow = (position < WHOLE_FIXES).then(|| Arc::clone(&line));
        let said = said.clone();
        reasons.push(match name {
            AUTHORIZATION if wildcard && !request.includes_credentials() => {
                Reason::AuthorizationNotCoveredByWildcard { allow }
            }
            AUTHORIZATION => Reason::AuthorizationNotAllowed { said, allow },
            name if wildcard => {
                Reason::AllowHeadersWildcardWithCredentials { name: Text::from(name), allow }
            }
            name => Reason::HeaderNotAllowed { name: Text::from(name), said, allow },
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
}

impl Listed {
    fn new(tokens: &[&str], request: &Request) -> Listed {
        let wildcard = !request.includes_credentials() && tokens.contains(&"*");
        Listed { names: sorted_lowercase_set(tokens), wildcard }
    }

    fn covers(&self, name: &str) -> bool {
        (self.wildcard && name != AUTHORIZATION) || set_contains(&self.names, name)
    }
}

/// The request's names that are not covered: `authorization` first, then the unsafe ones in order.
fn missing_names<'a>(
    request: &Request,
    listed: &Listed,
    unsafe_names: &'a [String],
) -> Vec<&'a str> {
    let authorization = request.headers.contains(AUTHORIZATION).then_some(AUTHORIZATION);
    let others = unsafe_names.iter().map(String::as_str).filter(|&n| n != AUTHORIZATION);
    authorization.into_iter().chain(others).filter(|name| !listed.covers(name)).collect()
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
fn allow_headers(request: &Request, tokens: &[&str], unsafe_names: &[String]) -> Arc<str> {
    let mut names = kept(tokens, request);
    let listed = Listed::new(&names, request);
    names.extend(missing_names(request, &listed, unsafe_names));
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
    headers
        .lines(name)
        .flat_map(items)
        .flat_map(|item| item.split(|byte| matches!(byte, b' ' | b'\t' | b'"')))
        .filter_map(token)
        .collect()
}

/// For how long the answer may be reused, in seconds, and what is to be said about it. Its [syntax]
/// is one line of digits.
///
/// [syntax]: https://fetch.spec.whatwg.org/#http-new-header-syntax
fn max_age(headers: &HeaderList, profile: &Profile) -> (u32, Option<Reason>) {
    let default = profile.default_max_age;
    let Some(value) = headers.get(MAX_AGE) else {
        return (default, Some(Reason::MaxAgeMissing { default }));
    };
    let shown = Text::from(value.as_slice());
    // Lines joined by a comma are no digits, so a repeated header fails as it has to.
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return (default, Some(Reason::MaxAgeUnparsable { value: shown, default }));
    }
    let limit = profile.max_age_limit;
    let seconds = value.iter().fold(0u32, |seconds, digit| {
        seconds.saturating_mul(10).saturating_add(u32::from(digit - b'0'))
    });
    match seconds {
        0 => (0, Some(Reason::MaxAgeZero {})),
        _ if seconds > limit => (limit, Some(Reason::MaxAgeTooLarge { value: shown, limit })),
        _ => (seconds, None),
    }
}
