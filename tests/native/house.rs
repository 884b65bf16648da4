//! Facts that the project states in several places.

const README: &str = include_str!("../../README.md");
const CRATE: &str = include_str!("../../src/lib.rs");

/// The commit of the standard's source that `text` names.
fn commit(text: &str) -> &str {
    let (_, rest) = text.split_once("as of commit `").expect("a commit is named");
    rest.split('`').next().expect("it ends")
}

#[test]
fn the_readme_and_the_crate_name_the_same_commit_of_the_standard() {
    assert_eq!(commit(README).len(), 40);
    assert_eq!(commit(README), commit(CRATE));
}

#[test]
fn the_package_and_the_crate_have_the_same_version() {
    let package: serde_json::Value =
        serde_json::from_str(include_str!("../../pkg/package.json")).expect("JSON");
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(package["description"], env!("CARGO_PKG_DESCRIPTION"));
}
