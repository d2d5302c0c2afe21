//! The facts of a month, by the day that puts them in a period. Most months are not touched any more: they are packed
//! column by column, all rows that the log ever said of them, and are read at once. What was touched since, and what is
//! small, is read row by row. Both give the same [`Columns`], so that a figure cannot tell them apart.
use super::bitemporal::{FactTable, month_of};
use super::columns::{Columns, ColumnsBuilder, damaged};
use super::count::Scope;
use super::predicate::DayField;
use super::unpacked::{Digest, Unpacked};
use super::{
    declared_facts, demolition_facts, fire_hazard_facts, inspection_facts, opinion_facts, petition_facts,
    safety_hazard_facts, site_facts,
};
use crate::cases::ids::{CaseId, OfficeId};
use crate::cases::occurred::Day;
use crate::database::{
    Column, Db, OnConflict, Row, StorageError, Table, Transaction, Value, one_of, rows_of,
};
use crate::event_log::Position;
use crate::event_log::sql;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Up to which position the facts of each month were touched.
pub static FACT_MONTHS: Table = Table {
    name: "fact_months",
    columns: &[
        ("office_id", Column::Uuid),
        ("facts", Column::Text),
        ("month", Column::Int),
        ("position", Column::Int),
    ],
    key: 3,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

/// Months as they stood at a position.
pub static PACKED_MONTHS: Table = Table {
    name: "packed_months",
    columns: &[
        ("office_id", Column::Uuid),
        ("facts", Column::Text),
        ("month", Column::Int),
        ("position", Column::Int),
        ("digest", Column::Bytes),
        ("packed", Column::Bytes),
    ],
    key: 3,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

pub(super) static FACT_TABLES: [&FactTable; 8] = [
    &petition_facts::PETITION_FACTS,
    &fire_hazard_facts::FIRE_HAZARD_FACTS,
    &site_facts::SITE_FACTS,
    &demolition_facts::DEMOLITION_FACTS,
    &inspection_facts::INSPECTION_FACTS,
    &safety_hazard_facts::SAFETY_HAZARD_FACTS,
    &opinion_facts::OPINION_FACTS,
    &declared_facts::DECLARED_FACTS,
];

/// Hidden cases that one statement names.
const AT_ONCE: usize = 500;

/// Months with fewer rows are not worth packing.
pub const WORTH_PACKING: usize = 64;

/// The rows of one month, or the part of them that lies in a period.
#[derive(Debug)]
pub(super) struct Month {
    /// 201903.
    pub(super) month: i64,
    pub(super) columns: Columns,
}

/// The facts whose `anchor` lies in the period, month by month; at least those that are in the scope.
pub(super) async fn read(
    (tx, unpacked): (&mut Transaction, &Unpacked),
    scope: &Scope,
    table: &'static FactTable,
    anchor: DayField,
    wanted: &[&'static str],
) -> Result<Vec<Month>, StorageError> {
    let (from, until) = (scope.from, scope.to.min(scope.as_of));
    let mut months = packed((tx, unpacked), scope.office, (table, anchor), (from, until), wanted).await?;
    let mut rest = from;
    let mut gaps = Vec::new();
    for month in &months {
        let (first, last) = days_of(month.month);
        if rest < first {
            gaps.push((rest, first.pred_opt().unwrap_or(first)));
        }
        rest = rest.max(last.succ_opt().unwrap_or(last));
    }
    if rest <= until {
        gaps.push((rest, until));
    }
    for days in gaps {
        let rows = Rows { names: wanted, days, clocks: Some((scope.as_of, scope.known)), part: None };
        let (_, some) = rows.fetch(tx, scope.office, table, anchor, None).await?;
        months.extend(some);
    }
    Ok(months)
}

/// What the hidden cases have in the period, of those facts.
pub(super) async fn hidden(
    tx: &mut Transaction,
    scope: &Scope,
    table: &'static FactTable,
    anchor: DayField,
    wanted: &[&'static str],
) -> Result<Vec<Month>, StorageError> {
    let days = (scope.from, scope.to.min(scope.as_of));
    let rows = Rows { names: wanted, days, clocks: Some((scope.as_of, scope.known)), part: None };
    let mut months = Vec::new();
    let hidden: Vec<_> = scope.hidden.iter().copied().collect();
    for some in hidden.chunks(AT_ONCE) {
        let some = some.iter().copied().collect();
        months.extend(rows.fetch(tx, scope.office, table, anchor, Some(&some)).await?.1);
    }
    Ok(months)
}

/// The whole months of the period that are packed and were not touched since, in order. Only those are fetched of which
/// not every column is known.
async fn packed(
    (tx, unpacked): (&mut Transaction, &Unpacked),
    office: OfficeId,
    (table, anchor): (&'static FactTable, DayField),
    (from, until): (Day, Day),
    wanted: &[&'static str],
) -> Result<Vec<Month>, StorageError> {
    let Some(facts) = table.facts_by(anchor.0) else { return Ok(Vec::new()) };
    let sql = "SELECT p.month, p.digest FROM packed_months p LEFT JOIN fact_months t \
               ON t.office_id = p.office_id AND t.facts = p.facts AND t.month = p.month \
               WHERE p.office_id = $1 AND p.facts = $2 AND p.month BETWEEN $3 AND $4 \
               AND COALESCE(t.position, 0) <= p.position ORDER BY p.month";
    let values = [office.0.into(), facts.into(), month_of(from).into(), month_of(until).into()];
    let (mut months, mut missing) = (Vec::new(), BTreeMap::new());
    for row in tx.fetch(sql, &values).await? {
        let (month, digest): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let digest = Digest::try_from(digest).map_err(|_| damaged(facts, month))?;
        match unpacked.columns(digest, wanted) {
            Some(columns) => months.push(Month { month, columns }),
            None => drop(missing.insert(month, digest)),
        }
    }
    let names: Vec<_> = packed_columns(table).iter().map(|(name, _)| *name).collect();
    let unknown: Vec<_> = missing.keys().copied().collect();
    for some in unknown.chunks(AT_ONCE) {
        let mut values = vec![office.0.into(), facts.into()];
        let list = one_of(&mut values, some.iter().copied());
        let sql = format!(
            "SELECT month, packed FROM packed_months WHERE office_id = $1 AND facts = $2 AND month IN {list}"
        );
        for row in tx.fetch(sql, &values).await? {
            let (month, bytes): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let columns = Columns::unpack(&names, wanted, &bytes).ok_or_else(|| damaged(facts, month))?;
            if let Some(digest) = missing.get(&month) {
                unpacked.keep(*digest, &columns);
            }
            months.push(Month { month, columns });
        }
    }
    months.sort_unstable_by_key(|month| month.month);
    Ok(months)
}

/// What is packed: everything but whose row it is.
pub(super) fn packed_columns(table: &'static FactTable) -> &'static [(&'static str, Column)] {
    &table.table.columns[2..]
}

/// Rows that are to be read one by one.
pub(super) struct Rows<'a> {
    pub(super) names: &'a [&'static str],
    /// The first and last day of the anchor.
    pub(super) days: (Day, Day),
    /// Only those that were so on the day and known then.
    pub(super) clocks: Option<(Day, Position)>,
    /// Only the first so many after a place in their order.
    pub(super) part: Option<(Option<(Day, CaseId)>, usize)>,
}

impl Rows<'_> {
    /// Reads them month by month, with the case and the day of each; of some cases alone, if they are named.
    pub(super) async fn fetch(
        &self,
        tx: &mut Transaction,
        office: OfficeId,
        table: &'static FactTable,
        anchor: DayField,
        of: Option<&BTreeSet<CaseId>>,
    ) -> Result<(Vec<(uuid::Uuid, Day)>, Vec<Month>), StorageError> {
        let (first, last) = self.days;
        let mut values: Vec<Value> = vec![office.0.into(), first.into(), last.into()];
        let clocks = match self.clocks {
            None => String::new(),
            Some((as_of, known)) => {
                values.extend([as_of.into(), known.0.into()]);
                // All that is known now is at the end of time, which no position is beyond.
                let known = if known == Position::END {
                    "known_to = $5"
                } else {
                    "known_from <= $5 AND known_to > $5"
                };
                format!("AND valid_from <= $4 AND valid_to > $4 AND {known}")
            }
        };
        // Few cases are looked up by their keys, and not through all the days: joined, and with the day in an expression,
        // which no index tempts SQLite to.
        let (wanted, from, day, mut of) = match of {
            None => (String::new(), "", anchor.0.to_owned(), String::new()),
            Some(cases) => {
                let rows = rows_of(&mut values, cases.iter().map(|case| case.0));
                let wanted = format!("WITH wanted (id) AS (SELECT DISTINCT column1 FROM ({rows}) AS given) ");
                let day = format!("COALESCE({}, NULL)", anchor.0);
                (wanted, "wanted CROSS JOIN ", day, "AND case_id = wanted.id".to_owned())
            }
        };
        let part = match self.part {
            None => String::new(),
            Some((None, limit)) => format!("LIMIT {limit}"),
            Some((Some((day, case)), limit)) => {
                values.extend([day.into(), case.0.into()]);
                let at = values.len();
                let _ = write!(of, " AND ({}, case_id) > (${}, ${at})", anchor.0, at - 1);
                format!("LIMIT {limit}")
            }
        };
        let sql = format!(
            "{wanted}SELECT case_id, {anchor}, {} FROM {from}{} WHERE office_id = $1 AND {day} BETWEEN $2 AND $3 {clocks} {of} \
             ORDER BY {anchor}, case_id {part}",
            self.names.join(", "),
            table.table.name,
            anchor = anchor.0,
        );
        let types: Vec<_> = self.names.iter().filter_map(|name| table.column_type(name)).collect();
        let (mut cases, mut months) = (Vec::new(), BTreeMap::new());
        for row in tx.fetch(sql, &values).await? {
            let day: Day = row.get(1)?;
            cases.push((row.get(0)?, day));
            let month =
                months.entry(month_of(day)).or_insert_with(|| ColumnsBuilder::new(self.names.to_vec()));
            month.push(values_of(&row, &types)?);
        }
        let months = months.into_iter().map(|(month, builder)| Month { month, columns: builder.build() });
        Ok((cases, months.collect()))
    }
}

fn values_of(row: &Row, types: &[Column]) -> Result<Vec<Value>, StorageError> {
    types.iter().zip(2..).map(|(kind, at)| row.value(at, *kind)).collect()
}

/// The first and the last day of a month.
pub(super) fn days_of(month: i64) -> (Day, Day) {
    let (year, number) =
        (i32::try_from(month / 100).unwrap_or_default(), u32::try_from(month % 100).unwrap_or(1));
    let first = Day::from_ymd_opt(year, number, 1).unwrap_or_default();
    let last = first.checked_add_months(chrono::Months::new(1)).and_then(|next| next.pred_opt());
    (first, last.unwrap_or(first))
}

/// Packs the months of an office that were touched since they were packed and have at least `least` rows. Says how
/// many were packed.
///
/// # Errors
/// When the database fails.
pub async fn pack(db: &Db, office: OfficeId, least: usize) -> Result<usize, StorageError> {
    let sql = "SELECT t.facts, t.month FROM fact_months t LEFT JOIN packed_months p \
               ON p.office_id = t.office_id AND p.facts = t.facts AND p.month = t.month \
               WHERE t.office_id = $1 AND COALESCE(p.position, -1) < t.position ORDER BY t.facts, t.month";
    let mut packed = 0;
    for row in db.fetch(sql, &[office.0.into()]).await? {
        let (facts, month): (String, i64) = (row.get(0)?, row.get(1)?);
        let table = FACT_TABLES.iter().find_map(|table| Some((*table, table.anchor_of(&facts)?)));
        if let Some((table, (facts, anchor))) = table {
            packed +=
                usize::from(pack_month(db, office, table, (facts, DayField(anchor)), month, least).await?);
        }
    }
    Ok(packed)
}

async fn pack_month(
    db: &Db,
    office: OfficeId,
    table: &'static FactTable,
    (facts, anchor): (&'static str, DayField),
    month: i64,
    least: usize,
) -> Result<bool, StorageError> {
    let names: Vec<_> = packed_columns(table).iter().map(|(name, _)| *name).collect();
    let mut tx = db.begin().await?;
    // The position first: what is appended meanwhile is at worst read and not believed.
    let position = sql::head(&mut tx, office).await?;
    let rows = Rows { names: &names, days: days_of(month), clocks: None, part: None };
    let (cases, months) = rows.fetch(&mut tx, office, table, anchor, None).await?;
    let worth = cases.len() >= least.max(1);
    if worth && let Some(whole) = months.first() {
        let packed = whole.columns.pack();
        let digest = Sha256::digest(&packed).to_vec();
        let row = vec![
            office.0.into(),
            facts.into(),
            month.into(),
            position.0.into(),
            digest.into(),
            packed.into(),
        ];
        tx.write(&PACKED_MONTHS, &[row]).await?;
    }
    tx.commit().await?;
    Ok(worth)
}
