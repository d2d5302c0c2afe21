//! One definition: page, API and command line say the same of every figure, and list the same cases.
use super::site::{Seen, Site};
use crate::ledgers::program::Program;
use crate::support::stores::{ENGINES, Engine, actor, source};
use anjuan::commands::Store;
use anjuan::figures;
use serde_json::Value;
use std::collections::BTreeMap;

const DAYS: [&str; 5] = ["2019-03-31", "2019-06-30", "2019-09-30", "2019-10-31", "2019-11-09"];
const YEAR: &str = "from=2019-01-01&to=2019-12-31";

/// The office's year of 2019, put in by the program itself, and the pages over it.
async fn year(engine: Engine) -> (Program, Site) {
    let program = Program::with_office(engine);
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/2019");
    program.run(&["target", "set", "structures.demolished_area_m2", "30000", "--year", "2019"]).is(0);
    for ledger in ["信访登记台账.xlsx", "消防隐患台账.xlsx", "违法建筑台账.xlsx"] {
        program.run(&["import", &format!("{samples}/{ledger}")]).is(0);
    }
    let url = program.store().parse().expect("a store");
    let store = Store::open(&url, source(29).0).await.expect("a store");
    let desk = store.office(None, actor()).await.expect("an office");
    (program, Site::over(desk, None))
}

/// The numbers of the cards of a page, by their figure; the empty text where there is none.
fn told(seen: &Seen) -> BTreeMap<String, String> {
    assert_eq!(seen.status, 200, "{}", seen.html);
    let cards = seen.html.split("data-figure=\"").skip(1);
    let card = |card: &str| {
        let (id, rest) = card.split_once('"').expect("an id");
        let number = rest.split("class=\"number\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let none = rest
            .find("number none")
            .is_some_and(|none| rest.find("class=\"number\" value=\"").is_none_or(|number| none < number));
        (id.to_owned(), if none { String::new() } else { number.expect("a number").to_owned() })
    };
    cards.map(card).collect()
}

fn value(view: &Value, id: &str) -> String {
    match &view["figures"][id]["value"] {
        Value::Null => String::new(),
        // JSON writes 12.50 as 12.5, as everybody does.
        number => number.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_figure_is_the_same_on_the_page_in_the_api_and_on_the_command_line_on_each_of_five_days() {
    for engine in ENGINES {
        let (program, site) = year(engine).await;
        for (at, day) in DAYS.into_iter().enumerate() {
            let arguments =
                ["figures", "--from", "2019-01-01", "--to", "2019-12-31", "--as-of", day, "--json"];
            let said = program.run(&arguments).is(0).json();
            let api = site.read(&format!("/api/v1/figures?{YEAR}&as_of={day}")).await.json();
            let board = site.read(&format!("/figures?as_of={day}")).await;
            let cards = told(&board);
            let known = api["figures"].as_object().expect("figures").len();
            assert!(known > figures::all().count(), "{engine:?}: declared ones are among them");
            assert_eq!(cards.len(), known, "{engine:?}: every figure has its card");
            assert!(board.says(&api["position"].to_string()), "{engine:?}: stamped with the position");
            let card = board.between("data-figure=\"fire.found\"", "data-figure=")[0];
            assert!(
                card.contains("Nothing was recorded a year before"),
                "{engine:?}: no book of 2018 was kept: {card}"
            );
            let once = board.between("data-figure=\"", "\"");
            assert_eq!(once.len(), known, "{engine:?}: every figure has one card");
            for (number, figure) in figures::all().enumerate() {
                let wanted = value(&api, figure.id);
                assert_eq!(value(&said, figure.id), wanted, "{engine:?} {} as of {day}", figure.id);
                assert_eq!(cards[figure.id], wanted, "{engine:?} {} as of {day}", figure.id);
                // Each figure's own page on one of the days.
                if number % DAYS.len() == at {
                    let page = site.read(&format!("/figures/{}?{YEAR}&as_of={day}", figure.id)).await;
                    assert_eq!(told(&page)[figure.id], wanted, "{engine:?} {} as of {day}", figure.id);
                    same_cases(&site, &page, figure.id, day).await;
                }
            }
        }
        the_lights_add_up(&site).await;
    }
}

/// The cases of the pages, one after another, are those of the API, in their order.
async fn same_cases(site: &Site, first: &Seen, id: &str, day: &str) {
    let api = site.read(&format!("/api/v1/cases?figure={id}&{YEAR}&as_of={day}")).await.json();
    let number = |case: &Value| case["number"].as_str().expect("a number").to_owned();
    let wanted: Vec<_> = api["cases"].as_array().expect("a list").iter().map(number).collect();
    let mut listed = Vec::new();
    let mut next = Some(first.html.clone());
    while let Some(html) = next {
        let seen = Seen { status: 200, html };
        listed
            .extend(seen.between("class=\"number\"><a href=\"/cases/", "\"").into_iter().map(str::to_owned));
        next = None;
        // The longest lists are followed for three pages.
        if listed.len() < 150
            && let Some(part) =
                seen.html.split("\" rel=\"next\"").next().filter(|part| part.len() < seen.html.len())
        {
            let href = part
                .rsplit("href=\"")
                .next()
                .expect("an address")
                .replace("&#38;", "&")
                .replace("&amp;", "&");
            next = Some(site.read(href.trim_end_matches("#cases")).await.html);
        }
    }
    let some = wanted.len().min(150);
    assert_eq!(listed.len().min(some), some, "{id} as of {day}");
    assert_eq!(listed[..some], wanted[..some], "{id} as of {day}");
}

/// The rows of the morning's sheet are those of the whole office together.
async fn the_lights_add_up(site: &Site) {
    for by in ["committee", "department"] {
        let sheet = site.read(&format!("/figures/lights?as_of=2019-11-09&by={by}")).await;
        assert_eq!(sheet.status, 200, "{}", sheet.html);
        let (rows, whole) = sheet.html.split_once("<tfoot>").expect("a foot");
        let api = site.read("/api/v1/figures?from=1949-01-01&to=2019-11-09").await.json();
        for id in [
            "petitions.open",
            "petitions.overdue",
            "petitions.due_soon",
            "fire.open",
            "fire.overdue",
            "fire.due_soon",
            "structures.standing_sites",
        ] {
            let numbers = |html: &str| -> Vec<i64> {
                let mark = format!("data-figure=\"{id}\">");
                let cells = html.split(&mark).skip(1);
                let cell = |cell: &str| {
                    let inside = cell.split("</td>").next().unwrap_or_default();
                    inside
                        .strip_prefix("<a ")
                        .and_then(|link| link.split_once('>')?.1.split('<').next()?.parse().ok())
                };
                cells.filter_map(cell).collect()
            };
            let (sum, foot) = (numbers(rows).iter().sum::<i64>(), numbers(whole));
            assert_eq!(value(&api, id), foot[0].to_string(), "{id} by {by}");
            assert_eq!(sum, foot[0], "{id} by {by}");
        }
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let site = Site::on(Engine::Sqlite).await;
    for (path, status) in [
        ("/figures?as_of=yesterday", 400),
        ("/figures?from=2019-02-01&to=2019-01-01", 400),
        ("/figures?known_at=soon", 400),
        ("/figures/petitions.nothing", 404),
        ("/figures/petitions.open?after=x", 400),
        ("/approvals?after=x", 400),
    ] {
        let seen = site.read(path).await;
        assert_eq!(seen.status, status, "{path}: {}", seen.html);
    }
}

#[tokio::test]
async fn no_page_of_the_leader_or_the_administrator_lacks_words_in_either_language() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let leader = site.signed_in("chen.tao", anjuan::cases::user::Role::Leader).await;
        drop(leader);
        let pages = [
            "/figures",
            "/figures?from=2019-01-01&to=2019-11-09",
            "/figures/lights",
            "/figures/lights?by=department",
            "/figures/fire.rectification_rate",
            "/figures/structures.completion_rate",
            "/approvals",
            "/admin",
            "/admin/users",
            "/admin/users/chen.tao",
            "/admin/targets?year=2019",
            "/admin/calendar",
            "/admin/calendar?year=2019",
            "/admin/ledgers",
            "/admin/messages",
            "/admin/messages/track.ask",
            "/admin/tokens",
        ];
        for page in pages {
            for language in ["zh-CN", "en"] {
                let seen = site.read_in(page, language).await;
                assert_eq!(seen.status, 200, "{engine:?} {page}: {}", seen.html);
                assert!(!seen.says("⟦"), "{engine:?} {page} in {language}: {:?}", seen.between("⟦", "⟧"));
                assert!(seen.says(&format!("<html lang=\"{language}\"")), "{engine:?} {page}");
            }
        }
    }
}
