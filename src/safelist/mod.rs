//! [CORS-safelisted request-headers](https://fetch.spec.whatwg.org/#cors-safelisted-request-header),
//! and the names of those that are not.

pub(crate) mod client_hints;
pub(crate) mod content_type;
pub(crate) mod fast_path;
pub(crate) mod forbidden;
pub(crate) mod range;

use crate::http::bytes::{self, is_cors_unsafe_request_header_byte, is_language_byte};
use crate::http::header::{Header, HeaderList, by_name, sorted_lowercase_set, without_places};
use crate::http::quoted::Quoted;
use crate::profile::{HighBytes, Profile, RepeatedHeaders};
use crate::report::reason::{Finding, Reason};
use crate::safelist::content_type::parts_by;
use crate::safelist::range::parse_single_range_by;

/// The maximum length of a safelisted value, in bytes.
const VALUE_LIMIT: usize = 128;

/// The safelisted essences of MIME types, split at the slash.
const ESSENCES: &[(&str, &str)] =
    &[("application", "x-www-form-urlencoded"), ("multipart", "form-data"), ("text", "plain")];

/// The same essences as values of Content-Type.
const SAFE_TYPES: &[&[u8]] =
    &[b"application/x-www-form-urlencoded", b"multipart/form-data", b"text/plain"];

/// The [no-CORS-safelisted request-header names].
///
/// [no-CORS-safelisted request-header names]: https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header-name
const NO_CORS_NAMES: &[&str] = &["accept", "accept-language", "content-language", "content-type"];

/// Returns whether (`name`, `value`) is a [CORS-safelisted request-header]. The case of `name` does not
/// matter. `value` is bytes.
///
/// [`cors_unsafe_request_headers`](crate::spec::cors_unsafe_request_headers) checks the limit on the
/// total length of all values.
///
/// [CORS-safelisted request-header]: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
pub fn is_cors_safelisted_request_header(name: &str, value: &[u8]) -> bool {
    broken_rules(name, value, Profile::STANDARD).is_empty()
}

/// Returns whether (`name`, `value`) is a [no-CORS-safelisted request-header]. The case of `name` does
/// not matter.
///
/// [no-CORS-safelisted request-header]: https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header
pub fn is_no_cors_safelisted_request_header(name: &str, value: &[u8]) -> bool {
    is_no_cors_safelisted_by(Profile::STANDARD, name, value)
}

/// Whether (`name`, `value`) is a no-CORS-safelisted request-header by the rules of a profile.
pub(crate) fn is_no_cors_safelisted_by(profile: Profile, name: &str, value: &[u8]) -> bool {
    NO_CORS_NAMES.iter().any(|listed| name.eq_ignore_ascii_case(listed))
        && broken_rules(name, value, profile).is_empty()
}

/// Whether (`name`, `value`) is obviously a [CORS-safelisted request-header] in every profile. `name` is
/// a token. `parts` are the [classes](crate::http::bytes) that all bytes of `value` have in common.
///
/// [CORS-safelisted request-header]: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
#[inline(always)]
pub(crate) fn is_plainly_safelisted(name: &[u8], value: &[u8], parts: u8) -> bool {
    // In a token, no other byte becomes a letter or a hyphen.
    let is = |listed: &str| name.iter().map(|byte| byte | 0x20).eq(listed.bytes());
    value.len() <= VALUE_LIMIT
        && match name.len() {
            6 => parts & bytes::SAFE != 0 && is("accept"),
            12 => is("content-type") && SAFE_TYPES.contains(&value),
            15 => parts & bytes::LANGUAGE != 0 && is("accept-language"),
            16 => parts & bytes::LANGUAGE != 0 && is("content-language"),
            _ => false,
        }
}

/// Returns a reason for each rule of the safelist that (`name`, `value`) breaks. There are none if the
/// header is safelisted. The standard stops at the first. A name that is not on the list breaks only
/// that rule.
pub(crate) fn broken_rules(name: &str, value: &[u8], profile: Profile) -> Vec<Reason> {
    let is = |listed: &str| name.eq_ignore_ascii_case(listed);
    let lower = || Quoted::from(name.to_ascii_lowercase());
    let shown = || Quoted::from(value);
    let high_are_unsafe = profile.rules().high_bytes == HighBytes::Unsafe;
    let is_unsafe = |byte: u8| {
        is_cors_unsafe_request_header_byte(byte) || (high_are_unsafe && !byte.is_ascii())
    };
    let first_unsafe = |is_unsafe: &dyn Fn(u8) -> bool| {
        let (byte, position) = value.iter().zip(1..).find(|(byte, _)| is_unsafe(**byte))?;
        Some((Quoted::from(std::slice::from_ref(byte)), position))
    };

    let mut broken = Vec::new();
    let mut check_bytes = || {
        if let Some((byte, position)) = first_unsafe(&is_unsafe) {
            let (name, value) = (lower(), shown());
            broken.push(Reason(Finding::HeaderValueUnsafeByte { name, value, byte, position }));
        }
    };
    if is("accept") {
        check_bytes();
    } else if is("accept-language") || is("content-language") {
        if let Some((byte, position)) = first_unsafe(&|byte| !is_language_byte(byte)) {
            let (name, value) = (lower(), shown());
            broken.push(Reason(Finding::LanguageValueUnsafeByte { name, value, byte, position }));
        }
    } else if is("content-type") {
        check_bytes();
        let is_safe = |(kind, subtype): (&[u8], &[u8])| {
            let is = |part: &[u8], listed: &str| part.eq_ignore_ascii_case(listed.as_bytes());
            ESSENCES.iter().any(|listed| is(kind, listed.0) && is(subtype, listed.1))
        };
        match parts_by(profile.rules().content_type_parser, value) {
            None => broken.push(Reason(Finding::ContentTypeUnparsable { value: shown() })),
            Some(parts) if is_safe(parts) => {}
            Some((kind, subtype)) => {
                let essence = [kind, b"/", subtype].concat().to_ascii_lowercase();
                let essence = Quoted::from(essence.as_slice());
                broken.push(Reason(Finding::ContentTypeNotSafelisted { essence }));
            }
        }
    } else if is("range") {
        match parse_single_range_by(profile.rules(), value) {
            None => broken.push(Reason(Finding::RangeNotSimple { value: shown() })),
            Some(range) if range.start.is_none() => {
                broken.push(Reason(Finding::RangeWithoutStart { value: shown() }));
            }
            Some(_) => {}
        }
    } else if !is_safelisted_client_hint(name, value, profile) {
        return vec![Reason(Finding::HeaderNotSafelisted { name: lower() })];
    }
    if value.len() > VALUE_LIMIT {
        broken
            .insert(0, Reason(Finding::HeaderValueTooLong { name: lower(), length: value.len() }));
    }
    broken
}

/// Whether (`name`, `value`) is a client hint that the profile adds to the safelist.
fn is_safelisted_client_hint(name: &str, value: &[u8], profile: Profile) -> bool {
    let mut hints = profile.rules().safelisted_client_hints.iter();
    hints.any(|(listed, values)| name.eq_ignore_ascii_case(listed) && values.allows(value))
}

/// The names of the headers that trigger a preflight, and why.
///
/// [`cors_unsafe_request_headers`](crate::spec::cors_unsafe_request_headers) returns one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorsUnsafeRequestHeaders {
    pub(crate) names: Vec<String>,
    pub(crate) reasons: Vec<Reason>,
}

impl CorsUnsafeRequestHeaders {
    /// Returns the [CORS-unsafe request-header names]: lower-case, sorted by byte, without duplicates.
    ///
    /// [CORS-unsafe request-header names]: https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns a reason for each name and rule that it breaks, in the order of the names. The limit on
    /// the total length of the values comes last.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }
}

/// Returns the [CORS-unsafe request-header names] of `headers`, with every reason. Headers with the
/// same name are judged separately.
///
/// [CORS-unsafe request-header names]: https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
pub(crate) fn cors_unsafe_request_headers(
    headers: &HeaderList,
    profile: Profile,
) -> CorsUnsafeRequestHeaders {
    cors_unsafe_among(headers, &[], profile)
}

/// Returns the result of [`cors_unsafe_request_headers`] for `headers` and the further headers `more`.
pub(crate) fn cors_unsafe_among(
    headers: &HeaderList,
    more: &[Option<(&str, &[u8])>],
    profile: Profile,
) -> CorsUnsafeRequestHeaders {
    let all = || headers.iter().map(Header::pair).chain(more.iter().flatten().copied());
    let mut unsafe_headers: Vec<(&str, Vec<Reason>)> = Vec::new();
    let mut total: usize = 0;
    for (name, value) in all() {
        let broken = broken_rules(name, value, profile);
        if broken.is_empty() {
            total = total.saturating_add(value.len());
        } else {
            unsafe_headers.push((name, broken));
        }
    }

    let mut names: Vec<String> = Vec::new();
    let mut reasons: Vec<Reason> = Vec::new();
    let mut of_earlier_names = 0;
    let unsafe_names: Vec<&str> = unsafe_headers.iter().map(|(name, _)| *name).collect();
    for (name, place) in by_name(&unsafe_names) {
        let broken = unsafe_headers.get_mut(place).map(|(_, broken)| std::mem::take(broken));
        if names.last() != Some(&name) {
            names.push(name);
            of_earlier_names = reasons.len();
        }
        for reason in broken.into_iter().flatten() {
            // Few rules apply to a name, so the search is short.
            let mut told = reasons.iter().skip(of_earlier_names);
            if !told.any(|earlier| earlier.code() == reason.code()) {
                reasons.push(reason);
            }
        }
    }

    if profile.rules().safelisted_total_limit.is_some_and(|limit| total > limit) {
        let maybe_unsafe =
            all().filter(|(name, value)| broken_rules(name, value, profile).is_empty());
        let maybe_unsafe: Vec<&str> = maybe_unsafe.map(|(name, _)| name).collect();
        let maybe_unsafe = sorted_lowercase_set(&maybe_unsafe);
        reasons.push(Reason(Finding::HeadersTooLongTogether {
            names: maybe_unsafe.join(", "),
            total,
        }));
        let both: Vec<&str> = names.iter().chain(&maybe_unsafe).map(String::as_str).collect();
        names = sorted_lowercase_set(&both);
    }
    if profile.rules().repeated_headers == RepeatedHeaders::SeparateAndListed {
        names = without_places(by_name(&unsafe_names));
    }
    CorsUnsafeRequestHeaders { names, reasons }
}
