//! A key that is destroyed is gone from the files of an embedded key store, not only from its tables.
use crate::support::stores::{Engine, source};
use anjuan::cases::ids::OfficeId;
use anjuan::database::{Caution, Databases, Db, StoreUrl, keys_of};
use anjuan::keys::{Key, KeyStore};
use uuid::Uuid;

const OFFICE: OfficeId = OfficeId(Uuid::from_u128(7));

#[tokio::test]
async fn a_destroyed_key_is_overwritten_where_it_stood() {
    let place = Engine::Sqlite.place();
    let StoreUrl::Sqlite(path) = &place.url else { panic!("an embedded store") };
    let (source, _) = source(3);
    let opened = Db::open_store(&place.url, Caution::Copy, source.now()).await.expect("both databases");
    let Databases { store, keys: db, .. } = opened;
    let keys = KeyStore::new(db.clone());
    let made: Vec<_> = (0..200).map(|_| Key::random(&source)).collect();
    keys.keep(OFFICE, &made).await.expect("kept");
    let rows = db.fetch("SELECT key_id, secret FROM keys /* all offices */", &[]).await.expect("keys");
    let secrets: Vec<(Uuid, Vec<u8>)> =
        rows.iter().map(|row| (row.get(0).expect("a name"), row.get(1).expect("a secret"))).collect();
    let standing = || {
        let files = ["", "-wal", "-shm"].map(|ending| {
            let mut name = keys_of(path).into_os_string();
            name.push(ending);
            std::fs::read(name).unwrap_or_default()
        });
        let bytes = files.concat();
        let stands = |secret: &[u8]| bytes.windows(secret.len()).any(|window| window == secret);
        secrets.iter().filter(|(_, secret)| stands(secret)).map(|(name, _)| *name).collect::<Vec<_>>()
    };
    assert_eq!(standing().len(), 200, "all of them can be found before");
    let (gone, left): (Vec<Uuid>, Vec<Uuid>) =
        (secrets[..150].iter().map(|key| key.0).collect(), secrets[150..].iter().map(|key| key.0).collect());
    keys.destroy(OFFICE, &gone).await.expect("destroyed");
    assert_eq!(standing(), left);
    assert_eq!(keys.of(OFFICE, &left).await.expect("keys").len(), left.len());
    keys.close().await;
    store.close().await;
    assert_eq!(standing(), left, "nor after it was closed");
}
