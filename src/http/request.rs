//! What goes over the wire, as far as the standard decides it.

use crate::http::header::HeaderList;

/// A request as it goes over the wire: the real one, or the OPTIONS before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method, in its case on the wire.
    pub method: String,
    /// The URL, serialised, without its fragment.
    pub url: String,
    /// Of a preflight `Accept`, `Access-Control-Request-Method`, `Access-Control-Request-Headers`
    /// where there is anything to list, and `Origin`. Of the request itself the author's headers
    /// that survive, the Content-Type of its body, and `Origin` where one is sent. What a browser
    /// adds otherwise is left out.
    pub headers: HeaderList,
    /// Whether the call's body goes along.
    pub body: bool,
    /// Whether cookies and HTTP authentication go along.
    pub credentials: bool,
}
