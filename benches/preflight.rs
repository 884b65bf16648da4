//! Checking preflight responses.

#![cfg_attr(target_family = "wasm", no_main)]
#![cfg(not(target_family = "wasm"))]

mod inputs;

use criterion::Criterion;
use inputs::{Fetch, beside_a_pass};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    preflight(&mut criterion);
    criterion.final_summary();
}

fn preflight(criterion: &mut Criterion) {
    beside_a_pass(
        criterion,
        "preflight",
        |bencher, fetch| bencher.iter(|| fetch.check_preflight()),
        Fetch::pass_over_call_and_preflight,
    );
}
