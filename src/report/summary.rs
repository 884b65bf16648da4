//! The summaries of verdicts. With the [table of reasons](crate::report::reason), the only place
//! that holds the engine's sentences.

use crate::report::reason::{Finding, Reason};

/// A verdict, as its summary describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Summary {
    /// The call throws.
    Throws,
    /// The call is blocked before anything is sent.
    Blocked,
    /// A same-origin request.
    SameOrigin,
    /// A URL that is fetched without a network request, such as a `data:` URL.
    NotSent,
    /// A request in mode `no-cors`.
    NoCors,
    /// A URL in mode `no-cors` that is fetched without a network request.
    NoCorsNotSent,
    /// A CORS request without a preflight.
    Simple,
    /// A CORS request with a preflight. The reasons are its causes.
    Preflight,
    /// A response to a preflight request that is never sent.
    PreflightIgnored,
    /// A response to an unnecessary preflight, which would succeed.
    PreflightWouldSucceed,
    /// A response to an unnecessary preflight, which would fail.
    PreflightWouldFail,
    /// A preflight that succeeds.
    PreflightSucceeds,
    /// A preflight that fails.
    PreflightFails,
    /// A response that the script can read.
    ResponseReadable,
    /// A response that the script gets and cannot read.
    ResponseOpaque,
    /// A response that is a network error to the script.
    ResponseError,
}

impl Summary {
    /// Returns the summary as one sentence, with the first of `reasons` if there are any.
    pub(crate) fn sentence(self, reasons: &[Reason]) -> String {
        if self == Summary::Preflight {
            return format!("A preflight is sent because of {}.", subjects(reasons));
        }
        let thrown = reasons.first().and_then(Reason::exception);
        let statement = match thrown {
            Some(exception) if self == Summary::Throws => {
                format!("The call throws a {exception} and nothing is sent")
            }
            _ => self.statement().to_owned(),
        };
        match reasons {
            [] => format!("{statement}."),
            [only] => format!("{statement}: {}", only.first_sentence()),
            [first, ..] => {
                let count = reasons.len();
                format!("{statement} (first of {count} reasons): {}", first.first_sentence())
            }
        }
    }

    /// The sentence without reasons and without a full stop.
    fn statement(self) -> &'static str {
        match self {
            Summary::Throws => "Nothing is sent",
            Summary::Blocked => "The request is blocked before anything is sent",
            Summary::SameOrigin => "The request is same-origin, so there is no preflight",
            Summary::NotSent => "Nothing is sent over the network, so there is no preflight",
            Summary::NoCors => {
                "The request is sent without CORS, and the script cannot read the response"
            }
            Summary::NoCorsNotSent => {
                "Nothing is sent over the network, and the script cannot read the response"
            }
            Summary::Simple => {
                "The request is sent without a preflight, and the response decides whether the \
                 script can read it"
            }
            Summary::Preflight => "A preflight is sent",
            Summary::PreflightIgnored => "There is no preflight, so this response is ignored",
            Summary::PreflightWouldSucceed => {
                "No preflight is needed; if one were sent, this response would allow the request"
            }
            Summary::PreflightWouldFail => {
                "No preflight is needed; if one were sent, this response would reject the request"
            }
            Summary::PreflightSucceeds => "The preflight succeeds and the request is sent",
            Summary::PreflightFails => "The preflight fails and the request is not sent",
            Summary::ResponseReadable => "The script can read the status, body and exposed headers",
            Summary::ResponseOpaque => "The script gets a response that it cannot read",
            Summary::ResponseError => "The request fails",
        }
    }
}

/// The causes of a preflight as a list: the first few subjects, without duplicates.
fn subjects(reasons: &[Reason]) -> String {
    const LISTED: usize = 4;
    let mut subjects: Vec<String> = Vec::new();
    for reason in reasons {
        let subject = match &reason.0 {
            Finding::BodyStream => "the stream body".to_owned(),
            Finding::UploadListener => "the upload listener".to_owned(),
            Finding::PreflightKeptByRedirect => "the preflight before the redirect".to_owned(),
            Finding::MethodNotSafelisted { method } => format!("the method {method}"),
            Finding::HeadersTooLongTogether { total, .. } => format!("{total} bytes of headers"),
            _ => format!("the header `{}`", reason.subject().unwrap_or_default()),
        };
        if subjects.last() != Some(&subject) {
            subjects.push(subject);
        }
    }
    let more = subjects.len().saturating_sub(LISTED);
    subjects.truncate(LISTED);
    if more > 0 {
        subjects.push(format!("{more} more"));
    }
    let Some((last, rest)) = subjects.split_last() else { return String::new() };
    match rest {
        [] => last.clone(),
        rest => format!("{} and {last}", rest.join(", ")),
    }
}
