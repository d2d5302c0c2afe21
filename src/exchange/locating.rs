//! Where in the text of a declaration a part of it stands.
use toml_edit::{ImDocument, Item};

/// The line and column, counted from 1, at which the part `place` begins: `steps[2].to`. Of a part that is missing it is
/// what it is missing from. None for what is said of the whole file.
#[must_use]
pub fn locate(text: &str, place: &str) -> Option<(usize, usize)> {
    if let Some((line, column)) = place.strip_prefix("line ").and_then(|rest| rest.split_once(", column ")) {
        return Some((line.parse().ok()?, column.parse().ok()?));
    }
    let document = ImDocument::parse(text).ok()?;
    let mut here = document.as_item();
    let mut begins = None;
    for part in place.split('.') {
        let (name, index) = part.split_once('[').map_or((part, None), |(name, rest)| {
            (name, rest.strip_suffix(']').and_then(|number| number.parse::<usize>().ok()))
        });
        let Some((next, at)) = below(here, name, index) else { break };
        (here, begins) = (next, at.or(begins));
    }
    let before = text.get(..begins?)?;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Some((before.matches('\n').count() + 1, column))
}

/// A part of an item, and the byte at which it begins.
fn below<'i>(item: &'i Item, name: &str, index: Option<usize>) -> Option<(&'i Item, Option<usize>)> {
    let table = item.as_table_like()?;
    let (key, found) = table.get_key_value(name)?;
    let key = key.span().map(|span| span.start);
    let Some(index) = index.and_then(|index| index.checked_sub(1)) else {
        return Some((found, key.or_else(|| start(found))));
    };
    let nth = found.get(index)?;
    Some((nth, start(nth).or(key)))
}

fn start(item: &Item) -> Option<usize> {
    item.span().map(|span| span.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "id = \"a\"\nname = { zh = \"甲\", en = \"A\" }\n\n[[steps]]\nid = \"one\"\n\n  [[steps]]\n  id = \"two\"\n  to = \"there\"\n";

    #[test]
    fn a_part_is_found_by_line_and_column() {
        assert_eq!(locate(TEXT, "id"), Some((1, 1)));
        assert_eq!(locate(TEXT, "name.en"), Some((2, 20)));
        assert_eq!(locate(TEXT, "steps[2].to"), Some((9, 3)));
        assert_eq!(locate(TEXT, "steps[1]"), Some((4, 1)));
    }

    #[test]
    fn what_is_missing_is_where_it_is_missing_from() {
        assert_eq!(locate(TEXT, "steps[2].roles"), Some((7, 3)));
        assert_eq!(locate(TEXT, "figures"), None);
        assert_eq!(locate(TEXT, "the file"), None);
    }

    #[test]
    fn what_the_reader_found_itself_stays() {
        assert_eq!(locate("id =", "line 1, column 5"), Some((1, 5)));
    }
}
