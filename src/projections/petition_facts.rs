//! What figures count of petitions. A step that only goes forward is a day in a column; what a later day changes or
//! undoes (a reopening, an extension, another department) begins a new row.
use super::bitemporal::{FactRow, FactTable, Late, stretches};
use super::predicate::{CodeField, DayField, FlagField, NumberField};
use super::{by_the_end, reversals, term_changes};
use crate::bitemporal_columns;
use crate::cases::ids::OfficeId;
use crate::cases::occurred::{Day, Occurred};
use crate::cases::petition::{
    Channel, DisputeCategory, OwnChannel, PetitionLife, PetitionPhase, Rating, Registration,
};
use crate::database::{Db, OnConflict, StorageError, Table};
use std::collections::BTreeSet;

/// The table.
pub static PETITION_FACTS: FactTable = FactTable {
    table: Table {
        name: "petition_facts",
        columns: bitemporal_columns!(
            "registered_day": Day,
            "channel": Text,
            "heads": Int,
            "first_time": Bool,
            "collective": Bool,
            "committee": Text,
            "category": Text,
            "department": Text,
            "inform_by": Day,
            "informed_day": Day,
            "accepted_day": Day,
            "conclude_by": Day,
            "concluded_day": Day,
            "conclude_days": Int,
            "in_time": Bool,
            "ended_day": Day,
            "reopened_day": Day,
            "dispute": Text,
            "settled_day": Day,
            "rating": Text,
            "rated_day": Day,
            "informed_known": Int,
            "accepted_known": Int,
            "concluded_known": Int,
            "ended_known": Int,
            "settled_known": Int,
            "rated_known": Int,
        ),
        key: 5,
        on_conflict: OnConflict::Replace,
        stable: &[],
    },
    late: &[
        Late { known: "informed_known", columns: &["informed_day"] },
        Late { known: "accepted_known", columns: &["accepted_day", "conclude_by"] },
        Late { known: "concluded_known", columns: &["concluded_day", "conclude_days", "in_time"] },
        Late { known: "ended_known", columns: &["ended_day"] },
        Late { known: "settled_known", columns: &["dispute", "settled_day"] },
        Late { known: "rated_known", columns: &["rating", "rated_day"] },
    ],
    anchors: &[
        ("petition_facts.registered_day", "registered_day"),
        ("petition_facts.settled_day", "settled_day"),
    ],
};

/// The fields that figures name.
pub mod fields {
    use super::{CodeField, DayField, FlagField, NumberField};

    /// 登记日期.
    pub const REGISTERED: DayField = DayField("registered_day");
    /// By when the petitioner was to be told.
    pub const INFORM_BY: DayField = DayField("inform_by");
    /// When the petitioner was told.
    pub const INFORMED: DayField = DayField("informed_day");
    /// 受理日期.
    pub const ACCEPTED: DayField = DayField("accepted_day");
    /// By when it is to be concluded.
    pub const CONCLUDE_BY: DayField = DayField("conclude_by");
    /// 办结日期.
    pub const CONCLUDED: DayField = DayField("concluded_day");
    /// Whether its conclusion kept its term, to the moment where both are known to the moment.
    pub const IN_TIME: FlagField = FlagField("in_time");
    /// When it ended without a conclusion: redirected, not accepted, withdrawn.
    pub const ENDED: DayField = DayField("ended_day");
    /// When it was last reopened.
    pub const REOPENED: DayField = DayField("reopened_day");
    /// 化解日期.
    pub const SETTLED: DayField = DayField("settled_day");
    /// When it was rated.
    pub const RATED: DayField = DayField("rated_day");
    /// 信访形式.
    pub const CHANNEL: CodeField = CodeField("channel");
    /// 居委会.
    pub const COMMITTEE: CodeField = CodeField("committee");
    /// 内容分类.
    pub const CATEGORY: CodeField = CodeField("category");
    /// 承办科室.
    pub const DEPARTMENT: CodeField = CodeField("department");
    /// 矛盾类别 of the settled dispute.
    pub const DISPUTE: CodeField = CodeField("dispute");
    /// 满意度.
    pub const RATING: CodeField = CodeField("rating");
    /// 初次.
    pub const FIRST_TIME: FlagField = FlagField("first_time");
    /// 集体访.
    pub const COLLECTIVE: FlagField = FlagField("collective");
    /// 人次.
    pub const HEADS: NumberField = NumberField("heads");
    /// Days from registration to conclusion.
    pub const CONCLUDE_DAYS: NumberField = NumberField("conclude_days");
}

/// The rows of one petition.
#[must_use]
pub fn rows(life: &PetitionLife) -> Vec<FactRow> {
    let (Some(registration), Some(registered)) = (life.registration(), life.registered()) else {
        return Vec::new();
    };
    if life.voided().is_some() {
        return Vec::new();
    }
    let registered = registered.day();
    let merged = life.phases().days().find(|day| life.phases().on(*day) == Some(&PetitionPhase::Merged));
    let changes = reversals(life.closed())
        .chain(life.departments().days())
        .chain(term_changes(life.conclude_by(), |due| Some(due.due), life.closed()))
        .chain(life.suspensions().days())
        .chain(life.ratings().days().skip(1))
        .chain(life.reopened().iter().copied())
        .chain(merged);
    stretches(registered, changes)
        .filter(|(from, _)| merged.is_none_or(|merged| *from < merged))
        .map(|(from, to)| row(life, registration, registered, (from, to)))
        .collect()
}

fn row(life: &PetitionLife, registration: &Registration, registered: Day, (from, to): (Day, Day)) -> FactRow {
    let concluded = by_the_end(life.closed(), to).copied().flatten();
    let due = by_the_end(life.conclude_by(), to);
    let rated = life.ratings().days().filter(|day| *day < to).last();
    let reopened = life.reopened().iter().copied().filter(|day| *day < to).max();
    // While the clock stands still, nothing falls due.
    let rests = by_the_end(life.suspensions(), to).is_some_and(Option::is_some);
    let text = |text: &str| crate::database::Value::from(text);
    let values = vec![
        registered.into(),
        channel(&registration.channel).into(),
        i64::from(registration.heads.get()).into(),
        registration.first_time.into(),
        registration.is_collective_visit().into(),
        registration.committee.as_ref().map(|committee| text(committee.as_str())).into(),
        text(registration.category.as_str()),
        by_the_end(life.departments(), to).map(|department| text(department.as_str())).into(),
        registration.inform_by.due.into(),
        life.informed().map(Occurred::day).into(),
        life.accepted().map(Occurred::day).into(),
        due.filter(|_| !rests).map(|due| due.due).into(),
        concluded.into(),
        concluded.map(|day| (day - registered).num_days()).into(),
        concluded.zip(due).map(|(day, due)| life.is_in_time(day, due)).into(),
        ended(life, to).into(),
        reopened.into(),
        life.settlement().map(|settlement| dispute(settlement.category)).into(),
        life.settlement().map(|settlement| settlement.day).into(),
        rated.and_then(|day| life.ratings().on(day)).map(|rating| self::rating(*rating)).into(),
        rated.into(),
    ];
    FactRow { unit: 0, valid_from: from, valid_to: to, values }
}

/// The day on which it ended without having been concluded.
fn ended(life: &PetitionLife, to: Day) -> Option<Day> {
    let phases = life.phases();
    let phase = by_the_end(phases, to)?;
    let without_conclusion =
        matches!(phase, PetitionPhase::Redirected | PetitionPhase::Declined | PetitionPhase::Withdrawn);
    without_conclusion.then(|| phases.days().filter(|day| *day < to).last()).flatten()
}

/// The channels of the office's own that its petitions came in by.
///
/// # Errors
/// When the database fails.
pub async fn own_channels(db: &Db, office: OfficeId) -> Result<BTreeSet<OwnChannel>, StorageError> {
    let sql = "SELECT DISTINCT channel FROM petition_facts WHERE office_id = $1";
    let mut own = BTreeSet::new();
    for row in db.fetch(sql, &[office.0.into()]).await? {
        let channel: String = row.get(0)?;
        if !["letter", "visit", "call", "online"].contains(&&*channel) {
            own.extend(channel.parse::<OwnChannel>().ok());
        }
    }
    Ok(own)
}

/// The code of a channel.
#[must_use]
pub fn channel(channel: &Channel) -> &str {
    match channel {
        Channel::Letter => "letter",
        Channel::Visit => "visit",
        Channel::Call => "call",
        Channel::Online => "online",
        Channel::Own(name) => name.as_str(),
    }
}

const fn dispute(category: DisputeCategory) -> &'static str {
    match category {
        DisputeCategory::DistrictLed => "district_led",
        DisputeCategory::FourHeavy => "four_heavy",
        DisputeCategory::OldStock => "old_stock",
    }
}

const fn rating(rating: Rating) -> &'static str {
    match rating {
        Rating::Satisfied => "satisfied",
        Rating::MostlySatisfied => "mostly_satisfied",
        Rating::Dissatisfied => "dissatisfied",
    }
}
