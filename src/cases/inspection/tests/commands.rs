//! Every command: what follows from it, and each reason to refuse it. The stories around say why.
use super::support::*;
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::ExternalSystem;
use crate::cases::ids::StreamId;
use crate::cases::inspection::{Checklist, Signature};
use crate::cases::rectification::{ReopenReason, TransferResult};
use crate::cases::testing::table::{Row, holds};
use uuid::Uuid;

fn issue() -> Command {
    Command::IssueOpinion { opinion: of("定安检〔2019〕9号") }
}

fn transfer() -> Command {
    Command::TransferInspection { to: of("杨浦区应急管理局") }
}

fn result() -> Command {
    Command::RecordTransferResult { result: TransferResult::Returned }
}

fn reassign(committee: Option<&str>) -> Command {
    Command::ReassignInspection { committee: committee.map(of), department: None }
}

fn claim() -> Command {
    Command::ReportRectification {}
}

fn reject() -> Command {
    Command::RejectDeadlineExtension { reason: None }
}

fn link() -> Command {
    Command::LinkInspection { to: StreamId(Uuid::from_u128(7)) }
}

fn number() -> Command {
    Command::RecordExternalNumber { system: ExternalSystem::Hotline, number: of("SH1") }
}

fn void() -> Command {
    Command::VoidInspection { reason: VoidReason::Duplicate }
}

fn recount() -> Command {
    Command::RecountTerms {}
}

fn again(hazards: &[u16]) -> Command {
    reopen(ReopenReason::FoundAgain, hazards)
}

fn asked() -> Story {
    ordered().then("2019-01-08", ask_until("2019-01-20"))
}

fn transferred() -> Story {
    two_found().then("2019-01-03", transfer())
}

fn recorded_with(change: impl FnOnce(&mut Command)) -> Command {
    let mut command = record(2);
    change(&mut command);
    command
}

fn of_nowhere() -> Command {
    recorded_with(|command| {
        if let Command::RecordInspection { committee, .. } = command {
            *committee = Some(of("无名"));
        }
    })
}

fn twice() -> Command {
    recorded_with(|command| {
        if let Command::RecordInspection { hazards, .. } = command {
            hazards.push(found(2));
        }
    })
}

fn more_failed() -> Command {
    recorded_with(|command| {
        if let Command::RecordInspection { checklist, .. } = command {
            *checklist = Some(Checklist { checked: 3, failed: 4 });
        }
    })
}

fn follows() -> Vec<Row<Life>> {
    let provisional =
        Story::default().then("2026-11-20", record(1)).then("2026-11-20", order(&[], "2026-12-30"));
    vec![
        (Story::default(), "2019-01-02", record(2), "InspectionRecorded"),
        (nothing(), "2019-01-02", issue(), "OpinionIssued"),
        (two_found(), "2019-01-03", order(&[2], "2019-01-09"), "RectificationOrdered"),
        (ordered(), "2019-01-08", ask_until("2019-01-20"), "DeadlineExtensionRequested"),
        (asked(), "2019-01-08", extend_until("2019-01-18"), "DeadlineExtensionApproved"),
        (asked(), "2019-01-08", reject(), "DeadlineExtensionRejected"),
        (ordered(), "2019-01-04", claim(), "RectificationReported"),
        (ordered(), "2019-01-09", pass(), "HazardsReinspected"),
        (passed(), "2019-02-05", close(), "InspectionClosedOff"),
        (two_found(), "2019-01-03", transfer(), "InspectionTransferred"),
        (transferred(), "2019-01-20", result(), "TransferResultRecorded"),
        (two_found(), "2019-01-10", reassign(Some("复兴岛")), "InspectionReassigned"),
        (closed(), "2019-03-01", again(&[2]), "InspectionReopened"),
        (provisional, "2026-11-24", recount(), "TermsRecounted"),
        (two_found(), "2019-01-10", link(), "InspectionLinked"),
        (closed(), "2019-03-01", number(), "ExternalNumberRecorded"),
        (closed(), "2019-03-01", void(), "InspectionVoided"),
    ]
}

const ORDER: &str = "inspection.out_of_order";
const EARLY: &str = "inspection.before_earlier_step";

fn out_of_order_or_too_early() -> Vec<Row<Life>> {
    vec![
        (Story::default(), "2019-01-02", issue(), ORDER),
        (two_found(), "2019-01-01", issue(), EARLY),
        (ordered(), "2019-01-12", order(&[], "2019-02-01"), ORDER),
        (failed(), "2019-01-11", order(&[], "2019-02-01"), EARLY),
        (two_found(), "2019-01-08", ask_until("2019-01-20"), ORDER),
        (ordered(), "2019-01-08", extend_until("2019-01-20"), ORDER),
        (asked(), "2019-01-07", extend_until("2019-01-20"), EARLY),
        (ordered(), "2019-01-08", reject(), ORDER),
        (asked(), "2019-01-07", reject(), EARLY),
        (passed(), "2019-02-05", claim(), ORDER),
        (nothing(), "2019-01-09", pass(), ORDER),
        (failed(), "2019-01-11", pass(), EARLY),
        (closed(), "2019-02-06", close(), ORDER),
        (passed(), "2019-02-03", close(), EARLY),
        (transferred(), "2019-01-04", transfer(), ORDER),
        (two_found(), "2019-01-14", result(), ORDER),
        (transferred(), "2019-01-02", result(), EARLY),
        (closed(), "2019-03-10", reassign(Some("共青")), ORDER),
        (failed(), "2019-03-10", again(&[]), ORDER),
        (closed(), "2019-02-04", again(&[]), EARLY),
        (Story::default(), "2019-01-10", recount(), ORDER),
        (Story::default(), "2019-01-10", link(), ORDER),
        (two_found(), "2019-01-01", number(), EARLY),
        (two_found(), "2019-01-01", void(), EARLY),
    ]
}

fn for_reasons_of_their_own() -> Vec<Row<Life>> {
    let (past, unlawful) = ("inspection.deadline_before_order", "inspection.unlawful");
    let voided = || two_found().then("2019-01-10", void());
    let unsigned = record_by(1, two(), None);
    let issued = || nothing().then("2019-01-02", issue());
    vec![
        (two_found(), "2019-01-03", record(1), "inspection.already_recorded"),
        (Story::default(), "2019-01-03", of_nowhere(), "inspection.unknown_committee"),
        (two_found(), "2019-01-10", reassign(Some("无名")), "inspection.unknown_committee"),
        (two_found(), "2019-01-10", reassign(None), "inspection.nothing_to_reassign"),
        (Story::default(), "2019-01-03", record_by(1, one(), Some(Signature::Signed)), unlawful),
        (Story::default(), "2019-01-03", unsigned, unlawful),
        (Story::default(), "2019-01-03", twice(), "inspection.hazard_twice"),
        (Story::default(), "2019-01-03", more_failed(), "inspection.more_failed_than_checked"),
        (two_found(), "2019-01-03", order(&[1, 1], "2019-01-09"), "inspection.hazard_twice"),
        (two_found(), "2019-01-03", order(&[3], "2019-01-09"), "inspection.no_such_hazard"),
        (two_found(), "2019-01-03", order(&[], "2019-01-02"), past),
        (
            two_found().then("2019-01-02", order(&[1], "2019-01-09")),
            "2019-01-03",
            order(&[1], "2019-01-20"),
            "inspection.not_waiting",
        ),
        (asked(), "2019-02-01", extend_until("2019-01-20"), past),
        (ordered(), "2019-01-08", ask_until("2019-01-09"), "inspection.not_later"),
        (ordered(), "2019-01-09", reinspect(None, &[]), "inspection.nothing_seen"),
        (ordered(), "2019-01-09", reinspect(None, &[(9, PASSED)]), "inspection.no_such_hazard"),
        (failed(), "2019-02-05", close(), "inspection.not_rectified"),
        (closed(), "2019-03-01", again(&[3]), "inspection.no_such_hazard"),
        (closed(), "2019-03-01", again(&[1, 1]), "inspection.hazard_twice"),
        (issued(), "2019-01-03", issue(), "inspection.opinion_already_issued"),
        (two_found().then("2019-01-10", link()), "2019-01-11", link(), "inspection.already_linked"),
        (
            two_found().then("2019-01-10", number()),
            "2019-01-11",
            number(),
            "inspection.number_already_recorded",
        ),
        (voided(), "2019-01-11", pass(), "inspection.voided"),
        (two_found(), "2026-12-01", pass(), "inspection.impossible"),
    ]
}

#[test]
fn every_command_follows_and_is_refused_for_every_reason() {
    holds(follows(), [out_of_order_or_too_early(), for_reasons_of_their_own()].concat());
}
