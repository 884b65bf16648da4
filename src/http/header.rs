//! [Headers](https://fetch.spec.whatwg.org/#terminology-headers): names, values and lists of them.

use crate::http::method::is_token;
use std::collections::BinaryHeap;

/// A [header]: a name and a value.
///
/// [header]: https://fetch.spec.whatwg.org/#concept-header
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// A token, in the case it was written in.
    pub name: String,
    /// The bytes on the wire.
    pub value: Vec<u8>,
}

impl Header {
    pub(crate) fn new(name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        Header { name: name.into(), value: value.into() }
    }

    /// The name, and the bytes on the wire.
    pub(crate) fn pair(&self) -> (&str, &[u8]) {
        (&self.name, &self.value)
    }

    /// Whether this header is called `name`, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// A [header list]: headers in order, duplicates kept.
///
/// [header list]: https://fetch.spec.whatwg.org/#concept-header-list
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderList(Vec<Header>);

/// Up to so many headers are looked through one by one, for more there is a way that costs less.
const FEW: usize = 32;

impl HeaderList {
    /// An empty list with room for so many headers of an author, if any, and for the Content-Type
    /// and the Origin that are appended to them.
    pub(crate) fn with_room(headers: usize) -> HeaderList {
        HeaderList(Vec::with_capacity(if headers == 0 { 0 } else { headers + 2 }))
    }

    /// The headers, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Header> {
        self.0.iter()
    }

    /// Whether the list [contains] `name`, in any case.
    ///
    /// [contains]: https://fetch.spec.whatwg.org/#header-list-contains
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|header| header.is(name))
    }

    /// The values of every header called `name`, in order: one item a line.
    pub fn lines<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |header| header.is(name)).map(|header| header.value.as_slice())
    }

    /// [Gets] the value of `name`: all its lines joined by a comma and a space, or nothing where
    /// there is no such header.
    ///
    /// [Gets]: https://fetch.spec.whatwg.org/#concept-header-list-get
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.lines(name).map(<[u8]>::to_vec).reduce(|mut joined, line| {
            joined.extend_from_slice(b", ");
            joined.extend_from_slice(&line);
            joined
        })
    }

    /// [Appends] a header; an earlier one of the same name decides the case of the name.
    ///
    /// Looks through the list, so that a long list appended one by one costs the square of its
    /// length. [Collecting](FromIterator) its headers makes the same list in n log n.
    ///
    /// [Appends]: https://fetch.spec.whatwg.org/#concept-header-list-append
    pub fn append(&mut self, mut header: Header) {
        if let Some(first) = self.0.iter().find(|earlier| earlier.is(&header.name)) {
            header.name.clone_from(&first.name);
        }
        self.0.push(header);
    }

    /// Adds a header as it is: for lists read off the wire, where every line keeps its own case, and
    /// for those whose casing is [reused](HeaderList::reuse_casing) once they are whole.
    pub(crate) fn push(&mut self, header: Header) {
        self.0.push(header);
    }

    /// [Sets] a header: in the place of the first of its name, of which no other stays.
    ///
    /// [Sets]: https://fetch.spec.whatwg.org/#concept-header-list-set
    pub(crate) fn set(&mut self, header: Header) {
        let mut value = Some(header.value);
        self.0.retain_mut(|earlier| {
            if !earlier.is(&header.name) {
                return true;
            }
            // The first takes the value, and leaves none for the others.
            value.take().map(|value| earlier.value = value).is_some()
        });
        self.0.extend(value.map(|value| Header { name: header.name, value }));
    }

    /// The list that would be, had every header been [combined] with those before it; and the places
    /// in it of headers that were made of several.
    ///
    /// [combined]: https://fetch.spec.whatwg.org/#concept-header-list-combine
    pub(crate) fn combined(mut self) -> (HeaderList, Vec<usize>) {
        let mut headers = self.0.iter().enumerate();
        let repeats = |(place, header): (usize, &Header)| {
            self.iter().take(place).any(|earlier| earlier.is(&header.name))
        };
        if self.0.len() <= FEW && !headers.any(repeats) {
            return (self, Vec::new());
        }
        let mut is_combined = vec![false; self.0.len()];
        for of_one_name in self.by_name().chunk_by(|(a, _), (b, _)| a == b) {
            let [(_, first), others @ ..] = of_one_name else { continue };
            for (_, place) in others {
                let (earlier, rest) = self.0.split_at_mut(*place);
                if let (Some(first), [other, ..]) = (earlier.get_mut(*first), rest) {
                    first.value.extend_from_slice(b", ");
                    first.value.extend_from_slice(&std::mem::take(&mut other.value));
                    other.name.clear();
                }
                is_combined[*first] = true;
            }
        }
        let (mut list, mut places) = (HeaderList::default(), Vec::new());
        for (header, is_combined) in self.0.into_iter().zip(is_combined) {
            // What became part of another has lost its name.
            if !header.name.is_empty() {
                if is_combined {
                    places.push(list.0.len());
                }
                list.0.push(header);
            }
        }
        (list, places)
    }

    /// The list with its values [normalised](normalize_value).
    pub(crate) fn normalized(mut self) -> HeaderList {
        for header in &mut self.0 {
            header.value = normalize_value(&header.value).to_vec();
        }
        self
    }

    /// [Deletes] every header of these names.
    ///
    /// [Deletes]: https://fetch.spec.whatwg.org/#concept-header-list-delete
    pub(crate) fn delete(&mut self, names: &[&str]) {
        self.0.retain(|header| !names.iter().any(|name| header.is(name)));
    }

    /// Gives every header the case of the first of its name, as if all had been [appended], in less
    /// than quadratic time.
    ///
    /// [appended]: HeaderList::append
    pub(crate) fn reuse_casing(&mut self) {
        if self.0.len() <= FEW {
            for position in 1..self.0.len() {
                if let (earlier, [header, ..]) = self.0.split_at_mut(position)
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
                let (earlier, rest) = self.0.split_at_mut(*place);
                if let (Some(first), [other, ..]) = (earlier.get(*first), rest) {
                    other.name.clone_from(&first.name);
                }
            }
        }
    }

    /// The names in lower case with their places, sorted by name and then by place.
    fn by_name(&self) -> Vec<(String, usize)> {
        let names: Vec<&str> = self.iter().map(|header| header.name.as_str()).collect();
        by_name(&names)
    }
}

/// The list that [appending](HeaderList::append) each header makes.
impl FromIterator<Header> for HeaderList {
    fn from_iter<I: IntoIterator<Item = Header>>(headers: I) -> HeaderList {
        let mut list = HeaderList(headers.into_iter().collect());
        list.reuse_casing();
        list
    }
}

/// [Converts header names to a sorted-lowercase set]: in lower case, sorted by byte, without
/// duplicates.
///
/// [Converts header names to a sorted-lowercase set]: https://fetch.spec.whatwg.org/#convert-header-names-to-a-sorted-lowercase-set
pub fn sorted_lowercase_set(names: &[&str]) -> Vec<String> {
    let mut set = without_places(by_name(names));
    set.dedup();
    set
}

/// Names in lower case, [`with_places`].
pub(crate) fn by_name(names: &[&str]) -> Vec<(String, usize)> {
    with_places(names.iter().map(|name| name.to_ascii_lowercase()).collect())
}

/// Names with their places, sorted by name and then by place. All of the engine's sorting is of such
/// pairs and by a heap, because each kind of it weighs something, and the usual one several times that.
pub(crate) fn with_places(names: Vec<String>) -> Vec<(String, usize)> {
    names.into_iter().zip(0..).collect::<BinaryHeap<_>>().into_sorted_vec()
}

/// The names of such pairs.
pub(crate) fn without_places(pairs: Vec<(String, usize)>) -> Vec<String> {
    pairs.into_iter().map(|(name, _)| name).collect()
}

/// Whether such a set holds `name`, which is in lower case.
pub(crate) fn set_contains(set: &[String], name: &str) -> bool {
    set.binary_search_by(|member| member.as_str().cmp(name)).is_ok()
}

/// Whether `name` is a [header name]. Any bytes.
///
/// [header name]: https://fetch.spec.whatwg.org/#header-name
pub fn is_header_name(name: &[u8]) -> bool {
    is_token(name)
}

/// Whether `value` is a [header value]: neither surrounded by tabs or spaces, nor holding NUL, CR
/// or LF.
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

/// [`normalize_value`] of a value that is text still.
pub(crate) fn normalize_text(value: &str) -> &str {
    // Without some ASCII at its ends it is text as before.
    std::str::from_utf8(normalize_value(value.as_bytes())).unwrap_or(value)
}

/// Whether `byte` is an [HTTP whitespace byte]: tab, LF, CR or space.
///
/// [HTTP whitespace byte]: https://fetch.spec.whatwg.org/#http-whitespace-byte
pub fn is_http_whitespace(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' ')
}

/// Whether `byte` is an [HTTP tab or space byte].
///
/// [HTTP tab or space byte]: https://fetch.spec.whatwg.org/#http-tab-or-space-byte
pub fn is_http_tab_or_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b' ')
}

/// `bytes` without those that `is_stripped` at either end.
pub(crate) fn strip(mut bytes: &[u8], is_stripped: fn(u8) -> bool) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && is_stripped(*first)
    {
        bytes = rest;
    }
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

/// The only [CORS non-wildcard request-header name]: no `*` covers it, and no other origin gets it.
///
/// [CORS non-wildcard request-header name]: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
pub(crate) const CORS_NON_WILDCARD_REQUEST_HEADER_NAME: &str = "authorization";

/// [Gets, decodes and splits] a value at its commas, those inside quoted strings apart. Items lose
/// surrounding tabs and spaces and keep their quotes; there is always at least one.
///
/// [Gets, decodes and splits]: https://fetch.spec.whatwg.org/#header-value-get-decode-and-split
pub fn get_decode_and_split(value: &[u8]) -> Vec<&[u8]> {
    let mut items = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    let mut position = 0;
    while let Some(&byte) = value.get(position) {
        match byte {
            b'"' => quoted = !quoted,
            b'\\' if quoted => position += 1,
            b',' if !quoted => {
                items.push(strip(&value[start..position], is_http_tab_or_space));
                start = position + 1;
            }
            _ => {}
        }
        position += 1;
    }
    items.push(strip(&value[start..], is_http_tab_or_space));
    items
}
