//! Where a request comes from: the other end of its connection, or what a trusted proxy says about it.

use std::net::{IpAddr, SocketAddr};

use actix_web::{HttpRequest, web::Data};
pub use masthead_app::Network;

use crate::settings::HttpSettings;

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
