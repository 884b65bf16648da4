//! The npm package in `pkg/`: the generated folder `pkg/wasm/`, and the files that it shares with the crate.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use tooling::process::{cargo, shell};
use tooling::{project, setup};
use xshell::cmd;

/// The files that the package has in common with the crate, kept at the root.
const SHARED: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// The WebAssembly modules of the built package, as wasm-bindgen writes them.
pub(crate) struct Package {
    /// The module of `cors-preflight`.
    pub(crate) calls: PathBuf,
    /// The module of `cors-preflight/explain`.
    pub(crate) explain: PathBuf,
}

/// `cargo xtask build`
pub(crate) fn command() -> Result<()> {
    let package = build()?;
    let size = |wasm: PathBuf| fs::metadata(wasm).map(|file| file.len());
    let (calls, explain) = (size(package.calls)?, size(package.explain)?);
    println!("pkg/ is complete. Its modules have {calls} bytes, and {explain} for explain().");
    Ok(())
}

/// Compiles the bindings once for each module, writes `pkg/wasm/`, and copies the licenses and the README.
pub(crate) fn build() -> Result<Package> {
    setup::wasm_target()?;
    let pkg = project::root().join("pkg");
    project::empty(&pkg.join("wasm"))?;
    let package = Package {
        calls: module(&pkg, "calls", "cors_preflight")?,
        explain: module(&pkg, "explain", "explain")?,
    };
    for name in SHARED {
        fs::copy(project::root().join(name), pkg.join(name))
            .with_context(|| format!("{name} cannot be copied into pkg/"))?;
    }
    Ok(package)
}

/// Writes the module called `name`, compiled from the bindings with one feature, and the script with its bytes.
fn module(pkg: &Path, feature: &str, name: &str) -> Result<PathBuf> {
    let folder = pkg.join("wasm");
    let options = ["--no-default-features", "--features", feature];
    bind(&compile("cors-preflight-bindings", &options)?, &folder, name, "bundler")?;

    // The package instantiates the module from bytes, so nothing imports it.
    let importing = folder.join(format!("{name}.js"));
    fs::remove_file(&importing)
        .with_context(|| format!("{} cannot be removed", importing.display()))?;

    // The type checker skips the generated script.
    let glue = folder.join(format!("{name}_bg.js"));
    project::write(&glue, format!("// @ts-nocheck\n{}", project::read(&glue)?))?;

    let wasm = folder.join(format!("{name}_bg.wasm"));
    let bytes =
        fs::read(&wasm).with_context(|| format!("wasm-bindgen wrote no {}", wasm.display()))?;
    let script = include_str!("package/bytes.js").replace("{text}", &encode(&bytes));
    project::write(&folder.join(format!("{name}_bytes.js")), script)?;
    Ok(wasm)
}

/// Returns the folder with the module that does nothing, as `empty.js` and `empty_bg.wasm`.
pub(crate) fn baseline() -> Result<PathBuf> {
    let folder = project::scratch()?.join("empty");
    project::empty(&folder)?;
    bind(&compile("wasm-baseline", &[])?, &folder, "empty", "web")?;
    Ok(folder)
}

/// Encodes bytes as printable ASCII: one character for a byte below 92, and one more before it for a
/// larger byte.
///
/// Base64 is as long, but a quarter longer after compression: bytes that repeat do not repeat in its text.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        match byte / 92 {
            0 => {}
            1 => text.push(' '),
            _ => text.push('!'),
        }
        match char::from(b'#' + byte % 92) {
            '\\' => text.push_str("\\\\"),
            character => text.push(character),
        }
    }
    text
}

/// Compiles a package to WebAssembly and returns the module, wherever the target folder is.
fn compile(package: &str, options: &[&str]) -> Result<PathBuf> {
    let wasm = format!("--target={}", setup::WASM_TARGET);
    let options = [options, &["--lib", "--profile", "wasm", &wasm]].concat();
    let artifacts = build_artifacts(package, &options)
        .with_context(|| format!("{package} does not compile to WebAssembly"))?;
    let files = artifacts.iter().filter_map(|artifact| artifact["filenames"].as_array()).flatten();
    files
        .filter_map(Value::as_str)
        .rfind(|file| file.ends_with(".wasm"))
        .map(PathBuf::from)
        .with_context(|| format!("cargo built {package} but names no .wasm file"))
}

/// Builds a package with cargo and returns its messages about artifacts.
pub(crate) fn build_artifacts(package: &str, options: &[&str]) -> Result<Vec<Value>> {
    let (shell, cargo) = (shell()?, cargo());
    let json = "--message-format=json-render-diagnostics";
    let messages =
        cmd!(shell, "{cargo} build --locked --package {package} {options...} {json}").read()?;
    Ok(messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .collect())
}

/// Writes a module and its JavaScript with wasm-bindgen.
fn bind(compiled: &Path, folder: &Path, name: &str, target: &str) -> Result<()> {
    let mut arguments = vec!["wasm-bindgen".into(), compiled.as_os_str().to_owned()];
    arguments.extend(["--target", target, "--no-typescript"].map(Into::into));
    arguments.extend(["--remove-name-section", "--remove-producers-section"].map(Into::into));
    arguments.extend(["--out-name", name, "--out-dir"].map(Into::into));
    arguments.push(folder.as_os_str().to_owned());
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments)
        .context("wasm-bindgen cannot write the JavaScript side")
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn bytes_are_encoded_as_printable_ascii() {
        assert_eq!(encode(&[0, 1, 57, 91, 92, 183, 184, 255]), "#$\\\\~ # ~!#!j");
    }
}
