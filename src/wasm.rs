//! The border to JavaScript, which decides nothing. It is in two parts, features of the crate, so that
//! a module can have one without the weight of the other.

#[cfg(feature = "wasm-calls")]
mod calls;
#[cfg(feature = "wasm-explain")]
mod explain;
#[cfg(feature = "wasm-calls")]
mod needs_preflight;

#[cfg(feature = "wasm-calls")]
pub use calls::*;
#[cfg(feature = "wasm-explain")]
pub use explain::*;
#[cfg(feature = "wasm-calls")]
pub use needs_preflight::*;
