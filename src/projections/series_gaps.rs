//! Numbers that no case bears between two that cases do: 缺号. Numbers are read in their order, a bounded part at a time.
use crate::cases::ids::OfficeId;
use crate::database::{Db, StorageError, Value};

/// Numbers that a page looks at.
pub const WALK: usize = 20_000;

/// Numbers of a series that are missing, one after the other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gap {
    /// What they begin with: `XF2019-`.
    pub series: String,
    /// The first one that is missing.
    pub first: u64,
    /// The last one.
    pub last: u64,
    /// How many digits they are written with.
    pub width: usize,
}

impl Gap {
    /// A number of it as it would be written.
    #[must_use]
    pub fn written(&self, number: u64) -> String {
        format!("{}{number:0width$}", self.series, width = self.width)
    }

    /// How many are missing.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.last - self.first + 1
    }
}

/// Some of the gaps.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// The gaps, in the order of their numbers.
    pub gaps: Vec<Gap>,
    /// After which number the next page begins, if there may be one.
    pub next: Option<String>,
}

/// The gaps behind the number `after`.
///
/// # Errors
/// When the database fails.
pub async fn page(db: &Db, office: OfficeId, after: Option<&str>) -> Result<Page, StorageError> {
    let sql = format!(
        "SELECT number FROM cases WHERE office_id = $1 AND number > $2 AND numbered ORDER BY number LIMIT {WALK}"
    );
    let values: [Value; 2] = [office.0.into(), after.unwrap_or_default().into()];
    let rows = db.fetch(sql, &values).await?;
    let numbers = rows.iter().map(|row| row.get::<String>(0)).collect::<Result<Vec<_>, _>>()?;
    let next = numbers.last().filter(|_| numbers.len() == WALK).cloned();
    Ok(Page { gaps: between(after, numbers.iter().map(String::as_str)), next })
}

/// A number as series write them: what it begins with, its digits at the end, and how many they are.
fn read(number: &str) -> Option<(&str, u64, usize)> {
    let digits = number.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (series, digits) = number.split_at(number.len() - digits);
    Some((series, digits.parse().ok()?, digits.len()))
}

fn between<'n>(after: Option<&'n str>, numbers: impl Iterator<Item = &'n str>) -> Vec<Gap> {
    let (mut gaps, mut before) = (Vec::new(), after.and_then(read));
    for (series, number, width) in numbers.filter_map(read) {
        let follows = match before {
            Some((known, last, known_width)) if (known, known_width) == (series, width) => last,
            // A series begins with one, and goes on with more digits where it has no more room.
            _ if width == 1
                || number < 10_u64.saturating_pow(u32::try_from(width - 1).unwrap_or(u32::MAX)) =>
            {
                0
            }
            _ => number - 1,
        };
        if number > follows + 1 {
            gaps.push(Gap { series: series.to_owned(), first: follows + 1, last: number - 1, width });
        }
        before = Some((series, number, width));
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps(after: Option<&str>, numbers: &[&str]) -> Vec<String> {
        let gaps = between(after, numbers.iter().copied());
        gaps.iter().map(|gap| format!("{}..{}", gap.written(gap.first), gap.written(gap.last))).collect()
    }

    #[test]
    fn what_is_missing_in_a_series_is_found_and_series_do_not_mix() {
        let none: Vec<String> = Vec::new();
        assert_eq!(gaps(None, &["XF2019-0001", "XF2019-0002", "XF2020-0001"]), none);
        assert_eq!(gaps(None, &["XF2019-0001", "XF2019-0004"]), ["XF2019-0002..XF2019-0003"]);
        assert_eq!(gaps(None, &["XF2019-0003", "XX-1"]), ["XF2019-0001..XF2019-0002"]);
        assert_eq!(gaps(None, &["XF-10000", "XF-10001", "XF-9998", "XF-9999"]), none);
        assert_eq!(gaps(Some("XF2019-0002"), &["XF2019-0005"]), ["XF2019-0003..XF2019-0004"]);
        assert_eq!(gaps(None, &["letters", "", "18446744073709551616"]), none);
    }
}
