//! The definitions of the standards that the engine stands on, each with what implements it and the
//! rows that hold it: `tests/anchors.json`, held to the code and to the tables.

use crate::{exchanges, table};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const ANCHORS: &str = include_str!("../anchors.json");

const OUTSIDE: &str = include_str!("../outside.json");

/// The standards of which every definition that the code names is to be listed.
const LISTED: &[&str] = &[
    "https://fetch.spec.whatwg.org/",
    "https://mimesniff.spec.whatwg.org/",
    "https://xhr.spec.whatwg.org/",
];

/// A file of `src`: what it is called as a module, and its text.
struct Source {
    module: String,
    text: String,
}

#[test]
fn every_definition_is_implemented_where_the_list_says_and_held_by_its_rows() {
    let list: Vec<Value> =
        serde_json::from_str(&table::filled(ANCHORS)).expect("tests/anchors.json is JSON");
    let mut rows: Vec<String> = exchanges::names();
    rows.extend(table::rows().iter().filter_map(|row| row["name"].as_str().map(String::from)));
    let wrong = problems(&list, &sources(), &rows);
    assert!(wrong.is_empty(), "{} problems:\n\n{}", wrong.len(), wrong.join("\n"));
    assert!(list.len() > 80, "only {} definitions", list.len());
}

#[test]
fn what_lies_outside_is_said_in_sentences() {
    let list: Vec<String> = serde_json::from_str(OUTSIDE).expect("tests/outside.json is JSON");
    let sentences = list.iter().filter(|line| line.ends_with('.')).count();
    assert!(sentences > 10, "only {sentences} sentences");
    for line in list {
        assert!(line.ends_with('.') || !line.contains('.'), "neither sentence nor heading: {line}");
    }
}

/// Returns the source files of the engine and of its bindings. A module is named by its path, such as
/// `fetch/redirect` and `bindings/calls`.
fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    for (root, prefix) in [("src", ""), ("crates/bindings/src", "bindings/")] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for file in fs::read_dir(folder).expect("the folder of sources is readable") {
                let path = file.expect("a file").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let module = path.strip_prefix(&root).expect("a source file").with_extension("");
                let module = module.to_string_lossy().trim_end_matches("/mod").to_owned();
                let text = fs::read_to_string(&path).expect("a source file is UTF-8");
                sources.push(Source { module: format!("{prefix}{module}"), text });
            }
        }
    }
    sources
}

/// All that is wrong with `list`.
fn problems(list: &[Value], sources: &[Source], rows: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    let (mut listed, mut outside) = (Vec::new(), Vec::new());
    // Strings are headings.
    for entry in list.iter().filter(|entry| !entry.is_string()) {
        let text = |key: &str| entry[key].as_str().unwrap_or_default();
        let address = format!("{}{}", text("spec"), text("anchor"));
        if addresses(&address) != [address.as_str()] {
            wrong.push(format!("{address}: no address of a definition"));
        }
        if listed.contains(&address) {
            wrong.push(format!("{address}: listed twice"));
        }
        let texts = |key: &str| -> Vec<String> {
            let items = entry[key].as_array().into_iter().flatten();
            items.filter_map(|item| item.as_str().map(String::from)).collect()
        };
        let (functions, held_by) = (texts("functions"), texts("rows"));
        let is_outside = text("outside").ends_with('.');
        if is_outside != functions.is_empty() || is_outside != held_by.is_empty() {
            wrong.push(format!(
                "{address}: needs a function and a row, or else one sentence on why it is outside"
            ));
        }
        for function in &functions {
            match docs(function, sources) {
                None => wrong.push(format!("{address}: there is no {function}")),
                Some(docs) if !addresses(&docs).contains(&address.as_str()) => {
                    wrong.push(format!("{address}: the doc of {function} does not name it"));
                }
                Some(_) => {}
            }
        }
        for name in held_by.iter().filter(|name| !rows.contains(name)) {
            wrong.push(format!("{address}: there is no row {name}"));
        }
        outside.extend((is_outside && functions.is_empty()).then(|| address.clone()));
        listed.push(address);
    }
    for source in sources {
        let text = expanded(&source.text);
        for address in addresses(&text) {
            let is_of_the_standards = LISTED.iter().any(|spec| address.starts_with(spec));
            let module = &source.module;
            if outside.iter().any(|outside| outside == address) {
                wrong.push(format!("{address}: in {module}, and yet outside"));
            } else if is_of_the_standards && !listed.iter().any(|listed| listed == address) {
                wrong.push(format!("{address}: in {module}, not listed"));
            }
        }
    }
    wrong
}

/// The doc comments of what is called `path`, such as `url::Url::is_http`, a structure's fields'
/// among them, and its module's. Nothing where there is no such thing.
fn docs(path: &str, sources: &[Source]) -> Option<String> {
    let (module, path) = path.split_once("::")?;
    let text = &sources.iter().find(|source| source.module == module)?.text;
    let lines: Vec<&str> = text.lines().collect();
    let (within, name) = path.split_once("::").map_or((None, path), |(of, name)| (Some(of), name));
    let mut of_what = None;
    let declaration = lines.iter().position(|line| {
        if !line.is_empty() && !line.starts_with(' ') {
            of_what = implemented(line);
        }
        match within {
            // The name alone, or as the argument of a macro that defines a type.
            None => {
                (!line.starts_with(' ') && declares(line, name))
                    || line.trim_start_matches("    pub ") == format!("{name} {{")
            }
            Some(_) => of_what == within && declares(line.trim_start(), name),
        }
    })?;
    let is_doc = |line: &str| line.trim_start().starts_with("//");
    let before = lines[..declaration].iter().rev().take_while(|line| {
        let line = line.trim_start();
        line.starts_with("///") || line.starts_with("#[")
    });
    // The fields of a structure, up to the brace that ends it.
    let declared = lines[declaration];
    let is_structure = declared.ends_with('{') && !declared.contains("fn ");
    let indent = declared.len() - declared.trim_start().len();
    let end = format!("{}}}", " ".repeat(indent));
    let fields = lines[declaration..].iter().take_while(|line| is_structure && **line != end);
    let of_module = lines.iter().filter(|line| line.starts_with("//!"));
    let all = before.chain(fields).chain(of_module).filter(|line| is_doc(line));
    Some(all.copied().collect::<Vec<_>>().join("\n"))
}

/// Returns the type of the `impl` block that `line` opens.
fn implemented(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("impl")?;
    // Generics before the type's name, in `impl<'a> Extracted<'a>`.
    let rest = rest.split_once(' ')?.1;
    rest.split([' ', '<']).next().filter(|_| !rest.contains(" for "))
}

/// Whether `line` declares something called `name`.
fn declares(line: &str, name: &str) -> bool {
    let line = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub ")).unwrap_or(line);
    let keywords = ["const fn ", "fn ", "const ", "struct ", "enum ", "type "];
    let rest = keywords.iter().find_map(|keyword| line.strip_prefix(keyword)?.strip_prefix(name));
    rest.is_some_and(|rest| rest.starts_with(['(', '<', ':', ';', ' ']))
}

/// `text` with the addresses that its macros make of an anchor written out.
fn expanded(text: &str) -> String {
    let mut expanded = text.to_owned();
    for macro_rules in text.split("macro_rules! ").skip(1) {
        let name = macro_rules.split(' ').next().unwrap_or_default();
        let spec = macro_rules.split_once("concat!(\"").and_then(|(_, rest)| rest.split_once('"'));
        if let Some((spec, _)) = spec.filter(|(spec, _)| spec.starts_with("https://")) {
            expanded = expanded.replace(&format!("{name}!(\"#"), &format!("\"{spec}#"));
        }
    }
    expanded
}

/// The addresses in `text` that have a fragment.
fn addresses(text: &str) -> Vec<&str> {
    let mut addresses = Vec::new();
    for (start, _) in text.match_indices("https://") {
        let rest = &text[start..];
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '`' | '>' | ']' | ',');
        let mut address = &rest[..rest.find(ends).unwrap_or(rest.len())];
        // A bracket or a full stop behind it is the sentence's, not its own.
        let count = |address: &str, c: char| address.matches(c).count();
        while address.ends_with(['.', ':', ';'])
            || (address.ends_with(')') && count(address, ')') > count(address, '('))
        {
            address = &address[..address.len() - 1];
        }
        if address.split_once('#').is_some_and(|(_, anchor)| !anchor.is_empty()) {
            addresses.push(address);
        }
    }
    addresses
}

#[test]
fn every_way_in_which_the_list_can_be_wrong_is_found() {
    let source = |module: &str, text: &str| Source { module: module.into(), text: text.into() };
    let sources = || {
        vec![
            source(
                "one",
                "//! Of [one](https://xhr.spec.whatwg.org/#one).\n\n\
                 /// [two], see (https://xhr.spec.whatwg.org/#three()).\n///\n\
                 /// [two]: https://fetch.spec.whatwg.org/#two\n\
                 #[derive(Debug)]\npub struct Two {\n    \
                 /// https://fetch.spec.whatwg.org/#field\n    field: u8,\n}\n\n\
                 impl Two {\n    /// https://fetch.spec.whatwg.org/#two\n    \
                 pub(crate) fn method(&self) {}\n}\n\nfn free() {}\n",
            ),
            source(
                "words",
                "macro_rules! fetch {\n    ($a:literal) => {\n        \
                 concat!(\"https://fetch.spec.whatwg.org/\", $a)\n    };\n}\n\n\
                 const WORD: &str = fetch!(\"#two\");\n",
            ),
        ]
    };
    let fetch = "https://fetch.spec.whatwg.org/";
    let xhr = "https://xhr.spec.whatwg.org/";
    let entry = |spec: &str, anchor: &str, function: &str| json!({ "spec": spec, "anchor": anchor, "functions": [function], "rows": ["A row."] });
    let list = || {
        vec![
            json!("A heading"),
            entry(xhr, "#one", "one::free"),
            entry(xhr, "#three()", "one::Two"),
            entry(fetch, "#two", "one::Two::method"),
            entry(fetch, "#field", "one::Two"),
            json!({ "spec": fetch, "anchor": "#far", "outside": "Far away." }),
        ]
    };
    let rows = ["A row.".to_owned()];
    let wrong = |list: &[Value], sources: &[Source]| problems(list, sources, &rows);
    assert_eq!(wrong(&list(), &sources()), Vec::<String>::new());

    let is_found = |change: fn(&mut Vec<Value>), problem: &str| {
        let mut list = list();
        change(&mut list);
        assert_eq!(wrong(&list, &sources()), [problem]);
    };
    is_found(
        |list| list[1]["functions"] = json!(["two::free"]),
        &format!("{xhr}#one: there is no two::free"),
    );
    is_found(
        |list| list[1]["functions"] = json!(["one::fre"]),
        &format!("{xhr}#one: there is no one::fre"),
    );
    is_found(
        |list| list[3]["functions"] = json!(["one::method"]),
        &format!("{fetch}#two: there is no one::method"),
    );
    is_found(
        |list| list[3]["functions"] = json!(["one::free"]),
        &format!("{fetch}#two: the doc of one::free does not name it"),
    );
    is_found(
        |list| list[4]["functions"] = json!(["one::Two::method"]),
        &format!("{fetch}#field: the doc of one::Two::method does not name it"),
    );
    is_found(
        |list| list[1]["rows"] = json!(["No row."]),
        &format!("{xhr}#one: there is no row No row."),
    );
    let needs = "needs a function and a row, or else one sentence on why it is outside";
    is_found(|list| list[1]["functions"] = json!([]), &format!("{xhr}#one: {needs}"));
    is_found(|list| list[1]["rows"] = json!([]), &format!("{xhr}#one: {needs}"));
    is_found(|list| list[1]["outside"] = json!("Far away."), &format!("{xhr}#one: {needs}"));
    is_found(|list| list[5]["outside"] = json!(""), &format!("{fetch}#far: {needs}"));
    is_found(|list| list.push(list[1].clone()), &format!("{xhr}#one: listed twice"));
    is_found(
        |list| list[1] = json!({ "spec": list[1]["spec"], "anchor": "#one", "outside": "Far." }),
        &format!("{xhr}#one: in one, and yet outside"),
    );
    is_found(
        |list| list[5]["anchor"] = json!("far"),
        &format!("{fetch}far: no address of a definition"),
    );
    is_found(|list| drop(list.remove(4)), &format!("{fetch}#field: in one, not listed"));
    is_found(|list| drop(list.remove(1)), &format!("{xhr}#one: in one, not listed"));

    let mut sources = sources();
    sources[1].text = sources[1].text.replace("#two", "#tw");
    assert_eq!(wrong(&list(), &sources), [format!("{fetch}#tw: in words, not listed")]);
    sources[0].text = sources[0].text.replace("#two\n", "#two-more\n");
    let mut found = wrong(&list(), &sources);
    found.dedup();
    assert_eq!(
        found,
        [
            format!("{fetch}#two: the doc of one::Two::method does not name it"),
            format!("{fetch}#two-more: in one, not listed"),
            format!("{fetch}#tw: in words, not listed"),
        ]
    );
}
