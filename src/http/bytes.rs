//! Classes of bytes: predicates, and one lookup table of them, so that a value is scanned once.

/// Whether `byte` is a [tchar], which tokens consist of.
///
/// [tchar]: https://httpwg.org/specs/rfc9110.html#tokens
pub(crate) const fn is_tchar(byte: u8) -> bool {
    matches!(
        byte,
        b'!' | b'#'
            | b'$'
            | b'%'
            | b'&'
            | b'\''
            | b'*'
            | b'+'
            | b'-'
            | b'.'
            | b'^'
            | b'_'
            | b'`'
            | b'|'
            | b'~'
    ) || byte.is_ascii_alphanumeric()
}

/// Whether `byte` is a [CORS-unsafe request-header byte].
///
/// [CORS-unsafe request-header byte]: https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte
pub const fn is_cors_unsafe_request_header_byte(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\t')
        || matches!(
            byte,
            b'"' | b'('
                | b')'
                | b':'
                | b'<'
                | b'>'
                | b'?'
                | b'@'
                | b'['
                | b'\\'
                | b']'
                | b'{'
                | b'}'
                | 0x7F
        )
}

/// Whether `byte` may be part of a [CORS-safelisted] `Accept-Language` or `Content-Language`.
///
/// [CORS-safelisted]: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
pub(crate) const fn is_language_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'*' | b',' | b'-' | b'.' | b';' | b'=')
}

/// The class of bytes that a [token](crate::is_token) may contain.
pub(crate) const TOKEN: u8 = 1;

/// The class of ASCII bytes that a [header value](crate::is_header_value) may contain.
pub(crate) const PLAIN: u8 = 2;

/// The class of ASCII bytes that are not a
/// [CORS-unsafe request-header byte](crate::is_cors_unsafe_request_header_byte).
pub(crate) const SAFE: u8 = 4;

/// The class of bytes that a safelisted `Accept-Language` or `Content-Language` may contain.
pub(crate) const LANGUAGE: u8 = 8;

/// The classes of each byte. Bytes that are not ASCII are in no class.
pub(crate) static PARTS: [u8; 256] = {
    let mut parts = [0; 256];
    let mut byte: u8 = 0;
    while byte.is_ascii() {
        let all = [
            (TOKEN, is_tchar(byte)),
            (PLAIN, !matches!(byte, 0 | b'\n' | b'\r')),
            (SAFE, !is_cors_unsafe_request_header_byte(byte)),
            (LANGUAGE, is_language_byte(byte)),
        ];
        let mut number = 0;
        while number < all.len() {
            if all[number].1 {
                parts[byte as usize] |= all[number].0;
            }
            number += 1;
        }
        byte += 1;
    }
    parts
};
