//! Every command: what follows from it, and each reason to refuse it. The stories around say why.
use super::support::*;
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::ExternalSystem;
use crate::cases::fire_hazard::{
    HazardKind, Level, Penalty, ReinspectionOutcome, ReopenReason, TransferResult,
};
use crate::cases::ids::StreamId;
use crate::cases::testing::table::{Row, holds};
use uuid::Uuid;

fn dismiss() -> Command {
    Command::DismissReport { inspectors: two() }
}

fn seal(emergency: bool) -> Command {
    Command::SealPremises { emergency, paper: None, until: None }
}

fn recommend() -> Command {
    Command::RecommendPenalty { to: of("杨浦区消防救援支队") }
}

fn penalty() -> Command {
    Command::RecordPenalty { penalty: Penalty::Fine, paper: None }
}

fn transfer() -> Command {
    Command::TransferHazard { to: of("定海路派出所") }
}

fn result() -> Command {
    Command::RecordTransferResult { result: TransferResult::Returned }
}

fn reassign(committee: Option<&str>) -> Command {
    Command::ReassignHazard { committee: committee.map(of), department: None }
}

fn again() -> Command {
    reopen(ReopenReason::FoundAgain)
}

fn downgrade() -> Command {
    Command::DowngradeHazard { reason: None }
}

fn link() -> Command {
    Command::LinkHazard { to: StreamId(Uuid::from_u128(7)) }
}

fn number() -> Command {
    Command::RecordExternalNumber { system: ExternalSystem::Hotline, number: of("SH1") }
}

fn void() -> Command {
    Command::VoidHazard { reason: VoidReason::Duplicate }
}

fn decide() -> Command {
    Command::DecideSeal { paper: None }
}

fn asked() -> Story {
    ordered().then("2019-01-08", ask_until("2019-01-20"))
}

fn sealed() -> Story {
    found().then("2019-01-03", seal(true))
}

fn transferred() -> Story {
    found().then("2019-01-03", transfer())
}

fn renumbered() -> Command {
    let mut command = find();
    if let Command::FindHazard { number, .. } = &mut command {
        *number = of("XH2019-00002");
    }
    command
}

fn of_nowhere() -> Command {
    let mut command = report(HazardKind::Wiring);
    if let Command::ReportHazard { committee, .. } = &mut command {
        *committee = Some(of("无名"));
    }
    command
}

fn follows() -> Vec<Row<Life>> {
    let provisional = Story::default().then("2026-11-20", find()).then("2026-11-20", order("2026-12-30"));
    vec![
        (Story::default(), "2019-01-02", report(HazardKind::Wiring), "HazardReported"),
        (reported(), "2019-01-03", dismiss(), "ReportDismissed"),
        (reported(), "2019-01-03", find(), "HazardFound"),
        (found(), "2019-01-02", fix(), "FixedOnTheSpot"),
        (found(), "2019-01-03", order("2019-01-09"), "RectificationOrdered"),
        (ordered(), "2019-01-08", ask_until("2019-01-20"), "DeadlineExtensionRequested"),
        (asked(), "2019-01-08", extend_until("2019-01-18"), "DeadlineExtensionApproved"),
        (asked(), "2019-01-08", reject(), "DeadlineExtensionRejected"),
        (ordered(), "2019-01-04", claim(), "RectificationReported"),
        (ordered(), "2019-01-09", pass(), "HazardReinspected"),
        (passed(), "2019-02-05", close(), "HazardClosedOff"),
        (found(), "2019-01-03", Command::DeclareMajor {}, "MajorDeclared"),
        (found().then("2019-01-03", Command::DeclareMajor {}), "2019-01-04", downgrade(), "HazardDowngraded"),
        (found(), "2019-01-03", seal(false), "PremisesSealed"),
        (sealed(), "2019-01-04", decide(), "SealDecided"),
        (sealed(), "2019-01-05", Command::LiftSeal {}, "SealLifted"),
        (failed(), "2019-01-12", recommend(), "PenaltyRecommended"),
        (failed().then("2019-01-12", recommend()), "2019-03-01", penalty(), "PenaltyRecorded"),
        (reported(), "2019-01-03", transfer(), "HazardTransferred"),
        (transferred(), "2019-01-20", result(), "TransferResultRecorded"),
        (found(), "2019-01-10", reassign(Some("复兴岛")), "HazardReassigned"),
        (closed(), "2019-03-01", again(), "HazardReopened"),
        (provisional, "2026-11-24", Command::RecountTerms {}, "TermsRecounted"),
        (found(), "2019-01-10", link(), "HazardLinked"),
        (closed(), "2019-03-01", number(), "ExternalNumberRecorded"),
        (closed(), "2019-03-01", void(), "HazardVoided"),
    ]
}

const ORDER: &str = "hazard.out_of_order";
const EARLY: &str = "hazard.before_earlier_step";

fn refused() -> Vec<Row<Life>> {
    [out_of_order_or_too_early(), for_reasons_of_their_own()].concat()
}

fn out_of_order_or_too_early() -> Vec<Row<Life>> {
    let major = || found().then("2019-01-05", Command::DeclareMajor {});
    vec![
        (found(), "2019-01-03", dismiss(), ORDER),
        (reported(), "2019-01-01", dismiss(), EARLY),
        (reported().then("2019-01-03", dismiss()), "2019-01-04", find(), ORDER),
        (reported(), "2019-01-01", find(), EARLY),
        (ordered(), "2019-01-02", fix(), ORDER),
        (found(), "2019-01-01", fix(), EARLY),
        (ordered(), "2019-01-12", order("2019-02-01"), ORDER),
        (failed(), "2019-01-11", order("2019-02-01"), EARLY),
        (failed(), "2019-01-13", ask_until("2019-01-20"), ORDER),
        (ordered(), "2019-01-01", ask_until("2019-01-20"), EARLY),
        (ordered(), "2019-01-08", extend_until("2019-01-20"), ORDER),
        (asked(), "2019-01-07", extend_until("2019-01-20"), EARLY),
        (ordered(), "2019-01-08", reject(), ORDER),
        (asked(), "2019-01-07", reject(), EARLY),
        (passed(), "2019-02-05", claim(), ORDER),
        (failed(), "2019-01-11", claim(), EARLY),
        (closed(), "2019-02-06", pass(), ORDER),
        (failed(), "2019-01-11", pass(), EARLY),
        (closed(), "2019-02-06", close(), ORDER),
        (passed(), "2019-02-03", close(), EARLY),
        (reported(), "2019-01-05", Command::DeclareMajor {}, ORDER),
        (found(), "2019-01-01", Command::DeclareMajor {}, EARLY),
        (found(), "2019-01-05", downgrade(), ORDER),
        (major(), "2019-01-04", downgrade(), EARLY),
        (passed(), "2019-02-05", seal(false), ORDER),
        (found(), "2019-01-01", seal(false), EARLY),
        (found(), "2019-01-04", decide(), ORDER),
        (sealed(), "2019-01-02", decide(), EARLY),
        (found(), "2019-01-04", Command::LiftSeal {}, ORDER),
        (sealed(), "2019-01-02", Command::LiftSeal {}, EARLY),
        (reported(), "2019-01-12", recommend(), ORDER),
        (found(), "2019-01-01", recommend(), EARLY),
        (failed(), "2019-01-12", penalty(), ORDER),
        (failed().then("2019-01-12", recommend()), "2019-01-11", penalty(), EARLY),
        (closed(), "2019-03-01", transfer(), ORDER),
        (reported(), "2019-01-01", transfer(), EARLY),
        (found(), "2019-01-14", result(), ORDER),
        (transferred(), "2019-01-02", result(), EARLY),
        (closed(), "2019-03-10", reassign(Some("共青")), ORDER),
        (found(), "2019-01-01", reassign(Some("共青")), EARLY),
        (ordered(), "2019-03-01", again(), ORDER),
        (closed(), "2019-02-04", again(), EARLY),
        (Story::default(), "2019-01-10", Command::RecountTerms {}, ORDER),
        (Story::default(), "2019-01-10", link(), ORDER),
        (found(), "2019-01-01", link(), EARLY),
        (Story::default(), "2019-01-10", number(), ORDER),
        (found(), "2019-01-01", number(), EARLY),
        (Story::default(), "2019-01-10", void(), ORDER),
        (found(), "2019-01-01", void(), EARLY),
    ]
}

fn for_reasons_of_their_own() -> Vec<Row<Life>> {
    let (past, unlawful) = ("hazard.deadline_before_order", "hazard.unlawful");
    let voided = || found().then("2019-01-10", void());
    let until_yesterday =
        Command::SealPremises { emergency: false, paper: None, until: Some(day("2019-01-02")) };
    let alone = reinspect(ReinspectionOutcome::Passed, one());
    let order_alone =
        Command::OrderRectification { deadline: day("2019-01-09"), paper: None, inspectors: one() };
    vec![
        (found(), "2019-01-03", report(HazardKind::Wiring), "hazard.already_registered"),
        (found(), "2019-01-03", find(), "hazard.already_registered"),
        (Story::default(), "2019-01-03", of_nowhere(), "hazard.unknown_committee"),
        (found(), "2019-01-10", reassign(Some("无名")), "hazard.unknown_committee"),
        (found(), "2019-01-10", reassign(None), "hazard.nothing_to_reassign"),
        (reported(), "2019-01-03", renumbered(), "hazard.other_number"),
        (reported(), "2019-01-03", Command::DismissReport { inspectors: one() }, unlawful),
        (reported(), "2019-01-03", find_by(one(), Level::General), unlawful),
        (found(), "2019-01-03", Command::FixOnTheSpot { inspectors: one() }, unlawful),
        (found(), "2019-01-03", order_alone, unlawful),
        (ordered(), "2019-01-09", alone, unlawful),
        (found(), "2019-01-03", order("2019-01-02"), past),
        (found(), "2019-01-03", until_yesterday, past),
        (asked(), "2019-02-01", extend_until("2019-01-20"), past),
        (ordered(), "2019-01-08", ask_until("2019-01-09"), "hazard.not_later"),
        (asked(), "2019-01-08", extend_until("2019-01-09"), "hazard.not_later"),
        (failed(), "2019-02-05", close(), "hazard.not_rectified"),
        (
            found().then("2019-01-03", seal(false)).then("2019-01-08", pass()),
            "2019-01-08",
            close(),
            "hazard.still_sealed",
        ),
        (found().then("2019-01-10", link()), "2019-01-11", link(), "hazard.already_linked"),
        (found().then("2019-01-10", number()), "2019-01-11", number(), "hazard.number_already_recorded"),
        (voided(), "2019-01-11", pass(), "hazard.voided"),
        (voided(), "2019-01-11", Command::RecountTerms {}, "hazard.voided"),
        (found(), "2026-12-01", pass(), "hazard.impossible"),
    ]
}

#[test]
fn every_command_follows_and_is_refused_for_every_reason() {
    holds(follows(), refused());
}
