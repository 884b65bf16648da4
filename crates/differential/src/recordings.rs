//! Recordings of what browsers do in cases, so that tests can check predictions without a browser.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cors_preflight::Profile;
use serde::{Deserialize, Serialize};
use serde_json::json;
use testbed::browser::Browser;
use testbed::launch;
use tooling::project;

use super::case::Case;
use super::event::Event;
use super::progress::Progress;
use super::runner::BrowserRunner;
use super::{compare, exclusions, generate, predict, profile, report};

/// The behavior of a browser in one case.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recorded {
    pub(crate) case: Case,
    pub(crate) events: Vec<Event>,
}

/// The numbers of recorded random cases: those in which the browser differs from the standard, and others.
const DIFFERING: usize = 250;
const MATCHING: usize = 100;

/// The maximum length of a recorded random case in bytes.
const MAX_LENGTH: usize = 3_000;

/// Mutations that no case contradicts, and why: the browser, and the name of the mutation. A name that ends
/// in `…` includes all names with the same start.
pub(crate) const UNSEEN: &[(&str, &[(&str, &str)])] = &[
    (
        "The fetch fails in both cases. Only the console shows the reason.",
        &[("", "first_preflight_check …")],
    ),
    ("No case waits that long. The value is from the source code.", &[("", "max_age_limit …")]),
    (
        "A response replaces the cached response of its URL, whatever its age.",
        &[
            ("chromium", "reallowed_entry RestartsClock"),
            ("webkit", "reallowed_entry RestartsClock"),
        ],
    ),
    (
        "A cached `*` is not a wildcard, so it does not cover Authorization.",
        &[("firefox", "cached_authorization Covered")],
    ),
    ("The failure removes the cached response.", &[("firefox", "failed_preflight Cached")]),
    ("No cache mode bypasses the preflight cache.", &[("webkit", "conditional_reloads …")]),
    (
        "Values of one name are combined: the five safelisted names have at most 640 bytes.",
        &[("webkit", "safelisted_total_limit Some(1024)")],
    ),
    (
        "Streams are not sent.",
        &[
            ("firefox", "same_origin_stream SentAsCors"),
            ("webkit", "same_origin_stream SentAsCors"),
        ],
    ),
    (
        "A cached response that does not suffice is removed before the next response arrives.",
        &[("webkit", "zero_max_age Ignored")],
    ),
    (
        "Origin does not depend on the referrer policy.",
        &[("chromium", "redirected_referrer_policy Ignored")],
    ),
    (
        "Several Location headers are combined first, so there is only one.",
        &[("webkit", "manual_location FailsIfRepeated")],
    ),
    (
        "The current request decides, so its original headers do not matter.",
        &[("chromium", "removed_headers …")],
    ),
];

/// Returns the folder of the recordings.
pub(crate) fn folder() -> PathBuf {
    project::root().join("tests/recorded")
}

/// Returns the cases that are written by hand, for rules that random cases seldom reach.
pub(crate) fn hand_written() -> Result<Vec<Case>> {
    let file = folder().join("cases.json");
    let text =
        fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    serde_json::from_str(&text)
        .with_context(|| format!("{} is not a list of cases", file.display()))
}

/// Runs the cases written by hand and a selection of random ones, and writes the recording into `folder`.
/// Returns the number of cases that differ from the prediction. They are recorded as well.
pub(crate) async fn record(
    browser: Browser,
    folder: &Path,
    seed: u64,
    generated: u64,
) -> Result<usize> {
    let profile = profile(browser)?;
    let version = launch::version(browser)?;
    let cases = select(profile, seed, generated)?;
    println!("\n==> {version}, {} cases to record", cases.len());

    let mut progress = Progress::new();
    let shared: Vec<Case> = cases.iter().filter(|case| !fills_a_cache(case)).cloned().collect();
    let show = |n| progress.show(&format!("finished: {n} of {}", shared.len()));
    let mut shared_events = BrowserRunner::new(browser)?.run(&shared, show).await?.into_iter();
    drop(progress);
    let mut observed = Vec::new();
    for case in &cases {
        observed.push(match fills_a_cache(case) {
            true => {
                BrowserRunner::new(browser)?.run(std::slice::from_ref(case), |_| {}).await?.pop()
            }
            false => shared_events.next(),
        });
    }

    let mut different = 0;
    let mut lines = Vec::new();
    for (case, events) in cases.into_iter().zip(observed) {
        let events = events.context("a case has no events")?;
        let engine = predict::predict(&case, profile)?;
        if let Some(difference) = compare::difference(&engine.events, &events) {
            different += 1;
            println!("\n{}: {difference}", case.name);
            println!("    {}", report::abbreviate(&report::to_line(&case)));
            print!("{}", report::abbreviate(&report::side_by_side(&engine, &events)));
        }
        lines.push(serde_json::to_string(&Recorded { case, events })?);
    }
    let mut text = String::new();
    writeln!(text, "{{ \"browser\": {}, \"version\": {},", json!(browser.name()), json!(version))?;
    writeln!(text, "\"cases\": [\n{}\n] }}", lines.join(",\n"))?;
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let file = folder.join(format!("{}.json", browser.name()));
    fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
    println!("{} cases are in {}", lines.len(), file.display());
    Ok(different)
}

/// Whether a case fills the preflight cache. Such cases run alone, because all cases share the browser's
/// cache.
fn fills_a_cache(case: &Case) -> bool {
    case.calls.len() > 50
}

/// Returns the cases to record.
fn select(profile: Profile, seed: u64, generated: u64) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for case in hand_written()? {
        let engine = predict::predict(&case, profile)
            .with_context(|| format!("this case is invalid: {}", case.name))?;
        if exclusions::rule(&case, &engine, profile).is_none() {
            cases.push(case);
        }
    }
    let mut left = BTreeMap::from([(true, DIFFERING), (false, MATCHING)]);
    for number in 0..generated {
        let case = generate::case(seed, number);
        let engine = predict::predict(&case, profile)?;
        let is_excluded = exclusions::rule(&case, &engine, profile).is_some();
        if is_excluded || report::to_line(&case).len() > MAX_LENGTH {
            continue;
        }
        let standard = predict::predict(&case, Profile::STANDARD)?;
        let is_its_own = compare::difference(&standard.events, &engine.events).is_some();
        let left = left.entry(is_its_own).or_default();
        if *left > 0 {
            *left -= 1;
            cases.push(case);
        }
    }
    Ok(cases)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use cors_preflight::__harness::mutations;
    use cors_preflight::Profile;
    use serde::Deserialize;

    use super::{Recorded, UNSEEN, folder};
    use crate::compare::difference;
    use crate::event::Event;
    use crate::predict::predict;
    use crate::profile;
    use testbed::browser::{BROWSERS, Browser};

    /// The recording of one browser.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Recording {
        browser: String,
        version: String,
        cases: Vec<Recorded>,
    }

    fn recording(browser: Browser) -> Recording {
        let file = folder().join(format!("{}.json", browser.name()));
        let text = fs::read_to_string(&file).unwrap_or_else(|why| {
            panic!(
                "{}: {why}; run `cargo xtask browsers --record tests/recorded --cases 7000`",
                file.display()
            )
        });
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn recordings_have_the_versions_of_the_profiles() {
        for browser in BROWSERS {
            let Recording { browser: name, version, .. } = recording(browser);
            assert_eq!(name, browser.name());
            assert!(
                version.contains(
                    profile(browser).unwrap().version().trim_start_matches("Firefox ESR ")
                ),
                "{version} is not {}",
                profile(browser).unwrap().version()
            );
        }
    }

    #[test]
    fn every_recorded_case_is_predicted() {
        let mut different = Vec::new();
        for browser in BROWSERS {
            for Recorded { case, events } in recording(browser).cases {
                let engine = predict(&case, profile(browser).unwrap()).unwrap();
                if let Some(difference) = difference(&engine.events, &events) {
                    different.push(format!("{}: {}: {difference}", browser.name(), case.name));
                }
            }
        }
        assert!(different.is_empty(), "{}", different.join("\n"));
    }

    #[test]
    fn every_mutation_of_a_profile_is_contradicted() {
        let mut wrong = Vec::new();
        for browser in BROWSERS {
            let own = profile(browser).unwrap();
            // A case that the profile predicts wrongly cannot contradict a mutation.
            let mut cases = recording(browser).cases;
            cases.retain(|one| difference(&predicted(one, own), &one.events).is_none());
            let unseen: Vec<&str> = UNSEEN
                .iter()
                .flat_map(|(_, mutations)| *mutations)
                .filter(|(of, _)| *of == browser.name() || of.is_empty())
                .map(|(_, mutation)| *mutation)
                .collect();
            let mut met = vec![false; unseen.len()];
            for mutation in mutations(own) {
                let name = mutation.to_string();
                let contradicts = |one| contradicts(one, own, mutation.profile);
                let is_contradicted = cases.iter().any(contradicts);
                let listed = unseen.iter().position(|listed| match listed.strip_suffix('…') {
                    Some(beginning) => name.starts_with(beginning),
                    None => name == *listed,
                });
                match (is_contradicted, listed) {
                    (true, None) => {}
                    (false, Some(listed)) => met[listed] = true,
                    (true, Some(_)) => {
                        wrong.push(format!("{}: {name} is contradicted", own.name()))
                    }
                    (false, None) => {
                        wrong.push(format!("{}: {name} is not contradicted", own.name()))
                    }
                }
            }
            for (listed, _) in unseen.iter().zip(met).filter(|(_, met)| !met) {
                wrong.push(format!(
                    "{}: {listed} is not a mutation, or it is contradicted",
                    own.name()
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn predicted(Recorded { case, .. }: &Recorded, profile: Profile) -> Vec<Event> {
        predict(case, profile).unwrap().events
    }

    /// Whether a case contradicts `wrong`. Parts that are not compared count if `own` predicts them.
    fn contradicts(one: &Recorded, own: Profile, wrong: Profile) -> bool {
        let events = predicted(one, wrong);
        difference(&events, &one.events).is_some()
            || (events != one.events && predicted(one, own) == one.events)
    }
}
