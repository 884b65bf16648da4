//! Compares the engine with real browsers. A browser makes random calls to local servers, which send random
//! responses. Every difference between its behavior and the engine's prediction is reported.

mod runner;
mod case;
mod compare;
mod differences;
pub mod document;
mod event;
mod exclusions;
mod generate;
mod minimize;
mod predict;
mod progress;
mod random;
mod recordings;
mod report;
mod rows;
mod runs;
mod server;
mod inputs;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;
use cors_preflight::Profile;
use regex::Regex;
use serde_json::Value;
use testbed::browser::{BROWSERS, Browser};
use testbed::launch;
use tooling::{project, setup};

use case::Case;
use event::Event;
use minimize::DifferingCase;
use progress::Progress;
use runner::BrowserRunner;
use runs::Run;

/// The number of random cases in the tests, and their seed.
const TEST_CASES: u64 = 1500;
const TEST_SEED: u64 = 1;

/// The maximum number of cases of a run that differ once, but not when they run again.
const MAX_FLAKY: usize = 5;

/// A random case, or a row of the test tables.
pub(crate) struct ListedCase {
    /// The number in the seed or table.
    number: u64,
    name: String,
    /// The case, or why it does not run.
    case: Result<Case, String>,
}

/// The options of `cargo xtask browsers`.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Use only this browser (may be repeated): chromium, firefox or webkit
    #[arg(long = "browser", value_name = "NAME")]
    browsers: Vec<Browser>,
    /// Use the tests' own rows and sessions instead of random cases
    #[arg(long, conflicts_with_all = ["replay", "record"])]
    rows: bool,
    /// The number of random cases
    #[arg(long, value_name = "N", default_value_t = 1000)]
    cases: u64,
    /// The seed of the random cases
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Use only the cases whose name matches
    #[arg(long, value_name = "REGEX")]
    only: Option<Regex>,
    /// Run the one case in a file that a report names
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
    /// Record what the browsers do in a folder
    #[arg(long, value_name = "FOLDER")]
    record: Option<PathBuf>,
    /// Add the result of a whole seed to docs/generated/runs.json
    #[arg(long, conflicts_with_all = ["rows", "only", "replay", "record"])]
    keep: bool,
}

/// Runs cases in browsers and reports the differences to the engine's predictions.
///
/// # Errors
///
/// A browser differs from a prediction, or it fails.
pub fn command(options: Options) -> Result<()> {
    let Options { mut browsers, rows, cases, seed, only, replay, record, keep } = options;
    if browsers.is_empty() {
        browsers = BROWSERS.to_vec();
    }
    let needs: Vec<_> =
        browsers.iter().flat_map(|browser| launch::needs(*browser)).copied().collect();
    setup::require(&needs)?;
    block_on(async {
        if let Some(file) = replay {
            return replay_all(&browsers, &file).await;
        }
        let (mut different, mut flaky) = (0, 0);
        for browser in browsers {
            if let Some(folder) = &record {
                different += recordings::record(browser, folder, seed, cases).await?;
                continue;
            }
            let run = match rows {
                true => run_rows(browser, only.as_ref()).await?,
                false => run_random(browser, seed, cases, only.as_ref()).await?,
            };
            different += run.different;
            flaky = flaky.max(run.flaky);
            if keep {
                runs::keep(&runs::file(), run)?;
            }
        }
        check(different, flaky)
    })
}

/// Runs every row and session, then a sample of random cases.
///
/// # Errors
///
/// The browser differs from a prediction, or it fails.
pub fn test(browser: Browser) -> Result<()> {
    block_on(async {
        let Run { different, flaky, .. } = run_rows(browser, None).await?;
        check(different, flaky)?;
        let Run { different, flaky, .. } = run_random(browser, TEST_SEED, TEST_CASES, None).await?;
        check(different, flaky)
    })
}

fn block_on(work: impl Future<Output = Result<()>>) -> Result<()> {
    testbed::runtime()?.block_on(async {
        tokio::select! {
            result = work => result,
            // Dropping the work ends the browser.
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
        }
    })
}

fn check(different: usize, flaky: usize) -> Result<()> {
    if different > 0 {
        bail!("{different} cases differ from the engine's prediction");
    }
    if flaky > MAX_FLAKY {
        bail!(
            "{flaky} cases of a run differ from the engine's prediction once, but not when they \
             run again; more than {MAX_FLAKY} are not chance"
        );
    }
    Ok(())
}

async fn run_rows(browser: Browser, only: Option<&Regex>) -> Result<Run> {
    let mut cases = rows::cases(profile(browser)?)?;
    cases.retain(|case| only.is_none_or(|only| only.is_match(&case.name)));
    if cases.is_empty() {
        bail!("--only matches no name of a row");
    }
    println!("\n==> {}, {} rows and sessions", browser.name(), cases.len());
    run(browser, 0, cases).await
}

async fn run_random(browser: Browser, seed: u64, count: u64, only: Option<&Regex>) -> Result<Run> {
    let cases: Vec<ListedCase> = (0..count)
        .map(|number| {
            let case = generate::case(seed, number);
            ListedCase { number, name: case.name.clone(), case: Ok(case) }
        })
        .filter(|case| only.is_none_or(|only| only.is_match(&case.name)))
        .collect();
    if cases.is_empty() {
        bail!("--only: expected a pattern that matches one of {count} cases");
    }
    println!("\n==> {}, {} cases of seed {seed}", browser.name(), cases.len());
    run(browser, seed, cases).await
}

async fn replay_all(browsers: &[Browser], file: &Path) -> Result<()> {
    let case = read(file)?;
    for browser in browsers {
        replay(*browser, &case).await?;
    }
    Ok(())
}

/// Returns the profile of a browser.
fn profile(browser: Browser) -> Result<Profile> {
    let name = browser.name();
    Profile::from_name(name).with_context(|| format!("the engine has no profile called {name}"))
}

/// Runs cases in a browser and reports the differences. The seed of rows and sessions is 0.
async fn run(browser: Browser, seed: u64, listed: Vec<ListedCase>) -> Result<Run> {
    let made = listed.len();
    let start = Instant::now();
    let profile = profile(browser)?;
    let version = launch::version(browser)?;
    println!("{version}; the profile is `{}`", profile.name());
    let folder = project::scratch()?.join("browsers").join(browser.name());
    project::empty(&folder)?;

    let mut excluded: BTreeMap<String, usize> = BTreeMap::new();
    let (mut numbers, mut cases, mut predictions) = (Vec::new(), Vec::new(), Vec::new());
    let mut log = String::new();
    for ListedCase { number, name, case } in listed {
        let reason = match case {
            Err(reason) => reason,
            Ok(case) => {
                let prediction = predict::predict(&case, profile).with_context(|| {
                    format!("case {number} is invalid: {}", report::to_line(&case))
                })?;
                match exclusions::rule(&case, &prediction, profile) {
                    Some(rule) => exclusions::RULES[rule].why.to_owned(),
                    None => {
                        numbers.push(number);
                        cases.push(case);
                        predictions.push(prediction);
                        continue;
                    }
                }
            }
        };
        writeln!(log, "{number} {name}\n  excluded: {reason}")?;
        *excluded.entry(reason).or_default() += 1;
    }

    let mut runner = BrowserRunner::new(browser)?;
    let mut progress = Progress::new();
    let show = |n| progress.show(&format!("finished: {n} of {}", cases.len()));
    let observed = runner.run(&cases, show).await?;
    drop(progress);
    let mut differing = Vec::new();
    for (((number, case), prediction), events) in
        numbers.iter().zip(&cases).zip(predictions).zip(observed)
    {
        writeln!(log, "{number} {}\n  {}", case.name, report::to_line(case))?;
        write!(log, "{}", report::side_by_side(&prediction, &events))?;
        differing.extend(DifferingCase::from_events(*number, case, prediction, events));
    }
    let log_file = folder.join("log.txt");
    project::write(&log_file, log)?;
    let differing = minimize::minimize(&mut runner, profile, differing).await?;
    print_report(browser, &folder, &cases, &excluded, &differing)?;
    println!("{:.0} seconds; {} has every case", start.elapsed().as_secs_f64(), log_file.display());
    // A case that does not differ again shows no rule. It is reported, but does not count as different.
    let different = differing.iter().filter(|case| case.is_repeated).count();
    let flaky = differing.len() - different;
    Ok(Run {
        browser: browser.name().to_owned(),
        version,
        date: tooling::today(),
        seed,
        made,
        run: cases.len(),
        different,
        flaky,
    })
}

fn print_report(
    browser: Browser,
    folder: &Path,
    cases: &[Case],
    excluded: &BTreeMap<String, usize>,
    differing: &[DifferingCase],
) -> Result<()> {
    let groups = report::groups(differing);
    let files = report::write(folder, browser.name(), &groups)?;
    for (number, (group, file)) in groups.iter().zip(&files).enumerate() {
        let first = &group.cases[0];
        println!("\n{}. {} times: {}", number + 1, group.cases.len(), group.signature);
        println!("    {}", group.shape);
        let names: BTreeSet<&str> =
            group.cases.iter().map(|case| case.case.name.as_str()).collect();
        for name in names {
            println!("    {name}");
        }
        println!("    {}", report::abbreviate(&report::to_line(&first.case)));
        print!("{}", report::abbreviate(&report::side_by_side(&first.engine, &first.browser)));
        let (browser, file) = (browser.name(), file.display());
        println!("    cargo xtask browsers --browser {browser} --replay {file}");
    }
    let flaky = differing.iter().filter(|case| !case.is_repeated).count();
    println!("\n{} cases ran in {}.", cases.len(), browser.name());
    println!("{:>6} as predicted", cases.len() - differing.len());
    println!("{:>6} different, in {} groups", differing.len(), groups.len());
    println!("{flaky:>6} of these as predicted when they ran again");
    for (reason, count) in excluded {
        println!("{count:>6} excluded: {reason}");
    }
    Ok(())
}

/// Reads a case from a file: a case alone, or a file that a report wrote.
fn read(file: &Path) -> Result<Case> {
    let value: Value = serde_json::from_str(&project::read(file)?)
        .with_context(|| format!("{} is not JSON", file.display()))?;
    let case = value.get("case").unwrap_or(&value).clone();
    serde_json::from_value(case).with_context(|| format!("{} is not a case", file.display()))
}

async fn replay(browser: Browser, case: &Case) -> Result<()> {
    let profile = profile(browser)?;
    println!("\n==> {}", launch::version(browser)?);
    let prediction = predict::predict(case, profile)?;
    if let Some(rule) = exclusions::rule(case, &prediction, profile) {
        println!("    Other runs exclude this case: {}", exclusions::RULES[rule].why);
    }
    let observed = BrowserRunner::new(browser)?.run(std::slice::from_ref(case), |_| {}).await?;
    let events: &[Event] = observed.first().map_or(&[], Vec::as_slice);
    print!("{}", report::abbreviate(&report::side_by_side(&prediction, events)));
    match compare::difference(&prediction.events, events) {
        Some(difference) => println!("    Different: {difference}"),
        None => println!("    As predicted."),
    }
    Ok(())
}
