//! [`Request::new`]: the request of a call, by the rules of its initiator.

use crate::call::{Cache, Call, Unconverted, Via};
use crate::http::forbidden::Forbidden;
use crate::http::header::{Header, HeaderList};
use crate::http::isomorphic::Text;
use crate::profile::{MethodOverrides, OriginUnderPolicy, Profile};
use crate::report::reason::Reason;
use crate::request::arguments::lower;
use crate::request::element::Sender;
use crate::request::{Request, fetch, xhr};
use crate::safelist::forbidden::forbidden_by;
use crate::url::ParseUrl;

/// The headers that ask on a condition.
const CONDITIONAL: &[&str] =
    &["If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "If-Match", "If-Range"];

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
    pub fn new(call: &Call, parse: ParseUrl, profile: &Profile) -> Result<Request, Vec<Reason>> {
        let request = match call.via {
            Via::Fetch => fetch::request(call, parse, profile),
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
        if profile.method_overrides == MethodOverrides::OutsideQuotesThenJoined {
            request.refused = request.refused.or(refused_override(&request.headers, profile));
        }
        request.shows_origin = profile.origin_under_policy == OriginUnderPolicy::Shown;
        let is_conditional = profile.cache.conditional.contains(&call.via)
            && CONDITIONAL.iter().any(|name| request.headers.contains(name));
        if request.cache == Cache::Default && is_conditional {
            request.cache = Cache::Reload;
        }
        Ok(request)
    }
}

/// Why a request fails whose headers name a forbidden method once those of one name are joined.
fn refused_override(headers: &HeaderList, profile: &Profile) -> Option<Reason> {
    let is_override = |header: &&Header| {
        let (name, value) = header.pair();
        forbidden_by(profile, name, value) == Some(Forbidden::MethodOverride)
    };
    let header = headers.iter().find(is_override)?;
    let value = Text::from(header.value.as_slice());
    Some(Reason::MethodOverrideRefused { name: lower(&header.name), value })
}
