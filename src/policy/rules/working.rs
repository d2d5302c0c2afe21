//! What the rooms of the office do: the petition desk, departments, inspectors, leaders; and what is put on paper.
use super::super::action::{Action, Kind, Query};
use super::super::question::{Relation, Rule};
use super::super::wording::{
    ATTACHING, AUDITOR, CHECKS, CLERK, HANDLER, HAS_PART, INSPECTOR, LEADER, WORKS, actions, permit,
    questions,
};
use Relation::{Admitted, Department, Handles, Inspects, Registered};

/// Who does what in the work of the office.
pub(super) static WORKING: &[Rule] = &[
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
];
