//! The type in a Content-Type, as a profile finds it.

use crate::http::header::{is_http_tab_or_space, strip};
use crate::http::mime_type::type_and_subtype;
use crate::profile::ContentTypeParser;

/// The type and subtype in a Content-Type, where they are to be found.
pub(crate) fn parts_by(parser: ContentTypeParser, value: &[u8]) -> Option<(&[u8], &[u8])> {
    match parser {
        ContentTypeParser::MimeSniffing => type_and_subtype(value),
        ContentTypeParser::Strict => strict(value),
    }
}

fn strict(value: &[u8]) -> Option<(&[u8], &[u8])> {
    // White space before the type passes where a parameter follows.
    let has_parameter = value.contains(&b';');
    let value = if has_parameter { strip(value, is_http_tab_or_space) } else { value };
    let ends = |&byte: &u8| byte == b';' || is_http_tab_or_space(byte);
    let (kind, rest) = value.split_at(value.iter().position(ends).unwrap_or(value.len()));
    let is_whole = match rest.iter().position(|&byte| byte == b';') {
        None => rest.iter().copied().all(is_http_tab_or_space),
        // A semicolon at the very end is left over, but for the first.
        Some(first) => !rest[first + 1..].ends_with(b";"),
    };
    at_slash(kind).filter(|_| is_whole && !value.contains(&b','))
}

fn at_slash(kind: &[u8]) -> Option<(&[u8], &[u8])> {
    let slash = kind.iter().position(|&byte| byte == b'/')?;
    Some((&kind[..slash], &kind[slash + 1..]))
}
