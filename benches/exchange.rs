//! A fetch from first to last: with an empty cache, and with one that has seen it before.

#![cfg_attr(target_family = "wasm", no_main)]
#![cfg(not(target_family = "wasm"))]

mod inputs;

use cors_preflight::PreflightCache;
use criterion::{BatchSize, Criterion};
use inputs::{Fetch, STANDARD, beside_a_pass};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    exchange(&mut criterion);
    warm_exchange(&mut criterion);
    criterion.final_summary();
}

fn exchange(criterion: &mut Criterion) {
    beside_a_pass(
        criterion,
        "exchange",
        |bencher, fetch| {
            let call = || (fetch.call.clone(), PreflightCache::new(STANDARD.profile()));
            let run = |(call, mut cache)| fetch.exchange(call, &mut cache);
            bencher.iter_batched(call, run, BatchSize::LargeInput);
        },
        Fetch::pass_over_all,
    );
}

fn warm_exchange(criterion: &mut Criterion) {
    beside_a_pass(
        criterion,
        "exchange, warm cache",
        |bencher, fetch| {
            let mut cache = fetch.warm();
            let run = |call| fetch.exchange(call, &mut cache);
            bencher.iter_batched(|| fetch.call.clone(), run, BatchSize::LargeInput);
        },
        Fetch::pass_over_all,
    );
}
