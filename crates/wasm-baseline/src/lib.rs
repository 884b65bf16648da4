//! A WebAssembly module that does nothing, to measure the cost of WebAssembly.

use wasm_bindgen::prelude::wasm_bindgen;

/// Does nothing.
#[wasm_bindgen]
pub fn nothing() {}
