//! The report of a run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;

use super::case::{Call, Case};
use super::event::Event;
use super::minimize::DifferingCase;
use super::predict::Predicted;
use testbed::response::Response;

/// Cases that differ in the same way.
pub(crate) struct Group {
    pub(crate) signature: String,
    pub(crate) shape: String,
    pub(crate) cases: Vec<DifferingCase>,
}

/// Groups cases, the largest group first.
pub(crate) fn groups(differing: &[DifferingCase]) -> Vec<Group> {
    let mut groups: BTreeMap<(String, String), Vec<DifferingCase>> = BTreeMap::new();
    for one in differing {
        let shape = if one.is_repeated { shape(&one.case) } else { "flaky".to_owned() };
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

/// Summarizes a case without details that are rarely relevant.
fn shape(case: &Case) -> String {
    let mut shape: Vec<String> = case.calls.iter().map(call_shape).collect();
    for (url, route) in &case.routes {
        let place = url.split('/').next().unwrap_or_default();
        for (kind, responses) in [("preflight", &route.preflight), ("response", &route.response)] {
            let responses: Vec<String> = responses.iter().map(response_shape).collect();
            if responses.iter().any(|response| !response.is_empty()) {
                shape.push(format!("{place} {kind} {}", responses.join(" then ")));
            }
        }
    }
    shape.join("; ")
}

fn call_shape(call: &Call) -> String {
    let mut parts = Vec::new();
    if call.wait > 0 {
        parts.push("wait".to_owned());
    }
    parts.push(call.via.clone().unwrap_or_else(|| "fetch".to_owned()));
    parts.extend(call.method.clone());
    let place = call.url.split('/').next().unwrap_or_default();
    if place != "{other}" {
        parts.push(place.to_owned());
    }
    if call.url.len() > 200 {
        parts.push("long URL".to_owned());
    }
    if call.url.contains('#') {
        parts.push("#".to_owned());
    }
    let mut names: Vec<String> =
        call.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort_unstable();
    if names.len() > 3 {
        names = vec!["many".to_owned()];
    }
    if !names.is_empty() {
        parts.push(format!("[{}]", names.join(",")));
    }
    if call.headers_object {
        parts.push("Headers".to_owned());
    }
    parts.extend(call.body.as_ref().map(|body| format!("body {}", body.kind)));
    let members =
        [&call.mode, &call.credentials, &call.redirect, &call.cache, &call.referrer_policy];
    parts.extend(members.into_iter().flatten().cloned());
    for (is_set, name) in [
        (call.keepalive, "keepalive"),
        (call.with_credentials, "withCredentials"),
        (call.upload, "upload"),
        (call.duplex.is_some(), "duplex"),
    ] {
        if is_set {
            parts.push(name.to_owned());
        }
    }
    parts.join(" ")
}

fn response_shape(response: &Response) -> String {
    let mut parts = Vec::new();
    if !matches!(response.status, 200 | 204) {
        parts.push(response.status.to_string());
    }
    for (name, value) in &response.headers {
        let name = name.to_ascii_lowercase();
        match name.strip_prefix("access-control-").unwrap_or(&name) {
            "allow-origin" | "allow-credentials" | "allow-methods" | "allow-headers"
                if value != "*" => {}
            "allow-origin" => {}
            "location" => parts.push(format!("to {}", value.split('/').next().unwrap_or_default())),
            "max-age" => parts.push(format!("max-age {value:?}")),
            name => parts.push(format!("{name} {value:?}")),
        }
    }
    parts.join(" ")
}

/// Lists the events of the engine and of the browser, from the first difference on separately.
pub(crate) fn side_by_side(predicted: &Predicted, browser: &[Event]) -> String {
    let engine = &predicted.events;
    let mut text = String::new();
    let same = engine.iter().zip(browser).take_while(|(one, other)| one == other).count();
    for event in &engine[..same] {
        writeln!(text, "    both     {event}").ok();
    }
    for (side, events) in [("engine ", engine.as_slice()), ("browser", browser)] {
        for event in &events[same..] {
            writeln!(text, "    {side}  {event}").ok();
        }
    }
    if !predicted.codes.is_empty() {
        writeln!(text, "    because  {}", predicted.codes.join(", ")).ok();
    }
    text
}

/// Writes a case on one line.
pub(crate) fn to_line(case: &Case) -> String {
    json!({ "calls": case.calls, "routes": case.routes }).to_string()
}

/// Abbreviates repeated characters: `a…×990`.
pub(crate) fn abbreviate(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let runs = chars.chunk_by(|one, other| one == other);
    let abbreviate = |run: &[char]| match run {
        [c, ..] if run.len() > 20 && *c != ' ' => format!("{c}…×{}", run.len()),
        _ => run.iter().collect(),
    };
    runs.map(abbreviate).collect()
}

/// Writes the smallest case of each group to a file for `--replay`, and returns the files.
pub(crate) fn write(folder: &Path, browser: &str, groups: &[Group]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        let file = folder.join(format!("difference-{:03}.json", number + 1));
        let one = &group.cases[0];
        let value = json!({
            "browser": browser,
            "difference": group.signature,
            "case": one.case,
            "engine": one.engine.events,
            "observed": one.browser,
        });
        let text = serde_json::to_string_pretty(&value)? + "\n";
        fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
        files.push(file);
    }
    Ok(files)
}
