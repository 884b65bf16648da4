//! [XMLHttpRequest](https://xhr.spec.whatwg.org/#interface-xmlhttprequest), up to where it fetches.

use crate::call::{Body, Call, DocumentType, Unconverted, Via};
use crate::http::header::{Header, HeaderList, normalize_text};
use crate::http::isomorphic::Text;
use crate::http::mime_type::{is_strict_mime_type, parameters, parse_mime_type, type_and_subtype};
use crate::profile::{BlobSpace, DroppedParams, Profile, UploadListener, XhrBlobType, XhrCharset};
use crate::report::reason::Reason;
use crate::request::Request;
use crate::request::arguments::{
    Refused, checked_header, checked_method, forbidden, lower, parsed_url,
};
use crate::request::body::{content_type, content_type_header};
use crate::request::element::Sender;
use crate::request::exception::Exception;
use crate::safelist::broken_rules;
use crate::url::{ParseUrl, Url};
use std::borrow::Cow;

/// Runs [`open()`], [`setRequestHeader()`] for every header, and [`send()`].
///
/// # Errors
///
/// Every reason for which one of them throws, in the order in which they are called.
///
/// [`open()`]: https://xhr.spec.whatwg.org/#the-open()-method
/// [`setRequestHeader()`]: https://xhr.spec.whatwg.org/#the-setrequestheader()-method
/// [`send()`]: https://xhr.spec.whatwg.org/#the-send()-method
pub(crate) fn request(
    call: &Call,
    parse: ParseUrl,
    profile: &Profile,
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
    let listens = has_body || profile.upload_listener == UploadListener::Always;
    let mut request = Sender::of(Via::Xhr).asking(url, method, call);
    request.headers = headers;
    request.has_body = has_body;
    request.use_cors_preflight = call.upload && listens;
    request.notes = xhr.notes;
    request.judged_type = xhr.judged_type;
    request.has_type_of_body = xhr.has_type_of_body;
    Ok(request)
}

/// An XMLHttpRequest at work.
#[derive(Default)]
struct XmlHttpRequest {
    throws: Vec<Reason>,
    notes: Vec<Reason>,
    /// The Content-Type that decides on a preflight, where it is not the one that is sent.
    judged_type: Option<Vec<u8>>,
    has_type_of_body: bool,
}

impl XmlHttpRequest {
    /// [`open()`]: the method and the URL, where both pass.
    ///
    /// [`open()`]: https://xhr.spec.whatwg.org/#the-open()-method
    fn open<'a>(&mut self, call: &'a Call, parse: ParseUrl) -> Option<(&'a str, Url)> {
        let (invalid, forbidden) = (Exception::SyntaxError, Exception::SecurityError);
        let (mut bytes, notes) = (None, &mut self.notes);
        let method = checked_method(&call.method, invalid, forbidden, &mut bytes, notes);
        self.throws.extend(bytes);
        self.convert(call, &["method", "url"]);
        let method = method.map_err(|reason| self.throws.extend(reason));
        let url = parsed_url(call, parse, Sender::of(Via::Xhr).exception, &mut self.notes);
        let url = url.map_err(|reason| self.throws.push(reason));
        Some((method.ok()?, url.ok()?))
    }

    /// [Converts] the arguments called `members`. Words are fetch()'s alone, and nobody reads them.
    ///
    /// [Converts]: https://webidl.spec.whatwg.org/#js-type-mapping
    fn convert(&mut self, call: &Call, members: &[&str]) {
        let takes = |member| members.contains(&member);
        for refused in &call.unconverted {
            self.throws.push(match *refused {
                Unconverted::Symbol { member } if takes(member) => Reason::NotAString { member },
                Unconverted::Buffer if takes("body") => Reason::BufferSharedOrResizable {},
                Unconverted::Headers { ref value } if takes("headers") => {
                    Reason::HeadersInvalid { value: Text::from(value.as_str()) }
                }
                Unconverted::HeaderPair { position, length } if takes("headers") => {
                    Reason::HeaderPairInvalid { position, length }
                }
                _ => continue,
            });
        }
    }

    /// [`setRequestHeader()`], once for every header.
    ///
    /// [`setRequestHeader()`]: https://xhr.spec.whatwg.org/#the-setrequestheader()-method
    fn set_request_headers(&mut self, call: &Call, profile: &Profile) -> HeaderList {
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
                self.notes.push(Reason::HeaderValueNormalized { name: lower(name) });
            }
            set.push(Header::new(name.as_str(), value));
        }
        self.convert(call, &["headers"]);
        let (list, repeated) = set.combined();
        for header in repeated.iter().filter_map(|position| list.iter().nth(*position)) {
            let value = Text::from(header.value.as_slice());
            self.notes.push(Reason::HeaderCombined { name: lower(&header.name), value });
        }
        list
    }

    /// The headers as [`send()`] leaves them, and whether a body goes along.
    ///
    /// [`send()`]: https://xhr.spec.whatwg.org/#the-send()-method
    fn send(
        &mut self,
        call: &Call,
        method: &str,
        mut headers: HeaderList,
        profile: &Profile,
    ) -> (HeaderList, bool) {
        let Some(body) = &call.body else { return (headers, false) };
        if matches!(method, "GET" | "HEAD") {
            self.notes.push(Reason::BodyDropped { method: Text::from(method) });
            if matches!(body, Body::Params)
                && profile.dropped_params == DroppedParams::ButTheirType
                && !headers.contains("Content-Type")
                && let Some(kind) = content_type(body)
            {
                headers.append(content_type_header(kind));
            }
            return (headers, false);
        }
        if matches!(body, Body::Stream { .. } | Body::Other) {
            self.notes.push(Reason::BodyStringified {});
        }
        // Combined, it has one line at the most.
        let written = headers.lines("Content-Type").next();
        match written {
            Some(written) => {
                if let Some(value) = rewritten_charset(body, written, profile) {
                    let shown = Text::from(value.as_slice());
                    self.notes.push(Reason::CharsetRewritten { value: shown });
                    if profile.xhr_charset == XhrCharset::SerializedAndJudgedAsWritten {
                        self.judged_type = Some(judged_type(written, &value, profile));
                    }
                    headers.set(Header::new("Content-Type", value));
                }
            }
            None => {
                if let Some(kind) = body_type(body, profile) {
                    let header = match profile.blob_space {
                        BlobSpace::TrimmedByFetch | BlobSpace::Kept => {
                            Header::new("Content-Type", kind.into_owned())
                        }
                        BlobSpace::TrimmedByFetchElseAtItsEnd => {
                            Header::new("Content-Type", kind.trim_end_matches(' '))
                        }
                        BlobSpace::Trimmed => content_type_header(kind),
                    };
                    let value = Text::from(header.value.as_slice());
                    self.notes.push(Reason::ContentTypeAdded { value });
                    if profile.xhr_blob_type == XhrBlobType::AnyOfAnyLength
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

/// Whether its length is all that has a Content-Type asked for.
fn is_but_too_long(value: &[u8], profile: &Profile) -> bool {
    let broken = broken_rules("Content-Type", value, profile);
    matches!(broken[..], [Reason::HeaderValueTooLong { .. }])
}

/// What is judged of a type that is `sent` in the place of the one that was `written`: that one,
/// unless the fault is in the other alone, and is more than its length.
fn judged_type(written: &[u8], sent: &[u8], profile: &Profile) -> Vec<u8> {
    let is_safe = broken_rules("Content-Type", written, profile).is_empty();
    if is_safe && !is_but_too_long(sent, profile) { sent.to_vec() } else { written.to_vec() }
}

/// The Content-Type that takes the place of the author's: the charset of a text is UTF-8, whatever
/// its author says.
fn rewritten_charset(body: &Body, written: &[u8], profile: &Profile) -> Option<Vec<u8>> {
    if matches!(body, Body::Blob(_) | Body::Form | Body::Buffer) {
        return None;
    }
    if profile.xhr_charset == XhrCharset::Replaced {
        return replaced_charset(written);
    }
    let is_charset = |name: &[u8]| name.eq_ignore_ascii_case(b"charset");
    let (_, said) = parameters(written).find(|(name, _)| is_charset(name))?;
    let is_left = said.is_empty() && profile.xhr_charset == XhrCharset::SerializedUnlessEmpty;
    if is_left || said.eq_ignore_ascii_case(b"UTF-8") {
        return None;
    }
    let mut kind = parse_mime_type(written)?;
    let (_, charset) = kind.parameters.iter_mut().find(|(name, _)| is_charset(name.as_bytes()))?;
    *charset = b"UTF-8".to_vec();
    Some(kind.serialize())
}

/// A Content-Type with UTF-8 in the place of every charset in it, and nothing else changed, up to a
/// charset that is empty. Bytes up to a space, quotes and semicolons end a charset.
fn replaced_charset(written: &[u8]) -> Option<Vec<u8>> {
    const NAME: &[u8] = b"charset";
    let is_space = |byte: &u8| *byte <= b' ';
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'');
    let mut value = written.to_vec();
    let mut at = 0;
    while let Some(found) =
        value[at..].windows(NAME.len()).position(|word| word.eq_ignore_ascii_case(NAME))
    {
        let begins = |at: usize| at > 0 && (is_space(&value[at - 1]) || value[at - 1] == b';');
        let is_word = begins(at + found);
        at += found + NAME.len();
        let skip = |at: usize, skipped: &dyn Fn(&u8) -> bool| {
            value[at..].iter().position(|byte| !skipped(byte)).map_or(value.len(), |n| at + n)
        };
        let equals = skip(at, &is_space);
        if !is_word || value.get(equals) != Some(&b'=') {
            continue;
        }
        let start = skip(equals + 1, &|byte| is_space(byte) || is_quote(byte));
        let end = skip(start, &|byte| !is_space(byte) && !is_quote(byte) && *byte != b';');
        if start == end {
            break;
        }
        value = [&value[..start], b"UTF-8", &value[end..]].concat();
        at = start;
    }
    (value != written).then_some(value)
}

/// The type that `send()` gives a body whose author gives none.
fn body_type<'a>(body: &'a Body, profile: &Profile) -> Option<Cow<'a, str>> {
    match body {
        Body::Blob(kind) => {
            let kind = kind.as_bytes();
            let is_sent = match profile.xhr_blob_type {
                XhrBlobType::Any | XhrBlobType::AnyOfAnyLength => true,
                XhrBlobType::MimeType => type_and_subtype(kind).is_some(),
                XhrBlobType::StrictMimeType => is_strict_mime_type(kind),
            };
            if is_sent { content_type(body) } else { None }
        }
        Body::Document(DocumentType::Html) => Some("text/html;charset=UTF-8".into()),
        Body::Document(DocumentType::Xml) => Some("application/xml;charset=UTF-8".into()),
        // Sent as the string it converts to.
        Body::Stream { .. } => content_type(&Body::Other),
        body => content_type(body),
    }
}
