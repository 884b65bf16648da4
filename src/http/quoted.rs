//! Excerpts that messages quote.

use crate::http::isomorphic::isomorphic_decode;
use std::fmt;

/// A part of a request or response that a message quotes.
///
/// `Display` prints the text between backquotes. It escapes control characters and non-ASCII
/// characters, and truncates long texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted(String);

impl Quoted {
    /// The number of characters after which the text is truncated.
    const MAX_CHARACTERS: usize = 72;

    /// Returns the whole text, not escaped.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn is_printed_as_is(&self) -> bool {
        let is_printable = |byte| matches!(byte, b' '..=b'~');
        self.0.len() <= Quoted::MAX_CHARACTERS && self.0.bytes().all(is_printable)
    }
}

impl From<&str> for Quoted {
    fn from(text: &str) -> Self {
        Quoted(text.to_owned())
    }
}

impl From<String> for Quoted {
    fn from(text: String) -> Self {
        Quoted(text)
    }
}

impl From<&[u8]> for Quoted {
    fn from(bytes: &[u8]) -> Self {
        Quoted(isomorphic_decode(bytes))
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_printed_as_is() {
            return write!(f, "`{}`", self.0);
        }
        f.write_str("`")?;
        for c in self.0.chars().take(Quoted::MAX_CHARACTERS) {
            match c {
                ' '..='~' => write!(f, "{c}")?,
                '\0'..='\u{ff}' => write!(f, "\\x{:02x}", u32::from(c))?,
                _ => write!(f, "\\u{{{:x}}}", u32::from(c))?,
            }
        }
        let length = self.0.chars().count();
        if length > Quoted::MAX_CHARACTERS {
            write!(f, "…` ({length} characters)")
        } else {
            f.write_str("`")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Quoted;

    #[test]
    fn text_is_quoted_escaped_and_truncated() {
        let quoted = |text: &str| Quoted::from(text).to_string();
        assert_eq!(quoted("a b~"), "`a b~`");
        assert_eq!(quoted("\u{0}\u{e9}\u{ff}"), "`\\x00\\xe9\\xff`");
        assert_eq!(quoted("\u{100}\u{1f600}"), "`\\u{100}\\u{1f600}`");
        assert_eq!(quoted(&"a".repeat(72)), format!("`{}`", "a".repeat(72)));
        assert_eq!(quoted(&"a".repeat(73)), format!("`{}…` (73 characters)", "a".repeat(72)));
    }
}
