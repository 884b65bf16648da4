//! Cases that do not run in browsers, and why.

use cors_preflight::Profile;
use testbed::read;
use testbed::response::Response;

use super::case::{Call, Case};
use super::event::Event;
use super::predict::Predicted;

/// A rule for cases whose result in a browser is not about CORS.
pub(crate) struct Rule {
    pub(crate) why: &'static str,
    covers: fn(&Case, &Predicted, Profile) -> bool,
}

pub(crate) const RULES: &[Rule] = &[
    Rule {
        why: "Cache mode only-if-cached uses only the HTTP cache, which the engine does not have.",
        covers: |case, predicted, _| {
            let is_cache_only = |cache: &String| cache == "only-if-cached";
            is_sent(predicted)
                && case.calls.iter().any(|call| call.cache.as_ref().is_some_and(is_cache_only))
        },
    },
    Rule {
        why: "URL parsers and HTTP libraries disagree on a Location with ^, | or characters that are not printable ASCII.",
        covers: |case, _, _| {
            let is_odd = |value: &str| {
                value.contains(|c: char| !matches!(c, ' '..='~') || matches!(c, '^' | '|'))
            };
            locations(case).any(is_odd)
        },
    },
    Rule {
        why: "The HTTP libraries of Chromium and Firefox reject a response with different Location headers, even if it is not a redirect.",
        covers: |case, _, _| {
            responses(case).any(|response| {
                let count = response.headers.iter().filter(is_location).count();
                let response = read::http_response(response.clone());
                count > 1 && response.is_ok_and(|response| !response.has_redirect_status())
            })
        },
    },
    Rule {
        why: "A Location leaves the paths of the case.",
        covers: |case, _, _| {
            let leaves = |value: &str| value.replace("{id}", "").contains("{id");
            locations(case).any(leaves)
        },
    },
    Rule {
        why: "A URL is outside the paths of the case, so the servers do not know its case.",
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
        why: "In Firefox, an XMLHttpRequest that is redirected to a blocked port never ends.",
        covers: |case, predicted, profile| {
            profile == Profile::FIREFOX
                && is_sent(predicted)
                && predicted.codes.contains(&"port-blocked")
                && case.calls.iter().any(Call::is_xhr)
        },
    },
    Rule {
        why: "No page created the blob: URL.",
        covers: |case, _, _| case.calls.iter().any(|call| call.url.starts_with("blob:")),
    },
];

/// Returns the index of the rule that excludes a case.
pub(crate) fn rule(case: &Case, predicted: &Predicted, profile: Profile) -> Option<usize> {
    RULES.iter().position(|rule| (rule.covers)(case, predicted, profile))
}

fn is_sent(predicted: &Predicted) -> bool {
    predicted.events.iter().any(|event| !matches!(event, Event::End(_)))
}

fn responses(case: &Case) -> impl Iterator<Item = &Response> {
    case.routes.values().flat_map(|route| route.preflight.iter().chain(&route.response))
}

fn is_location((name, _): &&(String, String)) -> bool {
    name.eq_ignore_ascii_case("location")
}

fn locations(case: &Case) -> impl Iterator<Item = &str> {
    let headers = responses(case).flat_map(|response| &response.headers);
    headers.filter(is_location).map(|(_, value)| value.as_str())
}
