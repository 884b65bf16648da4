//! The engine beside what could be picked instead of it: what each costs, and what each says of the
//! tests' rows.

pub mod bench;
pub mod peers;
