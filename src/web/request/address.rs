//! From which network a request comes: the peer's, or, behind a proxy that the configuration trusts, the last hop that is
//! not trusted. Nothing else in a header is believed.

use crate::web::State;
use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

const FORWARDED: &str = "X-Forwarded-For";

/// Where a request comes from, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// This network.
    Network(IpAddr),
    /// A proxy on this machine that nobody has named: whom it speaks for is not known.
    UnnamedProxy,
}

impl Origin {
    /// Of a peer with these headers, where these proxies are trusted.
    #[must_use]
    pub fn of(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let peer = peer.to_canonical();
        let trusts = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
        if !trusts(peer) {
            let unnamed = trusted.is_empty() && peer.is_loopback() && headers.contains_key(FORWARDED);
            return if unnamed { Self::UnnamedProxy } else { Self::Network(network(peer)) };
        }
        let said: Vec<&str> = headers.get_all(FORWARDED).filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).collect();
        // From the right: each proxy adds whom it heard. What stands further left somebody else has written.
        let hops = said.into_iter().rev().map_while(hop);
        let mut last = peer;
        for address in hops {
            last = address;
            if !trusts(address) {
                break;
            }
        }
        Self::Network(network(last))
    }

    /// Under what the network is counted; nothing where it is not known.
    #[must_use]
    pub fn asker(self) -> Option<String> {
        match self {
            Self::Network(address) => Some(address.to_string()),
            Self::UnnamedProxy => None,
        }
    }
}

/// Where a request comes from. That an unnamed proxy speaks is remembered: whoever runs the portal is told.
pub(crate) fn origin(request: &HttpRequest, state: &State) -> Origin {
    let Some(peer) = request.peer_addr() else { return Origin::UnnamedProxy };
    let origin = Origin::of(peer.ip(), request.headers(), &state.office.config.trusted_proxies);
    if origin == Origin::UnnamedProxy {
        state.office.watch.unnamed_proxy();
    }
    origin
}

/// One hop, with or without a port.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address: IpAddr| address.to_canonical())
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

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot set its stage has failed")]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn of(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(HeaderName::from_static("x-forwarded-for"), HeaderValue::from_str(value).expect("a value"));
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().expect("a network")).collect();
        Origin::of(peer.parse().expect("an address"), &headers, &trusted).asker().unwrap_or_else(|| "unnamed proxy".to_owned())
    }

    #[test]
    fn the_last_hop_that_is_not_trusted_is_the_asker() {
        let own = ["127.0.0.0/8", "10.0.0.0/8"];
        for (peer, forwarded, trusted, asker) in [
            ("203.0.113.9", &[][..], &[][..], "203.0.113.9"),
            ("203.0.113.9", &["198.51.100.1"], &[], "203.0.113.9"),
            ("203.0.113.9", &["198.51.100.1"], &own, "203.0.113.9"),
            ("127.0.0.1", &[], &[], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1"], &[], "unnamed proxy"),
            ("::1", &["198.51.100.1"], &[], "unnamed proxy"),
            ("127.0.0.1", &["198.51.100.1"], &own, "198.51.100.1"),
            ("127.0.0.1", &["1.1.1.1, 198.51.100.1"], &own, "198.51.100.1"),
            ("127.0.0.1", &["1.1.1.1", "198.51.100.1, 10.2.3.4"], &own, "198.51.100.1"),
            ("127.0.0.1", &["198.51.100.1:4711"], &own, "198.51.100.1"),
            ("127.0.0.1", &["[2001:db8:1:2:3::4]:443"], &own, "2001:db8:1:2::"),
            ("127.0.0.1", &["198.51.100.1, unknown"], &own, "127.0.0.1"),
            ("127.0.0.1", &["10.9.9.9"], &own, "10.9.9.9"),
            ("::ffff:203.0.113.9", &[], &[], "203.0.113.9"),
            ("2001:db8:1:2:ffff::1", &[], &[], "2001:db8:1:2::"),
        ] {
            assert_eq!(of(peer, forwarded, trusted), asker, "{peer} {forwarded:?} {trusted:?}");
        }
    }
}
