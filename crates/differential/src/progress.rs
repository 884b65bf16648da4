//! The progress of a long command: one line that is overwritten on a terminal, or a line every ten seconds
//! elsewhere.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// The time between two lines.
const INTERVAL: Duration = Duration::from_secs(10);

/// A progress line.
pub(crate) struct Progress {
    shown: Option<Instant>,
    width: usize,
}

impl Progress {
    pub(crate) fn new() -> Progress {
        Progress { shown: None, width: 0 }
    }

    pub(crate) fn show(&mut self, text: &str) {
        if io::stdout().is_terminal() {
            print!("\r{text:<width$}", width = self.width);
            io::stdout().flush().ok();
            self.width = text.chars().count();
        } else if self.shown.is_none_or(|shown| shown.elapsed() >= INTERVAL) {
            println!("{text}");
            self.shown = Some(Instant::now());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.width > 0 {
            println!();
        }
    }
}
