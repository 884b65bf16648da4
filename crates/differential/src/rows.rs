//! The rows and sessions of the tests' tables as cases: what the engine is held to there, asked of
//! real browsers.

use std::collections::BTreeSet;
use std::fs;
use std::mem;

use anyhow::{Context, Result, bail};
use cors_preflight::Profile;
use serde_json::{Map, Value, json};
use tooling::project;

use super::Question;
use super::case::{Answer, Call, Case, route};
use super::event::Event;
use super::exclude;
use super::predict::predict;

/// The longest time that a session may wait before a call, in milliseconds.
const LONGEST_WAIT: f64 = 10_000.0;

/// How often a fetch is redirected at most.
const REDIRECTS: usize = 20;

/// Why rows and sessions are not asked that do not say it themselves.
mod why {
    pub(super) const SENDER: &str = "another sender than fetch() and XMLHttpRequest";
    pub(super) const PAGE: &str = "another page than the one of the tests";
    pub(super) const LANGUAGE: &str = "a page cannot set the browser's own Accept-Language";
    pub(super) const PARTITION: &str = "a page is in one partition";
    pub(super) const ARGUMENT: &str = "an argument that JavaScript's border refuses";
    pub(super) const PORT: &str = "a port at which no test server is";
    pub(super) const PLACE: &str =
        "a request leaves for a place where no test server answers to its case";
    pub(super) const NO_PREFLIGHT: &str = "an answer to a preflight that is not sent";
    pub(super) const STREAM: &str = "an answer to a stream, which HTTP/1.1 does not carry";
    pub(super) const LEFT: &str = "a fetch that is left in the middle";
    pub(super) const WAIT: &str = "it waits for longer than ten seconds";
    pub(super) const CLOCK: &str = "the clock goes back";
    pub(super) const ROUTE: &str = "its answers are not told by their URLs";
}

/// A case, or why there is none.
type Asked = Result<Case, String>;

/// Every row and every session, as they are for a browser that goes by `profile`.
///
/// # Errors
///
/// A row is none, or cannot be asked and does not say why.
pub(crate) fn questions(profile: &'static Profile) -> Result<Vec<Question>> {
    let (mut questions, mut unclear) = (Vec::new(), Vec::new());
    for (file, ask) in [
        ("cases.json", of_row as fn(&Value, &'static Profile) -> Result<Asked>),
        ("exchanges.json", of_session),
    ] {
        let path = project::root().join("tests").join(file);
        let text = fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let items: Vec<Value> = serde_json::from_str(&text)
            .with_context(|| format!("{} is no list of rows", path.display()))?;
        for row in items.iter().filter(|item| item.is_object()) {
            let name = row["name"].as_str().context("a row without a name")?.to_owned();
            // Said of every browser, or of one.
            let real = row.get("real").unwrap_or(&row[profile.name]["real"]);
            let case = match real.as_str() {
                Some(why) => Err(why.to_owned()),
                None => match ask(row, profile) {
                    Ok(asked) => asked,
                    Err(why) => {
                        unclear.push(format!("{file}: {name}\n  {why:#}"));
                        continue;
                    }
                },
            };
            questions.push(Question { number: questions.len() as u64, name, case });
        }
    }
    if !unclear.is_empty() {
        bail!(
            "these cannot be asked; say why not in a member `real` of theirs:\n{}",
            unclear.join("\n")
        );
    }
    Ok(questions)
}

/// The names of the rows and sessions that are asked of the browser that goes by `profile`.
///
/// # Errors
///
/// As [`questions`].
pub(crate) fn asked(profile: &'static Profile) -> Result<BTreeSet<String>> {
    let mut asked = BTreeSet::new();
    for question in questions(profile)? {
        if let Ok(case) = question.case
            && exclude::rule(&case, &predict(&case, profile)?, profile).is_none()
        {
            asked.insert(question.name);
        }
    }
    Ok(asked)
}

/// A row: its call, answered as its questions say, and elsewhere so that all is allowed.
fn of_row(row: &Value, profile: &'static Profile) -> Result<Asked> {
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
    let of = |question: Option<&Value>| question.map(|question| answer(&question["answer"]));
    let [classify, preflight, response] = questions;
    let (mut to_preflight, mut to_request) =
        match (of(preflight).transpose()?, of(response).transpose()?) {
            (Some(Err(why)), _) | (_, Some(Err(why))) => return Ok(Err(why)),
            (one, other) => (one.and_then(Result::ok), other.and_then(Result::ok)),
        };
    // A request at a time is found out and answered.
    for _ in 0..=2 * REDIRECTS {
        let events = predict(&case, profile)?.events;
        let is_unanswered = |event: &&Event| match event {
            Event::Preflight { url, .. } => {
                case.routes.get(route(url)).is_none_or(|route| route.preflight.is_empty())
            }
            Event::Request { url, .. } => {
                case.routes.get(route(url)).is_none_or(|route| route.answer.is_empty())
            }
            Event::End(_) => false,
        };
        match events.iter().find(is_unanswered) {
            Some(event @ Event::Preflight { .. }) => {
                let told = to_preflight.take().unwrap_or_else(|| allowing(event));
                tell(&mut case, event, told);
            }
            Some(event) => {
                let told = to_request.take().unwrap_or_else(|| allowing(event));
                tell(&mut case, event, told);
            }
            None if to_preflight.is_some() && classify.or(response).is_none() => {
                return Ok(Err(why::NO_PREFLIGHT.to_owned()));
            }
            None if to_request.is_some() && case.calls[0].is_stream(profile) => {
                return Ok(Err(why::STREAM.to_owned()));
            }
            None => return Ok(arriving(case, &events)),
        }
    }
    bail!("it is redirected without end")
}

/// A session: its calls, answered by URL in the order of its answers.
fn of_session(session: &Value, profile: &'static Profile) -> Result<Asked> {
    let name = session["name"].as_str().unwrap_or_default();
    let mut case = Case { name: name.to_owned(), calls: Vec::new(), routes: [].into() };
    let mut now = None;
    let mut told = 0;
    let mut events = Vec::new();
    for (number, made) in session["calls"].as_array().into_iter().flatten().enumerate() {
        let time = made["now"].as_f64().unwrap_or_default();
        let wait = time - now.replace(time).unwrap_or(time);
        let mut call = match call(&made["call"])? {
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
        // A call that goes otherwise is told other answers.
        let otherwise = &session[profile.name]["calls"][number.to_string()];
        let turns = if otherwise.is_object() { otherwise } else { made };
        let answers = turns["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
        let last = turns["steps"].as_array().and_then(|steps| steps.last());
        let kind = last.map(|step| step.get("kind").unwrap_or(step));
        for one in answers {
            let given = match answer(one)? {
                Ok(given) => given,
                Err(why) => return Ok(Err(why)),
            };
            events = predict(&case, profile)?.events;
            match requests(&events).nth(told) {
                Some(event) => tell(&mut case, event, given),
                // It fails before it is sent.
                None if is_stream => break,
                None => return Ok(Err(why::ROUTE.to_owned())),
            }
            told += 1;
        }
        if !is_stream && kind.is_some_and(|kind| kind == "preflight" || kind == "request") {
            return Ok(Err(why::LEFT.to_owned()));
        }
        events = predict(&case, profile)?.events;
        if requests(&events).count() != told {
            return Ok(Err(why::ROUTE.to_owned()));
        }
    }
    Ok(arriving(case, &events))
}

fn requests(events: &[Event]) -> impl Iterator<Item = &Event> {
    events.iter().filter(|event| !matches!(event, Event::End(_)))
}

/// A call of a row as the page makes it.
fn call(row: &Value) -> Result<Result<Call, String>> {
    let mut row: Map<String, Value> = row.as_object().context("a call that is none")?.clone();
    let is_fetch = |via: &Value| via == "fetch" || via == "xhr";
    if !row.get("via").is_none_or(is_fetch) {
        return Ok(Err(why::SENDER.to_owned()));
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
    Ok(match of_case(&call.url) {
        Ok(url) => {
            call.url = url;
            Ok(call)
        }
        Err(why) => Err(why),
    })
}

/// An answer of a row as the servers give it.
fn answer(row: &Value) -> Result<Result<Answer, String>> {
    if row.is_null() {
        return Ok(Ok(Answer::none()));
    }
    let mut answer: Answer = serde_json::from_value(row.clone())?;
    for (name, value) in &mut answer.headers {
        if name.eq_ignore_ascii_case("location") {
            *value = match (of_case(value), value.strip_prefix('/')) {
                (_, Some(path)) if !path.starts_with('/') => format!("/{{id}}/{path}"),
                (Ok(url), _) => url,
                (Err(why), _) => return Ok(Err(why)),
            };
        }
    }
    Ok(Ok(answer))
}

/// A URL whose path is the case's own where it is at one of the three origins.
fn of_case(url: &str) -> Result<String, String> {
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

/// Adds an answer to those that are given where a request goes.
fn tell(case: &mut Case, event: &Event, answer: Answer) {
    let (Event::Preflight { url, .. } | Event::Request { url, .. }) = event else { return };
    let route = case.routes.entry(route(url).to_owned()).or_default();
    match event {
        Event::Preflight { .. } => route.preflight.push(answer),
        _ => route.answer.push(answer),
    }
}

/// An answer that allows what a request asks for.
fn allowing(event: &Event) -> Answer {
    let mut headers = vec![
        ("Access-Control-Allow-Origin", "{page}"),
        ("Access-Control-Allow-Credentials", "true"),
    ];
    let mut status = 200;
    if let Event::Preflight { method, headers: asked, .. } = event {
        status = 204;
        headers.push(("Access-Control-Allow-Methods", method));
        headers.extend(asked.iter().map(|asked| ("Access-Control-Allow-Headers", asked.as_str())));
    }
    Answer::new(status, headers)
}

/// A case, if all its requests get to where it has a path of its own.
fn arriving(case: Case, events: &[Event]) -> Asked {
    let arrives = |event: &Event| match event {
        Event::Preflight { url, .. } | Event::Request { url, .. } => {
            ["{page}/{id}", "{other}/{id}", "{third}/{id}"].iter().any(|place| {
                url.strip_prefix(place)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
            })
        }
        Event::End(_) => true,
    };
    if events.iter().all(arrives) { Ok(case) } else { Err(why::PLACE.to_owned()) }
}
