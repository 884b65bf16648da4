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
    given: Quoted,
    expected: Expected,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Expected {
    /// One of these keywords.
    OneOf(&'static [&'static str]),
    /// A keyword such as this one, of a type that has too many to list.
    Like(&'static str),
}

impl UnknownKeyword {
    pub(crate) fn new(given: &str, keywords: &'static [&'static str]) -> UnknownKeyword {
        UnknownKeyword { given: given.into(), expected: Expected::OneOf(keywords) }
    }

    /// The error of a type that has too many keywords to list.
    pub(crate) fn unlike(given: &str, example: &'static str) -> UnknownKeyword {
        UnknownKeyword { given: given.into(), expected: Expected::Like(example) }
    }
}

impl std::fmt::Display for UnknownKeyword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("expected ")?;
        match self.expected {
            Expected::Like(example) => write!(f, "a keyword such as `{example}`")?,
            Expected::OneOf(keywords) => {
                for (place, keyword) in (1..).zip(keywords) {
                    let separator = match place {
                        1 => "",
                        _ if place == keywords.len() => " or ",
                        _ => ", ",
                    };
                    write!(f, "{separator}`{keyword}`")?;
                }
            }
        }
        write!(f, ", got {}", self.given)
    }
}

impl std::error::Error for UnknownKeyword {}
