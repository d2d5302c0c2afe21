//! What a text can ask of a value: a day, an article, an area, the word of a code, as papers print them.
use super::texts::Common;
use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Gives an environment the filters `day`, `law`, `m2` and `code`. `words` are the words of codes.
pub(super) fn add(
    environment: &mut Environment<'_>,
    common: &Arc<Common>,
    words: &Arc<BTreeMap<String, String>>,
) {
    let said = Arc::clone(common);
    environment.add_filter("day", move |value: Value| day(&said, &value));
    let (said, known) = (Arc::clone(common), Arc::clone(words));
    environment.add_filter("law", move |value: Value| law(&said, &known, &value));
    environment.add_filter("m2", |value: Value| area(&value));
    let known = Arc::clone(words);
    environment.add_filter("code", move |value: Value| code(&known, &value));
}

fn wrong(filter: &str, value: &Value) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("{filter}: {value} is none"))
}

/// `2019-10-08`, or a moment that begins so, as 2019年10月8日.
fn day(common: &Common, value: &Value) -> Result<String, Error> {
    let text = value.as_str().and_then(|text| text.get(..10)).ok_or_else(|| wrong("day", value))?;
    let mut parts = text.split('-').map(str::parse::<u32>);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) => {
            let date = common.date.replace("{year}", &year.to_string());
            Ok(date.replace("{month}", &month.to_string()).replace("{day}", &day.to_string()))
        }
        _ => Err(wrong("day", value)),
    }
}

/// The statute of a term or a rule, with its article where that is known.
fn law(common: &Common, words: &BTreeMap<String, String>, value: &Value) -> Result<String, Error> {
    let statute = value.get_attr("statute")?;
    let statute = statute.as_str().ok_or_else(|| wrong("law", value))?;
    let name = words.get(&format!("statute.{statute}")).cloned().unwrap_or_else(|| statute.to_owned());
    let article = value.get_attr("article")?.as_i64().and_then(|article| u32::try_from(article).ok());
    Ok(match article.filter(|article| *article > 0) {
        Some(article) => {
            let text = common.article.replace("{statute}", &name);
            text.replace("{article}", &numeral(&common.numerals, article))
        }
        None => name,
    })
}

/// A number below a thousand in Chinese numerals, which `digits` has from nought to ten and a hundred.
fn numeral(digits: &str, number: u32) -> String {
    let digits: Vec<_> = digits.chars().collect();
    let sign = |at: u32| usize::try_from(at).ok().and_then(|at| digits.get(at)).copied().unwrap_or('?');
    let mut text = String::new();
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    if hundreds > 0 {
        text.extend([sign(hundreds), sign(11)]);
    }
    match tens {
        0 if hundreds > 0 && ones > 0 => text.push(sign(0)),
        0 => {}
        1 if hundreds == 0 => text.push(sign(10)),
        tens => text.extend([sign(tens), sign(10)]),
    }
    if ones > 0 || number == 0 {
        text.push(sign(ones));
    }
    text
}

/// Hundredths of a square metre as square metres.
fn area(value: &Value) -> Result<String, Error> {
    let hundredths = value.as_i64().ok_or_else(|| wrong("m2", value))?;
    let (whole, part) = (hundredths / 100, (hundredths % 100).unsigned_abs());
    let text = format!("{whole}.{part:02}");
    Ok(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// The word of a code; what is no code of ours is a word already.
fn code(words: &BTreeMap<String, String>, value: &Value) -> Result<String, Error> {
    let inner = match value.kind() {
        ValueKind::Map => value.try_iter()?.next().map(|key| value.get_item(&key)).transpose()?,
        _ => None,
    };
    let text = inner.unwrap_or_else(|| value.clone()).to_string();
    Ok(words.get(&format!("code.{text}")).cloned().unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_counted_as_statutes_are() {
        let digits = "0123456789TH";
        let counted = [5, 10, 19, 22, 40, 100, 107, 110, 235].map(|number| numeral(digits, number));
        assert_eq!(counted, ["5", "T", "T9", "2T2", "4T", "1H", "1H07", "1H1T", "2H3T5"]);
    }

    #[test]
    fn areas_have_no_idle_noughts() {
        let areas = [1_050, 1_800, 5, 0].map(|area| super::area(&Value::from(area)).expect("an area"));
        assert_eq!(areas, ["10.5", "18", "0.05", "0"]);
    }
}
