//! The native figures: those of `cargo bench`, read from what Criterion leaves behind.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::SystemTime;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::measured::{Measured, Spread};
use tooling::{process, project};

/// The benchmarks that are run, and those of their groups that are read.
const BENCHES: [(&str, &[&str]); 3] = [
    ("classification", &["classification", "needs_preflight"]),
    ("preflight", &["preflight"]),
    ("exchange", &["exchange", "exchange, warm cache"]),
];

/// What is run of each.
const FILTER: &str = "typical|headers, distinct names";

/// A group's benchmarks by their kind and size.
#[derive(Default)]
pub(super) struct Native(BTreeMap<(String, String), Measured>);

impl Native {
    /// Of a group, a kind such as `typical, simple`, and a number of headers.
    pub(super) fn spread(&self, group: &str, kind: &str, size: usize) -> Option<Spread> {
        let key = (group.to_owned(), format!("{kind}/{size}"));
        self.0.get(&key).map(Measured::spread)
    }
}

/// Runs the benchmarks and reads what they measured.
pub(super) fn measure() -> Result<Native> {
    let mut cargo = process::cargo();
    cargo.current_dir(project::root()).args(["bench", "--locked", "--package", "cors-preflight"]);
    for (bench, _) in BENCHES {
        cargo.args(["--bench", bench]);
    }
    let start = SystemTime::now();
    // What they print is told better below.
    process::read(cargo.args(["--", FILTER]).stderr(Stdio::inherit()))?;
    found(&criterion(), start)
}

/// What is in Criterion's folder since a time; what was there before is of other runs.
fn found(criterion: &Path, since: SystemTime) -> Result<Native> {
    let mut native = BTreeMap::new();
    for group in BENCHES.iter().flat_map(|(_, groups)| *groups) {
        let folder = criterion.join(group);
        for kind in entries(&folder)? {
            for size in entries(&folder.join(&kind))? {
                let sample = folder.join(&kind).join(&size).join("new/sample.json");
                if is_written(&sample, since) {
                    let name = format!("{kind}/{size}");
                    let took = read(&sample)?;
                    let measured = Measured { name: name.clone(), took };
                    native.insert(((*group).to_owned(), name), measured);
                }
            }
        }
    }
    Ok(Native(native))
}

/// Criterion's folder in cargo's.
fn criterion() -> PathBuf {
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    project::root().join(target).join("criterion")
}

fn entries(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("`cargo bench` left no {}", folder.display()))?;
    Ok(entries
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect())
}

fn is_written(file: &Path, since: SystemTime) -> bool {
    file.metadata().and_then(|facts| facts.modified()).is_ok_and(|time| time >= since)
}

/// What Criterion keeps of a benchmark: how many runs each sample is of, and how long it took.
#[derive(Deserialize)]
struct Sample {
    iters: Vec<f64>,
    times: Vec<f64>,
}

/// Nanoseconds a run, a number a sample.
fn read(file: &Path) -> Result<Vec<f64>> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let sample: Sample = serde_json::from_str(&text)
        .with_context(|| format!("{} is no sample of Criterion's", file.display()))?;
    Ok(sample.times.iter().zip(&sample.iters).map(|(time, runs)| time / runs).collect())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, SystemTime};

    use super::{BENCHES, found};
    use tooling::project;

    #[test]
    fn samples_of_other_runs_are_not_read() {
        let criterion = project::scratch().unwrap().join("criterion-of-two-runs");
        for group in BENCHES.iter().flat_map(|(_, groups)| *groups) {
            for size in ["3", "8"] {
                let folder = criterion.join(group).join("typical").join(size).join("new");
                fs::create_dir_all(&folder).unwrap();
                let sample = folder.join("sample.json");
                fs::write(&sample, r#"{"iters": [1.0, 2.0], "times": [10.0, 20.0]}"#).unwrap();
                if size == "3" {
                    let file = fs::File::options().write(true).open(&sample).unwrap();
                    file.set_modified(SystemTime::now() - Duration::from_secs(3_600)).unwrap();
                }
            }
        }
        let native = found(&criterion, SystemTime::now() - Duration::from_secs(60)).unwrap();
        let median = |size| Some(native.spread("exchange", "typical", size)?.median);
        assert_eq!([median(3), median(8)], [None, Some(10.0)]);
        fs::remove_dir_all(criterion).unwrap();
    }
}
