//! Pairs of UDP ports for RTP (even) and RTCP (the odd one above), RFC 3550 §11.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};

/// The range of the server and the place of the next try.
#[derive(Debug)]
pub struct Ports {
    first: u16,
    pairs: u16,
    next: u16,
}

impl Ports {
    /// A range from a text such as `30000-40000`; `None` when it holds no pair. The first pair is drawn by lot, so that who still
    /// sends to a server that is gone misses the calls of its successor.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let (from, to): (u16, u16) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        let first = from.checked_add(from % 2)?;
        let pairs = u16::try_from((u32::from(to) + 1).checked_sub(u32::from(first))? / 2).ok()?;
        let next = u16::try_from(RandomState::new().hash_one(()) % u64::from(pairs.max(1))).ok()?;
        (first > 0 && pairs > 0).then_some(Self { first, pairs, next })
    }

    /// Binds the next free pair on `address`, whose packets will be marked with `dscp` (RFC 2474). A pair is used again as late as possible, so that late packets of an old call miss a new one.
    pub fn bind(&mut self, address: IpAddr, dscp: u8) -> io::Result<(UdpSocket, UdpSocket)> {
        for _ in 0..self.pairs {
            let port = self.first + self.next * 2;
            self.next = (self.next + 1) % self.pairs;
            match pair(address, port, dscp) {
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
                outcome => return outcome,
            }
        }
        Err(io::Error::new(io::ErrorKind::AddrInUse, "every port pair is in use"))
    }
}

fn pair(address: IpAddr, port: u16, dscp: u8) -> io::Result<(UdpSocket, UdpSocket)> {
    Ok((socket(address, port, dscp)?, socket(address, port + 1, dscp)?))
}

fn socket(address: IpAddr, port: u16, dscp: u8) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind(SocketAddr::new(address, port))?;
    socket.set_nonblocking(true)?;
    // Marking is a courtesy; without it the call works.
    let marked = dscp << 2;
    if address.is_ipv6() {
        let _ = rustix::net::sockopt::set_ipv6_tclass(&socket, u32::from(marked));
    }
    if address.is_ipv4() || address.is_unspecified() {
        let _ = rustix::net::sockopt::set_ip_tos(&socket, marked);
    }
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let range = |text: &str| Ports::parse(text).map(|ports| (ports.first, ports.pairs));
        assert_eq!(range("30000-40000"), Some((30_000, 5000)));
        assert_eq!(range("30001-30004"), Some((30_002, 1)));
        assert_eq!(range("65534-65535"), Some((65_534, 1)));
        for bad in ["", "1", "5-4", "65535-65535", "a-b", "40000-30000", "0-1", "30000-99999"] {
            assert_eq!(range(bad), None, "{bad}");
        }
    }

    #[test]
    fn pairs_go_round_and_run_out() {
        let mut ports = Ports::parse("21400-21405").expect("range");
        let local = IpAddr::from([127, 0, 0, 1]);
        let held: Vec<_> = (0..3).map(|_| ports.bind(local, 46).expect("free")).collect();
        for (rtp, rtcp) in &held {
            let (even, odd) = (rtp.local_addr().expect("bound").port(), rtcp.local_addr().expect("bound").port());
            assert!(even % 2 == 0 && odd == even + 1);
        }
        assert!(ports.bind(local, 46).is_err());
        drop(held);
        assert!(ports.bind(local, 46).is_ok());
    }
}
