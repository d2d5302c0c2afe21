//! Whether packed months hold what their rows do: figures are read from them.
use crate::cases::occurred::Day;
use crate::database::{Db, Likeness, RowHash, RowRef, StorageError};
use crate::projections::bitemporal::{FactTable, month_of};
use crate::projections::columns::Columns;
use crate::projections::months::{FACT_TABLES, packed_columns};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// An office, what facts by which day, and a month.
type Of = (Uuid, &'static str, i64);

/// What was found of each month so far.
type Hashing<M> = (RowHash, BTreeMap<Of, M>);

/// How many months are packed and at rest, and how many of them hold other rows than the tables of facts.
pub(super) async fn differing(db: &Db) -> Result<(u64, u64), StorageError> {
    let hash = RowHash::default();
    let packed = packed(db, hash.clone()).await?;
    let facts: BTreeSet<_> = packed.keys().map(|(_, facts, _)| *facts).collect();
    let mut rows = BTreeMap::new();
    for facts in facts {
        for (of, row) in written(db, facts, hash.clone()).await? {
            rows.insert(of, row);
        }
    }
    let differing = packed.iter().filter(|(of, packed)| packed.as_ref() != rows.get(of)).count();
    Ok((packed.len() as u64, differing as u64))
}

/// The table, and the day by which its facts are packed under this name.
fn known(facts: &str) -> Option<(&'static FactTable, &'static str, &'static str)> {
    FACT_TABLES.iter().find_map(|table| table.anchor_of(facts).map(|(facts, anchor)| (*table, facts, anchor)))
}

/// What every packed month holds that was not touched since; none where it does not read.
async fn packed(db: &Db, hash: RowHash) -> Result<BTreeMap<Of, Option<Likeness>>, StorageError> {
    let sql = "SELECT p.office_id, p.facts, p.month, p.packed FROM packed_months /* all offices */ p \
               LEFT JOIN fact_months t ON t.office_id = p.office_id AND t.facts = p.facts AND t.month = p.month \
               WHERE COALESCE(t.position, 0) <= p.position";
    let take = |(hash, packed): &mut Hashing<Option<Likeness>>, row: RowRef<'_>| {
        let Some((table, facts, _)) = known(row.get(1)?) else { return Ok(()) };
        let names: Vec<_> = packed_columns(table).iter().map(|(name, _)| *name).collect();
        let columns = Columns::unpack(&names, &names, row.get(3)?);
        packed.insert((row.get(0)?, facts, row.get(2)?), columns.map(|columns| likeness(&columns, hash)));
        Ok(())
    };
    let (_, packed) = db.fold_rows(sql, None, (hash, BTreeMap::new()), take, |_| {}).await?;
    Ok(packed)
}

fn likeness(columns: &Columns, hash: &mut RowHash) -> Likeness {
    let mut likeness = Likeness::default();
    for row in 0..columns.rows() {
        likeness.add(hash.of(columns.named().map(|(_, column)| column.value(row))));
    }
    likeness
}

/// What the rows of these facts are, month by month.
async fn written(
    db: &Db,
    facts: &'static str,
    hash: RowHash,
) -> Result<BTreeMap<Of, Likeness>, StorageError> {
    let Some((table, facts, anchor)) = known(facts) else { return Ok(BTreeMap::new()) };
    let columns = packed_columns(table);
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    let sql = format!(
        "SELECT office_id, {anchor}, {} FROM {} /* all offices */",
        names.join(", "),
        table.table.name
    );
    let take = move |(hash, months): &mut Hashing<Likeness>, row: RowRef<'_>| {
        let Some(day) = row.find::<Day>(1)? else { return Ok(()) };
        let row_hash = hash.of_written(columns, row, 2);
        months.entry((row.get(0)?, facts, month_of(day))).or_default().add(row_hash);
        Ok(())
    };
    let (_, months) = db.fold_rows(sql, None, (hash, BTreeMap::new()), take, |_| {}).await?;
    Ok(months)
}
