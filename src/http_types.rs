//! Conversions between the engine's types and those of the [`http`](::http) crate, which axum, hyper,
//! reqwest and tower use.

use crate::call::Call;
use crate::http::header::{Header, HeaderList, is_http_tab_or_space, strip};
use crate::http::isomorphic::isomorphic_decode;
use crate::http::request::HttpRequest;
use crate::http::response::HttpResponse;
use crate::url::origin::Origin;
use ::http::{HeaderMap, Request, Response, StatusCode, request, response};

impl Call {
    /// Returns the call `fetch()` that makes the request of `parts` on a page of `origin`.
    ///
    /// The URI has to be absolute, as a client writes it. The parts do not include a body: set one if
    /// the request has one.
    pub fn from_http(origin: Origin, parts: &request::Parts) -> Call {
        let mut call = Call::new(origin, parts.uri.to_string());
        call.method = parts.method.as_str().to_owned();
        for (name, value) in &parts.headers {
            call.headers.push((name.as_str().to_owned(), isomorphic_decode(value.as_bytes())));
        }
        call
    }
}

impl From<&HeaderMap> for HeaderList {
    /// Returns the headers, without tabs and spaces around their values, as on the wire.
    fn from(headers: &HeaderMap) -> HeaderList {
        let stripped = headers
            .iter()
            .map(|(name, value)| (name.as_str(), strip(value.as_bytes(), is_http_tab_or_space)));
        stripped.map(|(name, value)| Header::valid(name, value)).collect()
    }
}

/// A status and headers, as the responses of clients such as reqwest give them out.
impl From<(StatusCode, &HeaderMap)> for HttpResponse {
    fn from((status, headers): (StatusCode, &HeaderMap)) -> HttpResponse {
        HttpResponse::from_valid(status.as_u16(), headers.into())
    }
}

impl From<&response::Parts> for HttpResponse {
    fn from(parts: &response::Parts) -> HttpResponse {
        (parts.status, &parts.headers).into()
    }
}

impl<B> From<&Response<B>> for HttpResponse {
    fn from(response: &Response<B>) -> HttpResponse {
        (response.status(), response.headers()).into()
    }
}

/// A request to send, without a body.
///
/// # Errors
///
/// The `http` crate does not allow a method, a URL or a header value that the Fetch standard allows,
/// such as a value with a control character.
impl TryFrom<&HttpRequest> for Request<()> {
    type Error = ::http::Error;

    fn try_from(request: &HttpRequest) -> Result<Request<()>, ::http::Error> {
        let mut builder = Request::builder().method(request.method.as_str()).uri(&request.url);
        for header in request.headers.iter() {
            builder = builder.header(header.name.as_str(), header.value.as_slice());
        }
        builder.body(())
    }
}
