//! The table of cases, and its only assertion. The subject is the engine, natively or behind its
//! JavaScript border.

pub mod sessions;

use serde_json::{Map, Value};

use crate::places::Places;

const CASES: &str = include_str!("../../../../tests/cases.json");

/// The page's origin in the tables, and two others.
const PLACES: [&str; 3] = ["https://app.example", "https://api.example", "https://cdn.example"];

/// A function of the engine.
#[derive(Clone, Copy, Debug)]
pub enum Question {
    /// `classify`
    Classify,
    /// `check_preflight`
    CheckPreflight,
    /// `check_response`
    CheckResponse,
}

const QUESTIONS: &[(&str, Question)] = &[
    ("classify", Question::Classify),
    ("checkPreflight", Question::CheckPreflight),
    ("checkResponse", Question::CheckResponse),
];

/// The names of the profiles. A row expects what the standard requires. Under a browser's name it
/// holds, in the same form, the members that differ in that browser.
pub const PROFILES: [&str; 4] = ["standard", "chromium", "firefox", "webkit"];

/// Calls a function with the name of a profile, a call and, except for `classify`, a response. Returns
/// the result as a plain object, or the message of a `TypeError`.
pub type Subject = fn(&str, Question, &Value, Option<&Value>) -> Result<Value, String>;

/// Every member of a result.
const MEMBERS: &[&str] = &[
    "allowed",
    "exposed",
    "grant",
    "kind",
    "notes",
    "outcome",
    "preflight",
    "readable",
    "reasons",
    "redirected",
    "request",
    "status",
    "summary",
    "type",
    "url",
    "when",
];

/// Returns the text of a table with its placeholders replaced.
pub fn filled(text: &str) -> String {
    Places::new(&PLACES).fill(text)
}

/// Returns every row, with its placeholders replaced.
///
/// # Panics
///
/// `tests/cases.json` is not JSON.
pub fn rows() -> Vec<Map<String, Value>> {
    let items: Vec<Value> = serde_json::from_str(&filled(CASES)).expect("tests/cases.json is JSON");
    items
        .into_iter()
        .filter_map(|item| match item {
            Value::Object(row) => Some(row),
            // Strings are headings.
            _ => None,
        })
        .collect()
}

/// Compares `subject` with every row under every profile. Returns the number of rows.
///
/// # Panics
///
/// Something differs. The message lists all differences.
pub fn assert_rows(subject: Subject) -> usize {
    let rows = rows();
    let of = |profile| rows.iter().flat_map(move |row| differences(row, profile, subject));
    let wrong: Vec<String> = PROFILES.iter().flat_map(|profile| of(profile)).collect();
    assert!(wrong.is_empty(), "{} differences:\n\n{}", wrong.len(), wrong.join("\n"));
    rows.len()
}

fn differences(row: &Map<String, Value>, profile: &str, subject: Subject) -> Vec<String> {
    let name = &row["name"];
    let mut wrong = Vec::new();
    let mut asked = 0;
    for (key, question) in QUESTIONS {
        let Some(expected) = row.get(*key).and_then(Value::as_object) else {
            continue;
        };
        asked += 1;
        let got = subject(profile, *question, &row["call"], expected.get("answer"));
        let mut expected = expected.clone();
        if let Some(otherwise) = row.get(profile).and_then(|row| row.get(*key)) {
            expected.extend(otherwise.as_object().cloned().unwrap_or_default());
        }
        for (key, expected) in &expected {
            if let Some(difference) = difference(key, expected, &got) {
                wrong.push(format!("{name}\n  {profile}, {question:?}, {difference}\n"));
            }
        }
    }
    if asked == 0 {
        wrong.push(format!("{name}\n  asks nothing\n"));
    }
    wrong
}

/// Returns how a member of `got` differs from the row.
fn difference(key: &str, expected: &Value, got: &Result<Value, String>) -> Option<String> {
    let result = match (key, got) {
        ("answer", _) => return None,
        ("typeError", Err(message)) => {
            let member = expected.as_str().unwrap_or_default();
            let named = message.contains(member);
            return (!named).then(|| format!("TypeError: {message}\n  does not name {member}"));
        }
        (_, Err(message)) => return Some(format!("{key}: TypeError: {message}")),
        ("typeError", Ok(result)) => return Some(format!("no TypeError, but {result}")),
        (_, Ok(result)) => result,
    };
    let got = &result[key];
    if !MEMBERS.contains(&key) {
        return Some(format!("{key} is not a member of a result"));
    }
    let (expected, got) = match key {
        "reasons" | "notes" => (expected.clone(), codes_and_subjects(got)),
        "request" | "preflight" if expected.is_object() => {
            (expected.clone(), only_members(got, expected))
        }
        _ => (expected.clone(), got.clone()),
    };
    (expected != got).then(|| format!("{key}\n  expected {expected}\n  got      {got}"))
}

fn codes_and_subjects(reasons: &Value) -> Value {
    let text = |reason: &Value| {
        let code = reason["code"].as_str().unwrap_or_default();
        match reason["subject"].as_str() {
            Some(subject) => Value::from(format!("{code} {subject}")),
            None => Value::from(code),
        }
    };
    reasons.as_array().map(|reasons| reasons.iter().map(text).collect()).unwrap_or_default()
}

fn only_members(object: &Value, wanted: &Value) -> Value {
    let wanted = wanted.as_object().into_iter().flatten();
    wanted.map(|(key, _)| (key.clone(), object[key].clone())).collect::<Map<_, _>>().into()
}
