//! Which source address a session listens to.
//!
//! The announced address counts at once. Before it is heard, another source may take its place by three packets in sequence with one
//! SSRC (a phone behind NAT); within five seconds of the first packet that was taken the announced address may win back and a first
//! mover may still appear. After that the choice stands until the controller asks for a new window, but for one case: the very stream
//! that was heard goes on from elsewhere after a silence (the mapping of a NAT has changed). Where the controller named the host that
//! signals, only that one and the announced one can become the source. Where it named hosts that are to be preferred, everybody can,
//! but the announced address and those hosts win back at any time, and the others are heard only after half a second in which neither
//! sent anything (docs/adr/0180). Pure: time is an input.

use crate::clock::Micros;
use std::net::{IpAddr, SocketAddr};

/// How long the choice may still change after the first packet that was taken.
pub const WINDOW: Micros = 5_000_000;

/// So long must who is not preferred have sent while nobody better did.
pub const PATIENCE: Micros = 500_000;

const IN_SEQUENCE: u8 = 3;

/// What to do with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Use it.
    Take,
    /// Use it; from now on this is where packets go.
    Move,
    /// Drop it: it may become the source yet.
    Wait,
    /// Drop it and count it.
    Stranger,
}

/// An address or a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: u128,
    ignored: u32,
}

/// IPv4 as mapped into IPv6.
fn bits(host: IpAddr) -> u128 {
    match host {
        IpAddr::V4(four) => four.to_ipv6_mapped().to_bits(),
        IpAddr::V6(six) => six.to_bits(),
    }
}

impl Network {
    /// Reads `192.0.2.7`, `192.0.2.0/24` and the like.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
        let address: IpAddr = address.parse().ok()?;
        let width: u32 = if address.is_ipv4() { 32 } else { 128 };
        let ignored = length.map_or(Some(0), |length| width.checked_sub(length.parse().ok()?))?;
        Some(Self { base: bits(address), ignored })
    }

    fn holds(&self, host: IpAddr) -> bool {
        (bits(host) ^ self.base).checked_shr(self.ignored).unwrap_or(0) == 0
    }
}

/// Who may be the source besides the announced address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Others {
    #[default]
    Anybody,
    /// Only one host.
    Host(IpAddr),
    /// Anybody, but some are known.
    Known(Box<[Network]>),
}

/// How much a source is preferred, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Unknown,
    Known,
    Announced,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    address: SocketAddr,
    ssrc: u32,
    next: u16,
    seen: u8,
    since: Micros,
    last: Micros,
}

impl Candidate {
    /// Counts a packet; true when enough came in sequence.
    fn follow(slot: &mut Option<Self>, address: SocketAddr, ssrc: u32, sequence: u16, now: Micros) -> bool {
        let next = sequence.wrapping_add(1);
        let Some(known) = slot.as_mut().filter(|known| known.address == address && known.ssrc == ssrc) else {
            *slot = Some(Self { address, ssrc, next, seen: 1, since: now, last: now });
            return false;
        };
        // A pause begins a new stream, as far as its age is concerned.
        known.since = if now.saturating_sub(known.last) < PATIENCE { known.since } else { now };
        known.last = now;
        if known.next == sequence {
            known.seen = known.seen.saturating_add(1);
        } else if known.next != next {
            known.seen = 1;
        } // else it is sent again, as packets of UDPTL are: that proves nothing and spoils nothing
        known.next = next;
        known.seen >= IN_SEQUENCE
    }
}

/// The state of the choice.
#[derive(Debug)]
pub struct Latch {
    announced: Option<SocketAddr>,
    others: Others,
    current: Option<SocketAddr>,
    candidate: Option<Candidate>,
    /// Proof that the current source is real: three packets in sequence.
    proof: Option<Candidate>,
    proven: bool,
    closes: Option<Micros>,
}

impl Latch {
    /// Starts with what signalling announced.
    #[must_use]
    pub fn new(announced: Option<SocketAddr>) -> Self {
        Self { announced, others: Others::default(), current: announced, candidate: None, proof: None, proven: false, closes: None }
    }

    /// Says who besides the announced address may be the source.
    pub fn expect(&mut self, others: Others) {
        self.others = others;
    }

    fn announced_host(&self, host: IpAddr) -> bool {
        self.announced.is_some_and(|announced| announced.ip().to_canonical() == host)
    }

    /// Whether the source may be at this host at all.
    #[must_use]
    pub fn possible(&self, from: SocketAddr) -> bool {
        let at = from.ip().to_canonical();
        match &self.others {
            Others::Host(host) => host.to_canonical() == at || self.announced_host(at),
            Others::Anybody | Others::Known(_) => true,
        }
    }

    fn rank(&self, from: SocketAddr, known: &[Network]) -> Rank {
        let at = from.ip().to_canonical();
        if self.announced == Some(from) {
            Rank::Announced
        } else if self.announced_host(at) || known.iter().any(|network| network.holds(at)) {
            Rank::Known
        } else {
            Rank::Unknown
        }
    }

    /// Where packets go now.
    #[must_use]
    pub fn current(&self) -> Option<SocketAddr> {
        self.current
    }

    /// The address that signalling announced.
    #[must_use]
    pub fn announced(&self) -> Option<SocketAddr> {
        self.announced
    }

    /// True when some source has proven itself.
    #[must_use]
    pub fn settled_anywhere(&self) -> bool {
        self.proven
    }

    /// Takes an address that was proven by other means than packets; it stands until a new window is opened.
    pub fn prove(&mut self, address: SocketAddr) {
        let (announced, others) = (self.announced.or(Some(address)), std::mem::take(&mut self.others));
        *self = Self { announced, others, closes: Some(0), ..Self::new(Some(address)) };
        self.proven = true;
    }

    /// Opens a new window; the current source stays until another proves itself.
    pub fn reopen(&mut self) {
        self.candidate = None;
        self.proof = None;
        self.proven = false;
        self.closes = None;
    }

    /// True when no question is open: a packet from `from` may be taken without [`Latch::judge`].
    #[must_use]
    #[inline]
    pub fn settled(&self, from: &SocketAddr) -> bool {
        self.proven && self.current.as_ref() == Some(from)
    }

    /// Judges one packet at `now`.
    pub fn judge(&mut self, from: SocketAddr, ssrc: u32, sequence: u16, now: Micros) -> Verdict {
        let Some(announced) = self.announced else {
            return Verdict::Wait; // nobody is expected yet
        };
        if self.current == Some(from) {
            self.closes.get_or_insert(now + WINDOW);
            self.proven = self.proven || Candidate::follow(&mut self.proof, from, ssrc, sequence, now);
            if let Others::Known(known) = &self.others
                && self.candidate.is_some_and(|other| self.rank(other.address, known) < self.rank(from, known))
            {
                self.candidate = None; // it is not true that nobody better sends
            }
            return Verdict::Take;
        }
        if !self.possible(from) {
            return Verdict::Stranger;
        }
        let open = self.closes.is_none_or(|end| now < end);
        let (possible, patient) = match &self.others {
            // A proven source yields only to the announced one.
            Others::Anybody | Others::Host(_) => (open && (!self.proven || from == announced), false),
            Others::Known(known) => {
                let rank = self.rank(from, known);
                let better = self.current.is_none_or(|current| rank > self.rank(current, known));
                let before = |other: Candidate| self.rank(other.address, known) > rank && now.saturating_sub(other.last) < PATIENCE;
                if self.candidate.is_some_and(before) {
                    return Verdict::Wait;
                }
                (better || (!self.proven && (open || rank > Rank::Unknown)), rank == Rank::Unknown)
            }
        };
        if !possible {
            return Verdict::Stranger;
        }
        if !Candidate::follow(&mut self.candidate, from, ssrc, sequence, now) {
            return Verdict::Wait;
        }
        if patient && self.candidate.is_some_and(|candidate| now.saturating_sub(candidate.since) < PATIENCE) {
            return Verdict::Wait;
        }
        self.moves(from);
        self.closes.get_or_insert(now + WINDOW);
        Verdict::Move
    }

    fn moves(&mut self, to: SocketAddr) {
        self.current = Some(to);
        self.candidate = None;
        self.proven = true;
    }

    /// Judges a packet of a stranger that goes on with the stream of a source that has fallen silent: three in sequence move it.
    ///
    /// Who cannot see the stream would have to guess SSRC and sequence number, 44 bits, while its source is silent.
    pub fn follow(&mut self, from: SocketAddr, ssrc: u32, sequence: u16, now: Micros) -> Verdict {
        if !Candidate::follow(&mut self.candidate, from, ssrc, sequence, now) {
            return Verdict::Wait;
        }
        self.moves(from);
        Verdict::Move
    }
}

#[cfg(test)]
mod tests;
