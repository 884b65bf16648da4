//! The rows and sessions of the test tables, as cases for real browsers.

use std::collections::BTreeSet;
use std::fs;
use std::mem;

use anyhow::{Context, Result, bail};
use cors_preflight::Profile;
use serde_json::{Map, Value, json};
use tooling::project;

use super::ListedCase;
use super::case::{Call, Case, route};
use super::event::Event;
use super::exclusions;
use super::predict::predict;
use testbed::response::Response;

/// The longest time that a session may wait before a call, in milliseconds.
const LONGEST_WAIT: f64 = 10_000.0;

/// The maximum number of redirects of a fetch.
const REDIRECTS: usize = 20;

/// Why rows and sessions do not run, if they do not have a reason of their own.
mod why {
    pub(super) const INITIATOR: &str = "The initiator is not fetch() or XMLHttpRequest.";
    pub(super) const PAGE: &str = "The page is not the test page.";
    pub(super) const LANGUAGE: &str = "A page cannot set the browser's Accept-Language.";
    pub(super) const PARTITION: &str = "A page has only one partition.";
    pub(super) const ARGUMENT: &str = "The JavaScript API rejects an argument.";
    pub(super) const PORT: &str = "There is no test server at a port.";
    pub(super) const URL: &str = "A request goes to a URL that is not part of the case.";
    pub(super) const NO_PREFLIGHT: &str = "There is a response to a preflight that is not sent.";
    pub(super) const STREAM: &str =
        "There is a response to a stream, which HTTP/1.1 does not support.";
    pub(super) const UNFINISHED: &str = "A fetch does not end.";
    pub(super) const WAIT: &str = "The session waits longer than ten seconds.";
    pub(super) const CLOCK: &str = "The clock goes back.";
    pub(super) const ROUTE: &str = "The URLs do not determine the responses.";
}

/// A case, or why it does not run.
type CaseOrReason = Result<Case, String>;

/// Returns every row and session for the browser of `profile`.
///
/// # Errors
///
/// A row is invalid, or it cannot run and has no reason.
pub(crate) fn cases(profile: Profile) -> Result<Vec<ListedCase>> {
    let (mut cases, mut unclear) = (Vec::new(), Vec::new());
    for (file, read) in [
        ("cases.json", row_case as fn(&Value, Profile) -> Result<CaseOrReason>),
        ("exchanges.json", session_case),
    ] {
        let path = project::root().join("tests").join(file);
        let text = fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let items: Vec<Value> = serde_json::from_str(&text)
            .with_context(|| format!("{} is not a list of rows", path.display()))?;
        for row in items.iter().filter(|item| item.is_object()) {
            let name = row["name"].as_str().context("a row has no name")?.to_owned();
            // A reason for every browser, or for this one.
            let real = row.get("real").unwrap_or(&row[profile.name()]["real"]);
            let case = match real.as_str() {
                Some(why) => Err(why.to_owned()),
                None => match read(row, profile) {
                    Ok(case) => case,
                    Err(why) => {
                        unclear.push(format!("{file}: {name}\n  {why:#}"));
                        continue;
                    }
                },
            };
            cases.push(ListedCase { number: cases.len() as u64, name, case });
        }
    }
    if !unclear.is_empty() {
        bail!("these cannot run; give the reason in a member `real`:\n{}", unclear.join("\n"));
    }
    Ok(cases)
}

/// Returns the names of the rows and sessions that run in the browser of `profile`.
///
/// # Errors
///
/// As in [`cases`].
pub(crate) fn tested_names(profile: Profile) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for listed in cases(profile)? {
        if let Ok(case) = listed.case
            && exclusions::rule(&case, &predict(&case, profile)?, profile).is_none()
        {
            names.insert(listed.name);
        }
    }
    Ok(names)
}

/// Returns the case of a row. Requests without a response in the row are allowed.
fn row_case(row: &Value, profile: Profile) -> Result<CaseOrReason> {
    let questions = ["classify", "checkPreflight", "checkResponse"].map(|key| row.get(key));
    if questions.iter().flatten().any(|question| question.get("typeError").is_some()) {
        return Ok(Err(why::ARGUMENT.to_owned()));
    }
    let name = row["name"].as_str().unwrap_or_default();
    let call = match call(&row["call"])? {
        Ok(call) => call,
        Err(why) => return Ok(Err(why)),
    };
    let mut case = Case { name: name.to_owned(), calls: vec![call], routes: [].into() };
    let read_response =
        |question: Option<&Value>| question.map(|question| response(&question["answer"]));
    let [classify, check_preflight, check_response] = questions;
    let (mut to_preflight, mut to_request) = match (
        read_response(check_preflight).transpose()?,
        read_response(check_response).transpose()?,
    ) {
        (Some(Err(why)), _) | (_, Some(Err(why))) => return Ok(Err(why)),
        (preflight, request) => (preflight.and_then(Result::ok), request.and_then(Result::ok)),
    };
    // Each turn adds a response to the next request.
    for _ in 0..=2 * REDIRECTS {
        let events = predict(&case, profile)?.events;
        let is_unanswered = |event: &&Event| match event {
            Event::Preflight { url, .. } => {
                case.routes.get(route(url)).is_none_or(|route| route.preflight.is_empty())
            }
            Event::Request { url, .. } => {
                case.routes.get(route(url)).is_none_or(|route| route.response.is_empty())
            }
            Event::End(_) => false,
        };
        match events.iter().find(is_unanswered) {
            Some(event @ Event::Preflight { .. }) => {
                let response = to_preflight.take().unwrap_or_else(|| allow_all(event));
                add_response(&mut case, event, response);
            }
            Some(event) => {
                let response = to_request.take().unwrap_or_else(|| allow_all(event));
                add_response(&mut case, event, response);
            }
            None if to_preflight.is_some() && classify.or(check_response).is_none() => {
                return Ok(Err(why::NO_PREFLIGHT.to_owned()));
            }
            None if to_request.is_some() && case.calls[0].is_stream(profile) => {
                return Ok(Err(why::STREAM.to_owned()));
            }
            None => return Ok(check_urls(case, &events)),
        }
    }
    bail!("the redirects do not end")
}

/// Returns the case of a session: its calls, and its responses by URL.
fn session_case(session: &Value, profile: Profile) -> Result<CaseOrReason> {
    let name = session["name"].as_str().unwrap_or_default();
    let mut case = Case { name: name.to_owned(), calls: Vec::new(), routes: [].into() };
    let mut now = None;
    let mut response_count = 0;
    let mut events = Vec::new();
    for (number, turn) in session["calls"].as_array().into_iter().flatten().enumerate() {
        let time = turn["now"].as_f64().unwrap_or_default();
        let wait = time - now.replace(time).unwrap_or(time);
        let mut call = match call(&turn["call"])? {
            Ok(call) => call,
            Err(why) => return Ok(Err(why)),
        };
        call.wait = match wait {
            ..0.0 => return Ok(Err(why::CLOCK.to_owned())),
            0.0..=LONGEST_WAIT => wait as u32,
            _ => return Ok(Err(why::WAIT.to_owned())),
        };
        let is_stream = call.is_stream(profile);
        case.calls.push(call);
        // A browser that differs may receive other responses.
        let own = &session[profile.name()]["calls"][number.to_string()];
        let turns = if own.is_object() { own } else { turn };
        let responses = turns["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
        let last = turns["steps"].as_array().and_then(|steps| steps.last());
        let kind = last.map(|step| step.get("kind").unwrap_or(step));
        for row in responses {
            let response = match response(row)? {
                Ok(response) => response,
                Err(why) => return Ok(Err(why)),
            };
            events = predict(&case, profile)?.events;
            match requests(&events).nth(response_count) {
                Some(event) => add_response(&mut case, event, response),
                // The stream fails before it is sent.
                None if is_stream => break,
                None => return Ok(Err(why::ROUTE.to_owned())),
            }
            response_count += 1;
        }
        if !is_stream && kind.is_some_and(|kind| kind == "preflight" || kind == "request") {
            return Ok(Err(why::UNFINISHED.to_owned()));
        }
        events = predict(&case, profile)?.events;
        if requests(&events).count() != response_count {
            return Ok(Err(why::ROUTE.to_owned()));
        }
    }
    Ok(check_urls(case, &events))
}

fn requests(events: &[Event]) -> impl Iterator<Item = &Event> {
    events.iter().filter(|event| !matches!(event, Event::End(_)))
}

/// Returns a call of a row, for the page, or why the call cannot run.
fn call(row: &Value) -> Result<Result<Call, String>> {
    let mut row: Map<String, Value> = row.as_object().context("a call is not an object")?.clone();
    let is_fetch = |via: &Value| via == "fetch" || via == "xhr";
    if !row.get("via").is_none_or(is_fetch) {
        return Ok(Err(why::INITIATOR.to_owned()));
    }
    if row.remove("origin").is_none_or(|origin| origin != "{page}") {
        return Ok(Err(why::PAGE.to_owned()));
    }
    for (member, why) in [("acceptLanguage", why::LANGUAGE), ("partition", why::PARTITION)] {
        if row.contains_key(member) {
            return Ok(Err(why.to_owned()));
        }
    }
    match row.get("body") {
        Some(Value::String(_)) => drop(row.insert("body".to_owned(), json!({ "kind": "string" }))),
        Some(Value::Null) => drop(row.remove("body")),
        _ => {}
    }
    if let Some(Value::Object(record)) = row.get_mut("headers") {
        let pairs = mem::take(record).into_iter().map(|(name, value)| json!([name, value]));
        let pairs = pairs.collect();
        row.insert("headers".to_owned(), pairs);
    }
    let mut call: Call = serde_json::from_value(row.into())?;
    Ok(match case_url(&call.url) {
        Ok(url) => {
            call.url = url;
            Ok(call)
        }
        Err(why) => Err(why),
    })
}

/// Returns a response of a row, for the servers, or why the response cannot be sent.
fn response(row: &Value) -> Result<Result<Response, String>> {
    if row.is_null() {
        return Ok(Ok(Response::none()));
    }
    let mut response: Response = serde_json::from_value(row.clone())?;
    for (name, value) in &mut response.headers {
        if name.eq_ignore_ascii_case("location") {
            *value = match (case_url(value), value.strip_prefix('/')) {
                (_, Some(path)) if !path.starts_with('/') => format!("/{{id}}/{path}"),
                (Ok(url), _) => url,
                (Err(why), _) => return Ok(Err(why)),
            };
        }
    }
    Ok(Ok(response))
}

/// Moves a URL at one of the three origins to the paths of the case.
fn case_url(url: &str) -> Result<String, String> {
    let start = url.len() - url.trim_start().len();
    let Some(place) =
        ["{page}", "{other}", "{third}"].into_iter().find(|place| url[start..].starts_with(place))
    else {
        return Ok(url.to_owned());
    };
    let (origin, rest) = url.split_at(start + place.len());
    match rest.chars().next() {
        None | Some('/' | '?' | '#') => Ok(format!("{origin}/{{id}}{rest}")),
        Some(_) => Err(why::PORT.to_owned()),
    }
}

/// Adds a response to the route of a request.
fn add_response(case: &mut Case, event: &Event, response: Response) {
    let (Event::Preflight { url, .. } | Event::Request { url, .. }) = event else { return };
    let route = case.routes.entry(route(url).to_owned()).or_default();
    match event {
        Event::Preflight { .. } => route.preflight.push(response),
        _ => route.response.push(response),
    }
}

/// Returns a response that allows a request.
fn allow_all(event: &Event) -> Response {
    let mut headers = vec![
        ("Access-Control-Allow-Origin", "{page}"),
        ("Access-Control-Allow-Credentials", "true"),
    ];
    let mut status = 200;
    if let Event::Preflight { method, headers: names, .. } = event {
        status = 204;
        headers.push(("Access-Control-Allow-Methods", method));
        headers.extend(names.iter().map(|names| ("Access-Control-Allow-Headers", names.as_str())));
    }
    Response::new(status, headers)
}

/// Returns the case if all requests go to its paths.
fn check_urls(case: Case, events: &[Event]) -> CaseOrReason {
    let is_own = |event: &Event| match event {
        Event::Preflight { url, .. } | Event::Request { url, .. } => {
            ["{page}/{id}", "{other}/{id}", "{third}/{id}"].iter().any(|place| {
                url.strip_prefix(place)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
            })
        }
        Event::End(_) => true,
    };
    if events.iter().all(is_own) { Ok(case) } else { Err(why::URL.to_owned()) }
}
