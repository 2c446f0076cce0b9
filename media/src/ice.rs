//! An ICE-lite agent (RFC 8445): it answers connectivity checks and learns from them where the far end is.
//!
//! The far end is whoever passed a check with our credentials. USE-CANDIDATE nominates; a nomination moves the stream at once, so that
//! a caller may change networks while talking. New credentials are an ICE restart (§9): the old address serves until a check with the
//! new ones has passed, and is listened to for a while longer, because the far end sends from there until it has our answer.
//! Pure: time is an input, and bounded: a few addresses are remembered.

use crate::clock::Micros;
use crate::stun::Request;
use std::net::SocketAddr;

/// Addresses that passed a check and are remembered at most.
const MOST: usize = 8;
/// Checks come every few seconds while an address is in use (RFC 7675 §5.1); after this time without any it is forgotten.
const SILENCE: Micros = 15_000_000;

/// User fragments and our password, as signalling exchanged them; the far end's fragment may not be known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    pub ufrag: String,
    pub password: String,
    pub remote_ufrag: Option<String>,
}

impl Credentials {
    /// True for the USERNAME of a check to us (RFC 8445 §7.2.2): our fragment, then theirs.
    fn names(&self, username: &[u8]) -> bool {
        let rest = username.strip_prefix(self.ufrag.as_bytes()).and_then(|rest| rest.strip_prefix(b":"));
        match &self.remote_ufrag {
            Some(theirs) => rest == Some(theirs.as_bytes()),
            None => rest.is_some(),
        }
    }
}

/// An address that passed a check.
#[derive(Clone, Copy, Debug)]
struct Valid {
    address: SocketAddr,
    nominated: bool,
    priority: u32,
    at: Micros,
}

/// What became of a datagram.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No request that concerns us.
    Ignored,
    /// To be sent back; nothing changed, or nothing that matters.
    Answer(Vec<u8>),
    /// To be sent back; from now on the stream goes to where the request came from.
    Selected(Vec<u8>),
}

/// One component's agent.
#[derive(Debug)]
pub struct Agent {
    credentials: Credentials,
    valid: Vec<Valid>,
    selected: Option<SocketAddr>,
    /// Whether `selected` was nominated with the present credentials; otherwise it only serves until something better comes.
    nominated: bool,
    /// Where the stream went before the restart, and when it left there.
    former: Option<(SocketAddr, Micros)>,
}

impl Agent {
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials, valid: Vec::with_capacity(MOST), selected: None, nominated: false, former: None }
    }

    /// Where the stream goes.
    #[must_use]
    pub fn selected(&self) -> Option<SocketAddr> {
        self.selected
    }

    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// True when media may come from there.
    #[must_use]
    pub fn knows(&self, address: SocketAddr) -> bool {
        self.selected == Some(address)
            || self.former.is_some_and(|(former, _)| former == address)
            || self.valid.iter().any(|valid| valid.address == address)
    }

    /// Takes other credentials: a restart when ours changed, else the far end's fragment became known.
    pub fn restart(&mut self, credentials: Credentials) {
        if credentials.ufrag != self.credentials.ufrag || credentials.password != self.credentials.password {
            self.valid.clear();
            self.nominated = false;
        }
        self.credentials = credentials;
    }

    /// Judges a datagram that may be a connectivity check.
    pub fn datagram(&mut self, datagram: &[u8], from: SocketAddr, now: Micros) -> Outcome {
        let Some(request) = Request::read(datagram) else { return Outcome::Ignored };
        let password = self.credentials.password.as_bytes();
        if let Err(refusal) = request.check(password, |username| self.credentials.names(username)) {
            return Outcome::Answer(request.refuse(refusal, password));
        }
        let answer = request.success(from, password);
        if self.passed(from, request.use_candidate, request.priority, now) { Outcome::Selected(answer) } else { Outcome::Answer(answer) }
    }

    /// An address has passed a check; true when the stream moves there.
    fn passed(&mut self, address: SocketAddr, use_candidate: bool, priority: u32, now: Micros) -> bool {
        self.valid.retain(|valid| valid.address == address || now.saturating_sub(valid.at) < SILENCE);
        self.former = self.former.filter(|(_, left)| now.saturating_sub(*left) < SILENCE);
        let before = self.valid.iter().position(|valid| valid.address == address).map(|place| self.valid.swap_remove(place));
        let rival = self.valid.iter().find(|valid| Some(valid.address) == self.selected).copied();
        let selected = self.selected;
        if self.valid.len() == MOST {
            let oldest =
                self.valid.iter().enumerate().filter(|(_, valid)| Some(valid.address) != selected).min_by_key(|(_, valid)| valid.at);
            if let Some(place) = oldest.map(|(place, _)| place) {
                self.valid.swap_remove(place);
            }
        }
        let known = before.is_some_and(|valid| valid.nominated && now.saturating_sub(valid.at) < SILENCE);
        self.valid.push(Valid { address, nominated: use_candidate, priority, at: now });
        // An agent that nominates everything (RFC 5245 §8.1.1.2) repeats itself from all its addresses; only what it says for the
        // first time moves the stream, or the better address.
        let news = !known || rival.is_none_or(|rival| priority > rival.priority);
        let moves = if use_candidate { self.selected != Some(address) && (news || !self.nominated) } else { self.selected.is_none() };
        if use_candidate && (moves || self.selected == Some(address)) {
            self.nominated = true;
        }
        // After a restart the old address serves only until any check has passed.
        let moves = moves || (!self.nominated && rival.is_none() && self.selected != Some(address));
        if moves {
            if rival.is_none() {
                self.former = self.selected.map(|former| (former, now));
            }
            self.selected = Some(address);
        }
        moves
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stun::{self, NOMINATE};

    const SECOND: Micros = 1_000_000;

    fn credentials(ufrag: &str) -> Credentials {
        Credentials { ufrag: ufrag.to_owned(), password: format!("password of {ufrag}"), remote_ufrag: Some("them".to_owned()) }
    }

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    fn check(agent: &mut Agent, port: u16, nominate: bool, now: Micros) -> bool {
        let ufrag = agent.credentials().ufrag.clone();
        with(agent, &ufrag, port, if nominate { &[NOMINATE] } else { &[] }, 100 + u32::from(port), now)
    }

    fn with(agent: &mut Agent, ufrag: &str, port: u16, extra: &[(u16, &[u8])], priority: u32, now: Micros) -> bool {
        let datagram = stun::request(&format!("{ufrag}:them"), &format!("password of {ufrag}"), priority, extra);
        matches!(agent.datagram(&datagram, address(port), now), Outcome::Selected(_))
    }

    #[test]
    fn the_first_valid_address_serves_until_one_is_nominated() {
        let mut agent = Agent::new(credentials("us"));
        assert!(check(&mut agent, 1, false, 0));
        assert!(!check(&mut agent, 2, false, 0));
        assert_eq!(agent.selected(), Some(address(1)));
        assert!(check(&mut agent, 2, true, 1));
        assert!(!check(&mut agent, 2, true, 2) && !check(&mut agent, 1, false, 3));
        assert_eq!(agent.selected(), Some(address(2)));
        assert!(agent.knows(address(1)) && !agent.knows(address(3)));
    }

    #[test]
    fn a_new_network_moves_the_stream_and_it_may_move_back() {
        let mut agent = Agent::new(credentials("us"));
        assert!(check(&mut agent, 9, true, 0));
        assert!(check(&mut agent, 5, true, SECOND));
        assert!(!check(&mut agent, 9, false, 2 * SECOND));
        assert!(check(&mut agent, 9, true, 3 * SECOND));
        assert_eq!(agent.selected(), Some(address(9)));
        assert!(!check(&mut agent, 5, false, 30 * SECOND) && check(&mut agent, 5, true, 31 * SECOND));
        assert!(!agent.knows(address(4)));
    }

    #[test]
    fn an_aggressive_agent_does_not_make_it_flap() {
        let mut agent = Agent::new(credentials("us"));
        let mut moves = 0;
        for round in 0..20 {
            for port in [1, 3, 2] {
                moves += u32::from(check(&mut agent, port, true, round * SECOND));
            }
        }
        assert!(moves <= 4, "{moves}");
        assert_eq!(agent.selected(), Some(address(3)), "the highest priority");
    }

    #[test]
    fn a_restart_keeps_the_old_address_until_the_new_credentials_pass() {
        let mut agent = Agent::new(credentials("us"));
        assert!(check(&mut agent, 1, true, 0));
        agent.restart(credentials("us again"));
        assert_eq!(agent.selected(), Some(address(1)));
        assert!(!with(&mut agent, "us", 2, &[NOMINATE], 1, SECOND), "old credentials");
        assert!(with(&mut agent, "us again", 2, &[], 1, SECOND));
        assert!(with(&mut agent, "us again", 3, &[NOMINATE], 1, SECOND));
        assert!(agent.knows(address(1)), "what was sent before our answer arrived");
        with(&mut agent, "us again", 3, &[NOMINATE], 1, SECOND + SILENCE);
        assert!(!agent.knows(address(1)));
    }

    #[test]
    fn strangers_change_nothing() {
        let mut agent = Agent::new(credentials("us"));
        check(&mut agent, 1, true, 0);
        for username in ["us:", "us", "them:us", "us:them2", "", ":"] {
            let datagram = stun::request(username, "password of us", 1, &[NOMINATE]);
            assert!(matches!(agent.datagram(&datagram, address(66), 1), Outcome::Answer(_)), "{username}");
        }
        assert!(!agent.knows(address(66)));
        for port in 100..200 {
            with(&mut agent, "us", port, &[], 1, 2);
        }
        assert!(agent.valid.len() <= MOST && agent.selected() == Some(address(1)));
    }

    #[test]
    fn checks_may_come_before_the_answer() {
        let mut agent = Agent::new(Credentials { remote_ufrag: None, ..credentials("us") });
        assert!(check(&mut agent, 1, true, 0));
        agent.restart(credentials("us"));
        assert!(agent.knows(address(1)), "the far end's fragment is no restart");
    }
}
