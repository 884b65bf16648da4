//! [Single range header values](https://fetch.spec.whatwg.org/#simple-range-header-value).

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
    let (start, rest) = digits(value.strip_prefix(b"bytes=")?);
    let (end, rest) = digits(rest.strip_prefix(b"-")?);
    if !rest.is_empty() {
        return None;
    }
    match (start, end) {
        (None, None) => None,
        (Some(start), Some(end)) if compare(start, end) == Ordering::Greater => None,
        _ => Some(Range { start, end }),
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
