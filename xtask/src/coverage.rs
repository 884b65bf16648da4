//! How much of the engine the native tests run.

use anyhow::Result;
use tooling::process::{cargo, shell};
use tooling::setup::{self, Need};
use xshell::cmd;

/// The least percentage of lines.
const LEAST: &str = "98";

/// `cargo xtask coverage`
pub(crate) fn command() -> Result<()> {
    setup::require(&[Need::LlvmCov])?;
    let (shell, cargo) = (shell()?, cargo());
    cmd!(shell, "rustup component add llvm-tools").run()?;
    cmd!(shell, "{cargo} llvm-cov --locked --package cors-preflight --test native")
        .args(["--ignore-filename-regex", "(tests|xtask|crates)/"])
        .args(["--fail-under-lines", LEAST])
        .run()?;
    Ok(())
}
