//! A text that somebody pasted, as it is searched: forgiving of what pasting does to a message.

use crate::console::{Hole, Values, segments};

/// How many bytes of a text are looked at.
const LONGEST: usize = 1 << 16;

/// How many bytes a value may have.
const LONGEST_VALUE: usize = 1 << 12;

/// How many starts of a message that was cut are looked at, the last first.
const MOST_STARTS: usize = 3;

/// A pasted text without its white space, wherever a line was broken, in lower case, with all quotes
/// alike; and where in the text each byte of that stands.
#[derive(Debug)]
pub(crate) struct Pasted<'a> {
    text: &'a str,
    /// One byte a character.
    bytes: Vec<u8>,
    /// Where each of them starts, and where the last ends.
    at: Vec<usize>,
}

impl<'a> Pasted<'a> {
    pub(crate) fn new(text: &'a str) -> Pasted<'a> {
        let mut end = text.len().min(LONGEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let (text, _) = text.split_at(end);
        let (mut bytes, mut at) = (Vec::new(), Vec::new());
        for (position, character) in text.char_indices() {
            if let Some(byte) = folded(character) {
                bytes.push(byte);
                at.push(position);
            }
        }
        at.push(text.len());
        Pasted { text, bytes, at }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The text that some of the bytes stand for, white space behind it included.
    fn text(&self, start: usize, end: usize) -> &'a str {
        let at = |index: usize| self.at.get(index).copied().unwrap_or(self.text.len());
        self.text.get(at(start)..at(end)).unwrap_or_default()
    }

    /// What stands before these bytes, and what from there on.
    pub(crate) fn around(&self, start: usize, end: usize) -> (&'a str, &'a str) {
        let behind = self.text(start, end).trim_end().len();
        let start = self.at.get(start).copied().unwrap_or_default();
        let before = self.text.get(..start).unwrap_or_default();
        (before, self.text.get(start + behind..).unwrap_or_default())
    }

    /// Whether there is white space within what was found.
    pub(crate) fn is_broken(&self, found: &Found) -> bool {
        self.text(found.start, found.end).trim_end().contains(char::is_whitespace)
    }

    /// How much of what was found is the pattern's own and no name of a header, of which anybody may
    /// speak.
    pub(crate) fn weight(&self, found: &Found) -> usize {
        const PART: &[u8] = b"-allow-";
        const LENGTH: usize = b"access-control-allow-headers".len();
        let (mut names, mut start) = (0, found.start);
        while let Some(name) = self.find(PART, start, found.end) {
            names += 1;
            start = name + PART.len();
        }
        found.literal.saturating_sub(names * LENGTH)
    }

    /// Where the first of these bytes is found.
    fn find(&self, wanted: &[u8], start: usize, end: usize) -> Option<usize> {
        let bytes = self.bytes.get(start..end.min(self.len()))?;
        let is_it = |window: &[u8]| window.first() == wanted.first() && window == wanted;
        Some(start + bytes.windows(wanted.len().max(1)).position(is_it)?)
    }

    /// Where the last of these bytes is found.
    fn find_last(&self, wanted: &[u8], start: usize, end: usize) -> Option<usize> {
        let bytes = self.bytes.get(start..end)?;
        let is_it = |window: &[u8]| window.first() == wanted.first() && window == wanted;
        Some(start + bytes.windows(wanted.len().max(1)).rposition(is_it)?)
    }

    /// Every line as a range of bytes, the whole text first, without what stands for what was cut.
    pub(crate) fn cuttings(&self, most: usize) -> Vec<(usize, usize)> {
        let mut cuttings = vec![(0, self.len())];
        let mut start = 0;
        for line in self.text.split('\n').take(most) {
            let end = start + line.chars().filter_map(folded).count();
            cuttings.push((start, end));
            start = end;
        }
        for (start, end) in &mut cuttings {
            let is_sign =
                |index: usize| self.bytes.get(index).is_some_and(|byte| b".'\xff".contains(byte));
            while start < end && is_sign(*start) {
                *start += 1;
            }
            while start < end && is_sign(*end - 1) {
                *end -= 1;
            }
        }
        cuttings
    }

    /// The value of a hole that these bytes fill. A word is one where no white space is in it, other
    /// than that of a line that was broken.
    fn value(&self, hole: Hole, start: usize, end: usize) -> Option<String> {
        let mut value = String::new();
        let pieces = self.text(start, end).trim().split(['\n', '\r']);
        for piece in pieces.map(str::trim).filter(|piece| !piece.is_empty()) {
            if is_sentence(hole) {
                value.extend((!value.is_empty()).then_some(' '));
            } else if piece.contains(char::is_whitespace) {
                return None;
            }
            value.push_str(piece);
        }
        let quoted = matches!(hole, Hole::Url | Hole::Location | Hole::Page | Hole::Origin);
        if quoted {
            let is_quote = |c| folded(c) == Some(b'\'');
            value = value.trim_matches(is_quote).to_owned();
        }
        let can_be_empty = matches!(hole, Hole::Value | Hole::Location | Hole::FailedParameter);
        (can_be_empty || !value.is_empty()).then_some(value)
    }

    /// Where the value of a hole ends that nothing stands behind.
    fn end_of_value(&self, hole: Hole, start: usize) -> usize {
        let ends = |c: char| if is_sentence(hole) { c == '\n' } else { c.is_whitespace() };
        let mut end = start;
        while end < self.len() {
            end += 1;
            if self.text(end - 1, end).contains(ends) {
                break;
            }
        }
        end
    }
}

/// Whether a value is no single word.
fn is_sentence(hole: Hole) -> bool {
    matches!(hole, Hole::Value | Hole::Kind | Hole::FailedParameter)
}

/// A character as it is searched; nothing for white space.
fn folded(c: char) -> Option<u8> {
    match c {
        '\'' | '"' | '`' | '\u{b4}' | '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}' => Some(b'\''),
        '!'..='~' => Some((c as u8).to_ascii_lowercase()),
        _ if c <= ' ' || c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}') => None,
        _ => Some(0xff),
    }
}

/// A text of a table, as it is searched for.
#[derive(Debug)]
pub(crate) struct Pattern {
    first: Vec<u8>,
    rest: Vec<(Hole, Vec<u8>)>,
}

/// Where a pattern was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// How many bytes of it are the pattern's own.
    pub(crate) literal: usize,
    pub(crate) values: Values,
}

impl Found {
    fn at(start: usize, end: usize, literal: usize) -> Found {
        Found { start, end, literal, values: Values::default() }
    }

    /// Takes a value, unless it stands for none: Firefox prints a status that there is not as
    /// `(null)`.
    fn tell(&mut self, hole: Hole, value: String) {
        if hole != Hole::Status || value.parse::<u16>().is_ok() {
            self.values.tell(hole, value);
        }
    }
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Pattern {
        let bytes = |text: &str| text.chars().filter_map(folded).collect();
        let (first, rest) = segments(text);
        Pattern {
            first: bytes(first),
            rest: rest.map(|(hole, literal)| (hole, bytes(literal))).collect(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    pub(crate) fn literal(&self) -> usize {
        self.first.len() + self.rest.iter().map(|(_, literal)| literal.len()).sum::<usize>()
    }

    /// The first place from `start` on where it stands, and is `allowed` to.
    pub(crate) fn find(
        &self,
        pasted: &Pasted<'_>,
        start: usize,
        allowed: impl Fn(&Found) -> bool,
    ) -> Option<Found> {
        let mut start = pasted.find(&self.first, start, pasted.len())?;
        // Else the start of one, again and again, would be followed each time.
        for (_, literal) in self.rest.iter().filter(|(_, literal)| !literal.is_empty()) {
            pasted.find(literal, start, pasted.len())?;
        }
        loop {
            start = pasted.find(&self.first, start, pasted.len())?;
            if let Some(found) = self.at(pasted, start).filter(&allowed) {
                return Some(found);
            }
            start += 1;
        }
    }

    /// It, where it stands right at `start`.
    pub(crate) fn at(&self, pasted: &Pasted<'_>, start: usize) -> Option<Found> {
        let end = start + self.first.len();
        if pasted.bytes.get(start..end)? != self.first {
            return None;
        }
        go_on(&self.rest, pasted, Found::at(start, end, self.first.len()))
    }

    /// It, where it stands right before `end`.
    pub(crate) fn before(&self, pasted: &Pasted<'_>, end: usize) -> Option<Found> {
        let mut found = Found::at(end, end, self.literal());
        let mut value_end = None;
        for index in (0..=self.rest.len()).rev() {
            let literal = match index.checked_sub(1).and_then(|index| self.rest.get(index)) {
                Some((_, literal)) => literal,
                None => &self.first,
            };
            let start = match value_end {
                None => end.checked_sub(literal.len()).filter(|start| {
                    pasted.bytes.get(*start..end).is_some_and(|bytes| bytes == literal)
                })?,
                Some(end) => {
                    let from = usize::saturating_sub(end, LONGEST_VALUE);
                    let start = pasted.find_last(literal, from, end)?;
                    let (hole, _) = self.rest.get(index)?;
                    found.tell(*hole, pasted.value(*hole, start + literal.len(), end)?);
                    start
                }
            };
            value_end = Some(start);
            found.start = start;
        }
        Some(found)
    }

    /// What is left of it where it was cut at its end, as the end of `start..end`.
    pub(crate) fn cut_at_its_end(
        &self,
        pasted: &Pasted<'_>,
        (start, end): (usize, usize),
    ) -> Option<Found> {
        let length = overlap(pasted.bytes.get(start..end)?, &self.first);
        let mut best = Found::at(end - length, end, length);
        let mut before = end;
        // How it starts may stand in it again.
        for _ in 0..MOST_STARTS {
            let Some(position) = pasted.find_last(&self.first, start, before) else { break };
            let cut = self.cut_from(pasted, position, end);
            best = cut.filter(|cut| cut.literal > best.literal).unwrap_or(best);
            before = position;
        }
        Some(best)
    }

    fn cut_from(&self, pasted: &Pasted<'_>, start: usize, end: usize) -> Option<Found> {
        let first = self.first.len();
        let mut found = Found::at(start, start + first, first);
        for (hole, literal) in &self.rest {
            let value_start = found.end;
            if literal.is_empty() {
                break;
            }
            if let Some(next) = pasted.find(literal, value_start, end) {
                found.tell(*hole, pasted.value(*hole, value_start, next)?);
                found.literal += literal.len();
                found.end = next + literal.len();
                continue;
            }
            let length = overlap(pasted.bytes.get(value_start..end)?, literal);
            // A value that was cut is none, but has to look like one.
            let value = pasted.value(*hole, value_start, end - length)?;
            if length > 0 {
                found.tell(*hole, value);
            }
            found.literal += length;
            found.end = end;
            break;
        }
        (found.end == end).then_some(found)
    }

    /// What is left of it where it was cut at its start, and now starts at `start`.
    pub(crate) fn cut_at_its_start(&self, pasted: &Pasted<'_>, start: usize) -> Option<Found> {
        let bytes = pasted.bytes.get(start..)?;
        let of_first = (1..self.first.len()).map(|cut| (0, self.first.get(cut..)));
        let of_rest = self.rest.iter().enumerate().flat_map(|(index, (_, literal))| {
            (0..literal.len()).map(move |cut| (index + 1, literal.get(cut..)))
        });
        let mut left = of_first.chain(of_rest);
        let at_a_literal = left.find_map(|(index, left)| {
            let left = left.filter(|left| bytes.starts_with(left))?;
            let found = Found::at(start, start + left.len(), left.len());
            go_on(self.rest.get(index..)?, pasted, found)
        });
        at_a_literal.or_else(|| self.cut_in_a_value(pasted, start))
    }

    fn cut_in_a_value(&self, pasted: &Pasted<'_>, start: usize) -> Option<Found> {
        self.rest.iter().enumerate().find_map(|(index, (_, literal))| {
            let position = pasted.find(literal, start, start + LONGEST_VALUE)?;
            let is_a_word = !pasted.text(start, position).trim().contains(char::is_whitespace);
            let found = Found::at(position, position + literal.len(), literal.len());
            go_on(self.rest.get(index + 1..)?, pasted, found).filter(|_| is_a_word)
        })
    }
}

/// Finds what is left of a pattern behind what was found of it.
fn go_on(rest: &[(Hole, Vec<u8>)], pasted: &Pasted<'_>, mut found: Found) -> Option<Found> {
    for (index, (hole, literal)) in rest.iter().enumerate() {
        let value_end = if literal.is_empty() {
            pasted.end_of_value(*hole, found.end)
        } else if index + 1 == rest.len() && literal == b"." {
            // The last of its full stops is the sentence's.
            pasted.find_last(literal, found.end, pasted.end_of_value(*hole, found.end))?
        } else {
            pasted.find(literal, found.end, found.end.saturating_add(LONGEST_VALUE))?
        };
        let end = value_end + literal.len();
        found.tell(*hole, pasted.value(*hole, found.end, value_end)?);
        found.literal += literal.len();
        found.end = end;
    }
    Some(found)
}

/// How many bytes at the end of `bytes` are the start of `literal`, and not all of it.
fn overlap(bytes: &[u8], literal: &[u8]) -> usize {
    let lengths = (1..literal.len()).rev();
    let is_start = |length: &usize| literal.get(..*length).is_some_and(|cut| bytes.ends_with(cut));
    lengths.into_iter().find(is_start).unwrap_or(0)
}
