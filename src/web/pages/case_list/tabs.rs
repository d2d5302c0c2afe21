//! Filters that everybody needs, with how many cases each has.
use super::super::form::Sent;
use super::super::reader::Reader;
use super::{case_query, query};
use crate::cases::occurred::Day;
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

pub(super) async fn tabs(reader: &Reader, asked: &Sent, today: Day) -> Result<Vec<Tab>, Problem> {
    let mut tabs = Vec::with_capacity(TABS.len());
    for (name, filter) in TABS {
        let filter = filter.replace("{today}", &today.to_string());
        let of = Sent::of(&filter);
        let query = query(&of)?;
        let wanted = case_query::wanted(&query, today)?;
        let order = case_query::order(&query)?;
        tabs.push(Tab {
            name: reader.t(&format!("page.cases.tab.{name}")),
            href: format!("/cases?{filter}"),
            count: cases::counted(&reader.desk, &wanted, order).await?,
            here: same(&of, asked),
        });
    }
    Ok(tabs)
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
