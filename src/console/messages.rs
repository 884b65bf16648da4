//! What browsers print into their consoles: one table of messages, one of the frames around them.
//!
//! The tables are read in both directions: [`Failure::console_message`](crate::Failure) writes what
//! a browser prints, [`explain`](crate::console::explain()) recognises it. Their texts have holes, such as `{origin}`,
//! where a browser prints a value.
//!
//! What is printed today was seen in Chromium 156, Firefox 153 and WebKitGTK 2.50, but for the few
//! messages that `tests/console/unprinted.json` lists; they and the older wordings are those of the
//! browsers' sources.

use crate::call::InitiatorType;

web_enum! {
    /// A browser, by its engine.
    pub Browser {
        /// Chrome, Edge, Opera and the like.
        Chromium = "chromium",
        /// Firefox and what is made of it.
        Firefox = "firefox",
        /// Safari, and every browser on an iPhone.
        WebKit = "webkit",
    }
}

web_enum! {
    /// Which of a fetch's two answers a message speaks of.
    pub AnswerTo {
        /// The answer to the OPTIONS.
        Preflight = "preflight",
        /// The answer to the request itself.
        Request = "request",
    }
}

web_enum! {
    /// A value that a message tells.
    pub Hole {
        /// The URL of the request.
        Url = "url",
        /// The URL that was asked for first, where `url` is what a redirect led to.
        RedirectedFrom = "redirectedFrom",
        /// Where a redirect leads.
        Location = "location",
        /// The page's origin.
        Origin = "origin",
        /// The page's URL.
        Page = "page",
        /// What is asked for, in the browser's words, such as `fetch` or `image`.
        Kind = "kind",
        /// The request's method.
        Method = "method",
        /// The name of the request's header.
        Header = "header",
        /// The value, or the part of it, that is at fault in the answer.
        Value = "value",
        /// The answer's status.
        Status = "status",
        /// The scheme of the URL.
        Scheme = "scheme",
        /// The port of the URL.
        Port = "port",
        /// The address space that the server is in.
        AddressSpace = "addressSpace",
        /// The address space that the server was said to be in.
        TargetAddressSpace = "targetAddressSpace",
        /// What DevTools' protocol tells beside the name of an error.
        FailedParameter = "failedParameter",
    }
}

/// The values that a message tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values([Option<String>; Hole::KEYWORDS.len()]);

impl Values {
    /// What the message tells for this hole, as it is printed.
    pub fn get(&self, hole: Hole) -> Option<&str> {
        self.0.get(hole as usize)?.as_deref()
    }

    /// Every hole that the message fills, and with what.
    pub fn iter(&self) -> impl Iterator<Item = (Hole, &str)> {
        let holes = Hole::KEYWORDS.iter().filter_map(|word| word.parse().ok());
        holes.filter_map(|hole| Some((hole, self.get(hole)?)))
    }

    /// Fills a hole that nothing fills yet.
    pub(crate) fn tell(&mut self, hole: Hole, value: impl Into<String>) {
        if let Some(told @ None) = self.0.get_mut(hole as usize) {
            *told = Some(value.into());
        }
    }
}

/// A text cut at its holes: what stands before the first, and each hole with what stands behind it.
pub(crate) fn segments(text: &str) -> (&str, impl Iterator<Item = (Hole, &str)>) {
    let mut pieces = text.split('{');
    let first = pieces.next().unwrap_or_default();
    let rest = pieces.filter_map(|piece| {
        let (word, literal) = piece.split_once('}')?;
        Some((word.parse().ok()?, literal))
    });
    (first, rest)
}

/// How a message came and went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// What is printed today.
    Current,
    /// What is printed today as well, in other cases or in another place.
    Also,
    /// What was printed once.
    Former,
}

/// How much a message says, most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(crate) enum Weight {
    /// What went wrong.
    Telling,
    /// Little, and often beside one that says more.
    Aside,
    /// What other messages are framed by.
    Framing,
    /// That something went wrong, and nothing else.
    Bare,
}

/// Where a message is to be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Anywhere,
    /// The same, but whole: frames read as its start or its end does.
    Whole,
    /// It is a word, and no part of one.
    Word,
    /// Others say the same in a sentence: it has to be all that its line says, or all behind a
    /// colon.
    Alone,
}

/// Which answer a message speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// What the frame around it says.
    Framed,
    Answer(AnswerTo),
    /// None: it never came to one.
    Neither,
}

/// A message, without the frame that browsers set around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who prints it.
    pub browser: Browser,
    /// How it came and went.
    pub standing: Standing,
    /// The codes of all reasons that it may stand for.
    pub codes: &'static [&'static str],
    /// What is printed, with holes.
    pub text: &'static str,
    pub(crate) weight: Weight,
    pub(crate) place: Place,
    pub(crate) of: Of,
    /// Of whose requests alone it is printed, where that matters.
    pub(crate) via: Option<InitiatorType>,
}

/// A message with nothing special about it.
const fn message(browser: Browser, codes: &'static [&'static str], text: &'static str) -> Message {
    Message {
        browser,
        standing: Standing::Current,
        codes,
        text,
        weight: Weight::Telling,
        place: Place::Anywhere,
        of: Of::Framed,
        via: None,
    }
}

/// The marks that a row can carry.
impl Message {
    const fn via_fetch(self) -> Message {
        Message { via: Some(InitiatorType::Fetch), ..self }
    }

    const fn of_preflight(self) -> Message {
        Message { of: Of::Answer(AnswerTo::Preflight), ..self }
    }

    const fn of_request(self) -> Message {
        Message { of: Of::Answer(AnswerTo::Request), ..self }
    }

    const fn of_neither(self) -> Message {
        Message { of: Of::Neither, ..self }
    }

    const fn also(self) -> Message {
        Message { standing: Standing::Also, ..self }
    }

    const fn former(self) -> Message {
        Message { standing: Standing::Former, ..self }
    }

    const fn aside(self) -> Message {
        Message { weight: Weight::Aside, ..self }
    }

    const fn framing(self) -> Message {
        Message { weight: Weight::Framing, ..self }
    }

    const fn bare(self) -> Message {
        Message { weight: Weight::Bare, ..self }
    }

    const fn whole(self) -> Message {
        Message { place: Place::Whole, ..self }
    }

    const fn alone(self) -> Message {
        Message { place: Place::Alone, ..self }
    }

    /// A name of the message rather than the message.
    const fn word(self) -> Message {
        Message { place: Place::Word, ..self.also() }
    }
}

/// What is printed around a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Who prints it.
    pub browser: Browser,
    /// How it came and went.
    pub standing: Standing,
    /// The codes of the reasons around whose messages alone it is printed; none where that does
    /// not matter.
    pub codes: &'static [&'static str],
    /// What is printed before the message, with holes.
    pub before: &'static str,
    /// What is printed behind it, with holes.
    pub behind: &'static str,
    /// Of whose requests alone it is printed, where that matters.
    pub(crate) via: Option<InitiatorType>,
    pub(crate) of: Option<AnswerTo>,
}

/// A frame with nothing special about it.
const fn frame(
    browser: Browser,
    codes: &'static [&'static str],
    (before, behind): (&'static str, &'static str),
) -> Frame {
    Frame { browser, standing: Standing::Current, codes, before, behind, via: None, of: None }
}

/// The marks that a row can carry.
impl Frame {
    const fn via_fetch(self) -> Frame {
        Frame { via: Some(InitiatorType::Fetch), ..self }
    }

    const fn via_xhr(self) -> Frame {
        Frame { via: Some(InitiatorType::Xhr), ..self }
    }

    const fn via_event_source(self) -> Frame {
        Frame { via: Some(InitiatorType::EventSource), ..self }
    }

    const fn via_image(self) -> Frame {
        Frame { via: Some(InitiatorType::Image), ..self }
    }

    const fn of_preflight(self) -> Frame {
        Frame { of: Some(AnswerTo::Preflight), ..self }
    }

    const fn of_request(self) -> Frame {
        Frame { of: Some(AnswerTo::Request), ..self }
    }

    const fn also(self) -> Frame {
        Frame { standing: Standing::Also, ..self }
    }

    const fn former(self) -> Frame {
        Frame { standing: Standing::Former, ..self }
    }
}

impl Frame {
    /// Whether it tells the URL.
    pub(crate) fn names_the_url(&self) -> bool {
        [self.before, self.behind].iter().any(|half| names_the_url(half))
    }
}

/// Whether a text has a hole for the URL.
pub(crate) fn names_the_url(text: &str) -> bool {
    segments(text).1.any(|(hole, _)| hole == Hole::Url)
}

/// A table: browser, codes, marks, text; of a frame the texts before the message and behind it.
macro_rules! table {
    ($row:ident: $($browser:ident $codes:ident $($mark:ident)*: $text:expr;)*) => {
        &[$($row(Browser::$browser, $codes, $text)$(.$mark())*),*]
    };
}

// The codes of messages that stand for several reasons, or that several messages stand for.

const MISSING: &[&str] = &["allow-origin-missing"];
const WILDCARD: &[&str] = &["allow-origin-wildcard-with-credentials"];
const SEVERAL: &[&str] = &["allow-origin-multiple"];
const MISMATCH: &[&str] = &["allow-origin-mismatch"];
const DIFFERENT: &[&str] = &["allow-origin-mismatch", "allow-origin-multiple"];
const NOT_ALLOWED: &[&str] =
    &["allow-origin-missing", "allow-origin-mismatch", "allow-origin-multiple"];
const CREDENTIALS: &[&str] = &["allow-credentials-missing", "allow-credentials-not-true"];
const STATUS: &[&str] = &["preflight-status-not-ok"];
const REDIRECTED: &[&str] = &["preflight-redirected"];
const STATUS_OR_REDIRECTED: &[&str] = &["preflight-status-not-ok", "preflight-redirected"];
const METHODS: &[&str] = &["allow-methods-unparsable"];
const HEADERS: &[&str] = &["allow-headers-unparsable"];
const METHOD: &[&str] =
    &["method-not-allowed", "method-case-mismatch", "allow-methods-wildcard-with-credentials"];
const HEADER: &[&str] =
    &["header-not-allowed", "authorization-not-allowed", "allow-headers-wildcard-with-credentials"];
const AUTHORIZATION: &[&str] = &["authorization-not-covered-by-wildcard"];
const NO_ANSWER: &[&str] = &["no-answer"];
const NO_LAST_ANSWER: &[&str] = &[
    "no-answer",
    "too-many-redirects",
    "redirect-has-credentials",
    "redirect-location-invalid",
    "port-blocked",
];
const USERINFO: &[&str] = &["redirect-has-credentials"];
const REDIRECT_SCHEME: &[&str] = &["redirect-scheme-not-http"];
const REDIRECT_SCHEME_OR_LOCATION: &[&str] =
    &["redirect-scheme-not-http", "redirect-location-invalid"];
const REDIRECTS: &[&str] = &["too-many-redirects"];
const REDIRECT_MODE: &[&str] = &["redirect-mode-error"];
const LOCATION: &[&str] = &["redirect-location-invalid"];
const SAME_ORIGIN: &[&str] = &["mode-same-origin"];
const SCHEME: &[&str] = &["scheme-not-http"];
const SCHEME_OR_REDIRECT_SCHEME: &[&str] = &["scheme-not-http", "redirect-scheme-not-http"];
const MIXED: &[&str] = &["mixed-content"];
const PORT: &[&str] = &["port-blocked"];
const NO_CORS: &[&str] = &["no-cors-redirect-mode"];
const POLICY: &[&str] = &["resource-policy-blocked"];
const NOT_SAID: &[&str] = &["reason-not-said"];
const FAILED: &[&str] = &["failed-to-fetch"];
const DENIED: &[&str] = &["local-network-denied"];
const INSECURE: &[&str] = &["local-network-insecure"];
const OTHER_SPACE: &[&str] = &["local-network-mismatch"];
const PRIVATE: &[&str] = &["private-network-retired"];
const PREFLIGHTED: &[&str] = &["redirect-after-preflight-retired"];
const DISABLED: &[&str] = &["cors-disabled"];
/// The reasons whose messages give an XMLHttpRequest a hint.
const HINTED: &[&str] = &[
    "allow-origin-wildcard-with-credentials",
    "allow-credentials-missing",
    "allow-credentials-not-true",
];
/// The reasons whose messages in Firefox end in a status.
const WITH_STATUS: &[&str] = &["allow-origin-missing", "preflight-status-not-ok"];
const ANY: &[&str] = &[];
const NO_ORIGIN: &[&str] = &["origin-header-not-added"];

/// Every message. Of those that are current, the first of its browser and reason is what is
/// printed.
pub const MESSAGES: &[Message] = table! {
    message:
    // Chromium.
    Chromium MISSING: "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
    Chromium WILDCARD: "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'.";
    Chromium SEVERAL: "The 'Access-Control-Allow-Origin' header contains multiple values '{value}', but only one is allowed.";
    Chromium MISMATCH: "The 'Access-Control-Allow-Origin' header has a value '{value}' that is not equal to the supplied origin.";
    Chromium MISMATCH also: "The 'Access-Control-Allow-Origin' header contains the invalid value '{value}'.";
    Chromium CREDENTIALS: "The value of the 'Access-Control-Allow-Credentials' header in the response is '{value}' which must be 'true' when the request's credentials mode is 'include'.";
    Chromium STATUS of_preflight: "Response to preflight request doesn't pass access control check: It does not have HTTP ok status.";
    Chromium REDIRECTED of_preflight: "Response to preflight request doesn't pass access control check: Redirect is not allowed for a preflight request.";
    Chromium METHODS of_preflight: "Cannot parse Access-Control-Allow-Methods response header field in preflight response.";
    Chromium HEADERS of_preflight: "Cannot parse Access-Control-Allow-Headers response header field in preflight response.";
    Chromium METHOD of_preflight: "Method {method} is not allowed by Access-Control-Allow-Methods in preflight response.";
    Chromium HEADER of_preflight: "Request header field {header} is not allowed by Access-Control-Allow-Headers in preflight response.";
    Chromium AUTHORIZATION of_preflight also: "Authorization will not be covered by the wildcard symbol (*) in CORS `Access-Control-Allow-Headers` handling.";
    // It leaves the location out.
    Chromium USERINFO of_request: "Redirect location '' contains a username and password, which is disallowed for cross-origin requests.";
    Chromium USERINFO of_request former: "Redirect location '{location}' contains a username and password, which is disallowed for cross-origin requests.";
    Chromium REDIRECT_SCHEME of_request former: "Redirect location '{location}' has a disallowed scheme for cross-origin requests.";
    Chromium REDIRECT_SCHEME of_request former: "The request was redirected to a URL ('{location}') which has a disallowed scheme for cross-origin requests.";
    Chromium SAME_ORIGIN of_neither via_fetch: "Fetch API cannot load {url}. Request mode is \"same-origin\" but the URL's origin is not same as the request origin {origin}.";
    Chromium SAME_ORIGIN of_neither also: "Unsafe attempt to load URL {url} from frame with URL {page}. Domains, protocols and ports must match.";
    Chromium SAME_ORIGIN of_neither also: "Cross origin requests are not allowed by request mode.";
    Chromium SCHEME of_neither via_fetch: "Fetch API cannot load {url}. URL scheme \"{scheme}\" is not supported.";
    Chromium SCHEME_OR_REDIRECT_SCHEME of_neither also: "Cross origin requests are only supported for protocol schemes:";
    Chromium SCHEME of_neither also: "Not allowed to load local resource: {url}";
    Chromium SCHEME of_neither former: "Cross origin requests are only supported for HTTP.";
    Chromium NO_CORS of_neither via_fetch: "Fetch API cannot load {url}. Request mode is \"no-cors\" but the redirect mode is not \"follow\".";
    Chromium MIXED of_neither also: "Mixed Content: The page at '{page}' was loaded over HTTPS, but requested an insecure {kind} '{url}'. This request has been blocked; the content must be served over HTTPS.";
    Chromium INSECURE of_neither: "The request client is not a secure context and the resource is in more-private address space `{addressSpace}`.";
    Chromium OTHER_SPACE of_neither: "Request had a target IP address space of `{targetAddressSpace}` yet the resource is in address space `{addressSpace}`.";
    Chromium DENIED of_neither: "Permission was denied for this request to access the `{addressSpace}` address space.";
    Chromium NO_ANSWER alone also: "The response is invalid.";
    // Of its network stack, in the log and in what test tools report.
    Chromium POLICY of_request also: "net::ERR_BLOCKED_BY_RESPONSE.NotSame";
    Chromium REDIRECTS of_request also: "net::ERR_TOO_MANY_REDIRECTS";
    Chromium REDIRECT_SCHEME of_request also: "net::ERR_UNSAFE_REDIRECT";
    Chromium LOCATION of_request also: "net::ERR_INVALID_REDIRECT";
    Chromium PORT of_neither also: "net::ERR_UNSAFE_PORT";
    Chromium NO_ANSWER of_neither also: "net::ERR_CONNECTION_";
    Chromium NO_ANSWER of_neither also: "net::ERR_NAME_NOT_RESOLVED";
    Chromium NO_ANSWER of_neither also: "net::ERR_EMPTY_RESPONSE";
    Chromium NO_ANSWER of_neither also: "net::ERR_INTERNET_DISCONNECTED";
    Chromium FAILED bare also: "net::ERR_FAILED";
    Chromium NOT_SAID framing also: "Access to {kind} at '{url}' from origin '{origin}' has been blocked by CORS policy:";
    Chromium NOT_SAID framing also: "Access to {kind} at '{url}' (redirected from '{redirectedFrom}') from origin '{origin}' has been blocked by CORS policy:";
    Chromium FAILED bare alone also: "Failed to fetch";
    // Of DevTools' protocol.
    Chromium MISSING of_request word: "MissingAllowOriginHeader";
    Chromium MISSING of_preflight word: "PreflightMissingAllowOriginHeader";
    Chromium WILDCARD of_request word: "WildcardOriginNotAllowed";
    Chromium WILDCARD of_preflight word: "PreflightWildcardOriginNotAllowed";
    Chromium SEVERAL of_request word: "MultipleAllowOriginValues";
    Chromium SEVERAL of_preflight word: "PreflightMultipleAllowOriginValues";
    Chromium MISMATCH of_request word: "InvalidAllowOriginValue";
    Chromium MISMATCH of_preflight word: "PreflightInvalidAllowOriginValue";
    Chromium MISMATCH of_request word: "AllowOriginMismatch";
    Chromium MISMATCH of_preflight word: "PreflightAllowOriginMismatch";
    Chromium CREDENTIALS of_request word: "InvalidAllowCredentials";
    Chromium CREDENTIALS of_preflight word: "PreflightInvalidAllowCredentials";
    Chromium STATUS of_preflight word: "PreflightInvalidStatus";
    Chromium REDIRECTED of_preflight word: "PreflightDisallowedRedirect";
    Chromium METHODS of_preflight word: "InvalidAllowMethodsPreflightResponse";
    Chromium HEADERS of_preflight word: "InvalidAllowHeadersPreflightResponse";
    Chromium METHOD of_preflight word: "MethodDisallowedByPreflightResponse";
    Chromium HEADER of_preflight word: "HeaderDisallowedByPreflightResponse";
    Chromium AUTHORIZATION of_preflight word: "AuthorizationCoveredByWildcard";
    Chromium USERINFO of_request word: "RedirectContainsCredentials";
    Chromium SAME_ORIGIN of_neither word: "DisallowedByMode";
    Chromium SCHEME_OR_REDIRECT_SCHEME of_neither word: "CorsDisabledScheme";
    Chromium NO_CORS of_neither word: "NoCorsRedirectModeNotFollow";
    Chromium INSECURE of_neither word: "InsecureLocalNetwork";
    Chromium INSECURE of_neither word former: "InsecurePrivateNetwork";
    Chromium OTHER_SPACE of_neither word: "InvalidLocalNetworkAccess";
    Chromium OTHER_SPACE of_neither word former: "InvalidPrivateNetworkAccess";
    Chromium DENIED of_neither word: "LocalNetworkAccessPermissionDenied";
    // What it said before 2018.
    Chromium WILDCARD former: "A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the credentials flag is true.";
    Chromium CREDENTIALS former: "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is '{value}'. It must be 'true' to allow credentials.";
    Chromium NOT_ALLOWED former: "Origin {origin} is not allowed by Access-Control-Allow-Origin.";
    Chromium STATUS of_preflight whole former: "Response for preflight has invalid HTTP status code {status}";
    Chromium STATUS of_preflight former: "Response for preflight does not have HTTP ok status.";
    Chromium REDIRECTED of_preflight former: "Response for preflight is invalid (redirect)";
    Chromium NO_ANSWER whole former: "Invalid response. Origin '{origin}' is therefore not allowed access.";
    Chromium PREFLIGHTED of_request former: "The request was redirected to '{location}', which is disallowed for cross-origin requests that require preflight";
    Chromium PREFLIGHTED of_request former: "Request requires preflight, which is disallowed to follow cross-origin redirect";
    // What it tried from 2021 to 2025, and before that under another name.
    Chromium PRIVATE of_preflight former: "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this private network request targeting the `{addressSpace}` address space.";
    Chromium PRIVATE of_preflight former: "The 'Access-Control-Allow-Private-Network' header in the preflight response for this private network request targeting the `{addressSpace}` address space had a value of '{value}',  not 'true'.";
    Chromium PRIVATE of_preflight former: "No 'Private-Network-Access-Id' header was present in the preflight response for this private network request targeting the `{addressSpace}` address space.";
    Chromium PRIVATE of_preflight former: "No 'Private-Network-Access-Name' header was present in the preflight response for this private network request targeting the `{addressSpace}` address space.";
    Chromium PRIVATE of_neither former: "Request had no target IP address space, yet the resource is in address space `{addressSpace}`.";
    Chromium PRIVATE of_neither former: "Unable to ask for permission to access the `{addressSpace}` IP address space.";
    Chromium PRIVATE of_preflight former: "No 'Access-Control-Allow-External' header was present in the preflight response for this external request";
    Chromium PRIVATE of_preflight former: "The 'Access-Control-Allow-External' header in the preflight response for this external request had a value of '{value}',  not 'true'";
    // Firefox.
    Firefox MISSING: "CORS header ‘Access-Control-Allow-Origin’ missing";
    Firefox WILDCARD whole: "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ‘{url}’. (Reason: Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’).";
    Firefox WILDCARD also: "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’";
    // One line that lists several is a mismatch to it.
    Firefox DIFFERENT: "CORS header ‘Access-Control-Allow-Origin’ does not match ‘{value}’";
    Firefox SEVERAL also: "Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed";
    Firefox CREDENTIALS: "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’";
    Firefox STATUS of_preflight alone: "CORS preflight response did not succeed";
    Firefox REDIRECTED of_preflight: "CORS request external redirect not allowed";
    Firefox METHODS of_preflight: "invalid token ‘{value}’ in CORS header ‘Access-Control-Allow-Methods’";
    Firefox HEADERS of_preflight: "invalid token ‘{value}’ in CORS header ‘Access-Control-Allow-Headers’";
    Firefox METHOD of_preflight: "Did not find method in CORS header ‘Access-Control-Allow-Methods’";
    Firefox HEADER of_preflight: "header ‘{header}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response";
    Firefox AUTHORIZATION of_preflight whole also: "Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote resource at {url} soon. (Reason: When the `Access-Control-Allow-Headers` is `*`, the `Authorization` header is not covered. To include the `Authorization` header, it must be explicitly listed in CORS header `Access-Control-Allow-Headers`).";
    Firefox SCHEME_OR_REDIRECT_SCHEME of_neither alone: "CORS request not http";
    Firefox SCHEME of_neither also: "Security Error: Content at {page} may not load or link to {url}.";
    Firefox SAME_ORIGIN of_neither: "Security Error: Content at {page} may not load data from {url}.";
    Firefox REDIRECT_SCHEME of_request also: "Redirecting to data: URI not allowed (Blocked loading of: “{location}”)";
    Firefox POLICY of_request: "The resource at “{url}” was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof).";
    Firefox MIXED of_neither also: "Blocked loading mixed active content “{url}”";
    Firefox DISABLED of_neither alone: "CORS disabled";
    Firefox NO_ORIGIN of_neither: "CORS header ‘Origin’ cannot be added";
    Firefox NO_LAST_ANSWER aside alone: "CORS request did not succeed";
    Firefox NOT_SAID framing also: "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. (Reason:";
    Firefox FAILED bare alone also: "NetworkError when attempting to fetch resource.";
    // Of MDN's pages on these messages, and of their place in Firefox's source. Some are a message
    // without its spaces.
    Firefox MISSING word: "CORSMissingAllowOrigin";
    Firefox WILDCARD word: "CORSNotSupportingCredentials";
    Firefox DIFFERENT word: "CORSAllowOriginNotMatchingOrigin";
    Firefox SEVERAL word: "CORSMultipleAllowOriginNotAllowed";
    Firefox CREDENTIALS word: "CORSMissingAllowCredentials";
    Firefox STATUS of_preflight word: "CORSPreflightDidNotSucceed";
    Firefox REDIRECTED of_preflight word: "CORSExternalRedirectNotAllowed";
    Firefox METHODS of_preflight word: "CORSInvalidAllowMethod";
    Firefox HEADERS of_preflight word: "CORSInvalidAllowHeader";
    Firefox METHOD of_preflight word: "CORSMethodNotFound";
    Firefox HEADER of_preflight word: "CORSMissingAllowHeaderFromPreflight";
    Firefox AUTHORIZATION of_preflight word: "CORSAllowHeaderFromPreflightDeprecation";
    Firefox NO_ORIGIN of_neither word: "CORSOriginHeaderNotAdded";
    Firefox NO_LAST_ANSWER word: "CORSDidNotSucceed";
    // What it said before.
    Firefox HEADER of_preflight former: "missing token ‘{header}’ in CORS header ‘Access-Control-Allow-Headers’ from CORS preflight channel";
    Firefox STATUS of_preflight former: "CORS preflight channel did not succeed";
    Firefox NOT_SAID whole former: "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. This can be fixed by moving the resource to the same domain or enabling CORS.";
    // WebKit.
    WebKit NOT_ALLOWED: "Origin {origin} is not allowed by Access-Control-Allow-Origin. Status code: {status}";
    WebKit NOT_ALLOWED former: "Origin {origin} is not allowed by Access-Control-Allow-Origin.";
    WebKit WILDCARD: "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.";
    WebKit SEVERAL whole also: "Access-Control-Allow-Origin cannot contain more than one origin.";
    WebKit CREDENTIALS: "Credentials flag is true, but Access-Control-Allow-Credentials is not \"true\".";
    WebKit STATUS_OR_REDIRECTED of_preflight whole: "Preflight response is not successful. Status code: {status}";
    WebKit STATUS_OR_REDIRECTED of_preflight whole former: "Preflight response is not successful";
    WebKit METHODS of_preflight: "Header Access-Control-Allow-Methods has an invalid value: {value}";
    WebKit HEADERS of_preflight: "Header Access-Control-Allow-Headers has an invalid value: {value}";
    WebKit METHOD of_preflight: "Method {method} is not allowed by Access-Control-Allow-Methods.";
    WebKit HEADER of_preflight: "Request header field {header} is not allowed by Access-Control-Allow-Headers.";
    WebKit USERINFO of_request also: "redirection URL {location} has credentials";
    WebKit REDIRECT_SCHEME_OR_LOCATION of_request also: "not allowed to follow a cross-origin CORS redirection with non CORS scheme";
    WebKit REDIRECT_SCHEME of_request former: "Redirection to URL with a scheme that is not HTTP(S).";
    WebKit REDIRECTS of_request: "Load cannot follow more than 20 redirections";
    WebKit REDIRECT_MODE of_request: "Not allowed to follow a redirection while loading {url}";
    WebKit SAME_ORIGIN of_neither also: "Unsafe attempt to load URL {url} from origin {origin}. Domains, protocols and ports must match.";
    WebKit SAME_ORIGIN of_neither former: "Cross origin requests are not allowed when using same-origin fetch mode.";
    WebKit SCHEME of_neither: "Cross origin requests are only supported for HTTP.";
    WebKit SCHEME of_neither also: "Not allowed to load local resource: {url}";
    WebKit POLICY of_request: "Cancelled load to {url} because it violates the resource's Cross-Origin-Resource-Policy response header.";
    WebKit NO_CORS of_neither: "No-Cors mode requires follow redirect mode";
    WebKit PORT of_neither also: "Not allowed to use restricted network port {port}: {url}";
    WebKit MIXED of_neither also: "[blocked] The page at {page} requested insecure content from {url}. This content was blocked and must be served over HTTPS.";
    WebKit NOT_SAID aside also: "Cross-origin script load denied by Cross-Origin Resource Sharing policy.";
    WebKit NOT_SAID aside also: "Cross-origin redirection denied by Cross-Origin Resource Sharing policy.";
    WebKit NOT_SAID framing also: "cannot load {url} due to access control checks.";
    WebKit FAILED bare alone also: "Load failed";
};

/// Every frame, from the innermost outwards. Of those of a browser that name a URL, one is printed.
pub const FRAMES: &[Frame] = table! {
    frame:
    Chromium HINTED via_xhr: ("", " The credentials mode of requests initiated by the XMLHttpRequest is controlled by the withCredentials attribute.");
    Chromium DIFFERENT via_fetch: ("", " Have the server send the header with a valid value.");
    Chromium ANY of_preflight: ("Response to preflight request doesn't pass access control check: ", "");
    Chromium ANY of_request: ("Access to {kind} at '{url}' (redirected from '{redirectedFrom}') from origin '{origin}' has been blocked by CORS policy: ", "");
    Chromium ANY of_request: ("Access to {kind} at '{url}' from origin '{origin}' has been blocked by CORS policy: ", "");
    Chromium ANY of_request also: ("Access blocked by CORS policy: ", "");
    Chromium ANY also: ("Failed to load resource: ", "");
    Chromium ANY also: ("", "\",\"failedParameter\":\"{failedParameter}\"");
    Chromium ANY former: ("", " If an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the resource with CORS disabled.");
    Chromium ANY former: ("", " Have the server send the header with a valid value, or, if an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the resource with CORS disabled.");
    Chromium ANY former: ("", " The credentials mode of an XMLHttpRequest is controlled by the withCredentials attribute.");
    Chromium ANY former: ("", " Origin '{origin}' is therefore not allowed access.");
    Chromium ANY former: ("", " The response had HTTP status code {status}.");
    Chromium ANY former: ("XMLHttpRequest cannot load {url}. ", "");
    Chromium ANY former: ("Fetch API cannot load {url}. ", "");
    Chromium ANY former: ("Failed to load {url}: ", "");
    Chromium ANY former: ("Redirect from '{redirectedFrom}' to '{url}' has been blocked by CORS policy: ", "");
    Chromium ANY former: ("has been blocked from loading by Cross-Origin Resource Sharing policy: ", "");
    Firefox WITH_STATUS: ("Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. (Reason: ", "). Status code: {status}.");
    Firefox NO_LAST_ANSWER: ("Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. (Reason: ", "). Status code: (null).");
    Firefox ANY: ("Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. (Reason: ", ").");
    WebKit ANY of_request also: ("Cross-origin redirection to {location} denied by Cross-Origin Resource Sharing policy: ", "");
    WebKit ANY via_fetch: ("", "\nFetch API cannot load {url} due to access control checks.");
    WebKit ANY via_xhr: ("", "\nXMLHttpRequest cannot load {url} due to access control checks.");
    WebKit ANY via_event_source: ("", "\nEventSource cannot load {url} due to access control checks.");
    WebKit ANY via_image: ("", "\nCannot load image {url} due to access control checks.");
    WebKit ANY also: ("Beacon API cannot load {url}. ", "");
    WebKit ANY also: ("Failed to load resource: ", "");
    WebKit ANY former: ("XMLHttpRequest cannot load {url}. ", "");
};
