//! GB/T 9704-2012: how an official paper is laid out. Lengths in twentieths of a point, as Word counts them.

/// A millimetre.
const MM: f64 = 1440.0 / 25.4;

const fn mm(length: u32) -> u32 {
    // Rounded half up: a length of a page is a few hundred millimetres.
    (length * 14_400 + 127) / 254
}

/// A4.
pub(super) const PAGE: (u32, u32) = (mm(210), mm(297));
/// 天头: above the text.
pub(super) const TOP: i32 = mm(37).cast_signed();
/// 订口: left of the text.
pub(super) const LEFT: i32 = mm(28).cast_signed();
/// What the text area of 156 × 225 mm leaves at the right.
pub(super) const RIGHT: i32 = mm(210 - 28 - 156).cast_signed();
/// What it leaves below.
pub(super) const BOTTOM: i32 = mm(297 - 37 - 225).cast_signed();
/// Lines on a page.
pub(super) const LINES: u32 = 22;
/// Signs on a line.
pub(super) const SIGNS: u32 = 28;
/// From one line to the next.
pub(super) const LINE: u32 = mm(225) / LINES;
/// 三号: 16 points, in halves.
pub(super) const SIZE_3: usize = 32;
/// 二号: 22 points, in halves.
pub(super) const SIZE_2: usize = 44;
/// 四号: 14 points, in halves.
pub(super) const SIZE_4: usize = 28;
/// 五号 and smaller, for tables: 9 points, in halves.
pub(super) const SIZE_SMALL: usize = 18;

/// By how much a sign of 16 points is moved closer to the next, so that 28 stand in 156 mm: in 4096ths of a point.
#[expect(clippy::cast_possible_truncation, reason = "less than a point")]
pub(super) fn closer() -> isize {
    let sign = f64::from(mm(156)) / f64::from(SIGNS) / 20.0;
    ((sign - 16.0) * 4096.0).round() as isize
}

/// The same in twentieths of a point, for what does not heed the grid.
pub(super) fn tighter() -> i32 {
    (mm(156) / SIGNS).cast_signed() - 16 * 20
}

/// From the foot of the page to its number: 7 mm below the text.
pub(super) fn footer() -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a page is short")]
    let below = (7.0 * MM) as i32;
    // The number itself is 14 points high.
    BOTTOM - below - 14 * 20
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_two_lines_of_twenty_eight_signs_fill_the_text_area() {
        let (wide, high) = (PAGE.0.cast_signed() - LEFT - RIGHT, PAGE.1.cast_signed() - TOP - BOTTOM);
        let lines = (LINES * LINE).cast_signed();
        assert!((0..22).contains(&(high - lines)), "{high} {lines}");
        #[expect(clippy::cast_precision_loss, reason = "a length of a page")]
        let signs = f64::from(SIGNS) * (16.0 + closer() as f64 / 4096.0) * 20.0;
        assert!((signs - f64::from(wide)).abs() < 3.0, "{signs} {wide}");
        let sign = 16 * 20 + tighter();
        let signs = SIGNS.cast_signed();
        assert!(signs * sign <= wide && (signs + 1) * sign > wide, "{sign} {wide}");
    }
}
