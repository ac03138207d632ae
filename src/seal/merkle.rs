//! Merkle tree of RFC 6962 §2.1 (RFC 9162 §2.1): leaf and node hashes, root, inclusion and consistency,
//! computed from complete subtrees, which is what C2SP tiles hold.

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// Height of a tile: 2^8 hashes.
pub const TILE_HEIGHT: u32 = 8;
/// Hashes in a full tile.
pub const TILE_WIDTH: u64 = 1 << TILE_HEIGHT;

/// Hash of a leaf: `SHA-256(0x00 || entry)`.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(entry);
    hash.finalize().into()
}

/// Hash of a node: `SHA-256(0x01 || left || right)`.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

/// Root of the empty tree: `SHA-256("")`.
#[must_use]
pub fn empty_root() -> Hash {
    Sha256::digest(b"").into()
}

/// Gives the hash of a complete subtree: the `index`-th of 2^`height` leaves.
pub trait Nodes {
    /// Why it cannot.
    type Error;

    /// The hash of one complete subtree.
    ///
    /// # Errors
    /// When it cannot be read.
    fn node(&mut self, height: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// The largest power of two smaller than `n` (n ≥ 2).
const fn split(n: u64) -> u64 {
    1 << (63 - (n - 1).leading_zeros())
}

/// Hash of the leaves `start..end`, where `start` is a multiple of the subtree's size.
fn range<N: Nodes>(nodes: &mut N, start: u64, end: u64) -> Result<Hash, N::Error> {
    let count = end - start;
    if count.is_power_of_two() {
        let height = count.trailing_zeros();
        return nodes.node(height, start >> height);
    }
    let middle = start + split(count);
    let left = range(nodes, start, middle)?;
    let right = range(nodes, middle, end)?;
    Ok(node_hash(&left, &right))
}

/// Root of the tree of the first `size` leaves.
///
/// # Errors
/// When a node cannot be read.
pub fn root<N: Nodes>(nodes: &mut N, size: u64) -> Result<Hash, N::Error> {
    if size == 0 { Ok(empty_root()) } else { range(nodes, 0, size) }
}

/// Inclusion proof for leaf `index` in the tree of `size` leaves, leaf to root.
///
/// # Errors
/// When a node cannot be read.
pub fn inclusion<N: Nodes>(nodes: &mut N, index: u64, size: u64) -> Result<Vec<Hash>, N::Error> {
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(range(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(range(nodes, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The root that an inclusion proof leads to; `None` when its length does not fit (RFC 9162 §2.1.3.2).
#[must_use]
pub fn root_from_inclusion(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut position, mut last) = (index, size - 1);
    let mut hash = leaf;
    for sibling in path {
        if last == 0 {
            return None;
        }
        if position & 1 == 1 || position == last {
            hash = node_hash(sibling, &hash);
            while position & 1 == 0 && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

/// The tiles that appending leaf number `size` to a tree of that size changes: level, index, and the hash that
/// each gains at its end. `tile_root` gives the root of a tile at this level and index once the hash is in.
pub fn appended<E>(size: u64, leaf: Hash, mut push: impl FnMut(u32, u64, Hash) -> Result<Option<Hash>, E>) -> Result<(), E> {
    let (mut level, mut position, mut hash) = (0, size, leaf);
    loop {
        match push(level, position / TILE_WIDTH, hash)? {
            Some(full) => {
                hash = full;
                position /= TILE_WIDTH;
                level += 1;
            }
            None => return Ok(()),
        }
    }
}

/// Root of 2^k hashes, pairwise.
#[must_use]
pub fn pairwise(mut hashes: Vec<Hash>) -> Option<Hash> {
    while hashes.len() > 1 {
        if hashes.len() % 2 == 1 {
            return None;
        }
        hashes = hashes.chunks(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
    }
    hashes.pop()
}

/// The node of this height and index out of its tile's hashes.
#[must_use]
pub fn node_of_tile(tile: &[Hash], height: u32, index: u64) -> Option<Hash> {
    let within = height % TILE_HEIGHT;
    let first = usize::try_from((index << within) % TILE_WIDTH).ok()?;
    let hashes = tile.get(first..first + (1 << within))?;
    pairwise(hashes.to_vec())
}

/// `x001/x234/067`: a tile's number in a path (C2SP tlog-tiles).
#[must_use]
pub fn tile_path(index: u64) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    path
}

/// Reads what [`tile_path`] writes, and nothing else.
#[must_use]
pub fn parse_tile_path(path: &str) -> Option<u64> {
    let parts: Vec<&str> = path.split('/').collect();
    let mut index = 0_u64;
    for (i, part) in parts.iter().enumerate() {
        let digits = if i + 1 < parts.len() { part.strip_prefix('x')? } else { part };
        if digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    (tile_path(index) == path).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Leaves(Vec<Hash>);

    impl Nodes for Leaves {
        type Error = std::convert::Infallible;

        fn node(&mut self, height: u32, index: u64) -> Result<Hash, Self::Error> {
            let first = usize::try_from(index << height).unwrap_or(usize::MAX);
            Ok(pairwise(self.0[first..first + (1 << height)].to_vec()).unwrap_or_default())
        }
    }

    /// Straight from RFC 6962 §2.1.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => empty_root(),
            [only] => *only,
            _ => {
                let middle = usize::try_from(split(leaves.len() as u64)).unwrap_or(0);
                node_hash(&by_definition(&leaves[..middle]), &by_definition(&leaves[middle..]))
            }
        }
    }

    #[test]
    fn every_leaf_of_every_tree_up_to_seventy_is_proved() {
        let leaves: Vec<Hash> = (0..70_u8).map(|i| leaf_hash(&[i])).collect();
        for size in 1..=leaves.len() as u64 {
            let part = &leaves[..usize::try_from(size).unwrap_or(0)];
            let mut nodes = Leaves(part.to_vec());
            let root = root(&mut nodes, size).unwrap_or_default();
            assert_eq!(root, by_definition(part));
            for (index, leaf) in part.iter().enumerate() {
                let path = inclusion(&mut nodes, index as u64, size).unwrap_or_default();
                assert_eq!(root_from_inclusion(*leaf, index as u64, size, &path), Some(root));
                let mut longer = path.clone();
                longer.push(*leaf);
                assert_ne!(root_from_inclusion(*leaf, index as u64, size, &longer), Some(root));
            }
        }
    }

    #[test]
    fn tile_numbers_are_written_in_groups_of_three() {
        assert_eq!(tile_path(1_234_067), "x001/x234/067");
        assert_eq!(tile_path(5), "005");
        assert_eq!(parse_tile_path("x001/x234/067"), Some(1_234_067));
        for bad in ["5", "x005", "x000/005", "1/005", "x001/x234/67", ""] {
            assert_eq!(parse_tile_path(bad), None, "{bad}");
        }
    }
}
