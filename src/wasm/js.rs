//! What of JavaScript the border stands on. Declared here and not taken from `js-sys` and `web-sys`:
//! those leave the shims of all their callbacks in the module, and catch less.

use wasm_bindgen::prelude::*;

// Whatever can run the caller's code is imported with `catch`: an exception that passes through the
// module's frames would leave them behind, and in the end no room for another call.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String, catch)]
    pub(super) fn to_js_string(value: &JsValue) -> Result<JsString, JsValue>;

    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    pub(super) fn parse_json(json: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = entries, catch)]
    pub(super) fn entries(object: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = getOwnPropertySymbols, catch)]
    pub(super) fn own_symbols(object: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = getPrototypeOf, catch)]
    pub(super) fn prototype_of(object: &JsValue) -> Result<JsValue, JsValue>;

    /// A member of an object; `undefined` where it is missing.
    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    pub(super) fn member(object: &JsValue, name: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    pub(super) fn member_by_symbol(object: &JsValue, symbol: &JsValue) -> Result<JsValue, JsValue>;

    pub(super) type Symbol;

    #[wasm_bindgen(static_method_of = Symbol, getter)]
    pub(super) fn iterator() -> JsValue;

    #[wasm_bindgen(static_method_of = Symbol, getter, js_name = toStringTag)]
    pub(super) fn to_string_tag() -> JsValue;

    pub(super) type Array;

    #[wasm_bindgen(static_method_of = Array, catch)]
    pub(super) fn from(iterable: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn length(this: &Array) -> u32;

    #[wasm_bindgen(method, indexing_getter)]
    pub(super) fn get(this: &Array, index: u32) -> JsValue;

    pub(super) type ArrayBuffer;

    #[wasm_bindgen(static_method_of = ArrayBuffer, js_name = isView)]
    pub(super) fn is_view(value: &JsValue) -> bool;

    #[wasm_bindgen(js_name = String, is_type_of = JsValue::is_string)]
    pub(super) type JsString;

    #[wasm_bindgen(method, getter)]
    pub(super) fn length(this: &JsString) -> u32;

    pub(super) type TypeError;

    #[wasm_bindgen(constructor)]
    pub(super) fn new(message: &str) -> TypeError;

    #[wasm_bindgen(js_name = URL)]
    pub(super) type Url;

    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    pub(super) fn new(text: &str, base: Option<&str>) -> Result<Url, JsValue>;

    #[wasm_bindgen(method, getter, catch)]
    pub(super) fn href(this: &Url) -> Result<String, JsValue>;
}

impl Array {
    pub(super) fn iter(&self) -> impl Iterator<Item = JsValue> + '_ {
        (0..self.length()).map(|index| self.get(index))
    }
}
