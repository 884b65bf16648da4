//! Searching a pasted text for the messages of a table. Tolerates what copying does to a message:
//! white space, line breaks, kinds of quotes, letter case, and text that is cut.
//!
//! Positions saturate: a position behind the text is behind it still, and a range that ends there is
//! empty.

use crate::console::placeholder::{Placeholder, PlaceholderValues, segments};

/// The length of the text that is searched, in bytes.
const MAX_TEXT_LENGTH: usize = 1 << 16;

/// The maximum length of a value, in bytes.
const MAX_VALUE_LENGTH: usize = 1 << 12;

/// The white space before a byte of the normalized text.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gap {
    None,
    Space,
    /// A line break, which may split a word.
    Line,
}

/// A pasted text, normalized: without white space, in lower case, with uniform quotes.
#[derive(Debug)]
pub(crate) struct PastedText<'a> {
    text: &'a str,
    /// One byte for each character that is not white space.
    bytes: Vec<u8>,
    /// The white space before each byte.
    gaps: Vec<Gap>,
    /// The position of each byte in `text`, then the length of `text`.
    positions: Vec<usize>,
}

impl<'a> PastedText<'a> {
    pub(crate) fn new(text: &'a str) -> PastedText<'a> {
        let (mut bytes, mut gaps, mut positions) = (Vec::new(), Vec::new(), Vec::new());
        let mut gap = Gap::Line;
        for (position, character) in text.char_indices() {
            if position > MAX_TEXT_LENGTH {
                break;
            }
            match normalize(character) {
                Some(byte) => {
                    bytes.push(byte);
                    gaps.push(gap);
                    positions.push(position);
                    gap = Gap::None;
                }
                None if character == '\n' => gap = Gap::Line,
                None if gap == Gap::None => gap = Gap::Space,
                None => {}
            }
        }
        positions.push(text.len());
        PastedText { text, bytes, gaps, positions }
    }

    fn len(&self) -> usize {
        self.bytes.len()
    }

    fn slice(&self, start: usize, end: usize) -> &[u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Whether no white space separates the byte at `index` from the previous byte.
    fn continues_word(&self, index: usize) -> bool {
        self.gaps.get(index) == Some(&Gap::None)
    }

    /// Whether the byte at `index` is on the same line as the previous byte.
    fn continues_line(&self, index: usize) -> bool {
        matches!(self.gaps.get(index), Some(Gap::None | Gap::Space))
    }

    /// Returns the bytes next to a match that belong to the same word.
    pub(crate) fn neighbors_in_word(&self, found: &Match) -> (Option<u8>, Option<u8>) {
        self.neighbors(found, &|index| self.continues_word(index))
    }

    /// Returns the bytes next to a match that are on the same line.
    pub(crate) fn neighbors_in_line(&self, found: &Match) -> (Option<u8>, Option<u8>) {
        self.neighbors(found, &|index| self.continues_line(index))
    }

    fn neighbors(
        &self,
        found: &Match,
        continues: &dyn Fn(usize) -> bool,
    ) -> (Option<u8>, Option<u8>) {
        let before = found.start.checked_sub(1).filter(|_| continues(found.start));
        let after = Some(found.end).filter(|_| continues(found.end));
        let byte = |index: usize| self.bytes.get(index).copied();
        (before.and_then(byte), after.and_then(byte))
    }

    /// Whether `word` follows a match as a whole word.
    pub(crate) fn is_followed_by(&self, found: &Match, word: &[u8]) -> bool {
        let end = found.end.saturating_add(word.len());
        self.slice(found.end, end) == word && !self.continues_word(end)
    }

    /// Whether a range contains no white space except line breaks.
    fn is_word(&self, start: usize, end: usize) -> bool {
        !self.gaps.get(start.saturating_add(1)..end).unwrap_or_default().contains(&Gap::Space)
    }

    /// Whether a match contains no white space.
    pub(crate) fn is_unbroken(&self, found: &Match) -> bool {
        (found.start.saturating_add(1)..found.end).all(|index| self.continues_word(index))
    }

    /// Returns the first position of `wanted` in a range.
    fn find(&self, wanted: &[u8], start: usize, end: usize) -> Option<usize> {
        let bytes = self.slice(start, end.min(self.len()));
        // Comparing the first byte alone is faster for most windows.
        let is_wanted = |window: &[u8]| window.first() == wanted.first() && window == wanted;
        let position = bytes.windows(wanted.len().max(1)).position(is_wanted)?;
        Some(start.saturating_add(position))
    }

    /// Returns the range of the whole text, then of at most `limit` lines, each without the dots and
    /// quotes that mark a cut.
    pub(crate) fn fragments(&self, limit: usize) -> Vec<(usize, usize)> {
        let mut fragments = vec![(0, self.len())];
        let mut start = 0;
        for end in 1..=self.len() {
            if !self.continues_line(end) && fragments.len() <= limit {
                fragments.push((start, end));
                start = end;
            }
        }
        let is_cut_mark = |index: usize| matches!(self.bytes.get(index), Some(b'.' | b'\'' | 0xff));
        for (start, end) in &mut fragments {
            (*start, *end) = without(*start, *end, &is_cut_mark);
        }
        fragments
    }

    /// Returns the end of a value that no literal follows: the end of the word, or of the line for a
    /// placeholder whose value is a sentence.
    fn end_of_value(&self, placeholder: Placeholder, start: usize) -> usize {
        let mut end = start.saturating_add(1);
        while match is_sentence(placeholder) {
            true => self.continues_line(end),
            false => self.continues_word(end),
        } {
            end = end.saturating_add(1);
        }
        end.min(self.len())
    }

    /// Whether a range is a possible value of a placeholder.
    fn is_value_of(&self, placeholder: Placeholder, start: usize, end: usize) -> bool {
        let is_empty = start >= end;
        match placeholder {
            Placeholder::Value | Placeholder::FailedParameter => true,
            Placeholder::Location => self.is_word(start, end),
            Placeholder::Kind => !is_empty,
            Placeholder::Status => {
                let status = self.slice(start, end);
                status == NO_STATUS || !is_empty && status.iter().all(u8::is_ascii_digit)
            }
            _ => !is_empty && self.is_word(start, end),
        }
    }

    /// Sets the values of the placeholders in a match.
    pub(crate) fn read_values(&self, found: &Match, values: &mut PlaceholderValues) {
        for &(placeholder, start, end) in &found.values {
            let value = self.value(placeholder, start, end);
            if placeholder != Placeholder::Status || value.as_bytes() != NO_STATUS {
                values.set(placeholder, value);
            }
        }
    }

    /// Returns the original text of a range without quotes around it and without line breaks.
    fn value(&self, placeholder: Placeholder, start: usize, end: usize) -> String {
        // Firefox prints some URLs in quotes, and so do people.
        let is_quote = |index| !is_sentence(placeholder) && self.bytes.get(index) == Some(&b'\'');
        let (start, end) = without(start, end, &is_quote);
        let position = |index: usize| self.positions.get(index).copied().unwrap_or_default();
        let text = self.text.get(position(start)..position(end)).unwrap_or_default();
        let mut value = String::new();
        let mut follows_space = false;
        for character in text.chars() {
            if normalize(character).is_none() {
                follows_space = is_sentence(placeholder);
                continue;
            }
            if follows_space {
                value.push(' ');
            }
            follows_space = false;
            value.push(character);
        }
        value
    }
}

/// Returns a range without the positions at either end that `is_dropped` accepts.
fn without(mut start: usize, mut end: usize, is_dropped: &dyn Fn(usize) -> bool) -> (usize, usize) {
    while start < end && is_dropped(start) {
        start = start.saturating_add(1);
    }
    while let Some(last) = end.checked_sub(1).filter(|&last| start <= last && is_dropped(last)) {
        end = last;
    }
    (start, end)
}

/// Firefox prints this if there is no status.
const NO_STATUS: &[u8] = b"(null)";

/// Whether values of a placeholder may contain spaces.
fn is_sentence(placeholder: Placeholder) -> bool {
    matches!(placeholder, Placeholder::Value | Placeholder::Kind | Placeholder::FailedParameter)
}

/// Returns the byte that stands for a character in the normalized text; `None` for white space.
fn normalize(c: char) -> Option<u8> {
    match c {
        '\0'..=' ' | '\u{a0}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => None,
        '"' | '`' | '\u{b4}' | '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}' => Some(b'\''),
        '!'..='~' => Some((c as u8).to_ascii_lowercase()),
        _ => Some(0xff),
    }
}

/// A part of a pattern: a placeholder, which the first part lacks, and the literal after it.
#[derive(Debug)]
struct Segment {
    placeholder: Option<Placeholder>,
    literal: Vec<u8>,
}

impl Segment {
    fn new(placeholder: Option<Placeholder>, literal: &str) -> Segment {
        Segment { placeholder, literal: literal.chars().filter_map(normalize).collect() }
    }
}

/// A text of a table, normalized for searching.
#[derive(Debug)]
pub(crate) struct Pattern(Vec<Segment>);

/// An occurrence of a pattern.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The number of bytes that belong to literals.
    pub(crate) literal_length: usize,
    /// The placeholders with the ranges of their values.
    pub(crate) values: Vec<(Placeholder, usize, usize)>,
}

impl Match {
    /// A match of a literal.
    fn literal(start: usize, end: usize) -> Match {
        Match { start, end, literal_length: end.saturating_sub(start), values: Vec::new() }
    }

    /// A match of a literal at `start`.
    fn starting_at(start: usize, literal: &[u8]) -> Match {
        Match::literal(start, start.saturating_add(literal.len()))
    }

    /// Extends this match by a later one.
    pub(crate) fn joined_with(mut self, later: Match) -> Match {
        self.end = later.end;
        self.literal_length = self.literal_length.saturating_add(later.literal_length);
        self.values.extend(later.values);
        self
    }

    /// The number of literal bytes, except in names of headers, which occur in any text about CORS.
    pub(crate) fn significant_length(&self, pasted: &PastedText<'_>) -> usize {
        const PART: &[u8] = b"-allow-";
        const NAME_LENGTH: usize = b"access-control-allow-headers".len();
        let bytes = pasted.slice(self.start, self.end);
        let names = bytes.windows(PART.len()).filter(|window| *window == PART).count();
        self.literal_length.saturating_sub(names.saturating_mul(NAME_LENGTH))
    }
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Pattern {
        let (first, rest) = segments(text);
        let mut pattern = vec![Segment::new(None, first)];
        pattern.extend(rest.map(|(placeholder, literal)| Segment::new(Some(placeholder), literal)));
        Pattern(pattern)
    }

    /// The number of bytes in literals.
    pub(crate) fn literal_length(&self) -> usize {
        self.0.iter().map(|segment| segment.literal.len()).sum()
    }

    fn first_literal(&self) -> &[u8] {
        self.0.first().map(|segment| segment.literal.as_slice()).unwrap_or_default()
    }

    /// Returns the first match at or after `start` that satisfies `is_allowed`.
    pub(crate) fn find(
        &self,
        pasted: &PastedText<'_>,
        start: usize,
        is_allowed: &dyn Fn(&Match) -> bool,
    ) -> Option<Match> {
        let mut start = pasted.find(self.first_literal(), start, pasted.len())?;
        // Return early if a literal is missing. Without this check, the search is quadratic in
        // repeated prefixes.
        for Segment { literal, .. } in &self.0 {
            if !literal.is_empty() {
                pasted.find(literal, start, pasted.len())?;
            }
        }
        loop {
            start = pasted.find(self.first_literal(), start, pasted.len())?;
            if let Some(found) = self.match_at(pasted, start).filter(is_allowed) {
                return Some(found);
            }
            start = start.saturating_add(1);
        }
    }

    /// Returns the match that starts at `start`.
    pub(crate) fn match_at(&self, pasted: &PastedText<'_>, start: usize) -> Option<Match> {
        let end = start.saturating_add(self.first_literal().len());
        if pasted.slice(start, end) != self.first_literal() {
            return None;
        }
        self.match_rest(1, pasted, Match::literal(start, end))
    }

    /// Returns a match at the end of a fragment, without the end of the pattern.
    pub(crate) fn match_without_end(
        &self,
        pasted: &PastedText<'_>,
        (start, end): (usize, usize),
    ) -> Option<Match> {
        let mut next = start.max(end.saturating_sub(MAX_VALUE_LENGTH));
        while let Some(position) = pasted.find(self.first_literal(), next, end) {
            let first = Match::starting_at(position, self.first_literal());
            let found = self.match_truncated(pasted, first, end);
            if found.is_some() {
                return found;
            }
            next = position.saturating_add(1);
        }
        let length = overlap(pasted.slice(start, end), self.first_literal());
        Some(Match::literal(end.saturating_sub(length), end))
    }

    /// Returns a match at `start`, without the start of the pattern.
    pub(crate) fn match_without_start(
        &self,
        pasted: &PastedText<'_>,
        start: usize,
    ) -> Option<Match> {
        self.match_cut_in_literal(pasted, start).or_else(|| self.match_cut_in_value(pasted, start))
    }

    fn match_cut_in_literal(&self, pasted: &PastedText<'_>, start: usize) -> Option<Match> {
        let bytes = pasted.slice(start, pasted.len());
        for (index, Segment { literal, .. }) in self.0.iter().enumerate() {
            let mut rest = literal.as_slice();
            while !rest.is_empty() {
                if bytes.starts_with(rest) {
                    let first = Match::starting_at(start, rest);
                    let found = self.match_rest(index.saturating_add(1), pasted, first);
                    if found.is_some() {
                        return found;
                    }
                }
                rest = rest.get(1..).unwrap_or_default();
            }
        }
        None
    }

    fn match_cut_in_value(&self, pasted: &PastedText<'_>, start: usize) -> Option<Match> {
        for (index, Segment { literal, .. }) in self.0.iter().enumerate().skip(1) {
            if let Some(position) =
                pasted.find(literal, start, start.saturating_add(MAX_VALUE_LENGTH))
            {
                let first = Match::starting_at(position, literal);
                let found = self.match_rest(index.saturating_add(1), pasted, first);
                return found.filter(|_| pasted.is_word(start, position));
            }
        }
        None
    }

    /// Extends a match by all segments from number `index` on.
    fn match_rest(&self, index: usize, pasted: &PastedText<'_>, mut found: Match) -> Option<Match> {
        for (number, segment) in self.0.iter().enumerate().skip(index) {
            let Some(placeholder) = segment.placeholder else { continue };
            let (start, limit) = (found.end, found.end.saturating_add(MAX_VALUE_LENGTH));
            let end = self.end_of_value(number, pasted, start, limit)?;
            found.push(pasted, placeholder, end, segment.literal.len())?;
        }
        Some(found)
    }

    /// Extends a match of the first literal by the other segments, as far as they are there before
    /// `cut`. The match must end at `cut`.
    fn match_truncated(
        &self,
        pasted: &PastedText<'_>,
        mut found: Match,
        cut: usize,
    ) -> Option<Match> {
        for (number, segment) in self.0.iter().enumerate().skip(1) {
            let Some(placeholder) = segment.placeholder else { continue };
            let start = found.end;
            if let Some(end) = self.end_of_value(number, pasted, start, cut) {
                found.push(pasted, placeholder, end, segment.literal.len())?;
                continue;
            }
            let length = overlap(pasted.slice(start, cut), &segment.literal);
            found.push(pasted, placeholder, cut.saturating_sub(length), length)?;
            if length == 0 {
                // The value itself is cut.
                found.values.pop();
            }
            break;
        }
        Some(found).filter(|found| found.end == cut)
    }

    /// Returns the end of the value of segment `number`, which is the start of its literal.
    fn end_of_value(
        &self,
        number: usize,
        pasted: &PastedText<'_>,
        start: usize,
        limit: usize,
    ) -> Option<usize> {
        let segment = self.0.get(number)?;
        let placeholder = segment.placeholder?;
        let end_without_literal = || pasted.end_of_value(placeholder, start);
        match segment.literal.as_slice() {
            [] => Some(end_without_literal()),
            &[sign] if placeholder == Placeholder::FailedParameter => {
                let value = pasted.slice(start, end_without_literal());
                Some(start.saturating_add(first_unescaped(value, sign)?))
            }
            &[sign] if number.saturating_add(1) == self.0.len() => {
                let value = pasted.slice(start, end_without_literal());
                Some(start.saturating_add(last_closing(value, sign)?))
            }
            literal => pasted.find(literal, start, limit),
        }
    }
}

impl Match {
    /// Extends the match by a value that ends at `end` and a literal. Returns `None` if the
    /// placeholder cannot have this value.
    fn push(
        &mut self,
        pasted: &PastedText<'_>,
        placeholder: Placeholder,
        end: usize,
        literal_length: usize,
    ) -> Option<()> {
        let start = self.end;
        if !pasted.is_value_of(placeholder, start, end) {
            return None;
        }
        self.values.push((placeholder, start, end));
        self.end = end.saturating_add(literal_length);
        self.literal_length = self.literal_length.saturating_add(literal_length);
        Some(())
    }
}

/// Returns the position of the first `sign` without a backslash before it, as in a JSON string.
fn first_unescaped(value: &[u8], sign: u8) -> Option<usize> {
    let is_escaped =
        |index: usize| index.checked_sub(1).and_then(|index| value.get(index)) == Some(&b'\\');
    (0..value.len()).find(|&index| value.get(index) == Some(&sign) && !is_escaped(index))
}

/// Returns the position of the last `sign`, which ends the sentence. Text around the message may have
/// the same sign, so a `sign` before Firefox's closing parenthesis is preferred.
fn last_closing(value: &[u8], sign: u8) -> Option<usize> {
    let before_parenthesis = value.windows(2).rposition(|signs| signs == [sign, b')']);
    before_parenthesis.or_else(|| value.iter().rposition(|byte| *byte == sign))
}

/// Returns the length of the longest proper prefix of `literal` at the end of `bytes`.
fn overlap(bytes: &[u8], literal: &[u8]) -> usize {
    let is_at_end =
        |length: &usize| literal.get(..*length).is_some_and(|start| bytes.ends_with(start));
    (0..literal.len()).rev().find(is_at_end).unwrap_or(0)
}
