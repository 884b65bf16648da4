//! Codes of reasons: parsing and printing. The [table of reasons](crate::report::reason) lists them.

use crate::report::reason::ReasonCode;
use crate::web_enum::UnknownKeyword;
use std::fmt;
use std::str::FromStr;

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for ReasonCode {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl FromStr for ReasonCode {
    type Err = UnknownKeyword;

    /// Parses a code in kebab-case, such as `allow-origin-missing`.
    fn from_str(code: &str) -> Result<ReasonCode, UnknownKeyword> {
        let known = ReasonCode::ALL.iter().find(|known| known.as_str() == code);
        known
            .copied()
            .ok_or_else(|| UnknownKeyword::unlike(code, ReasonCode::AllowOriginMissing.as_str()))
    }
}
