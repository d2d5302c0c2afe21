//! What is known already while a petition is told: the same person's matters, similar ones that are open nearby, which
//! committee earlier matters of the place belonged to, and which days will apply.
use super::super::case::{arithmetic, found};
use super::super::frame::{Frame, REGISTERS, Section, drawn_as};
use super::super::reader::{Reader, said};
use super::{ListedCase, Sent};
use crate::cases::due::DueDate;
use crate::cases::occurred::Day;
use crate::cases::statutes::Rule;
use crate::web::problem::Problem;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What is known.
#[derive(Default)]
pub(super) struct Known {
    pub(super) asked: bool,
    /// Whether somebody was looked for by a number.
    pub(super) for_a_person: bool,
    pub(super) person: Vec<ListedCase>,
    pub(super) similar: Vec<ListedCase>,
    /// The committee to which most matters of the same place belonged, while none is chosen.
    pub(super) committee: Option<String>,
    /// What will be due by when, if it is registered so.
    pub(super) terms: Vec<Term>,
}

/// A term that begins with the registration.
pub(super) struct Term {
    pub(super) what: Cow<'static, str>,
    pub(super) by: Day,
    /// How that is counted, step by step.
    pub(super) arithmetic: Vec<String>,
    pub(super) provisional: bool,
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
    known.terms = terms(reader, sent).await?;
    if sent.text("committee").is_empty() {
        known.committee = committee_of(reader, sent).await?;
    }
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

/// The committee of most earlier matters at the place that the address, or else the matter, names.
async fn committee_of(reader: &Reader, sent: &Sent) -> Result<Option<String>, Problem> {
    let place = [sent.text("petitioner.address"), sent.text("matter")].into_iter().find_map(place_in);
    let Some(place) = place else { return Ok(None) };
    let mut counts = BTreeMap::<String, usize>::new();
    for committee in found(reader, place).await?.into_iter().filter_map(|case| case.committee) {
        *counts.entry(committee).or_default() += 1;
    }
    Ok(counts.into_iter().max_by_key(|(_, count)| *count).map(|(committee, _)| committee))
}

/// A road and a number on it, as an address has it: 长阳路89 of 长阳路89弄12号. What the number counts is left out: one
/// character alone is no word that is looked for.
fn place_in(text: &str) -> Option<&str> {
    let letters: Vec<_> = text.char_indices().collect();
    let at_road = letters.iter().position(|(_, letter)| matches!(letter, '路' | '街' | '村'))?;
    let begins =
        letters[..at_road].iter().rposition(|(_, letter)| !letter.is_alphabetic()).map_or(0, |at| at + 1);
    let begins = begins.max(at_road.saturating_sub(LONGEST_ROAD));
    let ends = letters[at_road..].iter().position(|(_, letter)| matches!(letter, '弄' | '号'))? + at_road;
    let digits = letters[at_road + 1..ends].iter().all(|(_, letter)| letter.is_ascii_digit());
    if !digits || ends == at_road + 1 || begins == at_road {
        return None;
    }
    text.get(letters[begins].0..letters[ends].0)
}

/// Letters of a road's name before 路 that are looked for; more might be what was said before it. The index knows words by
/// pairs of letters, so the end of 杨树浦路 finds it.
const LONGEST_ROAD: usize = 2;

/// By when the petitioner is to be told and, where it is accepted at once, the matter concluded.
async fn terms(reader: &Reader, sent: &Sent) -> Result<Vec<Term>, Problem> {
    let Ok(day) = sent.text("occurred_day").parse::<Day>() else { return Ok(Vec::new()) };
    let calendar = reader.desk.calendar().await?;
    let term = |name: &str, rule: Rule| {
        let due = DueDate::by(rule, day, &calendar);
        Term {
            what: said(reader.language, &format!("clock.{name}")),
            by: due.due,
            arithmetic: arithmetic(reader.language, &due.explain()),
            provisional: due.provisional,
        }
    };
    let mut terms = vec![term("inform_petitioner", Rule::InformPetitioner)];
    if sent.text("route") == "accept" {
        terms.push(term("conclude_petition", Rule::ConcludePetition));
    }
    Ok(terms)
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

#[cfg(test)]
mod tests {
    use super::place_in;

    #[test]
    fn a_place_is_a_road_with_a_number_wherever_it_stands() {
        let places = [
            ("反映长阳路89弄12号楼道堆物", Some("长阳路89")),
            ("杨树浦路14弄", Some("树浦路14")),
            ("住址：内江路1053弄11号", Some("内江路1053")),
            ("路上有垃圾", None),
            ("长阳路很吵", None),
            ("长阳路与内江路路口", None),
            ("", None),
        ];
        for (text, place) in places {
            assert_eq!(place_in(text), place, "{text}");
        }
    }
}
