//! The cost of WebAssembly alone: a module that does nothing.

use wasm_bindgen::prelude::wasm_bindgen;

/// Does nothing.
#[wasm_bindgen]
pub fn nothing() {}
