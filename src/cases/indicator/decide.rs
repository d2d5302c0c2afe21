//! What follows from a command to an indicator.
use super::command::IndicatorCommand;
use super::event::IndicatorEvent;
use super::refusal::IndicatorRefusal;
use super::state::IndicatorLife;
use crate::cases::case_file::Life;
use crate::cases::facts::Judge;
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;

impl Life for IndicatorLife {
    const KIND: &'static str = "indicator";
    type Command = IndicatorCommand;
    type Event = IndicatorEvent;
    type Refusal = IndicatorRefusal;

    fn decide(
        &self,
        command: &Dated<IndicatorCommand>,
        _judge: &mut Judge<'_>,
    ) -> Result<Vec<IndicatorEvent>, IndicatorRefusal> {
        let IndicatorCommand::RecordIndicator { indicator, period, told } = command.what.clone();
        // The same word again changes nothing.
        let latest = self.readings.iter().rev().find(|reading| reading.told.as_of == told.as_of);
        let same = self.indicator.as_ref().is_some_and(|(known, of)| (known, *of) == (&indicator, period));
        if same && latest.is_some_and(|latest| latest.told == told) {
            return Ok(vec![]);
        }
        Ok(vec![IndicatorEvent::IndicatorRecorded { indicator, period, told }])
    }

    fn admits(&self, step: &Dated<IndicatorEvent>) -> Result<(), IndicatorRefusal> {
        self.admits(step)
    }

    fn apply(&mut self, version: Version, step: &Dated<IndicatorEvent>) {
        self.take(version, step);
    }

    crate::records!(IndicatorEvent { IndicatorCorrected, IndicatorIrregularityFound });

    fn command_of(event: &IndicatorEvent) -> Option<IndicatorCommand> {
        match event.clone() {
            IndicatorEvent::IndicatorRecorded { indicator, period, told } => {
                Some(IndicatorCommand::RecordIndicator { indicator, period, told })
            }
            IndicatorEvent::IndicatorCorrected { .. } | IndicatorEvent::IndicatorIrregularityFound { .. } => {
                None
            }
        }
    }
}
