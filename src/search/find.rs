//! Answers: the newest cases first, a page at a time. The rarest part of the question leads; what it finds is held
//! against the others by their keys, so that what a search costs depends on how much the rarest part finds, not on how
//! large the store is.
use super::query::{Part, Query};
use super::terms::{Fields, found_in};
use super::{Index, QueryError};
use crate::cases::any_file::CaseKind;
use crate::cases::ids::{CaseId, OfficeId, StreamId};
use crate::cases::words::CaseNumber;
use crate::database::{Db, StorageError, Value, one_of};
use crate::event_log::Position;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

/// Cases on a page at most.
pub const PAGE: usize = 50;
/// Above it a term is as common as any.
const COMMON: i64 = 1_000;
/// Cases that are looked at together: few at first, then more.
const BLOCKS: [usize; 3] = [64, 256, 1024];
/// Cases that are looked at for one page: after so many the page may be short, and the cursor goes on.
const LOOKED_AT: usize = 20_000;

/// What a reader may find.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sight {
    /// Cases that he never learns of, for he is accused in them.
    pub hidden: HashSet<CaseId>,
    /// The fields in which he may look.
    pub fields: Fields,
    /// 限制处理: the fields in which nobody looks, for they are kept only because the case must be.
    pub kept_only: HashMap<CaseId, Fields>,
}

impl Sight {
    /// Everything: the sight of the machine's operator.
    #[must_use]
    pub fn everything() -> Self {
        Self { hidden: HashSet::new(), fields: Fields::ALL, kept_only: HashMap::new() }
    }
}

/// Where a page ends, for asking for the next one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cursor(i64);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Cursor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().ok().filter(|at| *at > 0).map(Self).ok_or("is no cursor that a search gave")
    }
}

/// What is asked of the index.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The question.
    pub query: Query,
    /// Only these kinds; all of them if none is named.
    pub kinds: Vec<CaseKind>,
    /// What the reader may find.
    pub sight: Sight,
    /// After this page.
    pub after: Option<Cursor>,
    /// Cases on the page, at most [`PAGE`].
    pub limit: usize,
    /// The case number that the whole question may be. A person's number is none.
    pub number: Option<CaseNumber>,
}

impl Asked {
    /// The first page of all that a reader may find.
    ///
    /// # Errors
    /// When there is nothing to look for.
    pub fn new(text: &str, sight: Sight) -> Result<Self, QueryError> {
        let query: Query = text.parse()?;
        let has_digit = text.contains(|c: char| c.is_ascii_digit()) && !query.is_for_a_person();
        let number = if has_digit { text.parse().ok() } else { None };
        Ok(Self { query, kinds: Vec::new(), sight, after: None, limit: PAGE, number })
    }

    /// Whether a case of this kind may be found, and learned of.
    #[must_use]
    pub fn admits(&self, case: CaseId, kind: CaseKind) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&kind)) && !self.sight.hidden.contains(&case)
    }

    /// Whether somebody is looked for, by a whole telephone or identity number.
    #[must_use]
    pub fn is_for_a_person(&self) -> bool {
        self.query.is_for_a_person()
    }
}

/// A case that was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hit {
    /// The case.
    pub case: CaseId,
    /// Where in it.
    pub fields: Fields,
}

/// A page of what was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Found {
    /// The cases, newest first.
    pub hits: Vec<Hit>,
    /// Where the next page begins; none if there is no more.
    pub next: Option<Cursor>,
    /// The position up to which the index had followed the log.
    pub position: Position,
}

/// The fields in which each term of a case stands.
type Standing = HashMap<String, Fields>;

impl Index {
    /// The cases that answer the question, as far as the index has followed the log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, office: OfficeId, asked: Asked) -> Result<Found, StorageError> {
        let key = if asked.query.needs_key() { Some(self.key(office).await?) } else { None };
        let Asked { query, kinds, sight, after, limit, number: _ } = asked;
        let parts = query.resolved(key.as_ref());
        let (counts, position) = counts(&self.db, office, &parts).await?;
        self.see(office, position);
        let Some(parts) = Parts::by_rarity(&counts, parts) else {
            return Ok(Found { position, ..Found::default() });
        };
        let mut search = Search { db: &self.db, office, parts, kinds, sight, position };
        search.page(after.map_or(i64::MAX, |cursor| cursor.0), limit.clamp(1, PAGE)).await
    }
}

/// The parts of a question, the rarest first.
struct Parts {
    rarest: Lead,
    others: Vec<Part<String>>,
}

/// The ways of the rarest part, each with the term of it that leads.
struct Lead {
    ways: Part<String>,
    leading: Vec<String>,
}

impl Parts {
    /// None if some part is found nowhere.
    fn by_rarity(counts: &HashMap<String, i64>, parts: Vec<Part<String>>) -> Option<Self> {
        let count = |term: &String| counts.get(term).copied().unwrap_or(0);
        let rarest_of = |way: &Vec<String>| way.iter().map(count).min().unwrap_or(0);
        let mut found = Vec::new();
        for mut part in parts {
            part.retain(|way| rarest_of(way) > 0);
            if part.is_empty() {
                return None;
            }
            found.push((part.iter().map(rarest_of).sum::<i64>(), part));
        }
        found.sort_by_key(|(rarity, _)| *rarity);
        let mut parts = found.into_iter().map(|(_, part)| part);
        let ways = parts.next()?;
        let leads = |way: &Vec<String>| way.iter().min_by_key(|term| count(term)).cloned();
        let leading: HashSet<_> = ways.iter().filter_map(leads).collect();
        let rarest = Lead { ways, leading: leading.into_iter().collect() };
        Some(Self { rarest, others: parts.collect() })
    }
}

/// In how many cases each term stands, counted up to [`COMMON`], and where the index stands.
async fn counts(
    db: &Db,
    office: OfficeId,
    parts: &[Part<String>],
) -> Result<(HashMap<String, i64>, Position), StorageError> {
    let mut terms: Vec<&String> = parts.iter().flatten().flatten().collect();
    terms.sort_unstable();
    terms.dedup();
    let count = |n: usize| {
        format!(
            "SELECT CAST({n} AS bigint), COUNT(*) FROM (SELECT 1 FROM search_terms \
             WHERE office_id = $1 AND term = ${} LIMIT {COMMON}) AS found_{n}",
            n + 2
        )
    };
    let head = "SELECT CAST(-1 AS bigint), position FROM search_heads WHERE office_id = $1";
    let sql = (0..terms.len()).map(count).fold(head.to_owned(), |sql, count| sql + " UNION ALL " + &count);
    let values: Vec<_> = std::iter::once(Value::from(office.0))
        .chain(terms.iter().map(|term| Value::from(term.as_str())))
        .collect();
    let (mut counts, mut position) = (HashMap::new(), Position(0));
    for row in db.fetch(sql, &values).await? {
        let (n, count): (i64, i64) = (row.get(0)?, row.get(1)?);
        if n == -1 {
            position = Position(count);
        }
        if let Some(term) = usize::try_from(n).ok().and_then(|n| terms.get(n)) {
            counts.insert((*term).clone(), count);
        }
    }
    Ok((counts, position))
}

/// A search on its way. Each of its questions sees what was committed before it: a case that changes meanwhile is found
/// as it was or as it is.
struct Search<'a> {
    db: &'a Db,
    office: OfficeId,
    parts: Parts,
    kinds: Vec<CaseKind>,
    sight: Sight,
    position: Position,
}

impl Search<'_> {
    async fn page(&mut self, mut before: i64, limit: usize) -> Result<Found, StorageError> {
        let (mut found, mut looked_at) = (Vec::new(), 0);
        for block in BLOCKS.into_iter().chain(std::iter::repeat(BLOCKS[2])) {
            let (candidates, end) = self.candidates(before, block).await?;
            looked_at += candidates.len();
            found.extend(self.hits(candidates).await?);
            if found.len() > limit {
                found.truncate(limit);
                let next = found.last().map(|(at, _)| Cursor(*at));
                let hits = found.into_iter().map(|(_, hit)| hit).collect();
                return Ok(Found { hits, next, position: self.position });
            }
            let Some(end) = end else { break };
            before = end;
            if looked_at >= LOOKED_AT {
                let hits = found.into_iter().map(|(_, hit)| hit).collect();
                return Ok(Found { hits, next: Some(Cursor(before)), position: self.position });
            }
        }
        let hits = found.into_iter().map(|(_, hit)| hit).collect();
        Ok(Found { hits, next: None, position: self.position })
    }

    /// The next cases in which a leading term stands, and where the ones after them begin.
    async fn candidates(
        &mut self,
        before: i64,
        block: usize,
    ) -> Result<(BTreeMap<i64, Standing>, Option<i64>), StorageError> {
        let sql = "SELECT first_position, fields FROM search_terms WHERE office_id = $1 AND term = $2 \
                   AND first_position < $3 ORDER BY first_position DESC LIMIT $4";
        let (mut candidates, mut end) = (BTreeMap::<i64, Standing>::new(), None::<i64>);
        let size = i64::try_from(block).unwrap_or(i64::MAX);
        for term in &self.parts.rarest.leading {
            let values = [self.office.0.into(), term.as_str().into(), before.into(), size.into()];
            let rows = self.db.fetch(sql, &values).await?;
            for row in &rows {
                let fields = Fields(row.get(1)?).and(self.sight.fields);
                candidates.entry(row.get(0)?).or_default().insert(term.clone(), fields);
            }
            if let Some(last) = rows.last().filter(|_| rows.len() == block) {
                end = end.max(Some(last.get(0)?));
            }
        }
        // What lies behind the end of a list that goes on is looked at with the rest of that list.
        if let Some(end) = end {
            candidates = candidates.split_off(&end);
        }
        Ok((candidates, end))
    }

    /// Those among the candidates that answer the whole question and may be found, newest first.
    async fn hits(
        &mut self,
        mut candidates: BTreeMap<i64, Standing>,
    ) -> Result<Vec<(i64, Hit)>, StorageError> {
        let parts: Vec<_> =
            std::iter::once(&self.parts.rarest.ways).chain(&self.parts.others).cloned().collect();
        for part in &parts {
            self.look_up(part, &mut candidates).await?;
            candidates.retain(|_, standing| meets(part, standing, Fields::NONE).is_some());
        }
        let mut hits = Vec::new();
        for (at, case, kind) in self.cases(&candidates).await? {
            let wanted = self.kinds.is_empty() || self.kinds.iter().any(|known| known.name() == kind);
            if !wanted || self.sight.hidden.contains(&case) {
                continue;
            }
            let kept_only = self.sight.kept_only.get(&case).copied().unwrap_or(Fields::NONE);
            let mut found = parts.iter().map(|part| meets(part, &candidates[&at], kept_only));
            let found = found.try_fold(Fields::NONE, |all, some| Some(all | some?));
            hits.extend(found.map(|fields| (at, Hit { case, fields })));
        }
        hits.sort_unstable_by_key(|(at, _)| std::cmp::Reverse(*at));
        Ok(hits)
    }

    /// Looks up which of the terms stand in the candidates.
    async fn look_up(
        &mut self,
        part: &Part<String>,
        candidates: &mut BTreeMap<i64, Standing>,
    ) -> Result<(), StorageError> {
        let terms: HashSet<_> = part.iter().flatten().collect();
        let leading = &self.parts.rarest.leading;
        // The candidates know of a term that alone leads, whether it stands in them.
        let terms: Vec<_> =
            terms.into_iter().filter(|term| leading.len() > 1 || !leading.contains(*term)).collect();
        if terms.is_empty() {
            return Ok(());
        }
        let all: Vec<_> = candidates.keys().copied().collect();
        for some in all.chunks(BLOCKS[2]) {
            let mut values = vec![Value::from(self.office.0)];
            let listed = one_of(&mut values, terms.iter().map(|term| term.as_str()));
            let positions = one_of(&mut values, some.iter().copied());
            let sql = format!(
                "SELECT term, first_position, fields FROM search_terms WHERE office_id = $1 AND term IN {listed} \
                 AND first_position IN {positions}"
            );
            for row in self.db.fetch(sql, &values).await? {
                let fields = Fields(row.get(2)?).and(self.sight.fields);
                if let Some(standing) = candidates.get_mut(&row.get(1)?) {
                    standing.insert(row.get(0)?, fields);
                }
            }
        }
        Ok(())
    }

    async fn cases(
        &mut self,
        candidates: &BTreeMap<i64, Standing>,
    ) -> Result<Vec<(i64, CaseId, String)>, StorageError> {
        let all: Vec<_> = candidates.keys().copied().collect();
        let mut cases = Vec::with_capacity(all.len());
        for some in all.chunks(BLOCKS[2]) {
            let mut values = vec![Value::from(self.office.0)];
            let list = one_of(&mut values, some.iter().copied());
            let sql = format!(
                "SELECT first_position, case_id, kind FROM search_cases WHERE office_id = $1 AND first_position IN {list}"
            );
            for row in self.db.fetch(sql, &values).await? {
                cases.push((row.get(0)?, StreamId(row.get(1)?), row.get(2)?));
            }
        }
        Ok(cases)
    }
}

/// The fields in which the part is found; none if it is not, or nowhere where the reader may look.
fn meets(part: &Part<String>, standing: &Standing, kept_only: Fields) -> Option<Fields> {
    let fields_of = |term: &String| {
        let fields = found_in(term, *standing.get(term)?, kept_only);
        Some(fields).filter(|fields| *fields != Fields::NONE)
    };
    let way =
        |way: &Vec<String>| way.iter().map(fields_of).try_fold(Fields::NONE, |all, some| Some(all | some?));
    part.iter().filter_map(way).reduce(|one, other| one | other)
}
