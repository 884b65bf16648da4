//! Facts that the project states in several places.

use cors_preflight::Profile;

const README: &str = include_str!("../../README.md");
const CRATE: &str = include_str!("../../src/lib.rs");

#[test]
fn the_readme_and_the_crate_name_the_commit_of_the_standard() {
    let commit = Profile::STANDARD.version();
    assert_eq!(commit.len(), 40);
    assert!(README.contains(commit) && CRATE.contains(commit), "{commit}");
}

#[test]
fn the_package_and_the_crate_have_the_same_version() {
    let package: serde_json::Value =
        serde_json::from_str(include_str!("../../pkg/package.json")).expect("JSON");
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(package["description"], env!("CARGO_PKG_DESCRIPTION"));
}
