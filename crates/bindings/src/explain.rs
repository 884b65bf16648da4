//! Messages of consoles.

use crate::json;
use cors_preflight::__bindings::ToPlain;
use wasm_bindgen::prelude::*;

/// `explain(text)`, as JSON; nothing where nothing is recognised.
#[wasm_bindgen]
pub fn explain(text: &str) -> Option<String> {
    cors_preflight::explain(text).map(|explanation| json::text(&explanation.to_plain()))
}
