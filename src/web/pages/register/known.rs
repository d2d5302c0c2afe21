//! What is known already while a petition is told: the same person's matters, and similar ones that are open nearby.
use super::super::case::found;
use super::super::frame::{Frame, REGISTERS, Section, drawn_as};
use super::super::reader::Reader;
use super::{ListedCase, Sent};
use crate::web::problem::Problem;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

/// What is known.
#[derive(Default)]
pub(super) struct Known {
    pub(super) asked: bool,
    /// Whether somebody was looked for by a number.
    pub(super) for_a_person: bool,
    pub(super) person: Vec<ListedCase>,
    pub(super) similar: Vec<ListedCase>,
}

#[derive(Template)]
#[template(path = "register/known.html")]
struct Part {
    frame: Frame,
    known: Known,
}

impl Known {
    /// That somebody was looked for is recorded before it is shown who was found.
    pub(super) async fn note(&self, reader: &Reader) -> Result<(), Problem> {
        if self.for_a_person {
            reader.desk.note_person_search().await?;
        }
        Ok(())
    }
}

/// Looks up what is known of the person, by an exact telephone or identity number, and of the matter, by its words.
pub(super) async fn look_up(reader: &Reader, sent: &Sent) -> Result<Known, Problem> {
    let mut known = Known::default();
    for field in ["petitioner.phone", "petitioner.id_number"] {
        let exact = sent.text(field).trim();
        // A part of a number is no question.
        if exact.chars().filter(char::is_ascii_digit).count() >= 7 {
            known.asked = true;
            known.for_a_person = true;
            known.person.extend(found(reader, exact).await?);
        }
    }
    known.person.sort_by_key(|case| std::cmp::Reverse(case.opened));
    known.person.dedup_by_key(|case| case.case);
    let matter = sent.text("matter").trim();
    if matter.chars().count() >= 2 {
        known.asked = true;
        let committee = sent.text("committee");
        let same = |case: &ListedCase| committee.is_empty() || case.committee.as_deref() == Some(committee);
        known.similar = found(reader, matter).await?;
        known.similar.retain(|case| case.open && same(case));
    }
    Ok(known)
}

/// The part of the page that says what is known, for its script.
pub(in crate::web::pages) async fn page(reader: Reader, sent: Sent) -> Result<Response, Problem> {
    if !reader.desk.may(REGISTERS) {
        let detail = "you may not register petitions";
        return Err(Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", detail));
    }
    let known = look_up(&reader, &sent).await?;
    known.note(&reader).await?;
    let frame = reader.frame(Section::Register, reader.t("page.register.title")).await?;
    drawn_as(StatusCode::OK, &Part { frame, known })
}
