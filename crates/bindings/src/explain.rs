//! Console messages.

use crate::input::with_text;
use crate::output::to_js;
use wasm_bindgen::prelude::*;

/// `explain(text)`, with the text in the first `length` bytes of the input buffer.
///
/// # Errors
///
/// There are none.
#[wasm_bindgen]
pub fn explain(length: usize) -> Result<JsValue, JsValue> {
    match with_text(length, cors_preflight::console::explain) {
        Some(explanation) => to_js(&explanation),
        None => Ok(JsValue::NULL),
    }
}
