//! [CORS-safelisted request-headers](https://fetch.spec.whatwg.org/#cors-safelisted-request-header),
//! and the names of those that are not.

use crate::content_type::parts_by;
use crate::header::{Header, HeaderList, by_name, sorted_lowercase_set, without_places};
use crate::isomorphic::Text;
use crate::profile::{HighBytes, Profile, RepeatedHeaders};
use crate::range::parse_single_range_by;
use crate::reason::Reason;

/// The longest a safelisted value may be, in bytes.
const VALUE_LIMIT: usize = 128;

/// The essences of MIME types that are safe, at their slash.
const ESSENCES: &[(&str, &str)] =
    &[("application", "x-www-form-urlencoded"), ("multipart", "form-data"), ("text", "plain")];

/// The [no-CORS-safelisted request-header names].
///
/// [no-CORS-safelisted request-header names]: https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header-name
const NO_CORS_NAMES: &[&str] = &["accept", "accept-language", "content-language", "content-type"];

/// Whether `byte` is a [CORS-unsafe request-header byte].
///
/// [CORS-unsafe request-header byte]: https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte
pub fn is_cors_unsafe_request_header_byte(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\t')
        || matches!(
            byte,
            b'"' | b'('
                | b')'
                | b':'
                | b'<'
                | b'>'
                | b'?'
                | b'@'
                | b'['
                | b'\\'
                | b']'
                | b'{'
                | b'}'
                | 0x7F
        )
}

fn is_language_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'*' | b',' | b'-' | b'.' | b';' | b'=')
}

/// Whether (`name`, `value`) is a [CORS-safelisted request-header]. `name` in any case, `value` as
/// on the wire. The limit on all values together is [`cors_unsafe_request_headers`]'s.
///
/// [CORS-safelisted request-header]: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
pub fn is_cors_safelisted_request_header(name: &str, value: &[u8]) -> bool {
    broken_rules(name, value, &Profile::STANDARD).is_empty()
}

/// Whether (`name`, `value`) is a [no-CORS-safelisted request-header]. `name` in any case.
///
/// [no-CORS-safelisted request-header]: https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header
pub fn is_no_cors_safelisted_request_header(name: &str, value: &[u8]) -> bool {
    is_no_cors_safelisted_by(&Profile::STANDARD, name, value)
}

/// [`is_no_cors_safelisted_request_header`] by the rules of a profile.
pub(crate) fn is_no_cors_safelisted_by(profile: &Profile, name: &str, value: &[u8]) -> bool {
    NO_CORS_NAMES.iter().any(|listed| name.eq_ignore_ascii_case(listed))
        && broken_rules(name, value, profile).is_empty()
}

/// The rules of the safelist that (`name`, `value`) breaks, none where it is safelisted. The
/// standard stops at the first; a name outside the list breaks that rule alone.
pub(crate) fn broken_rules(name: &str, value: &[u8], profile: &Profile) -> Vec<Reason> {
    let is = |listed: &str| name.eq_ignore_ascii_case(listed);
    let lower = || Text::from(name.to_ascii_lowercase());
    let shown = || Text::from(value);
    let byte_at = |is_unsafe: fn(u8) -> bool| {
        let position = value.iter().position(|&byte| is_unsafe(byte))?;
        Some((Text::from(&value[position..=position]), position + 1))
    };
    let is_unsafe: fn(u8) -> bool = match profile.high_bytes {
        HighBytes::Safe => is_cors_unsafe_request_header_byte,
        HighBytes::Unsafe => |byte| !byte.is_ascii() || is_cors_unsafe_request_header_byte(byte),
    };
    let unsafe_byte = || {
        byte_at(is_unsafe).map(|(byte, position)| Reason::HeaderValueUnsafeByte {
            name: lower(),
            value: shown(),
            byte,
            position,
        })
    };

    let rule_of_name: [Option<Reason>; 2] = if is("accept") {
        [unsafe_byte(), None]
    } else if is("accept-language") || is("content-language") {
        let byte = byte_at(|byte| !is_language_byte(byte));
        let reason = byte.map(|(byte, position)| Reason::LanguageValueUnsafeByte {
            name: lower(),
            value: shown(),
            byte,
            position,
        });
        [reason, None]
    } else if is("content-type") {
        let is_safe = |(kind, subtype): (&[u8], &[u8])| {
            let is = |part: &[u8], listed: &str| part.eq_ignore_ascii_case(listed.as_bytes());
            ESSENCES.iter().any(|listed| is(kind, listed.0) && is(subtype, listed.1))
        };
        let reason = match parts_by(profile.content_type, value) {
            None => Some(Reason::ContentTypeUnparsable { value: shown() }),
            Some(parts) if is_safe(parts) => None,
            Some((kind, subtype)) => {
                let essence = [kind, b"/", subtype].concat().to_ascii_lowercase();
                Some(Reason::ContentTypeNotSafelisted { essence: Text::from(essence.as_slice()) })
            }
        };
        [unsafe_byte(), reason]
    } else if is("range") {
        let reason = match parse_single_range_by(&profile.range, value) {
            None => Some(Reason::RangeNotSimple { value: shown() }),
            Some(range) if range.start.is_none() => {
                Some(Reason::RangeWithoutStart { value: shown() })
            }
            Some(_) => None,
        };
        [reason, None]
    } else if profile.also_safelisted.iter().any(|(listed, rule)| is(listed) && rule.allows(value))
    {
        [None, None]
    } else {
        return vec![Reason::HeaderNotSafelisted { name: lower() }];
    };

    let too_long = (value.len() > VALUE_LIMIT)
        .then(|| Reason::HeaderValueTooLong { name: lower(), length: value.len() });
    too_long.into_iter().chain(rule_of_name.into_iter().flatten()).collect()
}

/// What of a request's headers has to be asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorsUnsafeRequestHeaders {
    /// The [CORS-unsafe request-header names]: lower-case, sorted by byte, without duplicates.
    ///
    /// [CORS-unsafe request-header names]: https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
    pub names: Vec<String>,
    /// Why: one reason per name and rule it breaks, in the order of the names; the limit on all
    /// values together last.
    pub reasons: Vec<Reason>,
}

/// The [CORS-unsafe request-header names] of `headers`, and why each is one. Every header is judged
/// alone, duplicates of a name too.
///
/// [CORS-unsafe request-header names]: https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
pub fn cors_unsafe_request_headers(
    headers: &HeaderList,
    profile: &Profile,
) -> CorsUnsafeRequestHeaders {
    cors_unsafe_among(headers, &[], profile)
}

/// [`cors_unsafe_request_headers`] of `headers` and, after them, some names and values more.
pub(crate) fn cors_unsafe_among(
    headers: &HeaderList,
    more: &[Option<(&str, &[u8])>],
    profile: &Profile,
) -> CorsUnsafeRequestHeaders {
    let all = || headers.iter().map(Header::pair).chain(more.iter().flatten().copied());
    let mut unsafe_headers: Vec<(&str, Vec<Reason>)> = Vec::new();
    let mut total = 0;
    for (name, value) in all() {
        let broken = broken_rules(name, value, profile);
        if broken.is_empty() {
            total += value.len();
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
            // A handful of rules apply to a name, so no more are looked through.
            let mut told = reasons.iter().skip(of_earlier_names);
            if !told.any(|earlier| earlier.code() == reason.code()) {
                reasons.push(reason);
            }
        }
    }

    if profile.total_limit.is_some_and(|limit| total > limit) {
        let maybe_unsafe =
            all().filter(|(name, value)| broken_rules(name, value, profile).is_empty());
        let maybe_unsafe: Vec<&str> = maybe_unsafe.map(|(name, _)| name).collect();
        let maybe_unsafe = sorted_lowercase_set(&maybe_unsafe);
        reasons.push(Reason::HeadersTooLongTogether { names: maybe_unsafe.join(", "), total });
        let both: Vec<&str> = names.iter().chain(&maybe_unsafe).map(String::as_str).collect();
        names = sorted_lowercase_set(&both);
    }
    if profile.repeated_headers == RepeatedHeaders::ApartAndListed {
        names = without_places(by_name(&unsafe_names));
    }
    CorsUnsafeRequestHeaders { names, reasons }
}
