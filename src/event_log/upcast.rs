//! Old schema versions, lifted one version at a time to the one that the code knows. Stored bytes stay as they are.
use super::told::Told;
use serde_json::Value;

/// Lifts the payload of one event type from one schema version to the next.
#[derive(Clone, Copy, Debug)]
pub struct Upcaster {
    /// The kind of stream: kinds may have types of the same name.
    pub stream_kind: &'static str,
    /// The type.
    pub event_type: &'static str,
    /// The version that it reads; it gives the next one.
    pub from: u16,
    /// From the old fields of the event to the new ones.
    pub lift: fn(Value) -> Value,
}

impl Upcaster {
    fn is_for(&self, event: &Told<'_>) -> bool {
        (self.stream_kind, self.event_type) == (&*event.stream_kind, &*event.event_type)
    }
}

/// Every upcaster.
pub const UPCASTERS: &[Upcaster] = &[
    without_reasons("ErasureAsked", 1),
    without_reasons("ErasureRejected", 1),
    // It may hold one of the two.
    without_reasons("ErasureCorrected", 1),
    without_reasons("ErasureCorrected", 2),
];

/// At first nobody said in words why something was to be erased, or why not: what was not said is missing.
const fn without_reasons(event_type: &'static str, from: u16) -> Upcaster {
    Upcaster { stream_kind: "erasure", event_type, from, lift: |fields| fields }
}

/// The payload of `event` at schema version `version`.
///
/// # Errors
/// When no chain of upcasters leads there.
pub fn to_version(event: &Told<'_>, version: u16, upcasters: &[Upcaster]) -> Result<Value, String> {
    let payload: Value = serde_json::from_str(&event.payload).map_err(|error| error.to_string())?;
    let Value::Object(mut fields) = payload else { return Err("its payload is no object".to_owned()) };
    let mut fields = fields.remove(&*event.event_type).ok_or("its payload is of another type")?;
    let mut at = event.schema_version;
    while at != version {
        let upcaster = upcasters
            .iter()
            .find(|upcaster| upcaster.is_for(event) && upcaster.from == at)
            .ok_or_else(|| format!("its schema version is unknown (version {version} is known)"))?;
        fields = (upcaster.lift)(fields);
        at += 1;
    }
    Ok(Value::Object([(event.event_type.to_string(), fields)].into_iter().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event_log::RecordedEvent;
    use crate::event_log::memory::tests::event;
    use serde_json::json;

    fn rename(mut fields: Value) -> Value {
        if let Some(fields) = fields.as_object_mut()
            && let Some(heads) = fields.remove("people")
        {
            fields.insert("heads".to_owned(), heads);
        }
        fields
    }

    fn double(mut fields: Value) -> Value {
        fields["heads"] = json!(fields["heads"].as_i64().map(|heads| 2 * heads));
        fields
    }

    const fn upcaster(stream_kind: &'static str, from: u16, lift: fn(Value) -> Value) -> Upcaster {
        Upcaster { stream_kind, event_type: "VisitCounted", from, lift }
    }

    const LIFTS: &[Upcaster] = &[
        upcaster("fire_hazard", 1, |_| Value::Null),
        upcaster("petition", 2, double),
        upcaster("petition", 1, rename),
    ];

    fn counted(schema_version: u16, fields: &str) -> RecordedEvent {
        let payload = format!(r#"{{"VisitCounted":{fields}}}"#).into();
        RecordedEvent { event_type: "VisitCounted".into(), payload, schema_version, ..event(1, 1) }
    }

    #[test]
    fn an_old_version_is_lifted_one_version_at_a_time() {
        let lifted = |from, fields, to| to_version(&counted(from, fields).told(), to, LIFTS);
        assert_eq!(lifted(1, r#"{"people":3}"#, 2), Ok(json!({"VisitCounted": {"heads": 3}})));
        assert_eq!(lifted(1, r#"{"people":3}"#, 3), Ok(json!({"VisitCounted": {"heads": 6}})));
        assert_eq!(lifted(2, r#"{"heads":3}"#, 3), Ok(json!({"VisitCounted": {"heads": 6}})));
    }

    #[test]
    fn a_type_of_the_same_name_of_another_kind_is_lifted_otherwise() {
        let hazard = RecordedEvent { stream_kind: "fire_hazard".into(), ..counted(1, "{}") };
        assert_eq!(to_version(&hazard.told(), 2, LIFTS), Ok(json!({"VisitCounted": null})));
        assert!(to_version(&hazard.told(), 3, LIFTS).is_err());
    }

    #[test]
    fn a_version_from_the_future_is_an_error_and_no_guess() {
        assert!(to_version(&counted(9, "{}").told(), 2, LIFTS).is_err());
    }
}
