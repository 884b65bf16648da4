//! What the engine says a browser does in a case.

use std::collections::HashMap;

use anyhow::{Result, anyhow};
use cors_preflight::{
    Answer, Exchange, HttpRequest, PreflightCache, Profile, Reason, Step, Told, When,
    isomorphic_decode, isomorphic_encode, normalize_value, parse_url,
};
use serde_json::{Value, json};

use super::case::{Call, Case, Places, route};
use super::event::{End, Event};

#[path = "../../../tests/native/loose.rs"]
mod loose;

/// What the engine says of a case.
#[derive(Clone, Debug)]
pub(crate) struct Predicted {
    pub(crate) events: Vec<Event>,
    /// The codes of all its reasons and notes, in order.
    pub(crate) codes: Vec<&'static str>,
}

/// What happens in a case, by the rules of `profile`.
///
/// # Errors
///
/// The case is none: an answer that nobody could give, a member that nobody knows.
pub(crate) fn predict(case: &Case, profile: &'static Profile) -> Result<Predicted> {
    let origins = ["http://127.0.0.1:40001", "http://127.0.0.1:40002", "http://localhost:40003"];
    let places = Places { origins: origins.map(str::to_owned), id: "q00000".to_owned() };
    let mut session = Session {
        case: places.fill_case(case)?,
        places,
        profile,
        cache: PreflightCache::new(profile),
        answered: HashMap::new(),
        now: 0.0,
        predicted: Predicted { events: Vec::new(), codes: Vec::new() },
    };
    for call in session.case.calls.clone() {
        session.make(&call)?;
    }
    Ok(session.predicted)
}

/// What comes back of a request.
enum Came {
    /// None was sent yet.
    Nothing,
    Answer(Answer),
    NoAnswer,
}

impl Came {
    fn told(&self) -> Told<'_> {
        match self {
            Came::Nothing => Told::Nothing,
            Came::Answer(answer) => Told::Answer(answer),
            Came::NoAnswer => Told::NoAnswer,
        }
    }
}

/// A browser session, as far as a case is concerned.
struct Session {
    /// With its places filled in.
    case: Case,
    places: Places,
    profile: &'static Profile,
    cache: PreflightCache,
    answered: HashMap<(String, bool), usize>,
    /// In milliseconds.
    now: f64,
    predicted: Predicted,
}

impl Session {
    fn make(&mut self, call: &Call) -> Result<()> {
        // What is done between the waits takes time as well, but less than any max-age.
        self.now += f64::from(call.wait) + 1.0;
        let made = loose::call(&self.row(call)?).map_err(|why| anyhow!("{why}"))?;
        let mut exchange = Exchange::new(made, parse_url, self.profile);
        let mut came = Came::Nothing;
        loop {
            let told = came.told();
            let step = exchange.next(told, Some(&mut self.cache), self.now)?.clone();
            let (end, reasons) = match step {
                Step::Preflight { request, reasons } => {
                    self.note(&reasons);
                    came = self.send(call, &request)?;
                    continue;
                }
                Step::Request { .. } if call.is_stream(self.profile) => {
                    came = Came::NoAnswer;
                    continue;
                }
                Step::Request { request } => {
                    came = self.send(call, &request)?;
                    continue;
                }
                Step::Error { when: When::Throws, reasons } => (End::Throws, reasons),
                Step::Error { reasons, .. } => (End::Rejects, reasons),
                Step::Done(done) => (
                    End::Response {
                        kind: if call.is_xhr() { "xhr" } else { done.kind.as_str() }.to_owned(),
                        status: done.status,
                        url: self.places.open(&without_userinfo(&done.url)),
                        redirected: done.redirected && !call.is_xhr(),
                        names: done.exposed,
                    },
                    done.notes,
                ),
            };
            self.note(&reasons);
            self.predicted.events.push(Event::End(end));
            return Ok(());
        }
    }

    fn note(&mut self, reasons: &[Reason]) {
        self.predicted.codes.extend(reasons.iter().map(Reason::code));
    }

    /// A call as the engine's own tests write one.
    fn row(&self, call: &Call) -> Result<Value> {
        let mut row = serde_json::to_value(call)?;
        row["origin"] = json!(self.places.origins[0]);
        if call.headers_object && !call.is_xhr() {
            row["headers"] = json!(through_headers(&call.headers));
        }
        Ok(row)
    }

    fn send(&mut self, call: &Call, request: &HttpRequest) -> Result<Came> {
        let mut headers: HashMap<String, String> = HashMap::new();
        for header in request.headers.iter() {
            let value = isomorphic_decode(&header.value);
            headers
                .entry(header.name.to_ascii_lowercase())
                .and_modify(|combined| *combined += &format!(", {value}"))
                .or_insert(value);
        }
        let url = &without_userinfo(&request.url);
        let is_third = url.starts_with(&self.places.origins[2]);
        let cookie = (!is_third).then_some(request.credentials);
        let event = Event::request(call, &self.places, &request.method, url, &headers, cookie);
        let is_preflight = matches!(event, Event::Preflight { .. });
        self.predicted.events.push(event);

        let url = route(url).to_owned();
        let times = self.answered.entry((url.clone(), is_preflight)).or_default();
        *times += 1;
        let answer = self.case.answer(&url, is_preflight, *times);
        if answer.is_none() {
            return Ok(Came::NoAnswer);
        }
        let row = json!({ "status": answer.status, "headers": answer.lines() });
        loose::answer(&row).map(Came::Answer).map_err(|why| anyhow!("{why}"))
    }
}

/// A URL as far as it goes over the wire: a user name and password do not.
fn without_userinfo(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    match rest[..end].rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{host}{}", &rest[end..]),
        None => url.to_owned(),
    }
}

/// What iterating over a `Headers` object made of `pairs` yields: sorted by name, and combined. What
/// it would throw for is left for the engine to throw for.
fn through_headers(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let mut sorted: Vec<(String, String)> = Vec::new();
    for (name, value) in pairs {
        let name = name.to_ascii_lowercase();
        let value = match isomorphic_encode(value) {
            Some(bytes) => isomorphic_decode(normalize_value(&bytes)),
            None => value.clone(),
        };
        match sorted.iter_mut().find(|(found, _)| *found == name && name != "set-cookie") {
            Some((_, combined)) => *combined += &format!(", {value}"),
            None => sorted.push((name, value)),
        }
    }
    sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
    sorted
}

#[cfg(test)]
mod tests {
    use super::{predict, through_headers};
    use crate::case::Case;
    use cors_preflight::Profile;

    #[test]
    fn a_headers_object_sorts_and_combines() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let pairs = [pair("X-B", " 1"), pair("X-A", ""), pair("x-b", "2\t")];
        assert_eq!(through_headers(&pairs), [pair("x-a", ""), pair("x-b", "1, 2")]);
    }

    #[test]
    fn a_case_is_predicted_with_its_places_open() {
        let case: Case = serde_json::from_str(
            r#"{ "name": "", "calls": [{ "url": "{other}/{id}/x", "method": "PUT" }],
                 "routes": { "{other}/{id}/x": {
                   "preflight": [{ "status": 204, "headers": [
                     ["Access-Control-Allow-Origin", "{page}"],
                     ["Access-Control-Allow-Methods", "PUT"]] }],
                   "answer": [{ "status": 200, "headers": [
                     ["Access-Control-Allow-Origin", "{page}"], ["X-A", "1"]] }] } } }"#,
        )
        .unwrap();
        let predicted = predict(&case, &Profile::STANDARD).unwrap();
        let lines: Vec<String> = predicted.events.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                r#"-> OPTIONS {other}/{id}/x method "PUT" headers none origin "{page}""#,
                r#"-> PUT {other}/{id}/x origin "{page}""#,
                "<- cors 200 {other}/{id}/x [cache-control content-length]",
            ]
        );
        assert_eq!(predicted.codes, ["method-not-safelisted", "headers-hidden"]);
    }
}
