//! What the page asks the live server to answer, and what then came to pass.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Result, bail};
use cors_preflight::spec::is_token;
use serde::{Deserialize, Serialize};
use testbed::response::Response;

/// How many asks are kept; the oldest goes when one more arrives.
const KEPT: usize = 4096;

/// The answers that one path is to give.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Ask {
    /// To an OPTIONS request that carries `Access-Control-Request-Method`.
    pub(crate) preflight: Response,
    /// To everything else.
    pub(crate) answer: Response,
}

/// Which of the two ports a request reached.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Server {
    Live,
    Page,
}

/// A request that arrived and what was sent back, line by line, as isomorphic text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Exchange {
    pub(crate) server: Server,
    pub(crate) received: Vec<String>,
    pub(crate) sent: Vec<String>,
}

/// All asks, each under its id.
#[derive(Debug, Default)]
pub(crate) struct Asks {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    asks: HashMap<String, (Ask, Vec<Exchange>)>,
    oldest_first: VecDeque<String>,
}

impl Ask {
    /// Refuses what cannot be written as HTTP/1.1 without changing its meaning.
    pub(crate) fn check(&self) -> Result<()> {
        for (name, answer) in [("preflight", &self.preflight), ("answer", &self.answer)] {
            if answer.status > 999 {
                bail!("{name}.status: {} is above 999", answer.status);
            }
            for (header, value) in &answer.headers {
                if !is_token(header.as_bytes()) {
                    bail!("{name}.headers: {header:?} is no header name");
                }
                if value.chars().any(|c| matches!(c, '\0' | '\r' | '\n') || c > '\u{FF}') {
                    bail!("{name}.headers: the value of {header} cannot be sent: {value:?}");
                }
            }
        }
        Ok(())
    }
}

impl Asks {
    /// Keeps an ask and returns its id, which nobody can guess.
    pub(crate) fn add(&self, ask: Ask) -> Result<String> {
        let mut bytes = [0; 16];
        if let Err(error) = getrandom::fill(&mut bytes) {
            bail!("no random bytes for an id: {error}");
        }
        let id = format!("{:032x}", u128::from_be_bytes(bytes));
        let mut kept = self.kept();
        if kept.oldest_first.len() == KEPT
            && let Some(oldest) = kept.oldest_first.pop_front()
        {
            kept.asks.remove(&oldest);
        }
        kept.oldest_first.push_back(id.clone());
        kept.asks.insert(id.clone(), (ask, Vec::new()));
        Ok(id)
    }

    /// Notes that a request arrived; returns what was asked for and the exchange's number.
    pub(crate) fn arrive(
        &self,
        id: &str,
        server: Server,
        received: Vec<String>,
    ) -> Option<(Ask, usize)> {
        let mut kept = self.kept();
        let (ask, exchanges) = kept.asks.get_mut(id)?;
        exchanges.push(Exchange { server, received, sent: Vec::new() });
        Some((ask.clone(), exchanges.len() - 1))
    }

    /// Notes what is sent back in an exchange.
    pub(crate) fn sent(&self, id: &str, number: usize, lines: Vec<String>) {
        if let Some((_, exchanges)) = self.kept().asks.get_mut(id) {
            exchanges[number].sent = lines;
        }
    }

    /// What has reached an ask's path so far, in order of arrival.
    pub(crate) fn exchanges(&self, id: &str) -> Option<Vec<Exchange>> {
        self.kept().asks.get(id).map(|(_, exchanges)| exchanges.clone())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
