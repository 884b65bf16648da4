//! The npm package in `pkg/`: its generated half, `pkg/wasm/`, and what it shares with the crate.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};

use tooling::{process, project, setup};

/// What the package carries as the crate does, kept at the root.
const SHARED: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];

/// The built package: the WebAssembly modules of its entries, as wasm-bindgen leaves them.
pub(crate) struct Package {
    /// Of `cors-preflight`.
    pub(crate) calls: PathBuf,
    /// Of `cors-preflight/explain`.
    pub(crate) explain: PathBuf,
}

/// `cargo xtask build`
pub(crate) fn command() -> Result<()> {
    let package = build()?;
    let size = |wasm: PathBuf| fs::metadata(wasm).map(|file| file.len());
    let (calls, explain) = (size(package.calls)?, size(package.explain)?);
    println!(
        "The package in pkg/ is complete; its wasm has {calls} bytes, and {explain} for explain()."
    );
    Ok(())
}

/// Compiles the engine, once for each entry, writes `pkg/wasm/` anew and brings the licences and the README along.
pub(crate) fn build() -> Result<Package> {
    setup::wasm_target()?;
    let pkg = project::root().join("pkg");
    project::empty(&pkg.join("wasm"))?;
    let package = Package {
        calls: entry(&pkg, "calls", "cors_preflight")?,
        explain: entry(&pkg, "explain", "explain")?,
    };
    for name in SHARED {
        fs::copy(project::root().join(name), pkg.join(name))
            .with_context(|| format!("{name} cannot be copied into pkg/"))?;
    }
    Ok(package)
}

/// Makes the module called `name` from the bindings with one feature, and the script that carries it.
fn entry(pkg: &Path, feature: &str, name: &str) -> Result<PathBuf> {
    let folder = pkg.join("wasm");
    let bindings =
        ["--package", "cors-preflight-bindings", "--no-default-features", "--features", feature];
    bind(&compile(&bindings)?, &folder, name, "bundler")?;

    // The module is not imported but made, of the bytes that come along.
    let importing = folder.join(format!("{name}.js"));
    fs::remove_file(&importing)
        .with_context(|| format!("{} cannot be removed", importing.display()))?;

    let wasm = folder.join(format!("{name}_bg.wasm"));
    let module =
        fs::read(&wasm).with_context(|| format!("wasm-bindgen left no {}", wasm.display()))?;
    let bytes = folder.join(format!("{name}_bytes.js"));
    fs::write(&bytes, module_of(&module))
        .with_context(|| format!("{} cannot be written", bytes.display()))?;
    Ok(wasm)
}

/// The JavaScript module that carries `wasm` and gives it back, with the text that [`text_of`] makes of it.
fn module_of(wasm: &[u8]) -> String {
    include_str!("package/bytes.js").replace("{text}", &text_of(wasm))
}

/// Bytes as printable ASCII: a character for a byte below 92, and one more before it that says how
/// many times 92 are to be added.
///
/// Base64 is as long, and a quarter more once a server has compressed it: in Base64 what repeats in
/// the bytes does not repeat in the text.
pub(crate) fn text_of(wasm: &[u8]) -> String {
    let mut text = String::with_capacity(2 * wasm.len());
    for byte in wasm {
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

/// Runs cargo for a library and returns the module it made, wherever its target folder is.
fn compile(library: &[&str]) -> Result<PathBuf> {
    let said = process::read(
        process::cargo()
            .current_dir(project::root())
            .args(["build", "--locked", "--lib"])
            .args(library)
            .args(["--profile", "wasm", "--target", setup::WASM_TARGET])
            .arg("--message-format=json-render-diagnostics")
            .stderr(Stdio::inherit()),
    )
    .with_context(|| format!("{} does not compile for WebAssembly", library[1]))?;
    said.lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .filter_map(|message| {
            let files = message["filenames"].as_array()?.clone();
            files
                .iter()
                .filter_map(|file| file.as_str())
                .find(|file| is_wasm(file))
                .map(PathBuf::from)
        })
        .next_back()
        .with_context(|| format!("cargo built {} but names no .wasm file", library[1]))
}

fn is_wasm(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|extension| extension == "wasm")
}

/// Writes wasm-bindgen's half of a module, and the module as it leaves it.
fn bind(compiled: &Path, folder: &Path, name: &str, target: &str) -> Result<()> {
    let mut arguments = vec!["wasm-bindgen".into(), compiled.as_os_str().to_owned()];
    arguments.extend(["--target", target, "--no-typescript"].map(Into::into));
    arguments.extend(["--remove-name-section", "--remove-producers-section"].map(Into::into));
    arguments.extend(["--out-name", name, "--out-dir"].map(Into::into));
    arguments.push(folder.as_os_str().to_owned());
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments)
        .context("wasm-bindgen cannot make the JavaScript side")
}

/// Returns the folder with the module that does nothing, as `empty.js` and `empty_bg.wasm`.
pub(crate) fn baseline() -> Result<PathBuf> {
    let folder = project::scratch()?.join("empty");
    project::empty(&folder)?;
    bind(&compile(&["--package", "wasm-baseline"])?, &folder, "empty", "web")?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::text_of;

    #[test]
    fn bytes_are_written_in_printable_ascii() {
        assert_eq!(text_of(&[0, 1, 57, 91, 92, 183, 184, 255]), "#$\\\\~ # ~!#!j");
    }
}
