//! How much of the engine the table and the laws run.

use std::process::Command;

use anyhow::Result;

use tooling::setup::Need;
use tooling::{process, project, setup};

/// What has to be run, in percent of the lines.
const LEAST: &str = "98";

/// `cargo xtask coverage`
pub(crate) fn command() -> Result<()> {
    setup::meet(&[Need::LlvmCov])?;
    process::run(Command::new("rustup").args(["component", "add", "llvm-tools"]))?;
    process::run(
        process::cargo()
            .current_dir(project::root())
            .args(["llvm-cov", "--locked", "--package", "cors-preflight", "--test", "native"])
            .args(["--ignore-filename-regex", "(tests|xtask)/"])
            .args(["--fail-under-lines", LEAST]),
    )
}
