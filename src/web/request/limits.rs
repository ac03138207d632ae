//! A bound on what strangers may ask for: so many uploads a minute from one address.

use crate::web::State;
use crate::web::page::problem::Problem;
use actix_web::HttpRequest;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

/// Requests a minute from one address: a household behind one address never notices, a guesser does.
const MOST: u32 = 240;

/// Addresses counted in a minute.
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
        if counts.0 != minute {
            *counts = (minute, HashMap::new());
        }
        let address = network(address);
        if counts.1.len() > ADDRESSES && !counts.1.contains_key(&address) {
            // So many addresses in one minute are one attacker: newcomers wait, those counted go on being counted.
            return false;
        }
        let count = counts.1.entry(address).or_insert(0);
        *count += 1;
        *count <= MOST
    }
}

/// An IPv6 customer has a whole /64: it counts as one.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

pub(crate) fn limited(request: &HttpRequest, state: &State) -> Result<(), Problem> {
    let address = who(request);
    if state.limit.allows(address, state.office.now().unix()) { Ok(()) } else { Err(Problem::TooOften) }
}

/// The address asking: the peer's, or, where that is this machine's own proxy, the last one the proxy added.
fn who(request: &HttpRequest) -> Option<std::net::IpAddr> {
    let peer = request.peer_addr().map(|a| a.ip())?;
    let forwarded = request.headers().get("X-Forwarded-For").and_then(|v| v.to_str().ok());
    let last = forwarded.and_then(|f| f.rsplit(',').next()).and_then(|a| a.trim().parse().ok());
    Some(if peer.is_loopback() { last.unwrap_or(peer) } else { peer })
}
