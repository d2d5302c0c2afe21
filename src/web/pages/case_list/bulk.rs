//! `/cases/bulk`: one step in many cases: a preview first, then one event a case, each with its receipt.
use super::super::form::Sent;
use super::super::frame::{Frame, Section, drawn, drawn_as};
use super::super::reader::{Reader, told};
use super::{Asked, ListedCase, Problem, Response, Template, Uri, case_query, cases, query};
use crate::cases::any_file::CaseKind;
use crate::cases::ids::CommandId;
use crate::policy::Kind;
use crate::projections::case_list;
use crate::web::api::commands::{Doing, Whom, carry};
use axum::http::StatusCode;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Cases at once at most.
const MOST: usize = 500;
/// What can be done: the command, the kind of stream that it goes to, and its one field.
const STEPS: [(&str, Kind, &str, &str); 2] = [
    ("AssignHandler", Kind::Access, "user", "page.bulk.assign"),
    ("UrgePetition", Kind::Petition, "instruction", "page.bulk.urge"),
];

/// A step that can be chosen.
struct Choice {
    command: &'static str,
    name: String,
    field: &'static str,
    label: String,
}

#[derive(Template)]
#[template(path = "case_list/bulk.html")]
struct Preview {
    frame: Frame,
    cases: Vec<ListedCase>,
    choices: Vec<Choice>,
    command_id: String,
    trouble: Option<String>,
}

/// What became of one case.
struct Receipt {
    number: String,
    said: String,
    done: bool,
}

#[derive(Template)]
#[template(path = "case_list/receipts.html")]
struct Outcome {
    frame: Frame,
    count: usize,
    receipts: Vec<Receipt>,
}

/// The cases that were chosen: by their numbers, or all of a filter.
async fn chosen(reader: &Reader, sent: &Sent) -> Result<Vec<ListedCase>, Problem> {
    if sent.has("every") {
        return every(reader, sent).await;
    }
    let numbers: Vec<_> = sent.all("case").filter_map(|number| number.parse().ok()).take(MOST).collect();
    let sight = reader.desk.permit(crate::policy::Query::ListCases).await?;
    let desk = &reader.desk;
    let mut found = case_list::by_number(desk.store().db(), desk.office(), &numbers).await?;
    found.retain(|case| sight.shows(case.case));
    Ok(found)
}

async fn every(reader: &Reader, sent: &Sent) -> Result<Vec<ListedCase>, Problem> {
    let filter =
        ["every", "these", "case", "after"].iter().fold(sent.clone(), |sent, name| sent.with(name, None));
    let today = reader.desk.store().source().now().day();
    let query = query(&filter)?;
    let wanted = case_query::wanted(&query, today)?;
    // All of them are wanted, and not the first of a sorted list.
    let order = case_query::order(&query)?.found_by(&wanted);
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let asked = Asked { wanted: wanted.clone(), order, after, limit: 200, total: false };
        let page = cases::list(&reader.desk, &asked).await?;
        found.extend(page.cases);
        after = page.next;
        if after.is_none() || found.len() > MOST {
            return Ok(found);
        }
    }
}

async fn preview(reader: &Reader, cases: Vec<ListedCase>) -> Result<Preview, Problem> {
    let too_many = cases.len() > MOST;
    let choices = STEPS.map(|(command, _, field, name)| Choice {
        command,
        name: reader.t(name).into_owned(),
        field,
        label: reader.t(&format!("field.{field}")).into_owned(),
    });
    let trouble = match cases.len() {
        0 => Some(reader.t("page.bulk.nothing").into_owned()),
        _ if too_many => Some(told(reader.language, "page.bulk.too_many", &[("count", MOST.to_string())])),
        _ => None,
    };
    Ok(Preview {
        frame: reader.frame(Section::Cases, reader.t("page.bulk.title")).await?,
        choices: if trouble.is_some() { Vec::new() } else { choices.into() },
        cases: if too_many { Vec::new() } else { cases },
        command_id: reader.desk.store().source().command_id().to_string(),
        trouble,
    })
}

/// What would be done.
pub(in crate::web::pages) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let sent = Sent::of(uri.query().unwrap_or_default());
    let cases = chosen(&reader, &sent).await?;
    drawn(&preview(&reader, cases).await?)
}

/// Takes the step in each case. A case that refuses it does not keep the others from it.
pub(in crate::web::pages) async fn carry_out(reader: Reader, sent: Sent) -> Result<Response, Problem> {
    let step = STEPS.into_iter().find(|(command, ..)| *command == sent.text("command"));
    let id = sent.text("command_id").parse::<Uuid>().ok();
    let (Some((command, kind, field, _)), Some(id)) = (step, id) else {
        return Err(Problem::bad_request("page.no_form", "the form names no step; open it again"));
    };
    let cases = chosen(&reader, &sent).await?;
    let value = sent.text(&format!("{command}.{field}")).trim().to_owned();
    if kind == Kind::Access && value.is_empty() {
        let mut page = preview(&reader, cases).await?;
        page.trouble = Some(reader.t("page.wrong.missing").into_owned());
        return drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let mut receipts = Vec::with_capacity(cases.len());
    for case in cases.iter().filter(|case| kind == Kind::Access || case.kind == CaseKind::Petition) {
        let mut body = Map::new();
        if !value.is_empty() {
            body.insert(field.to_owned(), Value::from(value.clone()));
        }
        let whom = Whom { kind, name: Some(case.number.to_string()) };
        // Sent twice, it is the same command in each case.
        let one = [command.as_bytes(), case.case.0.as_bytes()].concat();
        let one = CommandId(Uuid::new_v5(&id, &one));
        let doing = Doing::Command(command.to_owned());
        let (said, done) = match carry(&reader.desk, whom, &doing, body, one, None).await {
            Ok(done) => {
                let position = done.receipt.position.to_string();
                (told(reader.language, "page.bulk.at", &[("position", position)]), true)
            }
            Err(problem) => (problem.in_language(reader.language).title().to_owned(), false),
        };
        receipts.push(Receipt { number: case.number.to_string(), said, done });
    }
    let page = Outcome {
        frame: reader.frame(Section::Cases, reader.t("page.bulk.title")).await?,
        count: receipts.iter().filter(|receipt| receipt.done).count(),
        receipts,
    };
    drawn(&page)
}
