//! Every finding, in one table: the only place where the engine speaks.
//!
//! A row is a variant and its fields, a stable code, the address of the definition that decides,
//! what it is about, a sentence or two, and the change that mends it.

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
        $message:literal
        $(, fix $fix:literal)?
        $(, mended by $mend:expr)?;
    )*) => {
        /// A finding. Its fields are what its sentence names.
        #[allow(missing_docs, reason = "the sentence, which is the variant's doc, names the fields")]
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Reason {
            $(
                #[doc = concat!("`", $code, "`: ", $message)]
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
        "{value}, given for `{member}`, holds a character above U+00FF, which no byte stands for.";
    NotAString { member: &'static str }
        "not-a-string", webidl!("#js-DOMString"), about member,
        "A symbol is given for `{member}`, and does not convert to a string.";
    BufferSharedOrResizable {}
        "buffer-shared-or-resizable", webidl!("#js-buffer-source-types"), about "body",
        "The body is a buffer that is shared or can be resized, which cannot be sent.";
    EnumerationValueUnknown { member: &'static str, value: Text, words: String }
        "enumeration-value-unknown", webidl!("#js-enumeration"), about member,
        "{value} is no value of `{member}`: it takes {words}.";
    HeadersInvalid { value: Text }
        "headers-invalid", fetch!("#typedefdef-headersinit"), about "headers",
        "{value} stands where headers are due: a Headers object, an array of pairs or a record of names and values.";
    HeaderPairInvalid { position: usize, length: usize }
        "header-pair-invalid", fetch!("#concept-headers-fill"), about "headers",
        "Item {position} of the headers has the length {length}, where a name and a value make a pair.";
    UrlInvalid { url: Text, exception: Option<Exception> }
        "url-invalid", "https://url.spec.whatwg.org/#concept-url-parser", about "url",
        "{url} does not parse as an absolute URL.";
    UrlHasCredentials { host: Text }
        "url-has-credentials", fetch!("#dom-request"), about "url",
        "The URL carries a user name or password before {host}, which fetch() does not take.";
    ModeNavigate {}
        "mode-navigate", fetch!("#dom-request"), about "mode",
        "Mode `navigate` belongs to navigations; a script cannot ask for it.";
    OnlyIfCachedMode { mode: Mode }
        "only-if-cached-mode", fetch!("#dom-request"), about "cache",
        "Cache mode `only-if-cached` needs mode `same-origin`, and the mode is `{mode}`.";
    MethodInvalid { method: Text, exception: Exception }
        "method-invalid", fetch!("#concept-method"), about method.as_str(),
        "{method} is no method: a method is one or more letters, digits or signs that a token allows, and nothing is trimmed.";
    MethodForbidden { method: Text, exception: Exception }
        "method-forbidden", fetch!("#forbidden-method"), about method.as_str(),
        "The method {method} is forbidden to scripts, so it throws a {exception} and can never be preflighted.";
    NoCorsMethod { method: Text }
        "no-cors-method", fetch!("#dom-request"), about method.as_str(),
        "Mode `no-cors` takes only GET, HEAD and POST, and the method is {method}.";
    HeaderNameInvalid { name: Text, exception: Exception }
        "header-name-invalid", fetch!("#header-name"), about name.as_str(),
        "{name} is no header name: a name is one or more letters, digits or signs that a token allows.";
    HeaderValueInvalid { name: Text, value: Text, exception: Exception }
        "header-value-invalid", fetch!("#header-value"), about name.as_str(),
        "The value {value} of {name} holds a NUL, CR or LF byte.";
    BodyWithGetOrHead { method: Text }
        "body-with-get-or-head", fetch!("#dom-request"), about method.as_str(),
        "A request with method {method} takes no body.";
    StreamKeepalive {}
        "stream-keepalive", fetch!("#concept-bodyinit-extract"), about "keepalive",
        "A stream cannot be the body of a request with `keepalive`.";
    StreamLocked {}
        "stream-locked", fetch!("#concept-bodyinit-extract"), about "body",
        "The body is a stream that is locked already.";
    StreamWithoutDuplex {}
        "stream-without-duplex", fetch!("#dom-request"), about "duplex",
        "A stream as the body needs `duplex: \"half\"` beside it.";
    StreamMode { mode: Mode }
        "stream-mode", fetch!("#dom-request"), about "mode",
        "A stream as the body needs mode `cors` or `same-origin`, and the mode is `{mode}`.";

    BeaconSchemeNotHttp { scheme: Text }
        "beacon-scheme-not-http", "https://w3c.github.io/beacon/#sendbeacon-method", about scheme.as_str(),
        "The scheme {scheme} is not HTTP or HTTPS, and sendBeacon() takes no other.";

    // What blocks a call that was accepted.

    PortBlocked { port: Number }
        "port-blocked", fetch!("#block-bad-port"), about port,
        "Port {port} is one of those that no browser sends requests to.";
    MixedContent { origin: String, url: Text }
        "mixed-content", "https://w3c.github.io/webappsec-mixed-content/#should-block-fetch", about "url",
        "The page at {origin} is secure and {url} is plain HTTP on another machine: mixed content, stopped before CORS is asked.";
    ModeSameOrigin { origin: String, target: Text }
        "mode-same-origin", fetch!("#concept-main-fetch"), about "mode",
        "The mode is `same-origin`, and {target} is another origin than the page's, {origin}.";
    SchemeNotHttp { scheme: Text }
        "scheme-not-http", fetch!("#concept-main-fetch"), about scheme.as_str(),
        "The scheme {scheme} is not HTTP or HTTPS, so nothing can be fetched from there across origins.";
    NoCorsRedirectMode { redirect: Text }
        "no-cors-redirect-mode", fetch!("#concept-main-fetch"), about redirect.as_str(),
        "Mode `no-cors` across origins needs redirect mode `follow`, and it is {redirect}.";
    BlobMethod { method: Text }
        "blob-method", fetch!("#concept-scheme-fetch"), about method.as_str(),
        "A blob: URL answers GET only, and the method is {method}.";
    DataUrlInvalid { url: Text }
        "data-url-invalid", fetch!("#data-url-processor"), about "url",
        "The data: URL {url} holds nothing to fetch: it has no comma, or what follows is not the base64 it says it is.";

    StreamUnsupported {}
        "stream-unsupported", fetch!("#concept-bodyinit-extract"), about "body",
        "The body is a stream, which this browser cannot send.";
    MethodOverrideRefused { name: Text, value: Text }
        "method-override-refused", fetch!("#forbidden-request-header"), about name.as_str(),
        "The values of {name} joined, {value}, name a forbidden method: this browser does not send the request.";

    // What causes a preflight.

    BodyStream {}
        "body-stream", fetch!("#use-cors-preflight-flag"), about "body",
        "A stream is given for the body, which always causes a preflight across origins.";
    UploadListener {}
        "upload-listener", fetch!("#use-cors-preflight-flag"), about "upload",
        "A listener on the XMLHttpRequest's `upload` always causes a preflight across origins.";
    PreflightKeptByRedirect {}
        "preflight-kept-by-redirect", fetch!("#concept-http-redirect-fetch"), about "",
        "The request needs no preflight any more, but this browser asks because it did before the redirect.";
    MethodNotSafelisted { method: Text }
        "method-not-safelisted", fetch!("#cors-safelisted-method"), about method.as_str(),
        "The method {method} is none of GET, HEAD and POST, which go without asking.";
    HeaderNotSafelisted { name: Text }
        "header-not-safelisted", fetch!("#cors-safelisted-request-header"), about name.as_str(),
        "The header {name} is none of those that go without asking: Accept, Accept-Language, Content-Language, Content-Type and Range.";
    HeaderValueTooLong { name: Text, length: usize }
        "header-value-too-long", fetch!("#cors-safelisted-request-header"), about name.as_str(),
        "The value of {name} is {length} bytes long; up to 128 go without asking.";
    HeaderValueUnsafeByte { name: Text, value: Text, byte: Text, position: usize }
        "header-value-unsafe-byte", fetch!("#cors-unsafe-request-header-byte"), about name.as_str(),
        "The value {value} of {name} holds {byte} as byte {position}, which is not allowed to go without asking.";
    LanguageValueUnsafeByte { name: Text, value: Text, byte: Text, position: usize }
        "language-value-unsafe-byte", fetch!("#cors-safelisted-request-header"), about name.as_str(),
        "The value {value} of {name} holds {byte} as byte {position}; only letters, digits, spaces and `*,-.;=` go without asking there.";
    ContentTypeUnparsable { value: Text }
        "content-type-unparsable", fetch!("#cors-safelisted-request-header"), about "content-type",
        "The Content-Type {value} does not parse as a MIME type.";
    ContentTypeNotSafelisted { essence: Text }
        "content-type-not-safelisted", fetch!("#cors-safelisted-request-header"), about "content-type",
        "The Content-Type is {essence}; only application/x-www-form-urlencoded, multipart/form-data and text/plain go without asking.";
    RangeNotSimple { value: Text }
        "range-not-simple", fetch!("#simple-range-header-value"), about "range",
        "The Range {value} is not one single range such as `bytes=0-499`.";
    RangeWithoutStart { value: Text }
        "range-without-start", fetch!("#cors-safelisted-request-header"), about "range",
        "The Range {value} asks for the last bytes without saying where to start.";
    HeadersTooLongTogether { names: String, total: usize }
        "headers-too-long-together", fetch!("#cors-unsafe-request-header-names"), about names,
        "The values of {names} are {total} bytes long together; above 1,024 each of them has to be asked for.";

    // What the CORS check finds, of a preflight's answer or of the answer itself.

    AllowOriginMissing { origin: String }
        "allow-origin-missing", fetch!("#concept-cors-check"), about "access-control-allow-origin",
        "The answer has no Access-Control-Allow-Origin, so {origin} may not have it.",
        fix "Access-Control-Allow-Origin: {origin}";
    AllowOriginWildcardWithCredentials { origin: String }
        "allow-origin-wildcard-with-credentials", fetch!("#concept-cors-check"), about "access-control-allow-origin",
        "Access-Control-Allow-Origin is `*`, which does not count when the credentials mode is `include`: it has to name {origin}.",
        fix "Access-Control-Allow-Origin: {origin}";
    AllowOriginMultiple { value: Text, origin: String }
        "allow-origin-multiple", fetch!("#concept-cors-check"), about "access-control-allow-origin",
        "Access-Control-Allow-Origin says {value}, several values, where exactly one is compared: {origin}.",
        fix "Access-Control-Allow-Origin: {origin}";
    AllowOriginMismatch { value: Text, origin: String }
        "allow-origin-mismatch", fetch!("#concept-cors-check"), about "access-control-allow-origin",
        "Access-Control-Allow-Origin says {value}, which is not the same bytes as {origin}.",
        fix "Access-Control-Allow-Origin: {origin}";
    AllowCredentialsMissing {}
        "allow-credentials-missing", fetch!("#concept-cors-check"), about "access-control-allow-credentials",
        "The credentials mode is `include`, and the answer has no Access-Control-Allow-Credentials.",
        fix "Access-Control-Allow-Credentials: true";
    AllowCredentialsNotTrue { value: Text }
        "allow-credentials-not-true", fetch!("#concept-cors-check"), about "access-control-allow-credentials",
        "The credentials mode is `include`, and Access-Control-Allow-Credentials says {value}, which is not exactly `true`.",
        fix "Access-Control-Allow-Credentials: true";

    // What else a preflight's answer can fail by.

    PreflightRedirected { status: Number }
        "preflight-redirected", fetch!("#cors-preflight-fetch-0"), about status,
        "The answer to the preflight is a redirect, status {status}: it is never followed, and only 200 to 299 pass.",
        fix "HTTP/1.1 204 No Content";
    PreflightStatusNotOk { status: Number }
        "preflight-status-not-ok", fetch!("#cors-preflight-fetch-0"), about status,
        "The answer to the preflight has status {status}; only 200 to 299 pass.",
        fix "HTTP/1.1 204 No Content";
    AllowMethodsUnparsable { item: Text, allow: Arc<str> }
        "allow-methods-unparsable", fetch!("#extract-header-list-values"), about "access-control-allow-methods",
        "Access-Control-Allow-Methods holds {item}, which is no method, so the whole answer fails.",
        fix "Access-Control-Allow-Methods: {allow}";
    AllowHeadersUnparsable { item: Text, allow: Arc<str> }
        "allow-headers-unparsable", fetch!("#extract-header-list-values"), about "access-control-allow-headers",
        "Access-Control-Allow-Headers holds {item}, which is no header name, so the whole answer fails.",
        fix "Access-Control-Allow-Headers: {allow}";
    MethodNotAllowed { method: Text, said: Said, allow: Arc<str> }
        "method-not-allowed", fetch!("#cors-preflight-fetch-0"), about method.as_str(),
        "The method {method} is not listed in Access-Control-Allow-Methods, {said}.",
        fix "Access-Control-Allow-Methods: {allow}";
    MethodCaseMismatch { method: Text, listed: Text, allow: Arc<str> }
        "method-case-mismatch", fetch!("#cors-preflight-fetch-0"), about method.as_str(),
        "Access-Control-Allow-Methods lists {listed}, and the method is sent as {method}: the case has to be the same.",
        fix "Access-Control-Allow-Methods: {allow}";
    AllowMethodsWildcardWithCredentials { method: Text, allow: Arc<str> }
        "allow-methods-wildcard-with-credentials", fetch!("#cors-preflight-fetch-0"), about method.as_str(),
        "Access-Control-Allow-Methods says `*`, which is no wildcard when the credentials mode is `include`: it has to list {method}.",
        fix "Access-Control-Allow-Methods: {allow}";
    AuthorizationNotAllowed { said: Said, allow: Option<Arc<str>> }
        "authorization-not-allowed", fetch!("#cors-non-wildcard-request-header-name"), about "authorization",
        "The header `authorization` is not listed in Access-Control-Allow-Headers, {said}.",
        mended by allow_headers(allow);
    AuthorizationNotCoveredByWildcard { allow: Option<Arc<str>> }
        "authorization-not-covered-by-wildcard", fetch!("#cors-non-wildcard-request-header-name"), about "authorization",
        "Access-Control-Allow-Headers says `*`, which never covers `authorization`: it has to be listed by name.",
        mended by allow_headers(allow);
    HeaderNotAllowed { name: Text, said: Said, allow: Option<Arc<str>> }
        "header-not-allowed", fetch!("#cors-preflight-fetch-0"), about name.as_str(),
        "The header {name} is not listed in Access-Control-Allow-Headers, {said}.",
        mended by allow_headers(allow);
    AllowHeadersWildcardWithCredentials { name: Text, allow: Option<Arc<str>> }
        "allow-headers-wildcard-with-credentials", fetch!("#cors-preflight-fetch-0"), about name.as_str(),
        "Access-Control-Allow-Headers says `*`, which is no wildcard when the credentials mode is `include`: it has to list {name}.",
        mended by allow_headers(allow);

    // Why a script may not read an answer that did arrive.

    ResourcePolicyBlocked { policy: Text, origin: String }
        "resource-policy-blocked", fetch!("#cross-origin-resource-policy-check"), about "cross-origin-resource-policy",
        "Cross-Origin-Resource-Policy says {policy}, which keeps {origin} from having the answer even unread.",
        fix "Cross-Origin-Resource-Policy: cross-origin";
    ResponseOpaque {}
        "response-opaque", fetch!("#concept-filtered-response-opaque"), about "mode",
        "The mode is `no-cors`, which hides every answer: at the most the script sees status 0, no headers and no body.";
    RedirectModeError { status: Number }
        "redirect-mode-error", fetch!("#concept-http-fetch"), about status,
        "The answer is a redirect, status {status}, and the redirect mode is `error`.";
    ResponseOpaqueRedirect { status: u16 }
        "response-opaque-redirect", fetch!("#concept-filtered-response-opaque-redirect"), about status,
        "The answer is a redirect, status {status}, and the redirect mode is `manual`, which hides it: at the most the script sees status 0 and no headers.";

    // What ends a fetch on its way.

    NoAnswer {}
        "no-answer", fetch!("#concept-network-error"), about "",
        "No answer came: the connection was refused or broke, or the fetch was aborted.";
    RedirectLocationRepeated {}
        "redirect-location-repeated", fetch!("#concept-response-location-url"), about "location",
        "The redirect has more than one Location.";
    RedirectLocationInvalid { value: Text }
        "redirect-location-invalid", fetch!("#concept-response-location-url"), about "location",
        "The redirect's Location {value} does not parse as a URL.";
    RedirectSchemeNotHttp { scheme: Text }
        "redirect-scheme-not-http", fetch!("#concept-http-redirect-fetch"), about scheme.as_str(),
        "The redirect leads to the scheme {scheme}, which is not HTTP or HTTPS.";
    TooManyRedirects { limit: u8 }
        "too-many-redirects", fetch!("#concept-http-redirect-fetch"), about "",
        "This is the redirect after the {limit} that are followed.";
    RedirectHasCredentials { host: Text }
        "redirect-has-credentials", fetch!("#concept-http-redirect-fetch"), about "location",
        "The redirect carries a user name or password before {host}, which none across origins may.";
    RedirectOfStream { status: u16 }
        "redirect-of-stream", fetch!("#concept-http-redirect-fetch"), about status,
        "The redirect, status {status}, would send the body again, and a stream can be read only once.";

    // Notes on how what was written becomes what is sent.

    HeaderForbiddenDropped { name: Text }
        "header-forbidden-dropped", fetch!("#forbidden-request-header"), about name.as_str(),
        "The header {name} is the browser's own to set: it is silently left out.";
    MethodOverrideDropped { name: Text, value: Text }
        "method-override-dropped", fetch!("#forbidden-request-header"), about name.as_str(),
        "The header {name} with the value {value} names a forbidden method: it is silently left out.";
    HeaderNoCorsDropped { name: Text, value: Text }
        "header-no-cors-dropped", fetch!("#no-cors-safelisted-request-header"), about name.as_str(),
        "The header {name} with the value {value} is not one that mode `no-cors` lets through: it is silently left out.";
    HeaderValueNormalized { name: Text }
        "header-value-normalized", fetch!("#concept-header-value-normalize"), about name.as_str(),
        "The value of {name} loses the white space around it.";
    MethodNormalized { written: Text, method: Text }
        "method-normalized", fetch!("#concept-method-normalize"), about method.as_str(),
        "The method {written} is sent as {method}.";
    MethodNotNormalized { method: Text }
        "method-not-normalized", fetch!("#concept-method-normalize"), about method.as_str(),
        "The method is sent as {method}, exactly as typed: only DELETE, GET, HEAD, OPTIONS, POST and PUT are upper-cased, and servers compare the case.";
    ContentTypeAdded { value: Text }
        "content-type-added", fetch!("#concept-bodyinit-extract"), about "content-type",
        "The body adds the header Content-Type with the value {value}.";
    ContentTypeNoCorsDropped { value: Text }
        "content-type-no-cors-dropped", fetch!("#no-cors-safelisted-request-header"), about "content-type",
        "The body's type {value} is not one that mode `no-cors` lets through: the request goes without a Content-Type.";
    FragmentNotSent { fragment: Text }
        "fragment-not-sent", "https://url.spec.whatwg.org/#concept-url-fragment", about "url",
        "The URL's fragment {fragment} stays in the browser.";
    BodyStringified {}
        "body-stringified", fetch!("#bodyinit"), about "body",
        "The body is of no class that can be sent as it is: it is sent as the string it converts to.";
    StreamNeedsHttp2 {}
        "stream-needs-http2", fetch!("#concept-http-network-fetch"), about "body",
        "A stream is sent over HTTP/2 or later only; to an HTTP/1.1 server the request fails.";

    BodyDropped { method: Text }
        "body-dropped", "https://xhr.spec.whatwg.org/#the-send()-method", about "body",
        "XMLHttpRequest sends no body with method {method}: it is silently left out.";
    HeaderCombined { name: Text, value: Text }
        "header-combined", fetch!("#concept-header-list-combine"), about name.as_str(),
        "{name} is set more than once, which XMLHttpRequest sends as one header with the value {value}.";
    CharsetRewritten { value: Text }
        "charset-rewritten", "https://xhr.spec.whatwg.org/#the-send()-method", about "content-type",
        "XMLHttpRequest sends text as UTF-8 and says so: the Content-Type becomes {value}.";
    MemberIgnored { member: &'static str, via: Via }
        "member-ignored", fetch!("#requests"), about member,
        "A request sent via `{via}` has no place for `{member}`: it is left out.";
    MixedContentUpgraded { url: Text }
        "mixed-content-upgraded", "https://w3c.github.io/webappsec-mixed-content/#upgrade-algorithm", about "url",
        "The page is secure and the image's URL is plain HTTP: {url} is asked for in its place.";

    // Notes on the answer to a preflight.

    NoPreflightSameOrigin {}
        "no-preflight-same-origin", fetch!("#concept-main-fetch"), about "",
        "No CORS is involved, so no preflight happens and this answer is never asked for.";
    NoPreflightNoCors {}
        "no-preflight-no-cors", fetch!("#concept-main-fetch"), about "",
        "The mode is `no-cors`, so no preflight happens and this answer is never asked for.";
    NoPreflightSimple {}
        "no-preflight-simple", fetch!("#concept-main-fetch"), about "",
        "The request goes without a preflight; the answer is judged as if one had been sent.";
    MaxAgeMissing { default: u32 }
        "max-age-missing", fetch!("#cors-preflight-fetch-0"), about "access-control-max-age",
        "The answer has no Access-Control-Max-Age, so it may be reused for {default} seconds only.";
    MaxAgeUnparsable { value: Text, default: u32 }
        "max-age-unparsable", fetch!("#cors-preflight-fetch-0"), about "access-control-max-age",
        "Access-Control-Max-Age says {value}, which is no whole number of seconds, so the answer may be reused for {default} seconds only.";
    MaxAgeTooLarge { value: Text, limit: u32 }
        "max-age-too-large", fetch!("#cors-preflight-fetch-0"), about "access-control-max-age",
        "Access-Control-Max-Age says {value}; it counts as {limit} seconds.";
    MaxAgeZero { value: Text }
        "max-age-zero", fetch!("#cors-preflight-fetch-0"), about "access-control-max-age",
        "Access-Control-Max-Age says {value}, so the next such request is preflighted again.";

    CacheWildcardWithCredentials {}
        "cache-wildcard-with-credentials", fetch!("#concept-cache-match-method"), about "*",
        "A `*` in the preflight cache let this request pass unasked. The standard's letter has it so, though a preflight with credentials takes `*` for no wildcard.";

    // Notes on the answer itself.

    RedirectJudgedAsFinal { status: u16 }
        "redirect-judged-as-final", fetch!("#concept-http-fetch"), about status,
        "The answer is a redirect, status {status}. Where it leads is not followed here: it is judged as if it were the last.";
    ExposeHeadersUnparsable { item: Text }
        "expose-headers-unparsable", fetch!("#extract-header-list-values"), about "access-control-expose-headers",
        "Access-Control-Expose-Headers holds {item}, which is no header name, so it exposes nothing at all.";
    ExposeHeadersWildcardLiteral {}
        "expose-headers-wildcard-literal", fetch!("#concept-main-fetch"), about "access-control-expose-headers",
        "Access-Control-Expose-Headers says `*`, which is no wildcard when the credentials mode is `include`: it only names a header called `*`.";
    HeadersHidden { names: String, expose: String }
        "headers-hidden", fetch!("#cors-safelisted-response-header-name"), about names,
        "The answer has headers that the script may not read, because Access-Control-Expose-Headers does not list them: {names}.",
        fix "Access-Control-Expose-Headers: {expose}";

    // What only a browser's own message says: beyond the standard, outside of CORS, or outdated.

    ReasonNotSaid {}
        "reason-not-said", fetch!("#concept-cors-check"), about "",
        "The browser says here that it blocked the request, and not for what: the lines around this one in its console do.";
    FailedToFetch {}
        "failed-to-fetch", fetch!("#concept-network-error"), about "",
        "No script is told why its request failed. The browser's console says whether it was CORS and what was missing, its network panel whether any answer came.";
    CorsDisabled {}
        "cors-disabled", fetch!("#concept-cors-check"), about "",
        "CORS is switched off in this browser (Firefox's preference `content.cors.disable`), so nothing is shared across origins, whatever the answer says.";
    OriginHeaderNotAdded {}
        "origin-header-not-added", fetch!("#append-a-request-origin-header"), about "origin",
        "The browser could not add the header `Origin`, without which nothing is shared: no header of the answer mends that.";
    LocalNetworkDenied { space: Text }
        "local-network-denied", "https://wicg.github.io/local-network-access/#integration-fetch", about "",
        "The page has no permission to reach into the {space} address space. The browser's prompt or a policy gives that, and no header of the answer: this is not CORS.";
    LocalNetworkInsecure { space: Text }
        "local-network-insecure", "https://wicg.github.io/local-network-access/#integration-fetch", about "",
        "The page is not secure, and so may not even ask for leave to reach into the {space} address space. Serve the page over HTTPS: this is not CORS.";
    LocalNetworkMismatch { target: Text, space: Text }
        "local-network-mismatch", "https://wicg.github.io/local-network-access/#fetch-api", about "targetAddressSpace",
        "The request was to go to the {target} address space, as by fetch()'s `targetAddressSpace`, and its server is in the {space} one: name that. This is not CORS.";
    PrivateNetworkRetired {}
        "private-network-retired", "https://wicg.github.io/private-network-access/#integration-fetch", about "",
        "This message is of Private Network Access, which is given up. Today's browsers send no such preflight and look for no such header; they ask their user for permission instead.";
    RedirectAfterPreflightRetired {}
        "redirect-after-preflight-retired", fetch!("#concept-http-redirect-fetch"), about "",
        "This message is an old browser's. Redirects of a request that took a preflight are followed today; then as now, the answer to the preflight itself may not be one.";
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

/// What a header of the answer says, where there is one, as the end of a sentence.
///
/// Kept as it is printed: reasons on many names end in the same, which may be long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said(Line);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    Absent,
    Present(Arc<str>),
    Unknown,
}

impl Said {
    /// The answer is not at hand.
    pub(crate) const UNKNOWN: Said = Said(Line::Unknown);

    pub(crate) fn new(value: Option<Vec<u8>>) -> Said {
        let present =
            |value: Vec<u8>| Line::Present(Text::from(value.as_slice()).to_string().into());
        Said(value.map_or(Line::Absent, present))
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Line::Present(value) => write!(f, "which says {value}"),
            Line::Absent => f.write_str("which the answer does not have"),
            Line::Unknown => f.write_str("if the answer has that at all"),
        }
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
