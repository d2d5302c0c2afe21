//! Codes of the office's language as values of flags: the code with `-` for `_`, and the words that pages show for it.
use crate::projections::case_list::code;
use crate::web::words::{Language, word};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde::Serialize;

/// Reads one of these by its code; `family` has its words.
pub(super) fn coded<T>(family: &str, all: &'static [T]) -> impl TypedValueParser<Value = T> + use<T>
where
    T: Copy + Serialize + Send + Sync + 'static,
{
    let value = |of: &T| {
        let code = code(of);
        let words = word(Language::English, &format!("{family}.{code}")).unwrap_or_default();
        PossibleValue::new(flag(&code)).help(words)
    };
    let named =
        |name: String| all.iter().copied().find(|of| flag(&code(of)) == name).ok_or("it is none of them");
    PossibleValuesParser::new(all.iter().map(value)).try_map(named)
}

fn flag(code: &str) -> String {
    code.replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::erasure::{Ground, Part};
    use clap::{Arg, Command};

    #[test]
    fn every_part_and_ground_is_read_by_its_code_and_told_in_words() {
        fn read<T: Copy + Serialize + Send + Sync + PartialEq + std::fmt::Debug>(
            family: &str,
            all: &'static [T],
        ) {
            let command = || Command::new("c").arg(Arg::new("of").value_parser(coded(family, all)));
            for of in all {
                let name = flag(&code(of));
                let read = command().try_get_matches_from(["c", &*name]).expect("a value");
                assert_eq!(read.get_one::<T>("of"), Some(of));
                assert!(word(Language::English, &format!("{family}.{}", code(of))).is_some(), "{name}");
            }
            assert!(command().try_get_matches_from(["c", "another"]).is_err());
        }
        read("erasure.part", &Part::ALL);
        read("erasure.ground", &Ground::ALL);
    }
}
