//! What a browser's message tells of a reason, and what reasons may be meant by what it tells.

use crate::console::messages::{Hole, Values};
use crate::http::isomorphic::Text;
use crate::http::status::{REDIRECT_LIMIT as LIMIT, is_redirect_status};
use crate::report::reason::{Number, Reason};
use crate::url::Url;
use crate::url::origin::Origin;
use std::sync::Arc;

/// The value of a response header that the message does not contain.
const UNKNOWN: &str = "";

impl Reason {
    /// What it holds of what a browser's message tells of it.
    pub fn values(&self) -> Values {
        let mut values = Values::default();
        let mut tell = |hole, value: &str| values.tell(hole, value);
        match self {
            Reason::AllowOriginMissing { origin }
            | Reason::AllowOriginWildcardWithCredentials { origin } => tell(Hole::Origin, origin),
            Reason::AllowOriginMultiple { value, origin }
            | Reason::AllowOriginMismatch { value, origin } => {
                tell(Hole::Origin, origin);
                tell(Hole::Value, value.as_str());
            }
            // A header that is missing is empty to Chromium.
            Reason::AllowCredentialsMissing {} => tell(Hole::Value, ""),
            Reason::AllowCredentialsNotTrue { value } => tell(Hole::Value, value.as_str()),
            Reason::AllowMethodsUnparsable { item, .. }
            | Reason::AllowHeadersUnparsable { item, .. } => tell(Hole::Value, item.as_str()),
            Reason::MethodNotAllowed { method, .. }
            | Reason::MethodCaseMismatch { method, .. }
            | Reason::AllowMethodsWildcardWithCredentials { method, .. } => {
                tell(Hole::Method, method.as_str());
            }
            Reason::HeaderNotAllowed { name, .. }
            | Reason::AllowHeadersWildcardWithCredentials { name, .. } => {
                tell(Hole::Header, name.as_str());
            }
            Reason::AuthorizationNotAllowed { .. } => tell(Hole::Header, "authorization"),
            Reason::SchemeNotHttp { scheme } => tell(Hole::Scheme, scheme.as_str()),
            Reason::PortBlocked { port } => {
                if let Some(port) = port.get() {
                    tell(Hole::Port, &port.to_string());
                }
            }
            Reason::LocalNetworkDenied { space } | Reason::LocalNetworkInsecure { space } => {
                tell(Hole::AddressSpace, space.as_str());
            }
            Reason::LocalNetworkMismatch { target, space } => {
                tell(Hole::TargetAddressSpace, target.as_str());
                tell(Hole::AddressSpace, space.as_str());
            }
            _ => {}
        }
        values
    }
}

/// The reasons of these codes that fit what a message tells, the likeliest first, and the names of
/// what it does not tell and that one speaks of.
pub(crate) fn reasons_of(codes: &[&str], values: &Values) -> (Vec<Reason>, Vec<&'static str>) {
    let (mut reasons, mut missing) = (Vec::new(), Vec::new());
    for wanted in [Fit::Likely, Fit::Possible] {
        for code in codes.iter().filter(|code| fit(code, values) == wanted) {
            let mut teller = Teller { values, missing: Vec::new() };
            reasons.extend(teller.reason(code));
            if reasons.len() == 1 {
                missing.append(&mut teller.missing);
            }
        }
    }
    (reasons, missing)
}

/// How well a reason fits what a message tells.
#[derive(Clone, Copy, PartialEq)]
enum Fit {
    Likely,
    Possible,
    No,
}

impl From<Option<bool>> for Fit {
    fn from(fits: Option<bool>) -> Self {
        match fits {
            Some(true) => Fit::Likely,
            None => Fit::Possible,
            Some(false) => Fit::No,
        }
    }
}

fn fit(code: &str, values: &Values) -> Fit {
    let named = |hole| values.get(hole).or(values.get(Hole::FailedParameter));
    let several = || named(Hole::Value).map(|value| value.contains([',', ' ']));
    let authorization =
        || named(Hole::Header).map(|name| name.eq_ignore_ascii_case("authorization"));
    let redirect = || Some(is_redirect_status(status(values)?));
    let leads_over_http = || {
        let location = values.get(Hole::Location)?;
        Some(matches!(location.split_once(':'), Some(("http" | "https", _))))
    };
    match code {
        "allow-origin-multiple" => several().into(),
        "allow-origin-mismatch" => several().map(|several| !several).into(),
        "allow-credentials-missing" => named(Hole::Value).map(str::is_empty).into(),
        "authorization-not-allowed" => authorization().into(),
        "header-not-allowed" => authorization().map(|is_it| !is_it).into(),
        "allow-headers-wildcard-with-credentials" if authorization() == Some(true) => Fit::No,
        "preflight-redirected" => redirect().into(),
        "preflight-status-not-ok" => redirect().map(|is_one| !is_one).into(),
        "redirect-scheme-not-http" if leads_over_http() == Some(true) => Fit::No,
        "redirect-scheme-not-http" => values.get(Hole::RedirectedFrom).map(|_| true).into(),
        "redirect-location-invalid" if leads_over_http() == Some(true) => Fit::Likely,
        "method-case-mismatch" => {
            let is_lower = |c: char| c.is_ascii_lowercase();
            let likely = named(Hole::Method).is_some_and(|method| method.contains(is_lower));
            if likely { Fit::Likely } else { Fit::Possible }
        }
        _ => Fit::Possible,
    }
}

fn status(values: &Values) -> Option<u16> {
    values.get(Hole::Status)?.parse().ok()
}

/// The origin that the request was sent with.
fn origin(values: &Values) -> Option<String> {
    let of = |hole| values.get(hole).map(|url| Url::serialized(url).origin());
    let Some(origin) = values.get(Hole::Origin) else {
        return of(Hole::Page).map(|origin| origin.serialize().to_owned());
    };
    // Chromium names the page's, even where a redirect from one foreign origin to another made an
    // opaque one of it.
    let is_tainted = of(Hole::RedirectedFrom)
        .is_some_and(|from| from.serialize() != origin && of(Hole::Url) != Some(from));
    Some(if is_tainted { Origin::OPAQUE.serialize() } else { origin }.to_owned())
}

/// Makes reasons of what a message tells.
struct Teller<'a> {
    values: &'a Values,
    missing: Vec<&'static str>,
}

impl Teller<'_> {
    /// What is told, or else what stands in its place.
    fn string(&mut self, told: Option<impl Into<String>>, name: &'static str) -> String {
        match told {
            Some(told) => told.into(),
            None => {
                if !self.missing.contains(&name) {
                    self.missing.push(name);
                }
                format!("<{name}>")
            }
        }
    }

    fn text(&mut self, told: Option<&str>, name: &'static str) -> Text {
        Text::from(self.string(told, name).as_str())
    }

    fn number(&mut self, told: Option<u16>, name: &'static str) -> Number {
        self.string(told.map(|number| number.to_string()), name);
        told.map_or(Number::untold(name), Number::from)
    }

    /// A whole list that `item` is to be in, of which nothing else is told.
    fn list(&mut self, item: &str) -> Arc<str> {
        let listed = self.string(None::<&str>, "listed");
        format!("{listed}, {item}").into()
    }

    /// The reason called `code`.
    fn reason(&mut self, code: &str) -> Option<Reason> {
        let values = self.values;
        let get = |hole| values.get(hole);
        let named = |hole| get(hole).or(get(Hole::FailedParameter));
        let origin = |teller: &mut Self| teller.string(origin(values), "origin");
        let value = |teller: &mut Self| teller.text(named(Hole::Value), "value");
        let space = |teller: &mut Self| teller.text(get(Hole::AddressSpace), "addressSpace");
        Some(match code {
            "allow-origin-missing" => Reason::AllowOriginMissing { origin: origin(self) },
            "allow-origin-wildcard-with-credentials" => {
                Reason::AllowOriginWildcardWithCredentials { origin: origin(self) }
            }
            "allow-origin-multiple" => {
                Reason::AllowOriginMultiple { value: value(self), origin: origin(self) }
            }
            "allow-origin-mismatch" => {
                Reason::AllowOriginMismatch { value: value(self), origin: origin(self) }
            }
            "allow-credentials-missing" => Reason::AllowCredentialsMissing {},
            "allow-credentials-not-true" => Reason::AllowCredentialsNotTrue { value: value(self) },
            "preflight-redirected" => {
                Reason::PreflightRedirected { status: self.number(status(values), "status") }
            }
            "preflight-status-not-ok" => {
                Reason::PreflightStatusNotOk { status: self.number(status(values), "status") }
            }
            "allow-methods-unparsable" => Reason::AllowMethodsUnparsable {
                item: value(self),
                allow: self.string(None::<&str>, "methods").into(),
            },
            "allow-headers-unparsable" => Reason::AllowHeadersUnparsable {
                item: value(self),
                allow: self.string(None::<&str>, "headers").into(),
            },
            "method-not-allowed" => {
                let method = self.text(named(Hole::Method), "method");
                let allow = self.list(method.as_str());
                Reason::MethodNotAllowed { method, list: UNKNOWN.into(), allow }
            }
            "method-case-mismatch" => {
                let method = self.text(named(Hole::Method), "method");
                let allow = self.list(method.as_str());
                Reason::MethodCaseMismatch { method, listed: self.text(None, "listed"), allow }
            }
            "allow-methods-wildcard-with-credentials" => {
                let method = self.text(named(Hole::Method), "method");
                let allow = self.list(method.as_str());
                Reason::AllowMethodsWildcardWithCredentials { method, allow }
            }
            "authorization-not-allowed" => {
                let allow = Some(self.list("authorization"));
                Reason::AuthorizationNotAllowed { list: UNKNOWN.into(), allow }
            }
            "authorization-not-covered-by-wildcard" => {
                let allow = Some(self.list("authorization"));
                Reason::AuthorizationNotCoveredByWildcard { allow }
            }
            "header-not-allowed" => {
                let name = self.header();
                let allow = Some(self.list(name.as_str()));
                Reason::HeaderNotAllowed { name, list: UNKNOWN.into(), allow }
            }
            "allow-headers-wildcard-with-credentials" => {
                let name = self.header();
                let allow = Some(self.list(name.as_str()));
                Reason::AllowHeadersWildcardWithCredentials { name, allow }
            }
            "resource-policy-blocked" => {
                let policy = self.text(None, "policy");
                Reason::ResourcePolicyBlocked { policy, origin: origin(self) }
            }
            "no-answer" => Reason::NoAnswer {},
            "redirect-mode-error" => {
                Reason::RedirectModeError { status: self.number(status(values), "status") }
            }
            "redirect-location-invalid" => Reason::RedirectLocationInvalid {
                value: self.text(get(Hole::Location), "location"),
            },
            "redirect-scheme-not-http" => {
                // Where it is named as the URL, the first one is too.
                let url = get(Hole::Url).filter(|_| get(Hole::RedirectedFrom).is_some());
                let location = get(Hole::Location).or(url).map(Url::serialized);
                let scheme = location.as_ref().map(Url::scheme);
                Reason::RedirectSchemeNotHttp { scheme: self.text(scheme, "scheme") }
            }
            "too-many-redirects" => Reason::TooManyRedirects { limit: LIMIT },
            "redirect-has-credentials" => {
                let location = get(Hole::Location).map(Url::serialized);
                let host = location.as_ref().map(Url::host).filter(|host| !host.is_empty());
                Reason::RedirectHasCredentials { host: self.text(host, "host") }
            }
            "mode-same-origin" => {
                let target = get(Hole::Url).map(|url| Url::serialized(url).origin());
                let target = target.as_ref().map(Origin::serialize);
                Reason::ModeSameOrigin { origin: origin(self), target: self.text(target, "target") }
            }
            "scheme-not-http" => {
                let url = get(Hole::Url).map(Url::serialized);
                let scheme = get(Hole::Scheme).or(url.as_ref().map(Url::scheme));
                Reason::SchemeNotHttp { scheme: self.text(scheme, "scheme") }
            }
            "mixed-content" => {
                let url = self.text(get(Hole::Url), "url");
                Reason::MixedContent { origin: origin(self), url }
            }
            "port-blocked" => {
                let port = get(Hole::Port).and_then(|port| port.parse().ok());
                Reason::PortBlocked { port: self.number(port, "port") }
            }
            "no-cors-redirect-mode" => {
                Reason::NoCorsRedirectMode { redirect: self.text(None, "redirect") }
            }
            "local-network-denied" => Reason::LocalNetworkDenied { space: space(self) },
            "local-network-insecure" => Reason::LocalNetworkInsecure { space: space(self) },
            "local-network-mismatch" => {
                let target = self.text(get(Hole::TargetAddressSpace), "targetAddressSpace");
                Reason::LocalNetworkMismatch { target, space: space(self) }
            }
            "private-network-retired" => Reason::PrivateNetworkRetired {},
            "redirect-after-preflight-retired" => Reason::RedirectAfterPreflightRetired {},
            "cors-disabled" => Reason::CorsDisabled {},
            "origin-header-not-added" => Reason::OriginHeaderNotAdded {},
            "reason-not-said" => Reason::ReasonNotSaid {},
            "failed-to-fetch" => Reason::FailedToFetch {},
            _ => return None,
        })
    }

    /// The name of the request's header, which WebKit prints as its author wrote it.
    fn header(&mut self) -> Text {
        let name = self.values.get(Hole::Header).or(self.values.get(Hole::FailedParameter));
        let name = name.map(str::to_ascii_lowercase);
        self.text(name.as_deref(), "header")
    }
}
