//! What an object-centric log says about itself: which types there are, with which attributes, and which objects beside
//! the cases take part.
use super::told::{Attributes, Object, Scalar, Trace};
use std::collections::BTreeMap;

/// The attributes of each type, and of which form each is.
pub(super) type Types = BTreeMap<String, BTreeMap<&'static str, &'static str>>;

/// What was met so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) events: Types,
    pub(super) objects: Types,
    pub(super) others: BTreeMap<String, Object>,
    /// How many events.
    pub(super) counted: u64,
    /// How many cases.
    pub(super) cases: u64,
}

impl Seen {
    /// Takes in what a trace tells.
    pub(super) fn take(&mut self, trace: &Trace) {
        self.cases += 1;
        note(&mut self.objects, &trace.case.kind, &trace.case.attributes);
        for object in &trace.around {
            self.meet(object);
        }
        for event in &trace.events {
            self.counted += 1;
            note(&mut self.events, &event.activity, &event.attributes);
            for (object, _) in &event.relations {
                self.meet(object);
            }
        }
    }

    fn meet(&mut self, object: &Object) {
        if !self.others.contains_key(&object.id) {
            note(&mut self.objects, &object.kind, &object.attributes);
            self.others.insert(object.id.clone(), object.clone());
        }
    }

    /// How many events and objects.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.counted, self.cases + self.others.len() as u64)
    }
}

fn note(types: &mut Types, kind: &str, attributes: &Attributes) {
    if !types.contains_key(kind) {
        types.insert(kind.to_owned(), BTreeMap::new());
    }
    if let Some(known) = types.get_mut(kind) {
        known.extend(attributes.iter().map(|(name, value)| (*name, form(value))));
    }
}

/// As OCEL 2.0 calls the form of a value.
pub(super) const fn form(value: &Scalar) -> &'static str {
    match value {
        Scalar::Text(_) => "string",
        Scalar::Whole(_) => "integer",
        Scalar::Decimal(_) => "float",
        Scalar::Flag(_) => "boolean",
        Scalar::At(_) => "time",
    }
}
