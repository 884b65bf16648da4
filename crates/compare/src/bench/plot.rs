//! A plot of cost against size, both by powers of ten.

use std::fmt::Write;

/// A line: what it is called, how it is drawn, and its points: a size, and nanoseconds.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) points: Vec<(usize, f64)>,
}

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 520.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 270.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 50.0;

/// How far apart the names of lines stand.
const LEADING: f64 = 17.0;

/// Colours that tell apart on light and on dark, also for who sees few.
const COLOURS: [&str; 8] =
    ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#808080", "#a05a2c"];

/// The powers of ten that a plot goes from and to.
struct Span {
    from: i32,
    to: i32,
}

impl Span {
    fn of(numbers: impl Iterator<Item = f64> + Clone) -> Span {
        let logs = numbers.filter(|number| *number > 0.0).map(f64::log10);
        let least = logs.clone().fold(f64::INFINITY, f64::min);
        let most = logs.fold(f64::NEG_INFINITY, f64::max);
        let [from, to] = if least.is_finite() { [least, most] } else { [0.0, 1.0] };
        let from = from.floor() as i32;
        Span { from, to: (to.ceil() as i32).max(from + 1) }
    }

    /// Where a number lies, from 0 to 1.
    fn at(&self, number: f64) -> f64 {
        (number.log10() - f64::from(self.from)) / f64::from(self.to - self.from)
    }
}

/// The plot, as SVG.
pub(super) fn drawn(lines: &[Line]) -> String {
    let points = || lines.iter().flat_map(|line| line.points.iter().copied());
    let sizes = Span::of(points().map(|(size, _)| size as f64));
    let costs = Span::of(points().map(|(_, cost)| cost));
    let x = |size: f64| LEFT + sizes.at(size) * (WIDTH - LEFT - RIGHT);
    let y = |cost: f64| HEIGHT - BOTTOM - costs.at(cost) * (HEIGHT - TOP - BOTTOM);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-label=\"Cost against the number of headers\">\n<style>\n\
         text {{ font: 13px system-ui, sans-serif; fill: #333 }}\n\
         .paper {{ fill: #fff }}\n.grid {{ stroke: #8884; fill: none }}\n\
         .line {{ fill: none; stroke-width: 2 }}\n\
         @media (prefers-color-scheme: dark) {{ text {{ fill: #ddd }} .paper {{ fill: #161616 }} }}\n\
         </style>\n<rect class=\"paper\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>\n"
    );
    for power in sizes.from..=sizes.to {
        let at = x(10_f64.powi(power));
        let (top, bottom) = (TOP, HEIGHT - BOTTOM);
        writeln!(svg, "<path class=\"grid\" d=\"M{at:.1} {top}V{bottom}\"/>").ok();
        let label = grouped(10_u64.pow(power.unsigned_abs()));
        let below = bottom + 18.0;
        writeln!(svg, "<text x=\"{at:.1}\" y=\"{below}\" text-anchor=\"middle\">{label}</text>")
            .ok();
    }
    for power in costs.from..=costs.to {
        let at = y(10_f64.powi(power));
        let (left, right) = (LEFT, WIDTH - RIGHT);
        writeln!(svg, "<path class=\"grid\" d=\"M{left} {at:.1}H{right}\"/>").ok();
        let (label, before, below) = (power_of_ten(power), left - 8.0, at + 4.0);
        writeln!(svg, "<text x=\"{before}\" y=\"{below:.1}\" text-anchor=\"end\">{label}</text>")
            .ok();
    }
    let middle = (LEFT + WIDTH - RIGHT) / 2.0;
    let below = HEIGHT - 10.0;
    writeln!(svg, "<text x=\"{middle}\" y=\"{below}\" text-anchor=\"middle\">headers</text>").ok();

    let ends = lines.iter().map(|line| line.points.last().map_or(0.0, |(_, cost)| y(*cost)));
    let names = apart(&ends.collect::<Vec<_>>());
    for ((number, line), at) in lines.iter().enumerate().zip(names) {
        let colour = COLOURS[number % COLOURS.len()];
        let way: Vec<String> = line
            .points
            .iter()
            .map(|(size, cost)| format!("{:.1} {:.1}", x(*size as f64), y(*cost)))
            .collect();
        let way = way.join("L");
        writeln!(svg, "<path class=\"line\" stroke=\"{colour}\" d=\"M{way}\"/>").ok();
        let (swatch, beside, middle) = (WIDTH - RIGHT + 14.0, WIDTH - RIGHT + 40.0, at - 4.0);
        writeln!(svg, "<path class=\"line\" stroke=\"{colour}\" d=\"M{swatch} {middle:.1}h20\"/>")
            .ok();
        let name = line.name.replace('&', "&amp;").replace('<', "&lt;");
        writeln!(svg, "<text x=\"{beside}\" y=\"{at:.1}\">{name}</text>").ok();
    }
    svg + "</svg>\n"
}

/// Where names stand that would stand at these heights: each far enough below the one above it.
fn apart(heights: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|one, other| heights[*one].total_cmp(&heights[*other]));
    let mut places = vec![0.0; heights.len()];
    let mut least = TOP + LEADING / 2.0;
    for number in order {
        places[number] = heights[number].max(least);
        least = places[number] + LEADING;
    }
    places
}

/// Nanoseconds that are a power of ten.
fn power_of_ten(power: i32) -> String {
    let unit = match power.div_euclid(3) {
        ..=0 => "ns",
        1 => "µs",
        2 => "ms",
        _ => "s",
    };
    let of_unit = match power.div_euclid(3) {
        thousands @ 0..=3 => power - 3 * thousands,
        thousands => power - 3 * thousands.clamp(0, 3),
    };
    format!("{} {unit}", 10_f64.powi(of_unit))
}

fn grouped(number: u64) -> String {
    if number < 1_000 {
        number.to_string()
    } else {
        format!("{},{:03}", number / 1_000, number % 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::{LEADING, Line, apart, drawn, power_of_ten};

    #[test]
    fn a_plot_has_every_line_and_whole_powers_of_ten() {
        let line = |name: &str, factor: f64| Line {
            name: name.to_owned(),
            points: [10, 100, 1_000, 10_000].map(|size| (size, size as f64 * factor)).to_vec(),
        };
        let svg = drawn(&[line("one & all", 1.0), line("other", 30.0)]);
        assert_eq!(svg.matches("class=\"line\"").count(), 4);
        for text in [">one &amp; all<", ">other<", ">10,000<", ">10 ns<", ">1 ms<"] {
            assert!(svg.contains(text), "{text} in {svg}");
        }
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }

    #[test]
    fn names_do_not_stand_on_each_other() {
        let places = apart(&[100.0, 101.0, 99.0]);
        assert_eq!(places, [99.0 + LEADING, 99.0 + 2.0 * LEADING, 99.0]);
    }

    #[test]
    fn powers_of_ten_have_units() {
        assert_eq!(
            [0, 2, 3, 5, 6, 9].map(power_of_ten),
            ["1 ns", "100 ns", "1 µs", "100 µs", "1 ms", "1 s"]
        );
    }
}
