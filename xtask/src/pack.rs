//! The package as it is published: `pkg/` with an entry in one script, and in two where it stands on
//! another entry. A browser waits once more for whatever a script imports.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::options::Options;
use crate::setup::{self, Need};
use crate::{npm, package, process, project};

const ESBUILD: npm::Package = ("esbuild", "0.28.2");

/// The entries that stand by themselves.
const ENTRIES: [&str; 5] =
    ["index.js", "index.workerd.js", "slim.js", "explain.js", "explain.workerd.js"];

/// The entries that stand on those: in a program that imports both, the engine is there once.
const OVER: [&str; 4] = ["fetch.js", "fetch.workerd.js", "vitest.js", "vitest.workerd.js"];

/// `cargo xtask pack`
pub(crate) fn command(options: Options) -> Result<()> {
    options.end()?;
    setup::meet(&[Need::Node, Need::Npm])?;
    package::build()?;
    println!("{} is what `npm publish` takes.", tarball()?.display());
    Ok(())
}

/// The tarball of the package that is built.
pub(crate) fn tarball() -> Result<PathBuf> {
    let scratch = project::scratch()?;
    let folder = scratch.join("package");
    write(&project::root().join("pkg"), &folder)?;
    let packed = process::read(
        Command::new(Need::Npm.path()?)
            .current_dir(&scratch)
            .args(["pack", "--silent"])
            .arg(&folder),
    )?;
    Ok(scratch.join(packed.trim()))
}

/// Makes `folder` the published form of the package in `pkg`.
pub(crate) fn write(pkg: &Path, folder: &Path) -> Result<()> {
    package::empty(folder)?;
    bundle(pkg, folder, &ENTRIES, &["*.wasm"])?;
    bundle(pkg, folder, &OVER, &["./index.js", "./index.workerd.js"])?;
    copy(pkg, folder, |name| !name.ends_with(".js"))?;
    copy(&pkg.join("wasm"), &folder.join("wasm"), |name| name.ends_with(".wasm"))
}

/// Writes each of `entries` into `folder` with all that it imports but what is `apart`.
fn bundle(pkg: &Path, folder: &Path, entries: &[&str], apart: &[&str]) -> Result<()> {
    let mut node = esbuild()?;
    node.current_dir(pkg).args(entries);
    node.args(["--bundle", "--format=esm", "--target=es2022", "--log-level=warning"]);
    // Names stay: a console shows them.
    node.args(["--minify-whitespace", "--minify-syntax", "--charset=utf8"]);
    node.arg(format!("--outdir={}", folder.display()));
    node.args(apart.iter().map(|file| format!("--external:{file}")));
    process::run(&mut node)
}

/// esbuild, as yet without arguments.
pub(crate) fn esbuild() -> Result<Command> {
    let script = npm::install(&[ESBUILD])?.join("esbuild/bin/esbuild");
    let mut node = Command::new(Need::Node.path()?);
    node.arg(script);
    Ok(node)
}

/// Copies the files of a folder with such names, as they are.
fn copy(from: &Path, to: &Path, is_copied: fn(&str) -> bool) -> Result<()> {
    let cannot = || format!("{} cannot be copied to {}", from.display(), to.display());
    fs::create_dir_all(to).with_context(cannot)?;
    for file in fs::read_dir(from).with_context(cannot)? {
        let file = file.with_context(cannot)?;
        let name = file.file_name();
        if file.path().is_file() && name.to_str().is_some_and(is_copied) {
            fs::copy(file.path(), to.join(name)).with_context(cannot)?;
        }
    }
    Ok(())
}
