//! The part of [MIME Sniffing](https://mimesniff.spec.whatwg.org/) that CORS stands on.

use crate::header::{is_http_whitespace, strip};
use crate::method::is_token;

/// The essence of what [parsing a MIME type] gives, lower-case, or nothing where that fails.
///
/// Parameters never make it fail, so they are not looked at.
///
/// [parsing a MIME type]: https://mimesniff.spec.whatwg.org/#parse-a-mime-type
pub fn essence(value: &[u8]) -> Option<String> {
    let value = strip(value, is_http_whitespace);
    let slash = value.iter().position(|&byte| byte == b'/')?;
    let (kind, rest) = (&value[..slash], &value[slash + 1..]);
    let subtype = rest.split(|&byte| byte == b';').next().unwrap_or_default();
    // Only its end may hold whitespace: at its start it makes a subtype that is no token.
    let end =
        subtype.iter().rposition(|&byte| !is_http_whitespace(byte)).map_or(0, |last| last + 1);
    let subtype = &subtype[..end];
    if !is_token(kind) || !is_token(subtype) {
        return None;
    }
    let text = [kind, b"/", subtype].concat().to_ascii_lowercase();
    String::from_utf8(text).ok()
}
