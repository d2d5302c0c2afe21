//! What an office might do next with an inspection of an enterprise.
use super::dice::Weighted;
use super::steps::{ADDRESSES, Draw, officers, word};
use anjuan::cases::case_file::VoidReason;
use anjuan::cases::inspection::{FoundHazard, HazardNo, HazardResult, InspectionCommand, Signature};
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::rectification::{Level, ReinspectionOutcome, ReopenReason};
use anjuan::cases::words::{CaseNumber, PaperNumber};

const TRADES: [&str; 3] = ["商贸", "生产企业", "仓储物流"];
const OPINIONS: [&str; 4] =
    ["定安检〔2019〕1号", "定安检〔2019〕2号", "定安复〔2019〕1号", "定安复〔2019〕2号"];
const OUTCOMES: [ReinspectionOutcome; 4] = [
    ReinspectionOutcome::Passed,
    ReinspectionOutcome::Passed,
    ReinspectionOutcome::Failed,
    ReinspectionOutcome::Partly,
];

impl Draw<'_> {
    pub fn inspection(&mut self, number: CaseNumber) -> InspectionCommand {
        let count = u16::try_from(self.dice.below(4)).expect("few");
        let leader = self.dice.in_a_hundred(25).then(|| Personal::plain(Subject::STAFF, word("李永康")));
        let found = |no| FoundHazard { hazard: HazardNo(no), level: Level::General, content: None };
        InspectionCommand::RecordInspection {
            number,
            unit: word("长阳路机电有限公司"),
            industry: self.dice.in_a_hundred(80).then(|| word(self.dice.word(&TRADES))),
            address: word(self.dice.word(&ADDRESSES)),
            committee: self.committee(),
            inspectors: officers(),
            leader,
            checklist: None,
            hazards: (1..=count).map(found).collect(),
            findings: None,
            signature: Some(Signature::Signed),
        }
    }

    fn opinion(&mut self) -> Option<PaperNumber> {
        self.dice.in_a_hundred(70).then(|| word(self.dice.word(&OPINIONS)))
    }

    fn hazard(&mut self) -> HazardNo {
        HazardNo(u16::try_from(1 + self.dice.below(3)).expect("few"))
    }

    fn some_hazards(&mut self) -> Vec<HazardNo> {
        if self.dice.in_a_hundred(60) { Vec::new() } else { vec![self.hazard()] }
    }
}

type Step = Weighted<fn(&mut Draw<'_>) -> InspectionCommand>;

/// A next step of an inspection.
pub fn of_inspection(draw: &mut Draw<'_>) -> InspectionCommand {
    use InspectionCommand as Command;
    const STEPS: &[Step] = &[
        (3, |draw| Command::IssueOpinion { opinion: word(draw.dice.word(&OPINIONS)) }),
        (14, |draw| Command::OrderRectification {
            hazards: draw.some_hazards(),
            deadline: draw.soon(),
            opinion: draw.opinion(),
            inspectors: officers(),
        }),
        (5, |draw| Command::RequestDeadlineExtension { until: draw.soon(), reason: None }),
        (6, |draw| Command::ApproveDeadlineExtension { until: draw.soon() }),
        (3, |_| Command::ReportRectification {}),
        (18, |draw| Command::ReinspectHazards {
            outcome: draw.dice.in_a_hundred(70).then(|| *draw.dice.pick(&OUTCOMES)),
            results: if draw.dice.in_a_hundred(40) {
                vec![HazardResult { hazard: draw.hazard(), outcome: *draw.dice.pick(&OUTCOMES) }]
            } else {
                Vec::new()
            },
            opinion: draw.opinion(),
            inspectors: officers(),
        }),
        (6, |_| Command::CloseOff {}),
        (3, |draw| Command::ReopenInspection {
            reason: *draw.dice.pick(&[ReopenReason::FoundAgain, ReopenReason::ClosedWrongly]),
            hazards: draw.some_hazards(),
            note: None,
        }),
        (2, |_| Command::TransferInspection { to: word("区应急管理局") }),
        (6, |draw| Command::ReassignInspection {
            committee: draw.committee(),
            department: Some(draw.department()),
        }),
        (1, |_| Command::VoidInspection { reason: VoidReason::Duplicate }),
    ];
    draw.dice.weighted(STEPS)(draw)
}
