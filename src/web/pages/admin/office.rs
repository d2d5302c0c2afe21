//! `/admin`: the office, its committees and departments.
use super::forms::carry_out;
use super::{
    Cow, Failing, Form, Frame, IntoResponse, Kind, Problem, Reader, Redirect, Response, Sent, StatusCode,
    Tab, Template, Whole, drawn_as, frame, tabs,
};
use crate::web::api::body::forms::To;
use crate::web::pages::steps::Input;

#[derive(Template)]
#[template(path = "admin/office.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    code: String,
    called: String,
    above: Option<String>,
    committees: Vec<String>,
    departments: Vec<String>,
    forms: Vec<Form>,
}

/// The office.
pub(super) async fn page(reader: Reader) -> Result<Response, Problem> {
    drawn_as(StatusCode::OK, &Page::of(&reader, None).await?)
}

/// Adds a committee or a department.
pub(super) async fn take(reader: Reader, sent: Sent) -> Result<Response, Problem> {
    tabs(&reader, "office")?;
    match carry_out(&reader, Kind::Office, Some(String::new()), &sent).await? {
        Ok(_) => Ok(Redirect::to("/admin").into_response()),
        Err(failing) => drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &Page::of(&reader, Some(&failing)).await?),
    }
}

impl Page {
    async fn of(reader: &Reader, failing: Option<&Failing>) -> Result<Self, Problem> {
        let tabs = tabs(reader, "office")?;
        let office = reader.desk.file().await.map_err(|error| Problem::failed(&error))?.unwrap_or_default();
        let whole = Whole { reader, kind: Kind::Office, to: To::Known, action: "/admin".to_owned(), failing };
        let mut forms = Vec::new();
        for command in ["AddCommittee", "AddDepartment", "PlaceOffice"] {
            forms.extend(whole.form(command, &[])?);
        }
        let named = |names: &mut dyn Iterator<Item = String>| names.collect::<Vec<_>>();
        Ok(Self {
            tabs,
            code: office.office.as_ref().map(|(code, _)| code.to_string()).unwrap_or_default(),
            called: office.office.as_ref().map(|(_, name)| name.to_string()).unwrap_or_default(),
            above: office.above.as_ref().map(ToString::to_string),
            committees: named(&mut office.committees.iter().map(ToString::to_string)),
            departments: named(&mut office.departments.iter().map(ToString::to_string)),
            forms,
            frame: frame(reader, title(reader)).await?,
        })
    }
}

fn title(reader: &Reader) -> Cow<'static, str> {
    reader.t("page.admin.office")
}
