//! The macro behind the table of rules.

/// Turns the table of rules into everything that is derived from it: the enums of the values, the
/// fields of [`Rules`](super::rules::Rules), its four constants, and [`ROWS`](super::rules::ROWS).
///
/// `docs/browser-differences.md` explains the columns of a row.
macro_rules! rules {
    (
        standard: $standard_version:literal,
        chromium: $chromium_version:literal,
        firefox: $firefox_version:literal,
        webkit: $webkit_version:literal,
        $(
            $rule:ident: $kind:ident {
                subject: $subject:literal,
                spec: $spec:expr,
                $(values: { $($(#[$note:meta])* $variant:ident: $words:literal,)+ },)?
                standard: $standard:expr,
                $(chromium: $chromium_evidence:ident($chromium:expr),)?
                $(firefox: $firefox_evidence:ident($firefox:expr),)?
                $(webkit: $webkit_evidence:ident($webkit:expr),)?
                $(tried: [$($tried:expr),+],)?
            }
        )+
    ) => {
        $($(
            #[doc = $subject]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub(crate) enum $kind {
                $(#[doc = $words] $(#[$note])* $variant,)+
            }

            impl Value for $kind {
                fn words(self) -> String {
                    match self { $($kind::$variant => $words,)+ }.to_owned()
                }

                fn alternatives(self, _known: &[$kind]) -> Vec<(String, $kind)> {
                    others(self, [$($kind::$variant),+])
                }
            }
        )?)+

        /// The behavior of a browser at each point where some browser departs from the standard.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) struct Rules {
            pub(crate) name: &'static str,
            pub(crate) version: &'static str,
            $(#[doc = $subject] pub(crate) $rule: $kind,)+
        }

        pub(super) static STANDARD: Rules = Rules {
            name: "standard",
            version: $standard_version,
            $($rule: value!($kind [$($($variant)+)?] $standard),)+
        };

        pub(super) static CHROMIUM: Rules = Rules {
            name: "chromium",
            version: $chromium_version,
            $($rule: value!($kind [$($($variant)+)?] $($chromium,)? $standard),)+
        };

        pub(super) static FIREFOX: Rules = Rules {
            name: "firefox",
            version: $firefox_version,
            $($rule: value!($kind [$($($variant)+)?] $($firefox,)? $standard),)+
        };

        pub(super) static WEBKIT: Rules = Rules {
            name: "webkit",
            version: $webkit_version,
            $($rule: value!($kind [$($($variant)+)?] $($webkit,)? $standard),)+
        };

        /// The rows of the table.
        pub(super) static ROWS: &[Row] = &[$(
            Row {
                rule: stringify!($rule),
                subject: $subject,
                spec: $spec,
                evidence: &[
                    $(("chromium", Evidence::$chromium_evidence),)?
                    $(("firefox", Evidence::$firefox_evidence),)?
                    $(("webkit", Evidence::$webkit_evidence),)?
                ],
                words: |rules| rules.$rule.words(),
                mutations: |rules| {
                    let columns = [&STANDARD, &CHROMIUM, &FIREFOX, &WEBKIT];
                    let tried: &[$kind] = &[$($($tried),+)?];
                    let known = columns.map(|column| column.$rule);
                    let known = [&known[..], tried].concat();
                    let alternatives = rules.$rule.alternatives(&known).into_iter();
                    alternatives.map(|(name, $rule)| (name, Rules { $rule, ..*rules })).collect()
                },
            },
        )+];
    };
}

/// Evaluates the first of several expressions, in which the variants of `$kind` need no prefix.
macro_rules! value {
    ($kind:ident [] $value:expr $(, $standard:expr)?) => { $value };
    ($kind:ident [$($variant:ident)+] $value:expr $(, $standard:expr)?) => {{
        #[allow(unused_imports, reason = "a column names one of the variants")]
        use $kind::{$($variant),+};
        $value
    }};
}
