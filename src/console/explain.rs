//! Recognising what a browser said of a failed request.

use crate::console::matcher::{Found, Pasted, Pattern};
use crate::console::messages::{
    AnswerTo, Browser, FRAMES, Frame, MESSAGES, Message, Of, Place, Standing, Values, Weight,
};
use crate::console::reasons::reasons_of;
use crate::report::reason::Reason;

/// How many bytes of a message have to be there, names of headers apart, to tell it where it was cut.
const ENOUGH: usize = 18;

/// On how many lines a message is looked for that was cut.
const LINES: usize = 64;

/// How far behind a message may be what a browser prints of it on the next line.
const NEXT_LINE: usize = 256;

/// How long a frame may be.
const LONGEST_FRAME: usize = 1 << 12;

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
    /// The message as the table has it.
    pub message: &'static Message,
    /// The frames that were found around it, from the inside outwards.
    pub frames: Vec<&'static Frame>,
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
    let pasted = &Pasted::new(text);
    let messages: Vec<Pattern> = MESSAGES.iter().map(|row| Pattern::new(row.text)).collect();
    let whole = |most| whole(pasted, &messages, most);
    let said = whole(Weight::Telling)
        .or_else(|| cut(pasted, &messages))
        .or_else(|| whole(Weight::Aside))
        .or_else(|| whole(Weight::Framing))
        .or_else(|| whole(Weight::Bare));
    said?.explained(pasted)
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

/// The first message in the text, or, of those in the same place, the one that is found by most.
#[inline(never)]
fn whole(pasted: &Pasted<'_>, messages: &[Pattern], most: Weight) -> Option<Recognised> {
    let mut best: Option<Recognised> = None;
    for (row, pattern) in MESSAGES.iter().zip(messages) {
        if row.weight > most {
            continue;
        }
        let Some(found) = pattern.find(pasted, 0, &|found| stands(row, pasted, found)) else {
            continue;
        };
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
    let is_before = found.end <= best.start;
    let is_behind = best.end <= found.start;
    is_before || (!is_behind && found.literal > best.literal)
}

/// Whether a message may stand where it was found.
fn stands(row: &Message, pasted: &Pasted<'_>, found: &Found) -> bool {
    let word = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    match row.place {
        Place::Anywhere | Place::Whole => true,
        Place::Word => {
            // Firefox's source numbers some.
            let letter = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic());
            let (before, behind) = pasted.around(found, false);
            !letter(before) && !letter(behind) && pasted.is_unbroken(found)
        }
        Place::Alone => {
            let (before, behind) = pasted.around(found, true);
            // The next line of a stack, or this one.
            let is_stack = pasted.is_followed_by(found, b"at");
            !word(before) && before != Some(b',') && (is_stack || !word(behind))
        }
    }
}

/// A message that was cut at an end of the text, or of a line, where nothing else was cut to the
/// same.
fn cut(pasted: &Pasted<'_>, messages: &[Pattern]) -> Option<Recognised> {
    for cutting in pasted.cuttings(LINES) {
        let mut best: Option<Recognised> = None;
        let mut is_ambiguous = false;
        for (row, pattern) in MESSAGES.iter().zip(messages) {
            if row.place != Place::Anywhere {
                continue;
            }
            for is_start in [false, true] {
                let found = if is_start {
                    pattern.cut_at_its_start(pasted, cutting.0)
                } else {
                    pattern.cut_at_its_end(pasted, cutting)
                };
                let Some(found) = found else { continue };
                if found.literal == pattern.literal() || found.weight(pasted) < ENOUGH {
                    continue;
                }
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
        if best.is_some() && !is_ambiguous {
            return best;
        }
    }
    None
}

impl Recognised {
    fn explained(mut self, pasted: &Pasted<'_>) -> Option<Explanation> {
        let mut values = Values::default();
        pasted.read(&self.found, &mut values);
        // From the inside outwards.
        while let Some((frame, around)) = self.next_frame(pasted) {
            self.frames.push(frame);
            pasted.read(&around, &mut values);
            self.found = around;
        }
        let answer_to = match self.rows.first()?.of {
            Of::Answer(answer_to) => Some(answer_to),
            Of::Framed => self.frames.iter().find_map(|frame| frame.of),
            Of::Neither => None,
        };
        let (mut reasons, missing) = reasons_of(self.codes, &values);
        if reasons.is_empty() {
            return None;
        }
        let reason = reasons.remove(0);
        let is_former = |standing: Standing| standing == Standing::Former;
        let is_current = !self.frames.iter().any(|frame| is_former(frame.standing))
            && !self.rows.iter().all(|row| is_former(row.standing));
        let mut browsers = Vec::new();
        for browser in [Browser::Chromium, Browser::Firefox, Browser::WebKit] {
            let says_it = self.rows.iter().any(|row| row.browser == browser);
            let frames_it = self.frames.iter().all(|frame| {
                let text = |frame: &Frame| (frame.before, frame.behind);
                let is_its = |it: &Frame| it.browser == browser && text(it) == text(frame);
                FRAMES.iter().any(is_its)
            });
            if says_it && frames_it {
                browsers.push(browser);
            }
        }
        let (message, frames, or) = (self.rows.first()?, self.frames, reasons);
        Some(Explanation {
            browsers,
            reason,
            or,
            values,
            missing,
            answer_to,
            is_current,
            message,
            frames,
        })
    }

    /// The frame around what was found of which most is there.
    fn next_frame(&self, pasted: &Pasted<'_>) -> Option<(&'static Frame, Found)> {
        let mut best: Option<(&'static Frame, Found)> = None;
        for frame in FRAMES {
            let prints = self.rows.iter().any(|row| row.browser == frame.browser);
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
        let Found { start, end, .. } = self.found;
        let behind = Pattern::new(frame.behind);
        let behind = if behind.literal() == 0 {
            None
        } else if frame.behind.starts_with('\n') {
            behind.find(pasted, end, &|found| found.start.saturating_sub(end) <= NEXT_LINE)
        } else {
            behind.at(pasted, end)
        };
        if frame.before.is_empty() {
            return behind.map(|behind| Found { start, ..behind });
        }
        // What stands before is enough.
        let from = start.saturating_sub(LONGEST_FRAME);
        let before = Pattern::new(frame.before);
        let before = before.find(pasted, from, &|found| found.end == start)?;
        Some(match behind {
            Some(behind) => before.with(behind),
            None => Found { end, ..before },
        })
    }
}
