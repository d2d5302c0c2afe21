//! Old schema versions, lifted one version at a time to the one that the code knows. Stored bytes stay as they are.
use super::recorded::RecordedEvent;
use serde_json::Value;

/// Lifts the payload of one event type from one schema version to the next.
#[derive(Clone, Copy, Debug)]
pub struct Upcaster {
    /// The type.
    pub event_type: &'static str,
    /// The version that it reads; it gives the next one.
    pub from: u16,
    /// From the old fields of the event to the new ones.
    pub lift: fn(Value) -> Value,
}

/// Every upcaster. There is none yet: all types are at version 1.
pub const UPCASTERS: &[Upcaster] = &[];

/// The payload of `event` at schema version `version`.
///
/// # Errors
/// When no chain of upcasters leads there.
pub fn to_version(event: &RecordedEvent, version: u16, upcasters: &[Upcaster]) -> Result<Value, String> {
    let payload: Value = serde_json::from_str(&event.payload).map_err(|error| error.to_string())?;
    let Value::Object(mut fields) = payload else { return Err("its payload is no object".to_owned()) };
    let mut fields = fields.remove(&*event.event_type).ok_or("its payload is of another type")?;
    let mut at = event.schema_version;
    while at != version {
        let upcaster = upcasters
            .iter()
            .find(|upcaster| upcaster.event_type == &*event.event_type && upcaster.from == at)
            .ok_or_else(|| format!("its schema version is unknown (version {version} is known)"))?;
        fields = (upcaster.lift)(fields);
        at += 1;
    }
    Ok(Value::Object([(event.event_type.to_string(), fields)].into_iter().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
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

    const RENAMED: &[Upcaster] = &[Upcaster { event_type: "VisitCounted", from: 1, lift: rename }];

    #[test]
    fn an_old_version_is_lifted_one_version_at_a_time() {
        let mut old = event(1, 1);
        old.event_type = "VisitCounted".into();
        old.payload = r#"{"VisitCounted":{"people":3}}"#.into();
        assert_eq!(to_version(&old, 2, RENAMED), Ok(json!({"VisitCounted": {"heads": 3}})));
    }

    #[test]
    fn a_version_from_the_future_is_an_error_and_no_guess() {
        let mut newer = event(1, 1);
        newer.event_type = "VisitCounted".into();
        newer.payload = r#"{"VisitCounted":{}}"#.into();
        newer.schema_version = 9;
        assert!(to_version(&newer, 2, RENAMED).is_err());
    }
}
