//! The engine's prediction of what a browser does in a case.

use std::collections::HashMap;

use anyhow::{Result, anyhow};
use cors_preflight::{
    Answer, Exchange, HttpRequest, PreflightCache, Profile, Reason, Step, Told, When,
    isomorphic_decode, isomorphic_encode, normalize_value, parse_url,
};
use serde_json::{Value, json};

use testbed::places::Places;
use testbed::read;

use super::case::{Call, Case, framed, route};
use super::event::{End, Event, combined};

/// The prediction for a case.
#[derive(Clone, Debug)]
pub(crate) struct Predicted {
    pub(crate) events: Vec<Event>,
    /// The codes of all reasons and notes, in order.
    pub(crate) codes: Vec<&'static str>,
}

/// Predicts the events of a case, by the rules of `profile`.
///
/// # Errors
///
/// The case is invalid: it has an impossible response or an unknown member.
pub(crate) fn predict(case: &Case, profile: Profile) -> Result<Predicted> {
    let origins = ["http://127.0.0.1:40001", "http://127.0.0.1:40002", "http://localhost:40003"];
    let places = Places::new(&origins).with("id", "q00000");
    let mut session = Session {
        case: places.fill_value(case)?,
        places,
        profile,
        cache: PreflightCache::new(profile),
        response_counts: HashMap::new(),
        now: 0.0,
        predicted: Predicted { events: Vec::new(), codes: Vec::new() },
    };
    for call in session.case.calls.clone() {
        session.run_call(&call)?;
    }
    Ok(session.predicted)
}

/// The result of the last request.
enum Received {
    /// No request was sent yet.
    Nothing,
    Answer(Answer),
    NoAnswer,
}

impl Received {
    fn told(&self) -> Told<'_> {
        match self {
            Received::Nothing => Told::Nothing,
            Received::Answer(answer) => Told::Answer(answer),
            Received::NoAnswer => Told::NoAnswer,
        }
    }
}

/// The state of a browser session during a case.
struct Session {
    /// The case with its placeholders filled in.
    case: Case,
    places: Places,
    profile: Profile,
    cache: PreflightCache,
    /// The number of responses of each URL, to preflights and to other requests.
    response_counts: HashMap<(String, bool), usize>,
    /// The time in milliseconds.
    now: f64,
    predicted: Predicted,
}

impl Session {
    /// Adds the events of a call.
    fn run_call(&mut self, call: &Call) -> Result<()> {
        // A call takes time as well, but less than any max-age.
        self.now += f64::from(call.wait) + 1.0;
        let made = read::call(&self.to_row(call)?).map_err(|why| anyhow!("{why}"))?;
        let mut exchange = Exchange::new(made, parse_url, self.profile);
        let mut received = Received::Nothing;
        loop {
            let told = received.told();
            let step = exchange.next(told, Some(&mut self.cache), self.now)?.clone();
            let (end, reasons) = match step {
                Step::Preflight { request, reasons } => {
                    self.add_codes(&reasons);
                    received = self.send(call, &request)?;
                    continue;
                }
                Step::Request { .. } if call.is_stream(self.profile) => {
                    received = Received::NoAnswer;
                    continue;
                }
                Step::Request { request } => {
                    received = self.send(call, &request)?;
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
            self.add_codes(&reasons);
            self.predicted.events.push(Event::End(end));
            return Ok(());
        }
    }

    fn add_codes(&mut self, reasons: &[Reason]) {
        self.predicted.codes.extend(reasons.iter().map(Reason::code));
    }

    /// Returns a call in the format of the test tables.
    fn to_row(&self, call: &Call) -> Result<Value> {
        let mut row = serde_json::to_value(call)?;
        row["origin"] = json!(self.places.origins()[0]);
        if call.headers_object && !call.is_xhr() {
            row["headers"] = json!(through_headers(&call.headers));
        }
        Ok(row)
    }

    /// Adds the event of a request and returns its response.
    fn send(&mut self, call: &Call, request: &HttpRequest) -> Result<Received> {
        let headers = request.headers.iter();
        let headers =
            combined(headers.map(|header| (&*header.name, isomorphic_decode(&header.value))));
        let url = &without_userinfo(&request.url);
        let is_third = url.starts_with(self.places.origins()[2]);
        let cookie = (!is_third).then_some(request.credentials);
        let event = Event::request(call, &self.places, &request.method, url, &headers, cookie);
        let is_preflight = matches!(event, Event::Preflight { .. });
        self.predicted.events.push(event);

        let url = route(url).to_owned();
        let times = self.response_counts.entry((url.clone(), is_preflight)).or_default();
        *times += 1;
        let answer = self.case.answer(&url, is_preflight, *times);
        if answer.is_none() {
            return Ok(Received::NoAnswer);
        }
        read::response(framed(answer)).map(Received::Answer).map_err(|why| anyhow!("{why}"))
    }
}

/// Removes the user name and password from a URL, because they are not sent.
fn without_userinfo(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    match rest[..end].rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{host}{}", &rest[end..]),
        None => url.to_owned(),
    }
}

/// Returns the headers of a `Headers` object, sorted and combined. Invalid pairs are kept, so that the engine
/// throws for them.
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
    fn a_prediction_contains_placeholders() {
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
        let predicted = predict(&case, Profile::STANDARD).unwrap();
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
