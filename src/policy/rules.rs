//! The rules. Each is one line that an office can read; the tests hold the whole matrix against expectations that were
//! written by hand, and every line is needed.
use super::action::{Action, Kind, Query};
use super::question::{Does, Relation, Rule};
use super::subject::{Capacity, Scope};
use super::wording::{
    ATTACHING, AUDIT, AUDITOR, CHECKS, CLERK, HANDLER, HAS_PART, INSPECTOR, LEADER, OWN_AND_BELOW, SECURITY,
    SYSTEM, WORKS, actions, forbid, permit, questions, token,
};
use crate::cases::access::Confidentiality::{Restricted, Secret};
use Capacity::{Operator, Petitioner};
use Relation::{Accused, Admitted, Department, Handles, Inspects, Oneself, Registered};

/// The policy.
pub static RULES: &[Rule] = &[
    // What beats every role.
    Rule {
        having: &[Accused],
        ..forbid("nobody learns of a matter in which he is accused", Does::EverythingAboutACase)
    },
    Rule {
        to: &[CLERK, HANDLER, INSPECTOR, LEADER, AUDITOR, SYSTEM, AUDIT, token(Scope::Cases), Petitioner],
        levels: &[Secret],
        unless: &[Handles, Inspects, Admitted],
        ..forbid("what is secret is for those who were admitted", Does::EverythingAboutACase)
    },
    Rule {
        to: &[CLERK, HANDLER, INSPECTOR, token(Scope::Cases)],
        levels: &[Restricted],
        unless: HAS_PART,
        ..forbid("what is restricted is opened by those who have a part in it", Does::EverythingAboutACase)
    },
    Rule {
        having: &[Oneself],
        ..forbid(
            "nobody gives himself a role, or lets himself in",
            Does::These(
                actions!(User { GrantRole RevokeRole EnableUser } Access { AdmitReader ClearAccused }),
            ),
        )
    },
    // 信访窗口.
    permit(
        "the petition desk registers, routes and follows petitions",
        &[CLERK],
        actions!(Petition {
            RegisterPetition ForwardPetition AssignPetition ReturnForwardedPetition AcceptPetition RedirectPetition
            DeclinePetition RequestExtension SuspendPetition ResumePetition ServeReply RequestReview
            StateDeadline TakeNote RequestFinalReview HoldHearing TerminatePetition ClosePetition RatePetition MediatePetition SettleDispute
            LinkPetition MergePetition WithdrawPetition RecountTerms RecordExternalNumber ReassignPetition RecuseHandler RecordIncident
        }),
    ),
    permit("the petition desk corrects petitions", &[CLERK], &[Action::Correct(Kind::Petition)]),
    Rule {
        having: WORKS,
        ..permit(
            "whoever works on a petition at the desk concludes it",
            &[CLERK],
            actions!(Petition { ConcludePetition }),
        )
    },
    permit(
        "the petition desk takes reports of hazards and structures",
        &[CLERK],
        actions!(FireHazard { ReportHazard } IllegalStructure { ReportStructure }),
    ),
    permit(
        "the petition desk says who handles a petition, and about whom it is",
        &[CLERK],
        actions!(Access { OpenAccess AssignHandler ReleaseHandler NameAccused SetConfidentiality }),
    ),
    // 经办人.
    Rule {
        having: WORKS,
        ..permit(
            "a handler works on the petitions of the department",
            &[HANDLER],
            actions!(Petition {
                ReturnForwardedPetition AcceptPetition ConcludePetition RequestExtension SuspendPetition
                TakeNote ResumePetition ServeReply HoldHearing MediatePetition SettleDispute LinkPetition RecuseHandler
                RecordExternalNumber RecordIncident
            }),
        )
    },
    permit(
        "a handler reports what was seen",
        &[HANDLER],
        actions!(FireHazard { ReportHazard } IllegalStructure { ReportStructure }),
    ),
    Rule {
        having: WORKS,
        ..permit(
            "a handler follows hazards, structures and inspections of the department",
            &[HANDLER],
            actions!(
                FireHazard { ReportRectification RequestDeadlineExtension RecordPenalty RecordTransferResult }
                IllegalStructure { InformInformant HearParty RequestAssistance ReachAgreement RecordTransferResult }
                Inspection { ReportRectification RequestDeadlineExtension RecordTransferResult }
            ),
        )
    },
    // 检查人员.
    permit(
        "an inspector reports and finds",
        &[INSPECTOR],
        actions!(
            FireHazard { ReportHazard FindHazard } IllegalStructure { ReportStructure } Inspection { RecordInspection }
        ),
    ),
    Rule {
        having: CHECKS,
        ..permit(
            "an inspector orders, re-inspects and closes off hazards",
            &[INSPECTOR],
            actions!(FireHazard {
                DismissReport FixOnTheSpot OrderRectification RequestDeadlineExtension ReportRectification
                ReinspectHazard CloseOff DeclareMajor DowngradeHazard SealPremises DecideSeal LiftSeal
                RecommendPenalty RecordPenalty TransferHazard RecordTransferResult RecountTerms RecordExternalNumber LinkHazard
            }),
        )
    },
    Rule {
        having: CHECKS,
        ..permit(
            "an inspector pursues illegal structures",
            &[INSPECTOR],
            actions!(IllegalStructure {
                InvestigateSite InformInformant FindNotIllegal TransferStructure RecordTransferResult FileCase
                DetermineStructure RemeasureSite OrderStop RecordStopRefusal OrderDemolition AnnounceOrder ServeOrder
                DemandCompliance HearParty AnnounceForcedDemolition RequestAssistance DemolishSite MeasureArea
                AcceptDemolition CloseStructure SuspendStructure ResumeStructure StartLitigation EndLitigation
                ReachAgreement RecountTerms RecordExternalNumber LinkStructure
            }),
        )
    },
    Rule {
        having: CHECKS,
        ..permit(
            "an inspector follows what an inspection of an enterprise found",
            &[INSPECTOR],
            actions!(Inspection {
                IssueOpinion OrderRectification RequestDeadlineExtension ReportRectification ReinspectHazards CloseOff
                TransferInspection RecordTransferResult RecountTerms RecordExternalNumber LinkInspection
            }),
        )
    },
    Rule {
        having: CHECKS,
        ..permit(
            "an inspector corrects what was inspected",
            &[INSPECTOR],
            &[
                Action::Correct(Kind::FireHazard),
                Action::Correct(Kind::IllegalStructure),
                Action::Correct(Kind::Inspection),
            ],
        )
    },
    // 申报种类.
    permit(
        "who takes the steps of a declared case stands in its declaration",
        &[CLERK, HANDLER, INSPECTOR, LEADER],
        actions!(Declared { OpenCase TakeStep RecordExternalNumber LinkCase }),
    ),
    Rule {
        having: &[Registered, Handles],
        ..permit(
            "whoever registered or handles a declared case corrects it",
            &[CLERK, HANDLER, INSPECTOR],
            &[Action::Correct(Kind::Declared)],
        )
    },
    // 附件.
    permit("the petition desk attaches papers and photographs", &[CLERK], ATTACHING),
    Rule {
        having: &[Registered, Handles, Inspects, Department],
        ..permit(
            "whoever works on a case in the field, or reported it, attaches what was seen",
            &[HANDLER, INSPECTOR],
            ATTACHING,
        )
    },
    // 领导.
    permit(
        "a leader decides what goes beyond the day's work",
        &[LEADER],
        actions!(
            Petition {
                ApproveExtension RejectExtension DecideReview DecideFinalReview UrgePetition ReopenPetition
                ReassignPetition VoidPetition
            }
            FireHazard {
                ApproveDeadlineExtension RejectDeadlineExtension DismissReport DecideSeal ReassignHazard ReopenHazard
                VoidHazard
            }
            IllegalStructure {
                DecideForcedDemolition TerminateStructure ReassignStructure ReopenStructure VoidStructure
            }
            Inspection { ApproveDeadlineExtension RejectDeadlineExtension ReassignInspection ReopenInspection VoidInspection }
            Declared { ReassignCase VoidCase }
        ),
    ),
    permit(
        "a leader says who handles and inspects a case, and how secret it is",
        &[LEADER],
        actions!(Access {
            OpenAccess AssignHandler ReleaseHandler AppointInspector ReleaseInspector NameAccused SetConfidentiality
        }),
    ),
    permit(
        "a leader sets targets, and tells the numbers that others count",
        &[LEADER],
        actions!(Office { SetTarget } Indicator { RecordIndicator }),
    ),
    permit("a leader publishes the office's reports", &[LEADER], questions!(PublishReport)),
    permit("leaders and auditors read what was published", &[LEADER, AUDITOR], questions!(ReadReports)),
    // 文书.
    permit("the petition desk issues and reads papers", &[CLERK], questions!(IssuePaper ReadPaper)),
    Rule {
        having: WORKS,
        ..permit("whoever handles a case issues its papers", &[HANDLER], questions!(IssuePaper))
    },
    Rule {
        having: CHECKS,
        ..permit("whoever checks a place issues the papers of its case", &[INSPECTOR], questions!(IssuePaper))
    },
    Rule {
        having: HAS_PART,
        ..permit(
            "whoever has a part in a case reads its papers",
            &[HANDLER, INSPECTOR],
            questions!(ReadPaper),
        )
    },
    permit("a leader issues, reads and voids papers", &[LEADER], questions!(IssuePaper ReadPaper VoidPaper)),
    Rule {
        having: &[Admitted],
        ..permit("an auditor reads papers by a grant alone", &[AUDITOR], questions!(ReadPaper))
    },
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
