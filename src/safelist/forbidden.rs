//! [Forbidden request-headers] by the rules of a profile.
//!
//! [Forbidden request-headers]: https://fetch.spec.whatwg.org/#forbidden-request-header

use crate::http::forbidden::{Forbidden, forbidden_if_split};
use crate::http::header::{get_decode_and_split, is_http_tab_or_space, strip};
use crate::profile::{MethodOverrides, Profile};

/// Returns why a profile's browser forbids the header (`name`, `value`), or `None` if scripts can
/// set it. The case of `name` does not matter.
pub(crate) fn forbidden_by(profile: &Profile, name: &str, value: &[u8]) -> Option<Forbidden> {
    if profile.also_forbidden.iter().any(|listed| name.eq_ignore_ascii_case(listed)) {
        return Some(Forbidden::Name);
    }
    forbidden_if_split(name, value, |value| match profile.method_overrides {
        MethodOverrides::OutsideQuotes | MethodOverrides::OutsideQuotesThenJoined => {
            get_decode_and_split(value)
        }
        MethodOverrides::AtEveryComma => value
            .split(|&byte| byte == b',')
            .map(|item| strip(item, is_http_tab_or_space))
            .collect(),
    })
}
