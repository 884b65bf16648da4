//! Predicts what a browser does with a cross-origin request: whether it sends a CORS preflight and why,
//! what the `OPTIONS` request contains, and whether the script may read the response.
//!
//! The engine is the client side of CORS without I/O. It follows the [Fetch standard] literally,
//! as of commit `586cd2a44c2a865b37c166dc0740f3fb8bb220d6` of its source. The [`Profile`] of each browser
//! adds the differences that were measured in that browser.
//!
//! # Quick start
//!
//! ```
//! use cors_preflight::{Browser, Call, HttpResponse};
//!
//! let browser = Browser::CHROMIUM;
//! let call = Call::fetch("https://app.example", "https://api.example/notes")?
//!     .method("DELETE")
//!     .header("X-Requested-With", "x");
//!
//! // Does the call trigger a preflight, and why?
//! let classification = browser.classify(&call);
//! assert!(classification.needs_preflight());
//! for reason in classification.reasons() {
//!     println!("{}: {reason}", reason.code());
//! }
//!
//! // Does this response to the preflight allow the request? If it does not, what is the fix?
//! let response = HttpResponse::new(204)?
//!     .header("Access-Control-Allow-Origin", "https://app.example")?
//!     .header("Access-Control-Allow-Methods", "DELETE")?;
//! let verdict = browser.check_preflight(&call, &response);
//! assert_eq!(
//!     verdict.reasons()[0].fix().as_deref(),
//!     Some("Access-Control-Allow-Headers: x-requested-with")
//! );
//!
//! // May the script read this response?
//! let response = HttpResponse::new(200)?.header("Access-Control-Allow-Origin", "*")?;
//! assert!(browser.check_response(&call, &response).is_readable());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! To test a server, run the whole fetch: [`Browser::fetch`] returns the requests to send, receives their
//! responses, follows redirects and uses a [`PreflightCache`]. [`Exchange`] has an example.
//!
//! # Types
//!
//! | step | input | result |
//! |---|---|---|
//! | [`Browser::classify`] | [`Call`] | [`Classification`], with an [`Outcome`] |
//! | [`Browser::needs_preflight`] | a method and headers | `bool` |
//! | [`Browser::check_preflight`] | [`Call`], [`HttpResponse`] | [`PreflightVerdict`], with a [`Grant`] |
//! | [`Browser::check_response`] | [`Call`], [`HttpResponse`] | [`ResponseVerdict`], with a [`ResponseType`] |
//! | [`Browser::fetch`] | [`Call`] | [`Exchange`], which ends in a [`FinalResponse`] or a [`Failure`] |
//! | [`console::explain`](console::explain()) | text of a browser's console | [`console::Explanation`] |
//!
//! A [`Call`] is what the author of a page typed: nothing is checked. The [`Initiator`] is `fetch()`,
//! XMLHttpRequest, a beacon, an image or another element. An [`HttpRequest`] is what the browser sends.
//!
//! Every result gives all its reasons, not only the first. A [`Reason`] has a stable [`ReasonCode`], a
//! message, the address of the deciding definition, and a fix if a line of the response can be one.
//!
//! The module [`spec`] has the predicates of the standards under their names.
//!
//! # Features
//!
//! - `url` (default): [`parse_url`], a URL parser over the `url` crate, and the browsers that use it:
//!   [`Browser::STANDARD`], [`Browser::CHROMIUM`], [`Browser::FIREFOX`] and [`Browser::WEBKIT`].
//! - `http`: conversions from and to the types of the `http` crate, which axum, hyper and reqwest use.
//! - `serde`: `Serialize` for results, in the shape of the npm package.
//! - `web-sys`: conversions from the types of the `web-sys` crate, on wasm32.
//!
//! # Guarantees
//!
//! - The engine has no I/O, no clock and no global state: the same question has the same answer.
//! - The engine never panics, whatever the input, even if the [`ParseUrl`] misbehaves. A call that the
//!   API does not accept has the outcome [`Outcome::Throws`]. An origin, a header or a response that
//!   cannot exist is an error.
//! - Time is linear in the number of bytes, and n log n in the number of headers. `cargo bench --bench
//!   growth` measures it. Classifying a call without unsafe headers allocates only its result.
//! - Header names and values are bytes, not UTF-8 text. All limits count bytes.
//!
//! [Fetch standard]: https://fetch.spec.whatwg.org/

// The engine never panics. Its unit tests may.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used,
    )
)]

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
#[cfg(feature = "serde")]
mod serialize;

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
pub use profile::Profile;
pub use profile::difference::Difference;
pub use profile::evidence::Evidence;
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
    pub use crate::profile::mutation::{Mutation, mutations};
    pub use crate::profile::{rule_names, sends_streams};
}

/// The example of the README, held to what it says.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
