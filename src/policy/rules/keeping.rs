//! What those do who keep the system: the three administrators (三员), the machine's operator, programs with a token.
use super::super::action::{Action, Kind, Query};
use super::super::question::{Does, Relation, Rule};
use super::super::subject::{Capacity, Scope};
use super::super::wording::{
    CLERK, HANDLER, INSPECTOR, LEADER, SECURITY, SYSTEM, actions, permit, questions, token,
};
use Capacity::Operator;
use Relation::Oneself;

/// Who keeps the office, its users and the machine.
pub(super) static KEEPING: &[Rule] = &[
    // 三员.
    permit(
        "the system administrator keeps users, committees, departments, targets, indicators, the calendar, what its \
         ledgers' columns are called and how its messages are worded, and gives nobody a role or a deputy",
        &[SYSTEM],
        actions!(
            User { AddUser MoveUser RenameUser DisableUser EnableUser HandOverWork }
            Office {
                AddCommittee AddDepartment SetTarget PublishCalendarYear DeclareKind SetHeaderAlias RemoveHeaderAlias
                SetMessageText RestoreMessageText
            }
            Indicator { RecordIndicator }
        ),
    ),
    permit(
        "the system administrator corrects the office, its users and its indicators",
        &[SYSTEM],
        &[Action::Correct(Kind::Office), Action::Correct(Kind::User), Action::Correct(Kind::Indicator)],
    ),
    permit(
        "the security administrator gives roles and says who may know what",
        &[SECURITY],
        actions!(
            User { GrantRole RevokeRole DisableUser AppointDeputy DismissDeputy }
            Access { OpenAccess NameAccused ClearAccused SetConfidentiality AdmitReader DismissReader }
        ),
    ),
    permit(
        "the security administrator corrects who may know what",
        &[SECURITY],
        &[Action::Correct(Kind::Access)],
    ),
    Rule {
        having: &[Oneself],
        ..permit(
            "whoever works in the office appoints a deputy for himself",
            &[CLERK, HANDLER, INSPECTOR, LEADER],
            actions!(User { AppointDeputy DismissDeputy }),
        )
    },
    // The machine's operator, and programs with a token.
    Rule { does: Does::EveryCommand, ..permit("the operator carries out any command", &[Operator], &[]) },
    permit(
        "the operator reads what is not personal, and takes ledgers in",
        &[Operator],
        questions!(ListCases ReadWorkList ReadFigures SearchCases ReadCase ReadAccess FollowEvents ListUsers ReadUser
            ReadSessions ManageSignIn StoreFile PublishReport ReadReports TellFromPaper UndoImport ExportLog),
    ),
    permit(
        "a program with the scope registers petitions",
        &[token(Scope::Petitions)],
        actions!(Petition { RegisterPetition }),
    ),
    permit(
        "a program with the scope reports hazards and structures",
        &[token(Scope::Reports)],
        actions!(FireHazard { ReportHazard } IllegalStructure { ReportStructure }),
    ),
    permit(
        "a program with the scope puts files in",
        &[token(Scope::Petitions), token(Scope::Reports)],
        questions!(StoreFile),
    ),
    permit(
        "a program with the scope reads cases",
        &[token(Scope::Cases)],
        questions!(ListCases SearchCases ReadCase),
    ),
    permit("a program with the scope reads figures", &[token(Scope::Figures)], questions!(ReadFigures)),
    permit("a program with the scope follows the events", &[token(Scope::Events)], questions!(FollowEvents)),
];
