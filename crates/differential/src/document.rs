//! What browsers do otherwise, as documentation and as data for the page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use cors_preflight::Profile;
use serde_json::Value;
use tooling::markdown::escaped;
use tooling::project;

use crate::{differences, exclude, recorded, rows, runs};

/// Writes `docs/browsers.md` and `www/differences.js`.
///
/// # Errors
///
/// A file cannot be read or written.
pub fn write() -> Result<()> {
    for (file, text) in files()? {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("{} cannot be made", folder.display()))?;
        }
        fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
        println!("{} is written", file.display());
    }
    Ok(())
}

/// What is written where.
fn files() -> Result<[(PathBuf, String); 2]> {
    let root = project::root();
    Ok([
        (root.join("docs/browsers.md"), browsers()?),
        (root.join("www/differences.js"), differences::module()),
    ])
}

const INTRODUCTION: &str = "\
# What browsers do otherwise

The engine plays the Fetch standard to the letter, and three browsers as they are: a browser is a
`Profile`, which is the standard with what that browser was measured to do otherwise. This page is
written from the profiles by `cargo xtask docs`; a test holds it to them.
";

const REPEATED: &str = "\
## How it was measured

`cargo xtask browsers` has a real browser make random calls to servers on this machine that give
random answers, and compares what reaches the servers, in which order, and how every call ends with
what the engine predicts by the browser's profile. A seed and a number decide a case. This repeats a
run, with the browser, the seed and the number of cases of a row below:
";

const AGAIN: &str = "\
What ends otherwise is asked again among fewer cases. *Only once* counts what then ends as the engine
says: all cases of a run share one browser and its cache. Firefox's holds a hundred answers, and where
there is no room for another, all go first that allow nothing by name, as one does that an upload
listener alone has asked for: a case that counts on such an answer loses it to the other cases that are
made at the same time. tests/recorded shows it in a case by itself. A run with more than a handful of
these fails.

WebKitGTK stands for Safari: they share WebKit, and each has an HTTP library of its own. The first
preflight's answer that a Firefox keeps after its start is not reused, why is not known; so the page of
the tests has one made first that is nobody's.
";

const RECORDED: &str = "\
What each browser did in several hundred cases is kept in tests/recorded. The tests check every
prediction against it without a browser, and that it contradicts every profile that is wrong in one
field, but for those that they list with why nothing shows them.
";

const OVERRIDDEN: &str = "\
Each sentence is what the standard has; the browsers behind it do otherwise, how is in the row. Where
*not asked* stands a browser does so by what is told above, and this very row is not put to it.
";

const UNSEEN: &str = "\
## What no recording contradicts

A field of a profile, with what it is set to instead:
";

const SOURCE: &str = "\
## What no case asks

Read in the browsers' sources:

- How long a browser reuses a preflight's answer at most: 7,200 seconds in Chromium, 86,400 in
  Firefox, 600 in WebKit. No case waits that long.
- How many answers Chromium's cache holds: 1,024; then ten that follow each other by their URLs go,
  and chance says which. In WebKit more than a thousand were seen to stay.
- What divides a browser's cache: by top-level site in all three, which is the caller's `partition`.

Seen by the messages in consoles, which tests/console compares, and by nothing else: what of a
preflight's answer is judged first.

In no profile: the permission that Chromium and Firefox ask for before a public page reaches this
machine or the local network.

Seen by hand, with fetches from a frame that has `sandbox=\"allow-scripts\"`:

- What is kept for a page of an opaque origin: nothing in Chromium, which preflights each request; in
  Firefox and WebKit what is kept for any other page, and it serves after redirects across origins too.
";

const EXCLUDED: &str = "\
## Not compared

Of a request is compared where it goes, its method, its Origin, which of the author's headers it
carries, what its Content-Type says before any parameters, and, up to the first redirect, whether the
page's own cookie comes along: HTTP stacks add cookies to later ones by rules of their own; of a
preflight its URL, Origin, what it asks for and whether that cookie comes along; of a response its
type, status, URL, whether it was redirected and which headers are readable.

Not compared are the parameters of a body's type, and of several that a script gives what becomes of
them (of those given as pairs Firefox sends the last); the user name in a response's URL that the
script wrote there itself; what a `data:` URL is answered with; how often a request is made that gets
no answer (Firefox makes it some ten times). A body of `fetch()` that is a stream goes over HTTP/2 or
later, and the servers here speak HTTP/1.1: its preflight is compared, and then it fails.

These cases are not asked at all:
";

fn browsers() -> Result<String> {
    let mut text = INTRODUCTION.to_owned();
    let runs = runs::read(&runs::file())?;
    let Some(runs::Run { browser, seed, made, .. }) = runs.first() else {
        bail!("{} tells of no run: `cargo xtask browsers --keep` adds one", runs::file().display());
    };
    writeln!(text, "\n{REPEATED}\n```sh")?;
    writeln!(text, "cargo xtask browsers --browser {browser} --seed {seed} --cases {made}")?;
    writeln!(text, "```\n\n{AGAIN}")?;
    writeln!(text, "| version | day | seed | cases made | asked | ended otherwise | only once |")?;
    writeln!(text, "| --- | --- | ---: | ---: | ---: | ---: | ---: |")?;
    for run in runs {
        let runs::Run { browser: _, version, date, seed, made, asked, different, once } = run;
        writeln!(
            text,
            "| {version} | {date} | {seed} | {made} | {asked} | {different} | {once} |"
        )?;
    }
    writeln!(text, "\n{RECORDED}")?;
    writeln!(text, "\n## The differences\n\nAn empty cell is what the standard says.\n")?;
    text += &differences::table();
    let asked = Profile::ALL[1..]
        .iter()
        .map(|profile| Ok((profile.name, rows::asked(profile)?)))
        .collect::<Result<_>>()?;
    for (heading, file) in [
        ("Single answers that a browser judges otherwise", "tests/cases.json"),
        ("Whole exchanges that go otherwise in a browser", "tests/exchanges.json"),
    ] {
        writeln!(text, "\n## {heading}\n\n{OVERRIDDEN}\nIn {file}:\n")?;
        for (name, browsers) in overridden(file, &asked)? {
            writeln!(text, "- {name} *{browsers}*")?;
        }
    }
    writeln!(text, "\n{UNSEEN}")?;
    for (why, flips) in recorded::UNSEEN {
        let of = |&(browser, flip): &(&str, &str)| match browser {
            "" => format!("`{flip}`"),
            _ => format!("`{flip}` in {browser}"),
        };
        writeln!(text, "- {why} {}", flips.iter().map(of).collect::<Vec<_>>().join(", "))?;
    }
    writeln!(text, "\n{SOURCE}\n{EXCLUDED}")?;
    for rule in exclude::RULES {
        writeln!(text, "- {}", rule.why)?;
    }
    Ok(text)
}

/// The names of the rows and sessions that each browser is asked.
type Asked = BTreeMap<&'static str, BTreeSet<String>>;

/// The rows of a table of tests that say what a browser does otherwise, and which.
fn overridden(file: &str, asked: &Asked) -> Result<Vec<(String, String)>> {
    let text = fs::read_to_string(project::root().join(file))
        .with_context(|| format!("{file} cannot be read"))?;
    let rows: Vec<Value> =
        serde_json::from_str(&text).with_context(|| format!("{file} is no table"))?;
    let mut overridden = Vec::new();
    let mut names = BTreeSet::new();
    for row in &rows {
        let browsers = Profile::ALL[1..].iter().map(|profile| profile.name);
        let Some(name) = row["name"].as_str() else { continue };
        let is_asked = |browser: &str| asked[browser].contains(name);
        let browsers = browsers.filter(|browser| row.get(browser).is_some());
        let browsers: Vec<String> = browsers
            .map(|browser| {
                format!("{browser}{}", if is_asked(browser) { "" } else { " (not asked)" })
            })
            .collect();
        if !browsers.is_empty() && names.insert(name) {
            overridden.push((escaped(name), browsers.join(", ")));
        }
    }
    Ok(overridden)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::files;

    #[test]
    fn what_is_written_from_the_profiles_is_up_to_date() {
        for (file, text) in files().unwrap() {
            let found = fs::read_to_string(&file).unwrap_or_default();
            assert!(found == text, "{} is not; `cargo xtask docs` writes it", file.display());
        }
    }
}
