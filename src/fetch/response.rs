//! What a script sees of the answer to the request itself: the end of
//! [HTTP fetch](https://fetch.spec.whatwg.org/#concept-http-fetch) and of
//! [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch).

use crate::call::{Call, Redirect, Via};
use crate::fetch::classify::{Branch, main_fetch};
use crate::fetch::cors_check::cors_check;
use crate::fetch::empty_lines::received;
use crate::fetch::preflight::Of;
use crate::fetch::redirect::is_answer;
use crate::fetch::resource_policy::resource_policy_check;
use crate::http::forbidden::is_forbidden_response_header_name;
use crate::http::header::{HeaderList, set_contains, sorted_lowercase_set};
use crate::http::header_values::{Extracted, extract_header_list_values, items, token};
use crate::http::isomorphic::Text;
use crate::http::response::Answer;
use crate::profile::{Profile, UnparsableExposed};
use crate::report::reason::Reason;
use crate::report::summary::Summary;
use crate::request::{Request, Tainting};
use crate::url::ParseUrl;

const EXPOSE_HEADERS: &str = "Access-Control-Expose-Headers";

/// The response headers that every script may read, whatever the server exposes: the
/// [CORS-safelisted response-header names] without those that it lists.
///
/// [CORS-safelisted response-header names]: https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
const SAFELISTED: &[&str] = &[
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
];

/// A [response type](https://fetch.spec.whatwg.org/#concept-response-type) as a script sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseType {
    /// Within the origin.
    Basic,
    /// Across origins, shared.
    Cors,
    /// Across origins, hidden.
    Opaque,
    /// A redirect, hidden.
    OpaqueRedirect,
    /// A network error: a promise is rejected, an XMLHttpRequest or an element fires `error`.
    Error,
}

impl ResponseType {
    pub(crate) fn of(tainting: Tainting) -> ResponseType {
        match tainting {
            Tainting::Basic => ResponseType::Basic,
            Tainting::Cors => ResponseType::Cors,
            Tainting::Opaque => ResponseType::Opaque,
        }
    }

    /// The word that `Response.type` says.
    pub fn as_str(self) -> &'static str {
        match self {
            ResponseType::Basic => "basic",
            ResponseType::Cors => "cors",
            ResponseType::Opaque => "opaque",
            ResponseType::OpaqueRedirect => "opaqueredirect",
            ResponseType::Error => "error",
        }
    }
}

/// What to make of the answer to the request itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseVerdict {
    /// What kind of response the script gets.
    pub kind: ResponseType,
    /// Everything that keeps the script from reading it; none where it may.
    pub reasons: Vec<Reason>,
    /// What is worth knowing all the same.
    pub notes: Vec<Reason>,
    /// The lower-case names of the headers that the script may read, sorted, without duplicates.
    pub exposed: Vec<String>,
    /// Whose reasons these are.
    pub(crate) of: Of,
}

impl ResponseVerdict {
    /// Whether the script may read status, headers and body.
    pub fn is_readable(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Returns the verdict in one sentence.
    pub fn summary(&self) -> String {
        let summary = match (self.of, self.kind) {
            (Of::Throws, _) => Summary::Throws,
            (Of::Blocked, _) => Summary::Blocked,
            (_, ResponseType::Error) => Summary::ResponseError,
            _ if self.is_readable() => Summary::ResponseReadable,
            _ => Summary::ResponseOpaque,
        };
        summary.sentence(&self.reasons)
    }
}

/// Judges the answer to the request itself, taken as the last of its fetch. No redirect is
/// followed here.
///
/// What decides: the [CORS check] across origins (in mode `no-cors` the [resource policy]), then the
/// [redirect mode], then which headers the [CORS-safelisted response-header names] let through.
///
/// [CORS check]: https://fetch.spec.whatwg.org/#concept-cors-check
/// [resource policy]: https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check
/// [redirect mode]: https://fetch.spec.whatwg.org/#concept-http-fetch
/// [CORS-safelisted response-header names]: https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
pub fn check_response(
    call: &Call,
    answer: &Answer,
    parse: ParseUrl,
    profile: &Profile,
) -> ResponseVerdict {
    let error = |of: Of, reasons: Vec<Reason>| ResponseVerdict {
        kind: ResponseType::Error,
        reasons,
        notes: Vec::new(),
        exposed: Vec::new(),
        of,
    };
    let mut request = match Request::new(call, parse, profile) {
        Ok(request) => request,
        Err(reasons) => return error(Of::Throws, reasons),
    };
    let branch = main_fetch(&mut request, profile, call.accept_language.as_deref());
    if let Branch::Blocked(reasons) = branch {
        return error(Of::Blocked, reasons);
    }
    let answer = &*received(answer, profile);
    let mut reasons = sharing_check(&request, answer, profile);
    let shared = reasons.is_empty();
    let mut kind = if shared { ResponseType::of(request.tainting) } else { ResponseType::Error };
    let mut notes = Vec::new();
    let status = answer.status();
    match request.redirect {
        _ if !answer.has_redirect_status() || is_answer(&request, answer, profile) => {}
        Redirect::Follow => notes.push(Reason::RedirectJudgedAsFinal { status }),
        Redirect::Error => {
            kind = ResponseType::Error;
            reasons.push(Reason::RedirectModeError { status: status.into() });
        }
        // Behind an answer that is not shared, the redirect would be hidden too.
        Redirect::Manual => {
            if shared {
                kind = ResponseType::OpaqueRedirect;
            }
            reasons.push(Reason::ResponseOpaqueRedirect { status });
        }
    }
    if request.tainting == Tainting::Opaque {
        reasons.push(Reason::ResponseOpaque {});
    }
    if !reasons.is_empty() {
        return ResponseVerdict { kind, notes, ..error(Of::Answer, reasons) };
    }
    let exposed = exposed(&request, answer, profile, &mut notes);
    ResponseVerdict { kind, reasons, notes, exposed, of: Of::Answer }
}

/// What keeps an answer from being shared at all: the [CORS check] across origins, or, of an opaque
/// one, the [resource policy].
///
/// [CORS check]: https://fetch.spec.whatwg.org/#concept-cors-check
/// [resource policy]: https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check
pub(crate) fn sharing_check(request: &Request, answer: &Answer, profile: &Profile) -> Vec<Reason> {
    match request.tainting {
        Tainting::Basic => Vec::new(),
        Tainting::Cors => cors_check(request, answer),
        Tainting::Opaque => resource_policy_check(request, answer, profile).into_iter().collect(),
    }
}

/// The names that the [filtered response] keeps, none where it is [opaque], and notes on those it
/// does not.
///
/// [opaque]: https://fetch.spec.whatwg.org/#concept-filtered-response-opaque
/// [filtered response]: https://fetch.spec.whatwg.org/#concept-filtered-response
pub(crate) fn exposed(
    request: &Request,
    answer: &Answer,
    profile: &Profile,
    notes: &mut Vec<Reason>,
) -> Vec<String> {
    let headers = answer.headers();
    let mut exposed = match request.tainting {
        Tainting::Basic => sorted_names(headers, &|name| !is_forbidden_response_header_name(name)),
        Tainting::Cors => {
            let names = extract_header_list_values(EXPOSE_HEADERS, headers);
            let exposed = cors_exposed(request, headers, &names, profile, notes);
            notes.extend(hidden(headers, &names, &exposed));
            exposed
        }
        Tainting::Opaque => Vec::new(),
    };
    let rule = profile.expose.hidden_in_several_lines;
    let is_hidden = |name: &String| {
        request.via != Via::Xhr
            && rule.contains(&name.as_str())
            && headers.lines(name).nth(1).is_some()
    };
    exposed.retain(|name| !is_hidden(name));
    exposed
}

/// The names that the [CORS filtered response] keeps.
///
/// [CORS filtered response]: https://fetch.spec.whatwg.org/#concept-filtered-response-cors
fn cors_exposed(
    request: &Request,
    headers: &HeaderList,
    names: &Extracted<'_>,
    profile: &Profile,
    notes: &mut Vec<Reason>,
) -> Vec<String> {
    let wildcard = match profile.expose.unparsable {
        UnparsableExposed::ExposesNothing => names.tokens().contains(&"*"),
        UnparsableExposed::KeepsEarlierWildcard if request.via == Via::Xhr => {
            names.tokens().contains(&"*")
        }
        UnparsableExposed::KeepsEarlierWildcard => {
            let mut before = headers.lines(EXPOSE_HEADERS).flat_map(items).map_while(token);
            before.any(|token| token == "*")
        }
    };
    if let Extracted::Failure { item } = names {
        // The standard's sentence says "non-null or failure"; a list that cannot be read exposes
        // nothing, as its authors decided and every browser does.
        notes.push(Reason::ExposeHeadersUnparsable { item: Text::from(*item) });
    } else if wildcard && request.includes_credentials() {
        notes.push(Reason::ExposeHeadersWildcardLiteral {});
    }
    let listed = sorted_lowercase_set(names.tokens());
    let everything = wildcard && !request.includes_credentials();
    let also: &[&str] = match wildcard {
        true => profile.expose.wildcard_with_credentials,
        false => &[],
    };
    sorted_names(headers, &|name| {
        !is_forbidden_response_header_name(name)
            && (everything
                || SAFELISTED.contains(&name)
                || also.contains(&name)
                || set_contains(&listed, name))
    })
}

/// A note on the headers that are there and cannot be read, those of the CORS protocol itself and
/// those that are never exposed apart.
fn hidden(headers: &HeaderList, names: &Extracted<'_>, exposed: &[String]) -> Option<Reason> {
    let hidden = sorted_names(headers, &|name| {
        !name.starts_with("access-control-")
            && !is_forbidden_response_header_name(name)
            && !set_contains(exposed, name)
    });
    if hidden.is_empty() {
        return None;
    }
    let names_star = headers.contains("*");
    let kept = |name: &&str| *name != "*" || names_star;
    let mut expose: Vec<&str> = names.tokens().iter().copied().filter(kept).collect();
    expose.extend(hidden.iter().map(String::as_str));
    let expose = expose.join(", ");
    Some(Reason::HeadersHidden { names: hidden.join(", "), expose })
}

/// The names of `headers` in lower case that are `chosen`, sorted, without duplicates.
fn sorted_names(headers: &HeaderList, chosen: &dyn Fn(&str) -> bool) -> Vec<String> {
    let names: Vec<&str> = headers.iter().map(|header| header.name.as_str()).collect();
    let mut names = sorted_lowercase_set(&names);
    names.retain(|name| chosen(name));
    names
}
