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
    println!("| bytes | raw | gzip -9 | brotli 11 |\n| --- | --- | --- | --- |");
    print("the WebAssembly module", &weigh(&package.wasm)?);
    print("one import (three modules, the WebAssembly inside)", &import);
    Ok(())
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
