//! The fast path of `needsPreflight()`: bytes in, a number out.

use crate::input::with_bytes;
use crate::read::profile_at;
use cors_preflight::__bindings::{Judged, at_a_glance};
use wasm_bindgen::prelude::*;

/// Whether a call is preflighted: 1 if it is, 0 if it is not, and 2 if only
/// [`needs_preflight`](crate::calls::needs_preflight) knows.
///
/// The first `length` bytes of the input buffer hold the method, and the names and values of the headers
/// in turn. A NUL follows each. `count` is their number: more NULs show that one of the strings has a NUL
/// itself.
#[wasm_bindgen(js_name = fastNeedsPreflight)]
pub fn fast_needs_preflight(length: usize, count: usize, profile: usize) -> u32 {
    with_bytes(length, |mut texts| {
        let method = Judged::cut_from(&mut texts)?;
        let headers = (1..count).map_while(|_| Judged::cut_from(&mut texts));
        let needs = at_a_glance(method, headers, profile_at(profile))?;
        texts.is_empty().then_some(needs)
    })
    .map_or(2, u32::from)
}
