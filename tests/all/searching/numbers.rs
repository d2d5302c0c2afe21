//! Cases found by numbers: their own, those of papers, those of other systems.
use super::office::{Office, finding, of, outside};
use crate::support::stores::ENGINES;
use anjuan::cases::case_file::VoidReason;
use anjuan::cases::external_number::ExternalSystem;
use anjuan::cases::facts::Conduct;
use anjuan::cases::occurred::Dated;
use anjuan::cases::people::Officers;
use anjuan::cases::petition::{Opinion, PetitionCommand};
use anjuan::commands::{Numbering, Request, Step};
use anjuan::search::Fields;

#[tokio::test]
async fn a_case_is_found_by_its_number_the_front_of_it_and_its_digits() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        office.petition("XF2019-0001", "电梯").await;
        office.petition("XF2019-0012", "电梯").await;
        office.petition("XF2020-0001", "电梯").await;
        for (question, expected) in [
            ("XF2019-0001", &["XF2019-0001"][..]),
            ("xf2019－0001", &["XF2019-0001"]),
            ("XF2019-00", &["XF2019-0012", "XF2019-0001"]),
            ("xf", &["XF2020-0001", "XF2019-0012", "XF2019-0001"]),
            ("20190012", &["XF2019-0012"]),
            ("2019-0012", &["XF2019-0012"]),
            ("0001", &["XF2020-0001", "XF2019-0001"]),
            ("12", &["XF2019-0012"]),
            ("XF2019-0001 电梯", &["XF2019-0001"]),
            ("XF2021", &[]),
            ("F2019-0001", &[]),
        ] {
            assert_eq!(office.found(question).await, expected, "{engine:?} {question}");
        }
        assert_eq!(office.found_in("XF2019-0012").await, Fields::NUMBER);
    }
}

#[tokio::test]
async fn a_number_of_another_system_or_of_a_paper_finds_its_case_whole() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let petition = office.petition("XF1", "电梯").await;
        let hotline = outside(ExternalSystem::Hotline, "SH20190304001234");
        office.told(petition, "2019-03-04", hotline).await.expect("recorded");
        let accept = PetitionCommand::AcceptPetition { department: None, simplified: false };
        office.told(petition, "2019-03-05", accept).await.expect("accepted");
        let paper = Some(of("定信办字〔2019〕第7号"));
        let conclude = PetitionCommand::ConcludePetition { outcome: Some(Opinion::Support), paper };
        office.told(petition, "2019-03-20", conclude).await.expect("concluded");
        for question in ["SH20190304001234", "sh20190304001234", "ＳＨ２０１９０３０４００１２３４"]
        {
            assert_eq!(office.found(question).await, ["XF1"], "{engine:?} {question}");
        }
        for question in ["定信办字〔2019〕第7号", "定信办字[2019]第7号", "定信办字（2019）第7号"]
        {
            assert_eq!(office.found(question).await, ["XF1"], "{engine:?} {question}");
        }
        assert!(office.found("SH2019030400123").await.is_empty());
        assert_eq!(office.found_in("SH20190304001234").await, Fields::EXTERNAL_NUMBER);
        assert_eq!(office.found_in("定信办字〔2019〕第7号").await, Fields::PAPER);

        let hazard = office.opened("2019-03-01", finding("XH1", "堆物")).await;
        let order = anjuan::cases::fire_hazard::HazardCommand::OrderRectification {
            deadline: of("2019-03-09"),
            paper: Some(of("定消改字〔2019〕第1号")),
            inspectors: Officers::NotRecorded,
        };
        office.told(hazard, "2019-03-02", order).await.expect("ordered");
        assert_eq!(office.found("定消改字[2019]第1号").await, ["XH1"], "{engine:?}");
    }
}

#[tokio::test]
async fn nothing_of_a_case_is_found_whose_import_was_taken_back_and_its_number_finds_the_next_one() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let case = office.petition("XF1", "电梯停运").await;
        let hotline = || outside(ExternalSystem::Hotline, "SH1");
        office.told(case, "2019-03-04", hotline()).await.expect("recorded");
        assert_eq!(office.found("SH1 电梯").await, ["XF1"]);
        let now = office.desk.store().source().now();
        let void = PetitionCommand::VoidPetition { reason: VoidReason::ImportUndone };
        let step = Step {
            stream: case,
            order: Dated::at(now, void).into(),
            numbering: Numbering::Release(of("XF1")),
        };
        let request = Request { conduct: Conduct::Paper, steps: vec![step] };
        office.desk.execute(request).await.expect("taken back");
        for gone in ["XF1", "电梯", "SH1"] {
            assert!(office.found(gone).await.is_empty(), "{engine:?} {gone}");
        }
        let next = office.petition("XF1", "房屋漏水").await;
        office.told(next, "2019-03-04", hotline()).await.expect("it is free");
        assert_eq!(office.found("XF1").await, ["XF1"], "{engine:?}");
        assert_eq!(office.found("SH1 漏水").await, ["XF1"], "{engine:?}");
    }
}
