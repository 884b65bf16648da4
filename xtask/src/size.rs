//! The sizes of the package.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use tooling::process::shell;
use tooling::setup::{self, Need};
use tooling::templates::thousands;
use tooling::{npm, project};
use xshell::cmd;

use crate::{pack, package};

const BINARYEN: npm::Package = ("binaryen", "132.0.0");

/// `cargo xtask size`
pub(crate) fn command() -> Result<()> {
    setup::require(&[Need::Node, Need::Npm])?;
    let package = package::build()?;
    let packed = pack::folder()?;
    println!("| bytes | raw | gzip -9 | brotli 11 |\n| --- | --- | --- | --- |");
    for (wasm, entry, name) in [
        (&package.calls, "index.js", "cors-preflight"),
        (&package.explain, "explain.js", "cors-preflight/explain"),
    ] {
        let script = project::read(&packed.join(entry))?;
        let module = fs::read(wasm)?;
        let encoded = package::encode(&module);
        ensure!(script.contains(&encoded), "{entry} does not contain the module as it was encoded");
        for (module, suffix) in [(module, ""), (optimize(wasm)?, ", after wasm-opt -Oz")] {
            let script = script.replace(&encoded, &package::encode(&module));
            print(&format!("the WebAssembly module of `{name}`{suffix}"), &module)?;
            print(&format!("`import \"{name}\"`{suffix}"), script.as_bytes())?;
        }
    }
    Ok(())
}

/// Returns a module as optimized by Binaryen's wasm-opt, from npm.
fn optimize(wasm: &Path) -> Result<Vec<u8>> {
    let (shell, node) = (shell()?, Need::Node.path()?);
    let wasm_opt = npm::install(&[BINARYEN])?.join("binaryen/bin/wasm-opt");
    let optimized = project::scratch()?.join("optimized.wasm");
    cmd!(shell, "{node} {wasm_opt} -Oz {wasm} -o {optimized}").quiet().run()?;
    fs::read(&optimized).with_context(|| format!("{} cannot be read", optimized.display()))
}

/// Prints a row of the README's table: the size of a file, raw and compressed.
fn print(name: &str, file: &[u8]) -> Result<()> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(file)?;
    let mut brotli = Vec::new();
    let options = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &file[..], &mut brotli, &options)?;
    let [raw, gzip, brotli] = [file.len(), gzip.finish()?.len(), brotli.len()]
        .map(|size| thousands(u64::try_from(size).unwrap_or(u64::MAX)));
    println!("| {name} | {raw} | {gzip} | {brotli} |");
    Ok(())
}
