//! The three local servers: they serve the page and its cases, send the responses of the cases, and log the
//! requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use testbed::http::{self, Head};
use testbed::places::Places;
use testbed::response::Response;
use testbed::server::{self, Request, Site};
use tokio::sync::Notify;
use tokio::time::timeout;

use super::case::{BODY, Case, framed, has_body, not_found, route};
use super::event::{End, Event, combined};

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");

/// The cookie that the page's server sets. Cookies ignore ports.
const COOKIE: &str = "who=page";

/// The running servers.
pub(crate) struct Servers {
    origins: [String; 3],
    state: Mutex<State>,
    /// Wakes pages that wait: there is a batch, or the page is outdated.
    batch_ready: Notify,
    /// Wakes the caller: there is a new event.
    has_event: Notify,
}

#[derive(Default)]
struct State {
    /// The number of pages so far. Only the last one receives cases.
    page: usize,
    batch: Option<Value>,
    active: HashMap<String, ActiveCase>,
    next: usize,
}

/// A case that runs in a browser.
struct ActiveCase {
    places: Places,
    /// The case with its placeholders filled in.
    case: Case,
    /// The number of responses of each route, to preflights and to other requests.
    response_counts: HashMap<(String, bool), usize>,
    /// The number of calls that have ended.
    ended: usize,
    events: Vec<Event>,
    /// The last request without a response.
    without_response: Option<Event>,
}

/// The number of cases that a page runs at once.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace {
    /// A few cases, because they do not wait.
    Quick,
    /// Many cases, because they mostly wait.
    Slow,
}

impl Servers {
    /// Starts the servers. The page's origin and the other origin have the same host.
    pub(crate) fn start() -> Result<Arc<Servers>> {
        let bound = server::Servers::bind(["127.0.0.1", "127.0.0.1", "localhost"])?;
        let servers = Arc::new(Servers {
            origins: bound.origins().clone(),
            state: Mutex::default(),
            batch_ready: Notify::new(),
            has_event: Notify::new(),
        });
        bound.start(&servers)?;
        Ok(servers)
    }

    /// Returns the URL of a new page. Earlier pages receive no more cases.
    pub(crate) fn new_page(&self) -> String {
        let mut state = self.state();
        state.page += 1;
        state.batch = None;
        self.batch_ready.notify_waiters();
        format!("{}/?{}", self.origins[0], state.page)
    }

    /// Queues cases for the page and returns their ids.
    pub(crate) fn queue(&self, cases: &[Case], pace: Pace) -> Result<Vec<String>> {
        let mut state = self.state();
        let (mut ids, mut calls) = (Vec::new(), Vec::new());
        for case in cases {
            let id = format!("q{:05}", state.next);
            state.next += 1;
            let places = Places::new(&self.origins).with("id", &id);
            let case = places.fill_value(case)?;
            calls.push(json!({ "id": id, "calls": case.calls }));
            let active = ActiveCase {
                places,
                case,
                response_counts: HashMap::new(),
                ended: 0,
                events: Vec::new(),
                without_response: None,
            };
            state.active.insert(id.clone(), active);
            ids.push(id);
        }
        let pace = match pace {
            Pace::Quick => "quick",
            Pace::Slow => "slow",
        };
        state.batch = Some(json!({ "pace": pace, "cases": calls }));
        self.batch_ready.notify_waiters();
        Ok(ids)
    }

    /// Returns the number of these cases that have ended.
    pub(crate) fn finished(&self, ids: &[String]) -> usize {
        let state = self.state();
        let is_finished = |id: &&String| {
            state.active.get(*id).is_some_and(|active| active.ended == active.case.calls.len())
        };
        ids.iter().filter(is_finished).count()
    }

    /// Removes a case and returns its events, if it has ended.
    pub(crate) fn take(&self, id: &str) -> Option<Vec<Event>> {
        let active = self.state().active.remove(id)?;
        (active.ended == active.case.calls.len()).then_some(active.events)
    }

    /// Waits for the next event. Returns `false` if there is none within `limit`.
    pub(crate) async fn observe(&self, limit: Duration) -> bool {
        timeout(limit, self.has_event.notified()).await.is_ok()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Responds to the requests of the page itself. Returns `None` for the requests of cases.
    async fn own(&self, Request { server, head, body }: &Request) -> Result<Option<Vec<u8>>> {
        let path = route(&head.target);
        if *server == 1 && path == "/warm-up" {
            return Ok(Some(case_response(&head.method, warm_up())));
        }
        let text = match (server, head.method.as_str(), path) {
            (0, "GET", "/") => {
                let cookie = ("Set-Cookie", format!("{COOKIE}; Path=/"));
                return Ok(Some(text_response("text/html", Some(cookie), PAGE)));
            }
            (0, "GET", "/page.js") => {
                return Ok(Some(text_response("text/javascript", None, SCRIPT)));
            }
            (0, "GET", "/origins") => json!({ "other": self.origins[1] }),
            (0, "POST", "/batch") => {
                let page = head.target.split_once('?').and_then(|(_, page)| page.parse().ok());
                self.next_batch(page.context("the page has no number")?)
                    .await
                    .context("the page is outdated")?
            }
            (0, "POST", _) if path.starts_with("/ended/") => {
                self.ended(path.trim_start_matches("/ended/"), body)?;
                json!(null)
            }
            _ => return Ok(None),
        };
        Ok(Some(text_response("application/json", None, &text.to_string())))
    }

    /// Waits for the next batch. Returns `None` if the page is outdated.
    async fn next_batch(&self, page: usize) -> Option<Value> {
        loop {
            let notified = self.batch_ready.notified();
            {
                let mut state = self.state();
                if state.page != page {
                    return None;
                }
                if let Some(batch) = state.batch.take() {
                    return Some(batch);
                }
            }
            notified.await;
        }
    }

    /// Adds the result of a call.
    fn ended(&self, id: &str, body: &[u8]) -> Result<()> {
        let mut end: End =
            serde_json::from_slice(body).context("the result of a call is invalid")?;
        let mut state = self.state();
        if let Some(active) = state.active.get_mut(id) {
            if let End::Response { url, names, .. } = &mut end {
                *url = active.places.open(url);
                names.sort_unstable();
            }
            active.events.push(Event::End(end));
            active.ended += 1;
            self.has_event.notify_one();
        }
        Ok(())
    }

    /// Returns the response of the case that the path belongs to. A request without a response may be repeated,
    /// in Firefox about ten times: it is logged only once.
    fn response(&self, head: &Head, server: usize) -> Option<Vec<u8>> {
        let not_found = || Some(case_response(&head.method, not_found()));
        let id = head.target.split(['/', '?', '#']).nth(1).unwrap_or_default();
        let mut state = self.state();
        let Some(active) = state.active.get_mut(id) else { return not_found() };
        let url = format!("{}{}", self.origins[server], head.target);
        let headers = combined(head.headers().map(|(name, value)| (name, value.to_owned())));
        let has_cookie = headers.get("cookie").is_some_and(|cookie| cookie.contains(COOKIE));
        let cookie = (server < 2).then_some(has_cookie);
        let call = active.case.calls.get(active.ended).cloned().unwrap_or_default();
        let event = Event::request(&call, &active.places, &head.method, &url, &headers, cookie);
        if active.without_response.as_ref() == Some(&event) && active.events.last() == Some(&event)
        {
            return None;
        }
        let response = active.response(route(&url), matches!(event, Event::Preflight { .. }));
        active.events.push(event.clone());
        if response.is_none() {
            active.without_response = Some(event);
            return None;
        }
        Some(case_response(&head.method, response))
    }
}

impl ActiveCase {
    fn response(&mut self, url: &str, is_preflight: bool) -> Response {
        let times = self.response_counts.entry((url.to_owned(), is_preflight)).or_default();
        *times += 1;
        self.case.response(url, is_preflight, *times)
    }
}

impl Site for Servers {
    async fn respond(&self, request: Request) -> Option<Vec<u8>> {
        match self.own(&request).await {
            Ok(Some(bytes)) => Some(bytes),
            Ok(None) => self.response(&request.head, request.server),
            Err(_) => None,
        }
    }
}

fn warm_up() -> Response {
    Response::new(
        204,
        [
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Allow-Methods", "PUT"),
            ("Access-Control-Max-Age", "600"),
        ],
    )
}

/// Returns a response with a text. `header` is an additional header.
fn text_response(kind: &str, header: Option<(&str, String)>, text: &str) -> Vec<u8> {
    let headers = [
        ("Content-Type", kind.to_owned()),
        ("Cache-Control", "no-store".to_owned()),
        ("Content-Length", text.len().to_string()),
    ];
    let response = Response::new(200, headers.into_iter().chain(header));
    http::message(&response.lines("OK"), text.as_bytes())
}

/// Returns a response of a case.
fn case_response(method: &str, response: Response) -> Vec<u8> {
    let is_empty = method == "HEAD" || !has_body(response.status);
    let body = if is_empty { "" } else { BODY };
    http::message(&framed(response).lines("OK"), body.as_bytes())
}

#[cfg(test)]
mod tests {
    use cors_preflight::Profile;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::{Pace, Servers};
    use crate::case::Case;
    use crate::predict::predict;

    const CASE: &str = r#"{ "name": "", "calls": [{ "url": "{other}/{id}/x?q", "method": "PUT",
        "headers": [["X-A", "1"]] }], "routes": { "{other}/{id}/x": {
          "preflight": [{ "status": 204, "headers": [
            ["access-control-ALLOW-origin", "{page}"], ["Access-Control-Allow-Methods", "PUT"],
            ["Access-Control-Allow-Headers", "x-a"], ["Access-Control-Allow-Headers", " é\t"]] }],
          "answer": [{ "status": 999, "headers": [] }] } } }"#;

    /// Sends a request over a new connection and returns the response.
    async fn send(origin: &str, request: &str) -> String {
        let address = origin.trim_start_matches("http://").replace("localhost", "127.0.0.1");
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        bytes.into_iter().map(char::from).collect()
    }

    #[tokio::test]
    async fn responses_of_the_case_are_sent_and_requests_are_logged() {
        let servers = Servers::start().unwrap();
        let mut case: Case = serde_json::from_str(CASE).unwrap();
        let ids = servers.queue(std::slice::from_ref(&case), Pace::Quick).unwrap();
        let [page, other, third] = &servers.origins;
        let path = format!("/{}/x?q", ids[0]);

        let preflight = format!(
            "OPTIONS {path} HTTP/1.1\r\nOrigin: {page}\r\nAccess-Control-Request-Method: PUT\r\n\
             Access-Control-Request-Headers: x-a\r\n\r\n"
        );
        assert_eq!(
            send(other, &preflight).await,
            format!(
                "HTTP/1.1 204 OK\r\naccess-control-ALLOW-origin: {page}\r\n\
                 Access-Control-Allow-Methods: PUT\r\nAccess-Control-Allow-Headers: x-a\r\n\
                 Access-Control-Allow-Headers:  \u{e9}\t\r\nCache-Control: no-store\r\n\r\n"
            )
        );
        let put = format!(
            "PUT {path} HTTP/1.1\r\nOrigin: {page}\r\nx-a: 1\r\nX-B: 2\r\nContent-Length: 0\r\n\r\n"
        );
        assert_eq!(
            send(other, &put).await,
            "HTTP/1.1 999 OK\r\nCache-Control: no-store\r\nContent-Length: 9\r\n\r\nanswered\n"
        );
        let elsewhere = send(third, &format!("GET {path} HTTP/1.1\r\n\r\n")).await;
        assert!(elsewhere.starts_with("HTTP/1.1 404 "), "{elsewhere}");
        assert_eq!(servers.finished(&ids), 0);
        let end = r#"{ "end": "rejects" }"#;
        let ended = format!(
            "POST /ended/{} HTTP/1.1\r\nContent-Length: {}\r\n\r\n{end}",
            ids[0],
            end.len()
        );
        send(page, &ended).await;
        assert_eq!(servers.finished(&ids), 1);

        let lines: Vec<String> =
            servers.take(&ids[0]).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                r#"-> OPTIONS {other}/{id}/x?q method "PUT" headers "x-a" origin "{page}""#,
                r#"-> PUT {other}/{id}/x?q origin "{page}" x-a"#,
                "-> GET {third}/{id}/x?q origin none",
                "<- rejects",
            ]
        );
        // The engine predicts the first two events.
        case.routes.values_mut().for_each(|route| drop(route.preflight[0].headers.pop()));
        let predicted = predict(&case, Profile::STANDARD).unwrap();
        assert_eq!(
            predicted.events[..2].iter().map(ToString::to_string).collect::<Vec<_>>(),
            lines[..2]
        );
    }

    #[tokio::test]
    async fn an_outdated_page_receives_no_cases() {
        let servers = Servers::start().unwrap();
        let first = servers.new_page();
        let second = servers.new_page();
        assert_ne!(first, second);
        let case: Case = serde_json::from_str(CASE).unwrap();
        servers.queue(&[case], Pace::Quick).unwrap();
        let request =
            |number| format!("POST /batch?{number} HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(send(&servers.origins[0], &request(1)).await, "");
        let batch = send(&servers.origins[0], &request(2)).await;
        assert!(batch.contains(r#""pace":"quick""#), "{batch}");
    }
}
