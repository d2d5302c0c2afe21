//! What is read and by whom, of petitioners too; and who asks for a person to be erased.
use super::super::action::{Action, Kind, Query};
use super::super::question::{Relation, Rule};
use super::super::subject::Capacity;
use super::super::wording::{
    AUDIT, AUDITOR, CLERK, HANDLER, HAS_PART, INSPECTOR, LEADER, OWN_AND_BELOW, SECURITY, SYSTEM, WORKS,
    permit, questions,
};
use Capacity::{Operator, Petitioner};
use Relation::{Admitted, Department, Handles, Inspects, Oneself, Registered};

/// Who reads what.
pub(super) static READING: &[Rule] = &[
    // What is read.
    permit(
        "whoever works in the office sees the list, searches it and sees what is due",
        &[CLERK, HANDLER, INSPECTOR],
        questions!(ListCases SearchCases ReadWorkList ReadFigures StoreFile),
    ),
    permit(
        "the petition desk opens every case",
        &[CLERK],
        questions!(ReadCase SeeMatter SeePetitioner SeeStaff ReadFile),
    ),
    Rule {
        having: HAS_PART,
        ..permit(
            "handlers and inspectors open the cases in which they have a part",
            &[HANDLER, INSPECTOR],
            questions!(ReadCase SeeMatter SeeParty SeeStaff ReadFile),
        )
    },
    Rule {
        having: &[Registered, Handles, Department, Admitted],
        ..permit("a handler sees who brings a petition", &[HANDLER], questions!(SeePetitioner))
    },
    Rule {
        having: &[Registered, Handles, Inspects, Admitted],
        ..permit(
            "who reported is seen by those who took the report, follow it or were admitted",
            &[CLERK, HANDLER, INSPECTOR],
            questions!(SeeInformant),
        )
    },
    Rule {
        at: OWN_AND_BELOW,
        ..permit(
            "leaders and auditors read the office and those below it",
            &[LEADER, AUDITOR],
            questions!(ListCases SearchCases ReadFigures ReadCase SeeMatter SeeParty SeeStaff ReadFile),
        )
    },
    permit(
        "a leader sees what is due, who brings a petition, and the users",
        &[LEADER],
        questions!(ReadWorkList SeePetitioner ListUsers StoreFile),
    ),
    Rule {
        having: &[Admitted],
        ..permit("an auditor sees names by a grant alone", &[AUDITOR], questions!(SeePetitioner SeeInformant))
    },
    Rule {
        having: &[Admitted],
        ..permit("a leader sees informants by a grant alone", &[LEADER], questions!(SeeInformant))
    },
    Rule {
        having: &[Registered],
        ..permit(
            "whoever registered a case, or sent a file, sees the original",
            &[CLERK, HANDLER, INSPECTOR],
            questions!(ReadOriginal),
        )
    },
    permit("leaders and auditors see originals", &[LEADER, AUDITOR], questions!(ReadOriginal)),
    permit(
        "an auditor follows the events, and sees who could do what",
        &[AUDITOR],
        questions!(FollowEvents ReadAccess ListUsers ReadUser),
    ),
    permit("administrators see the users", &[SYSTEM, SECURITY, AUDIT], questions!(ListUsers ReadUser)),
    permit("the system administrator makes links to sign in with", &[SYSTEM], questions!(ManageSignIn)),
    permit("the security administrator sees who may know what", &[SECURITY], questions!(ReadAccess)),
    permit(
        "sign-ins are read by the auditor, the security and the audit administrator",
        &[AUDITOR, SECURITY, AUDIT],
        questions!(ReadSessions),
    ),
    Rule {
        having: &[Oneself],
        ..permit(
            "everybody reads how oneself signed in",
            &[CLERK, HANDLER, INSPECTOR, LEADER, SYSTEM],
            questions!(ReadSessions),
        )
    },
    permit("the system administrator takes ledgers in", &[SYSTEM], questions!(TellFromPaper UndoImport)),
    // 信访人, by the query code.
    Rule {
        having: &[Registered],
        ..permit(
            "whoever holds the query code follows the case, adds photographs, rates it and asks for a review",
            &[Petitioner],
            &[
                Action::Query(Query::TrackCase),
                Action::Command(Kind::Attachment, "AttachFile"),
                Action::Command(Kind::Petition, "RatePetition"),
                Action::Command(Kind::Petition, "RequestReview"),
                Action::Command(Kind::Petition, "RequestFinalReview"),
            ],
        )
    },
    permit("whoever holds a query code puts photographs in", &[Petitioner], questions!(StoreFile)),
    permit("the petition desk sees what the petitioner is told", &[CLERK], questions!(TrackCase)),
    // What is read with a reason, and who looked at what.
    Rule {
        having: &[Registered, Handles, Inspects, Department],
        ..permit(
            "whoever works on a case sees who is in it without being asked why",
            &[CLERK, HANDLER, INSPECTOR],
            questions!(SeeAtOnce),
        )
    },
    permit(
        "an auditor, and the operator, draw samples and take evidence out",
        &[AUDITOR, Operator],
        questions!(DrawSample ExportEvidence),
    ),
    permit(
        "who looked at what is read by the auditor, the audit administrator and the operator",
        &[AUDITOR, AUDIT, Operator],
        questions!(ReadReadings),
    ),
    // 个人信息删除.
    permit(
        "the petition desk, leaders and the operator ask for a person to be erased",
        &[CLERK, LEADER, Operator],
        questions!(AskErasure),
    ),
    Rule {
        having: WORKS,
        ..permit("a handler asks for it in the cases of the department", &[HANDLER], questions!(AskErasure))
    },
    permit(
        "a leader, or the operator, decides what another asked for",
        &[LEADER, Operator],
        questions!(DecideErasure),
    ),
    permit(
        "what was asked to be erased is read by those who decide it, and those who watch over it",
        &[LEADER, AUDITOR, AUDIT, Operator],
        questions!(ReadErasures),
    ),
    permit("leaders and auditors take the log out", &[LEADER, AUDITOR], questions!(ExportLog)),
];
