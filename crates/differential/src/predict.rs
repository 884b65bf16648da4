//! The engine's prediction of what a browser does in a case.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Result, anyhow};
use cors_preflight::spec::{isomorphic_decode, isomorphic_encode, normalize_value};
use cors_preflight::{
    Browser, FailedAt, HttpRequest, HttpResponse, Pending, PreflightCache, Profile, Reason, Step,
    parse_url,
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
        browser: Browser::new(profile, parse_url),
        cache: PreflightCache::new(profile),
        response_counts: HashMap::new(),
        now: Duration::ZERO,
        predicted: Predicted { events: Vec::new(), codes: Vec::new() },
    };
    for call in session.case.calls.clone() {
        session.run_call(&call)?;
    }
    Ok(session.predicted)
}

/// The state of a browser session during a case.
struct Session {
    /// The case with its placeholders filled in.
    case: Case,
    places: Places,
    browser: Browser,
    cache: PreflightCache,
    /// The number of responses of each URL, to preflights and to other requests.
    response_counts: HashMap<(String, bool), usize>,
    now: Duration,
    predicted: Predicted,
}

impl Session {
    /// Adds the events of a call.
    fn run_call(&mut self, call: &Call) -> Result<()> {
        // A call takes time as well, but less than any max-age.
        self.now += Duration::from_millis(u64::from(call.wait) + 1);
        let made = read::call(&self.to_row(call)?).map_err(|why| anyhow!("{why}"))?;
        let mut step = self.browser.fetch(made).start(self.cache.at(self.now));
        let (end, reasons) = loop {
            step = match step {
                Step::Send(pending) => {
                    self.add_codes(pending.reasons());
                    match self.response(call, &pending)? {
                        Some(response) => pending.respond(&response, self.cache.at(self.now)),
                        None => pending.network_error(self.cache.at(self.now)),
                    }
                }
                Step::Failed(failure) => {
                    let end = match failure.failed_at() {
                        FailedAt::Throws => End::Throws,
                        _ => End::Rejects,
                    };
                    break (end, failure.reasons().to_vec());
                }
                Step::Done(done) => {
                    let kind = if call.is_xhr() { "xhr" } else { done.response_type().as_str() };
                    let end = End::Response {
                        kind: kind.to_owned(),
                        status: done.status(),
                        url: self.places.open(&without_userinfo(done.url())),
                        redirected: done.is_redirected() && !call.is_xhr(),
                        names: done.exposed_headers().to_vec(),
                    };
                    break (end, done.notes().to_vec());
                }
            };
        };
        self.add_codes(&reasons);
        self.predicted.events.push(Event::End(end));
        Ok(())
    }

    /// Returns the response to a request of a call, if there is one.
    fn response(&mut self, call: &Call, pending: &Pending) -> Result<Option<HttpResponse>> {
        if !pending.is_preflight() && call.is_stream(self.browser.profile()) {
            return Ok(None);
        }
        self.send(call, pending.request())
    }

    fn add_codes(&mut self, reasons: &[Reason]) {
        self.predicted.codes.extend(reasons.iter().map(|reason| reason.code().as_str()));
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
    fn send(&mut self, call: &Call, request: &HttpRequest) -> Result<Option<HttpResponse>> {
        let headers = request.headers().iter();
        let headers =
            combined(headers.map(|header| (header.name(), isomorphic_decode(header.value()))));
        let url = &without_userinfo(request.url());
        let is_third = url.starts_with(self.places.origins()[2]);
        let cookie = (!is_third).then_some(request.includes_credentials());
        let event = Event::request(call, &self.places, request.method(), url, &headers, cookie);
        let is_preflight = matches!(event, Event::Preflight { .. });
        self.predicted.events.push(event);

        let url = route(url).to_owned();
        let times = self.response_counts.entry((url.clone(), is_preflight)).or_default();
        *times += 1;
        let response = self.case.response(&url, is_preflight, *times);
        if response.is_none() {
            return Ok(None);
        }
        read::http_response(framed(response)).map(Some).map_err(|why| anyhow!("{why}"))
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
