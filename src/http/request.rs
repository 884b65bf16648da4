//! Requests as a browser sends them.

use crate::http::header::HeaderList;

/// A request as a browser sends it: a preflight, or the request itself.
///
/// The headers are those that the standard decides. A preflight has `Accept`,
/// `Access-Control-Request-Method`, `Access-Control-Request-Headers` (if there are names to list) and
/// `Origin`. The request itself has the author's headers that survive, the `Content-Type` of its body,
/// and `Origin` if one is sent. The headers that a browser adds, such as `User-Agent`, are left out.
///
/// ```
/// use cors_preflight::{Browser, Call};
///
/// let call = Call::fetch("https://app.example", "https://api.example/notes#top")?
///     .header("X-Requested-With", "x");
/// let classification = Browser::FIREFOX.classify(&call);
/// let preflight = classification.preflight().expect("the call triggers a preflight");
/// assert_eq!(preflight.url(), "https://api.example/notes");
/// assert_eq!(
///     preflight.headers().get("Access-Control-Request-Headers").as_deref(),
///     Some(&b"x-requested-with"[..])
/// );
/// # Ok::<(), cors_preflight::InvalidOrigin>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HttpRequest {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: HeaderList,
    pub(crate) body: bool,
    pub(crate) credentials: bool,
}

impl HttpRequest {
    /// Returns the method, in the case in which it is sent.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the serialized URL, without its fragment.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderList {
        &self.headers
    }

    /// Returns whether the body of the call is sent.
    pub fn has_body(&self) -> bool {
        self.body
    }

    /// Returns whether cookies and HTTP authentication are sent.
    pub fn includes_credentials(&self) -> bool {
        self.credentials
    }
}
