//! The response to the request itself, as a script sees it: the end of
//! [HTTP fetch](https://fetch.spec.whatwg.org/#concept-http-fetch) and of
//! [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch).

use crate::call::{Call, InitiatorType, RedirectMode};
use crate::fetch::classify::{Branch, main_fetch};
use crate::fetch::cors_check::cors_check;
use crate::fetch::empty_lines::received;
use crate::fetch::preflight::VerdictSubject;
use crate::fetch::redirect::is_final_response;
use crate::fetch::resource_policy::resource_policy_check;
use crate::http::forbidden::is_forbidden_response_header_name;
use crate::http::header::{HeaderList, set_contains, sorted_lowercase_set};
use crate::http::header_values::{HeaderValues, extract_header_list_values, items, token};
use crate::http::quoted::Quoted;
use crate::http::response::HttpResponse;
use crate::profile::{Profile, UnparsableExposeHeaders};
use crate::report::reason::{Finding, Reason};
use crate::report::summary::Summary;
use crate::request::{Request, Tainting};
use crate::url::ParseUrl;

const EXPOSE_HEADERS: &str = "Access-Control-Expose-Headers";

/// The [CORS-safelisted response-header names] that do not depend on the response.
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

web_enum! {
    /// A [response type](https://fetch.spec.whatwg.org/#concept-response-type), as a script sees it.
    ///
    /// The keyword is the value of `Response.type`.
    pub ResponseType {
        /// A response within the origin of the page.
        Basic = "basic",
        /// A response of another origin that the script may read.
        Cors = "cors",
        /// A response of another origin that is hidden from the script.
        Opaque = "opaque",
        /// A redirect that is not followed, and is hidden from the script.
        OpaqueRedirect = "opaqueredirect",
        /// A network error: a promise is rejected, an XMLHttpRequest or an element fires `error`.
        Error = "error",
    }
}

impl ResponseType {
    pub(crate) fn of(tainting: Tainting) -> ResponseType {
        match tainting {
            Tainting::Basic => ResponseType::Basic,
            Tainting::Cors => ResponseType::Cors,
            Tainting::Opaque => ResponseType::Opaque,
        }
    }
}

/// The verdict of a browser about the response to the request itself.
///
/// [`Browser::check_response`](crate::Browser::check_response) returns one.
///
/// ```
/// use cors_preflight::{Browser, Call, HttpResponse, ReasonCode, ResponseType};
///
/// let call = Call::fetch("https://app.example", "https://api.example/notes")?;
/// let response = HttpResponse::new(200)?
///     .header("Access-Control-Allow-Origin", "https://app.example")?
///     .header("Content-Type", "application/json")?
///     .header("X-Total", "5")?;
///
/// let verdict = Browser::STANDARD.check_response(&call, &response);
/// assert!(verdict.is_readable());
/// assert_eq!(verdict.response_type(), ResponseType::Cors);
/// assert_eq!(verdict.exposed_headers(), ["content-type"]);
/// assert_eq!(verdict.notes()[0].code(), ReasonCode::HeadersHidden);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct ResponseVerdict {
    pub(crate) kind: ResponseType,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) notes: Vec<Reason>,
    pub(crate) exposed: Vec<String>,
    /// The subject of the reasons.
    pub(crate) subject: VerdictSubject,
}

impl ResponseVerdict {
    /// Returns whether the script may read the status, the headers and the body.
    pub fn is_readable(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Returns the type of the response that the script gets.
    pub fn response_type(&self) -> ResponseType {
        self.kind
    }

    /// Returns every reason why the script may not read the response. There are none if it may.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// Returns what is worth knowing about the response although it does not decide.
    pub fn notes(&self) -> &[Reason] {
        &self.notes
    }

    /// Returns the lower-case names of the headers that the script may read, sorted, without
    /// duplicates.
    pub fn exposed_headers(&self) -> &[String] {
        &self.exposed
    }

    /// Returns the verdict in one sentence.
    pub fn summary(&self) -> String {
        let summary = match (self.subject, self.kind) {
            (VerdictSubject::Throws, _) => Summary::Throws,
            (VerdictSubject::Blocked, _) => Summary::Blocked,
            (_, ResponseType::Error) => Summary::ResponseError,
            _ if self.is_readable() => Summary::ResponseReadable,
            _ => Summary::ResponseOpaque,
        };
        summary.sentence(&self.reasons)
    }
}

/// Writes the [summary](ResponseVerdict::summary).
impl std::fmt::Display for ResponseVerdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

/// Checks the response to the request itself, taken as the last of its fetch: redirects are not
/// followed.
///
/// The [CORS check] decides across origins, or in mode `no-cors` the [resource policy]. Then the
/// [redirect mode] decides, and the [CORS-safelisted response-header names].
///
/// [CORS check]: https://fetch.spec.whatwg.org/#concept-cors-check
/// [resource policy]: https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check
/// [redirect mode]: https://fetch.spec.whatwg.org/#concept-http-fetch
/// [CORS-safelisted response-header names]: https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
pub(crate) fn check_response(
    call: &Call,
    response: &HttpResponse,
    parse: ParseUrl,
    profile: Profile,
) -> ResponseVerdict {
    let error = |subject: VerdictSubject, reasons: Vec<Reason>| ResponseVerdict {
        kind: ResponseType::Error,
        reasons,
        notes: Vec::new(),
        exposed: Vec::new(),
        subject,
    };
    let mut request = match Request::new(call, parse, profile) {
        Ok(request) => request,
        Err(reasons) => return error(VerdictSubject::Throws, reasons),
    };
    let branch = main_fetch(&mut request, profile, call.accept_language.as_deref());
    if let Branch::Blocked(reasons) = branch {
        return error(VerdictSubject::Blocked, reasons);
    }
    let response = &*received(response, profile);
    let mut reasons = sharing_check(&request, response, profile);
    let shared = reasons.is_empty();
    let mut kind = if shared { ResponseType::of(request.tainting) } else { ResponseType::Error };
    let mut notes = Vec::new();
    let status = response.status();
    match request.redirect {
        _ if !response.has_redirect_status() || is_final_response(&request, response, profile) => {}
        RedirectMode::Follow => notes.push(Reason(Finding::RedirectJudgedAsFinal { status })),
        RedirectMode::Error => {
            kind = ResponseType::Error;
            reasons.push(Reason(Finding::RedirectModeError { status: status.to_string() }));
        }
        // If the response is not shared, the redirect is hidden too.
        RedirectMode::Manual => {
            if shared {
                kind = ResponseType::OpaqueRedirect;
            }
            reasons.push(Reason(Finding::ResponseOpaqueRedirect { status }));
        }
    }
    if request.tainting == Tainting::Opaque {
        reasons.push(Reason(Finding::ResponseOpaque));
    }
    if !reasons.is_empty() {
        return ResponseVerdict { kind, notes, ..error(VerdictSubject::Response, reasons) };
    }
    let exposed = exposed(&request, response, profile, &mut notes);
    ResponseVerdict { kind, reasons, notes, exposed, subject: VerdictSubject::Response }
}

/// Returns every reason for which a response is not shared: those of the [CORS check] across origins,
/// and of the [resource policy] for an opaque response.
///
/// [CORS check]: https://fetch.spec.whatwg.org/#concept-cors-check
/// [resource policy]: https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check
pub(crate) fn sharing_check(
    request: &Request,
    response: &HttpResponse,
    profile: Profile,
) -> Vec<Reason> {
    match request.tainting {
        Tainting::Basic => Vec::new(),
        Tainting::Cors => cors_check(request, response),
        Tainting::Opaque => resource_policy_check(request, response, profile).into_iter().collect(),
    }
}

/// Returns the header names of the [filtered response]; there are none if it is [opaque]. Adds notes on
/// the headers that are hidden.
///
/// [opaque]: https://fetch.spec.whatwg.org/#concept-filtered-response-opaque
/// [filtered response]: https://fetch.spec.whatwg.org/#concept-filtered-response
pub(crate) fn exposed(
    request: &Request,
    response: &HttpResponse,
    profile: Profile,
    notes: &mut Vec<Reason>,
) -> Vec<String> {
    let headers = response.headers();
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
    let rule = profile.rules().hidden_if_repeated;
    let is_hidden = |name: &String| {
        request.via != InitiatorType::Xhr
            && rule.contains(&name.as_str())
            && headers.get_all(name).nth(1).is_some()
    };
    exposed.retain(|name| !is_hidden(name));
    exposed
}

/// Returns the header names of the [CORS filtered response].
///
/// [CORS filtered response]: https://fetch.spec.whatwg.org/#concept-filtered-response-cors
fn cors_exposed(
    request: &Request,
    headers: &HeaderList,
    names: &HeaderValues<'_>,
    profile: Profile,
    notes: &mut Vec<Reason>,
) -> Vec<String> {
    let wildcard = match profile.rules().unparsable_expose_headers {
        UnparsableExposeHeaders::ExposesNothing => names.tokens().contains(&"*"),
        UnparsableExposeHeaders::KeepsEarlierWildcard if request.via == InitiatorType::Xhr => {
            names.tokens().contains(&"*")
        }
        UnparsableExposeHeaders::KeepsEarlierWildcard => {
            let mut before = headers.get_all(EXPOSE_HEADERS).flat_map(items).map_while(token);
            before.any(|token| token == "*")
        }
    };
    if let HeaderValues::Failure { item } = names {
        // The standard's text is "non-null or failure". Its authors decided that a list that does not
        // parse exposes nothing, as in every browser.
        notes.push(Reason(Finding::ExposeHeadersUnparsable { item: Quoted::from(*item) }));
    } else if wildcard && request.includes_credentials() {
        notes.push(Reason(Finding::ExposeHeadersWildcardLiteral));
    }
    let listed = sorted_lowercase_set(names.tokens());
    let everything = wildcard && !request.includes_credentials();
    let also: &[&str] = match wildcard {
        true => profile.rules().exposed_by_literal_wildcard,
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

/// Returns a note on the headers that the script cannot read, except headers of the CORS protocol and
/// headers that are never exposed.
fn hidden(headers: &HeaderList, names: &HeaderValues<'_>, exposed: &[String]) -> Option<Reason> {
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
    Some(Reason(Finding::HeadersHidden { names: hidden.join(", "), expose }))
}

/// Returns the lower-case names of `headers` that `chosen` accepts, sorted, without duplicates.
fn sorted_names(headers: &HeaderList, chosen: &dyn Fn(&str) -> bool) -> Vec<String> {
    let names: Vec<&str> = headers.iter().map(|header| header.name.as_str()).collect();
    let mut names = sorted_lowercase_set(&names);
    names.retain(|name| chosen(name));
    names
}
