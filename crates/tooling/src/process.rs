//! Other programs: a shell that runs them, and where they are.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::Shell;

use crate::project;

/// Returns a shell in the repository's root folder.
///
/// # Errors
///
/// The process has no current folder.
pub fn shell() -> Result<Shell> {
    let shell = Shell::new().context("the shell cannot be started")?;
    shell.change_dir(project::root());
    Ok(shell)
}

/// Returns the cargo that started this program.
pub fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// Finds a program on the `PATH` or among the programs that cargo installed.
pub fn find(name: &str) -> Option<PathBuf> {
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))?;
    which::which(name)
        .or_else(|_| which::which_in(name, Some(cargo_home.join("bin")), project::root()))
        .ok()
}
