//! [XMLHttpRequest](https://xhr.spec.whatwg.org/#interface-xmlhttprequest), up to where it fetches.

use crate::call::{Body, Call, DocumentType, Unconverted, Via};
use crate::exception::Exception;
use crate::header::{Header, HeaderList, normalize_value};
use crate::isomorphic::Text;
use crate::mime::{essence, parse_mime_type};
use crate::profile::{Profile, UploadListener, XhrBlobType};
use crate::reason::Reason;
use crate::request::{
    Refused, Request, checked_header, checked_method, content_type, forbidden, lower, parsed_url,
};
use crate::sender::Sender;
use crate::url::{ParseUrl, Url};

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
    let sender = Sender::of(Via::Xhr);
    Ok(Request {
        method: method.to_owned(),
        headers,
        has_body,
        use_cors_preflight: call.upload
            && (has_body || profile.upload_listener == UploadListener::Always),
        notes: xhr.notes,
        ..sender.asking(url, call)
    })
}

/// An XMLHttpRequest at work.
#[derive(Default)]
struct XmlHttpRequest {
    throws: Vec<Reason>,
    notes: Vec<Reason>,
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
        let url = parsed_url(call, parse, Some(invalid), &mut self.notes);
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
        let mut set = HeaderList::default();
        for (name, value) in &call.headers {
            let bytes = match checked_header(name, value, Exception::SyntaxError) {
                Ok(bytes) => bytes,
                Err(Refused::Conversion(reason) | Refused::Header(reason)) => {
                    self.throws.push(reason);
                    continue;
                }
            };
            let value = normalize_value(&bytes);
            if let Some(note) = forbidden(name, value, profile) {
                self.notes.push(note);
                continue;
            }
            if value.len() != bytes.len() {
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
            return (headers, false);
        }
        if matches!(body, Body::Stream { .. } | Body::Other) {
            self.notes.push(Reason::BodyStringified {});
        }
        match headers.get("Content-Type") {
            Some(written) => self.rewrite_charset(body, &written, &mut headers),
            None => {
                if let Some(kind) = body_type(body, profile) {
                    let value = normalize_value(kind.as_bytes());
                    self.notes.push(Reason::ContentTypeAdded { value: Text::from(value) });
                    headers.append(Header::new("Content-Type", value));
                }
            }
        }
        (headers, true)
    }

    /// The charset of a text is UTF-8, whatever its author says.
    fn rewrite_charset(&mut self, body: &Body, written: &[u8], headers: &mut HeaderList) {
        if matches!(body, Body::Blob(_) | Body::Form | Body::Buffer) {
            return;
        }
        let Some(mut kind) = parse_mime_type(written) else { return };
        let Some((_, charset)) = kind.parameters.iter_mut().find(|(name, _)| name == "charset")
        else {
            return;
        };
        if !charset.eq_ignore_ascii_case(b"UTF-8") {
            *charset = b"UTF-8".to_vec();
            let value = kind.serialize();
            self.notes.push(Reason::CharsetRewritten { value: Text::from(value.as_slice()) });
            headers.set(Header::new("Content-Type", value));
        }
    }
}

/// The type that `send()` gives a body whose author gives none.
fn body_type(body: &Body, profile: &Profile) -> Option<String> {
    match body {
        Body::Blob(kind)
            if profile.xhr_blob_type == XhrBlobType::MimeType
                && essence(kind.as_bytes()).is_none() =>
        {
            None
        }
        Body::Document(DocumentType::Html) => Some("text/html;charset=UTF-8".to_owned()),
        Body::Document(DocumentType::Xml) => Some("application/xml;charset=UTF-8".to_owned()),
        // Sent as the string it converts to.
        Body::Stream { .. } => content_type(&Body::Other),
        body => content_type(body),
    }
}
