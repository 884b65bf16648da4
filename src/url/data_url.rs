//! The failures of the [data: URL processor](https://fetch.spec.whatwg.org/#data-url-processor).

use crate::http::header::strip;
use crate::url::Url;

/// Whether the [data: URL processor] succeeds: the URL has a comma, and the part after it is base64 if
/// the part before it ends in `;base64`.
///
/// [data: URL processor]: https://fetch.spec.whatwg.org/#data-url-processor
pub(crate) fn is_processable(url: &Url) -> bool {
    let Some((kind, body)) = url.without_fragment().split_once(',') else { return false };
    let kind = strip(kind.as_bytes(), |byte| byte.is_ascii_whitespace());
    let parts = kind.split_at_checked(kind.len().saturating_sub("base64".len()));
    let before = parts.filter(|(_, word)| word.eq_ignore_ascii_case(b"base64"));
    let is_base64 = before.is_some_and(|(before, _)| strip(before, |b| b == b' ').ends_with(b";"));
    !is_base64 || is_forgiving_base64(&percent_decoded(body.as_bytes()))
}

/// [Percent-decodes](https://url.spec.whatwg.org/#percent-decode).
fn percent_decoded(mut bytes: &[u8]) -> Vec<u8> {
    let digit =
        |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut decoded = Vec::with_capacity(bytes.len());
    while let [first, rest @ ..] = bytes {
        let escaped = match (first, rest) {
            (b'%', [high, low, after @ ..]) => {
                digit(high).zip(digit(low)).map(|(high, low)| ((high << 4) | low, after))
            }
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((*first, rest));
        decoded.push(byte);
        bytes = after;
    }
    decoded
}

/// Whether [forgiving-base64 decode](https://infra.spec.whatwg.org/#forgiving-base64-decode)
/// succeeds.
fn is_forgiving_base64(bytes: &[u8]) -> bool {
    let is_space = |byte: &u8| matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' ');
    let dense: Vec<u8> = bytes.iter().copied().filter(|byte| !is_space(byte)).collect();
    let mut dense = dense.as_slice();
    if dense.len().is_multiple_of(4) {
        dense = dense.strip_suffix(b"==").or(dense.strip_suffix(b"=")).unwrap_or(dense);
    }
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    dense.len() % 4 != 1 && dense.iter().all(is_digit)
}
