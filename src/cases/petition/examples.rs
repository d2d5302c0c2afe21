//! One event of every type, as an office would write it.
use super::event::*;
use crate::cases::case_file::{Correction, VoidReason};
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalSystem;
use crate::cases::facts::Irregularity;
use crate::cases::ids::{CaseId, StreamId, Version};
use crate::cases::occurred::{Dated, Day, Moment, Occurred};
use crate::cases::people::{Heads, Person};
use crate::cases::personal::{Personal, Subject};
use crate::cases::statutes::{Rule, Statute};
use crate::cases::words::Text;
use crate::cases::workdays::Calendar;
use PetitionEvent as E;
use std::fmt::Debug;
use std::num::NonZeroU16;
use std::str::FromStr;
use uuid::Uuid;

/// Any text newtype.
pub(crate) fn word<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a word")
}

pub(crate) fn day(text: &str) -> Day {
    word(text)
}

pub(crate) fn matter(text: &str) -> Personal<Text> {
    Personal::plain(Subject::MATTER, word(text))
}

pub(crate) fn petitioner() -> Personal<Person> {
    let person = Person {
        name: Some(word("何家明")),
        phone: Some(word("19900009815")),
        id_number: Some(word("31099919861123283X")),
        address: Some(word("杭州路89弄40号")),
    };
    Personal::plain(Subject::PETITIONER, person)
}

pub(crate) fn people(count: usize) -> Vec<Person> {
    let named = |n| Person { name: Some(word(&format!("代表{n}"))), ..Person::default() };
    (1..=count).map(named).collect()
}

pub(crate) fn other_case() -> CaseId {
    StreamId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0042))
}

pub(crate) fn due(rule: Rule, start: &str) -> DueDate {
    DueDate::by(rule, day(start), &Calendar::china())
}

pub(crate) fn days(days: u16) -> NonZeroU16 {
    NonZeroU16::new(days).expect("days")
}

fn on(text: &str, what: E) -> Dated<E> {
    Dated::on(day(text), what)
}

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<E>> {
    [registration_and_routes(), handling(), reviews(), beside(), shared()].concat()
}

fn registration_and_routes() -> Vec<Dated<E>> {
    let registered = E::PetitionRegistered {
        number: word("XF2024-0001"),
        channel: Channel::Visit,
        heads: Heads::new(6).expect("heads"),
        representatives: Some(Representatives::of(people(2))),
        committee: Some(word("定海港")),
        category: word("物业管理"),
        class: Some(PetitionClass::Claim { path: ClaimPath::PetitionProcedure }),
        first_time: true,
        route: Some(Route::Accept),
        department: Some(word("信访办")),
        petitioner: petitioner(),
        matter: Some(matter("反映物业管理问题，请求协调处理")),
        dispute: Some(DisputeCategory::OldStock),
        inform_by: due(Rule::InformPetitioner, "2024-03-01"),
    };
    let registered_at = Moment::parse("2024-03-01T09:12:30.000000+08:00").expect("a moment");
    let return_by = Some(due(Rule::ReturnForwarded, "2024-03-04"));
    vec![
        Dated::at(registered_at, registered),
        on(
            "2024-03-04",
            E::PetitionForwarded {
                to: Destination::Body(word("杨浦区房管局")),
                return_by: return_by.clone(),
            },
        ),
        on("2024-03-04", E::PetitionAssigned { to: Destination::Department(word("社区管理办")), return_by }),
        on("2024-03-07", E::ForwardedPetitionReturned { reason: Some(matter("不属于本机关职权范围")) }),
        on("2024-03-08", E::PetitionRedirected { to: Some(word("杨浦区人民法院")) }),
        on("2024-03-08", E::PetitionDeclined { reason: Some(matter("已经复核终结")) }),
    ]
}

fn handling() -> Vec<Dated<E>> {
    let term = due(Rule::ConcludePetition, "2024-03-04");
    let extended = term.extended(30, &Calendar::china());
    let until = Moment::parse("2024-04-30T17:00:00.000000+08:00").expect("a moment");
    let printed =
        DueDate::printed(Rule::ConcludePetition, day("2024-03-04"), until.day(), &Calendar::china());
    let rested = extended.rested(5, &Calendar::china());
    vec![
        on(
            "2024-03-04",
            E::PetitionAccepted {
                department: Some(word("社区管理办")),
                simplified: false,
                conclude_by: Some(term),
            },
        ),
        on("2024-03-04", E::DeadlineStated { deadline: Occurred::Instant(until), conclude_by: printed }),
        on("2024-04-22", E::ExtensionRequested { days: days(30), reason: matter("情况复杂，需现场勘查") }),
        on(
            "2024-04-24",
            E::ExtensionApproved { days: days(30), petitioner_told: Some(true), conclude_by: extended },
        ),
        on("2024-04-24", E::ExtensionRejected { reason: Some(matter("期限内可以办结")) }),
        on("2024-05-06", E::PetitionSuspended { reason: matter("等待鉴定结论") }),
        on("2024-05-11", E::PetitionResumed { days: 5, conclude_by: Some(rested) }),
        on(
            "2024-05-20",
            E::PetitionConcluded {
                outcome: Some(Opinion::Support),
                paper: Some(word("定信办字〔2024〕第1号")),
            },
        ),
    ]
}

fn reviews() -> Vec<Dated<E>> {
    let paper = |text| Some(word(text));
    let decide_by = due(Rule::DecideFinalReview, "2024-07-25");
    let after_hearing = decide_by.rested(2, &Calendar::china());
    vec![
        on("2024-05-22", E::ReplyServed { request_by: Some(due(Rule::RequestReview, "2024-05-22")) }),
        on("2024-06-11", E::ReviewRequested { decide_by: due(Rule::DecideReview, "2024-06-11") }),
        on(
            "2024-07-05",
            E::ReviewDecided {
                outcome: ReviewOutcome::Changed, paper: paper("杨信复查〔2024〕第3号")
            },
        ),
        on("2024-07-25", E::FinalReviewRequested { decide_by }),
        on("2024-08-07", E::HearingHeld { days: days(2), decide_by: after_hearing }),
        on(
            "2024-08-20",
            E::FinalReviewDecided {
                outcome: ReviewOutcome::Upheld, paper: paper("沪信复核〔2024〕第9号")
            },
        ),
        on("2024-08-26", E::PetitionTerminated {}),
        on("2024-09-10", E::PetitionClosed {}),
    ]
}

fn beside() -> Vec<Dated<E>> {
    vec![
        on("2024-05-23", E::PetitionRated { rating: Rating::MostlySatisfied }),
        on("2024-05-13", E::PetitionMediated { outcome: MediationOutcome::Agreed }),
        on("2024-09-12", E::DisputeSettled { category: DisputeCategory::OldStock }),
        on("2024-03-12", E::PetitionNoted { note: matter("电话告知办理进度") }),
        on("2024-04-15", E::PetitionUrged { instruction: Some(matter("请于本周内上门走访")) }),
        on("2024-03-05", E::PetitionLinked { to: other_case() }),
        on("2024-03-06", E::PetitionMerged { into: other_case() }),
        on("2024-03-06", E::PetitionWithdrawn { reason: Some(matter("双方已自行和解")) }),
        on("2024-09-20", E::PetitionReopened { reason: matter("出现新的事实") }),
        on("2026-12-01", E::TermsRecounted { terms: vec![due(Rule::ConcludePetition, "2026-10-15")] }),
        on("2024-03-18", E::PetitionReassigned { department: word("社区平安办") }),
        on(
            "2024-03-19",
            E::HandlerRecused {
                handler: Personal::plain(Subject::STAFF, word("陈国华")),
                reason: Some(matter("与信访人有亲属关系")),
            },
        ),
        on(
            "2024-03-05",
            E::ExternalNumberRecorded { system: ExternalSystem::Hotline, number: word("SH20240305001234") },
        ),
        on("2024-09-25", E::IncidentRecorded { kind: IncidentKind::Escalated }),
    ]
}

fn shared() -> Vec<Dated<E>> {
    let concluded = E::PetitionConcluded { outcome: Some(Opinion::Explanation), paper: None };
    let becomes = Some(Box::new(on("2024-05-21", concluded)));
    let irregularity = Irregularity {
        rule: Rule::ExtendPetition,
        statute: Statute::PetitionWorkRegulations2022,
        article: 34,
    };
    vec![
        on(
            "2024-05-22",
            E::PetitionCorrected { correction: Correction { corrects: Version(7), becomes, reason: None } },
        ),
        on("2024-04-22", E::PetitionIrregularityFound { irregularity }),
        on("2024-09-30", E::PetitionVoided { reason: VoidReason::InError }),
    ]
}
