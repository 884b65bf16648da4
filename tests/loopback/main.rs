//! Whole fetches over loopback: a native client that follows an
//! [`Exchange`](cors_preflight::Exchange) and Chromium's own `fetch()` make the same calls to the same
//! three servers. The requests and the results must be equal.

#![cfg(not(target_family = "wasm"))]

mod client;
mod scenario;
mod servers;

use std::time::Duration;

use client::Client;
use servers::Servers;
use testbed::browser::Browser;
use testbed::launch;

/// How long Chromium may take for all scenarios.
const PATIENCE: Duration = Duration::from_secs(120);

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
    let chromium_ends = ends_in_chromium(&servers);
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

/// Makes the calls of all scenarios in Chromium. Returns how each call of each scenario ended.
fn ends_in_chromium(servers: &Servers) -> Vec<Vec<String>> {
    let _chromium = launch::start(Browser::Chromium, servers.page()).expect("Chromium starts");
    let outcomes = servers.outcomes().recv_timeout(PATIENCE);
    let outcomes = outcomes.expect("Chromium's page posts its outcomes within two minutes");
    serde_json::from_value(outcomes).expect("the page posts lists of texts")
}
