//! How values and rows travel to PostgreSQL: the rows of a table are one array.
use crate::database::{TableRow, Value};
use bytes::{BufMut, BytesMut};
use std::error::Error;
use tokio_postgres::types::{IsNull, Kind, ToSql, Type, to_sql_checked};

/// Rows on their way into a statement; nothing, where there are none.
#[derive(Debug)]
pub(super) struct Rows<'a>(pub(super) &'a [TableRow]);

impl ToSql for Rows<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        if self.0.is_empty() {
            return Ok(IsNull::Yes);
        }
        let Kind::Array(row) = kind.kind() else { return Err("no array of rows".into()) };
        let Kind::Composite(fields) = row.kind() else { return Err("no rows".into()) };
        // One dimension without nulls, whose first element has the number 1.
        out.put_i32(1);
        out.put_i32(0);
        out.put_u32(row.oid());
        out.put_i32(i32::try_from(self.0.len())?);
        out.put_i32(1);
        for values in self.0 {
            measured(out, |out| {
                out.put_i32(i32::try_from(fields.len())?);
                for (field, value) in fields.iter().zip(values) {
                    out.put_u32(field.type_().oid());
                    if matches!(value, Value::Null) {
                        out.put_i32(-1);
                    } else {
                        measured(out, |out| value.to_sql(field.type_(), out).map(drop))?;
                    }
                }
                Ok(())
            })?;
        }
        Ok(IsNull::No)
    }

    fn accepts(kind: &Type) -> bool {
        matches!(kind.kind(), Kind::Array(_))
    }

    to_sql_checked!();
}

/// Writes something with its length before it.
fn measured(
    out: &mut BytesMut,
    write: impl FnOnce(&mut BytesMut) -> Result<(), Box<dyn Error + Sync + Send>>,
) -> Result<(), Box<dyn Error + Sync + Send>> {
    let begin = out.len();
    out.put_i32(0);
    write(out)?;
    let length = i32::try_from(out.len() - begin - 4)?;
    out[begin..begin + 4].copy_from_slice(&length.to_be_bytes());
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) => value.to_sql(kind, out),
            Self::Text(value) => value.as_str().to_sql(kind, out),
            Self::Bytes(value) => value.as_ref().to_sql(kind, out),
            Self::Uuid(value) => value.to_sql(kind, out),
            Self::Day(value) => value.to_sql(kind, out),
            Self::At(value) => value.utc().to_sql(kind, out),
            Self::Bool(value) => value.to_sql(kind, out),
        }
    }

    fn accepts(_kind: &Type) -> bool {
        // Which value goes into which column is the table's to know, and a test of the catalogue's.
        true
    }

    to_sql_checked!();
}
