//! A text that somebody pasted, as it is searched: forgiving of what pasting does to a message.

use crate::console::messages::{Hole, Values, segments};

/// How many bytes of a text are looked at.
const LONGEST: usize = 1 << 16;

/// How many bytes a value may have.
const LONGEST_VALUE: usize = 1 << 12;

/// White space before a byte, which is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gap {
    None,
    Space,
    /// A line was broken, perhaps in the middle of a word.
    Line,
}

/// A pasted text without its white space, in lower case, with all quotes alike.
#[derive(Debug)]
pub(crate) struct Pasted<'a> {
    text: &'a str,
    /// One byte a character.
    bytes: Vec<u8>,
    /// What was left out before each of them.
    gaps: Vec<Gap>,
    /// Where in the text each of them stands, and where it ends.
    at: Vec<usize>,
}

impl<'a> Pasted<'a> {
    pub(crate) fn new(text: &'a str) -> Pasted<'a> {
        let mut pasted = Pasted { text, bytes: Vec::new(), gaps: Vec::new(), at: Vec::new() };
        let mut gap = Gap::Line;
        for (position, character) in text.char_indices() {
            if position > LONGEST {
                break;
            }
            match folded(character) {
                Some(byte) => {
                    pasted.bytes.push(byte);
                    pasted.gaps.push(gap);
                    pasted.at.push(position);
                    gap = Gap::None;
                }
                None if character == '\n' => gap = Gap::Line,
                None if gap == Gap::None => gap = Gap::Space,
                None => {}
            }
        }
        pasted.at.push(text.len());
        pasted
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    fn slice(&self, start: usize, end: usize) -> &[u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// The byte at `index`, where it goes on from the one before without white space, or, if
    /// `spaced`, on the same line at least.
    fn joined(&self, index: usize, spaced: bool) -> bool {
        match self.gaps.get(index) {
            Some(Gap::None) => true,
            Some(Gap::Space) => spaced,
            Some(Gap::Line) | None => false,
        }
    }

    /// The bytes before and behind what was found, nothing where the word ends there, or, if
    /// `spaced`, the line.
    pub(crate) fn around(&self, found: &Found, spaced: bool) -> (Option<u8>, Option<u8>) {
        let joined = |index: usize| self.joined(index, spaced);
        let before = found.start.checked_sub(1).filter(|_| joined(found.start));
        let behind = Some(found.end).filter(|_| joined(found.end));
        let byte = |index: usize| self.bytes.get(index).copied();
        (before.and_then(byte), behind.and_then(byte))
    }

    /// Whether `word` stands by itself behind what was found.
    pub(crate) fn is_followed_by(&self, found: &Found, word: &[u8]) -> bool {
        let end = found.end + word.len();
        self.slice(found.end, end) == word && !self.joined(end, false)
    }

    /// Whether there is no white space within these bytes, other than where lines were broken.
    fn is_word(&self, start: usize, end: usize) -> bool {
        !self.gaps.get(start + 1..end).unwrap_or_default().contains(&Gap::Space)
    }

    /// Whether there is no white space at all within what was found.
    pub(crate) fn is_unbroken(&self, found: &Found) -> bool {
        (found.start + 1..found.end).all(|index| self.joined(index, false))
    }

    /// Where the first of these bytes is found.
    fn find(&self, wanted: &[u8], start: usize, end: usize) -> Option<usize> {
        let bytes = self.slice(start, end.min(self.len()));
        let is_it = |window: &[u8]| window.first() == wanted.first() && window == wanted;
        Some(start + bytes.windows(wanted.len().max(1)).position(is_it)?)
    }

    /// The text as a range of bytes, then every line, without what stands for what was cut.
    pub(crate) fn cuttings(&self, most: usize) -> Vec<(usize, usize)> {
        let mut cuttings = vec![(0, self.len())];
        let mut start = 0;
        for end in 1..=self.len() {
            if !self.joined(end, true) && cuttings.len() <= most {
                cuttings.push((start, end));
                start = end;
            }
        }
        for (start, end) in &mut cuttings {
            let is_sign = |index: usize| matches!(self.bytes.get(index), Some(b'.' | b'\'' | 0xff));
            while start < end && is_sign(*start) {
                *start += 1;
            }
            while start < end && is_sign(*end - 1) {
                *end -= 1;
            }
        }
        cuttings
    }

    /// Where the value of a hole ends that nothing stands behind.
    fn end_of_value(&self, hole: Hole, start: usize) -> usize {
        let mut end = start + 1;
        while self.joined(end, is_sentence(hole)) {
            end += 1;
        }
        end.min(self.len())
    }

    /// Whether these bytes can fill a hole.
    fn fills(&self, hole: Hole, start: usize, end: usize) -> bool {
        match hole {
            Hole::Value | Hole::FailedParameter => true,
            Hole::Location => self.is_word(start, end),
            Hole::Kind => start < end,
            // As Firefox prints a status that there is not.
            Hole::Status if self.slice(start, end) == b"(null)" => true,
            Hole::Status => start < end && self.slice(start, end).iter().all(u8::is_ascii_digit),
            _ => start < end && self.is_word(start, end),
        }
    }

    /// What fills the holes of what was found.
    pub(crate) fn read(&self, found: &Found, values: &mut Values) {
        for &(hole, mut start, mut end) in &found.holes {
            // Firefox puts some URLs in quotes, and so do people.
            let is_quote = |index| !is_sentence(hole) && self.bytes.get(index) == Some(&b'\'');
            while (start..end).next().is_some_and(is_quote) {
                start += 1;
            }
            while (start..end).next_back().is_some_and(is_quote) {
                end -= 1;
            }
            let at = |index: usize| self.at.get(index).copied().unwrap_or_default();
            let mut value = String::new();
            let mut is_spaced = false;
            for character in self.text.get(at(start)..at(end)).unwrap_or_default().chars() {
                if folded(character).is_none() {
                    is_spaced = is_sentence(hole);
                    continue;
                }
                if is_spaced {
                    value.push(' ');
                }
                is_spaced = false;
                value.push(character);
            }
            if hole != Hole::Status || value != "(null)" {
                values.tell(hole, value);
            }
        }
    }
}

/// Whether a value is no single word.
fn is_sentence(hole: Hole) -> bool {
    matches!(hole, Hole::Value | Hole::Kind | Hole::FailedParameter)
}

/// A character as it is searched; nothing for white space.
fn folded(c: char) -> Option<u8> {
    match c {
        '\0'..=' ' | '\u{a0}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => None,
        '"' | '`' | '\u{b4}' | '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}' => Some(b'\''),
        '!'..='~' => Some((c as u8).to_ascii_lowercase()),
        _ => Some(0xff),
    }
}

/// A text of a table, as it is searched for: literals, each but the first behind a hole.
#[derive(Debug)]
pub(crate) struct Pattern(Vec<(Option<Hole>, Vec<u8>)>);

/// Where a pattern was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// How many bytes of it are the pattern's own.
    pub(crate) literal: usize,
    /// What fills its holes.
    pub(crate) holes: Vec<(Hole, usize, usize)>,
}

impl Found {
    pub(crate) fn at(start: usize, end: usize) -> Found {
        Found { start, end, literal: end - start, holes: Vec::new() }
    }

    /// This and another one behind it.
    pub(crate) fn with(mut self, behind: Found) -> Found {
        self.end = behind.end;
        self.literal += behind.literal;
        self.holes.extend(behind.holes);
        self
    }

    /// How much of what was found is the pattern's own and no name of a header, of which anybody may
    /// speak.
    pub(crate) fn weight(&self, pasted: &Pasted<'_>) -> usize {
        const PART: &[u8] = b"-allow-";
        const LENGTH: usize = b"access-control-allow-headers".len();
        let bytes = pasted.slice(self.start, self.end);
        let names = bytes.windows(PART.len()).filter(|window| *window == PART).count();
        self.literal.saturating_sub(names * LENGTH)
    }
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Pattern {
        let (first, rest) = segments(text);
        let mut pattern = Pattern(Vec::new());
        pattern.push(None, first);
        for (hole, literal) in rest {
            pattern.push(Some(hole), literal);
        }
        pattern
    }

    fn push(&mut self, hole: Option<Hole>, literal: &str) {
        let mut bytes = Vec::new();
        for character in literal.chars() {
            if let Some(byte) = folded(character) {
                bytes.push(byte);
            }
        }
        self.0.push((hole, bytes));
    }

    pub(crate) fn literal(&self) -> usize {
        self.0.iter().map(|(_, literal)| literal.len()).sum()
    }

    fn first(&self) -> &[u8] {
        self.0.first().map(|(_, literal)| literal.as_slice()).unwrap_or_default()
    }

    /// The first place from `start` on where it stands and is `allowed` to.
    pub(crate) fn find(
        &self,
        pasted: &Pasted<'_>,
        start: usize,
        allowed: &dyn Fn(&Found) -> bool,
    ) -> Option<Found> {
        let mut start = pasted.find(self.first(), start, pasted.len())?;
        // Else the start of one, again and again, would be followed each time.
        for (_, literal) in &self.0 {
            if !literal.is_empty() {
                pasted.find(literal, start, pasted.len())?;
            }
        }
        loop {
            start = pasted.find(self.first(), start, pasted.len())?;
            if let Some(found) = self.at(pasted, start).filter(allowed) {
                return Some(found);
            }
            start += 1;
        }
    }

    /// It, where it stands right at `start`.
    pub(crate) fn at(&self, pasted: &Pasted<'_>, start: usize) -> Option<Found> {
        let end = start + self.first().len();
        if pasted.slice(start, end) != self.first() {
            return None;
        }
        self.go_on(1, pasted, Found::at(start, end), None)
    }

    /// What is left of it where it was cut at its end, as the end of `start..end`.
    pub(crate) fn cut_at_its_end(
        &self,
        pasted: &Pasted<'_>,
        (start, end): (usize, usize),
    ) -> Option<Found> {
        let mut next = start.max(end.saturating_sub(LONGEST_VALUE));
        while let Some(position) = pasted.find(self.first(), next, end) {
            let found = Found::at(position, position + self.first().len());
            let found = self.go_on(1, pasted, found, Some(end));
            if found.is_some() {
                return found;
            }
            next = position + 1;
        }
        let length = overlap(pasted.slice(start, end), self.first());
        Some(Found::at(end - length, end))
    }

    /// What is left of it where it was cut at its start, and now starts at `start`.
    pub(crate) fn cut_at_its_start(&self, pasted: &Pasted<'_>, start: usize) -> Option<Found> {
        let bytes = pasted.slice(start, pasted.len());
        for (index, (_, literal)) in self.0.iter().enumerate() {
            let mut left = literal.as_slice();
            while !left.is_empty() {
                if bytes.starts_with(left) {
                    let found = Found::at(start, start + left.len());
                    let found = self.go_on(index + 1, pasted, found, None);
                    if found.is_some() {
                        return found;
                    }
                }
                left = left.get(1..).unwrap_or_default();
            }
        }
        // Or cut in a value.
        for (index, (_, literal)) in self.0.iter().enumerate().skip(1) {
            if let Some(position) = pasted.find(literal, start, start + LONGEST_VALUE) {
                let found = Found::at(position, position + literal.len());
                let found = self.go_on(index + 1, pasted, found, None);
                return found.filter(|_| pasted.is_word(start, position));
            }
        }
        None
    }

    /// Finds what of it stands from its literal number `index` on behind what was found; all of it,
    /// or, if it may be `cut`, as much as there is up to that end.
    fn go_on(
        &self,
        index: usize,
        pasted: &Pasted<'_>,
        mut found: Found,
        cut: Option<usize>,
    ) -> Option<Found> {
        for (number, (hole, literal)) in self.0.iter().enumerate().skip(index) {
            let Some(hole) = *hole else { continue };
            let start = found.end;
            let limit = cut.unwrap_or(start + LONGEST_VALUE);
            let mut end = match literal.as_slice() {
                [] => Some(pasted.end_of_value(hole, start)),
                // JSON marks those that do not end a value.
                &[sign] if hole == Hole::FailedParameter => {
                    let word = pasted.slice(start, pasted.end_of_value(hole, start));
                    let is_end = |at: &usize| {
                        word.get(*at) == Some(&sign)
                            && at.checked_sub(1).and_then(|at| word.get(at)) != Some(&b'\\')
                    };
                    (0..word.len()).find(is_end).map(|length| start + length)
                }
                // The last of its signs is the sentence's, or, where the text around it has some of
                // its own, the last that Firefox's bracket stands behind.
                &[sign] if number + 1 == self.0.len() => {
                    let word = pasted.slice(start, pasted.end_of_value(hole, start));
                    let closed = word.windows(2).rposition(|signs| signs == [sign, b')']);
                    let last = || word.iter().rposition(|byte| *byte == sign);
                    closed.or_else(last).map(|length| start + length)
                }
                literal => pasted.find(literal, start, limit),
            };
            let mut length = literal.len();
            if let (None, Some(cut)) = (end, cut) {
                length = overlap(pasted.slice(start, cut), literal);
                end = Some(cut - length);
            }
            let end = end?;
            if !pasted.fills(hole, start, end) {
                return None;
            }
            found.end = end + length;
            found.literal += length;
            if cut.is_some() && length < literal.len() {
                // A value that was cut is none.
                if length > 0 {
                    found.holes.push((hole, start, end));
                }
                break;
            }
            found.holes.push((hole, start, end));
        }
        Some(found).filter(|found| cut.is_none_or(|end| found.end == end))
    }
}

/// How many bytes at the end of `bytes` are the start of `literal`, and not all of it.
fn overlap(bytes: &[u8], literal: &[u8]) -> usize {
    let is_at_end =
        |length: &usize| literal.get(..*length).is_some_and(|start| bytes.ends_with(start));
    (0..literal.len()).rev().find(is_at_end).unwrap_or(0)
}
