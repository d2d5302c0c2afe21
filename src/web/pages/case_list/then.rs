//! The list as of a day, and as the log knew it at a moment: what the address asks for, and what stands above the list.
use super::super::case::{asked_then, band};
use super::super::form::Sent;
use super::super::reader::Reader;
use super::{Asked, CasePage, Counted, Problem};
use crate::cases::occurred::{Day, Moment};
use crate::policy::{Action, Query};
use crate::queries::cases_then;
use crate::queries::then::{self, Then};

/// The names under which an address asks for another time.
const NAMES: [&str; 2] = ["as_of", "known_at"];

/// Another time than now.
pub(super) struct Shown {
    pub(super) then: Then,
    /// What stands above the list.
    pub(super) band: Vec<String>,
    /// The same filter today.
    pub(super) back: String,
    /// What an address of a case has to ask, to show it at the same time.
    pub(super) same: String,
    /// The day from which days are counted.
    pub(super) today: Day,
}

/// Whether another time is asked for.
pub(super) fn is_asked(asked: &Sent) -> bool {
    NAMES.iter().any(|name| asked.has(name))
}

/// Whether this reader is offered to ask for one.
pub(super) fn is_offered(reader: &Reader) -> bool {
    reader.desk.may(Action::Query(Query::FollowEvents))
}

/// What was asked, a moment as people write it being one of the log: `2019-07-01`, its evening; `2019-07-01 09:00`.
pub(super) fn spelt(asked: &Sent) -> Sent {
    let known = asked.text("known_at").trim().replace(' ', "T");
    let known = match known.len() {
        10 if known.parse::<Day>().is_ok() => format!("{known}T23:59:59.999999+08:00"),
        16 if Moment::parse(&format!("{known}:00+08:00")).is_ok() => format!("{known}:00+08:00"),
        _ => known,
    };
    // Such a list has one order.
    asked.with("sort", None).with("known_at", Some(known.as_str()).filter(|known| !known.is_empty()))
}

impl Shown {
    pub(super) async fn of(reader: &Reader, asked: &Sent) -> Result<Self, Problem> {
        let then = asked_then(reader, asked).await?;
        let others = NAMES.iter().fold(asked.with("after", None), |sent, name| sent.with(name, None));
        let same = NAMES.iter().fold(Sent::default(), |sent, name| {
            sent.with(name, Some(asked.text(name)).filter(|text| !text.is_empty()))
        });
        let recorded = then::recorded(&reader.desk, then.known).await?;
        let known_day = recorded.map_or_else(|| reader.desk.store().source().now().day(), Moment::day);
        Ok(Self {
            then,
            band: band(reader, then).await?,
            back: format!(
                "/cases?{}",
                if others.is_empty() { super::FIRST.to_owned() } else { others.written() }
            ),
            same: format!("?{}", same.written()),
            today: then.as_of.unwrap_or(known_day),
        })
    }

    /// The page of the list, and how many cases there were.
    pub(super) async fn list(
        &self,
        reader: &Reader,
        asked: &Asked,
    ) -> Result<(CasePage, Option<Counted>), Problem> {
        let (page, counted) = cases_then::list(&reader.desk, asked, self.then).await?;
        let all = page.next.is_none();
        let shown = i64::try_from(page.cases.len()).unwrap_or(i64::MAX);
        Ok((page, Some(counted.unwrap_or(Counted { cases: shown, all }))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_may_be_written_as_people_write_it() {
        for (text, known) in [
            ("2019-07-01+09%3A00", "2019-07-01T09:00:00+08:00"),
            ("2019-07-01T09%3A00", "2019-07-01T09:00:00+08:00"),
            ("2019-07-01", "2019-07-01T23:59:59.999999+08:00"),
            ("1024", "1024"),
            ("yesterday", "yesterday"),
        ] {
            let sent = spelt(&Sent::of(&format!("known_at={text}&sort=due")));
            assert_eq!((sent.text("known_at"), sent.has("sort")), (known, false), "{text}");
        }
    }
}
