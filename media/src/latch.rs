//! Which source address a session listens to.
//!
//! The announced address counts at once. Before it is heard, another source may take its place by three packets in sequence with one
//! SSRC (a phone behind NAT); within five seconds of the first packet that was taken the announced address may win back and a first
//! mover may still appear. After that the choice stands until the controller asks for a new window, but for one case: the very stream
//! that was heard goes on from elsewhere after a silence (the mapping of a NAT has changed). Where the controller named the host that
//! signals, only that one and the announced one can become the source. Pure: time is an input.

use crate::clock::Micros;
use std::net::{IpAddr, SocketAddr};

/// How long the choice may still change after the first packet that was taken.
pub const WINDOW: Micros = 5_000_000;

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

#[derive(Clone, Copy, Debug)]
struct Candidate {
    address: SocketAddr,
    ssrc: u32,
    next: u16,
    seen: u8,
}

impl Candidate {
    fn first(address: SocketAddr, ssrc: u32, sequence: u16) -> Self {
        Self { address, ssrc, next: sequence.wrapping_add(1), seen: 1 }
    }

    /// Counts a packet; true when enough came in sequence.
    fn follow(slot: &mut Option<Self>, address: SocketAddr, ssrc: u32, sequence: u16) -> bool {
        match slot {
            Some(known) if known.address == address && known.ssrc == ssrc && known.next == sequence => {
                known.next = sequence.wrapping_add(1);
                known.seen = known.seen.saturating_add(1);
                known.seen >= IN_SEQUENCE
            }
            // A packet that is sent again, as UDPTL's are, proves nothing and spoils nothing.
            Some(known) if known.address == address && known.ssrc == ssrc && known.next == sequence.wrapping_add(1) => {
                known.seen >= IN_SEQUENCE
            }
            _ => {
                *slot = Some(Self::first(address, ssrc, sequence));
                false
            }
        }
    }
}

/// The state of the choice.
#[derive(Debug)]
pub struct Latch {
    announced: Option<SocketAddr>,
    /// Besides the announced one the only host that the source may be at.
    host: Option<IpAddr>,
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
        Self { announced, host: None, current: announced, candidate: None, proof: None, proven: false, closes: None }
    }

    /// Says at which host besides the announced one the source may be; `None` is any.
    pub fn expect(&mut self, host: Option<IpAddr>) {
        self.host = host.map(|host| host.to_canonical());
    }

    /// Whether the source may be at this host at all.
    #[must_use]
    pub fn possible(&self, from: SocketAddr) -> bool {
        let at = from.ip().to_canonical();
        self.host.is_none_or(|host| host == at || self.announced.is_some_and(|announced| announced.ip().to_canonical() == at))
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
        let (announced, host) = (self.announced.or(Some(address)), self.host);
        *self = Self { announced, host, closes: Some(0), ..Self::new(Some(address)) };
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
            self.proven = self.proven || Candidate::follow(&mut self.proof, from, ssrc, sequence);
            return Verdict::Take;
        }
        if !self.possible(from) {
            return Verdict::Stranger;
        }
        let open = self.closes.is_none_or(|end| now < end);
        // A proven source yields only to the announced one.
        if !open || (self.proven && from != announced) {
            return Verdict::Stranger;
        }
        if !Candidate::follow(&mut self.candidate, from, ssrc, sequence) {
            return Verdict::Wait;
        }
        self.current = Some(from);
        self.candidate = None;
        self.proven = true;
        self.closes.get_or_insert(now + WINDOW);
        Verdict::Move
    }

    /// Judges a packet of a stranger that goes on with the stream of a source that has fallen silent: three in sequence move it.
    ///
    /// Who cannot see the stream would have to guess SSRC and sequence number, 44 bits, while its source is silent.
    pub fn follow(&mut self, from: SocketAddr, ssrc: u32, sequence: u16) -> Verdict {
        if !Candidate::follow(&mut self.candidate, from, ssrc, sequence) {
            return Verdict::Wait;
        }
        self.current = Some(from);
        self.candidate = None;
        self.proven = true;
        Verdict::Move
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    #[test]
    fn the_announced_address_is_taken_at_once_and_proven_by_three() {
        let mut latch = Latch::new(Some(address(1)));
        for sequence in 0..3 {
            assert_eq!(latch.judge(address(1), 9, sequence, 0), Verdict::Take);
        }
        assert!(latch.settled(&address(1)));
        assert_eq!(latch.judge(address(2), 9, 3, 1), Verdict::Stranger);
    }

    #[test]
    fn a_phone_behind_nat_moves_it_with_three_in_sequence() {
        let mut latch = Latch::new(Some(address(1)));
        assert_eq!(latch.judge(address(2), 9, 65_535, 0), Verdict::Wait);
        assert_eq!(latch.judge(address(2), 9, 0, 20), Verdict::Wait);
        assert_eq!(latch.judge(address(2), 9, 1, 40), Verdict::Move);
        assert_eq!(latch.current(), Some(address(2)));
        assert_eq!(latch.judge(address(3), 9, 1, 60), Verdict::Stranger);
    }

    #[test]
    fn where_the_host_is_known_strangers_neither_move_it_nor_stand_in_the_way() {
        let mut latch = Latch::new(Some(SocketAddr::from(([10, 0, 0, 1], 1))));
        latch.expect(Some([127, 0, 0, 1].into()));
        let stranger = SocketAddr::from(([127, 0, 0, 9], 7));
        for sequence in 0..2 {
            assert_eq!(latch.judge(stranger, 9, sequence, 0), Verdict::Stranger);
            assert_eq!(latch.judge(address(2), 5, sequence, 0), Verdict::Wait);
        }
        assert_eq!(latch.judge(stranger, 9, 2, 0), Verdict::Stranger);
        assert_eq!(latch.judge(address(2), 5, 2, 0), Verdict::Move);
    }

    #[test]
    fn changing_ssrc_or_sequence_never_moves_it() {
        let mut latch = Latch::new(Some(address(1)));
        for step in 0..20u16 {
            assert_eq!(latch.judge(address(2), u32::from(step), step, 0), Verdict::Wait);
            assert_eq!(latch.judge(address(3), 1, step * 2, 0), Verdict::Wait);
        }
        assert_eq!(latch.current(), Some(address(1)));
    }

    #[test]
    fn the_announced_source_wins_back_inside_the_window_only() {
        for (delay, expected) in [(WINDOW - 1, Verdict::Move), (WINDOW, Verdict::Stranger)] {
            let mut latch = Latch::new(Some(address(1)));
            for sequence in 0..3 {
                latch.judge(address(2), 9, sequence, 0);
            }
            let mut verdict = Verdict::Wait;
            for sequence in 0..3 {
                verdict = latch.judge(address(1), 5, sequence, delay);
            }
            assert_eq!(verdict, expected);
        }
    }

    #[test]
    fn a_new_window_lets_a_new_source_in() {
        let mut latch = Latch::new(Some(address(1)));
        for sequence in 0..4 {
            latch.judge(address(1), 9, sequence, 0);
        }
        assert_eq!(latch.judge(address(2), 4, 0, WINDOW * 2), Verdict::Stranger);
        latch.reopen();
        for sequence in 0..3 {
            latch.judge(address(2), 4, sequence, WINDOW * 2);
        }
        assert_eq!(latch.current(), Some(address(2)));
    }

    #[test]
    fn a_stream_that_goes_on_elsewhere_is_followed_by_three_in_sequence() {
        let mut latch = Latch::new(Some(address(1)));
        for sequence in 0..4 {
            latch.judge(address(1), 9, sequence, 0);
        }
        assert_eq!(latch.judge(address(2), 9, 4, WINDOW * 2), Verdict::Stranger);
        assert_eq!(latch.follow(address(2), 9, 5), Verdict::Wait);
        assert_eq!(latch.follow(address(3), 9, 6), Verdict::Wait, "from one place");
        assert_eq!(latch.follow(address(2), 9, 6), Verdict::Wait);
        assert_eq!(latch.follow(address(2), 9, 7), Verdict::Wait);
        assert_eq!(latch.follow(address(2), 9, 8), Verdict::Move);
        assert!(latch.settled(&address(2)));
        assert_eq!(latch.judge(address(1), 9, 9, WINDOW * 2), Verdict::Stranger, "the way back is the same");
    }

    #[test]
    fn nobody_is_taken_before_an_announcement() {
        let mut latch = Latch::new(None);
        for sequence in 0..9 {
            assert_eq!(latch.judge(address(2), 4, sequence, 0), Verdict::Wait);
        }
    }
}
