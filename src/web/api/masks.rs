//! People as a reader may see them.
use crate::cases::people::Person;
use crate::queries::case::Party;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A person in a case.
#[derive(Serialize, ToSchema)]
#[schema(as = Party)]
pub struct PartyView {
    /// The part: `petitioner`, `informant`, `party`.
    pub part: &'static str,
    /// How it is shown: `clear`, `masked`, `restricted` while it is kept only because the case must be, or `erased` once
    /// its key is destroyed.
    pub shown: &'static str,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The identity number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_number: Option<String>,
    /// Where the person lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// The person, masked unless the reader may see it.
#[must_use]
pub fn party(party: &Party) -> PartyView {
    let shown = match &party.person {
        None => "erased",
        Some(_) if party.restricted => "restricted",
        Some(_) if party.clear => "clear",
        Some(_) => "masked",
    };
    let person = party.person.as_ref().filter(|_| !party.restricted);
    let text = |field: fn(&Person) -> Option<Value>, first: usize, last: usize| {
        let text = person.and_then(field)?.as_str()?.to_owned();
        Some(if party.clear { text } else { masked(&text, first, last) })
    };
    PartyView {
        part: party.part,
        shown,
        name: text(|person| json(person.name.as_ref()), 1, 0),
        phone: text(|person| json(person.phone.as_ref()), 3, 2),
        id_number: text(|person| json(person.id_number.as_ref()), 3, 1),
        address: text(|person| json(person.address.as_ref()), 0, 0),
    }
}

fn json<T: Serialize>(value: Option<&T>) -> Option<Value> {
    serde_json::to_value(value?).ok()
}

/// The first and the last letters, and stars for the others: at least half of a text is never shown.
fn masked(text: &str, first: usize, last: usize) -> String {
    let letters: Vec<_> = text.chars().collect();
    let (first, last) = if (first + last) * 2 > letters.len() && last > 0 { (0, 0) } else { (first, last) };
    let first = if letters.len() > 1 { first } else { 0 };
    let hidden = letters.len().saturating_sub(last);
    let shown = |(at, letter): (usize, &char)| if at < first || at >= hidden { *letter } else { '*' };
    letters.iter().enumerate().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_text_keeps_its_length_and_hides_at_least_a_half_or_all_but_the_first_letter() {
        assert_eq!(masked("王秀英", 1, 0), "王**");
        assert_eq!(masked("王", 1, 0), "*");
        assert_eq!(masked("19900001234", 3, 2), "199******34");
        assert_eq!(masked("11010519491231002X", 3, 1), "110**************X");
        assert_eq!(masked("110", 3, 2), "***");
    }
}
