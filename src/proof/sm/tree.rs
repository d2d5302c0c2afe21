//! The second tree: the same leaves, hashed with SM3 as RFC 6962 hashes them with SHA-256.
use super::SmPublicKey;
use crate::cases::ids::OfficeId;
use crate::database::{Db, StorageError};
use crate::event_log::tree::Hash;
use crate::event_log::{Edge, Position};
use crate::proof::checkpoint::Checkpoint;
use crate::proof::rereading;
use crate::proof::signer::SignError;
use crate::proof::verify::{Finding, Wrong};
use sm3::{Digest, Sm3};
use std::collections::BTreeMap;

/// The right edge of the second tree.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sm3Edge(Edge);

impl Sm3Edge {
    /// The edge of a tree of this size, from its bytes; none if they are too few or too many.
    #[must_use]
    pub fn read(size: u64, bytes: &[u8]) -> Option<Self> {
        Edge::read(Position(size.cast_signed()), bytes).map(Self)
    }

    /// Its root.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.0.root_by(node).unwrap_or_else(|| Hash(Sm3::digest([]).into()))
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.bytes()
    }

    fn push(&mut self, bytes: &[u8]) {
        self.0.push_by(leaf(bytes), node);
    }
}

fn leaf(bytes: &[u8]) -> Hash {
    Hash(Sm3::new().chain_update([0_u8]).chain_update(bytes).finalize().into())
}

fn node(left: Hash, right: Hash) -> Hash {
    Hash(Sm3::new().chain_update([1_u8]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// The edge that one becomes with the events that follow it, up to `size`, each read again from its stored bytes; from
/// nothing, that of all.
///
/// # Errors
/// When an event is missing, or is not what its leaf says, or the database fails.
pub async fn after(
    db: &Db,
    office: OfficeId,
    edge: Option<Sm3Edge>,
    size: u64,
) -> Result<Sm3Edge, SignError> {
    let mut edge = edge.unwrap_or_default();
    let from = edge.0.position();
    rereading::each(db, office, from, size, |event, leaf| {
        edge.push(&event.stated().bytes(&leaf.blinding));
    })
    .await?;
    Ok(edge)
}

/// Holds the second tree against every checkpoint that has its root, and their second signatures against the keys of their
/// logs. Says what is wrong, and what was checked, if there was anything.
///
/// # Errors
/// When the database fails. What is wrong with the log is no error.
pub async fn verify(
    db: &Db,
    office: OfficeId,
    checkpoints: &[Checkpoint],
    keys: &[SmPublicKey],
) -> Result<(Vec<Finding>, Option<String>), StorageError> {
    let mut by_size: BTreeMap<u64, Vec<(&Checkpoint, Hash)>> = BTreeMap::new();
    for checkpoint in checkpoints {
        if let Some(root) = checkpoint.sm3 {
            by_size.entry(checkpoint.tree.size).or_default().push((checkpoint, root));
        }
    }
    let (mut findings, mut edge) = (Vec::new(), Some(Sm3Edge::default()));
    let (mut roots, mut signatures) = (0, 0);
    for (size, checkpoints) in by_size {
        let at = Position(size.cast_signed());
        for (checkpoint, _) in &checkpoints {
            for key in keys.iter().filter(|key| key.is_of(&checkpoint.origin)) {
                match key.verify(checkpoint) {
                    Ok(()) => signatures += 1,
                    Err(trouble) => findings.push(Finding::at(Wrong::Checkpoint, at, trouble.to_string())),
                }
            }
        }
        let Some(known) = edge.take() else { continue };
        match after(db, office, Some(known), size).await {
            Ok(known) => {
                for (checkpoint, _) in checkpoints.iter().filter(|(_, root)| *root != known.root()) {
                    let how = format!(
                        "the tree of SM3 over the first {size} events is not the one that {} signed",
                        checkpoint.origin
                    );
                    findings.push(Finding::at(Wrong::Checkpoint, at, how));
                }
                roots += checkpoints.len();
                edge = Some(known);
            }
            Err(SignError::Storage(error)) => return Err(error),
            // An event is missing or was changed: the first tree tells which.
            Err(_) => {}
        }
    }
    let note = format!(
        "{roots} roots of the tree of SM3 held against the log, {signatures} signatures of SM2 checked"
    );
    Ok((findings, (roots > 0).then_some(note)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::occurred::{Dated, Moment};
    use crate::cases::personal::{Personal, Subject};
    use crate::cases::user::{LoginName, UserCommand};
    use crate::clock::{SeededEntropy, SetClock, Source};
    use crate::commands::{OfficeDesk, Request, Store};
    use crate::database::{Caution, StoreUrl};
    use crate::event_log::Actor;
    use crate::keys::openssl::openssl;
    use crate::keys::{Cipher, Guard};
    use crate::proof::sm::SmKey;
    use crate::proof::verify::Against;
    use crate::proof::{Signer, log_name, signer};

    #[test]
    fn the_tree_is_that_of_rfc_6962_with_the_sm3_of_openssl() {
        let digest = |bytes: &[u8]| openssl(&["dgst", "-sm3", "-binary"], bytes);
        let Some(empty) = digest(b"") else { return };
        let hash = |bytes: &[u8]| digest(bytes).expect("openssl");
        let mut edge = Sm3Edge::default();
        assert_eq!(edge.root().0.as_slice(), empty);
        let leaves: Vec<_> = ["a", "b", "c"].map(|leaf| hash(&[b"\0", leaf.as_bytes()].concat())).into();
        let above = |left: &[u8], right: &[u8]| hash(&[b"\x01", left, right].concat());
        for (count, leaf) in ["a", "b", "c"].into_iter().enumerate() {
            edge.push(leaf.as_bytes());
            let expected = match count {
                0 => leaves[0].clone(),
                1 => above(&leaves[0], &leaves[1]),
                _ => above(&above(&leaves[0], &leaves[1]), &leaves[2]),
            };
            assert_eq!(edge.root().0.as_slice(), expected);
            assert_eq!(Sm3Edge::read(count as u64 + 1, &edge.bytes()), Some(edge.clone()));
        }
    }

    const CODE: &str = "310110001";

    /// A store with an office in it, and a key of each kind beside it.
    async fn office(folder: &std::path::Path, secret: bool) -> (OfficeDesk, Signer) {
        let now = Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let source = Source::new(SetClock::at(now), SeededEntropy::new(7));
        let url = StoreUrl::Sqlite(folder.join("store.sqlite"));
        let guard = Guard { cipher: Cipher::Sm4Gcm, ..Guard::beside(&url) };
        let store = Store::open_guarded(&url, source.clone(), Caution::Copy, guard).await.expect("a store");
        let name = |text: &str| text.parse().expect("a name");
        let committees = vec!["东街".parse().expect("a name")];
        let actor = Actor("operator:test".into());
        let desk = store.add_office(CODE.parse().expect("a code"), name("街道"), committees, actor).await;
        let key = folder.join("proof.key");
        signer::new_key(&key, &log_name(CODE), &source).expect("a key");
        if secret {
            SmKey::make(&key.with_added_extension("sm2"), &log_name(CODE), &source).expect("a key");
        }
        let signer = Signer::open(&key, &log_name(CODE)).expect("a signer");
        (desk.expect("an office"), signer)
    }

    async fn add_user(desk: &OfficeDesk, login: &str) {
        let login: LoginName = login.parse().expect("a login");
        let name = Personal::plain(Subject::STAFF, "王某".parse().expect("a name"));
        let command = UserCommand::AddUser { login: login.clone(), name, department: None, committee: None };
        let now = desk.store().source().now();
        let request = Request::live(desk.office().user_stream(&login), Dated::at(now, command));
        desk.execute(request).await.expect("added");
    }

    #[tokio::test]
    async fn a_store_is_sealed_and_signed_both_ways_goes_on_and_is_verified_by_either() {
        let folder = tempfile::tempdir().expect("a folder");
        let (desk, mut signer) = office(folder.path(), true).await;
        let (db, of, source) = (desk.store().db(), desk.office(), desk.store().source());
        let public = SmKey::beside(&folder.path().join("proof.key"), &log_name(CODE));
        let keys = [public.expect("a key").expect("a key").public()];
        add_user(&desk, "li.na").await;
        let first = signer.sign(db, of, source).await.expect("signed");
        add_user(&desk, "wang.fang").await;
        // Another process goes on from what stands beside the key.
        drop(signer);
        let mut signer = Signer::open(&folder.path().join("proof.key"), &log_name(CODE)).expect("a signer");
        let second = signer.sign(db, of, source).await.expect("signed");
        let whole = after(db, of, None, second.tree.size).await.expect("a tree").root();
        assert_eq!((first.sm3.is_some(), second.sm3), (true, Some(whole)));
        let (findings, note) =
            verify(db, of, &[first.clone(), second.clone()], &keys).await.expect("verified");
        assert_eq!(findings, []);
        assert!(
            note.expect("a note").contains("2 roots of the tree of SM3 held against the log, 2 signatures")
        );
        let against = Against { keys: vec![signer.key().expect("a key").public()], checkpoints: Vec::new() };
        let report = crate::proof::verify::office(db, of, &against, |_| {}).await.expect("verified");
        assert_eq!((report.signatures, report.findings), (2, Vec::new()), "the first tree is as ever");

        let forged = Checkpoint { sm3: Some(Hash::empty()), ..second.clone() };
        let (findings, _) = verify(db, of, &[first, forged], &keys).await.expect("verified");
        assert!(findings.len() == 1 && findings[0].how.contains("tree of SM3"), "{findings:?}");
        let rows =
            db.fetch("SELECT personal FROM events WHERE personal IS NOT NULL", &[]).await.expect("rows");
        let formats: Vec<_> =
            rows.iter().map(|row| row.get::<Vec<u8>>(0).expect("bytes")[..2].to_vec()).collect();
        assert_eq!(formats, [[3, 2], [3, 2]], "each names SM4-GCM");
        desk.store().clone().close().await;
    }
}
