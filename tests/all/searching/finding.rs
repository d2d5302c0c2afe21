//! What finds a case, and what does not.
use super::office::{IDENTITY, NAME, Office, PHONE, finding, of, petitioner, registration, report, text};
use crate::support::stores::ENGINES;
use anjuan::cases::case_file::VoidReason;
use anjuan::cases::fire_hazard::HazardCommand;
use anjuan::cases::people::Person;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::{PetitionCommand, Representatives};
use anjuan::search::{Asked, Fields, Sight};

const MATTER: &str = "反映5号楼电梯经常停运，维修公司Wi-Fi故障无人处理";

#[tokio::test]
async fn any_two_or_more_characters_of_a_matter_that_stand_together_find_it() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        office.petition("XF2019-0001", MATTER).await;
        office.petition("XF2019-0002", "请求修缮房屋漏水").await;
        for run in ["号楼电梯经常停运", "维修公司", "故障无人处理"] {
            let run: Vec<_> = run.chars().collect();
            for begin in 0..run.len() - 1 {
                for end in begin + 2..=run.len() {
                    let part: String = run[begin..end].iter().collect();
                    assert_eq!(office.found(&part).await, ["XF2019-0001"], "{engine:?} {part}");
                }
            }
        }
        for elsewhere in ["运维", "电梯漏水", "楼顶", "号电"] {
            assert!(office.found(elsewhere).await.is_empty(), "{engine:?} {elsewhere}");
        }
    }
}

#[tokio::test]
async fn every_word_must_be_found_whether_blanks_divide_them_or_not() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        office.petition("XF2019-0001", MATTER).await;
        office.petition("XF2019-0002", "电梯已修好").await;
        assert_eq!(office.found("电梯").await, ["XF2019-0002", "XF2019-0001"], "newest first");
        for question in ["电梯 故障", "故障电梯", "WI-FI 电梯", "ｗｉ－ｆｉ　电梯", "5号楼", "５号楼 处理"]
        {
            assert_eq!(office.found(question).await, ["XF2019-0001"], "{engine:?} {question}");
        }
        assert!(office.found("电梯 漏水").await.is_empty());
    }
}

#[tokio::test]
async fn places_find_a_case_by_committee_zone_name_and_address() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        office.opened("2019-03-01", finding("XH1", "楼道堆放纸箱")).await;
        office.opened("2019-03-02", report("WJ1", "65431234")).await;
        for question in ["共青路167号", "共青路 167", "佳宏超市", "lucky", "复兴岛", "九小场所", "堆放纸箱"]
        {
            assert_eq!(office.found(question).await, ["XH1"], "{engine:?} {question}");
        }
        for question in ["82弄6号", "定海路", "岛外", "梅林"] {
            assert_eq!(office.found(question).await, ["WJ1"], "{engine:?} {question}");
        }
        assert!(office.found("168号").await.is_empty());
        assert_eq!(office.found_in("佳宏").await, Fields::PLACE);
        assert_eq!(office.found_in("佳宏 纸箱").await, Fields::PLACE | Fields::MATTER);
    }
}

#[tokio::test]
async fn an_exact_phone_or_identity_number_finds_whose_matter_it_is_and_a_part_of_it_does_not() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        office.petition("XF1", "漏水").await;
        let mut collective = registration("XF2", "漏水");
        if let PetitionCommand::RegisterPetition { petitioner, representatives, .. } = &mut collective {
            *petitioner = Personal::plain(Subject::PETITIONER, Person::default());
            let speaker = Person { phone: Some(of("021-6543 1234")), ..Person::default() };
            *representatives = Some(Representatives::of(vec![speaker]));
        }
        office.opened("2019-03-01", collective).await;
        for question in [PHONE, "139-1700-4821", "139 1700 4821", "+86 13917004821", "１３９１７００４８２１"]
        {
            assert_eq!(office.found(question).await, ["XF1"], "{engine:?} {question}");
        }
        for question in [IDENTITY, "11010519491231002x", "110105 19491231 002X"] {
            assert_eq!(office.found(question).await, ["XF1"], "{engine:?} {question}");
        }
        for question in ["02165431234", "021-65431234", "65431234"] {
            assert_eq!(office.found(question).await, ["XF2"], "{engine:?} {question}");
        }
        for question in
            ["1391700482", "4821", "17004821", "010-65431234", "110105194912310021", NAME, "杭州路89弄"]
        {
            assert!(office.found(question).await.is_empty(), "{engine:?} {question}");
        }
        assert_eq!(office.found_in(PHONE).await, Fields::PHONE);
        assert_eq!(office.found_in(IDENTITY).await, Fields::IDENTITY);
    }
}

#[tokio::test]
async fn an_informant_is_found_only_by_who_may_look_there() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        office.opened("2019-03-02", report("WJ1", "13912345678")).await;
        assert_eq!(office.found("13912345678").await, ["WJ1"], "{engine:?}");
        assert_eq!(office.found_in("13912345678").await, Fields::INFORMANT);
        let sight = Sight { fields: Fields::WITHOUT_INFORMANTS, ..Sight::everything() };
        assert!(office.found_by("13912345678", sight.clone()).await.is_empty(), "{engine:?}");
        assert!(office.found_by("13912345678 岛外", sight.clone()).await.is_empty(), "{engine:?}");
        assert_eq!(office.found_by("岛外", sight).await, ["WJ1"], "{engine:?}");
        let numbers = Sight { fields: Fields::NUMBER, ..Sight::everything() };
        assert!(office.found_by("岛外", numbers.clone()).await.is_empty(), "{engine:?}");
        assert_eq!(office.found_by("WJ1", numbers).await, ["WJ1"], "{engine:?}");
    }
}

#[tokio::test]
async fn a_case_is_found_by_what_it_now_says_and_no_longer_by_what_was_corrected() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let case = office.petition("XF1", "电梯停运").await;
        assert_eq!(office.found("电梯").await, ["XF1"]);
        let mut corrected = registration("XF1", "房屋漏水");
        if let PetitionCommand::RegisterPetition { petitioner: person, committee, .. } = &mut corrected {
            let moved = Person { phone: Some(of("13800001111")), ..petitioner() };
            *person = Personal::plain(Subject::PETITIONER, moved);
            *committee = Some(of("梅林"));
        }
        office.corrected(case, 1, Some(("2019-03-01", corrected))).await.expect("corrected");
        for now in ["漏水", "梅林", "13800001111", IDENTITY, "XF1"] {
            assert_eq!(office.found(now).await, ["XF1"], "{engine:?} {now}");
        }
        for before in ["电梯", "定海港", PHONE] {
            assert!(office.found(before).await.is_empty(), "{engine:?} {before}");
        }
        // What is kept as it stood is still found.
        let mut kept = registration("XF1", "x");
        if let PetitionCommand::RegisterPetition { petitioner, matter, .. } = &mut kept {
            (*petitioner, *matter) = (Personal::kept(), Some(Personal::kept()));
        }
        office.corrected(case, 1, Some(("2019-03-01", kept))).await.expect("corrected");
        assert_eq!(office.found("漏水 定海港").await, ["XF1"], "{engine:?}");
    }
}

#[tokio::test]
async fn a_hazard_that_another_committee_has_is_found_there() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let case = office.opened("2019-03-01", finding("XH1", "堆物")).await;
        assert_eq!(office.found("复兴岛").await, ["XH1"]);
        let reassigned = HazardCommand::ReassignHazard { committee: Some(of("梅林")), department: None };
        office.told(case, "2019-03-05", reassigned).await.expect("reassigned");
        assert_eq!(
            (office.found("梅林").await, office.found("复兴岛").await),
            (vec!["XH1".to_owned()], vec![])
        );
        let reopened = HazardCommand::FixOnTheSpot {
            inspectors: anjuan::cases::people::Officers::named(&[of("陈国华"), of("林伟民")]),
        };
        office.told(case, "2019-03-06", reopened).await.expect("fixed");
        let again = HazardCommand::ReopenHazard {
            reason: anjuan::cases::fire_hazard::ReopenReason::FoundAgain,
            note: Some(text("出口再次上锁")),
        };
        office.told(case, "2019-03-09", again).await.expect("reopened");
        assert_eq!(office.found("上锁").await, ["XH1"], "{engine:?}");
    }
}

#[tokio::test]
async fn a_void_case_is_found_by_its_number_alone() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let case = office.petition("XF2019-0001", "电梯停运").await;
        let void = PetitionCommand::VoidPetition { reason: VoidReason::InError };
        office.told(case, "2019-03-05", void).await.expect("void");
        assert_eq!(office.found("xf2019-0001").await, ["XF2019-0001"], "{engine:?}");
        for gone in ["电梯", "XF2019-00", PHONE, "定海港"] {
            assert!(office.found(gone).await.is_empty(), "{engine:?} {gone}");
        }
        office.corrected::<PetitionCommand>(case, 2, None).await.expect("taken back");
        assert_eq!(office.found("电梯").await, ["XF2019-0001"], "{engine:?}");
    }
}

#[tokio::test]
async fn only_the_kinds_that_are_asked_for_are_found() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        office.petition("XF1", "楼道堆物").await;
        office.opened("2019-03-01", finding("XH1", "楼道堆物")).await;
        let asked = |kinds: &[&str]| Asked {
            kinds: kinds.iter().map(|kind| of(kind)).collect(),
            ..Asked::new("楼道 堆物", Sight::everything()).expect("a question")
        };
        for (kinds, found) in
            [(&[][..], 2), (&["petition"], 1), (&["petition", "fire_hazard"], 2), (&["illegal_structure"], 0)]
        {
            assert_eq!(office.answer(asked(kinds)).await.hits.len(), found, "{engine:?} {kinds:?}");
        }
    }
}
