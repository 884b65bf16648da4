//! Reduces cases while the browser and the engine still differ. By hand: every attempt runs in a slow
//! browser, so attempts on all cases run together, which libraries for shrinking do not support.

use std::collections::BTreeSet;

use anyhow::Result;
use cors_preflight::Profile;

use super::case::{Call, Case};
use super::compare::difference;
use super::event::Event;
use super::exclusions;
use super::predict::{Predicted, predict};
use super::progress::Progress;
use super::runner::BrowserRunner;
use testbed::response::Response;

/// How often all reductions of a case are tried.
const PASSES: usize = 3;

/// The number of reductions of a waiting case that are tried at once.
const AT_ONCE: usize = 12;

/// A case in which the browser and the engine differ.
#[derive(Clone)]
pub(crate) struct DifferingCase {
    /// The case's number.
    pub(crate) number: u64,
    pub(crate) case: Case,
    pub(crate) signature: String,
    pub(crate) engine: Predicted,
    pub(crate) browser: Vec<Event>,
    /// Whether the browser did the same when the case ran again.
    pub(crate) is_repeated: bool,
}

impl DifferingCase {
    /// Returns the case if the browser and the engine differ.
    pub(crate) fn from_events(
        number: u64,
        case: &Case,
        engine: Predicted,
        browser: Vec<Event>,
    ) -> Option<DifferingCase> {
        let signature = difference(&engine.events, &browser)?;
        Some(DifferingCase {
            number,
            case: case.clone(),
            signature,
            engine,
            browser,
            is_repeated: false,
        })
    }
}

/// A case that is being reduced.
struct Reduction {
    differing: DifferingCase,
    /// The index of the next reduction.
    next: usize,
    passes: usize,
    is_changed: bool,
    /// Whether a reduction of this round succeeded.
    is_reduced: bool,
}

/// Reduces all cases together, one reduction of each at a time.
pub(crate) async fn minimize(
    runner: &mut BrowserRunner,
    profile: Profile,
    differing: Vec<DifferingCase>,
) -> Result<Vec<DifferingCase>> {
    let cases: Vec<Case> = differing.iter().map(|one| one.case.clone()).collect();
    let mut progress = Progress::new();
    let count = cases.len();
    let show = |n| progress.show(&format!("repeated: {n} of {count}"));
    let again = runner.run(&cases, show).await?;
    let mut all: Vec<Reduction> = Vec::new();
    for (mut differing, browser) in differing.into_iter().zip(again) {
        if let Some(signature) = difference(&differing.engine.events, &browser) {
            differing = DifferingCase { signature, browser, is_repeated: true, ..differing };
        }
        all.push(Reduction { differing, next: 0, passes: 0, is_changed: false, is_reduced: false });
    }
    for round in 1.. {
        let tried: Vec<(usize, Candidate)> = (0..all.len())
            .flat_map(|at| all[at].candidates(profile).into_iter().map(move |one| (at, one)))
            .collect();
        if tried.is_empty() {
            break;
        }
        let cases: Vec<Case> = tried.iter().map(|(_, one)| one.case.clone()).collect();
        let left = all.iter().filter(|reduction| reduction.passes < PASSES).count();
        let show = |_| progress.show(&format!("reduced: round {round}, {left} cases left"));
        let observed = runner.run(&cases, show).await?;
        for reduction in &mut all {
            reduction.is_reduced = false;
        }
        for ((at, candidate), browser) in tried.into_iter().zip(observed) {
            all[at].add_result(candidate, browser);
        }
    }
    Ok(all.into_iter().map(|reduction| reduction.differing).collect())
}

/// A reduced case to try.
struct Candidate {
    reduction: usize,
    case: Case,
    engine: Predicted,
}

impl Reduction {
    /// Returns the next valid reductions: one, or several if the case waits. The first one that still
    /// differs is used.
    fn candidates(&mut self, profile: Profile) -> Vec<Candidate> {
        if !self.differing.is_repeated {
            self.passes = PASSES;
        }
        let at_once = if self.differing.case.waits() { AT_ONCE } else { 1 };
        let mut candidates = Vec::new();
        while self.passes < PASSES && candidates.is_empty() {
            let reductions = reductions(&self.differing.case).into_iter().enumerate();
            for (reduction, case) in reductions.skip(self.next) {
                let predicted = predict(&case, profile).ok();
                let engine =
                    predicted.filter(|engine| exclusions::rule(&case, engine, profile).is_none());
                if let Some(engine) = engine {
                    candidates.push(Candidate { reduction, case, engine });
                }
                if candidates.len() == at_once {
                    break;
                }
            }
            if candidates.is_empty() {
                self.passes = if self.is_changed { self.passes + 1 } else { PASSES };
                (self.next, self.is_changed) = (0, false);
            }
        }
        candidates
    }

    /// Uses a reduced case if it differs in the same way.
    fn add_result(&mut self, candidate: Candidate, browser: Vec<Event>) {
        if self.is_reduced {
            return;
        }
        let Candidate { reduction, case, engine } = candidate;
        match DifferingCase::from_events(self.differing.number, &case, engine, browser) {
            Some(smaller) if smaller.signature == self.differing.signature => {
                self.differing = DifferingCase { is_repeated: true, ..smaller };
                (self.next, self.is_changed, self.is_reduced) = (reduction, true, true);
            }
            _ => self.next = reduction + 1,
        }
    }
}

/// Returns every smaller or simpler version of a case, the largest change first.
fn reductions(case: &Case) -> Vec<Case> {
    let mut reduced = Vec::new();
    let mut add = |change: &mut dyn FnMut(&mut Case)| {
        let mut smaller = case.clone();
        change(&mut smaller);
        if smaller != *case {
            reduced.push(smaller);
        }
    };
    for at in 0..case.calls.len() {
        if case.calls.len() > 1 {
            add(&mut |case| {
                case.calls.remove(at);
            });
        }
        add(&mut |case| case.calls[at].wait = 0);
    }
    add(&mut |case| case.calls.iter_mut().for_each(|call| call.url = URL.to_owned()));
    for name in header_names(case) {
        add(&mut |case| rename(case, &name, "X-A"));
    }
    for method in case.calls.iter().filter_map(|call| call.method.as_deref()) {
        if !matches!(method, "GET" | "HEAD" | "POST") {
            add(&mut |case| replace_method(case, method, "PUT"));
        }
    }
    for url in case.routes.keys() {
        add(&mut |case| {
            case.routes.remove(url);
        });
        let preflights = case.routes[url].preflight.len();
        for at in 0..preflights {
            add(&mut |case| {
                case.routes.entry(url.clone()).and_modify(|route| {
                    route.preflight.remove(at);
                });
            });
        }
        for at in 0..case.routes[url].response.len() {
            add(&mut |case| {
                case.routes.entry(url.clone()).and_modify(|route| {
                    route.response.remove(at);
                });
            });
        }
    }
    for at in 0..case.calls.len() {
        for change in CALL_CHANGES {
            add(&mut |case| change(&mut case.calls[at]));
        }
        for header in 0..case.calls[at].headers.len() {
            add(&mut |case| {
                case.calls[at].headers.remove(header);
            });
            add(&mut |case| case.calls[at].headers[header] = ("X-A".into(), "1".into()));
        }
    }
    for (url, route) in &case.routes {
        for (is_preflight, responses) in [(true, &route.preflight), (false, &route.response)] {
            for (at, response) in responses.iter().enumerate() {
                let mut add_response = |change: &mut dyn FnMut(&mut Response)| {
                    add(&mut |case| {
                        let Some(route) = case.routes.get_mut(url) else { return };
                        let responses =
                            if is_preflight { &mut route.preflight } else { &mut route.response };
                        change(&mut responses[at]);
                    });
                };
                for line in 0..response.headers.len() {
                    add_response(&mut |response| {
                        response.headers.remove(line);
                    });
                }
                let plain: &[u16] = match response.status {
                    200 | 302 => &[],
                    204 => &[200],
                    307 => &[200, 302],
                    _ => &[200, 302, 307],
                };
                for status in plain {
                    add_response(&mut |response| response.status = *status);
                }
                for line in 0..response.headers.len() {
                    let (name, value) = &response.headers[line];
                    if name.eq_ignore_ascii_case("Access-Control-Allow-Origin") && value != "*" {
                        add_response(&mut |response| response.headers[line].1 = "*".to_owned());
                    }
                    for shorter in shorter(value) {
                        add_response(&mut |response| response.headers[line].1.clone_from(&shorter));
                    }
                }
            }
        }
    }
    for at in 0..case.calls.len() {
        for header in 0..case.calls[at].headers.len() {
            for shorter in shorter(&case.calls[at].headers[header].1) {
                add(&mut |case| case.calls[at].headers[header].1.clone_from(&shorter));
            }
        }
        if let Some(kind) = case.calls[at].body.as_ref().and_then(|body| body.blob_type.clone()) {
            for shorter in shorter(&kind) {
                add(&mut |case| {
                    if let Some(body) = &mut case.calls[at].body {
                        body.blob_type = Some(shorter.clone());
                    }
                });
            }
        }
    }
    reduced
}

/// Returns the lower-case names of the author's headers.
fn header_names(case: &Case) -> BTreeSet<String> {
    let headers = case.calls.iter().flat_map(|call| &call.headers);
    headers.map(|(name, _)| name.to_ascii_lowercase()).collect()
}

/// Returns the values of a header in all responses of a case.
fn header_values<'a>(case: &'a mut Case, name: &'a str) -> impl Iterator<Item = &'a mut String> {
    let responses = case
        .routes
        .values_mut()
        .flat_map(|route| route.preflight.iter_mut().chain(&mut route.response));
    let headers = responses.flat_map(|response| &mut response.headers);
    headers.filter(move |(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Renames a header in the calls and in the lists that allow it.
fn rename(case: &mut Case, from: &str, to: &str) {
    for (name, _) in case.calls.iter_mut().flat_map(|call| &mut call.headers) {
        if name.eq_ignore_ascii_case(from) {
            *name = to.to_owned();
        }
    }
    for value in header_values(case, "Access-Control-Allow-Headers") {
        *value = value.to_ascii_lowercase().replace(from, &to.to_ascii_lowercase());
    }
}

/// Replaces a method in the calls and in the lists that allow it.
fn replace_method(case: &mut Case, from: &str, to: &str) {
    for call in case.calls.iter_mut().filter(|call| call.method.as_deref() == Some(from)) {
        call.method = Some(to.to_owned());
    }
    for value in header_values(case, "Access-Control-Allow-Methods") {
        *value = value.replace(from, to);
    }
}

/// The simplest URL.
const URL: &str = "{other}/{id}/x";

/// The changes that simplify a call.
const CALL_CHANGES: &[fn(&mut Call)] = &[
    |call| call.body = None,
    |call| call.method = None,
    |call| {
        if !matches!(call.method.as_deref(), None | Some("GET" | "HEAD" | "POST")) {
            call.method = Some("PUT".to_owned());
        }
    },
    |call| call.headers_object = false,
    |call| call.via = None,
    |call| call.mode = None,
    |call| call.credentials = None,
    |call| call.redirect = None,
    |call| call.cache = None,
    |call| call.referrer_policy = None,
    |call| call.keepalive = false,
    |call| call.duplex = None,
    |call| call.with_credentials = false,
    |call| call.upload = false,
    |call| call.url = URL.to_owned(),
    |call| call.url = call.url.split('#').next().unwrap_or_default().to_owned(),
    |call| call.url = super::case::route(&call.url).to_owned(),
];

/// Returns shorter versions of a value. A value with placeholders has none.
fn shorter(value: &str) -> Vec<String> {
    let chars: Vec<char> = value.chars().collect();
    if value.contains('{') || chars.is_empty() || value == "*" || value == "1" {
        return Vec::new();
    }
    let without = |start: usize, end: usize| -> String {
        chars[..start].iter().chain(&chars[end..]).collect()
    };
    let half = chars.len() / 2;
    let mut shorter = Vec::new();
    if half > 1 {
        shorter.extend([without(0, half), without(half, chars.len())]);
    }
    if chars.len() <= 24 {
        shorter.extend((0..chars.len()).map(|at| without(at, at + 1)));
    }
    shorter
}

#[cfg(test)]
mod tests {
    use super::reductions;
    use crate::generate;

    #[test]
    fn reductions_change_the_case_and_end() {
        let mut case = generate::case(1, 1);
        for _ in 0..1000 {
            let reduced = reductions(&case);
            assert!(reduced.iter().all(|smaller| *smaller != case));
            match reduced.into_iter().next() {
                Some(smaller) => case = smaller,
                None => return,
            }
        }
        panic!("the reductions do not end");
    }
}
