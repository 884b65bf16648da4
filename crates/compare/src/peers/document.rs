//! The document about the scoreboard.

use std::collections::BTreeMap;

use anyhow::Result;
use minijinja::context;
use serde::Deserialize;
use serde_json::{Value, json};
use tooling::templates::{self, Table, markdown};

/// A package that ran the rows.
#[derive(Deserialize)]
pub(super) struct Contestant {
    name: String,
    version: Option<String>,
    /// How the package is called.
    how: String,
    answers: Vec<Answer>,
}

/// A question about a row, and the result.
#[derive(Clone, Deserialize)]
struct Answer {
    /// The heading of the row in the table.
    heading: String,
    row: String,
    question: String,
    /// Whether all current browsers differ from the standard.
    contested: bool,
    /// Why the question is excluded.
    not: Option<String>,
    /// `right`, or the wrong result.
    made: Option<String>,
}

impl Answer {
    /// Whether the result counts: the question was not excluded, and the peer's result was visible.
    fn counts(&self) -> bool {
        self.not.is_none() && self.made.as_deref() != Some("unread")
    }

    fn is_right(&self) -> bool {
        self.made.as_deref() == Some("right")
    }

    fn is_wrong(&self) -> bool {
        self.counts() && !self.is_right()
    }

    /// Returns what the peer did, in words.
    fn describe(&self) -> String {
        let made = match self.made.as_deref().unwrap_or_default() {
            "" => "nothing",
            made => made,
        };
        match self.question.as_str() {
            "sent" => format!("first sent: {made}"),
            "allowed" if made == "true" => "the request is sent".to_owned(),
            "allowed" => "the request is not sent".to_owned(),
            "readable" if made == "true" => "the response is readable".to_owned(),
            "readable" => "the response is not readable".to_owned(),
            _ => format!("readable: {made}"),
        }
    }
}

/// The number of correct results, and of all results.
#[derive(Clone, Copy, Default)]
struct Score {
    right: usize,
    all: usize,
}

impl Score {
    fn of<'a>(answers: impl Iterator<Item = &'a Answer>) -> Score {
        answers.filter(|answer| answer.counts()).fold(Score::default(), |score, answer| Score {
            right: score.right + usize::from(answer.is_right()),
            all: score.all + 1,
        })
    }

    fn cell(self) -> String {
        if self.all == 0 { String::new() } else { format!("{} of {}", self.right, self.all) }
    }
}

/// The questions, and their names in the document.
const QUESTIONS: [(&str, &str); 4] = [
    ("sent", "first sent"),
    ("allowed", "preflight response"),
    ("readable", "response"),
    ("exposed", "headers"),
];

/// The maximum number of examples of wrong results to a question.
const EXAMPLES: usize = 6;

/// Returns the document about a run.
pub(super) fn render(contestants: &[Contestant], node: &str, date: &str) -> Result<String> {
    let contested = contestants
        .first()
        .map_or(0, |first| first.answers.iter().filter(|answer| answer.contested).count());
    templates::render(
        "peers.md",
        context! {
            date,
            node,
            contested,
            scores => score_table(contestants),
            packages => contestants.iter().map(package).collect::<Vec<_>>(),
            subjects => subject_table(contestants),
            excluded => excluded_table(contestants),
        },
    )
}

fn score_table(contestants: &[Contestant]) -> Table {
    let heads = QUESTIONS.map(|(_, name)| name);
    let mut table = Table::new(["", "version"].into_iter().chain(heads).chain(["right"]));
    for contestant in contestants {
        let total = Score::of(contestant.answers.iter());
        let share = 100.0 * total.right as f64 / total.all.max(1) as f64;
        let cells = QUESTIONS.iter().map(|(question, _)| {
            let answers = contestant.answers.iter();
            Score::of(answers.filter(|answer| answer.question == *question)).cell()
        });
        let first = [contestant.name.clone(), contestant.version.clone().unwrap_or_default()];
        table.row(first.into_iter().chain(cells).chain([format!("{share:.0} %")]));
    }
    table
}

/// Returns the values of a package that the template uses.
fn package(contestant: &Contestant) -> Value {
    let Contestant { name, how, answers, .. } = contestant;
    let excluded = answers.iter().filter(|answer| answer.not.is_some()).count();
    let contested = Score::of(answers.iter().filter(|answer| answer.contested));
    let wrong: Vec<Value> = QUESTIONS
        .iter()
        .filter_map(|(question, name)| wrong_answers(answers, question, name))
        .collect();
    json!({
        "name": name,
        "how": how,
        "asked": answers.len() - excluded,
        "excluded": excluded,
        "contested": contested.all,
        "contested_wrong": contested.all - contested.right,
        "wrong": wrong,
    })
}

/// Returns the number of wrong results to a question, and examples from all over the table.
fn wrong_answers(answers: &[Answer], question: &str, name: &str) -> Option<Value> {
    let wrong: Vec<&Answer> =
        answers.iter().filter(|answer| answer.question == question && answer.is_wrong()).collect();
    if wrong.is_empty() {
        return None;
    }
    let step = wrong.len().div_ceil(EXAMPLES);
    let examples: Vec<Value> = wrong
        .iter()
        .step_by(step)
        .map(|answer| json!({ "row": answer.row, "result": answer.describe() }))
        .collect();
    Some(json!({ "name": name, "count": wrong.len(), "examples": examples }))
}

fn subject_table(contestants: &[Contestant]) -> Table {
    let mut subjects: Vec<&str> = Vec::new();
    for answer in contestants.iter().flat_map(|contestant| &contestant.answers) {
        if !subjects.contains(&answer.heading.as_str()) {
            subjects.push(&answer.heading);
        }
    }
    let mut table = table_of_contestants("subject", contestants);
    for subject in subjects {
        let cells = contestants.iter().map(|contestant| {
            let answers = contestant.answers.iter();
            Score::of(answers.filter(|answer| answer.heading == subject)).cell()
        });
        table.row([markdown(subject)].into_iter().chain(cells));
    }
    table
}

fn excluded_table(contestants: &[Contestant]) -> Table {
    let mut reasons: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, contestant) in contestants.iter().enumerate() {
        for reason in contestant.answers.iter().filter_map(|answer| answer.not.as_deref()) {
            let counts = reasons.entry(reason).or_insert_with(|| vec![0; contestants.len()]);
            counts[number] += 1;
        }
    }
    let mut table = table_of_contestants("reason", contestants);
    for (reason, counts) in reasons {
        let cells = counts.iter().map(|count| match count {
            0 => String::new(),
            count => count.to_string(),
        });
        table.row([markdown(reason)].into_iter().chain(cells));
    }
    table
}

fn table_of_contestants(head: &str, contestants: &[Contestant]) -> Table {
    let names = contestants.iter().map(|contestant| contestant.name.as_str());
    Table::new([head].into_iter().chain(names))
}

#[cfg(test)]
mod tests {
    use super::{Answer, Contestant, render};

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
    fn right_answers_are_counted() {
        let text = render(&contestants(), "v20", "2026-11-27").unwrap();
        assert!(text.contains("| own |  | 1 of 1 | 1 of 1 |  |  | 100 % |"), "{text}");
        assert!(text.contains("| peer |  | 0 of 1 | 0 of 1 |  |  | 0 % |"), "{text}");
        assert!(text.contains("- **peer**: somehow. 3 questions, 1 excluded."), "{text}");
    }

    #[test]
    fn wrong_answers_are_listed() {
        let text = render(&contestants(), "v20", "2026-11-27").unwrap();
        let example = "- first sent: 1 wrong:\n  - A PUT asks. *first sent: request*";
        assert!(text.contains(example), "{text}");
        assert!(text.contains("### own\n\nNo wrong results."), "{text}");
        assert!(text.contains("- peer: 1 of 1 wrong."), "{text}");
    }

    #[test]
    fn excluded_questions_are_counted_by_reason() {
        let text = render(&contestants(), "v20", "2026-11-27").unwrap();
        assert!(text.contains("| another sender |  | 1 |"), "{text}");
    }
}
