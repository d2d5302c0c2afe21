//! Who asks, by address: the peer itself, or whom a trusted proxy names.
use super::around::Around;
use crate::config::{ForwardedBy, Proxy};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Where a request comes from, as far as it can be believed. An extension of every request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Client {
    /// The client's address.
    pub address: IpAddr,
    /// Whether the client speaks TLS, to this program or to a trusted proxy.
    pub secure: bool,
    /// Whether somebody who is not trusted says that the request is another's.
    pub claimed: bool,
}

impl Client {
    /// The client behind the peer that sent these headers; `tls` if the peer speaks it to this program.
    #[must_use]
    pub fn of(peer: IpAddr, tls: bool, headers: &HeaderMap, proxy: &Proxy) -> Self {
        let peer = peer.to_canonical();
        if !proxy.trusts(peer) {
            let claimed = headers.contains_key(FOR) || headers.contains_key(header::FORWARDED);
            return Self { address: peer, secure: tls, claimed };
        }
        let hops = match proxy.header {
            ForwardedBy::XForwardedFor => by_x_forwarded(headers),
            ForwardedBy::Forwarded => by_forwarded(headers),
        };
        let mut client = Self { address: peer, secure: tls, claimed: false };
        // From the nearest hop outwards: each one was added by the one before, who has to be trusted.
        for hop in hops.into_iter().rev() {
            client.secure = hop.secure.unwrap_or(client.secure);
            let Some(address) = hop.address else { break };
            client.address = address;
            if !proxy.trusts(address) {
                break;
            }
        }
        client
    }
}

/// What one proxy says of whom it serves; no address if it hides or garbles it.
struct Hop {
    address: Option<IpAddr>,
    secure: Option<bool>,
}

fn items(headers: &HeaderMap, name: HeaderName) -> Vec<&str> {
    let lines = headers.get_all(name).into_iter().map(|value| value.to_str().unwrap_or_default());
    lines.flat_map(|line| line.split(',')).map(str::trim).collect()
}

/// The last protocol that is told is the nearest proxy's.
fn by_x_forwarded(headers: &HeaderMap) -> Vec<Hop> {
    let secure = items(headers, PROTO).last().map(|proto| proto.eq_ignore_ascii_case("https"));
    let hops = items(headers, FOR).into_iter();
    let mut hops: Vec<_> = hops.map(|text| Hop { address: address(text), secure: None }).collect();
    match hops.last_mut() {
        Some(nearest) => nearest.secure = secure,
        None => hops.extend(secure.map(|secure| Hop { address: None, secure: Some(secure) })),
    }
    hops
}

fn by_forwarded(headers: &HeaderMap) -> Vec<Hop> {
    let hop = |element: &str| {
        let value = |wanted: &str| {
            let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
            let found = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| value.trim().trim_matches('"').to_owned())
        };
        let secure = value("proto").map(|proto| proto.eq_ignore_ascii_case("https"));
        Hop { address: value("for").as_deref().and_then(address), secure }
    };
    items(headers, header::FORWARDED).into_iter().map(hop).collect()
}

/// An address, also with a port, also in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address| address.to_canonical())
}

pub(super) async fn known(State(around): State<Arc<Around>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    let client = Client::of(peer, around.tls, request.headers(), &around.config.proxy);
    request.extensions_mut().insert(client);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), value.parse().expect("a header's value"));
        }
        headers
    }

    fn proxy(header: ForwardedBy) -> Proxy {
        let trusted = ["10.0.0.0/8", "::1"].map(|text| text.parse().expect("a network"));
        Proxy { trusted: trusted.into_iter().collect(), header }
    }

    fn seen(peer: &str, header: ForwardedBy, lines: &[(&'static str, &'static str)]) -> (String, bool, bool) {
        let client = Client::of(peer.parse().expect("an address"), false, &headers(lines), &proxy(header));
        (client.address.to_string(), client.secure, client.claimed)
    }

    #[test]
    fn a_peer_that_is_not_trusted_is_the_client_whatever_it_says() {
        let says = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https")];
        assert_eq!(
            seen("192.0.2.1", ForwardedBy::XForwardedFor, &says),
            ("192.0.2.1".to_owned(), false, true)
        );
        assert_eq!(
            seen("192.0.2.1", ForwardedBy::XForwardedFor, &[]),
            ("192.0.2.1".to_owned(), false, false)
        );
    }

    #[test]
    fn the_client_is_the_nearest_address_that_is_no_proxy() {
        let by = ForwardedBy::XForwardedFor;
        let lines = [
            ("x-forwarded-for", "198.51.100.66, 203.0.113.9"),
            ("x-forwarded-for", "10.0.0.7"),
            ("x-forwarded-proto", "http, https"),
        ];
        assert_eq!(seen("::ffff:10.0.0.1", by, &lines), ("203.0.113.9".to_owned(), true, false));
        assert_eq!(seen("10.0.0.1", by, &[("x-forwarded-for", "[2001:db8::7]:4711")]).0, "2001:db8::7");
        assert_eq!(seen("10.0.0.1", by, &[("x-forwarded-for", "203.0.113.9, unknown")]).0, "10.0.0.1");
        assert_eq!(
            seen("10.0.0.1", by, &[("x-forwarded-proto", "https")]),
            ("10.0.0.1".to_owned(), true, false)
        );
    }

    #[test]
    fn only_the_header_that_the_proxy_writes_is_read() {
        let lines = [
            ("forwarded", "for=198.51.100.66;proto=http, For=\"[2001:db8::7]:80\";Proto=https;by=10.0.0.1"),
            ("x-forwarded-for", "203.0.113.9"),
        ];
        assert_eq!(seen("10.0.0.1", ForwardedBy::Forwarded, &lines), ("2001:db8::7".to_owned(), true, false));
        assert_eq!(seen("10.0.0.1", ForwardedBy::XForwardedFor, &lines).0, "203.0.113.9");
        assert_eq!(seen("::1", ForwardedBy::Forwarded, &[("forwarded", "for=_hidden")]).0, "::1");
    }
}
