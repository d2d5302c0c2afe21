//! `/admin/kinds`: a kind of case is declared: its TOML is pasted or uploaded, what follows from it is shown or what is
//! wrong with it, by line and column, and only then it is declared.
mod compiled;

use super::{
    Action, Frame, IntoResponse, Kind, Problem, Reader, Redirect, Response, Sent, StatusCode, Tab, Template,
    drawn_as, frame, tabs,
};
use crate::cases::declared::{Declaration, DeclarationError, DeclarationText};
use crate::cases::ids::CommandId;
use crate::exchange::locating::locate;
use crate::web::api::commands::{Doing, Whom, carry};
use crate::web::declared_words::named;
use crate::web::pages::reader::told;
use crate::web::words::Language;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use compiled::Compiled;
use serde_json::{Map, json};

/// A kind that is declared.
struct Line {
    id: String,
    version: String,
    name: String,
    numbers: String,
    href: String,
}

/// What is wrong with a declaration.
struct Fault {
    /// Line and column, where they can be said.
    place: Option<String>,
    /// The line itself.
    line: String,
    /// The part of the declaration, and why.
    why: String,
}

#[derive(Template)]
#[template(path = "admin/kinds.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    /// The text of the form; none for who declares nothing.
    text: Option<String>,
    command_id: String,
    fault: Option<Fault>,
    /// What follows from it, once it was checked.
    compiled: Option<Compiled>,
    trouble: Option<String>,
}

/// The kinds; with `?kind=` what stands declared, to be changed.
pub(super) async fn page(reader: Reader, uri: axum::http::Uri) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    let mut page = Page::of(&reader).await?;
    if let Ok(kind) = asked.text("kind").parse()
        && let Some(declaration) = reader.desk.kinds().await?.kind(kind)
    {
        page.text = page.text.map(|_| declaration.text.as_str().to_owned());
        page.compiled = Some(Compiled::of(declaration, reader.language, false));
    }
    drawn_as(StatusCode::OK, &page)
}

/// Shows what follows from a declaration; or declares it.
pub(super) async fn take(
    reader: Reader,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let no_form = || Problem::bad_request("page.no_form", "this page takes what its form sends");
    let sent = read(form.map_err(|_| no_form())?).await.map_err(|_| no_form())?;
    let mut page = Page::of(&reader).await?;
    if page.text.is_none() {
        let detail = "you may not declare kinds of cases";
        return Err(Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", detail));
    }
    page.text = Some(sent.text.clone());
    match checked(&reader, &sent.text).await? {
        Err(error) => {
            page.fault = Some(Fault::of(&sent.text, &error, reader.language));
            drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        // What was uploaded is looked at before it is declared.
        Ok(declaration) if !sent.declares || sent.uploaded => {
            page.compiled = Some(Compiled::of(&declaration, reader.language, true));
            drawn_as(StatusCode::OK, &page)
        }
        Ok(declaration) => {
            let id = CommandId(sent.command_id.parse().map_err(|_| no_form())?);
            let whom = Whom { kind: Kind::Office, name: Some(String::new()) };
            let doing = Doing::Command("DeclareKind".to_owned());
            let body = Map::from_iter([("declaration".to_owned(), json!(declaration.text))]);
            match carry(&reader.desk, whom, &doing, body, id, None).await {
                Ok(_) => Ok(Redirect::to(&format!("/admin/kinds?kind={}", declaration.id)).into_response()),
                Err(problem) if problem.status().is_client_error() && problem.status() != 403 => {
                    page.trouble = Some(problem.in_language(reader.language).title().to_owned());
                    drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
                }
                Err(problem) => Err(problem),
            }
        }
    }
}

/// What the form sent.
#[derive(Default)]
struct Form {
    text: String,
    uploaded: bool,
    declares: bool,
    command_id: String,
}

async fn read(mut form: Multipart) -> Result<Form, axum::extract::multipart::MultipartError> {
    let mut read = Form::default();
    let mut file = Vec::new();
    while let Some(field) = form.next_field().await? {
        match field.name() {
            Some("text") => read.text = field.text().await?.replace("\r\n", "\n"),
            Some("file") => file = field.bytes().await?.to_vec(),
            Some("command_id") => read.command_id = field.text().await?,
            Some("declare") => read.declares = true,
            _ => {}
        }
    }
    if !file.is_empty() {
        // What is no text is refused where a declaration is read.
        read.text = String::from_utf8_lossy(&file).into_owned();
        read.uploaded = true;
    }
    Ok(read)
}

/// The declaration, if it is whole and can follow what stands there.
async fn checked(reader: &Reader, text: &str) -> Result<Result<Declaration, DeclarationError>, Problem> {
    let declaration = match text.parse::<Declaration>() {
        Ok(declaration) => declaration,
        Err(error) => return Ok(Err(error)),
    };
    let kinds = reader.desk.kinds().await?;
    let known = kinds.version(declaration.id, Some(declaration.version));
    if known.is_some_and(|known| known.hash == declaration.hash) {
        return Ok(Ok(declaration));
    }
    Ok(kinds.admits(&declaration).map(|()| declaration))
}

impl Fault {
    fn of(text: &str, error: &DeclarationError, language: Language) -> Self {
        let at = text.parse::<DeclarationText>().ok().and_then(|_| locate(text, &error.place));
        let line = at.and_then(|(line, _)| text.lines().nth(line.saturating_sub(1)));
        let why = if error.place.starts_with("line ") { error.reason.clone() } else { error.to_string() };
        let place = at.map(|(line, column)| {
            let with = [("line", line.to_string()), ("column", column.to_string())];
            told(language, "page.admin.kinds.place", &with)
        });
        Self { place, line: line.unwrap_or_default().to_owned(), why }
    }
}

impl Page {
    async fn of(reader: &Reader) -> Result<Self, Problem> {
        let tabs = tabs(reader, "kinds")?;
        let kinds = reader.desk.kinds().await?;
        let line = |declaration: &std::sync::Arc<Declaration>| Line {
            id: declaration.id.to_string(),
            version: declaration.version.to_string(),
            name: named(&declaration.name, reader.language).to_owned(),
            numbers: declaration.prefix.to_string(),
            href: format!("/admin/kinds?kind={}", declaration.id),
        };
        Ok(Self {
            tabs,
            lines: kinds.newest().map(line).collect(),
            text: reader.desk.may(Action::Command(Kind::Office, "DeclareKind")).then(String::new),
            command_id: reader.desk.store().source().command_id().to_string(),
            fault: None,
            compiled: None,
            trouble: None,
            frame: frame(reader, reader.t("page.admin.kinds")).await?,
        })
    }
}
