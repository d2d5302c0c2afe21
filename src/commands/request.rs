//! What is asked for at once: one command, or several that stand or fall together, on one stream or several.
use crate::cases::access::AccessCommand;
use crate::cases::attachment::AttachmentCommand;
use crate::cases::case_file::Order;
use crate::cases::declared::DeclaredCommand;
use crate::cases::epochs::EpochEvent;
use crate::cases::erasure::ErasureCommand;
use crate::cases::external_number::ExternalNumber;
use crate::cases::facts::Conduct;
use crate::cases::fire_hazard::HazardCommand;
use crate::cases::ids::StreamId;
use crate::cases::illegal_structure::StructureCommand;
use crate::cases::indicator::IndicatorCommand;
use crate::cases::inspection::InspectionCommand;
use crate::cases::occurred::Dated;
use crate::cases::office::OfficeCommand;
use crate::cases::paper::{Issue, PaperCommand};
use crate::cases::personal;
use crate::cases::petition::PetitionCommand;
use crate::cases::reminder::ReminderCommand;
use crate::cases::report::ReportCommand;
use crate::cases::sign_ins::SignInEvent;
use crate::cases::user::UserCommand;
use crate::cases::words::CaseNumber;
use crate::event_log::RequestHash;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A command to one stream.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub enum AnyOrder {
    /// To the office itself.
    Office(Dated<Order<OfficeCommand>>),
    /// About a user.
    User(Dated<Order<UserCommand>>),
    /// How a user signed in: what the program saw, taken down as it was.
    SignIns(Dated<SignInEvent>),
    /// What became of the log itself, as whoever runs the machine says.
    Epochs(Dated<EpochEvent>),
    /// About what is to be erased.
    Erasure(Dated<Order<ErasureCommand>>),
    /// About who belongs to a case.
    Access(Dated<Order<AccessCommand>>),
    /// About what falls due.
    Reminder(Dated<Order<ReminderCommand>>),
    /// About a published report.
    Report(Dated<Order<ReportCommand>>),
    /// About the official papers of a case.
    Paper(Dated<Order<PaperCommand>>),
    /// About the files of a case.
    Attachment(Dated<Order<AttachmentCommand>>),
    /// To an indicator.
    Indicator(Dated<Order<IndicatorCommand>>),
    /// To a petition.
    Petition(Dated<Order<PetitionCommand>>),
    /// To a fire hazard.
    FireHazard(Dated<Order<HazardCommand>>),
    /// To an illegal structure.
    IllegalStructure(Dated<Order<StructureCommand>>),
    /// To the case of an inspection.
    Inspection(Dated<Order<InspectionCommand>>),
    /// To a case of a declared kind.
    Declared(Dated<Order<DeclaredCommand>>),
}

/// What happens to the case's number.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub enum Numbering {
    /// A first command takes the number that it names; any other leaves it alone.
    #[default]
    AsGiven,
    /// The case gets the next number of a series, whatever its command names.
    Next {
        /// The series: `XF2019-`.
        prefix: String,
        /// At least so many digits.
        width: usize,
    },
    /// The number is free again: its case was taken back with its import.
    Release(CaseNumber),
}

/// One step of a request.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Step {
    /// The stream.
    pub stream: StreamId,
    /// The command.
    pub order: AnyOrder,
    /// Its number.
    pub numbering: Numbering,
}

impl Step {
    /// A command to a stream that leaves numbers as they are given.
    #[must_use]
    pub fn new(stream: StreamId, order: impl Into<AnyOrder>) -> Self {
        Self { stream, order: order.into(), numbering: Numbering::AsGiven }
    }
}

/// Steps that stand or fall together.
#[derive(Clone, Debug)]
pub struct Request {
    /// Whether somebody acts, or paper tells.
    pub conduct: Conduct,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

impl Request {
    /// One live command.
    #[must_use]
    pub fn live(stream: StreamId, order: impl Into<AnyOrder>) -> Self {
        Self { conduct: Conduct::Live, steps: vec![Step::new(stream, order)] }
    }

    /// A hash of all that is asked for, personal values too.
    ///
    /// # Errors
    /// When a value cannot be written as JSON.
    pub fn hash(&self) -> Result<RequestHash, serde_json::Error> {
        let (json, slots) = personal::sealing(|| serde_json::to_vec(&self.steps));
        let mut hash = Sha256::new();
        hash.update([u8::from(self.conduct == Conduct::Live)]);
        hash.update(json?);
        for slot in slots {
            hash.update(slot.subject.0.to_be_bytes());
            hash.update(&slot.json);
        }
        Ok(RequestHash(hash.finalize().into()))
    }
}

macro_rules! orders {
    ($($command:ty => $variant:ident),+ $(,)?) => {$(
        impl From<Dated<Order<$command>>> for AnyOrder {
            fn from(order: Dated<Order<$command>>) -> Self {
                Self::$variant(order)
            }
        }

        impl From<Dated<$command>> for AnyOrder {
            fn from(Dated { occurred, what }: Dated<$command>) -> Self {
                Self::$variant(Dated { occurred, what: Order::Step(what) })
            }
        }
    )+};
}

orders!(OfficeCommand => Office, UserCommand => User, AccessCommand => Access, ReminderCommand => Reminder,
    ReportCommand => Report, PaperCommand => Paper, ErasureCommand => Erasure,
    AttachmentCommand => Attachment, PetitionCommand => Petition, HazardCommand => FireHazard, StructureCommand => IllegalStructure,
    IndicatorCommand => Indicator, InspectionCommand => Inspection, DeclaredCommand => Declared);

impl From<Dated<SignInEvent>> for AnyOrder {
    fn from(seen: Dated<SignInEvent>) -> Self {
        Self::SignIns(seen)
    }
}

impl From<Dated<EpochEvent>> for AnyOrder {
    fn from(seen: Dated<EpochEvent>) -> Self {
        Self::Epochs(seen)
    }
}

impl AnyOrder {
    /// The number that a first command names.
    #[must_use]
    pub fn number(&self) -> Option<&CaseNumber> {
        match self {
            Self::Petition(Dated {
                what: Order::Step(PetitionCommand::RegisterPetition { number, .. }),
                ..
            })
            | Self::FireHazard(Dated {
                what:
                    Order::Step(
                        HazardCommand::FindHazard { number, .. } | HazardCommand::ReportHazard { number, .. },
                    ),
                ..
            })
            | Self::IllegalStructure(Dated {
                what: Order::Step(StructureCommand::ReportStructure { number, .. }),
                ..
            })
            | Self::Inspection(Dated {
                what: Order::Step(InspectionCommand::RecordInspection { number, .. }),
                ..
            })
            | Self::Declared(Dated { what: Order::Step(DeclaredCommand::OpenCase { number, .. }), .. }) => {
                Some(number)
            }
            _ => None,
        }
    }

    pub(super) fn number_mut(&mut self) -> Option<&mut CaseNumber> {
        match self {
            Self::Petition(Dated {
                what: Order::Step(PetitionCommand::RegisterPetition { number, .. }),
                ..
            })
            | Self::FireHazard(Dated {
                what:
                    Order::Step(
                        HazardCommand::FindHazard { number, .. } | HazardCommand::ReportHazard { number, .. },
                    ),
                ..
            })
            | Self::IllegalStructure(Dated {
                what: Order::Step(StructureCommand::ReportStructure { number, .. }),
                ..
            })
            | Self::Inspection(Dated {
                what: Order::Step(InspectionCommand::RecordInspection { number, .. }),
                ..
            })
            | Self::Declared(Dated { what: Order::Step(DeclaredCommand::OpenCase { number, .. }), .. }) => {
                Some(number)
            }
            _ => None,
        }
    }

    /// The command about a file: what is asked, or what a step becomes.
    #[must_use]
    pub fn attachment(&self) -> Option<&AttachmentCommand> {
        match self {
            Self::Attachment(Dated { what: Order::Step(command), .. }) => Some(command),
            Self::Attachment(Dated { what: Order::Correct { becomes, .. }, .. }) => {
                becomes.as_deref().map(|becomes| &becomes.what)
            }
            _ => None,
        }
    }

    /// The command about an official paper: what is asked, or what a step becomes.
    #[must_use]
    pub fn paper(&self) -> Option<&PaperCommand> {
        match self {
            Self::Paper(Dated { what: Order::Step(command), .. }) => Some(command),
            Self::Paper(Dated { what: Order::Correct { becomes, .. }, .. }) => {
                becomes.as_deref().map(|becomes| &becomes.what)
            }
            _ => None,
        }
    }

    /// The paper that the command issues.
    pub(super) fn issue(&self) -> Option<&Issue> {
        match self {
            Self::Paper(Dated { what: Order::Step(PaperCommand::IssuePaper { issue }), .. }) => Some(issue),
            _ => None,
        }
    }

    /// The number of another system that the command puts on the case, or to which it corrects one.
    pub(super) fn external_number(&self) -> Option<ExternalNumber> {
        macro_rules! named {
            ($order:expr, $command:ident) => {{
                let command = match &$order.what {
                    Order::Step(command) => command,
                    Order::Correct { becomes, .. } => &becomes.as_ref()?.what,
                };
                match command {
                    $command::RecordExternalNumber { system, number } => {
                        Some(ExternalNumber { system: system.clone(), number: number.clone() })
                    }
                    _ => None,
                }
            }};
        }
        match self {
            Self::Office(_)
            | Self::User(_)
            | Self::SignIns(_)
            | Self::Epochs(_)
            | Self::Erasure(_)
            | Self::Access(_)
            | Self::Reminder(_)
            | Self::Report(_)
            | Self::Paper(_)
            | Self::Attachment(_)
            | Self::Indicator(_) => None,
            Self::Declared(order) => named!(order, DeclaredCommand),
            Self::Petition(order) => named!(order, PetitionCommand),
            Self::FireHazard(order) => named!(order, HazardCommand),
            Self::IllegalStructure(order) => named!(order, StructureCommand),
            Self::Inspection(order) => named!(order, InspectionCommand),
        }
    }

    /// Whether the case may no longer hold a number of another system after the command, or hold one again: a
    /// correction may take a number back, or the voiding of the case, and a void case holds none.
    pub(super) fn may_free_external_numbers(&self) -> bool {
        match self {
            Self::Office(_)
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
            Self::Declared(order) => {
                matches!(order.what, Order::Correct { .. } | Order::Step(DeclaredCommand::VoidCase { .. }))
            }
            Self::Petition(order) => {
                matches!(
                    order.what,
                    Order::Correct { .. } | Order::Step(PetitionCommand::VoidPetition { .. })
                )
            }
            Self::FireHazard(order) => {
                matches!(order.what, Order::Correct { .. } | Order::Step(HazardCommand::VoidHazard { .. }))
            }
            Self::IllegalStructure(order) => {
                matches!(
                    order.what,
                    Order::Correct { .. } | Order::Step(StructureCommand::VoidStructure { .. })
                )
            }
            Self::Inspection(order) => {
                matches!(
                    order.what,
                    Order::Correct { .. } | Order::Step(InspectionCommand::VoidInspection { .. })
                )
            }
        }
    }
}
