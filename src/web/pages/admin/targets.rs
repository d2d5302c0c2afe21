//! `/admin/targets`: what is to be reached in a year, figure by figure, with what it was before.
use super::super::reader::told;
use super::super::steps::Input;
use super::forms::carry_out;
use super::{
    Failing, Form, Frame, IntoResponse, Kind, Problem, Reader, Redirect, Response, Sent, StatusCode, Tab,
    Template, Whole, at, drawn_as, frame, said, tabs,
};
use crate::cases::declared::Kinds;
use crate::figures;
use crate::queries::office::{self, TargetSaid};
use crate::web::api::body::forms::To;
use crate::web::declared_words;
use crate::web::words::word;
use axum::http::Uri;
use chrono::Datelike;
use std::borrow::Cow;

/// A target of the year.
struct Line {
    label: String,
    id: String,
    amount: String,
    unit: Cow<'static, str>,
    said: String,
    before: Vec<String>,
    last_year: String,
}

#[derive(Template)]
#[template(path = "admin/targets.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    year: i32,
    earlier: i32,
    later: i32,
    lines: Vec<Line>,
    form: Option<Form>,
}

/// The targets of a year.
pub(super) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    let year = year(&reader, asked.text("year"));
    drawn_as(StatusCode::OK, &Page::of(&reader, year, None).await?)
}

/// Sets a target.
pub(super) async fn take(reader: Reader, sent: Sent) -> Result<Response, Problem> {
    tabs(&reader, "targets")?;
    let year = year(&reader, sent.text("year"));
    match carry_out(&reader, Kind::Office, Some(String::new()), &sent).await? {
        Ok(_) => Ok(Redirect::to(&format!("/admin/targets?year={year}")).into_response()),
        Err(failing) => {
            drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &Page::of(&reader, year, Some(&failing)).await?)
        }
    }
}

/// The year that is meant; this one, if none makes sense.
fn year(reader: &Reader, text: &str) -> i32 {
    let today = reader.desk.store().source().now().day();
    text.parse().ok().filter(|year| (1949..=2999).contains(year)).unwrap_or_else(|| today.year())
}

impl Page {
    async fn of(reader: &Reader, year: i32, failing: Option<&Failing>) -> Result<Self, Problem> {
        let tabs = tabs(reader, "targets")?;
        let kinds = reader.desk.kinds().await?;
        let targets = office::targets(&reader.desk).await?;
        let of = |year: i32, id: &str| {
            targets
                .iter()
                .find(|((of, figure), _)| *of == year && figure.as_str() == id)
                .map(|(_, said)| said)
        };
        let ids =
            targets.keys().filter(|(of, _)| *of == year || *of == year - 1).map(|(_, id)| id.to_string());
        let ids: std::collections::BTreeSet<_> = ids.collect();
        let lines = ids.into_iter().map(|id| {
            let said_ = of(year, &id);
            let now = said_.and_then(|said| said.last());
            let unit = figures::declared::find(&kinds, &id)
                .map(|figure| said(reader.language, &format!("unit.{}", figure.unit.name())));
            Line {
                label: label(reader, &kinds, &id),
                amount: amount(now),
                unit: unit.unwrap_or_default(),
                said: now.map(|said| told_by(reader, said)).unwrap_or_default(),
                before: said_
                    .into_iter()
                    .flat_map(|all| all.iter().rev().skip(1))
                    .map(|one| format!("{} · {}", amount(Some(one)), told_by(reader, one)))
                    .collect(),
                last_year: amount(of(year - 1, &id).and_then(|said| said.last())),
                id,
            }
        });
        let lines = lines.collect();
        let whole =
            Whole { reader, kind: Kind::Office, to: To::Known, action: "/admin/targets".to_owned(), failing };
        let mut form = whole.form("SetTarget", &[])?;
        for field in form.iter_mut().flat_map(|form| &mut form.fields) {
            match field.name.as_str() {
                "figure" => {
                    let every = figures::declared::every(&kinds);
                    let choices =
                        every.map(|figure| (figure.id.to_owned(), label(reader, &kinds, figure.id)));
                    field.input = Input::Choice(choices.collect());
                }
                "year" if field.value.is_empty() => field.value = year.to_string(),
                _ => {}
            }
        }
        Ok(Self {
            tabs,
            year,
            earlier: year - 1,
            later: year + 1,
            lines,
            form,
            frame: frame(reader, reader.t("page.admin.targets")).await?,
        })
    }
}

fn label(reader: &Reader, kinds: &Kinds, id: &str) -> String {
    let declared = declared_words::figure(kinds, id, reader.language);
    declared.or_else(|| word(reader.language, &format!("figure-{id}"))).unwrap_or(id).to_owned()
}

fn amount(said: Option<&TargetSaid>) -> String {
    said.and_then(|said| said.amount).map_or_else(|| "—".to_owned(), |amount| amount.to_string())
}

fn told_by(reader: &Reader, said: &TargetSaid) -> String {
    let with = [("who", said.actor.0.to_string()), ("moment", at(said.recorded))];
    told(reader.language, "page.admin.said_by", &with)
}
