//! What is issued when, by whom, and what becomes of it.
use super::office::{Bureau, issue, order, reinspect};
use crate::committing::lives::{matter, word};
use crate::policy::people::{PETITIONS, accept, conclude};
use crate::support::stores::{ENGINES, Engine};
use anjuan::cases::case_file::VoidReason;
use anjuan::cases::fire_hazard::{HazardCommand, ReinspectionOutcome};
use anjuan::cases::illegal_structure::StructureCommand;
use anjuan::cases::inspection::InspectionCommand;
use anjuan::cases::paper::PaperKind;
use anjuan::cases::petition::{Destination, PetitionCommand};
use anjuan::cases::user::Role;
use anjuan::commands::permit::NotPermitted;
use anjuan::commands::{CommandError, OfficeDesk};
use anjuan::papers::Form;
use anjuan::web::official::{self, Key, NoPaper, PaperView};

/// The key of a refusal.
pub(super) fn key(refused: NoPaper) -> String {
    match refused {
        NoPaper::Refused(CommandError::Refused(reason)) => reason.key().to_owned(),
        NoPaper::Refused(CommandError::CommandReused(_)) => "reused".to_owned(),
        NoPaper::NotPermitted(NotPermitted::Denied { action, .. }) => action,
        NoPaper::NotPermitted(NotPermitted::NoSuchCase) => "case.unknown".to_owned(),
        NoPaper::NoSuchPaper(_) => "paper.unknown".to_owned(),
        other => panic!("{other:?}"),
    }
}

pub(super) async fn print(
    bureau: &Bureau,
    desk: &OfficeDesk,
    number: &str,
    form: Form,
) -> Result<Vec<u8>, NoPaper> {
    official::print(desk, &bureau.chancery.files, number, form).await.map(|(_, bytes)| bytes)
}

#[tokio::test]
async fn each_paper_is_issued_when_its_step_is_taken_and_not_before() {
    for engine in ENGINES {
        let bureau = Bureau::open(engine).await;
        let petition = bureau.petition("XF-1").await;
        bureau
            .does(
                petition,
                "2019-11-05",
                PetitionCommand::ForwardPetition { to: Destination::Department(word("城管中队")) },
            )
            .await;
        let hazard = bureau.hazard("XH-1").await;
        let structure = bureau.structure("WJ-1").await;
        bureau.inspection("AJ-1").await;
        let early = [
            ("XF-1", PaperKind::Acceptance),
            ("XF-1", PaperKind::Opinion),
            ("XF-1", PaperKind::OrderToCorrect),
            ("XH-1", PaperKind::OrderToCorrect),
            ("XH-1", PaperKind::Seal),
            ("WJ-1", PaperKind::OrderToDemolish),
            ("WJ-1", PaperKind::Urging),
            ("AJ-1", PaperKind::ReinspectionOpinion),
        ];
        for (case, kind) in early {
            let refused = bureau.issue(case, kind).await.expect_err("too early");
            assert_eq!(key(refused), "paper.not_reached", "{engine:?} {case} {kind:?}");
        }
        bureau.does(petition, "2019-11-06", accept()).await;
        bureau.does(petition, "2019-11-07", conclude()).await;
        bureau.does(hazard, "2019-11-04", order(None)).await;
        bureau
            .does(
                structure,
                "2019-11-05",
                StructureCommand::OrderDemolition { paper: None, deadline: Some(word("2019-11-20")) },
            )
            .await;
        let now = [
            ("XF-1", PaperKind::Receipt, "定信登字〔2019〕第1号"),
            ("XF-1", PaperKind::Forwarding, "定信转字〔2019〕第1号"),
            ("XF-1", PaperKind::Acceptance, "定信受字〔2019〕第1号"),
            ("XF-1", PaperKind::Opinion, "定信处字〔2019〕第1号"),
            ("XH-1", PaperKind::OrderToCorrect, "定消改字〔2019〕第1号"),
            ("WJ-1", PaperKind::OrderToDemolish, "定拆违字〔2019〕第1号"),
            ("AJ-1", PaperKind::InspectionOpinion, "定安检字〔2019〕第1号"),
        ];
        for (case, kind, number) in now {
            let paper = bureau.issue(case, kind).await.unwrap_or_else(|error| panic!("{kind:?}: {error}"));
            assert_eq!((paper.number.as_str(), paper.kind), (number, kind.name()), "{engine:?}");
        }
    }
}

#[tokio::test]
async fn the_other_papers_follow_their_steps() {
    let bureau = Bureau::open(Engine::Sqlite).await;
    let hazard = bureau.hazard("XH-1").await;
    bureau.does(hazard, "2019-11-04", order(None)).await;
    bureau.does(hazard, "2019-11-05", reinspect(ReinspectionOutcome::Failed)).await;
    let structure = bureau.structure("WJ-1").await;
    let ordered = StructureCommand::OrderDemolition { paper: None, deadline: None };
    bureau.does(structure, "2019-11-05", ordered).await;
    let announced = StructureCommand::AnnounceOrder { owner_unknown: true };
    bureau.does(structure, "2019-11-06", announced).await;
    let inspection = bureau.inspection("AJ-1").await;
    bureau
        .does(
            inspection,
            "2019-11-05",
            InspectionCommand::OrderRectification {
                hazards: vec![],
                deadline: word("2019-11-12"),
                opinion: Some(word("定安改字〔2019〕第9号")),
                inspectors: super::office::officers(),
            },
        )
        .await;
    let declined = bureau.petition("XF-1").await;
    bureau
        .does(declined, "2019-11-05", PetitionCommand::DeclinePetition { reason: Some(matter("已经仲裁")) })
        .await;
    for (case, kind, number) in [
        ("XH-1", PaperKind::ReinspectionOpinion, "定消复字〔2019〕第1号"),
        ("WJ-1", PaperKind::Announcement, "定拆告字〔2019〕第1号"),
        // The step bears a number already.
        ("AJ-1", PaperKind::OrderToCorrect, "定安改字〔2019〕第9号"),
        ("XF-1", PaperKind::NotAccepted, "定信不受字〔2019〕第1号"),
    ] {
        let paper = bureau.issue(case, kind).await.unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        assert_eq!(paper.number.as_str(), number);
    }
}

#[tokio::test]
async fn printing_again_gives_the_same_bytes_and_a_void_paper_keeps_them_and_its_number() {
    for engine in ENGINES {
        let bureau = Bureau::open(engine).await;
        bureau.petition("XF-1").await;
        let paper = bureau.issue("XF-1", PaperKind::Receipt).await.expect("issued");
        let number = paper.number.as_str();
        let first = print(&bureau, &bureau.leader, number, Form::Pdf).await.expect("the paper");
        assert_eq!(sha256(&first), paper.pdf, "{engine:?}");
        let docx = print(&bureau, &bureau.leader, number, Form::Docx).await.expect("the paper");
        assert_eq!(sha256(&docx), paper.docx, "{engine:?}");
        bureau.street.is("2019-12-02");
        let (voided, _) = official::void(&bureau.leader, number, word("姓名写错")).await.expect("void");
        assert_eq!(voided.voided, Some(word("2019-12-02")), "{engine:?}");
        let again = official::print(&bureau.leader, &bureau.chancery.files, number, Form::Pdf).await;
        let (shown, bytes) = again.expect("the paper");
        assert_eq!((bytes, shown.voided), (first, Some(word("2019-12-02"))), "{engine:?}");
        let twice = official::void(&bureau.leader, number, word("姓名写错")).await.expect_err("void");
        assert_eq!(key(twice), "paper.already_void", "{engine:?}");
        let second = bureau.issue("XF-1", PaperKind::Receipt).await.expect("issued again");
        assert_eq!(second.number.as_str(), "定信登字〔2019〕第2号", "{engine:?}");
        let register = official::register(&bureau.leader, "定信登字").await.expect("the register");
        let told: Vec<_> =
            register.iter().map(|paper| (paper.number.as_str(), paper.voided.is_some())).collect();
        assert_eq!(told, [(number, true), (second.number.as_str(), false)], "{engine:?}");
    }
}

fn sha256(bytes: &[u8]) -> String {
    anjuan::cases::file_hash::FileHash::of(bytes).to_string()
}

#[tokio::test]
async fn a_paper_that_is_asked_for_twice_is_issued_once() {
    for engine in ENGINES {
        let bureau = Bureau::open(engine).await;
        bureau.petition("XF-1").await;
        let command = bureau.leader.store().source().command_id();
        let ask = |kind| issue(&bureau.leader, &bureau.chancery, "XF-1", (kind, None), Some(Key { command }));
        let first = ask(PaperKind::Receipt).await.expect("issued");
        let again: PaperView = ask(PaperKind::Receipt).await.expect("the same");
        assert_eq!(again, first, "{engine:?}");
        let other = ask(PaperKind::Acceptance).await.expect_err("the key was used");
        assert_eq!(key(other), "reused", "{engine:?}");
        let twice = bureau.issue("XF-1", PaperKind::Receipt).await.expect_err("it stands");
        assert_eq!(key(twice), "paper.already_issued", "{engine:?}");
    }
}

#[tokio::test]
async fn a_proof_of_service_is_of_a_paper_that_stands() {
    let bureau = Bureau::open(Engine::Sqlite).await;
    bureau.petition("XF-1").await;
    let prove = |of: Option<&str>| {
        let asked = (PaperKind::ProofOfService, of.map(word));
        issue(&bureau.leader, &bureau.chancery, "XF-1", asked, None)
    };
    assert_eq!(key(prove(None).await.expect_err("of nothing")), "paper.nothing_served");
    let receipt = bureau.issue("XF-1", PaperKind::Receipt).await.expect("issued");
    let proof = prove(Some(receipt.number.as_str())).await.expect("proven");
    assert_eq!(proof.of.as_ref(), Some(&receipt.number));
    let of_itself = prove(Some(proof.number.as_str())).await.expect_err("of a proof");
    assert_eq!(key(of_itself), "paper.nothing_served");
}

#[tokio::test]
async fn a_void_case_has_no_papers_to_issue() {
    let bureau = Bureau::open(Engine::Sqlite).await;
    let hazard = bureau.hazard("XH-1").await;
    bureau.does(hazard, "2019-11-04", order(None)).await;
    bureau.does(hazard, "2019-11-05", HazardCommand::VoidHazard { reason: VoidReason::InError }).await;
    let refused = bureau.issue("XH-1", PaperKind::OrderToCorrect).await.expect_err("void");
    assert_eq!(key(refused), "paper.not_reached");
}

#[tokio::test]
async fn whoever_may_not_see_the_name_neither_issues_nor_prints() {
    for engine in ENGINES {
        let bureau = Bureau::open(engine).await;
        let petition = bureau.petition("XF-1").await;
        let structure = bureau.structure("WJ-1").await;
        let ordered = StructureCommand::OrderDemolition { paper: None, deadline: None };
        bureau.does(structure, "2019-11-05", ordered).await;
        let street = &bureau.street;
        let clerk = street.hire("li.na", None, &[Role::PetitionClerk]).await;
        let inspector = street.hire("chen.tao", Some(PETITIONS), &[Role::Inspector]).await;
        let auditor = street.hire("zhao.min", None, &[Role::Auditor]).await;
        let ask = |desk: &OfficeDesk, case: &'static str, kind| {
            let desk = desk.clone();
            let chancery = bureau.chancery.clone();
            async move { issue(&desk, &chancery, case, (kind, None), None).await }
        };
        let receipt = ask(&clerk, "XF-1", PaperKind::Receipt).await.expect("the desk issues it");
        let refused = ask(&clerk, "WJ-1", PaperKind::OrderToDemolish).await.expect_err("whose it is");
        assert_eq!(key(refused), "SeeParty", "{engine:?}");
        // The department has the petition, and its inspector never sees who brings one.
        let refused = ask(&inspector, "XF-1", PaperKind::Receipt).await.expect_err("who brings it");
        assert_eq!(key(refused), "SeePetitioner", "{engine:?}");
        let refused = ask(&street.operator, "XF-1", PaperKind::Receipt).await.expect_err("the operator");
        assert_eq!(key(refused), "IssuePaper", "{engine:?}");
        let number = receipt.number.as_str();
        let refused = print(&bureau, &inspector, number, Form::Pdf).await.expect_err("who brings it");
        assert_eq!(key(refused), "SeePetitioner", "{engine:?}");
        let refused = print(&bureau, &auditor, number, Form::Pdf).await.expect_err("without a grant");
        assert_eq!(key(refused), "ReadPaper", "{engine:?}");
        let refused = official::void(&clerk, number, word("写错")).await.expect_err("a leader's");
        assert_eq!(key(refused), "VoidPaper", "{engine:?}");
        // To the accused there is no such case, and no such paper.
        let accused = street.hire("sun.li", None, &[Role::Leader]).await;
        let name = anjuan::cases::access::AccessCommand::NameAccused { user: street.user("sun.li") };
        street.belongs(petition, name).await;
        assert_eq!(
            key(ask(&accused, "XF-1", PaperKind::Receipt).await.expect_err("accused")),
            "case.unknown"
        );
        let unseen = print(&bureau, &accused, number, Form::Pdf).await.expect_err("accused");
        assert_eq!(key(unseen), "paper.unknown", "{engine:?}");
        let register = official::register(&accused, "").await.expect("the register");
        assert!(register.is_empty(), "{engine:?} {register:?}");
        // Nobody opens it as a file because he issued it.
        let file = receipt.pdf.parse().expect("a hash");
        let sight = clerk.sight_of(file).await.expect("an answer");
        assert_eq!(sight, anjuan::commands::permit::FileSight::Nothing, "{engine:?}");
    }
}
