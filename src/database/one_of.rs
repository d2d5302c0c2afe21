//! Conditions that name many values.
use super::Value;

/// The list of a condition `IN`. Its values are bound behind those that are there; the last one is named again until they
/// are a power of two, so that an engine meets few statements and keeps them prepared. No value is in an empty list.
pub fn one_of<V: Into<Value>>(values: &mut Vec<Value>, listed: impl IntoIterator<Item = V>) -> String {
    let first = values.len() + 1;
    values.extend(listed.into_iter().map(Into::into));
    let count = (values.len() + 1 - first).next_power_of_two();
    let last = if values.len() < first { Value::Null } else { values[values.len() - 1].clone() };
    values.resize(first - 1 + count, last);
    let places: Vec<_> = (first..first + count).map(|place| format!("${place}")).collect();
    format!("({})", places.join(", "))
}

/// A table with a value in each row, by the same rule: the last one may be there more than once. What is joined with it is
/// found by its index, where an engine without statistics takes a condition `IN` of several for a reason to
/// look through everything that an office has.
pub fn rows_of<V: Into<Value>>(values: &mut Vec<Value>, listed: impl IntoIterator<Item = V>) -> String {
    format!("VALUES {}", one_of(values, listed).replace(", ", "), ("))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_is_named_until_they_are_a_power_of_two() {
        let mut values = vec![Value::Int(7)];
        assert_eq!(one_of(&mut values, [1, 2, 3]), "($2, $3, $4, $5)");
        assert_eq!(values, [7, 1, 2, 3, 3].map(Value::Int));
        assert_eq!(one_of(&mut values, ["alone"]), "($6)");
        assert_eq!(values[5], Value::from("alone"));
    }

    #[test]
    fn each_row_has_a_value() {
        let mut values = vec![Value::Int(7)];
        assert_eq!(rows_of(&mut values, [1, 2, 3]), "VALUES ($2), ($3), ($4), ($5)");
        assert_eq!(values, [7, 1, 2, 3, 3].map(Value::Int));
    }

    #[test]
    fn no_value_is_in_an_empty_list() {
        let mut values = Vec::new();
        assert_eq!(one_of::<i64>(&mut values, []), "($1)");
        assert_eq!(values, [Value::Null]);
    }
}
