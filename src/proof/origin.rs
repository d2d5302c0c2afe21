//! What a log is called where it is signed: `anjuan/CODE`, `anjuan/CODE/readings`, and either of them with `/epoch-N` once it
//! was begun anew. One key signs them all, under these names.
use std::fmt;

/// What stands behind the name of a log of readings.
const READINGS: &str = "/readings";
/// What stands before the number of an epoch.
const EPOCH: &str = "/epoch-";

/// Which of an office's two logs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Log {
    /// What happened.
    Events,
    /// Who looked at what.
    Readings,
}

impl Log {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Events, Self::Readings];

    /// What it is called by people.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::Events => "the log",
            Self::Readings => "the record of who looked at what",
        }
    }

    /// What stands in it.
    #[must_use]
    pub const fn entries(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Readings => "readings",
        }
    }
}

/// The name of a log in its checkpoints, taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The name that the key bears.
    pub key: String,
    /// Which log.
    pub log: Log,
    /// How often it was begun anew, the first time being 1.
    pub epoch: u32,
}

impl Origin {
    /// Takes a name apart.
    #[must_use]
    pub fn read(name: &str) -> Self {
        let cut = name.rsplit_once(EPOCH).and_then(|(name, epoch)| Some((name, epoch.parse().ok()?)));
        let (name, epoch) = cut.filter(|(_, epoch)| *epoch > 1).unwrap_or((name, 1));
        let (key, log) = match name.strip_suffix(READINGS) {
            Some(key) => (key, Log::Readings),
            None => (name, Log::Events),
        };
        Self { key: key.to_owned(), log, epoch }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key)?;
        if self.log == Log::Readings {
            f.write_str(READINGS)?;
        }
        if self.epoch > 1 { write!(f, "{EPOCH}{}", self.epoch) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_a_log_is_taken_apart_and_put_together_again() {
        let of = |log, epoch| Origin { key: "anjuan/310110001".to_owned(), log, epoch };
        let names = [
            ("anjuan/310110001", of(Log::Events, 1)),
            ("anjuan/310110001/epoch-2", of(Log::Events, 2)),
            ("anjuan/310110001/readings", of(Log::Readings, 1)),
            ("anjuan/310110001/readings/epoch-13", of(Log::Readings, 13)),
        ];
        for (name, origin) in names {
            assert_eq!(Origin::read(name), origin);
            assert_eq!(origin.to_string(), name);
        }
        let other = "anjuan/310110001/epoch-1";
        assert_eq!(Origin::read(other).to_string(), other, "a first epoch has no number");
    }
}
