//! Real browsers and the engine, asked the same: random calls to servers on loopback that give
//! random answers, and every difference between what a browser did and what the engine says.

mod asker;
mod case;
mod compare;
mod differences;
pub mod document;
mod event;
mod exclude;
#[cfg(test)]
mod flips;
mod generate;
mod minimise;
mod predict;
mod progress;
mod random;
mod recorded;
mod report;
mod rows;
mod runs;
mod server;
mod spell;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use cors_preflight::Profile;
use regex::Regex;
use serde_json::Value;
use testbed::browser::{BROWSERS, Browser};
use testbed::launch;
use tooling::{project, setup};

use asker::Asker;
use case::Case;
use event::Event;
use minimise::Differing;
use predict::Predicted;
use progress::Progress;
use runs::Run;

/// How many cases are made unless it is said.
pub const CASES: u64 = 1000;

/// How many are made for each browser in the tests, and by which seed.
const SAMPLE: (u64, u64) = (1500, 1);

/// How many cases of a run may end otherwise once, and not when they are asked again.
const ONCE: usize = 5;

/// Something to be asked.
pub(crate) struct Question {
    /// Its place among those that it was made with.
    number: u64,
    name: String,
    /// Or why it is not asked.
    case: Result<Case, String>,
}

/// What is asked of which browsers.
#[derive(Clone, Debug)]
pub struct Options {
    /// The browsers: all of them if there is none.
    pub browsers: Vec<Browser>,
    /// The tests' own rows and sessions rather than random cases.
    pub rows: bool,
    /// How many random cases are made.
    pub cases: u64,
    /// The seed that they are made of.
    pub seed: u64,
    /// A pattern for the names of the cases that are asked.
    pub only: Option<String>,
    /// A file with the one case that is asked.
    pub replay: Option<PathBuf>,
    /// A folder in which what the browsers did is kept.
    pub record: Option<PathBuf>,
    /// Whether the outcome is added to the documented runs.
    pub keep: bool,
}

/// Asks the browsers, and reports what they do otherwise than the engine says.
///
/// # Errors
///
/// A browser does otherwise, or cannot be asked.
pub fn command(options: Options) -> Result<()> {
    let Options { mut browsers, rows: of_rows, cases, seed, only, replay, record, keep } = options;
    if browsers.is_empty() {
        browsers = BROWSERS.to_vec();
    }
    let only = only.map(|pattern| Regex::new(&pattern)).transpose().context("--only")?;
    if keep && (of_rows || only.is_some() || replay.is_some() || record.is_some()) {
        bail!(
            "--keep is for whole seeds: not for --rows, --replay or --record, nor for what --only \
             leaves of a seed"
        );
    }

    let needs: Vec<_> =
        browsers.iter().flat_map(|browser| launch::needs(*browser)).copied().collect();
    setup::meet(&needs)?;
    wait_for(async {
        if let Some(file) = replay {
            return replay_all(&browsers, &file).await;
        }
        let (mut different, mut once) = (0, 0);
        for browser in browsers {
            if let Some(folder) = &record {
                different += recorded::record(browser, folder, seed, cases).await?;
                continue;
            }
            let run = match of_rows {
                true => ask_rows(browser, only.as_ref()).await?,
                false => ask_generated(browser, seed, cases, only.as_ref()).await?,
            };
            different += run.different;
            once = once.max(run.once);
            if keep {
                runs::keep(&runs::file(), run)?;
            }
        }
        none_different(different, once)
    })
}

/// The part of the tests that asks a browser: every row, then a sample of random cases.
///
/// # Errors
///
/// The browser does otherwise than the engine says, or cannot be asked.
pub fn test(browser: Browser) -> Result<()> {
    wait_for(async {
        let Run { different, once, .. } = ask_rows(browser, None).await?;
        none_different(different, once)?;
        let (cases, seed) = SAMPLE;
        let Run { different, once, .. } = ask_generated(browser, seed, cases, None).await?;
        none_different(different, once)
    })
}

fn wait_for(work: impl Future<Output = Result<()>>) -> Result<()> {
    testbed::runtime()?.block_on(async {
        tokio::select! {
            done = work => done,
            // So that no browser is left behind.
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
        }
    })
}

fn none_different(different: usize, once: usize) -> Result<()> {
    if different > 0 {
        bail!("{different} cases end otherwise than the engine says");
    }
    if once > ONCE {
        bail!(
            "{once} cases of a run end otherwise than the engine says, and not when they are asked \
             again among fewer; more than {ONCE} are not chance"
        );
    }
    Ok(())
}

async fn ask_rows(browser: Browser, only: Option<&Regex>) -> Result<Run> {
    let mut questions = rows::questions(profile(browser)?)?;
    questions.retain(|question| only.is_none_or(|only| only.is_match(&question.name)));
    if questions.is_empty() {
        bail!("no row has a name that --only matches");
    }
    println!("\n==> {}, {} rows and sessions", browser.name(), questions.len());
    run(browser, 0, questions).await
}

async fn ask_generated(
    browser: Browser,
    seed: u64,
    cases: u64,
    only: Option<&Regex>,
) -> Result<Run> {
    let question = |number| {
        let case = generate::case(seed, number);
        Question { number, name: case.name.clone(), case: Ok(case) }
    };
    let questions: Vec<Question> = (0..cases)
        .map(question)
        .filter(|question| only.is_none_or(|only| only.is_match(&question.name)))
        .collect();
    if questions.is_empty() {
        bail!("none of these {cases} cases has a name that --only matches");
    }
    println!("\n==> {}, {} cases of seed {seed}", browser.name(), questions.len());
    run(browser, seed, questions).await
}

async fn replay_all(browsers: &[Browser], file: &Path) -> Result<()> {
    let case = read(file)?;
    for browser in browsers {
        replay_in(*browser, &case).await?;
    }
    Ok(())
}

/// By whose rules the engine plays a browser.
fn profile(browser: Browser) -> Result<&'static Profile> {
    let name = browser.name();
    Profile::named(name).with_context(|| format!("the engine has no profile called {name}"))
}

/// Puts cases to a browser and tells what differs, and how it went. Cases that were not generated are of
/// seed 0.
async fn run(browser: Browser, seed: u64, questions: Vec<Question>) -> Result<Run> {
    let made = questions.len();
    let start = Instant::now();
    let profile = profile(browser)?;
    let version = launch::version(browser)?;
    println!("{version}; the engine goes by the profile `{}`", profile.name);
    let folder = project::scratch()?.join("browsers").join(browser.name());
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;

    let mut excluded: BTreeMap<String, usize> = BTreeMap::new();
    let (mut asked, mut cases, mut predicted) = (Vec::new(), Vec::new(), Vec::new());
    let mut log = String::new();
    for Question { number, name, case } in questions {
        let engine = |case: Case| -> Result<(Case, Predicted)> {
            let engine = predict::predict(&case, profile)
                .with_context(|| format!("case {number} is none: {}", report::line(&case)))?;
            Ok((case, engine))
        };
        let why = match case.map(engine) {
            Err(why) => why,
            Ok(predicting) => {
                let (case, engine) = predicting?;
                match exclude::rule(&case, &engine, profile) {
                    Some(rule) => exclude::RULES[rule].why.to_owned(),
                    None => {
                        asked.push(number);
                        cases.push(case);
                        predicted.push(engine);
                        continue;
                    }
                }
            }
        };
        writeln!(log, "{number} {name}\n  not asked: {why}")?;
        *excluded.entry(why).or_default() += 1;
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
    let differing = minimise::minimise(&mut asker, profile, differing).await?;
    tell(browser, &folder, &cases, &excluded, &differing)?;
    println!(
        "{:.0} seconds; every case is in {}",
        start.elapsed().as_secs_f64(),
        log_file.display()
    );
    // What a browser does not do again, asked among fewer, shows no rule; it is told, and not counted.
    let different = differing.iter().filter(|one| one.is_repeated).count();
    let once = differing.len() - different;
    Ok(Run {
        browser: browser.name().to_owned(),
        version,
        date: tooling::today(),
        seed,
        made,
        asked: cases.len(),
        different,
        once,
    })
}

fn tell(
    browser: Browser,
    folder: &Path,
    cases: &[Case],
    excluded: &BTreeMap<String, usize>,
    differing: &[Differing],
) -> Result<()> {
    let groups = report::groups(differing);
    let files = report::write(folder, browser.name(), &groups)?;
    for (number, (group, file)) in groups.iter().zip(&files).enumerate() {
        let one = &group.cases[0];
        println!("\n{}. {} times: {}", number + 1, group.cases.len(), group.signature);
        println!("    {}", group.shape);
        let names: BTreeSet<&str> = group.cases.iter().map(|one| one.case.name.as_str()).collect();
        for name in names {
            println!("    {name}");
        }
        println!("    {}", report::abridged(&report::line(&one.case)));
        print!("{}", report::abridged(&report::beside(&one.engine, &one.browser)));
        println!(
            "    cargo xtask browsers --browser {} --replay {}",
            browser.name(),
            file.display()
        );
    }
    println!("\n{} cases were asked of {}.", cases.len(), browser.name());
    println!("{:>6} end as the engine says", cases.len() - differing.len());
    println!("{:>6} end otherwise, in {} ways", differing.len(), groups.len());
    let once = differing.iter().filter(|one| !one.is_repeated).count();
    println!("{once:>6} of these end as the engine says, asked again");
    for (why, count) in excluded {
        println!("{count:>6} were not asked: {}", why.trim_end_matches('.'));
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
    let profile = profile(browser)?;
    println!("\n==> {}", launch::version(browser)?);
    let engine = predict::predict(case, profile)?;
    if let Some(rule) = exclude::rule(case, &engine, profile) {
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
