//! The native figures: the samples that Criterion stores for `cargo bench`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result};
use serde::Deserialize;
use tooling::process::{cargo, shell};
use tooling::project;
use xshell::cmd;

use super::measured::{Measured, Spread};

/// The benchmarks, and the groups in each whose samples are read.
const BENCHES: [(&str, &[&str]); 3] = [
    ("classification", &["classification", "needs_preflight"]),
    ("preflight", &["preflight"]),
    ("exchange", &["exchange", "exchange, warm cache"]),
];

/// The pattern for the names of the benchmarks that run.
const FILTER: &str = "typical|headers, distinct names";

/// The measurements by group, and by kind and size.
#[derive(Default)]
pub(super) struct Native(BTreeMap<(String, String), Measured>);

impl Native {
    /// Returns the spread of a kind such as `typical, simple` with `size` headers.
    pub(super) fn spread(&self, group: &str, kind: &str, size: usize) -> Option<Spread> {
        let key = (group.to_owned(), format!("{kind}/{size}"));
        self.0.get(&key).map(Measured::spread)
    }
}

/// Runs the benchmarks and reads their samples.
pub(super) fn measure() -> Result<Native> {
    let (shell, cargo) = (shell()?, cargo());
    let benches = BENCHES.iter().flat_map(|(bench, _)| ["--bench", bench]);
    let start = SystemTime::now();
    // The output is not shown because the document has the same figures.
    cmd!(shell, "{cargo} bench --locked --package cors-preflight {benches...} -- {FILTER}")
        .read()?;
    read_samples(&project::target().join("criterion"), start)
}

/// Reads the samples in Criterion's folder that are newer than `since`. Older ones are of other runs.
fn read_samples(criterion: &Path, since: SystemTime) -> Result<Native> {
    let mut native = BTreeMap::new();
    for group in BENCHES.iter().flat_map(|(_, groups)| *groups) {
        let folder = criterion.join(group);
        for kind in subfolders(&folder)? {
            for size in subfolders(&folder.join(&kind))? {
                let file = folder.join(&kind).join(&size).join("new/sample.json");
                if is_newer(&file, since) {
                    let name = format!("{kind}/{size}");
                    let measured = Measured { name: name.clone(), took: read_sample(&file)? };
                    native.insert(((*group).to_owned(), name), measured);
                }
            }
        }
    }
    Ok(Native(native))
}

fn subfolders(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("`cargo bench` wrote no {}", folder.display()))?;
    Ok(entries
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect())
}

fn is_newer(file: &Path, since: SystemTime) -> bool {
    file.metadata().and_then(|metadata| metadata.modified()).is_ok_and(|time| time >= since)
}

/// A sample of Criterion: the number of runs in each measurement, and the time of each measurement.
#[derive(Deserialize)]
struct Sample {
    iters: Vec<f64>,
    times: Vec<f64>,
}

/// Returns the nanoseconds of one run, for each measurement of a sample.
fn read_sample(file: &Path) -> Result<Vec<f64>> {
    let sample: Sample = serde_json::from_str(&project::read(file)?)
        .with_context(|| format!("{} is not a sample of Criterion", file.display()))?;
    Ok(sample.times.iter().zip(&sample.iters).map(|(time, runs)| time / runs).collect())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, SystemTime};

    use super::{BENCHES, read_samples};

    #[test]
    fn samples_of_earlier_runs_are_not_read() {
        let criterion = tempfile::tempdir().unwrap();
        for group in BENCHES.iter().flat_map(|(_, groups)| *groups) {
            for size in ["3", "8"] {
                let folder = criterion.path().join(group).join("typical").join(size).join("new");
                fs::create_dir_all(&folder).unwrap();
                let sample = folder.join("sample.json");
                fs::write(&sample, r#"{"iters": [1.0, 2.0], "times": [10.0, 20.0]}"#).unwrap();
                if size == "3" {
                    let file = fs::File::options().write(true).open(&sample).unwrap();
                    file.set_modified(SystemTime::now() - Duration::from_secs(3_600)).unwrap();
                }
            }
        }
        let native =
            read_samples(criterion.path(), SystemTime::now() - Duration::from_secs(60)).unwrap();
        let median = |size| Some(native.spread("exchange", "typical", size)?.median);
        assert_eq!([median(3), median(8)], [None, Some(10.0)]);
    }
}
