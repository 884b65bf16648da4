//! The scoreboard: the package and its peers with the rows of the test table.

mod document;

use anyhow::{Context, Result};
use document::Contestant;
use tooling::npm::{self, Package};
use tooling::process::shell;
use tooling::setup::Need;
use tooling::{project, today};
use xshell::cmd;

/// The peers that run in Node, each in the newest version that supports Node 20.
pub(crate) const PEERS: [Package; 3] =
    [("mentoss", "0.13.0"), ("happy-dom", "21.0.4"), ("jsdom", "29.1.1")];

/// The programs that [`run`] needs.
pub const NEEDS: [Need; 2] = [Need::Node, Need::Npm];

/// Runs every row in every peer, and writes `docs/generated/peers.md`. The package in `pkg/` must be built.
///
/// # Errors
///
/// A peer cannot be installed or run.
pub fn run() -> Result<()> {
    let modules = npm::install(&PEERS)?;
    let (shell, node) = (shell()?, Need::Node.path()?);
    println!("Running every row of tests/cases.json in each peer, for about a minute.");
    let script = "crates/compare/src/peers/peers.mjs";
    let output =
        cmd!(shell, "{node} --no-warnings {script} tests/cases.json pkg {modules}").read()?;
    let contestants: Vec<Contestant> =
        serde_json::from_str(&output).context("the results of the peers cannot be read")?;

    let version = cmd!(shell, "{node} --version").quiet().read()?;
    let file = project::root().join("docs/generated/peers.md");
    project::write(&file, document::render(&contestants, &version, &today())?)?;
    println!("{} is written.", file.display());
    Ok(())
}
