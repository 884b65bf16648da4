//! [Headers](https://fetch.spec.whatwg.org/#terminology-headers): names, values and lists of them.

use crate::http::method::is_token;
use crate::http::quoted::Quoted;
use std::collections::BinaryHeap;

/// A [header]: a name and a value.
///
/// ```
/// use cors_preflight::Header;
///
/// let header = Header::new("X-Total", " 5 ")?;
/// assert_eq!((header.name(), header.value()), ("X-Total", &b"5"[..]));
/// assert!(header.is("x-total"));
/// assert!(Header::new("X Total", "5").is_err());
/// # Ok::<(), cors_preflight::InvalidHeader>(())
/// ```
///
/// [header]: https://fetch.spec.whatwg.org/#concept-header
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Header {
    pub(crate) name: String,
    pub(crate) value: Vec<u8>,
}

impl Header {
    /// Returns a header. The value is bytes, and loses surrounding tabs and spaces, as on the wire.
    ///
    /// # Errors
    ///
    /// The name is not a token, or the value contains NUL, CR or LF.
    pub fn new(name: impl Into<String>, value: impl AsRef<[u8]>) -> Result<Header, InvalidHeader> {
        let (name, value) = (name.into(), strip(value.as_ref(), is_http_tab_or_space));
        if !is_header_name(name.as_bytes()) {
            return Err(InvalidHeader(Invalid::Name(Quoted::from(name))));
        }
        if !is_header_value(value) {
            let (name, value) = (Quoted::from(name), Quoted::from(value));
            return Err(InvalidHeader(Invalid::Value { name, value }));
        }
        Ok(Header { name, value: value.to_vec() })
    }

    /// A header whose parts are known to be valid.
    pub(crate) fn valid(name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        Header { name: name.into(), value: value.into() }
    }

    /// Returns the name, in the case in which it was written.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the bytes of the value.
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// The name and the bytes of the value.
    pub(crate) fn pair(&self) -> (&str, &[u8]) {
        (&self.name, &self.value)
    }

    /// Returns whether the header has this name, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// The error of a name or a value that a header cannot have.
///
/// ```
/// use cors_preflight::Header;
///
/// let error = Header::new("X Total", "5").unwrap_err();
/// assert_eq!(error.to_string(), "expected a header name, got `X Total`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidHeader(Invalid);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Invalid {
    Name(Quoted),
    Value { name: Quoted, value: Quoted },
}

impl std::fmt::Display for InvalidHeader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Invalid::Name(name) => write!(f, "expected a header name, got {name}"),
            Invalid::Value { name, value } => {
                write!(f, "expected a value of {name} without NUL, CR and LF, got {value}")
            }
        }
    }
}

impl std::error::Error for InvalidHeader {}

/// A [header list]: headers in order, duplicates kept.
///
/// ```
/// use cors_preflight::{Header, HeaderList};
///
/// let headers: HeaderList =
///     [Header::new("Vary", "Origin")?, Header::new("vary", "Accept")?].into_iter().collect();
/// assert_eq!(headers.get("VARY").as_deref(), Some(&b"Origin, Accept"[..]));
/// assert_eq!(headers.get_all("vary").count(), 2);
/// # Ok::<(), cors_preflight::InvalidHeader>(())
/// ```
///
/// [header list]: https://fetch.spec.whatwg.org/#concept-header-list
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct HeaderList(Vec<Header>);

/// The length up to which a list is searched linearly. Longer lists are sorted first.
const LINEAR_SEARCH_LIMIT: usize = 32;

impl HeaderList {
    /// An empty list with room for this number of headers of an author, if any, and for the
    /// Content-Type and the Origin that are appended to them.
    pub(crate) fn with_room(headers: usize) -> HeaderList {
        HeaderList(Vec::with_capacity(if headers == 0 { 0 } else { headers.saturating_add(2) }))
    }

    /// Returns the number of headers.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether the list has no headers.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the headers, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Header> {
        self.0.iter()
    }

    /// Returns whether the list [contains] a header with this name, in any case.
    ///
    /// [contains]: https://fetch.spec.whatwg.org/#header-list-contains
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|header| header.is(name))
    }

    /// Returns the values of all headers with this name, in any case, in order.
    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |header| header.is(name)).map(|header| header.value.as_slice())
    }

    /// [Gets] the value of a name: the values of all its headers, joined with a comma and a space.
    /// Returns `None` if there are no such headers.
    ///
    /// [Gets]: https://fetch.spec.whatwg.org/#concept-header-list-get
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.get_all(name).map(<[u8]>::to_vec).reduce(|mut joined, value| {
            joined.extend_from_slice(b", ");
            joined.extend_from_slice(&value);
            joined
        })
    }

    /// [Appends] a header. If the list has a header with this name already, its case is used.
    ///
    /// Appending searches the list, so a list that is appended one by one costs the square of its
    /// length. Collecting an iterator makes the same list in n log n.
    ///
    /// [Appends]: https://fetch.spec.whatwg.org/#concept-header-list-append
    pub fn append(&mut self, mut header: Header) {
        if let Some(first) = self.0.iter().find(|earlier| earlier.is(&header.name)) {
            header.name.clone_from(&first.name);
        }
        self.0.push(header);
    }

    /// Adds a header with its own case: for the header lines of a response, and for lists whose casing
    /// is [reused](HeaderList::reuse_casing) when they are complete.
    pub(crate) fn push(&mut self, header: Header) {
        self.0.push(header);
    }

    /// [Sets] a header. It replaces the first one with its name, and the others are removed.
    ///
    /// [Sets]: https://fetch.spec.whatwg.org/#concept-header-list-set
    pub(crate) fn set(&mut self, header: Header) {
        let mut value = Some(header.value);
        self.0.retain_mut(|earlier| {
            if !earlier.is(&header.name) {
                return true;
            }
            // The first header takes the value, so the others are removed.
            value.take().map(|value| earlier.value = value).is_some()
        });
        self.0.extend(value.map(|value| Header { name: header.name, value }));
    }

    /// Returns the list in which every header is [combined] with the earlier ones of its name, and the
    /// positions of the headers that consist of several.
    ///
    /// [combined]: https://fetch.spec.whatwg.org/#concept-header-list-combine
    pub(crate) fn combined(mut self) -> (HeaderList, Vec<usize>) {
        let mut headers = self.0.iter().enumerate();
        let repeats = |(place, header): (usize, &Header)| {
            self.iter().take(place).any(|earlier| earlier.is(&header.name))
        };
        if self.0.len() <= LINEAR_SEARCH_LIMIT && !headers.any(repeats) {
            return (self, Vec::new());
        }
        let mut is_combined = vec![false; self.0.len()];
        for of_one_name in self.by_name().chunk_by(|(a, _), (b, _)| a == b) {
            let [(_, first), others @ ..] = of_one_name else { continue };
            for (_, place) in others {
                if let Ok([first, other]) = self.0.get_disjoint_mut([*first, *place]) {
                    first.value.extend_from_slice(b", ");
                    first.value.extend_from_slice(&std::mem::take(&mut other.value));
                    other.name.clear();
                }
                if let Some(is_combined) = is_combined.get_mut(*first) {
                    *is_combined = true;
                }
            }
        }
        let (mut list, mut places) = (HeaderList::default(), Vec::new());
        for (header, is_combined) in self.0.into_iter().zip(is_combined) {
            // A header that was combined with an earlier one has an empty name.
            if !header.name.is_empty() {
                if is_combined {
                    places.push(list.0.len());
                }
                list.0.push(header);
            }
        }
        (list, places)
    }

    /// Returns the list with [normalized](normalize_value) values.
    pub(crate) fn normalized(mut self) -> HeaderList {
        for header in &mut self.0 {
            header.value = normalize_value(&header.value).to_vec();
        }
        self
    }

    /// [Deletes] every header with one of these names.
    ///
    /// [Deletes]: https://fetch.spec.whatwg.org/#concept-header-list-delete
    pub(crate) fn delete(&mut self, names: &[&str]) {
        self.0.retain(|header| !names.iter().any(|name| header.is(name)));
    }

    /// Gives every header the case of the first one with its name, as if all had been [appended]. Takes
    /// less than quadratic time.
    ///
    /// [appended]: HeaderList::append
    pub(crate) fn reuse_casing(&mut self) {
        if self.0.len() <= LINEAR_SEARCH_LIMIT {
            for position in 1..self.0.len() {
                if let Some((earlier, [header, ..])) = self.0.split_at_mut_checked(position)
                    && let Some(first) = earlier.iter().find(|first| first.is(&header.name))
                {
                    header.name.clone_from(&first.name);
                }
            }
            return;
        }
        for of_one_name in self.by_name().chunk_by(|(a, _), (b, _)| a == b) {
            let [(_, first), others @ ..] = of_one_name else { continue };
            for (_, place) in others {
                if let Ok([first, other]) = self.0.get_disjoint_mut([*first, *place]) {
                    other.name.clone_from(&first.name);
                }
            }
        }
    }

    /// Returns the names in lower case with their positions, sorted by name and then by position.
    fn by_name(&self) -> Vec<(String, usize)> {
        let names: Vec<&str> = self.iter().map(|header| header.name.as_str()).collect();
        by_name(&names)
    }
}

/// Collects headers as [appending](HeaderList::append) each of them does.
impl FromIterator<Header> for HeaderList {
    fn from_iter<I: IntoIterator<Item = Header>>(headers: I) -> HeaderList {
        let mut list = HeaderList(headers.into_iter().collect());
        list.reuse_casing();
        list
    }
}

impl IntoIterator for HeaderList {
    type Item = Header;
    type IntoIter = std::vec::IntoIter<Header>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a HeaderList {
    type Item = &'a Header;
    type IntoIter = std::slice::Iter<'a, Header>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// [Converts header names to a sorted-lowercase set]: the names in lower case, sorted by byte, without
/// duplicates.
///
/// [Converts header names to a sorted-lowercase set]: https://fetch.spec.whatwg.org/#convert-header-names-to-a-sorted-lowercase-set
pub fn sorted_lowercase_set(names: &[&str]) -> Vec<String> {
    let mut set = without_places(by_name(names));
    set.dedup();
    set
}

/// Returns the names in lower case, [with their positions](with_places).
pub(crate) fn by_name(names: &[&str]) -> Vec<(String, usize)> {
    with_places(names.iter().map(|name| name.to_ascii_lowercase()).collect())
}

/// Names with their places, sorted by name and then by place. All of the engine's sorting is of such
/// pairs and by a heap, because each kind of it weighs something, and the usual one several times that.
pub(crate) fn with_places(names: Vec<String>) -> Vec<(String, usize)> {
    names.into_iter().zip(0..).collect::<BinaryHeap<_>>().into_sorted_vec()
}

/// Returns the names of pairs of a name and a position.
pub(crate) fn without_places(pairs: Vec<(String, usize)>) -> Vec<String> {
    pairs.into_iter().map(|(name, _)| name).collect()
}

/// Whether a sorted-lowercase set contains `name`, which is in lower case.
pub(crate) fn set_contains(set: &[String], name: &str) -> bool {
    set.binary_search_by(|member| member.as_str().cmp(name)).is_ok()
}

/// Returns whether `name` is a [header name]. All bytes are accepted.
///
/// [header name]: https://fetch.spec.whatwg.org/#header-name
pub fn is_header_name(name: &[u8]) -> bool {
    is_token(name)
}

/// Returns whether `value` is a [header value]: it has no tab or space at either end, and does not
/// contain NUL, CR or LF.
///
/// [header value]: https://fetch.spec.whatwg.org/#header-value
pub fn is_header_value(value: &[u8]) -> bool {
    let edge = |byte: Option<&u8>| matches!(byte, Some(b'\t' | b' '));
    !edge(value.first())
        && !edge(value.last())
        && !value.iter().any(|byte| matches!(byte, 0 | b'\n' | b'\r'))
}

/// [Normalizes] a value: strips [HTTP whitespace](is_http_whitespace) from both ends.
///
/// [Normalizes]: https://fetch.spec.whatwg.org/#concept-header-value-normalize
pub fn normalize_value(value: &[u8]) -> &[u8] {
    strip(value, is_http_whitespace)
}

/// Normalizes a value as [`normalize_value`] does, as text.
pub(crate) fn normalize_text(value: &str) -> &str {
    // UTF-8 without ASCII at its ends is still UTF-8.
    std::str::from_utf8(normalize_value(value.as_bytes())).unwrap_or(value)
}

/// Returns whether `byte` is an [HTTP whitespace byte]: tab, LF, CR or space.
///
/// [HTTP whitespace byte]: https://fetch.spec.whatwg.org/#http-whitespace-byte
pub fn is_http_whitespace(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' ')
}

/// Returns whether `byte` is an [HTTP tab or space byte].
///
/// [HTTP tab or space byte]: https://fetch.spec.whatwg.org/#http-tab-or-space-byte
pub fn is_http_tab_or_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b' ')
}

/// Returns `bytes` without the bytes at either end that `is_stripped` accepts.
pub(crate) fn strip(bytes: &[u8], is_stripped: fn(u8) -> bool) -> &[u8] {
    strip_end(strip_start(bytes, is_stripped), is_stripped)
}

/// Returns `bytes` without the bytes at the start that `is_stripped` accepts.
pub(crate) fn strip_start(mut bytes: &[u8], is_stripped: fn(u8) -> bool) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && is_stripped(*first)
    {
        bytes = rest;
    }
    bytes
}

/// Returns `bytes` without the bytes at the end that `is_stripped` accepts.
pub(crate) fn strip_end(mut bytes: &[u8], is_stripped: fn(u8) -> bool) -> &[u8] {
    while let [rest @ .., last] = bytes
        && is_stripped(*last)
    {
        bytes = rest;
    }
    bytes
}

/// The [request-body-header names]: headers that describe the body.
///
/// [request-body-header names]: https://fetch.spec.whatwg.org/#request-body-header-name
pub(crate) const REQUEST_BODY_HEADERS: &[&str] =
    &["Content-Encoding", "Content-Language", "Content-Location", "Content-Type"];

/// The only [CORS non-wildcard request-header name]. `*` does not cover it, and redirects to another
/// origin remove it.
///
/// [CORS non-wildcard request-header name]: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
pub(crate) const CORS_NON_WILDCARD_REQUEST_HEADER_NAME: &str = "authorization";

/// [Gets, decodes and splits] a value at its commas, except those inside quoted strings. Items lose
/// surrounding tabs and spaces and keep their quotes. There is always at least one item.
///
/// [Gets, decodes and splits]: https://fetch.spec.whatwg.org/#header-value-get-decode-and-split
pub fn get_decode_and_split(value: &[u8]) -> Vec<&[u8]> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let items = value.split(|&byte| {
        if is_escaped {
            is_escaped = false;
            return false;
        }
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\\' => is_escaped = is_quoted,
            _ => {}
        }
        byte == b',' && !is_quoted
    });
    items.map(|item| strip(item, is_http_tab_or_space)).collect()
}
