//! Printing the console message of a failed request.

use crate::call::{Initiator, InitiatorType};
use crate::console::frames::{FRAMES, MessageFrame};
use crate::console::messages::{
    Engine, MESSAGES, MessageStatus, MessageSubject, MessageTemplate, ResponseTo,
};
use crate::console::placeholder::{Placeholder, PlaceholderValues, fill};
use crate::console::reasons::values_of;
use crate::report::reason::Reason;

/// A failed request, as console messages describe it.
///
/// ```
/// use cors_preflight::console::{Engine, FailedRequest, explain};
///
/// let text = "Origin https://app.example is not allowed by Access-Control-Allow-Origin. \
///             Status code: 200";
/// let explanation = explain(text).ok_or("not recognized")?;
/// let mut request = FailedRequest::new(
///     &explanation.reason,
///     "https://api.example/x",
///     "https://app.example",
/// );
/// request.status = Some(200);
/// let message = request.console_message(Engine::WebKit).ok_or("no message")?;
/// assert!(message.starts_with(text));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FailedRequest<'a> {
    /// The first reason for the failure.
    pub reason: &'a Reason,
    /// The request whose response failed. Irrelevant if the request failed without a response.
    pub response_to: ResponseTo,
    /// The status of that response.
    pub status: Option<u16>,
    /// The serialized URL of the last request. After a redirect that the browser does not follow, it
    /// is the redirect URL if browsers name it: to another origin in mode `same-origin`, to an
    /// unsupported scheme, or to a blocked port.
    pub url: &'a str,
    /// The serialized URL of the first request, if redirects led to another one.
    pub redirected_from: Option<&'a str>,
    /// The serialized origin of the page. Chromium prints it even if redirects changed the request's
    /// origin to `null`.
    pub origin: &'a str,
    /// The URL of the page, which some messages contain.
    pub page: Option<&'a str>,
    /// The initiator of the request.
    pub initiator: Initiator,
}

impl<'a> FailedRequest<'a> {
    /// Creates a `fetch()` request that failed for `reason`, by the response to the request itself.
    pub fn new(reason: &'a Reason, url: &'a str, origin: &'a str) -> FailedRequest<'a> {
        FailedRequest {
            reason,
            response_to: ResponseTo::Request,
            status: None,
            url,
            redirected_from: None,
            origin,
            page: None,
            initiator: Initiator::Fetch,
        }
    }

    /// Returns the message that `engine` prints into its console.
    ///
    /// If the message depends on more than these fields, the most frequent one is returned. Returns
    /// `None` if the engine prints nothing, if its message does not give the reason, or if a value is
    /// missing.
    ///
    /// Browsers escape non-printable and non-ASCII characters differently, and WebKit keeps the
    /// letter case of header names. This function does not reproduce that.
    pub fn console_message(&self, engine: Engine) -> Option<String> {
        let message = MESSAGES.iter().find(|message| self.has_message(engine, message))?;
        let frame_values = self.request_values();
        let mut text = fill(message.text, &self.values())?;
        let mut has_url_frame = false;
        for frame in FRAMES.iter().filter(|frame| self.has_frame(message, frame)) {
            let is_url_printed = has_url_frame || (!frame.before.is_empty() && message.has_url());
            if frame.has_url() && is_url_printed {
                continue;
            }
            let texts = (fill(frame.before, &frame_values), fill(frame.after, &frame_values));
            if let (Some(before), Some(after)) = texts {
                text = format!("{before}{text}{after}");
                has_url_frame |= frame.has_url();
            }
        }
        Some(text)
    }

    fn has_message(&self, engine: Engine, message: &MessageTemplate) -> bool {
        message.engine == engine
            && message.status == MessageStatus::Primary
            && message.codes.contains(&self.reason.code())
            && message.via.is_none_or(|via| via == self.initiator.kind())
    }

    fn has_frame(&self, message: &MessageTemplate, frame: &MessageFrame) -> bool {
        let is_preflight_frame = frame.response_to == Some(ResponseTo::Preflight);
        let is_about_preflight = message.subject == MessageSubject::FromFrame
            && self.response_to == ResponseTo::Preflight;
        frame.engine == message.engine
            && frame.status == MessageStatus::Primary
            && frame.via.is_none_or(|via| via == self.initiator.kind())
            && (frame.codes.is_empty() || frame.codes.contains(&self.reason.code()))
            && (!is_preflight_frame || is_about_preflight)
    }

    /// Returns all values that messages about the request contain.
    #[doc(hidden)]
    pub fn values(&self) -> PlaceholderValues {
        let mut values = values_of(self.reason);
        values.fill_from(&self.request_values());
        values
    }

    /// Returns the values that do not depend on the reason.
    fn request_values(&self) -> PlaceholderValues {
        let status = self.status.map(|status| status.to_string());
        let mut values = PlaceholderValues::default();
        for (placeholder, value) in [
            (Placeholder::Url, Some(self.url)),
            (Placeholder::RedirectedFrom, self.redirected_from),
            (Placeholder::Origin, Some(self.origin)),
            (Placeholder::Page, self.page),
            (Placeholder::Kind, Some(kind(self.initiator.kind()))),
            (Placeholder::Status, status.as_deref()),
        ] {
            if let Some(value) = value {
                values.set(placeholder, value);
            }
        }
        values
    }
}

/// Returns Chromium's name for the resource that an initiator requests.
fn kind(initiator: InitiatorType) -> &'static str {
    match initiator {
        InitiatorType::Fetch => "fetch",
        InitiatorType::Xhr => "XMLHttpRequest",
        InitiatorType::Beacon | InitiatorType::EventSource => "resource",
        InitiatorType::ModuleScript => "script",
        InitiatorType::Font => "font",
        InitiatorType::Image => "image",
        InitiatorType::Stylesheet => "CSS stylesheet",
    }
}
