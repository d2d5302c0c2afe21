//! The rounds in which a running program has its checkpoints cosigned. They run beside everything else, and end no later than
//! the most patient of its questions.
use super::origin::Log;
use super::witness::{AskTrouble, Asked, Witnesses};
use crate::cases::ids::OfficeId;
use crate::database::{Db, StorageError};
use std::collections::BTreeMap;

/// Rounds that a silent witness is left alone at most.
const LONGEST: u32 = 32;

/// Who is asked, and who is left alone for a while because it did not answer.
#[derive(Debug)]
pub struct Rounds {
    witnesses: Witnesses,
    silent: BTreeMap<String, Silence>,
}

/// How long a witness has been silent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Silence {
    /// How many rounds it did not answer.
    times: u32,
    /// For how many more it is left alone.
    rest: u32,
}

impl Silence {
    /// One more round without an answer: it is left alone for twice as long as the last time.
    fn more(self) -> Self {
        let rest = 2_u32.saturating_pow(self.times).min(LONGEST);
        Self { times: self.times.saturating_add(1), rest }
    }
}

/// Something that came of a round.
#[derive(Debug)]
pub struct Told {
    /// The office's code.
    pub office: String,
    /// Which of its logs.
    pub log: Log,
    /// The witness, and what it said.
    pub asked: Asked,
}

impl Rounds {
    /// Rounds to these witnesses.
    #[must_use]
    pub const fn new(witnesses: Witnesses) -> Self {
        Self { witnesses, silent: BTreeMap::new() }
    }

    /// Asks for what was signed last of each log of these offices and is not cosigned yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn round(
        &mut self,
        db: &Db,
        offices: &[(OfficeId, String)],
    ) -> Result<Vec<Told>, StorageError> {
        let mut told = Vec::new();
        for silence in self.silent.values_mut() {
            silence.rest = silence.rest.saturating_sub(1);
        }
        for (office, code) in offices {
            for log in Log::ALL {
                let is_asked =
                    |witness: &str| self.silent.get(witness).is_none_or(|silence| silence.rest == 0);
                for asked in self.witnesses.ask(db, *office, log, is_asked).await? {
                    self.note(&asked);
                    told.push(Told { office: code.clone(), log, asked });
                }
            }
        }
        Ok(told)
    }

    fn note(&mut self, asked: &Asked) {
        let outcome = asked.outcome.as_ref().map_or_else(AskTrouble::name, |_| "cosigned");
        let labels = [("witness", asked.witness.clone()), ("outcome", outcome.to_owned())];
        metrics::counter!("anjuan_witness_answers_total", &labels).increment(1);
        if asked.outcome.is_ok() {
            self.silent.remove(&asked.witness);
        } else {
            let silence = self.silent.entry(asked.witness.clone()).or_default();
            *silence = silence.more();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_witness_is_left_alone_for_longer_each_time_and_never_for_ever() {
        let mut silence = Silence::default();
        let mut rests = Vec::new();
        for _ in 0..40 {
            silence = silence.more();
            rests.push(silence.rest);
        }
        assert_eq!(rests[..7], [1, 2, 4, 8, 16, 32, 32]);
        assert_eq!(rests.last(), Some(&LONGEST));
    }
}
