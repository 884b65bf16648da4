//! The rows of the message tables that a browser prints in the tests, and those that it cannot print.

use std::collections::BTreeSet;

use cors_preflight::console::Engine;
use cors_preflight::console::tables::{FRAMES, MESSAGES, MessageStatus, MessageTemplate};
use serde::Deserialize;

const UNPRINTED: &str = include_str!("unprinted.json");

/// A row that no call makes a browser print.
#[derive(Deserialize)]
struct Unprinted {
    browser: String,
    /// The message of the table, or the start or end of a frame.
    text: String,
    /// The codes of the reasons for which it is not printed. Empty means every reason.
    codes: Option<Vec<String>>,
    /// The reason why it cannot be printed here.
    why: String,
}

/// The rows that a browser printed.
pub(crate) struct Coverage {
    browser: Engine,
    /// Messages by text and code, frames by text and no code.
    seen: BTreeSet<(&'static str, &'static str)>,
}

impl Coverage {
    pub(crate) fn of(browser: Engine) -> Coverage {
        Coverage { browser, seen: BTreeSet::new() }
    }

    /// Records the text printed for a failure with this code. The code is empty if the reason is
    /// unknown.
    pub(crate) fn see(&mut self, printed: &str, code: &str) {
        for message in self.messages() {
            if !printed.lines().any(|line| is_in(message.text, line)) {
                continue;
            }
            // A message with one reason needs no further evidence.
            let codes = message.codes.iter().map(|code| code.as_str());
            let codes = codes.filter(|it| *it == code || message.codes.len() == 1);
            self.seen.extend(codes.map(|code| (message.text, code)));
        }
        for (text, before, behind) in self.frames() {
            // The next line starts with the prefix of the browser's log.
            if is_in(&format!("{before}{{}}{}", behind.trim_start()), printed) {
                self.seen.insert((text, ""));
            }
        }
    }

    /// Returns the rows that were neither printed nor listed, and the listed rows that were printed or do
    /// not exist.
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

    /// Returns every row of the tables that the browser prints today.
    fn printable(&self) -> BTreeSet<(&'static str, &'static str)> {
        let of_message =
            |it: &'static MessageTemplate| it.codes.iter().map(|code| (it.text, code.as_str()));
        let frames = self.frames().map(|(text, ..)| (text, ""));
        self.messages().flat_map(of_message).chain(frames).collect()
    }

    fn messages(&self) -> impl Iterator<Item = &'static MessageTemplate> + use<> {
        let browser = self.browser;
        MESSAGES.iter().filter(move |it| {
            // Only MDN uses the names of Firefox's messages. Chromium's names appear in DevTools.
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

/// Whether the printed text contains a text with placeholders exactly.
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
