//! [Mixed content](https://w3c.github.io/webappsec-mixed-content/): requests of secure pages to URLs
//! that are not secure.

use crate::http::quoted::Quoted;
use crate::report::reason::{Finding, Reason};
use crate::request::Request;
use crate::url::Url;

/// [Upgrades] an image of a secure page to HTTPS. A URL whose host is an IP address is not upgraded.
///
/// [Upgrades]: https://w3c.github.io/webappsec-mixed-content/#upgrade-algorithm
pub(crate) fn upgrade_mixed_content(request: &mut Request) {
    if let Some(url) = upgraded(request, &request.url) {
        request.url = url;
        let url = Quoted::from(request.url.without_fragment());
        request.notes.push(Reason(Finding::MixedContentUpgraded { url }));
    }
}

/// Returns the URL to which `url` is upgraded if `request` is for it, or `None` if it is not upgraded.
pub(crate) fn upgraded(request: &Request, url: &Url) -> Option<Url> {
    let is_mixed = request.origin.scheme() == "https" && url.scheme() == "http";
    let is_upgraded =
        is_mixed && request.destination == "image" && !url.is_loopback() && !url.has_ip_host();
    is_upgraded.then(|| url.upgraded())
}

/// Returns the reason if the request is [blocked as mixed content].
///
/// A loopback page is secure too, but browsers allow its requests to plain HTTP.
///
/// [blocked as mixed content]: https://w3c.github.io/webappsec-mixed-content/#should-block-fetch
pub(crate) fn blocked_as_mixed_content(request: &Request) -> Option<Reason> {
    let (origin, url) = (&request.origin, &request.url);
    let is_mixed = origin.scheme() == "https" && url.scheme() == "http" && !url.is_loopback();
    is_mixed.then(|| {
        Reason(Finding::MixedContent {
            origin: origin.serialize().to_owned(),
            url: Quoted::from(url.without_fragment()),
        })
    })
}
