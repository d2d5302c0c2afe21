//! What of an event's public payload goes out: codes, counts, areas and days that are named here, and nothing else. An
//! address, the number of a paper and the id of another case are public in the log, and stay in it.
use super::told::{Attributes, Scalar};
use crate::cases::area::square_metres;
use crate::cases::ids::{StreamId, UserId};
use serde_json::Value;

/// How a field is told.
#[derive(Clone, Copy)]
enum Form {
    /// A code, or a word of the office's own list.
    Code,
    /// A whole number.
    Whole,
    /// Hundredths of a square metre.
    Area,
    /// Yes or no.
    Flag,
    /// A day, or the day of a term.
    Day,
}

const FIELDS: &[(&str, Form)] = &[
    ("area", Form::Area),
    ("category", Form::Code),
    ("channel", Form::Code),
    ("clock", Form::Code),
    ("conclude_by", Form::Day),
    ("days", Form::Whole),
    ("deadline", Form::Day),
    ("decide_by", Form::Day),
    ("dispute", Form::Code),
    ("due", Form::Day),
    ("emergency", Form::Flag),
    ("first_time", Form::Flag),
    ("heads", Form::Whole),
    ("inform_by", Form::Day),
    ("kind", Form::Code),
    ("level", Form::Code),
    ("outcome", Form::Code),
    ("penalty", Form::Code),
    ("petitioner_told", Form::Flag),
    ("rating", Form::Code),
    ("reinspect_by", Form::Day),
    ("request_by", Form::Day),
    ("result", Form::Code),
    ("return_by", Form::Day),
    ("route", Form::Code),
    ("simplified", Form::Flag),
    ("site", Form::Whole),
    ("source", Form::Code),
    ("stage", Form::Code),
    ("state", Form::Code),
    ("step", Form::Code),
    ("stock", Form::Code),
    ("under_construction", Form::Flag),
    ("until", Form::Day),
    ("way", Form::Code),
    ("what", Form::Code),
    ("zone", Form::Code),
];

/// The attributes of an event that says this.
pub(super) fn attributes(says: &Value) -> Attributes {
    let mut attributes = Attributes::new();
    for (name, form) in FIELDS {
        attributes.extend(says.get(name).and_then(|value| told(value, *form)).map(|value| (*name, value)));
    }
    let corrects = says.get("correction").and_then(|correction| correction.get("corrects")?.as_i64());
    attributes.extend(corrects.map(|version| ("corrects", Scalar::Whole(version))));
    let rule = says.get("irregularity").and_then(|irregularity| irregularity.get("rule")?.as_str());
    attributes.extend(rule.map(|rule| ("rule", Scalar::Text(rule.to_owned()))));
    attributes
}

fn told(value: &Value, form: Form) -> Option<Scalar> {
    match form {
        Form::Code => code(value).map(|code| Scalar::Text(code.to_owned())),
        Form::Whole => value.as_i64().map(Scalar::Whole),
        Form::Area => value.as_i64().map(|dm2| Scalar::Decimal(square_metres(dm2))),
        Form::Flag => value.as_bool().map(Scalar::Flag),
        Form::Day => {
            let day = value.get("due").unwrap_or(value).as_str()?;
            day.get(..10).map(|day| Scalar::Text(day.to_owned()))
        }
    }
}

/// A code, also one of the office's own: `{"own": "e-mail"}`.
fn code(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("own")?.as_str())
}

/// The users whom the event names.
pub(super) fn users(says: &Value) -> Vec<UserId> {
    let id = |value: &Value| value.as_str()?.parse().ok().map(StreamId);
    says.get("user").and_then(id).into_iter().collect()
}

/// The committee that it names.
pub(super) fn committee(says: &Value) -> Option<&str> {
    says.get("committee")?.as_str()
}

/// The department that it names.
pub(super) fn department(says: &Value) -> Option<&str> {
    says.get("department").or_else(|| says.get("to")?.get("department"))?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_named_goes_out() {
        let says = json!({
            "number": "WJ1", "address": "共青路167号", "paper": "定消改字〔2019〕第1号", "reason": {"personal": 0},
            "area": 1305, "channel": {"own": "e-mail"}, "conclude_by": {"due": "2019-05-01", "rule": "x"},
            "to": {"department": "信访办"}, "outcome": {"personal": 1}
        });
        let text = |text: &str| Scalar::Text(text.to_owned());
        let expected = Attributes::from([
            ("area", Scalar::Decimal("13.05".to_owned())),
            ("channel", text("e-mail")),
            ("conclude_by", text("2019-05-01")),
        ]);
        assert_eq!(attributes(&says), expected);
        assert_eq!(department(&says), Some("信访办"));
    }
}
