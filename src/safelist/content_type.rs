//! The MIME type in a Content-Type, as a profile parses it.

use crate::http::bytes::split_before;
use crate::http::header::{is_http_tab_or_space, strip};
use crate::http::mime_type::type_and_subtype;
use crate::profile::ContentTypeParser;

/// Returns the type and the subtype in a Content-Type, if they parse.
pub(crate) fn parts_by(parser: ContentTypeParser, value: &[u8]) -> Option<(&[u8], &[u8])> {
    match parser {
        ContentTypeParser::MimeSniffing => type_and_subtype(value),
        ContentTypeParser::Strict => strict(value),
    }
}

fn strict(value: &[u8]) -> Option<(&[u8], &[u8])> {
    // White space before the type is allowed only if there are parameters.
    let has_parameter = value.contains(&b';');
    let value = if has_parameter { strip(value, is_http_tab_or_space) } else { value };
    let ends = |byte: u8| byte == b';' || is_http_tab_or_space(byte);
    let (essence, rest) = split_before(value, ends);
    let is_whole = match split_before(rest, |byte| byte == b';') {
        (_, [_, parameters @ ..]) => {
            // A semicolon at the end fails, except the only one.
            !parameters.ends_with(b";")
        }
        (space, []) => space.iter().copied().all(is_http_tab_or_space),
    };
    let (kind, from_slash) = split_before(essence, |byte| byte == b'/');
    let subtype = from_slash.strip_prefix(b"/")?;
    (is_whole && !value.contains(&b',')).then_some((kind, subtype))
}
