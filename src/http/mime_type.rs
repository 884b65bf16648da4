//! The part of [MIME Sniffing](https://mimesniff.spec.whatwg.org/) that CORS uses.

use crate::http::bytes::split_before;
use crate::http::header::{by_name, is_http_whitespace, strip, strip_end, strip_start};
use crate::http::isomorphic::isomorphic_decode;
use crate::http::method::is_token;
use std::borrow::Cow;

/// Returns the essence of a MIME type in lower case, or `None` if [parsing a MIME type] fails.
///
/// Parameters never make parsing fail, so they are ignored.
///
/// [parsing a MIME type]: https://mimesniff.spec.whatwg.org/#parse-a-mime-type
pub fn mime_type_essence(value: &[u8]) -> Option<String> {
    let (kind, subtype) = type_and_subtype(value)?;
    let text = [kind, b"/", subtype].concat().to_ascii_lowercase();
    String::from_utf8(text).ok()
}

/// Returns the type and the subtype of a MIME type, as `value` spells them.
pub(crate) fn type_and_subtype(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let (kind, rest) = split_before(strip(value, is_http_whitespace), |byte| byte == b'/');
    let (subtype, _) = split_before(rest.strip_prefix(b"/")?, |byte| byte == b';');
    // White space is allowed only at the end of the subtype.
    let subtype = strip_end(subtype, is_http_whitespace);
    (is_token(kind) && is_token(subtype)).then_some((kind, subtype))
}

/// Whether `value` is a MIME type with valid parameters only, with white space anywhere between its
/// parts. Some browsers require that of the type of a Blob.
pub(crate) fn is_strict_mime_type(value: &[u8]) -> bool {
    let is_word = |part| is_token(strip(part, is_http_whitespace));
    let (essence, mut rest) = split_before(value, |byte| byte == b';');
    let (kind, subtype) = split_before(essence, |byte| byte == b'/');
    if !is_word(kind) || !subtype.strip_prefix(b"/").is_some_and(is_word) {
        return false;
    }
    while let [b';', after @ ..] = rest {
        let (name, after_name) =
            split_before(strip(after, is_http_whitespace), |byte| byte == b'=');
        let [b'=', value @ ..] = after_name else { return false };
        let is_value;
        (is_value, rest) = match value {
            [b'"', quoted @ ..] => {
                let (_, Some(after_quotes)) = unquoted(quoted) else { return false };
                (true, strip(after_quotes, is_http_whitespace))
            }
            _ => {
                let (value, rest) = split_before(value, |byte| byte == b';');
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
    /// The type and the subtype, in lower case.
    pub essence: String,
    /// The names, in lower case, and the values of the parameters, in order. Each name occurs once.
    pub parameters: Vec<(String, Vec<u8>)>,
}

impl MimeType {
    /// Returns the value of a parameter. `name` is in lower case.
    pub fn parameter(&self, name: &str) -> Option<&[u8]> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_slice())
    }

    /// [Serializes](https://mimesniff.spec.whatwg.org/#serialize-a-mime-type-to-bytes) the MIME type.
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

/// [Parses a MIME type] from bytes. Malformed parameters are skipped. Of several parameters with one
/// name, the first counts.
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

/// Returns the well-formed parameters of a MIME type, in order: the names as `value` spells them, and
/// the values.
pub(crate) fn parameters(value: &[u8]) -> Parameters<'_> {
    Parameters(split_before(strip(value, is_http_whitespace), |byte| byte == b';').1)
}

/// The rest of a MIME type, which begins with a `;`.
pub(crate) struct Parameters<'a>(&'a [u8]);

impl<'a> Iterator for Parameters<'a> {
    type Item = (&'a [u8], Cow<'a, [u8]>);

    fn next(&mut self) -> Option<Self::Item> {
        while let [b';', after @ ..] = self.0 {
            let start = strip_start(after, is_http_whitespace);
            let (name, after_name) = split_before(start, |byte| matches!(byte, b';' | b'='));
            let [b'=', value_start @ ..] = after_name else {
                self.0 = after_name;
                continue;
            };
            let value = match value_start {
                [b'"', quoted @ ..] => {
                    let (value, after_quotes) = unquoted(quoted);
                    (_, self.0) =
                        split_before(after_quotes.unwrap_or_default(), |byte| byte == b';');
                    Cow::Owned(value)
                }
                _ => {
                    let value;
                    (value, self.0) = split_before(value_start, |byte| byte == b';');
                    let value = strip_end(value, is_http_whitespace);
                    if value.is_empty() {
                        continue;
                    }
                    Cow::Borrowed(value)
                }
            };
            if is_token(name) && value.iter().copied().all(is_quoted_string_token) {
                return Some((name, value));
            }
        }
        None
    }
}

/// Returns for each name whether it is the first one of several that differ only in case.
fn firsts(names: &[&str]) -> Vec<bool> {
    let mut firsts = vec![true; names.len()];
    for pair in by_name(names).windows(2) {
        if let [(earlier, _), (later, position)] = pair
            && earlier == later
            && let Some(is_first) = firsts.get_mut(*position)
        {
            *is_first = false;
        }
    }
    firsts
}

/// [Collects an HTTP quoted string] after its opening quote. Returns its value and, if there is a
/// closing quote, the bytes after it.
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
            // A backslash at the end is part of the value.
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
