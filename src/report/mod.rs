//! Everything the engine reports: reasons, summaries, and the shape of results.

pub(crate) mod exception;
pub(crate) mod reason;
pub(crate) mod summary;
