//! Cases made as small as they can be while the browser still does not do what the engine says.

use std::collections::BTreeSet;

use anyhow::Result;
use cors_preflight::Profile;

use super::asker::Asker;
use super::case::{Answer, Call, Case};
use super::compare::difference;
use super::event::Event;
use super::exclude;
use super::predict::{Predicted, predict};
use super::progress::Progress;

/// How often all reductions are tried.
const PASSES: usize = 3;

/// How many reductions of a case that waits are tried at once.
const AT_ONCE: usize = 12;

/// A case in which the browser and the engine differ.
#[derive(Clone)]
pub(crate) struct Differing {
    /// The case's number.
    pub(crate) number: u64,
    pub(crate) case: Case,
    pub(crate) signature: String,
    pub(crate) engine: Predicted,
    pub(crate) browser: Vec<Event>,
    /// Asked again as it was, the browser does the same.
    pub(crate) is_repeated: bool,
}

impl Differing {
    /// What is left of a case where it differs.
    pub(crate) fn find(
        number: u64,
        case: &Case,
        engine: Predicted,
        browser: Vec<Event>,
    ) -> Option<Differing> {
        let signature = difference(&engine.events, &browser)?;
        Some(Differing {
            number,
            case: case.clone(),
            signature,
            engine,
            browser,
            is_repeated: false,
        })
    }
}

/// A case on its way.
struct Underway {
    differing: Differing,
    /// Which reduction is next.
    next: usize,
    passes: usize,
    is_changed: bool,
    /// One of the reductions of this round counts.
    is_answered: bool,
}

/// Makes every case smaller, one reduction of each at a time, all of them together.
pub(crate) async fn minimise(
    asker: &mut Asker,
    profile: &'static Profile,
    differing: Vec<Differing>,
) -> Result<Vec<Differing>> {
    let cases: Vec<Case> = differing.iter().map(|one| one.case.clone()).collect();
    let mut progress = Progress::new();
    let count = cases.len();
    let show = |n| progress.show(&format!("asked again: {n} of {count}"));
    let again = asker.ask(&cases, show).await?;
    let mut all: Vec<Underway> = Vec::new();
    for (mut differing, browser) in differing.into_iter().zip(again) {
        if let Some(signature) = difference(&differing.engine.events, &browser) {
            differing = Differing { signature, browser, is_repeated: true, ..differing };
        }
        all.push(Underway { differing, next: 0, passes: 0, is_changed: false, is_answered: false });
    }
    for round in 1.. {
        let tried: Vec<(usize, Candidate)> = (0..all.len())
            .flat_map(|at| all[at].candidates(profile).into_iter().map(move |one| (at, one)))
            .collect();
        if tried.is_empty() {
            break;
        }
        let cases: Vec<Case> = tried.iter().map(|(_, one)| one.case.clone()).collect();
        let left = all.iter().filter(|underway| underway.passes < PASSES).count();
        let show = |_| progress.show(&format!("made smaller: round {round}, {left} still shrink"));
        let observed = asker.ask(&cases, show).await?;
        for underway in &mut all {
            underway.is_answered = false;
        }
        for ((at, candidate), browser) in tried.into_iter().zip(observed) {
            all[at].answered(candidate, browser);
        }
    }
    Ok(all.into_iter().map(|underway| underway.differing).collect())
}

/// A reduction to be tried.
struct Candidate {
    reduction: usize,
    case: Case,
    engine: Predicted,
}

impl Underway {
    /// The next reductions that the engine, too, finds to be cases: one, or, where each takes its
    /// time, several at once, the first of which counts that still differs.
    fn candidates(&mut self, profile: &'static Profile) -> Vec<Candidate> {
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
                    predicted.filter(|engine| exclude::rule(&case, engine, profile).is_none());
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

    fn answered(&mut self, candidate: Candidate, browser: Vec<Event>) {
        if self.is_answered {
            return;
        }
        let Candidate { reduction, case, engine } = candidate;
        match Differing::find(self.differing.number, &case, engine, browser) {
            Some(smaller) if smaller.signature == self.differing.signature => {
                self.differing = Differing { is_repeated: true, ..smaller };
                (self.next, self.is_changed, self.is_answered) = (reduction, true, true);
            }
            _ => self.next = reduction + 1,
        }
    }
}

/// Everything by which a case can be made smaller, or plainer, the largest first.
fn reductions(case: &Case) -> Vec<Case> {
    let mut reduced = Vec::new();
    let mut with = |change: &mut dyn FnMut(&mut Case)| {
        let mut smaller = case.clone();
        change(&mut smaller);
        if smaller != *case {
            reduced.push(smaller);
        }
    };
    for at in 0..case.calls.len() {
        if case.calls.len() > 1 {
            with(&mut |case| {
                case.calls.remove(at);
            });
        }
        with(&mut |case| case.calls[at].wait = 0);
    }
    with(&mut |case| case.calls.iter_mut().for_each(|call| call.url = URL.to_owned()));
    for name in names(case) {
        with(&mut |case| rename(case, &name, "X-A"));
    }
    for method in case.calls.iter().filter_map(|call| call.method.as_deref()) {
        if !matches!(method, "GET" | "HEAD" | "POST") {
            with(&mut |case| replace_method(case, method, "PUT"));
        }
    }
    for url in case.routes.keys() {
        with(&mut |case| {
            case.routes.remove(url);
        });
        let preflights = case.routes[url].preflight.len();
        for at in 0..preflights {
            with(&mut |case| {
                case.routes.entry(url.clone()).and_modify(|route| {
                    route.preflight.remove(at);
                });
            });
        }
        for at in 0..case.routes[url].answer.len() {
            with(&mut |case| {
                case.routes.entry(url.clone()).and_modify(|route| {
                    route.answer.remove(at);
                });
            });
        }
    }
    for at in 0..case.calls.len() {
        for change in CALL {
            with(&mut |case| change(&mut case.calls[at]));
        }
        for header in 0..case.calls[at].headers.len() {
            with(&mut |case| {
                case.calls[at].headers.remove(header);
            });
            with(&mut |case| case.calls[at].headers[header] = ("X-A".into(), "1".into()));
        }
    }
    for (url, route) in &case.routes {
        for (is_preflight, answers) in [(true, &route.preflight), (false, &route.answer)] {
            for (at, answer) in answers.iter().enumerate() {
                let mut of_answer = |change: &mut dyn FnMut(&mut Answer)| {
                    with(&mut |case| {
                        let Some(route) = case.routes.get_mut(url) else { return };
                        let answers =
                            if is_preflight { &mut route.preflight } else { &mut route.answer };
                        change(&mut answers[at]);
                    });
                };
                for line in 0..answer.headers.len() {
                    of_answer(&mut |answer| {
                        answer.headers.remove(line);
                    });
                }
                let plain: &[u16] = match answer.status {
                    200 | 302 => &[],
                    204 => &[200],
                    307 => &[200, 302],
                    _ => &[200, 302, 307],
                };
                for status in plain {
                    of_answer(&mut |answer| answer.status = *status);
                }
                for line in 0..answer.headers.len() {
                    let (name, value) = &answer.headers[line];
                    if name.eq_ignore_ascii_case("Access-Control-Allow-Origin") && value != "*" {
                        of_answer(&mut |answer| answer.headers[line].1 = "*".to_owned());
                    }
                    for shorter in shorter(value) {
                        of_answer(&mut |answer| answer.headers[line].1.clone_from(&shorter));
                    }
                }
            }
        }
    }
    for at in 0..case.calls.len() {
        for header in 0..case.calls[at].headers.len() {
            for shorter in shorter(&case.calls[at].headers[header].1) {
                with(&mut |case| case.calls[at].headers[header].1.clone_from(&shorter));
            }
        }
        if let Some(kind) = case.calls[at].body.as_ref().and_then(|body| body.kind_of_blob.clone())
        {
            for shorter in shorter(&kind) {
                with(&mut |case| {
                    if let Some(body) = &mut case.calls[at].body {
                        body.kind_of_blob = Some(shorter.clone());
                    }
                });
            }
        }
    }
    reduced
}

/// The names that authors write in a case, in lower case, each once.
fn names(case: &Case) -> BTreeSet<String> {
    let headers = case.calls.iter().flat_map(|call| &call.headers);
    headers.map(|(name, _)| name.to_ascii_lowercase()).collect()
}

/// The lines of this name in all of a case's answers.
fn lines<'a>(case: &'a mut Case, name: &'a str) -> impl Iterator<Item = &'a mut String> {
    let answers = case
        .routes
        .values_mut()
        .flat_map(|route| route.preflight.iter_mut().chain(&mut route.answer));
    let headers = answers.flat_map(|answer| &mut answer.headers);
    headers.filter(move |(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Gives a header another name, wherever it is written and allowed.
fn rename(case: &mut Case, from: &str, to: &str) {
    for (name, _) in case.calls.iter_mut().flat_map(|call| &mut call.headers) {
        if name.eq_ignore_ascii_case(from) {
            *name = to.to_owned();
        }
    }
    for value in lines(case, "Access-Control-Allow-Headers") {
        *value = value.to_ascii_lowercase().replace(from, &to.to_ascii_lowercase());
    }
}

/// Makes calls by another method, and allows it.
fn replace_method(case: &mut Case, from: &str, to: &str) {
    for call in case.calls.iter_mut().filter(|call| call.method.as_deref() == Some(from)) {
        call.method = Some(to.to_owned());
    }
    for value in lines(case, "Access-Control-Allow-Methods") {
        *value = value.replace(from, to);
    }
}

/// The plainest URL.
const URL: &str = "{other}/{id}/x";

/// What a call can do without.
const CALL: &[fn(&mut Call)] = &[
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

/// A value without some of it; one that holds a place stays whole.
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
    fn a_reduction_is_another_case_and_reductions_come_to_an_end() {
        let mut case = generate::case(1, 1);
        for _ in 0..1000 {
            let reduced = reductions(&case);
            assert!(reduced.iter().all(|smaller| *smaller != case));
            match reduced.into_iter().next() {
                Some(smaller) => case = smaller,
                None => return,
            }
        }
        panic!("no end");
    }
}
