//! Whether a request is preflighted, without reasons.

use crate::call::Call;
use crate::fetch::classify::{Branch, main_fetch};
use crate::profile::Profile;
use crate::report::reason::Reason;
use crate::request::Request;
use crate::safelist::fast_path::{Judged, at_a_glance};
use crate::url::origin::Origin;

/// Whether `fetch()` sends a preflight for a cross-origin request in mode `cors` without a body, with
/// this method and these headers. The result is that of [`classify`], without reasons. No cache is
/// considered.
///
/// # Errors
///
/// Returns every reason for which `fetch()` throws.
///
/// [`classify`]: crate::Browser::classify
pub(crate) fn needs_preflight(
    method: &str,
    headers: &[(&str, &str)],
    profile: Profile,
) -> Result<bool, Vec<Reason>> {
    let texts = headers.iter().flat_map(|&(name, value)| [name, value]).map(Judged::whole);
    if let Some(needs) = at_a_glance(Judged::whole(method), texts, profile) {
        return Ok(needs);
    }
    // Any cross-origin URL is suitable. A parser would return this one unchanged.
    let call = Call::new(Origin::OPAQUE, "https://api.example/")
        .method(method)
        .headers(headers.iter().copied());
    let mut request = Request::new(&call, |text, _| Some(text.to_owned()), profile)?;
    Ok(match main_fetch(&mut request, profile, None) {
        Branch::Cors { causes, .. } => !causes.is_empty(),
        Branch::Blocked(_) | Branch::SameOrigin | Branch::NoCors => false,
    })
}
