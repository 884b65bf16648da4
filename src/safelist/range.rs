//! [Single range header values](https://fetch.spec.whatwg.org/#simple-range-header-value).

use crate::profile::{Profile, RangeRule, RangeSign, RangeUnit};
use std::cmp::Ordering;

/// What a single range header value says: where it starts and ends, as decimal digits, which may
/// be more than any integer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range<'a> {
    /// The first byte; absent where a number of last bytes is asked for.
    pub start: Option<&'a [u8]>,
    /// The last byte; absent where all the rest is asked for.
    pub end: Option<&'a [u8]>,
}

/// [Parses a single range header value], white space not allowed, or nothing where that fails.
///
/// [Parses a single range header value]: https://fetch.spec.whatwg.org/#simple-range-header-value
pub fn parse_single_range(value: &[u8]) -> Option<Range<'_>> {
    parse_single_range_by(&Profile::STANDARD.range, value)
}

/// [Parses a single range header value] as a profile does.
///
/// [Parses a single range header value]: https://fetch.spec.whatwg.org/#simple-range-header-value
pub(crate) fn parse_single_range_by<'a>(rule: &RangeRule, value: &'a [u8]) -> Option<Range<'a>> {
    const UNIT: &[u8] = b"bytes";
    let (unit, rest) = value.split_at_checked(UNIT.len())?;
    let is_unit = match rule.unit {
        RangeUnit::LowerCase => unit == UNIT,
        RangeUnit::AnyCase => unit.eq_ignore_ascii_case(UNIT),
    };
    let (start, rest) = number(rule, rest.strip_prefix(b"=").filter(|_| is_unit)?);
    let (end, rest) = number(rule, rest.strip_prefix(b"-")?);
    let largest = rule.largest.map(|largest| largest.to_string());
    let is_too_large = |number: &[u8]| {
        largest.as_ref().is_some_and(|largest| compare(number, largest.as_bytes()).is_gt())
    };
    if !rest.is_empty() || start.is_some_and(is_too_large) || end.is_some_and(is_too_large) {
        return None;
    }
    match (start, end) {
        (None, None) => None,
        (Some(start), Some(end)) if compare(start, end) == Ordering::Greater => None,
        _ => Some(Range { start, end }),
    }
}

fn number<'a>(rule: &RangeRule, bytes: &'a [u8]) -> (Option<&'a [u8]>, &'a [u8]) {
    match bytes {
        [b'+', unsigned @ ..] if rule.sign == RangeSign::Plus => match digits(unsigned) {
            (None, _) => (None, bytes),
            number => number,
        },
        _ => digits(bytes),
    }
}

fn digits(bytes: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let length = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = bytes.split_at(length);
    ((length > 0).then_some(number), rest)
}

fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let leading_zeros = |digits: &[u8]| digits.iter().take_while(|&&digit| digit == b'0').count();
    let (a, b) = (&a[leading_zeros(a)..], &b[leading_zeros(b)..]);
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}
