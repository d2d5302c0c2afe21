//! Cases that belong to a case: those that are linked with it, those of the same person, those at the same place.
use super::super::reader::Reader;
use super::super::timeline::numbers;
use crate::cases::people::Person;
use crate::projections::case_list::ListedCase;
use crate::queries::case::CaseSeen;
use crate::search::{self, Fields, Sight};
use crate::web::problem::Problem;
use crate::web::search_view::SearchView;
use serde_json::Value;

/// How many of each are shown.
const SHOWN: usize = 8;

/// Cases that belong to a case.
#[derive(Default)]
pub(super) struct Related {
    pub(super) linked: Vec<String>,
    pub(super) same_person: Vec<ListedCase>,
    pub(super) nearby: Vec<ListedCase>,
}

pub(super) async fn of(reader: &Reader, seen: &CaseSeen) -> Result<Related, Problem> {
    let (mut named, facts) = (Vec::new(), seen.facts.by_name());
    for field in ["links", "merged_into"] {
        facts.get(field).into_iter().for_each(|value| super::ids(value, &mut named));
    }
    let mut linked: Vec<_> = numbers(reader, &named).await?.into_values().collect();
    linked.sort();
    let mut same_person = Vec::new();
    let petitioners =
        seen.parties.iter().filter(|party| (party.clear || party.on_request) && party.part == "petitioner");
    for person in petitioners.filter_map(|party| party.person.as_ref()) {
        for exact in exact(person) {
            same_person.extend(found(reader, &exact).await?);
        }
    }
    let place = ["place", "address"].iter().find_map(|name| facts.get(*name).and_then(Value::as_str));
    let nearby = match place {
        Some(place) => found(reader, place).await?,
        None => Vec::new(),
    };
    let mut related = Related { linked, same_person, nearby };
    for cases in [&mut related.same_person, &mut related.nearby] {
        cases.retain(|case| case.case != seen.case.case);
        cases.truncate(SHOWN);
    }
    Ok(related)
}

/// What a person is found by exactly.
pub(in crate::web::pages) fn exact(person: &Person) -> Vec<String> {
    let text = |value: Option<Value>| value?.as_str().map(str::to_owned);
    let phone = person.phone.as_ref().and_then(|phone| serde_json::to_value(phone).ok());
    let number = person.id_number.as_ref().and_then(|number| serde_json::to_value(number).ok());
    [text(phone), text(number)].into_iter().flatten().collect()
}

/// What the reader finds by these words; nothing if the reader may not search, or they are no question.
pub(in crate::web::pages) async fn found(reader: &Reader, words: &str) -> Result<Vec<ListedCase>, Problem> {
    use crate::commands::permit::NotPermitted;
    let sight = Sight { fields: Fields::WITHOUT_INFORMANTS, ..Sight::everything() };
    let words: String = words.chars().take(80).collect();
    let Ok(mut asked) = search::Asked::new(&words, sight) else { return Ok(Vec::new()) };
    asked.limit = SHOWN + 1;
    match SearchView::so_far(&reader.desk, asked).await {
        Ok(view) => Ok(view.cases.into_iter().map(|found| found.case).collect()),
        Err(NotPermitted::Denied { .. }) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}
