//! The table of cases and the one assertion over it. Who answers is the subject: the engine itself,
//! or the engine behind its JavaScript border.

pub(crate) mod sessions;

use serde_json::{Map, Value};

const CASES: &str = include_str!("../cases.json");

/// What stands for the places that a row leaves open.
const PLACES: &[(&str, &str)] = &[
    ("{page}", "https://app.example"),
    ("{other}", "https://api.example"),
    ("{third}", "https://cdn.example"),
];

/// What a subject is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Question {
    Classify,
    CheckPreflight,
    CheckResponse,
}

const QUESTIONS: &[(&str, Question)] = &[
    ("classify", Question::Classify),
    ("checkPreflight", Question::CheckPreflight),
    ("checkResponse", Question::CheckResponse),
];

/// Whose rules a row is asked by. What a row expects is the standard's; what a browser does
/// otherwise stands under its name, in the same form.
pub(crate) const PROFILES: [&str; 4] = ["standard", "chromium", "firefox", "webkit"];

/// Answers a question by the rules of a profile, about a call, and an answer where the question has
/// one: the result as a plain object, or the message of a TypeError.
pub(crate) type Subject = fn(&str, Question, &Value, Option<&Value>) -> Result<Value, String>;

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

/// A table's text, its places filled in.
pub(crate) fn filled(text: &str) -> String {
    PLACES.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Every row, its places filled in.
pub(crate) fn rows() -> Vec<Map<String, Value>> {
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

/// Puts every row to `subject`, by the rules of every profile. Panics with all that differs.
pub(crate) fn assert_rows(subject: Subject) -> usize {
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

/// What of `got` is not as the row says under `key`.
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
        return Some(format!("{key} is no member of a result"));
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
