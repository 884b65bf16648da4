//! The table of cases put to the engine itself, and the laws that hold whatever is asked.

#![cfg(not(target_family = "wasm"))]

mod anchors;
mod api;
mod dependent;
mod exchanges;
mod house;
mod http_types;
mod laws;
mod layers;
mod messages;
mod prose;
mod sentences;

use cors_preflight::Browser;
use serde_json::{Value, json};
use testbed::table::Question;
use testbed::{read, table};

#[test]
fn every_row_holds() {
    let count = table::assert_rows(ask);
    println!("{count} rows hold");
    assert!(count >= 200);
}

#[test]
fn every_row_has_a_sentence_for_a_name_of_its_own() {
    let of_rows = table::rows()
        .into_iter()
        .map(|row| row["name"].as_str().expect("a row has a name").to_owned());
    let mut names: Vec<String> = Vec::new();
    for name in of_rows.chain(exchanges::names()) {
        assert!(name.ends_with('.') && name.contains(' '), "no sentence: {name}");
        assert!(!names.contains(&name), "twice: {name}");
        names.push(name);
    }
}

fn ask(
    profile: &str,
    question: Question,
    call: &Value,
    response: Option<&Value>,
) -> Result<Value, String> {
    let call = read::call(call)?;
    let browser = browser(profile);
    let response = || read::response(response.expect("a row with a response"));
    Ok(match question {
        Question::Classify => json!(browser.classify(&call)),
        Question::CheckPreflight => json!(browser.check_preflight(&call, &response()?)),
        Question::CheckResponse => json!(browser.check_response(&call, &response()?)),
    })
}

/// The browser whose profile has this name.
fn browser(name: &str) -> Browser {
    Browser::from_name(name).expect("a profile")
}
