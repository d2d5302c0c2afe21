//! OCEL 2.0 as an SQLite file: a table for each type of event and object, named by a map.
use super::ocel::BEGINNING;
use super::seen::{Seen, form};
use super::told::{Attributes, Event, Object, Scalar, Trace};
use super::{ExportError, Writer};
use crate::database::{ForeignFile, StorageError, Value};
use std::collections::BTreeSet;
use std::path::Path;

/// The file, as far as it is written.
pub(super) struct OcelSqlite {
    file: ForeignFile,
    seen: Seen,
    /// The tables of types that are there, each with the attributes that it has.
    tables: BTreeSet<(String, &'static str)>,
}

const ID: &str = "TEXT NOT NULL PRIMARY KEY";
const TEXT: &str = "TEXT NOT NULL";
// Events come before the objects that take part in them; what is whole in the end is enough.
const OF_EVENT: &str = "TEXT NOT NULL REFERENCES event (ocel_id) DEFERRABLE INITIALLY DEFERRED";
const OF_OBJECT: &str = "TEXT NOT NULL REFERENCES object (ocel_id) DEFERRABLE INITIALLY DEFERRED";

impl OcelSqlite {
    pub(super) fn create(path: &Path) -> Result<Self, ExportError> {
        let file = ForeignFile::create(path)?;
        file.table("event", &[("ocel_id", ID), ("ocel_type", TEXT)])?;
        file.table("object", &[("ocel_id", ID), ("ocel_type", TEXT)])?;
        file.table("event_map_type", &[("ocel_type", ID), ("ocel_type_map", TEXT)])?;
        file.table("object_map_type", &[("ocel_type", ID), ("ocel_type_map", TEXT)])?;
        file.table(
            "event_object",
            &[("ocel_event_id", OF_EVENT), ("ocel_object_id", OF_OBJECT), ("ocel_qualifier", TEXT)],
        )?;
        file.table(
            "object_object",
            &[("ocel_source_id", OF_OBJECT), ("ocel_target_id", OF_OBJECT), ("ocel_qualifier", TEXT)],
        )?;
        Ok(Self { file, seen: Seen::default(), tables: BTreeSet::new() })
    }

    /// The table of a type, which is made when the type is met first, and made wider when a new attribute is.
    fn table(&mut self, of: &str, kind: &str, attributes: &Attributes) -> Result<String, StorageError> {
        let name = format!("{of}_{kind}");
        if self.tables.insert((name.clone(), "")) {
            let mut columns = vec![("ocel_id", "TEXT NOT NULL"), ("ocel_time", TEXT)];
            if of == "object" {
                columns.push(("ocel_changed_field", "TEXT"));
            }
            self.file.table(&name, &columns)?;
            let map = [Value::from(kind), Value::from(kind)];
            self.file.insert(&format!("{of}_map_type"), &["ocel_type", "ocel_type_map"], map.into())?;
        }
        for (attribute, said) in attributes {
            if self.tables.insert((name.clone(), attribute)) {
                self.file.column(&name, attribute, column(form(said)))?;
            }
        }
        Ok(name)
    }

    fn row(
        &mut self,
        (of, kind): (&str, &str),
        (id, time): (&str, &str),
        attributes: &Attributes,
    ) -> Result<(), StorageError> {
        let table = self.table(of, kind, attributes)?;
        self.file.insert(of, &["ocel_id", "ocel_type"], vec![id.into(), kind.into()])?;
        let names: Vec<_> = ["ocel_id", "ocel_time"].into_iter().chain(attributes.keys().copied()).collect();
        let values = [id.into(), time.into()].into_iter().chain(attributes.values().map(value));
        self.file.insert(&table, &names, values.collect())
    }

    fn event(&mut self, event: &Event, case: &str) -> Result<(), StorageError> {
        self.row(("event", &event.activity), (&event.id, &event.at.rfc3339()), &event.attributes)?;
        let related = event.relations.iter().map(|(object, how)| (object.id.as_str(), *how));
        let columns = ["ocel_event_id", "ocel_object_id", "ocel_qualifier"];
        for (object, how) in [(case, "case")].into_iter().chain(related) {
            let row = vec![event.id.as_str().into(), object.into(), how.into()];
            self.file.insert("event_object", &columns, row)?;
        }
        Ok(())
    }

    fn object(&mut self, object: &Object) -> Result<(), StorageError> {
        self.row(("object", &object.kind), (&object.id, BEGINNING), &object.attributes)?;
        let columns = ["ocel_source_id", "ocel_target_id", "ocel_qualifier"];
        for (other, how) in &object.relations {
            let row = vec![object.id.as_str().into(), other.as_str().into(), (*how).into()];
            self.file.insert("object_object", &columns, row)?;
        }
        Ok(())
    }
}

impl Writer for OcelSqlite {
    fn trace(&mut self, trace: &Trace) -> Result<(), ExportError> {
        self.seen.take(trace);
        for event in &trace.events {
            self.event(event, &trace.case.id)?;
        }
        self.object(&trace.case)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(u64, u64), ExportError> {
        for object in std::mem::take(&mut self.seen.others).into_values() {
            self.object(&object)?;
            self.seen.others.insert(object.id.clone(), object);
        }
        let counts = self.seen.counts();
        self.file.finish()?;
        Ok(counts)
    }
}

fn column(form: &str) -> &'static str {
    match form {
        "integer" => "INTEGER",
        "float" => "REAL",
        "boolean" => "BOOLEAN",
        "time" => "TIMESTAMP",
        _ => "TEXT",
    }
}

/// SQLite makes a number of a decimal in a REAL column.
fn value(said: &Scalar) -> Value {
    match said {
        Scalar::Text(text) | Scalar::Decimal(text) => text.as_str().into(),
        Scalar::Whole(number) => (*number).into(),
        Scalar::Flag(flag) => (*flag).into(),
        Scalar::At(moment) => moment.rfc3339().as_str().into(),
    }
}
