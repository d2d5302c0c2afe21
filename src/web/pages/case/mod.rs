//! `/cases/{number}`: one case: its facts, what is due and why, who is in it, what can be done next, and its log.
mod due_box;
mod files;
pub(super) mod papers;
mod related;
mod replay;

use super::declared::shown;
use super::erasures;
use super::form::Sent;
use super::frame::{Frame, Section, coded, drawn, drawn_as};
use super::reader::Reader;
use super::steps::offered::{Offered, access, offered};
use super::timeline::{Event, events, numbers, who};
use super::values::{Line, ids, lines};
use crate::cases::any_file::CaseKind;
use crate::cases::declared::Kinds;
use crate::cases::erasure::Part;
use crate::cases::user::Role;
use crate::clock::Stopwatch;
use crate::commands::Why;
use crate::event_log::readings::Reason;
use crate::policy::{Action, Query};
use crate::projections::case_list::ListedCase;
use crate::queries::case::{self, CaseSeen};
use crate::queries::facts::Facts;
use crate::queries::people;
use crate::queries::then::Then;
use crate::web::api::case::{numbered, why};
use crate::web::api::masks::{PartyView, party};
use crate::web::declared_words;
use crate::web::problem::Problem;
use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use due_box::DueBox;
pub(super) use due_box::arithmetic;
use related::Related;
pub(super) use related::found;
use replay::Replay;
pub(super) use replay::{asked as asked_then, band};
use serde_json::Value;

#[derive(Template)]
#[template(path = "case/page.html")]
struct Page {
    frame: Frame,
    replay: Replay,
    case: ListedCase,
    kind: String,
    is_petition: bool,
    takes_evidence: bool,
    phase: String,
    category: Option<String>,
    matter: Option<String>,
    facts: Vec<Line>,
    people: Vec<PartyView>,
    /// The reasons for which they can be seen in the clear, if they are not.
    reasons: Vec<(&'static str, String)>,
    /// What was wrong with a reason.
    unreasoned: Option<String>,
    owners: Vec<Line>,
    level: Option<String>,
    due: Vec<DueBox>,
    steps: Vec<Offered>,
    closed_steps: Vec<Offered>,
    access: Vec<Offered>,
    files: Vec<files::Hung>,
    papers: papers::Papers,
    erasing: erasures::OfCase,
    /// 限制处理: what is kept only because the case must be.
    kept_only: KeptOnly,
    related: Related,
    events: Vec<Event>,
    /// The types of events that there are, and which one is shown alone.
    types: Vec<(String, String)>,
    only: String,
}

/// 限制处理: what nobody works with any more.
struct KeptOnly {
    /// What the case is about.
    matter: bool,
    /// The files.
    files: bool,
    /// The reasons for which an auditor opens them; none for anybody else.
    reasons: Vec<(&'static str, String)>,
}

impl KeptOnly {
    fn of(reader: &Reader, seen: &CaseSeen) -> Self {
        let files = seen.restricted.contains(&Part::Files);
        let opens = files && reader.desk.subject().is(Role::Auditor);
        Self {
            matter: seen.matter.is_none() && seen.restricted.contains(&Part::Matter),
            files,
            reasons: if opens { every_reason(reader) } else { Vec::new() },
        }
    }
}

/// The case.
pub(super) async fn page(reader: Reader, Path(number): Path<String>, uri: Uri) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    draw(reader, number, asked, Revealing::Not).await
}

/// Whether the people in it are wanted in the clear.
enum Revealing {
    Not,
    For(Why),
    /// They were, and no reason was told.
    Wrong(String),
}

/// The case with the people in it in the clear, for a reason. What is shown so has no address at which it could be seen
/// again without a reason.
pub(super) async fn reveal(
    reader: Reader,
    Path(number): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let revealing = match why(sent.text("reason"), sent.text("words")) {
        Ok(why) => Revealing::For(why),
        Err(_) => Revealing::Wrong(reader.t("page.reveal.wrong").into_owned()),
    };
    draw(reader, number, Sent::default(), revealing).await
}

async fn draw(
    reader: Reader,
    number: String,
    asked: Sent,
    revealing: Revealing,
) -> Result<Response, Problem> {
    let listed = numbered(&reader.desk, &number).await?;
    let language = reader.language;
    let stopwatch = Stopwatch::start();
    let kinds = reader.desk.kinds().await?;
    let mut all = events(&reader, listed.case).await?;
    if let Some(to) = replay::slid(&asked, &listed.number, &all) {
        return Ok(Redirect::to(&to).into_response());
    }
    let then = replay::asked(&reader, &asked).await?;
    let is_now = then == Then::NOW;
    let seen = match &revealing {
        Revealing::For(why) => Some(case::revealed(&reader.desk, listed.case, why).await?),
        _ if is_now => Some(case::seen(&reader.desk, listed.case).await?),
        _ => case::seen_then(&reader.desk, listed.case, then).await?,
    };
    let replay = Replay::of(&reader, then, &asked, &all, stopwatch).await?;
    let Some(seen) = seen else {
        let frame = reader.frame(Section::Cases, listed.number.to_string()).await?;
        return drawn(&replay::Nothing { frame, case: listed, replay });
    };
    let today = replay.today;
    all.retain(|event| replay::shows(then, event));
    let mut types: Vec<_> = all.iter().map(|event| (event.code.clone(), event.name.clone())).collect();
    types.sort();
    types.dedup();
    let only = asked.text("event").to_owned();
    let events: Vec<_> = all.into_iter().filter(|event| only.is_empty() || event.code == only).collect();
    let mut named = Vec::new();
    let facts = seen.facts.by_name();
    ids(&Value::Object(facts.clone()), &mut named);
    let facts = match &seen.facts {
        Facts::Declared(facts) => shown::facts(&kinds, seen.case.kind, facts, language),
        _ => lines(language, &facts, &numbers(&reader, &named).await?, &["links", "merged_into"]),
    };
    // What can be done can be done now.
    let (steps, access) = if is_now {
        (offered(&reader, &seen.case).await?, access(&reader, &seen.case).await?)
    } else {
        (Vec::new(), Vec::new())
    };
    let (steps, closed_steps) = steps.into_iter().partition(|step| step.against.is_none());
    let (owners, level) = owners(&reader, &kinds, &seen.case, then).await?;
    let files = if is_now { files::hung(&reader, &seen.case).await? } else { Vec::new() };
    let papers = if is_now { papers::of(&reader, &seen.case).await? } else { papers::Papers::default() };
    let erasing =
        if is_now { erasures::of_case(&reader, &seen.case).await? } else { erasures::OfCase::default() };
    let related = if is_now { related::of(&reader, &seen).await? } else { Related::default() };
    let page = Page {
        is_petition: seen.case.kind == CaseKind::Petition,
        takes_evidence: is_now
            && reader.desk.may_in_case(Action::Query(Query::ExportEvidence), seen.case.case).await?,
        kind: declared_words::kind(&kinds, language, seen.case.kind),
        phase: declared_words::phase(&kinds, language, seen.case.kind, &seen.case.phase),
        category: seen
            .case
            .category
            .as_deref()
            .map(|code| declared_words::listed(&kinds, language, seen.case.kind, code)),
        matter: seen.matter.as_ref().map(ToString::to_string),
        facts,
        people: seen.parties.iter().map(party).collect(),
        reasons: reasons(&reader, &seen, is_now),
        unreasoned: if let Revealing::Wrong(why) = revealing { Some(why) } else { None },
        owners,
        level,
        due: due_box::boxes(language, &seen.clocks, today, &*reader.desk.calendar().await?),
        steps,
        closed_steps,
        access,
        files,
        papers,
        erasing,
        kept_only: KeptOnly::of(&reader, &seen),
        related,
        replay,
        events,
        types,
        only,
        frame: reader.frame(Section::Cases, seen.case.number.to_string()).await?,
        case: seen.case,
    };
    let status = if page.unreasoned.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    drawn_as(status, &page)
}

/// The reasons that can be told, where there is something to see for them.
fn reasons(reader: &Reader, seen: &CaseSeen, is_now: bool) -> Vec<(&'static str, String)> {
    if !is_now || !seen.parties.iter().any(|party| party.on_request && party.person.is_some()) {
        return Vec::new();
    }
    every_reason(reader)
}

fn every_reason(reader: &Reader) -> Vec<(&'static str, String)> {
    let told =
        |reason: &Reason| (reason.name(), coded(reader.language, "reason", reason.name()).into_owned());
    Reason::ALL.iter().map(told).collect()
}

/// Who works on the case, and how secret it is, for those who may know.
async fn owners(
    reader: &Reader,
    kinds: &Kinds,
    case: &ListedCase,
    then: Then,
) -> Result<(Vec<Line>, Option<String>), Problem> {
    use crate::commands::permit::NotPermitted;
    let (life, _) = match people::parts_then(&reader.desk, case.case, then).await {
        Ok(parts) => parts,
        Err(NotPermitted::Denied { .. }) => return Ok((Vec::new(), None)),
        Err(error) => return Err(error.into()),
    };
    let mut owners = Vec::new();
    for (user, part) in &life.parts {
        let parts = [(part.handles, "handler"), (part.inspects, "inspector")];
        for (_, name) in parts.iter().filter(|(holds, _)| *holds) {
            let login = people::login(&reader.desk, *user).await?;
            let value = login.map_or_else(|| who(reader.language, "user"), |login| login.to_string());
            owners.push(Line { name: reader.t(&format!("page.part.{name}")).into_owned(), value });
        }
    }
    // What a declaration makes secret is secret, whatever was said of it.
    let declared = match case.kind {
        CaseKind::Declared(kind) => kinds.kind(kind).map(|declaration| declaration.confidentiality),
        _ => None,
    };
    let level = serde_json::to_value(life.level.max(declared.unwrap_or_default())).ok();
    let level = level
        .as_ref()
        .and_then(Value::as_str)
        .map(|level| coded(reader.language, "code", level).into_owned());
    Ok((owners, level))
}
