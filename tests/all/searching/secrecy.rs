//! What nobody may read in the store: phones, identity numbers, names, also where a matter mentions them.
use super::office::{IDENTITY, NAME, Office, PHONE, change, finding, of, registration, report};
use crate::support::stores::{ENGINES, Engine};
use anjuan::cases::ids::CaseId;
use anjuan::cases::people::Person;
use anjuan::cases::petition::{PetitionCommand, Representatives};
use anjuan::database::{Db, StoreUrl};
use std::fmt::Write;

const SECRETS: [&str; 9] =
    [NAME, PHONE, IDENTITY, "杭州路89弄40号", "王秀英", "13912345678", "陈国华", "代表甲乙", "02165431234"];

/// Every text that the tables hold, and every byte as two digits.
async fn dump(engine: Engine, db: &Db) -> String {
    let sql = match engine {
        Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Engine::Postgres => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
        }
    };
    let mut all = String::new();
    for row in db.fetch(sql, &[]).await.expect("tables") {
        let table: String = row.get(0).expect("a name");
        let sql = match engine {
            Engine::Sqlite => {
                let columns = format!("SELECT name FROM pragma_table_info('{table}')");
                let mut texts = Vec::new();
                for column in db.fetch(columns, &[]).await.expect("columns") {
                    let name: String = column.get(0).expect("a name");
                    let text =
                        format!("CASE typeof({name}) WHEN 'blob' THEN lower(hex({name})) ELSE {name} END");
                    texts.push(format!("COALESCE({text}, '')"));
                }
                format!("SELECT {} FROM {table}", texts.join(" || ' ' || "))
            }
            Engine::Postgres => format!("SELECT t::text FROM {table} t"),
        };
        for row in db.fetch(sql, &[]).await.expect("rows") {
            all += &row.get::<String>(0).expect("a text");
            all.push('\n');
        }
    }
    all
}

async fn office(engine: Engine) -> (Office, CaseId) {
    let office = Office::on(engine).await;
    let matter = format!("{NAME}（电话{PHONE}，身份证{IDENTITY}）与代表甲乙反映电梯停运，联系021-6543 1234");
    let mut command = registration("XF1", &matter);
    if let PetitionCommand::RegisterPetition { representatives, .. } = &mut command {
        let speaker =
            Person { name: Some(of("代表甲乙")), phone: Some(of("021-65431234")), ..Person::default() };
        *representatives = Some(Representatives::of(vec![speaker]));
    }
    let case = office.opened("2019-03-01", command).await;
    office.opened("2019-03-02", finding("XH1", "陈国华检查时发现楼道堆物")).await;
    office.opened("2019-03-03", report("WJ1", "13912345678")).await;
    (office, case)
}

fn hex_of(text: &str) -> String {
    text.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string");
        hex
    })
}

#[tokio::test]
async fn no_table_and_no_file_holds_a_phone_an_identity_number_or_a_name() {
    for engine in ENGINES {
        let (office, _) = office(engine).await;
        for (question, number) in [
            ("电梯停运", "XF1"),
            (PHONE, "XF1"),
            ("65431234", "XF1"),
            (IDENTITY, "XF1"),
            ("楼道堆物", "XH1"),
            ("13912345678", "WJ1"),
        ] {
            assert_eq!(office.found(question).await, [number], "{engine:?} {question}");
        }
        for name in [NAME, "王秀英", "陈国华", "代表甲乙"] {
            assert!(office.found(name).await.is_empty(), "{engine:?}: nobody is found by name");
        }
        let all = dump(engine, office.desk.store().db()).await;
        assert!(all.contains("电梯") && all.contains("XF1"), "{engine:?}: what is no secret is there");
        for secret in SECRETS {
            let hex = hex_of(secret);
            assert!(!all.contains(secret) && !all.contains(&hex), "{engine:?}: {secret}");
        }
        let whole = office.desk.store().clone();
        if let StoreUrl::Sqlite(path) = &office.place.url {
            whole.close().await;
            let folder = path.parent().expect("a folder");
            for file in std::fs::read_dir(folder).expect("a folder") {
                let bytes = std::fs::read(file.expect("a file").path()).expect("bytes");
                for secret in SECRETS {
                    let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                    assert!(!found, "{secret}");
                }
            }
        }
    }
}

#[tokio::test]
async fn two_offices_hash_the_same_phone_differently() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let store = office.desk.store();
        let (code, name) = (of("310110002"), of("平凉路街道"));
        let actor = crate::support::stores::actor();
        let neighbour = store.add_office(code, name, vec![of("定海港")], actor).await.expect("an office");
        let other = store.source().stream_id();
        office.petition("XF1", "电梯").await;
        super::office::told(&neighbour, other, "2019-03-01", registration("XF1", "电梯"))
            .await
            .expect("told");
        assert_eq!(office.found(PHONE).await, ["XF1"]);
        store.search().catch_up(neighbour.office()).await.expect("caught up");
        let sql = "SELECT COUNT(*) FROM (SELECT term FROM search_terms WHERE term LIKE 'h%' GROUP BY term \
                   HAVING COUNT(*) > 1) AS shared";
        let rows = store.db().fetch(sql, &[]).await.expect("a count");
        assert_eq!(rows[0].get::<i64>(0).expect("a number"), 0, "{engine:?}");
    }
}

/// Destroys the key under which the index hashes (`=`), or all others (`<>`).
async fn destroy(office: &Office, which: &str) {
    let index = uuid::Uuid::new_v5(&office.desk.office().0, b"search");
    match &office.place.url {
        StoreUrl::Sqlite(path) => {
            let mut keys = path.clone().into_os_string();
            keys.push(".keys");
            let db = Db::open(&StoreUrl::Sqlite(keys.into())).await.expect("the keys");
            change(&db, &format!("DELETE FROM keys WHERE key_id {which} X'{}'", index.simple())).await;
            db.close().await;
        }
        StoreUrl::Postgres(_) => {
            let sql = format!("DELETE FROM anjuan_keys.keys WHERE key_id {which} '{index}'");
            change(office.desk.store().db(), &sql).await;
        }
    }
}

#[tokio::test]
async fn what_cannot_be_opened_any_more_is_not_found_after_its_case_was_read_again() {
    for engine in ENGINES {
        let (office, case) = office(engine).await;
        assert_eq!(office.found("电梯停运").await, ["XF1"]);
        destroy(&office, "<>").await;
        office.desk.store().search().read_again(office.desk.office(), &[case]).await.expect("read");
        for gone in ["电梯停运", PHONE, IDENTITY] {
            assert!(office.found(gone).await.is_empty(), "{engine:?} {gone}");
        }
        assert_eq!(office.found("XF1 定海港").await, ["XF1"], "{engine:?}: what is public stays");
        assert_eq!(office.found("楼道堆物").await, ["XH1"], "{engine:?}: this one was not read again");
        office.desk.store().rebuild_search(|_| {}).await.expect("rebuilt");
        assert!(office.found("楼道堆物").await.is_empty(), "{engine:?}");
        assert_eq!(office.found("共青路167号").await, ["XH1"], "{engine:?}");
    }
}

#[tokio::test]
async fn without_its_key_the_index_finds_nobody_by_phone_until_it_is_made_anew() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        office.petition("XF1", "电梯").await;
        assert_eq!(office.found(PHONE).await, ["XF1"]);
        destroy(&office, "=").await;
        assert!(office.found(PHONE).await.is_empty(), "{engine:?}: the hashes are worth nothing");
        office.desk.store().rebuild_search(|_| {}).await.expect("rebuilt");
        assert_eq!(office.found(PHONE).await, ["XF1"], "{engine:?}");
    }
}
