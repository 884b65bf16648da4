//! [Mixed content](https://w3c.github.io/webappsec-mixed-content/): requests of secure pages to URLs
//! that are not secure.

use crate::http::isomorphic::Text;
use crate::report::reason::Reason;
use crate::request::Request;
use crate::url::Url;

/// [Upgrades] an image of a secure page to HTTPS. An IP address is no name that a certificate would
/// be for, so it is left.
///
/// [Upgrades]: https://w3c.github.io/webappsec-mixed-content/#upgrade-algorithm
pub(crate) fn upgrade_mixed_content(request: &mut Request) {
    if let Some(url) = upgraded(request, &request.url) {
        request.url = url;
        let url = Text::from(request.url.without_fragment());
        request.notes.push(Reason::MixedContentUpgraded { url });
    }
}

/// What `url` is upgraded to where `request` is for it, if it is.
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
    is_mixed.then(|| Reason::MixedContent {
        origin: origin.serialize().to_owned(),
        url: Text::from(url.without_fragment()),
    })
}
