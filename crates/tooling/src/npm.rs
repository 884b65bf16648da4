//! npm packages that a command runs in addition to the project's own.

use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::{Cmd, cmd};

use crate::process::shell;
use crate::project;
use crate::setup::Need;

/// A package: its name and exact version.
pub type Package = (&'static str, &'static str);

const ESBUILD: Package = ("esbuild", "0.28.2");

/// Installs packages into a folder of their own and returns its `node_modules`. Packages that an earlier
/// run installed are not installed again.
///
/// # Errors
///
/// npm is missing, or it cannot install a package.
pub fn install(packages: &[Package]) -> Result<PathBuf> {
    let names: Vec<String> =
        packages.iter().map(|(name, version)| format!("{name}@{version}")).collect();
    let names = names.as_slice();
    let folder = project::scratch()?.join(format!("npm-{}", names.join("-").replace('/', "-")));
    let modules = folder.join("node_modules");
    // npm writes this file at the end.
    if !modules.join(".package-lock.json").exists() {
        println!("Installing {} from npm.", names.join(", "));
        let (shell, npm) = (shell()?, Need::Npm.path()?);
        let options =
            ["--silent", "--no-save", "--no-package-lock", "--no-audit", "--ignore-scripts"];
        cmd!(shell, "{npm} install --no-fund {options...} --prefix {folder} {names...}")
            .run()
            .with_context(|| format!("{} cannot be installed", names.join(", ")))?;
    }
    Ok(modules)
}

/// Returns a command that runs esbuild in the shell's folder, without arguments yet.
///
/// # Errors
///
/// Node is missing, or esbuild cannot be installed.
pub fn esbuild(shell: &xshell::Shell) -> Result<Cmd<'_>> {
    let script = install(&[ESBUILD])?.join("esbuild/bin/esbuild");
    let node = Need::Node.path()?;
    Ok(cmd!(shell, "{node} {script}"))
}
