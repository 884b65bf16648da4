//! The scoreboard: the package and its peers on the rows of the tests' own table.

mod document;

use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use document::Contestant;

use tooling::npm::{self, Package};
use tooling::setup::Need;
use tooling::{process, project, today};

/// The peers that run in Node, each in the newest version that Node 20 runs.
pub(crate) const PEERS: [Package; 3] =
    [("mentoss", "0.13.0"), ("happy-dom", "21.0.4"), ("jsdom", "29.1.1")];

/// What has to be on the machine.
pub const NEEDS: [Need; 2] = [Need::Node, Need::Npm];

/// Asks everybody about every row, and writes `docs/peers.md`. The package in `pkg/` has to be built.
///
/// # Errors
///
/// A peer cannot be installed or run.
pub fn run() -> Result<()> {
    let modules = npm::install(&PEERS)?;
    let root = project::root();
    println!("Asking each of them every row of tests/cases.json, for about a minute.");
    let said = process::read(
        Command::new(Need::Node.path()?)
            .arg("--no-warnings")
            .arg(root.join("crates/compare/src/peers/peers.mjs"))
            .arg(root.join("tests/cases.json"))
            .arg(root.join("pkg"))
            .arg(modules)
            .stderr(Stdio::inherit()),
    )?;
    let contestants: Vec<Contestant> =
        serde_json::from_str(&said).context("the peers' answers cannot be read")?;

    let node = process::read(Command::new(Need::Node.path()?).arg("--version"))?;
    let file = root.join("docs/peers.md");
    fs::write(&file, document::written(&contestants, node.trim(), &today()))
        .with_context(|| format!("{} cannot be written", file.display()))?;
    println!("{} is written.", file.display());
    Ok(())
}
