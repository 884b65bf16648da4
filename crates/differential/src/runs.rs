//! The results of runs in `docs/generated/runs.json`, which `docs/generated/browsers.md` shows.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use tooling::project;

/// The result of one seed in one browser.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    pub(crate) browser: String,
    /// The name and version that the browser prints.
    pub(crate) version: String,
    /// The date in UTC, as `YYYY-MM-DD`.
    pub(crate) date: String,
    pub(crate) seed: u64,
    /// The number of random cases.
    pub(crate) made: usize,
    /// The number of cases that ran. The others are excluded.
    pub(crate) run: usize,
    /// The number of cases that differed from the prediction twice.
    pub(crate) different: usize,
    /// The number of cases that differed once, but not when they ran again.
    pub(crate) flaky: usize,
}

/// Returns the file of the documented runs.
pub(crate) fn file() -> PathBuf {
    project::root().join("docs/generated/runs.json")
}

/// Reads runs from a file. There are no runs if there is no file.
pub(crate) fn read(file: &Path) -> Result<Vec<Run>> {
    if !file.exists() {
        return Ok(Vec::new());
    }
    serde_json::from_str(&project::read(file)?)
        .with_context(|| format!("{} is not a list of runs", file.display()))
}

/// Adds a run to a file. It replaces the run of the same browser and seed, unless that run had more cases.
pub(crate) fn keep(file: &Path, run: Run) -> Result<()> {
    let mut runs = read(file)?;
    let is_larger = |other: &&Run| {
        (&other.browser, &other.version, other.seed) == (&run.browser, &run.version, run.seed)
            && other.made > run.made
    };
    if let Some(larger) = runs.iter().find(is_larger) {
        bail!(
            "{} already has {} cases of seed {} in {}: use at least --cases {}",
            file.display(),
            larger.made,
            larger.seed,
            larger.browser,
            larger.made
        );
    }
    runs.retain(|other| (&other.browser, other.seed) != (&run.browser, run.seed));
    runs.push(run);
    runs.sort_by(|one, other| (&one.browser, one.seed).cmp(&(&other.browser, other.seed)));
    let lines = runs.iter().map(serde_json::to_string).collect::<serde_json::Result<Vec<_>>>()?;
    project::write(file, format!("[\n{}\n]\n", lines.join(",\n")))
}
