//! Everything the engine reports: reasons, summaries, and the shape of results.

mod code;
pub(crate) mod exception;
pub(crate) mod reason;
#[cfg(feature = "serde")]
mod serialize;
pub(crate) mod summary;
