use super::*;
use crate::cases::case_file::{Impossible, Order};
use crate::cases::facts::{Conduct, Facts};
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Day, Moment};
use crate::cases::testing::Story;
use crate::cases::testing::table::holds;
use crate::cases::workdays::{Calendar, CalendarVersion, DayKind, Festival, SpecialDay};
use cqrs_es::test::TestFramework;

fn facts() -> Facts {
    Facts {
        now: Moment::parse("2019-11-09T12:00:00+08:00").expect("a moment"),
        conduct: Conduct::Live,
        calendar: Calendar::china(),
        committees: std::sync::Arc::default(),
        kinds: std::sync::Arc::default(),
        stored: std::sync::Arc::default(),
        case_version: crate::cases::ids::Version::default(),
        tellings: std::sync::Arc::default(),
    }
}

fn day(d: u32) -> Day {
    Day::from_ymd_opt(2019, 11, d).expect("a day")
}

fn order(command: OfficeCommand) -> Dated<Order<OfficeCommand>> {
    Dated::on(day(9), Order::Step(command))
}

fn added() -> Dated<OfficeEvent> {
    let committees = vec!["凉州".parse().expect("a name")];
    let (code, name) = ("310110001".parse().expect("a code"), "定海路街道".parse().expect("a name"));
    Dated::on(day(1), OfficeEvent::OfficeAdded { code, name, committees })
}

fn target(amount: &str) -> OfficeCommand {
    let figure = "structures.demolished_area_m2".parse().expect("an id");
    OfficeCommand::SetTarget { figure, year: 2019, amount: amount.parse().expect("an amount") }
}

#[test]
fn a_target_belongs_to_its_year() {
    let result = TestFramework::<Office>::with(facts())
        .given(vec![added()])
        .when(order(target("30000")))
        .inspect_result();
    let events = result.expect("accepted");
    let mut office = Office::default();
    for event in [added()].into_iter().chain(events) {
        office.fold(event);
    }
    assert_eq!(
        office.life().targets[&2019].values().next().map(ToString::to_string),
        Some("30000".to_owned())
    );
}

#[test]
fn the_same_target_again_changes_nothing() {
    let set = Dated::on(
        day(9),
        OfficeEvent::TargetSet {
            figure: "structures.demolished_area_m2".parse().expect("an id"),
            year: 2019,
            amount: "30000".parse().expect("an amount"),
        },
    );
    TestFramework::<Office>::with(facts())
        .given(vec![added(), set])
        .when(order(target("30000.00")))
        .then_expect_events(vec![]);
}

#[test]
fn an_office_is_added_once() {
    let Dated { what: OfficeEvent::OfficeAdded { code, name, committees }, .. } = added() else {
        unreachable!()
    };
    TestFramework::<Office>::with(facts())
        .given(vec![added()])
        .when(order(OfficeCommand::AddOffice { code, name, committees }))
        .then_expect_error(OfficeRefusal::AlreadyAdded);
}

#[test]
fn nothing_is_set_for_an_office_that_does_not_exist() {
    TestFramework::<Office>::with(facts())
        .given_no_previous_events()
        .when(order(target("1")))
        .then_expect_error(OfficeRefusal::NotAdded);
}

#[test]
fn a_committee_is_added_once() {
    let committee = "凉州".parse().expect("a name");
    TestFramework::<Office>::with(facts())
        .given(vec![added()])
        .when(order(OfficeCommand::AddCommittee { committee }))
        .then_expect_error(OfficeRefusal::CommitteeExists("凉州".parse().expect("a name")));
    let new = OfficeCommand::AddCommittee { committee: "新村".parse().expect("a name") };
    TestFramework::<Office>::with(facts()).given(vec![added()]).when(order(new)).then_expect_events(vec![
        Dated::on(day(9), OfficeEvent::CommitteeAdded { committee: "新村".parse().expect("a name") }),
    ]);
}

#[test]
fn a_target_for_a_year_that_makes_no_sense_is_refused() {
    let figure = "fire.found".parse().expect("an id");
    let command = OfficeCommand::SetTarget { figure, year: 19, amount: "1".parse().expect("an amount") };
    TestFramework::<Office>::with(facts())
        .given(vec![added()])
        .when(order(command))
        .then_expect_error(OfficeRefusal::NoSuchYear(19));
}

#[test]
fn adding_the_office_cannot_be_taken_back() {
    TestFramework::<Office>::with(facts())
        .given(vec![added()])
        .when(Dated::on(day(9), Order::Correct { corrects: Version(1), becomes: None, reason: None }))
        .then_expect_error(OfficeRefusal::Impossible(Impossible::FirstStep));
}

#[test]
fn every_command_follows_and_is_refused_for_every_reason() {
    let story = || {
        let Dated { what: OfficeEvent::OfficeAdded { code, name, committees }, .. } = added() else {
            unreachable!()
        };
        Story::<OfficeLife>::default().then("2019-11-01", OfficeCommand::AddOffice { code, name, committees })
    };
    let add = || OfficeCommand::AddOffice {
        code: "310110001".parse().expect("a code"),
        name: "定海路街道".parse().expect("a name"),
        committees: Vec::new(),
    };
    let committee = |name: &str| OfficeCommand::AddCommittee { committee: name.parse().expect("a name") };
    let department = || OfficeCommand::AddDepartment { department: "信访办".parse().expect("a name") };
    let below = |code: &str| OfficeCommand::PlaceOffice { above: code.parse().expect("a code") };
    let in_19 = || match target("1") {
        OfficeCommand::SetTarget { figure, amount, .. } => {
            OfficeCommand::SetTarget { figure, year: 19, amount }
        }
        other => other,
    };
    let declare = |text: &str| OfficeCommand::DeclareKind { declaration: text.parse().expect("a text") };
    let kind = || declare(include_str!("../../../samples/kinds/falling_object.toml"));
    let alias = |header: &str, column: &str| OfficeCommand::SetHeaderAlias {
        header: header.parse().expect("a header"),
        column: column.parse().expect("a column"),
    };
    let unalias =
        |header: &str| OfficeCommand::RemoveHeaderAlias { header: header.parse().expect("a header") };
    let say = |message: &str, zh: &str| OfficeCommand::SetMessageText {
        message: message.parse().expect("an id"),
        zh: zh.parse().expect("a text"),
        en: "{$clock} is due".parse().expect("a text"),
    };
    let standard = || OfficeCommand::RestoreMessageText { message: "reminder.soon".parse().expect("an id") };
    let nothing = Story::default;
    let special = |day: &str| SpecialDay {
        day: day.parse().expect("a day"),
        kind: DayKind::Holiday,
        festival: Festival::NewYear,
    };
    let year = |year, day| OfficeCommand::PublishCalendarYear { year, days: vec![special(day)] };
    let applied =
        |edition| OfficeCommand::NoteCalendarApplied { edition: CalendarVersion(edition), moved: 1 };
    let named = || story().then("2019-11-02", alias("收案日", "登记日期"));
    let said = || story().then("2019-11-02", say("reminder.soon", "{$number}快到期"));
    let follows = vec![
        (nothing(), "2019-11-09", add(), "OfficeAdded"),
        (story(), "2019-11-09", committee("新村"), "CommitteeAdded"),
        (story(), "2019-11-09", department(), "DepartmentAdded"),
        (story(), "2019-11-09", below("310110"), "OfficePlaced"),
        (story(), "2019-11-09", target("1"), "TargetSet"),
        (story(), "2019-11-09", year(2027, "2027-01-01"), "CalendarYearPublished"),
        (story().then("2019-11-02", year(2027, "2027-01-01")), "2019-11-09", applied(2), "CalendarApplied"),
        (story(), "2019-11-09", kind(), "KindDeclared"),
        (story(), "2019-11-09", say("reminder.soon", "{$number}快到期"), "MessageTextSet"),
        (said(), "2019-11-09", standard(), "MessageTextRestored"),
        (story(), "2019-11-09", alias("收案日", "登记日期"), "HeaderAliasSet"),
        (named(), "2019-11-09", unalias("收案日"), "HeaderAliasRemoved"),
    ];
    let refused = vec![
        (story(), "2019-11-09", add(), "office.already_added"),
        (nothing(), "2019-11-09", committee("新村"), "office.not_added"),
        (story(), "2019-11-09", committee("凉州"), "office.committee_exists"),
        (story(), "2019-11-09", in_19(), "office.no_such_year"),
        (story().then("2019-11-02", department()), "2019-11-09", department(), "office.department_exists"),
        (story(), "2019-11-09", below("310110001"), "office.above_itself"),
        (story(), "2019-11-09", year(2027, "2026-06-01"), "office.calendar"),
        (story(), "2019-11-09", year(3000, "3000-01-01"), "office.calendar"),
        (story(), "2019-11-09", applied(2), "office.no_such_edition"),
        (nothing(), "2019-11-09", target("1"), "office.not_added"),
        (nothing(), "2019-11-09", kind(), "office.not_added"),
        (story(), "2019-11-09", declare("id = 1"), "office.declaration"),
        (named(), "2019-11-09", alias("收案日", "受理日期"), "office.header_claimed"),
        (story(), "2019-11-09", say("reminder.never", "{$number}"), "office.no_such_message"),
        (story(), "2019-11-09", say("reminder.soon", "{$office}快到期"), "office.message_words"),
        (story(), "2019-11-09", say("reminder.soon", "{快到期"), "office.message_words"),
        (story(), "2019-11-09", standard(), "office.standard_words"),
        (story(), "2019-11-09", unalias("收案日"), "office.no_header_alias"),
        (story(), "2026-11-25", target("1"), "office.impossible"),
    ];
    holds(follows, refused);
}

#[test]
fn a_year_that_is_published_makes_an_edition_and_the_same_again_none() {
    let Dated { what: OfficeEvent::OfficeAdded { code, name, committees }, .. } = added() else {
        unreachable!()
    };
    let story = Story::<OfficeLife>::default();
    let story = story.then("2019-11-01", OfficeCommand::AddOffice { code, name, committees });
    let day = "2027-01-01".parse().expect("a day");
    let special = SpecialDay { day, kind: DayKind::Holiday, festival: Festival::NewYear };
    let publish = || OfficeCommand::PublishCalendarYear { year: 2027, days: vec![special] };
    assert!(!story.life().calendar.calendar().covers(2027));
    let story = story.then("2019-11-02", publish());
    let calendar = story.life().calendar.calendar();
    assert_eq!(
        (calendar.version(), calendar.covers(2027), calendar.is_workday(day)),
        (CalendarVersion(2), true, false)
    );
    assert_eq!(story.live("2019-11-03", publish()), Ok(vec![]));
    let kept = serde_json::to_string(story.life()).expect("JSON");
    let read: OfficeLife = serde_json::from_str(&kept).expect("an office");
    assert_eq!(&read, story.life(), "the calendar comes back with its years");
    let taken_back = story.corrected("2019-11-04", 2, None);
    assert!(!taken_back.life().calendar.calendar().covers(2027));
}

#[test]
fn a_header_stands_for_one_column_until_that_is_taken_back() {
    let header = || "收案日".parse().expect("a header");
    let set = |column: &str| OfficeCommand::SetHeaderAlias {
        header: header(),
        column: column.parse().expect("a column"),
    };
    let event = |column: &str| {
        let column = column.parse().expect("a column");
        Dated::on(day(9), OfficeEvent::HeaderAliasSet { header: header(), column })
    };
    let given = |events: Vec<Dated<OfficeEvent>>| {
        TestFramework::<Office>::with(facts()).given([vec![added()], events].concat())
    };
    given(vec![]).when(order(set("登记日期"))).then_expect_events(vec![event("登记日期")]);
    given(vec![event("登记日期")]).when(order(set("登记日期"))).then_expect_events(vec![]);
    let column = "登记日期".parse().expect("a column");
    given(vec![event("登记日期")])
        .when(order(set("受理日期")))
        .then_expect_error(OfficeRefusal::HeaderClaimed { header: header(), column });
    let removed = Dated::on(day(9), OfficeEvent::HeaderAliasRemoved { header: header() });
    given(vec![event("登记日期"), removed])
        .when(order(set("受理日期")))
        .then_expect_events(vec![event("受理日期")]);
}

#[test]
fn a_message_is_said_in_the_offices_own_words_until_the_standard_ones_come_back() {
    let message = || "track.ask".parse().expect("an id");
    let text = |text: &str| text.parse().expect("a text");
    let set =
        |zh: &str, en: &str| OfficeCommand::SetMessageText { message: message(), zh: text(zh), en: text(en) };
    let said = |zh: &str, en: &str| {
        let words = MessageWords { zh: text(zh), en: text(en) };
        Dated::on(day(9), OfficeEvent::MessageTextSet { message: message(), words })
    };
    let given = |events: Vec<Dated<OfficeEvent>>| {
        TestFramework::<Office>::with(facts()).given([vec![added()], events].concat())
    };
    let (zh, en) = ("请于{$day}前来{$office}", "Come before {$day}");
    given(vec![]).when(order(set(zh, en))).then_expect_events(vec![said(zh, en)]);
    given(vec![said(zh, en)]).when(order(set(zh, en))).then_expect_events(vec![]);
    let fault = message::MessageFault::Unknown {
        name: "who".to_owned(),
        at: 5,
        known: message::values("track.ask").expect("a message"),
    };
    given(vec![])
        .when(order(set(zh, "Ask {$who}")))
        .then_expect_error(OfficeRefusal::MessageWords { language: "en", fault });
    let restored = Dated::on(day(9), OfficeEvent::MessageTextRestored { message: message() });
    given(vec![said(zh, en)])
        .when(order(OfficeCommand::RestoreMessageText { message: message() }))
        .then_expect_events(vec![restored.clone()]);
    given(vec![said(zh, en), restored])
        .when(order(OfficeCommand::RestoreMessageText { message: message() }))
        .then_expect_error(OfficeRefusal::StandardWords(message()));
}
