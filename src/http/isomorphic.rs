//! Conversion of bytes to text and back, with one code point for each byte.

use std::borrow::Cow;

/// [Isomorphic decode]: each byte becomes the code point of its value.
///
/// [Isomorphic decode]: https://infra.spec.whatwg.org/#isomorphic-decode
pub fn isomorphic_decode(bytes: &[u8]) -> String {
    if bytes.is_ascii()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.to_owned();
    }
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// [Isomorphic encode]: each code point becomes the byte of its value. Returns `None` if a code point
/// is above U+00FF, for which the conversion of a JavaScript string to a [ByteString] throws.
///
/// [Isomorphic encode]: https://infra.spec.whatwg.org/#isomorphic-encode
/// [ByteString]: https://webidl.spec.whatwg.org/#js-ByteString
pub fn isomorphic_encode(text: &str) -> Option<Vec<u8>> {
    isomorphic_bytes(text).map(Cow::into_owned)
}

/// Returns the result of [`isomorphic_encode`], borrowed if the text is ASCII.
pub(crate) fn isomorphic_bytes(text: &str) -> Option<Cow<'_, [u8]>> {
    if text.is_ascii() {
        return Some(Cow::Borrowed(text.as_bytes()));
    }
    let mut bytes = Vec::with_capacity(text.chars().count());
    for c in text.chars() {
        bytes.push(u8::try_from(c).ok()?);
    }
    Some(Cow::Owned(bytes))
}

/// Whether [`isomorphic_encode`] returns bytes.
pub(crate) fn is_byte_string(text: &str) -> bool {
    text.chars().all(|c| c <= '\u{ff}')
}
