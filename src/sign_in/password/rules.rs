//! Which passwords are refused.
use super::Plain;
use crate::sign_in::profile::Profile;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

/// Why a password is refused, and what to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PasswordRefusal {
    /// Too short.
    #[error("the password is too short; use at least {0} characters, better a few words")]
    Short(usize),
    /// Too long.
    #[error("the password is too long; use at most {0} characters")]
    Long(usize),
    /// Of too few classes of characters.
    #[error("the password needs {0} of these four: capital letters, small letters, digits, other characters")]
    Composition(usize),
    /// Easily guessed.
    #[error(
        "the password is easily guessed: it is common, a pattern, or made of your name or the office's; \
         use several words that do not belong together"
    )]
    Common,
    /// Used before.
    #[error("the password is one of your last {0}; choose another")]
    Reused(usize),
}

/// Compatibility forms are one: what a Chinese input method types in full width (`ａ１`) is the same password as what
/// another keyboard types in half width (`a1`), as NIST SP 800-63B-4, 3.1.1.2, recommends (NFKC). Nothing else is changed.
pub(super) fn normal(password: &str) -> Plain {
    Plain::new(password.nfkc().collect())
}

/// Length and composition.
pub(super) fn form(profile: &Profile, password: &str) -> Result<(), PasswordRefusal> {
    let length = password.chars().count();
    if length < profile.shortest {
        return Err(PasswordRefusal::Short(profile.shortest));
    }
    if length > profile.longest {
        return Err(PasswordRefusal::Long(profile.longest));
    }
    let is_other = |c: char| !c.is_uppercase() && !c.is_lowercase() && !c.is_numeric();
    let classes: [fn(char) -> bool; 4] = [char::is_uppercase, char::is_lowercase, char::is_numeric, is_other];
    let found = classes.iter().filter(|class| password.chars().any(**class)).count();
    if found < profile.classes {
        return Err(PasswordRefusal::Composition(profile.classes));
    }
    Ok(())
}

/// What is common here, and missing among the English words and leaked passwords that the estimate knows.
const COMMON_HERE: [&str; 28] = [
    "woaini", "aini", "mima", "1314", "520", "521", "5201314", "1314520", "7758521", "qq", "weixin",
    "zhongguo", "china", "shanghai", "beijing", "xinfang", "jiedao", "shequ", "juwei", "zhengfu", "admin",
    "root", "wang", "li", "zhang", "liu", "chen", "yang",
];

/// Refuses what falls to fewer than a million guesses: with the waits between attempts that is more than anybody can
/// try, and eight random letters pass.
pub(super) fn is_common(password: &str, names: &[String]) -> Result<(), PasswordRefusal> {
    let names = names.iter().map(String::as_str).filter(|name| !name.is_empty());
    let names: Vec<_> = names.chain(COMMON_HERE).collect();
    if zxcvbn(password, &names).score() < Score::Two {
        return Err(PasswordRefusal::Common);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> [String; 2] {
        ["zhang.wei".to_owned(), "Jiangwan".to_owned()]
    }

    #[test]
    fn a_password_has_eight_to_a_hundred_and_twenty_eight_characters_of_whatever_script() {
        let asvs = Profile::ASVS;
        assert_eq!(form(&asvs, "qzmpw12"), Err(PasswordRefusal::Short(8)));
        assert_eq!(form(&asvs, "qzmpw123"), Ok(()));
        assert_eq!(form(&asvs, "春江潮水连海平了"), Ok(()));
        assert_eq!(form(&asvs, &"楼".repeat(128)), Ok(()));
        assert_eq!(form(&asvs, &"楼".repeat(129)), Err(PasswordRefusal::Long(128)));
    }

    #[test]
    fn only_the_second_profile_asks_for_three_classes_of_characters() {
        for (password, classes) in [("qzmpwxkv", 1), ("Qzmpwxkv", 2), ("qzmpwx1春", 3), ("Qzmpwx1v", 3)] {
            assert_eq!(form(&Profile::ASVS, password), Ok(()), "{password}");
            let refused = if classes < 3 { Err(PasswordRefusal::Composition(3)) } else { Ok(()) };
            assert_eq!(form(&Profile::DENGBAO3, password), refused, "{password}");
        }
    }

    #[test]
    fn what_is_common_or_made_of_names_is_refused() {
        for common in [
            "password",
            "Password1!",
            "12345678",
            "qwertyuiop",
            "woaini1314",
            "zhang123456",
            "zhongguo520",
            "zhang.wei1",
            "Jiangwan2019",
        ] {
            assert_eq!(is_common(common, &names()), Err(PasswordRefusal::Common), "{common}");
        }
        for good in ["qzmpwxkv", "correct horse battery", "春江潮水连海平明月"] {
            assert_eq!(is_common(good, &names()), Ok(()), "{good}");
        }
    }

    #[test]
    fn full_width_and_half_width_are_one_password() {
        assert_eq!(*normal("ａｂｃ１２３"), "abc123");
        assert_eq!(*normal("Ab c"), "Ab c");
    }
}
