//! What a server answered.

use crate::http::header::{Header, HeaderList, is_http_tab_or_space, strip};
use crate::http::isomorphic::{Text, isomorphic_encode};
use crate::http::method::is_token;
use crate::http::status::{is_ok_status, is_redirect_status};

/// An answer: a status and header lines, as they came over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    headers: HeaderList,
}

impl Answer {
    /// An answer with these header lines, in order. Values are bytes, one a code point, and lose
    /// the tabs and spaces around them.
    ///
    /// # Errors
    ///
    /// A status above 999; a name that is no token; a value that holds NUL, CR, LF or a character
    /// above U+00FF. No browser could have got such an answer.
    pub fn new<N, V>(
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Answer, InvalidAnswer>
    where
        N: Into<String>,
        V: AsRef<str>,
    {
        if status > 999 {
            return Err(InvalidAnswer::Status(status.to_string()));
        }
        let mut list = HeaderList::default();
        for (name, value) in headers {
            let name = name.into();
            if !is_token(name.as_bytes()) {
                return Err(InvalidAnswer::Name(name));
            }
            let Some(value) = isomorphic_encode(value.as_ref()) else {
                return Err(InvalidAnswer::Value { name, value: value.as_ref().to_owned() });
            };
            let value = strip(&value, is_http_tab_or_space);
            if value.iter().any(|byte| matches!(byte, 0 | b'\n' | b'\r')) {
                return Err(InvalidAnswer::Value {
                    name,
                    value: Text::from(value).as_str().into(),
                });
            }
            list.push(Header::new(name, value));
        }
        Ok(Answer { status, headers: list })
    }

    /// The status code.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The header lines.
    pub fn headers(&self) -> &HeaderList {
        &self.headers
    }

    /// The same status with other header lines.
    pub(crate) fn with_headers(&self, headers: HeaderList) -> Answer {
        Answer { status: self.status, headers }
    }

    /// Whether the status is an [ok status](https://fetch.spec.whatwg.org/#ok-status).
    pub fn has_ok_status(&self) -> bool {
        is_ok_status(self.status)
    }

    /// Whether the status is a [redirect status](https://fetch.spec.whatwg.org/#redirect-status).
    pub fn has_redirect_status(&self) -> bool {
        is_redirect_status(self.status)
    }
}

/// No browser could have got such an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidAnswer {
    /// The status, as it was given, is no integer from 0 to 999.
    Status(String),
    /// A header's name is no token.
    Name(String),
    /// A header's value holds NUL, CR, LF or a character above U+00FF.
    Value {
        /// The header's name.
        name: String,
        /// The value at fault.
        value: String,
    },
}

impl std::fmt::Display for InvalidAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = |text: &String| Text::from(text.as_str());
        match self {
            InvalidAnswer::Status(status) => {
                write!(
                    f,
                    "response.status: expected an integer from 0 to 999, got {}",
                    text(status)
                )
            }
            InvalidAnswer::Name(name) => {
                write!(f, "response.headers: expected a header name, got {}", text(name))
            }
            InvalidAnswer::Value { name, value } => write!(
                f,
                "response.headers: expected a value of {} without NUL, CR, LF and characters above \
                 U+00FF, got {}",
                text(name),
                text(value)
            ),
        }
    }
}

impl std::error::Error for InvalidAnswer {}
