//! Comparisons of the engine with alternatives: their cost, and their results for the rows of the test
//! tables.

pub mod bench;
pub mod peers;
