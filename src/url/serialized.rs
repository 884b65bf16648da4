//! URLs that the [URL parser] would return as they are.
//!
//! A platform's parser is expensive to call, and most URLs are already in the form that it returns. The
//! check here is conservative: it covers the plain `http:` and `https:` URLs of which all parsers agree.
//!
//! [URL parser]: https://url.spec.whatwg.org/#concept-url-parser

use crate::http::bytes::split_before;

/// A longer URL is left to the parser, which may have a limit.
const MAX_LENGTH: usize = 2048;

/// A longer host is left to the parser.
const MAX_HOST_LENGTH: usize = 253;

/// A longer label of a host is left to the parser.
const MAX_LABEL_LENGTH: usize = 63;

/// The class of bytes that paths contain and parsers keep.
const PATH: u8 = 1;

/// The class of bytes that queries contain and parsers keep.
const QUERY: u8 = 2;

/// The class of bytes that labels of hosts contain and parsers keep.
const LABEL: u8 = 4;

/// The classes of each byte.
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
    let is_kept = byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'(' | b')' | b'*' | b'+' | b','
        )
        || matches!(byte, b';' | b'=' | b':' | b'@' | b'/' | b'%');
    let mut classes = if is_kept { PATH | QUERY } else { 0 };
    if byte == b'?' {
        classes |= QUERY;
    }
    if byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' {
        classes |= LABEL;
    }
    classes
}

/// Returns the serialization of `text` if it is known without a parser: `text` itself, or `text` and a
/// slash if only the path is missing. A base URL makes no difference, because `text` is absolute.
///
/// Returns `None` if only a parser knows, which does not mean that parsing fails.
pub(crate) fn serialize_if_plain(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    if bytes.len() > MAX_LENGTH {
        return None;
    }
    let (rest, default_port) = match bytes.strip_prefix(b"https://") {
        Some(rest) => (rest, 443),
        None => (bytes.strip_prefix(b"http://")?, 80),
    };
    let (host, rest) = split_before(rest, |byte| matches!(byte, b':' | b'/'));
    if !is_plain_host(host) {
        return None;
    }
    let rest = match rest {
        [b':', rest @ ..] => {
            let (port, rest) = split_before(rest, |byte| byte == b'/');
            plain_port(port).filter(|port| *port != default_port)?;
            rest
        }
        rest => rest,
    };
    if rest.is_empty() {
        return Some([text, "/"].concat());
    }
    let (path, query) = split_before(rest, |byte| byte == b'?');
    (is_plain_path(path) && are_all(query, QUERY)).then(|| text.to_owned())
}

fn are_all(bytes: &[u8], class: u8) -> bool {
    let classes = |byte: &u8| CLASSES.get(usize::from(*byte)).copied().unwrap_or_default();
    bytes.iter().all(|byte| classes(byte) & class != 0)
}

/// Whether `host` is a domain of plain labels. The last one starts with a letter, so that the host is
/// not an IPv4 address. Punycode is left to the parser, because it may be invalid.
fn is_plain_host(host: &[u8]) -> bool {
    let is_plain_label = |label: &[u8]| {
        (1..=MAX_LABEL_LENGTH).contains(&label.len())
            && are_all(label, LABEL)
            && label.first() != Some(&b'-')
            && label.last() != Some(&b'-')
            && label.get(2..4) != Some(b"--")
    };
    let last = host.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    host.len() <= MAX_HOST_LENGTH
        && last.first().is_some_and(u8::is_ascii_lowercase)
        && host.split(|byte| *byte == b'.').all(is_plain_label)
}

/// Returns the number of a port without leading zeros.
fn plain_port(port: &[u8]) -> Option<u16> {
    let is_plain = port.first().is_some_and(|byte| matches!(byte, b'1'..=b'9'))
        && port.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(port).ok().filter(|_| is_plain)?.parse().ok()
}

/// Whether `path` has no segment that a parser removes: `.`, `..`, and both with `%2e` for a dot.
fn is_plain_path(path: &[u8]) -> bool {
    let starts_with_dot = |rest: &[u8]| {
        rest.first() == Some(&b'.')
            || rest.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(b"%2e"))
    };
    are_all(path, PATH)
        && !path.iter().enumerate().any(|(position, byte)| {
            *byte == b'/' && path.get(position.saturating_add(1)..).is_some_and(starts_with_dot)
        })
}

#[cfg(test)]
mod tests {
    use super::serialize_if_plain;

    #[test]
    fn plain_urls_are_returned_as_a_parser_would() {
        for (text, serialized) in [
            ("https://app.example", Some("https://app.example/")),
            ("http://localhost:8080", Some("http://localhost:8080/")),
            (
                "https://api.example/v1/items?page=2&b=%20",
                Some("https://api.example/v1/items?page=2&b=%20"),
            ),
            ("http://a.example:443/", Some("http://a.example:443/")),
            ("https://a.example/a..b/c.", Some("https://a.example/a..b/c.")),
            ("https://a.example/?", Some("https://a.example/?")),
        ] {
            assert_eq!(serialize_if_plain(text).as_deref(), serialized, "{text}");
        }
    }

    #[test]
    fn everything_else_is_left_to_the_parser() {
        for text in [
            "",
            "https://",
            "https:///a",
            "ftp://a.example/",
            "HTTPS://a.example/",
            "https://A.example/",
            "https://user@a.example/",
            "https://a.example:443/",
            "http://a.example:80",
            "https://a.example:0443/",
            "https://a.example:65536/",
            "https://a.example:",
            "https://127.0.0.1/",
            "https://1/",
            "https://a.0x1/",
            "https://a.example./",
            "https://a..example/",
            "https://xn--a.example/",
            "https://-a.example/",
            "https://a-.example/",
            "https://a_b.example/",
            "https://a.example?b",
            "https://a.example/#",
            "https://a.example/.",
            "https://a.example/../b",
            "https://a.example/%2E%2e/b",
            "https://a.example/a b",
            "https://a.example/\u{e4}",
            "https://a.example/a\\b",
            "https://a.example/?a'b",
            " https://a.example/",
        ] {
            assert_eq!(serialize_if_plain(text), None, "{text}");
        }
        let long = format!("https://a.example/{}", "a".repeat(2048));
        assert_eq!(serialize_if_plain(&long), None);
    }
}
