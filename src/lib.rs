//! The client side of CORS in the open: whether a browser sends a preflight for a request, why, and
//! what it makes of the answers.
//!
//! Follows the [Fetch standard] as of commit `586cd2a44c2a865b37c166dc0740f3fb8bb220d6` of its
//! source, to the letter; what [single browsers](#whose-rules) do otherwise is measured. Names are
//! the standard's, and every algorithm's function names the definition it is.
//!
//! # The way of a request
//!
//! A [`Call`] is what an author hands to `fetch()` or to another sender: as typed, nothing checked.
//! [`Request::new`] does what its sender does, which throws, or makes the [`Request`] that is sent:
//! its method normalised, forbidden headers dropped, a Content-Type added. [`classify`] then takes
//! main fetch's decision, the [`Outcome`], with every cause of a preflight and the OPTIONS that goes
//! first.
//!
//! # Who asks
//!
//! Who sends a request is a value, [`Via`]. `fetch()` runs the [Request constructor].
//! XMLHttpRequest runs [`open()`], [`setRequestHeader()`] and [`send()`]: it throws other exceptions,
//! combines headers of one name, drops the body of a GET, writes UTF-8 into the charset of text, and
//! is preflighted whenever somebody listens on its `upload`. A beacon, an EventSource, a module script,
//! a font, an image and a stylesheet ask as one table has it: by which method, in which mode, with
//! which credentials, and whether method and headers can cause a preflight at all; a
//! [`CrossOrigin`] attribute has its say there. What goes without CORS is hidden from scripts, and
//! may be refused by its Cross-Origin-Resource-Policy.
//!
//! [Request constructor]: https://fetch.spec.whatwg.org/#dom-request
//! [`open()`]: https://xhr.spec.whatwg.org/#the-open()-method
//! [`setRequestHeader()`]: https://xhr.spec.whatwg.org/#the-setrequestheader()-method
//! [`send()`]: https://xhr.spec.whatwg.org/#the-send()-method
//!
//! [`needs_preflight`] is the bare question, for who asks it of every request.
//!
//! # What is answered
//!
//! What a server answers is an [`Answer`]. [`check_preflight`] judges an answer to the OPTIONS,
//! [`check_response`] the answer to the request itself; both stand on [`cors_check`].
//!
//! An [`Exchange`] is all of that in one: a fetch from first to last as a state machine, which says
//! what to send, is told what came back, and asks and fills a [`PreflightCache`]. It follows
//! redirects as [HTTP-redirect fetch] does: each hop is decided afresh and may be preflighted, a POST
//! may become a GET and lose what goes with its body, Authorization stays behind at another origin,
//! and once a request has left an origin that is not its page's for yet another, it says
//! `Origin: null`.
//!
//! [HTTP-redirect fetch]: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
//!
//! Everything the engine has to say is a [`Reason`]: a row of one table with a stable code, the
//! address of the deciding definition, a sentence and, where there is one, a fix.
//!
//! # Whose rules
//!
//! Whose rules apply is a value, the [`Profile`]: [`Profile::STANDARD`], or what Chromium, Firefox or
//! WebKit was measured to do, each difference a field that says so.
//!
//! What browsers print into their consoles is one table: a [`Failure`] writes from it, [`explain`]
//! recognises what somebody copied out of one.
//!
//! ```
//! use cors_preflight::{Call, Origin, Profile, classify, parse_url};
//!
//! let origin = Origin::new("https://app.example", parse_url)?;
//! let mut call = Call::new(origin, "https://api.example/x");
//! call.headers.push(("Content-Type".into(), "application/json".into()));
//! let classification = classify(&call, parse_url, &Profile::STANDARD);
//! assert_eq!(classification.outcome.reasons()[0].code(), "content-type-not-safelisted");
//! # Ok::<(), cors_preflight::InvalidOrigin>(())
//! ```
//!
//! # What holds everywhere
//!
//! - No I/O, no clock, no global state: the same question has the same answer.
//! - No panic, whatever comes in, a [`ParseUrl`] that makes no sense among it. A call no API would take is an outcome, [`Outcome::Throws`]; an
//!   origin or an answer that cannot exist is an error of [`Origin::new`] or [`Answer::new`].
//! - Time is linear in bytes and n log n in headers; `cargo bench --bench growth` shows it. Classifying
//!   a call in which nothing is unsafe allocates what it returns, and nothing else.
//! - Header names and values are bytes, never UTF-8 text; all limits count bytes.
//! - No URL is parsed here. A [`ParseUrl`] is handed in: `parse_url` over the `url` crate, or, in
//!   JavaScript, the platform's own.
//!
//! [Fetch standard]: https://fetch.spec.whatwg.org/

#[macro_use]
mod web_enum;
mod call;
mod http;
mod url;
mod request;
mod safelist;
mod fetch;
mod profile;
mod report;
mod console;

pub use call::{
    Body, Cache, Call, Credentials, CrossOrigin, DocumentType, Mode, Redirect, ReferrerPolicy,
    Unconverted, Via,
};
pub use console::explain::{Explanation, explain};
pub use console::messages::{
    AnswerTo, Browser, FRAMES, Frame, Hole, MESSAGES, Message, Standing, Values,
};
pub use console::print::Failure;
pub use fetch::classify::{Classification, Outcome, classify};
pub use fetch::cors_check::cors_check;
pub use fetch::exchange::{Done, Exchange, OutOfTurn, Step, Told, When};
pub use fetch::needs_preflight::needs_preflight;
pub use fetch::preflight::{Grant, PreflightVerdict, check_preflight};
pub use fetch::preflight_cache::{Allowed, CacheEntry, PreflightCache};
pub use fetch::response::{ResponseType, ResponseVerdict, check_response};
pub use http::bytes::is_cors_unsafe_request_header_byte;
pub use http::forbidden::{Forbidden, forbidden_request_header, is_forbidden_response_header_name};
pub use http::header::{
    Header, HeaderList, get_decode_and_split, is_header_name, is_header_value,
    is_http_tab_or_space, is_http_whitespace, normalize_value, sorted_lowercase_set,
};
pub use http::header_values::{Extracted, extract_header_list_values};
pub use http::isomorphic::{Text, isomorphic_decode, isomorphic_encode};
pub use http::method::{
    is_cors_safelisted_method, is_forbidden_method, is_method, is_token, normalize_method,
};
pub use http::mime_type::{MimeType, essence, parse_mime_type};
pub use http::request::HttpRequest;
pub use http::response::{Answer, InvalidAnswer};
pub use profile::{
    AboutBlank, AfterFailure, AfterLeaving, AuthorizationUnderWildcard, BlobSpace, CacheRule,
    CachedCredentials, CachedWildcard, CarriedFragment, ContentTypeRule, DecidedBy, DroppedParams,
    EmptyFragment, EmptyLines, EmptyLocation, ExposeRule, ForcedMethod, Grain, HighBytes,
    HintValue, JudgedFirst, Locations, ManualLocation, MaxAgeForm, MaxAgeRule, MethodOverrides,
    NoCorsTaint, NoCorsType, NoTime, OpaqueOrigins, OriginHeader, OriginUnderPolicy,
    PreflightOrigin, Profile, RangeRule, RangeSign, RangeUnit, RedirectRule, RedirectedDelete,
    RedirectedPolicy, RedirectedUserName, RefusedAnswer, RemovedHeaders, Renewal, RepeatedHeaders,
    SameOriginStreams, SiteRule, StreamRule, UnlistedMethod, UnparsableExposed, UploadListener,
    WithoutLocation, XhrBlobType, XhrCharset,
};
pub use report::reason::{Number, Reason};
pub use request::Request;
pub use request::exception::Exception;
pub use safelist::range::{Range, parse_single_range};
pub use safelist::{
    CorsUnsafeRequestHeaders, cors_unsafe_request_headers, is_cors_safelisted_request_header,
    is_no_cors_safelisted_request_header,
};
pub use url::origin::{InvalidOrigin, Origin};
#[cfg(feature = "url")]
pub use url::parse_url;
pub use url::{ParseUrl, Url};

/// Internals for the JavaScript bindings of this project. Not part of the public API: no version number
/// covers them.
#[doc(hidden)]
pub mod __bindings {
    pub use crate::report::plain::{Plain, ToPlain};
    pub use crate::safelist::fast_path::{Judged, at_a_glance};
}

/// The example of the README, held to what it says.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
