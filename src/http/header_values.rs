//! [Extracting header list values](https://fetch.spec.whatwg.org/#extract-header-list-values).

use crate::http::header::{HeaderList, is_http_tab_or_space, strip};
use crate::http::method::is_token;

/// The values of a header whose ABNF is a list of methods or field names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderValues<'a> {
    /// There is no such header. The standard's result is null.
    Absent,
    /// An item of a line is not a token. The standard's result is failure, for all lines.
    Failure {
        /// The first item that is not a token.
        item: &'a [u8],
    },
    /// The tokens of all lines, in order. There may be none, unlike an absent header.
    Tokens(Vec<&'a str>),
}

impl<'a> HeaderValues<'a> {
    /// The tokens with which the standard's steps continue. There are none after null or failure.
    pub(crate) fn tokens(&self) -> &[&'a str] {
        match self {
            HeaderValues::Tokens(tokens) => tokens,
            HeaderValues::Absent | HeaderValues::Failure { .. } => &[],
        }
    }
}

/// [Extracts header list values] of a header whose [syntax] is a list of tokens. `name` is
/// `Access-Control-Allow-Methods`, `Access-Control-Allow-Headers` or `Access-Control-Expose-Headers`,
/// in any case.
///
/// [syntax]: https://fetch.spec.whatwg.org/#http-new-header-syntax
///
/// Each line is parsed separately, as a recipient parses a [list]: empty items are skipped.
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

/// Returns `bytes` as text if they are a token, which is ASCII.
pub(crate) fn token(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|_| is_token(bytes))
}

/// Returns the items of one line that are not empty, without surrounding tabs and spaces. They are
/// its [extracted values] if each is a token.
///
/// [extracted values]: https://fetch.spec.whatwg.org/#extract-header-values
pub(crate) fn items(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|&byte| byte == b',')
        .map(|item| strip(item, is_http_tab_or_space))
        .filter(|item| !item.is_empty())
}
