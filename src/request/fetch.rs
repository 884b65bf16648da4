//! The [Request constructor](https://fetch.spec.whatwg.org/#dom-request), which `fetch()` runs.

use crate::call::{Body, CacheMode, Call, InitiatorType, RequestMode, Unconverted};
use crate::http::header::{Header, HeaderList, normalize_text};
use crate::http::method::is_cors_safelisted_method;
use crate::http::quoted::Quoted;
use crate::profile::{
    BlobTypeWhitespace, NoCorsBodyType, Profile, RepeatedHeaders, SameOriginStream, StreamBody,
};
use crate::report::exception::Exception;
use crate::report::reason::{Finding, Reason};
use crate::request::Request;
use crate::request::arguments::{
    Refused, checked_header, checked_method, forbidden, lower, parsed_url,
};
use crate::request::body::{content_type, content_type_header};
use crate::request::element::InitiatorRules;
use crate::safelist::is_no_cors_safelisted_by;
use crate::url::{ParseUrl, Url};

/// Runs the [Request constructor](https://fetch.spec.whatwg.org/#dom-request).
///
/// # Errors
///
/// Returns every reason for which the constructor throws.
pub(crate) fn request(
    call: &Call,
    parse: ParseUrl,
    profile: Profile,
) -> Result<Request, Vec<Reason>> {
    Construction::default().construct(call, parse, profile)
}

/// The state of the constructor.
#[derive(Default)]
struct Construction {
    throws: Vec<Reason>,
    /// The arguments that do not convert. The constructor is not called with them.
    unconverted: Conversions,
    notes: Vec<Reason>,
}

impl Construction {
    fn construct(
        mut self,
        call: &Call,
        parse: ParseUrl,
        profile: Profile,
    ) -> Result<Request, Vec<Reason>> {
        let url = self.url(call, parse);
        self.modes(call);
        let method = self.method(call);
        let mut headers = self.headers(call, profile);
        let body = match &call.body {
            Some(Body::Stream { .. }) if profile.rules().stream_body == StreamBody::Stringified => {
                Some(&Body::Other)
            }
            body => body.as_ref(),
        };
        self.body(call, body, method, &mut headers, profile);

        let mut throws = self.unconverted.in_order(call, profile);
        throws.extend(self.throws);
        let url = match url {
            Some(url) if throws.is_empty() => url,
            _ => return Err(throws),
        };
        let is_stream = matches!(body, Some(Body::Stream { .. }));
        let mut request =
            InitiatorRules::of(InitiatorType::Fetch).create_request(url, method, call);
        request.headers = headers;
        request.has_body = call.body.is_some();
        request.body_is_stream = is_stream;
        request.redirect = call.redirect;
        if call.keepalive {
            request.redirect_limit = profile.rules().keepalive_redirect_limit;
        }
        request.cache = call.cache;
        request.use_cors_preflight = is_stream;
        if is_stream
            && request.mode == RequestMode::SameOrigin
            && profile.rules().same_origin_stream == SameOriginStream::SentAsCors
        {
            request.mode = RequestMode::Cors;
        }
        let is_refused = is_stream && profile.rules().stream_body == StreamBody::Rejected;
        request.refused = is_refused.then_some(Reason(Finding::StreamUnsupported));
        request.notes = self.notes;
        Ok(request)
    }

    fn url(&mut self, call: &Call, parse: ParseUrl) -> Option<Url> {
        let url = parsed_url(
            call,
            parse,
            InitiatorRules::of(InitiatorType::Fetch).exception,
            &mut self.notes,
        );
        match url {
            Err(reason) => {
                self.throws.push(reason);
                None
            }
            Ok(url) => {
                if url.includes_credentials() {
                    let host = Quoted::from(url.host());
                    self.throws.push(Reason(Finding::UrlHasCredentials { host }));
                }
                Some(url)
            }
        }
    }

    fn modes(&mut self, call: &Call) {
        if call.mode == RequestMode::Navigate {
            self.throws.push(Reason(Finding::ModeNavigate));
        }
        if call.cache == CacheMode::OnlyIfCached && call.mode != RequestMode::SameOrigin {
            self.throws.push(Reason(Finding::OnlyIfCachedMode { mode: call.mode }));
        }
    }

    fn method<'a>(&mut self, call: &'a Call) -> &'a str {
        let (of_method, notes) = (&mut self.unconverted.method, &mut self.notes);
        let forbidden = Exception::TypeError;
        let invalid = Exception::TypeError;
        match checked_method(&call.method, invalid, forbidden, of_method, notes) {
            Err(reason) => {
                self.throws.extend(reason);
                &call.method
            }
            Ok(method) => {
                if call.mode == RequestMode::NoCors && !is_cors_safelisted_method(method.as_bytes())
                {
                    self.throws
                        .push(Reason(Finding::NoCorsMethod { method: Quoted::from(method) }));
                }
                method
            }
        }
    }

    /// [Fills] a header list, with the [guard] of the mode.
    ///
    /// [guard]: https://fetch.spec.whatwg.org/#concept-headers-guard
    /// [Fills]: https://fetch.spec.whatwg.org/#concept-headers-fill
    fn headers(&mut self, call: &Call, profile: Profile) -> HeaderList {
        let mut list = HeaderList::with_room(call.headers.len());
        let no_cors = call.mode == RequestMode::NoCors;
        for (name, written) in &call.headers {
            let value = match checked_header(name, written, Exception::TypeError) {
                Ok(value) => value,
                Err(Refused::Conversion(reason)) => {
                    self.unconverted.headers.push(reason);
                    continue;
                }
                Err(Refused::Header(reason)) => {
                    self.throws.push(reason);
                    continue;
                }
            };
            if no_cors && !passes_no_cors_guard(&list, name, &value, profile) {
                let name = lower(name);
                let value = Quoted::from(&*value);
                self.notes.push(Reason(Finding::HeaderNoCorsDropped { name, value }));
                continue;
            }
            // The guard of mode `no-cors` passes no forbidden header.
            if !no_cors && let Some(note) = forbidden(name, &value, profile) {
                self.notes.push(note);
                continue;
            }
            if normalize_text(written) != written {
                self.notes.push(Reason(Finding::HeaderValueNormalized { name: lower(name) }));
            }
            list.push(Header::valid(name.as_str(), value));
        }
        for refused in &call.unconverted {
            if let Unconverted::HeaderPair { position, length } = *refused {
                self.throws.push(Reason(Finding::HeaderPairInvalid { position, length }));
            }
        }
        match profile.rules().repeated_headers {
            RepeatedHeaders::Combined => list.combined().0,
            RepeatedHeaders::CombinedAndTrimmed => list.combined().0.normalized(),
            RepeatedHeaders::Separate | RepeatedHeaders::SeparateAndListed => {
                list.reuse_casing();
                list
            }
        }
    }

    /// [Extracts] the body, and appends its type. Adds a note on the HTTP version that
    /// [HTTP-network fetch] requires for a stream.
    ///
    /// [HTTP-network fetch]: https://fetch.spec.whatwg.org/#concept-http-network-fetch
    /// [Extracts]: https://fetch.spec.whatwg.org/#concept-bodyinit-extract
    fn body(
        &mut self,
        call: &Call,
        body: Option<&Body>,
        method: &str,
        headers: &mut HeaderList,
        profile: Profile,
    ) {
        let Some(body) = body else { return };
        if matches!(method, "GET" | "HEAD") {
            self.throws.push(Reason(Finding::BodyWithGetOrHead { method: Quoted::from(method) }));
        }
        if let Body::Stream { locked } = *body {
            if call.keepalive {
                self.throws.push(Reason(Finding::StreamKeepalive));
            }
            if locked {
                self.throws.push(Reason(Finding::StreamLocked));
            }
        }
        if matches!(body, Body::Stream { .. }) && profile.rules().stream_body == StreamBody::Sent {
            if !call.half_duplex {
                self.throws.push(Reason(Finding::StreamWithoutDuplex));
            }
            if !matches!(call.mode, RequestMode::Cors | RequestMode::SameOrigin) {
                self.throws.push(Reason(Finding::StreamMode { mode: call.mode }));
            }
            self.notes.push(Reason(Finding::StreamNeedsHttp2));
        }
        if matches!(body, Body::HtmlDocument | Body::XmlDocument | Body::Other) {
            self.notes.push(Reason(Finding::BodyStringified));
        }
        if headers.contains("Content-Type") {
            return;
        }
        let Some(kind) = content_type(body) else {
            return;
        };
        let header = match profile.rules().blob_type_whitespace {
            BlobTypeWhitespace::Kept => Header::valid("Content-Type", kind.into_owned()),
            _ => content_type_header(kind),
        };
        let value = header.value.as_slice();
        let shown = Quoted::from(value);
        let is_guarded = call.mode == RequestMode::NoCors
            && profile.rules().no_cors_body_type == NoCorsBodyType::OnlySafelisted;
        if is_guarded && !passes_no_cors_guard(headers, "Content-Type", value, profile) {
            self.notes.push(Reason(Finding::ContentTypeNoCorsDropped { value: shown }));
        } else {
            self.notes.push(Reason(Finding::ContentTypeAdded { value: shown }));
            headers.append(header);
        }
    }
}

/// The arguments that do not convert to byte strings.
#[derive(Default)]
struct Conversions {
    headers: Vec<Reason>,
    method: Option<Reason>,
}

impl Conversions {
    /// Returns every reason, in the order in which Web IDL [converts] the members of a dictionary: by
    /// their names.
    ///
    /// [converts]: https://webidl.spec.whatwg.org/#js-dictionary
    fn in_order(self, call: &Call, profile: Profile) -> Vec<Reason> {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for refused in &call.unconverted {
            match *refused {
                // Only browsers that send streams have the member.
                Unconverted::Keyword { member: "duplex", .. }
                    if profile.rules().stream_body != StreamBody::Sent => {}
                Unconverted::Keyword { member, ref value, keywords } => {
                    let list = if member <= "headers" { &mut before } else { &mut after };
                    let value = Quoted::from(value.as_str());
                    let words = format!("`{}`", keywords.join("`, `"));
                    list.push(Reason(Finding::EnumerationValueUnknown { member, value, words }));
                }
                Unconverted::Headers { ref value } => {
                    before.push(Reason(Finding::HeadersInvalid {
                        value: Quoted::from(value.as_str()),
                    }));
                }
                Unconverted::Symbol { member } => {
                    let list = if member <= "headers" { &mut before } else { &mut after };
                    list.push(Reason(Finding::NotAString { member }));
                }
                Unconverted::Buffer => before.push(Reason(Finding::BufferSharedOrResizable)),
                // The constructor reports it when it fills the list.
                Unconverted::HeaderPair { .. } => {}
            }
        }
        before.extend(self.headers);
        before.extend(self.method);
        before.extend(after);
        before
    }
}

/// Whether the guard `request-no-cors` passes a header, combined with the values that the list has
/// for its name already: steps of [append].
///
/// [append]: https://fetch.spec.whatwg.org/#concept-headers-append
fn passes_no_cors_guard(list: &HeaderList, name: &str, value: &[u8], profile: Profile) -> bool {
    match list.get(name) {
        Some(earlier) => {
            is_no_cors_safelisted_by(profile, name, &[&earlier, &b", "[..], value].concat())
        }
        None => is_no_cors_safelisted_by(profile, name, value),
    }
}
