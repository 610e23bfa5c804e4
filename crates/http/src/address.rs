//! Where a request comes from: the other end of its connection, or what a trusted proxy says about it.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use actix_web::{HttpRequest, web::Data};

use crate::settings::HttpSettings;

/// A range of addresses, such as `10.0.0.0/8`; one alone is a range too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: u128,
    mask: u128,
}

/// IPv4 addresses lie among those of IPv6, as IPv6 itself has it.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().to_bits(),
        IpAddr::V6(ip) => ip.to_bits(),
    }
}

impl FromStr for Network {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || format!("{text:?}: an address or a range is wanted, such as 10.0.0.1 or 10.0.0.0/8");
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().map_err(|_| wanted())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wanted())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.unwrap_or(most);
        if length > most {
            return Err(wanted());
        }
        let mask = u128::MAX.checked_shl(most - length).unwrap_or(0);
        let mask = if address.is_ipv4() { mask | (u128::MAX << 32) } else { mask };
        Ok(Self { address: bits(address) & mask, mask })
    }
}

impl Network {
    fn has(&self, address: IpAddr) -> bool {
        bits(address) & self.mask == self.address
    }
}

/// The client's address, for resolvers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientAddress(pub(crate) Option<IpAddr>);

/// The client's address. `X-Forwarded-For` counts only as far as trusted proxies wrote it: from its end, past those of them that it names.
pub(crate) fn client_address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let settings = request.app_data::<Data<HttpSettings>>()?;
    let named = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = named.flat_map(|text| text.split(',')).map(str::trim).collect();
    Some(client(peer, &named, &settings.trusted_proxies))
}

fn client(peer: IpAddr, named: &[&str], trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.has(address));
    let mut client = peer;
    for name in named.iter().rev() {
        if !is_trusted(client) {
            break;
        }
        // Some proxies tell the port too. Beyond what cannot be read nothing is known.
        let address = name.parse::<IpAddr>().or_else(|_| name.parse::<SocketAddr>().map(|both| both.ip()));
        let Ok(address) = address else { break };
        client = address.to_canonical();
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn ranges_have_their_addresses() {
        let network = |text: &str| text.parse::<Network>().expect("a range");
        assert!(network("10.0.0.0/8").has(ip("10.255.0.1")) && !network("10.0.0.0/8").has(ip("11.0.0.1")));
        assert!(network("10.0.0.1").has(ip("10.0.0.1")) && !network("10.0.0.1").has(ip("10.0.0.2")));
        assert!(network("0.0.0.0/0").has(ip("1.2.3.4")) && !network("0.0.0.0/0").has(ip("2001:db8::1")));
        assert!(network("2001:db8::/32").has(ip("2001:db8::1")) && !network("2001:db8::/32").has(ip("2001:db9::1")));
        assert!(network("::/0").has(ip("::1")));
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/-1", "proxy"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted = ["10.0.0.0/8".parse().expect("a range")];
        let from = |peer: &str, named: &[&str]| client(ip(peer), named, &trusted);
        assert_eq!(from("192.0.2.1", &["198.51.100.1"]), ip("192.0.2.1"), "a stranger says what it likes");
        assert_eq!(from("10.0.0.1", &["198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(from("10.0.0.1", &["203.0.113.9", "198.51.100.1", "10.0.0.2"]), ip("198.51.100.1"));
        assert_eq!(from("10.0.0.1", &["198.51.100.1:4711"]), ip("198.51.100.1"));
        assert_eq!(from("10.0.0.1", &["unknown"]), ip("10.0.0.1"));
        assert_eq!(from("10.0.0.1", &[]), ip("10.0.0.1"));
    }
}
