//! Types whose values are keywords, as those of Web IDL's
//! [enumerations](https://webidl.spec.whatwg.org/#idl-enums) are.

use crate::http::quoted::Quoted;

/// Declares an enum whose values are keywords, and the conversions between values and keywords.
macro_rules! web_enum {
    ($(#[$doc:meta])* $vis:vis $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $keyword:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name { $($(#[$variant_doc])* $variant),* }

        impl $name {
            /// All values.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The keywords of all values, in the same order.
            pub const KEYWORDS: &'static [&'static str] = &[$($keyword),*];

            /// Returns the keyword.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $keyword),* }
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::web_enum::UnknownKeyword;

            fn from_str(keyword: &str) -> Result<$name, Self::Err> {
                match keyword {
                    $($keyword => Ok($name::$variant),)*
                    _ => Err($crate::web_enum::UnknownKeyword::new(keyword, $name::KEYWORDS)),
                }
            }
        }
    };
}

/// The error of parsing a keyword that the type does not have.
///
/// ```
/// use cors_preflight::RequestMode;
///
/// let error = "CORS".parse::<RequestMode>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "expected `navigate`, `same-origin`, `no-cors` or `cors`, got `CORS`"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKeyword {
    given: String,
    expected: &'static [&'static str],
}

impl UnknownKeyword {
    pub(crate) fn new(given: &str, expected: &'static [&'static str]) -> UnknownKeyword {
        UnknownKeyword { given: given.to_owned(), expected }
    }

    /// The number of keywords above which the message has only one as an example.
    const MAX_LISTED: usize = 16;
}

impl std::fmt::Display for UnknownKeyword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("expected ")?;
        match self.expected {
            [first, ..] if self.expected.len() > UnknownKeyword::MAX_LISTED => {
                write!(f, "a keyword such as `{first}`")?;
            }
            [rest @ .., last] => {
                for (position, keyword) in rest.iter().enumerate() {
                    write!(f, "{}`{keyword}`", if position == 0 { "" } else { ", " })?;
                }
                write!(f, "{}`{last}`", if rest.is_empty() { "" } else { " or " })?;
            }
            [] => f.write_str("no keyword")?,
        }
        write!(f, ", got {}", Quoted::from(self.given.as_str()))
    }
}

impl std::error::Error for UnknownKeyword {}
