//! What could make a person known: carried in the clear only in memory, and sealed before it is written.
//!
//! An event's public payload holds a slot number where a [`Personal`] value stood; the values themselves leave
//! through a [`Sealing`] scope, from which the codec takes them to the key store. Without a scope a plain value
//! refuses to be serialised, so no path leads from a name to the log by accident.
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::cell::RefCell;
use std::fmt;

/// Whose data it is, within one case: each has a key of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(pub u16);

impl Subject {
    /// Free text about the case.
    pub const MATTER: Self = Self(0);
    /// The petitioner, or who reported.
    pub const PETITIONER: Self = Self(1);
    /// The party: occupant, owner, unit in charge.
    pub const PARTY: Self = Self(2);
    /// Staff named on a paper.
    pub const STAFF: Self = Self(3);
    /// The representatives of a collective visit.
    pub const REPRESENTATIVES: Self = Self(4);

    /// Why something was asked for, or refused: every request has a key of its own, by how many there were before it.
    #[must_use]
    pub fn of_request(before: usize) -> Self {
        let (first, room) = (16, usize::from(u16::MAX) - 16);
        Self(u16::try_from(first + before % room).unwrap_or(u16::MAX))
    }
}

/// A value that is sealed in the log under its subject's key.
#[derive(Clone, PartialEq, Eq)]
pub enum Personal<T> {
    /// In the clear: before it is written, or unsealed for a reader who may see it.
    Plain {
        /// Whose it is.
        subject: Subject,
        /// The value.
        value: T,
    },
    /// In the log: the number of its slot in the event's personal payload.
    Sealed(u16),
}

impl<T> Personal<T> {
    /// A value in the clear.
    pub const fn plain(subject: Subject, value: T) -> Self {
        Self::Plain { subject, value }
    }

    /// The same, as what belongs to this subject.
    #[must_use]
    pub fn under(self, subject: Subject) -> Self {
        match self {
            Self::Plain { value, .. } => Self::Plain { subject, value },
            Self::Sealed(slot) => Self::Sealed(slot),
        }
    }

    /// As it stood in the event that a correction replaces.
    #[must_use]
    pub const fn kept() -> Self {
        Self::Sealed(u16::MAX)
    }

    /// As it stood, if it was told at all.
    #[must_use]
    pub fn kept_if(told: Option<&Self>) -> Option<Self> {
        told.map(|_| Self::kept())
    }

    /// The value, where it is in the clear.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Plain { value, .. } => Some(value),
            Self::Sealed(_) => None,
        }
    }
}

/// Never prints what it holds.
impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain { subject, .. } => write!(f, "Personal(subject {}, in memory)", subject.0),
            Self::Sealed(slot) => write!(f, "Personal(slot {slot}, sealed)"),
        }
    }
}

/// One value on its way into or out of the personal payload.
#[derive(Clone, PartialEq, Eq)]
pub struct Slot {
    /// Whose it is.
    pub subject: Subject,
    /// Its JSON.
    pub json: Vec<u8>,
}

thread_local! {
    static OUTGOING: RefCell<Option<Vec<Slot>>> = const { RefCell::new(None) };
    static INCOMING: RefCell<Vec<Option<Slot>>> = const { RefCell::new(Vec::new()) };
}

/// Runs `write`, in which plain values may be serialised, and returns what they were.
pub fn sealing<R>(write: impl FnOnce() -> R) -> (R, Vec<Slot>) {
    OUTGOING.with_borrow_mut(|slots| *slots = Some(Vec::new()));
    let result = write();
    let slots = OUTGOING.with_borrow_mut(Option::take).unwrap_or_default();
    (result, slots)
}

/// Runs `read`, in which sealed values for which `slots` has a plain text come out in the clear.
pub fn unsealing<R>(slots: Vec<Option<Slot>>, read: impl FnOnce() -> R) -> R {
    INCOMING.with_borrow_mut(|incoming| *incoming = slots);
    let result = read();
    INCOMING.with_borrow_mut(Vec::clear);
    result
}

#[derive(Serialize, Deserialize)]
struct Mark {
    personal: u16,
}

impl<T: Serialize> Serialize for Personal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::Error;
        if let Some(number) = list(self) {
            return Mark { personal: number }.serialize(serializer);
        }
        let slot = match self {
            Self::Sealed(slot) => *slot,
            Self::Plain { subject, value } => {
                let json = serde_json::to_vec(value).map_err(S::Error::custom)?;
                OUTGOING
                    .with_borrow_mut(|slots| {
                        let slots = slots.as_mut()?;
                        slots.push(Slot { subject: *subject, json });
                        u16::try_from(slots.len() - 1).ok()
                    })
                    .ok_or_else(|| S::Error::custom("personal data is only written sealed"))?
            }
        };
        Mark { personal: slot }.serialize(serializer)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let slot = Mark::deserialize(deserializer)?.personal;
        if let Some(listed) = listed(slot) {
            return listed.map_err(serde::de::Error::custom);
        }
        let plain = INCOMING.with_borrow(|slots| slots.get(usize::from(slot)).cloned().flatten());
        plain.map_or(Ok(Self::Sealed(slot)), |Slot { subject, json }| {
            let value = serde_json::from_slice(&json).map_err(serde::de::Error::custom)?;
            Ok(Self::Plain { subject, value })
        })
    }
}

/// A personal value of an event that is taken apart: in the clear, or the number under which it is sealed.
#[derive(Clone)]
enum Held {
    Plain(Slot),
    Sealed(u16),
}

thread_local! {
    static LISTED: RefCell<Option<Vec<Held>>> = const { RefCell::new(None) };
    static RESTORED: RefCell<Option<Vec<Held>>> = const { RefCell::new(None) };
}

/// `now`, in which what is kept is what stood at the same place in `then`.
#[must_use]
pub fn as_it_stood<E: Serialize + DeserializeOwned>(now: E, then: &E) -> E {
    let (Some((mut json, mut held)), Some((stood, standing))) = (apart(&now), apart(then)) else {
        return now;
    };
    keep(&mut json, &mut held, (&stood, &standing));
    RESTORED.with_borrow_mut(|restored| *restored = Some(held));
    let restored = serde_json::from_value(json);
    RESTORED.with_borrow_mut(Option::take);
    restored.unwrap_or(now)
}

/// The event's JSON, in which each personal value is its number in the list beside it.
/// What an event says with every personal value in it in the clear, for a paper that is for whoever it names; null stands
/// where a value is sealed. It is never written to the log.
#[must_use]
pub fn in_the_clear<E: Serialize>(event: &E) -> Option<Value> {
    let (mut json, held) = apart(event)?;
    open(&mut json, &held);
    Some(json)
}

fn open(json: &mut Value, held: &[Held]) {
    if let Some(number) = number(json) {
        *json = match held.get(number) {
            Some(Held::Plain(slot)) => serde_json::from_slice(&slot.json).unwrap_or_default(),
            Some(Held::Sealed(_)) | None => Value::Null,
        };
        return;
    }
    match json {
        Value::Object(fields) => fields.values_mut().for_each(|field| open(field, held)),
        Value::Array(values) => values.iter_mut().for_each(|value| open(value, held)),
        _ => {}
    }
}

fn apart<E: Serialize>(event: &E) -> Option<(Value, Vec<Held>)> {
    LISTED.with_borrow_mut(|listed| *listed = Some(Vec::new()));
    let json = serde_json::to_value(event);
    let held = LISTED.with_borrow_mut(Option::take);
    json.ok().zip(held)
}

fn keep(now: &mut Value, held: &mut [Held], (then, stood): (&Value, &[Held])) {
    if let (Some(number), Some(stood)) = (number(now), number(then).and_then(|number| stood.get(number))) {
        if let Some(kept) = held.get_mut(number).filter(|held| matches!(held, Held::Sealed(u16::MAX))) {
            *kept = stood.clone();
        }
        return;
    }
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => {
            for (name, field) in now {
                if let Some(known) = then.get(name) {
                    keep(field, held, (known, stood));
                }
            }
        }
        (Value::Array(now), Value::Array(then)) => {
            for (at, row) in now.iter_mut().enumerate() {
                if let Some(known) = row_of(row, at, then) {
                    keep(row, held, (known, stood));
                }
            }
        }
        _ => {}
    }
}

/// The row that stood there: of rows that name their field the one of the same field, for fields come and go; else the one
/// at the same place.
fn row_of<'t>(row: &Value, at: usize, then: &'t [Value]) -> Option<&'t Value> {
    match row.get("field") {
        Some(field) => then.iter().find(|known| known.get("field") == Some(field)),
        None => then.get(at),
    }
}

/// The number of a personal value, if this is one.
fn number(json: &Value) -> Option<usize> {
    let fields = json.as_object().filter(|fields| fields.len() == 1)?;
    fields.get("personal")?.as_u64()?.try_into().ok()
}

/// The number of the value in the list, while an event is taken apart.
fn list<T: Serialize>(personal: &Personal<T>) -> Option<u16> {
    if LISTED.with_borrow(Option::is_none) {
        return None;
    }
    let held = match personal {
        Personal::Sealed(slot) => Held::Sealed(*slot),
        Personal::Plain { subject, value } => {
            Held::Plain(Slot { subject: *subject, json: serde_json::to_vec(value).ok()? })
        }
    };
    LISTED.with_borrow_mut(|listed| {
        let listed = listed.as_mut()?;
        listed.push(held);
        u16::try_from(listed.len() - 1).ok()
    })
}

/// The value of that number, while an event is put together again.
fn listed<T: DeserializeOwned>(number: u16) -> Option<Result<Personal<T>, serde_json::Error>> {
    let held = RESTORED.with_borrow(|restored| restored.as_ref()?.get(usize::from(number)).cloned())?;
    Some(match held {
        Held::Sealed(slot) => Ok(Personal::Sealed(slot)),
        Held::Plain(Slot { subject, json }) => {
            serde_json::from_slice(&json).map(|value| Personal::Plain { subject, value })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_not_serialised_outside_a_sealing_scope() {
        let name = Personal::plain(Subject::PETITIONER, "王某".to_owned());
        assert!(serde_json::to_string(&name).is_err());
        assert!(!format!("{name:?}").contains("王某"));
    }

    #[test]
    fn a_sealed_value_comes_back_only_for_who_has_its_plain_text() {
        let name = Personal::plain(Subject::PETITIONER, "王某".to_owned());
        let (json, slots) = sealing(|| serde_json::to_string(&name).expect("in a scope"));
        assert_eq!(json, r#"{"personal":0}"#);
        let sealed: Personal<String> = serde_json::from_str(&json).expect("a mark");
        assert_eq!(sealed, Personal::Sealed(0));
        let slots = slots.into_iter().map(Some).collect();
        let read: Personal<String> = unsealing(slots, || serde_json::from_str(&json)).expect("a mark");
        assert_eq!(read, name);
    }

    type Two = (Personal<String>, Vec<Personal<String>>);

    #[test]
    fn in_the_clear_every_value_stands_in_its_place_and_nothing_where_it_is_sealed() {
        let said: Two = (Personal::Sealed(1), vec![plain("乙"), Personal::Sealed(0)]);
        assert_eq!(in_the_clear(&said), Some(serde_json::json!([null, ["乙", null]])));
    }

    fn plain(text: &str) -> Personal<String> {
        Personal::plain(Subject::MATTER, text.to_owned())
    }

    #[test]
    fn what_is_kept_reads_as_it_stood_and_what_is_new_as_it_is_told() {
        let then: Two = (plain("甲"), vec![plain("乙"), Personal::Sealed(7)]);
        let now: Two = (Personal::kept(), vec![plain("丙"), Personal::kept()]);
        assert_eq!(as_it_stood(now, &then), (plain("甲"), vec![plain("丙"), Personal::Sealed(7)]));
    }

    #[test]
    fn what_is_kept_of_a_field_stays_its_own_when_a_field_before_it_is_gone() {
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        struct Row {
            field: String,
            text: Personal<String>,
        }
        let row = |field: &str, text| Row { field: field.to_owned(), text };
        let then = vec![row("who", plain("甲")), row("what", plain("乙"))];
        let now = vec![row("what", Personal::kept()), row("where", Personal::kept())];
        assert_eq!(as_it_stood(now, &then), vec![row("what", plain("乙")), row("where", Personal::kept())]);
    }

    #[test]
    fn what_did_not_stand_there_stays_unknown() {
        let now: Two = (Personal::Sealed(2), vec![Personal::kept()]);
        assert_eq!(as_it_stood(now.clone(), &(plain("甲"), vec![])), now);
    }
}
