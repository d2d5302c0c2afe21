//! `/admin/indicators`: numbers of the report that nobody's cases make, each with what was told of it last; a number is
//! told here. `/admin/indicators/{id@period}` has all that was told of one.
pub(super) mod one;

use super::forms::carry_out;
use super::{
    Failing, Form, Frame, IntoResponse, Kind, Problem, Reader, Redirect, Response, Sent, StatusCode, Tab,
    Template, Whole, drawn_as, frame, tabs,
};
use crate::cases::indicator::{Exactness, IndicatorLife, Reading, Told};
use crate::queries::indicators;
use crate::web::api::body::forms::To;
use crate::web::pages::frame::coded;
use crate::web::pages::reader::told;
use crate::web::pages::steps::{Field, Input};
use crate::web::words::word;

/// What was told at one time, as a page shows it.
struct Said {
    version: i64,
    amount: String,
    as_of: String,
    department: String,
    target: String,
    prior: String,
    rule: String,
    source: String,
    when: String,
}

/// An indicator with what was told of it last.
struct Line {
    href: String,
    id: String,
    name: String,
    period: String,
    said: Said,
    /// How often something was told before.
    before: usize,
}

#[derive(Template)]
#[template(path = "admin/indicators.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    form: Option<Form>,
}

/// The indicators.
pub(super) async fn page(reader: Reader) -> Result<Response, Problem> {
    drawn_as(StatusCode::OK, &Page::of(&reader, None).await?)
}

/// Records what a source says.
pub(super) async fn take(reader: Reader, sent: Sent) -> Result<Response, Problem> {
    tabs(&reader, "indicators")?;
    match carry_out(&reader, Kind::Indicator, None, &sent).await? {
        Ok(_) => {
            let name = format!("{}@{}", sent.text("indicator").trim(), sent.text("period").trim());
            Ok(Redirect::to(&format!("/admin/indicators/{name}")).into_response())
        }
        Err(failing) => drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &Page::of(&reader, Some(&failing)).await?),
    }
}

impl Page {
    async fn of(reader: &Reader, failing: Option<&Failing>) -> Result<Self, Problem> {
        let tabs = tabs(reader, "indicators")?;
        let lives = indicators::kept(&reader.desk).await?;
        let mut form = form(reader, failing, "/admin/indicators".to_owned())?;
        if let Some(form) = &mut form {
            dress(reader, &mut form.fields).await?;
        }
        Ok(Self {
            tabs,
            lines: lives.iter().filter_map(|life| Line::of(reader, life)).collect(),
            form,
            frame: frame(reader, reader.t("page.admin.indicators")).await?,
        })
    }
}

impl Line {
    fn of(reader: &Reader, life: &IndicatorLife) -> Option<Self> {
        let (id, period) = life.indicator.as_ref()?;
        let last = life.readings.last()?;
        Some(Self {
            href: format!("/admin/indicators/{id}@{period}"),
            id: id.to_string(),
            name: name(reader, id.as_str(), &last.told),
            period: period.to_string(),
            said: Said::of(reader, last),
            before: life.readings.len() - 1,
        })
    }
}

impl Said {
    fn of(reader: &Reader, Reading { version, occurred, told }: &Reading) -> Self {
        let text = |text: Option<String>| text.unwrap_or_default();
        Self {
            version: version.0,
            amount: amount(reader, told),
            as_of: text(told.as_of.map(|day| day.to_string())),
            department: text(told.department.as_ref().map(ToString::to_string)),
            target: text(told.target.map(|number| number.to_string())),
            prior: text(told.prior.map(|number| number.to_string())),
            rule: text(told.rule.as_ref().map(ToString::to_string)),
            source: text(told.source.as_ref().map(ToString::to_string)),
            when: crate::web::pages::timeline::when(*occurred),
        }
    }
}

/// What an indicator is called: by the program, by whoever told of it, or by its id.
fn name(reader: &Reader, id: &str, told: &Told) -> String {
    let known = word(reader.language, &format!("figure-{id}")).map(str::to_owned);
    known.or_else(|| told.name.as_ref().map(ToString::to_string)).unwrap_or_else(|| id.to_owned())
}

/// The number with its unit, and how far it is to be believed.
fn amount(reader: &Reader, told_of: &Told) -> String {
    let number = match (told_of.exactness, told_of.upper) {
        (Exactness::Exact, _) => return format!("{} {}", told_of.value, told_of.unit),
        (Exactness::Range, Some(upper)) => format!("{}–{upper}", told_of.value),
        _ => told_of.value.to_string(),
    };
    let code = serde_json::to_value(told_of.exactness).ok();
    let code = code.as_ref().and_then(|code| code.as_str()).unwrap_or_default();
    let with = [
        ("exactness", coded(reader.language, "code", code).into_owned()),
        ("number", number),
        ("unit", told_of.unit.to_string()),
    ];
    told(reader.language, "page.admin.indicators.amount", &with)
}

/// The form that tells of an indicator.
fn form(reader: &Reader, failing: Option<&Failing>, action: String) -> Result<Option<Form>, Problem> {
    Whole { reader, kind: Kind::Indicator, to: To::New, action, failing }.form("RecordIndicator", &[])
}

/// The fields by their own names, and the departments to choose from, where the office names them.
async fn dress(reader: &Reader, fields: &mut [Field]) -> Result<(), Problem> {
    let office = reader.desk.file().await.map_err(|error| Problem::failed(&error))?.unwrap_or_default();
    for field in fields {
        if let Some((_, own)) = field.label.rsplit_once(" · ") {
            field.label = own.to_owned();
        }
        let own = field.name.trim_start_matches("told.");
        if own == "name" {
            field.label = reader.t("page.admin.indicators.name").into_owned();
        }
        field.help = word(reader.language, &format!("help.RecordIndicator.{own}"));
        if own == "department" && !office.departments.is_empty() {
            let names = office.departments.iter().map(ToString::to_string);
            field.input = Input::Choice(names.map(|name| (name.clone(), name)).collect());
        }
    }
    Ok(())
}
