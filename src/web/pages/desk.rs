//! `/`: the desk: one's work by the day on which it is due; beside it what waits for one's decision, what came back, what
//! others did since yesterday, and what one was told of.
use super::approvals::DECIDES;
use super::due_words::Left;
use super::frame::{Frame, REGISTERS, Section, beginning, coded, drawn, minute};
use super::reader::{Reader, said};
use crate::cases::declared::Kinds;
use crate::cases::occurred::{Day, Moment};
use crate::commands::permit::NotPermitted;
use crate::projections::case_list::ListedCase;
use crate::projections::reminders::ToldTo;
use crate::queries::approvals;
use crate::queries::work::{self, Mine};
use crate::web::declared_words;
use crate::web::messages::Voice;
use crate::web::problem::Problem;
use crate::web::words::Language;
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Days;
use std::borrow::Cow;

/// Lines of a group at most; the list has the others.
const SHOWN: usize = 25;
/// Messages at most.
const TOLD: u32 = 20;

/// One thing that is to be done.
struct Line {
    number: String,
    kind: String,
    what: String,
    about: String,
    committee: String,
    phase: String,
    due: Day,
    words: String,
    name: &'static str,
}

/// Something that happened in a case.
struct Happened {
    number: String,
    what: String,
    when: String,
}

/// Decisions that are shown at most; their own page has the others.
const DECISIONS: u32 = 5;
/// Changes that are shown at most.
const CHANGES: usize = 15;
/// For how many days it is said that something came back.
const CAME_BACK_DAYS: u64 = 30;
/// What comes back to whoever works on a case.
const COMES_BACK: [&str; 5] = [
    "ForwardedPetitionReturned",
    "PetitionReopened",
    "HazardReopened",
    "StructureReopened",
    "InspectionReopened",
];

/// What is due at about the same time.
struct Group {
    name: &'static str,
    title: Cow<'static, str>,
    /// Where the list has all of it.
    href: String,
    /// How many; with a `+`, if there may be more.
    count: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "desk/page.html")]
struct Page {
    frame: Frame,
    whose: Cow<'static, str>,
    groups: Vec<Group>,
    is_empty: bool,
    /// What waits for a decision; none for whoever decides nothing.
    decisions: Option<Vec<Happened>>,
    came_back: Vec<Happened>,
    changed: Vec<Happened>,
    told: Vec<Line>,
    registers: bool,
}

/// The groups, the most urgent first.
const GROUPS: [&str; 4] = ["overdue", "today", "soon", "later"];

/// The desk. Whoever has no work to be shown begins with the list, or with what else one may use.
pub(super) async fn page(reader: Reader) -> Result<Response, Problem> {
    let today = reader.desk.store().source().now().day();
    let work = match work::mine(&reader.desk).await {
        Ok(work) => work,
        Err(NotPermitted::Denied { .. }) => return Ok(Redirect::to(beginning(&reader.desk)).into_response()),
        Err(error) => return Err(error.into()),
    };
    let calendar = reader.desk.calendar().await?;
    let kinds = reader.desk.kinds().await?;
    let line = |mine: &Mine| of(&kinds, reader.language, mine, Left::of(mine.item.due, today, &calendar));
    let mut lines: Vec<_> = work.items.iter().map(line).collect();
    let mut groups = Vec::new();
    for name in GROUPS {
        let (mut own, others): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.name == name);
        lines = others;
        let count = own.len();
        own.truncate(SHOWN);
        // What was not looked at is due later than all that was.
        let more = if work.more && lines.is_empty() && count > 0 { "+" } else { "" };
        groups.push(Group {
            name,
            title: reader.t(&format!("page.desk.{name}")),
            href: href(name, today),
            count: format!("{count}{more}"),
            lines: own,
        });
    }
    let told = work::told(&reader.desk, TOLD).await?;
    let voice = Voice::of(&reader.desk, reader.language).await.map_err(|error| Problem::failed(&error))?;
    let told = told.iter().map(|told| {
        let left = Left::of(told.due, today, &calendar);
        Line {
            number: told.number.to_string(),
            kind: declared_words::kind(&kinds, reader.language, told.kind),
            what: coded(reader.language, "clock", &told.clock).into_owned(),
            about: reminder(&voice, reader.language, told, left),
            committee: String::new(),
            phase: told.told.to_string(),
            due: told.due,
            words: left.words(reader.language),
            name: left.name(),
        }
    });
    let watched = work::watched(&reader.desk, &work).await?;
    let page = Page {
        decisions: decisions(&reader).await?,
        came_back: happened(&reader, &watched, CAME_BACK_DAYS, &COMES_BACK).await?,
        changed: happened(&reader, &watched, 1, &[]).await?,
        whose: reader.t(if work.own { "page.desk.own" } else { "page.desk.office" }),
        is_empty: groups.iter().all(|group| group.lines.is_empty()),
        groups,
        told: told.collect(),
        registers: reader.desk.may(REGISTERS),
        frame: reader.frame(Section::Desk, reader.t("page.desk.title")).await?,
    };
    drawn(&page)
}

/// What somebody was told of a deadline, as the office says it.
fn reminder(voice: &Voice, language: Language, told: &ToldTo, left: Left) -> String {
    let with = [
        ("number", told.number.to_string()),
        ("clock", coded(language, "clock", &told.clock).into_owned()),
        ("day", told.due.to_string()),
        ("left", left.words(language)),
    ];
    voice.say(&format!("reminder.{}", told.stage), &with)
}

/// What waits for the reader's decision; none if nothing ever does.
async fn decisions(reader: &Reader) -> Result<Option<Vec<Happened>>, Problem> {
    if !DECIDES.iter().any(|action| reader.desk.may(*action)) {
        return Ok(None);
    }
    let found = approvals::waiting(&reader.desk, None, DECISIONS).await?;
    let lines = found.waiting.into_iter().map(|approval| Happened {
        number: approval.case.number.to_string(),
        what: reader.t(&format!("page.approvals.decision.{}", approval.decision.name())).into_owned(),
        when: approval.since.map(|day| day.to_string()).unwrap_or_default(),
    });
    Ok(Some(lines.collect()))
}

/// What others did in the cases of the desk, since the beginning of the day so many days ago.
async fn happened(
    reader: &Reader,
    watched: &[ListedCase],
    days: u64,
    types: &[&str],
) -> Result<Vec<Happened>, Problem> {
    let desk = &reader.desk;
    let today = desk.store().source().now().day();
    let since = Moment::beginning_of(today.checked_sub_days(Days::new(days)).unwrap_or(today));
    let changed = work::changed(desk, watched, since, types).await?;
    let number = |case| watched.iter().find(|watched| watched.case == case);
    let lines = changed.into_iter().filter_map(|changed| {
        Some(Happened {
            number: number(changed.case)?.number.to_string(),
            what: said(reader.language, &format!("event.{}", changed.event_type)).into_owned(),
            when: minute(changed.recorded),
        })
    });
    Ok(lines.take(CHANGES).collect())
}

fn href(name: &str, today: Day) -> String {
    match name {
        "overdue" => "/cases?overdue=true&sort=due".to_owned(),
        "today" => format!("/cases?due_from={today}&due_to={today}&sort=due"),
        _ => "/cases?open=true&sort=due".to_owned(),
    }
}

fn of(kinds: &Kinds, language: Language, mine: &Mine, left: Left) -> Line {
    let case = &mine.case;
    Line {
        number: case.number.to_string(),
        kind: declared_words::kind(kinds, language, case.kind),
        what: coded(language, "clock", &mine.item.clock).into_owned(),
        about: case
            .category
            .as_deref()
            .map(|code| declared_words::listed(kinds, language, case.kind, code))
            .unwrap_or_default(),
        committee: case.committee.clone().unwrap_or_default(),
        phase: declared_words::phase(kinds, language, case.kind, &case.phase),
        due: mine.item.due,
        words: left.words(language),
        name: left.name(),
    }
}
