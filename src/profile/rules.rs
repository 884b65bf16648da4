//! The table of rules: every point where a browser is known to depart from the standard.
//!
//! `docs/browser-differences.md` explains how to add a row.

use super::evidence::Evidence;
use super::value::{ClientHint, HintValue, Value, others};
use crate::call::{CacheMode, InitiatorType};

type Limit = Option<usize>;
type RangeLimit = Option<u64>;
type Names = &'static [&'static str];
type ClientHints = &'static [ClientHint];
type CacheModes = &'static [CacheMode];
type Initiators = &'static [InitiatorType];

/// A row of the table of rules.
pub(super) struct Row {
    pub(super) rule: &'static str,
    pub(super) subject: &'static str,
    pub(super) spec: &'static str,
    /// The browsers that depart from the standard, by name, with the evidence for it.
    pub(super) evidence: &'static [(&'static str, Evidence)],
    /// Returns the words for the value that the rule has among `Rules`.
    pub(super) words: fn(&Rules) -> String,
    /// Returns copies of `Rules` in which this rule has another value, each with a name for it.
    pub(super) mutations: fn(&Rules) -> Vec<(String, Rules)>,
}

macro_rules! fetch {
    ($anchor:literal) => {
        concat!("https://fetch.spec.whatwg.org/", $anchor)
    };
}

macro_rules! xhr {
    ($anchor:literal) => {
        concat!("https://xhr.spec.whatwg.org/", $anchor)
    };
}

rules! {
    standard: "586cd2a44c2a865b37c166dc0740f3fb8bb220d6",
    chromium: "Chromium 156.0.8078.108",
    firefox: "Firefox ESR 153.8.0",
    webkit: "WebKitGTK 2.50.6",

    // Construction of the request.

    repeated_headers: RepeatedHeaders {
        subject: "Headers with the same name, passed to `fetch()` as an array of pairs",
        spec: fetch!("#concept-header-list"),
        values: {
            Separate: "are checked one by one, and the preflight lists the name once",
            SeparateAndListed: "are checked one by one, and the preflight lists the name once for each unsafe value",
            Combined: "are combined with `, ` before they are checked",
            CombinedAndTrimmed: "are combined with `, ` and trimmed before they are checked",
        },
        standard: Separate, chromium: Seen(CombinedAndTrimmed), firefox: Seen(SeparateAndListed), webkit: Seen(Combined),
    }
    extra_forbidden_headers: Names {
        subject: "Additional forbidden request-headers",
        spec: fetch!("#forbidden-request-header"),
        standard: &[], chromium: Seen(&["User-Agent"]),
    }
    method_override_split: MethodOverrideSplit {
        subject: "Values of `X-HTTP-Method`, `X-HTTP-Method-Override` and `X-Method-Override`",
        spec: fetch!("#forbidden-request-header"),
        values: {
            OutsideQuotes: "are split at commas outside quoted strings",
            OutsideQuotesThenCombined: "are split at commas outside quoted strings; the request fails if only the combined value names a forbidden method",
            AtEveryComma: "are split at every comma",
        },
        standard: OutsideQuotes, chromium: Seen(OutsideQuotesThenCombined), firefox: Seen(AtEveryComma), webkit: Seen(AtEveryComma),
    }
    stream_body: StreamBody {
        subject: "A stream as the body of `fetch()`",
        spec: fetch!("#dom-request"),
        values: {
            Sent: "is sent",
            Stringified: "is converted to a string, and `duplex` is ignored",
            Rejected: "is rejected, and `duplex` is ignored",
        },
        standard: Sent, firefox: Seen(Stringified), webkit: Seen(Rejected),
    }
    same_origin_stream: SameOriginStream {
        subject: "A stream sent to another origin in mode `same-origin`",
        spec: fetch!("#concept-main-fetch"),
        values: {
            Blocked: "is blocked",
            SentAsCors: "is preflighted and sent as in mode `cors`",
        },
        standard: Blocked, chromium: Seen(SentAsCors),
    }
    no_cors_body_type: NoCorsBodyType {
        subject: "The Content-Type of a body in mode `no-cors`",
        spec: fetch!("#concept-headers-append"),
        values: {
            OnlySafelisted: "is sent only if it is safelisted",
            Any: "is always sent",
        },
        standard: OnlySafelisted, webkit: Seen(Any),
    }
    blob_type_whitespace: BlobTypeWhitespace {
        subject: "Whitespace around the type of a Blob",
        spec: fetch!("#concept-headers-append"),
        values: {
            TrimmedByFetch: "is trimmed by `fetch()` and kept by XMLHttpRequest",
            TrimmedByFetchXhrTrimsEnd: "is trimmed by `fetch()`; XMLHttpRequest trims only the end",
            Trimmed: "is trimmed",
            Kept: "is kept",
        },
        standard: TrimmedByFetch, chromium: Seen(Trimmed), firefox: Seen(TrimmedByFetchXhrTrimsEnd), webkit: Seen(Kept),
    }
    xhr_blob_type: XhrBlobType {
        subject: "The type of a Blob that XMLHttpRequest sends",
        spec: xhr!("#the-send()-method"),
        values: {
            Any: "is always sent",
            AnyWithoutLengthLimit: "is always sent, and its length does not trigger a preflight",
            MimeType: "is sent only if it is a MIME type",
            StrictMimeType: "is sent only if it is a MIME type with valid parameters",
        },
        standard: Any, chromium: Seen(StrictMimeType), firefox: Seen(AnyWithoutLengthLimit), webkit: Seen(MimeType),
    }
    xhr_charset: XhrCharset {
        subject: "A charset other than UTF-8 in the author's Content-Type, if XMLHttpRequest sends text",
        spec: xhr!("#the-send()-method"),
        values: {
            Serialized: "is replaced, and the whole type is parsed and serialized",
            SerializedUnlessEmpty: "is replaced unless it is empty, and the whole type is parsed and serialized",
            /// The length of the serialized type alone does not trigger a preflight.
            SerializedAndCheckedAsWritten: "is replaced, and the whole type is parsed and serialized; the preflight also depends on the original type",
            Replaced: "is replaced, and the rest of the type is unchanged",
        },
        standard: Serialized, chromium: Seen(Replaced), firefox: Seen(SerializedAndCheckedAsWritten), webkit: Seen(SerializedUnlessEmpty),
    }
    dropped_params_type: DroppedParamsType {
        subject: "The Content-Type of URLSearchParams that XMLHttpRequest drops for GET or HEAD",
        spec: xhr!("#the-send()-method"),
        values: {
            Dropped: "is dropped too",
            Sent: "is sent",
        },
        standard: Dropped, webkit: Seen(Sent),
    }
    upload_listener: UploadListener {
        subject: "An event listener on the `upload` object of an XMLHttpRequest",
        spec: fetch!("#use-cors-preflight-flag"),
        values: {
            Always: "always triggers a preflight",
            WithBody: "triggers a preflight only if the request has a body",
        },
        standard: Always, chromium: Seen(WithBody),
    }

    // The safelist.

    safelisted_client_hints: ClientHints {
        subject: "Additional CORS-safelisted request-headers, with their safelisted values",
        spec: fetch!("#cors-safelisted-request-header"),
        standard: &[],
        chromium: Seen(&[
            ("device-memory", HintValue::Decimal),
            ("downlink", HintValue::Decimal),
            ("dpr", HintValue::Decimal),
            ("ect", HintValue::OneOf(&["slow-2g", "2g", "3g", "4g"])),
            ("intervention", HintValue::Any),
            ("rtt", HintValue::Integer),
            ("save-data", HintValue::Word("on")),
            ("viewport-width", HintValue::Integer),
            ("width", HintValue::Integer),
        ]),
        tried: [
            &[("dpr", HintValue::Any)],
            &[("dpr", HintValue::Integer)],
            &[("dpr", HintValue::OneOf(&["slow-2g", "2g", "3g", "4g"]))],
            &[("dpr", HintValue::Word("on"))]
        ],
    }
    safelisted_total_limit: Limit {
        subject: "Maximum total length of safelisted header values, in bytes",
        spec: fetch!("#cors-unsafe-request-header-names"),
        standard: Some(1024), firefox: Seen(None), webkit: Read(None),
    }
    high_bytes: HighBytes {
        subject: "Bytes from 0x80 up in Accept and Content-Type",
        spec: fetch!("#cors-unsafe-request-header-byte"),
        values: {
            Safe: "do not trigger a preflight",
            Unsafe: "trigger a preflight",
        },
        standard: Safe, firefox: Seen(Unsafe),
    }
    content_type_parser: ContentTypeParser {
        subject: "The MIME type in Content-Type",
        spec: fetch!("#cors-safelisted-request-header"),
        values: {
            MimeSniffing: "is parsed as the MIME Sniffing standard requires",
            Strict: "ends at whitespace or a semicolon; a comma or an empty last parameter triggers a preflight",
        },
        standard: MimeSniffing, firefox: Seen(Strict),
    }
    range_unit: RangeUnit {
        subject: "The unit of Range",
        spec: fetch!("#simple-range-header-value"),
        values: {
            LowerCase: "must be `bytes` in lower case",
            AnyCase: "can be `bytes` in any case",
        },
        standard: LowerCase, webkit: Seen(AnyCase),
    }
    range_plus_sign: RangePlusSign {
        subject: "A plus sign before a number of Range",
        spec: fetch!("#simple-range-header-value"),
        values: {
            Invalid: "triggers a preflight",
            Valid: "does not trigger a preflight",
        },
        standard: Invalid, webkit: Seen(Valid),
    }
    range_limit: RangeLimit {
        subject: "Largest number of Range that does not trigger a preflight",
        spec: fetch!("#simple-range-header-value"),
        standard: None, chromium: Seen(Some((1 << 63) - 2)), firefox: Seen(Some(u64::MAX)), webkit: Seen(Some(u64::MAX)),
        tried: [Some((1 << 63) - 1), Some(u64::MAX - 1)],
    }

    // Main fetch.

    about_blank: AboutBlank {
        subject: "`about:blank` in mode `no-cors`",
        spec: fetch!("#concept-scheme-fetch"),
        values: {
            LowerCase: "has an opaque response, if written in lower case",
            AnyCase: "has an opaque response, in any case",
            Blocked: "is blocked",
        },
        standard: LowerCase, chromium: Seen(Blocked), firefox: Seen(AnyCase), webkit: Seen(Blocked),
    }
    origin_under_referrer_policy: OriginUnderReferrerPolicy {
        subject: "The Origin header of a request without CORS, if the referrer policy hides the origin",
        spec: fetch!("#append-a-request-origin-header"),
        values: {
            Null: "is `null`",
            Sent: "is the origin",
        },
        standard: Null, chromium: Seen(Sent),
    }
    same_site: SameSite {
        subject: "`Cross-Origin-Resource-Policy: same-site` on another port of the same IP address",
        spec: fetch!("#cross-origin-resource-policy-check"),
        values: {
            SameHostOrDomain: "allows the response",
            SameDomain: "blocks the response",
        },
        standard: SameHostOrDomain, chromium: Seen(SameDomain),
    }

    // The preflight response.

    empty_lines: EmptyLines {
        subject: "An empty line of a header that has other lines",
        spec: fetch!("#concept-header-list-get"),
        values: {
            Kept: "counts",
            Dropped: "is ignored, except in Location, and in Access-Control-Allow-Origin if several lines spell the name with these capitals",
        },
        standard: Kept, firefox: Seen(Dropped),
    }
    first_preflight_check: FirstPreflightCheck {
        subject: "The first check of a preflight response, whose failure the console prints",
        spec: fetch!("#cors-preflight-fetch-0"),
        values: {
            CorsCheck: "is the CORS check",
            RedirectWithLocation: "is for a redirect with a Location",
            Status: "is for the status",
        },
        standard: CorsCheck, chromium: Seen(RedirectWithLocation), webkit: Seen(Status),
    }
    authorization_under_wildcard: AuthorizationUnderWildcard {
        subject: "Authorization, if Access-Control-Allow-Headers is `*`",
        spec: fetch!("#cors-non-wildcard-request-header-name"),
        values: {
            Refused: "is not allowed",
            Covered: "is allowed",
        },
        standard: Refused, chromium: Seen(Covered), firefox: Seen(Covered), webkit: Seen(Covered),
    }
    unlisted_method: UnlistedMethod {
        subject: "A preflight forced by a stream or an upload listener, if the response has no Access-Control-Allow-Methods",
        spec: fetch!("#cors-preflight-fetch-0"),
        values: {
            Allowed: "allows the requested method",
            SameAsUnforced: "allows only GET, HEAD and POST",
        },
        standard: Allowed, chromium: Seen(SameAsUnforced), firefox: Seen(SameAsUnforced), webkit: Seen(SameAsUnforced),
    }
    default_max_age: u32 {
        subject: "Cache time of a preflight response without Access-Control-Max-Age, in seconds",
        spec: fetch!("#cors-preflight-fetch-0"),
        standard: 5,
        tried: [0, 60],
    }
    invalid_max_age: u32 {
        subject: "Cache time of a preflight response with an invalid or repeated Access-Control-Max-Age, in seconds",
        spec: fetch!("#cors-preflight-fetch-0"),
        standard: 5, firefox: Seen(0),
        tried: [4, 6, 60],
    }
    max_age_limit: u32 {
        subject: "Maximum cache time of a preflight response, in seconds",
        spec: fetch!("#cors-preflight-fetch-0"),
        standard: 1 << 31, chromium: Read(7_200), firefox: Read(86_400), webkit: Read(600),
        tried: [60],
    }
    max_age_syntax: MaxAgeSyntax {
        subject: "A valid Access-Control-Max-Age",
        spec: fetch!("#http-new-header-syntax"),
        values: {
            Digits: "consists of digits",
            SignedInteger: "is a 64-bit integer with an optional sign; below 0 counts as 0",
            SignedIntegerWithWhitespace: "is a 64-bit integer with an optional sign and surrounding whitespace; below 0 counts as 0",
        },
        standard: Digits, chromium: Seen(SignedInteger), webkit: Seen(SignedIntegerWithWhitespace),
    }

    // The CORS-preflight cache.

    cache_granularity: CacheGranularity {
        subject: "The preflight cache",
        spec: fetch!("#cors-preflight-cache"),
        values: {
            PerName: "stores each method and each header name on its own",
            PerResponse: "stores the last preflight response for a URL, until it does not suffice for a request",
        },
        standard: PerName, chromium: Seen(PerResponse), webkit: Seen(PerResponse),
    }
    cached_wildcard: CachedWildcard {
        subject: "A cached `*`",
        spec: fetch!("#concept-cache-match-method"),
        values: {
            Always: "matches everything, even for requests with credentials",
            CreatedWithoutCredentials: "matches everything if the request that created it had no credentials",
            ForRequestsWithoutCredentials: "matches everything for requests without credentials",
            Never: "matches nothing",
        },
        standard: Always, chromium: Seen(CreatedWithoutCredentials), firefox: Seen(Never), webkit: Seen(ForRequestsWithoutCredentials),
    }
    cached_authorization: AuthorizationUnderWildcard {
        subject: "Authorization, if a cached header name is `*`",
        spec: fetch!("#concept-cache-match-header"),
        standard: AuthorizationUnderWildcard::Refused, webkit: Seen(AuthorizationUnderWildcard::Covered),
    }
    cached_credentials: CachedCredentials {
        subject: "A cache entry that a request with credentials created",
        spec: fetch!("#concept-cache-match"),
        values: {
            MatchAll: "also matches requests without credentials",
            Separate: "matches only requests with credentials",
        },
        standard: MatchAll, firefox: Seen(Separate),
    }
    methods_without_entry: Names {
        subject: "Methods that need no cache entry",
        spec: fetch!("#concept-http-fetch"),
        standard: &["GET", "HEAD", "POST"], firefox: Seen(&["GET", "POST"]),
    }
    forced_method: ForcedMethod {
        subject: "The method of a request with an upload listener",
        spec: fetch!("#concept-http-fetch"),
        values: {
            LookedUp: "always needs a cache entry, even GET, HEAD and POST",
            /// Any cached response for the URL then serves a request that needs no entry. Firefox even
            /// accepts an expired one.
            SameAsUnforced: "needs a cache entry only if it would without the listener",
        },
        standard: LookedUp, chromium: Seen(SameAsUnforced), firefox: Seen(SameAsUnforced), webkit: Seen(SameAsUnforced),
    }
    reallowed_entry: ReallowedEntry {
        subject: "The cache time of an entry that another preflight response allows again",
        spec: fetch!("#concept-cache-create-entry"),
        values: {
            KeepsClock: "starts at the first response",
            RestartsClock: "starts again at the later response",
        },
        standard: KeepsClock, firefox: Seen(RestartsClock),
    }
    conditional_reloads: Initiators {
        subject: "APIs whose conditional requests (such as with If-None-Match) count as cache mode `reload` for the preflight cache",
        spec: fetch!("#concept-http-network-or-cache-fetch"),
        standard: &[], chromium: Seen(&[InitiatorType::Fetch, InitiatorType::Xhr]), firefox: Seen(&[InitiatorType::Fetch]),
    }
    cached_empty_fragment: CachedEmptyFragment {
        subject: "A URL with an empty fragment",
        spec: fetch!("#concept-cache-match"),
        values: {
            Kept: "has cache entries of its own",
            /// XMLHttpRequest and redirects to that URL keep the fragment.
            DroppedByFetch: "shares the cache entries of the URL without the fragment, if passed to `fetch()`",
        },
        standard: Kept, firefox: Seen(DroppedByFetch),
    }
    cache_after_failure: CacheAfterFailure {
        subject: "The cache entries for the URL of a failed request",
        spec: fetch!("#concept-main-fetch"),
        values: {
            Cleared: "are removed if the request needed a preflight",
            ClearedBySimpleToo: "are removed after every cross-origin failure, unless redirect mode `error` caused it; after a redirect to a blocked URL, those for the redirecting URL are removed",
            Kept: "are kept",
        },
        standard: Cleared, chromium: Seen(Kept), firefox: Seen(ClearedBySimpleToo), webkit: Seen(Kept),
    }
    failed_preflight: FailedPreflight {
        subject: "A preflight response that does not allow the method or a header",
        spec: fetch!("#cors-preflight-fetch-0"),
        values: {
            NotCached: "is not cached",
            Cached: "is cached for what it allows",
        },
        standard: NotCached, webkit: Seen(Cached),
    }
    cache_bypassing_modes: CacheModes {
        subject: "Cache modes of `fetch()` that bypass the preflight cache",
        spec: fetch!("#concept-request-cache-mode"),
        standard: &[], chromium: Seen(&[CacheMode::NoStore, CacheMode::Reload, CacheMode::NoCache]), firefox: Seen(&[CacheMode::NoStore, CacheMode::Reload]),
        tried: [&[CacheMode::ForceCache]],
    }
    unstored_cache_modes: CacheModes {
        subject: "Cache modes of `fetch()` that keep a preflight response out of the cache",
        spec: fetch!("#concept-request-cache-mode"),
        standard: &[], chromium: Seen(&[CacheMode::NoStore]),
        tried: [&[CacheMode::Reload, CacheMode::NoCache, CacheMode::ForceCache]],
    }
    zero_max_age: ZeroMaxAge {
        subject: "A cache entry that a later response allows again with `Access-Control-Max-Age: 0`",
        spec: fetch!("#cors-preflight-fetch-0"),
        values: {
            EndsEntry: "ends",
            Ignored: "is unchanged",
        },
        standard: EndsEntry, firefox: Seen(Ignored),
    }
    opaque_origins: OpaqueOrigins {
        subject: "Cache entries for opaque origins, such as after redirects that make Origin `null`",
        spec: fetch!("#concept-cache-match"),
        values: {
            Shared: "are shared by all opaque origins",
            PerFetch: "belong to the one fetch whose redirects made its origin opaque",
            NotCached: "are not created",
        },
        standard: Shared, chromium: Seen(NotCached), webkit: Seen(PerFetch),
    }
    cache_capacity: Limit {
        subject: "Maximum number of cached preflight responses; if full, those without entries are evicted, or else the least recently used one",
        spec: fetch!("#cors-preflight-cache"),
        standard: None, firefox: Seen(Some(100)),
    }
    cached_url_limit: Limit {
        subject: "Maximum length of a URL in the preflight cache, in bytes",
        spec: fetch!("#cors-preflight-cache"),
        standard: None, chromium: Seen(Some(1023)),
    }

    // Redirects.

    preflight_origin: PreflightOrigin {
        subject: "The Origin header of a preflight, if redirects made the request's Origin `null`",
        spec: fetch!("#serializing-a-request-origin"),
        values: {
            Request: "is `null` too",
            /// If that origin itself sends the response, no CORS check follows.
            Document: "is the document's origin",
        },
        standard: Request, firefox: Seen(Document),
    }
    redirect_preflight_basis: RedirectPreflightBasis {
        subject: "The preflight of a redirected request",
        spec: fetch!("#concept-http-redirect-fetch"),
        values: {
            CurrentRequest: "depends on the current request only",
            /// A Content-Type that XMLHttpRequest derived from the body is listed while the request
            /// has a body. It stays listed if it was the only unsafe header.
            OriginalRequestMinusRemoved: "also depends on the original request, and lists its unsafe headers except those that this redirect removed",
            OriginalRequest: "also depends on the original request, and lists its unsafe headers",
        },
        standard: CurrentRequest, firefox: Seen(OriginalRequestMinusRemoved), webkit: Seen(OriginalRequest),
    }
    redirected_delete: RedirectedDelete {
        subject: "A DELETE request that is redirected to another origin with status 301, 302, 307 or 308",
        spec: fetch!("#concept-http-redirect-fetch"),
        values: {
            Kept: "stays a DELETE request",
            BecomesGet: "becomes a GET request",
        },
        standard: Kept, webkit: Seen(BecomesGet),
    }
    redirect_after_leaving_origin: RedirectAfterLeavingOrigin {
        subject: "A redirect that follows a redirect away from the document's origin",
        spec: fetch!("#concept-http-redirect-fetch"),
        values: {
            Normal: "must pass the CORS check like any other response",
            /// A failure shows only after the next preflight, if there is one. The same holds for a
            /// user name in the URL that led to another origin.
            RequiresCredentials: "must also allow credentials, unless the credentials mode is `omit`",
        },
        standard: Normal, webkit: Seen(RequiresCredentials),
    }
    origin_header: OriginHeader {
        subject: "The Origin header of a redirected request that no longer needs one",
        spec: fetch!("#append-a-request-origin-header"),
        values: {
            Recomputed: "is removed",
            Sticky: "is kept",
        },
        standard: Recomputed, webkit: Seen(Sticky),
    }
    no_cors_taint: NoCorsTaint {
        subject: "In mode `no-cors`, Origin becomes `null` after a redirect to another origin",
        spec: fetch!("#concept-http-redirect-fetch"),
        values: {
            OnRedirectFromOtherOrigin: "from an origin that is not the document's",
            OnAnyCrossOriginRedirect: "from any origin",
        },
        standard: OnRedirectFromOtherOrigin, chromium: Seen(OnAnyCrossOriginRedirect),
    }
    removed_headers: RemovedHeaders {
        subject: "Headers that a redirect removed",
        spec: fetch!("#concept-http-redirect-fetch"),
        values: {
            StayRemoved: "stay removed",
            /// Authorization returns only if this redirect stays on the same origin.
            RestoredByNextRedirect: "return with the next redirect, unless it changes the original method to GET",
            /// In mode `no-cors`, the request that leaves the document's origin counts as the original
            /// request.
            RestoredUnderCors: "return (except Authorization) with the next redirect of or to a CORS request; otherwise only Content-Type returns, with status 307 or 308",
        },
        standard: StayRemoved, firefox: Seen(RestoredByNextRedirect), webkit: Seen(RestoredUnderCors),
    }
    redirected_referrer_policy: RedirectedReferrerPolicy {
        subject: "The Referrer-Policy header of a redirect",
        spec: "https://w3c.github.io/webappsec-referrer-policy/#set-requests-referrer-policy-on-redirect",
        values: {
            Applied: "replaces the referrer policy of the request",
            Ignored: "does not affect the Origin header",
        },
        standard: Applied, webkit: Seen(Ignored),
    }
    empty_location: EmptyLocation {
        subject: "A redirect with an empty Location",
        spec: fetch!("#concept-response-location-url"),
        values: {
            SameUrl: "leads to the same URL",
            Fails: "fails",
            Missing: "counts as a redirect without Location",
        },
        standard: SameUrl, chromium: Seen(Missing), webkit: Seen(Fails),
    }
    missing_location: MissingLocation {
        subject: "In redirect mode `error`, a redirect status with a missing or empty Location",
        spec: fetch!("#concept-http-fetch"),
        values: {
            Redirect: "fails as any redirect does",
            FinalResponse: "is the final response",
        },
        standard: Redirect, chromium: Seen(FinalResponse), webkit: Seen(FinalResponse),
    }
    manual_location: ManualLocation {
        subject: "In redirect mode `manual`, Location",
        spec: fetch!("#concept-http-fetch"),
        values: {
            NotParsed: "is not parsed",
            FailsIfRepeated: "fails if it has several different values",
            FailsIfRepeatedOrInvalid: "fails if it has several different values or is not a valid URL",
        },
        standard: NotParsed, chromium: Seen(FailsIfRepeatedOrInvalid), firefox: Seen(FailsIfRepeated),
    }
    repeated_location: RepeatedLocation {
        subject: "A redirect with several Location headers",
        spec: fetch!("#concept-response-location-url"),
        values: {
            Fails: "fails",
            FailsUnlessEqual: "fails unless they are equal",
            Combined: "leads to their values combined with `, `",
        },
        standard: Fails, chromium: Seen(FailsUnlessEqual), firefox: Seen(FailsUnlessEqual), webkit: Seen(Combined),
    }
    redirected_user_name: RedirectedUserName {
        subject: "A redirect to a URL with a user name or password",
        spec: fetch!("#concept-http-redirect-fetch"),
        values: {
            AllowedWithoutCors: "fails only if the request uses CORS",
            AllowedForXhrOnly: "fails unless it is an XMLHttpRequest without CORS",
        },
        standard: AllowedWithoutCors, chromium: Seen(AllowedForXhrOnly),
    }
    redirected_empty_fragment: RedirectedEmptyFragment {
        subject: "The empty fragment of a URL, on a redirect to a Location without a fragment",
        spec: fetch!("#concept-response-location-url"),
        values: {
            Kept: "is kept",
            Dropped: "is dropped",
        },
        standard: Kept, chromium: Seen(Dropped), firefox: Seen(Dropped),
    }
    keepalive_redirect_limit: u8 {
        subject: "Maximum number of redirects of a `fetch()` with `keepalive`",
        spec: fetch!("#concept-http-redirect-fetch"),
        standard: 20, chromium: Seen(19),
        tried: [18, 21],
    }

    // The response.

    unparsable_expose_headers: UnparsableExposeHeaders {
        subject: "An Access-Control-Expose-Headers that does not parse",
        spec: fetch!("#concept-main-fetch"),
        values: {
            ExposesNothing: "exposes nothing",
            KeepsEarlierWildcard: "exposes everything to `fetch()` if `*` comes before the error",
        },
        standard: ExposesNothing, firefox: Seen(KeepsEarlierWildcard),
    }
    hidden_if_repeated: Names {
        subject: "Exposed headers that `fetch()` hides if they have several lines",
        spec: fetch!("#concept-filtered-response-cors"),
        standard: &[], firefox: Seen(&["proxy-authenticate", "www-authenticate"]),
    }
    exposed_by_literal_wildcard: Names {
        subject: "Headers that `Access-Control-Expose-Headers: *` exposes to requests with credentials",
        spec: fetch!("#concept-main-fetch"),
        standard: &[], webkit: Seen(&["accept"]),
    }
}
