//! Bytes as text and back, one code point a byte.

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

/// [Isomorphic encode]: each code point becomes the byte of its value, or nothing at all where one
/// lies above U+00FF, as when a JavaScript string is converted to a [ByteString].
///
/// [Isomorphic encode]: https://infra.spec.whatwg.org/#isomorphic-encode
/// [ByteString]: https://webidl.spec.whatwg.org/#js-ByteString
pub fn isomorphic_encode(text: &str) -> Option<Vec<u8>> {
    isomorphic_bytes(text).map(Cow::into_owned)
}

/// What [`isomorphic_encode`] gives, borrowed where the text is ASCII, which is its own encoding.
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

/// Whether [`isomorphic_encode`] gives anything.
pub(crate) fn is_byte_string(text: &str) -> bool {
    text.chars().all(|c| c <= '\u{ff}')
}

/// Something that stood in a request or an answer, for a sentence: printed between backquotes, with
/// control and non-ASCII characters escaped, and cut when long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// How many characters are printed at the most.
    const SHOWN: usize = 72;

    /// The whole text, as it stood.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text(text)
    }
}

impl From<&[u8]> for Text {
    fn from(bytes: &[u8]) -> Self {
        Text(isomorphic_decode(bytes))
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("`")?;
        if self.0.len() <= Text::SHOWN && self.0.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            f.write_str(&self.0)?;
            return f.write_str("`");
        }
        for c in self.0.chars().take(Text::SHOWN) {
            match c {
                ' '..='~' => write!(f, "{c}")?,
                '\0'..='\u{ff}' => write!(f, "\\x{:02x}", u32::from(c))?,
                _ => write!(f, "\\u{{{:x}}}", u32::from(c))?,
            }
        }
        let count = self.0.chars().count();
        if count > Text::SHOWN { write!(f, "…` ({count} characters)") } else { f.write_str("`") }
    }
}
