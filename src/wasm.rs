//! The border to JavaScript, which decides nothing. It is in two parts, features of the crate, so that
//! a module can have one without the weight of the other.

#[cfg(feature = "wasm-calls")]
pub use crate::wasm_calls::*;
#[cfg(feature = "wasm-explain")]
pub use crate::wasm_explain::*;
#[cfg(feature = "wasm-calls")]
pub use crate::wasm_glance::*;

/// A quarter of the usual allocator's weight.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
