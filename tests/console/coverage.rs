//! Which rows of the engine's tables a browser was seen to print, and which it cannot be made to.

use std::collections::BTreeSet;

use cors_preflight::console::Engine;
use cors_preflight::console::tables::{FRAMES, MESSAGES, MessageStatus, MessageTemplate};
use serde::Deserialize;

const UNPRINTED: &str = include_str!("unprinted.json");

/// What no call makes a browser print.
#[derive(Deserialize)]
struct Unprinted {
    browser: String,
    /// A message as the table has it, or a frame: what stands before, or else behind.
    text: String,
    /// For which reasons it is not printed; nothing where for none.
    codes: Option<Vec<String>>,
    /// Why it cannot be printed here.
    why: String,
}

/// What a browser was seen to print.
pub(crate) struct Coverage {
    browser: Engine,
    /// Messages by text and code, frames by text and no code.
    seen: BTreeSet<(&'static str, &'static str)>,
}

impl Coverage {
    pub(crate) fn of(browser: Engine) -> Coverage {
        Coverage { browser, seen: BTreeSet::new() }
    }

    /// Takes in what was printed of a failure for the reason of this code; an empty one's is not
    /// known.
    pub(crate) fn see(&mut self, printed: &str, code: &str) {
        for message in self.messages() {
            if !printed.lines().any(|line| is_in(message.text, line)) {
                continue;
            }
            // One that stands for a single reason needs no other witness.
            let codes = message.codes.iter().map(|code| code.as_str());
            let codes = codes.filter(|it| *it == code || message.codes.len() == 1);
            self.seen.extend(codes.map(|code| (message.text, code)));
        }
        for (text, before, behind) in self.frames() {
            // What stands on the next line has marks of the browser's log before it.
            if is_in(&format!("{before}{{}}{}", behind.trim_start()), printed) {
                self.seen.insert((text, ""));
            }
        }
    }

    /// What was not seen and is not listed, and what is listed and was seen, or is in no table.
    pub(crate) fn problems(&self) -> String {
        let rows: Vec<Unprinted> = serde_json::from_str(UNPRINTED).expect("a list");
        let mut rest = self.printable();
        let mut problems = String::new();
        for row in rows.iter().filter(|row| row.browser == self.browser.as_str()) {
            let of_row: Vec<_> = self.printable().into_iter().filter(|it| row.is(*it)).collect();
            if of_row.is_empty() || row.why.is_empty() {
                problems += &format!("unprinted.json: no such row, or no reason: {}\n", row.text);
            }
            for it in of_row {
                rest.remove(&it);
                if self.seen.contains(&it) {
                    problems += &format!("unprinted.json, but printed: {} {}\n", it.1, it.0);
                }
            }
        }
        for (text, code) in rest.difference(&self.seen) {
            problems += &format!("printed by no case, nor in unprinted.json: {code} {text}\n");
        }
        problems
    }

    pub(crate) fn len(&self) -> usize {
        self.seen.len()
    }

    /// All that the tables say the browser prints today.
    fn printable(&self) -> BTreeSet<(&'static str, &'static str)> {
        let of_message =
            |it: &'static MessageTemplate| it.codes.iter().map(|code| (it.text, code.as_str()));
        let frames = self.frames().map(|(text, ..)| (text, ""));
        self.messages().flat_map(of_message).chain(frames).collect()
    }

    fn messages(&self) -> impl Iterator<Item = &'static MessageTemplate> + use<> {
        let browser = self.browser;
        MESSAGES.iter().filter(move |it| {
            // MDN alone calls Firefox's messages by name; what Chromium does, its DevTools are told.
            let is_printed = it.engine == Engine::Chromium || !is_name(it.text);
            it.engine == browser && it.status != MessageStatus::Obsolete && is_printed
        })
    }

    fn frames(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> + use<> {
        let browser = self.browser;
        let today = FRAMES
            .iter()
            .filter(move |it| it.engine == browser && it.status != MessageStatus::Obsolete);
        today.map(|it| {
            let text = if it.before.is_empty() { it.after } else { it.before };
            (text, it.before, it.after)
        })
    }
}

impl Unprinted {
    fn is(&self, (text, code): (&str, &str)) -> bool {
        let is_code = |codes: &Vec<String>| codes.iter().any(|it| it == code);
        self.text == text && self.codes.as_ref().is_none_or(is_code)
    }
}

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether a text with holes stands in what was printed, to the letter.
fn is_in(text: &str, printed: &str) -> bool {
    let mut rest = printed;
    text.split('{').enumerate().all(|(number, piece)| {
        let literal = match (number, piece.split_once('}')) {
            (0, _) | (_, None) => piece,
            (_, Some((_, literal))) => literal,
        };
        let Some((_, behind)) = rest.split_once(literal) else { return false };
        rest = behind;
        true
    })
}
