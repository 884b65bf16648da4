//! The servers on loopback, three origins: they hand out the page and its work, answer as the cases
//! say, and keep what arrives. HTTP/1.1 is written byte by byte, because HTTP libraries refuse or
//! mend lines that matter here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use cors_preflight::isomorphic_encode;
use serde_json::{Value, json};
use testbed::http_server::{Head, read_body, read_head};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::timeout;

use super::case::{Answer, BODY, Case, Places, route};
use super::event::{End, Event};

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");

/// What the page's server sets; a cookie does not tell ports apart.
const COOKIE: &str = "who=page";

/// The servers, for as long as they are held.
pub(crate) struct Servers {
    origins: [String; 3],
    state: Mutex<State>,
    /// There is work, or no more for a page that waits for it.
    work: Notify,
    /// Something was observed.
    observed: Notify,
}

#[derive(Default)]
struct State {
    /// How many pages there were; the last alone is heard.
    page: usize,
    work: Option<Value>,
    asked: HashMap<String, Asked>,
    next: usize,
}

/// A case that a browser has been asked.
struct Asked {
    places: Places,
    /// With its places filled in.
    case: Case,
    /// How often each route has answered preflights, and other requests.
    answered: HashMap<(String, bool), usize>,
    /// How many of its calls have ended.
    ended: usize,
    events: Vec<Event>,
    /// The last request that got no answer.
    unanswered: Option<Event>,
}

/// How many cases a page works on at once.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace {
    /// A few: none of them waits.
    Quick,
    /// Many: most of them wait, most of the time.
    Slow,
}

impl Servers {
    /// Starts them: the page's origin and another on one host, the third on another.
    pub(crate) async fn start() -> Result<Arc<Servers>> {
        let mut listeners = Vec::new();
        for host in ["127.0.0.1", "127.0.0.1", "localhost"] {
            let listener = TcpListener::bind(("127.0.0.1", 0)).await;
            let listener = listener.context("there is no free port on 127.0.0.1")?;
            let origin = format!("http://{host}:{}", listener.local_addr()?.port());
            listeners.push((listener, origin));
        }
        let servers = Arc::new(Servers {
            origins: [0, 1, 2].map(|number: usize| listeners[number].1.clone()),
            state: Mutex::default(),
            work: Notify::new(),
            observed: Notify::new(),
        });
        for (number, (listener, _)) in listeners.into_iter().enumerate() {
            let servers = Arc::clone(&servers);
            tokio::spawn(async move {
                loop {
                    match listener.accept().await {
                        Ok((stream, _)) => {
                            stream.set_nodelay(true).ok();
                            let servers = Arc::clone(&servers);
                            // A browser that goes away in the middle is nobody's error.
                            tokio::spawn(
                                async move { servers.converse(stream, number).await.ok() },
                            );
                        }
                        // Out of file descriptors, say: some connection will end.
                        Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                    }
                }
            });
        }
        Ok(servers)
    }

    /// Where a new page is; an earlier one gets no more work.
    pub(crate) fn new_page(&self) -> String {
        let mut state = self.state();
        state.page += 1;
        state.work = None;
        self.work.notify_waiters();
        format!("{}/?{}", self.origins[0], state.page)
    }

    /// Has the page make the calls of these cases, whose ids it returns.
    pub(crate) fn ask(&self, cases: &[Case], pace: Pace) -> Result<Vec<String>> {
        let mut state = self.state();
        let (mut ids, mut work) = (Vec::new(), Vec::new());
        for case in cases {
            let id = format!("q{:05}", state.next);
            state.next += 1;
            let places = Places { origins: self.origins.clone(), id: id.clone() };
            let case = places.fill_case(case)?;
            work.push(json!({ "id": id, "calls": case.calls }));
            let asked = Asked {
                places,
                case,
                answered: HashMap::new(),
                ended: 0,
                events: Vec::new(),
                unanswered: None,
            };
            state.asked.insert(id.clone(), asked);
            ids.push(id);
        }
        let pace = match pace {
            Pace::Quick => "quick",
            Pace::Slow => "slow",
        };
        state.work = Some(json!({ "pace": pace, "cases": work }));
        self.work.notify_waiters();
        Ok(ids)
    }

    /// How many of these cases are through.
    pub(crate) fn through(&self, ids: &[String]) -> usize {
        let state = self.state();
        let is_through = |id: &&String| {
            state.asked.get(*id).is_some_and(|asked| asked.ended == asked.case.calls.len())
        };
        ids.iter().filter(is_through).count()
    }

    /// What was observed of a case that is through, which is then forgotten.
    pub(crate) fn take(&self, id: &str) -> Option<Vec<Event>> {
        let asked = self.state().asked.remove(id)?;
        (asked.ended == asked.case.calls.len()).then_some(asked.events)
    }

    /// Waits until something more is observed; false where nothing is for a long time.
    pub(crate) async fn observe(&self, patience: Duration) -> bool {
        timeout(patience, self.observed.notified()).await.is_ok()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers one request after the other.
    async fn converse(&self, stream: TcpStream, server: usize) -> Result<()> {
        let mut stream = BufReader::new(stream);
        while let Some(head) = read_head(&mut stream).await? {
            let own = self.own(&head, server, &mut stream).await?;
            let bytes = match own {
                Some(bytes) => bytes,
                None => {
                    read_body(&mut stream, &head).await?;
                    match self.answer(&head, server) {
                        Some(bytes) => bytes,
                        None => return Ok(()),
                    }
                }
            };
            stream.write_all(&bytes).await?;
        }
        Ok(())
    }

    /// What is answered for the page's own sake.
    async fn own(
        &self,
        head: &Head,
        server: usize,
        stream: &mut BufReader<TcpStream>,
    ) -> Result<Option<Vec<u8>>> {
        let path = route(&head.target);
        if server == 1 && path == "/warm-up" {
            return Ok(Some(written(&head.method, 204, &warm_up())));
        }
        let text = match (server, head.method.as_str(), path) {
            (0, "GET", "/") => {
                let cookie = ("Set-Cookie", format!("{COOKIE}; Path=/"));
                return Ok(Some(of_text("text/html", Some(cookie), PAGE)));
            }
            (0, "GET", "/page.js") => return Ok(Some(of_text("text/javascript", None, SCRIPT))),
            (0, "GET", "/places") => json!({ "other": self.origins[1] }),
            (0, "POST", "/work") => {
                let page = head.target.split_once('?').and_then(|(_, page)| page.parse().ok());
                self.work_for(page.context("a page that has no number")?)
                    .await
                    .context("a page of the past")?
            }
            (0, "POST", _) if path.starts_with("/ended/") => {
                let length = head.value("content-length").unwrap_or("0").parse()?;
                let mut body = vec![0; length];
                stream.read_exact(&mut body).await?;
                self.ended(path.trim_start_matches("/ended/"), &body)?;
                json!(null)
            }
            _ => return Ok(None),
        };
        Ok(Some(of_text("application/json", None, &text.to_string())))
    }

    /// The next work, as soon as there is some; nothing for a page that is not the last.
    async fn work_for(&self, page: usize) -> Option<Value> {
        loop {
            let notified = self.work.notified();
            {
                let mut state = self.state();
                if state.page != page {
                    return None;
                }
                if let Some(work) = state.work.take() {
                    return Some(work);
                }
            }
            notified.await;
        }
    }

    fn ended(&self, id: &str, body: &[u8]) -> Result<()> {
        let mut end: End = serde_json::from_slice(body).context("no end of a call")?;
        let mut state = self.state();
        if let Some(asked) = state.asked.get_mut(id) {
            if let End::Response { url, names, .. } = &mut end {
                *url = asked.places.open(url);
                names.sort_unstable();
            }
            asked.events.push(Event::End(end));
            asked.ended += 1;
            self.observed.notify_one();
        }
        Ok(())
    }

    /// What the case says whose path it is. What gets no answer may be tried again, in Firefox some ten
    /// times: it gets none again, and is told once.
    fn answer(&self, head: &Head, server: usize) -> Option<Vec<u8>> {
        let nothing = || Some(written(&head.method, 404, &Answer::nothing().lines()));
        let id = head.target.split(['/', '?', '#']).nth(1).unwrap_or_default();
        let mut state = self.state();
        let Some(asked) = state.asked.get_mut(id) else { return nothing() };
        let url = format!("{}{}", self.origins[server], head.target);
        let mut headers: HashMap<String, String> = HashMap::new();
        for (name, value) in head.headers() {
            headers
                .entry(name.to_ascii_lowercase())
                .and_modify(|combined| *combined += &format!(", {value}"))
                .or_insert_with(|| value.to_owned());
        }
        let sent = headers.get("cookie").is_some_and(|cookie| cookie.contains(COOKIE));
        let cookie = (server < 2).then_some(sent);
        let call = asked.case.calls.get(asked.ended).cloned().unwrap_or_default();
        let event = Event::request(&call, &asked.places, &head.method, &url, &headers, cookie);
        if asked.unanswered.as_ref() == Some(&event) && asked.events.last() == Some(&event) {
            return None;
        }
        let answer = asked.answer(route(&url), matches!(event, Event::Preflight { .. }));
        asked.events.push(event.clone());
        if answer.is_none() {
            asked.unanswered = Some(event);
            return None;
        }
        Some(written(&head.method, answer.status, &answer.lines()))
    }
}

impl Asked {
    fn answer(&mut self, url: &str, is_preflight: bool) -> Answer {
        let times = self.answered.entry((url.to_owned(), is_preflight)).or_default();
        *times += 1;
        self.case.answer(url, is_preflight, *times)
    }
}

fn warm_up() -> Vec<(String, String)> {
    Answer::new(
        204,
        [
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Allow-Methods", "PUT"),
            ("Access-Control-Max-Age", "600"),
        ],
    )
    .lines()
}

fn of_text(kind: &str, line: Option<(&str, String)>, text: &str) -> Vec<u8> {
    let mut lines = vec![
        ("Content-Type".to_owned(), kind.to_owned()),
        ("Cache-Control".to_owned(), "no-store".to_owned()),
        ("Content-Length".to_owned(), text.len().to_string()),
    ];
    lines.extend(line.map(|(name, value)| (name.to_owned(), value)));
    let mut bytes = head(200, &lines);
    bytes.extend(text.as_bytes());
    bytes
}

fn written(method: &str, status: u16, lines: &[(String, String)]) -> Vec<u8> {
    let mut bytes = head(status, lines);
    if method != "HEAD" && !matches!(status, 204 | 304) {
        bytes.extend(BODY.as_bytes());
    }
    bytes
}

fn head(status: u16, lines: &[(String, String)]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status:03} So\r\n").into_bytes();
    for (name, value) in lines {
        // Where a case is wrong and it is no byte, nothing is as good as anything.
        bytes.extend(isomorphic_encode(&format!("{name}: {value}\r\n")).unwrap_or_default());
    }
    bytes.extend(b"\r\n");
    bytes
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

    /// Says something over a connection of its own; what comes back.
    async fn say(origin: &str, request: &str) -> String {
        let address = origin.trim_start_matches("http://").replace("localhost", "127.0.0.1");
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        bytes.into_iter().map(char::from).collect()
    }

    #[tokio::test]
    async fn answers_are_written_as_the_case_says_and_arrivals_are_kept() {
        let servers = Servers::start().await.unwrap();
        let mut case: Case = serde_json::from_str(CASE).unwrap();
        let ids = servers.ask(std::slice::from_ref(&case), Pace::Quick).unwrap();
        let [page, other, third] = &servers.origins;
        let path = format!("/{}/x?q", ids[0]);

        let preflight = format!(
            "OPTIONS {path} HTTP/1.1\r\nOrigin: {page}\r\nAccess-Control-Request-Method: PUT\r\n\
             Access-Control-Request-Headers: x-a\r\n\r\n"
        );
        assert_eq!(
            say(other, &preflight).await,
            format!(
                "HTTP/1.1 204 So\r\naccess-control-ALLOW-origin: {page}\r\n\
                 Access-Control-Allow-Methods: PUT\r\nAccess-Control-Allow-Headers: x-a\r\n\
                 Access-Control-Allow-Headers:  \u{e9}\t\r\nCache-Control: no-store\r\n\r\n"
            )
        );
        let put = format!(
            "PUT {path} HTTP/1.1\r\nOrigin: {page}\r\nx-a: 1\r\nX-B: 2\r\nContent-Length: 0\r\n\r\n"
        );
        assert_eq!(
            say(other, &put).await,
            "HTTP/1.1 999 So\r\nCache-Control: no-store\r\nContent-Length: 9\r\n\r\nanswered\n"
        );
        let elsewhere = say(third, &format!("GET {path} HTTP/1.1\r\n\r\n")).await;
        assert!(elsewhere.starts_with("HTTP/1.1 404 "), "{elsewhere}");
        assert_eq!(servers.through(&ids), 0);
        let end = r#"{ "end": "rejects" }"#;
        let ended = format!(
            "POST /ended/{} HTTP/1.1\r\nContent-Length: {}\r\n\r\n{end}",
            ids[0],
            end.len()
        );
        say(page, &ended).await;
        assert_eq!(servers.through(&ids), 1);

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
        // The engine, told the same, would have got as far as the second.
        case.routes.values_mut().for_each(|route| drop(route.preflight[0].headers.pop()));
        let predicted = predict(&case, &Profile::STANDARD).unwrap();
        assert_eq!(
            predicted.events[..2].iter().map(ToString::to_string).collect::<Vec<_>>(),
            lines[..2]
        );
    }

    #[tokio::test]
    async fn a_page_of_the_past_gets_no_work() {
        let servers = Servers::start().await.unwrap();
        let first = servers.new_page();
        let second = servers.new_page();
        assert_ne!(first, second);
        let case: Case = serde_json::from_str(CASE).unwrap();
        servers.ask(&[case], Pace::Quick).unwrap();
        let ask = |number| format!("POST /work?{number} HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(say(&servers.origins[0], &ask(1)).await, "");
        let work = say(&servers.origins[0], &ask(2)).await;
        assert!(work.contains(r#""pace":"quick""#), "{work}");
    }
}
