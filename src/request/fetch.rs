//! The [Request constructor](https://fetch.spec.whatwg.org/#dom-request), which `fetch()` runs.

use crate::call::{Body, Cache, Call, Mode, Unconverted, Via};
use crate::http::header::{Header, HeaderList, normalize_text};
use crate::http::isomorphic::Text;
use crate::http::method::is_cors_safelisted_method;
use crate::profile::{
    BlobSpace, NoCorsType, Profile, RepeatedHeaders, SameOriginStreams, StreamRule,
};
use crate::report::reason::Reason;
use crate::request::Request;
use crate::request::arguments::{
    Refused, checked_header, checked_method, forbidden, lower, parsed_url,
};
use crate::request::body::{content_type, content_type_header};
use crate::request::element::Sender;
use crate::request::exception::Exception;
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
    profile: &Profile,
) -> Result<Request, Vec<Reason>> {
    Construction::default().construct(call, parse, profile)
}

/// The constructor at work.
#[derive(Default)]
struct Construction {
    throws: Vec<Reason>,
    /// What does not convert: the constructor is never called with it.
    unconverted: Conversions,
    notes: Vec<Reason>,
}

impl Construction {
    fn construct(
        mut self,
        call: &Call,
        parse: ParseUrl,
        profile: &Profile,
    ) -> Result<Request, Vec<Reason>> {
        let url = self.url(call, parse);
        self.modes(call);
        let method = self.method(call);
        let mut headers = self.headers(call, profile);
        let body = match &call.body {
            Some(Body::Stream { .. }) if profile.streams == StreamRule::Stringified => {
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
        let mut request = Sender::of(Via::Fetch).asking(url, method, call);
        request.headers = headers;
        request.has_body = call.body.is_some();
        request.body_is_stream = is_stream;
        request.redirect = call.redirect;
        if call.keepalive {
            request.redirect_limit = profile.redirect.keepalive_limit;
        }
        request.cache = call.cache;
        request.use_cors_preflight = is_stream;
        if is_stream
            && request.mode == Mode::SameOrigin
            && profile.same_origin_streams == SameOriginStreams::UnderCors
        {
            request.mode = Mode::Cors;
        }
        let is_refused = is_stream && profile.streams == StreamRule::Refused;
        request.refused = is_refused.then_some(Reason::StreamUnsupported {});
        request.notes = self.notes;
        Ok(request)
    }

    fn url(&mut self, call: &Call, parse: ParseUrl) -> Option<Url> {
        let url = parsed_url(call, parse, Sender::of(Via::Fetch).exception, &mut self.notes);
        match url {
            Err(reason) => {
                self.throws.push(reason);
                None
            }
            Ok(url) => {
                if url.includes_credentials() {
                    let host = Text::from(url.host());
                    self.throws.push(Reason::UrlHasCredentials { host });
                }
                Some(url)
            }
        }
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
        let (of_method, notes) = (&mut self.unconverted.method, &mut self.notes);
        let forbidden = Exception::TypeError;
        let invalid = Exception::TypeError;
        match checked_method(&call.method, invalid, forbidden, of_method, notes) {
            Err(reason) => {
                self.throws.extend(reason);
                &call.method
            }
            Ok(method) => {
                if call.mode == Mode::NoCors && !is_cors_safelisted_method(method.as_bytes()) {
                    self.throws.push(Reason::NoCorsMethod { method: Text::from(method) });
                }
                method
            }
        }
    }

    /// [Fills] a list by the [guard] that the mode brings.
    ///
    /// [guard]: https://fetch.spec.whatwg.org/#concept-headers-guard
    /// [Fills]: https://fetch.spec.whatwg.org/#concept-headers-fill
    fn headers(&mut self, call: &Call, profile: &Profile) -> HeaderList {
        let mut list = HeaderList::with_room(call.headers.len());
        let no_cors = call.mode == Mode::NoCors;
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
                let value = Text::from(&*value);
                self.notes.push(Reason::HeaderNoCorsDropped { name, value });
                continue;
            }
            // What that guard lets through is never forbidden.
            if !no_cors && let Some(note) = forbidden(name, &value, profile) {
                self.notes.push(note);
                continue;
            }
            if normalize_text(written) != written {
                self.notes.push(Reason::HeaderValueNormalized { name: lower(name) });
            }
            list.push(Header::new(name.as_str(), value));
        }
        for refused in &call.unconverted {
            if let Unconverted::HeaderPair { position, length } = *refused {
                self.throws.push(Reason::HeaderPairInvalid { position, length });
            }
        }
        match profile.repeated_headers {
            RepeatedHeaders::Joined => list.combined().0,
            RepeatedHeaders::JoinedAndNormalized => list.combined().0.normalized(),
            RepeatedHeaders::Apart | RepeatedHeaders::ApartAndListed => {
                list.reuse_casing();
                list
            }
        }
    }

    /// [Extracts] the body, and appends the type it has. Of a stream it is noted what
    /// [HTTP-network fetch] asks.
    ///
    /// [HTTP-network fetch]: https://fetch.spec.whatwg.org/#concept-http-network-fetch
    /// [Extracts]: https://fetch.spec.whatwg.org/#concept-bodyinit-extract
    fn body(
        &mut self,
        call: &Call,
        body: Option<&Body>,
        method: &str,
        headers: &mut HeaderList,
        profile: &Profile,
    ) {
        let Some(body) = body else { return };
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
        }
        if matches!(body, Body::Stream { .. }) && profile.streams == StreamRule::Sent {
            if !call.duplex {
                self.throws.push(Reason::StreamWithoutDuplex {});
            }
            if !matches!(call.mode, Mode::Cors | Mode::SameOrigin) {
                self.throws.push(Reason::StreamMode { mode: call.mode });
            }
            self.notes.push(Reason::StreamNeedsHttp2 {});
        }
        if matches!(body, Body::Document(_) | Body::Other) {
            self.notes.push(Reason::BodyStringified {});
        }
        if headers.contains("Content-Type") {
            return;
        }
        let Some(kind) = content_type(body) else {
            return;
        };
        let header = match profile.blob_space {
            BlobSpace::Kept => Header::new("Content-Type", kind.into_owned()),
            _ => content_type_header(kind),
        };
        let value = header.value.as_slice();
        let shown = Text::from(value);
        let is_guarded = call.mode == Mode::NoCors && profile.no_cors_type == NoCorsType::Guarded;
        if is_guarded && !passes_no_cors_guard(headers, "Content-Type", value, profile) {
            self.notes.push(Reason::ContentTypeNoCorsDropped { value: shown });
        } else {
            self.notes.push(Reason::ContentTypeAdded { value: shown });
            headers.append(header);
        }
    }
}

/// What of the arguments does not convert to byte strings.
#[derive(Default)]
struct Conversions {
    headers: Vec<Reason>,
    method: Option<Reason>,
}

impl Conversions {
    /// All that did not convert, in the order in which Web IDL [converts] the members of a dictionary:
    /// that of their names.
    ///
    /// [converts]: https://webidl.spec.whatwg.org/#js-dictionary
    fn in_order(self, call: &Call, profile: &Profile) -> Vec<Reason> {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for refused in &call.unconverted {
            match *refused {
                // Only who sends streams knows that member.
                Unconverted::Word { member: "duplex", .. }
                    if profile.streams != StreamRule::Sent => {}
                Unconverted::Word { member, ref value, words } => {
                    let list = if member <= "headers" { &mut before } else { &mut after };
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
        before.extend(self.headers);
        before.extend(self.method);
        before.extend(after);
        before
    }
}

/// Whether guard `request-no-cors` lets a header through, judged with what the list holds under its
/// name already: the steps of [append].
///
/// [append]: https://fetch.spec.whatwg.org/#concept-headers-append
fn passes_no_cors_guard(list: &HeaderList, name: &str, value: &[u8], profile: &Profile) -> bool {
    match list.get(name) {
        Some(earlier) => {
            is_no_cors_safelisted_by(profile, name, &[&earlier, &b", "[..], value].concat())
        }
        None => is_no_cors_safelisted_by(profile, name, value),
    }
}
