//! The engine crate as others get it: the files that are published, and a program that depends on it.

use anyhow::{Result, ensure};
use tooling::process::{cargo, shell};
use tooling::project;
use tooling::setup::WASM_TARGET;
use xshell::cmd;

/// The warnings of a dry run that are expected: about files that users do not need, and about the dry
/// run.
const EXPECTED_WARNINGS: [&str; 4] = [
    "ignoring test ",
    "ignoring benchmark ",
    "ignoring example ",
    "aborting upload due to dry run",
];

/// The published files outside `src`.
const FILES: [&str; 8] = [
    ".cargo_vcs_info.json",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "Cargo.toml.orig",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
];

/// Checks what is published, and builds the program natively and for WebAssembly.
pub(crate) fn test() -> Result<()> {
    let (shell, cargo) = (shell()?, cargo());

    let package = ["--package", "cors-preflight", "--allow-dirty", "--locked"];
    let files = cmd!(shell, "{cargo} package --list {package...}").read()?;
    let needless: Vec<_> = files.lines().filter(|file| !is_published(file)).collect();
    ensure!(needless.is_empty(), "cargo package --list: expected no {}", needless.join(", "));
    // The dry run checks the package by building it.
    let messages = cmd!(shell, "{cargo} publish --dry-run {package...}").read_stderr()?;
    println!("{messages}");
    let warnings: Vec<_> = messages.lines().filter(|line| is_unexpected_warning(line)).collect();
    ensure!(warnings.is_empty(), "cargo publish --dry-run: {}", warnings.join("\n"));

    // The program is a workspace of its own, so it has its own lock file and build folder.
    let program = project::root().join("tests/dependent/Cargo.toml");
    let folder = project::root().join("target/dependent");
    let options = ["--locked", "--manifest-path"];
    cmd!(shell, "{cargo} test {options...} {program} --target-dir {folder}").run()?;
    let target = ["--target", WASM_TARGET];
    cmd!(shell, "{cargo} build {options...} {program} --target-dir {folder} {target...}").run()?;
    Ok(())
}

fn is_published(file: &str) -> bool {
    file.starts_with("src/") || FILES.contains(&file)
}

fn is_unexpected_warning(line: &str) -> bool {
    let warning = line.strip_prefix("warning: ");
    warning.is_some_and(|text| !EXPECTED_WARNINGS.iter().any(|known| text.starts_with(known)))
}

#[cfg(test)]
mod tests {
    use super::{is_published, is_unexpected_warning};

    #[test]
    fn only_what_users_need_is_published() {
        assert!(is_published("src/fetch/mod.rs"));
        assert!(is_published("README.md"));
        assert!(!is_published("tests/cases.json"));
        assert!(!is_published("docs/README.md"));
    }

    #[test]
    fn warnings_about_missing_tests_are_expected() {
        assert!(!is_unexpected_warning("warning: ignoring test `native` as it is not included"));
        assert!(!is_unexpected_warning("   Packaged 67 files"));
        assert!(is_unexpected_warning("warning: manifest has no documentation"));
    }
}
