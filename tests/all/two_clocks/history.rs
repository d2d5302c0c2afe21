//! A random history of an office: live commands, paper, corrections, imports and their undoing, targets, from two
//! servers that share the store.
use super::declared;
use super::dice::Dice;
use super::inspecting;
use super::paper::Book;
use super::steps::{self, Draw};
use super::truth;
use crate::support::stores::{Place, actor, moment, office};
use anjuan::cases::any_file::AnyFile;
use anjuan::cases::case_file::{CaseFile, Life, Order};
use anjuan::cases::declared::DeclaredCommand;
use anjuan::cases::facts::{Conduct, Facts};
use anjuan::cases::fire_hazard::HazardCommand;
use anjuan::cases::ids::{BatchId, CaseId, StreamId, Version};
use anjuan::cases::illegal_structure::StructureCommand;
use anjuan::cases::inspection::InspectionCommand;
use anjuan::cases::occurred::{Dated, Occurred};
use anjuan::cases::office::OfficeCommand;
use anjuan::cases::petition::PetitionCommand;
use anjuan::cases::words::CaseNumber;
use anjuan::cases::workdays::Calendar;
use anjuan::clock::{Clock, SeededEntropy, SetClock, Source};
use anjuan::commands::{AnyOrder, OfficeDesk, Request, Store};
use anjuan::event_log::{EventLog, Position, fold};
use anjuan::exchange::importing::undo;
use chrono::Duration;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A command that was carried out: the step it made, which can be corrected.
struct Taken {
    stream: StreamId,
    version: Version,
    order: AnyOrder,
}

pub struct History {
    pub desks: Vec<OfficeDesk>,
    clock: SetClock,
    pub dice: Dice,
    files: BTreeMap<StreamId, AnyFile>,
    pub head: Position,
    taken: Vec<Taken>,
    books: Vec<Book>,
    batches: Vec<BatchId>,
    numbers: u32,
}

impl History {
    /// An office with nothing in its books, early in 2019.
    pub async fn begin(place: &Place, seed: u64) -> Self {
        let clock = SetClock::at(moment("2019-01-07T08:30:00+08:00"));
        let source = |seed| Source::new(clock.clone(), SeededEntropy::new(seed));
        let first = office(place, source(seed)).await;
        let store = Store::open(&place.url, source(seed + 1_000_000)).await.expect("a second server");
        let second = store.office(None, actor()).await.expect("the office");
        let mut history = Self {
            desks: vec![first, second],
            clock,
            dice: Dice::new(seed),
            files: BTreeMap::new(),
            head: Position(0),
            taken: Vec::new(),
            books: Vec::new(),
            batches: Vec::new(),
            numbers: 0,
        };
        history.look().await;
        history
    }

    pub fn desk(&self) -> &OfficeDesk {
        &self.desks[0]
    }

    /// So many times something happens.
    pub async fn go_on(&mut self, times: u32) {
        for _ in 0..times {
            let hours = i64::from(self.dice.below(7 * 24));
            let now = self.clock.now().utc() + Duration::hours(hours);
            self.clock.set(anjuan::cases::occurred::Moment::new(now));
            match self.dice.below(100) {
                0..=19 => self.open().await,
                20..=69 => self.step().await,
                70..=83 => self.correct().await,
                84..=93 => self.import().await,
                94..=95 => self.undo().await,
                _ => self.set_target().await,
            }
            self.look().await;
        }
    }

    /// Takes in what the log has that this does not know yet.
    async fn look(&mut self) {
        let log = self.desk().store().log();
        for event in log.read(self.desk().office(), self.head, u32::MAX).await.expect("the log") {
            fold::fold(self.files.entry(event.stream).or_default(), &event.told()).expect("a known event");
            self.head = event.position;
        }
    }

    fn number(&mut self, prefix: &str) -> CaseNumber {
        self.numbers += 1;
        format!("{prefix}2019-{:04}", self.numbers).parse().expect("a number")
    }

    /// When it is said to have happened: now, today, or on a day that is over.
    fn occurred(&mut self) -> Occurred {
        let now = self.clock.now();
        match self.dice.below(4) {
            0 | 1 => Occurred::Instant(now),
            2 => Occurred::Day(now.day()),
            _ => Occurred::Day(self.dice.before(now.day(), 30)),
        }
    }

    fn conduct(&mut self) -> Conduct {
        if self.dice.in_a_hundred(50) { Conduct::Live } else { Conduct::Paper }
    }

    fn facts(&self, conduct: Conduct) -> Facts {
        let committees = self.files.values().find_map(|file| match file {
            AnyFile::Office(file) => Some(file.life().committees.clone()),
            _ => None,
        });
        let committees = committees.expect("an office");
        Facts {
            now: self.clock.now(),
            conduct,
            calendar: Calendar::china(),
            committees,
            kinds: Arc::default(),
            stored: Arc::default(),
            case_version: Version::default(),
            tellings: Arc::default(),
        }
    }

    fn cases(&self, wanted: impl Fn(&AnyFile) -> bool) -> Vec<CaseId> {
        self.files.iter().filter(|(_, file)| wanted(file)).map(|(stream, _)| *stream).collect()
    }

    async fn open(&mut self) {
        let stream = self.desk().store().source().stream_id();
        let (occurred, conduct) = (self.occurred(), self.conduct());
        let kind = self.dice.below(13);
        let number = self.number(["", "XF", "HZ", "WJ", "AJ", "SB", "SB"][kind as usize / 2]);
        let today = self.clock.now().day();
        let mut draw = Draw { dice: &mut self.dice, today, petitions: &[] };
        let order: AnyOrder = match kind {
            0..=3 => Dated { occurred, what: draw.registration(number) }.into(),
            4 => Dated { occurred, what: draw.finding(number) }.into(),
            5 => Dated { occurred, what: draw.complaint(number) }.into(),
            6 | 7 => Dated { occurred, what: draw.report(number) }.into(),
            8 | 9 => Dated { occurred, what: draw.inspection(number) }.into(),
            _ => Dated { occurred, what: declared::opening(&mut draw, number) }.into(),
        };
        self.carry_out(stream, conduct, order).await;
    }

    /// Some case goes on: the first drawn step that is possible and, live, lawful.
    async fn step(&mut self) {
        let is_case = |file: &AnyFile| {
            !matches!(
                file,
                AnyFile::Blank | AnyFile::Series(_) | AnyFile::ExternalNumber(_) | AnyFile::Office(_)
            )
        };
        let cases = self.cases(is_case);
        if cases.is_empty() {
            return;
        }
        let petitions = self.cases(|file| matches!(file, AnyFile::Petition(_)));
        let conduct = self.conduct();
        let facts = self.facts(conduct);
        for _ in 0..60 {
            let stream = *self.dice.pick(&cases);
            let occurred = self.occurred();
            let others: Vec<_> = petitions.iter().copied().filter(|other| *other != stream).collect();
            let file = &self.files[&stream];
            let petitions = if others.is_empty() { vec![stream] } else { others };
            let mut draw = Draw { dice: &mut self.dice, today: facts.now.day(), petitions: &petitions };
            let order: AnyOrder = match file {
                AnyFile::Petition(_) => Dated { occurred, what: steps::of_petition(&mut draw) }.into(),
                AnyFile::FireHazard(file) => {
                    let number = file.life().number.clone().expect("a number");
                    Dated { occurred, what: steps::of_hazard(&mut draw, &number) }.into()
                }
                AnyFile::IllegalStructure(file) => {
                    Dated { occurred, what: steps::of_structure(&mut draw, file.life()) }.into()
                }
                AnyFile::Inspection(_) => {
                    Dated { occurred, what: inspecting::of_inspection(&mut draw) }.into()
                }
                AnyFile::Declared(file) => {
                    Dated { occurred, what: declared::step(&mut draw, file.life()) }.into()
                }
                _ => continue,
            };
            if is_possible(file, &order, &facts) {
                return self.carry_out(stream, conduct, order).await;
            }
        }
    }

    /// A step that was taken turns out to have been another one, or never to have been.
    async fn correct(&mut self) {
        if self.taken.is_empty() {
            return;
        }
        let conduct = self.conduct();
        let facts = self.facts(conduct);
        for _ in 0..20 {
            let at = self.dice.below(u32::try_from(self.taken.len()).expect("few")) as usize;
            let Taken { stream, version, order } = &self.taken[at];
            let (stream, version, becomes) = (*stream, *version, order.clone());
            let becomes = if self.dice.in_a_hundred(25) { None } else { Some(self.as_it_was(becomes)) };
            let order = correction(&self.taken[at].order, Occurred::Instant(facts.now), version, becomes);
            if is_possible(&self.files[&stream], &order, &facts) {
                return self.carry_out(stream, conduct, order).await;
            }
        }
    }

    /// The same step, with its day or what it says changed.
    fn as_it_was(&mut self, mut order: AnyOrder) -> AnyOrder {
        let occurred = self.occurred();
        let stays = self.dice.in_a_hundred(40);
        let today = self.clock.now().day();
        let mut draw = Draw { dice: &mut self.dice, today, petitions: &[] };
        match &mut order {
            AnyOrder::Petition(order) => {
                order.occurred = if stays { order.occurred } else { occurred };
                if let Order::Step(PetitionCommand::RegisterPetition { number, .. }) = &order.what {
                    order.what = Order::Step(draw.registration(number.clone()));
                }
            }
            AnyOrder::FireHazard(order) => {
                order.occurred = if stays { order.occurred } else { occurred };
                if let Order::Step(HazardCommand::FindHazard { number, .. }) = &order.what {
                    order.what = Order::Step(draw.finding(number.clone()));
                }
            }
            AnyOrder::IllegalStructure(order) => {
                order.occurred = if stays { order.occurred } else { occurred };
                if let Order::Step(StructureCommand::ReportStructure { number, .. }) = &order.what {
                    order.what = Order::Step(draw.report(number.clone()));
                }
            }
            AnyOrder::Inspection(order) => {
                order.occurred = if stays { order.occurred } else { occurred };
                if let Order::Step(InspectionCommand::RecordInspection { number, .. }) = &order.what {
                    order.what = Order::Step(draw.inspection(number.clone()));
                }
            }
            AnyOrder::Declared(order) => {
                order.occurred = if stays { order.occurred } else { occurred };
                if let Order::Step(DeclaredCommand::OpenCase { kind, number, .. }) = &order.what {
                    order.what = Order::Step(declared::opening_of(&mut draw, *kind, number.clone()));
                }
            }
            AnyOrder::Office(_)
            | AnyOrder::User(_)
            | AnyOrder::SignIns(_)
            | AnyOrder::Epochs(_)
            | AnyOrder::Access(_)
            | AnyOrder::Reminder(_)
            | AnyOrder::Report(_)
            | AnyOrder::Paper(_)
            | AnyOrder::Erasure(_)
            | AnyOrder::Attachment(_)
            | AnyOrder::Indicator(_) => {}
        }
        order
    }

    async fn set_target(&mut self) {
        let amount = format!("{}.{:02}", 100 + self.dice.below(900), self.dice.below(100));
        let command = OfficeCommand::SetTarget {
            figure: self
                .dice
                .pick(&["structures.demolished_area_m2", "fire.found", "visits.homes"])
                .parse()
                .expect("an id"),
            year: *self.dice.pick(&[2019, 2019, 2020]),
            amount: amount.parse().expect("an amount"),
        };
        let order = Dated { occurred: Occurred::Instant(self.clock.now()), what: command };
        self.carry_out(self.desk().office().stream(), Conduct::Live, order.into()).await;
    }

    /// A newer copy of a ledger comes in, or a new one.
    async fn import(&mut self) {
        if self.books.len() < 3 || self.dice.in_a_hundred(15) {
            let name = format!("{}", self.books.len());
            self.books.push(Book::new(&mut self.dice, &name));
        }
        let at = self.dice.below(u32::try_from(self.books.len()).expect("few")) as usize;
        let desk = self.dice.pick(&self.desks).clone();
        let today = self.clock.now().day();
        self.batches.extend(self.books[at].import(&desk, &mut self.dice, today).await);
    }

    async fn undo(&mut self) {
        if !self.batches.is_empty() {
            let batch = *self.dice.pick(&self.batches);
            undo(self.dice.pick(&self.desks), batch).await.expect("undone");
        }
    }

    /// Nothing that is possible is refused, whichever server is asked.
    async fn carry_out(&mut self, stream: StreamId, conduct: Conduct, order: AnyOrder) {
        let version = self.files.get(&stream).map_or(Version(0), version).next();
        let mut request = Request::live(stream, order.clone());
        request.conduct = conduct;
        let desk = self.dice.pick(&self.desks);
        desk.execute(request).await.unwrap_or_else(|error| panic!("{order:?}: {error:?}"));
        if matches!(order, AnyOrder::Office(_)) || is_correction(&order) {
            return;
        }
        self.taken.push(Taken { stream, version, order });
    }

    /// All events, as the log has them.
    pub async fn events(&self) -> Vec<anjuan::event_log::RecordedEvent> {
        truth::log(self.desk()).await
    }
}

fn version(file: &AnyFile) -> Version {
    match file {
        AnyFile::Blank
        | AnyFile::Series(_)
        | AnyFile::ExternalNumber(_)
        | AnyFile::SignIns(_)
        | AnyFile::Epochs(_) => Version(0),
        AnyFile::Office(file) => file.version(),
        AnyFile::User(file) => file.version(),
        AnyFile::Access(file) => file.version(),
        AnyFile::Reminder(file) => file.version(),
        AnyFile::Report(file) => file.version(),
        AnyFile::Paper(file) => file.version(),
        AnyFile::Erasure(file) => file.version(),
        AnyFile::Attachment(file) => file.version(),
        AnyFile::Indicator(file) => file.version(),
        AnyFile::Petition(file) => file.version(),
        AnyFile::FireHazard(file) => file.version(),
        AnyFile::IllegalStructure(file) => file.version(),
        AnyFile::Inspection(file) => file.version(),
        AnyFile::Declared(file) => file.version(),
    }
}

fn is_correction(order: &AnyOrder) -> bool {
    match order {
        AnyOrder::Office(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::User(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::SignIns(_) | AnyOrder::Epochs(_) => false,
        AnyOrder::Access(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::Reminder(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::Report(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::Paper(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::Erasure(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::Attachment(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::Indicator(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::Petition(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::FireHazard(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::IllegalStructure(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::Inspection(order) => matches!(order.what, Order::Correct { .. }),
        AnyOrder::Declared(order) => matches!(order.what, Order::Correct { .. }),
    }
}

fn is_possible(file: &AnyFile, order: &AnyOrder, facts: &Facts) -> bool {
    fn follows<L: Life>(file: &CaseFile<L>, order: &Dated<Order<L::Command>>, facts: &Facts) -> bool {
        file.decide(order, facts).is_ok_and(|events| !events.is_empty())
    }
    match (file, order) {
        (AnyFile::Petition(file), AnyOrder::Petition(order)) => follows(file, order, facts),
        (AnyFile::FireHazard(file), AnyOrder::FireHazard(order)) => follows(file, order, facts),
        (AnyFile::IllegalStructure(file), AnyOrder::IllegalStructure(order)) => follows(file, order, facts),
        (AnyFile::Inspection(file), AnyOrder::Inspection(order)) => follows(file, order, facts),
        (AnyFile::Declared(file), AnyOrder::Declared(order)) => follows(file, order, facts),
        _ => false,
    }
}

/// The order that corrects the step that `of` made.
fn correction(of: &AnyOrder, occurred: Occurred, corrects: Version, becomes: Option<AnyOrder>) -> AnyOrder {
    macro_rules! correct {
        ($variant:ident) => {{
            let becomes = becomes.and_then(|order| match order {
                AnyOrder::$variant(Dated { occurred, what: Order::Step(what) }) => {
                    Some(Box::new(Dated { occurred, what }))
                }
                _ => None,
            });
            Dated { occurred, what: Order::Correct { corrects, becomes, reason: None } }.into()
        }};
    }
    match of {
        AnyOrder::Office(_) => correct!(Office),
        AnyOrder::User(_) => correct!(User),
        AnyOrder::SignIns(_) | AnyOrder::Epochs(_) => unreachable!("what was seen is not corrected"),
        AnyOrder::Access(_) => correct!(Access),
        AnyOrder::Reminder(_) => correct!(Reminder),
        AnyOrder::Report(_) => correct!(Report),
        AnyOrder::Paper(_) => correct!(Paper),
        AnyOrder::Erasure(_) => correct!(Erasure),
        AnyOrder::Attachment(_) => correct!(Attachment),
        AnyOrder::Indicator(_) => correct!(Indicator),
        AnyOrder::Petition(_) => correct!(Petition),
        AnyOrder::FireHazard(_) => correct!(FireHazard),
        AnyOrder::IllegalStructure(_) => correct!(IllegalStructure),
        AnyOrder::Inspection(_) => correct!(Inspection),
        AnyOrder::Declared(_) => correct!(Declared),
    }
}
