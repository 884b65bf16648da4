//! What a byte may be part of, all in one table: for who looks at every byte but once.

use crate::http::method::is_tchar;
use crate::safelist::{is_cors_unsafe_request_header_byte, is_language_byte};

/// Of a [token](crate::is_token).
pub(crate) const TOKEN: u8 = 1;

/// Of a [header value](crate::is_header_value) in ASCII.
pub(crate) const PLAIN: u8 = 2;

/// Of a value in ASCII without a
/// [CORS-unsafe request-header byte](crate::is_cors_unsafe_request_header_byte).
pub(crate) const SAFE: u8 = 4;

/// Of a safelisted Accept-Language or Content-Language.
pub(crate) const LANGUAGE: u8 = 8;

/// What each byte may be part of.
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
