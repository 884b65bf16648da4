//! What is fetched, and what the servers answer.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

const SCENARIOS: &str = include_str!("scenarios.json");

/// What stands for the three origins: the page's and two others.
const PLACES: [&str; 3] = ["{page}", "{other}", "{third}"];

/// What stands for a scenario's number, the first segment of all its paths.
const NUMBER: &str = "{id}";

/// Calls that are made one after the other, and what must come of them.
#[derive(Deserialize)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    /// What is handed to `fetch()`, the URL among it.
    pub(crate) calls: Vec<Value>,
    /// What the servers answer, by URL.
    pub(crate) routes: HashMap<String, Route>,
    /// The requests that arrive, by method and URL.
    pub(crate) requests: Vec<String>,
    /// How each call ends.
    pub(crate) ends: Vec<String>,
}

/// What is answered under one URL.
#[derive(Deserialize)]
pub(crate) struct Route {
    /// To an OPTIONS that names a method.
    pub(crate) preflight: Answer,
    /// To everything else.
    pub(crate) answer: Answer,
}

#[derive(Deserialize)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
}

impl Scenario {
    /// Every scenario, its places and its number filled in.
    pub(crate) fn all(origins: &[String; 3]) -> Vec<Scenario> {
        let pairs = PLACES.iter().zip(origins);
        let text =
            pairs.fold(SCENARIOS.to_owned(), |text, (place, origin)| text.replace(place, origin));
        let rows: Vec<Value> = serde_json::from_str(&text).expect("scenarios.json is JSON");
        let numbered = rows.iter().enumerate().map(|(number, row)| {
            let text = row.to_string().replace(NUMBER, &number.to_string());
            let mut scenario: Scenario = serde_json::from_str(&text).expect("a scenario");
            for call in &mut scenario.calls {
                call["origin"] = origins[0].as_str().into();
            }
            scenario
        });
        numbered.collect()
    }
}
