//! The border between the engine and JavaScript. It decides nothing.
//!
//! The package's scripts write strings into the input buffer, and call a function that reads
//! them there. Results are plain objects that serde-wasm-bindgen makes of what the engine serializes.
//! Errors are `TypeError`s.
//!
//! Each feature is one part of the border, so that a module can carry one without the other.

#![cfg(target_family = "wasm")]

#[cfg(feature = "calls")]
pub mod calls;
#[cfg(feature = "explain")]
pub mod explain;
#[cfg(feature = "calls")]
pub mod fast_path;
pub mod input;
mod output;
#[cfg(feature = "calls")]
mod read;
#[cfg(feature = "calls")]
mod time;

/// A quarter of the size of the default allocator.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
