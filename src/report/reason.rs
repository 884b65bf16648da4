//! Every finding, in one table: the only place where the engine speaks.
//!
//! A row is a variant and its fields, a stable code, the address of the deciding definition, the
//! subject, a message of one or two sentences, and the change that fixes it.

use crate::call::{Mode, Via};
use crate::http::isomorphic::Text;
use crate::request::exception::Exception;
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

macro_rules! reasons {
    ($(
        $variant:ident { $($field:ident: $type:ty),* }
        $code:literal, $spec:expr, about $subject:expr,
        $message:literal $($detail:literal)?
        $(, fix $fix:literal)?
        $(, mended by $mend:expr)?;
    )*) => {
        /// A finding. Its fields are what its sentence names.
        #[allow(missing_docs, reason = "the sentence, which is the variant's doc, names the fields")]
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Reason {
            $(
                #[doc = concat!("`", $code, "`: ", $message $(, " ", $detail)?)]
                $variant { $($field: $type),* },
            )*
        }

        #[allow(unused_variables, reason = "a row need not use all its fields in every column")]
        impl Reason {
            /// Every code there is, in the table's order.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// What this kind of finding is called, in kebab-case. Never changes.
            pub fn code(&self) -> &'static str {
                match self { $(Reason::$variant { .. } => $code),* }
            }

            /// The address of the definition or algorithm that decides it.
            pub fn spec(&self) -> &'static str {
                match self { $(Reason::$variant { .. } => $spec),* }
            }

            /// What it is about: a header name in lower case, a method as it is sent, and so on.
            /// Empty where it is about nothing smaller than the call.
            pub fn subject(&self) -> String {
                match self { $(Reason::$variant { $($field),* } => $subject.to_string()),* }
            }

            /// One or two sentences that name the exact value at fault.
            pub fn message(&self) -> String {
                match self {
                    $(Reason::$variant { $($field),* } => {
                        format!($message) $(+ " " + &format!($detail))?
                    })*
                }
            }

            /// The first sentence of the message.
            pub(crate) fn first_sentence(&self) -> String {
                match self { $(Reason::$variant { $($field),* } => format!($message)),* }
            }

            /// The smallest change to the answer that mends it, where there is one: a whole header
            /// line, which replaces all lines of its name, or a status line. Of more than a hundred
            /// reasons about one header only the first hundred carry the line that mends them all.
            pub fn fix(&self) -> Option<String> {
                match self {
                    $(Reason::$variant { $($field),* } => {
                        $(return Some(format!($fix));)?
                        $(return $mend;)?
                        #[allow(unreachable_code, reason = "rows without a fix end here")]
                        None
                    })*
                }
            }
        }
    };
}

reasons! {
    // What makes the API throw: conversion of the arguments, then the Request constructor.

    NotAByteString { member: String, value: Text }
        "not-a-byte-string", webidl!("#js-ByteString"), about member,
        "`{member}` contains a character above U+00FF, which no byte can represent: {value}.";
    NotAString { member: &'static str }
        "not-a-string", webidl!("#js-DOMString"), about member,
        "`{member}` is a symbol, which cannot be converted to a string.";
    BufferSharedOrResizable {}
        "buffer-shared-or-resizable", webidl!("#js-buffer-source-types"), about "body",
        "The body is a shared or resizable buffer, which cannot be sent.";
    EnumerationValueUnknown { member: &'static str, value: Text, words: String }
        "enumeration-value-unknown", webidl!("#js-enumeration"), about member,
        "{value} is not a valid value for `{member}`."
        "Valid values: {words}.";
    HeadersInvalid { value: Text }
        "headers-invalid", fetch!("#typedefdef-headersinit"), about "headers",
        "{value} is not valid for `headers`."
        "Expected a Headers object, an array of pairs or an object of names and values.";
    HeaderPairInvalid { position: usize, length: usize }
        "header-pair-invalid", fetch!("#concept-headers-fill"), about "headers",
        "Item {position} of `headers` has length {length}."
        "Expected a pair: a name and a value.";
    UrlInvalid { url: Text, exception: Option<Exception> }
        "url-invalid", "https://url.spec.whatwg.org/#concept-url-parser", about "url",
        "{url} is not a valid absolute URL.";
    UrlHasCredentials { host: Text }
        "url-has-credentials", fetch!("#dom-request"), about "url",
        "The URL contains a user name or password before {host}."
        "`fetch()` does not accept such URLs.";
    ModeNavigate {}
        "mode-navigate", fetch!("#dom-request"), about "mode",
        "Mode `navigate` is reserved for navigations."
        "Scripts cannot use it.";
    OnlyIfCachedMode { mode: Mode }
        "only-if-cached-mode", fetch!("#dom-request"), about "cache",
        "Cache mode `only-if-cached` requires mode `same-origin`, but the mode is `{mode}`.";
    MethodInvalid { method: Text, exception: Exception }
        "method-invalid", fetch!("#concept-method"), about method.as_str(),
        "{method} is not a valid method."
        "A method is a non-empty token; whitespace around it is not removed.";
    MethodForbidden { method: Text, exception: Exception }
        "method-forbidden", fetch!("#forbidden-method"), about method.as_str(),
        "{method} is a forbidden method."
        "The call throws a {exception}, so no preflight can happen.";
    NoCorsMethod { method: Text }
        "no-cors-method", fetch!("#dom-request"), about method.as_str(),
        "Mode `no-cors` allows only GET, HEAD and POST, but the method is {method}.";
    HeaderNameInvalid { name: Text, exception: Exception }
        "header-name-invalid", fetch!("#header-name"), about name.as_str(),
        "{name} is not a valid header name."
        "A header name is a non-empty token, without spaces or colons.";
    HeaderValueInvalid { name: Text, value: Text, exception: Exception }
        "header-value-invalid", fetch!("#header-value"), about name.as_str(),
        "The value of {name} contains a NUL, CR or LF byte: {value}.";
    BodyWithGetOrHead { method: Text }
        "body-with-get-or-head", fetch!("#dom-request"), about method.as_str(),
        "A {method} request cannot have a body.";
    StreamKeepalive {}
        "stream-keepalive", fetch!("#concept-bodyinit-extract"), about "keepalive",
        "A stream body cannot be combined with `keepalive`.";
    StreamLocked {}
        "stream-locked", fetch!("#concept-bodyinit-extract"), about "body",
        "The body is a stream that is already locked.";
    StreamWithoutDuplex {}
        "stream-without-duplex", fetch!("#dom-request"), about "duplex",
        "A stream body requires `duplex: \"half\"`.";
    StreamMode { mode: Mode }
        "stream-mode", fetch!("#dom-request"), about "mode",
        "A stream body requires mode `cors` or `same-origin`, but the mode is `{mode}`.";

    BeaconSchemeNotHttp { scheme: Text }
        "beacon-scheme-not-http", "https://w3c.github.io/beacon/#sendbeacon-method", about scheme.as_str(),
        "`sendBeacon()` accepts only HTTP and HTTPS URLs, but the scheme is {scheme}.";

    // What blocks a call that was accepted.

    PortBlocked { port: Number }
        "port-blocked", fetch!("#block-bad-port"), about port,
        "Browsers block requests to port {port}.";
    MixedContent { origin: String, url: Text }
        "mixed-content", "https://w3c.github.io/webappsec-mixed-content/#should-block-fetch", about "url",
        "Mixed content: the page at `{origin}` is secure, but {url} is not."
        "The request is blocked before CORS applies.";
    ModeSameOrigin { origin: String, target: Text }
        "mode-same-origin", fetch!("#concept-main-fetch"), about "mode",
        "The mode is `same-origin`, but {target} is not the page's origin, `{origin}`.";
    SchemeNotHttp { scheme: Text }
        "scheme-not-http", fetch!("#concept-main-fetch"), about scheme.as_str(),
        "The scheme {scheme} is not HTTP or HTTPS, so cross-origin requests to it are not possible.";
    NoCorsRedirectMode { redirect: Text }
        "no-cors-redirect-mode", fetch!("#concept-main-fetch"), about redirect.as_str(),
        "A cross-origin request in mode `no-cors` requires redirect mode `follow`, but it is {redirect}.";
    BlobMethod { method: Text }
        "blob-method", fetch!("#concept-scheme-fetch"), about method.as_str(),
        "A `blob:` URL supports only GET, but the method is {method}.";
    DataUrlInvalid { url: Text }
        "data-url-invalid", fetch!("#data-url-processor"), about "url",
        "The `data:` URL {url} is invalid: it has no comma, or its base64 data is malformed.";

    StreamUnsupported {}
        "stream-unsupported", fetch!("#concept-bodyinit-extract"), about "body",
        "This browser cannot send a stream as a request body.";
    MethodOverrideRefused { name: Text, value: Text }
        "method-override-refused", fetch!("#forbidden-request-header"), about name.as_str(),
        "The combined value of {name} is {value}, which names a forbidden method."
        "This browser rejects the request.";

    // What causes a preflight.

    BodyStream {}
        "body-stream", fetch!("#use-cors-preflight-flag"), about "body",
        "A stream body always triggers a preflight on cross-origin requests.";
    UploadListener {}
        "upload-listener", fetch!("#use-cors-preflight-flag"), about "upload",
        "A listener on the XMLHttpRequest's `upload` object always triggers a preflight on cross-origin requests.";
    PreflightKeptByRedirect {}
        "preflight-kept-by-redirect", fetch!("#concept-http-redirect-fetch"), about "",
        "The redirected request would not need a preflight, but this browser sends one because the original request did.";
    MethodNotSafelisted { method: Text }
        "method-not-safelisted", fetch!("#cors-safelisted-method"), about method.as_str(),
        "The method {method} triggers a preflight."
        "Only GET, HEAD and POST are CORS-safelisted.";
    HeaderNotSafelisted { name: Text }
        "header-not-safelisted", fetch!("#cors-safelisted-request-header"), about name.as_str(),
        "The header {name} triggers a preflight."
        "Only Accept, Accept-Language, Content-Language, Content-Type and Range are CORS-safelisted.";
    HeaderValueTooLong { name: Text, length: usize }
        "header-value-too-long", fetch!("#cors-safelisted-request-header"), about name.as_str(),
        "The value of {name} is {length} bytes long."
        "A value of more than 128 bytes triggers a preflight.";
    HeaderValueUnsafeByte { name: Text, value: Text, byte: Text, position: usize }
        "header-value-unsafe-byte", fetch!("#cors-unsafe-request-header-byte"), about name.as_str(),
        "Byte {position} of the {name} value {value} is {byte}, a CORS-unsafe byte that triggers a preflight.";
    LanguageValueUnsafeByte { name: Text, value: Text, byte: Text, position: usize }
        "language-value-unsafe-byte", fetch!("#cors-safelisted-request-header"), about name.as_str(),
        "Byte {position} of the {name} value {value} is {byte}, which triggers a preflight."
        "Only letters, digits, spaces and `*,-.;=` are CORS-safelisted.";
    ContentTypeUnparsable { value: Text }
        "content-type-unparsable", fetch!("#cors-safelisted-request-header"), about "content-type",
        "The Content-Type {value} is not a valid MIME type, so it triggers a preflight.";
    ContentTypeNotSafelisted { essence: Text }
        "content-type-not-safelisted", fetch!("#cors-safelisted-request-header"), about "content-type",
        "The Content-Type {essence} triggers a preflight."
        "Only application/x-www-form-urlencoded, multipart/form-data and text/plain are CORS-safelisted.";
    RangeNotSimple { value: Text }
        "range-not-simple", fetch!("#simple-range-header-value"), about "range",
        "The Range {value} triggers a preflight."
        "Only a single range such as `bytes=0-499` is CORS-safelisted.";
    RangeWithoutStart { value: Text }
        "range-without-start", fetch!("#cors-safelisted-request-header"), about "range",
        "The Range {value} has no start position, so it triggers a preflight.";
    HeadersTooLongTogether { names: String, total: usize }
        "headers-too-long-together", fetch!("#cors-unsafe-request-header-names"), about names,
        "The values of {names} total {total} bytes."
        "Above 1,024 bytes, each of them triggers a preflight.";

    // What the CORS check finds, of a preflight's answer or of the answer itself.

    AllowOriginMissing { origin: String }
        "allow-origin-missing", fetch!("#concept-cors-check"), about "access-control-allow-origin",
        "The response has no Access-Control-Allow-Origin header, so `{origin}` may not read it.",
        fix "Access-Control-Allow-Origin: {origin}";
    AllowOriginWildcardWithCredentials { origin: String }
        "allow-origin-wildcard-with-credentials", fetch!("#concept-cors-check"), about "access-control-allow-origin",
        "Access-Control-Allow-Origin is `*`, which is not allowed when the credentials mode is `include`."
        "It must be `{origin}`.",
        fix "Access-Control-Allow-Origin: {origin}";
    AllowOriginMultiple { value: Text, origin: String }
        "allow-origin-multiple", fetch!("#concept-cors-check"), about "access-control-allow-origin",
        "Access-Control-Allow-Origin has several values, {value}."
        "It must be exactly `{origin}`.",
        fix "Access-Control-Allow-Origin: {origin}";
    AllowOriginMismatch { value: Text, origin: String }
        "allow-origin-mismatch", fetch!("#concept-cors-check"), about "access-control-allow-origin",
        "Access-Control-Allow-Origin is {value}, not `{origin}`."
        "The two must be identical.",
        fix "Access-Control-Allow-Origin: {origin}";
    AllowCredentialsMissing {}
        "allow-credentials-missing", fetch!("#concept-cors-check"), about "access-control-allow-credentials",
        "The credentials mode is `include`, but the response has no Access-Control-Allow-Credentials header.",
        fix "Access-Control-Allow-Credentials: true";
    AllowCredentialsNotTrue { value: Text }
        "allow-credentials-not-true", fetch!("#concept-cors-check"), about "access-control-allow-credentials",
        "The credentials mode is `include`, but Access-Control-Allow-Credentials is {value} instead of `true`.",
        fix "Access-Control-Allow-Credentials: true";

    // What else a preflight's answer can fail by.

    PreflightRedirected { status: Number }
        "preflight-redirected", fetch!("#cors-preflight-fetch-0"), about status,
        "The preflight response is a redirect (status {status})."
        "Browsers do not follow it; the status must be 200 to 299.",
        fix "HTTP/1.1 204 No Content";
    PreflightStatusNotOk { status: Number }
        "preflight-status-not-ok", fetch!("#cors-preflight-fetch-0"), about status,
        "The preflight response has status {status}."
        "The status must be 200 to 299.",
        fix "HTTP/1.1 204 No Content";
    AllowMethodsUnparsable { item: Text, allow: Arc<str> }
        "allow-methods-unparsable", fetch!("#extract-header-list-values"), about "access-control-allow-methods",
        "Access-Control-Allow-Methods contains {item}, which is not a valid method, so the preflight fails.",
        fix "Access-Control-Allow-Methods: {allow}";
    AllowHeadersUnparsable { item: Text, allow: Arc<str> }
        "allow-headers-unparsable", fetch!("#extract-header-list-values"), about "access-control-allow-headers",
        "Access-Control-Allow-Headers contains {item}, which is not a valid header name, so the preflight fails.",
        fix "Access-Control-Allow-Headers: {allow}";
    MethodNotAllowed { method: Text, list: Arc<str>, allow: Arc<str> }
        "method-not-allowed", fetch!("#cors-preflight-fetch-0"), about method.as_str(),
        "Access-Control-Allow-Methods{list} does not include {method}.",
        fix "Access-Control-Allow-Methods: {allow}";
    MethodCaseMismatch { method: Text, listed: Text, allow: Arc<str> }
        "method-case-mismatch", fetch!("#cors-preflight-fetch-0"), about method.as_str(),
        "Access-Control-Allow-Methods lists {listed}, but the method is {method}."
        "Methods are case-sensitive.",
        fix "Access-Control-Allow-Methods: {allow}";
    AllowMethodsWildcardWithCredentials { method: Text, allow: Arc<str> }
        "allow-methods-wildcard-with-credentials", fetch!("#cors-preflight-fetch-0"), about method.as_str(),
        "Access-Control-Allow-Methods is `*`, which is not a wildcard when the credentials mode is `include`."
        "It must list {method}.",
        fix "Access-Control-Allow-Methods: {allow}";
    AuthorizationNotAllowed { list: Arc<str>, allow: Option<Arc<str>> }
        "authorization-not-allowed", fetch!("#cors-non-wildcard-request-header-name"), about "authorization",
        "Access-Control-Allow-Headers{list} does not include `authorization`.",
        mended by allow_headers(allow);
    AuthorizationNotCoveredByWildcard { allow: Option<Arc<str>> }
        "authorization-not-covered-by-wildcard", fetch!("#cors-non-wildcard-request-header-name"), about "authorization",
        "Access-Control-Allow-Headers is `*`, which does not cover `authorization`."
        "It must list `authorization` explicitly.",
        mended by allow_headers(allow);
    HeaderNotAllowed { name: Text, list: Arc<str>, allow: Option<Arc<str>> }
        "header-not-allowed", fetch!("#cors-preflight-fetch-0"), about name.as_str(),
        "Access-Control-Allow-Headers{list} does not include {name}.",
        mended by allow_headers(allow);
    AllowHeadersWildcardWithCredentials { name: Text, allow: Option<Arc<str>> }
        "allow-headers-wildcard-with-credentials", fetch!("#cors-preflight-fetch-0"), about name.as_str(),
        "Access-Control-Allow-Headers is `*`, which is not a wildcard when the credentials mode is `include`."
        "It must list {name}.",
        mended by allow_headers(allow);

    // Why a script may not read an answer that did arrive.

    ResourcePolicyBlocked { policy: Text, origin: String }
        "resource-policy-blocked", fetch!("#cross-origin-resource-policy-check"), about "cross-origin-resource-policy",
        "Cross-Origin-Resource-Policy is {policy}, which blocks the response for `{origin}`.",
        fix "Cross-Origin-Resource-Policy: cross-origin";
    ResponseOpaque {}
        "response-opaque", fetch!("#concept-filtered-response-opaque"), about "mode",
        "The mode is `no-cors`, so the response is opaque: the script sees status 0, no headers and no body.";
    RedirectModeError { status: Number }
        "redirect-mode-error", fetch!("#concept-http-fetch"), about status,
        "The response is a redirect (status {status}) and the redirect mode is `error`.";
    ResponseOpaqueRedirect { status: u16 }
        "response-opaque-redirect", fetch!("#concept-filtered-response-opaque-redirect"), about status,
        "The response is a redirect (status {status}) and the redirect mode is `manual`, so the script sees status 0 and no headers.";

    // What ends a fetch on its way.

    NoAnswer {}
        "no-answer", fetch!("#concept-network-error"), about "",
        "There is no response: the connection failed or the request was aborted.";
    RedirectLocationRepeated {}
        "redirect-location-repeated", fetch!("#concept-response-location-url"), about "location",
        "The redirect has more than one Location header.";
    RedirectLocationInvalid { value: Text }
        "redirect-location-invalid", fetch!("#concept-response-location-url"), about "location",
        "The redirect's Location, {value}, is not a valid URL.";
    RedirectSchemeNotHttp { scheme: Text }
        "redirect-scheme-not-http", fetch!("#concept-http-redirect-fetch"), about scheme.as_str(),
        "The redirect leads to the scheme {scheme}, which is not HTTP or HTTPS.";
    TooManyRedirects { limit: u8 }
        "too-many-redirects", fetch!("#concept-http-redirect-fetch"), about "",
        "There are too many redirects: at most {limit} are followed.";
    RedirectHasCredentials { host: Text }
        "redirect-has-credentials", fetch!("#concept-http-redirect-fetch"), about "location",
        "The redirect URL contains a user name or password before {host}, which is not allowed on cross-origin redirects.";
    RedirectOfStream { status: u16 }
        "redirect-of-stream", fetch!("#concept-http-redirect-fetch"), about status,
        "The redirect (status {status}) requires the body to be sent again, but a stream can be read only once.";

    // Notes on how what was written becomes what is sent.

    HeaderForbiddenDropped { name: Text }
        "header-forbidden-dropped", fetch!("#forbidden-request-header"), about name.as_str(),
        "{name} is a forbidden request header."
        "It is silently ignored.";
    MethodOverrideDropped { name: Text, value: Text }
        "method-override-dropped", fetch!("#forbidden-request-header"), about name.as_str(),
        "{name} is silently ignored because its value, {value}, names a forbidden method.";
    HeaderNoCorsDropped { name: Text, value: Text }
        "header-no-cors-dropped", fetch!("#no-cors-safelisted-request-header"), about name.as_str(),
        "Mode `no-cors` silently ignores the header {name} with the value {value}.";
    HeaderValueNormalized { name: Text }
        "header-value-normalized", fetch!("#concept-header-value-normalize"), about name.as_str(),
        "Whitespace around the value of {name} is removed.";
    MethodNormalized { written: Text, method: Text }
        "method-normalized", fetch!("#concept-method-normalize"), about method.as_str(),
        "The method {written} is normalized to {method}.";
    MethodNotNormalized { method: Text }
        "method-not-normalized", fetch!("#concept-method-normalize"), about method.as_str(),
        "The method is sent as {method}."
        "Only DELETE, GET, HEAD, OPTIONS, POST and PUT are upper-cased, and methods are case-sensitive.";
    ContentTypeAdded { value: Text }
        "content-type-added", fetch!("#concept-bodyinit-extract"), about "content-type",
        "The body adds the header Content-Type with the value {value}.";
    ContentTypeNoCorsDropped { value: Text }
        "content-type-no-cors-dropped", fetch!("#no-cors-safelisted-request-header"), about "content-type",
        "Mode `no-cors` does not allow the body's type, {value}."
        "The request has no Content-Type header.";
    FragmentNotSent { fragment: Text }
        "fragment-not-sent", "https://url.spec.whatwg.org/#concept-url-fragment", about "url",
        "The URL fragment {fragment} is not sent.";
    BodyStringified {}
        "body-stringified", fetch!("#bodyinit"), about "body",
        "The body is not a supported type."
        "It is converted to a string.";
    StreamNeedsHttp2 {}
        "stream-needs-http2", fetch!("#concept-http-network-fetch"), about "body",
        "Streams require HTTP/2 or later."
        "The request fails on an HTTP/1.1 server.";

    BodyDropped { method: Text }
        "body-dropped", "https://xhr.spec.whatwg.org/#the-send()-method", about "body",
        "XMLHttpRequest silently ignores the body of a {method} request.";
    HeaderCombined { name: Text, value: Text }
        "header-combined", fetch!("#concept-header-list-combine"), about name.as_str(),
        "{name} is set more than once."
        "XMLHttpRequest sends one header with the value {value}.";
    CharsetRewritten { value: Text }
        "charset-rewritten", "https://xhr.spec.whatwg.org/#the-send()-method", about "content-type",
        "XMLHttpRequest sends text as UTF-8, so Content-Type is changed to {value}.";
    MemberIgnored { member: &'static str, via: Via }
        "member-ignored", fetch!("#requests"), about member,
        "`{member}` is ignored because `{via}` requests do not support it.";
    MixedContentUpgraded { url: Text }
        "mixed-content-upgraded", "https://w3c.github.io/webappsec-mixed-content/#upgrade-algorithm", about "url",
        "The page is secure, so the image is requested over HTTPS: {url}.";

    // Notes on the answer to a preflight.

    NoPreflightSameOrigin {}
        "no-preflight-same-origin", fetch!("#concept-main-fetch"), about "",
        "The request counts as same-origin, so there is no preflight and this response is ignored.";
    NoPreflightNoCors {}
        "no-preflight-no-cors", fetch!("#concept-main-fetch"), about "",
        "The mode is `no-cors`, so there is no preflight and this response is ignored.";
    NoPreflightSimple {}
        "no-preflight-simple", fetch!("#concept-main-fetch"), about "",
        "The request does not trigger a preflight."
        "This response is checked as if one had been sent.";
    MaxAgeMissing { default: u32 }
        "max-age-missing", fetch!("#cors-preflight-fetch-0"), about "access-control-max-age",
        "The response has no Access-Control-Max-Age header, so it is cached for {default} seconds.";
    MaxAgeUnparsable { value: Text, default: u32 }
        "max-age-unparsable", fetch!("#cors-preflight-fetch-0"), about "access-control-max-age",
        "Access-Control-Max-Age is {value}, which is not a valid number of seconds, so the response is cached for {default} seconds.";
    MaxAgeTooLarge { value: Text, limit: u32 }
        "max-age-too-large", fetch!("#cors-preflight-fetch-0"), about "access-control-max-age",
        "Access-Control-Max-Age is {value}, which is capped at {limit} seconds.";
    MaxAgeZero { value: Text }
        "max-age-zero", fetch!("#cors-preflight-fetch-0"), about "access-control-max-age",
        "Access-Control-Max-Age is {value}, so the response is not cached.";

    CacheWildcardWithCredentials {}
        "cache-wildcard-with-credentials", fetch!("#concept-cache-match-method"), about "*",
        "A cached `*` allowed this credentialed request without a preflight."
        "The standard permits this, although `*` is not a wildcard in the preflight response to a credentialed request.";

    // Notes on the answer itself.

    RedirectJudgedAsFinal { status: u16 }
        "redirect-judged-as-final", fetch!("#concept-http-fetch"), about status,
        "The response is a redirect (status {status})."
        "It is checked as the final response; the redirect is not followed.";
    ExposeHeadersUnparsable { item: Text }
        "expose-headers-unparsable", fetch!("#extract-header-list-values"), about "access-control-expose-headers",
        "Access-Control-Expose-Headers contains {item}, which is not a valid header name, so no headers are exposed.";
    ExposeHeadersWildcardLiteral {}
        "expose-headers-wildcard-literal", fetch!("#concept-main-fetch"), about "access-control-expose-headers",
        "Access-Control-Expose-Headers is `*`, which is not a wildcard when the credentials mode is `include`."
        "It exposes only a header named `*`.";
    HeadersHidden { names: String, expose: String }
        "headers-hidden", fetch!("#cors-safelisted-response-header-name"), about names,
        "The script cannot read these headers because Access-Control-Expose-Headers does not list them: {names}.",
        fix "Access-Control-Expose-Headers: {expose}";

    // What only a browser's own message says: beyond the standard, outside of CORS, or outdated.

    ReasonNotSaid {}
        "reason-not-said", fetch!("#concept-cors-check"), about "",
        "This message does not give a reason."
        "Look at the console messages next to it.";
    FailedToFetch {}
        "failed-to-fetch", fetch!("#concept-network-error"), about "",
        "Scripts are not told why a request failed."
        "Check the browser's console for CORS errors and its network panel for a response.";
    CorsDisabled {}
        "cors-disabled", fetch!("#concept-cors-check"), about "",
        "CORS is disabled in this browser (Firefox preference `content.cors.disable`), so all cross-origin reads fail.";
    OriginHeaderNotAdded {}
        "origin-header-not-added", fetch!("#append-a-request-origin-header"), about "origin",
        "The browser could not add the Origin header, so CORS cannot succeed."
        "No response header can fix this.";
    LocalNetworkDenied { space: Text }
        "local-network-denied", "https://wicg.github.io/local-network-access/#integration-fetch", about "",
        "The page is not permitted to access the {space} address space."
        "The user or a policy must allow it; CORS headers cannot.";
    LocalNetworkInsecure { space: Text }
        "local-network-insecure", "https://wicg.github.io/local-network-access/#integration-fetch", about "",
        "The page is not secure, so it cannot request access to the {space} address space."
        "Serve it over HTTPS; CORS headers cannot fix this.";
    LocalNetworkMismatch { target: Text, space: Text }
        "local-network-mismatch", "https://wicg.github.io/local-network-access/#fetch-api", about "targetAddressSpace",
        "`targetAddressSpace` is {target}, but the server is in the {space} address space."
        "Change it to {space}; this is not a CORS error.";
    PrivateNetworkRetired {}
        "private-network-retired", "https://wicg.github.io/private-network-access/#integration-fetch", about "",
        "This message belongs to Private Network Access, which has been abandoned."
        "Current browsers ask the user for permission instead.";
    RedirectAfterPreflightRetired {}
        "redirect-after-preflight-retired", fetch!("#concept-http-redirect-fetch"), about "",
        "This message is from an old browser."
        "Current browsers follow redirects after a preflight, but still reject a redirect as the preflight response.";
}

impl Reason {
    /// What is thrown for it, if it makes the sender throw; nothing where that fails in silence.
    pub fn exception(&self) -> Option<Exception> {
        match self {
            Reason::UrlInvalid { exception, .. } => *exception,
            Reason::MethodInvalid { exception, .. }
            | Reason::MethodForbidden { exception, .. }
            | Reason::HeaderNameInvalid { exception, .. }
            | Reason::HeaderValueInvalid { exception, .. } => Some(*exception),
            _ => Some(Exception::TypeError),
        }
    }
}

fn allow_headers(allow: &Option<Arc<str>>) -> Option<String> {
    allow.as_deref().map(|allow| format!("Access-Control-Allow-Headers: {allow}"))
}

/// The value of a response header in parentheses, as messages print it.
///
/// The text is shared: reasons about many names print the same value, which may be long.
pub(crate) fn parenthesized(value: Option<Vec<u8>>) -> Arc<str> {
    match value {
        Some(value) => format!(" ({})", Text::from(value.as_slice())).into(),
        None => " (missing)".into(),
    }
}

/// A status or a port, for a sentence; or, where a browser's message does not tell it, what stands
/// in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(Result<u16, &'static str>);

impl Number {
    /// One that is not told, called `name`.
    pub(crate) fn untold(name: &'static str) -> Number {
        Number(Err(name))
    }

    /// The number, where it is known.
    pub fn get(self) -> Option<u16> {
        self.0.ok()
    }
}

impl From<u16> for Number {
    fn from(number: u16) -> Self {
        Number(Ok(number))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Ok(number) => write!(f, "{number}"),
            Err(name) => write!(f, "<{name}>"),
        }
    }
}
