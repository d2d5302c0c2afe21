//! The figures as the store answers them, and as the plain truth has them, line by line in the same words.
use super::expected::{Counted, Item, counted, demolished_sites, demolitions};
use super::truth::Truth;
use anjuan::cases::declared::Kinds;
use anjuan::cases::ids::CaseId;
use anjuan::cases::occurred::Day;
use anjuan::commands::OfficeDesk;
use anjuan::event_log::{Position, RecordedEvent};
use anjuan::figures::{self, Dimension, Exact, Figure, Making, Question};
use anjuan::projections::count::Scope;
use anjuan::projections::{months, offices};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A period with both clocks.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub from: Day,
    pub to: Day,
    pub as_of: Day,
    /// None is all that the log knows.
    pub known: Option<Position>,
}

/// Every figure, breakdown and list of cases is what the plain truth says, and the same from packed months.
pub async fn compare(desk: &OfficeDesk, events: &[RecordedEvent], asked: Asked, context: &str) {
    let nothing = Arc::default();
    compare_once(desk, events, asked, &nothing, context).await;
    months::pack(desk.store().db(), desk.office(), 1).await.expect("packed");
    compare_once(desk, events, asked, &nothing, &format!("{context}, packed")).await;
    // Whoever must not learn of some cases gets the figures of a log in which they never were.
    let is_case = |event: &&RecordedEvent| !event.stream.is_named();
    let streams: BTreeSet<CaseId> = events.iter().filter(is_case).map(|event| event.stream).collect();
    let some = Arc::new(streams.into_iter().step_by(5).collect());
    compare_once(desk, events, asked, &some, &format!("{context}, some cases hidden")).await;
}

async fn compare_once(
    desk: &OfficeDesk,
    events: &[RecordedEvent],
    asked: Asked,
    hidden: &Arc<BTreeSet<CaseId>>,
    context: &str,
) {
    let answered = answered_hiding(desk, asked, hidden).await;
    let seen: Vec<_> = events.iter().filter(|event| !hidden.contains(&event.stream)).cloned().collect();
    let told = told(&seen, asked);
    let only = |lines: &[String], others: &[String]| -> Vec<String> {
        let others: BTreeSet<_> = others.iter().collect();
        lines.iter().filter(|line| !others.contains(line)).take(12).cloned().collect()
    };
    assert!(
        answered == told,
        "{context}: {asked:?}\nthe store says\n  {}\nand the truth is\n  {}",
        only(&answered, &told).join("\n  "),
        only(&told, &answered).join("\n  ")
    );
}

/// What the store answers.
pub async fn answered(desk: &OfficeDesk, asked: Asked) -> Vec<String> {
    answered_hiding(desk, asked, &Arc::default()).await
}

async fn answered_hiding(desk: &OfficeDesk, asked: Asked, hidden: &Arc<BTreeSet<CaseId>>) -> Vec<String> {
    let Asked { from, to, as_of, known } = asked;
    let known = known.unwrap_or(Position::END);
    let scope = Scope { office: desk.office(), from, to, as_of, known, hidden: Arc::clone(hidden) };
    let office = offices::as_known(&desk.store().log(), desk.office(), known).await.expect("an office");
    let mut tx = desk.store().db().begin_read().await.expect("a transaction");
    let unpacked = desk.store().unpacked();
    let by = Dimension::ALL.to_vec();
    let question = Question { scope: scope.clone(), office: &office, figures: Vec::new(), by, unpacked };
    let breakdown = figures::answer(&mut tx, &question).await.expect("figures");
    let mut lines = Vec::new();
    for answer in &breakdown.answers {
        let parts = answer.numerator.is_some().then_some((answer.numerator, answer.denominator));
        lines.push(line(answer.id, &shown(answer.value), parts.map(|(of, among)| (shown(of), shown(among)))));
        for row in breakdown.by.get(answer.id).into_iter().flatten() {
            let name = format!("{} of {} '{}'", answer.id, row.dimension, row.of);
            let parts = row.numerator.is_some().then(|| (shown(row.numerator), shown(row.denominator)));
            lines.push(line(&name, &shown(row.value), parts));
        }
        let figure = figures::declared::find(&office.kinds, answer.id).expect("a figure");
        let cases = figures::cases_behind(&mut tx, &scope, figure).await.expect("cases");
        lines.push(format!("{} counts {}", answer.id, listed(&cases)));
        let mut paged = Vec::new();
        let mut after = None;
        loop {
            let page = figures::page_behind((&mut tx, unpacked), &scope, figure, None, (after, 3))
                .await
                .expect("a page");
            paged.extend(page.cases);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(listed(&paged), listed(&cases), "{} page by page", answer.id);
    }
    for (title, rows) in [("zone", &breakdown.by_zone), ("address", &breakdown.by_address)] {
        lines.extend(
            rows.iter()
                .map(|row| format!("{title} '{}': {} sites, {} m²", row.place, row.sites, row.area_m2)),
        );
    }
    sums_agree(&breakdown);
    lines
}

/// A count or a sum is the sum of its breakdown by any dimension.
fn sums_agree(breakdown: &figures::Breakdown) {
    for answer in &breakdown.answers {
        let figure = figures::declared::find(&Kinds::default(), answer.id).expect("a figure");
        let additive = matches!(figure.making, Making::Number(_) | Making::Area(_));
        let Some(rows) = breakdown.by.get(answer.id).filter(|_| additive) else { continue };
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for row in rows {
            *sums.entry(row.dimension).or_default() += hundredths(row.value);
        }
        for (dimension, sum) in sums {
            assert_eq!(sum, hundredths(answer.value), "{} by {dimension}", answer.id);
        }
    }
}

fn hundredths(value: Option<Exact>) -> i64 {
    let text = shown(value);
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{part:0<2}").parse().expect("a number")
}

/// What the plain truth says.
fn told(events: &[RecordedEvent], asked: Asked) -> Vec<String> {
    let known = asked.known.unwrap_or(Position::END);
    let truth = Truth::of(events, known, asked.as_of);
    let mut lines = Vec::new();
    for figure in figures::declared::every(&truth.office.kinds) {
        let counted = counted(figure, &truth, (asked.from, asked.to, asked.as_of));
        let (value, parts) = values(&counted);
        lines.push(line(figure.id, &value, parts));
        for dimension in Dimension::ALL.iter().filter(|dimension| breaks_down(figure, **dimension)) {
            lines.extend(broken_down(figure.id, *dimension, &counted));
        }
        lines.push(format!("{} counts {}", figure.id, listed(&cases(counted.items()))));
    }
    for dimension in ["zone", "address"] {
        lines.extend(places(&truth, asked, dimension));
    }
    lines
}

fn breaks_down(figure: &Figure, dimension: Dimension) -> bool {
    if matches!(figure.making, Making::OfTarget(..) | Making::NumberOfTarget(..)) {
        return false;
    }
    if !figures::all().any(|known| known.id == figure.id) {
        return dimension != Dimension::Address;
    }
    match dimension {
        Dimension::Committee | Dimension::Department | Dimension::Category | Dimension::Month => true,
        Dimension::Channel => figure.id.starts_with("petitions.") || figure.id.starts_with("disputes."),
        Dimension::Zone | Dimension::Address => figure.id.starts_with("structures."),
    }
}

fn broken_down(id: &str, dimension: Dimension, counted: &Counted) -> Vec<String> {
    let name = dimension.name();
    let among: &[Item] = if let Counted::Rate(_, among) = counted { among } else { &[] };
    let groups: BTreeSet<_> = counted.items().iter().chain(among).map(|item| item.of[name].clone()).collect();
    let rows = groups.iter().filter_map(|group| {
        let of = |items: &[Item]| items.iter().filter(|item| item.of[name] == *group).cloned().collect();
        let part = match counted {
            Counted::Number(items) => Counted::Number(of(items)),
            Counted::Area(items) => Counted::Area(of(items)),
            Counted::Median(items) => Counted::Median(of(items)),
            Counted::Oldest(items) => Counted::Oldest(of(items)),
            Counted::Rate(items, among) => Counted::Rate(of(items), of(among)),
            Counted::OfTarget(items, target) => Counted::OfTarget(of(items), *target),
            Counted::NumberOfTarget(items, target, decimals) => {
                Counted::NumberOfTarget(of(items), *target, *decimals)
            }
        };
        let (value, parts) = values(&part);
        // A group whose numbers make nothing is not listed.
        let nothing = matches!(part, Counted::Number(_) | Counted::Area(_)) && value.parse() == Ok(0.0);
        (!nothing).then(|| line(&format!("{id} of {name} '{group}'"), &value, parts))
    });
    rows.collect()
}

/// The value, and of a rate what is divided by what.
fn values(counted: &Counted) -> (String, Option<(String, String)>) {
    let sum = |items: &[Item]| items.iter().map(|item| item.amount).sum::<i64>();
    match counted {
        Counted::Number(items) => (decimal(sum(items), 0), None),
        Counted::Area(items) => (decimal(sum(items), 2), None),
        Counted::Median(items) => (median(items).unwrap_or_else(none), None),
        Counted::Oldest(items) => {
            (items.iter().map(|item| item.amount).max().map_or_else(none, |days| decimal(days, 0)), None)
        }
        Counted::Rate(of, among) => {
            let (of, among) = (sum(of), sum(among));
            (percent(of, among).unwrap_or_else(none), Some((decimal(of, 0), decimal(among, 0))))
        }
        Counted::OfTarget(items, target) => {
            let of = sum(items);
            let value = target.and_then(|target| percent(of, target)).unwrap_or_else(none);
            (value, Some((decimal(of, 2), target.map_or_else(none, |target| decimal(target, 2)))))
        }
        Counted::NumberOfTarget(items, target, decimals) => {
            let of = sum(items);
            let value =
                target.and_then(|target| percent_to(of * 100, target, *decimals)).unwrap_or_else(none);
            (value, Some((decimal(of, 0), target.map_or_else(none, |target| decimal(target, 2)))))
        }
    }
}

fn places(truth: &Truth, asked: Asked, dimension: &str) -> Vec<String> {
    let mut places: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let within = |item: &Item| (asked.from..=asked.to.min(asked.as_of)).contains(&item.day);
    for item in demolished_sites(truth).into_iter().filter(within) {
        places.entry(item.of[dimension].clone()).or_default().0 += 1;
    }
    for item in demolitions(truth).into_iter().filter(within) {
        places.entry(item.of[dimension].clone()).or_default().1 += item.amount;
    }
    let mut places: Vec<_> = places.into_iter().collect();
    // The most area first, then by name.
    places.sort_by_key(|(place, (_, area))| (-area, place.clone()));
    let line =
        |(place, (sites, area))| format!("{dimension} '{place}': {sites} sites, {} m²", decimal(area, 2));
    places.into_iter().map(line).collect()
}

/// Each case once, by the first day that counts.
fn cases(items: &[Item]) -> Vec<CaseId> {
    let mut first: BTreeMap<CaseId, Day> = BTreeMap::new();
    for item in items {
        first.entry(item.case).and_modify(|day| *day = item.day.min(*day)).or_insert(item.day);
    }
    let mut cases: Vec<_> = first.into_iter().map(|(case, day)| (day, case)).collect();
    cases.sort_unstable();
    cases.into_iter().map(|(_, case)| case).collect()
}

fn listed(cases: &[CaseId]) -> String {
    cases.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn line(name: &str, value: &str, parts: Option<(String, String)>) -> String {
    parts
        .map_or_else(|| format!("{name} = {value}"), |(of, among)| format!("{name} = {value} ({of}/{among})"))
}

pub fn shown(value: Option<Exact>) -> String {
    value.map_or_else(none, |value| value.to_string())
}

fn none() -> String {
    "nothing".to_owned()
}

/// The middle one, or the mean of the middle two.
fn median(items: &[Item]) -> Option<String> {
    let mut amounts: Vec<_> = items.iter().map(|item| item.amount).collect();
    amounts.sort_unstable();
    let (upper, lower) = (*amounts.get(amounts.len() / 2)?, amounts[(amounts.len() - 1) / 2]);
    Some(decimal((upper + lower) * 5, 1))
}

/// `of` in a hundred of `among`, to two decimals, rounded half up.
fn percent(of: i64, among: i64) -> Option<String> {
    percent_to(of, among, 2)
}

fn percent_to(of: i64, among: i64, decimals: u8) -> Option<String> {
    let parts = 100 * 10_i64.pow(decimals.into());
    (among > 0).then(|| decimal((of * 2 * parts + among).div_euclid(among * 2), decimals.into()))
}

/// `units` of so many decimals, without noughts that say nothing.
fn decimal(units: i64, decimals: usize) -> String {
    let digits = format!("{units:0>width$}", width = decimals + 1);
    let (whole, part) = digits.split_at(digits.len() - decimals);
    let part = part.trim_end_matches('0');
    if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
}
