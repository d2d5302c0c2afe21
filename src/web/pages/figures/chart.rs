//! Charts: shapes of an SVG, from nought upwards. What they say in words stands beside them.
use crate::figures::Exact;
use std::fmt::Write;

/// How wide a line is drawn; the page stretches it.
pub(super) const WIDTH: f64 = 1000.0;
/// How high.
pub(super) const HEIGHT: f64 = 100.0;

/// A line: its path, and a dot for each value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Line {
    /// The path of the line, broken where there is no value.
    pub(super) path: String,
    /// The path of the dots.
    pub(super) dots: String,
}

/// The greatest of some numbers.
pub(super) fn most(values: impl Iterator<Item = Exact>) -> Option<Exact> {
    values.reduce(|one, other| if one.less(other).is_negative() { other } else { one })
}

/// The line of values, each in the middle of its column; `most` is on top.
pub(super) fn line(values: &[Option<Exact>], most: Exact) -> Line {
    let mut line = Line::default();
    let mut drawing = false;
    for ((value, at), columns) in values.iter().zip(0_u16..).zip(std::iter::repeat(columns(values.len()))) {
        let Some(value) = value else {
            drawing = false;
            continue;
        };
        let x = (f64::from(at) + 0.5) * WIDTH / columns;
        let y = HEIGHT - value.share_of(most) * HEIGHT;
        let step = if drawing { 'L' } else { 'M' };
        // Writing to a string does not fail.
        let _ = write!(line.path, "{step}{x:.1} {y:.1}");
        let _ = write!(line.dots, "M{x:.1} {y:.1}h0");
        drawing = true;
    }
    line
}

fn columns(values: usize) -> f64 {
    f64::from(u16::try_from(values).unwrap_or(u16::MAX).max(1))
}

/// How long a bar is, in a hundred.
pub(super) fn bar(value: Exact, most: Exact) -> String {
    format!("{:.2}", value.share_of(most) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_at_nought_and_is_broken_where_there_is_no_value() {
        let values = [Some(Exact::whole(0)), Some(Exact::whole(4)), None, Some(Exact::whole(2))];
        let drawn = line(&values, Exact::whole(4));
        assert_eq!(drawn.path, "M125.0 100.0L375.0 0.0M875.0 50.0");
        assert_eq!(drawn.dots, "M125.0 100.0h0M375.0 0.0h0M875.0 50.0h0");
        assert_eq!(most(values.into_iter().flatten()), Some(Exact::whole(4)));
        assert_eq!(bar(Exact::whole(1), Exact::whole(3)), "33.33");
        assert_eq!(bar(Exact::whole(1), Exact::whole(0)), "0.00");
    }
}
