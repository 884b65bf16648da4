//! Recognizing the console message of a failed request.

use crate::console::frames::{FRAMES, MessageFrame};
use crate::console::matcher::{Match, PastedText, Pattern};
use crate::console::messages::{
    Detail, Engine, MESSAGES, MessageStatus, MessageSubject, MessageTemplate, Position, ResponseTo,
};
use crate::console::placeholder::PlaceholderValues;
use crate::console::reasons::reasons_for;
use crate::report::reason::Reason;

/// The number of literal bytes that identify a message that is cut.
const MIN_CUT_LENGTH: usize = 18;

/// The number of lines that are searched for a message that is cut.
const MAX_CUT_LINES: usize = 64;

/// The maximum distance between a message and the part that the browser prints on the next line.
const MAX_LINE_DISTANCE: usize = 256;

/// The maximum length of a frame, in bytes.
const MAX_FRAME_LENGTH: usize = 1 << 12;

/// The meaning of a browser's console message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The engines that print the message, or once did.
    pub engines: Vec<Engine>,
    /// The most likely reason. Values that the message lacks are placeholders such as `<origin>`.
    pub reason: Reason,
    /// Other possible reasons, for which browsers print the same message.
    pub alternatives: Vec<Reason>,
    /// The values in the message.
    pub values: PlaceholderValues,
    /// The names of the placeholders in `reason`: the values that the message lacks.
    pub missing: Vec<&'static str>,
    /// The request whose response the message is about, if the message names it.
    pub response_to: Option<ResponseTo>,
    /// Whether browsers print the message today.
    pub is_current: bool,
    pub(crate) message: &'static MessageTemplate,
    pub(crate) frames: Vec<&'static MessageFrame>,
}

impl Explanation {
    /// Returns the message as it is in the table.
    #[doc(hidden)]
    pub fn message(&self) -> &'static MessageTemplate {
        self.message
    }

    /// Returns the frames around the message, from the innermost to the outermost.
    #[doc(hidden)]
    pub fn frames(&self) -> &[&'static MessageFrame] {
        &self.frames
    }
}

/// Explains the console message of a failed request.
///
/// Recognizes the messages of Chromium, Firefox and WebKit, current and obsolete, and their names in
/// the DevTools protocol and on MDN. Returns `None` if the text contains no such message.
///
/// The text may contain anything around the message, such as a whole log. Only its first 64 KiB are
/// searched. White space, kinds of quotes and letter case do not matter. If the text contains several
/// messages, the first one that gives a reason is explained. A message that is cut is recognized if
/// the rest belongs to no other message.
///
/// ```
/// use cors_preflight::ReasonCode;
/// use cors_preflight::console::explain;
///
/// let text = "Access to fetch at 'https://api.example/x' from origin 'https://app.example' has been \
///             blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the \
///             requested resource.";
/// let explanation = explain(text).ok_or("not recognized")?;
/// assert_eq!(explanation.reason.code(), ReasonCode::AllowOriginMissing);
/// assert_eq!(
///     explanation.reason.fix().as_deref(),
///     Some("Access-Control-Allow-Origin: https://app.example")
/// );
/// # Ok::<(), &str>(())
/// ```
pub fn explain(text: &str) -> Option<Explanation> {
    let pasted = &PastedText::new(text);
    let patterns: Vec<Pattern> = MESSAGES.iter().map(|row| Pattern::new(row.text)).collect();
    let whole = |detail| find_whole(pasted, &patterns, detail);
    let candidate = whole(Detail::Reason)
        .or_else(|| find_cut(pasted, &patterns))
        .or_else(|| whole(Detail::Vague))
        .or_else(|| whole(Detail::FrameOnly))
        .or_else(|| whole(Detail::FailureOnly));
    candidate?.explanation(pasted)
}

/// A message that was found in the text.
struct Candidate {
    message: &'static MessageTemplate,
    /// All rows that match the same text, with `message` as the first.
    rows: Vec<&'static MessageTemplate>,
    frames: Vec<&'static MessageFrame>,
    /// The match of the message and of the frames around it.
    found: Match,
}

impl Candidate {
    fn new(row: &'static MessageTemplate, found: Match) -> Candidate {
        Candidate { message: row, rows: vec![row], frames: Vec::new(), found }
    }

    /// Whether `row` was found at the same place and has the same meaning.
    fn is_same(&self, row: &MessageTemplate, found: &Match) -> bool {
        let place = |found: &Match| (found.start, found.end, found.literal_length);
        place(found) == place(&self.found) && self.message.codes == row.codes
    }
}

/// Finds the first message with at least this much detail. Of overlapping messages, the one with the
/// longest literals is taken.
#[inline(never)]
fn find_whole(pasted: &PastedText<'_>, patterns: &[Pattern], detail: Detail) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    for (row, pattern) in MESSAGES.iter().zip(patterns) {
        if row.detail > detail {
            continue;
        }
        let is_allowed = |found: &Match| is_allowed_at(row.position, pasted, found);
        let Some(found) = pattern.find(pasted, 0, &is_allowed) else { continue };
        match &mut best {
            Some(best) if best.is_same(row, &found) => best.rows.push(row),
            Some(best) if !is_better(&found, &best.found) => {}
            _ => best = Some(Candidate::new(row, found)),
        }
    }
    best
}

fn is_better(found: &Match, best: &Match) -> bool {
    let is_before = found.end <= best.start;
    let is_after = best.end <= found.start;
    is_before || (!is_after && found.literal_length > best.literal_length)
}

/// Whether a message of this kind may be where it was found.
fn is_allowed_at(position: Position, pasted: &PastedText<'_>, found: &Match) -> bool {
    match position {
        Position::Anywhere | Position::AnywhereUncut => true,
        Position::Identifier => {
            // Firefox's source appends a number to some names, so a digit may follow.
            let is_letter = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic());
            let (before, after) = pasted.neighbors_in_word(found);
            !is_letter(before) && !is_letter(after) && pasted.is_unbroken(found)
        }
        Position::WholeLine => {
            let is_word = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
            let (before, after) = pasted.neighbors_in_line(found);
            let is_before_stack = pasted.is_followed_by(found, b"at");
            !is_word(before) && before != Some(b',') && (is_before_stack || !is_word(after))
        }
    }
}

/// Finds a message that is cut at the start or the end of the text or of a line. Returns `None` if
/// the rest belongs to messages with different reasons.
fn find_cut(pasted: &PastedText<'_>, patterns: &[Pattern]) -> Option<Candidate> {
    let fragments = pasted.fragments(MAX_CUT_LINES);
    fragments.into_iter().find_map(|fragment| find_cut_in(fragment, pasted, patterns))
}

fn find_cut_in(
    fragment: (usize, usize),
    pasted: &PastedText<'_>,
    patterns: &[Pattern],
) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    let mut is_ambiguous = false;
    let rows = MESSAGES.iter().zip(patterns);
    for (row, pattern) in rows.filter(|(row, _)| row.position == Position::Anywhere) {
        let matches = [
            pattern.match_without_end(pasted, fragment),
            pattern.match_without_start(pasted, fragment.0),
        ];
        for found in matches.into_iter().flatten() {
            let is_whole = found.literal_length == pattern.literal_length();
            if is_whole || found.significant_length(pasted) < MIN_CUT_LENGTH {
                continue;
            }
            match &mut best {
                Some(best) if best.found.literal_length > found.literal_length => {}
                Some(best) if best.found.literal_length == found.literal_length => {
                    is_ambiguous |= best.message.codes != row.codes;
                    best.rows.push(row);
                }
                _ => {
                    is_ambiguous = false;
                    best = Some(Candidate::new(row, found));
                }
            }
        }
    }
    best.filter(|_| !is_ambiguous)
}

impl Candidate {
    fn explanation(mut self, pasted: &PastedText<'_>) -> Option<Explanation> {
        let mut values = PlaceholderValues::default();
        pasted.read_values(&self.found, &mut values);
        while let Some((frame, around)) = self.next_frame(pasted) {
            self.frames.push(frame);
            pasted.read_values(&around, &mut values);
            self.found = around;
        }
        let (mut reasons, missing) = reasons_for(self.message.codes, &values);
        if reasons.is_empty() {
            return None;
        }
        let reason = reasons.remove(0);
        Some(Explanation {
            engines: self.engines(),
            reason,
            alternatives: reasons,
            values,
            missing,
            response_to: self.response_to(),
            is_current: self.is_current(),
            message: self.message,
            frames: self.frames,
        })
    }

    fn response_to(&self) -> Option<ResponseTo> {
        match self.message.subject {
            MessageSubject::ResponseTo(request) => Some(request),
            MessageSubject::FromFrame => self.frames.iter().find_map(|frame| frame.response_to),
            MessageSubject::NoResponse => None,
        }
    }

    fn is_current(&self) -> bool {
        let is_obsolete = |status: MessageStatus| status == MessageStatus::Obsolete;
        !self.frames.iter().any(|frame| is_obsolete(frame.status))
            && !self.rows.iter().all(|row| is_obsolete(row.status))
    }

    /// The engines that print the message and each of its frames.
    fn engines(&self) -> Vec<Engine> {
        let prints_frame = |engine: Engine, frame: &MessageFrame| {
            FRAMES.iter().any(|other| {
                let texts = (other.before, other.after);
                other.engine == engine && texts == (frame.before, frame.after)
            })
        };
        let mut engines = vec![Engine::Chromium, Engine::Firefox, Engine::WebKit];
        engines.retain(|&engine| {
            self.rows.iter().any(|row| row.engine == engine)
                && self.frames.iter().all(|frame| prints_frame(engine, frame))
        });
        engines
    }

    /// Returns the frame with the longest literals around the match, and the match with the frame.
    fn next_frame(&self, pasted: &PastedText<'_>) -> Option<(&'static MessageFrame, Match)> {
        let mut best: Option<(&'static MessageFrame, Match)> = None;
        for frame in FRAMES {
            let is_printed = self.rows.iter().any(|row| row.engine == frame.engine);
            if !is_printed || self.frames.contains(&frame) {
                continue;
            }
            let Some(found) = self.with_frame(frame, pasted) else { continue };
            if best.as_ref().is_none_or(|(_, best)| found.literal_length > best.literal_length) {
                best = Some((frame, found));
            }
        }
        best
    }

    /// Returns the match extended by a frame. The part before the message identifies a frame even if
    /// the part after it is missing.
    fn with_frame(&self, frame: &MessageFrame, pasted: &PastedText<'_>) -> Option<Match> {
        let Match { start, end, .. } = self.found;
        let after = match Pattern::new(frame.after) {
            pattern if pattern.literal_length() == 0 => None,
            pattern if frame.after.starts_with('\n') => pattern
                .find(pasted, end, &|found| found.start.saturating_sub(end) <= MAX_LINE_DISTANCE),
            pattern => pattern.match_at(pasted, end),
        };
        if frame.before.is_empty() {
            return after.map(|after| Match { start, ..after });
        }
        let from = start.saturating_sub(MAX_FRAME_LENGTH);
        let before = Pattern::new(frame.before);
        let before = before.find(pasted, from, &|found| found.end == start)?;
        Some(match after {
            Some(after) => before.joined_with(after),
            None => Match { end, ..before },
        })
    }
}
