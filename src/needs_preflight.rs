//! The hot question alone.

use crate::call::Call;
use crate::classify::{Branch, main_fetch};
use crate::origin::Origin;
use crate::profile::Profile;
use crate::reason::Reason;
use crate::request::Request;

/// Whether `fetch()` preflights a request to another origin in mode `cors`, without a body, with this
/// method and these headers: what [`classify`](crate::classify) says, without the words. No cache is
/// considered.
///
/// `method` is as typed, in any case; `headers` are pairs of a name and a value in order, as those of
/// a [`Call`].
///
/// # Errors
///
/// Why `fetch()` throws.
pub fn needs_preflight(
    method: &str,
    headers: Vec<(String, String)>,
    profile: &Profile,
) -> Result<bool, Vec<Reason>> {
    // Any URL of another origin will do; this one is as a parser would leave it.
    let url = "https://api.example/";
    let call = Call { method: method.to_owned(), headers, ..Call::new(Origin::OPAQUE, url) };
    let mut request = Request::new(&call, |text, _| Some(text.to_owned()), profile)?;
    Ok(match main_fetch(&mut request, profile, None) {
        Branch::Cors { causes, .. } => !causes.is_empty(),
        Branch::Blocked(_) | Branch::SameOrigin | Branch::NoCors => false,
    })
}
