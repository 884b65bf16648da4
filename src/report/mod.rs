//! Everything the engine reports: reasons, summaries, and the shape of results.

pub(crate) mod plain;
pub(crate) mod reason;
#[cfg(not(target_family = "wasm"))]
mod serialize;
pub(crate) mod summary;
#[cfg(target_family = "wasm")]
pub(crate) mod json;
