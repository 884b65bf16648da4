//! What is not asked, and why.

use super::case::Case;
use super::event::Event;

/// Cases that say nothing about CORS when they are asked this way.
pub(crate) struct Rule {
    pub(crate) why: &'static str,
    covers: fn(&Case, &[Event]) -> bool,
}

pub(crate) const RULES: &[Rule] = &[
    Rule {
        why: "the body of fetch() is a stream, which goes over HTTP/2 or later alone; the servers here speak HTTP/1.1",
        covers: |case, predicted| {
            let streams = |body: &super::case::Body| body.kind == "stream";
            is_sent(predicted)
                && case
                    .calls
                    .iter()
                    .any(|call| !call.is_xhr() && call.body.as_ref().is_some_and(streams))
        },
    },
    Rule {
        why: "cache mode only-if-cached asks the HTTP cache alone, of which the engine has none",
        covers: |case, predicted| {
            let asks_cache = |cache: &String| cache == "only-if-cached";
            is_sent(predicted)
                && case.calls.iter().any(|call| call.cache.as_ref().is_some_and(asks_cache))
        },
    },
];

/// The rule by which a case is left out, if there is one.
pub(crate) fn rule(case: &Case, predicted: &[Event]) -> Option<usize> {
    RULES.iter().position(|rule| (rule.covers)(case, predicted))
}

fn is_sent(predicted: &[Event]) -> bool {
    predicted.iter().any(|event| !matches!(event, Event::End(_)))
}
