//! Every command: what follows from it, and each reason to refuse it. The stories around say why.
use super::support::*;
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::ExternalSystem;
use crate::cases::ids::StreamId;
use crate::cases::illegal_structure::{
    Appeal, AppealOutcome, SiteNo, SuspensionReason, TerminationReason, TransferResult, Way,
};
use crate::cases::people::Officers;
use crate::cases::testing::table::{Row, holds};
use uuid::Uuid;

use Command as C;

fn one_officer() -> Officers {
    Officers::named(&[of("陈国华")])
}

fn investigated() -> Story {
    reported().then("2019-01-03", investigate())
}

fn being_built_on() -> Story {
    Story::default().then("2019-01-02", being_built())
}

fn stopped() -> Story {
    being_built_on().then("2019-01-03", stop())
}

fn stop() -> C {
    C::OrderStop { paper: None }
}

fn file_by(officers: Officers) -> C {
    C::FileCase { officers }
}

fn announce() -> C {
    C::AnnounceOrder { owner_unknown: false }
}

fn remeasure(site: SiteNo, area: &str) -> C {
    C::RemeasureSite { site, area: m2(area) }
}

fn itself(area: &str) -> C {
    demolish(area, Way::SelfDemolished)
}

fn measure(area: &str) -> C {
    C::MeasureArea { site: SITE, area: m2(area) }
}

fn accept() -> C {
    C::AcceptDemolition { site: SITE }
}

fn demolished() -> Story {
    ordered().then("2019-02-01", itself("12.5"))
}

fn accepted() -> Story {
    demolished().then("2019-02-03", accept())
}

fn closed() -> Story {
    accepted().then("2019-02-04", C::CloseStructure {})
}

fn transfer() -> C {
    C::TransferStructure { to: of("杨浦区城管局") }
}

fn result() -> C {
    C::RecordTransferResult { result: TransferResult::Returned }
}

fn suspend() -> C {
    C::SuspendStructure { reason: SuspensionReason::PartyUnable }
}

fn suspended() -> Story {
    filed().then("2019-01-10", suspend())
}

fn appeal() -> C {
    C::StartLitigation { appeal: Appeal::Suit }
}

fn end_appeal() -> C {
    C::EndLitigation { outcome: AppealOutcome::Upheld }
}

fn appealed() -> Story {
    ordered().then("2019-01-10", appeal())
}

fn reassign(committee: Option<&str>) -> C {
    C::ReassignStructure { committee: committee.map(of), department: None }
}

fn terminate() -> C {
    C::TerminateStructure { reason: TerminationReason::Legalised }
}

fn reopen() -> C {
    C::ReopenStructure { reason: None }
}

fn link() -> C {
    C::LinkStructure { to: StreamId(Uuid::from_u128(7)) }
}

fn number() -> C {
    C::RecordExternalNumber { system: ExternalSystem::Hotline, number: of("SH1") }
}

fn void() -> C {
    C::VoidStructure { reason: VoidReason::InError }
}

fn heard() -> Story {
    served().then("2019-02-11", urge()).then("2019-02-20", hear())
}

fn decided() -> Story {
    heard().then("2019-03-01", decide_force())
}

fn follows() -> Vec<Row<Life>> {
    [to_the_order(), from_the_order_on(), beside()].concat()
}

fn to_the_order() -> Vec<Row<Life>> {
    vec![
        (Story::default(), "2019-01-02", report(), "StructureReported"),
        (reported(), "2019-01-03", investigate(), "SiteInvestigated"),
        (being_built_on(), "2019-01-20", C::InformInformant {}, "InformantInformed"),
        (investigated(), "2019-01-04", C::FindNotIllegal { grounds: None }, "NotIllegalFound"),
        (reported(), "2019-01-08", transfer(), "StructureTransferred"),
        (reported().then("2019-01-08", transfer()), "2019-02-01", result(), "TransferResultRecorded"),
        (investigated(), "2019-01-05", file_by(two_officers()), "CaseFiled"),
        (filed(), "2019-01-06", determine("3"), "StructureDetermined"),
        (determined(), "2019-01-07", remeasure(SITE, "13"), "SiteRemeasured"),
        (being_built_on(), "2019-01-02", stop(), "StopOrdered"),
        (stopped(), "2019-01-04", C::RecordStopRefusal {}, "StopRefusalRecorded"),
        (determined(), "2019-01-08", order(), "DemolitionOrdered"),
        (ordered(), "2019-01-07", announce(), "OrderAnnounced"),
        (ordered(), "2019-01-08", serve(), "OrderServed"),
    ]
}

fn from_the_order_on() -> Vec<Row<Life>> {
    vec![
        (served(), "2019-02-11", urge(), "ComplianceDemanded"),
        (filed(), "2019-01-06", hear(), "PartyHeard"),
        (heard(), "2019-03-01", decide_force(), "ForcedDemolitionDecided"),
        (decided(), "2019-03-04", C::AnnounceForcedDemolition {}, "ForcedDemolitionAnnounced"),
        (filed(), "2019-01-06", C::RequestAssistance {}, "AssistanceRequested"),
        (force_announced(), "2019-07-09", demolish("12.5", Way::Forced), "SiteDemolished"),
        (demolished(), "2019-02-02", measure("12"), "AreaMeasured"),
        (demolished(), "2019-02-03", accept(), "DemolitionAccepted"),
        (accepted(), "2019-02-04", C::CloseStructure {}, "StructureClosed"),
    ]
}

fn beside() -> Vec<Row<Life>> {
    let provisional = Story::default().then("2026-11-02", report()).then("2026-11-03", file());
    vec![
        (filed(), "2019-01-10", suspend(), "StructureSuspended"),
        (suspended(), "2019-01-20", C::ResumeStructure {}, "StructureResumed"),
        (ordered(), "2019-01-10", appeal(), "LitigationStarted"),
        (appealed(), "2019-02-01", end_appeal(), "LitigationEnded"),
        (ordered(), "2019-02-01", C::ReachAgreement { terms: None }, "AgreementReached"),
        (ordered(), "2019-02-01", terminate(), "StructureTerminated"),
        (reported(), "2019-01-10", reassign(Some("复兴岛")), "StructureReassigned"),
        (closed(), "2019-03-01", reopen(), "StructureReopened"),
        (provisional, "2026-11-24", C::RecountTerms {}, "TermsRecounted"),
        (reported(), "2019-01-10", link(), "StructureLinked"),
        (closed(), "2019-03-01", number(), "ExternalNumberRecorded"),
        (closed(), "2019-03-01", void(), "StructureVoided"),
    ]
}

const ORDER: &str = "structure.out_of_order";
const EARLY: &str = "structure.before_earlier_step";

fn refused() -> Vec<Row<Life>> {
    [before_the_order(), after_the_order(), beside_the_way(), for_reasons_of_their_own(), against_the_law()]
        .concat()
}

fn before_the_order() -> Vec<Row<Life>> {
    vec![
        (Story::default(), "2019-01-03", investigate(), ORDER),
        (reported(), "2019-01-01", investigate(), EARLY),
        (
            being_built_on().then("2019-01-20", C::InformInformant {}),
            "2019-01-21",
            C::InformInformant {},
            ORDER,
        ),
        (determined(), "2019-01-06", C::FindNotIllegal { grounds: None }, ORDER),
        (investigated(), "2019-01-02", C::FindNotIllegal { grounds: None }, EARLY),
        (closed(), "2019-03-01", transfer(), ORDER),
        (reported(), "2019-01-09", result(), ORDER),
        (filed(), "2019-01-06", file_by(two_officers()), ORDER),
        (investigated(), "2019-01-02", file_by(two_officers()), EARLY),
        (reported(), "2019-01-06", determine("3"), ORDER),
        (filed(), "2019-01-04", determine("3"), EARLY),
        (closed(), "2019-03-01", remeasure(SITE, "13"), ORDER),
        (determined(), "2019-01-04", remeasure(SITE, "13"), EARLY),
        (stopped(), "2019-01-04", stop(), ORDER),
        (being_built_on(), "2019-01-01", stop(), EARLY),
        (being_built_on(), "2019-01-04", C::RecordStopRefusal {}, ORDER),
        (stopped(), "2019-01-02", C::RecordStopRefusal {}, EARLY),
        (filed(), "2019-01-06", order(), ORDER),
        (determined(), "2019-01-04", order(), EARLY),
    ]
}

fn after_the_order() -> Vec<Row<Life>> {
    vec![
        (determined(), "2019-01-07", announce(), ORDER),
        (ordered(), "2019-01-04", announce(), EARLY),
        (served(), "2019-01-09", serve(), ORDER),
        (ordered(), "2019-01-04", serve(), EARLY),
        (determined(), "2019-02-11", urge(), ORDER),
        (served(), "2019-01-07", urge(), EARLY),
        (reported(), "2019-01-06", hear(), ORDER),
        (filed(), "2019-01-04", hear(), EARLY),
        (determined(), "2019-03-01", decide_force(), ORDER),
        (heard(), "2019-02-10", decide_force(), EARLY),
        (heard(), "2019-03-04", C::AnnounceForcedDemolition {}, ORDER),
        (decided(), "2019-02-28", C::AnnounceForcedDemolition {}, EARLY),
        (reported(), "2019-01-06", C::RequestAssistance {}, ORDER),
        (filed(), "2019-01-04", C::RequestAssistance {}, EARLY),
        (closed(), "2019-03-01", itself("3"), ORDER),
        (ordered(), "2019-01-04", itself("3"), EARLY),
        (closed(), "2019-03-01", measure("3"), ORDER),
        (demolished(), "2019-01-31", measure("3"), EARLY),
        (closed(), "2019-03-01", accept(), ORDER),
        (demolished(), "2019-01-31", accept(), EARLY),
        (closed(), "2019-03-01", C::CloseStructure {}, ORDER),
        (accepted(), "2019-01-31", C::CloseStructure {}, EARLY),
    ]
}

fn beside_the_way() -> Vec<Row<Life>> {
    vec![
        (suspended(), "2019-01-11", suspend(), ORDER),
        (suspended(), "2019-01-09", C::ResumeStructure {}, EARLY),
        (filed(), "2019-01-10", C::ResumeStructure {}, ORDER),
        (determined(), "2019-01-10", appeal(), ORDER),
        (ordered(), "2019-01-04", appeal(), EARLY),
        (ordered(), "2019-01-10", end_appeal(), ORDER),
        (appealed(), "2019-01-09", end_appeal(), EARLY),
        (closed(), "2019-03-01", C::ReachAgreement { terms: None }, ORDER),
        (ordered(), "2019-01-01", C::ReachAgreement { terms: None }, EARLY),
        (closed(), "2019-03-01", terminate(), ORDER),
        (ordered(), "2019-01-01", terminate(), EARLY),
        (closed(), "2019-03-01", reassign(Some("复兴岛")), ORDER),
        (reported(), "2019-01-01", reassign(Some("复兴岛")), EARLY),
        (accepted(), "2019-03-01", reopen(), ORDER),
        (closed(), "2019-02-03", reopen(), EARLY),
        (Story::default(), "2019-01-10", C::RecountTerms {}, ORDER),
        (Story::default(), "2019-01-10", link(), ORDER),
        (reported(), "2019-01-01", link(), EARLY),
        (Story::default(), "2019-01-10", number(), ORDER),
        (reported(), "2019-01-01", number(), EARLY),
        (Story::default(), "2019-01-03", void(), ORDER),
        (reported(), "2019-01-01", void(), EARLY),
    ]
}

fn for_reasons_of_their_own() -> Vec<Row<Life>> {
    let voided = || reported().then("2019-01-10", void());
    let until = |last| C::OrderDemolition { paper: None, deadline: Some(day(last)) };
    let sites = |sites| C::DetermineStructure { sites };
    vec![
        (reported(), "2019-01-03", report(), "structure.already_reported"),
        (reported(), "2019-01-20", C::InformInformant {}, "structure.no_informant"),
        (filed(), "2019-01-06", sites(vec![]), "structure.no_sites"),
        (filed(), "2019-01-06", sites(vec![site(2, "1"), site(2, "3")]), "structure.site_twice"),
        (filed(), "2019-01-06", determine("0"), "structure.no_area"),
        (determined(), "2019-01-06", determine("3"), "structure.site_already_determined"),
        (determined(), "2019-01-06", remeasure(SiteNo(9), "3"), "structure.site_not_determined"),
        (filed(), "2019-02-01", itself("3"), "structure.site_not_determined"),
        (demolished(), "2019-02-02", remeasure(SITE, "12.49"), "structure.below_demolished"),
        (ordered(), "2019-02-01", itself("12.51"), "structure.above_determined"),
        (demolished(), "2019-02-02", measure("12.51"), "structure.above_determined"),
        (ordered(), "2019-02-02", measure("3"), "structure.not_demolished"),
        (ordered(), "2019-02-02", accept(), "structure.not_demolished"),
        (accepted(), "2019-02-04", accept(), "structure.already_accepted"),
        (ordered(), "2019-02-04", C::CloseStructure {}, "structure.sites_remain"),
        (demolished(), "2019-02-04", C::CloseStructure {}, "structure.not_accepted"),
        (determined(), "2019-01-08", until("2019-01-07"), "structure.deadline_before_order"),
        (reported(), "2019-01-10", reassign(None), "structure.nothing_to_reassign"),
        (reported(), "2019-01-10", reassign(Some("无名")), "structure.unknown_committee"),
        (reported().then("2019-01-10", link()), "2019-01-11", link(), "structure.already_linked"),
        (
            reported().then("2019-01-10", number()),
            "2019-01-11",
            number(),
            "structure.number_already_recorded",
        ),
        (voided(), "2019-01-11", investigate(), "structure.voided"),
        (voided(), "2019-01-11", C::RecountTerms {}, "structure.voided"),
        (reported(), "2026-12-01", investigate(), "structure.impossible"),
    ]
}

fn against_the_law() -> Vec<Row<Life>> {
    let unlawful = "structure.unlawful";
    let forced = || demolish("12.5", Way::Forced);
    vec![
        (reported(), "2019-01-03", C::InvestigateSite { officers: one_officer() }, unlawful),
        (investigated(), "2019-01-05", file_by(one_officer()), unlawful),
        (reported(), "2019-01-05", file_by(two_officers()), unlawful),
        (reported(), "2019-01-05", C::FindNotIllegal { grounds: None }, unlawful),
        (reported(), "2019-01-03", stop(), unlawful),
        (ordered(), "2019-02-11", urge(), unlawful),
        (served(), "2019-03-01", decide_force(), unlawful),
        (ordered(), "2019-02-01", demolish("12.5", Way::Assisted), unlawful),
        (force_announced(), "2019-07-08", forced(), unlawful),
        (force_announced(), "2019-10-01", forced(), unlawful),
        (force_announced(), "2019-07-09T23:00:00+08:00", forced(), unlawful),
    ]
}

#[test]
fn every_command_follows_and_is_refused_for_every_reason() {
    holds(follows(), refused());
}
