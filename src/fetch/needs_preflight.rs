//! Whether a request is preflighted, without reasons.

use crate::call::Call;
use crate::fetch::classify::{Branch, main_fetch};
use crate::profile::Profile;
use crate::report::reason::Reason;
use crate::request::Request;
use crate::safelist::fast_path::{Judged, at_a_glance};
use crate::url::origin::Origin;

/// Whether `fetch()` sends a preflight for a cross-origin request in mode `cors` without a body, with
/// this method and these headers. The result is that of [`classify`](crate::classify()), without
/// reasons. No cache is considered.
///
/// `method` is as the author wrote it. `headers` are pairs of a name and a value, in order, as those
/// of a [`Call`].
///
/// # Errors
///
/// Returns every reason for which `fetch()` throws.
pub fn needs_preflight(
    method: &str,
    headers: &[(&str, &str)],
    profile: &Profile,
) -> Result<bool, Vec<Reason>> {
    let texts = headers.iter().flat_map(|&(name, value)| [name, value]).map(Judged::whole);
    if let Some(needs) = at_a_glance(Judged::whole(method), texts, profile) {
        return Ok(needs);
    }
    // Any cross-origin URL is suitable. A parser would return this one unchanged.
    let url = "https://api.example/";
    let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
    let call = Call {
        method: method.to_owned(),
        headers: headers.iter().map(owned).collect(),
        ..Call::new(Origin::OPAQUE, url)
    };
    let mut request = Request::new(&call, |text, _| Some(text.to_owned()), profile)?;
    Ok(match main_fetch(&mut request, profile, None) {
        Branch::Cors { causes, .. } => !causes.is_empty(),
        Branch::Blocked(_) | Branch::SameOrigin | Branch::NoCors => false,
    })
}
