//! Every command: what follows from it, and each reason to refuse it. The stories around say why.
use super::*;
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::ExternalSystem;
use crate::cases::personal::{Personal, Subject};
use crate::cases::petition::examples::{days, other_case, people};
use crate::cases::petition::{
    Destination, DisputeCategory, IncidentKind, MediationOutcome, Rating, Representatives,
};
use crate::cases::testing::Story;
use crate::cases::testing::table::{Row, holds};

type Rows = Vec<Row<PetitionLife>>;

fn story(path: Path) -> Story<PetitionLife> {
    path.into_iter().fold(Story::default(), |story, (on, command)| story.then(on, command))
}

fn forward() -> C {
    C::ForwardPetition { to: Destination::Body(word("杨浦区房管局")) }
}

fn assign() -> C {
    C::AssignPetition { to: Destination::Department(word("社区管理办")) }
}

fn give_back() -> C {
    C::ReturnForwardedPetition { reason: None }
}

fn redirect() -> C {
    C::RedirectPetition { to: None }
}

fn decline() -> C {
    C::DeclinePetition { reason: None }
}

fn ask(count: u16) -> C {
    C::RequestExtension { days: days(count), reason: matter("情况复杂") }
}

fn approve() -> C {
    C::ApproveExtension { petitioner_told: Some(true) }
}

fn reject() -> C {
    C::RejectExtension { reason: None }
}

fn suspend() -> C {
    C::SuspendPetition { reason: matter("等待鉴定结论") }
}

fn hearing() -> C {
    C::HoldHearing { days: days(2) }
}

fn decide_final() -> C {
    C::DecideFinalReview { outcome: ReviewOutcome::Upheld, paper: None }
}

fn state(deadline: &str) -> C {
    C::StateDeadline { deadline: Occurred::Day(day(deadline)) }
}

fn note() -> C {
    C::TakeNote { note: matter("电话告知办理进度") }
}

fn rate() -> C {
    C::RatePetition { rating: Rating::Satisfied }
}

fn mediate() -> C {
    C::MediatePetition { outcome: MediationOutcome::Agreed }
}

fn settle() -> C {
    C::SettleDispute { category: DisputeCategory::OldStock }
}

fn urge() -> C {
    C::UrgePetition { instruction: None }
}

fn link() -> C {
    C::LinkPetition { to: other_case() }
}

fn merge() -> C {
    C::MergePetition { into: other_case() }
}

fn withdraw() -> C {
    C::WithdrawPetition { reason: None }
}

fn reopen() -> C {
    C::ReopenPetition { reason: matter("出现新的事实") }
}

fn reassign() -> C {
    C::ReassignPetition { department: word("城管中队") }
}

fn recuse() -> C {
    C::RecuseHandler { handler: Personal::plain(Subject::STAFF, word("陈国华")), reason: None }
}

fn incident() -> C {
    C::RecordIncident { kind: IncidentKind::Escalated }
}

fn number() -> C {
    C::RecordExternalNumber { system: ExternalSystem::Hotline, number: word("SH20240305001234") }
}

fn void() -> C {
    C::VoidPetition { reason: VoidReason::InError }
}

fn forwarded() -> Path {
    and(registered(), "2024-03-04", forward())
}

fn asked() -> Path {
    and(accepted(), "2024-04-22", ask(30))
}

fn suspended() -> Path {
    and(accepted(), "2024-03-11", suspend())
}

fn provisional() -> Path {
    vec![("2026-11-02", register()), ("2026-11-02", accept())]
}

fn table(rows: Vec<(Path, &'static str, C, &'static str)>) -> Rows {
    rows.into_iter().map(|(path, on, command, then)| (story(path), on, command, then)).collect()
}

fn follows() -> Rows {
    let decided = || final_review_decided(ReviewOutcome::Upheld);
    table(vec![
        (vec![], "2024-03-01", register(), "PetitionRegistered"),
        (registered(), "2024-03-04", forward(), "PetitionForwarded"),
        (registered(), "2024-03-04", assign(), "PetitionAssigned"),
        (forwarded(), "2024-03-06", give_back(), "ForwardedPetitionReturned"),
        (forwarded(), "2024-03-04", accept(), "PetitionAccepted"),
        (registered(), "2024-03-05", redirect(), "PetitionRedirected"),
        (registered(), "2024-03-05", decline(), "PetitionDeclined"),
        (accepted(), "2024-03-20", conclude(), "PetitionConcluded"),
        (accepted(), "2024-03-04", state("2024-04-30"), "DeadlineStated"),
        (accepted(), "2024-04-22", ask(30), "ExtensionRequested"),
        (asked(), "2024-04-24", approve(), "ExtensionApproved"),
        (asked(), "2024-04-24", reject(), "ExtensionRejected"),
        (accepted(), "2024-03-11", suspend(), "PetitionSuspended"),
        (suspended(), "2024-03-21", C::ResumePetition {}, "PetitionResumed"),
        (concluded(), "2024-03-25", C::ServeReply {}, "ReplyServed"),
        (served(), "2024-04-10", C::RequestReview {}, "ReviewRequested"),
        (review_requested(), "2024-05-08", uphold(), "ReviewDecided"),
        (review_served(), "2024-05-20", C::RequestFinalReview {}, "FinalReviewRequested"),
        (final_review_requested(), "2024-06-05", hearing(), "HearingHeld"),
        (final_review_requested(), "2024-06-12", decide_final(), "FinalReviewDecided"),
        (decided(), "2024-06-20", C::TerminatePetition {}, "PetitionTerminated"),
        (served(), "2024-04-25", C::ClosePetition {}, "PetitionClosed"),
        (concluded(), "2024-03-22", rate(), "PetitionRated"),
        (accepted(), "2024-03-06", mediate(), "PetitionMediated"),
        (terminated(), "2024-09-12", settle(), "DisputeSettled"),
        (accepted(), "2024-02-06", note(), "PetitionNoted"),
        (accepted(), "2024-03-06", urge(), "PetitionUrged"),
        (registered(), "2024-03-06", link(), "PetitionLinked"),
        (accepted(), "2024-03-06", merge(), "PetitionMerged"),
        (accepted(), "2024-03-06", withdraw(), "PetitionWithdrawn"),
        (concluded(), "2024-05-20", reopen(), "PetitionReopened"),
        (provisional(), "2026-11-24", C::RecountTerms {}, "TermsRecounted"),
        (accepted(), "2024-03-10", reassign(), "PetitionReassigned"),
        (accepted(), "2024-03-10", recuse(), "HandlerRecused"),
        (terminated(), "2024-10-10", incident(), "IncidentRecorded"),
        (terminated(), "2024-10-10", number(), "ExternalNumberRecorded"),
        (concluded(), "2024-04-10", void(), "PetitionVoided"),
    ])
}

const ORDER: &str = "petition.out_of_order";
const EARLY: &str = "petition.before_earlier_step";
const UNLAWFUL: &str = "petition.unlawful";

fn out_of_order() -> Rows {
    table(vec![
        (forwarded(), "2024-03-05", forward(), ORDER),
        (forwarded(), "2024-03-05", assign(), ORDER),
        (registered(), "2024-03-05", give_back(), ORDER),
        (accepted(), "2024-03-05", accept(), ORDER),
        (accepted(), "2024-03-05", redirect(), ORDER),
        (accepted(), "2024-03-05", decline(), ORDER),
        (registered(), "2024-03-05", conclude(), ORDER),
        (registered(), "2024-03-05", state("2024-04-30"), ORDER),
        (registered(), "2024-03-22", ask(5), ORDER),
        (concluded(), "2024-03-22", approve(), ORDER),
        (concluded(), "2024-03-22", reject(), ORDER),
        (registered(), "2024-03-12", suspend(), ORDER),
        (registered(), "2024-03-12", C::ResumePetition {}, ORDER),
        (served(), "2024-03-26", C::ServeReply {}, ORDER),
        (accepted(), "2024-03-25", C::RequestReview {}, ORDER),
        (served(), "2024-04-10", uphold(), ORDER),
        (served(), "2024-05-20", C::RequestFinalReview {}, ORDER),
        (review_served(), "2024-05-22", hearing(), ORDER),
        (review_served(), "2024-06-20", decide_final(), ORDER),
        (review_served(), "2024-06-20", C::TerminatePetition {}, ORDER),
        (review_requested(), "2024-09-24", C::ClosePetition {}, ORDER),
        (vec![], "2024-03-06", mediate(), ORDER),
        (vec![], "2024-03-06", settle(), ORDER),
        (terminated(), "2024-09-06", urge(), ORDER),
        (vec![], "2024-03-06", note(), ORDER),
        (vec![], "2024-03-06", link(), ORDER),
        (terminated(), "2024-09-06", merge(), ORDER),
        (concluded(), "2024-03-21", withdraw(), ORDER),
        (accepted(), "2024-03-05", reopen(), ORDER),
        (vec![], "2024-03-06", C::RecountTerms {}, ORDER),
        (terminated(), "2024-09-09", reassign(), ORDER),
        (terminated(), "2024-09-09", recuse(), ORDER),
        (vec![], "2024-03-06", incident(), ORDER),
        (vec![], "2024-03-06", number(), ORDER),
        (vec![], "2024-03-06", void(), ORDER),
    ])
}

fn too_early() -> Rows {
    table(vec![
        (registered(), "2024-02-29", forward(), EARLY),
        (registered(), "2024-02-29", assign(), EARLY),
        (forwarded(), "2024-03-03", give_back(), EARLY),
        (forwarded(), "2024-03-03", accept(), EARLY),
        (registered(), "2024-02-29", redirect(), EARLY),
        (registered(), "2024-02-29", decline(), EARLY),
        (accepted(), "2024-03-03", conclude(), EARLY),
        (accepted(), "2024-03-03", state("2024-04-30"), EARLY),
        (accepted(), "2024-03-05", state("2024-03-03"), EARLY),
        (accepted(), "2024-03-03", ask(5), EARLY),
        (asked(), "2024-04-21", approve(), EARLY),
        (asked(), "2024-04-21", reject(), EARLY),
        (accepted(), "2024-03-03", suspend(), EARLY),
        (suspended(), "2024-03-10", C::ResumePetition {}, EARLY),
        (concluded(), "2024-03-19", C::ServeReply {}, EARLY),
        (served(), "2024-03-24", C::RequestReview {}, EARLY),
        (review_requested(), "2024-04-09", uphold(), EARLY),
        (review_served(), "2024-05-09", C::RequestFinalReview {}, EARLY),
        (final_review_requested(), "2024-05-20", hearing(), EARLY),
        (final_review_requested(), "2024-05-19", decide_final(), EARLY),
        (final_review_decided(ReviewOutcome::Upheld), "2024-06-11", C::TerminatePetition {}, EARLY),
        (served(), "2024-03-24", C::ClosePetition {}, EARLY),
        (concluded(), "2024-03-19", rate(), EARLY),
        (accepted(), "2024-02-06", mediate(), EARLY),
        (registered(), "2024-02-29", settle(), EARLY),
        (registered(), "2024-02-29", urge(), EARLY),
        (registered(), "2024-02-29", link(), EARLY),
        (accepted(), "2024-03-03", merge(), EARLY),
        (accepted(), "2024-03-03", withdraw(), EARLY),
        (concluded(), "2024-03-19", reopen(), EARLY),
        (registered(), "2024-02-29", reassign(), EARLY),
        (registered(), "2024-02-29", recuse(), EARLY),
        (registered(), "2024-02-29", incident(), EARLY),
        (registered(), "2024-02-29", number(), EARLY),
        (concluded(), "2024-03-19", void(), EARLY),
    ])
}

fn for_reasons_of_their_own() -> Rows {
    let rated = and(concluded(), "2024-03-22", rate());
    let mut elsewhere = register();
    let mut court = register();
    if let (C::RegisterPetition { committee, .. }, C::RegisterPetition { class, .. }) =
        (&mut elsewhere, &mut court)
    {
        *committee = Some(word("别处"));
        *class = Some(crate::cases::petition::PetitionClass::Suggestion);
    }
    let suggested = vec![("2024-03-01", court), ("2024-03-04", accept())];
    table(vec![
        (registered(), "2024-03-02", register(), "petition.already_registered"),
        (vec![], "2024-03-01", elsewhere, "petition.unknown_committee"),
        (served(), "2024-04-05", conclude(), "petition.already_concluded"),
        (accepted(), "2024-03-23", rate(), "petition.not_concluded"),
        (rated, "2024-03-23", rate(), "petition.already_rated"),
        (asked(), "2024-04-23", ask(5), "petition.extension_pending"),
        (accepted(), "2024-04-24", approve(), "petition.no_extension_requested"),
        (accepted(), "2024-04-24", reject(), "petition.no_extension_requested"),
        (suggested.clone(), "2024-03-05", state("2024-04-30"), "petition.no_conclusion_clock"),
        (suggested, "2024-04-22", ask(5), "petition.no_conclusion_clock"),
        (suspended(), "2024-03-12", suspend(), "petition.suspended"),
        (suspended(), "2024-03-12", conclude(), "petition.suspended"),
        (accepted(), "2024-03-12", C::ResumePetition {}, "petition.not_suspended"),
        (and(registered(), "2024-03-08", settle()), "2024-03-09", settle(), "petition.already_settled"),
        (and(registered(), "2024-03-06", link()), "2024-03-07", link(), "petition.already_linked"),
        (and(accepted(), "2024-03-06", number()), "2024-03-07", number(), "petition.number_already_recorded"),
        (and(accepted(), "2024-03-06", merge()), "2024-03-07", conclude(), "petition.merged"),
        (and(accepted(), "2024-03-10", reassign()), "2024-03-11", reassign(), "petition.same_department"),
        (and(accepted(), "2024-03-10", void()), "2024-03-11", void(), "petition.voided"),
        (registered(), "2026-12-01", accept(), "petition.in_the_future"),
    ])
}

fn against_the_law() -> Rows {
    let mut by_six = register();
    let mut repeated = register();
    if let (C::RegisterPetition { representatives, .. }, C::RegisterPetition { first_time, .. }) =
        (&mut by_six, &mut repeated)
    {
        *representatives = Some(Representatives::of(people(6)));
        *first_time = false;
    }
    let simplified = C::AcceptPetition { department: None, simplified: true };
    let untold = C::ApproveExtension { petitioner_told: Some(false) };
    let extended = and(asked(), "2024-04-24", approve());
    table(vec![
        (vec![], "2024-03-01", by_six, UNLAWFUL),
        (vec![("2024-03-01", repeated)], "2024-03-04", simplified, UNLAWFUL),
        (accepted(), "2024-03-20", C::ConcludePetition { outcome: None, paper: None }, UNLAWFUL),
        (accepted(), "2024-04-22", ask(31), UNLAWFUL),
        (extended, "2024-05-20", ask(5), UNLAWFUL),
        (asked(), "2024-04-24", untold, UNLAWFUL),
        (served(), "2024-04-25", C::RequestReview {}, UNLAWFUL),
        (review_served(), "2024-06-12", C::RequestFinalReview {}, UNLAWFUL),
        (served(), "2024-04-24", C::ClosePetition {}, UNLAWFUL),
        (terminated(), "2024-07-01", reopen(), UNLAWFUL),
    ])
}

#[test]
fn every_command_follows_and_is_refused_for_every_reason() {
    holds(follows(), [out_of_order(), too_early(), for_reasons_of_their_own(), against_the_law()].concat());
}
