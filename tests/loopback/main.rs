//! Whole fetches over loopback: an [`Exchange`](cors_preflight::Exchange) with a native client
//! underneath, and Chromium's own `fetch()`, make the same calls to the same three servers. What
//! reaches the servers and what the script gets has to be the same.
//!
//! Chromium is started from the path in the variable `CHROMIUM`, else from the PATH.

#![cfg(not(target_family = "wasm"))]

mod chromium;
mod client;
#[path = "../native/loose.rs"]
mod loose;
mod message;
mod scenario;
mod servers;

use client::Client;
use servers::Servers;

#[test]
fn chromium_and_the_engine_make_the_same_fetches() {
    let servers = Servers::start();
    let scenarios = servers.scenarios();

    let engine_ends: Vec<Vec<String>> = scenarios
        .iter()
        .map(|scenario| {
            let mut client = Client::new();
            scenario.calls.iter().map(|call| client.fetch(call)).collect()
        })
        .collect();
    let engine_sent = servers.take_arrived();
    let chromium_ends = chromium::fetch_all(&servers);
    let chromium_sent = servers.take_arrived();
    assert_eq!(chromium_ends.len(), scenarios.len());

    let mut wrong = String::new();
    for (number, scenario) in scenarios.iter().enumerate() {
        let mut compare = |what: &str, one: &Vec<String>, other: &Vec<String>| {
            if one != other {
                wrong += &format!("{}\n{what}\n{one:#?}\n{other:#?}\n\n", scenario.name);
            }
        };
        let first_line = |request: &String| request.lines().next().unwrap_or_default().to_owned();
        let outline = chromium_sent[number].iter().map(first_line).collect();
        compare("The requests, expected and Chromium's:", &scenario.requests, &outline);
        compare("The ends, expected and Chromium's:", &scenario.ends, &chromium_ends[number]);
        compare(
            "The requests, the engine's and Chromium's:",
            &engine_sent[number],
            &chromium_sent[number],
        );
        compare(
            "The ends, the engine's and Chromium's:",
            &engine_ends[number],
            &chromium_ends[number],
        );
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!("{} scenarios come to the same", scenarios.len());
}
