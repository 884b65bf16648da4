//! The [cross-origin resource policy check](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check),
//! for a page that embeds without a policy of its own.

use crate::http::isomorphic::Text;
use crate::http::response::Answer;
use crate::profile::{Profile, SameSite};
use crate::report::reason::Reason;
use crate::request::Request;
use crate::url::origin::Origin;

const RESOURCE_POLICY: &str = "Cross-Origin-Resource-Policy";

/// Runs the [cross-origin resource policy check] of an opaque answer: why it is blocked, if it is.
///
/// [cross-origin resource policy check]: https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check
pub(crate) fn resource_policy_check(
    request: &Request,
    answer: &Answer,
    profile: Profile,
) -> Option<Reason> {
    let policy = answer.headers().get(RESOURCE_POLICY)?;
    let (origin, target) = (&request.origin, request.url.origin());
    let allowed = match policy.as_slice() {
        b"same-origin" => origin.is_same_origin(&target),
        b"same-site" => {
            is_schemelessly_same_site(origin, &target, profile.rules().same_site)
                && (origin.scheme() == "https" || target.scheme() != "https")
        }
        // Whatever else it says, several values among it, is no policy.
        _ => true,
    };
    (!allowed).then(|| Reason::ResourcePolicyBlocked {
        policy: Text::from(policy.as_slice()),
        origin: origin.serialize().to_owned(),
    })
}

/// Whether two origins are [schemelessly same site].
///
/// The engine carries no list of public suffixes: names are taken to be of one site when they share
/// their last two labels, which is wrong below suffixes of two labels, such as `co.uk`.
///
/// [schemelessly same site]: https://html.spec.whatwg.org/multipage/browsers.html#schemelessly-same-site
fn is_schemelessly_same_site(a: &Origin, b: &Origin, rule: SameSite) -> bool {
    let (Some(a), Some(b)) = (a.host(), b.host()) else { return false };
    (a == b && rule == SameSite::SameHostOrDomain)
        || site(a).is_some_and(|of_a| site(b) == Some(of_a))
}

/// The last two labels of a name; nothing for an address or a name of one label.
fn site(host: &str) -> Option<(&str, &str)> {
    let mut labels = host.rsplit('.');
    let last = labels.next()?;
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit());
    if is_number || host.starts_with('[') { None } else { Some((last, labels.next()?)) }
}
