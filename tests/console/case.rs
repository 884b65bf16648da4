//! What is asked for, what the servers answer, and what the engine says of it.

use cors_preflight::{
    AnswerTo, Browser, Call, Exchange, Profile, Reason, Step, Told, When, parse_url,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::loose;

const CASES: &str = include_str!("cases.json");

/// A call that fails.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// What the page sends, the URL among it.
    call: Value,
    /// What is answered to an OPTIONS.
    preflight: Option<Answer>,
    /// What is answered to everything else; nothing where the connection just closes.
    answer: Option<Answer>,
    /// What is answered under a path below the case's own.
    end: Option<Answer>,
    /// The browsers whose console says nothing of it.
    #[serde(default)]
    silent: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
}

/// How the engine says that a case ends.
pub(crate) struct Verdict {
    /// The first reason.
    pub(crate) reason: Reason,
    pub(crate) answer_to: AnswerTo,
    pub(crate) status: Option<u16>,
    pub(crate) first_url: String,
    /// What was asked for last.
    pub(crate) url: String,
}

impl Case {
    /// Every case, its places and its id filled in.
    pub(crate) fn all([page, other, third]: &[String; 3]) -> Vec<Case> {
        let rows: Vec<Value> = serde_json::from_str(CASES).expect("cases.json is JSON");
        let numbered = rows.iter().enumerate().map(|(number, row)| {
            let mut text = row.to_string();
            for (place, with) in [
                ("{page}", page.as_str()),
                ("{other}", other),
                ("{other_with_password}", &other.replace("//", "//u:p@")),
                ("{third}", third),
                ("{id}", &id(number)),
            ] {
                text = text.replace(place, with);
            }
            let mut case: Case = serde_json::from_str(&text).expect("a case");
            case.call["origin"] = page.as_str().into();
            case
        });
        numbered.collect()
    }

    /// What the page is given.
    pub(crate) fn work(&self) -> &Value {
        &self.call
    }

    pub(crate) fn call(&self) -> Call {
        loose::call(&self.call).expect("a call")
    }

    pub(crate) fn is_silent_in(&self, browser: Browser) -> bool {
        self.silent.iter().any(|name| name == browser.as_str())
    }

    /// What is answered to a request of this path; nothing where the connection just closes.
    pub(crate) fn answer(&self, is_preflight: bool, path: &str) -> Option<&Answer> {
        if is_preflight && self.preflight.is_some() {
            self.preflight.as_ref()
        } else if path.ends_with("/end") {
            self.end.as_ref()
        } else {
            self.answer.as_ref()
        }
    }

    /// Plays the case to its end by a browser's rules.
    pub(crate) fn verdict(&self, browser: Browser) -> Verdict {
        let profile = Profile::named(browser.as_str()).expect("every browser has a profile");
        let call = self.call();
        let first_url = call.url.clone();
        let mut exchange = Exchange::new(call, parse_url, profile);
        let (mut url, mut status) = (first_url.clone(), None);
        let mut answer = None;
        let mut is_first = true;
        loop {
            let told = match &answer {
                Some(answer) => Told::Answer(answer),
                None if is_first => Told::Nothing,
                None => Told::NoAnswer,
            };
            is_first = false;
            let (request, is_preflight) = match exchange.next(told, None, 0.0).expect("a turn") {
                Step::Preflight { request, .. } => (request, true),
                Step::Request { request } => (request, false),
                Step::Done(done) => panic!("{} is done: {done:?}", self.name),
                Step::Error { when, reasons } => {
                    let answer_to = match when {
                        When::Preflight => AnswerTo::Preflight,
                        _ => AnswerTo::Request,
                    };
                    let reason = reasons[0].clone();
                    return Verdict { reason, answer_to, status, first_url, url };
                }
            };
            url = request.url.clone();
            let given = self.answer(is_preflight, &url);
            status = given.map(|given| given.status);
            answer = given.map(|Answer { status, headers }| {
                loose::answer(&json!({ "status": status, "headers": headers })).expect("an answer")
            });
        }
    }
}

/// What tells a case from the others, in its URLs and so in consoles.
pub(crate) fn id(number: usize) -> String {
    format!("case{number:02}-")
}
