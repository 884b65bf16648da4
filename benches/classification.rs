//! Whether a call is preflighted.

#![cfg_attr(target_family = "wasm", no_main)]
#![cfg(not(target_family = "wasm"))]

mod inputs;

use criterion::Criterion;
use inputs::{Fetch, beside_a_pass};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    classification(&mut criterion);
    question(&mut criterion);
    criterion.final_summary();
}

fn classification(criterion: &mut Criterion) {
    beside_a_pass(
        criterion,
        "classification",
        |bencher, fetch| bencher.iter(|| fetch.classify()),
        Fetch::pass_over_call,
    );
}

fn question(criterion: &mut Criterion) {
    beside_a_pass(
        criterion,
        "needs_preflight",
        |bencher, fetch| bencher.iter(|| fetch.needs_preflight()),
        Fetch::pass_over_call,
    );
}
