//! The steps of a case: those that can be taken now, and the others with the reason.
use super::super::declared::shown;
use super::super::frame::coded;
use super::super::reader::{Reader, said};
use super::kind_of;
use super::reading::sample;
use crate::cases::any_file::CaseKind;
use crate::commands::AnyOrder;
use crate::policy::{Action, Kind};
use crate::projections::case_list::ListedCase;
use crate::queries::next_steps::{self, Stands};
use crate::web::api::body::forms::{self, To};
use crate::web::api::commands::{Whom, would_be};
use crate::web::problem::Problem;
use axum::http::StatusCode;

/// A step.
pub(in crate::web::pages) struct Offered {
    pub(in crate::web::pages) name: String,
    pub(in crate::web::pages) href: String,
    /// Why it cannot be taken; none if it can.
    pub(in crate::web::pages) against: Option<String>,
}

/// The steps of a case for this reader, those that can be taken first.
pub(in crate::web::pages) async fn offered(
    reader: &Reader,
    case: &ListedCase,
) -> Result<Vec<Offered>, Problem> {
    if let CaseKind::Declared(kind) = case.kind {
        return shown::offered(reader, case, kind).await;
    }
    let (desk, kind) = (&reader.desk, kind_of(case.kind));
    let today = desk.store().source().now().day();
    let (mut names, mut orders): (Vec<&'static str>, Vec<AnyOrder>) = (Vec::new(), Vec::new());
    for (of, name, to, form) in forms::all() {
        if of != kind || to != To::Known {
            continue;
        }
        let whom = Whom { kind, name: Some(case.number.to_string()) };
        let tried = would_be(desk, whom, name, sample(form, today)).await;
        let request = tried.map_err(|problem| {
            Problem::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "command.faulty",
                format!("{name} cannot be tried: {}", problem.detail()),
            )
        })?;
        if let Some(step) = request.steps.into_iter().next_back() {
            names.push(name);
            orders.push(step.order);
        }
    }
    let stands = next_steps::of(desk, case.case, case.kind, &orders).await?;
    let mut offered: Vec<_> = names
        .iter()
        .zip(stands)
        .map(|(name, stands)| {
            let against = match stands {
                Stands::Open => None,
                Stands::NotYours => Some(said(reader.language, "page.steps.not_yours").into_owned()),
                Stands::Against(refused) => {
                    Some(coded(reader.language, "problem", refused.key()).into_owned())
                }
            };
            Offered {
                name: said(reader.language, &format!("command.{name}")).into_owned(),
                href: format!("/cases/{}/steps/{name}", case.number),
                against,
            }
        })
        .collect();
    offered.sort_by_key(|step| step.against.is_some());
    Ok(offered)
}

/// What can be said about who belongs to a case, by this reader.
pub(in crate::web::pages) async fn access(
    reader: &Reader,
    case: &ListedCase,
) -> Result<Vec<Offered>, Problem> {
    let mut offered = Vec::new();
    let names = Kind::Access.commands().iter().filter(|name| **name != "OpenAccess");
    for name in names {
        if reader.desk.may_in_case(Action::Command(Kind::Access, name), case.case).await? {
            offered.push(Offered {
                name: said(reader.language, &format!("command.{name}")).into_owned(),
                href: format!("/cases/{}/access/{name}", case.number),
                against: None,
            });
        }
    }
    Ok(offered)
}
