//! What the scoreboard says.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

use tooling::markdown::{Table, escaped, filled};

/// Somebody who was asked the rows.
#[derive(Deserialize)]
pub(super) struct Contestant {
    name: String,
    version: Option<String>,
    /// How it is asked.
    how: String,
    answers: Vec<Answer>,
}

/// A question of a row, and what became of it.
#[derive(Clone, Deserialize)]
struct Answer {
    /// What the row stands under in the table.
    heading: String,
    row: String,
    question: String,
    /// Whether all three browsers of today do otherwise than the standard says.
    contested: bool,
    /// Why it cannot be asked.
    not: Option<String>,
    /// `right`, or what was said instead.
    made: Option<String>,
}

impl Answer {
    /// Whether it counts: it was asked, and something was there to be told.
    fn counts(&self) -> bool {
        self.not.is_none() && self.made.as_deref() != Some("unread")
    }

    fn is_right(&self) -> bool {
        self.made.as_deref() == Some("right")
    }
}

/// How many are right of how many.
#[derive(Clone, Copy, Default)]
struct Score {
    right: usize,
    asked: usize,
}

impl Score {
    fn of<'a>(answers: impl Iterator<Item = &'a Answer>) -> Score {
        answers.filter(|answer| answer.counts()).fold(Score::default(), |score, answer| Score {
            right: score.right + usize::from(answer.is_right()),
            asked: score.asked + 1,
        })
    }

    fn cell(self) -> String {
        if self.asked == 0 { String::new() } else { format!("{} of {}", self.right, self.asked) }
    }
}

/// The questions, and what they are called.
const QUESTIONS: [(&str, &str); 4] = [
    ("sent", "first sent"),
    ("allowed", "OPTIONS judged"),
    ("readable", "response judged"),
    ("exposed", "headers shown"),
];

/// So many rows are named of those that a peer has wrong.
const NAMED: usize = 6;

const INTRODUCTION: &str = "\
# The package and its peers

Written by `cargo xtask peers`, which puts the rows of [tests/cases.json](../tests/cases.json) to
whatever runs in Node and says that it follows the CORS protocol, and to Node's own fetch, which says
no such thing: it is the baseline. A row says what the Fetch standard makes of a call, or of an answer.
Of each it is asked, as far as the row says it:

- *first sent*: what leaves first, an OPTIONS, the request itself, or nothing;
- *OPTIONS judged*: whether the request leaves after the row's answer to the OPTIONS. Who never asked,
  and sends, is right where it is allowed;
- *response judged*: whether the script may read the row's answer. An OPTIONS is answered so that all
  is allowed;
- *headers shown*: which of its headers, where it may and the peer lets it.
";

const FAIRNESS: &str = "\
A row that somebody cannot express is not held against it: it is left out, and counted below. So are
blocked ports and mixed content, which are no part of the CORS protocol. Nor is a row asked of
XMLHttpRequest that is about `fetch()`, unless the standard says the same of both. Whoever goes over
sockets by the same sender is asked the same. The rows were written for this project, and look closely where others do not: a share of wrong rows is no
share of wrong requests. What is right is the standard's;";

/// The document of a run.
pub(super) fn written(contestants: &[Contestant], node: &str, date: &str) -> String {
    let mut text = format!("{INTRODUCTION}\nRun on {date}, in Node {node}.\n\n");
    let heads = [
        "",
        "version",
        "first sent",
        "OPTIONS judged",
        "response judged",
        "headers shown",
        "right",
    ];
    let mut table = Table::new(&heads);
    for contestant in contestants {
        let of = |question: &str| {
            Score::of(contestant.answers.iter().filter(|answer| answer.question == question))
        };
        let all = Score::of(contestant.answers.iter());
        let share = 100.0 * all.right as f64 / all.asked.max(1) as f64;
        let cells = QUESTIONS.iter().map(|(question, _)| of(question).cell());
        let first = [contestant.name.clone(), contestant.version.clone().unwrap_or_default()];
        table.row(first.into_iter().chain(cells).chain([format!("{share:.0} %")]));
    }
    text += &table.into_text();
    text += "\n## Who is asked what\n\n";
    text += &filled("", &format!("{FAIRNESS} {}", contested(contestants)));
    text.push('\n');
    for contestant in contestants {
        let Contestant { name, how, answers, .. } = contestant;
        let left_out = answers.iter().filter(|answer| answer.not.is_some()).count();
        let asked = answers.len() - left_out;
        writeln!(text, "- **{name}**: {how}. {asked} asked, {left_out} left out.").ok();
    }
    text += "\n## By subject\n\nThe headings of the table; right of asked.\n\n";
    text += &by_subject(contestants);
    text += "\n## Left out, and why\n\n";
    text += &left_out(contestants);
    text += "\n## What is wrong\n";
    for contestant in contestants {
        text += &wrong(contestant);
    }
    text
}

/// What there is to say of rows where all browsers do otherwise.
fn contested(contestants: &[Contestant]) -> String {
    let rows: Vec<&Answer> = contestants
        .first()
        .map(|first| first.answers.iter().filter(|answer| answer.contested).collect())
        .unwrap_or_default();
    if rows.is_empty() {
        return "no row is asked on which all of today's browsers differ from it.".to_owned();
    }
    let mut text = format!(
        "today's browsers all differ from it in {} of the questions, which count by the standard \
         here. Who goes by the browsers there has as many wrong:",
        rows.len()
    );
    for contestant in contestants.iter().skip(1) {
        let theirs = contestant.answers.iter().filter(|answer| answer.contested && answer.counts());
        let wrong = theirs.clone().filter(|answer| !answer.is_right()).count();
        write!(text, " {} {wrong} of the {} that it was asked,", contestant.name, theirs.count())
            .ok();
    }
    text.pop();
    text.push('.');
    text
}

fn by_subject(contestants: &[Contestant]) -> String {
    let mut subjects: Vec<&str> = Vec::new();
    for answer in contestants.iter().flat_map(|contestant| &contestant.answers) {
        if !subjects.contains(&answer.heading.as_str()) {
            subjects.push(&answer.heading);
        }
    }
    let mut heads = vec!["subject"];
    heads.extend(contestants.iter().map(|contestant| contestant.name.as_str()));
    let mut table = Table::new(&heads);
    for subject in subjects {
        let of = |contestant: &Contestant| {
            Score::of(contestant.answers.iter().filter(|answer| answer.heading == subject)).cell()
        };
        table.row([escaped(subject)].into_iter().chain(contestants.iter().map(of)));
    }
    table.into_text()
}

fn left_out(contestants: &[Contestant]) -> String {
    let mut reasons: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, contestant) in contestants.iter().enumerate() {
        for reason in contestant.answers.iter().filter_map(|answer| answer.not.as_deref()) {
            let counts = reasons.entry(reason).or_insert_with(|| vec![0; contestants.len()]);
            counts[number] += 1;
        }
    }
    let mut heads = vec!["because of"];
    heads.extend(contestants.iter().map(|contestant| contestant.name.as_str()));
    let mut table = Table::new(&heads);
    for (reason, counts) in reasons {
        let cells =
            counts.iter().map(|&count| if count == 0 { String::new() } else { count.to_string() });
        table.row([escaped(reason)].into_iter().chain(cells));
    }
    table.into_text()
}

/// Some of the rows that somebody has wrong, spread over all of them.
fn wrong(contestant: &Contestant) -> String {
    let mut text = format!("\n### {}\n\n", contestant.name);
    let is_wrong = |answer: &&Answer| answer.counts() && !answer.is_right();
    if !contestant.answers.iter().any(|answer| is_wrong(&answer)) {
        return text + "Nothing that was asked.\n";
    }
    for (question, name) in QUESTIONS {
        let of_question = contestant.answers.iter().filter(|answer| answer.question == question);
        let wrong: Vec<&Answer> = of_question.filter(is_wrong).collect();
        if wrong.is_empty() {
            continue;
        }
        let step = wrong.len().div_ceil(NAMED);
        writeln!(text, "- {name}: {} wrong, such as", wrong.len()).ok();
        for answer in wrong.iter().step_by(step) {
            let made = match answer.made.as_deref().unwrap_or_default() {
                "" => "nothing".to_owned(),
                made => made.to_owned(),
            };
            let made = match question {
                "sent" => format!("sends first: {made}"),
                "allowed" if made == "true" => "sends the request".to_owned(),
                "allowed" => "sends no request".to_owned(),
                "readable" if made == "true" => "lets it be read".to_owned(),
                "readable" => "hides it".to_owned(),
                _ => format!("shows: {made}"),
            };
            writeln!(text, "  - {} *{}*", escaped(&answer.row), escaped(&made)).ok();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Answer, Contestant, left_out, written};

    fn answer(question: &str, row: &str, not: Option<&str>, made: Option<&str>) -> Answer {
        Answer {
            heading: "Methods".to_owned(),
            row: row.to_owned(),
            question: question.to_owned(),
            contested: row.contains("star"),
            not: not.map(str::to_owned),
            made: made.map(str::to_owned),
        }
    }

    fn contestants() -> [Contestant; 2] {
        let of = |name: &str, answers| Contestant {
            name: name.to_owned(),
            version: None,
            how: "somehow".to_owned(),
            answers,
        };
        let own = vec![
            answer("sent", "A PUT asks.", None, Some("right")),
            answer("allowed", "A star allows.", None, Some("right")),
        ];
        let peers = vec![
            answer("sent", "A PUT asks.", None, Some("request")),
            answer("allowed", "A star allows.", None, Some("false")),
            answer("exposed", "A header is shown.", None, Some("unread")),
            answer("sent", "A beacon asks.", Some("another sender"), None),
        ];
        [of("own", own), of("peer", peers)]
    }

    #[test]
    fn what_is_right_is_counted_of_what_was_asked_and_told() {
        let text = written(&contestants(), "v20", "2026-11-27");
        assert!(text.contains("| own |  | 1 of 1 | 1 of 1 |  |  | 100 % |"), "{text}");
        assert!(text.contains("| peer |  | 0 of 1 | 0 of 1 |  |  | 0 % |"), "{text}");
        assert!(text.contains("- **peer**: somehow. 3 asked, 1 left out."), "{text}");
    }

    #[test]
    fn what_is_wrong_is_named_with_what_was_done_instead() {
        let text = written(&contestants(), "v20", "2026-11-27");
        assert!(
            text.contains("- first sent: 1 wrong, such as\n  - A PUT asks. *sends first: request*"),
            "{text}"
        );
        assert!(text.contains("### own\n\nNothing that was asked."), "{text}");
        assert!(text.contains("peer 1 of the 1 that it was asked."), "{text}");
    }

    #[test]
    fn what_is_left_out_is_counted_by_its_reason() {
        assert!(left_out(&contestants()).contains("| another sender |  | 1 |"));
    }
}
