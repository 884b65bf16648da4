//! The part of [MIME Sniffing](https://mimesniff.spec.whatwg.org/) that CORS stands on.

use crate::http::header::{by_name, is_http_whitespace, strip};
use crate::http::isomorphic::isomorphic_decode;
use crate::http::method::is_token;
use std::borrow::Cow;

/// The essence of what [parsing a MIME type] gives, lower-case, or nothing where that fails.
///
/// Parameters never make it fail, so they are not looked at.
///
/// [parsing a MIME type]: https://mimesniff.spec.whatwg.org/#parse-a-mime-type
pub fn mime_type_essence(value: &[u8]) -> Option<String> {
    let (kind, subtype) = type_and_subtype(value)?;
    let text = [kind, b"/", subtype].concat().to_ascii_lowercase();
    String::from_utf8(text).ok()
}

/// What the [`mime_type_essence`] is made of, as it stands in `value`.
pub(crate) fn type_and_subtype(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let value = strip(value, is_http_whitespace);
    let slash = value.iter().position(|&byte| byte == b'/')?;
    let (kind, rest) = (&value[..slash], &value[slash + 1..]);
    let subtype = rest.split(|&byte| byte == b';').next().unwrap_or_default();
    // Only its end may hold whitespace: at its start it makes a subtype that is no token.
    let end =
        subtype.iter().rposition(|&byte| !is_http_whitespace(byte)).map_or(0, |last| last + 1);
    let subtype = &subtype[..end];
    (is_token(kind) && is_token(subtype)).then_some((kind, subtype))
}

/// Whether `value` is a MIME type with nothing amiss in its parameters, and white space wherever it
/// likes, which some browsers ask of a Blob's type.
pub(crate) fn is_strict_mime_type(value: &[u8]) -> bool {
    let is_word = |part| is_token(strip(part, is_http_whitespace));
    let (essence, mut rest) = cut(value, |byte| byte == b';');
    let (kind, subtype) = cut(essence, |byte| byte == b'/');
    if !is_word(kind) || !subtype.strip_prefix(b"/").is_some_and(is_word) {
        return false;
    }
    while let [b';', after @ ..] = rest {
        let (name, after_name) = cut(strip(after, is_http_whitespace), |byte| byte == b'=');
        let [b'=', value @ ..] = after_name else { return false };
        let is_value;
        (is_value, rest) = match value {
            [b'"', quoted @ ..] => {
                let (_, Some(after_quotes)) = unquoted(quoted) else { return false };
                (true, strip(after_quotes, is_http_whitespace))
            }
            _ => {
                let (value, rest) = cut(value, |byte| byte == b';');
                (is_word(value), rest)
            }
        };
        if !is_value || !is_word(name) {
            return false;
        }
    }
    rest.is_empty()
}

/// A [MIME type].
///
/// [MIME type]: https://mimesniff.spec.whatwg.org/#mime-type
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MimeType {
    /// Type and subtype, lower-case.
    pub essence: String,
    /// Names, lower-case, and values, in order; each name once.
    pub parameters: Vec<(String, Vec<u8>)>,
}

impl MimeType {
    /// The value of the parameter called `name`, which is in lower case.
    pub fn parameter(&self, name: &str) -> Option<&[u8]> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_slice())
    }

    /// [Serialises](https://mimesniff.spec.whatwg.org/#serialize-a-mime-type-to-bytes) it.
    pub fn serialize(&self) -> Vec<u8> {
        let mut bytes = self.essence.clone().into_bytes();
        for (name, value) in &self.parameters {
            bytes.push(b';');
            bytes.extend_from_slice(name.as_bytes());
            bytes.push(b'=');
            if is_token(value) {
                bytes.extend_from_slice(value);
                continue;
            }
            bytes.push(b'"');
            for &byte in value {
                if matches!(byte, b'"' | b'\\') {
                    bytes.push(b'\\');
                }
                bytes.push(byte);
            }
            bytes.push(b'"');
        }
        bytes
    }
}

/// [Parses a MIME type] from bytes. Malformed parameters are passed over, of those of one name the
/// first counts.
///
/// [Parses a MIME type]: https://mimesniff.spec.whatwg.org/#parse-a-mime-type-from-bytes
pub fn parse_mime_type(value: &[u8]) -> Option<MimeType> {
    let essence = mime_type_essence(value)?;
    let mut parameters: Vec<(String, Vec<u8>)> = parameters(value)
        .map(|(name, value)| (isomorphic_decode(&name.to_ascii_lowercase()), value.into_owned()))
        .collect();
    let names: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
    let is_first = firsts(&names);
    let mut is_first = is_first.iter();
    parameters.retain(|_| is_first.next() == Some(&true));
    Some(MimeType { essence, parameters })
}

/// The parameters of a MIME type that are well-formed, in order: names as they are written, and
/// values.
pub(crate) fn parameters(value: &[u8]) -> Parameters<'_> {
    Parameters(cut(strip(value, is_http_whitespace), |byte| byte == b';').1)
}

/// What is still to be read of a MIME type, from a `;` on.
pub(crate) struct Parameters<'a>(&'a [u8]);

impl<'a> Iterator for Parameters<'a> {
    type Item = (&'a [u8], Cow<'a, [u8]>);

    fn next(&mut self) -> Option<Self::Item> {
        while let [b';', after @ ..] = self.0 {
            let (_, start) = cut(after, |byte| !is_http_whitespace(byte));
            let (name, after_name) = cut(start, |byte| matches!(byte, b';' | b'='));
            let [b'=', value_start @ ..] = after_name else {
                self.0 = after_name;
                continue;
            };
            let value = match value_start {
                [b'"', quoted @ ..] => {
                    let (value, after_quotes) = unquoted(quoted);
                    (_, self.0) = cut(after_quotes.unwrap_or_default(), |byte| byte == b';');
                    Cow::Owned(value)
                }
                _ => {
                    let value;
                    (value, self.0) = cut(value_start, |byte| byte == b';');
                    let end = value.iter().rposition(|&byte| !is_http_whitespace(byte));
                    let Some(end) = end else { continue };
                    Cow::Borrowed(&value[..=end])
                }
            };
            if is_token(name) && value.iter().copied().all(is_quoted_string_token) {
                return Some((name, value));
            }
        }
        None
    }
}

/// Of every name, whether it is the first of its kind.
fn firsts(names: &[&str]) -> Vec<bool> {
    let mut firsts = vec![true; names.len()];
    for pair in by_name(names).windows(2) {
        if let [(earlier, _), (later, position)] = pair
            && earlier == later
        {
            firsts[*position] = false;
        }
    }
    firsts
}

/// `bytes` before the first that `ends`, and from there on.
fn cut(bytes: &[u8], ends: fn(u8) -> bool) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.iter().position(|&byte| ends(byte)).unwrap_or(bytes.len()))
}

/// [Collects an HTTP quoted string] past its opening quote, extracting its value: that, and what
/// follows the closing quote, where there is one.
///
/// [Collects an HTTP quoted string]: https://fetch.spec.whatwg.org/#collect-an-http-quoted-string
fn unquoted(mut bytes: &[u8]) -> (Vec<u8>, Option<&[u8]>) {
    let mut value = Vec::new();
    loop {
        match bytes {
            [] => return (value, None),
            [b'"', rest @ ..] => return (value, Some(rest)),
            [b'\\', escaped, rest @ ..] => {
                value.push(*escaped);
                bytes = rest;
            }
            // A backslash at the very end stands for itself.
            [byte, rest @ ..] => {
                value.push(*byte);
                bytes = rest;
            }
        }
    }
}

/// Whether `byte` is an [HTTP quoted-string token code point].
///
/// [HTTP quoted-string token code point]: https://mimesniff.spec.whatwg.org/#http-quoted-string-token-code-point
fn is_quoted_string_token(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'~' | 0x80..)
}
