//! The package as it is published: `pkg/` with each entry bundled into one script, or into two if it
//! imports another entry. A browser needs one more round trip for each level of imports.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use serde_json::Value;
use tar::Archive;
use tooling::process::shell;
use tooling::setup::{self, Need};
use tooling::{npm, project};
use xshell::cmd;

use crate::package;

/// The entries that import no other entry.
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
    setup::require(&[Need::Node, Need::Npm])?;
    package::build()?;
    println!("`npm publish` takes {}.", tarball()?.display());
    Ok(())
}

/// Packs the built package and returns the tarball.
pub(crate) fn tarball() -> Result<PathBuf> {
    let (scratch, folder, npm) = (project::scratch()?, folder()?, Need::Npm.path()?);
    let shell = shell()?;
    shell.change_dir(&scratch);
    Ok(scratch.join(cmd!(shell, "{npm} pack --silent {folder}").read()?))
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

/// Writes the published form of the built package and returns its folder.
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
    let (shell, node) = (shell()?, Need::Node.path()?);
    cmd!(shell, "{node} {script} {folder}").run()?;
    Ok(folder)
}

/// Bundles each entry into a script in `folder` with everything that it imports, as `options` say.
fn bundle(pkg: &Path, folder: &Path, entries: &[&str], options: &[&str]) -> Result<()> {
    let shell = shell()?;
    shell.change_dir(pkg);
    npm::esbuild(&shell)?
        .args(entries)
        .args(["--bundle", "--format=esm", "--target=es2022", "--log-level=warning"])
        // Names are kept because consoles show them.
        .args(["--minify-syntax", "--charset=utf8"])
        .arg(format!("--outdir={}", folder.display()))
        .args(options)
        .run()?;
    Ok(())
}

/// Copies the files of a folder whose name is accepted.
fn copy(from: &Path, to: &Path, is_copied: fn(&str) -> bool) -> Result<()> {
    let copy_all = || -> std::io::Result<()> {
        fs::create_dir_all(to)?;
        for file in fs::read_dir(from)? {
            let file = file?;
            let name = file.file_name();
            if file.path().is_file() && name.to_str().is_some_and(is_copied) {
                fs::copy(file.path(), to.join(name))?;
            }
        }
        Ok(())
    };
    copy_all().with_context(|| format!("{} cannot be copied to {}", from.display(), to.display()))
}
