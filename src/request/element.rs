//! The table of initiators: the method, the mode and the credentials of their requests.

use crate::call::{Body, Call, CredentialsMode, InitiatorType, RequestMode, Unconverted};
use crate::http::header::HeaderList;
use crate::http::method::normalize_method;
use crate::http::quoted::Quoted;
use crate::report::exception::Exception;
use crate::report::reason::{Finding, Reason};
use crate::request::Request;
use crate::request::arguments::parsed_url;
use crate::request::body::{content_type, content_type_header};
use crate::safelist::is_cors_safelisted_request_header;
use crate::url::{ParseUrl, Url};

/// A row of the table: the properties of an initiator's requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InitiatorRules {
    via: InitiatorType,
    /// The method, if the caller cannot choose it.
    method: &'static str,
    /// The [destination](https://fetch.spec.whatwg.org/#concept-request-destination), if it makes a
    /// difference, as that of an image does.
    destination: &'static str,
    mode: ModeRule,
    credentials: CredentialsRule,
    /// Whether the [unsafe-request flag] is set, so that method and headers can cause a preflight.
    ///
    /// [unsafe-request flag]: https://fetch.spec.whatwg.org/#unsafe-request-flag
    unsafe_request: bool,
    /// The exception for a URL that does not parse. Elements throw none.
    pub(crate) exception: Option<Exception>,
}

#[derive(Clone, Copy, Debug)]
enum ModeRule {
    Always(RequestMode),
    FromCall,
    /// `cors` if the element has a `crossorigin` attribute, otherwise `no-cors`.
    ByAttribute,
    /// `cors` if the type of the body is not safelisted, otherwise `no-cors`.
    ByType,
}

#[derive(Clone, Copy, Debug)]
enum CredentialsRule {
    Always(CredentialsMode),
    FromCall,
    WithCredentials,
    /// The credentials mode of the `crossorigin` attribute, or this one if the element has none.
    ByAttribute(CredentialsMode),
}

impl InitiatorRules {
    /// Returns the row of an initiator.
    pub(crate) fn of(via: InitiatorType) -> InitiatorRules {
        use CredentialsMode::{Include, SameOrigin};
        let get = InitiatorRules {
            via,
            method: "GET",
            destination: "",
            mode: ModeRule::Always(RequestMode::Cors),
            credentials: CredentialsRule::Always(SameOrigin),
            unsafe_request: false,
            exception: None,
        };
        match via {
            InitiatorType::Fetch => InitiatorRules {
                mode: ModeRule::FromCall,
                credentials: CredentialsRule::FromCall,
                unsafe_request: true,
                exception: Some(Exception::TypeError),
                ..get
            },
            InitiatorType::Xhr => InitiatorRules {
                credentials: CredentialsRule::WithCredentials,
                unsafe_request: true,
                exception: Some(Exception::SyntaxError),
                ..get
            },
            // The Beacon standard does not set the unsafe-request flag, but expects a preflight.
            InitiatorType::Beacon => InitiatorRules {
                method: "POST",
                mode: ModeRule::ByType,
                credentials: CredentialsRule::Always(Include),
                unsafe_request: true,
                exception: Some(Exception::TypeError),
                ..get
            },
            InitiatorType::EventSource => InitiatorRules {
                credentials: CredentialsRule::WithCredentials,
                exception: Some(Exception::SyntaxError),
                ..get
            },
            InitiatorType::ModuleScript => {
                InitiatorRules { credentials: CredentialsRule::ByAttribute(SameOrigin), ..get }
            }
            InitiatorType::Font => get,
            InitiatorType::Image => InitiatorRules {
                destination: "image",
                mode: ModeRule::ByAttribute,
                credentials: CredentialsRule::ByAttribute(Include),
                ..get
            },
            InitiatorType::Stylesheet => InitiatorRules {
                mode: ModeRule::ByAttribute,
                credentials: CredentialsRule::ByAttribute(Include),
                ..get
            },
        }
    }

    /// Returns a request of this initiator for `url`, with the properties of its row.
    pub(crate) fn create_request(self, url: Url, method: &str, call: &Call) -> Request {
        let mut request = Request::to(url, method, call);
        request.mode = self.mode_of(call);
        request.credentials = self.credentials_of(call);
        request.destination = self.destination;
        request.unsafe_request = self.unsafe_request;
        request
    }

    fn mode_of(self, call: &Call) -> RequestMode {
        let cors = match self.mode {
            ModeRule::Always(mode) => return mode,
            ModeRule::FromCall => return call.mode,
            ModeRule::ByAttribute => call.initiator.cross_origin().is_some(),
            ModeRule::ByType => call.body.as_ref().and_then(content_type).is_some_and(|kind| {
                !is_cors_safelisted_request_header("Content-Type", kind.as_bytes())
            }),
        };
        if cors { RequestMode::Cors } else { RequestMode::NoCors }
    }

    fn credentials_of(self, call: &Call) -> CredentialsMode {
        use crate::call::CorsSettings::{Anonymous, UseCredentials};
        match (self.credentials, call.initiator.cross_origin()) {
            (CredentialsRule::Always(credentials), _)
            | (CredentialsRule::ByAttribute(credentials), None) => credentials,
            (CredentialsRule::FromCall, _) => call.credentials,
            (CredentialsRule::WithCredentials, _) if call.initiator.with_credentials() => {
                CredentialsMode::Include
            }
            (CredentialsRule::WithCredentials, _)
            | (CredentialsRule::ByAttribute(_), Some(Anonymous)) => CredentialsMode::SameOrigin,
            (CredentialsRule::ByAttribute(_), Some(UseCredentials)) => CredentialsMode::Include,
        }
    }

    /// Returns the whole [request] of an initiator other than `fetch()` and XMLHttpRequest.
    ///
    /// [request]: https://fetch.spec.whatwg.org/#requests
    ///
    /// # Errors
    ///
    /// Returns every reason for which the initiator throws or sends nothing.
    pub(crate) fn request(self, call: &Call, parse: ParseUrl) -> Result<Request, Vec<Reason>> {
        let (mut throws, mut notes) = (Vec::new(), Vec::new());
        let symbol = Unconverted::Symbol { member: "url" };
        if call.unconverted.contains(&symbol) {
            throws.push(Reason(Finding::NotAString { member: "url" }));
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
            notes.push(Reason(Finding::MemberIgnored { member, via: self.via }));
        }
        let mut request = self.create_request(url, self.method, call);
        request.headers = headers;
        request.has_body = sends_body && call.body.is_some();
        request.notes = notes;
        Ok(request)
    }
}

/// Returns the header list of a [beacon]. Adds the reasons for which `sendBeacon()` throws.
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
        throws.push(Reason(Finding::BeaconSchemeNotHttp { scheme: Quoted::from(url.scheme()) }));
    }
    if call.unconverted.contains(&Unconverted::Buffer) {
        throws.push(Reason(Finding::BufferSharedOrResizable));
    }
    if call.unconverted.contains(&Unconverted::Symbol { member: "body" }) {
        throws.push(Reason(Finding::NotAString { member: "body" }));
    }
    let Some(body) = &call.body else { return headers };
    match body {
        Body::Stream { .. } => throws.push(Reason(Finding::StreamKeepalive)),
        Body::HtmlDocument | Body::XmlDocument | Body::Other => {
            notes.push(Reason(Finding::BodyStringified))
        }
        _ => {}
    }
    if let Some(kind) = content_type(body) {
        let header = content_type_header(kind);
        notes.push(Reason(Finding::ContentTypeAdded {
            value: Quoted::from(header.value.as_slice()),
        }));
        headers.append(header);
    }
    headers
}
