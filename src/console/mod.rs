//! Console messages of browsers: recognizing them and printing them.
//!
//! [`explain`] finds the first CORS message in a text that was copied from a browser's console, and
//! returns its [`Explanation`]. [`FailedRequest::console_message`] is the reverse: it returns the
//! message that a browser prints for a [`Reason`](crate::Reason).

mod explain;
mod frames;
mod matcher;
mod messages;
mod placeholder;
mod print;
mod reasons;

pub use explain::{Explanation, explain};
pub use messages::{Engine, ResponseTo};
pub use placeholder::{Placeholder, PlaceholderValues};
pub use print::FailedRequest;

/// The tables of messages, for the tests of this project. Not part of the public API: no version
/// number covers them.
#[doc(hidden)]
pub mod tables {
    pub use crate::console::frames::{FRAMES, MessageFrame};
    pub use crate::console::messages::{MESSAGES, MessageStatus, MessageTemplate};
}
