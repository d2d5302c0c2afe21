//! Filters that everybody needs, with how many cases each has.
use super::super::form::Sent;
use super::super::reader::Reader;
use super::{case_query, query};
use crate::cases::occurred::Day;
use crate::projections::case_pages::{Order, Wanted};
use crate::queries::cases::{self, Counted};
use crate::web::problem::Problem;
use std::borrow::Cow;

/// A filter with a name.
pub(super) struct Tab {
    pub(super) name: Cow<'static, str>,
    pub(super) href: String,
    pub(super) count: Counted,
    pub(super) here: bool,
}

/// The tabs. `{today}` and `{soon}` stand for days.
const TABS: [(&str, &str); 9] = [
    ("open", "open=true&sort=due"),
    ("overdue", "overdue=true&sort=due"),
    ("today", "due_from={today}&due_to={today}&sort=due"),
    ("petitions", "kind=petition&open=true&sort=due"),
    ("hazards", "kind=fire_hazard&open=true&sort=due"),
    ("structures", "kind=illegal_structure&open=true&sort=due"),
    ("inspections", "kind=inspection&open=true&sort=due"),
    ("closed", "sort=-closed"),
    ("all", "sort=-opened"),
];

/// The tabs; and how many cases `also` wants, which is counted together with them.
pub(super) async fn tabs(
    reader: &Reader,
    asked: &Sent,
    today: Day,
    also: Option<(&Wanted, Order)>,
) -> Result<(Vec<Tab>, Option<Counted>), Problem> {
    let (mut tabs, mut each) = (Vec::with_capacity(TABS.len()), Vec::with_capacity(TABS.len()));
    for (name, filter) in TABS {
        let filter = filter.replace("{today}", &today.to_string());
        let of = Sent::of(&filter);
        let query = query(&of)?;
        each.push((case_query::wanted(&query, today)?, case_query::order(&query)?));
        tabs.push((name, filter, same(&of, asked)));
    }
    let each: Vec<_> = each.iter().map(|(wanted, order)| (wanted, *order)).chain(also).collect();
    let counted = cases::counted(&reader.desk, &each).await?;
    let also = counted.get(TABS.len()).copied();
    let tab = |((name, filter, here), count): ((&str, String, bool), Counted)| Tab {
        name: reader.t(&format!("page.cases.tab.{name}")),
        href: format!("/cases?{filter}"),
        count,
        here,
    };
    Ok((tabs.into_iter().zip(counted).map(tab).collect(), also))
}

/// Whether both ask for the same cases, in whatever order.
fn same(one: &Sent, other: &Sent) -> bool {
    let of = |sent: &Sent| {
        let pairs = sent.pairs().filter(|(name, _)| !["sort", "after"].contains(name));
        let mut pairs: Vec<_> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        pairs.sort();
        (pairs, sent.text("sort").trim_start_matches('-') == "closed")
    };
    of(one) == of(other)
}
