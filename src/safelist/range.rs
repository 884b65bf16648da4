//! [Single range header values](https://fetch.spec.whatwg.org/#simple-range-header-value).

use crate::http::bytes::split_before;
use crate::http::header::strip_start;
use crate::profile::{Profile, RangePlusSign, RangeUnit, Rules};
use std::cmp::Ordering;

/// A single range header value. The positions are decimal digits, which may exceed every integer
/// type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SingleRange<'a> {
    /// The position of the first byte. `None` if the range is a number of last bytes.
    pub start: Option<&'a [u8]>,
    /// The position of the last byte, or the number of last bytes. `None` if the range has no end.
    pub end: Option<&'a [u8]>,
}

/// [Parses a single range header value], without allowing white space. Returns `None` on failure.
///
/// [Parses a single range header value]: https://fetch.spec.whatwg.org/#simple-range-header-value
pub fn parse_single_range(value: &[u8]) -> Option<SingleRange<'_>> {
    parse_single_range_by(Profile::STANDARD.rules(), value)
}

/// [Parses a single range header value] as a profile does.
///
/// [Parses a single range header value]: https://fetch.spec.whatwg.org/#simple-range-header-value
pub(crate) fn parse_single_range_by<'a>(rules: &Rules, value: &'a [u8]) -> Option<SingleRange<'a>> {
    const UNIT: &[u8] = b"bytes";
    let (unit, rest) = value.split_at_checked(UNIT.len())?;
    let is_unit = match rules.range_unit {
        RangeUnit::LowerCase => unit == UNIT,
        RangeUnit::AnyCase => unit.eq_ignore_ascii_case(UNIT),
    };
    let (start, rest) = number(rules, rest.strip_prefix(b"=").filter(|_| is_unit)?);
    let (end, rest) = number(rules, rest.strip_prefix(b"-")?);
    let largest = rules.range_limit.map(|largest| largest.to_string());
    let is_too_large = |number: &[u8]| {
        largest.as_ref().is_some_and(|largest| compare(number, largest.as_bytes()).is_gt())
    };
    if !rest.is_empty() || start.is_some_and(is_too_large) || end.is_some_and(is_too_large) {
        return None;
    }
    match (start, end) {
        (None, None) => None,
        (Some(start), Some(end)) if compare(start, end) == Ordering::Greater => None,
        _ => Some(SingleRange { start, end }),
    }
}

fn number<'a>(rules: &Rules, bytes: &'a [u8]) -> (Option<&'a [u8]>, &'a [u8]) {
    match bytes {
        [b'+', unsigned @ ..] if rules.range_plus_sign == RangePlusSign::Valid => {
            match digits(unsigned) {
                (None, _) => (None, bytes),
                number => number,
            }
        }
        _ => digits(bytes),
    }
}

fn digits(bytes: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let (number, rest) = split_before(bytes, |byte| !byte.is_ascii_digit());
    ((!number.is_empty()).then_some(number), rest)
}

fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let is_zero = |digit| digit == b'0';
    let (a, b) = (strip_start(a, is_zero), strip_start(b, is_zero));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}
