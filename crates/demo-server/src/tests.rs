use std::net::Ipv4Addr;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use super::{Demo, is_blocked, next_port, port_change};
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
        send(&self.page, &[&format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n")]).await
    }

    async fn register(&self, endpoint: &Value) -> String {
        let endpoint = endpoint.to_string();
        let length = endpoint.len();
        let head = "POST /live/asks HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
        send(&self.page, &[&format!("{head}Content-Length: {length}\r\n\r\n{endpoint}")]).await
    }
}

/// Sends a request in packets, with pauses between, and returns the response.
async fn send(host: &str, pieces: &[&str]) -> String {
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for (number, piece) in pieces.iter().enumerate() {
        if number > 0 {
            sleep(Duration::from_millis(30)).await;
        }
        stream.write_all(piece.as_bytes()).await.unwrap();
    }
    let mut response = Vec::new();
    timeout(Duration::from_secs(10), stream.read_to_end(&mut response)).await.unwrap().unwrap();
    String::from_utf8_lossy(&response).into_owned()
}

fn body(response: &str) -> Value {
    serde_json::from_str(response.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[tokio::test]
async fn an_endpoint_responds_at_both_ports_and_logs() {
    let demo = Running::start().await;
    let origin = body(&demo.get("/live.json").await);
    assert_eq!(origin, json!({ "origin": format!("http://{}", demo.live) }));

    let response = demo
        .register(&json!({
            "preflight": { "status": 204, "headers": [["A", "\u{E9}"]] },
            "answer": { "status": 201, "headers": [] },
        }))
        .await;
    let path = body(&response)["path"].as_str().unwrap().to_owned();
    let id = path.strip_prefix("/ask/").unwrap();

    let created = "HTTP/1.1 201 Created\r\n\r\nThe live server responded.\n";
    let get = format!("GET {path}/1 HTTP/1.1\r\n\r\n");
    assert_eq!(send(&demo.live, &[&get]).await, created);
    assert_eq!(send(&demo.page, &[&get]).await, created);

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
async fn the_pages_port_serves_both_kinds_of_requests_in_any_packets() {
    let demo = Running::start().await;
    let not_found = "HTTP/1.1 404 Not Found\r\nContent-Type";
    assert!(
        send(&demo.page, &["G", "ET", " ", "/as", "k/0 HTTP", "/1.1\r\n\r\n"])
            .await
            .starts_with(not_found)
    );
    let ok = "HTTP/1.1 200 OK\r\n";
    assert!(
        send(&demo.page, &["GET /l", "ive.json HTTP/1.1\r\nHost: a\r\n\r\n"]).await.starts_with(ok)
    );
    let bad = "HTTP/1.1 400 Bad Request\r\n";
    assert!(send(&demo.page, &["garbage\r\n\r\n"]).await.starts_with(bad));
    assert!(demo.get("/live.json").await.starts_with(ok));
}

#[tokio::test]
async fn only_the_page_and_the_package_are_served() {
    let demo = Running::start().await;
    let response = demo.get("/").await;
    assert!(response.contains("\r\nlocation: /www/\r\n"), "{response}");
    let response = demo.get("/pkg/package.json").await;
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert!(response.contains("\r\ncontent-type: application/json\r\n"), "{response}");
    assert!(response.contains("\r\ncache-control: no-store\r\n"), "{response}");
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
        let response = demo.get(target).await;
        assert!(response.starts_with("HTTP/1.1 404 Not Found\r\n"), "{target}: {response}");
    }
}

#[tokio::test]
async fn an_invalid_endpoint_is_rejected_with_a_reason() {
    let demo = Running::start().await;
    let response = demo.register(&json!({ "preflight": 1 })).await;
    assert!(response.starts_with("HTTP/1.1 422 "), "{response}");
    let response = demo
        .register(&json!({
            "preflight": { "status": 204, "headers": [] },
            "answer": { "status": 200, "headers": [["A", "b\nc"]] },
        }))
        .await;
    assert!(response.starts_with("HTTP/1.1 400 "), "{response}");
    assert!(response.contains("the value of A cannot be sent"), "{response}");
}

#[tokio::test]
async fn a_port_in_use_is_replaced_by_the_next_free_one() {
    let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let wanted = other.local_addr().unwrap().port();
    let demo = Demo::bind(wanted, wanted, project::root()).await.unwrap();
    let page = demo.page.local_addr().unwrap().port();
    let live = demo.live.local_addr().unwrap().port();
    assert!(wanted < page && page < live, "{wanted} {page} {live}");
    let line = format!("Port {wanted} is in use: the page uses {page}.");
    assert_eq!(port_change("page", wanted, &demo.page).unwrap(), Some(line));
    assert_eq!(port_change("page", page, &demo.page).unwrap(), None);
    assert_eq!(port_change("page", 0, &demo.page).unwrap(), None);
}

#[tokio::test]
async fn a_port_that_browsers_block_is_skipped() {
    assert!(is_blocked(6666) && is_blocked(10080) && !is_blocked(8642) && !is_blocked(80));
    let demo = Demo::bind(6666, 6667, project::root()).await.unwrap();
    let page = demo.page.local_addr().unwrap().port();
    let live = demo.live.local_addr().unwrap().port();
    assert!(6669 < page && page < live && !is_blocked(page) && !is_blocked(live), "{page} {live}");
    let line = format!("Port 6666 is blocked by browsers: the page uses {page}.");
    assert_eq!(port_change("page", 6666, &demo.page).unwrap(), Some(line));
}

#[test]
fn the_live_server_uses_the_next_port_or_any() {
    assert_eq!([0, 8642, u16::MAX].map(next_port), [0, 8643, 0]);
}

#[tokio::test]
async fn any_target_reaches_the_live_server_at_the_pages_port() {
    let demo = Running::start().await;
    let answer = json!({ "status": 200, "headers": [] });
    let response = demo.register(&json!({ "preflight": answer, "answer": answer })).await;
    let path = body(&response)["path"].as_str().unwrap().to_owned();
    let method = "M".repeat(500_000);
    let query = "q".repeat(500_000);
    for line in [
        format!("{method} {path} HTTP/1.1"),
        format!("GET {path}?{query} HTTP/1.1"),
        format!("GET http://{}{path} HTTP/1.1", demo.page),
        format!("GET HTTP://a{path}/x HTTP/1.1"),
    ] {
        let response = send(&demo.page, &[&line, "\r\nHost: a\r\n\r\n"]).await;
        assert_eq!(response, "HTTP/1.1 200 OK\r\n\r\nThe live server responded.\n");
    }
}
