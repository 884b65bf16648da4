//! Reasons: one table of codes, messages and fixes. With the [summaries](crate::report::summary), the
//! only place that holds the engine's sentences.

use crate::call::{InitiatorType, RequestMode};
use crate::http::quoted::Quoted;
use crate::report::exception::Exception::{self, TypeError};
use std::fmt;
use std::sync::Arc;

macro_rules! fetch {
    ($anchor:literal) => {
        concat!("https://fetch.spec.whatwg.org/", $anchor)
    };
}

macro_rules! webidl {
    ($anchor:literal) => {
        concat!("https://webidl.spec.whatwg.org/", $anchor)
    };
}

/// The value of a column that may be absent.
macro_rules! optional {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

/// The exception of a row. A row may have one, none, or an `Option`.
macro_rules! exception {
    () => {
        None
    };
    ($exception:expr) => {
        Option::from($exception)
    };
}

/// The fix of a row: a text with fields, or an expression.
macro_rules! fix {
    () => {
        None
    };
    ($line:literal) => {
        Some(format!($line))
    };
    (by $line:expr) => {
        $line
    };
}

/// Defines [`ReasonCode`] and [`Finding`] by the rows of one table.
///
/// A row has these columns, of which those in brackets may be absent:
///
/// - the variant and the fields that the other columns use;
/// - the code, in kebab-case;
/// - the address of the deciding definition;
/// - `[about]` the subject;
/// - `[throws]` the exception;
/// - the message: one sentence, or two as two literals;
/// - `[fix]` a header line or a status line, or `[fixed by]` an expression that makes one.
macro_rules! reasons {
    ($(
        $variant:ident $({ $($field:ident: $type:ty),* })?
        $code:literal, $spec:expr
        $(, about $subject:expr)?
        $(, throws $exception:expr)?,
        $message:literal $($detail:literal)?
        $(, fix $fix:literal)?
        $(, fixed by $fixed:expr)?;
    )*) => {
        web_enum! {
            /// The code of a [`Reason`]. It identifies a kind of reason and never changes.
            ///
            /// [`as_str`](ReasonCode::as_str), [`Display`](std::fmt::Display) and
            /// [`FromStr`](std::str::FromStr) use kebab-case, such as `allow-origin-missing`.
            pub ReasonCode {
                $(
                    #[doc = concat!("`", $code, "`: ", $message $(, " ", $detail)?)]
                    $variant = $code
                ),*
            }
        }

        /// The content of a [`Reason`]: its kind, with the values that its message names.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(crate) enum Finding {
            $($variant $({ $($field: $type),* })?,)*
        }

        #[allow(unused_variables, reason = "no column uses all fields")]
        impl Finding {
            fn code(&self) -> ReasonCode {
                match self { $(Finding::$variant { .. } => ReasonCode::$variant),* }
            }

            fn spec(&self) -> &'static str {
                match self { $(Finding::$variant { .. } => $spec),* }
            }

            fn subject(&self) -> Option<String> {
                match self {
                    $(Finding::$variant $({ $($field),* })? => {
                        optional!($($subject.to_string())?)
                    })*
                }
            }

            fn exception(&self) -> Option<Exception> {
                match self {
                    $(Finding::$variant $({ $($field),* })? => {
                        exception!($($exception)?)
                    })*
                }
            }

            fn first_sentence(&self) -> String {
                match self {
                    $(Finding::$variant $({ $($field),* })? => format!($message),)*
                }
            }

            fn second_sentence(&self) -> Option<String> {
                match self {
                    $(Finding::$variant $({ $($field),* })? => optional!($(format!($detail))?),)*
                }
            }

            fn fix(&self) -> Option<String> {
                match self {
                    $(Finding::$variant $({ $($field),* })? => fix!($($fix)? $(by $fixed)?),)*
                }
            }
        }
    };
}

/// A reason why a request fails or triggers a preflight, or a note about it.
///
/// A reason has a stable [code](Reason::code) and a [message](Reason::message) that names the
/// values at fault. `Display` prints the message.
///
/// ```
/// use cors_preflight::{Browser, Call, ReasonCode};
///
/// let call = Call::fetch("https://app.example", "https://api.example/notes")?.method("DELETE");
/// let classification = Browser::STANDARD.classify(&call);
/// let reason = &classification.reasons()[0];
/// assert_eq!(reason.code(), ReasonCode::MethodNotSafelisted);
/// assert_eq!(reason.subject().as_deref(), Some("DELETE"));
/// assert_eq!(reason.spec(), "https://fetch.spec.whatwg.org/#cors-safelisted-method");
/// assert_eq!(
///     reason.to_string(),
///     "The method `DELETE` triggers a preflight. Only GET, HEAD and POST are CORS-safelisted.",
/// );
/// # Ok::<(), cors_preflight::InvalidOrigin>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(pub(crate) Finding);

impl Reason {
    /// Returns the code, which identifies the kind of reason and never changes.
    pub fn code(&self) -> ReasonCode {
        self.0.code()
    }

    /// Returns the message: one or two sentences that name the exact value at fault.
    pub fn message(&self) -> String {
        let mut message = self.0.first_sentence();
        if let Some(second) = self.0.second_sentence() {
            message.push(' ');
            message.push_str(&second);
        }
        message
    }

    /// Returns the first sentence of the message.
    pub(crate) fn first_sentence(&self) -> String {
        self.0.first_sentence()
    }

    /// Returns the address of the deciding definition or algorithm, with its fragment.
    pub fn spec(&self) -> &'static str {
        self.0.spec()
    }

    /// Returns the subject: a header name in lower case, the method as it is sent, a status, a
    /// scheme or a member of the call. `None` if the reason concerns the call as a whole.
    pub fn subject(&self) -> Option<String> {
        self.0.subject().filter(|subject| !subject.is_empty())
    }

    /// Returns the smallest change to the response that fixes this reason.
    ///
    /// The change is a header line, which replaces all lines of its name, or a status line. It is
    /// `None` if no change to the response helps. If more than 100 reasons concern one header, only
    /// the first 100 have the line, which fixes all of them.
    pub fn fix(&self) -> Option<String> {
        self.0.fix()
    }

    /// Returns the exception that the API throws for this reason. `None` if it does not throw.
    pub fn exception(&self) -> Option<Exception> {
        self.0.exception()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.message())
    }
}

reasons! {
    // The API throws: conversion of the arguments, then the Request constructor.

    NotAByteString { member: String, value: Quoted }
        "not-a-byte-string", webidl!("#js-ByteString"), about member, throws TypeError,
        "`{member}` contains a character above U+00FF, which no byte can represent: {value}.";
    NotAString { member: &'static str }
        "not-a-string", webidl!("#js-DOMString"), about member, throws TypeError,
        "`{member}` is a symbol, which cannot be converted to a string.";
    BufferSharedOrResizable
        "buffer-shared-or-resizable", webidl!("#js-buffer-source-types"), about "body", throws TypeError,
        "The body is a shared or resizable buffer, which cannot be sent.";
    EnumerationValueUnknown { member: &'static str, value: Quoted, words: String }
        "enumeration-value-unknown", webidl!("#js-enumeration"), about member, throws TypeError,
        "{value} is not a valid value for `{member}`."
        "Valid values: {words}.";
    HeadersInvalid { value: Quoted }
        "headers-invalid", fetch!("#typedefdef-headersinit"), about "headers", throws TypeError,
        "{value} is not valid for `headers`."
        "Expected a Headers object, an array of pairs or an object of names and values.";
    HeaderPairInvalid { position: usize, length: usize }
        "header-pair-invalid", fetch!("#concept-headers-fill"), about "headers", throws TypeError,
        "Item {position} of `headers` has length {length}."
        "Expected a pair: a name and a value.";
    UrlInvalid { url: Quoted, exception: Option<Exception> }
        "url-invalid", "https://url.spec.whatwg.org/#concept-url-parser", about "url", throws *exception,
        "{url} is not a valid absolute URL.";
    UrlHasCredentials { host: Quoted }
        "url-has-credentials", fetch!("#dom-request"), about "url", throws TypeError,
        "The URL contains a user name or password before {host}."
        "`fetch()` does not accept such URLs.";
    ModeNavigate
        "mode-navigate", fetch!("#dom-request"), about "mode", throws TypeError,
        "Mode `navigate` is reserved for navigations."
        "Scripts cannot use it.";
    OnlyIfCachedMode { mode: RequestMode }
        "only-if-cached-mode", fetch!("#dom-request"), about "cache", throws TypeError,
        "Cache mode `only-if-cached` requires mode `same-origin`, but the mode is `{mode}`.";
    MethodInvalid { method: Quoted, exception: Exception }
        "method-invalid", fetch!("#concept-method"), about method.as_str(), throws *exception,
        "{method} is not a valid method."
        "A method is a non-empty token; whitespace around it is not removed.";
    MethodForbidden { method: Quoted, exception: Exception }
        "method-forbidden", fetch!("#forbidden-method"), about method.as_str(), throws *exception,
        "{method} is a forbidden method."
        "The call throws a {exception}, so no preflight can happen.";
    NoCorsMethod { method: Quoted }
        "no-cors-method", fetch!("#dom-request"), about method.as_str(), throws TypeError,
        "Mode `no-cors` allows only GET, HEAD and POST, but the method is {method}.";
    HeaderNameInvalid { name: Quoted, exception: Exception }
        "header-name-invalid", fetch!("#header-name"), about name.as_str(), throws *exception,
        "{name} is not a valid header name."
        "A header name is a non-empty token, without spaces or colons.";
    HeaderValueInvalid { name: Quoted, value: Quoted, exception: Exception }
        "header-value-invalid", fetch!("#header-value"), about name.as_str(), throws *exception,
        "The value of {name} contains a NUL, CR or LF byte: {value}.";
    BodyWithGetOrHead { method: Quoted }
        "body-with-get-or-head", fetch!("#dom-request"), about method.as_str(), throws TypeError,
        "A {method} request cannot have a body.";
    StreamKeepalive
        "stream-keepalive", fetch!("#concept-bodyinit-extract"), about "keepalive", throws TypeError,
        "A stream body cannot be combined with `keepalive`.";
    StreamLocked
        "stream-locked", fetch!("#concept-bodyinit-extract"), about "body", throws TypeError,
        "The body is a stream that is already locked.";
    StreamWithoutDuplex
        "stream-without-duplex", fetch!("#dom-request"), about "duplex", throws TypeError,
        "A stream body requires `duplex: \"half\"`.";
    StreamMode { mode: RequestMode }
        "stream-mode", fetch!("#dom-request"), about "mode", throws TypeError,
        "A stream body requires mode `cors` or `same-origin`, but the mode is `{mode}`.";

    BeaconSchemeNotHttp { scheme: Quoted }
        "beacon-scheme-not-http", "https://w3c.github.io/beacon/#sendbeacon-method", about scheme.as_str(), throws TypeError,
        "`sendBeacon()` accepts only HTTP and HTTPS URLs, but the scheme is {scheme}.";

    // The call is blocked before anything is sent.

    PortBlocked { port: String }
        "port-blocked", fetch!("#block-bad-port"), about port,
        "Browsers block requests to port {port}.";
    MixedContent { origin: String, url: Quoted }
        "mixed-content", "https://w3c.github.io/webappsec-mixed-content/#should-block-fetch", about "url",
        "Mixed content: the page at `{origin}` is secure, but {url} is not."
        "The request is blocked before CORS applies.";
    ModeSameOrigin { origin: String, target: Quoted }
        "mode-same-origin", fetch!("#concept-main-fetch"), about "mode",
        "The mode is `same-origin`, but {target} is not the page's origin, `{origin}`.";
    SchemeNotHttp { scheme: Quoted }
        "scheme-not-http", fetch!("#concept-main-fetch"), about scheme.as_str(),
        "The scheme {scheme} is not HTTP or HTTPS, so cross-origin requests to it are not possible.";
    NoCorsRedirectMode { redirect: Quoted }
        "no-cors-redirect-mode", fetch!("#concept-main-fetch"), about redirect.as_str(),
        "A cross-origin request in mode `no-cors` requires redirect mode `follow`, but it is {redirect}.";
    BlobMethod { method: Quoted }
        "blob-method", fetch!("#concept-scheme-fetch"), about method.as_str(),
        "A `blob:` URL supports only GET, but the method is {method}.";
    DataUrlInvalid { url: Quoted }
        "data-url-invalid", fetch!("#data-url-processor"), about "url",
        "The `data:` URL {url} is invalid: it has no comma, or its base64 data is malformed.";

    StreamUnsupported
        "stream-unsupported", fetch!("#concept-bodyinit-extract"), about "body",
        "This browser cannot send a stream as a request body.";
    MethodOverrideRefused { name: Quoted, value: Quoted }
        "method-override-refused", fetch!("#forbidden-request-header"), about name.as_str(),
        "The combined value of {name} is {value}, which names a forbidden method."
        "This browser rejects the request.";

    // Causes of a preflight.

    BodyStream
        "body-stream", fetch!("#use-cors-preflight-flag"), about "body",
        "A stream body always triggers a preflight on cross-origin requests.";
    UploadListener
        "upload-listener", fetch!("#use-cors-preflight-flag"), about "upload",
        "A listener on the XMLHttpRequest's `upload` object always triggers a preflight on cross-origin requests.";
    PreflightKeptByRedirect
        "preflight-kept-by-redirect", fetch!("#concept-http-redirect-fetch"),
        "The redirected request would not need a preflight, but this browser sends one because the original request did.";
    MethodNotSafelisted { method: Quoted }
        "method-not-safelisted", fetch!("#cors-safelisted-method"), about method.as_str(),
        "The method {method} triggers a preflight."
        "Only GET, HEAD and POST are CORS-safelisted.";
    HeaderNotSafelisted { name: Quoted }
        "header-not-safelisted", fetch!("#cors-safelisted-request-header"), about name.as_str(),
        "The header {name} triggers a preflight."
        "Only Accept, Accept-Language, Content-Language, Content-Type and Range are CORS-safelisted.";
    HeaderValueTooLong { name: Quoted, length: usize }
        "header-value-too-long", fetch!("#cors-safelisted-request-header"), about name.as_str(),
        "The value of {name} is {length} bytes long."
        "A value of more than 128 bytes triggers a preflight.";
    HeaderValueUnsafeByte { name: Quoted, value: Quoted, byte: Quoted, position: usize }
        "header-value-unsafe-byte", fetch!("#cors-unsafe-request-header-byte"), about name.as_str(),
        "Byte {position} of the {name} value {value} is {byte}, a CORS-unsafe byte that triggers a preflight.";
    LanguageValueUnsafeByte { name: Quoted, value: Quoted, byte: Quoted, position: usize }
        "language-value-unsafe-byte", fetch!("#cors-safelisted-request-header"), about name.as_str(),
        "Byte {position} of the {name} value {value} is {byte}, which triggers a preflight."
        "Only letters, digits, spaces and `*,-.;=` are CORS-safelisted.";
    ContentTypeUnparsable { value: Quoted }
        "content-type-unparsable", fetch!("#cors-safelisted-request-header"), about "content-type",
        "The Content-Type {value} is not a valid MIME type, so it triggers a preflight.";
    ContentTypeNotSafelisted { essence: Quoted }
        "content-type-not-safelisted", fetch!("#cors-safelisted-request-header"), about "content-type",
        "The Content-Type {essence} triggers a preflight."
        "Only application/x-www-form-urlencoded, multipart/form-data and text/plain are CORS-safelisted.";
    RangeNotSimple { value: Quoted }
        "range-not-simple", fetch!("#simple-range-header-value"), about "range",
        "The Range {value} triggers a preflight."
        "Only a single range such as `bytes=0-499` is CORS-safelisted.";
    RangeWithoutStart { value: Quoted }
        "range-without-start", fetch!("#cors-safelisted-request-header"), about "range",
        "The Range {value} has no start position, so it triggers a preflight.";
    HeadersTooLongTogether { names: String, total: usize }
        "headers-too-long-together", fetch!("#cors-unsafe-request-header-names"), about names,
        "The values of {names} total {total} bytes."
        "Above 1,024 bytes, each of them triggers a preflight.";

    // The CORS check, of the preflight response or of the response itself.

    AllowOriginMissing { origin: String }
        "allow-origin-missing", fetch!("#concept-cors-check"), about "access-control-allow-origin",
        "The response has no Access-Control-Allow-Origin header, so `{origin}` may not read it.",
        fix "Access-Control-Allow-Origin: {origin}";
    AllowOriginWildcardWithCredentials { origin: String }
        "allow-origin-wildcard-with-credentials", fetch!("#concept-cors-check"), about "access-control-allow-origin",
        "Access-Control-Allow-Origin is `*`, which is not allowed when the credentials mode is `include`."
        "It must be `{origin}`.",
        fix "Access-Control-Allow-Origin: {origin}";
    AllowOriginMultiple { value: Quoted, origin: String }
        "allow-origin-multiple", fetch!("#concept-cors-check"), about "access-control-allow-origin",
        "Access-Control-Allow-Origin has several values, {value}."
        "It must be exactly `{origin}`.",
        fix "Access-Control-Allow-Origin: {origin}";
    AllowOriginMismatch { value: Quoted, origin: String }
        "allow-origin-mismatch", fetch!("#concept-cors-check"), about "access-control-allow-origin",
        "Access-Control-Allow-Origin is {value}, not `{origin}`."
        "The two must be identical.",
        fix "Access-Control-Allow-Origin: {origin}";
    AllowCredentialsMissing
        "allow-credentials-missing", fetch!("#concept-cors-check"), about "access-control-allow-credentials",
        "The credentials mode is `include`, but the response has no Access-Control-Allow-Credentials header.",
        fix "Access-Control-Allow-Credentials: true";
    AllowCredentialsNotTrue { value: Quoted }
        "allow-credentials-not-true", fetch!("#concept-cors-check"), about "access-control-allow-credentials",
        "The credentials mode is `include`, but Access-Control-Allow-Credentials is {value} instead of `true`.",
        fix "Access-Control-Allow-Credentials: true";

    // Other checks of the preflight response.

    PreflightRedirected { status: String }
        "preflight-redirected", fetch!("#cors-preflight-fetch-0"), about status,
        "The preflight response is a redirect (status {status})."
        "Browsers do not follow it; the status must be 200 to 299.",
        fix "HTTP/1.1 204 No Content";
    PreflightStatusNotOk { status: String }
        "preflight-status-not-ok", fetch!("#cors-preflight-fetch-0"), about status,
        "The preflight response has status {status}."
        "The status must be 200 to 299.",
        fix "HTTP/1.1 204 No Content";
    AllowMethodsUnparsable { item: Quoted, allow: Arc<str> }
        "allow-methods-unparsable", fetch!("#extract-header-list-values"), about "access-control-allow-methods",
        "Access-Control-Allow-Methods contains {item}, which is not a valid method, so the preflight fails.",
        fix "Access-Control-Allow-Methods: {allow}";
    AllowHeadersUnparsable { item: Quoted, allow: Arc<str> }
        "allow-headers-unparsable", fetch!("#extract-header-list-values"), about "access-control-allow-headers",
        "Access-Control-Allow-Headers contains {item}, which is not a valid header name, so the preflight fails.",
        fix "Access-Control-Allow-Headers: {allow}";
    MethodNotAllowed { method: Quoted, list: Arc<str>, allow: Arc<str> }
        "method-not-allowed", fetch!("#cors-preflight-fetch-0"), about method.as_str(),
        "Access-Control-Allow-Methods{list} does not include {method}.",
        fix "Access-Control-Allow-Methods: {allow}";
    MethodCaseMismatch { method: Quoted, listed: Quoted, allow: Arc<str> }
        "method-case-mismatch", fetch!("#cors-preflight-fetch-0"), about method.as_str(),
        "Access-Control-Allow-Methods lists {listed}, but the method is {method}."
        "Methods are case-sensitive.",
        fix "Access-Control-Allow-Methods: {allow}";
    AllowMethodsWildcardWithCredentials { method: Quoted, allow: Arc<str> }
        "allow-methods-wildcard-with-credentials", fetch!("#cors-preflight-fetch-0"), about method.as_str(),
        "Access-Control-Allow-Methods is `*`, which is not a wildcard when the credentials mode is `include`."
        "It must list {method}.",
        fix "Access-Control-Allow-Methods: {allow}";
    AuthorizationNotAllowed { list: Arc<str>, allow: Option<Arc<str>> }
        "authorization-not-allowed", fetch!("#cors-non-wildcard-request-header-name"), about "authorization",
        "Access-Control-Allow-Headers{list} does not include `authorization`.",
        fixed by allow_headers(allow);
    AuthorizationNotCoveredByWildcard { allow: Option<Arc<str>> }
        "authorization-not-covered-by-wildcard", fetch!("#cors-non-wildcard-request-header-name"), about "authorization",
        "Access-Control-Allow-Headers is `*`, which does not cover `authorization`."
        "It must list `authorization` explicitly.",
        fixed by allow_headers(allow);
    HeaderNotAllowed { name: Quoted, list: Arc<str>, allow: Option<Arc<str>> }
        "header-not-allowed", fetch!("#cors-preflight-fetch-0"), about name.as_str(),
        "Access-Control-Allow-Headers{list} does not include {name}.",
        fixed by allow_headers(allow);
    AllowHeadersWildcardWithCredentials { name: Quoted, allow: Option<Arc<str>> }
        "allow-headers-wildcard-with-credentials", fetch!("#cors-preflight-fetch-0"), about name.as_str(),
        "Access-Control-Allow-Headers is `*`, which is not a wildcard when the credentials mode is `include`."
        "It must list {name}.",
        fixed by allow_headers(allow);

    // Other reasons why a script cannot read a response.

    ResourcePolicyBlocked { policy: Quoted, origin: String }
        "resource-policy-blocked", fetch!("#cross-origin-resource-policy-check"), about "cross-origin-resource-policy",
        "Cross-Origin-Resource-Policy is {policy}, which blocks the response for `{origin}`.",
        fix "Cross-Origin-Resource-Policy: cross-origin";
    ResponseOpaque
        "response-opaque", fetch!("#concept-filtered-response-opaque"), about "mode",
        "The mode is `no-cors`, so the response is opaque: the script sees status 0, no headers and no body.";
    RedirectModeError { status: String }
        "redirect-mode-error", fetch!("#concept-http-fetch"), about status,
        "The response is a redirect (status {status}) and the redirect mode is `error`.";
    ResponseOpaqueRedirect { status: u16 }
        "response-opaque-redirect", fetch!("#concept-filtered-response-opaque-redirect"), about status,
        "The response is a redirect (status {status}) and the redirect mode is `manual`, so the script sees status 0 and no headers.";

    // Network errors and redirects.

    NoAnswer
        "no-answer", fetch!("#concept-network-error"),
        "There is no response: the connection failed or the request was aborted.";
    RedirectLocationRepeated
        "redirect-location-repeated", fetch!("#concept-response-location-url"), about "location",
        "The redirect has more than one Location header.";
    RedirectLocationInvalid { value: Quoted }
        "redirect-location-invalid", fetch!("#concept-response-location-url"), about "location",
        "The redirect's Location, {value}, is not a valid URL.";
    RedirectSchemeNotHttp { scheme: Quoted }
        "redirect-scheme-not-http", fetch!("#concept-http-redirect-fetch"), about scheme.as_str(),
        "The redirect leads to the scheme {scheme}, which is not HTTP or HTTPS.";
    TooManyRedirects { limit: u8 }
        "too-many-redirects", fetch!("#concept-http-redirect-fetch"),
        "There are too many redirects: at most {limit} are followed.";
    RedirectHasCredentials { host: Quoted }
        "redirect-has-credentials", fetch!("#concept-http-redirect-fetch"), about "location",
        "The redirect URL contains a user name or password before {host}, which is not allowed on cross-origin redirects.";
    RedirectOfStream { status: u16 }
        "redirect-of-stream", fetch!("#concept-http-redirect-fetch"), about status,
        "The redirect (status {status}) requires the body to be sent again, but a stream can be read only once.";

    // Notes on the request that a call makes.

    HeaderForbiddenDropped { name: Quoted }
        "header-forbidden-dropped", fetch!("#forbidden-request-header"), about name.as_str(),
        "{name} is a forbidden request header."
        "It is silently ignored.";
    MethodOverrideDropped { name: Quoted, value: Quoted }
        "method-override-dropped", fetch!("#forbidden-request-header"), about name.as_str(),
        "{name} is silently ignored because its value, {value}, names a forbidden method.";
    HeaderNoCorsDropped { name: Quoted, value: Quoted }
        "header-no-cors-dropped", fetch!("#no-cors-safelisted-request-header"), about name.as_str(),
        "Mode `no-cors` silently ignores the header {name} with the value {value}.";
    HeaderValueNormalized { name: Quoted }
        "header-value-normalized", fetch!("#concept-header-value-normalize"), about name.as_str(),
        "Whitespace around the value of {name} is removed.";
    MethodNormalized { written: Quoted, method: Quoted }
        "method-normalized", fetch!("#concept-method-normalize"), about method.as_str(),
        "The method {written} is normalized to {method}.";
    MethodNotNormalized { method: Quoted }
        "method-not-normalized", fetch!("#concept-method-normalize"), about method.as_str(),
        "The method is sent as {method}."
        "Only DELETE, GET, HEAD, OPTIONS, POST and PUT are upper-cased, and methods are case-sensitive.";
    ContentTypeAdded { value: Quoted }
        "content-type-added", fetch!("#concept-bodyinit-extract"), about "content-type",
        "The body adds the header Content-Type with the value {value}.";
    ContentTypeNoCorsDropped { value: Quoted }
        "content-type-no-cors-dropped", fetch!("#no-cors-safelisted-request-header"), about "content-type",
        "Mode `no-cors` does not allow the body's type, {value}."
        "The request has no Content-Type header.";
    FragmentNotSent { fragment: Quoted }
        "fragment-not-sent", "https://url.spec.whatwg.org/#concept-url-fragment", about "url",
        "The URL fragment {fragment} is not sent.";
    BodyStringified
        "body-stringified", fetch!("#bodyinit"), about "body",
        "The body is not a supported type."
        "It is converted to a string.";
    StreamNeedsHttp2
        "stream-needs-http2", fetch!("#concept-http-network-fetch"), about "body",
        "Streams require HTTP/2 or later."
        "The request fails on an HTTP/1.1 server.";

    BodyDropped { method: Quoted }
        "body-dropped", "https://xhr.spec.whatwg.org/#the-send()-method", about "body",
        "XMLHttpRequest silently ignores the body of a {method} request.";
    HeaderCombined { name: Quoted, value: Quoted }
        "header-combined", fetch!("#concept-header-list-combine"), about name.as_str(),
        "{name} is set more than once."
        "XMLHttpRequest sends one header with the value {value}.";
    CharsetRewritten { value: Quoted }
        "charset-rewritten", "https://xhr.spec.whatwg.org/#the-send()-method", about "content-type",
        "XMLHttpRequest sends text as UTF-8, so Content-Type is changed to {value}.";
    MemberIgnored { member: &'static str, via: InitiatorType }
        "member-ignored", fetch!("#requests"), about member,
        "`{member}` is ignored because `{via}` requests do not support it.";
    MixedContentUpgraded { url: Quoted }
        "mixed-content-upgraded", "https://w3c.github.io/webappsec-mixed-content/#upgrade-algorithm", about "url",
        "The page is secure, so the image is requested over HTTPS: {url}.";

    // Notes on a preflight response.

    NoPreflightSameOrigin
        "no-preflight-same-origin", fetch!("#concept-main-fetch"),
        "The request counts as same-origin, so there is no preflight and this response is ignored.";
    NoPreflightNoCors
        "no-preflight-no-cors", fetch!("#concept-main-fetch"),
        "The mode is `no-cors`, so there is no preflight and this response is ignored.";
    NoPreflightSimple
        "no-preflight-simple", fetch!("#concept-main-fetch"),
        "The request does not trigger a preflight."
        "This response is checked as if one had been sent.";
    MaxAgeMissing { default: u32 }
        "max-age-missing", fetch!("#cors-preflight-fetch-0"), about "access-control-max-age",
        "The response has no Access-Control-Max-Age header, so it is cached for {default} seconds.";
    MaxAgeUnparsable { value: Quoted, default: u32 }
        "max-age-unparsable", fetch!("#cors-preflight-fetch-0"), about "access-control-max-age",
        "Access-Control-Max-Age is {value}, which is not a valid number of seconds, so the response is cached for {default} seconds.";
    MaxAgeTooLarge { value: Quoted, limit: u32 }
        "max-age-too-large", fetch!("#cors-preflight-fetch-0"), about "access-control-max-age",
        "Access-Control-Max-Age is {value}, which is capped at {limit} seconds.";
    MaxAgeZero { value: Quoted }
        "max-age-zero", fetch!("#cors-preflight-fetch-0"), about "access-control-max-age",
        "Access-Control-Max-Age is {value}, so the response is not cached.";

    CacheWildcardWithCredentials
        "cache-wildcard-with-credentials", fetch!("#concept-cache-match-method"), about "*",
        "A cached `*` allowed this credentialed request without a preflight."
        "The standard permits this, although `*` is not a wildcard in the preflight response to a credentialed request.";

    // Notes on a response.

    RedirectJudgedAsFinal { status: u16 }
        "redirect-judged-as-final", fetch!("#concept-http-fetch"), about status,
        "The response is a redirect (status {status})."
        "It is checked as the final response; the redirect is not followed.";
    ExposeHeadersUnparsable { item: Quoted }
        "expose-headers-unparsable", fetch!("#extract-header-list-values"), about "access-control-expose-headers",
        "Access-Control-Expose-Headers contains {item}, which is not a valid header name, so no headers are exposed.";
    ExposeHeadersWildcardLiteral
        "expose-headers-wildcard-literal", fetch!("#concept-main-fetch"), about "access-control-expose-headers",
        "Access-Control-Expose-Headers is `*`, which is not a wildcard when the credentials mode is `include`."
        "It exposes only a header named `*`.";
    HeadersHidden { names: String, expose: String }
        "headers-hidden", fetch!("#cors-safelisted-response-header-name"), about names,
        "The script cannot read these headers because Access-Control-Expose-Headers does not list them: {names}.",
        fix "Access-Control-Expose-Headers: {expose}";

    // Only in messages of browsers: beyond the standard, outside CORS, or obsolete.

    ReasonNotSaid
        "reason-not-said", fetch!("#concept-cors-check"),
        "This message does not give a reason."
        "Look at the console messages next to it.";
    FailedToFetch
        "failed-to-fetch", fetch!("#concept-network-error"),
        "Scripts are not told why a request failed."
        "Check the browser's console for CORS errors and its network panel for a response.";
    CorsDisabled
        "cors-disabled", fetch!("#concept-cors-check"),
        "CORS is disabled in this browser (Firefox preference `content.cors.disable`), so all cross-origin reads fail.";
    OriginHeaderNotAdded
        "origin-header-not-added", fetch!("#append-a-request-origin-header"), about "origin",
        "The browser could not add the Origin header, so CORS cannot succeed."
        "No response header can fix this.";
    LocalNetworkDenied { space: Quoted }
        "local-network-denied", "https://wicg.github.io/local-network-access/#integration-fetch",
        "The page is not permitted to access the {space} address space."
        "The user or a policy must allow it; CORS headers cannot.";
    LocalNetworkInsecure { space: Quoted }
        "local-network-insecure", "https://wicg.github.io/local-network-access/#integration-fetch",
        "The page is not secure, so it cannot request access to the {space} address space."
        "Serve it over HTTPS; CORS headers cannot fix this.";
    LocalNetworkMismatch { target: Quoted, space: Quoted }
        "local-network-mismatch", "https://wicg.github.io/local-network-access/#fetch-api", about "targetAddressSpace",
        "`targetAddressSpace` is {target}, but the server is in the {space} address space."
        "Change it to {space}; this is not a CORS error.";
    PrivateNetworkRetired
        "private-network-retired", "https://wicg.github.io/private-network-access/#integration-fetch",
        "This message belongs to Private Network Access, which has been abandoned."
        "Current browsers ask the user for permission instead.";
    RedirectAfterPreflightRetired
        "redirect-after-preflight-retired", fetch!("#concept-http-redirect-fetch"),
        "This message is from an old browser."
        "Current browsers follow redirects after a preflight, but still reject a redirect as the preflight response.";
}

fn allow_headers(allow: &Option<Arc<str>>) -> Option<String> {
    allow.as_deref().map(|allow| format!("Access-Control-Allow-Headers: {allow}"))
}

/// The value of a response header in parentheses, as messages print it.
///
/// The text is shared: reasons about many names print the same value, which may be long.
pub(crate) fn parenthesized(value: Option<Vec<u8>>) -> Arc<str> {
    match value {
        Some(value) => format!(" ({})", Quoted::from(value.as_slice())).into(),
        None => " (missing)".into(),
    }
}
