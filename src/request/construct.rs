//! [`Request::new`]: the request of a call, by the rules of its initiator.

use crate::call::{CacheMode, Call, InitiatorType, Unconverted};
use crate::http::forbidden::ForbiddenReason;
use crate::http::header::{Header, HeaderList};
use crate::http::quoted::Quoted;
use crate::profile::{MethodOverrideSplit, OriginUnderReferrerPolicy, Profile};
use crate::report::reason::{Finding, Reason, ReasonCode};
use crate::request::arguments::lower;
use crate::request::element::InitiatorRules;
use crate::request::{Request, fetch, xhr};
use crate::safelist::forbidden::forbidden_by;
use crate::url::ParseUrl;

/// The headers that make a request conditional.
const CONDITIONAL: &[&str] =
    &["If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "If-Match", "If-Range"];

impl Request {
    /// Returns the request of a call. `fetch()` runs the [Request constructor], XMLHttpRequest runs
    /// [`open()`], [`setRequestHeader()`] and [`send()`], and the others follow their table.
    ///
    /// # Errors
    ///
    /// Returns every reason for which the initiator throws, in the order of its steps. The standard
    /// stops at the first.
    ///
    /// [Request constructor]: https://fetch.spec.whatwg.org/#dom-request
    /// [`open()`]: https://xhr.spec.whatwg.org/#the-open()-method
    /// [`setRequestHeader()`]: https://xhr.spec.whatwg.org/#the-setrequestheader()-method
    /// [`send()`]: https://xhr.spec.whatwg.org/#the-send()-method
    pub(crate) fn new(
        call: &Call,
        parse: ParseUrl,
        profile: Profile,
    ) -> Result<Request, Vec<Reason>> {
        let request = match call.initiator.kind() {
            InitiatorType::Fetch => fetch::request(call, parse, profile),
            InitiatorType::Xhr => xhr::request(call, parse, profile),
            via => InitiatorRules::of(via).request(call, parse),
        };
        let mut request = request.map_err(|mut throws| {
            // A symbol is not parsed as a URL.
            if call.unconverted.contains(&Unconverted::Symbol { member: "url" }) {
                throws.retain(|reason| reason.code() != ReasonCode::UrlInvalid);
            }
            throws
        })?;
        if profile.rules().method_override_split == MethodOverrideSplit::OutsideQuotesThenCombined {
            request.refused = request.refused.or(refused_override(&request.headers, profile));
        }
        request.shows_origin =
            profile.rules().origin_under_referrer_policy == OriginUnderReferrerPolicy::Sent;
        let is_conditional = profile.rules().conditional_reloads.contains(&call.initiator.kind())
            && CONDITIONAL.iter().any(|name| request.headers.contains(name));
        if request.cache == CacheMode::Default && is_conditional {
            request.cache = CacheMode::Reload;
        }
        Ok(request)
    }
}

/// Returns the reason for which a request fails if its combined headers name a forbidden method.
fn refused_override(headers: &HeaderList, profile: Profile) -> Option<Reason> {
    let is_override = |header: &&Header| {
        let (name, value) = header.pair();
        forbidden_by(profile, name, value) == Some(ForbiddenReason::MethodOverride)
    };
    let header = headers.iter().find(is_override)?;
    let value = Quoted::from(header.value.as_slice());
    Some(Reason(Finding::MethodOverrideRefused { name: lower(&header.name), value }))
}
