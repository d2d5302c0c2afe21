//! One event of every type, as golden files keep them.
use super::calendar::PublishedYear;
use super::event::OfficeEvent as Event;
use super::message::MessageWords;
use crate::cases::case_file::Correction;
use crate::cases::declared::Declaration;
use crate::cases::facts::Irregularity;
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Moment};
use crate::cases::statutes::{Rule, Statute};
use crate::cases::workdays::{CalendarVersion, DayKind, Festival, SpecialDay};
use std::fmt::Debug;
use std::str::FromStr;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let added = Event::OfficeAdded {
        code: of("310110001"),
        name: of("定海路街道"),
        committees: vec![of("凉州"), of("和乐苑")],
    };
    let corrected = Correction {
        corrects: Version(3),
        becomes: Some(Box::new(Dated::on(of("2019-01-07"), target("30000")))),
        reason: None,
    };
    let irregularity =
        Irregularity { rule: Rule::InformPetitioner, statute: Statute::PetitionRegulations2005, article: 21 };
    vec![
        at("2019-01-02T09:00:00.000001+08:00", added),
        at("2019-01-03T10:15:00+08:00", Event::CommitteeAdded { committee: of("复兴岛") }),
        at("2019-01-03T10:16:00+08:00", Event::DepartmentAdded { department: of("信访办") }),
        at("2019-01-03T10:17:00+08:00", Event::OfficePlaced { above: of("310110") }),
        Dated::on(of("2019-01-07"), target("30000.5")),
        at("2019-01-07T09:00:00+08:00", Event::CalendarYearPublished { published: new_year() }),
        at("2019-01-07T09:01:00+08:00", Event::CalendarApplied { edition: CalendarVersion(2), moved: 3 }),
        at("2019-01-07T11:00:00+08:00", declared()),
        at(
            "2019-01-07T11:10:00+08:00",
            Event::HeaderAliasSet { header: of("收案日"), column: of("登记日期") },
        ),
        at("2019-01-07T11:20:00+08:00", Event::HeaderAliasRemoved { header: of("收案日") }),
        at(
            "2019-01-07T11:30:00+08:00",
            Event::MessageTextSet { message: of("reminder.today"), words: words() },
        ),
        at("2019-01-07T11:40:00+08:00", Event::MessageTextRestored { message: of("reminder.today") }),
        at("2019-01-08T08:30:00+08:00", Event::OfficeCorrected { correction: corrected }),
        Dated::on(of("2019-01-09"), Event::OfficeIrregularityFound { irregularity }),
    ]
}

fn words() -> MessageWords {
    MessageWords { zh: of("{$clock}今天到期"), en: of("{$clock} is due today") }
}

fn new_year() -> PublishedYear {
    let special = |day: &str, kind| SpecialDay { day: of(day), kind, festival: Festival::NewYear };
    let days = vec![special("2027-01-01", DayKind::Holiday), special("2027-01-02", DayKind::Workday)];
    PublishedYear { year: 2027, days, edition: CalendarVersion(2) }
}

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an example that fits its type")
}

fn at(moment: &str, what: Event) -> Dated<Event> {
    Dated::at(Moment::parse(moment).expect("a moment"), what)
}

fn target(amount: &str) -> Event {
    Event::TargetSet { figure: of("structures.demolished_area_m2"), year: 2019, amount: of(amount) }
}

fn declared() -> Event {
    let text = "id = \"lost_dog\"\nversion = 1\nname = { zh = \"犬只走失\", en = \"Lost dogs\" }\n\
                number = { prefix = \"QZ\", digits = 4 }\nstates = [{ id = \"lost\", name = { zh = \"走失\", en = \"Lost\" } }]\n\
                steps = [{ id = \"report\", name = { zh = \"报失\", en = \"Reported\" }, to = \"lost\", roles = [\"handler\"] }]\n";
    let declaration: Declaration = of(text);
    let Declaration { id: kind, version, hash, text, .. } = declaration;
    Event::KindDeclared { kind, version, hash, declaration: text }
}
