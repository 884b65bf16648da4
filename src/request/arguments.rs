//! The arguments that `fetch()` and XMLHttpRequest check in the same way: the URL, the method and
//! the headers.

use crate::call::Call;
use crate::http::forbidden::ForbiddenReason;
use crate::http::header::{is_header_name, is_header_value, normalize_text};
use crate::http::isomorphic::{is_byte_string, isomorphic_bytes};
use crate::http::method::{is_forbidden_method, is_method, normalize_method};
use crate::http::quoted::Quoted;
use crate::profile::Profile;
use crate::report::exception::Exception;
use crate::report::reason::{Finding, Reason};
use crate::safelist::forbidden::forbidden_by;
use crate::url::{ParseUrl, Url};
use std::borrow::Cow;

/// [Parses](https://url.spec.whatwg.org/#concept-url-parser) the URL of a call. Adds a note if its
/// fragment is not sent.
pub(crate) fn parsed_url(
    call: &Call,
    parse: ParseUrl,
    exception: Option<Exception>,
    notes: &mut Vec<Reason>,
) -> Result<Url, Reason> {
    let url = Url::new(&call.url, None, parse).ok_or_else(|| {
        Reason(Finding::UrlInvalid { url: Quoted::from(call.url.as_str()), exception })
    })?;
    if let Some(fragment) = url.fragment().filter(|fragment| !fragment.is_empty()) {
        notes.push(Reason(Finding::FragmentNotSent { fragment: Quoted::from(fragment) }));
    }
    Ok(url)
}

/// Returns the [method] as it is sent. Sets `unconverted` if it does not convert to a byte string.
///
/// # Errors
///
/// Returns the reason for which the method throws, or `None` if it does not convert.
///
/// [method]: https://fetch.spec.whatwg.org/#concept-method
pub(crate) fn checked_method<'a>(
    written: &'a str,
    invalid: Exception,
    forbidden: Exception,
    unconverted: &mut Option<Reason>,
    notes: &mut Vec<Reason>,
) -> Result<&'a str, Option<Reason>> {
    let shown = || Quoted::from(written);
    if !is_byte_string(written) {
        let member = "method".to_owned();
        *unconverted = Some(Reason(Finding::NotAByteString { member, value: shown() }));
        return Err(None);
    }
    // A method is ASCII, whose bytes are the same in UTF-8.
    let bytes = written.as_bytes();
    if !is_method(bytes) {
        return Err(Some(Reason(Finding::MethodInvalid { method: shown(), exception: invalid })));
    }
    if is_forbidden_method(bytes) {
        return Err(Some(Reason(Finding::MethodForbidden {
            method: shown(),
            exception: forbidden,
        })));
    }
    let method = normalize_method(written);
    if method != written {
        let method = Quoted::from(method);
        notes.push(Reason(Finding::MethodNormalized { written: shown(), method }));
    } else if written.bytes().any(|byte| byte.is_ascii_lowercase()) {
        notes.push(Reason(Finding::MethodNotNormalized { method: shown() }));
    }
    Ok(method)
}

/// The reason for which a header throws.
pub(crate) enum Refused {
    /// The name or the value does not convert to a byte string.
    Conversion(Reason),
    /// The name or the value is not valid.
    Header(Reason),
}

/// Returns the normalized bytes of a header's value.
///
/// # Errors
///
/// Returns the reason for which the header throws.
pub(crate) fn checked_header<'a>(
    name: &str,
    value: &'a str,
    exception: Exception,
) -> Result<Cow<'a, [u8]>, Refused> {
    let shown = || Quoted::from(name);
    if !is_byte_string(name) {
        let member = "headers".to_owned();
        return Err(Refused::Conversion(Reason(Finding::NotAByteString {
            member,
            value: shown(),
        })));
    }
    let Some(bytes) = isomorphic_bytes(normalize_text(value)) else {
        let value = Quoted::from(value);
        let member = name.to_ascii_lowercase();
        return Err(Refused::Conversion(Reason(Finding::NotAByteString { member, value })));
    };
    // A name is ASCII, whose bytes are the same in UTF-8.
    if !is_header_name(name.as_bytes()) {
        return Err(Refused::Header(Reason(Finding::HeaderNameInvalid {
            name: shown(),
            exception,
        })));
    }
    if !is_header_value(&bytes) {
        let (name, value) = (lower(name), Quoted::from(&*bytes));
        return Err(Refused::Header(Reason(Finding::HeaderValueInvalid {
            name,
            value,
            exception,
        })));
    }
    Ok(bytes)
}

/// Returns the note on a header that is dropped because it is [forbidden], or `None` if it is kept.
///
/// [forbidden]: https://fetch.spec.whatwg.org/#forbidden-request-header
pub(crate) fn forbidden(name: &str, value: &[u8], profile: Profile) -> Option<Reason> {
    Some(match forbidden_by(profile, name, value)? {
        ForbiddenReason::Name => Reason(Finding::HeaderForbiddenDropped { name: lower(name) }),
        ForbiddenReason::MethodOverride => {
            Reason(Finding::MethodOverrideDropped { name: lower(name), value: Quoted::from(value) })
        }
    })
}

/// Returns a header's name in lower case, for a reason.
pub(crate) fn lower(name: &str) -> Quoted {
    Quoted::from(name.to_ascii_lowercase())
}
