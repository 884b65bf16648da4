//! Cases made as small as they can be while the browser still does not do what the engine says.

use anyhow::Result;
use cors_preflight::Profile;

use super::asker::Asker;
use super::case::{Answer, Call, Case};
use super::compare::difference;
use super::event::Event;
use super::exclude;
use super::predict::predict;
use super::progress::Progress;

/// How often all reductions are tried.
const PASSES: usize = 3;

/// A case in which the browser and the engine differ.
#[derive(Clone)]
pub(crate) struct Differing {
    /// The case's number.
    pub(crate) number: u64,
    pub(crate) case: Case,
    pub(crate) signature: String,
    pub(crate) engine: Vec<Event>,
    pub(crate) browser: Vec<Event>,
    /// Asked again as it was, the browser does the same.
    pub(crate) is_repeated: bool,
}

impl Differing {
    /// What is left of a case where it differs.
    pub(crate) fn find(
        number: u64,
        case: &Case,
        engine: Vec<Event>,
        browser: Vec<Event>,
    ) -> Option<Differing> {
        let signature = difference(&engine, &browser)?;
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
        differing.is_repeated =
            difference(&differing.engine, &browser).as_ref() == Some(&differing.signature);
        all.push(Underway { differing, next: 0, passes: 0, is_changed: false });
    }
    for round in 1.. {
        let mut tried = Vec::new();
        for (at, underway) in all.iter_mut().enumerate() {
            if let Some((case, engine)) = underway.candidate(profile) {
                tried.push((at, case, engine));
            }
        }
        if tried.is_empty() {
            break;
        }
        let cases: Vec<Case> = tried.iter().map(|(_, case, _)| case.clone()).collect();
        let left = cases.len();
        let show = |_| progress.show(&format!("made smaller: round {round}, {left} still shrink"));
        let observed = asker.ask(&cases, show).await?;
        for ((at, case, engine), browser) in tried.into_iter().zip(observed) {
            let underway = &mut all[at];
            let number = underway.differing.number;
            match Differing::find(number, &case, engine, browser) {
                Some(smaller) if smaller.signature == underway.differing.signature => {
                    underway.differing = Differing { is_repeated: true, ..smaller };
                    underway.is_changed = true;
                }
                _ => underway.next += 1,
            }
        }
    }
    Ok(all.into_iter().map(|underway| underway.differing).collect())
}

impl Underway {
    /// The next reduction that the engine, too, finds to be a case.
    fn candidate(&mut self, profile: &'static Profile) -> Option<(Case, Vec<Event>)> {
        if !self.differing.is_repeated {
            return None;
        }
        let mut reduced = reductions(&self.differing.case);
        loop {
            if self.next >= reduced.len() {
                self.passes += 1;
                if self.passes == PASSES || !self.is_changed {
                    self.passes = PASSES;
                    self.is_changed = false;
                    return None;
                }
                (self.next, self.is_changed) = (0, false);
                reduced = reductions(&self.differing.case);
            }
            let case = reduced.get(self.next)?.clone();
            let predicted = predict(&case, profile).ok();
            match predicted.filter(|engine| exclude::rule(&case, engine).is_none()) {
                Some(engine) => return Some((case, engine)),
                None => self.next += 1,
            }
        }
    }
}

/// Everything by which a case can be made smaller, the largest first.
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
                if answer.status != 204 {
                    of_answer(&mut |answer| answer.status = 200);
                }
                for line in 0..answer.headers.len() {
                    for shorter in shorter(&answer.headers[line].1) {
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

/// What a call can do without.
const CALL: &[fn(&mut Call)] = &[
    |call| call.body = None,
    |call| call.method = None,
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
    |call| call.url = call.url.split('#').next().unwrap_or_default().to_owned(),
    |call| call.url = super::case::route(&call.url).to_owned(),
];

/// A value without some of it; one that holds a place stays whole.
fn shorter(value: &str) -> Vec<String> {
    let chars: Vec<char> = value.chars().collect();
    if value.contains('{') || chars.is_empty() {
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
    use crate::browsers::generate;

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
