//! [Extracting header list values](https://fetch.spec.whatwg.org/#extract-header-list-values).

use crate::http::header::{HeaderList, is_http_tab_or_space, strip};
use crate::http::method::is_token;

/// What the lines of a header that the ABNF calls `#token` (a method or a field name) say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderValues<'a> {
    /// No such header: null in the standard.
    Absent,
    /// An item of a line is no token: failure, for all lines.
    Failure {
        /// The first item at fault.
        item: &'a [u8],
    },
    /// The tokens of all lines in order; possibly none, which is not the same as absent.
    Tokens(Vec<&'a str>),
}

impl<'a> HeaderValues<'a> {
    /// The tokens, none where there are none to be had: what the standard's steps go on with.
    pub(crate) fn tokens(&self) -> &[&'a str] {
        match self {
            HeaderValues::Tokens(tokens) => tokens,
            HeaderValues::Absent | HeaderValues::Failure { .. } => &[],
        }
    }
}

/// [Extracts header list values] of `name` (`Access-Control-Allow-Methods`,
/// `Access-Control-Allow-Headers` or `Access-Control-Expose-Headers`, in any case), whose [syntax] is
/// one: a list of tokens.
///
/// [syntax]: https://fetch.spec.whatwg.org/#http-new-header-syntax
///
/// Each line is parsed alone, as a recipient parses a [list]: empty items are skipped.
///
/// [Extracts header list values]: https://fetch.spec.whatwg.org/#extract-header-list-values
/// [list]: https://httpwg.org/specs/rfc9110.html#abnf.extension.recipient
pub fn extract_header_list_values<'a>(name: &'a str, headers: &'a HeaderList) -> HeaderValues<'a> {
    let mut lines = headers.get_all(name).peekable();
    if lines.peek().is_none() {
        return HeaderValues::Absent;
    }
    let mut tokens = Vec::new();
    for item in lines.flat_map(items) {
        match token(item) {
            Some(token) => tokens.push(token),
            None => return HeaderValues::Failure { item },
        }
    }
    HeaderValues::Tokens(tokens)
}

/// `bytes` as text, where they are a token, which is ASCII.
pub(crate) fn token(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|_| is_token(bytes))
}

/// The items of one line that are not empty, without the tabs and spaces around them: its
/// [extracted values], where each is a token.
///
/// [extracted values]: https://fetch.spec.whatwg.org/#extract-header-values
pub(crate) fn items(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|&byte| byte == b',')
        .map(|item| strip(item, is_http_tab_or_space))
        .filter(|item| !item.is_empty())
}
