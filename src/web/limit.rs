//! A bound on what strangers may ask for: so many uploads a minute from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

/// Requests a minute from one address.
const MOST: u32 = 60;
/// Addresses remembered before the table is emptied.
const ADDRESSES: usize = 10_000;

/// Counts requests by address and minute.
#[derive(Default)]
pub struct Limit {
    counts: Mutex<(i64, HashMap<IpAddr, u32>)>,
}

impl Limit {
    /// Counts one request; `false` when this address has asked too often this minute.
    pub fn allows(&self, address: Option<IpAddr>, unix: i64) -> bool {
        let Some(address) = address else { return true };
        let Ok(mut counts) = self.counts.lock() else { return false };
        let minute = unix / 60;
        if counts.0 != minute || counts.1.len() > ADDRESSES {
            *counts = (minute, HashMap::new());
        }
        let count = counts.1.entry(address).or_insert(0);
        *count += 1;
        *count <= MOST
    }
}
