//! Whose rules are applied, as a value.

use crate::call::{Cache, Via};
use crate::http::status::REDIRECT_LIMIT as LIMIT;

/// The rules a browser goes by: the standard's, or the standard's with what one browser was
/// measured to do otherwise.
///
/// Each field is a place where a browser leaves the standard; its doc says who does, in the version
/// that [`version`](Profile::version) names, and what shows it: *seen* is by a page and a server, *read* is
/// in the browser's source alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What it is called.
    pub name: &'static str,
    /// The browser it was measured in; the standard's commit.
    pub version: &'static str,

    /// What becomes of headers of one name given to `fetch()` as pairs. Seen: Chromium and WebKit
    /// join them, Firefox lists their name as often as it occurs.
    pub repeated_headers: RepeatedHeaders,
    /// Names that scripts may not set beside the [forbidden] ones. Seen: Chromium drops User-Agent.
    ///
    /// [forbidden]: https://fetch.spec.whatwg.org/#forbidden-request-header
    pub also_forbidden: &'static [&'static str],
    /// Headers that go without asking beside the [safelisted] ones. Seen: Chromium's client hints.
    ///
    /// [safelisted]: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
    pub also_safelisted: &'static [(&'static str, HintValue)],
    /// How long the values of safelisted headers may be together, in bytes. Seen: Chromium keeps the
    /// standard's limit, Firefox has none. Read: nor has WebKit, where nothing can come to it.
    pub total_limit: Option<usize>,
    /// Bytes from 0x80 up in Accept and Content-Type. Seen: Firefox asks for them.
    pub high_bytes: HighBytes,
    /// How a Content-Type is read.
    pub content_type: ContentTypeRule,
    /// How a Range is read.
    pub range: RangeRule,
    /// When a listener on an XMLHttpRequest's `upload` causes a preflight. Seen: in Chromium not
    /// without a body.
    pub upload_listener: UploadListener,
    /// Whether mode `no-cors` keeps a body's type back that is not safelisted. Seen: not in WebKit.
    pub no_cors_type: NoCorsType,
    /// What becomes of a stream that `fetch()` is given for a body. Seen: Firefox sends it as the
    /// string it converts to, WebKit refuses it; neither knows `duplex`.
    pub streams: StreamRule,
    /// A stream for the body under mode `same-origin`. Seen: Chromium sends a preflight to another
    /// origin; what follows it is read.
    pub same_origin_streams: SameOriginStreams,
    /// White space about the type of a Blob, which counts where the type is judged. Seen: Chromium
    /// leaves all of it out, Firefox's XMLHttpRequest what stands at the end, WebKit none.
    pub blob_space: BlobSpace,
    /// Which type of a Blob an XMLHttpRequest sends. Seen: WebKit leaves one out that is no MIME type,
    /// Chromium also one that has something amiss in its parameters; Firefox does not look at its
    /// length.
    pub xhr_blob_type: XhrBlobType,
    /// How an XMLHttpRequest makes UTF-8 of another charset. Seen: Chromium and Firefox leave all
    /// else as it is.
    pub xhr_charset: XhrCharset,
    /// The type of the URLSearchParams that an XMLHttpRequest by GET or HEAD leaves out. Seen: WebKit
    /// sends it.
    pub dropped_params: DroppedParams,
    /// How the methods are found in the value of a header such as X-HTTP-Method. Seen: Firefox and
    /// WebKit know no quotes there, Chromium looks at the values again once they are joined.
    pub method_overrides: MethodOverrides,
    /// The Origin of a request under no CORS, where its referrer policy would have it withheld.
    /// Seen: Chromium shows it.
    pub origin_under_policy: OriginUnderPolicy,
    /// What mode `no-cors` makes of `about:blank`. Seen: Chromium and WebKit refuse it, Firefox
    /// answers it in any case.
    pub about_blank: AboutBlank,
    /// What makes two hosts one site to Cross-Origin-Resource-Policy. Seen: Chromium takes no
    /// address to be of one site with itself at another port.
    pub site: SiteRule,

    /// Whether `*` in Access-Control-Allow-Headers covers Authorization. Seen: in all three
    /// browsers.
    pub authorization: AuthorizationUnderWildcard,
    /// What an answer to a forced preflight allows that has no Access-Control-Allow-Methods. Seen: in
    /// no browser the method it was asked for.
    pub unlisted_method: UnlistedMethod,
    /// What becomes of an empty line of a header that has others. Seen: Firefox drops it, but of
    /// Location, and of Access-Control-Allow-Origin where several lines spell its name like that.
    pub empty_lines: EmptyLines,
    /// What of a preflight's answer is judged first. Seen: a redirect in Chromium, any status in
    /// WebKit.
    pub judged_first: JudgedFirst,
    /// How Access-Control-Max-Age is read.
    pub max_age: MaxAgeRule,
    /// How the preflight cache keeps what was allowed.
    pub cache: CacheRule,
    /// What redirects do to preflights.
    pub redirect: RedirectRule,
    /// How Access-Control-Expose-Headers is read.
    pub expose: ExposeRule,
}

/// What becomes of headers of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatedHeaders {
    /// Each is judged alone; the name is asked for once.
    Apart,
    /// Each is judged alone, and the name is asked for as often as one of it is unsafe.
    ApartAndListed,
    /// They are joined by a comma and a space before anything is judged. Seen: WebKit.
    Joined,
    /// The same, and no white space stays at either end. Seen: Chromium.
    JoinedAndNormalized,
}

/// The value that a client hint goes without asking with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HintValue {
    /// Any.
    Any,
    /// Digits.
    Integer,
    /// Digits, and digits behind a point.
    Decimal,
    /// One of these, exactly.
    OneOf(&'static [&'static str]),
    /// This, in any case.
    Word(&'static str),
}

/// What is made of bytes from 0x80 up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HighBytes {
    /// They go without asking.
    Safe,
    /// They are [CORS-unsafe](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte).
    Unsafe,
}

/// How the essence of a Content-Type is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentTypeRule {
    /// By [parsing a MIME type](https://mimesniff.spec.whatwg.org/#parse-a-mime-type).
    MimeSniffing,
    /// Up to white space or a semicolon; a comma outside it or an empty parameter asks.
    /// Seen: Firefox.
    Strict,
}

/// How a Range is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RangeRule {
    /// The case of `bytes`. Seen: WebKit takes any.
    pub unit: RangeUnit,
    /// Whether a number may begin with a plus. Seen: in WebKit.
    pub sign: RangeSign,
    /// The largest number. Seen: Chromium's is 2<sup>63</sup>-2, Firefox's and WebKit's
    /// 2<sup>64</sup>-1.
    pub largest: Option<u64>,
}

/// The case of a Range's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeUnit {
    /// `bytes`.
    LowerCase,
    /// `bytes` in any case.
    AnyCase,
}

/// What a number of a Range may begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeSign {
    /// A digit.
    None,
    /// A digit or a plus.
    Plus,
}

/// When an upload listener causes a preflight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadListener {
    /// Always.
    Always,
    /// Where there is a body.
    WithBody,
}

/// What mode `no-cors` does to the type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCorsType {
    /// It is sent where it is safelisted.
    Guarded,
    /// It is sent.
    Sent,
}

/// What becomes of a body that is a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamRule {
    /// It is sent.
    Sent,
    /// The string it converts to is sent.
    Stringified,
    /// The promise is rejected.
    Refused,
}

/// Where a stream goes under mode `same-origin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameOriginStreams {
    /// Within its page's origin.
    WithinOrigin,
    /// To other origins too, as under mode `cors`.
    UnderCors,
}

/// What becomes of white space about the type of a Blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobSpace {
    /// `fetch()` leaves it out.
    TrimmedByFetch,
    /// So does it, and an XMLHttpRequest leaves out what stands at the end.
    TrimmedByFetchElseAtItsEnd,
    /// It is left out.
    Trimmed,
    /// It stays.
    Kept,
}

/// Which type of a Blob is sent as the Content-Type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XhrBlobType {
    /// Any.
    Any,
    /// Any, and how long it is does not count.
    AnyOfAnyLength,
    /// One that is a MIME type.
    MimeType,
    /// One that is a MIME type with nothing amiss in its parameters.
    StrictMimeType,
}

/// How a charset is rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XhrCharset {
    /// The type is parsed as a MIME type and serialised anew.
    Serialized,
    /// So it is, unless the charset is empty.
    SerializedUnlessEmpty,
    /// So it is; the type that its author wrote is judged as well, and the length of that alone.
    SerializedAndJudgedAsWritten,
    /// It alone is replaced.
    Replaced,
}

/// What goes of URLSearchParams where no body does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DroppedParams {
    /// Nothing.
    WithTheirType,
    /// Their type, as a Content-Type where the author gives none.
    ButTheirType,
}

/// How the value of a header such as X-HTTP-Method is split into methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MethodOverrides {
    /// At the commas outside quoted strings.
    OutsideQuotes,
    /// The same, in each value and once more in all of one name joined: what is forbidden only then
    /// fails.
    OutsideQuotesThenJoined,
    /// At every comma.
    AtEveryComma,
}

/// What a referrer policy does to the Origin of a request under no CORS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginUnderPolicy {
    /// It may withhold it: `null`.
    Withheld,
    /// Nothing.
    Shown,
}

/// What mode `no-cors` makes of `about:blank`, which is across origins from every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AboutBlank {
    /// It is answered, with nothing, where it is in lower case.
    Answered,
    /// It is answered, with nothing, in any case.
    AnsweredInAnyCase,
    /// It is refused, as other schemes than HTTP(S) are.
    Refused,
}

/// What makes two hosts one site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteRule {
    /// That they are equal, or that their registrable domains are.
    HostsOrDomains,
    /// That their registrable domains are.
    Domains,
}

/// What a `*` for headers makes of Authorization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationUnderWildcard {
    /// It has to be listed by name.
    Refused,
    /// It is covered.
    Covered,
}

/// What a forced preflight allows that lists no methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlistedMethod {
    /// The method it was asked for.
    Allowed,
    /// No more than any other preflight.
    AsEver,
}

/// What becomes of an empty line of a header that has others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyLines {
    /// It counts.
    Kept,
    /// It is dropped.
    Dropped,
}

/// What a preflight's answer is judged by first; a browser names the first failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JudgedFirst {
    /// The CORS check.
    CorsCheck,
    /// A redirect, where there is a Location; any other status comes after the CORS check.
    Redirect,
    /// The status.
    Status,
}

/// How Access-Control-Max-Age is read, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxAgeRule {
    /// Where the answer does not say. Seen: 5 in all.
    pub default: u32,
    /// The longest an answer may ask for. The standard imposes no limit of its own; [delta-seconds]
    /// above 2<sup>31</sup> count as 2<sup>31</sup>. Read: 7,200 in Chromium, 86,400 in Firefox, 600
    /// in WebKit.
    ///
    /// [delta-seconds]: https://httpwg.org/specs/rfc9111.html#delta-seconds
    pub limit: u32,
    /// What a value looks like.
    pub form: MaxAgeForm,
    /// What a value of another form counts as. Seen: 0 in Firefox.
    pub malformed: u32,
}

/// What an Access-Control-Max-Age looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaxAgeForm {
    /// Digits, as many as there are.
    Digits,
    /// An integer of 64 bits, with a sign or without; below 0 counts as 0. Seen: Chromium.
    SignedInteger,
    /// The same, and ASCII white space around it. Seen: WebKit.
    SignedIntegerAmongSpace,
}

/// How the preflight cache keeps what was allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheRule {
    /// What is kept and found together. Seen: Chromium and WebKit keep one answer a URL.
    pub grain: Grain,
    /// What a `*` that is kept stands for.
    pub wildcard: CachedWildcard,
    /// Whether a `*` that is kept covers Authorization. Seen: in WebKit.
    pub authorization: AuthorizationUnderWildcard,
    /// Whether what was allowed with credentials serves requests without. Seen: not in Firefox.
    pub credentials: CachedCredentials,
    /// The methods that are never looked up. Seen: Firefox looks HEAD up.
    pub unasked_methods: &'static [&'static str],
    /// Whether an upload listener has the method looked up all the same. Seen: in no browser; any
    /// answer in the cache will do, in Firefox an expired one too.
    pub forced_method: ForcedMethod,
    /// Whether what is allowed again counts from then. Seen: in Firefox.
    pub renewal: Renewal,
    /// The senders whose requests on a condition, such as `If-None-Match`, count as cache mode
    /// `reload` here. Seen: both in Chromium, `fetch()` in Firefox.
    pub conditional: &'static [Via],
    /// Whether an empty fragment makes another URL. Seen: not to `fetch()` in Firefox.
    pub empty_fragment: EmptyFragment,
    /// What is forgotten when a fetch fails that a preflight can be part of. Seen: Chromium and
    /// WebKit forget nothing.
    pub after_failure: AfterFailure,
    /// What is kept of a preflight's answer that does not allow the request. Seen: WebKit keeps
    /// what it says all the same.
    pub refused: RefusedAnswer,
    /// The cache modes that pass the preflight cache by. Seen: Chromium and Firefox.
    pub bypassed_by: &'static [Cache],
    /// The cache modes under which no answer is kept. Seen: `no-store` in Chromium.
    pub not_kept_under: &'static [Cache],
    /// What an answer that may be kept for no time does to what is there. Seen: nothing in Firefox.
    pub no_time: NoTime,
    /// How many answers are kept at once; after them all go that allow nothing by name, else the one
    /// that was used longest ago. Seen: 100 in Firefox. Read: 1,024 in Chromium, where others go.
    pub capacity: Option<usize>,
    /// How long a URL may be, in bytes, to be kept. Seen: below 1,024 in Chromium.
    pub longest_url: Option<usize>,
    /// What requests of an opaque origin keep and find: a sandboxed page's, and those whose Origin a
    /// redirect has made `null`. Seen in both: nothing in Chromium 156; in WebKitGTK 2.50.6 a request
    /// that a redirect made so finds what its own fetch was allowed since, and no other's.
    pub opaque_origins: OpaqueOrigins,
}

/// Whose what is kept for an opaque origin is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpaqueOrigins {
    /// All that are serialised `null` share it.
    Shared,
    /// That of the one fetch whose redirects have made the origin opaque; a page's own opaque origin
    /// keeps what it is allowed as any other does. Seen: WebKit.
    OfOneFetch,
    /// Nobody's: nothing is kept. Seen: Chromium.
    KeepNothing,
}

/// What a cache keeps together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// Each method and each header name.
    Entry,
    /// An answer. The next for its URL takes its place, and what does not suffice is dropped.
    Answer,
}

/// What a `*` in the cache stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachedWildcard {
    /// Everything it stands for in an answer, with credentials too.
    Everything,
    /// Everything where it was said without credentials. Seen: Chromium.
    WhereSaidWithoutCredentials,
    /// Everything for requests without credentials. Seen: WebKit.
    ForRequestsWithoutCredentials,
    /// Itself. Seen: Firefox.
    Itself,
}

/// Whom what was allowed with credentials serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachedCredentials {
    /// All requests.
    ServeAll,
    /// Requests with credentials.
    Apart,
}

/// Whether a request whose preflight is forced has its method looked up though it is safelisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForcedMethod {
    /// It has.
    LookedUp,
    /// As any other request.
    AsEver,
}

/// From when what is allowed again may be reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// From when it was stored first.
    KeepsClock,
    /// From now.
    RestartsClock,
}

/// Whether `x#` is another URL than `x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyFragment {
    /// It is.
    Kept,
    /// It is not where `fetch()` is called for it; to an XMLHttpRequest, and where a redirect leads to
    /// it, it is. Seen: Firefox.
    DroppedByFetch,
}

/// What a failed fetch does to the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterFailure {
    /// The entries of its URL are cleared where a preflight can be part of it.
    Cleared,
    /// The entries of its URL are cleared, unless its redirect mode refused a redirect; those of the URL
    /// that redirects, where the redirect leads to what is blocked. Seen: Firefox.
    ClearedBySimpleToo,
    /// Nothing.
    Kept,
}

/// What is kept of an answer that fails by its methods or headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedAnswer {
    /// Nothing.
    Forgotten,
    /// What it does allow.
    Kept,
}

/// What redirects do to preflights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RedirectRule {
    /// The origin that a preflight names, and is checked against, once a request is tainted. Seen:
    /// the page's in Firefox.
    pub preflight_origin: PreflightOrigin,
    /// What decides on a preflight after a redirect has changed the request.
    pub decided_by: DecidedBy,
    /// What becomes of a DELETE that is redirected to another origin with its method kept. Seen:
    /// WebKitGTK makes a GET of it.
    pub delete: RedirectedDelete,
    /// How a further redirect is checked of a request that one has led from its page's origin to
    /// another. Seen: in WebKit it has to allow credentials, unless the credentials mode is `omit`.
    pub after_leaving: AfterLeaving,
    /// The Origin header of a request that needs none any more. Seen: WebKit keeps it.
    pub origin_header: OriginHeader,
    /// Whether a redirect to another origin taints a request in mode `no-cors` at once. Seen: in
    /// Chromium.
    pub no_cors_taint: NoCorsTaint,
    /// The headers that go with a body, once a redirect has removed them. Seen: they come back in
    /// Firefox and WebKit.
    pub removed_headers: RemovedHeaders,
    /// What becomes of a redirect whose Location is empty. Seen: WebKit refuses it, Chromium takes it
    /// for none.
    pub empty_location: EmptyLocation,
    /// What a redirect without a Location, or with an empty one, is under redirect mode `error`. Seen:
    /// an answer like any other in Chromium and WebKit.
    pub without_location: WithoutLocation,
    /// What the Referrer-Policy of a redirect does. Seen: nothing in WebKit.
    pub referrer_policy: RedirectedPolicy,
    /// What fails of a Location under redirect mode `manual`. Seen: several in Chromium and Firefox,
    /// in Chromium also one that is no URL.
    pub manual_location: ManualLocation,
    /// What becomes of a redirect with several Locations. Seen: WebKit joins them, the others take
    /// equal ones for one.
    pub locations: Locations,
    /// Which redirects may carry a user name or password. Seen: in Chromium XMLHttpRequest's alone.
    pub user_name: RedirectedUserName,
    /// How many redirects a `fetch()` with `keepalive` follows. Seen: one less in Chromium.
    pub keepalive_limit: u8,
    /// Whether the empty fragment of a URL goes along to a Location that has none. Seen: not in Chromium
    /// and Firefox.
    pub empty_fragment: CarriedFragment,
}

/// What becomes of an empty fragment where a Location has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarriedFragment {
    /// The URL that the redirect leads to has it, as it would any other.
    Kept,
    /// It does not, and only another fragment goes along.
    Dropped,
}

/// What becomes of a DELETE across origins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectedDelete {
    /// It stays one.
    Kept,
    /// It becomes a GET.
    BecomesGet,
}

/// How a further redirect is checked once one has led from the page's origin to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterLeaving {
    /// As any other answer.
    Trusted,
    /// As if the credentials mode were `include`, unless it is `omit`. What fails is told only after
    /// the next preflight, where there is one; so is a user name in the URL that led away.
    Distrusted,
}

/// Whether a request that has carried Origin goes on to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginHeader {
    /// As any other request.
    Afresh,
    /// It does.
    Kept,
}

/// What taints a request in mode `no-cors`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCorsTaint {
    /// Leaving an origin that is not the page's for another.
    LeavingAnother,
    /// Leaving any origin for another.
    LeavingAny,
}

/// What becomes of headers that a redirect has removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovedHeaders {
    /// They stay away.
    StayAway,
    /// Each redirect sets the first headers anew, but for those of a body where its status makes a
    /// GET of the first method, and for Authorization where it leads to another origin. Seen: Firefox.
    SetAnew,
    /// The next redirect under CORS or to it brings them back, but for Authorization. Outside CORS the
    /// Content-Type alone comes back, with a 307 or 308; under mode `no-cors` the request that leaves
    /// the page's origin is a first one again. Seen: WebKit.
    ComeBackUnderCors,
}

/// What an answer with a max-age of 0 does to what was allowed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTime {
    /// It ends what it allows again.
    Ends,
    /// Nothing.
    PassedOver,
}

/// What the Referrer-Policy of a redirect does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectedPolicy {
    /// It takes the place of the request's.
    Taken,
    /// Nothing, as far as Origin shows.
    PassedOver,
}

/// What is wrong with Location under redirect mode `manual`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManualLocation {
    /// Nothing: nobody looks.
    Unseen,
    /// That there are several, unless they are equal.
    Repeated,
    /// That, and being no URL.
    RepeatedOrInvalid,
}

/// What an empty Location means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyLocation {
    /// The very URL that was asked.
    SameUrl,
    /// A failure.
    Failure,
    /// Nothing, as if there was no Location.
    None,
}

/// What a redirect status without a Location is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutLocation {
    /// A redirect all the same.
    Redirect,
    /// An answer.
    Answer,
}

/// What becomes of several Locations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locations {
    /// They are a failure.
    Fail,
    /// They are a failure unless they are equal.
    FailUnlessEqual,
    /// They are joined by a comma and a space.
    Joined,
}

/// Where a redirect fails that carries a user name or password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectedUserName {
    /// Across origins under CORS.
    AcrossOrigins,
    /// There, and everywhere else unless it is an XMLHttpRequest's.
    ButForXhr,
}

/// The origin of a preflight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreflightOrigin {
    /// As the request's: `null` once it is tainted.
    OfRequest,
    /// The page's; in an answer of that very origin it is not looked for.
    OfPage,
}

/// What a preflight after a redirect is decided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecidedBy {
    /// The request as it is then.
    Request,
    /// The headers as they were first too, and whether there was a preflight before; asked for is
    /// what it held first, but for what this redirect removes. The type that came with the body of an
    /// XMLHttpRequest is asked for while the body is there, and from then on where it is all that is
    /// asked for. Seen: Firefox.
    FirstRequest,
    /// The same; asked for is what it held first. Seen: WebKit.
    FirstHeaders,
}

/// How Access-Control-Expose-Headers is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExposeRule {
    /// What an item that is no header name does. Seen: in Firefox a `*` before it stays.
    pub unparsable: UnparsableExposed,
    /// Names that are hidden from `fetch()` where they come in several lines. Seen: in Firefox.
    pub hidden_in_several_lines: &'static [&'static str],
    /// What `*` exposes with credentials, beside a header called so. Seen: `accept` in WebKit.
    pub wildcard_with_credentials: &'static [&'static str],
}

/// What an unparsable item in a list of exposed headers does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnparsableExposed {
    /// Nothing is exposed.
    ExposesNothing,
    /// Nothing but what a `*` before it exposes to `fetch()`.
    KeepsEarlierWildcard,
}

const SAFELISTED_METHODS: &[&str] = &["GET", "HEAD", "POST"];

impl Profile {
    /// The letter of the Fetch standard.
    pub const STANDARD: Profile = Profile {
        name: "standard",
        version: "586cd2a44c2a865b37c166dc0740f3fb8bb220d6",
        repeated_headers: RepeatedHeaders::Apart,
        also_forbidden: &[],
        also_safelisted: &[],
        total_limit: Some(1024),
        high_bytes: HighBytes::Safe,
        content_type: ContentTypeRule::MimeSniffing,
        range: RangeRule { unit: RangeUnit::LowerCase, sign: RangeSign::None, largest: None },
        upload_listener: UploadListener::Always,
        no_cors_type: NoCorsType::Guarded,
        streams: StreamRule::Sent,
        same_origin_streams: SameOriginStreams::WithinOrigin,
        blob_space: BlobSpace::TrimmedByFetch,
        xhr_blob_type: XhrBlobType::Any,
        xhr_charset: XhrCharset::Serialized,
        dropped_params: DroppedParams::WithTheirType,
        method_overrides: MethodOverrides::OutsideQuotes,
        origin_under_policy: OriginUnderPolicy::Withheld,
        about_blank: AboutBlank::Answered,
        site: SiteRule::HostsOrDomains,
        authorization: AuthorizationUnderWildcard::Refused,
        unlisted_method: UnlistedMethod::Allowed,
        empty_lines: EmptyLines::Kept,
        judged_first: JudgedFirst::CorsCheck,
        max_age: MaxAgeRule { default: 5, limit: 1 << 31, form: MaxAgeForm::Digits, malformed: 5 },
        cache: CacheRule {
            grain: Grain::Entry,
            wildcard: CachedWildcard::Everything,
            authorization: AuthorizationUnderWildcard::Refused,
            credentials: CachedCredentials::ServeAll,
            unasked_methods: SAFELISTED_METHODS,
            forced_method: ForcedMethod::LookedUp,
            renewal: Renewal::KeepsClock,
            conditional: &[],
            empty_fragment: EmptyFragment::Kept,
            after_failure: AfterFailure::Cleared,
            refused: RefusedAnswer::Forgotten,
            bypassed_by: &[],
            not_kept_under: &[],
            no_time: NoTime::Ends,
            capacity: None,
            longest_url: None,
            opaque_origins: OpaqueOrigins::Shared,
        },
        redirect: RedirectRule {
            preflight_origin: PreflightOrigin::OfRequest,
            decided_by: DecidedBy::Request,
            delete: RedirectedDelete::Kept,
            after_leaving: AfterLeaving::Trusted,
            origin_header: OriginHeader::Afresh,
            no_cors_taint: NoCorsTaint::LeavingAnother,
            removed_headers: RemovedHeaders::StayAway,
            empty_location: EmptyLocation::SameUrl,
            without_location: WithoutLocation::Redirect,
            referrer_policy: RedirectedPolicy::Taken,
            manual_location: ManualLocation::Unseen,
            locations: Locations::Fail,
            user_name: RedirectedUserName::AcrossOrigins,
            keepalive_limit: LIMIT,
            empty_fragment: CarriedFragment::Kept,
        },
        expose: ExposeRule {
            unparsable: UnparsableExposed::ExposesNothing,
            hidden_in_several_lines: &[],
            wildcard_with_credentials: &[],
        },
    };

    /// Chromium.
    pub const CHROMIUM: Profile = Profile {
        name: "chromium",
        same_origin_streams: SameOriginStreams::UnderCors,
        method_overrides: MethodOverrides::OutsideQuotesThenJoined,
        xhr_charset: XhrCharset::Replaced,
        unlisted_method: UnlistedMethod::AsEver,
        version: "Chromium 156.0.8078.108",
        repeated_headers: RepeatedHeaders::JoinedAndNormalized,
        also_forbidden: &["User-Agent"],
        also_safelisted: &[
            ("device-memory", HintValue::Decimal),
            ("downlink", HintValue::Decimal),
            ("dpr", HintValue::Decimal),
            ("ect", HintValue::OneOf(&["slow-2g", "2g", "3g", "4g"])),
            ("intervention", HintValue::Any),
            ("rtt", HintValue::Integer),
            ("save-data", HintValue::Word("on")),
            ("viewport-width", HintValue::Integer),
            ("width", HintValue::Integer),
        ],
        range: RangeRule { largest: Some((1 << 63) - 2), ..Profile::STANDARD.range },
        upload_listener: UploadListener::WithBody,
        blob_space: BlobSpace::Trimmed,
        xhr_blob_type: XhrBlobType::StrictMimeType,
        origin_under_policy: OriginUnderPolicy::Shown,
        about_blank: AboutBlank::Refused,
        site: SiteRule::Domains,
        authorization: AuthorizationUnderWildcard::Covered,
        judged_first: JudgedFirst::Redirect,
        max_age: MaxAgeRule {
            limit: 7_200,
            form: MaxAgeForm::SignedInteger,
            ..Profile::STANDARD.max_age
        },
        cache: CacheRule {
            grain: Grain::Answer,
            wildcard: CachedWildcard::WhereSaidWithoutCredentials,
            forced_method: ForcedMethod::AsEver,
            after_failure: AfterFailure::Kept,
            bypassed_by: &[Cache::NoStore, Cache::Reload, Cache::NoCache],
            not_kept_under: &[Cache::NoStore],
            conditional: &[Via::Fetch, Via::Xhr],
            longest_url: Some(1023),
            opaque_origins: OpaqueOrigins::KeepNothing,
            ..Profile::STANDARD.cache
        },
        redirect: RedirectRule {
            empty_location: EmptyLocation::None,
            without_location: WithoutLocation::Answer,
            manual_location: ManualLocation::RepeatedOrInvalid,
            locations: Locations::FailUnlessEqual,
            user_name: RedirectedUserName::ButForXhr,
            keepalive_limit: LIMIT - 1,
            empty_fragment: CarriedFragment::Dropped,
            no_cors_taint: NoCorsTaint::LeavingAny,
            ..Profile::STANDARD.redirect
        },
        ..Profile::STANDARD
    };

    /// Firefox.
    pub const FIREFOX: Profile = Profile {
        name: "firefox",
        xhr_charset: XhrCharset::SerializedAndJudgedAsWritten,
        method_overrides: MethodOverrides::AtEveryComma,
        unlisted_method: UnlistedMethod::AsEver,
        empty_lines: EmptyLines::Dropped,
        streams: StreamRule::Stringified,
        about_blank: AboutBlank::AnsweredInAnyCase,
        blob_space: BlobSpace::TrimmedByFetchElseAtItsEnd,
        xhr_blob_type: XhrBlobType::AnyOfAnyLength,
        version: "Firefox ESR 153.8.0",
        repeated_headers: RepeatedHeaders::ApartAndListed,
        total_limit: None,
        high_bytes: HighBytes::Unsafe,
        content_type: ContentTypeRule::Strict,
        range: RangeRule { largest: Some(u64::MAX), ..Profile::STANDARD.range },
        authorization: AuthorizationUnderWildcard::Covered,
        max_age: MaxAgeRule { limit: 86_400, malformed: 0, ..Profile::STANDARD.max_age },
        cache: CacheRule {
            wildcard: CachedWildcard::Itself,
            credentials: CachedCredentials::Apart,
            unasked_methods: &["GET", "POST"],
            forced_method: ForcedMethod::AsEver,
            renewal: Renewal::RestartsClock,
            conditional: &[Via::Fetch],
            empty_fragment: EmptyFragment::DroppedByFetch,
            after_failure: AfterFailure::ClearedBySimpleToo,
            bypassed_by: &[Cache::NoStore, Cache::Reload],
            no_time: NoTime::PassedOver,
            capacity: Some(100),
            ..Profile::STANDARD.cache
        },
        redirect: RedirectRule {
            preflight_origin: PreflightOrigin::OfPage,
            empty_fragment: CarriedFragment::Dropped,
            decided_by: DecidedBy::FirstRequest,
            removed_headers: RemovedHeaders::SetAnew,
            manual_location: ManualLocation::Repeated,
            locations: Locations::FailUnlessEqual,
            ..Profile::STANDARD.redirect
        },
        expose: ExposeRule {
            unparsable: UnparsableExposed::KeepsEarlierWildcard,
            hidden_in_several_lines: &["proxy-authenticate", "www-authenticate"],
            ..Profile::STANDARD.expose
        },
        ..Profile::STANDARD
    };

    /// WebKit, as WebKitGTK has it.
    pub const WEBKIT: Profile = Profile {
        name: "webkit",
        dropped_params: DroppedParams::ButTheirType,
        xhr_charset: XhrCharset::SerializedUnlessEmpty,
        method_overrides: MethodOverrides::AtEveryComma,
        unlisted_method: UnlistedMethod::AsEver,
        no_cors_type: NoCorsType::Sent,
        streams: StreamRule::Refused,
        about_blank: AboutBlank::Refused,
        blob_space: BlobSpace::Kept,
        xhr_blob_type: XhrBlobType::MimeType,
        version: "WebKitGTK 2.50.6",
        repeated_headers: RepeatedHeaders::Joined,
        total_limit: None,
        range: RangeRule {
            unit: RangeUnit::AnyCase,
            sign: RangeSign::Plus,
            largest: Some(u64::MAX),
        },
        authorization: AuthorizationUnderWildcard::Covered,
        judged_first: JudgedFirst::Status,
        max_age: MaxAgeRule {
            limit: 600,
            form: MaxAgeForm::SignedIntegerAmongSpace,
            ..Profile::STANDARD.max_age
        },
        cache: CacheRule {
            grain: Grain::Answer,
            wildcard: CachedWildcard::ForRequestsWithoutCredentials,
            authorization: AuthorizationUnderWildcard::Covered,
            forced_method: ForcedMethod::AsEver,
            after_failure: AfterFailure::Kept,
            refused: RefusedAnswer::Kept,
            opaque_origins: OpaqueOrigins::OfOneFetch,
            ..Profile::STANDARD.cache
        },
        redirect: RedirectRule {
            decided_by: DecidedBy::FirstHeaders,
            delete: RedirectedDelete::BecomesGet,
            after_leaving: AfterLeaving::Distrusted,
            origin_header: OriginHeader::Kept,
            removed_headers: RemovedHeaders::ComeBackUnderCors,
            empty_location: EmptyLocation::Failure,
            without_location: WithoutLocation::Answer,
            referrer_policy: RedirectedPolicy::PassedOver,
            locations: Locations::Joined,
            ..Profile::STANDARD.redirect
        },
        expose: ExposeRule { wildcard_with_credentials: &["accept"], ..Profile::STANDARD.expose },
        ..Profile::STANDARD
    };

    /// Every profile there is.
    pub const ALL: [&'static Profile; 4] =
        [&Profile::STANDARD, &Profile::CHROMIUM, &Profile::FIREFOX, &Profile::WEBKIT];

    /// The profile called `name`, where there is one.
    pub fn named(name: &str) -> Option<&'static Profile> {
        Profile::ALL.into_iter().find(|profile| profile.name == name)
    }
}
