//! The evidence for what a browser does.

use std::fmt;

/// Evidence for a [`Difference`](crate::Difference).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// A test shows it in the browser: to a page, to a server or in the console.
    Seen,
    /// The source code of the browser shows it, and no test does.
    Read,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Evidence::Seen => "seen",
            Evidence::Read => "read in the source code",
        })
    }
}
