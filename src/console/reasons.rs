//! Reasons and the values in messages: the values that a message prints for a reason, and the reasons
//! that agree with the values in a message.

use crate::console::placeholder::{Placeholder, PlaceholderValues};
use crate::http::quoted::Quoted;
use crate::http::status::{REDIRECT_LIMIT, is_redirect_status};
use crate::report::reason::{Finding, Reason, ReasonCode};
use crate::url::Url;
use crate::url::origin::Origin;
use std::sync::Arc;

/// Returns the values of a reason that messages print.
pub(crate) fn values_of(reason: &Reason) -> PlaceholderValues {
    let mut values = PlaceholderValues::default();
    let mut set = |placeholder, value: &str| values.set(placeholder, value);
    match &reason.0 {
        Finding::AllowOriginMissing { origin }
        | Finding::AllowOriginWildcardWithCredentials { origin } => {
            set(Placeholder::Origin, origin);
        }
        Finding::AllowOriginMultiple { value, origin }
        | Finding::AllowOriginMismatch { value, origin } => {
            set(Placeholder::Origin, origin);
            set(Placeholder::Value, value.as_str());
        }
        // Chromium prints an empty value for a missing header.
        Finding::AllowCredentialsMissing => set(Placeholder::Value, ""),
        Finding::AllowCredentialsNotTrue { value } => set(Placeholder::Value, value.as_str()),
        Finding::AllowMethodsUnparsable { item, .. }
        | Finding::AllowHeadersUnparsable { item, .. } => {
            set(Placeholder::Value, item.as_str());
        }
        Finding::MethodNotAllowed { method, .. }
        | Finding::MethodCaseMismatch { method, .. }
        | Finding::AllowMethodsWildcardWithCredentials { method, .. } => {
            set(Placeholder::Method, method.as_str());
        }
        Finding::HeaderNotAllowed { name, .. }
        | Finding::AllowHeadersWildcardWithCredentials { name, .. } => {
            set(Placeholder::Header, name.as_str());
        }
        Finding::AuthorizationNotAllowed { .. } => set(Placeholder::Header, "authorization"),
        Finding::SchemeNotHttp { scheme } => set(Placeholder::Scheme, scheme.as_str()),
        Finding::PortBlocked { port } => set(Placeholder::Port, port),
        Finding::LocalNetworkDenied { space } | Finding::LocalNetworkInsecure { space } => {
            set(Placeholder::AddressSpace, space.as_str());
        }
        Finding::LocalNetworkMismatch { target, space } => {
            set(Placeholder::TargetAddressSpace, target.as_str());
            set(Placeholder::AddressSpace, space.as_str());
        }
        _ => {}
    }
    values
}

/// Returns the reasons for `codes` that agree with the values in a message, most likely first, and
/// the names of the values that the first reason needs and the message lacks.
pub(crate) fn reasons_for(
    codes: &[ReasonCode],
    values: &PlaceholderValues,
) -> (Vec<Reason>, Vec<&'static str>) {
    let (mut reasons, mut missing) = (Vec::new(), Vec::new());
    for wanted in [Fit::Likely, Fit::Possible] {
        for &code in codes.iter().filter(|code| fit(**code, values) == wanted) {
            let mut builder = ReasonBuilder { values, missing: Vec::new() };
            reasons.extend(builder.reason(code));
            if reasons.len() == 1 {
                missing.append(&mut builder.missing);
            }
        }
    }
    (reasons, missing)
}

/// Whether a reason agrees with the values in a message.
#[derive(Clone, Copy, PartialEq)]
enum Fit {
    Likely,
    Possible,
    Impossible,
}

impl Fit {
    /// `None` if the message lacks the value that decides.
    fn when(agrees: Option<bool>) -> Fit {
        match agrees {
            Some(true) => Fit::Likely,
            None => Fit::Possible,
            Some(false) => Fit::Impossible,
        }
    }

    fn likely_when(is_likely: bool) -> Fit {
        if is_likely { Fit::Likely } else { Fit::Possible }
    }

    fn impossible_when(is_impossible: bool) -> Fit {
        if is_impossible { Fit::Impossible } else { Fit::Possible }
    }
}

fn fit(code: ReasonCode, values: &PlaceholderValues) -> Fit {
    let is_list = || named(values, Placeholder::Value).map(|value| value.contains([',', ' ']));
    let is_authorization = || {
        let name = named(values, Placeholder::Header)?;
        Some(name.eq_ignore_ascii_case("authorization"))
    };
    let is_redirect = || Some(is_redirect_status(status(values)?));
    match code {
        ReasonCode::AllowOriginMultiple => Fit::when(is_list()),
        ReasonCode::AllowOriginMismatch => Fit::when(is_list().map(|is_list| !is_list)),
        ReasonCode::AllowCredentialsMissing => {
            Fit::when(named(values, Placeholder::Value).map(str::is_empty))
        }
        ReasonCode::AuthorizationNotAllowed => Fit::when(is_authorization()),
        ReasonCode::HeaderNotAllowed => Fit::when(is_authorization().map(|is_it| !is_it)),
        ReasonCode::AllowHeadersWildcardWithCredentials => {
            Fit::impossible_when(is_authorization() == Some(true))
        }
        ReasonCode::PreflightRedirected => Fit::when(is_redirect()),
        ReasonCode::PreflightStatusNotOk => Fit::when(is_redirect().map(|is_it| !is_it)),
        ReasonCode::RedirectSchemeNotHttp if has_http_location(values) => Fit::Impossible,
        ReasonCode::RedirectSchemeNotHttp => {
            Fit::likely_when(values.get(Placeholder::RedirectedFrom).is_some())
        }
        ReasonCode::RedirectLocationInvalid => Fit::likely_when(has_http_location(values)),
        ReasonCode::MethodCaseMismatch => {
            let method = named(values, Placeholder::Method).unwrap_or_default();
            Fit::likely_when(method.contains(|c: char| c.is_ascii_lowercase()))
        }
        _ => Fit::Possible,
    }
}

/// The value of a placeholder, or the parameter of an error in the DevTools protocol.
fn named(values: &PlaceholderValues, placeholder: Placeholder) -> Option<&str> {
    values.get(placeholder).or(values.get(Placeholder::FailedParameter))
}

fn has_http_location(values: &PlaceholderValues) -> bool {
    let scheme = |location: &str| matches!(location.split_once(':'), Some(("http" | "https", _)));
    values.get(Placeholder::Location).is_some_and(scheme)
}

fn status(values: &PlaceholderValues) -> Option<u16> {
    values.get(Placeholder::Status)?.parse().ok()
}

/// The origin of the request.
fn origin(values: &PlaceholderValues) -> Option<String> {
    let origin_of = |placeholder| values.get(placeholder).map(|url| Url::serialized(url).origin());
    let Some(origin) = values.get(Placeholder::Origin) else {
        return origin_of(Placeholder::Page).map(|origin| origin.serialize().to_owned());
    };
    // Chromium prints the origin of the page. After a redirect from one foreign origin to another,
    // the origin of the request is opaque.
    let is_tainted = origin_of(Placeholder::RedirectedFrom).is_some_and(|from| {
        from.serialize() != origin && origin_of(Placeholder::Url) != Some(from)
    });
    Some(if is_tainted { Origin::OPAQUE.serialize() } else { origin }.to_owned())
}

/// The value of a list header in a message: the message does not contain it.
const UNKNOWN_LIST: &str = "";

/// Builds a reason from the values in a message.
struct ReasonBuilder<'a> {
    values: &'a PlaceholderValues,
    /// The names of the values that the message lacks.
    missing: Vec<&'static str>,
}

impl ReasonBuilder<'_> {
    /// Returns the reason with this code. `None` if no message has this code.
    fn reason(&mut self, code: ReasonCode) -> Option<Reason> {
        let finding = self
            .cors_check(code)
            .or_else(|| self.preflight_response(code))
            .or_else(|| self.redirect(code))
            .or_else(|| self.blocked(code))
            .or_else(|| self.other(code))?;
        Some(Reason(finding))
    }

    fn cors_check(&mut self, code: ReasonCode) -> Option<Finding> {
        Some(match code {
            ReasonCode::AllowOriginMissing => Finding::AllowOriginMissing { origin: self.origin() },
            ReasonCode::AllowOriginWildcardWithCredentials => {
                Finding::AllowOriginWildcardWithCredentials { origin: self.origin() }
            }
            ReasonCode::AllowOriginMultiple => {
                Finding::AllowOriginMultiple { value: self.value(), origin: self.origin() }
            }
            ReasonCode::AllowOriginMismatch => {
                Finding::AllowOriginMismatch { value: self.value(), origin: self.origin() }
            }
            ReasonCode::AllowCredentialsMissing => Finding::AllowCredentialsMissing,
            ReasonCode::AllowCredentialsNotTrue => {
                Finding::AllowCredentialsNotTrue { value: self.value() }
            }
            ReasonCode::ResourcePolicyBlocked => Finding::ResourcePolicyBlocked {
                policy: self.quoted(None, "policy"),
                origin: self.origin(),
            },
            _ => return None,
        })
    }

    fn preflight_response(&mut self, code: ReasonCode) -> Option<Finding> {
        Some(match code {
            ReasonCode::PreflightRedirected => {
                Finding::PreflightRedirected { status: self.status() }
            }
            ReasonCode::PreflightStatusNotOk => {
                Finding::PreflightStatusNotOk { status: self.status() }
            }
            ReasonCode::AllowMethodsUnparsable => Finding::AllowMethodsUnparsable {
                item: self.value(),
                allow: self.string(None, "methods").into(),
            },
            ReasonCode::AllowHeadersUnparsable => Finding::AllowHeadersUnparsable {
                item: self.value(),
                allow: self.string(None, "headers").into(),
            },
            ReasonCode::MethodNotAllowed => {
                let (method, allow) = self.method();
                Finding::MethodNotAllowed { method, list: UNKNOWN_LIST.into(), allow }
            }
            ReasonCode::MethodCaseMismatch => {
                let (method, allow) = self.method();
                let listed = self.quoted(None, "listed");
                Finding::MethodCaseMismatch { method, listed, allow }
            }
            ReasonCode::AllowMethodsWildcardWithCredentials => {
                let (method, allow) = self.method();
                Finding::AllowMethodsWildcardWithCredentials { method, allow }
            }
            ReasonCode::AuthorizationNotAllowed => {
                let allow = Some(self.list_with("authorization"));
                Finding::AuthorizationNotAllowed { list: UNKNOWN_LIST.into(), allow }
            }
            ReasonCode::AuthorizationNotCoveredByWildcard => {
                let allow = Some(self.list_with("authorization"));
                Finding::AuthorizationNotCoveredByWildcard { allow }
            }
            ReasonCode::HeaderNotAllowed => {
                let (name, allow) = self.header();
                Finding::HeaderNotAllowed { name, list: UNKNOWN_LIST.into(), allow }
            }
            ReasonCode::AllowHeadersWildcardWithCredentials => {
                let (name, allow) = self.header();
                Finding::AllowHeadersWildcardWithCredentials { name, allow }
            }
            _ => return None,
        })
    }

    fn redirect(&mut self, code: ReasonCode) -> Option<Finding> {
        let location = self.values.get(Placeholder::Location);
        Some(match code {
            ReasonCode::RedirectModeError => Finding::RedirectModeError { status: self.status() },
            ReasonCode::RedirectLocationInvalid => {
                Finding::RedirectLocationInvalid { value: self.quoted(location, "location") }
            }
            ReasonCode::RedirectSchemeNotHttp => {
                // If the message names the redirect URL as the URL, it names the first URL too.
                let is_redirected = self.values.get(Placeholder::RedirectedFrom).is_some();
                let url = self.values.get(Placeholder::Url).filter(|_| is_redirected);
                let location = location.or(url).map(Url::serialized);
                let scheme = location.as_ref().map(Url::scheme);
                Finding::RedirectSchemeNotHttp { scheme: self.quoted(scheme, "scheme") }
            }
            ReasonCode::TooManyRedirects => Finding::TooManyRedirects { limit: REDIRECT_LIMIT },
            ReasonCode::RedirectHasCredentials => {
                let location = location.map(Url::serialized);
                let host = location.as_ref().map(Url::host).filter(|host| !host.is_empty());
                Finding::RedirectHasCredentials { host: self.quoted(host, "host") }
            }
            _ => return None,
        })
    }

    fn blocked(&mut self, code: ReasonCode) -> Option<Finding> {
        let url = self.values.get(Placeholder::Url);
        Some(match code {
            ReasonCode::ModeSameOrigin => {
                let origin = self.origin();
                let target = url.map(|url| Url::serialized(url).origin());
                let target = self.quoted(target.as_ref().map(Origin::serialize), "target");
                Finding::ModeSameOrigin { origin, target }
            }
            ReasonCode::SchemeNotHttp => {
                let url = url.map(Url::serialized);
                let scheme = self.values.get(Placeholder::Scheme);
                let scheme = scheme.or(url.as_ref().map(Url::scheme));
                Finding::SchemeNotHttp { scheme: self.quoted(scheme, "scheme") }
            }
            ReasonCode::MixedContent => {
                let url = self.quoted(url, "url");
                Finding::MixedContent { origin: self.origin(), url }
            }
            ReasonCode::PortBlocked => {
                let port = self.values.get(Placeholder::Port);
                let port = port.filter(|port| port.parse::<u16>().is_ok());
                Finding::PortBlocked { port: self.string(port, "port") }
            }
            ReasonCode::NoCorsRedirectMode => {
                Finding::NoCorsRedirectMode { redirect: self.quoted(None, "redirect") }
            }
            ReasonCode::LocalNetworkDenied => {
                Finding::LocalNetworkDenied { space: self.address_space() }
            }
            ReasonCode::LocalNetworkInsecure => {
                Finding::LocalNetworkInsecure { space: self.address_space() }
            }
            ReasonCode::LocalNetworkMismatch => {
                let target = self.values.get(Placeholder::TargetAddressSpace);
                let target = self.quoted(target, "targetAddressSpace");
                Finding::LocalNetworkMismatch { target, space: self.address_space() }
            }
            _ => return None,
        })
    }

    fn other(&mut self, code: ReasonCode) -> Option<Finding> {
        Some(match code {
            ReasonCode::NoAnswer => Finding::NoAnswer,
            ReasonCode::PrivateNetworkRetired => Finding::PrivateNetworkRetired,
            ReasonCode::RedirectAfterPreflightRetired => Finding::RedirectAfterPreflightRetired,
            ReasonCode::CorsDisabled => Finding::CorsDisabled,
            ReasonCode::OriginHeaderNotAdded => Finding::OriginHeaderNotAdded,
            ReasonCode::ReasonNotSaid => Finding::ReasonNotSaid,
            ReasonCode::FailedToFetch => Finding::FailedToFetch,
            _ => return None,
        })
    }

    /// Returns the value, or a placeholder such as `<name>`.
    fn string(&mut self, value: Option<&str>, name: &'static str) -> String {
        match value {
            Some(value) => value.to_owned(),
            None => {
                if !self.missing.contains(&name) {
                    self.missing.push(name);
                }
                format!("<{name}>")
            }
        }
    }

    fn quoted(&mut self, value: Option<&str>, name: &'static str) -> Quoted {
        Quoted::from(self.string(value, name))
    }

    fn origin(&mut self) -> String {
        self.string(origin(self.values).as_deref(), "origin")
    }

    fn value(&mut self) -> Quoted {
        self.quoted(named(self.values, Placeholder::Value), "value")
    }

    fn status(&mut self) -> String {
        let status = status(self.values).map(|status| status.to_string());
        self.string(status.as_deref(), "status")
    }

    fn address_space(&mut self) -> Quoted {
        self.quoted(self.values.get(Placeholder::AddressSpace), "addressSpace")
    }

    /// Returns the method and a list that includes it.
    fn method(&mut self) -> (Quoted, Arc<str>) {
        let method = self.quoted(named(self.values, Placeholder::Method), "method");
        let allow = self.list_with(method.as_str());
        (method, allow)
    }

    /// Returns the name of the request header, which WebKit prints as the author wrote it, and a list
    /// that includes it.
    fn header(&mut self) -> (Quoted, Option<Arc<str>>) {
        let name = named(self.values, Placeholder::Header).map(str::to_ascii_lowercase);
        let name = self.quoted(name.as_deref(), "header");
        let allow = self.list_with(name.as_str());
        (name, Some(allow))
    }

    /// Returns a list that includes `item`. Its other items are unknown.
    fn list_with(&mut self, item: &str) -> Arc<str> {
        format!("{}, {item}", self.string(None, "listed")).into()
    }
}
