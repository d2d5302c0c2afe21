//! Who may put files in and see them.
use crate::cases::user::Role;
use crate::commands::OfficeDesk;
use crate::commands::permit::{FileSight, NotPermitted};
use crate::files::{FileError, FileHash};
use crate::policy::{Action, Query};
use crate::web::api::case::why;
use crate::web::files::{Gate, Permit, Wish};
use crate::web::here::Here;
use crate::web::problem::Problem;
use crate::web::server::Deadline;
use crate::web::words::Language;
use axum::http::StatusCode;
use axum::http::request::Parts;
use futures_util::future::BoxFuture;

/// The policy, asked about files.
pub(super) struct OfficeGate;

impl Gate for OfficeGate {
    fn permit<'a>(&'a self, request: &'a Parts, wish: Wish) -> BoxFuture<'a, Result<Permit, Problem>> {
        Box::pin(async move {
            let Some(Here(desk)) = request.extensions.get::<Here>() else {
                let detail = "nobody is signed in; sign in first";
                return Err(Problem::new(StatusCode::UNAUTHORIZED, "session.missing", detail));
            };
            // What is large takes its time: the upload has limits of its own.
            if let (Wish::Put(_), Some(deadline)) = (wish, request.extensions.get::<Deadline>()) {
                deadline.lift();
            }
            let language = request.extensions.get::<Language>().copied().unwrap_or_default();
            let none = |file| Problem::from(FileError::NotFound(file)).in_language(language);
            match wish {
                Wish::Put(_) => drop(desk.permit(Query::StoreFile).await?),
                Wish::See(file) | Wish::SeeOriginal(file) => match (sight(desk, file).await?, wish) {
                    (FileSight::Nothing, _) => return Err(none(file)),
                    (FileSight::KeptOnly, _) => {
                        let opened = open_kept(desk, file, request.uri.query().unwrap_or_default()).await;
                        opened.map_err(|problem| problem.in_language(language))?;
                    }
                    (FileSight::Shown, Wish::SeeOriginal(_)) => return Err(denied(desk).into()),
                    _ => desk.note_file_read(file).await?,
                },
            }
            Ok(Permit { office: desk.office(), actor: desk.actor().clone(), language })
        })
    }
}

/// Lets the auditor see a file that is kept only because its case must be, for a reason that is recorded before.
async fn open_kept(desk: &OfficeDesk, file: FileHash, query: &str) -> Result<(), Problem> {
    if !desk.subject().is(Role::Auditor) {
        let detail = "its processing is restricted: it is stored only because its case must be kept, and nobody uses it";
        return Err(Problem::new(StatusCode::FORBIDDEN, "file.restricted", detail));
    }
    let told = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let Some(reason) = told("reveal").filter(|reason| !reason.is_empty()) else {
        let detail =
            "its processing is restricted: say with `reveal`, and `words`, for what reason it is opened";
        return Err(Problem::new(StatusCode::FORBIDDEN, "file.reason_wanted", detail).about("reveal"));
    };
    let why = why(&reason, &told("words").unwrap_or_default())?;
    desk.note_kept_file_read(file, &why).await?;
    Ok(())
}

async fn sight(desk: &OfficeDesk, file: FileHash) -> Result<FileSight, NotPermitted> {
    Ok(desk.sight_of(file).await?)
}

fn denied(desk: &OfficeDesk) -> NotPermitted {
    let action = Action::Query(Query::ReadOriginal).to_string();
    NotPermitted::Denied { who: desk.subject().who.to_string(), action }
}
