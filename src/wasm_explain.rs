//! Messages of consoles.

use crate::report::json;
use crate::report::plain::ToPlain;
use wasm_bindgen::prelude::*;

/// `explain(text)`, as JSON; nothing where nothing is recognised.
#[wasm_bindgen]
pub fn explain(text: &str) -> Option<String> {
    crate::console::explain::explain(text).map(|explanation| json::text(&explanation.to_plain()))
}
