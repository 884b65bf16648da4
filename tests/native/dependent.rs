//! The program in `tests/dependent` uses every public function.

use std::fs;
use std::path::Path;

/// Files whose public functions are for this project's own crates.
const INTERNAL_FILES: &[&str] = &["lib.rs", "mutation.rs", "fast_path.rs"];

/// Other public functions for this project's own crates.
const INTERNAL_FUNCTIONS: &[&str] = &["rule_names", "sends_streams"];

#[test]
fn every_public_function_is_used_by_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = files(&root.join("tests/dependent/src")).concat();
    let functions: Vec<String> =
        files(&root.join("src")).iter().flat_map(|file| public_functions(file)).collect();
    assert!(functions.len() > 150, "only {} functions", functions.len());
    let unused: Vec<_> = functions.iter().filter(|name| !is_used(&program, name)).collect();
    assert!(unused.is_empty(), "tests/dependent does not use {unused:?}");
}

/// The texts of the files below a folder, without those that are internal.
fn files(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is readable") {
        let path = entry.expect("the folder is readable").path();
        let is_engine = !folder.ends_with("tests/dependent/src");
        let is_internal = INTERNAL_FILES.iter().any(|name| path.ends_with(name));
        if path.is_dir() {
            texts.extend(files(&path));
        } else if !(is_engine && is_internal) {
            texts.push(fs::read_to_string(&path).expect("a source file is UTF-8"));
        }
    }
    texts
}

/// The names of the public functions in a file. The compiler warns of a public item that cannot be
/// reached from outside.
fn public_functions(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_hidden = false;
    for line in text.lines().map(str::trim_start) {
        let declaration = line.strip_prefix("pub fn ").or(line.strip_prefix("pub const fn "));
        if let Some(declaration) = declaration {
            let end = declaration.find(['(', '<']).expect("a function has parameters");
            let name = &declaration[..end];
            if !is_hidden && !INTERNAL_FUNCTIONS.contains(&name) {
                names.push(name.to_owned());
            }
        }
        is_hidden = line == "#[doc(hidden)]" || is_hidden && line.starts_with("#[");
    }
    names
}

/// Whether `program` calls or names a function.
fn is_used(program: &str, name: &str) -> bool {
    program.match_indices(name).any(|(start, _)| {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let (before, after) = (&program[..start], &program[start + name.len()..]);
        let is_whole = !before.ends_with(is_name) && !after.starts_with(is_name);
        is_whole && (after.starts_with('(') || before.ends_with("::"))
    })
}

#[test]
fn public_functions_and_their_uses_are_found() {
    let text = "pub fn a(x: u8) {}\n    pub const fn b<T>(x: T) {}\npub(crate) fn c() {}\n\
                #[doc(hidden)]\n#[inline]\npub fn d() {}\nfn e() {}\npub fn f() {}";
    assert_eq!(public_functions(text), ["a", "b", "f"]);
    assert!(is_used("x.name(1)", "name"));
    assert!(is_used("map(Type::name)", "name"));
    assert!(!is_used("rename(1); name_of(1); a name", "name"));
}
