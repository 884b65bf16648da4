//! The sessions: whole exchanges, what is sent next, told what came back, with a cache that lives
//! through several calls; and the one assertion over them.

use super::PROFILES;
use serde_json::{Value, json};

const SESSIONS: &str = include_str!("../exchanges.json");

/// A browser session, and who runs it: its exchanges share a cache.
pub(crate) trait Session {
    type Exchange;

    /// A session of a browser that goes by a profile.
    fn by(profile: &str) -> Self;

    /// The fetch that a call makes.
    fn begin(&mut self, call: &Value) -> Self::Exchange;

    /// The next step as a plain object. It is told nothing, what was answered, or by a null that no
    /// answer came.
    fn next(&mut self, exchange: &mut Self::Exchange, told: Option<&Value>, now: f64) -> Value;

    /// What the cache holds, as a plain object.
    fn entries(&self) -> Value;
}

/// Every session, its places filled in.
pub(crate) fn sessions() -> Vec<Value> {
    let items: Vec<Value> =
        serde_json::from_str(&super::filled(SESSIONS)).expect("tests/exchanges.json is JSON");
    items.into_iter().filter(Value::is_object).collect()
}

/// Has `S` run every session. Panics with all that differs.
pub(crate) fn assert_sessions<S: Session>() -> usize {
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
        // A call that goes otherwise is told other answers.
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

/// Entries whose times are all numbers of one kind, which JavaScript does not tell apart.
fn with_times(entries: &Value) -> Value {
    let mut entries = entries.clone();
    for entry in entries.as_array_mut().into_iter().flatten() {
        entry["expires"] = json!(entry["expires"].as_f64());
    }
    entries
}
