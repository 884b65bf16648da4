//! Real browsers and the engine, asked the same: random calls to servers on loopback that give
//! random answers, and every difference between what a browser did and what the engine says.

mod asker;
mod case;
mod compare;
mod event;
pub(crate) mod exclude;
#[cfg(test)]
pub(crate) mod flips;
mod generate;
mod launch;
mod minimise;
mod predict;
mod progress;
mod random;
mod recorded;
mod report;
pub(crate) mod runs;
mod server;
mod spell;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use cors_preflight::Profile;
use regex::Regex;
use serde_json::Value;

use crate::browser::{BROWSERS, Browser};
use crate::options::Options;
use crate::{demo, project, setup};
use asker::Asker;
use case::Case;
use event::Event;
use minimise::Differing;
use progress::Progress;
use runs::Run;

/// How many cases are made unless it is said.
const CASES: u64 = 1000;

/// `cargo xtask browsers`
pub(crate) fn command(mut options: Options) -> Result<()> {
    let mut browsers: Vec<Browser> = options.values("--browser")?;
    if browsers.is_empty() {
        browsers = BROWSERS.to_vec();
    }
    let cases = options.value("--cases")?.unwrap_or(CASES);
    let seed = options.value("--seed")?.unwrap_or(1);
    let only: Option<Regex> = options.value("--only")?;
    let replay: Option<PathBuf> = options.value("--replay")?;
    let record: Option<PathBuf> = options.value("--record")?;
    let keep = options.switch("--keep");
    options.end()?;
    if keep && only.is_some() {
        bail!("--keep is for whole seeds, not for what --only leaves of one");
    }

    let needs: Vec<_> =
        browsers.iter().flat_map(|browser| launch::needs(*browser)).copied().collect();
    setup::meet(&needs)?;
    demo::runtime()?.block_on(async {
        tokio::select! {
            done = async {
                match (replay, record) {
                    (Some(file), _) => replay_all(&browsers, &file).await,
                    (None, Some(folder)) => record_all(&browsers, &folder, seed, cases).await,
                    (None, None) => run_all(&browsers, seed, cases, only.as_ref(), keep).await,
                }
            } => done,
            // So that no browser is left behind.
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
        }
    })
}

async fn run_all(
    browsers: &[Browser],
    seed: u64,
    cases: u64,
    only: Option<&Regex>,
    keep: bool,
) -> Result<()> {
    let numbered: Vec<(u64, Case)> = (0..cases)
        .map(|number| (number, generate::case(seed, number)))
        .filter(|(_, case)| only.is_none_or(|only| only.is_match(&case.name)))
        .collect();
    if numbered.is_empty() {
        bail!("none of these {cases} cases has a name that --only matches");
    }
    let mut different = 0;
    for browser in browsers {
        println!("\n==> {}, {} cases of seed {seed}", browser.name(), numbered.len());
        let run = run(*browser, seed, &numbered).await?;
        different += run.different;
        if keep {
            runs::keep(&runs::file(), run)?;
        }
    }
    if different > 0 {
        bail!("{different} cases end otherwise than the engine says");
    }
    Ok(())
}

async fn record_all(browsers: &[Browser], folder: &Path, seed: u64, cases: u64) -> Result<()> {
    let mut different = 0;
    for browser in browsers {
        different += recorded::record(*browser, folder, seed, cases).await?;
    }
    if different > 0 {
        bail!("{different} recorded cases end otherwise than the engine says");
    }
    Ok(())
}

async fn replay_all(browsers: &[Browser], file: &Path) -> Result<()> {
    let case = read(file)?;
    for browser in browsers {
        replay_in(*browser, &case).await?;
    }
    Ok(())
}

/// By whose rules the engine plays a browser.
fn profile(browser: Browser) -> &'static Profile {
    Profile::named(browser.name()).unwrap_or(&Profile::STANDARD)
}

/// Puts cases to a browser and tells what differs, and how it went.
async fn run(browser: Browser, seed: u64, numbered: &[(u64, Case)]) -> Result<Run> {
    let start = Instant::now();
    let profile = profile(browser);
    let version = launch::version(browser)?;
    println!("{version}; the engine goes by the profile `{}`", profile.name);
    let folder = project::scratch()?.join("browsers").join(browser.name());
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;

    let mut excluded = vec![0; exclude::RULES.len()];
    let (mut asked, mut cases, mut predicted) = (Vec::new(), Vec::new(), Vec::new());
    let mut log = String::new();
    for (number, case) in numbered {
        let engine = predict::predict(case, profile)
            .with_context(|| format!("case {number} is none: {}", report::line(case)))?;
        match exclude::rule(case, &engine.events, profile) {
            Some(rule) => {
                excluded[rule] += 1;
                writeln!(log, "{number} {}\n  excluded: {}", case.name, exclude::RULES[rule].why)?;
            }
            None => {
                asked.push(*number);
                cases.push(case.clone());
                predicted.push(engine);
            }
        }
    }

    let mut asker = Asker::new(browser).await?;
    let mut progress = Progress::new();
    let show = |n| progress.show(&format!("asked: {n} of {}", cases.len()));
    let observed = asker.ask(&cases, show).await?;
    drop(progress);
    let mut differing = Vec::new();
    for (((number, case), engine), browser) in asked.iter().zip(&cases).zip(predicted).zip(observed)
    {
        writeln!(log, "{number} {}\n  {}", case.name, report::line(case))?;
        write!(log, "{}", report::beside(&engine, &browser))?;
        differing.extend(Differing::find(*number, case, engine, browser));
    }
    let log_file = folder.join("log.txt");
    fs::write(&log_file, log)
        .with_context(|| format!("{} cannot be written", log_file.display()))?;
    let different = differing.len();
    let differing = minimise::minimise(&mut asker, profile, differing).await?;
    tell(browser, &folder, &cases, &excluded, &differing)?;
    println!(
        "{:.0} seconds; every case is in {}",
        start.elapsed().as_secs_f64(),
        log_file.display()
    );
    Ok(Run {
        browser: browser.name().to_owned(),
        version,
        date: runs::today(),
        seed,
        made: numbered.len(),
        asked: cases.len(),
        different,
    })
}

fn tell(
    browser: Browser,
    folder: &Path,
    cases: &[Case],
    excluded: &[usize],
    differing: &[Differing],
) -> Result<()> {
    let groups = report::groups(differing);
    let files = report::write(folder, browser.name(), &groups)?;
    for (number, (group, file)) in groups.iter().zip(&files).enumerate() {
        let one = &group.cases[0];
        println!("\n{}. {} times: {}", number + 1, group.cases.len(), group.signature);
        println!("    {}", group.shape);
        println!("    {}", report::abridged(&report::line(&one.case)));
        print!("{}", report::abridged(&report::beside(&one.engine, &one.browser)));
        println!(
            "    cargo xtask browsers --browser {} --replay {}",
            browser.name(),
            file.display()
        );
    }
    println!("\n{} cases were asked.", cases.len());
    println!("{:>6} end as the engine says", cases.len() - differing.len());
    println!("{:>6} end otherwise, in {} ways", differing.len(), groups.len());
    for (rule, count) in exclude::RULES.iter().zip(excluded) {
        println!("{count:>6} were not asked: {}", rule.why);
    }
    Ok(())
}

/// A case from a file: by itself, or as the report writes it.
fn read(file: &Path) -> Result<Case> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let value: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is not JSON", file.display()))?;
    let case = value.get("case").unwrap_or(&value).clone();
    serde_json::from_value(case).with_context(|| format!("{} holds no case", file.display()))
}

async fn replay_in(browser: Browser, case: &Case) -> Result<()> {
    let profile = profile(browser);
    println!("\n==> {}", launch::version(browser)?);
    let engine = predict::predict(case, profile)?;
    if let Some(rule) = exclude::rule(case, &engine.events, profile) {
        println!("    It would not be asked: {}", exclude::RULES[rule].why);
    }
    let observed = Asker::new(browser).await?.ask(std::slice::from_ref(case), |_| {}).await?;
    let browser: &[Event] = observed.first().map_or(&[], Vec::as_slice);
    print!("{}", report::abridged(&report::beside(&engine, browser)));
    match compare::difference(&engine.events, browser) {
        Some(difference) => println!("    They differ: {difference}"),
        None => println!("    They agree."),
    }
    Ok(())
}
