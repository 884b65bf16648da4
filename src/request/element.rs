//! Who sends what: one table.

use crate::call::{Body, Call, Credentials, Mode, Unconverted, Via};
use crate::http::header::HeaderList;
use crate::http::isomorphic::Text;
use crate::http::method::normalize_method;
use crate::report::reason::Reason;
use crate::request::Request;
use crate::request::arguments::parsed_url;
use crate::request::body::{content_type, content_type_header};
use crate::request::exception::Exception;
use crate::safelist::is_cors_safelisted_request_header;
use crate::url::{ParseUrl, Url};

/// What a sender makes of every request of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sender {
    via: Via,
    /// Where the caller has no say in it.
    method: &'static str,
    /// The [destination](https://fetch.spec.whatwg.org/#concept-request-destination) where something
    /// hangs on it, as on an image's.
    destination: &'static str,
    mode: ModeRule,
    credentials: CredentialsRule,
    /// Whether the [unsafe-request flag] is set, so that method and headers can cause a preflight.
    ///
    /// [unsafe-request flag]: https://fetch.spec.whatwg.org/#unsafe-request-flag
    unsafe_request: bool,
    /// What is thrown for a URL that does not parse; elements throw nothing.
    pub(crate) exception: Option<Exception>,
}

#[derive(Clone, Copy, Debug)]
enum ModeRule {
    Always(Mode),
    AsAsked,
    /// `cors` where the element has a `crossorigin` attribute, or else `no-cors`.
    ByAttribute,
    /// `cors` where the body has a type that is not safelisted, or else `no-cors`.
    ByType,
}

#[derive(Clone, Copy, Debug)]
enum CredentialsRule {
    Always(Credentials),
    AsAsked,
    WithCredentials,
    /// As the `crossorigin` attribute says, or this where the element has none.
    ByAttribute(Credentials),
}

impl Sender {
    /// A row of the table.
    pub(crate) fn of(via: Via) -> Sender {
        use Credentials::{Include, SameOrigin};
        let get = Sender {
            via,
            method: "GET",
            destination: "",
            mode: ModeRule::Always(Mode::Cors),
            credentials: CredentialsRule::Always(SameOrigin),
            unsafe_request: false,
            exception: None,
        };
        match via {
            Via::Fetch => Sender {
                mode: ModeRule::AsAsked,
                credentials: CredentialsRule::AsAsked,
                unsafe_request: true,
                exception: Some(Exception::TypeError),
                ..get
            },
            Via::Xhr => Sender {
                credentials: CredentialsRule::WithCredentials,
                unsafe_request: true,
                exception: Some(Exception::SyntaxError),
                ..get
            },
            // Its standard leaves the unsafe-request flag unset, and promises a preflight.
            Via::Beacon => Sender {
                method: "POST",
                mode: ModeRule::ByType,
                credentials: CredentialsRule::Always(Include),
                unsafe_request: true,
                exception: Some(Exception::TypeError),
                ..get
            },
            Via::EventSource => Sender {
                credentials: CredentialsRule::WithCredentials,
                exception: Some(Exception::SyntaxError),
                ..get
            },
            Via::ModuleScript => {
                Sender { credentials: CredentialsRule::ByAttribute(SameOrigin), ..get }
            }
            Via::Font => get,
            Via::Image => Sender {
                destination: "image",
                mode: ModeRule::ByAttribute,
                credentials: CredentialsRule::ByAttribute(Include),
                ..get
            },
            Via::Stylesheet => Sender {
                mode: ModeRule::ByAttribute,
                credentials: CredentialsRule::ByAttribute(Include),
                ..get
            },
        }
    }

    /// A request of this sender for `url`, as far as its row says.
    pub(crate) fn asking(self, url: Url, method: &str, call: &Call) -> Request {
        let mut request = Request::to(url, method, call);
        request.mode = self.mode_of(call);
        request.credentials = self.credentials_of(call);
        request.destination = self.destination;
        request.unsafe_request = self.unsafe_request;
        request
    }

    fn mode_of(self, call: &Call) -> Mode {
        let cors = match self.mode {
            ModeRule::Always(mode) => return mode,
            ModeRule::AsAsked => return call.mode,
            ModeRule::ByAttribute => call.cross_origin.is_some(),
            ModeRule::ByType => call.body.as_ref().and_then(content_type).is_some_and(|kind| {
                !is_cors_safelisted_request_header("Content-Type", kind.as_bytes())
            }),
        };
        if cors { Mode::Cors } else { Mode::NoCors }
    }

    fn credentials_of(self, call: &Call) -> Credentials {
        use crate::call::CrossOrigin::{Anonymous, UseCredentials};
        match (self.credentials, call.cross_origin) {
            (CredentialsRule::Always(credentials), _)
            | (CredentialsRule::ByAttribute(credentials), None) => credentials,
            (CredentialsRule::AsAsked, _) => call.credentials,
            (CredentialsRule::WithCredentials, _) if call.with_credentials => Credentials::Include,
            (CredentialsRule::WithCredentials, _)
            | (CredentialsRule::ByAttribute(_), Some(Anonymous)) => Credentials::SameOrigin,
            (CredentialsRule::ByAttribute(_), Some(UseCredentials)) => Credentials::Include,
        }
    }

    /// The whole [request], of a sender that leaves its caller little to say.
    ///
    /// [request]: https://fetch.spec.whatwg.org/#requests
    ///
    /// # Errors
    ///
    /// Every reason for which it throws, or asks for nothing.
    pub(crate) fn request(self, call: &Call, parse: ParseUrl) -> Result<Request, Vec<Reason>> {
        let (mut throws, mut notes) = (Vec::new(), Vec::new());
        let symbol = Unconverted::Symbol { member: "url" };
        if call.unconverted.contains(&symbol) {
            throws.push(Reason::NotAString { member: "url" });
        }
        let url = parsed_url(call, parse, self.exception, &mut notes);
        let sends_body = matches!(self.mode, ModeRule::ByType);
        let headers = if sends_body {
            beacon(call, url.as_ref().ok(), &mut throws, &mut notes)
        } else {
            HeaderList::default()
        };
        let url = match url {
            Ok(url) if throws.is_empty() => url,
            url => {
                throws.extend(url.err());
                return Err(throws);
            }
        };
        let ignored = [
            (
                "method",
                !matches!(normalize_method(&call.method), "GET")
                    && normalize_method(&call.method) != self.method,
            ),
            ("headers", !call.headers.is_empty()),
            ("body", call.body.is_some() && !sends_body),
        ];
        for (member, _) in ignored.into_iter().filter(|(_, is_ignored)| *is_ignored) {
            notes.push(Reason::MemberIgnored { member, via: self.via });
        }
        let mut request = self.asking(url, self.method, call);
        request.headers = headers;
        request.has_body = sends_body && call.body.is_some();
        request.notes = notes;
        Ok(request)
    }
}

/// The header list of a [beacon], and what its sender throws for.
///
/// [beacon]: https://w3c.github.io/beacon/#sendbeacon-method
fn beacon(
    call: &Call,
    url: Option<&Url>,
    throws: &mut Vec<Reason>,
    notes: &mut Vec<Reason>,
) -> HeaderList {
    let mut headers = HeaderList::default();
    if let Some(url) = url.filter(|url| !url.is_http()) {
        throws.push(Reason::BeaconSchemeNotHttp { scheme: Text::from(url.scheme()) });
    }
    if call.unconverted.contains(&Unconverted::Buffer) {
        throws.push(Reason::BufferSharedOrResizable {});
    }
    if call.unconverted.contains(&Unconverted::Symbol { member: "body" }) {
        throws.push(Reason::NotAString { member: "body" });
    }
    let Some(body) = &call.body else { return headers };
    match body {
        Body::Stream { .. } => throws.push(Reason::StreamKeepalive {}),
        Body::Document(_) | Body::Other => notes.push(Reason::BodyStringified {}),
        _ => {}
    }
    if let Some(kind) = content_type(body) {
        let header = content_type_header(kind);
        notes.push(Reason::ContentTypeAdded { value: Text::from(header.value.as_slice()) });
        headers.append(header);
    }
    headers
}
