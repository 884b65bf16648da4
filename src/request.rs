//! [Requests](https://fetch.spec.whatwg.org/#concept-request): what is sent, made of what was
//! written by the [Request constructor](https://fetch.spec.whatwg.org/#dom-request).

use crate::call::{Body, Cache, Call, Credentials, Mode, Redirect, ReferrerPolicy, Unconverted};
use crate::header::{
    Forbidden, Header, HeaderList, forbidden_request_header, is_header_name, is_header_value,
    normalize_value,
};
use crate::isomorphic::{Text, isomorphic_encode};
use crate::method::{is_cors_safelisted_method, is_forbidden_method, is_method, normalize_method};
use crate::origin::Origin;
use crate::reason::Reason;
use crate::safelist::is_no_cors_safelisted_request_header;
use crate::url::{ParseUrl, Url};

/// A [request](https://fetch.spec.whatwg.org/#concept-request), which only its constructor makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The current URL, the last of the URL list.
    pub(crate) url: Url,
    pub(crate) origin: Origin,
    pub(crate) method: String,
    pub(crate) headers: HeaderList,
    pub(crate) has_body: bool,
    /// Whether the body's source is null: it can be read once, and never again.
    pub(crate) body_is_stream: bool,
    pub(crate) mode: Mode,
    pub(crate) credentials: Credentials,
    pub(crate) redirect: Redirect,
    pub(crate) referrer_policy: ReferrerPolicy,
    pub(crate) use_cors_preflight: bool,
    pub(crate) accept_language: Option<Vec<u8>>,
    /// The network partition key, opaque.
    pub(crate) partition: Option<String>,
    pub(crate) tainting: Tainting,
    pub(crate) redirect_count: u8,
    /// Whether the [redirect-taint] is other than `same-origin`: some hop left an origin that is
    /// not the request's own for yet another.
    ///
    /// [redirect-taint]: https://fetch.spec.whatwg.org/#concept-request-tainted-origin
    pub(crate) is_tainted: bool,
    pub(crate) notes: Vec<Reason>,
}

/// A request's [response tainting]: how far its answer is its page's to read.
///
/// [response tainting]: https://fetch.spec.whatwg.org/#concept-request-response-tainting
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tainting {
    /// Within the origin.
    Basic,
    /// Across origins, shared by the CORS check.
    Cors,
    /// Across origins, hidden.
    Opaque,
}

impl Request {
    /// Runs the [Request constructor] on a call: what it throws for, or the request it makes.
    ///
    /// # Errors
    ///
    /// Every reason for which the constructor throws, in the order in which it comes upon them;
    /// where there is a choice the standard stops at the first.
    ///
    /// [Request constructor]: https://fetch.spec.whatwg.org/#dom-request
    pub fn new(call: &Call, parse: ParseUrl) -> Result<Request, Vec<Reason>> {
        let mut construction = Construction::default();
        let url = construction.url(call, parse);
        construction.modes(call);
        let method = construction.method(call);
        let mut headers = construction.headers(call);
        construction.body(call, method, &mut headers);

        let Construction { throws: constructing, headers: of_headers, method: of_method, notes } =
            construction;
        let mut throws = conversions(call, of_headers, of_method);
        throws.extend(constructing);
        let url = match url {
            Some(url) if throws.is_empty() => url,
            _ => return Err(throws),
        };
        Ok(Request {
            url,
            origin: call.origin.clone(),
            method: method.to_owned(),
            headers,
            has_body: call.body.is_some(),
            mode: call.mode,
            credentials: call.credentials,
            redirect: call.redirect,
            referrer_policy: call.referrer_policy,
            body_is_stream: matches!(call.body, Some(Body::Stream { .. })),
            use_cors_preflight: matches!(call.body, Some(Body::Stream { .. })),
            accept_language: call.accept_language.clone(),
            partition: call.partition.clone(),
            tainting: Tainting::Basic,
            redirect_count: 0,
            is_tainted: false,
            notes,
        })
    }

    /// What happened silently on the way from what was written to what is sent.
    pub fn notes(&self) -> &[Reason] {
        &self.notes
    }

    /// The [serialised request origin].
    ///
    /// [serialised request origin]: https://fetch.spec.whatwg.org/#serializing-a-request-origin
    pub(crate) fn serialize_origin(&self) -> &str {
        if self.is_tainted { Origin::OPAQUE_SERIALIZATION } else { self.origin.serialize() }
    }

    /// Whether the credentials mode is `include`, all that the CORS protocol asks of it.
    pub(crate) fn includes_credentials(&self) -> bool {
        self.credentials == Credentials::Include
    }
}

/// The constructor at work.
#[derive(Default)]
struct Construction {
    throws: Vec<Reason>,
    /// The headers that do not convert to byte strings: the constructor is never called with them.
    headers: Vec<Reason>,
    /// The method, where it does not convert to a byte string.
    method: Option<Reason>,
    notes: Vec<Reason>,
}

impl Construction {
    fn url(&mut self, call: &Call, parse: ParseUrl) -> Option<Url> {
        let url = Url::new(&call.url, None, parse);
        match &url {
            None => self.throws.push(Reason::UrlInvalid { url: Text::from(call.url.as_str()) }),
            Some(url) if url.includes_credentials() => {
                self.throws.push(Reason::UrlHasCredentials { host: Text::from(url.host()) });
            }
            Some(url) => {
                if let Some(fragment) = url.fragment().filter(|fragment| !fragment.is_empty()) {
                    self.notes.push(Reason::FragmentNotSent { fragment: Text::from(fragment) });
                }
            }
        }
        url
    }

    fn modes(&mut self, call: &Call) {
        if call.mode == Mode::Navigate {
            self.throws.push(Reason::ModeNavigate {});
        }
        if call.cache == Cache::OnlyIfCached && call.mode != Mode::SameOrigin {
            self.throws.push(Reason::OnlyIfCachedMode { mode: call.mode });
        }
    }

    fn method<'a>(&mut self, call: &'a Call) -> &'a str {
        let written = call.method.as_str();
        let shown = || Text::from(written);
        let Some(bytes) = isomorphic_encode(written) else {
            let member = "method".to_owned();
            self.method = Some(Reason::NotAByteString { member, value: shown() });
            return written;
        };
        if !is_method(&bytes) {
            self.throws.push(Reason::MethodInvalid { method: shown() });
            return written;
        }
        if is_forbidden_method(&bytes) {
            self.throws.push(Reason::MethodForbidden { method: shown() });
            return written;
        }
        let method = normalize_method(written);
        if method != written {
            let method = Text::from(method);
            self.notes.push(Reason::MethodNormalized { written: shown(), method });
        } else if written.bytes().any(|byte| byte.is_ascii_lowercase()) {
            self.notes.push(Reason::MethodNotNormalized { method: shown() });
        }
        if call.mode == Mode::NoCors && !is_cors_safelisted_method(method.as_bytes()) {
            self.throws.push(Reason::NoCorsMethod { method: Text::from(method) });
        }
        method
    }

    /// [Fills] a list by the guard that the mode brings.
    ///
    /// [Fills]: https://fetch.spec.whatwg.org/#concept-headers-fill
    fn headers(&mut self, call: &Call) -> HeaderList {
        let mut list = HeaderList::default();
        for (name, value) in &call.headers {
            let shown = || Text::from(name.as_str());
            let lower = || Text::from(name.to_ascii_lowercase().as_str());
            let Some(name_bytes) = isomorphic_encode(name) else {
                self.headers
                    .push(Reason::NotAByteString { member: "headers".into(), value: shown() });
                continue;
            };
            let Some(bytes) = isomorphic_encode(value) else {
                let value = Text::from(value.as_str());
                let member = name.to_ascii_lowercase();
                self.headers.push(Reason::NotAByteString { member, value });
                continue;
            };
            let value = normalize_value(&bytes);
            if !is_header_name(&name_bytes) {
                self.throws.push(Reason::HeaderNameInvalid { name: shown() });
                continue;
            }
            if !is_header_value(value) {
                let value = Text::from(value);
                self.throws.push(Reason::HeaderValueInvalid { name: lower(), value });
                continue;
            }
            match (call.mode, forbidden_request_header(name, value)) {
                (Mode::NoCors, _) if !passes_no_cors_guard(&list, name, value) => {
                    let value = Text::from(value);
                    self.notes.push(Reason::HeaderNoCorsDropped { name: lower(), value });
                    continue;
                }
                (Mode::NoCors, _) | (_, None) => {}
                (_, Some(Forbidden::Name)) => {
                    self.notes.push(Reason::HeaderForbiddenDropped { name: lower() });
                    continue;
                }
                (_, Some(Forbidden::MethodOverride)) => {
                    let value = Text::from(value);
                    self.notes.push(Reason::MethodOverrideDropped { name: lower(), value });
                    continue;
                }
            }
            if value.len() != bytes.len() {
                self.notes.push(Reason::HeaderValueNormalized { name: lower() });
            }
            list.push(Header::new(name.as_str(), value));
        }
        for refused in &call.unconverted {
            if let Unconverted::HeaderPair { position, length } = *refused {
                self.throws.push(Reason::HeaderPairInvalid { position, length });
            }
        }
        list.reuse_casing();
        list
    }

    /// [Extracts] the body, and appends the type it has.
    ///
    /// [Extracts]: https://fetch.spec.whatwg.org/#concept-bodyinit-extract
    fn body(&mut self, call: &Call, method: &str, headers: &mut HeaderList) {
        let Some(body) = &call.body else { return };
        if matches!(method, "GET" | "HEAD") {
            self.throws.push(Reason::BodyWithGetOrHead { method: Text::from(method) });
        }
        if let Body::Stream { locked } = *body {
            if call.keepalive {
                self.throws.push(Reason::StreamKeepalive {});
            }
            if locked {
                self.throws.push(Reason::StreamLocked {});
            }
            if !call.duplex {
                self.throws.push(Reason::StreamWithoutDuplex {});
            }
            if !matches!(call.mode, Mode::Cors | Mode::SameOrigin) {
                self.throws.push(Reason::StreamMode { mode: call.mode });
            }
            self.notes.push(Reason::StreamNeedsHttp2 {});
        }
        if *body == Body::Other {
            self.notes.push(Reason::BodyStringified {});
        }
        let Some(kind) = content_type(body) else {
            return;
        };
        if headers.contains("Content-Type") {
            return;
        }
        let value = normalize_value(kind.as_bytes());
        let shown = Text::from(value);
        if call.mode == Mode::NoCors && !passes_no_cors_guard(headers, "Content-Type", value) {
            self.notes.push(Reason::ContentTypeNoCorsDropped { value: shown });
        } else {
            self.notes.push(Reason::ContentTypeAdded { value: shown });
            headers.append(Header::new("Content-Type", value));
        }
    }
}

/// All that did not convert, in the order in which Web IDL [converts] the members of a dictionary:
/// that of their names.
///
/// [converts]: https://webidl.spec.whatwg.org/#js-dictionary
fn conversions(call: &Call, headers: Vec<Reason>, method: Option<Reason>) -> Vec<Reason> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for refused in &call.unconverted {
        match *refused {
            Unconverted::Word { member, ref value, words } => {
                let list = if member < "headers" { &mut before } else { &mut after };
                let value = Text::from(value.as_str());
                let words = format!("`{}`", words.join("`, `"));
                list.push(Reason::EnumerationValueUnknown { member, value, words });
            }
            Unconverted::Headers { ref value } => {
                before.push(Reason::HeadersInvalid { value: Text::from(value.as_str()) });
            }
            Unconverted::Symbol { member } => {
                let list = if member <= "headers" { &mut before } else { &mut after };
                list.push(Reason::NotAString { member });
            }
            Unconverted::Buffer => before.push(Reason::BufferSharedOrResizable {}),
            // Told where the constructor fills the list.
            Unconverted::HeaderPair { .. } => {}
        }
    }
    before.extend(headers);
    before.extend(method);
    before.extend(after);
    before
}

/// Whether guard `request-no-cors` lets a header through, judged with what the list holds under its
/// name already: the steps of [append].
///
/// [append]: https://fetch.spec.whatwg.org/#concept-headers-append
fn passes_no_cors_guard(list: &HeaderList, name: &str, value: &[u8]) -> bool {
    match list.get(name) {
        Some(earlier) => {
            is_no_cors_safelisted_request_header(name, &[&earlier, &b", "[..], value].concat())
        }
        None => is_no_cors_safelisted_request_header(name, value),
    }
}

/// The type of a body that [extracting] gives.
///
/// [extracting]: https://fetch.spec.whatwg.org/#concept-bodyinit-extract
fn content_type(body: &Body) -> Option<String> {
    match body {
        Body::Text | Body::Other => Some("text/plain;charset=UTF-8".to_owned()),
        Body::Params => Some("application/x-www-form-urlencoded;charset=UTF-8".to_owned()),
        Body::Form => Some("multipart/form-data; boundary=generated".to_owned()),
        Body::Blob(kind) => blob_type(kind),
        Body::Buffer | Body::Stream { .. } => None,
    }
}

/// The type that a Blob made with `kind` [has], where it has one.
///
/// [has]: https://w3c.github.io/FileAPI/#constructorBlob
fn blob_type(kind: &str) -> Option<String> {
    let printable = kind.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    (printable && !kind.is_empty()).then(|| kind.to_ascii_lowercase())
}
