//! Recognising what a browser said of a failed request.

use crate::console::{
    AnswerTo, Browser, FRAMES, Frame, MESSAGES, Message, Of, Place, Standing, Values, Weight,
};
use crate::pasted::{Found, Pasted, Pattern};
use crate::reason::Reason;
use crate::telling::reasons_of;

/// How many bytes of a message have to be there, names of headers apart, to tell it where it was cut.
const ENOUGH: usize = 18;

/// How many bytes the frame has that is recognised without a message.
const ENOUGH_OF_A_FRAME: usize = 32;

/// On how many lines a message is looked for that was cut.
const LINES: usize = 64;

/// How far behind a message may be what a browser prints of it on the next line.
const NEXT_LINE: usize = 256;

/// What a browser's message means.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The browsers that print it, or did.
    pub browsers: Vec<Browser>,
    /// What it means; what the message does not tell is written as `<origin>` and the like.
    pub reason: Reason,
    /// What else it can mean, where browsers print the same for several reasons.
    pub or: Vec<Reason>,
    /// What the message tells.
    pub values: Values,
    /// What it does not tell and the reason speaks of, by the names that stand there in its place.
    pub missing: Vec<&'static str>,
    /// Which answer it speaks of, where it says that.
    pub answer_to: Option<AnswerTo>,
    /// Whether browsers print it today.
    pub is_current: bool,
    /// The message, and the frames that were found around it.
    pub wording: (Option<&'static Message>, Vec<&'static Frame>),
}

/// What a message in a browser's console means: what Chromium, Firefox or WebKit print of a request
/// that failed, today or in an older version, also as DevTools' protocol and MDN call it. Nothing
/// where the text holds no such message.
///
/// The text may be anything that was copied around the message, such as a whole log, of which the
/// first 64 KiB are read. White space, kinds of quotes and the case do not matter. Of several
/// messages the first is taken that says what went wrong. One that was cut is recognised as long as
/// what is left of it is part of no other.
///
/// ```
/// let said = "Access to fetch at 'https://api.example/x' from origin 'https://app.example' has been \
///             blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the \
///             requested resource.";
/// let explanation = cors_preflight::explain(said).ok_or("not recognised")?;
/// assert_eq!(explanation.reason.code(), "allow-origin-missing");
/// assert_eq!(
///     explanation.reason.fix().as_deref(),
///     Some("Access-Control-Allow-Origin: https://app.example")
/// );
/// # Ok::<(), &str>(())
/// ```
pub fn explain(text: &str) -> Option<Explanation> {
    let pasted = Pasted::new(text);
    let messages: Vec<Pattern> = MESSAGES.iter().map(|row| Pattern::new(row.text)).collect();
    let whole = |most: Weight| {
        let rows = MESSAGES.iter().zip(&messages);
        first(rows.filter(|(row, _)| row.weight <= most).filter_map(|(row, pattern)| {
            let found = pattern.find(&pasted, 0, |found| stands(row, &pasted, found))?;
            Some((row, found))
        }))
    };
    let said = whole(Weight::Telling)
        .or_else(|| cut(&pasted, &messages))
        .or_else(|| whole(Weight::Aside))
        .or_else(|| frame_alone(&pasted))
        .or_else(|| whole(Weight::Bare))?;
    said.explained(&pasted)
}

/// What was recognised.
struct Recognised {
    /// All that print the same.
    rows: Vec<&'static Message>,
    frames: Vec<&'static Frame>,
    found: Found,
    codes: &'static [&'static str],
}

impl Recognised {
    fn new(row: &'static Message, found: Found) -> Recognised {
        Recognised { rows: vec![row], frames: Vec::new(), found, codes: row.codes }
    }
}

/// The first message of those found, or, of those in the same place, the one that is found by most.
fn first(found: impl Iterator<Item = (&'static Message, Found)>) -> Option<Recognised> {
    let mut best: Option<Recognised> = None;
    for (row, found) in found {
        match &mut best {
            Some(best) if same(best, row, &found) => best.rows.push(row),
            Some(best) if !is_better(&found, &best.found) => {}
            _ => best = Some(Recognised::new(row, found)),
        }
    }
    best
}

fn same(best: &Recognised, row: &Message, found: &Found) -> bool {
    let place = |found: &Found| (found.start, found.end, found.literal);
    place(found) == place(&best.found) && best.codes == row.codes
}

fn is_better(found: &Found, best: &Found) -> bool {
    let apart = found.end <= best.start || best.end <= found.start;
    if apart { found.start < best.start } else { found.literal > best.literal }
}

/// Whether a message may stand where it was found.
fn stands(row: &Message, pasted: &Pasted<'_>, found: &Found) -> bool {
    let (before, behind) = pasted.around(found.start, found.end);
    match row.place {
        Place::Anywhere | Place::Whole => true,
        Place::Word => {
            let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
            let ends = !is_letter(before.chars().next_back()) && !is_letter(behind.chars().next());
            ends && !pasted.is_broken(found)
        }
        Place::Alone => {
            let line = |c: char| c == '\n';
            let before = before.rsplit(line).next().unwrap_or_default().trim_end();
            let behind = behind.split(line).next().unwrap_or_default();
            let goes_on = |c: char| c.is_alphanumeric() || c == ',';
            let is_stack = behind.trim_start().starts_with("at ");
            !before.ends_with(goes_on)
                && (is_stack || !behind.trim_start().starts_with(char::is_alphanumeric))
        }
    }
}

/// A message that was cut at an end of the text, or of a line, where nothing else was cut to the
/// same.
fn cut(pasted: &Pasted<'_>, messages: &[Pattern]) -> Option<Recognised> {
    pasted.cuttings(LINES).into_iter().find_map(|cutting| {
        let mut best: Option<Recognised> = None;
        let mut is_ambiguous = false;
        let rows = MESSAGES.iter().zip(messages);
        for (row, pattern) in rows.filter(|(row, _)| row.place == Place::Anywhere) {
            let cuts = [
                pattern.cut_at_its_end(pasted, cutting),
                pattern.cut_at_its_start(pasted, cutting.0),
            ];
            let enough =
                |found: &Found| found.literal < pattern.literal() && pasted.weight(found) >= ENOUGH;
            for found in cuts.into_iter().flatten().filter(enough) {
                match &mut best {
                    Some(best) if best.found.literal > found.literal => {}
                    Some(best) if best.found.literal == found.literal => {
                        is_ambiguous |= best.codes != row.codes;
                        best.rows.push(row);
                    }
                    _ => {
                        is_ambiguous = false;
                        best = Some(Recognised::new(row, found));
                    }
                }
            }
        }
        best.filter(|_| !is_ambiguous)
    })
}

/// A frame whose message is not known, or half of it.
fn frame_alone(pasted: &Pasted<'_>) -> Option<Recognised> {
    let mut best: Option<(&'static Frame, Found, usize)> = None;
    for frame in FRAMES.iter().filter(|frame| frame.text.contains("{url}")) {
        let (before, behind) = frame.halves();
        for (half, is_before) in [(before, true), (behind, false)] {
            let pattern = Pattern::new(half);
            if pattern.literal() < ENOUGH_OF_A_FRAME {
                continue;
            }
            let all = (0, pasted.len());
            let enough = |found: &Found| pasted.weight(found) >= ENOUGH;
            let cut_at_its_end = || pattern.cut_at_its_end(pasted, all).filter(enough);
            let cut_at_its_start = || pattern.cut_at_its_start(pasted, 0).filter(enough);
            let whole = pattern.find(pasted, 0, |_| true);
            let found = whole.or_else(cut_at_its_end).or_else(cut_at_its_start);
            let Some(found) = found else { continue };
            if best.as_ref().is_none_or(|(_, best, _)| is_better(&found, best)) {
                let message = if is_before { found.end } else { found.start };
                best = Some((frame, found, message));
            }
        }
    }
    let (frame, found, message) = best?;
    let found = Found { start: message, end: message, ..found };
    Some(Recognised { rows: Vec::new(), frames: vec![frame], found, codes: &["reason-not-said"] })
}

impl Recognised {
    fn explained(mut self, pasted: &Pasted<'_>) -> Option<Explanation> {
        self.add_frames(pasted);
        let of = self.rows.first().map_or(Of::Framed, |row| row.of);
        let answer_to = match of {
            Of::Answer(answer_to) => Some(answer_to),
            Of::Framed => self.frames.iter().find_map(|frame| frame.of),
            Of::Neither => None,
        };
        let (reasons, missing) = reasons_of(self.codes, &self.found.values);
        let mut reasons = reasons.into_iter();
        let row = self.rows.first().copied();
        let is_former = |standing: &Standing| *standing == Standing::Former;
        let is_current = !self.frames.iter().any(|frame| is_former(&frame.standing))
            && (self.rows.is_empty() || !self.rows.iter().all(|row| is_former(&row.standing)));
        let frames_it = |browser: Browser| {
            self.frames.iter().all(|frame| {
                FRAMES.iter().any(|other| (other.browser, other.text) == (browser, frame.text))
            })
        };
        let says_it = |browser: Browser| {
            self.rows.is_empty() || self.rows.iter().any(|row| row.browser == browser)
        };
        let all = [Browser::Chromium, Browser::Firefox, Browser::WebKit].into_iter();
        let browsers = all.filter(|browser| says_it(*browser) && frames_it(*browser)).collect();
        Some(Explanation {
            browsers,
            reason: reasons.next()?,
            or: reasons.collect(),
            values: self.found.values,
            missing,
            answer_to,
            is_current,
            wording: (row, self.frames),
        })
    }

    /// Takes the frames around what was found, from the inside outwards, and what they tell.
    fn add_frames(&mut self, pasted: &Pasted<'_>) {
        while let Some((frame, around)) = self.next_frame(pasted) {
            self.frames.push(frame);
            self.found.start = around.start;
            self.found.end = around.end;
            self.found.values.join(around.values);
        }
    }

    /// The frame of which most is there.
    fn next_frame(&self, pasted: &Pasted<'_>) -> Option<(&'static Frame, Found)> {
        let mut best: Option<(&'static Frame, Found)> = None;
        for frame in FRAMES {
            let prints = self.rows.iter().any(|row| row.browser == frame.browser)
                || self.frames.iter().any(|other| other.browser == frame.browser);
            if !prints || self.frames.contains(&frame) {
                continue;
            }
            let Some(found) = self.framed(frame, pasted) else { continue };
            if best.as_ref().is_none_or(|(_, best)| found.literal > best.literal) {
                best = Some((frame, found));
            }
        }
        best
    }

    /// What was found with a frame around it.
    fn framed(&self, frame: &Frame, pasted: &Pasted<'_>) -> Option<Found> {
        let (before, behind) = frame.halves();
        let (first, last) = (Pattern::new(before), Pattern::new(behind));
        let (start, end) = (self.found.start, self.found.end);
        let is_next_line = behind.starts_with('\n');
        let behind = if last.is_empty() {
            None
        } else if is_next_line {
            last.find(pasted, end, |found| found.start - end <= NEXT_LINE)
        } else {
            last.at(pasted, end)
        };
        if first.is_empty() {
            return behind.map(|behind| Found { start, ..behind });
        }
        // What stands before is enough.
        let mut found = first.before(pasted, start)?;
        found.end = end;
        if let Some(behind) = behind {
            found.end = behind.end;
            found.literal += behind.literal;
            found.values.join(behind.values);
        }
        Some(found)
    }
}
