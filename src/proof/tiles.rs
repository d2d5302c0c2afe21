//! The tree's inner nodes, kept in tiles as C2SP tlog-tiles has them: 256 hashes side by side, eight levels of the tree
//! high. They are made of the leaves when somebody asks for a proof, never while anything is appended, and are no truth
//! of their own: what is proved with them is verified before it is given out.
use super::path::{Node, Span};
use super::verify::digest;
use crate::cases::ids::OfficeId;
use crate::database::{Db, StorageError, Transaction, Value};
use crate::event_log::sql::SqlLog;
use crate::event_log::tree::{HASH, Hash};
use crate::event_log::{EventLog, Position};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// Levels of the tree in a tile.
const HEIGHT: u8 = 8;
/// Hashes in a whole tile.
const WIDTH: u64 = 1 << HEIGHT;
/// Leaves that are put into tiles in one transaction.
const AT_ONCE: u64 = 64 * WIDTH;

/// A tile: how many tiles stand below it, and how many to its left.
type Place = (u8, u64);

/// Fills tiles up to the tree of `size` leaves, which the log has.
///
/// # Errors
/// When the database fails, or leaves are missing.
pub async fn reach(db: &Db, office: OfficeId, size: u64) -> Result<(), StorageError> {
    let log = SqlLog::new(db.clone());
    loop {
        let sql = "SELECT MAX(tile) FROM log_tiles WHERE office_id = $1 AND level = 0";
        let rows = db.fetch(sql, &[office.0.into()]).await?;
        let last: Option<i64> = rows.first().map_or(Ok(None), |row| row.get(0))?;
        let begin = last.map_or(0, |tile| (tile.cast_unsigned() + 1) * WIDTH);
        let end = size.saturating_sub(size % WIDTH).min(begin + AT_ONCE);
        if begin >= end {
            return Ok(());
        }
        let wanted = u32::try_from(end - begin).unwrap_or(u32::MAX);
        let leaves = log.leaves(office, Position(begin.cast_signed()), wanted).await?;
        if leaves.len() as u64 != end - begin {
            return Err(missing(office, 0, begin / WIDTH));
        }
        let hashes = leaves.iter().map(|leaf| leaf.hash).collect();
        let mut tx = db.begin().await?;
        fill(&mut tx, office, begin, hashes).await?;
        tx.commit().await?;
    }
}

/// Puts whole tiles of leaves in their place, and the root of each into the tile above it.
async fn fill(
    tx: &mut Transaction,
    office: OfficeId,
    begin: u64,
    hashes: Vec<Hash>,
) -> Result<(), StorageError> {
    let (mut level, mut begin, mut hashes) = (0, begin, hashes);
    while !hashes.is_empty() {
        let first = begin / WIDTH;
        // What stands in the first tile already; a level of leaves always begins with a new one.
        let mut open = Vec::new();
        if begin % WIDTH > 0 {
            open = read(tx, office, (level, first)).await?;
            open.truncate(usize::try_from(begin % WIDTH).unwrap_or(usize::MAX));
            if open.len() as u64 != begin % WIDTH {
                return Err(missing(office, level, first));
            }
        }
        open.extend(std::mem::take(&mut hashes));
        for (tile, at) in open.chunks(256).zip(first..) {
            write(tx, office, (level, at), tile).await?;
            if tile.len() == 256 {
                hashes.push(root(tile));
            }
        }
        (level, begin) = (level + 1, first);
    }
    Ok(())
}

/// The root of some whole part of a tile.
fn root(hashes: &[Hash]) -> Hash {
    if let [hash] = hashes {
        return *hash;
    }
    let (left, right) = hashes.split_at(hashes.len() / 2);
    Hash::node(root(left), root(right))
}

async fn read(tx: &mut Transaction, office: OfficeId, place: Place) -> Result<Vec<Hash>, StorageError> {
    let rows = tx.fetch(READ, &key(office, place)).await?;
    let bytes: Vec<u8> = rows.first().map_or(Ok(Vec::new()), |row| row.get(0))?;
    Ok(hashes(&bytes))
}

const READ: &str = "SELECT hashes FROM log_tiles WHERE office_id = $1 AND level = $2 AND tile = $3";

fn key(office: OfficeId, (level, tile): Place) -> [Value; 3] {
    [office.0.into(), i64::from(level).into(), tile.cast_signed().into()]
}

fn hashes(bytes: &[u8]) -> Vec<Hash> {
    bytes.as_chunks::<HASH>().0.iter().copied().map(Hash).collect()
}

/// A tile that is there is only ever replaced by a wider one, whoever else fills it.
async fn write(
    tx: &mut Transaction,
    office: OfficeId,
    place: Place,
    tile: &[Hash],
) -> Result<(), StorageError> {
    let sql = "INSERT INTO log_tiles (office_id, level, tile, hashes) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (office_id, level, tile) DO UPDATE SET hashes = excluded.hashes \
               WHERE length(excluded.hashes) > length(log_tiles.hashes)";
    let bytes: Vec<u8> = tile.iter().flat_map(|hash| hash.0).collect();
    let [office, level, tile] = key(office, place);
    tx.execute(sql, &[office, level, tile, bytes.into()]).await?;
    Ok(())
}

fn missing(office: OfficeId, level: u8, tile: u64) -> StorageError {
    StorageError::BadRow {
        table: "log_tiles",
        row: format!("office {office}, level {level}, tile {tile}"),
        reason: "hashes of the log are missing; `anjuan verify` says whether events are, and the table of tiles may be \
                 emptied"
            .to_owned(),
    }
}

/// The roots of spans of a tree of `size` leaves: a proof, from the tiles that hold it.
///
/// # Errors
/// When the database fails, or hashes are missing.
pub async fn roots(db: &Db, office: OfficeId, size: u64, spans: &[Span]) -> Result<Vec<Hash>, StorageError> {
    reach(db, office, size).await?;
    let mut tiles: HashMap<Place, Vec<Hash>> = HashMap::new();
    for node in spans.iter().flat_map(|span| span.nodes()) {
        let place = tile_of(node);
        if let Entry::Vacant(missing) = tiles.entry(place) {
            missing.insert(tile(db, office, place).await?);
        }
    }
    let hash = |node: Node| {
        let width = 1 << (node.level % HEIGHT);
        let from = usize::try_from(node.index * width % WIDTH).ok()?;
        let part = tiles.get(&tile_of(node))?.get(from..from + usize::try_from(width).ok()?)?;
        Some(root(part))
    };
    let root = |span: &Span| span.root(hash).ok_or_else(|| missing(office, 0, size / WIDTH));
    spans.iter().map(root).collect()
}

/// The digest of every whole tile of leaves that is kept.
///
/// # Errors
/// When the database fails.
pub async fn digests(db: &Db, office: OfficeId) -> Result<BTreeMap<u64, Hash>, StorageError> {
    let sql = "SELECT tile, hashes FROM log_tiles WHERE office_id = $1 AND level = 0 AND tile >= $2 \
               ORDER BY tile LIMIT 500";
    let (mut digests, mut next) = (BTreeMap::new(), 0_i64);
    loop {
        let rows = db.fetch(sql, &[office.0.into(), next.into()]).await?;
        let Some(last) = rows.last() else { return Ok(digests) };
        next = last.get::<i64>(0)? + 1;
        for row in &rows {
            digests.insert(row.get::<i64>(0)?.cast_unsigned(), digest(&hashes(&row.get::<Vec<u8>>(1)?)));
        }
    }
}

/// A tile of leaves, as it is kept.
///
/// # Errors
/// When the database fails.
pub async fn of_leaves(db: &Db, office: OfficeId, at: u64) -> Result<Vec<Hash>, StorageError> {
    let rows = db.fetch(READ, &key(office, (0, at))).await?;
    rows.first().map_or(Ok(Vec::new()), |row| Ok(hashes(&row.get::<Vec<u8>>(0)?)))
}

fn tile_of(node: Node) -> Place {
    (node.level / HEIGHT, (node.index << (node.level % HEIGHT)) / WIDTH)
}

/// A tile as far as it is filled; of leaves also the one that is not whole yet.
async fn tile(db: &Db, office: OfficeId, place: Place) -> Result<Vec<Hash>, StorageError> {
    let rows = db.fetch(READ, &key(office, place)).await?;
    if let Some(row) = rows.first() {
        return Ok(hashes(&row.get::<Vec<u8>>(0)?));
    }
    if place.0 > 0 {
        return Err(missing(office, place.0, place.1));
    }
    let after = Position((place.1 * WIDTH).cast_signed());
    let leaves = SqlLog::new(db.clone()).leaves(office, after, 256).await?;
    Ok(leaves.into_iter().map(|leaf| leaf.hash).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_lies_within_one_tile() {
        for (level, index, tile) in
            [(0, 255, (0, 0)), (0, 256, (0, 1)), (7, 1, (0, 0)), (8, 3, (1, 0)), (15, 2, (1, 1))]
        {
            assert_eq!(tile_of(Node { level, index }), tile, "{level} {index}");
        }
    }
}
