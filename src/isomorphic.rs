//! Bytes as text and back, one code point a byte.

/// [Isomorphic decode]: each byte becomes the code point of its value.
///
/// [Isomorphic decode]: https://infra.spec.whatwg.org/#isomorphic-decode
pub fn isomorphic_decode(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// [Isomorphic encode]: each code point becomes the byte of its value, or nothing at all where one
/// lies above U+00FF, as when a JavaScript string is converted to a [ByteString].
///
/// [Isomorphic encode]: https://infra.spec.whatwg.org/#isomorphic-encode
/// [ByteString]: https://webidl.spec.whatwg.org/#js-ByteString
pub fn isomorphic_encode(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
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

impl From<&[u8]> for Text {
    fn from(bytes: &[u8]) -> Self {
        Text(isomorphic_decode(bytes))
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("`")?;
        for c in self.0.chars().take(Text::SHOWN) {
            match c {
                ' '..='~' => write!(f, "{c}")?,
                '\0'..='\u{ff}' => write!(f, "\\x{:02x}", u32::from(c))?,
                _ => write!(f, "\\u{{{:x}}}", u32::from(c))?,
            }
        }
        let rest = self.0.chars().skip(Text::SHOWN).count();
        if rest > 0 {
            write!(f, "…` ({} characters)", Text::SHOWN + rest)
        } else {
            f.write_str("`")
        }
    }
}
