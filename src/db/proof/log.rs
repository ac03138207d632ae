//! The log as kept: entries, tile hashes, head, checkpoints.

use crate::db::schema::{checkpoints, log_entries, log_head, log_tiles};
use crate::db::{DbConnection, DbError, DbResult, first};
use crate::seal::merkle::{self, Hash, Nodes, TILE_HEIGHT, TILE_WIDTH};
use crate::seal::{decode64, encode64};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Number of entries.
pub fn size(tx: &mut DbConnection) -> DbResult<u64> {
    let size: i64 = log_head::table.find(1).select(log_head::size).first(tx)?;
    u64::try_from(size).map_err(|_| DbError::Corrupt("log_head", "size", "1".to_owned()))
}

/// Appends an entry and says its index. The head's row is taken first: on PostgreSQL it is the lock.
pub fn append(tx: &mut DbConnection, entry: &[u8], at: NaiveDateTime) -> DbResult<u64> {
    diesel::update(log_head::table.find(1)).set(log_head::size.eq(log_head::size + 1)).execute(tx)?;
    let index = size(tx)? - 1;
    let text = String::from_utf8(entry.to_vec()).map_err(|_| DbError::Corrupt("log_entries", "entry", index.to_string()))?;
    diesel::insert_into(log_entries::table)
        .values((log_entries::log_index.eq(signed(index)), log_entries::entry.eq(text), log_entries::appended_at.eq(at)))
        .execute(tx)?;
    merkle::appended(index, merkle::leaf_hash(entry), |level, tile, hash| push(tx, level, tile, hash))?;
    Ok(index)
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Adds a hash to a tile; the tile's root once it is full.
fn push(tx: &mut DbConnection, level: u32, tile: u64, hash: Hash) -> DbResult<Option<Hash>> {
    let mut hashes = tile_hashes(tx, level, tile)?;
    let fresh = hashes.is_empty();
    hashes.push(hash);
    let width = i32::try_from(hashes.len()).unwrap_or(i32::MAX);
    let text = encode64(&hashes.concat());
    let level = i32::try_from(level).unwrap_or(i32::MAX);
    if fresh {
        diesel::insert_into(log_tiles::table)
            .values((log_tiles::level.eq(level), log_tiles::tile.eq(signed(tile)), log_tiles::width.eq(width), log_tiles::hashes.eq(text)))
            .execute(tx)?;
    } else {
        diesel::update(log_tiles::table.find((level, signed(tile))))
            .set((log_tiles::width.eq(width), log_tiles::hashes.eq(text)))
            .execute(tx)?;
    }
    Ok(if hashes.len() as u64 == TILE_WIDTH { merkle::pairwise(hashes) } else { None })
}

/// The hashes of a tile, as many as there are.
pub fn tile_hashes(tx: &mut DbConnection, level: u32, tile: u64) -> DbResult<Vec<Hash>> {
    let level = i32::try_from(level).unwrap_or(i32::MAX);
    let rows = log_tiles::table.find((level, signed(tile))).select(log_tiles::hashes).load::<String>(tx);
    let Some(text) = first(rows)? else { return Ok(Vec::new()) };
    let bytes = decode64(&text).filter(|b| b.len() % 32 == 0);
    let bytes = bytes.ok_or_else(|| DbError::Corrupt("log_tiles", "hashes", format!("{level}/{tile}")))?;
    Ok(bytes.chunks(32).filter_map(|c| c.try_into().ok()).collect())
}

/// Entries `from..from + count`, in order.
pub fn entries(tx: &mut DbConnection, from: u64, count: u64) -> DbResult<Vec<Vec<u8>>> {
    let rows: Vec<String> = log_entries::table
        .filter(log_entries::log_index.ge(signed(from)))
        .filter(log_entries::log_index.lt(signed(from + count)))
        .order(log_entries::log_index)
        .select(log_entries::entry)
        .load(tx)?;
    Ok(rows.into_iter().map(String::into_bytes).collect())
}

/// Nodes of the tree, out of the kept tiles.
pub struct KeptTiles<'a> {
    tx: &'a mut DbConnection,
    last: Option<((u32, u64), Vec<Hash>)>,
}

impl<'a> KeptTiles<'a> {
    /// Reads through a connection.
    pub const fn new(tx: &'a mut DbConnection) -> Self {
        Self { tx, last: None }
    }
}

impl Nodes for KeptTiles<'_> {
    type Error = DbError;

    fn node(&mut self, height: u32, index: u64) -> DbResult<Hash> {
        let level = height / TILE_HEIGHT;
        let tile = (index << (height % TILE_HEIGHT)) / TILE_WIDTH;
        if self.last.as_ref().is_none_or(|(key, _)| *key != (level, tile)) {
            self.last = Some(((level, tile), tile_hashes(self.tx, level, tile)?));
        }
        self.last
            .as_ref()
            .and_then(|(_, hashes)| merkle::node_of_tile(hashes, height, index))
            .ok_or_else(|| DbError::Corrupt("log_tiles", "width", format!("{level}/{tile}")))
    }
}

/// When the log was last written to.
pub fn newest_at(tx: &mut DbConnection) -> DbResult<Option<NaiveDateTime>> {
    first(log_entries::table.order(log_entries::log_index.desc()).limit(1).select(log_entries::appended_at).load(tx))
}

/// The newest checkpoint note.
pub fn newest_checkpoint(tx: &mut DbConnection) -> DbResult<Option<(u64, String)>> {
    let rows = checkpoints::table
        .order(checkpoints::size.desc())
        .limit(1)
        .select((checkpoints::size, checkpoints::note))
        .load::<(i64, String)>(tx);
    Ok(first(rows)?.map(|(size, note)| (u64::try_from(size).unwrap_or(0), note)))
}

/// Keeps a signed checkpoint; one of the same size is kept as it is.
pub fn keep_checkpoint(tx: &mut DbConnection, size: u64, note: &str, at: NaiveDateTime) -> DbResult<()> {
    let there: i64 = checkpoints::table.filter(checkpoints::size.eq(signed(size))).count().get_result(tx)?;
    if there == 0 {
        diesel::insert_into(checkpoints::table)
            .values((checkpoints::size.eq(signed(size)), checkpoints::note.eq(note), checkpoints::signed_at.eq(at)))
            .execute(tx)?;
    }
    Ok(())
}
