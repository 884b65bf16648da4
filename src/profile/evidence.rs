//! The evidence for what a browser does.

use std::fmt;

/// Evidence for a [`Difference`](crate::Difference).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// A web page and a server saw the browser do it.
    Seen,
    /// The source code of the browser says so. No page and no server can see it.
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
