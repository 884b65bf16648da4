//! Values for JavaScript.

use serde::Serialize;
use wasm_bindgen::JsValue;

/// Returns a result as plain objects.
///
/// # Errors
///
/// Serialization fails, which the engine's results do not.
pub(crate) fn to_js(result: &(impl Serialize + ?Sized)) -> Result<JsValue, JsValue> {
    serde_wasm_bindgen::to_value(result).map_err(JsValue::from)
}

/// Returns a `TypeError`.
#[cfg(feature = "calls")]
pub(crate) fn type_error(message: impl AsRef<str>) -> JsValue {
    js_sys::TypeError::new(message.as_ref()).into()
}
