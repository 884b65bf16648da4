//! The package as it is published: `pkg/` with an entry in one script, and in two where it stands on
//! another entry. A browser waits once more for whatever a script imports.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use serde_json::Value;
use tar::Archive;

use tooling::setup::{self, Need};
use tooling::{npm, process, project};

use crate::package;

/// The entries that stand by themselves.
const ENTRIES: [&str; 5] =
    ["index.js", "index.workerd.js", "slim.js", "explain.js", "explain.workerd.js"];

/// The scripts that use another: the engine, or the part of `fetch` that needs the engine.
const OVER_INDEX: [&str; 5] =
    ["fetch.js", "fetch/engine.js", "engine.js", "testing.js", "playwright.js"];

/// How those import what stays apart.
const APART: [&str; 6] = [
    "--external:./index.js",
    "--external:../index.js",
    "--external:./fetch/engine.js",
    "--external:cors-preflight",
    "--external:cors-preflight/*",
    "--external:@*/*",
];

/// The entries for test runners, which are as they are in the checkout.
const RUNNERS: [&str; 3] = ["vitest.js", "jest.js", "bun.js"];

/// CommonJS, for Node before 20.19 and for Jest. Jest has no dynamic import without a flag, and its
/// jsdom has no `TextEncoder`.
const COMMON_JS: [&str; 5] = [
    "--format=cjs",
    "--platform=node",
    "--out-extension:.js=.cjs",
    "--supported:dynamic-import=false",
    "--inject:commonjs/text.js",
];

/// `cargo xtask pack`
pub(crate) fn command() -> Result<()> {
    setup::meet(&[Need::Node, Need::Npm])?;
    package::build()?;
    println!("{} is what `npm publish` takes.", tarball()?.display());
    Ok(())
}

/// The tarball of the package that is built.
pub(crate) fn tarball() -> Result<PathBuf> {
    let scratch = project::scratch()?;
    let folder = folder()?;
    let packed = process::read(
        Command::new(Need::Npm.path()?)
            .current_dir(&scratch)
            .args(["pack", "--silent"])
            .arg(&folder),
    )?;
    Ok(scratch.join(packed.trim()))
}

/// Unpacks a tarball of the package to `modules/cors-preflight`, which then has the packed files only.
///
/// `npm install TARBALL` would resolve the other packages in the folder again. That needs registry
/// documents that `npm ci` does not fetch, so it fails offline with an empty cache.
pub(crate) fn install(tarball: &Path, modules: &Path) -> Result<()> {
    let folder = modules.join("cors-preflight");
    project::empty(&folder)?;
    unpack(tarball, &folder)
        .with_context(|| format!("{} cannot be unpacked", tarball.display()))?;
    let manifest: Value = serde_json::from_slice(&fs::read(folder.join("package.json"))?)?;
    for member in ["dependencies", "bin", "scripts"] {
        ensure!(manifest[member].is_null(), "npm would do more than unpack: `{member}` is set");
    }
    Ok(())
}

fn unpack(tarball: &Path, folder: &Path) -> Result<()> {
    let mut archive = Archive::new(GzDecoder::new(File::open(tarball)?));
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path()?;
        let file = folder.join(path.strip_prefix("package")?);
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        entry.unpack(file)?;
    }
    Ok(())
}

/// The folder with the published form of the package that is built.
pub(crate) fn folder() -> Result<PathBuf> {
    let (pkg, folder) = (project::root().join("pkg"), project::scratch()?.join("package"));
    project::empty(&folder)?;
    let small = "--minify-whitespace";
    bundle(&pkg, &folder, &ENTRIES, &["--external:*.wasm", small])?;
    // A program that imports several entries has the engine once.
    bundle(&pkg, &folder, &OVER_INDEX, &[&APART[..], &[small]].concat())?;
    // CommonJS keeps its lines: Node prints the line that threw.
    bundle(&pkg, &folder, &["index.js", "slim.js", "explain.js"], &COMMON_JS)?;
    bundle(&pkg, &folder, &OVER_INDEX, &[&APART[..], &COMMON_JS].concat())?;
    bundle(&pkg, &folder, &["jest.js"], &[&APART[..], &COMMON_JS].concat())?;
    copy(&pkg, &folder, |name| !name.ends_with(".js") || RUNNERS.contains(&name))?;
    copy(&pkg.join("wasm"), &folder.join("wasm"), |name| name.ends_with(".wasm"))?;
    let script = project::root().join("xtask/src/package/publish.mjs");
    process::run(Command::new(Need::Node.path()?).arg(script).arg(&folder))?;
    Ok(folder)
}

/// Writes each of `entries` into `folder` with all that it imports, as `options` say.
fn bundle(
    pkg: &Path,
    folder: &Path,
    entries: &[impl AsRef<OsStr>],
    options: &[impl AsRef<OsStr>],
) -> Result<()> {
    let mut node = npm::esbuild()?;
    node.current_dir(pkg).args(entries);
    node.args(["--bundle", "--format=esm", "--target=es2022", "--log-level=warning"]);
    // Names stay: a console shows them.
    node.args(["--minify-syntax", "--charset=utf8"]);
    node.arg(format!("--outdir={}", folder.display()));
    process::run(node.args(options))
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
