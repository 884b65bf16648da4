//! What browsers did in cases, kept: so that predictions can be checked where no browser is.

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

use super::asker::Asker;
use super::case::Case;
use super::event::Event;
use super::progress::Progress;
use super::{compare, exclude, generate, predict, profile, report};

/// What it did in one case.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recorded {
    pub(crate) case: Case,
    pub(crate) events: Vec<Event>,
}

/// How many generated cases are recorded in which the browser is to leave the standard, and how many
/// others.
const OF_ITS_OWN: usize = 250;
const OTHERS: usize = 100;

/// How long a generated case may be, in bytes.
const LENGTH: usize = 3_000;

/// What no page and no server can tell apart, or no case has shown: by browser, a profile's
/// field and what it is set to instead, as the tests name them. A name that ends in `…` stands for
/// all that begin so.
pub(crate) const UNSEEN: &[(&str, &[(&str, &str)])] = &[
    (
        "Either way the fetch fails: the console alone names one reason or the other.",
        &[("", "judged_first …")],
    ),
    ("No case waits so long: it is read in the sources.", &[("", "max_age.limit …")]),
    (
        "An answer takes the place of what was kept for its URL, whatever its clock.",
        &[("chromium", "cache.renewal RestartsClock"), ("webkit", "cache.renewal RestartsClock")],
    ),
    (
        "A `*` that is kept stands for itself, so for no Authorization.",
        &[("firefox", "cache.authorization Covered")],
    ),
    ("The failure clears what was kept of the answer.", &[("firefox", "cache.refused Kept")]),
    ("No cache mode passes the preflight cache by.", &[("webkit", "cache.conditional …")]),
    (
        "Values of one name are joined: the five names that go without asking have no more than \
         640 bytes together.",
        &[("webkit", "total_limit Some(1024)")],
    ),
    (
        "No stream is sent.",
        &[
            ("firefox", "same_origin_streams UnderCors"),
            ("webkit", "same_origin_streams UnderCors"),
        ],
    ),
    (
        "What does not serve is dropped before the next answer comes.",
        &[("webkit", "cache.no_time PassedOver")],
    ),
    (
        "Origin is shown whatever the referrer policy is.",
        &[("chromium", "redirect.referrer_policy PassedOver")],
    ),
    (
        "Several Locations are joined first, so none is there twice.",
        &[("webkit", "redirect.manual_location Repeated")],
    ),
    (
        "Where the request alone decides, what it held first is not remembered.",
        &[("chromium", "redirect.removed_headers …")],
    ),
];

/// The folder in which the recordings are kept.
pub(crate) fn folder() -> PathBuf {
    project::root().join("tests/recorded")
}

/// Cases written by hand, for what generated ones seldom come to.
pub(crate) fn by_hand() -> Result<Vec<Case>> {
    let file = folder().join("cases.json");
    let text =
        fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} holds no cases", file.display()))
}

/// Has a browser answer the cases written by hand and a choice of a seed's, and writes what it did
/// into `folder`. Returns how many end otherwise than the engine says: they are recorded as well.
pub(crate) async fn record(
    browser: Browser,
    folder: &Path,
    seed: u64,
    generated: u64,
) -> Result<usize> {
    let profile = profile(browser)?;
    let version = launch::version(browser)?;
    let cases = choice(profile, seed, generated)?;
    println!("\n==> {version}, {} cases to record", cases.len());

    let mut progress = Progress::new();
    let shared: Vec<Case> = cases.iter().filter(|case| !fills_a_cache(case)).cloned().collect();
    let show = |n| progress.show(&format!("asked: {n} of {}", shared.len()));
    let mut of_shared = Asker::new(browser).await?.ask(&shared, show).await?.into_iter();
    drop(progress);
    let mut observed = Vec::new();
    for case in &cases {
        observed.push(match fills_a_cache(case) {
            true => Asker::new(browser).await?.ask(std::slice::from_ref(case), |_| {}).await?.pop(),
            false => of_shared.next(),
        });
    }

    let mut different = 0;
    let mut lines = Vec::new();
    for (case, events) in cases.into_iter().zip(observed) {
        let events = events.context("a case of which nothing was observed")?;
        let engine = predict::predict(&case, profile)?;
        if let Some(difference) = compare::difference(&engine.events, &events) {
            different += 1;
            println!("\n{}: {difference}", case.name);
            println!("    {}", report::abridged(&report::line(&case)));
            print!("{}", report::abridged(&report::beside(&engine, &events)));
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

/// Whether a case counts how much a cache holds: it has a browser to itself, because cases share their
/// browser's.
fn fills_a_cache(case: &Case) -> bool {
    case.calls.len() > 50
}

/// The cases that a browser is recorded in.
fn choice(profile: &'static Profile, seed: u64, generated: u64) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for case in by_hand()? {
        let engine = predict::predict(&case, profile)
            .with_context(|| format!("this case is none: {}", case.name))?;
        if exclude::rule(&case, &engine, profile).is_none() {
            cases.push(case);
        }
    }
    let mut left = BTreeMap::from([(true, OF_ITS_OWN), (false, OTHERS)]);
    for number in 0..generated {
        let case = generate::case(seed, number);
        let engine = predict::predict(&case, profile)?;
        let is_excluded = exclude::rule(&case, &engine, profile).is_some();
        if is_excluded || report::line(&case).len() > LENGTH {
            continue;
        }
        let standard = predict::predict(&case, &Profile::STANDARD)?;
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

    use cors_preflight::Profile;
    use serde::Deserialize;

    use super::{Recorded, UNSEEN, folder};
    use crate::compare::difference;
    use crate::event::Event;
    use crate::flips::{Flip, flips};
    use crate::predict::predict;
    use crate::profile;
    use testbed::browser::{BROWSERS, Browser};

    /// What one browser did.
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
                "{}: {why}; `cargo xtask browsers --record tests/recorded` makes it",
                file.display()
            )
        });
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_recordings_are_of_the_browsers_that_the_profiles_name() {
        for browser in BROWSERS {
            let Recording { browser: of, version, .. } = recording(browser);
            assert_eq!(of, browser.name());
            assert!(
                version
                    .contains(profile(browser).unwrap().version.trim_start_matches("Firefox ESR ")),
                "{version} is not {}",
                profile(browser).unwrap().version
            );
        }
    }

    #[test]
    fn every_recorded_case_ends_as_the_engine_predicts() {
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
    fn a_profile_wrong_in_one_field_is_contradicted() {
        let mut wrong = Vec::new();
        for browser in BROWSERS {
            let own = profile(browser).unwrap();
            // A case that the profile itself is wrong about says nothing of its fields.
            let mut cases = recording(browser).cases;
            cases.retain(|one| difference(&told(one, own), &one.events).is_none());
            let unseen: Vec<&str> = UNSEEN
                .iter()
                .flat_map(|(_, flips)| *flips)
                .filter(|(of, _)| *of == browser.name() || of.is_empty())
                .map(|(_, flip)| *flip)
                .collect();
            let mut met = vec![false; unseen.len()];
            for Flip { name, profile } in flips(own) {
                // As long-lived as the cache that goes by it.
                let profile: &'static Profile = Box::leak(Box::new(profile));
                let is_contradicted = cases.iter().any(|one| contradicts(one, own, profile));
                let listed = unseen.iter().position(|listed| match listed.strip_suffix('…') {
                    Some(beginning) => name.starts_with(beginning),
                    None => name == *listed,
                });
                match (is_contradicted, listed) {
                    (true, None) => {}
                    (false, Some(listed)) => met[listed] = true,
                    (true, Some(_)) => wrong.push(format!("{}: {name} is seen", own.name)),
                    (false, None) => wrong.push(format!("{}: {name} is not seen", own.name)),
                }
            }
            for (listed, _) in unseen.iter().zip(met).filter(|(_, met)| !met) {
                wrong.push(format!("{}: {listed} is no flip, or seen", own.name));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn told(Recorded { case, .. }: &Recorded, profile: &'static Profile) -> Vec<Event> {
        predict(case, profile).unwrap().events
    }

    /// Whether a case speaks against `wrong`. What is left out of comparison counts where `own` has
    /// all of it right.
    fn contradicts(one: &Recorded, own: &'static Profile, wrong: &'static Profile) -> bool {
        let events = told(one, wrong);
        difference(&events, &one.events).is_some()
            || (events != one.events && told(one, own) == one.events)
    }
}
