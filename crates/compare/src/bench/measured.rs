//! What was measured, and what its numbers say together.

use serde::Deserialize;

/// A contestant: what it is called, and nanoseconds a run, one number a round.
#[derive(Clone, Deserialize)]
pub(super) struct Measured {
    pub(super) name: String,
    pub(super) took: Vec<f64>,
}

/// Everybody who did the same work.
#[derive(Deserialize)]
pub(super) struct Contest {
    pub(super) kind: String,
    /// How many headers the calls have.
    pub(super) count: usize,
    pub(super) results: Vec<Measured>,
}

/// Everybody at one number of headers.
#[derive(Deserialize)]
pub(super) struct Grown {
    pub(super) count: usize,
    pub(super) results: Vec<Measured>,
}

/// All that one platform has measured.
#[derive(Deserialize)]
pub(super) struct Platform {
    pub(super) contests: Vec<Contest>,
    pub(super) growth: Vec<Grown>,
    /// From import to first answer.
    pub(super) firsts: Vec<Measured>,
}

impl Platform {
    pub(super) fn contest(&self, kind: &str, count: usize) -> Option<&Contest> {
        self.contests.iter().find(|contest| contest.kind == kind && contest.count == count)
    }
}

impl Contest {
    /// Whoever is called so from the start.
    pub(super) fn named(&self, start: &str) -> Option<&Measured> {
        self.results.iter().find(|measured| measured.name.starts_with(start))
    }
}

/// The middle of some numbers, and how far they spread: from the tenth to the ninetieth hundredth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub(super) low: f64,
    pub(super) median: f64,
    pub(super) high: f64,
}

impl Spread {
    /// Of no numbers it is nothing.
    pub(super) fn of(numbers: &[f64]) -> Spread {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |share| quantile(&sorted, share);
        Spread { low: at(0.1), median: at(0.5), high: at(0.9) }
    }
}

impl Measured {
    pub(super) fn spread(&self) -> Spread {
        Spread::of(&self.took)
    }

    pub(super) fn median(&self) -> f64 {
        self.spread().median
    }

    /// What this costs more than another, round by round.
    pub(super) fn more_than(&self, other: &Measured) -> Spread {
        let differences: Vec<f64> =
            self.took.iter().zip(&other.took).map(|(one, other)| one - other).collect();
        Spread::of(&differences)
    }
}

/// The number below which lies a share of sorted numbers, in a straight line between two of them.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = share * last as f64;
    let (below, part) = (place.floor() as usize, place.fract());
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * part
}

/// Nanoseconds as people read them: three digits that count, with a unit.
pub(super) fn duration(nanoseconds: f64) -> String {
    let size = nanoseconds.abs();
    let (number, unit) = match size {
        ..1e3 => (nanoseconds, "ns"),
        1e3..1e6 => (nanoseconds / 1e3, "µs"),
        1e6..1e9 => (nanoseconds / 1e6, "ms"),
        _ => (nanoseconds / 1e9, "s"),
    };
    let digits = match number.abs() {
        ..10.0 if unit != "ns" => 2,
        10.0..100.0 if unit != "ns" => 1,
        _ => 0,
    };
    format!("{number:.digits$} {unit}")
}

/// How many times one is the other.
pub(super) fn ratio(one: f64, other: f64) -> String {
    let ratio = one / other;
    match ratio {
        ..0.01 => format!("{ratio:.4}"),
        0.01..0.1 => format!("{ratio:.3}"),
        0.1..10.0 => format!("{ratio:.2}"),
        10.0..100.0 => format!("{ratio:.1}"),
        _ => format!("{ratio:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Measured, Spread, duration, ratio};

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assert_eq!(Spread::of(&[4.0, 1.0, 3.0, 2.0]).median, 2.5);
        assert_eq!(Spread::of(&[3.0, 1.0, 2.0]).median, 2.0);
        assert_eq!(Spread::of(&[7.0]), Spread { low: 7.0, median: 7.0, high: 7.0 });
        assert_eq!(Spread::of(&[]).median, 0.0);
    }

    #[test]
    fn the_spread_leaves_out_a_tenth_at_either_end() {
        let numbers: Vec<f64> = (0..=10).rev().map(f64::from).collect();
        assert_eq!(Spread::of(&numbers), Spread { low: 1.0, median: 5.0, high: 9.0 });
    }

    #[test]
    fn a_difference_is_taken_round_by_round() {
        let of = |took: &[f64]| Measured { name: String::new(), took: took.to_vec() };
        // A slow second round makes both slow.
        let (one, other) = (of(&[12.0, 112.0, 13.0]), of(&[10.0, 110.0, 10.0]));
        assert_eq!(one.more_than(&other).median, 2.0);
    }

    #[test]
    fn durations_have_three_digits_and_a_unit() {
        assert_eq!(duration(7.6), "8 ns");
        assert_eq!(duration(912.0), "912 ns");
        assert_eq!(duration(1_234.0), "1.23 µs");
        assert_eq!(duration(45_678.0), "45.7 µs");
        assert_eq!(duration(123_456_789.0), "123 ms");
        assert_eq!(duration(-1_234.0), "-1.23 µs");
        assert_eq!(ratio(1.0, 3.0), "0.33");
        assert_eq!(ratio(1.0, 300.0), "0.0033");
        assert_eq!(ratio(300.0, 2.0), "150");
    }
}
