//! The order of the engine's folders: a lower one never imports a higher one. No files import each
//! other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The folders of `src`, and the files outside folders, from the lowest to the highest.
const ORDER: &[&str] = &[
    "http",
    "web_enum",
    "url",
    "call",
    "report",
    "profile",
    "safelist",
    "request",
    "fetch",
    "console",
    "browser",
    "spec",
    "http_types",
    "web_sys",
    "serialize",
    "lib",
];

/// The files of a source tree by the names of their modules, such as `fetch/redirect`, each with the
/// names of the modules that it imports.
type Imports = BTreeMap<String, BTreeSet<String>>;

#[test]
fn a_lower_folder_never_imports_a_higher_one() {
    let imports = imports(&sources());
    assert!(imports.len() > 40, "only {} files", imports.len());
    assert_eq!(out_of_order(&imports, ORDER), Vec::<String>::new());
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    assert_eq!(circle(&imports(&sources())), None);
}

/// The files of `src`: the name of each module, and its text.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut sources = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src is readable") {
            let path = entry.expect("src is readable").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let module = path.strip_prefix(root).expect("a file of src").with_extension("");
            let module = module.to_string_lossy().trim_end_matches("/mod").to_owned();
            sources.insert(module, fs::read_to_string(&path).expect("a source file is UTF-8"));
        }
    }
    sources
}

/// The imports of each file. A path into a module that does not exist names an item of the crate's
/// root.
fn imports(sources: &BTreeMap<String, String>) -> Imports {
    let imported = |(module, text): (&String, &String)| {
        let inside = format!("{module}/");
        let names = sources.keys().filter_map(|name| name.strip_prefix(&inside));
        let children: Vec<&str> = names.filter(|name| !name.contains('/')).collect();
        let paths = paths(module, &children, text);
        let modules = paths.iter().map(|path| module_of(path, sources));
        (module.clone(), modules.filter(|imported| imported != module).collect())
    };
    sources.iter().map(imported).collect()
}

/// The longest start of `path` that is a module.
fn module_of(path: &[String], sources: &BTreeMap<String, String>) -> String {
    let starts = (1..=path.len()).rev().map(|length| path[..length].join("/"));
    starts.into_iter().find(|start| sources.contains_key(start)).unwrap_or_else(|| "lib".into())
}

/// The paths in the code of `module` that begin with `crate`, `super`, `self` or one of the
/// module's children, from the crate's root on, with groups written out.
fn paths(module: &str, children: &[&str], text: &str) -> Vec<Vec<String>> {
    let code = code(text);
    let own: Vec<&str> = module.split('/').collect();
    let bases: [(&str, &[&str]); 3] =
        [("crate", &[]), ("super", &own[..own.len() - 1]), ("self", &own)];
    let of_children = children.iter().map(|child| (*child, [&own[..], &[child]].concat()));
    let bases = bases.iter().map(|(root, base)| (*root, base.to_vec())).chain(of_children);
    let mut paths = Vec::new();
    for (root, base) in bases {
        let base: Vec<String> = base.into_iter().map(str::to_owned).collect();
        for rest in after_root(root, &code) {
            expand(rest, base.clone(), &mut paths);
        }
    }
    paths
}

/// Returns the rest of each path in `code` that begins with `root`.
fn after_root<'a>(root: &str, code: &'a str) -> Vec<&'a str> {
    let start = format!("{root}::");
    let is_start = |at: &usize| {
        let before = code[..*at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':'))
    };
    let starts = code.match_indices(&start).map(|(at, _)| at);
    starts.filter(is_start).map(|at| &code[at + start.len()..]).collect()
}

/// Adds the paths that `rest` begins with to `paths`, each after `base`. Returns what follows them.
fn expand<'a>(rest: &'a str, base: Vec<String>, paths: &mut Vec<Vec<String>>) -> &'a str {
    let rest = rest.trim_start();
    if let Some(mut rest) = rest.strip_prefix('{') {
        loop {
            rest = expand(rest, base.clone(), paths).trim_start();
            match rest.strip_prefix(',').map(str::trim_start) {
                Some(more) if !more.starts_with('}') => rest = more,
                Some(more) => return &more[1..],
                None => return rest.strip_prefix('}').expect("a group of imports ends"),
            }
        }
    }
    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let (part, mut rest) = rest.split_at(length);
    let mut path = base;
    if part != "self" && !part.is_empty() {
        path.push(part.to_owned());
    }
    rest = rest.strip_prefix('*').unwrap_or(rest);
    if let Some(rest) = rest.strip_prefix("::") {
        return expand(rest, path, paths);
    }
    paths.push(path);
    // A group may rename what it imports.
    let renamed = rest.strip_prefix(" as ");
    renamed.map_or(rest, |name| name.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'))
}

/// `text` without its comments, and without the tests at its end.
fn code(text: &str) -> String {
    let before_comment = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    let before_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
    before_tests.lines().map(before_comment).collect::<Vec<_>>().join("\n")
}

/// The imports that lead from a lower place in `order` to a higher one, and what `order` lacks or has
/// too many.
fn out_of_order(imports: &Imports, order: &[&str]) -> Vec<String> {
    let folder = |module: &str| module.split('/').next().unwrap_or_default().to_owned();
    let rank = |module: &str| order.iter().position(|listed| *listed == folder(module));
    let mut wrong = Vec::new();
    for (module, imported) in imports {
        if rank(module).is_none() {
            wrong.push(format!("{module} has no place in the order"));
            continue;
        }
        let higher = imported.iter().filter(|imported| rank(imported) > rank(module));
        wrong.extend(higher.map(|higher| format!("{module} imports {higher}")));
    }
    let is_there = |listed: &&&str| imports.keys().any(|module| folder(module) == **listed);
    let gone = order.iter().filter(|listed| !is_there(listed));
    wrong.extend(gone.map(|listed| format!("{listed} does not exist")));
    wrong
}

/// Files that import each other in a circle, if there are any: those that are left once every file is
/// removed that does not import another one, or that no other one imports.
fn circle(imports: &Imports) -> Option<Vec<String>> {
    let mut left = imports.clone();
    loop {
        let count = left.len();
        let names: BTreeSet<String> = left.keys().cloned().collect();
        left.retain(|_, imported| !imported.is_disjoint(&names));
        let imported: BTreeSet<String> = left.values().flatten().cloned().collect();
        left.retain(|name, _| imported.contains(name));
        if left.len() == count {
            return (count > 0).then(|| left.into_keys().collect());
        }
    }
}

#[test]
fn every_form_of_an_import_is_read() {
    let text = "//! use crate::no::comment;\nuse crate::a::b::C;\nuse crate::{d, e::{self, F as G, h},\n\
                i::*,};\nfn f() { let x = crate::j::k(1, super::l); self::m::n() } // crate::no\n\
                pub use child::o; fn g() { grandchild::no() }\n#[cfg(test)]\nuse super::no";
    let mut found = paths("one/two", &["child"], text);
    found.sort();
    let found: Vec<String> = found.iter().map(|path| path.join("/")).collect();
    let expected =
        ["a/b/C", "d", "e", "e/F", "e/h", "i", "j/k", "one/l", "one/two/child/o", "one/two/m/n"];
    assert_eq!(found, expected);
}

#[test]
fn every_way_in_which_imports_can_be_wrong_is_found() {
    let of = |files: &[(&str, &str)]| {
        let own = |&(name, text): &(&str, &str)| (name.to_owned(), text.to_owned());
        imports(&files.iter().map(own).collect())
    };
    let tree = of(&[
        ("low/a", "use crate::low::b::B;"),
        ("low/b", ""),
        ("high", "use crate::low::a::A;"),
        ("lib", "pub use high::High;"),
    ]);
    let order = ["low", "high", "lib"];
    assert_eq!(out_of_order(&tree, &order), Vec::<String>::new());
    assert_eq!(circle(&tree), None);

    assert_eq!(out_of_order(&tree, &["low", "mid", "high", "lib"]), ["mid does not exist"]);
    assert_eq!(out_of_order(&tree, &["high", "low", "lib"]), ["high imports low/a"]);
    let unlisted = of(&[("low/a", ""), ("other", "")]);
    assert_eq!(out_of_order(&unlisted, &["low"]), ["other has no place in the order"]);
    let upward = of(&[("low/a", "use crate::Item;"), ("high", ""), ("lib", "")]);
    assert_eq!(out_of_order(&upward, &order), ["low/a imports lib"]);

    let round = of(&[
        ("low/a", "use crate::low::b::B;"),
        ("low/b", "fn f() { crate::low::c::g() }"),
        ("low/c", "use super::a::A;"),
        ("high", "use crate::low::a::A;"),
    ]);
    assert_eq!(circle(&round), Some(["low/a", "low/b", "low/c"].map(String::from).into()));
}
