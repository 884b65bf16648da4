//! The client side of CORS in the open: whether a browser sends a preflight, why, and what it makes
//! of the answers.
//!
//! Follows the Fetch standard as of commit `586cd2a44c2a865b37c166dc0740f3fb8bb220d6`.

mod answer;
mod call;
mod classify;
mod cors_check;
mod header;
mod http_request;
mod isomorphic;
mod list;
mod method;
mod mime;
mod origin;
mod plain;
mod preflight;
mod profile;
mod range;
mod reason;
mod request;
mod response;
mod safelist;
mod summary;
mod url;
#[cfg(target_family = "wasm")]
pub mod wasm;

pub use answer::{Answer, InvalidAnswer};
pub use call::{Body, Cache, Call, Credentials, Mode, Redirect, ReferrerPolicy, Unconverted};
pub use classify::{Classification, Outcome, classify};
pub use cors_check::cors_check;
pub use header::{
    Forbidden, Header, HeaderList, forbidden_request_header, get_decode_and_split,
    is_forbidden_response_header_name, is_header_name, is_header_value, is_http_tab_or_space,
    is_http_whitespace, normalize_value, sorted_lowercase_set,
};
pub use http_request::{HttpRequest, Tainting};
pub use isomorphic::{Text, isomorphic_decode, isomorphic_encode};
pub use list::{Extracted, extract_header_list_values};
pub use method::{
    is_cors_safelisted_method, is_forbidden_method, is_method, is_token, normalize_method,
};
pub use mime::essence;
pub use origin::{InvalidOrigin, Origin};
pub use preflight::{Grant, PreflightVerdict, check_preflight};
pub use profile::Profile;
pub use range::{Range, parse_single_range};
pub use reason::Reason;
pub use request::Request;
pub use response::{ResponseType, ResponseVerdict, check_response};
pub use safelist::{
    CorsUnsafeRequestHeaders, cors_unsafe_request_headers, is_cors_safelisted_request_header,
    is_cors_unsafe_request_header_byte, is_no_cors_safelisted_request_header,
};
#[cfg(not(target_family = "wasm"))]
pub use url::parse_url;
pub use url::{ParseUrl, Url};
