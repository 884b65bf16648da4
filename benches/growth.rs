//! Prints how the cost of each operation grows: a row for each kind of fetch, in three sizes, each
//! ten times as large as the one before.
//!
//! A cost that is linear in bytes keeps its ratio to one pass over the same bytes. A cost that is
//! n log n in headers keeps its ratio to one sort of their lower-case names. The exponent of the last
//! step shows the same: 1 is linear, n log n is slightly above 1, and a quadratic path has 2. The
//! exponent is larger if the headers exceed the processor's cache.

#![cfg_attr(target_family = "wasm", no_main)]
#![cfg(not(target_family = "wasm"))]

mod inputs;

use cors_preflight::PreflightCache;
use inputs::{Fetch, Make, OF_BYTES, OF_HEADERS, OF_HEADERS_AND_MORE, STANDARD};
use serde::Serialize;
use std::time::{Duration, Instant};

/// A measured operation: its name, one run of it, and the pass over its input.
struct Subject {
    name: &'static str,
    run: fn(&Fetch, &mut PreflightCache) -> Duration,
    pass: fn(&Fetch),
}

const JUDGING: [Subject; 5] = [
    Subject {
        name: "classify",
        run: |fetch, _| timed(|| drop(fetch.classify())),
        pass: Fetch::pass_over_call,
    },
    Subject {
        name: "check_preflight",
        run: |fetch, _| timed(|| drop(fetch.check_preflight())),
        pass: Fetch::pass_over_call_and_preflight,
    },
    Subject {
        name: "check_response",
        run: |fetch, _| timed(|| drop(fetch.check_response())),
        pass: Fetch::pass_over_call_and_answer,
    },
    Subject {
        name: "Exchange",
        run: |fetch, cache| {
            let call = fetch.call.clone();
            cache.clear();
            timed(|| fetch.exchange(call, cache))
        },
        pass: Fetch::pass_over_all,
    },
    Subject {
        name: "Exchange, warm cache",
        run: |fetch, cache| {
            let call = fetch.call.clone();
            timed(|| fetch.exchange(call, cache))
        },
        pass: Fetch::pass_over_all,
    },
];

/// Writing results out as plain objects, with all their sentences.
const TELLING: [Subject; 3] = [
    Subject {
        name: "Classification, told",
        run: |fetch, _| told(&fetch.classify()),
        pass: Fetch::pass_over_call,
    },
    Subject {
        name: "PreflightVerdict, told",
        run: |fetch, _| told(&fetch.check_preflight()),
        pass: Fetch::pass_over_call_and_preflight,
    },
    Subject {
        name: "ResponseVerdict, told",
        run: |fetch, _| told(&fetch.check_response()),
        pass: Fetch::pass_over_call_and_answer,
    },
];

fn main() {
    println!(
        "{:<24}{:<30}{:>17}{:>23}{:>20}{:>10}",
        "", "from one size to the next:", "µs at the largest", "passes", "sorts", "exponent"
    );
    let mut steepest = (0.0, String::new());
    let mut measure = |subject: &Subject, kind: &str, make: Make, sizes: [usize; 3]| {
        let exponent = subject.measure(kind, make, sizes);
        if exponent > steepest.0 {
            steepest = (exponent, format!("{}, {kind}", subject.name));
        }
    };
    const HEADERS: [usize; 3] = [1_000, 10_000, 100_000];
    for subject in &JUDGING {
        for (kind, make) in OF_HEADERS.into_iter().chain(OF_HEADERS_AND_MORE) {
            measure(subject, &format!("headers, {kind}"), make, HEADERS);
        }
        for (kind, make) in OF_BYTES {
            measure(subject, &format!("bytes, {kind}"), make, [10_000, 100_000, 1_000_000]);
        }
    }
    for subject in &TELLING {
        measure(subject, "headers, refused names", Fetch::refused, HEADERS);
    }
    println!("The steepest: an exponent of {:.2} ({}).", steepest.0, steepest.1);
}

impl Subject {
    /// Prints a row. Gives the exponent of its last step.
    fn measure(&self, kind: &str, make: Make, sizes: [usize; 3]) -> f64 {
        let measured = sizes.map(|size| {
            let fetch = make(size);
            let mut cache = PreflightCache::new(STANDARD.profile());
            let time = least(|| (self.run)(&fetch, &mut cache));
            let pass = least(|| timed(|| (self.pass)(&fetch)));
            let sort = least(|| timed(|| fetch.sort_names()));
            (time, time / pass, time / sort)
        });
        let [_, (before, ..), (time, ..)] = measured;
        let exponent = (time / before).log10();
        let passes = measured.map(|(_, passes, _)| format!("{passes:.1}")).join(" ");
        let sorts = match kind.starts_with("headers") {
            true => measured.map(|(.., sorts)| format!("{sorts:.1}")).join(" "),
            false => String::new(),
        };
        let micros = time * 1e6;
        println!(
            "{:<24}{kind:<30}{micros:>17.1}{passes:>23}{sorts:>20}{exponent:>10.2}",
            self.name
        );
        exponent
    }
}

/// Writes a result out as a plain object, with all its sentences.
fn told(result: &impl Serialize) -> Duration {
    timed(|| serde_json::to_writer(std::io::sink(), result).expect("it is plain"))
}

/// The least of several runs, in seconds: what disturbs a run only ever makes it longer.
fn least(mut run: impl FnMut() -> Duration) -> f64 {
    const BUDGET: Duration = Duration::from_millis(80);
    let start = Instant::now();
    let mut least = run().min(run());
    while start.elapsed() < BUDGET {
        least = least.min(run());
    }
    least.as_secs_f64()
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}
