//! Runs cases in a browser, and starts the browser again if necessary.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};
use testbed::browser::Browser;
use testbed::launch::{self, Running};

use super::case::Case;
use super::event::Event;
use super::server::{Pace, Servers};

/// The number of cases that run before a browser is started again. It is small enough that no preflight
/// cache, which may hold only a hundred or a thousand entries, drops an entry that a case needs.
const CASES_PER_START: usize = 500;
/// The number of cases in a batch.
const BATCH: usize = 100;

/// Returns the number of waiting cases in a batch. The entries that they need must fit into the preflight
/// cache together, and Firefox's cache holds a hundred.
fn waiting_batch(browser: Browser) -> usize {
    match browser {
        Browser::Firefox => 40,
        Browser::Chromium | Browser::WebKit => 250,
    }
}

/// How long a browser may be silent.
const SILENCE: Duration = Duration::from_secs(60);

/// A browser that runs cases.
pub(crate) struct BrowserRunner {
    browser: Browser,
    servers: Arc<Servers>,
    running: Option<Running>,
    /// The number of cases that the running browser has run.
    started: usize,
}

impl BrowserRunner {
    pub(crate) fn new(browser: Browser) -> Result<BrowserRunner> {
        Ok(BrowserRunner { browser, servers: Servers::start()?, running: None, started: 0 })
    }

    /// Runs cases and returns the events of each. Calls `progress` with the number of finished cases after
    /// each batch.
    pub(crate) async fn run(
        &mut self,
        cases: &[Case],
        mut progress: impl FnMut(usize),
    ) -> Result<Vec<Vec<Event>>> {
        let mut done = 0;
        progress(done);
        let mut observed: Vec<Vec<Event>> = vec![Vec::new(); cases.len()];
        let (waiting, quick): (Vec<usize>, Vec<usize>) =
            (0..cases.len()).partition(|number| cases[*number].waits());
        for (pace, size, numbers) in
            [(Pace::Quick, BATCH, quick), (Pace::Slow, waiting_batch(self.browser), waiting)]
        {
            for numbers in numbers.chunks(size) {
                let batch: Vec<Case> =
                    numbers.iter().map(|&number| cases[number].clone()).collect();
                for (number, events) in numbers.iter().zip(self.run_batch(&batch, pace).await?) {
                    observed[*number] = events;
                }
                done += numbers.len();
                progress(done);
            }
        }
        Ok(observed)
    }

    async fn run_batch(&mut self, cases: &[Case], pace: Pace) -> Result<Vec<Vec<Event>>> {
        let mut unfinished = Vec::new();
        for _ in 0..2 {
            let ids = self.start_batch(cases, pace)?;
            while self.servers.finished(&ids) < ids.len() {
                let is_active = self.servers.observe(SILENCE).await;
                if !is_active || self.running.as_mut().is_some_and(Running::has_ended) {
                    break;
                }
            }
            let observed: Vec<Option<Vec<Event>>> =
                ids.iter().map(|id| self.servers.take(id)).collect();
            if observed.iter().all(Option::is_some) {
                return Ok(observed.into_iter().flatten().collect());
            }
            let silent = cases.iter().zip(&observed).filter(|(_, events)| events.is_none());
            unfinished = silent.map(|(case, _)| case.name.as_str()).take(10).collect();
            // A new browser may get further.
            self.running = None;
        }
        bail!(
            "{} was silent or ended twice before it finished these cases: {}. `--only` runs fewer \
             cases, selected by name",
            self.browser.name(),
            unfinished.join("; "),
        );
    }

    fn start_batch(&mut self, cases: &[Case], pace: Pace) -> Result<Vec<String>> {
        if self.started + cases.len() > CASES_PER_START {
            self.running = None;
        }
        if self.running.is_none() {
            self.running = Some(launch::start(self.browser, &self.servers.new_page())?);
            self.started = 0;
        }
        self.started += cases.len();
        self.servers.queue(cases, pace)
    }
}
