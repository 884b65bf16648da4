//! What the package weighs.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::options::Options;
use crate::package;

/// A weight in bytes: as it is, and as a server would send it.
#[derive(Default)]
struct Weight {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// `cargo xtask size`
pub(crate) fn command(options: Options) -> Result<()> {
    options.end()?;
    let package = package::build()?;

    let mut import = Weight::default();
    for module in &package.modules {
        let weight = weigh(module)?;
        import.raw += weight.raw;
        import.gzip += weight.gzip;
        import.brotli += weight.brotli;
    }
    println!("{:<34} {:>9} {:>9} {:>9}", "bytes", "raw", "gzip -9", "brotli 11");
    print("the WebAssembly module", &weigh(&package.wasm)?);
    print("one import (3 modules, wasm inside)", &import);
    Ok(())
}

fn print(what: &str, weight: &Weight) {
    println!("{what:<34} {:>9} {:>9} {:>9}", weight.raw, weight.gzip, weight.brotli);
}

fn weigh(file: &Path) -> Result<Weight> {
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;

    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes)?;
    let gzip = gzip.finish()?.len();

    let mut brotli = Vec::new();
    let options = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut brotli, &options)?;

    Ok(Weight { raw: bytes.len(), gzip, brotli: brotli.len() })
}
