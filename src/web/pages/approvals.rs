//! `/approvals`: what waits for a leader's decision, each with what there is to know, and the forms with which it is
//! decided.
use super::due_words::Left;
use super::erasures;
use super::form::Sent;
use super::frame::{Frame, Section, coded, drawn};
use super::reader::{Reader, said, told};
use crate::cases::ids::StreamId;
use crate::cases::occurred::Day;
use crate::cases::waiting::Decision;
use crate::cases::workdays::Calendar;
use crate::policy::{Action, Kind};
use crate::queries::approvals::{self, Approval, decides, kind_of};
use crate::web::problem::Problem;
use crate::web::words::Language;
use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use std::borrow::Cow;

/// Cases of a page.
const PAGE: u32 = 25;

/// What opens the page: that one may decide one of these.
pub(super) const DECIDES: &[Action] = &[
    Action::Command(Kind::Petition, "ApproveExtension"),
    Action::Command(Kind::Petition, "DecideReview"),
    Action::Command(Kind::FireHazard, "ApproveDeadlineExtension"),
    Action::Command(Kind::IllegalStructure, "DecideForcedDemolition"),
    Action::Command(Kind::Inspection, "ApproveDeadlineExtension"),
    erasures::DECIDES,
];

/// A form with which it is decided.
struct Step {
    name: Cow<'static, str>,
    href: String,
    grants: bool,
}

/// What waits.
struct Line {
    approval: Approval,
    decision: Cow<'static, str>,
    phase: String,
    asked: Option<String>,
    waits: Option<String>,
    due: Option<(String, &'static str, Day)>,
    steps: Vec<Step>,
}

#[derive(Template)]
#[template(path = "approvals/page.html")]
struct Page {
    frame: Frame,
    lines: Vec<Line>,
    /// What is asked to be erased, on the first page.
    erasures: Vec<erasures::Line>,
    decides_erasures: bool,
    first: Option<String>,
    next: Option<String>,
}

/// What waits.
pub(super) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let decides_erasures = reader.desk.may(erasures::DECIDES);
    if !decides_erasures && !Decision::ALL.into_iter().any(|decision| decides(&reader.desk, decision)) {
        let detail = "this is for whoever decides on extensions, forced steps and erasures";
        return Err(Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", detail));
    }
    let sent = Sent::of(uri.query().unwrap_or_default());
    let found = approvals::waiting(&reader.desk, after(&sent)?, PAGE).await?;
    let today = reader.desk.store().source().now().day();
    let calendar = reader.desk.calendar().await?;
    let line = |approval| Line::of(approval, &reader, today, &calendar);
    let page = Page {
        lines: found.waiting.into_iter().map(line).collect(),
        erasures: if sent.has("after") { Vec::new() } else { erasures::waiting(&reader).await? },
        decides_erasures,
        first: sent.has("after").then(|| "/approvals".to_owned()),
        next: found.next.map(|(day, case)| format!("/approvals?after={day}.{case}")),
        frame: reader.frame(Section::Approvals, reader.t("page.approvals.title")).await?,
    };
    drawn(&page)
}

fn after(sent: &Sent) -> Result<Option<(Day, StreamId)>, Problem> {
    let text = sent.text("after");
    if text.is_empty() {
        return Ok(None);
    }
    let place = text
        .split_once('.')
        .and_then(|(day, case)| Some((day.parse::<Day>().ok()?, StreamId(case.parse().ok()?))));
    let wrong = || Problem::bad_request("query.after", "that is no place in this list").about("after");
    place.map(Some).ok_or_else(wrong)
}

impl Line {
    fn of(approval: Approval, reader: &Reader, today: Day, calendar: &Calendar) -> Self {
        let language = reader.language;
        let (case, decision) = (&approval.case, approval.decision);
        let due = approval.due.as_ref().map(|clock| {
            let left = Left::of(clock.due.due, today, calendar);
            (left.words(language), left.name(), clock.due.due)
        });
        let kind = kind_of(decision);
        let may = |command: &&&'static str| reader.desk.may(Action::Command(kind, command));
        let commands = decision.commands().iter().enumerate().filter(|(_, command)| may(command));
        let steps = commands.map(|(at, command)| Step {
            name: said(language, &format!("page.approvals.step.{command}")),
            href: format!("/cases/{}/steps/{command}", case.number),
            grants: at == 0,
        });
        Self {
            decision: said(language, &format!("page.approvals.decision.{}", decision.name())),
            phase: coded(language, &format!("phase.{}", case.kind.name()), &case.phase).into_owned(),
            asked: asked(language, &approval),
            waits: approval.since.map(|since| waits(language, since, today)),
            due,
            steps: steps.collect(),
            approval,
        }
    }
}

/// What was asked for, in words.
fn asked(language: Language, approval: &Approval) -> Option<String> {
    let asked = approval.asked?;
    let key = |what: &str| format!("page.approvals.asked.{}.{what}", approval.decision.name());
    match (asked.days, asked.day) {
        (Some(days), _) => Some(told(language, &key("days"), &[("days", days.to_string())])),
        (None, Some(day)) => Some(told(language, &key("day"), &[("day", day.to_string())])),
        (None, None) => None,
    }
}

fn waits(language: Language, since: Day, today: Day) -> String {
    let days = (today - since).num_days().max(0);
    let with = [("since", since.to_string()), ("days", days.to_string())];
    told(language, if days == 1 { "page.approvals.since.one" } else { "page.approvals.since" }, &with)
}
