//! The arguments that `fetch()` and XMLHttpRequest check alike: the URL, the method and headers.

use crate::call::Call;
use crate::http::forbidden::Forbidden;
use crate::http::header::{is_header_name, is_header_value, normalize_text};
use crate::http::isomorphic::{Text, is_byte_string, isomorphic_bytes};
use crate::http::method::{is_forbidden_method, is_method, normalize_method};
use crate::profile::Profile;
use crate::report::reason::Reason;
use crate::request::exception::Exception;
use crate::safelist::forbidden::forbidden_by;
use crate::url::{ParseUrl, Url};
use std::borrow::Cow;

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

/// Returns the note on a header that is dropped because it is [forbidden], or `None` if it is kept.
///
/// [forbidden]: https://fetch.spec.whatwg.org/#forbidden-request-header
pub(crate) fn forbidden(name: &str, value: &[u8], profile: &Profile) -> Option<Reason> {
    Some(match forbidden_by(profile, name, value)? {
        Forbidden::Name => Reason::HeaderForbiddenDropped { name: lower(name) },
        Forbidden::MethodOverride => {
            Reason::MethodOverrideDropped { name: lower(name), value: Text::from(value) }
        }
    })
}

/// Returns a header's name in lower case, for a reason.
pub(crate) fn lower(name: &str) -> Text {
    Text::from(name.to_ascii_lowercase())
}
