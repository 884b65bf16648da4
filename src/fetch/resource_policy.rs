//! The [cross-origin resource policy check](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check),
//! for a page without an embedder policy.

use crate::http::quoted::Quoted;
use crate::http::response::HttpResponse;
use crate::profile::{Profile, SameSite};
use crate::report::reason::{Finding, Reason};
use crate::request::Request;
use crate::url::origin::Origin;

const RESOURCE_POLICY: &str = "Cross-Origin-Resource-Policy";

/// Runs the [cross-origin resource policy check] of an opaque response. Returns the reason if the
/// response is blocked.
///
/// [cross-origin resource policy check]: https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check
pub(crate) fn resource_policy_check(
    request: &Request,
    response: &HttpResponse,
    profile: Profile,
) -> Option<Reason> {
    let policy = response.headers().get(RESOURCE_POLICY)?;
    let (origin, target) = (&request.origin, request.url.origin());
    let allowed = match policy.as_slice() {
        b"same-origin" => origin.is_same_origin(&target),
        b"same-site" => {
            is_schemelessly_same_site(origin, &target, profile.rules().same_site)
                && (origin.scheme() == "https" || target.scheme() != "https")
        }
        // Every other value is ignored, including a list of several policies.
        _ => true,
    };
    (!allowed).then(|| {
        Reason(Finding::ResourcePolicyBlocked {
            policy: Quoted::from(policy.as_slice()),
            origin: origin.serialize().to_owned(),
        })
    })
}

/// Whether two origins are [schemelessly same site].
///
/// The engine has no public-suffix list. Two hosts count as one site if their last two labels are
/// equal, which is wrong for suffixes with two labels, such as `co.uk`.
///
/// [schemelessly same site]: https://html.spec.whatwg.org/multipage/browsers.html#schemelessly-same-site
fn is_schemelessly_same_site(a: &Origin, b: &Origin, rule: SameSite) -> bool {
    let (Some(a), Some(b)) = (a.host(), b.host()) else { return false };
    (a == b && rule == SameSite::SameHostOrDomain)
        || site(a).is_some_and(|of_a| site(b) == Some(of_a))
}

/// Returns the last two labels of a host, or `None` for an IP address and for a single label.
fn site(host: &str) -> Option<(&str, &str)> {
    let mut labels = host.rsplit('.');
    let last = labels.next()?;
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit());
    if is_number || host.starts_with('[') { None } else { Some((last, labels.next()?)) }
}
