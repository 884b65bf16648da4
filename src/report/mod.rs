//! Everything the engine reports: reasons, summaries, and the shape of results.

pub(crate) mod plain;
pub(crate) mod reason;
#[cfg(feature = "serde")]
mod serialize;
pub(crate) mod summary;
