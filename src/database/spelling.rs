//! Days and moments as SQLite holds them: texts of one length, so that they sort.
use crate::cases::occurred::Moment;
use crate::cases::spelt::{number, ten_signs};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc};

/// A short text that needs no memory of its own: the general formatter of dates costs more than the whole row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelt {
    text: [u8; LONGEST],
    length: usize,
}

/// A moment of a year that has a sign and six digits.
const LONGEST: usize = 32;

impl Spelt {
    const fn new() -> Self {
        Self { text: [0; LONGEST], length: 0 }
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..self.length]).unwrap_or_default()
    }

    const fn push(&mut self, byte: u8) {
        self.text[self.length] = byte;
        self.length += 1;
    }

    fn digits(&mut self, count: usize, mut number: u32) {
        let begin = self.length;
        self.length += count;
        for digit in self.text[begin..self.length].iter_mut().rev() {
            *digit = b"0123456789"[(number % 10) as usize];
            number /= 10;
        }
    }

    fn day(&mut self, day: NaiveDate) {
        match u32::try_from(day.year()) {
            Ok(year @ 0..=9999) => self.digits(4, year),
            _ => format!("{:04}", day.year()).bytes().for_each(|byte| self.push(byte)),
        }
        self.push(b'-');
        self.digits(2, day.month());
        self.push(b'-');
        self.digits(2, day.day());
    }
}

/// `2019-03-05`, which [`ten_signs`] reads.
pub(super) fn spell_day(day: NaiveDate) -> Spelt {
    let mut text = Spelt::new();
    text.day(day);
    text
}

/// `2019-03-05T01:00:00.000001Z`
pub(super) fn spell_moment(at: Moment) -> Spelt {
    let at = at.utc();
    let mut text = spell_day(at.date_naive());
    for (before, count, number) in [
        (b'T', 2, at.hour()),
        (b':', 2, at.minute()),
        (b':', 2, at.second()),
        (b'.', 6, at.timestamp_subsec_micros().min(999_999)),
    ] {
        text.push(before);
        text.digits(count, number);
    }
    text.push(b'Z');
    text
}

/// Reads [`spell_moment`].
pub(super) fn read_moment(text: &[u8]) -> Option<DateTime<Utc>> {
    let (day, time) = text.split_at_checked(10)?;
    let [b'T', _, _, b':', _, _, b':', _, _, b'.', micros @ .., b'Z'] = time else { return None };
    if micros.len() != 6 {
        return None;
    }
    let (hour, minute, second) = (number(&time[1..3])?, number(&time[4..6])?, number(&time[7..9])?);
    let time = NaiveTime::from_hms_micro_opt(hour, minute, second, number(micros)?)?;
    Some(ten_signs(day)?.and_time(time).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_spelt_as_the_general_formatter_spells_it_and_read_again() {
        for text in ["2019-03-05T09:00:00.000001+08:00", "2026-12-31T23:59:59.999999+08:00"] {
            let at = Moment::parse(text).expect("a moment");
            let (spelt, day) = (spell_moment(at), spell_day(at.utc().date_naive()));
            assert_eq!(spelt.as_str(), at.utc().format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string());
            assert_eq!(day.as_str(), at.utc().format("%Y-%m-%d").to_string());
            assert_eq!(read_moment(spelt.as_str().as_bytes()), Some(at.utc()));
            assert_eq!(ten_signs(day.as_str().as_bytes()), Some(at.utc().date_naive()));
        }
    }

    #[test]
    fn a_year_of_more_digits_is_spelt_whole() {
        let latest = Moment::new(DateTime::<Utc>::MAX_UTC);
        assert_eq!(spell_day(NaiveDate::MIN).as_str(), "-262143-01-01");
        assert_eq!(spell_moment(latest).as_str(), "262142-12-31T23:59:59.999999Z");
    }

    #[test]
    fn what_is_spelt_otherwise_is_not_read() {
        for text in ["2019-3-05", "2019-02-30", "12019-03-05", "2019-03-0x", ""] {
            assert_eq!(ten_signs(text.as_bytes()), None, "{text}");
        }
        for text in ["2019-03-05T09:00:00Z", "2019-03-05 09:00:00.000001Z", "2019-03-05T25:00:00.000001Z"] {
            assert_eq!(read_moment(text.as_bytes()), None, "{text}");
        }
    }
}
