//! The table of sessions, and its only assertion. A session is a list of exchanges that share a
//! preflight cache.

use super::PROFILES;
use serde_json::{Value, json};

const SESSIONS: &str = include_str!("../../../../tests/exchanges.json");

/// A subject that runs sessions.
pub trait Session {
    /// An exchange.
    type Exchange;

    /// Starts a session under the profile with this name.
    fn by(profile: &str) -> Self;

    /// Starts the exchange of a call.
    fn begin(&mut self, call: &Value) -> Self::Exchange;

    /// Returns the next step as a plain object. `told` is `None` at first, then a response, or null
    /// after a network error.
    fn next(&mut self, exchange: &mut Self::Exchange, told: Option<&Value>, now: f64) -> Value;

    /// Returns the cache's entries as a plain object.
    fn entries(&self) -> Value;
}

/// Returns every session, with its placeholders replaced.
///
/// # Panics
///
/// `tests/exchanges.json` is not JSON.
pub fn sessions() -> Vec<Value> {
    let items: Vec<Value> =
        serde_json::from_str(&super::filled(SESSIONS)).expect("tests/exchanges.json is JSON");
    items.into_iter().filter(Value::is_object).collect()
}

/// Compares `S` with every session under every profile. Returns the number of sessions.
///
/// # Panics
///
/// Something differs. The message lists all differences.
pub fn assert_sessions<S: Session>() -> usize {
    let sessions = sessions();
    let of = |profile| sessions.iter().flat_map(move |row| differences::<S>(row, profile));
    let wrong: Vec<String> = PROFILES.iter().flat_map(|profile| of(profile)).collect();
    assert!(wrong.is_empty(), "{} differences:\n\n{}", wrong.len(), wrong.join("\n"));
    sessions.len()
}

fn differences<S: Session>(row: &Value, profile: &str) -> Vec<String> {
    let name = format!("{}\n  {profile}", row["name"]);
    let mut wrong = Vec::new();
    let mut session = S::by(profile);
    if row["calls"].as_array().is_none_or(Vec::is_empty) {
        wrong.push(format!("{name}\n  makes no call\n"));
    }
    let otherwise = &row[profile];
    for (number, made) in row["calls"].as_array().into_iter().flatten().enumerate() {
        let mut made = made.clone();
        // A call that proceeds differently in this browser receives other responses.
        if let Some(call) = otherwise["calls"].get(number.to_string()) {
            made["answers"] = call["answers"].clone();
            made["steps"] = call["steps"].clone();
        }
        let now = made["now"].as_f64().unwrap_or_default();
        let mut exchange = session.begin(&made["call"]);
        let told =
            std::iter::once(None).chain(made["answers"].as_array().into_iter().flatten().map(Some));
        let steps: Vec<Value> = told.map(|told| session.next(&mut exchange, told, now)).collect();
        let expected = made["steps"].as_array().cloned().unwrap_or_default();
        if expected.len() != steps.len() {
            wrong.push(format!(
                "{name}\n  call {number}: {} steps, not {}\n",
                steps.len(),
                expected.len()
            ));
        }
        for (turn, (expected, got)) in expected.iter().zip(&steps).enumerate() {
            let expected = match expected {
                Value::String(kind) => json!({ "kind": kind }),
                other => other.clone(),
            };
            for (key, expected) in expected.as_object().into_iter().flatten() {
                if let Some(difference) = super::difference(key, expected, &Ok(got.clone())) {
                    wrong.push(format!("{name}\n  call {number}, turn {turn}, {difference}\n"));
                }
            }
        }
    }
    if let Some(expected) = otherwise.get("entries").or(row.get("entries")) {
        let (expected, got) = (with_times(expected), with_times(&session.entries()));
        if expected != got {
            wrong.push(format!("{name}\n  entries\n  expected {expected}\n  got      {got}\n"));
        }
    }
    wrong
}

/// Returns the entries with all times as floats, because JavaScript has one type of number.
fn with_times(entries: &Value) -> Value {
    let mut entries = entries.clone();
    for entry in entries.as_array_mut().into_iter().flatten() {
        entry["expires"] = json!(entry["expires"].as_f64());
    }
    entries
}
