//! [XMLHttpRequest](https://xhr.spec.whatwg.org/#interface-xmlhttprequest), up to its fetch.

use crate::call::{Body, Call, InitiatorType, Unconverted};
use crate::http::bytes::split_before;
use crate::http::header::{Header, HeaderList, normalize_text};
use crate::http::mime_type::{is_strict_mime_type, parameters, parse_mime_type, type_and_subtype};
use crate::http::quoted::Quoted;
use crate::profile::{
    BlobTypeWhitespace, DroppedParamsType, Profile, UploadListener, XhrBlobType, XhrCharset,
};
use crate::report::exception::Exception;
use crate::report::reason::{Finding, Reason, ReasonCode};
use crate::request::Request;
use crate::request::arguments::{
    Refused, checked_header, checked_method, forbidden, lower, parsed_url,
};
use crate::request::body::{content_type, content_type_header};
use crate::request::element::InitiatorRules;
use crate::safelist::broken_rules;
use crate::url::{ParseUrl, Url};
use std::borrow::Cow;

/// Runs [`open()`], [`setRequestHeader()`] for every header, and [`send()`].
///
/// # Errors
///
/// Returns every reason for which one of them throws, in the order in which they are called.
///
/// [`open()`]: https://xhr.spec.whatwg.org/#the-open()-method
/// [`setRequestHeader()`]: https://xhr.spec.whatwg.org/#the-setrequestheader()-method
/// [`send()`]: https://xhr.spec.whatwg.org/#the-send()-method
pub(crate) fn request(
    call: &Call,
    parse: ParseUrl,
    profile: Profile,
) -> Result<Request, Vec<Reason>> {
    let mut xhr = XmlHttpRequest::default();
    let opened = xhr.open(call, parse);
    let headers = xhr.set_request_headers(call, profile);
    xhr.convert(call, &["body"]);
    let Some((method, url)) = opened else { return Err(xhr.throws) };
    let (headers, has_body) = xhr.send(call, method, headers, profile);
    if !xhr.throws.is_empty() {
        return Err(xhr.throws);
    }
    let listens = has_body || profile.rules().upload_listener == UploadListener::Always;
    let mut request = InitiatorRules::of(InitiatorType::Xhr).create_request(url, method, call);
    request.headers = headers;
    request.has_body = has_body;
    request.use_cors_preflight = call.initiator.has_upload_listener() && listens;
    request.notes = xhr.notes;
    request.judged_type = xhr.judged_type;
    request.has_type_of_body = xhr.has_type_of_body;
    Ok(request)
}

/// The state of an XMLHttpRequest.
#[derive(Default)]
struct XmlHttpRequest {
    throws: Vec<Reason>,
    notes: Vec<Reason>,
    /// The Content-Type that decides on a preflight, if it is not the one that is sent.
    judged_type: Option<Vec<u8>>,
    has_type_of_body: bool,
}

impl XmlHttpRequest {
    /// Runs [`open()`]. Returns the method and the URL if both are valid.
    ///
    /// [`open()`]: https://xhr.spec.whatwg.org/#the-open()-method
    fn open<'a>(&mut self, call: &'a Call, parse: ParseUrl) -> Option<(&'a str, Url)> {
        let (invalid, forbidden) = (Exception::SyntaxError, Exception::SecurityError);
        let (mut bytes, notes) = (None, &mut self.notes);
        let method = checked_method(&call.method, invalid, forbidden, &mut bytes, notes);
        self.throws.extend(bytes);
        self.convert(call, &["method", "url"]);
        let method = method.map_err(|reason| self.throws.extend(reason));
        let url = parsed_url(
            call,
            parse,
            InitiatorRules::of(InitiatorType::Xhr).exception,
            &mut self.notes,
        );
        let url = url.map_err(|reason| self.throws.push(reason));
        Some((method.ok()?, url.ok()?))
    }

    /// [Converts] the arguments called `members`. Only `fetch()` has members with keywords.
    ///
    /// [Converts]: https://webidl.spec.whatwg.org/#js-type-mapping
    fn convert(&mut self, call: &Call, members: &[&str]) {
        let takes = |member| members.contains(&member);
        for refused in &call.unconverted {
            self.throws.push(match *refused {
                Unconverted::Symbol { member } if takes(member) => {
                    Reason(Finding::NotAString { member })
                }
                Unconverted::Buffer if takes("body") => Reason(Finding::BufferSharedOrResizable),
                Unconverted::Headers { ref value } if takes("headers") => {
                    Reason(Finding::HeadersInvalid { value: Quoted::from(value.as_str()) })
                }
                Unconverted::HeaderPair { position, length } if takes("headers") => {
                    Reason(Finding::HeaderPairInvalid { position, length })
                }
                _ => continue,
            });
        }
    }

    /// Runs [`setRequestHeader()`] for every header.
    ///
    /// [`setRequestHeader()`]: https://xhr.spec.whatwg.org/#the-setrequestheader()-method
    fn set_request_headers(&mut self, call: &Call, profile: Profile) -> HeaderList {
        let mut set = HeaderList::with_room(call.headers.len());
        for (name, written) in &call.headers {
            let value = match checked_header(name, written, Exception::SyntaxError) {
                Ok(value) => value,
                Err(Refused::Conversion(reason) | Refused::Header(reason)) => {
                    self.throws.push(reason);
                    continue;
                }
            };
            if let Some(note) = forbidden(name, &value, profile) {
                self.notes.push(note);
                continue;
            }
            if normalize_text(written) != written {
                self.notes.push(Reason(Finding::HeaderValueNormalized { name: lower(name) }));
            }
            set.push(Header::valid(name.as_str(), value));
        }
        self.convert(call, &["headers"]);
        let (list, repeated) = set.combined();
        for header in repeated.iter().filter_map(|position| list.iter().nth(*position)) {
            let value = Quoted::from(header.value.as_slice());
            self.notes.push(Reason(Finding::HeaderCombined { name: lower(&header.name), value }));
        }
        list
    }

    /// Runs [`send()`]. Returns the headers, and whether a body is sent.
    ///
    /// [`send()`]: https://xhr.spec.whatwg.org/#the-send()-method
    fn send(
        &mut self,
        call: &Call,
        method: &str,
        mut headers: HeaderList,
        profile: Profile,
    ) -> (HeaderList, bool) {
        let Some(body) = &call.body else { return (headers, false) };
        if matches!(method, "GET" | "HEAD") {
            self.notes.push(Reason(Finding::BodyDropped { method: Quoted::from(method) }));
            if matches!(body, Body::UrlSearchParams)
                && profile.rules().dropped_params_type == DroppedParamsType::Sent
                && !headers.contains("Content-Type")
                && let Some(kind) = content_type(body)
            {
                headers.append(content_type_header(kind));
            }
            return (headers, false);
        }
        if matches!(body, Body::Stream { .. } | Body::Other) {
            self.notes.push(Reason(Finding::BodyStringified));
        }
        // The list is combined, so it has at most one such header.
        let written = headers.get_all("Content-Type").next();
        match written {
            Some(written) => {
                if let Some(value) = rewritten_charset(body, written, profile) {
                    let shown = Quoted::from(value.as_slice());
                    self.notes.push(Reason(Finding::CharsetRewritten { value: shown }));
                    if profile.rules().xhr_charset == XhrCharset::SerializedAndCheckedAsWritten {
                        self.judged_type = Some(judged_type(written, &value, profile));
                    }
                    headers.set(Header::valid("Content-Type", value));
                }
            }
            None => {
                if let Some(kind) = body_type(body, profile) {
                    let header = match profile.rules().blob_type_whitespace {
                        BlobTypeWhitespace::TrimmedByFetch | BlobTypeWhitespace::Kept => {
                            Header::valid("Content-Type", kind.into_owned())
                        }
                        BlobTypeWhitespace::TrimmedByFetchXhrTrimsEnd => {
                            Header::valid("Content-Type", kind.trim_end_matches(' '))
                        }
                        BlobTypeWhitespace::Trimmed => content_type_header(kind),
                    };
                    let value = Quoted::from(header.value.as_slice());
                    self.notes.push(Reason(Finding::ContentTypeAdded { value }));
                    if profile.rules().xhr_blob_type == XhrBlobType::AnyWithoutLengthLimit
                        && is_but_too_long(&header.value, profile)
                    {
                        self.judged_type = Some(b"text/plain".to_vec());
                    }
                    headers.append(header);
                    self.has_type_of_body = true;
                }
            }
        }
        (headers, true)
    }
}

/// Whether a Content-Type triggers a preflight only because of its length.
fn is_but_too_long(value: &[u8], profile: Profile) -> bool {
    let broken = broken_rules("Content-Type", value, profile);
    matches!(&broken[..], [only] if only.code() == ReasonCode::HeaderValueTooLong)
}

/// Returns the type that decides on a preflight if `sent` replaces `written`: `sent` if `written` is
/// safelisted and `sent` is not just too long, otherwise `written`.
fn judged_type(written: &[u8], sent: &[u8], profile: Profile) -> Vec<u8> {
    let is_safe = broken_rules("Content-Type", written, profile).is_empty();
    if is_safe && !is_but_too_long(sent, profile) { sent.to_vec() } else { written.to_vec() }
}

/// Returns the Content-Type that replaces the author's, if one does: text is sent as UTF-8.
fn rewritten_charset(body: &Body, written: &[u8], profile: Profile) -> Option<Vec<u8>> {
    if matches!(body, Body::Blob(_) | Body::FormData | Body::Buffer) {
        return None;
    }
    if profile.rules().xhr_charset == XhrCharset::Replaced {
        return replaced_charset(written);
    }
    let is_charset = |name: &[u8]| name.eq_ignore_ascii_case(b"charset");
    let (_, said) = parameters(written).find(|(name, _)| is_charset(name))?;
    let is_left =
        said.is_empty() && profile.rules().xhr_charset == XhrCharset::SerializedUnlessEmpty;
    if is_left || said.eq_ignore_ascii_case(b"UTF-8") {
        return None;
    }
    let mut kind = parse_mime_type(written)?;
    let (_, charset) = kind.parameters.iter_mut().find(|(name, _)| is_charset(name.as_bytes()))?;
    *charset = b"UTF-8".to_vec();
    Some(kind.serialize())
}

/// Returns the Content-Type with every charset replaced by UTF-8, up to one that is empty. A charset
/// ends before a quote, a semicolon or a byte up to U+0020.
fn replaced_charset(written: &[u8]) -> Option<Vec<u8>> {
    const NAME: &[u8] = b"charset";
    let is_space = |byte: u8| byte <= b' ';
    let is_quote = |byte: u8| matches!(byte, b'"' | b'\'');
    let mut value = Vec::with_capacity(written.len());
    let mut rest = written;
    while let Some((before, name, after)) = split_around(rest, NAME) {
        let preceding = before.last().or(value.last()).copied();
        let is_word = preceding.is_some_and(|byte| is_space(byte) || byte == b';');
        value.extend_from_slice(before);
        value.extend_from_slice(name);
        rest = after;
        let (spaces, from_equals) = split_before(after, |byte| !is_space(byte));
        let Some(after_equals) = from_equals.strip_prefix(b"=").filter(|_| is_word) else {
            continue;
        };
        let is_skipped = |byte| is_space(byte) || is_quote(byte);
        let (skipped, from_charset) = split_before(after_equals, |byte| !is_skipped(byte));
        let ends = |byte| is_skipped(byte) || byte == b';';
        let (charset, after_charset) = split_before(from_charset, ends);
        if charset.is_empty() {
            break;
        }
        for part in [spaces, b"=", skipped, b"UTF-8"] {
            value.extend_from_slice(part);
        }
        rest = after_charset;
    }
    value.extend_from_slice(rest);
    (value != written).then_some(value)
}

/// Splits `bytes` around the first occurrence of `word`, in any case.
fn split_around<'a>(bytes: &'a [u8], word: &[u8]) -> Option<(&'a [u8], &'a [u8], &'a [u8])> {
    let place = bytes.windows(word.len()).position(|part| part.eq_ignore_ascii_case(word))?;
    let (before, rest) = bytes.split_at_checked(place)?;
    let (found, after) = rest.split_at_checked(word.len())?;
    Some((before, found, after))
}

/// Returns the type that `send()` gives a body without an author's Content-Type.
fn body_type<'a>(body: &'a Body, profile: Profile) -> Option<Cow<'a, str>> {
    match body {
        Body::Blob(kind) => {
            let kind = kind.as_bytes();
            let is_sent = match profile.rules().xhr_blob_type {
                XhrBlobType::Any | XhrBlobType::AnyWithoutLengthLimit => true,
                XhrBlobType::MimeType => type_and_subtype(kind).is_some(),
                XhrBlobType::StrictMimeType => is_strict_mime_type(kind),
            };
            if is_sent { content_type(body) } else { None }
        }
        Body::HtmlDocument => Some("text/html;charset=UTF-8".into()),
        Body::XmlDocument => Some("application/xml;charset=UTF-8".into()),
        // A stream is converted to a string.
        Body::Stream { .. } => content_type(&Body::Other),
        body => content_type(body),
    }
}
