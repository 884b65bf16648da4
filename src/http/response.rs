//! What a server answered.

use crate::http::header::{
    Header, HeaderList, is_http_tab_or_space, set_contains, sorted_lowercase_set, strip,
};
use crate::http::isomorphic::{Text, isomorphic_encode};
use crate::http::method::is_token;
use crate::profile::{EmptyLines, Profile};
use std::borrow::Cow;

/// The header whose lines are counted, even empty ones, where several spell its name like this.
const COUNTED_AS_SPELLED: &str = "Access-Control-Allow-Origin";

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

    /// The answer as a browser hands it on.
    pub(crate) fn received(&self, profile: Profile) -> Cow<'_, Answer> {
        if profile.rules().empty_lines == EmptyLines::Kept {
            return Cow::Borrowed(self);
        }
        let lines = self.headers.iter();
        let spelled = lines.clone().filter(|header| header.name == COUNTED_AS_SPELLED);
        let is_counted_as_spelled = spelled.count() > 1;
        let is_counted = |header: &&Header| {
            header.is("Location") || is_counted_as_spelled && header.is(COUNTED_AS_SPELLED)
        };
        let full: Vec<&str> = lines
            .filter(|header| !header.value.is_empty())
            .filter(|header| !is_counted(header))
            .map(|header| header.name.as_str())
            .collect();
        let full = sorted_lowercase_set(&full);
        let is_kept = |header: &&Header| {
            !header.value.is_empty() || !set_contains(&full, &header.name.to_ascii_lowercase())
        };
        let mut headers = HeaderList::default();
        self.headers.iter().filter(is_kept).for_each(|header| headers.push(header.clone()));
        Cow::Owned(Answer { status: self.status, headers })
    }

    /// Whether the status is an [ok status](https://fetch.spec.whatwg.org/#ok-status).
    pub fn has_ok_status(&self) -> bool {
        (200..=299).contains(&self.status)
    }

    /// Whether the status is a [redirect status](https://fetch.spec.whatwg.org/#redirect-status).
    pub fn has_redirect_status(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
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
                write!(f, "answer.status: {} is no integer from 0 to 999", text(status))
            }
            InvalidAnswer::Name(name) => {
                write!(f, "answer.headers: {} is no header name", text(name))
            }
            InvalidAnswer::Value { name, value } => write!(
                f,
                "answer.headers: the value {} of {} holds NUL, CR, LF or a character above U+00FF",
                text(value),
                text(name)
            ),
        }
    }
}

impl std::error::Error for InvalidAnswer {}
