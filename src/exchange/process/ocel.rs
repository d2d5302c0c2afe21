//! OCEL 2.0 as JSON: the events are written as they come; cases, which are fewer, wait for the end.
use super::seen::{Seen, Types};
use super::told::{Attributes, Event, Object, Scalar, Trace};
use super::{ExportError, Writer};
use serde_json::{Value, json};
use std::io::Write;

/// What is said of an object is said as it stands; OCEL calls that its value from the beginning.
pub(super) const BEGINNING: &str = "1970-01-01T00:00:00Z";

/// The document, as far as it is written.
pub(super) struct Ocel<W: Write> {
    out: W,
    seen: Seen,
    /// The cases, each as its JSON.
    cases: Vec<String>,
    begun: bool,
}

impl<W: Write> Ocel<W> {
    pub(super) fn new(mut out: W) -> Result<Self, ExportError> {
        out.write_all(b"{\"events\":[")?;
        Ok(Self { out, seen: Seen::default(), cases: Vec::new(), begun: false })
    }

    fn event(&mut self, event: &Event, case: &str) -> Result<(), ExportError> {
        let related = event.relations.iter().map(|(object, how)| (object.id.as_str(), *how));
        let relationships: Vec<_> = [(case, "case")].into_iter().chain(related).map(relationship).collect();
        let attributes: Vec<_> = event
            .attributes
            .iter()
            .map(|(name, said)| json!({ "name": name, "value": value(said) }))
            .collect();
        let event = json!({
            "id": event.id,
            "type": event.activity,
            "time": event.at,
            "attributes": attributes,
            "relationships": relationships,
        });
        self.out.write_all(if std::mem::replace(&mut self.begun, true) { b",\n" } else { b"\n" })?;
        serde_json::to_writer(&mut self.out, &event).map_err(std::io::Error::from)?;
        Ok(())
    }
}

impl<W: Write> Writer for Ocel<W> {
    fn trace(&mut self, trace: &Trace) -> Result<(), ExportError> {
        self.seen.take(trace);
        for event in &trace.events {
            self.event(event, &trace.case.id)?;
        }
        self.cases.push(object(&trace.case).to_string());
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(u64, u64), ExportError> {
        self.out.write_all(b"\n],\"objects\":[")?;
        let others: Vec<_> = self.seen.others.values().map(|other| object(other).to_string()).collect();
        let mut between: &[u8] = b"\n";
        for object in self.cases.iter().chain(&others) {
            self.out.write_all(between)?;
            self.out.write_all(object.as_bytes())?;
            between = b",\n";
        }
        let (events, objects) = (types(&self.seen.events), types(&self.seen.objects));
        write!(self.out, "\n],\"eventTypes\":{events},\"objectTypes\":{objects}}}\n")?;
        self.out.flush()?;
        Ok(self.seen.counts())
    }
}

fn object(object: &Object) -> Value {
    let related = object.relations.iter().map(|(id, how)| relationship((id.as_str(), how)));
    json!({
        "id": object.id,
        "type": object.kind,
        "attributes": of_object(&object.attributes),
        "relationships": related.collect::<Vec<_>>(),
    })
}

fn of_object(attributes: &Attributes) -> Vec<Value> {
    let attribute = |(name, said)| json!({ "name": name, "time": BEGINNING, "value": value(said) });
    attributes.iter().map(attribute).collect()
}

fn relationship((object, how): (&str, &str)) -> Value {
    json!({ "objectId": object, "qualifier": how })
}

fn types(types: &Types) -> Value {
    let attribute = |(name, form): (&&str, &&str)| json!({ "name": name, "type": form });
    let one = |(name, attributes): (&String, &std::collections::BTreeMap<_, _>)| json!({ "name": name, "attributes": attributes.iter().map(attribute).collect::<Vec<_>>() });
    types.iter().map(one).collect()
}

fn value(said: &Scalar) -> Value {
    match said {
        Scalar::Text(text) => text.as_str().into(),
        Scalar::Whole(number) => (*number).into(),
        // A decimal of square metres; JSON knows no other number.
        Scalar::Decimal(text) => text.parse::<f64>().map_or(Value::Null, Value::from),
        Scalar::Flag(flag) => (*flag).into(),
        Scalar::At(moment) => moment.rfc3339().into(),
    }
}
