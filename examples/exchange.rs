//! Runs whole fetches against a server that is a function, with a preflight cache.
//!
//! ```sh
//! cargo run --example exchange
//! ```

use cors_preflight::{
    Browser, Call, CredentialsMode, Failure, FinalResponse, HttpRequest, HttpResponse,
    InvalidResponse, PreflightCache, Step,
};
use std::error::Error;
use std::time::Instant;

/// The server under test. It allows `https://app.example` to send JSON with credentials.
fn server(request: &HttpRequest) -> Result<HttpResponse, InvalidResponse> {
    let response = HttpResponse::new(if request.method() == "OPTIONS" { 204 } else { 200 })?
        .header("Access-Control-Allow-Origin", "https://app.example")?
        .header("Access-Control-Allow-Credentials", "true")?;
    match request.method() {
        "OPTIONS" => response
            .header("Access-Control-Allow-Methods", "GET, POST")?
            .header("Access-Control-Allow-Headers", "content-type")?
            .header("Access-Control-Max-Age", "600"),
        _ => response.header("X-Total", "2")?.header("Access-Control-Expose-Headers", "x-total"),
    }
}

/// A browser session: a browser, its preflight cache and its clock.
struct Session {
    browser: Browser,
    cache: PreflightCache,
    start: Instant,
}

impl Session {
    fn new(browser: Browser) -> Session {
        let cache = PreflightCache::new(browser.profile());
        Session { browser, cache, start: Instant::now() }
    }

    /// Makes a call, and prints the requests that it sends.
    fn fetch(&mut self, call: Call) -> Result<Result<FinalResponse, Failure>, InvalidResponse> {
        let mut step = self.browser.fetch(call).start(self.cache.at(self.start.elapsed()));
        loop {
            step = match step {
                Step::Send(pending) => {
                    println!("  {} {}", pending.request().method(), pending.request().url());
                    let response = server(pending.request())?;
                    pending.respond(&response, self.cache.at(self.start.elapsed()))
                }
                Step::Done(response) => return Ok(Ok(response)),
                Step::Failed(failure) => return Ok(Err(failure)),
            };
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let call = |method| {
        let call = Call::fetch("https://app.example", "https://api.example/notes")?;
        let call = call.method(method).header("Content-Type", "application/json");
        Ok::<_, Box<dyn Error>>(call.credentials(CredentialsMode::Include))
    };
    let mut session = Session::new(Browser::CHROMIUM);
    // The second POST needs no preflight: the cache has the permissions of the first one.
    for method in ["POST", "POST", "DELETE"] {
        println!("{method}");
        match session.fetch(call(method)?)? {
            Ok(response) => {
                let headers = response.exposed_headers().join(", ");
                println!("  status {}, readable headers: {headers}", response.status());
                println!("  {} entries in the preflight cache", session.cache.entries().len());
            }
            Err(failure) => {
                println!("  {failure}");
                for reason in failure.reasons() {
                    println!("  fix: {}", reason.fix().unwrap_or_default());
                }
            }
        }
    }
    Ok(())
}
