//! Who may put files in and see them.
use crate::policy::Query;
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
            desk.permit(match wish {
                Wish::Put(_) => Query::StoreFile,
                Wish::See(_) => Query::ReadFile,
                Wish::SeeOriginal(_) => Query::ReadOriginal,
            })
            .await?;
            let language = request.extensions.get::<Language>().copied().unwrap_or_default();
            Ok(Permit { office: desk.office(), actor: desk.actor().clone(), language })
        })
    }
}
