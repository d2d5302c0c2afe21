//! The journeys of `tests/journeys/`, in a browser, against a service on each engine.
use super::leader::approvals::asking;
use crate::app::House;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;
use anjuan::config::Config;
use anjuan::sign_in::By;
use anjuan::sign_in::link::Purpose;
use anjuan::web::app::Unsigned;
use anjuan::web::server::Server;
use std::process::Command;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/journeys");
const CLERK: &str = "li.na";

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
async fn the_days_of_desk_leader_and_administrator_go_well_in_a_browser() {
    tokio::task::spawn_blocking(prepare).await.expect("no panic");
    for engine in ENGINES {
        let mut config = Config::default();
        config.listen.address.set_port(0);
        let server = Server::bind(&config).await.expect("it listens");
        let url = format!("http://{}", server.address().expect("an address"));
        let house = House::at(engine, Unsigned::WhileNobodyCan, &url).await;
        let user = house.user(CLERK, Role::PetitionClerk).await;
        let by = || By::Operator("test".into());
        let made = house.app.sign_in().make_link(house.desk.office(), user, Purpose::FirstPassword, by());
        let link = format!("/links/{}", made.await.expect("a link").0.spelt());
        let mut links = Vec::new();
        for (login, role) in [("chen.tao", Role::Leader), ("wang.wei", Role::SystemAdministrator)] {
            let user = house.user(login, role).await;
            let made = house.app.sign_in().make_link(house.desk.office(), user, Purpose::FirstPassword, by());
            links.push(format!("/links/{}", made.await.expect("a link").0.spelt()));
        }
        asking(&house.desk).await;
        let following = house.desk.follow();
        let stopping = server.stopping().clone();
        let serving = tokio::spawn(server.run(house.app.clone().router(), vec![house.desk.clone()]));
        let journey = tokio::task::spawn_blocking(move || {
            let mut node = Command::new("node");
            node.args(["--test", "--test-reporter=spec", "desk.test.mjs", "leader.test.mjs"])
                .current_dir(FOLDER);
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
