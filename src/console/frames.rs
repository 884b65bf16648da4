//! The frames that browsers print around console messages, as one table.

use crate::call::InitiatorType;
use crate::console::messages::{
    Engine, MISMATCH_OR_MULTIPLE, MessageStatus, NO_FINAL_RESPONSE, ResponseTo, table,
};
use crate::console::placeholder::{Placeholder, has_placeholder};
use crate::report::reason::ReasonCode as Code;

/// The text that a browser prints before and after a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageFrame {
    /// The engine that prints the frame.
    pub engine: Engine,
    /// Whether the engine prints the frame today.
    pub status: MessageStatus,
    /// The codes of the reasons whose messages have the frame. Empty if the reason does not matter.
    pub codes: &'static [Code],
    /// The text before the message, with placeholders.
    pub before: &'static str,
    /// The text after the message, with placeholders.
    pub after: &'static str,
    /// The only initiator for whose requests the frame is printed, if there is one.
    pub(crate) via: Option<InitiatorType>,
    /// The request whose response the frame names, if it names one.
    pub(crate) response_to: Option<ResponseTo>,
}

/// Returns a frame without marks.
const fn frame(
    engine: Engine,
    codes: &'static [Code],
    (before, after): (&'static str, &'static str),
) -> MessageFrame {
    let status = MessageStatus::Primary;
    MessageFrame { engine, status, codes, before, after, via: None, response_to: None }
}

/// The marks of a row.
impl MessageFrame {
    const fn via_fetch(self) -> Self {
        Self { via: Some(InitiatorType::Fetch), ..self }
    }

    const fn via_xhr(self) -> Self {
        Self { via: Some(InitiatorType::Xhr), ..self }
    }

    const fn via_event_source(self) -> Self {
        Self { via: Some(InitiatorType::EventSource), ..self }
    }

    const fn via_image(self) -> Self {
        Self { via: Some(InitiatorType::Image), ..self }
    }

    const fn of_preflight(self) -> Self {
        Self { response_to: Some(ResponseTo::Preflight), ..self }
    }

    const fn of_response(self) -> Self {
        Self { response_to: Some(ResponseTo::Request), ..self }
    }

    const fn alternative(self) -> Self {
        Self { status: MessageStatus::Alternative, ..self }
    }

    const fn obsolete(self) -> Self {
        Self { status: MessageStatus::Obsolete, ..self }
    }
}

impl MessageFrame {
    /// Whether the frame has a placeholder for the URL.
    pub(crate) fn has_url(&self) -> bool {
        [self.before, self.after].iter().any(|text| has_placeholder(text, Placeholder::Url))
    }
}

/// Reasons whose messages for an XMLHttpRequest end in a hint.
const WITH_CREDENTIALS_HINT: &[Code] = &[
    Code::AllowOriginWildcardWithCredentials,
    Code::AllowCredentialsMissing,
    Code::AllowCredentialsNotTrue,
];
/// Reasons whose messages in Firefox end in a status.
const WITH_STATUS: &[Code] = &[Code::AllowOriginMissing, Code::PreflightStatusNotOk];
/// All reasons.
const ANY: &[Code] = &[];

/// All frames, from the innermost to the outermost. A browser prints at most one frame with a URL.
pub const FRAMES: &[MessageFrame] = table! {
    frame:
    Chromium WITH_CREDENTIALS_HINT via_xhr: ("", " The credentials mode of requests initiated by the XMLHttpRequest is controlled by the withCredentials attribute.");
    Chromium MISMATCH_OR_MULTIPLE via_fetch: ("", " Have the server send the header with a valid value.");
    Chromium ANY of_preflight: ("Response to preflight request doesn't pass access control check: ", "");
    Chromium ANY of_response: ("Access to {kind} at '{url}' (redirected from '{redirectedFrom}') from origin '{origin}' has been blocked by CORS policy: ", "");
    Chromium ANY of_response: ("Access to {kind} at '{url}' from origin '{origin}' has been blocked by CORS policy: ", "");
    Chromium ANY of_response alternative: ("Access blocked by CORS policy: ", "");
    Chromium ANY alternative: ("Failed to load resource: ", "");
    Chromium ANY alternative: ("", "\",\"failedParameter\":\"{failedParameter}\"");
    Chromium ANY obsolete: ("", " If an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the resource with CORS disabled.");
    Chromium ANY obsolete: ("", " Have the server send the header with a valid value, or, if an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the resource with CORS disabled.");
    Chromium ANY obsolete: ("", " The credentials mode of an XMLHttpRequest is controlled by the withCredentials attribute.");
    Chromium ANY obsolete: ("", " Origin '{origin}' is therefore not allowed access.");
    Chromium ANY obsolete: ("", " The response had HTTP status code {status}.");
    Chromium ANY obsolete: ("XMLHttpRequest cannot load {url}. ", "");
    Chromium ANY obsolete: ("Fetch API cannot load {url}. ", "");
    Chromium ANY obsolete: ("Failed to load {url}: ", "");
    Chromium ANY obsolete: ("Redirect from '{redirectedFrom}' to '{url}' has been blocked by CORS policy: ", "");
    Chromium ANY obsolete: ("has been blocked from loading by Cross-Origin Resource Sharing policy: ", "");
    Firefox WITH_STATUS: ("Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. (Reason: ", "). Status code: {status}.");
    Firefox NO_FINAL_RESPONSE: ("Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. (Reason: ", "). Status code: (null).");
    Firefox ANY: ("Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. (Reason: ", ").");
    WebKit ANY of_response alternative: ("Cross-origin redirection to {location} denied by Cross-Origin Resource Sharing policy: ", "");
    WebKit ANY via_fetch: ("", "\nFetch API cannot load {url} due to access control checks.");
    WebKit ANY via_xhr: ("", "\nXMLHttpRequest cannot load {url} due to access control checks.");
    WebKit ANY via_event_source: ("", "\nEventSource cannot load {url} due to access control checks.");
    WebKit ANY via_image: ("", "\nCannot load image {url} due to access control checks.");
    WebKit ANY alternative: ("Beacon API cannot load {url}. ", "");
    WebKit ANY alternative: ("Failed to load resource: ", "");
    WebKit ANY obsolete: ("XMLHttpRequest cannot load {url}. ", "");
};
