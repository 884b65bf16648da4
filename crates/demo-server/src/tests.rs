use std::net::Ipv4Addr;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use super::{Demo, beside, is_blocked, taken};
use tooling::project;

/// A running demo.
struct Running {
    page: String,
    live: String,
}

impl Running {
    async fn start() -> Self {
        let demo = Demo::bind(0, 0, project::root()).await.unwrap();
        let host = |origin: String| origin.strip_prefix("http://").unwrap().to_owned();
        let page = host(demo.address().unwrap());
        let live = host(demo.live_address().unwrap());
        tokio::spawn(demo.serve());
        Self { page, live }
    }

    async fn get(&self, target: &str) -> String {
        say(&self.page, &[&format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n")]).await
    }

    async fn ask(&self, ask: &Value) -> String {
        let ask = ask.to_string();
        let length = ask.len();
        let head = "POST /live/asks HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
        say(&self.page, &[&format!("{head}Content-Length: {length}\r\n\r\n{ask}")]).await
    }
}

/// Sends a request in pieces, a moment apart, and returns all that comes back.
async fn say(host: &str, pieces: &[&str]) -> String {
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for (number, piece) in pieces.iter().enumerate() {
        if number > 0 {
            sleep(Duration::from_millis(30)).await;
        }
        stream.write_all(piece.as_bytes()).await.unwrap();
    }
    let mut said = Vec::new();
    timeout(Duration::from_secs(10), stream.read_to_end(&mut said)).await.unwrap().unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

fn body(said: &str) -> Value {
    serde_json::from_str(said.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[tokio::test]
async fn an_ask_is_answered_on_both_ports_and_reported() {
    let demo = Running::start().await;
    let origin = body(&demo.get("/live.json").await);
    assert_eq!(origin, json!({ "origin": format!("http://{}", demo.live) }));

    let said = demo
        .ask(&json!({
            "preflight": { "status": 204, "headers": [["A", "\u{E9}"]] },
            "answer": { "status": 201, "headers": [] },
        }))
        .await;
    let path = body(&said)["path"].as_str().unwrap().to_owned();
    let id = path.strip_prefix("/ask/").unwrap();

    let created = "HTTP/1.1 201 Created\r\n\r\nThe live server answered.\n";
    let get = format!("GET {path}/1 HTTP/1.1\r\n\r\n");
    assert_eq!(say(&demo.live, &[&get]).await, created);
    assert_eq!(say(&demo.page, &[&get]).await, created);

    let report = body(&demo.get(&format!("/live/asks/{id}")).await);
    let line = format!("GET {path}/1 HTTP/1.1");
    let sent = "HTTP/1.1 201 Created";
    assert_eq!(
        report,
        json!({ "exchanges": [
            { "server": "live", "received": [line], "sent": [sent] },
            { "server": "page", "received": [line], "sent": [sent] },
        ]})
    );
}

#[tokio::test]
async fn the_page_port_tells_its_two_kinds_of_request_apart_however_they_arrive() {
    let demo = Running::start().await;
    let not_found = "HTTP/1.1 404 Not Found\r\nContent-Type";
    assert!(
        say(&demo.page, &["G", "ET", " ", "/as", "k/0 HTTP", "/1.1\r\n\r\n"])
            .await
            .starts_with(not_found)
    );
    let ok = "HTTP/1.1 200 OK\r\n";
    assert!(
        say(&demo.page, &["GET /l", "ive.json HTTP/1.1\r\nHost: a\r\n\r\n"]).await.starts_with(ok)
    );
    let bad = "HTTP/1.1 400 Bad Request\r\n";
    assert!(say(&demo.page, &["garbage\r\n\r\n"]).await.starts_with(bad));
    assert!(demo.get("/live.json").await.starts_with(ok));
}

#[tokio::test]
async fn only_the_page_and_the_package_are_served() {
    let demo = Running::start().await;
    let said = demo.get("/").await;
    assert!(said.contains("\r\nlocation: /www/\r\n"), "{said}");
    let said = demo.get("/pkg/package.json").await;
    assert!(said.starts_with("HTTP/1.1 200 OK\r\n"), "{said}");
    assert!(said.contains("\r\ncontent-type: application/json\r\n"), "{said}");
    assert!(said.contains("\r\ncache-control: no-store\r\n"), "{said}");
    assert!(demo.get("/pkg/index.js").await.contains("\r\ncontent-type: text/javascript\r\n"));
    for target in [
        "/Cargo.toml",
        "/pkg/../Cargo.toml",
        "/pkg/%2e%2e/Cargo.toml",
        "/pkg/..%2fCargo.toml",
        "/pkg//etc/passwd",
        "/pkgs/",
        "/live/asks/0",
    ] {
        let said = demo.get(target).await;
        assert!(said.starts_with("HTTP/1.1 404 Not Found\r\n"), "{target}: {said}");
    }
}

#[tokio::test]
async fn an_ask_that_is_none_is_refused_with_a_reason() {
    let demo = Running::start().await;
    let said = demo.ask(&json!({ "preflight": 1 })).await;
    assert!(said.starts_with("HTTP/1.1 422 "), "{said}");
    let said = demo
        .ask(&json!({
            "preflight": { "status": 204, "headers": [] },
            "answer": { "status": 200, "headers": [["A", "b\nc"]] },
        }))
        .await;
    assert!(said.starts_with("HTTP/1.1 400 "), "{said}");
    assert!(said.contains("the value of A cannot be sent"), "{said}");
}

#[tokio::test]
async fn a_port_in_use_gives_the_next_free_one() {
    let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let wanted = other.local_addr().unwrap().port();
    let demo = Demo::bind(wanted, wanted, project::root()).await.unwrap();
    let page = demo.page.local_addr().unwrap().port();
    let live = demo.live.local_addr().unwrap().port();
    assert!(wanted < page && page < live, "{wanted} {page} {live}");
    let line = format!("Port {wanted} is in use: the page takes {page}.");
    assert_eq!(taken("page", wanted, &demo.page).unwrap(), Some(line));
    assert_eq!(taken("page", page, &demo.page).unwrap(), None);
    assert_eq!(taken("page", 0, &demo.page).unwrap(), None);
}

#[tokio::test]
async fn a_port_that_no_browser_opens_is_passed_over() {
    assert!(is_blocked(6666) && is_blocked(10080) && !is_blocked(8642) && !is_blocked(80));
    let demo = Demo::bind(6666, 6667, project::root()).await.unwrap();
    let page = demo.page.local_addr().unwrap().port();
    let live = demo.live.local_addr().unwrap().port();
    assert!(6669 < page && page < live && !is_blocked(page) && !is_blocked(live), "{page} {live}");
    let line = format!("Port 6666 is opened by no browser: the page takes {page}.");
    assert_eq!(taken("page", 6666, &demo.page).unwrap(), Some(line));
}

#[test]
fn the_live_servers_port_is_the_next_or_any() {
    assert_eq!([0, 8642, u16::MAX].map(beside), [0, 8643, 0]);
}

#[tokio::test]
async fn an_ask_of_any_length_and_form_reaches_the_live_server_on_the_pages_port() {
    let demo = Running::start().await;
    let answer = json!({ "status": 200, "headers": [] });
    let said = demo.ask(&json!({ "preflight": answer, "answer": answer })).await;
    let path = body(&said)["path"].as_str().unwrap().to_owned();
    let method = "M".repeat(500_000);
    let query = "q".repeat(500_000);
    for line in [
        format!("{method} {path} HTTP/1.1"),
        format!("GET {path}?{query} HTTP/1.1"),
        format!("GET http://{}{path} HTTP/1.1", demo.page),
        format!("GET HTTP://a{path}/x HTTP/1.1"),
    ] {
        let said = say(&demo.page, &[&line, "\r\nHost: a\r\n\r\n"]).await;
        assert_eq!(said, "HTTP/1.1 200 OK\r\n\r\nThe live server answered.\n");
    }
}
