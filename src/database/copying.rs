//! PostgreSQL's binary COPY format: rows on their way in, and rows on their way out.
use super::row_ref::EPOCH;
use super::{StorageError, TableRow, Value};
use bytes::BufMut;
use std::ops::Range;

/// What every copy begins with: its signature, and neither flags nor an extension.
pub(super) const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// And ends with, where the next row would say how many columns it has.
pub(super) const TRAILER: &[u8] = b"\xff\xff";

/// Writes a row whose columns are of the types that [`Column`](super::Column) names.
pub(super) fn write_row(out: &mut Vec<u8>, row: &TableRow) {
    out.put_i16(i16::try_from(row.len()).unwrap_or(i16::MAX));
    for value in row {
        match value {
            Value::Null => out.put_i32(-1),
            Value::Int(value) => measured(out, &value.to_be_bytes()),
            Value::Text(value) => measured(out, value.as_bytes()),
            Value::Bytes(value) => measured(out, value),
            Value::Uuid(value) => measured(out, value.as_bytes()),
            Value::Day(value) => {
                let days = (*value - EPOCH).num_days();
                measured(out, &i32::try_from(days).unwrap_or(i32::MAX).to_be_bytes());
            }
            Value::At(value) => {
                let micros = value.utc().timestamp_micros() - EPOCH_MICROS;
                measured(out, &micros.to_be_bytes());
            }
            Value::Bool(value) => measured(out, &[u8::from(*value)]),
        }
    }
}

/// From 1970 to [`EPOCH`].
const EPOCH_MICROS: i64 = 946_684_800_000_000;

fn measured(out: &mut Vec<u8>, value: &[u8]) {
    out.put_i32(i32::try_from(value.len()).unwrap_or(i32::MAX));
    out.extend_from_slice(value);
}

/// What comes out, message by message. PostgreSQL sends each row in a message of its own.
#[derive(Debug, Default)]
pub(super) struct Copied {
    begun: bool,
    columns: Vec<Option<Range<usize>>>,
}

impl Copied {
    /// Where the columns of the row in `message` lie; none where it holds no row.
    pub(super) fn columns(
        &mut self,
        message: &[u8],
    ) -> Result<Option<&[Option<Range<usize>>]>, StorageError> {
        let mut at = if self.begun { 0 } else { HEADER.len() };
        self.begun = true;
        if message.len() <= at || &message[at..] == TRAILER {
            return Ok(None);
        }
        self.find(message, &mut at).filter(|()| at == message.len()).ok_or_else(cut_off)?;
        Ok(Some(&self.columns))
    }

    fn find(&mut self, message: &[u8], at: &mut usize) -> Option<()> {
        self.columns.clear();
        for _ in 0..i16::from_be_bytes(taken(message, at)?) {
            let length = i32::from_be_bytes(taken(message, at)?);
            let column = usize::try_from(length).ok().map(|length| *at..*at + length);
            *at = column.as_ref().map_or(*at, |column| column.end);
            self.columns.push(column);
        }
        Some(())
    }
}

fn taken<const N: usize>(message: &[u8], at: &mut usize) -> Option<[u8; N]> {
    let bytes = message.get(*at..*at + N)?.try_into().ok()?;
    *at += N;
    Some(bytes)
}

fn cut_off() -> StorageError {
    sqlx::Error::Protocol("a copied row does not end where its message ends".to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::occurred::Moment;
    use crate::database::RowRef;
    use chrono::{DateTime, NaiveDate, Utc};
    use uuid::Uuid;

    #[test]
    fn what_is_written_is_read_again() {
        let at = Moment::parse("2019-03-05T09:00:00.000001+08:00").expect("a moment");
        let day = NaiveDate::from_ymd_opt(1998, 7, 31).expect("a day");
        let id = Uuid::from_u128(7);
        let mut message = HEADER.to_vec();
        let row =
            vec![7_i64.into(), "a\tb".into(), Value::Null, id.into(), day.into(), at.into(), true.into()];
        write_row(&mut message, &row);
        let mut copied = Copied::default();
        let columns = copied.columns(&message).expect("whole").expect("a row");
        let row = RowRef::Copied(&message, columns);
        assert_eq!(row.get::<i64>(0).expect("a number"), 7);
        assert_eq!(row.get::<&str>(1).expect("a text"), "a\tb");
        assert_eq!(row.find::<&str>(2).expect("nothing"), None);
        assert_eq!(row.get::<Uuid>(3).expect("an id"), id);
        assert_eq!(row.get::<NaiveDate>(4).expect("a day"), day);
        assert_eq!(row.get::<DateTime<Utc>>(5).expect("a moment"), at.utc());
        assert!(row.get::<i64>(1).is_err() && row.get::<i64>(2).is_err() && row.get::<i64>(7).is_err());
        assert!(copied.columns(TRAILER).expect("the end").is_none());
        assert!(copied.columns(&message[HEADER.len()..message.len() - 1]).is_err());
    }
}
