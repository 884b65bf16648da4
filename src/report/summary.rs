//! The one sentence over all findings. With the [table of reasons](crate::report::reason), the only place
//! where the engine speaks.

use crate::fetch::classify::{Classification, Outcome};
use crate::fetch::preflight::{Of, PreflightVerdict};
use crate::fetch::response::{ResponseType, ResponseVerdict};
use crate::report::reason::Reason;

const BLOCKED: &str = "The call is accepted, but fails without anything being sent";

impl Classification {
    /// The outcome in one sentence.
    pub fn summary(&self) -> String {
        match &self.outcome {
            Outcome::Throws(reasons) => because(&throws(reasons), reasons),
            Outcome::Blocked(reasons) => because(BLOCKED, reasons),
            Outcome::SameOrigin(Some(_)) => {
                "The request stays within its origin: no CORS and no preflight, whatever it holds."
                    .to_owned()
            }
            Outcome::SameOrigin(None) => {
                "Nothing goes over the network: no CORS and no preflight.".to_owned()
            }
            Outcome::NoCors(None) => {
                "Nothing goes over the network, and the answer is hidden from the script."
                    .to_owned()
            }
            Outcome::NoCors(Some(_)) => {
                "The request is sent without CORS, and its answer is hidden from the script."
                    .to_owned()
            }
            Outcome::Simple(_) => {
                "The request is sent at once, without a preflight; the answer decides whether the \
                 script may read it."
                    .to_owned()
            }
            Outcome::Preflight { reasons, .. } => {
                format!("An OPTIONS request goes first, because of {}.", subjects(reasons))
            }
        }
    }
}

impl PreflightVerdict {
    /// The verdict in one sentence.
    pub fn summary(&self) -> String {
        match self.of {
            Of::Throws => because(&throws(&self.reasons), &self.reasons),
            Of::Blocked => because(BLOCKED, &self.reasons),
            Of::NoPreflight => {
                "No preflight happens, so this answer cannot refuse the request.".to_owned()
            }
            Of::Unasked if self.is_allowed() => {
                "No preflight is needed; had one been sent, this answer would let the request pass."
                    .to_owned()
            }
            Of::Unasked => because(
                "No preflight is needed; had one been sent, this answer would refuse the request",
                &self.reasons,
            ),
            Of::Answer if self.is_allowed() => {
                "The preflight passes, so the request is sent.".to_owned()
            }
            Of::Answer => {
                because("The preflight fails, so the request is never sent", &self.reasons)
            }
        }
    }
}

impl ResponseVerdict {
    /// The verdict in one sentence.
    pub fn summary(&self) -> String {
        match (self.of, self.kind) {
            (Of::Throws, _) => because(&throws(&self.reasons), &self.reasons),
            (Of::Blocked, _) => because(BLOCKED, &self.reasons),
            (_, ResponseType::Error) => because("The request fails", &self.reasons),
            _ if self.is_readable() => {
                "The script may read the answer: its status, its body and the headers exposed to it."
                    .to_owned()
            }
            _ => because("The script gets an answer that it may not read", &self.reasons),
        }
    }
}

/// How a call ends that is refused for `reasons`.
fn throws(reasons: &[Reason]) -> String {
    match reasons.first().and_then(Reason::exception) {
        Some(exception) => format!("The call throws a {exception} and nothing is sent"),
        None => "Nothing is sent".to_owned(),
    }
}

/// `lead`, for how many reasons, and the first of them: one sentence.
fn because(lead: &str, reasons: &[Reason]) -> String {
    match reasons {
        [] => format!("{lead}."),
        [only] => format!("{lead}: {}", only.message()),
        [first, ..] => format!("{lead}, for {} reasons, first: {}", reasons.len(), first.message()),
    }
}

/// What reasons are about: the first few, each once.
fn subjects(reasons: &[Reason]) -> String {
    const NAMED: usize = 4;
    let mut subjects: Vec<String> = Vec::new();
    for reason in reasons {
        let subject = match reason {
            Reason::BodyStream {} => "the streamed body".to_owned(),
            Reason::UploadListener {} => "the upload listener".to_owned(),
            Reason::MethodNotSafelisted { method } => format!("the method {method}"),
            Reason::HeadersTooLongTogether { total, .. } => format!("{total} bytes of headers"),
            other => format!("the header `{}`", other.subject()),
        };
        if subjects.last() != Some(&subject) {
            subjects.push(subject);
        }
    }
    let more = subjects.len().saturating_sub(NAMED);
    subjects.truncate(NAMED);
    if more > 0 {
        subjects.push(format!("{more} more"));
    }
    let Some((last, rest)) = subjects.split_last() else { return String::new() };
    match rest {
        [] => last.clone(),
        rest => format!("{} and {last}", rest.join(", ")),
    }
}
