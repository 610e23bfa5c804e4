//! Requests to addresses that somebody else chose: they may not lead into the network that the program runs in.
//!
//! Names are resolved by us, and what is not public is left out of the answer, so nothing that a name resolves to later is asked either.
//! Redirects are followed by whoever asks, one by one, through [`check`].

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

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
    /// Does an address lie within it?
    pub fn has(&self, address: IpAddr) -> bool {
        bits(address) & self.mask == self.address
    }
}

/// Is this an address of the public internet, as opposed to one of a machine, a network, or nobody (RFC 6890)?
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_unspecified()
        || ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        // Shared between a provider and its customers; protocol assignments; benchmarks.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b));
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    let embedded = || {
        let [.., a, b] = ip.segments();
        let [[a, b], [c, d]] = [a.to_be_bytes(), b.to_be_bytes()];
        Ipv4Addr::new(a, b, c, d)
    };
    if let Some(mapped) = ip.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    match (first, second) {
        // NAT64, and what translates within a network.
        (0x64, 0xff9b) => ip.segments()[2..6] == [0; 4] && is_public_v4(embedded()),
        // 6to4 has the address of IPv4 behind its prefix.
        (0x2002, _) => {
            let [_, a, b, ..] = ip.segments();
            let [[a, b], [c, d]] = [a.to_be_bytes(), b.to_be_bytes()];
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Teredo, benchmarking (RFC 5180), ORCHID, documentation (also RFC 9637).
        (0x2001, 0 | 2 | 0x10..=0x2f | 0xdb8) | (0x3fff, 0..=0x0fff) => false,
        // Global unicast is all that is public.
        _ => (first & 0xe000) == 0x2000,
    }
}

/// May this address be asked?
fn may_ask(address: IpAddr, allowed: &[Network]) -> bool {
    is_public(address.to_canonical()) || allowed.iter().any(|network| network.has(address))
}

/// Resolves names, and leaves out what may not be asked.
struct Guarded(Arc<[Network]>);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.0);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let asked: Vec<SocketAddr> = found.iter().copied().filter(|it| may_ask(it.ip(), &allowed)).collect();
            if asked.is_empty() && !found.is_empty() {
                return Err(format!("{} is not on the public internet", name.as_str()).into());
            }
            Ok(Box::new(asked.into_iter()) as Addrs)
        })
    }
}

/// A client that asks nothing but the public internet, and follows nothing by itself.
///
/// # Errors
/// Why it cannot be made.
pub(crate) fn client(allowed: &[Network], timeout: Duration) -> Result<reqwest::Client, String> {
    reqwest::Client::builder()
        .user_agent(concat!("Masthead/", env!("CARGO_PKG_VERSION")))
        .dns_resolver(Arc::new(Guarded(Arc::from(allowed))))
        .redirect(reqwest::redirect::Policy::none())
        // A proxy would resolve names by itself.
        .no_proxy()
        .connect_timeout(Duration::from_secs(10))
        .timeout(timeout)
        .build()
        .map_err(|error| error.to_string())
}

/// May this URL be asked, as far as it says itself? What a name resolves to is looked at when it is asked.
///
/// # Errors
/// Why not.
pub(crate) fn check(url: &Url, allowed: &[Network]) -> Result<(), String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err("an absolute http or https URL is wanted".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a URL with a password in it is not asked".to_owned());
    }
    let address = match url.host() {
        Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
        Some(Host::Domain(_)) => None,
        None => return Err("an absolute http or https URL is wanted".to_owned()),
    };
    match address {
        Some(ip) if !may_ask(ip, allowed) => Err(format!("{ip} is not on the public internet")),
        _ => Ok(()),
    }
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
    fn only_the_public_internet_is_asked() {
        let private = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2001:2::1",
            "3fff:fff::1",
            "2002:7f00:1::1",
            "2002:a00:1::",
        ];
        for address in private {
            assert!(!may_ask(ip(address), &[]), "{address}");
        }
        for address in ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "2002:101:101::1"] {
            assert!(may_ask(ip(address), &[]), "{address}");
        }
        assert!(may_ask(ip("127.0.0.1"), &["127.0.0.0/8".parse().expect("a range")]));
    }

    #[test]
    fn urls_are_looked_at_before_they_are_asked() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        for wrong in [
            "ftp://example.org/a",
            "file:///etc/passwd",
            "http://user:pw@example.org/",
            "http://127.0.0.1/",
            "http://[::1]/",
            // Other spellings of the same address.
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::ffff:7f00:1]/",
        ] {
            assert!(check(&url(wrong), &[]).is_err(), "{wrong}");
        }
        assert_eq!(check(&url("https://example.org/a.jpg"), &[]), Ok(()));
    }

    #[tokio::test]
    async fn names_of_this_machine_are_not_asked() {
        let client = client(&[], Duration::from_secs(5)).expect("a client");
        let error = client.get("http://localhost:9/").send().await.expect_err("localhost is not asked");
        assert!(format!("{error:?}").contains("not on the public internet"), "{error:?}");
    }
}
