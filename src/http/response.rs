//! Responses as a server sends them.

use crate::http::header::{Header, HeaderList, InvalidHeader};
use crate::http::isomorphic::isomorphic_bytes;
use crate::http::quoted::Quoted;
use crate::http::status::{is_ok_status, is_redirect_status};

/// A response as a server sends it: a status and header lines.
///
/// ```
/// use cors_preflight::HttpResponse;
///
/// let response = HttpResponse::new(204)?
///     .header("Access-Control-Allow-Origin", "https://app.example")?
///     .header("Access-Control-Allow-Methods", "PUT, DELETE")?;
/// assert_eq!(response.status(), 204);
/// assert!(response.headers().contains("access-control-allow-methods"));
///
/// assert_eq!(
///     HttpResponse::new(1000).unwrap_err().to_string(),
///     "response.status: expected an integer from 0 to 999, got `1000`"
/// );
/// # Ok::<(), cors_preflight::InvalidResponse>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HttpResponse {
    status: u16,
    headers: HeaderList,
}

impl HttpResponse {
    /// Returns a response without headers.
    ///
    /// # Errors
    ///
    /// The status is above 999.
    pub fn new(status: u16) -> Result<HttpResponse, InvalidResponse> {
        if status > 999 {
            return Err(InvalidResponse::status(&status.to_string()));
        }
        Ok(HttpResponse { status, headers: HeaderList::default() })
    }

    /// Adds a header line. Lines of the same name are kept.
    ///
    /// The value is bytes. It loses surrounding tabs and spaces, as on the wire.
    ///
    /// # Errors
    ///
    /// The name is not a token, or the value contains NUL, CR or LF.
    pub fn header(
        mut self,
        name: impl Into<String>,
        value: impl AsRef<[u8]>,
    ) -> Result<HttpResponse, InvalidResponse> {
        self.headers.push(Header::new(name, value).map_err(InvalidResponse::header)?);
        Ok(self)
    }

    /// Adds header lines, in order, as [`header`](HttpResponse::header) does.
    ///
    /// # Errors
    ///
    /// A name is not a token, or a value contains NUL, CR or LF.
    pub fn with_headers<N, V>(
        self,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<HttpResponse, InvalidResponse>
    where
        N: Into<String>,
        V: AsRef<[u8]>,
    {
        headers.into_iter().try_fold(self, |response, (name, value)| response.header(name, value))
    }

    /// Returns the response of JavaScript values: a status as text, and header values with one code
    /// point for each byte.
    pub(crate) fn from_texts(
        status: &str,
        headers: impl IntoIterator<Item = (impl Into<String>, impl AsRef<str>)>,
    ) -> Result<HttpResponse, InvalidResponse> {
        let parsed = status.parse().map_err(|_| InvalidResponse::status(status))?;
        headers.into_iter().try_fold(HttpResponse::new(parsed)?, |response, (name, value)| {
            let (name, value) = (name.into(), value.as_ref());
            match isomorphic_bytes(value) {
                Some(bytes) => response.header(name, bytes),
                None => Err(InvalidResponse::value(&name, Quoted::from(value))),
            }
        })
    }

    /// Returns the status code.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the header lines.
    pub fn headers(&self) -> &HeaderList {
        &self.headers
    }

    /// Returns a response with a status up to 999 and header lines that were checked already.
    #[cfg(any(feature = "http", all(target_family = "wasm", feature = "web-sys")))]
    pub(crate) fn from_valid(status: u16, headers: HeaderList) -> HttpResponse {
        HttpResponse { status, headers }
    }

    /// Returns the response with other header lines.
    pub(crate) fn replace_headers(&self, headers: HeaderList) -> HttpResponse {
        HttpResponse { status: self.status, headers }
    }

    /// Returns whether the status is an [ok status](https://fetch.spec.whatwg.org/#ok-status).
    pub fn has_ok_status(&self) -> bool {
        is_ok_status(self.status)
    }

    /// Returns whether the status is a [redirect status](https://fetch.spec.whatwg.org/#redirect-status).
    pub fn has_redirect_status(&self) -> bool {
        is_redirect_status(self.status)
    }
}

/// The error of a response that no browser can receive.
///
/// [`HttpResponse`] has an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidResponse(String);

impl InvalidResponse {
    fn status(given: &str) -> InvalidResponse {
        let given = Quoted::from(given);
        InvalidResponse(format!("response.status: expected an integer from 0 to 999, got {given}"))
    }

    fn value(name: &str, value: Quoted) -> InvalidResponse {
        let name = Quoted::from(name);
        InvalidResponse(format!(
            "response.headers: expected a value of {name} without NUL, CR, LF and characters above \
             U+00FF, got {value}"
        ))
    }

    fn header(invalid: InvalidHeader) -> InvalidResponse {
        InvalidResponse(format!("response.headers: {invalid}"))
    }
}

impl std::fmt::Display for InvalidResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidResponse {}
