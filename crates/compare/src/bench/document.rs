//! The document about a run.

use minijinja::context;
use serde_json::{Map, Value, json};
use tooling::templates::{self, Table};

use super::ROUNDS;
use super::measured::{Contest, Measured, Platform, Spread, duration, ratio};
use super::native::Native;

/// The results of a run, and the versions that were measured.
pub(super) struct Run {
    pub(super) node: Platform,
    pub(super) chromium: Platform,
    pub(super) native: Native,
    pub(super) versions: Vec<String>,
    pub(super) rounds: usize,
    pub(super) date: String,
}

impl Run {
    fn platforms(&self) -> [(&'static str, &Platform); 2] {
        [("Node", &self.node), ("Chromium", &self.chromium)]
    }
}

/// The numbers of headers of typical calls.
const COUNTS: [usize; 2] = [3, 8];

/// The numbers of headers of growing calls.
const GROWING_COUNTS: [usize; 4] = [10, 100, 1_000, 10_000];

/// The names of contestants in `contests.js`, or how they start.
mod names {
    pub(super) const NEEDS_PREFLIGHT: &str = "cors-preflight: needsPreflight";
    pub(super) const CLASSIFY: &str = "cors-preflight: classify";
    pub(super) const FIRST_RESULT: &str = "cors-preflight";
    pub(super) const NAIVE: &str = "naive: ";
    pub(super) const NAIVE_THROWING: &str = "naive, but throws like fetch()";
    pub(super) const HEADERS: &str = "platform: new Headers()";
    pub(super) const REQUEST: &str = "platform: new Request()";
    pub(super) const RESPONSE: &str = "platform: new Response()";
    pub(super) const INNER: &str = "inner fetch(): ";
    pub(super) const OBSERVING: &str = "cors-preflight/fetch: observe";
    pub(super) const ENFORCING: &str = "cors-preflight/fetch: enforce";
    pub(super) const PEERS: [&str; 3] = ["mentoss: ", "jsdom: ", "happy-dom: "];
}

/// A goal of the package.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Goal {
    TwiceNaive,
    BelowPeers,
    BelowRequest,
    FirstResult,
    Observing,
    Enforcing,
}

impl Goal {
    const ALL: [Goal; 6] = [
        Goal::TwiceNaive,
        Goal::BelowPeers,
        Goal::BelowRequest,
        Goal::FirstResult,
        Goal::Observing,
        Goal::Enforcing,
    ];

    /// Returns the name that the template uses.
    fn key(self) -> &'static str {
        match self {
            Goal::TwiceNaive => "twice_naive",
            Goal::BelowPeers => "below_peers",
            Goal::BelowRequest => "below_request",
            Goal::FirstResult => "first_result",
            Goal::Observing => "observing",
            Goal::Enforcing => "enforcing",
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Goal::TwiceNaive => "needsPreflight takes at most twice as long as the naive check",
            Goal::BelowPeers => "needsPreflight takes less time than any peer",
            Goal::BelowRequest => "classify takes less time than one `new Request()`",
            Goal::FirstResult => "The first result comes within 10 ms after the import in Chromium",
            Goal::Observing => "Observing adds less time to a fetch than one `new Request()`",
            Goal::Enforcing => {
                "Enforcing with a cached preflight adds less time than one `new Request()` and two \
                 `new Response()`"
            }
        }
    }
}

/// A figure and the limit that a goal sets for it.
struct Case {
    goal: Goal,
    setting: String,
    measured: f64,
    limit: f64,
}

impl Case {
    fn is_met(&self) -> bool {
        match self.goal {
            Goal::TwiceNaive | Goal::FirstResult => self.measured <= self.limit,
            _ => self.measured < self.limit,
        }
    }
}

fn cases(run: &Run) -> Vec<Case> {
    let mut cases = Vec::new();
    for (platform, measured) in run.platforms() {
        for count in COUNTS {
            let mut add = |goal, measured: Option<f64>, limit: Option<f64>| {
                if let Some((measured, limit)) = measured.zip(limit) {
                    let setting = format!("{platform}, {count} headers");
                    cases.push(Case { goal, setting, measured, limit });
                }
            };
            let question = measured.contest("question", count);
            let own = median(question, names::NEEDS_PREFLIGHT);
            add(Goal::TwiceNaive, own, median(question, names::NAIVE).map(|naive| 2.0 * naive));
            add(Goal::BelowPeers, own, question.and_then(fastest_peer));
            let classification = measured.contest("classification", count);
            add(
                Goal::BelowRequest,
                median(classification, names::CLASSIFY),
                median(classification, names::REQUEST),
            );
            let wrapper = measured.contest("wrapper", count);
            let request = median(wrapper, names::REQUEST);
            let added = |name| wrapper.and_then(|wrapper| added_time(wrapper, name));
            add(Goal::Observing, added(names::OBSERVING).map(|added| added.median), request);
            let response = median(wrapper, names::RESPONSE);
            let limit = request.zip(response).map(|(request, response)| request + 2.0 * response);
            add(Goal::Enforcing, added(names::ENFORCING).map(|added| added.median), limit);
        }
    }
    let firsts = &run.chromium.firsts;
    if let Some(first) = firsts.iter().find(|first| first.name == names::FIRST_RESULT) {
        cases.push(Case {
            goal: Goal::FirstResult,
            setting: "Chromium".to_owned(),
            measured: first.median(),
            limit: 10e6,
        });
    }
    cases
}

fn median(contest: Option<&Contest>, name: &str) -> Option<f64> {
    contest?.starting_with(name).map(Measured::median)
}

fn fastest_peer(contest: &Contest) -> Option<f64> {
    let is_peer =
        |measured: &&Measured| names::PEERS.iter().any(|name| measured.name.starts_with(name));
    contest.results.iter().filter(is_peer).map(Measured::median).reduce(f64::min)
}

/// Returns the time that the wrapper adds to the inner `fetch()`.
fn added_time(wrapper: &Contest, name: &str) -> Option<Spread> {
    Some(wrapper.starting_with(name)?.more_than(wrapper.starting_with(names::INNER)?))
}

/// Returns every goal, and whether all of its cases meet it.
pub(super) fn goals(run: &Run) -> Vec<(&'static str, bool)> {
    let cases = cases(run);
    let is_met = |goal| {
        let mut cases_of_goal = cases.iter().filter(|case| case.goal == goal).peekable();
        cases_of_goal.peek().is_some() && cases_of_goal.all(Case::is_met)
    };
    Goal::ALL.map(|goal| (goal.sentence(), is_met(goal))).to_vec()
}

/// Returns the document about a run.
pub(super) fn render(run: &Run) -> anyhow::Result<String> {
    let mut command = "cargo xtask bench".to_owned();
    if run.rounds != ROUNDS {
        command += &format!(" --rounds {}", run.rounds);
    }
    let mut sections: Map<String, Value> = Map::new();
    for contest in &run.node.contests {
        sections.entry(contest.kind.clone()).or_insert_with(|| {
            let tables = COUNTS.map(|count| {
                json!({ "count": count, "table": contest_table(run, &contest.kind, count) })
            });
            json!(tables)
        });
    }
    let missed: Map<String, Value> = cases(run)
        .into_iter()
        .filter(|case| !case.is_met())
        .map(|case| (case.goal.key().to_owned(), case.goal.sentence().into()))
        .collect();
    let first_runs =
        |platform: &Platform| platform.firsts.first().map_or(0, |first| first.took.len());
    templates::render(
        "performance.md",
        context! {
            command,
            date => run.date,
            rounds => run.rounds,
            versions => run.versions,
            goals => goal_table(run),
            missed,
            sections,
            added => added_table(run),
            firsts => compare(run.platforms().map(|(name, platform)| {
                (name, platform.firsts.as_slice())
            })),
            first_runs => json!({
                "node": first_runs(&run.node),
                "chromium": first_runs(&run.chromium),
            }),
            native => native_table(run),
            growth => growth_table(run),
        },
    )
}

fn goal_table(run: &Run) -> Table {
    let cases = cases(run);
    let mut table = Table::new(["goal", "measured", "limit", "share", "result"]);
    for goal in Goal::ALL {
        let cases_of_goal: Vec<&Case> = cases.iter().filter(|case| case.goal == goal).collect();
        let met = cases_of_goal.iter().filter(|case| case.is_met()).count();
        let result = match (met, cases_of_goal.len()) {
            (_, 0) => "not measured".to_owned(),
            (met, all) if met == all => "**met**".to_owned(),
            (0, _) => "**missed**".to_owned(),
            (met, all) => format!("**{met} of {all} met**"),
        };
        let empty = String::new;
        table.row([goal.sentence().to_owned(), empty(), empty(), empty(), result]);
        for case in cases_of_goal {
            table.row([
                case.setting.clone(),
                duration(case.measured),
                duration(case.limit),
                format!("{:.0} %", 100.0 * case.measured / case.limit),
                if case.is_met() { "met" } else { "missed" }.to_owned(),
            ]);
        }
    }
    table
}

fn contest_table(run: &Run, kind: &str, count: usize) -> Table {
    compare(run.platforms().map(|(name, platform)| {
        (name, platform.contest(kind, count).map_or(&[][..], |contest| &contest.results))
    }))
}

/// Returns a table of contestants: the time and the ratio to the first contestant, on each platform.
fn compare(platforms: [(&str, &[Measured]); 2]) -> Table {
    let heads = platforms.iter().flat_map(|(name, _)| [*name, "×"]);
    let mut table = Table::new([""].into_iter().chain(heads));
    let mut names: Vec<&str> = Vec::new();
    for measured in platforms.iter().flat_map(|(_, results)| *results) {
        if !names.contains(&measured.name.as_str()) {
            names.push(&measured.name);
        }
    }
    for name in names {
        let mut cells = vec![name.to_owned()];
        for (_, results) in platforms {
            let found = results.iter().find(|measured| measured.name == name);
            match found.zip(results.first()) {
                Some((measured, first)) => {
                    let spread = measured.spread();
                    cells.extend([with_range(spread), ratio(spread.median, first.median())]);
                }
                None => cells.extend([String::new(), String::new()]),
            }
        }
        table.row(cells);
    }
    table
}

/// Writes a median with its range.
fn with_range(Spread { low, median, high }: Spread) -> String {
    format!("{} ({} – {})", duration(median), duration(low), duration(high))
}

fn added_table(run: &Run) -> Table {
    let mut table = Table::new(["added time", "Node", "Chromium"]);
    for (label, name) in [("observe", names::OBSERVING), ("enforce", names::ENFORCING)] {
        for count in COUNTS {
            let cells = run.platforms().map(|(_, platform)| {
                let wrapper = platform.contest("wrapper", count);
                let added = wrapper.and_then(|wrapper| added_time(wrapper, name));
                added.map(with_range).unwrap_or_default()
            });
            table.row([format!("{label}, {count} headers")].into_iter().chain(cells));
        }
    }
    table
}

fn native_table(run: &Run) -> Table {
    let mut table = Table::new(["", "3 headers", "8 headers"]);
    for (name, group) in [
        ("`needs_preflight`", "needs_preflight"),
        ("`classify`", "classification"),
        ("`check_preflight`", "preflight"),
        ("`Exchange`", "exchange"),
        ("`Exchange`, cached preflight", "exchange, warm cache"),
    ] {
        let cells = [("typical, simple", 3), ("typical, preflighted", 8)].map(|(kind, count)| {
            run.native.spread(group, kind, count).map(with_range).unwrap_or_default()
        });
        table.row([name.to_owned()].into_iter().chain(cells));
    }
    table
}

fn growth_table(run: &Run) -> Table {
    let heads = GROWING_COUNTS.map(|count| templates::thousands(count as u64));
    let mut table = Table::new(["headers".to_owned()].into_iter().chain(heads));
    let native = GROWING_COUNTS.map(|count| {
        let spread = run.native.spread("classification", "headers, distinct names", count);
        spread.map(|spread| duration(spread.median)).unwrap_or_default()
    });
    table.row(["classify, native".to_owned()].into_iter().chain(native));
    for (platform, measured, label, name) in [
        ("Node", &run.node, "classify", names::CLASSIFY),
        ("Node", &run.node, "needsPreflight", names::NEEDS_PREFLIGHT),
        ("Chromium", &run.chromium, "classify", names::CLASSIFY),
        ("Chromium", &run.chromium, "needsPreflight", names::NEEDS_PREFLIGHT),
        ("Chromium", &run.chromium, "new Headers()", names::HEADERS),
        ("Chromium", &run.chromium, "naive, throwing", names::NAIVE_THROWING),
    ] {
        let cells = GROWING_COUNTS.map(|count| {
            let grown = measured.growth.iter().find(|grown| grown.count == count);
            let found = grown.and_then(|grown| {
                grown.results.iter().find(|measured| measured.name.starts_with(name))
            });
            found.map(|measured| duration(measured.median())).unwrap_or_default()
        });
        table.row([format!("{label}, {platform}")].into_iter().chain(cells));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{Goal, Run, goals, names, render};
    use crate::bench::ROUNDS;
    use crate::bench::measured::{Contest, Measured, Platform};
    use crate::bench::native::Native;

    fn measured(name: &str, median: f64) -> Measured {
        Measured { name: name.to_owned(), took: vec![median - 1.0, median, median + 1.0] }
    }

    /// Returns a platform on which `needsPreflight` takes `question` nanoseconds, and the naive check 100.
    fn platform(question: f64) -> Platform {
        let contest = |kind: &str, count, results: &[(&str, f64)]| Contest {
            kind: kind.to_owned(),
            count,
            results: results.iter().map(|(name, median)| measured(name, *median)).collect(),
        };
        let contests = [3, 8].into_iter().flat_map(|count| {
            [
                contest("classification", count, &[]),
                contest("preflight_response", count, &[]),
                contest("exchange", count, &[]),
                contest("loopback", count, &[]),
                contest(
                    "question",
                    count,
                    &[
                        (names::NEEDS_PREFLIGHT, question),
                        ("naive: by hand", 100.0),
                        (names::NAIVE_THROWING, 1.0),
                        ("mentoss: called", 5_000.0),
                    ],
                ),
                contest(
                    "wrapper",
                    count,
                    &[
                        ("inner fetch(): nothing", 1_000.0),
                        (names::OBSERVING, 3_000.0),
                        (names::ENFORCING, 5_000.0),
                        (names::REQUEST, 2_500.0),
                        (names::RESPONSE, 500.0),
                    ],
                ),
            ]
        });
        Platform {
            contests: contests.collect(),
            growth: Vec::new(),
            firsts: vec![measured("the naive check", 20e6), measured("cors-preflight", 8e6)],
        }
    }

    fn run(node: f64, chromium: f64) -> Run {
        Run {
            node: platform(node),
            chromium: platform(chromium),
            native: Native::default(),
            versions: vec!["Node v20".to_owned()],
            rounds: 4,
            date: "2026-11-27".to_owned(),
        }
    }

    fn is_met(run: &Run, goal: Goal) -> bool {
        goals(run).into_iter().any(|(sentence, is_met)| sentence == goal.sentence() && is_met)
    }

    #[test]
    fn a_goal_is_met_if_every_platform_meets_it() {
        assert!(is_met(&run(150.0, 199.0), Goal::TwiceNaive));
        assert!(!is_met(&run(150.0, 201.0), Goal::TwiceNaive));
        assert!(is_met(&run(4_999.0, 150.0), Goal::BelowPeers));
        assert!(!is_met(&run(5_001.0, 150.0), Goal::BelowPeers));
    }

    #[test]
    fn only_an_inclusive_limit_is_met_by_an_equal_figure() {
        assert!(is_met(&run(200.0, 200.0), Goal::TwiceNaive));
        assert!(!is_met(&run(5_000.0, 150.0), Goal::BelowPeers));
        assert!(is_met(&run(1.0, 1.0), Goal::FirstResult));
    }

    #[test]
    fn the_document_names_the_command_that_repeats_it() {
        let usual = Run { rounds: ROUNDS, ..run(1.0, 1.0) };
        assert!(render(&usual).unwrap().contains("`cargo xtask bench` writes"));
        let text = render(&run(1.0, 1.0)).unwrap();
        assert!(text.contains("`cargo xtask bench --rounds 4` writes"), "{text}");
        assert!(text.contains("There are 3\nmeasurements in Node and 3 in Chromium."), "{text}");
    }

    #[test]
    fn the_added_time_is_compared_with_the_platforms_objects() {
        // 2,000 of 2,500; and 4,000 of 2,500 and twice 500.
        assert!(is_met(&run(1.0, 1.0), Goal::Observing));
        assert!(!is_met(&run(1.0, 1.0), Goal::Enforcing));
    }

    #[test]
    fn only_a_missed_goal_is_explained() {
        let text = render(&run(150.0, 500.0)).unwrap();
        assert!(text.contains("| Node, 3 headers | 150 ns | 200 ns | 75 % | met |"), "{text}");
        assert!(
            text.contains("| Chromium, 3 headers | 500 ns | 200 ns | 250 % | missed |"),
            "{text}"
        );
        assert!(text.contains("**2 of 4 met**"), "{text}");
        let has = |goal: Goal| text.contains(&format!("### {}\n", goal.sentence()));
        assert!(has(Goal::TwiceNaive) && !has(Goal::FirstResult), "{text}");
    }
}
