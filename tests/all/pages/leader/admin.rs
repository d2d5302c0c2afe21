//! Administrators add users, give roles, set targets and make tokens; what is secret is shown once.
use super::site::{Seen, Site};
use crate::signing_in::browser::Browser;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;

/// Sends the form of a command as it is drawn on a page, with these fields filled in.
async fn fill_in(
    site: &Site,
    browser: &Browser,
    page: &str,
    command: &str,
    fields: &[(&str, &str)],
) -> (Seen, Vec<(String, String)>) {
    let drawn = site.visit(browser, page).await;
    let id = drawn.hidden(&format!("name=\"command\" value=\"{command}\""), "command_id");
    let own = [("command", command), ("command_id", id.as_str())];
    let all: Vec<_> =
        own.iter().chain(fields).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    (again(site, browser, page, &all).await, all)
}

async fn again(site: &Site, browser: &Browser, page: &str, fields: &[(String, String)]) -> Seen {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    site.send(browser, page, &fields).await
}

#[tokio::test]
async fn a_user_is_added_once_and_the_link_is_shown_once() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let system = site.signed_in("wang.wei", Role::SystemAdministrator).await;
        let security = site.signed_in("zhao.min", Role::SecurityAdministrator).await;
        let users = "/admin/users";
        let fields = [("login", "li.na"), ("name", "李娜"), ("committee", "共青")];
        let (added, sent) = fill_in(&site, &system, users, "AddUser", &fields).await;
        assert_eq!(added.status, 201, "{engine:?}: {}", added.html);
        assert_eq!(
            added.between("<code>https://anjuan.example/", "</code>").len(),
            1,
            "{engine:?}: {}",
            added.html
        );
        assert_eq!(again(&site, &system, users, &sent).await.status, 201, "{engine:?}: the same form again");
        let list = site.visit(&system, users).await;
        assert_eq!(list.between("href=\"/admin/users/li.na\"", "</a>").len(), 1, "{engine:?}");
        assert!(!list.says("<code>"), "{engine:?}: the link is not told again");

        let (taken, _) =
            fill_in(&site, &system, users, "AddUser", &[("login", "li.na"), ("name", "李娜娜")]).await;
        assert_eq!(taken.status, 422, "{engine:?}");
        assert!(
            taken.says("The login name is taken") && taken.says("value=\"李娜娜\""),
            "{engine:?}: {}",
            taken.html
        );
        let (missing, _) = fill_in(&site, &system, users, "AddUser", &[("login", "he.ping")]).await;
        assert_eq!(missing.status, 422, "{engine:?}");
        assert!(missing.says("aria-invalid=\"true\"") && missing.says("value=\"he.ping\""), "{engine:?}");

        let page = "/admin/users/li.na";
        let seen = site.visit(&system, page).await;
        assert!(
            !seen.says("value=\"GrantRole\""),
            "{engine:?}: roles are the security administrator's to give"
        );
        let (granted, _) = fill_in(&site, &security, page, "GrantRole", &[("role", "leader")]).await;
        assert_eq!(granted.status, 303, "{engine:?}: {}", granted.html);
        let seen = site.visit(&security, page).await;
        assert!(seen.says("Leader"), "{engine:?}: {}", seen.html);
        let (disabled, _) = fill_in(&site, &system, page, "DisableUser", &[]).await;
        assert_eq!(disabled.status, 303, "{engine:?}: {}", disabled.html);
        assert!(site.visit(&system, page).await.says("Disabled"), "{engine:?}");
    }
}

#[tokio::test]
async fn a_target_is_set_and_what_it_was_before_stands_beside_it() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let leader = site.signed_in("chen.tao", Role::Leader).await;
        let page = "/admin/targets?year=2019";
        for amount in ["30000", "31000.5"] {
            let fields = [("figure", "structures.demolished_area_m2"), ("year", "2019"), ("amount", amount)];
            let drawn = site.visit(&leader, page).await;
            let id = drawn.hidden("name=\"command\" value=\"SetTarget\"", "command_id");
            let own = [("command", "SetTarget"), ("command_id", id.as_str())];
            let all: Vec<_> = own.into_iter().chain(fields).collect();
            let set = site.send(&leader, "/admin/targets", &all).await;
            assert_eq!(set.status, 303, "{engine:?}: {}", set.html);
        }
        let seen = site.visit(&leader, page).await;
        assert!(seen.says("<b>31000.5</b>"), "{engine:?}: {}", seen.html);
        assert!(seen.says("30000 · user:chen.tao"), "{engine:?}: {}", seen.html);
        let board = site.visit(&leader, "/figures?as_of=2019-11-09").await;
        assert!(board.says("target 31000.5, 0% reached"), "{engine:?}");
    }
}

#[tokio::test]
async fn a_year_of_the_calendar_is_taken_in_and_a_bad_table_is_given_back_with_the_reason() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let system = site.signed_in("wang.wei", Role::SystemAdministrator).await;
        let page = "/admin/calendar?year=2020";
        let seen = site.visit(&system, page).await;
        let table = seen.between("<textarea", "</textarea>")[0]
            .split('>')
            .nth(1)
            .expect("a table")
            .replace("&#39;", "'");
        assert!(table.contains("2020-01-24,holiday,Spring Festival"), "{engine:?}: {table}");
        let send = async |table: &str| {
            site.send(&system, "/admin/calendar", &[("year", "2020"), ("table", table)]).await
        };
        let wrong = send(&format!("{table}\n2020-02-30,holiday,Spring Festival")).await;
        assert_eq!(wrong.status, 422, "{engine:?}");
        assert!(
            wrong.says("is not a date like") && wrong.says("2020-01-24,holiday"),
            "{engine:?}: {}",
            wrong.html
        );
        // As the city did in 2020: a week more.
        let longer = (3..=7).map(|day| format!("\n2020-02-0{day},holiday,Spring Festival"));
        let taken = send(&longer.fold(table, |table, line| table + &line)).await;
        assert_eq!(taken.status, 303, "{engine:?}: {}", taken.html);
        let seen = site.visit(&system, page).await;
        assert!(seen.says("2020-02-07") && seen.says("edition 2"), "{engine:?}: {}", seen.html);
        let leader = site.signed_in("chen.tao", Role::Leader).await;
        let seen = site.visit(&leader, page).await;
        assert!(seen.says("2020-02-07") && !seen.says("<textarea"), "{engine:?}: a leader takes none in");
    }
}

#[tokio::test]
async fn a_header_of_the_offices_own_is_said_refused_with_the_reason_and_taken_back() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let system = site.signed_in("wang.wei", Role::SystemAdministrator).await;
        let page = "/admin/ledgers";
        let drawn = site.visit(&system, page).await;
        assert!(
            drawn.says("<option value=\"登记日期\">登记日期 · 信访登记台账"),
            "{engine:?}: {}",
            drawn.html
        );
        let set = async |header, column| {
            fill_in(&site, &system, page, "SetHeaderAlias", &[("header", header), ("column", column)]).await.0
        };
        assert_eq!(set("收案日", "登记日期").await.status, 303, "{engine:?}");
        let hides = set("受理时间", "登记日期").await;
        assert_eq!(hides.status, 422, "{engine:?}");
        for words in ["would hide a column", "信访登记台账", "受理日期", "value=\"受理时间\""] {
            assert!(hides.says(words), "{engine:?} {words}: {}", hides.html);
        }
        let claimed = set("收案 日", "受理日期").await;
        assert!(claimed.status == 422 && claimed.says("stands for another column already"), "{engine:?}");
        let list = site.visit(&system, page).await;
        assert!(list.says("<th scope=\"row\">收案日</th><td>登记日期</td>"), "{engine:?}: {}", list.html);
        let (back, _) = fill_in(&site, &system, page, "RemoveHeaderAlias", &[("header", "收案日")]).await;
        assert_eq!(back.status, 303, "{engine:?}: {}", back.html);
        assert!(site.visit(&system, page).await.says("no headers of its own"), "{engine:?}");
        let leader = site.signed_in("chen.tao", Role::Leader).await;
        assert!(!site.visit(&leader, page).await.says("SetHeaderAlias"), "{engine:?}: a leader only looks");
    }
}

#[tokio::test]
async fn a_message_is_previewed_said_in_the_offices_own_words_and_said_in_the_standard_ones_again() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let system = site.signed_in("wang.wei", Role::SystemAdministrator).await;
        let page = "/admin/messages/reminder.soon";
        let list = site.visit(&system, "/admin/messages").await;
        assert!(
            list.says("href=\"/admin/messages/track.phase.petition.accepted\""),
            "{engine:?}: {}",
            list.html
        );
        let drawn = site.visit(&system, page).await;
        for words in ["{$clock}: due on {$day}, {$left}", "{$number}", "the number of the case"] {
            assert!(drawn.says(words), "{engine:?} {words}: {}", drawn.html);
        }
        let fields = [("zh", "请办{$number}"), ("en", "Please see to {$number}")];
        let previewing = [&fields[..], &[("preview", "1")]].concat();
        let (seen, _) = fill_in(&site, &system, page, "SetMessageText", &previewing).await;
        assert_eq!(seen.status, 200, "{engine:?}: {}", seen.html);
        assert!(
            seen.says("请办XF2019-0001") && seen.says("Please see to XF2019-0001"),
            "{engine:?}: {}",
            seen.html
        );
        let list = site.visit(&system, "/admin/messages").await;
        assert!(!list.says("our own words"), "{engine:?}: a preview changes nothing");

        for more in [&[][..], &[("preview", "1")]] {
            let wrong = [&[("zh", "请{$who}办"), ("en", "See to {$number}")][..], more].concat();
            let (wrong, _) = fill_in(&site, &system, page, "SetMessageText", &wrong).await;
            assert_eq!(wrong.status, 422, "{engine:?}");
            for words in ["Look at character 2;", "{$number} {$clock} {$day} {$left}", "请{$who}办"] {
                assert!(wrong.says(words), "{engine:?} {words}: {}", wrong.html);
            }
        }
        let (set, _) = fill_in(&site, &system, page, "SetMessageText", &fields).await;
        assert_eq!(set.status, 303, "{engine:?}: {}", set.html);
        assert!(site.visit(&system, "/admin/messages").await.says("our own words"), "{engine:?}");
        let (back, _) = fill_in(&site, &system, page, "RestoreMessageText", &[]).await;
        assert_eq!(back.status, 303, "{engine:?}: {}", back.html);
        assert!(!site.visit(&system, "/admin/messages").await.says("our own words"), "{engine:?}");
        assert_eq!(site.visit(&system, "/admin/messages/nothing").await.status, 404, "{engine:?}");
        let leader = site.signed_in("chen.tao", Role::Leader).await;
        let refused = [
            &fields[..],
            &[("command", "SetMessageText"), ("command_id", "019b0f6e-0000-7000-8000-000000000001")],
        ]
        .concat();
        assert_eq!(site.send(&leader, page, &refused).await.status, 403, "{engine:?}");
    }
}

#[tokio::test]
async fn a_token_is_shown_once_and_can_be_taken_back() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let system = site.signed_in("wang.wei", Role::SystemAdministrator).await;
        let wrong =
            site.send(&system, "/admin/tokens", &[("name", "12345"), ("expires", "2019-12-01")]).await;
        assert_eq!(wrong.status, 422, "{engine:?}: a token for nothing");
        assert!(wrong.says("value=\"12345\""), "{engine:?}: what was filled in is kept");
        let form =
            [("name", "12345"), ("scope", "petitions"), ("scope", "figures"), ("expires", "2019-12-01")];
        let made = site.send(&system, "/admin/tokens", &form).await;
        assert_eq!(made.status, 201, "{engine:?}: {}", made.html);
        let token = made.between("<code>", "</code>")[0].to_owned();
        assert!(token.starts_with("anj_"), "{engine:?}: {token}");
        let list = site.visit(&system, "/admin/tokens").await;
        assert!(list.says("register petitions") && !list.says(&token), "{engine:?}: {}", list.html);
        let id = list.between("name=\"token\" value=\"", "\"")[0].to_owned();
        let revoked = site.send(&system, "/admin/tokens", &[("does", "revoke"), ("token", &id)]).await;
        assert_eq!(revoked.status, 303, "{engine:?}");
        assert!(site.visit(&system, "/admin/tokens").await.says("No program has a token"), "{engine:?}");
    }
}

#[tokio::test]
async fn these_pages_are_for_administrators() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let clerk = site.signed_in("li.na", Role::PetitionClerk).await;
        let leader = site.signed_in("chen.tao", Role::Leader).await;
        for page in [
            "/admin",
            "/admin/users",
            "/admin/users/li.na",
            "/admin/targets",
            "/admin/calendar",
            "/admin/ledgers",
            "/admin/messages",
            "/admin/messages/reminder.soon",
            "/admin/tokens",
        ] {
            assert_eq!(site.visit(&clerk, page).await.status, 403, "{engine:?} {page}");
        }
        assert_eq!(site.visit(&leader, "/admin/targets").await.status, 200, "{engine:?}");
        let system = site.signed_in("wang.wei", Role::SystemAdministrator).await;
        assert_eq!(site.visit(&system, "/admin/targets").await.status, 200, "{engine:?}");
        assert_eq!(site.visit(&leader, "/admin/tokens").await.status, 403, "{engine:?}");
        let sent = site.send(&leader, "/admin/tokens", &[("name", "x"), ("expires", "2019-12-01")]).await;
        assert_eq!(sent.status, 403, "{engine:?}");
        let link = site.send(&leader, "/admin/users/li.na", &[("does", "link")]).await;
        assert_eq!(link.status, 403, "{engine:?}");
        let calendar = site.visit(&leader, "/admin/calendar?year=2019").await;
        assert!(calendar.says("2019-10-01") && calendar.says("provisional"), "{engine:?}: {}", calendar.html);
    }
}
