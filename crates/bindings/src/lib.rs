//! The border between the engine and JavaScript. It decides nothing.
//!
//! Each feature is one part of the border, so that a module can carry one without the other.

#![cfg(target_family = "wasm")]

#[cfg(feature = "calls")]
pub mod calls;
#[cfg(feature = "explain")]
pub mod explain;
#[cfg(feature = "calls")]
pub mod glance;
mod json;
#[cfg(all(test, feature = "calls", feature = "explain"))]
mod tests;

/// A quarter of the size of the default allocator.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
