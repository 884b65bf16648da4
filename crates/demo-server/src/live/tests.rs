use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::serve;
use testbed::response::Response;

use crate::endpoint::{Endpoint, Endpoints, Exchange, Server};

/// A running live server with one endpoint, and a client that sends bytes.
struct Client {
    address: SocketAddr,
    endpoints: Arc<Endpoints>,
    id: String,
}

impl Client {
    async fn new(preflight: Response, answer: Response) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let endpoints = Arc::new(Endpoints::default());
        tokio::spawn(serve(listener, Arc::clone(&endpoints)));
        let id = endpoints.add(Endpoint { preflight, answer }).unwrap();
        Self { address, endpoints, id }
    }

    /// Fills in `{id}`, sends a request and returns the response.
    async fn send(&self, request: &str) -> String {
        text(&self.send_bytes(request.replace("{id}", &self.id).as_bytes()).await)
    }

    async fn send_bytes(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request).await.unwrap();
        let mut response = Vec::new();
        timeout(Duration::from_secs(10), stream.read_to_end(&mut response)).await.unwrap().unwrap();
        response
    }

    fn report(&self) -> Vec<Exchange> {
        self.endpoints.exchanges(&self.id).unwrap()
    }
}

fn answer(status: u16, headers: &[(&str, &str)]) -> Response {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    Response { status, headers }
}

fn text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

async fn simple() -> Client {
    Client::new(answer(204, &[("Access-Control-Allow-Origin", "*")]), answer(200, &[])).await
}

const TEXT: &str = "HTTP/1.1 200 OK\r\n\r\nThe live server responded.\n";

#[tokio::test]
async fn a_preflight_gets_the_preflight_response() {
    let client = Client::new(
        answer(204, &[("Access-Control-Allow-Origin", "*"), ("x-LIKE-this", "")]),
        answer(200, &[]),
    )
    .await;
    let preflight =
        "OPTIONS /ask/{id} HTTP/1.1\r\nHost: a\r\naccess-control-request-method: PUT\r\n\r\n";
    assert_eq!(
        client.send(preflight).await,
        "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nx-LIKE-this: \r\n\r\n"
    );
    assert_eq!(client.send("OPTIONS /ask/{id} HTTP/1.1\r\nHost: a\r\n\r\n").await, TEXT);
    assert_eq!(
        client.send("PUT /ask/{id} HTTP/1.1\r\nAccess-Control-Request-Method: PUT\r\n\r\n").await,
        TEXT
    );
}

#[tokio::test]
async fn any_method_and_any_suffix_of_the_id_get_a_response() {
    let client = simple().await;
    for line in
        ["GET /ask/{id}", "QUERY /ask/{id}/", "patch /ask/{id}/a/b?c=d&%zz", "DELETE /ask/{id}?x"]
    {
        assert_eq!(client.send(&format!("{line} HTTP/1.1\r\n\r\n")).await, TEXT, "{line}");
    }
    assert_eq!(client.report().len(), 4);
}

#[tokio::test]
async fn the_log_has_every_line_as_it_was_sent() {
    let client = Client::new(answer(204, &[]), answer(299, &[("X-Byte", "\u{E9}\u{FF}\t.")])).await;
    let mut request = format!("GET /ask/{}/x HTTP/1.1\r\nhOST:  two spaces \r\n", client.id);
    request.push_str("X-A: 1\r\nX-A: 2\r\nX-Empty:\r\nno colon\r\nX-Raw: ");
    let mut request = request.into_bytes();
    request.extend(b"\x80\xFF\r\n\r\n");
    let response = client.send_bytes(&request).await;
    assert_eq!(
        response,
        b"HTTP/1.1 299 \r\nX-Byte: \xE9\xFF\t.\r\n\r\nThe live server responded.\n"
    );
    let received = [
        &format!("GET /ask/{}/x HTTP/1.1", client.id),
        "hOST:  two spaces ",
        "X-A: 1",
        "X-A: 2",
        "X-Empty:",
        "no colon",
        "X-Raw: \u{80}\u{FF}",
    ];
    assert_eq!(
        client.report(),
        [Exchange {
            server: Server::Live,
            received: received.map(str::to_owned).to_vec(),
            sent: vec!["HTTP/1.1 299 ".into(), "X-Byte: \u{E9}\u{FF}\t.".into()],
        }]
    );
}

#[tokio::test]
async fn bodies_are_read_before_the_response() {
    let client = simple().await;
    let post = "POST /ask/{id} HTTP/1.1\r\n";
    for rest in [
        "Content-Length: 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip, Chunked\r\n\r\n0\r\nTrailer: 1\r\n\r\n",
        "Content-Length: nonsense\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n",
    ] {
        assert_eq!(client.send(&format!("{post}{rest}")).await, TEXT, "{rest}");
    }

    let long = format!("{post}Content-Length: 3000000\r\n\r\n{}", "x".repeat(3_000_000));
    assert_eq!(client.send(&long).await, TEXT);
}

#[tokio::test]
async fn a_response_waits_for_the_body() {
    let client = simple().await;
    let mut stream = TcpStream::connect(client.address).await.unwrap();
    let head = format!("POST /ask/{} HTTP/1.1\r\nContent-Length: 2\r\n\r\nx", client.id);
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut first = [0; 1];
    let early = timeout(Duration::from_millis(100), stream.read(&mut first)).await;
    assert!(early.is_err(), "responded before the body arrived");
    let report = client.report();
    assert_eq!((report.len(), report[0].sent.len()), (1, 0), "arrived, without a response");
    stream.write_all(b"x").await.unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.unwrap();
    assert_eq!(text(&response), TEXT);
    assert_eq!(client.report()[0].sent, ["HTTP/1.1 200 OK"]);
}

#[tokio::test]
async fn a_body_has_the_length_of_its_header() {
    let length = async |status: u16, headers: &[(&str, &str)], method: &str| {
        let client = Client::new(answer(204, &[]), answer(status, headers)).await;
        let response = client.send(&format!("{method} /ask/{{id}} HTTP/1.1\r\n\r\n")).await;
        response.split_once("\r\n\r\n").unwrap().1.len()
    };
    assert_eq!(length(200, &[("content-length", "7")], "GET").await, 7);
    assert_eq!(length(200, &[("Content-Length", "0")], "GET").await, 0);
    assert_eq!(length(200, &[("Content-Length", "9999999")], "GET").await, 1 << 20);
    assert_eq!(length(200, &[("Content-Length", "many")], "GET").await, super::TEXT.len());
    assert_eq!(length(404, &[], "GET").await, super::TEXT.len());
    assert_eq!(length(200, &[("Content-Length", "7")], "HEAD").await, 0);
    for status in [100, 103, 204, 304] {
        assert_eq!(length(status, &[], "GET").await, 0, "{status}");
    }
}

#[tokio::test]
async fn a_chunked_response_is_chunked() {
    let client =
        Client::new(answer(204, &[]), answer(200, &[("Transfer-Encoding", "chunked")])).await;
    assert_eq!(
        client.send("GET /ask/{id} HTTP/1.1\r\n\r\n").await,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
         1b\r\nThe live server responded.\n\r\n0\r\n\r\n"
    );
}

#[tokio::test]
async fn garbage_is_rejected_and_the_server_goes_on() {
    let client = simple().await;
    let long = format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(2 << 20));
    let bad = "HTTP/1.1 400 Bad Request\r\n";
    for request in [
        "garbage\r\n\r\n",
        "GET  / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1 x\r\n\r\n",
        "G@T / HTTP/1.1\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u{16}\u{3}\u{1}\r\n\r\n",
        &long,
    ] {
        let response = client.send(request).await;
        assert!(response.starts_with(bad), "{request:.40?}: {response}");
    }

    // Connected just in case, or gone in the middle.
    for request in ["", "GET /ask/{id} HT", "POST /ask/{id} HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"]
    {
        let mut stream = TcpStream::connect(client.address).await.unwrap();
        stream.write_all(request.replace("{id}", &client.id).as_bytes()).await.unwrap();
    }
    assert_eq!(client.send("GET /ask/{id} HTTP/1.1\r\n\r\n").await, TEXT);
}

#[tokio::test]
async fn an_unknown_endpoint_is_not_found() {
    let client = simple().await;
    for target in ["/", "/ask/", "/ask/0000", "/ask", "*", "http://a/ask/", "/ask/{id}0"] {
        let response = client.send(&format!("GET {target} HTTP/1.1\r\n\r\n")).await;
        assert!(response.starts_with("HTTP/1.1 404 Not Found\r\n"), "{target}: {response}");
    }
    assert_eq!(client.report(), []);
    assert_eq!(client.endpoints.exchanges("0000"), None);
}

#[tokio::test]
async fn requests_are_logged_in_order_of_arrival() {
    let client = simple().await;
    for number in 0..3 {
        client.send(&format!("GET /ask/{{id}}/{number} HTTP/1.1\r\n\r\n")).await;
    }
    let lines: Vec<_> = client.report().into_iter().map(|it| it.received[0].clone()).collect();
    let expected = [0, 1, 2].map(|number| format!("GET /ask/{}/{number} HTTP/1.1", client.id));
    assert_eq!(lines, expected);
}

#[test]
fn responses_that_cannot_be_sent_are_rejected() {
    let check = |status, name: &str, value: &str| {
        Endpoint { preflight: answer(204, &[]), answer: answer(status, &[(name, value)]) }.check()
    };
    assert!(check(0, "A", "\u{FF}\t b").is_ok());
    assert!(check(1000, "A", "b").unwrap_err().to_string().contains("answer.status"));
    for name in ["", "a b", "a:", "\u{E9}"] {
        assert!(check(200, name, "b").is_err(), "{name:?}");
    }
    for value in ["\r", "a\nb", "\0", "\u{100}"] {
        assert!(check(200, "A", value).is_err(), "{value:?}");
    }
}

#[test]
fn ids_differ_and_the_oldest_endpoint_is_removed_first() {
    let endpoints = Endpoints::default();
    let add = || {
        endpoints.add(Endpoint { preflight: answer(204, &[]), answer: answer(200, &[]) }).unwrap()
    };
    let ids: Vec<String> = (0..4097).map(|_| add()).collect();
    assert!(ids.iter().all(|id| id.len() == 32));
    assert_ne!(ids[0], ids[1]);
    assert_eq!(endpoints.exchanges(&ids[0]), None);
    assert_eq!(endpoints.exchanges(&ids[1]), Some(Vec::new()));
    assert_eq!(endpoints.exchanges(&ids[4096]), Some(Vec::new()));
}
