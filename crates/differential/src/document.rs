//! The differences between browsers, as a document and as data for the page.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use cors_preflight::Profile;
use minijinja::context;
use serde_json::{Value, json};
use tooling::{project, templates};

use crate::differences::{self, Row};
use crate::{MAX_FLAKY, exclusions, recordings, rows, runs};

/// Writes `docs/generated/browsers.md` and `www/differences.data.js`.
///
/// # Errors
///
/// A file cannot be read or written.
pub fn write() -> Result<()> {
    for (file, text) in files()? {
        project::write(&file, text)?;
        println!("{} is written", file.display());
    }
    Ok(())
}

/// Returns the generated files and their contents.
fn files() -> Result<[(PathBuf, String); 2]> {
    let root = project::root();
    Ok([
        (root.join("docs/generated/browsers.md"), browsers()?),
        (root.join("www/differences.data.js"), differences::module()),
    ])
}

fn browsers() -> Result<String> {
    let runs = runs::read(&runs::file())?;
    ensure!(
        !runs.is_empty(),
        "{} has no run: `cargo xtask browsers --keep` adds one",
        runs::file().display()
    );
    let tested = Profile::ALL[1..]
        .iter()
        .map(|profile| Ok((profile.name(), rows::tested_names(*profile)?)))
        .collect::<Result<_>>()?;
    templates::render(
        "browsers.md",
        context! {
            runs,
            flaky_limit => MAX_FLAKY,
            profiles => Profile::ALL.map(Profile::name),
            differences => differences::rows().iter().map(Row::cells).collect::<Vec<_>>(),
            overrides => [
                json!({
                    "heading": "Rows with a different result in a browser",
                    "file": "tests/cases.json",
                    "rows": overrides("tests/cases.json", &tested)?,
                }),
                json!({
                    "heading": "Sessions with a different result in a browser",
                    "file": "tests/exchanges.json",
                    "rows": overrides("tests/exchanges.json", &tested)?,
                }),
            ],
            unseen => unseen(),
            exclusions => exclusions::RULES.iter().map(|rule| rule.why).collect::<Vec<_>>(),
        },
    )
}

/// Returns the rules that no recording contradicts, and why.
fn unseen() -> Vec<Value> {
    let name = |&(browser, rule): &(&str, &str)| match browser {
        "" => format!("`{rule}`"),
        _ => format!("`{rule}` in {browser}"),
    };
    let group = |&(why, rules): &(&str, &[(&str, &str)])| json!({ "why": why, "rules": rules.iter().map(name).collect::<Vec<_>>() });
    recordings::UNSEEN.iter().map(group).collect()
}

/// The names of the rows and sessions that run in each browser.
type Tested = BTreeMap<&'static str, BTreeSet<String>>;

/// Returns the rows of a test table with a different result in a browser, and these browsers.
fn overrides(file: &str, tested: &Tested) -> Result<Vec<Value>> {
    let text = project::read(&project::root().join(file))?;
    let table: Vec<Value> =
        serde_json::from_str(&text).with_context(|| format!("{file} is not a table"))?;
    let mut rows = Vec::new();
    let mut names = BTreeSet::new();
    for row in &table {
        let Some(name) = row["name"].as_str() else { continue };
        let differing = Profile::ALL[1..]
            .iter()
            .map(|profile| profile.name())
            .filter(|browser| row.get(*browser).is_some());
        let browsers: Vec<String> = differing
            .map(|browser| match tested[browser].contains(name) {
                true => browser.to_owned(),
                false => format!("{browser} (not tested)"),
            })
            .collect();
        if !browsers.is_empty() && names.insert(name) {
            rows.push(json!({ "name": name, "browsers": browsers.join(", ") }));
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::files;

    #[test]
    fn generated_files_are_up_to_date() {
        for (file, text) in files().unwrap() {
            let found = fs::read_to_string(&file).unwrap_or_default();
            assert!(found == text, "{} is out of date: run `cargo xtask docs`", file.display());
        }
    }
}
