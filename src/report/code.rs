//! Codes of reasons: parsing and printing. The [table of reasons](crate::report::reason) lists them.

use crate::http::quoted::Quoted;
use crate::report::reason::ReasonCode;
use std::fmt;
use std::str::FromStr;

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ReasonCode {
    type Err = InvalidReasonCode;

    /// Parses a code in kebab-case, such as `allow-origin-missing`.
    fn from_str(code: &str) -> Result<ReasonCode, InvalidReasonCode> {
        let known = ReasonCode::ALL.iter().find(|known| known.as_str() == code);
        known.copied().ok_or_else(|| InvalidReasonCode(code.into()))
    }
}

/// A text that is not the code of a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidReasonCode(Quoted);

impl fmt::Display for InvalidReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "reason code: expected a code such as `allow-origin-missing`, got {}", self.0)
    }
}

impl std::error::Error for InvalidReasonCode {}
