//! What is not asked, and why.

use cors_preflight::Profile;

use super::case::{Call, Case};
use super::event::Event;
use super::predict::Predicted;

/// Cases that say nothing about CORS when they are asked this way.
pub(crate) struct Rule {
    pub(crate) why: &'static str,
    covers: fn(&Case, &Predicted, &Profile) -> bool,
}

pub(crate) const RULES: &[Rule] = &[
    Rule {
        why: "cache mode only-if-cached asks the HTTP cache alone, of which the engine has none",
        covers: |case, predicted, _| {
            let asks_cache = |cache: &String| cache == "only-if-cached";
            is_sent(predicted)
                && case.calls.iter().any(|call| call.cache.as_ref().is_some_and(asks_cache))
        },
    },
    Rule {
        why: "a Location with other than printable ASCII, or with ^ or |, which URL parsers and HTTP stacks each read their own way",
        covers: |case, _, _| {
            let is_odd = |value: &str| {
                value.contains(|c: char| !matches!(c, ' '..='~') || matches!(c, '^' | '|'))
            };
            let answers =
                |route: &super::case::Route| [route.preflight.clone(), route.answer.clone()];
            case.routes
                .values()
                .flat_map(answers)
                .flatten()
                .flat_map(|answer| answer.headers)
                .any(|(name, value)| name.eq_ignore_ascii_case("location") && is_odd(&value))
        },
    },
    Rule {
        why: "several Locations on an answer that is no redirect, which Chromium's and Firefox's HTTP stacks refuse whole unless they are equal",
        covers: |case, _, _| {
            let answers =
                |route: &super::case::Route| [route.preflight.clone(), route.answer.clone()];
            case.routes.values().flat_map(answers).flatten().any(|answer| {
                let is_location =
                    |(name, _): &&(String, String)| name.eq_ignore_ascii_case("location");
                let is_redirect = matches!(answer.status, 301 | 302 | 303 | 307 | 308);
                !is_redirect && answer.headers.iter().filter(is_location).count() > 1
            })
        },
    },
    Rule {
        why: "a Location that leads out of the case",
        covers: |case, _, _| {
            let leaves = |value: &str| value.replace("{id}", "").contains("{id");
            let answers =
                |route: &super::case::Route| [route.preflight.clone(), route.answer.clone()];
            let answers = case.routes.values().flat_map(answers).flatten();
            answers
                .flat_map(|answer| answer.headers)
                .any(|(name, value)| name.eq_ignore_ascii_case("location") && leaves(&value))
        },
    },
    Rule {
        why: "a URL outside the case's own folder, where the servers do not know whose it is",
        covers: |_, predicted, _| {
            predicted.events.iter().any(|event| match event {
                Event::Preflight { url, .. } | Event::Request { url, .. } => {
                    !url.contains("/{id}/") && !url.ends_with("/{id}")
                }
                Event::End(_) => false,
            })
        },
    },
    Rule {
        why: "an XMLHttpRequest in Firefox that is redirected to a blocked port, which never ends",
        covers: |case, predicted, profile| {
            *profile == Profile::FIREFOX
                && is_sent(predicted)
                && predicted.codes.contains(&"port-blocked")
                && case.calls.iter().any(Call::is_xhr)
        },
    },
    Rule {
        why: "a blob: URL that nobody made",
        covers: |case, _, _| case.calls.iter().any(|call| call.url.starts_with("blob:")),
    },
];

/// The rule by which a case is left out, if there is one.
pub(crate) fn rule(case: &Case, predicted: &Predicted, profile: &Profile) -> Option<usize> {
    RULES.iter().position(|rule| (rule.covers)(case, predicted, profile))
}

fn is_sent(predicted: &Predicted) -> bool {
    predicted.events.iter().any(|event| !matches!(event, Event::End(_)))
}
