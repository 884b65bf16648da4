//! Fast path of [`Browser::needs_preflight`](crate::Browser::needs_preflight): whether a plain call is
//! preflighted.

use crate::http::bytes;
use crate::http::forbidden::is_method_override;
use crate::http::header::is_http_whitespace;
use crate::http::method::{is_cors_safelisted_method, is_forbidden_method, normalize_method};
use crate::profile::Profile;
use crate::safelist::forbidden::forbidden_by;
use crate::safelist::{broken_rules, is_plainly_safelisted};

/// The longest list of safelisted headers that the fast path compares with each other.
const MAX_HEADERS: usize = 8;

/// Returns whether a plain call is preflighted, as [`needs_preflight`](crate::Browser::needs_preflight)
/// does, or `None` if the call is not plain.
///
/// In a plain call, nothing throws, values are ASCII without surrounding white space, and a header that
/// may override the method has a token as its value. If no header causes a preflight, there are few
/// headers, and they are far from too long together.
///
/// A call is not plain if the name of a judged header repeats. Some browsers combine the values of a
/// repeated header before they judge it, so neither value decides.
///
/// `headers` are names and values in turn.
pub fn at_a_glance<'a>(
    method: Judged<'a>,
    mut headers: impl Iterator<Item = Judged<'a>>,
    profile: Profile,
) -> Option<bool> {
    let method = method.name().filter(|method| !is_forbidden_method(method))?;
    let unsafe_method = !is_cors_safelisted_method(method)
        && !is_cors_safelisted_method(normalize_method(ascii(method)?).as_bytes());
    let mut safe: [&[u8]; MAX_HEADERS] = [b""; MAX_HEADERS];
    let mut total: usize = 0;
    let mut unsafe_header: Option<&[u8]> = None;
    while let Some(name) = headers.next() {
        let (name, value) = (name.name()?, headers.next()?);
        let bytes = value.bytes;
        let edge = |byte: Option<&u8>| byte.is_some_and(|&byte| is_http_whitespace(byte));
        if value.parts & bytes::PLAIN == 0 || edge(bytes.first()) || edge(bytes.last()) {
            return None;
        }
        // A forbidden method may be split over several such headers.
        if value.parts & bytes::TOKEN == 0 && is_method_override(name) {
            return None;
        }
        if unsafe_method {
            continue;
        }
        if let Some(decisive) = unsafe_header {
            if decisive.eq_ignore_ascii_case(name) {
                return None;
            }
            continue;
        }
        let is_safe = is_plainly_safelisted(name, bytes, value.parts) || {
            let name = ascii(name)?;
            if forbidden_by(profile, name, bytes).is_some() {
                continue;
            }
            broken_rules(name, bytes, profile).is_empty()
        };
        if safe.iter().any(|earlier| earlier.eq_ignore_ascii_case(name)) {
            return None;
        }
        if is_safe {
            *safe.iter_mut().find(|place| place.is_empty())? = name;
            total = total.saturating_add(bytes.len());
        } else {
            unsafe_header = Some(name);
        }
    }
    let needs = unsafe_method || unsafe_header.is_some();
    // The browser's own Accept is much shorter than the other half of the limit.
    (needs || total <= 512).then_some(needs)
}

/// A text, and what all of its bytes may be part of.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    bytes: &'a [u8],
    parts: u8,
}

impl<'a> Judged<'a> {
    /// A text as it stands.
    pub(crate) fn whole(text: &'a str) -> Judged<'a> {
        let parts = text.bytes().fold(u8::MAX, |parts, next| parts & bytes::classes(next));
        Judged { bytes: text.as_bytes(), parts }
    }

    /// The text before the first NUL of `flat`, which keeps what stands behind it.
    #[inline(always)]
    pub fn cut_from(flat: &mut &'a [u8]) -> Option<Judged<'a>> {
        let mut parts = u8::MAX;
        for (place, &next) in flat.iter().enumerate() {
            if next == 0 {
                let (bytes, rest) = flat.split_at_checked(place)?;
                *flat = rest.get(1..)?;
                return Some(Judged { bytes, parts });
            }
            parts &= bytes::classes(next);
        }
        None
    }

    /// The text, where it can be a name.
    #[inline(always)]
    fn name(self) -> Option<&'a [u8]> {
        let is_name = self.parts & bytes::TOKEN != 0 && !self.bytes.is_empty();
        is_name.then_some(self.bytes)
    }

    /// The text, where it is ASCII.
    pub fn text(self) -> Option<&'a str> {
        ascii(self.bytes)
    }
}

fn ascii(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}
