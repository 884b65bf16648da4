//! [Forbidden request-headers] by the rules of a profile.
//!
//! [Forbidden request-headers]: https://fetch.spec.whatwg.org/#forbidden-request-header

use crate::http::forbidden::{ForbiddenReason, forbidden_if_split};
use crate::http::header::{get_decode_and_split, is_http_tab_or_space, strip};
use crate::profile::{MethodOverrideSplit, Profile};

/// Returns the rule by which a profile's browser forbids the header (`name`, `value`), or `None` if
/// scripts can set it. The case of `name` does not matter.
pub(crate) fn forbidden_by(profile: Profile, name: &str, value: &[u8]) -> Option<ForbiddenReason> {
    if profile
        .rules()
        .extra_forbidden_headers
        .iter()
        .any(|listed| name.eq_ignore_ascii_case(listed))
    {
        return Some(ForbiddenReason::Name);
    }
    forbidden_if_split(name, value, |value| match profile.rules().method_override_split {
        MethodOverrideSplit::OutsideQuotes | MethodOverrideSplit::OutsideQuotesThenCombined => {
            get_decode_and_split(value)
        }
        MethodOverrideSplit::AtEveryComma => value
            .split(|&byte| byte == b',')
            .map(|item| strip(item, is_http_tab_or_space))
            .collect(),
    })
}
