//! The types of a rule's value: an enum, a number, an optional limit or a list.

use crate::call::{CacheMode, InitiatorType};
use std::fmt::{Debug, Display};

/// A type that a rule's value can have.
pub(super) trait Value: Copy + PartialEq + 'static {
    /// Returns the words that describe the value.
    fn words(self) -> String;

    /// Returns the values that tests try instead of this one, each with a name. `known` holds the
    /// values of the profiles and those that the row adds.
    fn alternatives(self, known: &[Self]) -> Vec<(String, Self)>;
}

/// Returns those of `values` that differ from `held`, each once and with a name.
pub(super) fn others<T: Copy + Debug + PartialEq>(
    held: T,
    values: impl IntoIterator<Item = T>,
) -> Vec<(String, T)> {
    let mut others: Vec<(String, T)> = Vec::new();
    for value in values {
        if value != held && others.iter().all(|(_, other)| *other != value) {
            others.push((format!("{value:?}"), value));
        }
    }
    others
}

/// Implements [`Value`] for numbers and optional limits. Tests also try the neighbors of a number.
macro_rules! numbers {
    ($($number:ty),+) => {
        $(
            impl Value for $number {
                fn words(self) -> String {
                    with_separators(self)
                }

                fn alternatives(self, known: &[$number]) -> Vec<(String, $number)> {
                    let near = [self.checked_sub(1), self.checked_add(1)];
                    others(self, known.iter().copied().chain(near.into_iter().flatten()))
                }
            }

            impl Value for Option<$number> {
                fn words(self) -> String {
                    self.map_or("no limit".to_owned(), with_separators)
                }

                fn alternatives(
                    self,
                    known: &[Option<$number>],
                ) -> Vec<(String, Option<$number>)> {
                    let near = |limit: $number| [limit.checked_sub(1), limit.checked_add(1)];
                    let near = self.into_iter().flat_map(near).filter(Option::is_some);
                    others(self, known.iter().copied().chain(near))
                }
            }
        )+
    };
}

numbers!(u8, u32, u64, usize);

/// Formats a number with a comma before every third digit from the end.
fn with_separators(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (left, digit) in (1..=digits.len()).rev().zip(digits.chars()) {
        if !text.is_empty() && left.is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An item of a list.
pub(super) trait Item: Copy + Debug + PartialEq + 'static {
    /// Returns the words that describe the item.
    fn words(self) -> String;

    /// Whether a list holds at most one of the two items.
    fn excludes(self, other: Self) -> bool {
        self == other
    }

    /// Returns further items to try instead of this one.
    fn variations(self, _known: &[Self]) -> Vec<Self> {
        Vec::new()
    }
}

impl<T: Item> Value for &'static [T] {
    fn words(self) -> String {
        if self.is_empty() {
            return "none".to_owned();
        }
        let words: Vec<String> = self.iter().map(|item| item.words()).collect();
        words.join(", ")
    }

    /// Removes each item of the list, and adds each known item that it lacks.
    fn alternatives(self, known: &[&'static [T]]) -> Vec<(String, &'static [T])> {
        let known = known.concat();
        let variations = self.iter().flat_map(|item| item.variations(&known));
        let items: Vec<T> = self.iter().chain(&known).copied().chain(variations).collect();
        let mut alternatives: Vec<(String, &'static [T])> = Vec::new();
        for item in items {
            let mut list = self.to_vec();
            let name = if self.contains(&item) {
                list.retain(|held| *held != item);
                format!("without {item:?}")
            } else {
                match list.iter_mut().find(|held| held.excludes(item)) {
                    Some(held) => *held = item,
                    None => list.push(item),
                }
                format!("with {item:?}")
            };
            if alternatives.iter().all(|(other, _)| *other != name) {
                alternatives.push((name, list.leak()));
            }
        }
        alternatives
    }
}

impl Item for &'static str {
    fn words(self) -> String {
        format!("`{self}`")
    }
}

impl Item for CacheMode {
    fn words(self) -> String {
        format!("`{self}`")
    }
}

impl Item for InitiatorType {
    fn words(self) -> String {
        format!("`{self}`")
    }
}

/// The name of a client hint, and the values with which it is CORS-safelisted.
pub(crate) type ClientHint = (&'static str, HintValue);

/// The values with which a client hint is CORS-safelisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HintValue {
    /// Any value.
    Any,
    /// One or more digits.
    Integer,
    /// Digits, optionally followed by a point and more digits.
    Decimal,
    /// Exactly one of these values.
    OneOf(&'static [&'static str]),
    /// This value, in any case.
    Word(&'static str),
}

impl Item for ClientHint {
    fn words(self) -> String {
        let (name, value) = self;
        match value {
            HintValue::Any => format!("`{name}`"),
            HintValue::Integer => format!("`{name}` (integer)"),
            HintValue::Decimal => format!("`{name}` (number)"),
            HintValue::OneOf(values) => format!("`{name}` (`{}`)", values.join("`, `")),
            HintValue::Word(value) => format!("`{name}` (`{value}`)"),
        }
    }

    fn excludes(self, other: ClientHint) -> bool {
        self.0 == other.0
    }

    fn variations(self, known: &[ClientHint]) -> Vec<ClientHint> {
        known.iter().map(|(_, value)| (self.0, *value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{ClientHint, HintValue, Value};

    fn names<T: Value>(value: T, known: &[T]) -> Vec<String> {
        value.alternatives(known).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn numbers_have_separators() {
        let words = [0u64, 5, 999, 1_000, 7_200, 2_147_483_648, u64::MAX].map(Value::words);
        let expected =
            ["0", "5", "999", "1,000", "7,200", "2,147,483,648", "18,446,744,073,709,551,615"];
        assert_eq!(words, expected);
        assert_eq!(None::<usize>.words(), "no limit");
    }

    #[test]
    fn alternatives_of_a_number_are_its_neighbors_and_known_ones() {
        assert_eq!(names(0u8, &[0, 7, 1, 7]), ["7", "1"]);
        assert_eq!(names(u8::MAX, &[]), ["254"]);
        assert_eq!(names(None::<u64>, &[None, Some(9)]), ["Some(9)"]);
        assert_eq!(names(Some(9u64), &[None, Some(9)]), ["None", "Some(8)", "Some(10)"]);
    }

    #[test]
    fn alternatives_of_a_list_lack_one_item_or_have_one_more() {
        let list: &'static [&'static str] = &["a", "b"];
        let alternatives = list.alternatives(&[&[], &["c", "b"]]);
        let expected: [(String, &[&str]); 3] = [
            ("without \"a\"".to_owned(), &["b"]),
            ("without \"b\"".to_owned(), &["a"]),
            ("with \"c\"".to_owned(), &["a", "b", "c"]),
        ];
        assert_eq!(alternatives, expected);
    }

    #[test]
    fn alternatives_of_a_client_hint_have_another_value() {
        let list: &'static [ClientHint] = &[("dpr", HintValue::Any)];
        let alternatives = list.alternatives(&[&[("ect", HintValue::Integer)]]);
        let lists: Vec<&[ClientHint]> = alternatives.iter().map(|(_, list)| *list).collect();
        let expected: [&[ClientHint]; 3] = [
            &[],
            &[("dpr", HintValue::Any), ("ect", HintValue::Integer)],
            &[("dpr", HintValue::Integer)],
        ];
        assert_eq!(lists, expected);
    }
}
