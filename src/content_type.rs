//! The essence of a Content-Type, as a profile finds it.

use crate::header::{is_http_tab_or_space, strip};
use crate::method::is_token;
use crate::mime::essence;
use crate::profile::ContentTypeRule;

/// The essence of a Content-Type, lower-case, where there is one to be found.
pub(crate) fn essence_by(rule: ContentTypeRule, value: &[u8]) -> Option<String> {
    match rule {
        ContentTypeRule::MimeSniffing => essence(value),
        ContentTypeRule::BeforeSemicolon => before_semicolon(value),
        ContentTypeRule::Strict => strict(value),
    }
}

fn before_semicolon(value: &[u8]) -> Option<String> {
    let before = value.split(|&byte| byte == b';').next().unwrap_or_default();
    let before = strip(before, |byte| byte.is_ascii_whitespace() || byte == 0x0b);
    let slash = before.iter().position(|&byte| byte == b'/')?;
    let (kind, subtype) = (&before[..slash], &before[slash + 1..]);
    (is_token(kind) && is_token(subtype)).then(|| lower_case(before))?
}

fn strict(value: &[u8]) -> Option<String> {
    let ends = |&byte: &u8| byte == b';' || is_http_tab_or_space(byte);
    let end = value.iter().position(ends).unwrap_or(value.len());
    let (kind, rest) = value.split_at(end);
    let is_whole = match rest.iter().position(|&byte| byte == b';') {
        None => rest.iter().copied().all(is_http_tab_or_space),
        // A semicolon at the very end is left over, but for the first.
        Some(first) => !rest[first + 1..].ends_with(b";"),
    };
    let is_type = kind.contains(&b'/') && is_whole && !value.contains(&b',');
    is_type.then(|| lower_case(kind))?
}

fn lower_case(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_ascii_lowercase()).ok()
}
