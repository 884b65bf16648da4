//! The endpoints of the live server: the responses that the page has registered, and a log of exchanges.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Result, bail};
use cors_preflight::spec::is_token;
use serde::{Deserialize, Serialize};
use testbed::response::Response;

/// The maximum number of endpoints. A new one replaces the oldest.
const CAPACITY: usize = 4096;

/// The responses of one path.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Endpoint {
    /// The response to preflights.
    pub(crate) preflight: Response,
    /// The response to other requests.
    pub(crate) answer: Response,
}

/// The port that received a request.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Server {
    Live,
    Page,
}

/// The lines of a request and of its response, as isomorphic text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Exchange {
    pub(crate) server: Server,
    pub(crate) received: Vec<String>,
    pub(crate) sent: Vec<String>,
}

/// All endpoints by id.
#[derive(Debug, Default)]
pub(crate) struct Endpoints {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    endpoints: HashMap<String, (Endpoint, Vec<Exchange>)>,
    oldest_first: VecDeque<String>,
}

impl Endpoint {
    /// Checks that HTTP/1.1 can express the responses.
    ///
    /// # Errors
    ///
    /// A status, a header name or a header value cannot be sent.
    pub(crate) fn check(&self) -> Result<()> {
        for (name, answer) in [("preflight", &self.preflight), ("answer", &self.answer)] {
            if answer.status > 999 {
                bail!("{name}.status: expected at most 999, got {}", answer.status);
            }
            for (header, value) in &answer.headers {
                if !is_token(header.as_bytes()) {
                    bail!("{name}.headers: {header:?} is not a header name");
                }
                if value.chars().any(|c| matches!(c, '\0' | '\r' | '\n') || c > '\u{FF}') {
                    bail!("{name}.headers: the value of {header} cannot be sent: {value:?}");
                }
            }
        }
        Ok(())
    }
}

impl Endpoints {
    /// Adds an endpoint and returns its id, which cannot be guessed.
    pub(crate) fn add(&self, endpoint: Endpoint) -> Result<String> {
        let mut bytes = [0; 16];
        if let Err(error) = getrandom::fill(&mut bytes) {
            bail!("no random bytes for an id: {error}");
        }
        let id = format!("{:032x}", u128::from_be_bytes(bytes));
        let mut state = self.lock();
        if state.oldest_first.len() == CAPACITY
            && let Some(oldest) = state.oldest_first.pop_front()
        {
            state.endpoints.remove(&oldest);
        }
        state.oldest_first.push_back(id.clone());
        state.endpoints.insert(id.clone(), (endpoint, Vec::new()));
        Ok(id)
    }

    /// Logs a request. Returns its endpoint and the number of the exchange.
    pub(crate) fn arrive(
        &self,
        id: &str,
        server: Server,
        received: Vec<String>,
    ) -> Option<(Endpoint, usize)> {
        let mut state = self.lock();
        let (endpoint, exchanges) = state.endpoints.get_mut(id)?;
        exchanges.push(Exchange { server, received, sent: Vec::new() });
        Some((endpoint.clone(), exchanges.len() - 1))
    }

    /// Logs the response of an exchange.
    pub(crate) fn sent(&self, id: &str, number: usize, lines: Vec<String>) {
        if let Some((_, exchanges)) = self.lock().endpoints.get_mut(id) {
            exchanges[number].sent = lines;
        }
    }

    /// Returns the exchanges of an endpoint, in order of arrival.
    pub(crate) fn exchanges(&self, id: &str) -> Option<Vec<Exchange>> {
        self.lock().endpoints.get(id).map(|(_, exchanges)| exchanges.clone())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
