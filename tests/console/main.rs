//! What browsers really print: Chromium, Firefox and WebKitGTK make calls that fail, and each one's
//! console has to say what `FailedRequest` writes of the engine's own verdict by its profile, and to mean
//! that verdict to [`explain`], every value included.
//!
//! Every row of the engine's tables that stands for what is printed today has to be seen in print for
//! each of its reasons, or `unprinted.json` says why it cannot be.

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
fn chromium_prints_what_is_written_and_means_what_is_recognised() {
    compare(Engine::Chromium);
}

#[test]
fn firefox_prints_what_is_written_and_means_what_is_recognised() {
    compare(Engine::Firefox);
}

#[test]
fn webkit_prints_what_is_written_and_means_what_is_recognised() {
    compare(Engine::WebKit);
}

/// How many rows there are, so that none is lost by accident: not all print what no other does.
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
            Ok(Judged::Recognised) => {}
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
    /// It is printed as it is written.
    Written,
    /// It is recognised.
    Recognised,
    /// Nothing is printed that means anything.
    Silent,
}

/// Whether a text is recognised as a message for the reason of this code.
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
        (None, Some(_)) => return Err("not recognised".into()),
        (Some(explanation), Some(verdict)) => (explanation, verdict),
    };
    let expected = verdict.reason.code().as_str();
    if !means(console, expected) {
        return Err(format!("means {} in place of {expected}", explanation.reason.code()));
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
        return Err(format!("taken for an answer to another: {:?}", explanation.response_to));
    }
    let page_url = format!("{}/", case.origin());
    let mut failure = case.failure(verdict, &page_url);
    let values = failure.values();
    // What the engine has for a hole.
    let engine = |hole| {
        let location = verdict.location.as_deref().filter(|_| hole == Placeholder::Location);
        values.get(hole).or(location)
    };
    let otherwise = case.otherwise(browser);
    let mut unused: Vec<Placeholder> = otherwise.iter().map(|(hole, _)| *hole).collect();
    // All of it, and each line by itself: a browser may print several.
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
                return Err(format!("its {hole} is {printed} in place of {value:?}: {text}"));
            }
        }
    }
    if !unused.is_empty() {
        return Err(format!("not printed otherwise: {unused:?}"));
    }
    // Where a redirect is not followed, browsers name where it leads.
    let url = otherwise.iter().find(|(hole, _)| *hole == Placeholder::Url);
    let url = url.map_or(verdict.url.as_str(), |(_, url)| url);
    failure.redirected_from = failure.redirected_from.filter(|first| *first != url);
    failure.url = url;
    let Some(mut text) = failure.console_message(browser) else { return Ok(Judged::Recognised) };
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
        // Not what it prints most.
        Ok(Judged::Recognised)
    } else {
        Err(format!("written {text}"))
    }
}
