//! What browsers really print: Chromium, Firefox and WebKitGTK make calls that fail, and each one's
//! console has to say what [`Failure`] writes of the engine's own verdict by its profile, and to mean
//! that verdict to [`explain`].
//!
//! The browsers are started from the paths in the variables `CHROMIUM`, `FIREFOX` and `MINIBROWSER`,
//! the last on the display that the program in `XVFB` makes; else from the PATH.

#![cfg(not(target_family = "wasm"))]

mod browsers;
mod case;
#[path = "../native/loose.rs"]
mod loose;
#[path = "../loopback/message.rs"]
mod message;
mod servers;

use browsers::Consoles;
use case::Case;
use cors_preflight::{Browser, Failure, Standing, explain};
use servers::Servers;

#[test]
fn chromium_prints_what_is_written_and_means_what_is_recognised() {
    compare(Browser::Chromium);
}

#[test]
fn firefox_prints_what_is_written_and_means_what_is_recognised() {
    compare(Browser::Firefox);
}

#[test]
fn webkit_prints_what_is_written_and_means_what_is_recognised() {
    compare(Browser::WebKit);
}

fn compare(browser: Browser) {
    let servers = Servers::start();
    let cases = servers.cases();
    let consoles = Consoles::of(browser, servers.page(), servers.done(), cases);
    let (mut wrong, mut written, mut silent) = (String::new(), 0, 0);
    for (case, console) in cases.iter().zip(consoles.of_each_case()) {
        let problem = judge(case, browser, &console, servers.page());
        match problem {
            Ok(Judged::Written) => written += 1,
            Ok(Judged::Recognised) => {}
            Ok(Judged::Silent) => silent += 1,
            Err(problem) => wrong += &format!("{}\n{problem}\n{console}\n\n", case.name),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!(
        "{browser}: of {} failures {written} are printed as they are written, {silent} in silence",
        cases.len()
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

fn judge(case: &Case, browser: Browser, console: &str, page: &str) -> Result<Judged, String> {
    let explanation = explain(console);
    if case.is_silent_in(browser) {
        return match explanation {
            None => Ok(Judged::Silent),
            Some(it) => Err(format!("not silent: it means {}", it.reason.code())),
        };
    }
    let explanation = explanation.ok_or("not recognised")?;
    let verdict = case.verdict(browser);
    let expected = verdict.reason.code();
    let mut meant = [&explanation.reason].into_iter().chain(&explanation.or);
    if !meant.any(|reason| reason.code() == expected) {
        return Err(format!("means {} in place of {expected}", explanation.reason.code()));
    }
    if explanation.browsers != [browser] || !explanation.is_current {
        return Err(format!("taken for another's: {:?}", explanation.browsers));
    }
    for (hole, value) in explanation.values.iter() {
        let is = match hole.as_str() {
            "url" => &verdict.url,
            "redirectedFrom" => &verdict.first_url,
            _ => continue,
        };
        if value != is {
            return Err(format!("its {hole} is {value} in place of {is}"));
        }
    }
    let page_url = format!("{page}/");
    let failure = Failure {
        reason: &verdict.reason,
        answer_to: verdict.answer_to,
        status: verdict.status,
        url: &verdict.url,
        redirected_from: (verdict.url != verdict.first_url).then_some(&verdict.first_url),
        origin: page,
        page: &page_url,
        via: case.call().via,
    };
    // WebKit prints names as they were written.
    let mut console = console.to_owned();
    for (name, _) in &case.call().headers {
        console = console.replace(name, &name.to_ascii_lowercase());
    }
    match failure.console_message(browser) {
        None => Ok(Judged::Recognised),
        Some(text) if text.lines().all(|line| console.contains(line)) => Ok(Judged::Written),
        // Not what it prints most.
        Some(_) if explanation.message.standing == Standing::Also => Ok(Judged::Recognised),
        Some(text) => Err(format!("written {text}")),
    }
}
