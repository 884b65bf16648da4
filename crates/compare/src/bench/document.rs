//! What is said of a run.

use std::fmt::Write;

use super::ROUNDS;
use super::measured::{Contest, Measured, Platform, Spread, duration, ratio};
use super::native::Native;
use super::plot::Line;
use tooling::markdown::{Table, filled};

/// All that was measured, and with what.
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

/// How contestants are called: the package's own, and those whose figures are aims.
mod called {
    pub(super) const NEEDS_PREFLIGHT: &str = "cors-preflight: needsPreflight";
    pub(super) const CLASSIFY: &str = "cors-preflight: classify";
    pub(super) const FIRST_ANSWER: &str = "cors-preflight";
    pub(super) const NAIVE: &str = "naive: ";
    pub(super) const REQUEST: &str = "platform: new Request()";
    pub(super) const RESPONSE: &str = "platform: new Response()";
    pub(super) const UNDERNEATH: &str = "underneath: ";
    pub(super) const OBSERVING: &str = "cors-preflight/fetch: observing";
    pub(super) const ENFORCING: &str = "cors-preflight/fetch: enforcing";
    pub(super) const PEERS: [&str; 3] = ["mentoss: ", "jsdom: ", "happy-dom: "];
}

/// What the package is to reach.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Goal {
    TwiceNaive,
    BelowPeers,
    BelowRequest,
    FirstAnswer,
    Observing,
    Enforcing,
}

impl Goal {
    const ALL: [Goal; 6] = [
        Goal::TwiceNaive,
        Goal::BelowPeers,
        Goal::BelowRequest,
        Goal::FirstAnswer,
        Goal::Observing,
        Goal::Enforcing,
    ];

    fn sentence(self) -> &'static str {
        match self {
            Goal::TwiceNaive => "The hot question takes at most twice what the naive check takes.",
            Goal::BelowPeers => "The hot question takes less than any peer's.",
            Goal::BelowRequest => "A classification takes less than one `new Request()`.",
            Goal::FirstAnswer => "The first answer comes within 10 ms of the import in Chromium.",
            Goal::Observing => "Observing adds less than one `new Request()` to a fetch.",
            Goal::Enforcing => {
                "Enforcing, its preflight cached if there is one, adds less than one `new Request()` and two \
                 `new Response()`."
            }
        }
    }

    /// What stops it where it is missed.
    fn obstacle(self) -> &'static str {
        match self {
            Goal::TwiceNaive => {
                "`needsPreflight` throws wherever `fetch()` does, so it reads every byte of \
                 every name and value, whatever the method says. The naive check reads the \
                 names and one value, ends at the first cause, and takes what `fetch()` would \
                 refuse: with a PUT it reads no header at all. *Naive, throwing where fetch() \
                 does* is part of the same work in JavaScript: it knows no unsafe bytes, no \
                 bytes of languages, no limits, no Range and nothing that is forbidden. About \
                 half of the question's time is spent before the engine has it: the names and \
                 values have to be joined, and encoded into the engine's memory."
            }
            Goal::BelowPeers => {
                "Peers ask less. jsdom's `isNoCORSSafelistedRequestHeaderName` looks names up \
                 in a set and reads no value: that is why it never asks before JSON. Its \
                 `isCORSSafelistedRequestHeader` does read values, but none under a name that \
                 is not safelisted, which five of the 8 headers have; jsdom itself does not use \
                 it. happy-dom compares two origins, because it asks before every request to \
                 another one. mentoss, of a Request that is there, ends at the first cause: \
                 with a PUT at the method, as the naive check does. Making that Request has \
                 read every byte before, which is in the row *with the Request it takes*; \
                 `needsPreflight` takes what a Request is made of. [peers.md](peers.md) says \
                 how often each is right."
            }
            Goal::BelowRequest => {
                "A classification says every cause in a sentence, with its address in the standard and \
                 its fix, and both requests: with 8 headers some 3,000 characters. Natively the \
                 engine takes a few microseconds (see *Native* below); the same code compiled to a \
                 small module takes several times that, and the texts are decoded and parsed once more \
                 on the other side."
            }
            Goal::FirstAnswer => {
                "The engine is a module of WebAssembly that comes as text within its script. \
                 The naive check's row says what any import costs here, and the empty module's \
                 what WebAssembly adds to that where the module is a file of its own. The rest \
                 is the engine's: of a first answer some 3 ms are decoding the text, 2 ms \
                 compiling, and 2 ms the first call."
            }
            Goal::Observing => {
                "Observing reads what a call says before it hands it on, for a call that is changed \
                 or used up later could not be explained as it was made; and it is one asynchronous \
                 function more. The call is classified only where the platform rejects it, or where \
                 `onClassified` or `preflights` want to know first, which is not measured here."
            }
            Goal::Enforcing => {
                "An exchange alone, its preflight cached, already takes more (see *A whole \
                 exchange* below). With 8 headers in Node two fifths of the time are the \
                 engine's module, and a sixth is the JavaScript that takes a call and an answer \
                 to it and a step from it. A quarter is the platform's: the Response \
                 underneath, and a second one over its body whose headers are those that a page \
                 may read. The rest is spread thin: no one function takes more than 7 % of the \
                 whole."
            }
        }
    }

    /// What was tried where it is missed. Its figures are of [`TRIED`].
    fn tried(self) -> &'static str {
        match self {
            Goal::TwiceNaive => {
                "one text in place of two, and room for it that is made once, in place of an \
                 allocation each time; a glance that reads every byte once against one table \
                 and allocates nothing, in place of a whole request: both together left an \
                 eighth of the time. A glance that looks no further than for what throws once a \
                 preflight is needed: 1.33 µs in place of 2.42 with 8 headers in Node. Writing \
                 the characters one by one in place of `TextEncoder.encodeInto` took a tenth \
                 longer. Compiled for speed (`opt-level = 3`) in place of size the question \
                 took an eighth to a quarter less, and the package weighed 30 % more once \
                 compressed; `wasm-opt` with -O2, -O3 or -Os changed neither speed nor size for \
                 the better. Not tried: remembering answers, which would be measured here and \
                 not be there when values change; and rules in JavaScript, which would be a \
                 second engine."
            }
            Goal::BelowPeers => "what the first aim names; the work is the same.",
            Goal::BelowRequest => {
                "one flat text in and one text of JSON out, in place of live values and objects made \
                 member by member; texts written in runs in place of character by character, which \
                 halved it. Compiled for speed a classification took a third less, and the package \
                 weighed 30 % more; it stays small."
            }
            Goal::FirstAnswer => {
                "each entry published as one script: nine scripts, for which a browser waited \
                 four times, took some 35 to 42 ms, and one takes 11 to 13. `wasm-opt` made \
                 the module neither smaller nor faster. Not tried: the module as a file of its \
                 own, compiled while it comes, for then the first question would have to be \
                 waited for; who wants that has `cors-preflight/slim`."
            }
            Goal::Observing => {
                "classifying every call before it was sent, which added 25 µs with 3 headers in \
                 Node and 56 with 8; what is left is some 1 to 2. Members of an init that are \
                 read once, in place of twice."
            }
            Goal::Enforcing => {
                "no classification beside the exchange, which says the same; what a Response \
                 shows stands before its prototype, in place of ten properties that are defined \
                 on each; members of an init are read once, and what is handed on is picked, in \
                 place of copied and deleted from; an exchange lets go of its memory when it \
                 ends, in place of when it is collected. Together that took what enforcing adds \
                 in Node from 107 µs to 73 with 3 headers, and from 179 to 103 with 8. Compiled \
                 for speed an exchange took two fifths less and the whole call a quarter, which \
                 is still more than the aim."
            }
        }
    }
}

/// How what was tried was measured.
const TRIED: &str = "\
Where an aim is missed, this is what stops it, and what was tried. What is said of parts of a figure, and \
of what was tried, was measured once, on 2026-11-27, with Node 20.20.2 and Chromium 156 on two cores of an AMD \
EPYC; no command repeats it.";

/// A figure held against a goal.
struct Case {
    goal: Goal,
    wherever: String,
    measured: f64,
    limit: f64,
}

impl Case {
    fn is_met(&self) -> bool {
        match self.goal {
            Goal::TwiceNaive | Goal::FirstAnswer => self.measured <= self.limit,
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
                    let wherever = format!("{platform}, {count} headers");
                    cases.push(Case { goal, wherever, measured, limit });
                }
            };
            let median = |contest: Option<&Contest>, name| {
                contest.and_then(|contest| contest.named(name)).map(Measured::median)
            };
            let question = measured.contest("question", count);
            let own = median(question, called::NEEDS_PREFLIGHT);
            add(Goal::TwiceNaive, own, median(question, called::NAIVE).map(|naive| 2.0 * naive));
            let peers = question.into_iter().flat_map(|contest| &contest.results);
            let peers =
                peers.filter(|peer| called::PEERS.iter().any(|name| peer.name.starts_with(name)));
            add(Goal::BelowPeers, own, peers.map(Measured::median).reduce(f64::min));
            let classification = measured.contest("classification", count);
            add(
                Goal::BelowRequest,
                median(classification, called::CLASSIFY),
                median(classification, called::REQUEST),
            );
            let wrapper = measured.contest("wrapper", count);
            let added = |name| {
                let wrapper = wrapper?;
                let underneath = wrapper.named(called::UNDERNEATH)?;
                Some(wrapper.named(name)?.more_than(underneath).median)
            };
            let request = median(wrapper, called::REQUEST);
            let response = median(wrapper, called::RESPONSE);
            add(Goal::Observing, added(called::OBSERVING), request);
            let limit = request.zip(response).map(|(request, response)| request + 2.0 * response);
            add(Goal::Enforcing, added(called::ENFORCING), limit);
        }
    }
    let firsts = &run.chromium.firsts;
    if let Some(first) = firsts.iter().find(|first| first.name == called::FIRST_ANSWER) {
        cases.push(Case {
            goal: Goal::FirstAnswer,
            wherever: "Chromium".to_owned(),
            measured: first.median(),
            limit: 10e6,
        });
    }
    cases
}

/// Every aim, and whether it is met wherever it was measured.
pub(super) fn aims(run: &Run) -> Vec<(&'static str, bool)> {
    let cases = cases(run);
    let met = |goal| {
        let mut of_goal = cases.iter().filter(|case| case.goal == goal).peekable();
        of_goal.peek().is_some() && of_goal.all(Case::is_met)
    };
    Goal::ALL.map(|goal| (goal.sentence(), met(goal))).to_vec()
}

/// The lines of the plot.
pub(super) fn lines(run: &Run) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut native = |name: &str, group| {
        let at = |count| {
            Some((count, run.native.spread(group, "headers, distinct names", count)?.median))
        };
        let points: Vec<_> = [10, 100, 1_000, 10_000].into_iter().filter_map(at).collect();
        if !points.is_empty() {
            lines.push(Line { name: name.to_owned(), points });
        }
    };
    native("classify, native", "classification");
    for (platform, measured) in run.platforms() {
        for (name, start) in
            [("classify", called::CLASSIFY), ("needsPreflight", called::NEEDS_PREFLIGHT)]
        {
            lines.push(grown(measured, start, format!("{name}, {platform}")));
        }
    }
    lines.push(grown(
        &run.chromium,
        "platform: new Headers()",
        "new Headers(), Chromium".to_owned(),
    ));
    lines.push(grown(&run.chromium, "naive, ", "naive, throwing, Chromium".to_owned()));
    lines
}

fn grown(platform: &Platform, start: &str, name: String) -> Line {
    let at = |grown: &super::measured::Grown| {
        let found = grown.results.iter().find(|measured| measured.name.starts_with(start))?;
        Some((grown.count, found.median()))
    };
    Line { name, points: platform.growth.iter().filter_map(at).collect() }
}

const INTRODUCTION: &str = "\
has everybody do the same work on this machine in one run: in Node, in headless Chromium, and \
natively. The contestants of a table take turns of a few milliseconds, in rounds, so that what disturbs \
one disturbs all. Before the first round all of them warm up, in such turns too, so that compilers have \
done their work: each for 1.2 seconds of its own, and on until the median of 300 ms is no longer 3 % below \
that of the 300 ms before, for 3.6 seconds at most. Sixteen variants of every call, each of other \
values, take turns as well. A figure is the median of all rounds; in brackets is the spread, from the \
tenth to the ninetieth hundredth. The last column of a platform says how many times the table's first row \
that is.";

/// The sections that are a table a number of headers: a kind, a heading, what there is to say.
const SECTIONS: [(&str, &str, &str); 6] = [
    (
        "question",
        "The hot question",
        "Whether a call needs a preflight, yes or no. The naive check is what people write by hand: a \
         set of methods, a set of names, a regular expression for the type; it ends at the first \
         cause. With 3 headers the call is a simple POST, which no preflight goes before, here and \
         in all tables; with 8 it is a PUT that is preflighted. Peers are asked as they ask \
         themselves: happy-dom with two URLs that are there, mentoss also with a Request that is \
         there.",
    ),
    (
        "classification",
        "A whole classification",
        "Every cause with its sentence, its address in the standard and its subject, and both requests \
         that would be sent.",
    ),
    (
        "judgement",
        "Judging an answer to an OPTIONS",
        "The naive check splits two lists at their commas and compares. It knows no credentials and no \
         list that does not parse. With 3 headers nobody would send the OPTIONS; it is judged all the \
         same.",
    ),
    (
        "exchange",
        "A whole exchange",
        "From the call to what the script gets: what to send, what came back, twice where there is a \
         preflight. With 3 headers there is none: what says that it is cached has a cache that is not \
         asked. *From first to last* makes a cache, or mentoss's whole mocker, each time.",
    ),
    (
        "wrapper",
        "The wrapper's own cost",
        "`corsFetch` over a `fetch()` that resolves at once with a Response. What it adds is the \
         difference to that, taken round by round. With 3 headers there is no preflight to be cached.",
    ),
    (
        "loopback",
        "The wrapper over loopback",
        "The same over real requests to a server on this machine, which answers at once. `corsFetch` and \
         the browser keep what the preflight of 8 headers was answered with. happy-dom and jsdom do \
         not: both send an OPTIONS before each PUT, and happy-dom before each POST. Node's own \
         `fetch()` sends none at all. In a browser there is nothing to enforce.",
    ),
];

/// The document of a run.
pub(super) fn written(run: &Run) -> String {
    let mut command = "cargo xtask bench".to_owned();
    if run.rounds != ROUNDS {
        write!(command, " --rounds {}", run.rounds).ok();
    }
    let mut text = "# What it costs\n\n".to_owned();
    text += &filled("", &format!("Written by `{command}`, which {INTRODUCTION}"));
    text.push('\n');
    let versions = run.versions.join("; ");
    text += &filled("", &format!("Run on {} in {} rounds, with {versions}.", run.date, run.rounds));
    text += "\n## The aims\n\n";
    text += &told_aims(run);
    for (kind, heading, about) in SECTIONS {
        write!(text, "\n## {heading}\n\n{}", filled("", about)).ok();
        for count in COUNTS {
            write!(text, "\n{count} headers:\n\n{}", section(run, kind, count)).ok();
        }
        if kind == "wrapper" {
            text += &added(run);
        }
    }
    text += "\n## From import to first answer\n\n";
    text += &filled(
        "",
        "In Node each is the first of its process. In Chromium each is the first of a frame on a site \
         of its own, which has a process of its own and has been at rest for a moment; the modules come \
         from a server on this machine. The naive check is a module with nothing else in it: what any \
         import costs.",
    );
    let of = |platform: &Platform| platform.firsts.first().map_or(0, |first| first.took.len());
    let (node, chromium) = (of(&run.node), of(&run.chromium));
    text += &filled("", &format!("Each is taken {node} times in Node, {chromium} in Chromium."));
    text.push('\n');
    text += &compared(&run.platforms().map(|(name, platform)| (name, platform.firsts.as_slice())));
    text += "\n## Native\n\n";
    text += &filled(
        "",
        "The engine itself, as `cargo bench` measures it, optimised for speed; the WebAssembly module \
         is optimised for size.",
    );
    text.push('\n');
    text += &native(run);
    text += "\n## How it grows\n\n";
    text += &filled(
        "",
        "Names of their own in no order, with short values: all are to be sorted, and each is a cause \
         of the preflight that a classification tells. There is one call of each size, without \
         variants.",
    );
    text += "\n![Cost against the number of headers, from 10 to 10,000](performance.svg)\n\n";
    text += &growth(run);
    text
}

fn told_aims(run: &Run) -> String {
    let cases = cases(run);
    let mut table = Table::new(&["", "measured", "aim", "of the aim", ""]);
    for goal in Goal::ALL {
        let of_goal: Vec<&Case> = cases.iter().filter(|case| case.goal == goal).collect();
        let met = of_goal.iter().filter(|case| case.is_met()).count();
        let all = match (met, of_goal.len()) {
            (_, 0) => "not measured".to_owned(),
            (met, all) if met == all => "**met**".to_owned(),
            (0, _) => "**missed**".to_owned(),
            (met, all) => format!("**met {met} times of {all}**"),
        };
        table.row([goal.sentence().to_owned(), String::new(), String::new(), String::new(), all]);
        for case in of_goal {
            let Case { wherever, measured, limit, .. } = case;
            let share = format!("{:.0} %", 100.0 * measured / limit);
            let is_met = if case.is_met() { "met" } else { "missed" };
            table.row([
                wherever.clone(),
                duration(*measured),
                duration(*limit),
                share,
                is_met.to_owned(),
            ]);
        }
    }
    let mut text = table.into_text();
    let missed = Goal::ALL
        .into_iter()
        .filter(|goal| cases.iter().any(|case| case.goal == *goal && !case.is_met()));
    for (number, goal) in missed.enumerate() {
        if number == 0 {
            write!(text, "\n{}\n", filled("", TRIED)).ok();
        }
        let (sentence, obstacle, tried) = (goal.sentence(), goal.obstacle(), goal.tried());
        text += &filled("- ", &format!("*{sentence}* {obstacle} Tried: {tried}"));
    }
    text
}

fn section(run: &Run, kind: &str, count: usize) -> String {
    let of = |(name, platform): (&'static str, _)| {
        let platform: &Platform = platform;
        (name, platform.contest(kind, count).map_or(&[][..], |contest| &contest.results))
    };
    compared(&run.platforms().map(of))
}

/// Everybody on every platform, beside the first on that platform.
fn compared(platforms: &[(&str, &[Measured])]) -> String {
    let mut heads = vec![""];
    for (name, _) in platforms {
        heads.extend([name, "×"]);
    }
    let mut table = Table::new(&heads);
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
                    cells.extend([told(spread), ratio(spread.median, first.median())]);
                }
                None => cells.extend([String::new(), String::new()]),
            }
        }
        table.row(cells);
    }
    table.into_text()
}

/// A median with its spread.
fn told(Spread { low, median, high }: Spread) -> String {
    format!("{} ({} – {})", duration(median), duration(low), duration(high))
}

/// What the wrapper adds, round by round.
fn added(run: &Run) -> String {
    let mut table = Table::new(&["added", "Node", "Chromium"]);
    for (name, start) in [("observing", called::OBSERVING), ("enforcing", called::ENFORCING)] {
        for count in COUNTS {
            let of = |(_, platform): (&str, &Platform)| {
                let contest = platform.contest("wrapper", count);
                let added = contest.and_then(|contest| {
                    Some(contest.named(start)?.more_than(contest.named(called::UNDERNEATH)?))
                });
                added.map(told).unwrap_or_default()
            };
            let cells = run.platforms().map(of);
            table.row([format!("{name}, {count} headers")].into_iter().chain(cells));
        }
    }
    format!("\n{}", table.into_text())
}

fn native(run: &Run) -> String {
    let mut table = Table::new(&["", "3 headers", "8 headers"]);
    for (name, group) in [
        ("needs_preflight", "needs_preflight"),
        ("classify", "classification"),
        ("check_preflight", "preflight"),
        ("Exchange", "exchange"),
        ("Exchange, its preflight cached", "exchange, warm cache"),
    ] {
        let of = |kind, count| run.native.spread(group, kind, count).map(told).unwrap_or_default();
        let cells = [of("typical, simple", 3), of("typical, preflighted", 8)];
        table.row([format!("`{name}`")].into_iter().chain(cells));
    }
    table.into_text()
}

fn growth(run: &Run) -> String {
    let lines = lines(run);
    let counts = [10, 100, 1_000, 10_000];
    let mut table = Table::new(&["headers", "10", "100", "1,000", "10,000"]);
    for line in &lines {
        let at = |count| {
            let point = line.points.iter().find(|(size, _)| *size == count);
            point.map(|(_, cost)| duration(*cost)).unwrap_or_default()
        };
        table.row([line.name.clone()].into_iter().chain(counts.map(at)));
    }
    table.into_text()
}

#[cfg(test)]
mod tests {
    use super::{Goal, Run, aims, called, written};
    use crate::bench::ROUNDS;
    use crate::bench::measured::{Contest, Measured, Platform};
    use crate::bench::native::Native;

    fn measured(name: &str, median: f64) -> Measured {
        Measured { name: name.to_owned(), took: vec![median - 1.0, median, median + 1.0] }
    }

    /// A platform on which the hot question takes so many nanoseconds, and the naive check 100.
    fn platform(question: f64) -> Platform {
        let contest = |kind: &str, count, results: &[(&str, f64)]| Contest {
            kind: kind.to_owned(),
            count,
            results: results.iter().map(|(name, median)| measured(name, *median)).collect(),
        };
        let contests = [3, 8].into_iter().flat_map(|count| {
            [
                contest(
                    "question",
                    count,
                    &[
                        (called::NEEDS_PREFLIGHT, question),
                        ("naive: by hand", 100.0),
                        ("naive, throwing", 1.0),
                        ("mentoss: asked", 5_000.0),
                    ],
                ),
                contest(
                    "wrapper",
                    count,
                    &[
                        ("underneath: nothing", 1_000.0),
                        ("cors-preflight/fetch: observing it", 3_000.0),
                        ("cors-preflight/fetch: enforcing", 5_000.0),
                        (called::REQUEST, 2_500.0),
                        (called::RESPONSE, 500.0),
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
        aims(run).into_iter().any(|(sentence, is_met)| sentence == goal.sentence() && is_met)
    }

    #[test]
    fn an_aim_is_met_where_every_platform_meets_it() {
        assert!(is_met(&run(150.0, 199.0), Goal::TwiceNaive));
        assert!(!is_met(&run(150.0, 201.0), Goal::TwiceNaive));
        assert!(is_met(&run(4_999.0, 150.0), Goal::BelowPeers));
        assert!(!is_met(&run(5_001.0, 150.0), Goal::BelowPeers));
    }

    #[test]
    fn at_most_is_met_by_as_much_and_less_is_not() {
        assert!(is_met(&run(200.0, 200.0), Goal::TwiceNaive));
        assert!(!is_met(&run(5_000.0, 150.0), Goal::BelowPeers));
        assert!(is_met(&run(1.0, 1.0), Goal::FirstAnswer));
    }

    #[test]
    fn a_document_names_the_command_that_repeats_it() {
        let usual = Run { rounds: ROUNDS, ..run(1.0, 1.0) };
        assert!(written(&usual).contains("`cargo xtask bench`, which"));
        let text = written(&run(1.0, 1.0));
        assert!(text.contains("`cargo xtask bench --rounds 4`, which"), "{text}");
        assert!(text.contains("Each is taken 3 times in Node, 3 in Chromium."), "{text}");
    }

    #[test]
    fn what_the_wrapper_adds_is_held_against_the_platforms_own_objects() {
        // 2,000 of 2,500; and 4,000 of 2,500 and twice 500.
        assert!(is_met(&run(1.0, 1.0), Goal::Observing));
        assert!(!is_met(&run(1.0, 1.0), Goal::Enforcing));
    }

    #[test]
    fn a_missed_aim_is_explained_and_a_met_one_is_not() {
        let text = written(&run(150.0, 500.0));
        assert!(text.contains("| Node, 3 headers | 150 ns | 200 ns | 75 % | met |"), "{text}");
        assert!(
            text.contains("| Chromium, 3 headers | 500 ns | 200 ns | 250 % | missed |"),
            "{text}"
        );
        assert!(text.contains("**met 2 times of 4**"), "{text}");
        let has = |goal: Goal| text.contains(&format!("- *{}*", goal.sentence()));
        assert!(has(Goal::TwiceNaive) && !has(Goal::FirstAnswer), "{text}");
    }
}
