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

/// Returns whether `byte` is a [CORS-unsafe request-header byte].
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

/// The class of bytes that a [token](crate::spec::is_token) may contain.
pub(crate) const TOKEN: u8 = 1;

/// The class of ASCII bytes that a [header value](crate::spec::is_header_value) may contain.
pub(crate) const PLAIN: u8 = 2;

/// The class of ASCII bytes that are not a
/// [CORS-unsafe request-header byte](is_cors_unsafe_request_header_byte).
pub(crate) const SAFE: u8 = 4;

/// The class of bytes that a safelisted `Accept-Language` or `Content-Language` may contain.
pub(crate) const LANGUAGE: u8 = 8;

/// Returns the classes of `byte`. Bytes that are not ASCII are in no class.
pub(crate) fn classes(byte: u8) -> u8 {
    // Every byte has a place in the table.
    CLASSES.get(usize::from(byte)).copied().unwrap_or_default()
}

static CLASSES: [u8; 256] = {
    let mut all = [0; 256];
    let mut rest: &mut [u8] = &mut all;
    let mut byte: u8 = 0;
    while let Some((classes, after)) = rest.split_first_mut() {
        *classes = classes_of(byte);
        rest = after;
        byte = byte.wrapping_add(1);
    }
    all
};

const fn classes_of(byte: u8) -> u8 {
    if !byte.is_ascii() {
        return 0;
    }
    let mut classes = 0;
    if is_tchar(byte) {
        classes |= TOKEN;
    }
    if !matches!(byte, 0 | b'\n' | b'\r') {
        classes |= PLAIN;
    }
    if !is_cors_unsafe_request_header_byte(byte) {
        classes |= SAFE;
    }
    if is_language_byte(byte) {
        classes |= LANGUAGE;
    }
    classes
}

/// Splits `bytes` before the first byte that `ends` accepts. The second part is empty if there is no
/// such byte.
pub(crate) fn split_before(bytes: &[u8], ends: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let place = bytes.iter().position(|&byte| ends(byte));
    place.and_then(|place| bytes.split_at_checked(place)).unwrap_or((bytes, b""))
}
