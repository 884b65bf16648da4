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
    /// Returns the call of `fetch()` that makes the request of `parts` on a page of `origin`.
    ///
    /// The URI has to be absolute, as a client writes it. The parts do not include a body: set one if
    /// the request has one.
    ///
    /// ```
    /// use cors_preflight::{Browser, Call, HttpResponse};
    ///
    /// let request = http::Request::put("https://api.example/notes").body(())?;
    /// let (parts, ()) = request.into_parts();
    /// let call = Call::from_http("https://app.example".parse()?, &parts);
    /// assert!(Browser::STANDARD.classify(&call).needs_preflight());
    ///
    /// let response = http::Response::builder()
    ///     .header("Access-Control-Allow-Origin", "https://app.example")
    ///     .header("Access-Control-Allow-Methods", "PUT")
    ///     .body(())?;
    /// let verdict = Browser::STANDARD.check_preflight(&call, &HttpResponse::from(&response));
    /// assert!(verdict.is_allowed());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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

/// Converts a status and headers, which the responses of clients such as reqwest have.
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

/// Converts to a request without a body, which a client can send.
///
/// Fails if the `http` crate does not allow a method, a URL or a header value that the Fetch standard
/// allows, such as a value with a control character.
///
/// ```
/// use cors_preflight::{Browser, Call};
///
/// let call = Call::fetch("https://app.example", "https://api.example/notes")?.method("PUT");
/// let classification = Browser::STANDARD.classify(&call);
/// let preflight = classification.preflight().ok_or("no preflight")?;
/// let request = http::Request::try_from(preflight)?;
/// assert_eq!(request.headers()["access-control-request-method"], "PUT");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
