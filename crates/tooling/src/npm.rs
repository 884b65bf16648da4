//! Packages of npm's registry that a command runs beside the project's own: exact versions, in a folder
//! of their own.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::setup::Need;
use crate::{process, project};

/// A package: its name and its version.
pub type Package = (&'static str, &'static str);

const ESBUILD: Package = ("esbuild", "0.28.2");

/// Returns a command that runs esbuild, as yet without arguments.
///
/// # Errors
///
/// esbuild cannot be installed.
pub fn esbuild() -> Result<Command> {
    let script = install(&[ESBUILD])?.join("esbuild/bin/esbuild");
    let mut node = Command::new(Need::Node.path()?);
    node.arg(script);
    Ok(node)
}

/// Installs packages, unless they are there already, and returns the folder `node_modules` that has them.
///
/// # Errors
///
/// npm cannot install one.
pub fn install(packages: &[Package]) -> Result<PathBuf> {
    let wanted: Vec<String> =
        packages.iter().map(|(name, version)| format!("{name}@{version}")).collect();
    let folder = project::scratch()?.join(format!("npm-{}", wanted.join("-").replace('/', "-")));
    let modules = folder.join("node_modules");
    // npm writes it when all is done.
    if !modules.join(".package-lock.json").exists() {
        println!("Installing {} from npm.", wanted.join(", "));
        process::run(
            Command::new(Need::Npm.path()?)
                .args(["install", "--silent", "--no-save", "--no-package-lock", "--no-audit"])
                .args(["--no-fund", "--ignore-scripts", "--prefix"])
                .arg(&folder)
                .args(&wanted),
        )
        .with_context(|| format!("{} cannot be installed", wanted.join(", ")))?;
    }
    Ok(modules)
}
