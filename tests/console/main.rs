//! The messages of real browsers: Chromium, Firefox and WebKitGTK make calls that fail. Each console
//! must contain the message that `FailedRequest` prints for the engine's verdict in that profile.
//! [`explain`] must map the message back to that verdict, including every value.
//!
//! Every row of the message tables that a browser prints today must be printed for each of its reasons,
//! or `unprinted.json` contains the reason why it cannot be.

#![cfg(not(target_family = "wasm"))]

mod browsers;
mod case;
mod coverage;
mod servers;

use browsers::Consoles;
use case::{Case, Verdict};
use cors_preflight::ReasonCode;
use cors_preflight::console::tables::{MESSAGES, MessageStatus};
use cors_preflight::console::{Engine, Placeholder, explain};
use coverage::Coverage;
use servers::Servers;

#[test]
fn chromium_prints_what_is_written_and_means_what_is_recognized() {
    compare(Engine::Chromium);
}

#[test]
fn firefox_prints_what_is_written_and_means_what_is_recognized() {
    compare(Engine::Firefox);
}

#[test]
fn webkit_prints_what_is_written_and_means_what_is_recognized() {
    compare(Engine::WebKit);
}

/// The number of rows, so that a lost row is noticed.
const CASES: usize = 96;

fn compare(browser: Engine) {
    let servers = Servers::start();
    let cases = servers.cases();
    assert_eq!(cases.len(), CASES, "the number of cases.json's rows, which stands in main.rs");
    let consoles = Consoles::of(browser, &servers).expect("a browser that makes the calls");
    let mut coverage = Coverage::of(browser);
    coverage.see(&consoles.besides(), "");
    let (mut wrong, mut asked, mut written, mut silent) = (String::new(), 0, 0, 0);
    for (number, (case, console)) in cases.iter().zip(consoles.of_each_case()).enumerate() {
        if !case.is_for(browser) {
            continue;
        }
        asked += 1;
        let verdict = case.verdict(browser);
        let code = verdict.as_ref().map_or("", |verdict| verdict.reason.code().as_str());
        coverage.see(&console, code);
        let mut problem = judge(case, browser, &console, verdict.as_ref());
        let is_cors = |issue: &&str| issue.contains("corsErrorStatus");
        let issues: Vec<&str> = consoles.issues_of(number).filter(is_cors).collect();
        issues.iter().for_each(|issue| coverage.see(issue, code));
        if !issues.is_empty() && !issues.iter().any(|issue| means(issue, code)) {
            problem = Err(format!("DevTools list {issues:?}"));
        }
        match problem {
            Ok(Judged::Written) => written += 1,
            Ok(Judged::Recognized) => {}
            Ok(Judged::Silent) => silent += 1,
            Err(problem) => wrong += &format!("{}\n{problem}\n{console}\n\n", case.name),
        }
    }
    wrong += &coverage.problems();
    assert!(wrong.is_empty(), "{wrong}");
    println!(
        "{browser}: of {asked} failures {written} are printed as they are written, {silent} in \
         silence; {} rows of the tables were seen",
        coverage.len()
    );
}

enum Judged {
    /// The message is printed as the engine writes it.
    Written,
    /// The message is recognized.
    Recognized,
    /// No known message is printed.
    Silent,
}

/// Checks that a text is recognized as a message for the reason with this code.
fn means(text: &str, code: &str) -> bool {
    explain(text).is_some_and(|it| {
        [&it.reason].into_iter().chain(&it.alternatives).any(|it| it.code().as_str() == code)
    })
}

fn judge(
    case: &Case,
    browser: Engine,
    console: &str,
    verdict: Option<&Verdict>,
) -> Result<Judged, String> {
    let explanation = explain(console).filter(|it| it.reason.code() != ReasonCode::FailedToFetch);
    let verdict = verdict.filter(|_| !case.is_silent_in(browser));
    let (explanation, verdict) = match (explanation, verdict) {
        (None, None) => return Ok(Judged::Silent),
        (Some(it), None) => return Err(format!("not silent: it means {}", it.reason.code())),
        (None, Some(_)) => return Err("not recognized".into()),
        (Some(explanation), Some(verdict)) => (explanation, verdict),
    };
    let expected = verdict.reason.code().as_str();
    if !means(console, expected) {
        return Err(format!("means {} instead of {expected}", explanation.reason.code()));
    }
    let prints_it = |by: &Engine| {
        let text = explanation.message().text;
        *by == browser || MESSAGES.iter().any(|row| row.engine == *by && row.text == text)
    };
    let by = &explanation.engines;
    if !by.contains(&browser) || !by.iter().all(prints_it) || !explanation.is_current {
        return Err(format!("taken for another's: {:?}", explanation.engines));
    }
    if explanation.response_to.is_some_and(|it| it != verdict.response_to) {
        return Err(format!(
            "taken for the response to another request: {:?}",
            explanation.response_to
        ));
    }
    let page_url = format!("{}/", case.origin());
    let mut failure = case.failure(verdict, &page_url);
    let values = failure.values();
    // The engine's value for a placeholder.
    let engine = |hole| {
        let location = verdict.location.as_deref().filter(|_| hole == Placeholder::Location);
        values.get(hole).or(location)
    };
    let otherwise = case.otherwise(browser);
    let mut unused: Vec<Placeholder> = otherwise.iter().map(|(hole, _)| *hole).collect();
    // The whole text, and each line: a browser may print several messages.
    for text in [console].into_iter().chain(console.lines()) {
        let Some(explanation) = explain(text) else { continue };
        for (hole, printed) in explanation.values.iter() {
            let value = engine(hole);
            let other = otherwise.iter().find(|(other, _)| *other == hole);
            if other.is_some_and(|(_, other)| value == Some(*other)) {
                return Err(format!(
                    "its {hole} is not printed otherwise, but as the engine has it"
                ));
            }
            if other.is_some_and(|(_, other)| *other == printed) {
                unused.retain(|unused| *unused != hole);
            } else if value != Some(printed) {
                return Err(format!("its {hole} is {printed} instead of {value:?}: {text}"));
            }
        }
    }
    if !unused.is_empty() {
        return Err(format!("not printed otherwise: {unused:?}"));
    }
    // If a redirect is not followed, browsers print its target.
    let url = otherwise.iter().find(|(hole, _)| *hole == Placeholder::Url);
    let url = url.map_or(verdict.url.as_str(), |(_, url)| url);
    failure.redirected_from = failure.redirected_from.filter(|first| *first != url);
    failure.url = url;
    let Some(mut text) = failure.console_message(browser) else { return Ok(Judged::Recognized) };
    if !text.lines().all(|line| console.contains(line)) {
        for (hole, printed) in otherwise {
            let value = engine(hole).unwrap_or_default();
            if !value.is_empty() {
                text = text.replace(value, printed);
            }
        }
    }
    if text.lines().all(|line| console.contains(line)) {
        Ok(Judged::Written)
    } else if explanation.message().status == MessageStatus::Alternative {
        // This is not its usual message.
        Ok(Judged::Recognized)
    } else {
        Err(format!("written {text}"))
    }
}
