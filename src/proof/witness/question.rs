//! What a witness is asked.
use super::WitnessTrouble;
use crate::event_log::tree::{HASH, Hash};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use std::fmt::Write;

/// Hashes of a proof at most.
const LONGEST: usize = 63;

/// A question to a witness (C2SP tlog-witness): the size that it saw last, a proof, a checkpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// The size from which the proof goes on.
    pub old: u64,
    /// What proves that it does.
    pub proof: Vec<Hash>,
    /// The checkpoint.
    pub checkpoint: String,
}

impl Question {
    /// The question as it is sent.
    #[must_use]
    pub fn written(&self) -> String {
        let mut text = format!("old {}\n", self.old);
        for hash in &self.proof {
            let _ = writeln!(text, "{}", BASE64_STANDARD.encode(hash.0));
        }
        text + "\n" + &self.checkpoint
    }

    /// Reads [`Question::written`].
    ///
    /// # Errors
    /// When it is none.
    pub fn read(text: &str) -> Result<Self, WitnessTrouble> {
        let malformed = WitnessTrouble::Malformed;
        let (proof, checkpoint) = text.split_once("\n\n").ok_or(malformed("it has no checkpoint"))?;
        let mut lines = proof.split('\n');
        let written = lines.next().and_then(|line| line.strip_prefix("old "));
        let old =
            written.and_then(|size| size.parse::<u64>().ok()).filter(|old| written == Some(&old.to_string()));
        let hash =
            |line: &str| BASE64_STANDARD.decode(line).ok().and_then(|hash| <[u8; HASH]>::try_from(hash).ok());
        let proof: Option<Vec<_>> = lines.map(|line| hash(line).map(Hash)).collect();
        Ok(Self {
            old: old.ok_or(malformed("it does not say from which size it goes on"))?,
            proof: proof.filter(|proof| proof.len() <= LONGEST).ok_or(malformed("its proof is none"))?,
            checkpoint: checkpoint.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_only_as_the_protocol_writes_it() {
        let proof = vec![Hash::leaf(b"a"); LONGEST];
        let question = Question { old: 7, proof, checkpoint: "a checkpoint\n".to_owned() };
        assert_eq!(Question::read(&question.written()).expect("a question"), question);
        let longer = Question { proof: vec![Hash::leaf(b"a"); LONGEST + 1], ..question.clone() };
        let text = question.written();
        let others = [
            longer.written(),
            text.replacen("old 7", "old 07", 1),
            text.replacen("old 7", "old +7", 1),
            text.replacen("old 7", "old -7", 1),
            text.replacen("old 7", "size 7", 1),
            text.replacen("=\n", "\n", 1),
            text.replacen("\n\n", "\n", 1),
            String::new(),
        ];
        for other in others {
            assert!(matches!(Question::read(&other), Err(WitnessTrouble::Malformed(_))), "{other}");
        }
    }
}
