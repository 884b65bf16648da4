//! What a browser prints of a failed request.

use crate::call::{Initiator, InitiatorType};
use crate::console::messages::{
    AnswerTo, Browser, FRAMES, Frame, Hole, MESSAGES, Message, Of, Standing, Values, names_the_url,
    segments,
};
use crate::report::reason::Reason;

/// A request that failed, as far as a browser's console speaks of it.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'a> {
    /// The first reason it failed for.
    pub reason: &'a Reason,
    /// Which answer it was that failed, where one did.
    pub answer_to: AnswerTo,
    /// The status of that answer; nothing where none came.
    pub status: Option<u16>,
    /// The URL that was asked for last, serialised; or where a redirect leads that browsers name
    /// though they do not follow it: to another origin in mode `same-origin`, to a scheme that they
    /// do not know or to a port that they block.
    pub url: &'a str,
    /// The URL that was asked for first, where redirects led elsewhere.
    pub redirected_from: Option<&'a str>,
    /// The page's origin, serialised. Chromium names it even where redirects made `null` of it.
    pub origin: &'a str,
    /// The page's URL.
    pub page: &'a str,
    /// Who sent it.
    pub initiator: Initiator,
}

impl Failure<'_> {
    /// What `browser` prints into its console today, or, where that depends on more, what it prints
    /// most. Nothing where it prints nothing, or nothing that tells this reason from others.
    ///
    /// Values are printed as the reason has them. What is no printable ASCII the browsers themselves
    /// print otherwise, each in its way, and WebKit a header's name as its author wrote it.
    pub fn console_message(&self, browser: Browser) -> Option<String> {
        let code = self.reason.code();
        let message = MESSAGES.iter().find(|message| {
            message.browser == browser
                && message.standing == Standing::Current
                && message.codes.contains(&code)
                && message.via.is_none_or(|via| via == self.initiator.kind())
        })?;
        let around = self.values();
        let mut values = self.reason.values();
        for (hole, value) in around.iter() {
            values.tell(hole, value);
        }
        let mut text = filled(message.text, &values)?;
        let mut named = false;
        for frame in FRAMES.iter().filter(|frame| self.takes(message, frame)) {
            let names = frame.names_the_url();
            // A message that names the URL by itself takes no frame that says it first.
            let said = named || (!frame.before.is_empty() && names_the_url(message.text));
            if names && said {
                continue;
            }
            let halves = (filled(frame.before, &around), filled(frame.behind, &around));
            if let (Some(before), Some(behind)) = halves {
                text = format!("{before}{text}{behind}");
                named |= names;
            }
        }
        Some(text)
    }

    fn takes(&self, message: &Message, frame: &Frame) -> bool {
        frame.browser == message.browser
            && frame.standing == Standing::Current
            && frame.via.is_none_or(|via| via == self.initiator.kind())
            && (frame.codes.is_empty() || frame.codes.contains(&self.reason.code()))
            && (frame.of != Some(AnswerTo::Preflight)
                || (message.of == Of::Framed && self.answer_to == AnswerTo::Preflight))
    }

    /// What it tells besides its reason, as the frames of messages do.
    pub fn values(&self) -> Values {
        let mut values = Values::default();
        values.tell(Hole::Url, self.url);
        if let Some(from) = self.redirected_from {
            values.tell(Hole::RedirectedFrom, from);
        }
        values.tell(Hole::Origin, self.origin);
        values.tell(Hole::Page, self.page);
        values.tell(Hole::Kind, kind(self.initiator.kind()));
        if let Some(status) = self.status {
            values.tell(Hole::Status, status.to_string());
        }
        values
    }
}

/// What Chromium calls what is asked for.
fn kind(via: InitiatorType) -> &'static str {
    match via {
        InitiatorType::Fetch => "fetch",
        InitiatorType::Xhr => "XMLHttpRequest",
        InitiatorType::Beacon | InitiatorType::EventSource => "resource",
        InitiatorType::ModuleScript => "script",
        InitiatorType::Font => "font",
        InitiatorType::Image => "image",
        InitiatorType::Stylesheet => "CSS stylesheet",
    }
}

/// A text with its holes filled; nothing where a value is missing.
fn filled(text: &str, values: &Values) -> Option<String> {
    let (first, rest) = segments(text);
    let mut filled = first.to_owned();
    for (hole, literal) in rest {
        filled.push_str(values.get(hole)?);
        filled.push_str(literal);
    }
    Some(filled)
}
