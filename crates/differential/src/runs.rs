//! How runs went, kept: what `docs/browsers.md` tells of them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use tooling::project;

/// One browser asked the cases of one seed.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    pub(crate) browser: String,
    /// As the browser tells it.
    pub(crate) version: String,
    /// The day, in UTC: year, month and day with hyphens between.
    pub(crate) date: String,
    pub(crate) seed: u64,
    /// How many cases were made.
    pub(crate) made: usize,
    /// How many of them were asked; the others are excluded.
    pub(crate) asked: usize,
    /// How many of those ended otherwise than the engine says, and did so again when they were asked
    /// again.
    pub(crate) different: usize,
    /// How many ended otherwise once, and as the engine says when they were asked again.
    pub(crate) once: usize,
}

/// Where the runs are kept that the documentation tells of.
pub(crate) fn file() -> PathBuf {
    project::root().join("docs/runs.json")
}

/// The runs in a file, none where there is no file.
pub(crate) fn read(file: &Path) -> Result<Vec<Run>> {
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text =
        fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} holds no runs", file.display()))
}

/// Adds a run to a file, in the place of the same browser's of the same seed, unless that one made more
/// cases.
pub(crate) fn keep(file: &Path, run: Run) -> Result<()> {
    let mut runs = read(file)?;
    let is_larger = |other: &&Run| {
        (&other.browser, &other.version, other.seed) == (&run.browser, &run.version, run.seed)
            && other.made > run.made
    };
    if let Some(larger) = runs.iter().find(is_larger) {
        bail!(
            "{} tells of {} cases of seed {} in {}: --cases {} keeps as many",
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
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    fs::write(file, format!("[\n{}\n]\n", lines.join(",\n")))
        .with_context(|| format!("{} cannot be written", file.display()))
}
