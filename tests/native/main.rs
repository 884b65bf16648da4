//! The table of cases put to the engine itself, and the laws that hold whatever is asked.

#![cfg(not(target_family = "wasm"))]

mod anchors;
mod exchanges;
mod house;
mod laws;
mod loose;
mod messages;
mod sentences;
#[path = "../table/mod.rs"]
mod table;

use cors_preflight::{Profile, check_preflight, check_response, classify, parse_url};
use serde_json::{Value, json};
use table::Question;

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
    answer: Option<&Value>,
) -> Result<Value, String> {
    let call = loose::call(call)?;
    let profile = Profile::named(profile).expect("a profile");
    let answer = || loose::answer(answer.expect("a row with an answer"));
    Ok(match question {
        Question::Classify => json!(classify(&call, parse_url, profile)),
        Question::CheckPreflight => json!(check_preflight(&call, &answer()?, parse_url, profile)),
        Question::CheckResponse => json!(check_response(&call, &answer()?, parse_url, profile)),
    })
}
