//! Any stream's aggregate, for whoever handles all kinds alike: the log, the projections, the commands.
use super::access::Access;
use super::attachment::Attachment;
use super::declared::{DeclaredCase, KindId};
use super::epochs::Epochs;
use super::erasure::Erasures;
use super::external_number::{ExternalNumber, NumberHolder};
use super::fire_hazard::FireHazard;
use super::ids::Version;
use super::illegal_structure::IllegalStructure;
use super::indicator::Indicator;
use super::inspection::Inspection;
use super::office::Office;
use super::paper::Papers;
use super::petition::Petition;
use super::reminder::Reminder;
use super::report::PublishedReport;
use super::series::NumberSeries;
use super::sign_ins::SignIns;
use super::user::User;
use crate::cases::spelt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The kinds of cases.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CaseKind {
    /// 信访事项.
    Petition,
    /// 火灾隐患.
    FireHazard,
    /// 违法建筑.
    IllegalStructure,
    /// 安全生产检查.
    Inspection,
    /// A kind that is declared.
    Declared(KindId),
}

impl CaseKind {
    /// Every kind that is written in Rust.
    pub const ALL: [Self; 4] = [Self::Petition, Self::FireHazard, Self::IllegalStructure, Self::Inspection];

    /// Its name in the log.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Petition => "petition",
            Self::FireHazard => "fire_hazard",
            Self::IllegalStructure => "illegal_structure",
            Self::Inspection => "inspection",
            Self::Declared(kind) => kind.as_str(),
        }
    }
}

impl Serialize for CaseKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for CaseKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        spelt::read(deserializer)
    }
}

impl fmt::Display for CaseKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for CaseKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let own = Self::ALL.into_iter().find(|kind| kind.name() == text);
        own.or_else(|| text.parse().ok().map(Self::Declared)).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(Self::name).collect();
            format!("'{text}' is no kind of case; there are {} and the declared ones", names.join(", "))
        })
    }
}

/// The aggregate of one stream.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum AnyFile {
    /// No event yet.
    #[default]
    Blank,
    /// The numbers of a series.
    Series(NumberSeries),
    /// Who holds a number of another system.
    ExternalNumber(NumberHolder),
    /// The office itself.
    Office(Box<Office>),
    /// A user of the office.
    User(Box<User>),
    /// How a user signed in.
    SignIns(SignIns),
    /// The epochs of the log itself.
    Epochs(Epochs),
    /// What was asked to be erased.
    Erasure(Box<Erasures>),
    /// Who belongs to a case.
    Access(Box<Access>),
    /// What was said about the deadlines of a case.
    Reminder(Box<Reminder>),
    /// A report that was published.
    Report(Box<PublishedReport>),
    /// The official papers of a case.
    Paper(Box<Papers>),
    /// What hangs on a case.
    Attachment(Box<Attachment>),
    /// A number that nobody's cases make.
    Indicator(Box<Indicator>),
    /// A petition.
    Petition(Box<Petition>),
    /// A fire hazard.
    FireHazard(Box<FireHazard>),
    /// An illegal structure.
    IllegalStructure(Box<IllegalStructure>),
    /// An inspection of an enterprise.
    Inspection(Box<Inspection>),
    /// A case of a declared kind.
    Declared(Box<DeclaredCase>),
}

impl AnyFile {
    /// The name of its kind of stream in the log.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Series(_) => "series",
            Self::ExternalNumber(_) => "external_number",
            Self::Office(_) => "office",
            Self::User(_) => "user",
            Self::SignIns(_) => "sign_ins",
            Self::Epochs(_) => "epochs",
            Self::Erasure(_) => "erasure",
            Self::Access(_) => "access",
            Self::Reminder(_) => "reminder",
            Self::Report(_) => "report",
            Self::Paper(_) => "paper",
            Self::Attachment(_) => "attachment",
            Self::Indicator(_) => "indicator",
            Self::Petition(_) => "petition",
            Self::FireHazard(_) => "fire_hazard",
            Self::IllegalStructure(_) => "illegal_structure",
            Self::Inspection(_) => "inspection",
            Self::Declared(_) => "declared",
        }
    }

    /// The numbers of other systems that were recorded in the case, also when it is void by now.
    #[must_use]
    pub fn external_numbers(&self) -> &[ExternalNumber] {
        match self {
            Self::Blank
            | Self::Series(_)
            | Self::ExternalNumber(_)
            | Self::Office(_)
            | Self::User(_)
            | Self::SignIns(_)
            | Self::Epochs(_)
            | Self::Erasure(_)
            | Self::Access(_)
            | Self::Reminder(_)
            | Self::Report(_)
            | Self::Paper(_)
            | Self::Attachment(_)
            | Self::Indicator(_) => &[],
            Self::Declared(file) => &file.life().external_numbers,
            Self::Petition(file) => file.life().external_numbers(),
            Self::FireHazard(file) => &file.life().external_numbers,
            Self::IllegalStructure(file) => &file.life().external_numbers,
            Self::Inspection(file) => &file.life().external_numbers,
        }
    }

    /// Whether it is a case that is void.
    #[must_use]
    pub fn is_void(&self) -> bool {
        match self {
            Self::Blank
            | Self::Series(_)
            | Self::ExternalNumber(_)
            | Self::Office(_)
            | Self::User(_)
            | Self::SignIns(_)
            | Self::Epochs(_)
            | Self::Erasure(_)
            | Self::Access(_)
            | Self::Reminder(_)
            | Self::Report(_)
            | Self::Paper(_)
            | Self::Attachment(_)
            | Self::Indicator(_) => false,
            Self::Petition(file) => file.life().voided().is_some(),
            Self::FireHazard(file) => file.life().voided.is_some(),
            Self::IllegalStructure(file) => file.life().voided.is_some(),
            Self::Inspection(file) => file.life().voided.is_some(),
            Self::Declared(file) => file.life().voided.is_some(),
        }
    }
    /// How many events a case has; none if it is no case.
    #[must_use]
    pub fn case_version(&self) -> Version {
        match self {
            Self::Petition(file) => file.version(),
            Self::FireHazard(file) => file.version(),
            Self::IllegalStructure(file) => file.version(),
            Self::Inspection(file) => file.version(),
            Self::Declared(file) => file.version(),
            _ => Version::default(),
        }
    }
}
