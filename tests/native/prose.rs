//! A lint for prose: the turns of phrase that the style guide in `CONTRIBUTING.md` bans.
//!
//! It reads comments and messages in code, the text of pages and documents, and the names of cases.
//! Inline code, fenced code and quoted URLs are left out, so a banned word can be quoted there.

use regex_lite::{Regex, RegexBuilder};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Patterns, each with the advice that the failure prints. They ignore case.
const BANNED: &[(&str, &str)] = &[
    (r"\bfor want of\b", "write \"because … is missing\""),
    (r"\ball the same\b", "write \"still\" or \"anyway\""),
    (r"\bin place of\b", "write \"instead of\""),
    (r"\bbeside\b", "write \"in addition to\" or \"next to\""),
    (r"\bbut for\b", "write \"except\""),
    (r"\bmend(s|ed|ing)?\b", "write \"fix\""),
    (r"\bamiss\b", "write \"wrong\" or \"invalid\""),
    (r"\bunasked\b", "say who did not request it"),
    (r"\banew\b", "write \"again\""),
    (r"\bto be had\b", "write \"available\""),
    (r"\bnone of\b", "negate the verb: \"is not …\""),
    (r"\bat the most\b", "write \"at most\""),
    (r"\bof one's own\b", "name the owner"),
    (r"\bto the letter\b", "write \"literally\" or \"exactly\""),
    (r"\bby itself\b", "write \"alone\" or \"on its own\""),
    (r"\bsuch an?\b", "name the thing"),
    (r"\bwhoever\b|\bwhomever\b|\bwhom\b", "name the actor"),
    (r"\b(is|are|was|were) (no|none)\b", "negate the verb: \"is not a …\""),
    (r"\bgo(es)? without asking\b", "write \"does not trigger a preflight\""),
    (r"\basks? first\b", "write \"is preflighted\""),
    (r"\banswer(s|ed|ing)?\b", "write \"response\" or \"respond\""),
    (r"\bsenders?\b", "write \"initiator\""),
    (
        r"\b(headers?|messages?|responses?|rules?|values?|lists?|tables?|profiles?|rows?|engine) (says?|said|tells?|told|asks?|asked)\b",
        "data does not speak: write \"is\", \"contains\" or \"returns\"",
    ),
    (r"\b(is|are|was|were) told\b", "write \"receives\" or \"is given\""),
];

/// First words that make a comment read like half of a question.
const OPENING: &str = r"^(What|Whose|Who|Whom|Of|It)\b";

/// Folders that hold nothing written by hand.
const SKIPPED: &[&str] =
    &["target", "node_modules", ".git", ".next", "wasm", "recorded", "dist", "snippets"];

/// A paragraph, a sentence or a name, and its place.
#[derive(Clone)]
struct Passage {
    line: usize,
    text: String,
    starts_comment: bool,
}

#[test]
fn prose_follows_the_style_guide() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let banned: Vec<(Regex, &str)> =
        BANNED.iter().map(|(pattern, advice)| (ignoring_case(pattern), *advice)).collect();
    let opening = Regex::new(OPENING).expect("a pattern");
    let mut problems = Vec::new();
    let files = files(root);
    for file in &files {
        let text = fs::read_to_string(file).expect("a text file");
        let place = file.strip_prefix(root).expect("a file of the project").display();
        for passage in passages(file, &text) {
            let prose = without_code(&passage.text);
            let line = passage.line;
            for (pattern, advice) in &banned {
                if let Some(found) = pattern.find(&prose) {
                    problems.push(format!("{place}:{line}: \"{}\": {advice}", found.as_str()));
                }
            }
            if passage.starts_comment && opening.is_match(&prose) {
                problems.push(format!("{place}:{line}: starts with \"{}\"", first_word(&prose)));
            }
        }
    }
    assert!(files.iter().any(|file| file.ends_with("README.md")), "the files are found");
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn the_lint_sees_every_kind_of_prose() {
    let seen = |file: &str, text: &str| {
        let passages = passages(Path::new(file), text);
        passages.into_iter().map(|passage| passage.text).collect::<Vec<_>>()
    };
    assert_eq!(seen("a.rs", "/// Returns one.\n/// Or two.\nlet x = 1;"), ["Returns one. Or two."]);
    assert_eq!(seen("a.rs", "f(\"a b\", \"one of four words\");"), ["one of four words"]);
    assert_eq!(
        seen("a.js", "/**\n * Returns one.\n *\n * Or two.\n */"),
        ["Returns one.", "Or two."]
    );
    assert_eq!(
        seen("a.md", "# Title\n\nA text\nof lines.\n```sh\ncode\n```\n"),
        ["# Title", "A text of lines."]
    );
    assert_eq!(seen("a.html", "<p>A text.</p><script>code</script>"), ["A text."]);
    assert_eq!(seen("a.json", "[{ \"name\": \"A row.\" }, \"A note.\"]"), ["A row."]);
    assert_eq!(seen("a.toml", "# A comment.\nx = 1"), ["A comment."]);
    assert_eq!(without_code("the `answer` is"), "the  is");
}

fn ignoring_case(pattern: &str) -> Regex {
    RegexBuilder::new(pattern).case_insensitive(true).build().expect("a pattern")
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// Every file with prose below `root`.
fn files(root: &Path) -> Vec<PathBuf> {
    let mut folders = vec![root.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() {
                if !SKIPPED.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if has_prose(&name) {
                files.push(path);
            }
        }
    }
    files.sort_unstable();
    files
}

fn has_prose(name: &str) -> bool {
    let endings = [
        ".rs", ".js", ".mjs", ".cjs", ".ts", ".css", ".html", ".md", ".jinja", ".toml", ".yml",
        ".sh",
    ];
    let tables = ["cases.json", "exchanges.json", "messages.json", "scenarios.json"];
    // Generated, and declared elsewhere.
    let is_skipped = name.ends_with(".workerd.js") || name == "contract.d.ts";
    !is_skipped && (endings.iter().any(|ending| name.ends_with(ending)) || tables.contains(&name))
}

/// The passages of a file, by the ending of its name.
fn passages(file: &Path, text: &str) -> Vec<Passage> {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("rs") => [comments(text, &["///", "//!", "//"]), sentences(text)].concat(),
        Some("js" | "mjs" | "cjs" | "ts" | "css") => {
            [comments(text, &["/**", "/*", "//", "* ", "*"]), sentences(text)].concat()
        }
        Some("html") => markup(text),
        Some("md" | "jinja") => document(text),
        Some("json") => names(text),
        _ => comments(text, &["#"]),
    }
}

/// The paragraphs of comments that stand on lines of their own.
fn comments(text: &str, marks: &[&str]) -> Vec<Passage> {
    let mut passages = Paragraphs::new(true);
    let mut is_code = false;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim_start();
        let comment = marks.iter().find_map(|mark| line.strip_prefix(mark));
        let comment = comment.map(|comment| comment.trim().trim_end_matches("*/").trim_end());
        match comment {
            Some(fence) if fence.starts_with("```") => is_code = !is_code,
            Some(_) if is_code => {}
            // The end of a block, and the definition of a link.
            Some(comment)
                if comment == "/" || comment.starts_with('[') && comment.contains("]: ") => {}
            Some(comment) => passages.add(number, comment),
            None => {
                is_code = false;
                passages.end();
            }
        }
    }
    passages.finish()
}

/// String literals of at least four words on one line: messages.
fn sentences(text: &str) -> Vec<Passage> {
    let mut passages = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let is_comment = ["//", "*", "/*"].iter().any(|mark| line.trim_start().starts_with(mark));
        if is_comment {
            continue;
        }
        for quote in ['"', '`'] {
            for literal in line.split(quote).skip(1).step_by(2) {
                if literal.split(' ').filter(|word| is_word(word)).count() >= 4 {
                    let text = literal.to_owned();
                    passages.push(Passage { line: number + 1, text, starts_comment: false });
                }
            }
        }
    }
    passages
}

fn is_word(text: &str) -> bool {
    let letters = text.trim_end_matches([',', '.', ':', ';']);
    !letters.is_empty() && letters.chars().all(|letter| letter.is_ascii_alphabetic())
}

/// The text between the tags of a page.
fn markup(text: &str) -> Vec<Passage> {
    let mut passages = Vec::new();
    let mut line = 1;
    let mut is_code = false;
    for piece in text.split('<') {
        let (tag, content) = piece.split_once('>').unwrap_or(("", piece));
        let name = tag.split_whitespace().next().unwrap_or_default();
        match name {
            "script" | "style" | "code" | "pre" => is_code = true,
            "/script" | "/style" | "/code" | "/pre" => is_code = false,
            _ => {}
        }
        let content = content.split_whitespace().collect::<Vec<_>>().join(" ");
        if !is_code && !content.is_empty() {
            passages.push(Passage { line, text: content, starts_comment: false });
        }
        line += piece.matches('\n').count();
    }
    passages
}

/// The paragraphs of a Markdown document.
fn document(text: &str) -> Vec<Passage> {
    let mut passages = Paragraphs::new(false);
    let mut is_code = false;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with("```") {
            is_code = !is_code;
            passages.end();
        } else if !is_code {
            passages.add(number, line);
        }
    }
    passages.finish()
}

/// The names of the rows of a table.
fn names(text: &str) -> Vec<Passage> {
    let rows: Value = serde_json::from_str(text).expect("JSON");
    let rows = rows.as_array().cloned().unwrap_or_default();
    let names = rows.iter().filter_map(|row| row["name"].as_str());
    names.map(|name| Passage { line: 0, text: name.to_owned(), starts_comment: false }).collect()
}

/// Lines collected into paragraphs.
struct Paragraphs {
    passages: Vec<Passage>,
    is_comment: bool,
    is_open: bool,
    is_first: bool,
}

impl Paragraphs {
    fn new(is_comment: bool) -> Paragraphs {
        Paragraphs { passages: Vec::new(), is_comment, is_open: false, is_first: true }
    }

    fn add(&mut self, number: usize, text: &str) {
        if text.is_empty() {
            self.is_open = false;
        } else if let Some(open) = self.passages.last_mut().filter(|_| self.is_open) {
            open.text.push(' ');
            open.text.push_str(text);
        } else {
            let starts_comment = self.is_comment && self.is_first;
            self.passages.push(Passage { line: number + 1, text: text.to_owned(), starts_comment });
            self.is_open = true;
            self.is_first = false;
        }
    }

    fn end(&mut self) {
        self.is_open = false;
        self.is_first = true;
    }

    fn finish(self) -> Vec<Passage> {
        self.passages
    }
}

/// Leaves out inline code and the targets of links.
fn without_code(text: &str) -> String {
    let prose: String = text.split('`').step_by(2).collect();
    let target = Regex::new(r"\]\([^)]*\)|https?://\S+").expect("a pattern");
    // Plain phrases that contain a banned one.
    let prose = target.replace_all(&prose, "]").replace("no longer", "").replace("told apart", "");
    ignoring_case(r"\bthere (is|are|was|were) (no|none)\b|\b(is|are) no more\b")
        .replace_all(&prose, "")
        .into_owned()
}
