//! A photograph, sent by a form without scripts: stored sealed as every file is, and attached in the petitioner's name.
use super::{Asked, Found, Held, TrackState, command_id};
use crate::cases::file_hash::FileHash;
use crate::files::MediaType;
use crate::policy::{Kind, Query};
use crate::queries::tracking::{self, MOST_PHOTOGRAPHS};
use crate::web::api::commands::{Doing, Whom, carry};
use crate::web::pages::reader::{Anybody, said, told};
use crate::web::problem::Problem;
use crate::web::server::Deadline;
use crate::web::sign_in::Visitor;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::stream;
use serde_json::{Map, Value, json};
use std::convert::Infallible;

/// Bytes of a photograph at most: what telephones make.
pub(super) const LARGEST: usize = 10 << 20;
/// Bytes of what a form puts around it.
pub(super) const AROUND: usize = 64 << 10;

/// What a form sent.
struct Form {
    photograph: Bytes,
    command_id: String,
}

/// Adds a photograph.
pub(super) async fn add(
    anybody: Anybody,
    State(state): State<TrackState>,
    Visitor { visit, .. }: Visitor,
    Path(code): Path<String>,
    deadline: Option<Extension<Deadline>>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let asked = Asked::of(state, anybody, visit.address).await?;
    // Nobody's bytes are taken in without a code.
    let held = match asked.find(&code).await? {
        Found::Held(held) => *held,
        found => return asked.refuse(code, &found).await,
    };
    // What is large takes its time.
    if let Some(Extension(deadline)) = deadline {
        deadline.lift();
    }
    let form =
        form.map_err(|_| Problem::bad_request("page.no_form", "this page takes what its form sends"))?;
    match take(&asked, &held, form).await? {
        None => Ok(asked.done(&code, "photograph")),
        Some(why) => asked.show(&held, code, (StatusCode::UNPROCESSABLE_ENTITY, Some(why))).await,
    }
}

/// Takes it in; why not, where it is not taken.
async fn take(asked: &Asked, held: &Held, form: Multipart) -> Result<Option<String>, Problem> {
    let language = asked.anybody.language;
    let why = |key: &str| Ok(Some(said(language, &format!("page.track.photograph.{key}")).into_owned()));
    let tracked = tracking::of(&held.desk, held.case).await?;
    if !tracked.takes_photographs {
        let most = [("most", MOST_PHOTOGRAPHS.to_string())];
        return Ok(Some(told(language, "page.track.photograph.enough", &most)));
    }
    let form = match read(form).await {
        Ok(form) => form,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => return why("large"),
        Err(_) => {
            return Err(Problem::bad_request(
                "body.cut_off",
                "the photograph did not arrive whole; send it again",
            ));
        }
    };
    if form.photograph.is_empty() {
        return why("none");
    }
    if form.photograph.len() > LARGEST {
        return why("large");
    }
    if !MediaType::of(&form.photograph).is_ok_and(MediaType::is_image) {
        return why("kind");
    }
    let id = command_id(&form.command_id)?;
    held.desk.permit(Query::StoreFile).await?;
    let (file, files) = (FileHash::of(&form.photograph), asked.state.files.store());
    let body = stream::iter([Ok::<_, Infallible>(form.photograph)]);
    if let Err(error) = files.put(held.desk.office(), file, held.desk.actor(), body).await {
        let problem = Problem::from(error).in_language(language);
        return if problem.status().is_client_error() {
            Ok(Some(problem.title().to_owned()))
        } else {
            Err(problem)
        };
    }
    let fields = json!({"file": file.to_string(), "what": "photograph"});
    let Value::Object(fields) = fields else { return Ok(None) };
    attach(held, tracked.number.to_string(), fields, id).await?;
    Ok(None)
}

async fn attach(
    held: &Held,
    number: String,
    fields: Map<String, Value>,
    id: crate::cases::ids::CommandId,
) -> Result<(), Problem> {
    let whom = Whom { kind: Kind::Attachment, name: Some(number) };
    carry(&held.desk, whom, &Doing::Command("AttachFile".to_owned()), fields, id, None).await.map(drop)
}

async fn read(mut form: Multipart) -> Result<Form, MultipartError> {
    let mut read = Form { photograph: Bytes::new(), command_id: String::new() };
    while let Some(field) = form.next_field().await? {
        match field.name() {
            Some("photograph") => read.photograph = field.bytes().await?,
            Some("command_id") => read.command_id = field.text().await?,
            _ => {}
        }
    }
    Ok(read)
}
