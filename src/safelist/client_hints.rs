//! Client hints, which some browsers add to the CORS-safelisted request-headers.

use crate::profile::HintValue;

impl HintValue {
    /// Whether a client hint with `value` is CORS-safelisted.
    pub(crate) fn allows(self, value: &[u8]) -> bool {
        match self {
            HintValue::Any => true,
            HintValue::Integer => is_integer(value),
            HintValue::Decimal => {
                let mut parts = value.splitn(2, |&byte| byte == b'.');
                parts.all(is_integer)
            }
            HintValue::OneOf(words) => words.iter().any(|word| word.as_bytes() == value),
            HintValue::Word(word) => word.as_bytes().eq_ignore_ascii_case(value),
        }
    }
}

fn is_integer(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(u8::is_ascii_digit)
}
