//! What is told in the end, and what is written to files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;

use super::case::{Answer, Call, Case};
use super::event::Event;
use super::minimise::Differing;

/// Cases that differ in the same way.
pub(crate) struct Group {
    pub(crate) signature: String,
    pub(crate) shape: String,
    pub(crate) cases: Vec<Differing>,
}

/// The groups, the largest first.
pub(crate) fn groups(differing: &[Differing]) -> Vec<Group> {
    let mut groups: BTreeMap<(String, String), Vec<Differing>> = BTreeMap::new();
    for one in differing {
        let shape = if one.is_repeated { shape(&one.case) } else { "not repeated".to_owned() };
        groups.entry((one.signature.clone(), shape)).or_default().push(one.clone());
    }
    let mut groups: Vec<Group> = groups
        .into_iter()
        .map(|((signature, shape), mut cases)| {
            cases.sort_by_key(|one| (json!(one.case).to_string().len(), one.number));
            Group { signature, shape, cases }
        })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.cases.len()));
    groups
}

/// What a case is made of, without values.
fn shape(case: &Case) -> String {
    let calls: Vec<String> = case.calls.iter().map(shape_of_call).collect();
    let mut shape = calls.join("; ");
    for (url, route) in &case.routes {
        let place = url.split('/').next().unwrap_or_default();
        for (kind, answers) in [("preflight", &route.preflight), ("answer", &route.answer)] {
            for answer in answers {
                write!(shape, " | {place} {kind} {}", shape_of_answer(answer)).ok();
            }
        }
    }
    shape
}

fn shape_of_call(call: &Call) -> String {
    let mut parts = vec![call.via.clone().unwrap_or_else(|| "fetch".to_owned())];
    if call.wait > 0 {
        parts.insert(0, "wait".to_owned());
    }
    parts.extend(call.method.as_ref().map(|method| match method.as_str() {
        known if known.chars().all(|c| c.is_ascii_alphabetic()) => known.to_owned(),
        _ => "odd method".to_owned(),
    }));
    if call.url.len() > 200 {
        parts.push("long URL".to_owned());
    }
    let mut names: Vec<String> =
        call.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    if names.len() > 4 {
        names = vec!["many headers".to_owned()];
    }
    if !names.is_empty() {
        parts.push(format!("[{}]", names.join(",")));
    }
    if call.headers_object {
        parts.push("Headers".to_owned());
    }
    parts.extend(call.body.as_ref().map(|body| format!("body {}", body.kind)));
    for member in
        [&call.mode, &call.credentials, &call.redirect, &call.cache, &call.referrer_policy]
    {
        parts.extend(member.clone());
    }
    for (is, name) in [
        (call.keepalive, "keepalive"),
        (call.with_credentials, "withCredentials"),
        (call.upload, "upload"),
        (call.duplex.is_some(), "duplex"),
    ] {
        if is {
            parts.push(name.to_owned());
        }
    }
    parts.join(" ")
}

fn shape_of_answer(answer: &Answer) -> String {
    let names = answer.headers.iter().map(|(name, _)| {
        let lower = name.to_ascii_lowercase();
        lower.strip_prefix("access-control-").map_or(lower.clone(), |rest| format!("ac-{rest}"))
    });
    format!("{} [{}]", answer.status, names.collect::<Vec<_>>().join(","))
}

/// What both sides saw, each beside the other where they part.
pub(crate) fn beside(engine: &[Event], browser: &[Event]) -> String {
    let mut text = String::new();
    let same = engine.iter().zip(browser).take_while(|(one, other)| one == other).count();
    for event in &engine[..same] {
        writeln!(text, "    both     {event}").ok();
    }
    for (who, events) in [("engine ", engine), ("browser", browser)] {
        for event in &events[same..] {
            writeln!(text, "    {who}  {event}").ok();
        }
    }
    text
}

/// A case on one line.
pub(crate) fn line(case: &Case) -> String {
    json!({ "calls": case.calls, "routes": case.routes }).to_string()
}

/// A text with one character again and again written once: `a…×990`.
pub(crate) fn abridged(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let runs = chars.chunk_by(|one, other| one == other);
    let abridge = |run: &[char]| match run {
        [c, ..] if run.len() > 20 && *c != ' ' => format!("{c}…×{}", run.len()),
        _ => run.iter().collect(),
    };
    runs.map(abridge).collect()
}

/// Writes the smallest case of each group to a file that can be replayed; returns the files.
pub(crate) fn write(folder: &Path, browser: &str, groups: &[Group]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        let file = folder.join(format!("difference-{:03}.json", number + 1));
        let one = &group.cases[0];
        let value = json!({
            "browser": browser,
            "difference": group.signature,
            "case": one.case,
            "engine": one.engine,
            "observed": one.browser,
        });
        let text = serde_json::to_string_pretty(&value)? + "\n";
        fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
        files.push(file);
    }
    Ok(files)
}
