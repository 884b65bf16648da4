//! What the project's commands share: places, programs, packages of npm, and Markdown.

mod date;
pub mod markdown;
pub mod npm;
pub mod process;
pub mod project;
pub mod setup;

pub use date::today;
