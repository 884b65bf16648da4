//! Profiles with one rule changed. Recordings of real browsers must contradict each of them.

use super::Profile;
use super::rules::ROWS;
use std::fmt;

/// A profile with one rule changed. [`Display`](fmt::Display) names the rule and its new value.
#[derive(Clone, Debug)]
pub struct Mutation {
    /// Name of the changed rule.
    pub rule: &'static str,
    /// Name of its new value.
    pub value: String,
    /// The changed profile. It keeps the name and the version of the original.
    pub profile: Profile,
}

impl fmt::Display for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rule, self.value)
    }
}

/// Returns every mutation of `profile`: for each rule, the other variants of an enum, the neighbors
/// of a number, a list with an item more or less, the values of the other profiles, and the values
/// that the row lists under `tried`. Leaks their memory, because a [`Profile`] lives forever.
pub fn mutations(profile: Profile) -> Vec<Mutation> {
    let mut mutations = Vec::new();
    for row in ROWS {
        for (value, rules) in (row.mutations)(profile.rules()) {
            let profile = Profile(Box::leak(Box::new(rules)));
            mutations.push(Mutation { rule: row.rule, value, profile });
        }
    }
    mutations
}

#[cfg(test)]
mod tests {
    use super::{Profile, ROWS, mutations};

    #[test]
    fn every_rule_has_a_mutation_and_each_changes_one_rule() {
        for profile in Profile::ALL {
            let mutations = mutations(profile);
            for row in ROWS {
                assert!(mutations.iter().any(|mutation| mutation.rule == row.rule), "{}", row.rule);
            }
            for (index, mutation) in mutations.iter().enumerate() {
                assert_ne!(mutation.profile, profile, "{mutation}");
                let twin = mutations[..index].iter().find(|twin| twin.profile == mutation.profile);
                assert!(twin.is_none(), "{mutation} twice");
                let unchanged = ROWS.iter().filter(|row| row.rule != mutation.rule);
                for row in unchanged {
                    let words = [profile, mutation.profile].map(|one| (row.words)(one.rules()));
                    assert_eq!(words[0], words[1], "{mutation} changes {}", row.rule);
                }
            }
        }
    }
}
