//! The messages that browsers print into their consoles, as one table.
//!
//! [`FailedRequest::console_message`](crate::console::FailedRequest::console_message) prints a
//! message of the table, and [`explain`](crate::console::explain()) recognizes it. A text has
//! [placeholders](Placeholder), such as `{origin}`, where a browser prints a value.
//!
//! The current messages were seen in Chromium 156, Firefox 153 and WebKitGTK 2.50, except those in
//! `tests/console/unprinted.json`. These and the obsolete messages come from the sources of the
//! browsers.

use crate::call::InitiatorType;
use crate::console::placeholder::{Placeholder, has_placeholder};
use crate::report::reason::ReasonCode as Code;

web_enum! {
    /// A browser engine.
    pub Engine {
        /// The engine of Chrome, Edge and Opera.
        Chromium = "chromium",
        /// The engine of Firefox.
        Firefox = "firefox",
        /// The engine of Safari and of all browsers on iOS.
        WebKit = "webkit",
    }
}

web_enum! {
    /// The request whose response a message is about.
    pub ResponseTo {
        /// The preflight request.
        Preflight = "preflight",
        /// The request itself.
        Request = "request",
    }
}

/// Whether browsers print a message today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageStatus {
    /// Browsers print the message.
    Primary,
    /// Browsers print the message in special cases or in another place.
    Alternative,
    /// Only old versions print the message.
    Obsolete,
}

/// How much a message reveals about the failure, most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(crate) enum Detail {
    /// The message gives the reason.
    Reason,
    /// The message is vague, and a more precise one often stands next to it.
    Vague,
    /// The text is only the frame of another message.
    FrameOnly,
    /// The message reports only a failure.
    FailureOnly,
}

/// Where [`explain`](crate::console::explain()) recognizes a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// Anywhere, also if the message is cut.
    Anywhere,
    /// Anywhere, but not cut: frames have the same start or end.
    AnywhereUncut,
    /// As a whole identifier.
    Identifier,
    /// As a whole line, or as the whole rest of a line after a colon. Other sentences contain the
    /// same words.
    WholeLine,
}

/// The response that a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageSubject {
    /// The one that the frame names.
    FromFrame,
    /// The response to this request.
    ResponseTo(ResponseTo),
    /// No response: the request failed before one arrived.
    NoResponse,
}

/// A console message, without the frames that browsers print around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageTemplate {
    /// The engine that prints the message.
    pub engine: Engine,
    /// Whether the engine prints the message today.
    pub status: MessageStatus,
    /// The codes of all reasons for which the message is printed.
    pub codes: &'static [Code],
    /// The text, with placeholders.
    pub text: &'static str,
    pub(crate) detail: Detail,
    pub(crate) position: Position,
    pub(crate) subject: MessageSubject,
    /// The only initiator for whose requests the message is printed, if there is one.
    pub(crate) via: Option<InitiatorType>,
}

/// Returns a template without marks.
const fn message(engine: Engine, codes: &'static [Code], text: &'static str) -> MessageTemplate {
    MessageTemplate {
        engine,
        status: MessageStatus::Primary,
        codes,
        text,
        detail: Detail::Reason,
        position: Position::Anywhere,
        subject: MessageSubject::FromFrame,
        via: None,
    }
}

/// The marks of a row.
impl MessageTemplate {
    const fn via_fetch(self) -> Self {
        Self { via: Some(InitiatorType::Fetch), ..self }
    }

    const fn of_preflight(self) -> Self {
        Self { subject: MessageSubject::ResponseTo(ResponseTo::Preflight), ..self }
    }

    const fn of_response(self) -> Self {
        Self { subject: MessageSubject::ResponseTo(ResponseTo::Request), ..self }
    }

    const fn without_response(self) -> Self {
        Self { subject: MessageSubject::NoResponse, ..self }
    }

    const fn alternative(self) -> Self {
        Self { status: MessageStatus::Alternative, ..self }
    }

    const fn obsolete(self) -> Self {
        Self { status: MessageStatus::Obsolete, ..self }
    }

    const fn vague(self) -> Self {
        Self { detail: Detail::Vague, ..self }
    }

    const fn frame_only(self) -> Self {
        Self { detail: Detail::FrameOnly, ..self }
    }

    const fn failure_only(self) -> Self {
        Self { detail: Detail::FailureOnly, ..self }
    }

    const fn uncut(self) -> Self {
        Self { position: Position::AnywhereUncut, ..self }
    }

    const fn whole_line(self) -> Self {
        Self { position: Position::WholeLine, ..self }
    }

    /// A name of the message, not the message itself.
    const fn identifier(self) -> Self {
        Self { position: Position::Identifier, ..self.alternative() }
    }
}

impl MessageTemplate {
    /// Whether the text has a placeholder for the URL.
    pub(crate) fn has_url(&self) -> bool {
        has_placeholder(self.text, Placeholder::Url)
    }
}

/// A table of rows: engine, codes, marks, text. The text of a frame is a pair: before the message, and
/// after it.
macro_rules! table {
    ($row:ident: $($engine:ident $codes:ident $($mark:ident)*: $text:expr;)*) => {
        &[$($row(Engine::$engine, $codes, $text)$(.$mark())*),*]
    };
}

pub(super) use table;

// The codes of each message. Some messages have several, and some codes have several messages.

const MISSING: &[Code] = &[Code::AllowOriginMissing];
const WILDCARD: &[Code] = &[Code::AllowOriginWildcardWithCredentials];
const MULTIPLE: &[Code] = &[Code::AllowOriginMultiple];
const MISMATCH: &[Code] = &[Code::AllowOriginMismatch];
pub(super) const MISMATCH_OR_MULTIPLE: &[Code] =
    &[Code::AllowOriginMismatch, Code::AllowOriginMultiple];
const NOT_ALLOWED: &[Code] =
    &[Code::AllowOriginMissing, Code::AllowOriginMismatch, Code::AllowOriginMultiple];
const CREDENTIALS: &[Code] = &[Code::AllowCredentialsMissing, Code::AllowCredentialsNotTrue];
const STATUS: &[Code] = &[Code::PreflightStatusNotOk];
const REDIRECTED: &[Code] = &[Code::PreflightRedirected];
const STATUS_OR_REDIRECTED: &[Code] = &[Code::PreflightStatusNotOk, Code::PreflightRedirected];
const INVALID_METHODS: &[Code] = &[Code::AllowMethodsUnparsable];
const INVALID_HEADERS: &[Code] = &[Code::AllowHeadersUnparsable];
const METHOD: &[Code] =
    &[Code::MethodNotAllowed, Code::MethodCaseMismatch, Code::AllowMethodsWildcardWithCredentials];
const HEADER: &[Code] = &[
    Code::HeaderNotAllowed,
    Code::AuthorizationNotAllowed,
    Code::AllowHeadersWildcardWithCredentials,
];
const AUTHORIZATION: &[Code] = &[Code::AuthorizationNotCoveredByWildcard];
const NO_RESPONSE: &[Code] = &[Code::NoAnswer];
pub(super) const NO_FINAL_RESPONSE: &[Code] = &[
    Code::NoAnswer,
    Code::TooManyRedirects,
    Code::RedirectHasCredentials,
    Code::RedirectLocationInvalid,
    Code::PortBlocked,
];
const USERINFO: &[Code] = &[Code::RedirectHasCredentials];
const REDIRECT_SCHEME: &[Code] = &[Code::RedirectSchemeNotHttp];
const REDIRECT_SCHEME_OR_LOCATION: &[Code] =
    &[Code::RedirectSchemeNotHttp, Code::RedirectLocationInvalid];
const REDIRECTS: &[Code] = &[Code::TooManyRedirects];
const REDIRECT_MODE: &[Code] = &[Code::RedirectModeError];
const LOCATION: &[Code] = &[Code::RedirectLocationInvalid];
const SAME_ORIGIN: &[Code] = &[Code::ModeSameOrigin];
const SCHEME: &[Code] = &[Code::SchemeNotHttp];
const SCHEME_OR_REDIRECT_SCHEME: &[Code] = &[Code::SchemeNotHttp, Code::RedirectSchemeNotHttp];
const MIXED_CONTENT: &[Code] = &[Code::MixedContent];
const BLOCKED_PORT: &[Code] = &[Code::PortBlocked];
const NO_CORS_REDIRECT: &[Code] = &[Code::NoCorsRedirectMode];
const RESOURCE_POLICY: &[Code] = &[Code::ResourcePolicyBlocked];
const NO_REASON: &[Code] = &[Code::ReasonNotSaid];
const FAILED_TO_FETCH: &[Code] = &[Code::FailedToFetch];
const LOCAL_DENIED: &[Code] = &[Code::LocalNetworkDenied];
const LOCAL_INSECURE: &[Code] = &[Code::LocalNetworkInsecure];
const LOCAL_MISMATCH: &[Code] = &[Code::LocalNetworkMismatch];
const PRIVATE_NETWORK: &[Code] = &[Code::PrivateNetworkRetired];
const OLD_REDIRECT: &[Code] = &[Code::RedirectAfterPreflightRetired];
const CORS_DISABLED: &[Code] = &[Code::CorsDisabled];
const NO_ORIGIN_HEADER: &[Code] = &[Code::OriginHeaderNotAdded];

/// All messages. [`FailedRequest`](crate::console::FailedRequest) prints the first primary message of
/// an engine and a reason.
pub const MESSAGES: &[MessageTemplate] = table! {
    message:
    // Chromium.
    Chromium MISSING: "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
    Chromium WILDCARD: "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'.";
    Chromium MULTIPLE: "The 'Access-Control-Allow-Origin' header contains multiple values '{value}', but only one is allowed.";
    Chromium MISMATCH: "The 'Access-Control-Allow-Origin' header has a value '{value}' that is not equal to the supplied origin.";
    Chromium MISMATCH alternative: "The 'Access-Control-Allow-Origin' header contains the invalid value '{value}'.";
    Chromium CREDENTIALS: "The value of the 'Access-Control-Allow-Credentials' header in the response is '{value}' which must be 'true' when the request's credentials mode is 'include'.";
    Chromium STATUS of_preflight: "Response to preflight request doesn't pass access control check: It does not have HTTP ok status.";
    Chromium REDIRECTED of_preflight: "Response to preflight request doesn't pass access control check: Redirect is not allowed for a preflight request.";
    Chromium INVALID_METHODS of_preflight: "Cannot parse Access-Control-Allow-Methods response header field in preflight response.";
    Chromium INVALID_HEADERS of_preflight: "Cannot parse Access-Control-Allow-Headers response header field in preflight response.";
    Chromium METHOD of_preflight: "Method {method} is not allowed by Access-Control-Allow-Methods in preflight response.";
    Chromium HEADER of_preflight: "Request header field {header} is not allowed by Access-Control-Allow-Headers in preflight response.";
    Chromium AUTHORIZATION of_preflight alternative: "Authorization will not be covered by the wildcard symbol (*) in CORS `Access-Control-Allow-Headers` handling.";
    // Chromium leaves the location out.
    Chromium USERINFO of_response: "Redirect location '' contains a username and password, which is disallowed for cross-origin requests.";
    Chromium USERINFO of_response obsolete: "Redirect location '{location}' contains a username and password, which is disallowed for cross-origin requests.";
    Chromium REDIRECT_SCHEME of_response obsolete: "Redirect location '{location}' has a disallowed scheme for cross-origin requests.";
    Chromium REDIRECT_SCHEME of_response obsolete: "The request was redirected to a URL ('{location}') which has a disallowed scheme for cross-origin requests.";
    Chromium SAME_ORIGIN without_response via_fetch: "Fetch API cannot load {url}. Request mode is \"same-origin\" but the URL's origin is not same as the request origin {origin}.";
    Chromium SAME_ORIGIN without_response alternative: "Unsafe attempt to load URL {url} from frame with URL {page}. Domains, protocols and ports must match.";
    Chromium SAME_ORIGIN without_response alternative: "Cross origin requests are not allowed by request mode.";
    Chromium SCHEME without_response via_fetch: "Fetch API cannot load {url}. URL scheme \"{scheme}\" is not supported.";
    Chromium SCHEME_OR_REDIRECT_SCHEME without_response alternative: "Cross origin requests are only supported for protocol schemes:";
    Chromium SCHEME without_response alternative: "Not allowed to load local resource: {url}";
    Chromium SCHEME without_response obsolete: "Cross origin requests are only supported for HTTP.";
    Chromium NO_CORS_REDIRECT without_response via_fetch: "Fetch API cannot load {url}. Request mode is \"no-cors\" but the redirect mode is not \"follow\".";
    Chromium MIXED_CONTENT without_response alternative: "Mixed Content: The page at '{page}' was loaded over HTTPS, but requested an insecure {kind} '{url}'. This request has been blocked; the content must be served over HTTPS.";
    Chromium LOCAL_INSECURE without_response: "The request client is not a secure context and the resource is in more-private address space `{addressSpace}`.";
    Chromium LOCAL_MISMATCH without_response: "Request had a target IP address space of `{targetAddressSpace}` yet the resource is in address space `{addressSpace}`.";
    Chromium LOCAL_DENIED without_response: "Permission was denied for this request to access the `{addressSpace}` address space.";
    Chromium NO_RESPONSE whole_line alternative: "The response is invalid.";
    // Errors of Chromium's network stack, in its log and in reports of test tools.
    Chromium RESOURCE_POLICY of_response alternative: "net::ERR_BLOCKED_BY_RESPONSE.NotSame";
    Chromium REDIRECTS of_response alternative: "net::ERR_TOO_MANY_REDIRECTS";
    Chromium REDIRECT_SCHEME of_response alternative: "net::ERR_UNSAFE_REDIRECT";
    Chromium LOCATION of_response alternative: "net::ERR_INVALID_REDIRECT";
    Chromium BLOCKED_PORT without_response alternative: "net::ERR_UNSAFE_PORT";
    Chromium NO_RESPONSE without_response alternative: "net::ERR_CONNECTION_";
    Chromium NO_RESPONSE without_response alternative: "net::ERR_NAME_NOT_RESOLVED";
    Chromium NO_RESPONSE without_response alternative: "net::ERR_EMPTY_RESPONSE";
    Chromium NO_RESPONSE without_response alternative: "net::ERR_INTERNET_DISCONNECTED";
    Chromium FAILED_TO_FETCH failure_only alternative: "net::ERR_FAILED";
    Chromium NO_REASON frame_only alternative: "Access to {kind} at '{url}' from origin '{origin}' has been blocked by CORS policy:";
    Chromium NO_REASON frame_only alternative: "Access to {kind} at '{url}' (redirected from '{redirectedFrom}') from origin '{origin}' has been blocked by CORS policy:";
    Chromium FAILED_TO_FETCH failure_only whole_line alternative: "Failed to fetch";
    // Names in the DevTools protocol.
    Chromium MISSING of_response identifier: "MissingAllowOriginHeader";
    Chromium MISSING of_preflight identifier: "PreflightMissingAllowOriginHeader";
    Chromium WILDCARD of_response identifier: "WildcardOriginNotAllowed";
    Chromium WILDCARD of_preflight identifier: "PreflightWildcardOriginNotAllowed";
    Chromium MULTIPLE of_response identifier: "MultipleAllowOriginValues";
    Chromium MULTIPLE of_preflight identifier: "PreflightMultipleAllowOriginValues";
    Chromium MISMATCH of_response identifier: "InvalidAllowOriginValue";
    Chromium MISMATCH of_preflight identifier: "PreflightInvalidAllowOriginValue";
    Chromium MISMATCH of_response identifier: "AllowOriginMismatch";
    Chromium MISMATCH of_preflight identifier: "PreflightAllowOriginMismatch";
    Chromium CREDENTIALS of_response identifier: "InvalidAllowCredentials";
    Chromium CREDENTIALS of_preflight identifier: "PreflightInvalidAllowCredentials";
    Chromium STATUS of_preflight identifier: "PreflightInvalidStatus";
    Chromium REDIRECTED of_preflight identifier: "PreflightDisallowedRedirect";
    Chromium INVALID_METHODS of_preflight identifier: "InvalidAllowMethodsPreflightResponse";
    Chromium INVALID_HEADERS of_preflight identifier: "InvalidAllowHeadersPreflightResponse";
    Chromium METHOD of_preflight identifier: "MethodDisallowedByPreflightResponse";
    Chromium HEADER of_preflight identifier: "HeaderDisallowedByPreflightResponse";
    Chromium AUTHORIZATION of_preflight identifier: "AuthorizationCoveredByWildcard";
    Chromium USERINFO of_response identifier: "RedirectContainsCredentials";
    Chromium SAME_ORIGIN without_response identifier: "DisallowedByMode";
    Chromium SCHEME_OR_REDIRECT_SCHEME without_response identifier: "CorsDisabledScheme";
    Chromium NO_CORS_REDIRECT without_response identifier: "NoCorsRedirectModeNotFollow";
    Chromium LOCAL_INSECURE without_response identifier: "InsecureLocalNetwork";
    Chromium LOCAL_INSECURE without_response identifier obsolete: "InsecurePrivateNetwork";
    Chromium LOCAL_MISMATCH without_response identifier: "InvalidLocalNetworkAccess";
    Chromium LOCAL_MISMATCH without_response identifier obsolete: "InvalidPrivateNetworkAccess";
    Chromium LOCAL_DENIED without_response identifier: "LocalNetworkAccessPermissionDenied";
    // Chromium before 2018.
    Chromium WILDCARD obsolete: "A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the credentials flag is true.";
    Chromium CREDENTIALS obsolete: "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is '{value}'. It must be 'true' to allow credentials.";
    Chromium NOT_ALLOWED obsolete: "Origin {origin} is not allowed by Access-Control-Allow-Origin.";
    Chromium STATUS of_preflight uncut obsolete: "Response for preflight has invalid HTTP status code {status}";
    Chromium STATUS of_preflight obsolete: "Response for preflight does not have HTTP ok status.";
    Chromium REDIRECTED of_preflight obsolete: "Response for preflight is invalid (redirect)";
    Chromium NO_RESPONSE uncut obsolete: "Invalid response. Origin '{origin}' is therefore not allowed access.";
    Chromium OLD_REDIRECT of_response obsolete: "The request was redirected to '{location}', which is disallowed for cross-origin requests that require preflight";
    Chromium OLD_REDIRECT of_response obsolete: "Request requires preflight, which is disallowed to follow cross-origin redirect";
    // Private Network Access, from 2021 to 2025, and its predecessor.
    Chromium PRIVATE_NETWORK of_preflight obsolete: "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this private network request targeting the `{addressSpace}` address space.";
    Chromium PRIVATE_NETWORK of_preflight obsolete: "The 'Access-Control-Allow-Private-Network' header in the preflight response for this private network request targeting the `{addressSpace}` address space had a value of '{value}',  not 'true'.";
    Chromium PRIVATE_NETWORK of_preflight obsolete: "No 'Private-Network-Access-Id' header was present in the preflight response for this private network request targeting the `{addressSpace}` address space.";
    Chromium PRIVATE_NETWORK of_preflight obsolete: "No 'Private-Network-Access-Name' header was present in the preflight response for this private network request targeting the `{addressSpace}` address space.";
    Chromium PRIVATE_NETWORK without_response obsolete: "Request had no target IP address space, yet the resource is in address space `{addressSpace}`.";
    Chromium PRIVATE_NETWORK without_response obsolete: "Unable to ask for permission to access the `{addressSpace}` IP address space.";
    Chromium PRIVATE_NETWORK of_preflight obsolete: "No 'Access-Control-Allow-External' header was present in the preflight response for this external request";
    Chromium PRIVATE_NETWORK of_preflight obsolete: "The 'Access-Control-Allow-External' header in the preflight response for this external request had a value of '{value}',  not 'true'";
    // Firefox.
    Firefox MISSING: "CORS header ‘Access-Control-Allow-Origin’ missing";
    Firefox WILDCARD uncut: "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ‘{url}’. (Reason: Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’).";
    Firefox WILDCARD alternative: "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’";
    // Firefox reports one line with several values as a mismatch.
    Firefox MISMATCH_OR_MULTIPLE: "CORS header ‘Access-Control-Allow-Origin’ does not match ‘{value}’";
    Firefox MULTIPLE alternative: "Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed";
    Firefox CREDENTIALS: "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’";
    Firefox STATUS of_preflight whole_line: "CORS preflight response did not succeed";
    Firefox REDIRECTED of_preflight: "CORS request external redirect not allowed";
    Firefox INVALID_METHODS of_preflight: "invalid token ‘{value}’ in CORS header ‘Access-Control-Allow-Methods’";
    Firefox INVALID_HEADERS of_preflight: "invalid token ‘{value}’ in CORS header ‘Access-Control-Allow-Headers’";
    Firefox METHOD of_preflight: "Did not find method in CORS header ‘Access-Control-Allow-Methods’";
    Firefox HEADER of_preflight: "header ‘{header}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response";
    Firefox AUTHORIZATION of_preflight uncut alternative: "Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote resource at {url} soon. (Reason: When the `Access-Control-Allow-Headers` is `*`, the `Authorization` header is not covered. To include the `Authorization` header, it must be explicitly listed in CORS header `Access-Control-Allow-Headers`).";
    Firefox SCHEME_OR_REDIRECT_SCHEME without_response whole_line: "CORS request not http";
    Firefox SCHEME without_response alternative: "Security Error: Content at {page} may not load or link to {url}.";
    Firefox SAME_ORIGIN without_response: "Security Error: Content at {page} may not load data from {url}.";
    Firefox REDIRECT_SCHEME of_response alternative: "Redirecting to data: URI not allowed (Blocked loading of: “{location}”)";
    Firefox RESOURCE_POLICY of_response: "The resource at “{url}” was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof).";
    Firefox MIXED_CONTENT without_response alternative: "Blocked loading mixed active content “{url}”";
    Firefox CORS_DISABLED without_response whole_line: "CORS disabled";
    Firefox NO_ORIGIN_HEADER without_response: "CORS header ‘Origin’ cannot be added";
    Firefox NO_FINAL_RESPONSE vague whole_line: "CORS request did not succeed";
    Firefox NO_REASON frame_only alternative: "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. (Reason:";
    Firefox FAILED_TO_FETCH failure_only whole_line alternative: "NetworkError when attempting to fetch resource.";
    // Names of MDN's pages on these messages, and names in Firefox's source. Without white space, some
    // messages equal a name.
    Firefox MISSING identifier: "CORSMissingAllowOrigin";
    Firefox WILDCARD identifier: "CORSNotSupportingCredentials";
    Firefox MISMATCH_OR_MULTIPLE identifier: "CORSAllowOriginNotMatchingOrigin";
    Firefox MULTIPLE identifier: "CORSMultipleAllowOriginNotAllowed";
    Firefox CREDENTIALS identifier: "CORSMissingAllowCredentials";
    Firefox STATUS of_preflight identifier: "CORSPreflightDidNotSucceed";
    Firefox REDIRECTED of_preflight identifier: "CORSExternalRedirectNotAllowed";
    Firefox INVALID_METHODS of_preflight identifier: "CORSInvalidAllowMethod";
    Firefox INVALID_HEADERS of_preflight identifier: "CORSInvalidAllowHeader";
    Firefox METHOD of_preflight identifier: "CORSMethodNotFound";
    Firefox HEADER of_preflight identifier: "CORSMissingAllowHeaderFromPreflight";
    Firefox AUTHORIZATION of_preflight identifier: "CORSAllowHeaderFromPreflightDeprecation";
    Firefox NO_ORIGIN_HEADER without_response identifier: "CORSOriginHeaderNotAdded";
    Firefox NO_FINAL_RESPONSE identifier: "CORSDidNotSucceed";
    // Older versions of Firefox.
    Firefox HEADER of_preflight obsolete: "missing token ‘{header}’ in CORS header ‘Access-Control-Allow-Headers’ from CORS preflight channel";
    Firefox STATUS of_preflight obsolete: "CORS preflight channel did not succeed";
    Firefox NO_REASON uncut obsolete: "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. This can be fixed by moving the resource to the same domain or enabling CORS.";
    // WebKit.
    WebKit NOT_ALLOWED: "Origin {origin} is not allowed by Access-Control-Allow-Origin. Status code: {status}";
    WebKit NOT_ALLOWED obsolete: "Origin {origin} is not allowed by Access-Control-Allow-Origin.";
    WebKit WILDCARD: "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.";
    WebKit MULTIPLE uncut alternative: "Access-Control-Allow-Origin cannot contain more than one origin.";
    WebKit CREDENTIALS: "Credentials flag is true, but Access-Control-Allow-Credentials is not \"true\".";
    WebKit STATUS_OR_REDIRECTED of_preflight uncut: "Preflight response is not successful. Status code: {status}";
    WebKit STATUS_OR_REDIRECTED of_preflight uncut obsolete: "Preflight response is not successful";
    WebKit INVALID_METHODS of_preflight: "Header Access-Control-Allow-Methods has an invalid value: {value}";
    WebKit INVALID_HEADERS of_preflight: "Header Access-Control-Allow-Headers has an invalid value: {value}";
    WebKit METHOD of_preflight: "Method {method} is not allowed by Access-Control-Allow-Methods.";
    WebKit HEADER of_preflight: "Request header field {header} is not allowed by Access-Control-Allow-Headers.";
    WebKit USERINFO of_response alternative: "redirection URL {location} has credentials";
    WebKit REDIRECT_SCHEME_OR_LOCATION of_response alternative: "not allowed to follow a cross-origin CORS redirection with non CORS scheme";
    WebKit REDIRECT_SCHEME of_response obsolete: "Redirection to URL with a scheme that is not HTTP(S).";
    WebKit REDIRECTS of_response: "Load cannot follow more than 20 redirections";
    WebKit REDIRECT_MODE of_response: "Not allowed to follow a redirection while loading {url}";
    WebKit SAME_ORIGIN without_response alternative: "Unsafe attempt to load URL {url} from origin {origin}. Domains, protocols and ports must match.";
    WebKit SAME_ORIGIN without_response obsolete: "Cross origin requests are not allowed when using same-origin fetch mode.";
    WebKit SCHEME without_response: "Cross origin requests are only supported for HTTP.";
    WebKit SCHEME without_response alternative: "Not allowed to load local resource: {url}";
    WebKit RESOURCE_POLICY of_response: "Cancelled load to {url} because it violates the resource's Cross-Origin-Resource-Policy response header.";
    WebKit NO_CORS_REDIRECT without_response: "No-Cors mode requires follow redirect mode";
    WebKit BLOCKED_PORT without_response alternative: "Not allowed to use restricted network port {port}: {url}";
    WebKit MIXED_CONTENT without_response alternative: "[blocked] The page at {page} requested insecure content from {url}. This content was blocked and must be served over HTTPS.";
    WebKit NO_REASON vague alternative: "Cross-origin script load denied by Cross-Origin Resource Sharing policy.";
    WebKit NO_REASON vague alternative: "Cross-origin redirection denied by Cross-Origin Resource Sharing policy.";
    WebKit NO_REASON frame_only alternative: "cannot load {url} due to access control checks.";
    WebKit FAILED_TO_FETCH failure_only whole_line alternative: "Load failed";
};
