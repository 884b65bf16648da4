//! Puts cases to a browser, and starts it as often as that takes.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};
use testbed::browser::Browser;
use testbed::launch::{self, Running};

use super::case::Case;
use super::event::Event;
use super::server::{Pace, Servers};

/// How many cases one start of a browser is good for: few enough that no preflight cache, of which
/// some hold a hundred entries or a thousand, forgets one that a case still counts on.
const A_START: usize = 500;
/// How many are handed out together.
const QUICK: usize = 100;

/// How many that wait are handed out together: what they count on has to stay in the preflight
/// cache all at once, of which Firefox's has room for a hundred.
fn slow(browser: Browser) -> usize {
    match browser {
        Browser::Firefox => 40,
        Browser::Chromium | Browser::WebKit => 250,
    }
}

/// How long nothing may be heard of a browser.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser that answers cases.
pub(crate) struct Asker {
    browser: Browser,
    servers: Arc<Servers>,
    running: Option<Running>,
    /// How many cases the running browser has been asked.
    asked: usize,
}

impl Asker {
    pub(crate) async fn new(browser: Browser) -> Result<Asker> {
        Ok(Asker { browser, servers: Servers::start().await?, running: None, asked: 0 })
    }

    /// What the browser does in each case. Tells after every few how many are through.
    pub(crate) async fn ask(
        &mut self,
        cases: &[Case],
        mut through: impl FnMut(usize),
    ) -> Result<Vec<Vec<Event>>> {
        let mut done = 0;
        through(done);
        let mut observed: Vec<Vec<Event>> = vec![Vec::new(); cases.len()];
        let of_pace = |slow| {
            let numbers = (0..cases.len()).filter(move |number| cases[*number].waits() == slow);
            numbers.collect::<Vec<usize>>()
        };
        for (pace, size, numbers) in
            [(Pace::Quick, QUICK, of_pace(false)), (Pace::Slow, slow(self.browser), of_pace(true))]
        {
            for numbers in numbers.chunks(size) {
                let batch: Vec<Case> =
                    numbers.iter().map(|&number| cases[number].clone()).collect();
                for (number, events) in numbers.iter().zip(self.ask_batch(&batch, pace).await?) {
                    observed[*number] = events;
                }
                done += numbers.len();
                through(done);
            }
        }
        Ok(observed)
    }

    async fn ask_batch(&mut self, cases: &[Case], pace: Pace) -> Result<Vec<Vec<Event>>> {
        let mut unheard = Vec::new();
        for _ in 0..2 {
            let ids = self.hand_out(cases, pace)?;
            while self.servers.through(&ids) < ids.len() {
                let heard = self.servers.observe(PATIENCE).await;
                if !heard || self.running.as_mut().is_some_and(Running::has_ended) {
                    break;
                }
            }
            let observed: Vec<Option<Vec<Event>>> =
                ids.iter().map(|id| self.servers.take(id)).collect();
            if observed.iter().all(Option::is_some) {
                return Ok(observed.into_iter().flatten().collect());
            }
            let silent = cases.iter().zip(&observed).filter(|(_, events)| events.is_none());
            unheard = silent.map(|(case, _)| case.name.as_str()).take(10).collect();
            // Another browser may get further.
            self.running = None;
        }
        bail!(
            "{} falls silent or ends, twice, before it is through with these cases: {}; `--only` \
             asks fewer, by their names",
            self.browser.name(),
            unheard.join("; "),
        );
    }

    fn hand_out(&mut self, cases: &[Case], pace: Pace) -> Result<Vec<String>> {
        if self.asked + cases.len() > A_START {
            self.running = None;
        }
        if self.running.is_none() {
            self.running = Some(launch::start(self.browser, &self.servers.new_page())?);
            self.asked = 0;
        }
        self.asked += cases.len();
        self.servers.ask(cases, pace)
    }
}
