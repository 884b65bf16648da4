//! What browsers print into their consoles: messages, matching and explaining.

pub(crate) mod explain;
mod matcher;
pub(crate) mod messages;
pub(crate) mod print;
pub(crate) mod reasons;

pub use explain::{Explanation, explain};
pub use messages::{AnswerTo, Browser, FRAMES, Frame, Hole, MESSAGES, Message, Standing, Values};
pub use print::Failure;
