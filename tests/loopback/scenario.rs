//! The scenarios: calls, and the responses of the servers.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;
use testbed::places::Places;
use testbed::response::Response;

const SCENARIOS: &str = include_str!("scenarios.json");

/// Calls that a page makes one after the other, and their expected course.
#[derive(Deserialize)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    /// The arguments of `fetch()`, with the URL among the options.
    pub(crate) calls: Vec<Value>,
    /// The responses, by URL.
    pub(crate) routes: HashMap<String, Route>,
    /// The method and the URL of each request that reaches a server.
    pub(crate) requests: Vec<String>,
    /// How each call ends.
    pub(crate) ends: Vec<String>,
}

/// The responses of one URL.
#[derive(Deserialize)]
pub(crate) struct Route {
    /// To preflight requests.
    pub(crate) preflight: Response,
    /// To other requests.
    pub(crate) answer: Response,
}

impl Scenario {
    /// Returns every scenario, with its placeholders replaced. `{id}` is its number, the first segment
    /// of all its paths.
    pub(crate) fn all(origins: &[String; 3]) -> Vec<Scenario> {
        let rows: Vec<Value> = serde_json::from_str(SCENARIOS).expect("scenarios.json is JSON");
        let numbered = rows.iter().enumerate().map(|(number, row)| {
            let places = Places::new(origins).with("id", number.to_string());
            let text = places.fill(&row.to_string());
            let mut scenario: Scenario = serde_json::from_str(&text).expect("a scenario");
            for call in &mut scenario.calls {
                call["origin"] = places.origins()[0].into();
            }
            scenario
        });
        numbered.collect()
    }
}
