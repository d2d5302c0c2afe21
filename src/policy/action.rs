//! What can be done and seen.
use crate::cases::access::AccessCommand;
use crate::cases::attachment::AttachmentCommand;
use crate::cases::declared::DeclaredCommand;
use crate::cases::fire_hazard::HazardCommand;
use crate::cases::illegal_structure::StructureCommand;
use crate::cases::indicator::IndicatorCommand;
use crate::cases::inspection::InspectionCommand;
use crate::cases::office::OfficeCommand;
use crate::cases::petition::PetitionCommand;
use crate::cases::reminder::ReminderCommand;
use crate::cases::user::UserCommand;
use std::fmt;

/// What a command is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// The office.
    Office,
    /// A user.
    User,
    /// Who belongs to a case.
    Access,
    /// What is said about deadlines.
    Reminder,
    /// The files of a case.
    Attachment,
    /// A number that nobody's cases make.
    Indicator,
    /// A petition.
    Petition,
    /// A fire hazard.
    FireHazard,
    /// An illegal structure.
    IllegalStructure,
    /// An inspection of an enterprise.
    Inspection,
    /// A case of a declared kind.
    Declared,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Office,
        Self::User,
        Self::Access,
        Self::Reminder,
        Self::Attachment,
        Self::Indicator,
        Self::Petition,
        Self::FireHazard,
        Self::IllegalStructure,
        Self::Inspection,
        Self::Declared,
    ];

    /// Its name, as streams of it are named.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::User => "user",
            Self::Access => "access",
            Self::Reminder => "reminder",
            Self::Attachment => "attachment",
            Self::Indicator => "indicator",
            Self::Petition => "petition",
            Self::FireHazard => "fire_hazard",
            Self::IllegalStructure => "illegal_structure",
            Self::Inspection => "inspection",
            Self::Declared => "declared",
        }
    }

    /// The names of its commands, but for corrections.
    #[must_use]
    pub const fn commands(self) -> &'static [&'static str] {
        match self {
            Self::Office => OfficeCommand::NAMES,
            Self::User => UserCommand::NAMES,
            Self::Access => AccessCommand::NAMES,
            Self::Reminder => ReminderCommand::NAMES,
            Self::Attachment => AttachmentCommand::NAMES,
            Self::Indicator => IndicatorCommand::NAMES,
            Self::Petition => PetitionCommand::NAMES,
            Self::FireHazard => HazardCommand::NAMES,
            Self::IllegalStructure => StructureCommand::NAMES,
            Self::Inspection => InspectionCommand::NAMES,
            Self::Declared => DeclaredCommand::NAMES,
        }
    }
}

/// What can be asked for, beside commands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Query {
    /// The list of cases, without what is personal.
    ListCases,
    /// What is due next.
    ReadWorkList,
    /// The figures of the report, and the cases behind them.
    ReadFigures,
    /// Search over cases.
    SearchCases,
    /// One case and its history, without what is personal.
    ReadCase,
    /// Who belongs to a case.
    ReadAccess,
    /// What a case is about, in the words of those who brought it.
    SeeMatter,
    /// Who brings a petition, and who speaks for them.
    SeePetitioner,
    /// Who reported a hazard or a structure (举报人).
    SeeInformant,
    /// The party: occupant, owner, unit in charge.
    SeeParty,
    /// Staff by name.
    SeeStaff,
    /// Files of cases.
    ReadFile,
    /// The originals of photographs, with where and when they were taken.
    ReadOriginal,
    /// Put a file in.
    StoreFile,
    /// The feed of all events.
    FollowEvents,
    /// The users of the office.
    ListUsers,
    /// What a user was and did.
    ReadUser,
    /// Sessions and sign-ins of others.
    ReadSessions,
    /// End sessions of others, unlock accounts, make one-time links.
    ManageSignIn,
    /// Publish a report of the office, or withdraw one.
    PublishReport,
    /// Which reports were published, and what their figures are now.
    ReadReports,
    /// Tell from paper what was done before: ledgers, and steps as history.
    TellFromPaper,
    /// Take an import back.
    UndoImport,
    /// Where a case stands, as whoever holds its query code is told: no names, and nothing of what it is about.
    TrackCase,
    /// Who is in a case, in the clear without being asked why.
    SeeAtOnce,
    /// All that the log holds of a case, as a package to be kept as evidence.
    ExportEvidence,
    /// A sample of cases that can be drawn again.
    DrawSample,
    /// Who looked at what.
    ReadReadings,
    /// Ask for a person in a case to be erased.
    AskErasure,
    /// Approve that, or reject it: another than whoever asked.
    DecideErasure,
    /// What was asked to be erased, and how long cases are kept.
    ReadErasures,
    /// Take the log out for process mining: steps and codes under pseudonyms.
    ExportLog,
    /// Issue an official paper of a case, with the name of whom it is for.
    IssuePaper,
    /// Declare an official paper void.
    VoidPaper,
    /// Read an official paper that was issued, with the names in it.
    ReadPaper,
}

impl Query {
    /// Every one.
    pub const ALL: [Self; 35] = [
        Self::ListCases,
        Self::ReadWorkList,
        Self::ReadFigures,
        Self::SearchCases,
        Self::ReadCase,
        Self::ReadAccess,
        Self::SeeMatter,
        Self::SeePetitioner,
        Self::SeeInformant,
        Self::SeeParty,
        Self::SeeStaff,
        Self::ReadFile,
        Self::ReadOriginal,
        Self::StoreFile,
        Self::FollowEvents,
        Self::ListUsers,
        Self::ReadUser,
        Self::ReadSessions,
        Self::ManageSignIn,
        Self::PublishReport,
        Self::ReadReports,
        Self::TellFromPaper,
        Self::UndoImport,
        Self::TrackCase,
        Self::SeeAtOnce,
        Self::ExportEvidence,
        Self::DrawSample,
        Self::ReadReadings,
        Self::AskErasure,
        Self::DecideErasure,
        Self::ReadErasures,
        Self::ExportLog,
        Self::IssuePaper,
        Self::VoidPaper,
        Self::ReadPaper,
    ];

    /// Whether it shows something of one case that its place in the list does not show.
    #[must_use]
    pub const fn opens_a_case(self) -> bool {
        matches!(
            self,
            Self::ReadCase
                | Self::ReadAccess
                | Self::SeeMatter
                | Self::SeePetitioner
                | Self::SeeInformant
                | Self::SeeParty
                | Self::SeeStaff
                | Self::ReadFile
                | Self::ReadOriginal
                | Self::TrackCase
                | Self::SeeAtOnce
                | Self::ExportEvidence
                | Self::IssuePaper
                | Self::VoidPaper
                | Self::ReadPaper
                | Self::AskErasure
                | Self::DecideErasure
        )
    }
}

/// Something that can be done or seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Action {
    /// A command, by its name.
    Command(Kind, &'static str),
    /// The correction of an earlier step.
    Correct(Kind),
    /// A question, or something beside commands.
    Query(Query),
}

impl Action {
    /// Everything that can be done or seen.
    pub fn all() -> impl Iterator<Item = Self> {
        let commands = |kind: Kind| kind.commands().iter().map(move |name| Self::Command(kind, name));
        let of_kind = move |kind| commands(kind).chain([Self::Correct(kind)]);
        Kind::ALL.into_iter().flat_map(of_kind).chain(Query::ALL.map(Self::Query))
    }

    /// Whether it is done to, or opens, one case.
    #[must_use]
    pub const fn is_about_a_case(self) -> bool {
        match self {
            Self::Command(kind, _) | Self::Correct(kind) => {
                !matches!(kind, Kind::Office | Kind::User | Kind::Reminder | Kind::Indicator)
            }
            Self::Query(query) => query.opens_a_case(),
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(kind, name) => write!(f, "{}.{name}", kind.name()),
            Self::Correct(kind) => write!(f, "{}.Correct", kind.name()),
            Self::Query(query) => write!(f, "{query:?}"),
        }
    }
}
