//! [Requests](https://fetch.spec.whatwg.org/#concept-request): what is sent, made of what was
//! written: here by the [Request constructor](https://fetch.spec.whatwg.org/#dom-request).

pub(crate) mod element;
pub(crate) mod exception;
pub(crate) mod xhr;

use crate::call::{
    Body, Cache, Call, Credentials, Mode, Redirect, ReferrerPolicy, Unconverted, Via,
};
use crate::fetch::redirect::{LIMIT, REQUEST_BODY_HEADERS, becomes_get};
use crate::http::header::{
    CORS_NON_WILDCARD_REQUEST_HEADER_NAME, Forbidden, Header, HeaderList, forbidden_by,
    is_header_name, is_header_value, normalize_text, with_places, without_places,
};
use crate::http::isomorphic::{Text, is_byte_string, isomorphic_bytes};
use crate::http::method::{
    is_cors_safelisted_method, is_forbidden_method, is_method, normalize_method,
};
use crate::profile::{
    BlobTypeWhitespace, MethodOverrideSplit, NoCorsBodyType, OriginUnderReferrerPolicy,
    PreflightOrigin, Profile, RedirectPreflightBasis, RemovedHeaders, RepeatedHeaders,
    SameOriginStream, StreamBody,
};
use crate::report::reason::Reason;
use crate::request::element::Sender;
use crate::request::exception::Exception;
use crate::safelist::{cors_unsafe_request_headers, is_no_cors_safelisted_by};
use crate::url::origin::Origin;
use crate::url::{ParseUrl, Url};
use std::borrow::Cow;

/// The name of the header that says a body's type, as it is asked for.
const CONTENT_TYPE: &str = "content-type";

/// The headers that ask on a condition.
const CONDITIONAL: &[&str] =
    &["If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "If-Match", "If-Range"];

/// A [request](https://fetch.spec.whatwg.org/#concept-request), which only its sender makes.
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
    pub(crate) cache: Cache,
    pub(crate) referrer_policy: ReferrerPolicy,
    /// What the element that asks is going to do with the answer; empty for scripts' own requests.
    pub(crate) destination: &'static str,
    /// Whether method and headers can cause a preflight.
    pub(crate) unsafe_request: bool,
    pub(crate) use_cors_preflight: bool,
    pub(crate) tainting: Tainting,
    pub(crate) redirect_count: u8,
    /// How many redirects are followed.
    pub(crate) redirect_limit: u8,
    /// What it would have asked for before any redirect, where that still counts.
    pub(crate) first: Option<First>,
    /// The names of headers that the last redirect has removed, whether they were there or not.
    pub(crate) removed: Vec<&'static str>,
    /// Who sends it.
    pub(crate) via: Via,
    /// Whether its Content-Type came with the body of an XMLHttpRequest, of which it is in a browser's
    /// hands.
    pub(crate) has_type_of_body: bool,
    /// Whether a redirect has led from the page's origin to another.
    pub(crate) left_origin: bool,
    /// Whether no referrer policy withholds its origin.
    pub(crate) shows_origin: bool,
    /// Why its browser does not send it.
    pub(crate) refused: Option<Reason>,
    /// Whether it carries Origin because it did before.
    pub(crate) keeps_origin: bool,
    /// Whether the [redirect-taint] is other than `same-origin`: a redirect led
    /// on from another origin than the page's to a third.
    ///
    /// [redirect-taint]: https://fetch.spec.whatwg.org/#concept-request-tainted-origin
    pub(crate) is_tainted: bool,
    /// The Content-Type that decides on a preflight, where it is not the one that is sent.
    pub(crate) judged_type: Option<Vec<u8>>,
    pub(crate) notes: Vec<Reason>,
}

/// What a request would have asked for before any redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct First {
    /// Whether a hop across origins had to ask for more than its headers.
    pub(crate) asked: bool,
    pub(crate) method: String,
    /// The names that it would have to ask for, its first headers'.
    pub(crate) unsafe_names: Vec<String>,
    pub(crate) headers: HeaderList,
}

impl First {
    /// The names to be asked for after a redirect that has removed some, where its headers as they
    /// are have `now` asked for.
    pub(crate) fn names_left(&self, request: &Request, now: &[String]) -> Vec<String> {
        let is_type = |name: &String| request.has_type_of_body && name == CONTENT_TYPE;
        let is_removed = |name: &String| {
            request.removed.iter().any(|removed| name.eq_ignore_ascii_case(removed))
        };
        let left = |name: &&String| is_type(name) || !is_removed(name);
        let mut names: Vec<String> = self.unsafe_names.iter().filter(left).cloned().collect();
        if !names.iter().any(is_type) {
            names.extend(now.iter().filter(|name| is_type(name)).cloned());
            names = without_places(with_places(names));
        }
        names
    }
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
    /// Makes the request of a call, as its sender does: `fetch()` by the [Request constructor],
    /// XMLHttpRequest by [`open()`], [`setRequestHeader()`] and [`send()`], the others by what
    /// their table says.
    ///
    /// # Errors
    ///
    /// Every reason for which the sender throws, in the order in which it comes upon them; where
    /// there is a choice the standard stops at the first.
    ///
    /// [Request constructor]: https://fetch.spec.whatwg.org/#dom-request
    /// [`open()`]: https://xhr.spec.whatwg.org/#the-open()-method
    /// [`setRequestHeader()`]: https://xhr.spec.whatwg.org/#the-setrequestheader()-method
    /// [`send()`]: https://xhr.spec.whatwg.org/#the-send()-method
    pub fn new(call: &Call, parse: ParseUrl, profile: Profile) -> Result<Request, Vec<Reason>> {
        let request = match call.via {
            Via::Fetch => Construction::default().construct(call, parse, profile),
            Via::Xhr => xhr::request(call, parse, profile),
            via => Sender::of(via).request(call, parse),
        };
        let mut request = request.map_err(|mut throws| {
            // A symbol is no text to be parsed.
            if call.unconverted.contains(&Unconverted::Symbol { member: "url" }) {
                throws.retain(|reason| !matches!(reason, Reason::UrlInvalid { .. }));
            }
            throws
        })?;
        let rules = profile.rules();
        if rules.method_override_split == MethodOverrideSplit::OutsideQuotesThenCombined {
            request.refused = request.refused.or(refused_override(&request.headers, profile));
        }
        request.shows_origin =
            rules.origin_under_referrer_policy == OriginUnderReferrerPolicy::Sent;
        let is_conditional = rules.conditional_reloads.contains(&call.via)
            && CONDITIONAL.iter().any(|name| request.headers.contains(name));
        if request.cache == Cache::Default && is_conditional {
            request.cache = Cache::Reload;
        }
        Ok(request)
    }

    /// A request of `call` for `url`, whatever else of it is its sender's to say left as the
    /// standard has it by default, and what it is [populated] with from the page as the page has it.
    ///
    /// [populated]: https://fetch.spec.whatwg.org/#populate-request-from-client
    pub(crate) fn to(url: Url, method: &str, call: &Call) -> Request {
        Request {
            url,
            origin: call.origin.clone(),
            method: method.to_owned(),
            headers: HeaderList::default(),
            has_body: false,
            body_is_stream: false,
            mode: Mode::NoCors,
            credentials: Credentials::SameOrigin,
            redirect: Redirect::Follow,
            cache: Cache::Default,
            referrer_policy: call.referrer_policy,
            destination: "",
            unsafe_request: false,
            use_cors_preflight: false,
            tainting: Tainting::Basic,
            redirect_count: 0,
            redirect_limit: LIMIT,
            first: None,
            removed: Vec::new(),
            via: call.via,
            has_type_of_body: false,
            left_origin: false,
            shows_origin: false,
            refused: None,
            keeps_origin: false,
            is_tainted: false,
            judged_type: None,
            notes: Vec::new(),
        }
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

    /// The origin that a preflight for this request says it is of, serialised.
    pub(crate) fn origin_of_preflight(&self, profile: Profile) -> &str {
        match profile.rules().preflight_origin {
            PreflightOrigin::Request => self.serialize_origin(),
            PreflightOrigin::Document => self.origin.serialize(),
        }
    }

    /// The headers that decide on a preflight.
    pub(crate) fn judged_headers(&self) -> Cow<'_, HeaderList> {
        let judged = self.judged_type.as_ref().filter(|_| self.headers.contains("Content-Type"));
        let Some(value) = judged else { return Cow::Borrowed(&self.headers) };
        let mut headers = self.headers.clone();
        headers.set(Header::new("Content-Type", value.as_slice()));
        Cow::Owned(headers)
    }

    /// Keeps what the request is before a redirect changes it, if the profile goes by that after.
    pub(crate) fn remember_first(&mut self, profile: Profile) {
        let basis = profile.rules().redirect_preflight_basis;
        if basis == RedirectPreflightBasis::CurrentRequest {
            return;
        }
        let asks = self.use_cors_preflight || !is_cors_safelisted_method(self.method.as_bytes());
        let is_type_apart =
            self.has_type_of_body && basis == RedirectPreflightBasis::OriginalRequestMinusRemoved;
        let mut first = self.first.take().unwrap_or_else(|| {
            let mut first = First {
                asked: false,
                method: self.method.clone(),
                unsafe_names: self.unsafe_names(profile),
                headers: self.headers.clone(),
            };
            if is_type_apart {
                first.unsafe_names.retain(|name| name != CONTENT_TYPE);
                first.headers.delete(&[CONTENT_TYPE]);
            }
            first
        });
        let is_asked = self.unsafe_request && self.tainting == Tainting::Cors;
        first.asked |= asks && is_asked;
        // Where nothing else is asked for, it is asked for from then on.
        if is_type_apart && is_asked && first.unsafe_names.is_empty() {
            first.unsafe_names = self.unsafe_names(profile);
        }
        self.first = Some(first);
    }

    fn unsafe_names(&self, profile: Profile) -> Vec<String> {
        cors_unsafe_request_headers(&self.judged_headers(), profile).names
    }

    /// Puts back what an earlier redirect has removed, where the profile has it so.
    pub(crate) fn restore_headers(&mut self, location: &Url, status: u16, profile: Profile) {
        let Some(first) = &self.first else { return };
        let mut headers = first.headers.clone();
        match profile.rules().removed_headers {
            RemovedHeaders::StayRemoved => return,
            RemovedHeaders::RestoredUnderCors => {
                let is_cors = self.mode == Mode::Cors && !location.is_same_origin(&self.origin);
                if self.tainting != Tainting::Cors && !is_cors {
                    if matches!(status, 307 | 308)
                        && let Some(value) = headers.get(CONTENT_TYPE)
                    {
                        self.headers.set(Header::new("Content-Type", value));
                    }
                    return;
                }
                if !self.headers.contains(CORS_NON_WILDCARD_REQUEST_HEADER_NAME) {
                    headers.delete(&[CORS_NON_WILDCARD_REQUEST_HEADER_NAME]);
                }
            }
            RemovedHeaders::RestoredByNextRedirect => {
                if becomes_get(&first.method, status) {
                    headers.delete(REQUEST_BODY_HEADERS);
                }
                if self.has_type_of_body
                    && let Some(value) = self.headers.get(CONTENT_TYPE)
                {
                    headers.append(Header::new("Content-Type", value));
                }
            }
        }
        self.headers = headers;
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
    /// What does not convert: the constructor is never called with it.
    unconverted: Conversions,
    notes: Vec<Reason>,
}

/// What of the arguments does not convert to byte strings.
#[derive(Default)]
pub(crate) struct Conversions {
    pub(crate) headers: Vec<Reason>,
    pub(crate) method: Option<Reason>,
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
        let mut request = Sender::of(Via::Fetch).asking(url, method, call);
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
            && request.mode == Mode::SameOrigin
            && profile.rules().same_origin_stream == SameOriginStream::SentAsCors
        {
            request.mode = Mode::Cors;
        }
        let is_refused = is_stream && profile.rules().stream_body == StreamBody::Rejected;
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
    fn headers(&mut self, call: &Call, profile: Profile) -> HeaderList {
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
        match profile.rules().repeated_headers {
            RepeatedHeaders::Combined => list.combined().0,
            RepeatedHeaders::CombinedAndTrimmed => list.combined().0.normalized(),
            RepeatedHeaders::Separate | RepeatedHeaders::SeparateAndListed => {
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
        profile: Profile,
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
        if matches!(body, Body::Stream { .. }) && profile.rules().stream_body == StreamBody::Sent {
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
        let header = match profile.rules().blob_type_whitespace {
            BlobTypeWhitespace::Kept => Header::new("Content-Type", kind.into_owned()),
            _ => content_type_header(kind),
        };
        let value = header.value.as_slice();
        let shown = Text::from(value);
        let is_guarded = call.mode == Mode::NoCors
            && profile.rules().no_cors_body_type == NoCorsBodyType::OnlySafelisted;
        if is_guarded && !passes_no_cors_guard(headers, "Content-Type", value, profile) {
            self.notes.push(Reason::ContentTypeNoCorsDropped { value: shown });
        } else {
            self.notes.push(Reason::ContentTypeAdded { value: shown });
            headers.append(header);
        }
    }
}

impl Conversions {
    /// All that did not convert, in the order in which Web IDL [converts] the members of a dictionary:
    /// that of their names.
    ///
    /// [converts]: https://webidl.spec.whatwg.org/#js-dictionary
    pub(crate) fn in_order(self, call: &Call, profile: Profile) -> Vec<Reason> {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for refused in &call.unconverted {
            match *refused {
                // Only who sends streams knows that member.
                Unconverted::Word { member: "duplex", .. }
                    if profile.rules().stream_body != StreamBody::Sent => {}
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

/// [Parses](https://url.spec.whatwg.org/#concept-url-parser) the URL of a call.
pub(crate) fn parsed_url(
    call: &Call,
    parse: ParseUrl,
    exception: Option<Exception>,
    notes: &mut Vec<Reason>,
) -> Result<Url, Reason> {
    let url = Url::new(&call.url, None, parse)
        .ok_or_else(|| Reason::UrlInvalid { url: Text::from(call.url.as_str()), exception })?;
    if let Some(fragment) = url.fragment().filter(|fragment| !fragment.is_empty()) {
        notes.push(Reason::FragmentNotSent { fragment: Text::from(fragment) });
    }
    Ok(url)
}

/// A [method] as it is sent, or why it throws, where it converts at all.
///
/// [method]: https://fetch.spec.whatwg.org/#concept-method
pub(crate) fn checked_method<'a>(
    written: &'a str,
    invalid: Exception,
    forbidden: Exception,
    unconverted: &mut Option<Reason>,
    notes: &mut Vec<Reason>,
) -> Result<&'a str, Option<Reason>> {
    let shown = || Text::from(written);
    if !is_byte_string(written) {
        let member = "method".to_owned();
        *unconverted = Some(Reason::NotAByteString { member, value: shown() });
        return Err(None);
    }
    // Of what it converts to only ASCII is a method, and that is the same bytes already.
    let bytes = written.as_bytes();
    if !is_method(bytes) {
        return Err(Some(Reason::MethodInvalid { method: shown(), exception: invalid }));
    }
    if is_forbidden_method(bytes) {
        return Err(Some(Reason::MethodForbidden { method: shown(), exception: forbidden }));
    }
    let method = normalize_method(written);
    if method != written {
        let method = Text::from(method);
        notes.push(Reason::MethodNormalized { written: shown(), method });
    } else if written.bytes().any(|byte| byte.is_ascii_lowercase()) {
        notes.push(Reason::MethodNotNormalized { method: shown() });
    }
    Ok(method)
}

/// Why a header throws.
pub(crate) enum Refused {
    /// It does not convert to byte strings.
    Conversion(Reason),
    /// It is no header.
    Header(Reason),
}

/// The bytes of a header's value, normalised, where it is a header.
pub(crate) fn checked_header<'a>(
    name: &str,
    value: &'a str,
    exception: Exception,
) -> Result<Cow<'a, [u8]>, Refused> {
    let shown = || Text::from(name);
    if !is_byte_string(name) {
        let member = "headers".to_owned();
        return Err(Refused::Conversion(Reason::NotAByteString { member, value: shown() }));
    }
    let Some(bytes) = isomorphic_bytes(normalize_text(value)) else {
        let value = Text::from(value);
        let member = name.to_ascii_lowercase();
        return Err(Refused::Conversion(Reason::NotAByteString { member, value }));
    };
    // Of what it converts to only ASCII is a name, and that is the same bytes already.
    if !is_header_name(name.as_bytes()) {
        return Err(Refused::Header(Reason::HeaderNameInvalid { name: shown(), exception }));
    }
    if !is_header_value(&bytes) {
        let (name, value) = (lower(name), Text::from(&*bytes));
        return Err(Refused::Header(Reason::HeaderValueInvalid { name, value, exception }));
    }
    Ok(bytes)
}

/// What there is to say of a header that is dropped for being [forbidden].
///
/// [forbidden]: https://fetch.spec.whatwg.org/#forbidden-request-header
pub(crate) fn forbidden(name: &str, value: &[u8], profile: Profile) -> Option<Reason> {
    let is_extra = |listed: &&str| name.eq_ignore_ascii_case(listed);
    if profile.rules().extra_forbidden_headers.iter().any(is_extra) {
        return Some(Reason::HeaderForbiddenDropped { name: lower(name) });
    }
    let of = forbidden_by(profile, name, value)?;
    let name = lower(name);
    Some(match of {
        Forbidden::Name => Reason::HeaderForbiddenDropped { name },
        Forbidden::MethodOverride => {
            Reason::MethodOverrideDropped { name, value: Text::from(value) }
        }
    })
}

/// Why a request fails whose headers name a forbidden method once those of one name are joined.
fn refused_override(headers: &HeaderList, profile: Profile) -> Option<Reason> {
    let is_override = |header: &&Header| {
        let (name, value) = header.pair();
        forbidden_by(profile, name, value) == Some(Forbidden::MethodOverride)
    };
    let header = headers.iter().find(is_override)?;
    let value = Text::from(header.value.as_slice());
    Some(Reason::MethodOverrideRefused { name: lower(&header.name), value })
}

pub(crate) fn lower(name: &str) -> Text {
    Text::from(name.to_ascii_lowercase())
}

/// Whether guard `request-no-cors` lets a header through, judged with what the list holds under its
/// name already: the steps of [append].
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

/// The type of a body that [extracting] gives.
///
/// [extracting]: https://fetch.spec.whatwg.org/#concept-bodyinit-extract
pub(crate) fn content_type(body: &Body) -> Option<Cow<'_, str>> {
    match body {
        Body::Text | Body::Document(_) | Body::Other => Some("text/plain;charset=UTF-8".into()),
        Body::Params => Some("application/x-www-form-urlencoded;charset=UTF-8".into()),
        Body::Form => Some("multipart/form-data; boundary=generated".into()),
        Body::Blob(kind) => blob_type(kind),
        Body::Buffer | Body::Stream { .. } => None,
    }
}

/// The type that a Blob made with `kind` [has], where it has one.
///
/// [has]: https://w3c.github.io/FileAPI/#constructorBlob
fn blob_type(kind: &str) -> Option<Cow<'_, str>> {
    let printable = kind.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let is_lower = !kind.bytes().any(|byte| byte.is_ascii_uppercase());
    let lower = || if is_lower { kind.into() } else { kind.to_ascii_lowercase().into() };
    (printable && !kind.is_empty()).then(lower)
}

/// The header that says a body's type, without white space around it.
pub(crate) fn content_type_header(kind: Cow<'_, str>) -> Header {
    let value = match normalize_text(&kind) {
        value if value.len() == kind.len() => kind.into_owned(),
        value => value.to_owned(),
    };
    Header::new("Content-Type", value)
}
