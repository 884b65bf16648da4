//! Compares the package with its alternatives: the time that each takes, and its answers to the rows of the
//! test table.

pub mod bench;
pub mod peers;
