//! What the package weighs.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

use tooling::setup::{self, Need};
use tooling::{process, project};

use crate::{pack, package};

/// The version of npm's package `binaryen`.
const BINARYEN: &str = "132.0.0";

/// A weight in bytes: as it is, and as a server would send it.
struct Weight {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// `cargo xtask size`
pub(crate) fn command() -> Result<()> {
    setup::meet(&[Need::Node, Need::Npm])?;
    let package = package::build()?;
    let packed = pack::folder()?;
    println!("| bytes | raw | gzip -9 | brotli 11 |\n| --- | --- | --- | --- |");
    for (wasm, entry, name) in [
        (&package.calls, "index.js", "cors-preflight"),
        (&package.explain, "explain.js", "cors-preflight/explain"),
    ] {
        let script = fs::read_to_string(packed.join(entry))
            .with_context(|| format!("the package has no {entry}"))?;
        let module = read(wasm)?;
        let carried = package::text_of(&module);
        ensure!(script.contains(&carried), "{entry} does not carry the module as it was written");
        let row = |wasm: &[u8], after: &str| -> Result<()> {
            let script = script.replace(&carried, &package::text_of(wasm));
            print(&format!("the WebAssembly module of `{name}`{after}"), &weigh(wasm)?);
            print(&format!("`import \"{name}\"`{after}"), &weigh(script.as_bytes())?);
            Ok(())
        };
        row(&module, "")?;
        row(&optimized(wasm)?, ", after wasm-opt -Oz")?;
    }
    Ok(())
}

/// A module as Binaryen's wasm-opt makes it, from npm.
fn optimized(wasm: &Path) -> Result<Vec<u8>> {
    let folder = project::scratch()?.join(format!("binaryen-{BINARYEN}"));
    let program = folder.join("node_modules/binaryen/bin/wasm-opt");
    if !program.exists() {
        eprintln!("Installing Binaryen {BINARYEN} from npm, some 100 MB.");
        process::run(
            Command::new(Need::Npm.path()?)
                .args(["install", "--silent", "--no-save", "--no-package-lock", "--no-audit"])
                .args(["--no-fund", "--prefix"])
                .arg(&folder)
                .arg(format!("binaryen@{BINARYEN}")),
        )
        .context("wasm-opt comes from npm's package binaryen, which cannot be installed")?;
    }
    let optimized = project::scratch()?.join("optimized.wasm");
    process::run(Command::new(Need::Node.path()?).args([
        program.as_path(),
        Path::new("-Oz"),
        wasm,
        Path::new("-o"),
        &optimized,
    ]))?;
    read(&optimized)
}

/// A row as it stands in the README.
fn print(what: &str, weight: &Weight) {
    let [raw, gzip, brotli] = [weight.raw, weight.gzip, weight.brotli].map(grouped);
    println!("| {what} | {raw} | {gzip} | {brotli} |");
}

/// A number with a comma before every three digits.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What a file weighs.
fn weigh(file: &[u8]) -> Result<Weight> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(file)?;

    let mut brotli = Vec::new();
    let options = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &file[..], &mut brotli, &options)?;
    Ok(Weight { raw: file.len(), gzip: gzip.finish()?.len(), brotli: brotli.len() })
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(
            [7, 999, 1000, 45_016, 1_234_567].map(grouped),
            ["7", "999", "1,000", "45,016", "1,234,567"]
        );
    }
}
