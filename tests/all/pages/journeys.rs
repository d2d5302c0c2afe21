//! The journeys of `tests/journeys/`, in a browser, against a service on each engine.
use super::leader::approvals::asking;
use crate::app::House;
use crate::support::stores::Engine;
use anjuan::cases::user::Role;
use anjuan::config::Config;
use anjuan::queries::cases;
use anjuan::sign_in::By;
use anjuan::sign_in::link::Purpose;
use anjuan::web::app::Unsigned;
use anjuan::web::query_code;
use anjuan::web::server::Server;
use std::process::Command;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/journeys");
const CLERK: &str = "li.na";

/// The days, in their order.
const DAYS: [&str; 5] =
    ["desk.test.mjs", "leader.test.mjs", "auditor.test.mjs", "citizen.test.mjs", "everywhere.test.mjs"];

/// In which languages and lights every page is looked at, engine by engine: all four of them, for pages are the same on
/// each engine.
const LOOKS: [(Engine, &str); 2] =
    [(Engine::Sqlite, "zh-CN light, en dark"), (Engine::Postgres, "zh-CN dark, en light")];

async fn link_of(house: &House, login: &str, role: Role) -> String {
    let user = house.user(login, role).await;
    let by = By::Operator("test".into());
    let made = house.app.sign_in().make_link(house.desk.office(), user, Purpose::FirstPassword, by);
    format!("/links/{}", made.await.expect("a link").0.spelt())
}

/// Fetches what the journeys need, once.
pub fn prepare() {
    // Each test is a process: the first fetches, the others wait.
    let fetch = "test -d node_modules/playwright-core || npm ci --no-audit --no-fund";
    let fetched =
        Command::new("flock").args(["package.json", "sh", "-c", fetch]).current_dir(FOLDER).status();
    let fetched = fetched.expect("flock starts; ./scripts/test installs Node.js, npm and Chromium on Debian");
    assert!(fetched.success(), "npm could not fetch playwright-core and axe-core");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_days_of_desk_leader_administrator_auditor_and_citizen_go_well_in_a_browser() {
    tokio::task::spawn_blocking(prepare).await.expect("no panic");
    for (engine, looks) in LOOKS {
        let mut config = Config::default();
        config.listen.address.set_port(0);
        let server = Server::bind(&config).await.expect("it listens");
        let url = format!("http://{}", server.address().expect("an address"));
        let house = House::at(engine, Unsigned::WhileNobodyCan, &url).await;
        let link = link_of(&house, CLERK, Role::PetitionClerk).await;
        let mut links = Vec::new();
        for (login, role) in
            [("chen.tao", Role::Leader), ("wang.wei", Role::SystemAdministrator), ("sun.li", Role::Auditor)]
        {
            links.push(link_of(&house, login, role).await);
        }
        // Those who look at every page.
        let mut people = serde_json::Map::new();
        for (name, login, role) in [
            ("clerk", "zhao.min", Role::PetitionClerk),
            ("inspector", "he.lin", Role::Inspector),
            ("leader", "zhou.jie", Role::Leader),
            ("auditor", "wu.fang", Role::Auditor),
            ("system", "zheng.hao", Role::SystemAdministrator),
            ("audit", "qian.wen", Role::AuditAdministrator),
        ] {
            let link = link_of(&house, login, role).await;
            people.insert(name.to_owned(), serde_json::json!({"login": login, "link": link}));
        }
        let number = asking(&house.desk).await;
        let case = cases::numbered(&house.desk, &number.parse().expect("a number")).await.expect("read");
        let code = query_code::of_case(&house.desk, case.expect("a case").case).await.expect("read");
        let code = code.expect("a code").to_string();
        let following = house.desk.follow();
        let stopping = server.stopping().clone();
        let serving = tokio::spawn(server.run(house.app.clone().router(), vec![house.desk.clone()]));
        let journey = tokio::task::spawn_blocking(move || {
            let mut node = Command::new("node");
            // One after the other: they share two cores, and what one does another sees.
            node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
                .args(DAYS)
                .current_dir(FOLDER);
            node.env("ANJUAN_AUDITOR_LINK", &links[2]);
            node.env("ANJUAN_LOOKS", looks);
            node.env("ANJUAN_PEOPLE", serde_json::Value::Object(people).to_string());
            node.env("ANJUAN_QUERY_CODE", code).env("ANJUAN_QUERY_NUMBER", number);
            node.env("ANJUAN_LEADER_LINK", &links[0]).env("ANJUAN_ADMINISTRATOR_LINK", &links[1]);
            node.env("ANJUAN_URL", &url).env("ANJUAN_CLERK_LINK", link).env("ANJUAN_CLERK", CLERK);
            node.output().expect("node starts; ./scripts/test installs it on Debian")
        });
        let journey = journey.await.expect("no panic");
        stopping.begin();
        serving.await.expect("no panic").expect("it served to its end");
        following.finish().await;
        let said = String::from_utf8_lossy(&journey.stdout);
        assert!(journey.status.success(), "{engine:?}\n{said}{}", String::from_utf8_lossy(&journey.stderr));
    }
}
