//! The differences between a browser and the standard, in words.

use super::Profile;
use super::evidence::Evidence;
use super::rules::ROWS;
use std::fmt;

/// A point where a browser departs from the standard.
///
/// [`Profile::differences`] lists them. `standard` and `browser` continue a sentence that starts
/// with `subject`, or name a value of it. Backticks enclose code.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// Name of the rule, such as `cache_granularity`. It can change between versions.
    pub rule: &'static str,
    /// Subject of the rule.
    pub subject: &'static str,
    /// URL of the section of the standard that defines the rule, with a fragment.
    pub spec: &'static str,
    /// Words for what the standard requires.
    pub standard: String,
    /// Words for what the browser does.
    pub browser: String,
    /// Evidence for what the browser does.
    pub evidence: Evidence,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { subject, standard, browser, evidence, .. } = self;
        write!(f, "{subject}: {browser} ({evidence}). Standard: {standard}.")
    }
}

impl Profile {
    /// Returns the points where this browser departs from the standard, in the order of the table of
    /// rules. [`Profile::STANDARD`] has none.
    ///
    /// ```
    /// use cors_preflight::Profile;
    ///
    /// let mut differences = Profile::CHROMIUM.differences();
    /// let limit = differences.find(|difference| difference.rule == "max_age_limit").unwrap();
    /// assert_eq!(limit.browser, "7,200");
    /// ```
    pub fn differences(self) -> impl Iterator<Item = Difference> {
        ROWS.iter().filter_map(move |row| {
            let (_, evidence) = row.evidence.iter().find(|(name, _)| *name == self.name())?;
            Some(Difference {
                rule: row.rule,
                subject: row.subject,
                spec: row.spec,
                standard: (row.words)(Profile::STANDARD.rules()),
                browser: (row.words)(self.rules()),
                evidence: *evidence,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Evidence, Profile, ROWS};

    #[test]
    fn a_row_names_the_browsers_that_depart_from_the_standard() {
        for row in ROWS {
            let standard = (row.words)(Profile::STANDARD.rules());
            for profile in Profile::ALL {
                let is_named = row.evidence.iter().any(|(name, _)| *name == profile.name());
                let differs = (row.words)(profile.rules()) != standard;
                assert_eq!(is_named, differs, "{} in {}", row.rule, profile.name());
            }
        }
    }

    #[test]
    fn every_value_of_a_rule_has_words_of_its_own() {
        for profile in Profile::ALL {
            for row in ROWS {
                let mut words = vec![(row.words)(profile.rules())];
                for (value, rules) in (row.mutations)(profile.rules()) {
                    let other = (row.words)(&rules);
                    assert!(!words.contains(&other), "{} {value}: {other}", row.rule);
                    words.push(other);
                }
            }
        }
    }

    #[test]
    fn a_difference_reads_as_text() {
        let differences = || Profile::WEBKIT.differences();
        let limit = differences().find(|difference| difference.rule == "max_age_limit");
        let limit = limit.expect("a difference");
        assert_eq!(limit.evidence, Evidence::Read);
        assert_eq!(
            limit.to_string(),
            "Maximum cache time of a preflight response, in seconds: 600 (read in the source \
             code). Standard: 2,147,483,648."
        );
        assert_eq!(Profile::STANDARD.differences().count(), 0);
    }
}
