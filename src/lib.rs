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
//! Who sends a request is a value, [`InitiatorType`]. `fetch()` runs the [Request constructor].
//! XMLHttpRequest runs [`open()`], [`setRequestHeader()`] and [`send()`]: it throws other exceptions,
//! combines headers of one name, drops the body of a GET, writes UTF-8 into the charset of text, and
//! is preflighted whenever somebody listens on its `upload`. A beacon, an EventSource, a module script,
//! a font, an image and a stylesheet ask as one table has it: by which method, in which mode, with
//! which credentials, and whether method and headers can cause a preflight at all; a
//! [`CorsSettings`] attribute has its say there. What goes without CORS is hidden from scripts, and
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
//! let classification = classify(&call, parse_url, Profile::STANDARD);
//! assert_eq!(classification.outcome.reasons()[0].code(), "content-type-not-safelisted");
//! # Ok::<(), cors_preflight::InvalidOrigin>(())
//! ```
//!
//! # What holds everywhere
//!
//! - No I/O, no clock, no global state: the same question has the same answer.
//! - No panic, whatever comes in, a [`ParseUrl`] that makes no sense among it. A call no API would take is an outcome, [`Outcome::Throws`]; an
//!   origin or an answer that cannot exist is an error of [`Origin::new`] or [`HttpResponse::new`].
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
mod browser;
#[cfg(feature = "http")]
mod http_types;

pub mod console;
pub mod spec;
#[cfg(all(target_family = "wasm", feature = "web-sys"))]
pub mod web_sys;

pub use browser::Browser;
pub use call::{
    Body, CacheMode, Call, CorsSettings, CredentialsMode, Initiator, RedirectMode, ReferrerPolicy,
    RequestMode,
};
pub use fetch::classify::{Classification, Outcome};
pub use fetch::exchange::{Exchange, FailedAt, Failure, FinalResponse, Pending, Step};
pub use fetch::preflight::{Grant, PreflightVerdict};
pub use fetch::preflight_cache::{CacheAt, CacheEntry, PreflightCache};
pub use fetch::response::{ResponseType, ResponseVerdict};
pub use http::header::{Header, HeaderList, InvalidHeader};
pub use http::request::HttpRequest;
pub use http::response::{HttpResponse, InvalidResponse};
pub use profile::{Difference, Evidence, Profile};
pub use report::exception::Exception;
pub use report::reason::{Reason, ReasonCode};
pub use url::ParseUrl;
pub use url::origin::{InvalidOrigin, Origin};
#[cfg(feature = "url")]
pub use url::parse_url;
pub use web_enum::UnknownKeyword;

/// Internals for the JavaScript bindings of this project. Not part of the public API: no version number
/// covers them.
#[doc(hidden)]
pub mod __bindings {
    use crate::call::{Call, CorsSettings, Initiator};
    use crate::http::response::{HttpResponse, InvalidResponse};

    pub use crate::call::{CallFields, Unconverted};
    pub use crate::http::quoted::Quoted;
    pub use crate::safelist::fast_path::{Judged, at_a_glance};

    /// Adds a header of JavaScript strings to a call. One code point of the value is one byte; a code
    /// point above U+00FF makes the call throw.
    pub fn push_header(mut call: Call, name: String, value: String) -> Call {
        call.headers.push((name, value));
        call
    }

    /// Adds an argument that JavaScript cannot convert to a call, which makes the call throw.
    pub fn push_unconverted(mut call: Call, unconverted: Unconverted) -> Call {
        call.unconverted.push(unconverted);
        call
    }

    /// Returns the initiator with those of the given options that it has: `withCredentials`, whether
    /// `upload` has a listener, and the `crossorigin` attribute.
    pub fn with_options(
        initiator: Initiator,
        with_credentials: bool,
        upload_listener: bool,
        cross_origin: Option<CorsSettings>,
    ) -> Initiator {
        initiator.with_options(with_credentials, upload_listener, cross_origin)
    }

    /// Returns the response of JavaScript values: the status as text, and header values in which one
    /// code point is one byte.
    ///
    /// # Errors
    ///
    /// No browser can receive such a response.
    pub fn http_response(
        status: &str,
        headers: impl IntoIterator<Item = (impl Into<String>, impl AsRef<str>)>,
    ) -> Result<HttpResponse, InvalidResponse> {
        HttpResponse::from_texts(status, headers)
    }
}

/// Internals for the test harness and the documents of this project. Not part of the public API: no
/// version number covers them.
#[doc(hidden)]
pub mod __harness {
    pub use crate::profile::{Mutation, mutations, rule_names, sends_streams};
}

/// The example of the README, held to what it says.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
