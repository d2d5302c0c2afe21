//! 外部编号: numbers of other systems, each on one case only.
use super::office::{Office, finding, of, outside, registration, report, told};
use crate::support::stores::{ENGINES, office, source};
use anjuan::cases::case_file::VoidReason;
use anjuan::cases::declared::DeclaredCommand;
use anjuan::cases::external_number::ExternalSystem;
use anjuan::cases::facts::Conduct;
use anjuan::cases::fire_hazard::HazardCommand;
use anjuan::cases::illegal_structure::StructureCommand;
use anjuan::cases::occurred::{Dated, Day};
use anjuan::cases::petition::PetitionCommand;
use anjuan::commands::{CommandError, Request, Step};
use anjuan::event_log::EventLog;

fn hotline(number: &str) -> PetitionCommand {
    outside(ExternalSystem::Hotline, number)
}

fn void() -> PetitionCommand {
    PetitionCommand::VoidPetition { reason: VoidReason::Duplicate }
}

/// The key of the reason for which it was refused.
fn refused<T: std::fmt::Debug>(answer: Result<T, CommandError>) -> &'static str {
    match answer {
        Err(CommandError::Refused(refused)) => refused.key(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_case_of_any_kind_has_numbers_of_other_systems_and_no_two_cases_have_the_same() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let petition = office.petition("XF1", "电梯").await;
        let hazard = office.opened("2019-03-01", finding("XH1", "堆物")).await;
        let structure = office.opened("2019-03-01", report("WJ1", "65431234")).await;
        office.told(petition, "2019-03-02", hotline("SH1")).await.expect("recorded");
        office.told(petition, "2019-03-02", hotline("SH2")).await.expect("a second one");
        let national = outside(ExternalSystem::NationalPetitions, "SH1");
        office.told(petition, "2019-03-02", national).await.expect("another system's");
        assert_eq!(
            refused(office.told(petition, "2019-03-03", hotline("sh1")).await),
            "petition.number_already_recorded"
        );

        let on_hazard = |number: &str| HazardCommand::RecordExternalNumber {
            system: ExternalSystem::Hotline,
            number: of(number),
        };
        assert_eq!(
            refused(office.told(hazard, "2019-03-02", on_hazard("SH1")).await),
            "external_number.taken"
        );
        office.told(hazard, "2019-03-02", on_hazard("SH3")).await.expect("recorded");
        let on_structure = |number: &str| StructureCommand::RecordExternalNumber {
            system: ExternalSystem::Hotline,
            number: of(number),
        };
        assert_eq!(
            refused(office.told(structure, "2019-03-02", on_structure("SH3")).await),
            "external_number.taken"
        );
        let other = StructureCommand::RecordExternalNumber {
            system: ExternalSystem::Other(of("suishenban")),
            number: of("SH3"),
        };
        office.told(structure, "2019-03-02", other).await.expect("another system's");
        for (number, cases) in [("SH1", vec!["XF1"]), ("SH2", vec!["XF1"]), ("SH3", vec!["WJ1", "XH1"])] {
            assert_eq!(office.found(number).await, cases, "{engine:?} {number}");
        }
    }
}

#[tokio::test]
async fn a_case_of_a_declared_kind_has_them_too_and_gives_them_back_when_it_is_void() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let open = DeclaredCommand::OpenCase {
            kind: of("unlicensed"),
            number: of("WZ1"),
            fields: vec![],
            personal: vec![],
            version: None,
        };
        let declared = office.opened("2019-03-01", open).await;
        let hazard = office.opened("2019-03-01", finding("XH1", "堆物")).await;
        let number = |number: &str| DeclaredCommand::RecordExternalNumber {
            system: ExternalSystem::Hotline,
            number: of(number),
        };
        let on_hazard = |number: &str| HazardCommand::RecordExternalNumber {
            system: ExternalSystem::Hotline,
            number: of(number),
        };
        office.told(declared, "2019-03-02", number("SH1")).await.expect("recorded");
        assert_eq!(
            refused(office.told(hazard, "2019-03-02", on_hazard("SH1")).await),
            "external_number.taken"
        );
        let twice = office.told(declared, "2019-03-02", number("SH1")).await;
        assert_eq!(refused(twice), "declared.number_already_recorded");
        assert_eq!(office.found("SH1").await, ["WZ1"], "{engine:?}");
        office.told(declared, "2019-03-03", DeclaredCommand::LinkCase { to: hazard }).await.expect("linked");
        office.corrected(declared, 2, Some(("2019-03-02", number("SH2")))).await.expect("corrected");
        office.told(hazard, "2019-03-04", on_hazard("SH1")).await.expect("it is free");
        assert_eq!(office.found("SH2").await, ["WZ1"], "{engine:?}");
        let void = DeclaredCommand::VoidCase { reason: VoidReason::InError };
        office.told(declared, "2019-03-05", void).await.expect("void");
        office.told(hazard, "2019-03-06", on_hazard("SH2")).await.expect("it is free");
    }
}

#[tokio::test]
async fn a_number_that_is_corrected_taken_back_or_on_a_void_case_is_free_for_another() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let one = office.petition("XF1", "电梯").await;
        let two = office.petition("XF2", "电梯").await;
        office.told(one, "2019-03-02", hotline("SH1")).await.expect("recorded");
        office.corrected(one, 2, Some(("2019-03-02", hotline("SH2")))).await.expect("corrected");
        office.told(two, "2019-03-02", hotline("SH1")).await.expect("it is free");
        let back = office.corrected(one, 2, Some(("2019-03-02", hotline("SH1")))).await;
        assert_eq!(refused(back), "external_number.taken", "{engine:?}");
        assert_eq!(
            (office.found("SH2").await, office.found("SH1").await),
            (vec!["XF1".to_owned()], vec!["XF2".to_owned()])
        );

        office.corrected::<PetitionCommand>(one, 2, None).await.expect("taken back");
        assert!(office.found("SH2").await.is_empty(), "{engine:?}");
        office.told(two, "2019-03-03", hotline("SH2")).await.expect("it is free");

        office.told(two, "2019-03-05", void()).await.expect("void");
        office.told(one, "2019-03-06", hotline("SH1")).await.expect("it is free");
        assert_eq!(office.found("SH1").await, ["XF1"], "{engine:?}");
        // The void case would have its number again.
        let version = 4;
        let back = office.corrected::<PetitionCommand>(two, version, None).await;
        assert_eq!(refused(back), "external_number.taken", "{engine:?}");
        office.told(one, "2019-03-07", void()).await.expect("void");
        office.corrected::<PetitionCommand>(two, version, None).await.expect("it is not void after all");
        assert_eq!(office.found("SH1 SH2").await, ["XF2"], "{engine:?}");
    }
}

#[tokio::test]
async fn a_number_moves_from_one_case_to_another_in_one_request_or_not_at_all() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let one = office.petition("XF1", "电梯").await;
        office.told(one, "2019-03-02", hotline("SH1")).await.expect("recorded");
        let two = office.desk.store().source().stream_id();
        let day = of::<Day>("2019-03-05");
        let step = |case, command: PetitionCommand| Step::new(case, Dated::on(day, command));
        let opening = || [step(two, registration("XF2", "漏水")), step(two, hotline("SH1"))];
        let head = || async { office.desk.store().log().head(office.desk.office()).await.expect("a head") };
        let before = head().await;
        let request = Request { conduct: Conduct::Paper, steps: opening().to_vec() };
        assert_eq!(refused(office.desk.execute(request).await), "external_number.taken");
        assert_eq!(head().await, before, "nothing is half done");
        let steps = [&[step(one, void())], &opening()[..]].concat();
        office.desk.execute(Request { conduct: Conduct::Paper, steps }).await.expect("moved");
        assert_eq!(office.found("SH1").await, ["XF2"], "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_never_give_a_number_to_two_cases() {
    for engine in ENGINES {
        let first = Office::on(engine).await;
        let second = office(&first.place, source(2).0).await;
        let mut cases = Vec::new();
        for n in 0..24 {
            cases.push(first.petition(&format!("XF{n}"), "电梯").await);
        }
        // Each number is asked for four times, by both servers.
        let asked = cases.iter().enumerate().map(|(n, case)| {
            let desk = if n % 2 == 0 { first.desk.clone() } else { second.clone() };
            let (case, number) = (*case, format!("SH{}", n / 4));
            tokio::spawn(async move { told(&desk, case, "2019-03-05", hotline(&number)).await })
        });
        let asked: Vec<_> = asked.collect();
        let mut given = 0;
        for answer in asked {
            match answer.await.expect("no panic") {
                Ok(_) => given += 1,
                Err(error) => assert_eq!(refused::<()>(Err(error)), "external_number.taken", "{engine:?}"),
            }
        }
        assert_eq!(given, 6, "{engine:?}");
        for n in 0..6 {
            assert_eq!(first.found(&format!("SH{n}")).await.len(), 1, "{engine:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_the_other_server_freed_is_free() {
    for engine in ENGINES {
        let first = Office::on(engine).await;
        let second = office(&first.place, source(2).0).await;
        let one = first.petition("XF1", "电梯").await;
        let two = first.petition("XF2", "电梯").await;
        for (on, case) in [("2019-03-02", one), ("2019-03-03", two)] {
            first.told(case, on, hotline("SH1")).await.expect("recorded");
            told(&second, case, on, void()).await.expect("void");
        }
    }
}
