//! Two sessions that secure each other, and sessions under fire from everybody who can reach their ports.

use super::*;
use crate::dtls::{Certificate, Fingerprints, Settings};
use crate::latch::Others;
use crate::report::{Inbox, mailbox};
use crate::rtp::{HEADER, Header};
use crate::session::Origins;
use crate::session::settings::{Change, RemoteAddress};
use crate::stun::{NOMINATE, request};

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    socket.set_nonblocking(true).expect("non-blocking");
    socket
}

fn session(ssrc: u32) -> Box<Session> {
    let origins = Origins { ssrc, sequence: 2, timestamp: 3 };
    let mut session = Session::new(1, 1, Arc::from("s"), (socket(), socket()), origins);
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 9));
    session.change(Change { remote: None, rtcp_mux: Some(true), ..crate::session::tests::change(nowhere) }, 0);
    session
}

fn local(session: &Session) -> SocketAddr {
    session.rtp.local_addr().expect("bound")
}

fn announce(session: &mut Session, far: SocketAddr) {
    session.change(Change { remote: Some(Some(RemoteAddress { rtp: far, rtcp: far, others: Others::Anybody })), ..Change::default() }, 0);
}

fn handshake(certificate: &Arc<Certificate>, active: bool, far: &Certificate) -> Security {
    let fingerprints = Fingerprints::read([far.fingerprint().as_str()]).expect("readable");
    Security { dtls: Some(Some(Settings { active, fingerprints, certificate: Arc::clone(certificate) })), ..Security::default() }
}

fn keys() -> Keys {
    let key = |byte| Key { suite: Suite::Aes128CmSha1Tag80, bytes: vec![byte; 30] };
    Keys { send: key(1), receive: key(2) }
}

fn credentials() -> Credentials {
    Credentials { ufrag: "us".into(), password: "a password that is long".into(), remote_ufrag: Some("them".into()) }
}

fn events(inbox: &Inbox<Report>) -> Vec<Event> {
    std::iter::from_fn(|| inbox.take()).filter_map(|report| if let Report::Event(_, event) = report { Some(event) } else { None }).collect()
}

/// Hands a session what waits at its port; gives the RTP packets among it, opened.
fn pump(session: &mut Session, now: Micros, out: &mut Outbox<Report>) -> Vec<Vec<u8>> {
    let mut buffer = [0u8; 2048];
    let mut media = Vec::new();
    while let Ok((length, from)) = session.rtp.recv_from(&mut buffer) {
        if let Some(length) = session.admit_datagram(&mut buffer[..length], from, now, out) {
            media.push(buffer[..length].to_vec());
        }
    }
    media
}

#[test]
fn two_sessions_secure_each_other_and_lose_no_packet() {
    let (mut out, inbox) = mailbox().expect("an eventfd");
    let certificates = [Certificate::generate(), Certificate::generate()].map(|made| Arc::new(made.expect("a certificate")));
    let (mut caller, mut called) = (session(1), session(2));
    caller.secure(handshake(&certificates[0], true, &certificates[1]), 0, &mut out);
    called.secure(handshake(&certificates[1], false, &certificates[0]), 0, &mut out);
    announce(&mut caller, local(&called));
    announce(&mut called, local(&caller));
    assert!(caller.handshaking() && !called.handshaking() && caller.target().is_none());
    let mut payload = [0u8; HEADER + 160];
    caller.send_made(&mut payload, 160, 0);
    let mut now = 0;
    while caller.cipher().is_none() || called.cipher().is_none() {
        now += 20_000;
        assert!(now < 5_000_000, "no agreement");
        caller.advance(now, &mut out);
        called.advance(now, &mut out);
        assert!(pump(&mut caller, now, &mut out).is_empty() && pump(&mut called, now, &mut out).is_empty());
    }
    assert_eq!(events(&inbox).iter().filter(|event| matches!(event, Event::Secured { .. })).count(), 2);
    assert!(!caller.handshaking() && !called.handshaking());
    for step in 0..100u8 {
        let mut data = [step; HEADER + 160];
        caller.send_made(&mut data, 160, now + u64::from(step) * 20_000);
    }
    let heard = pump(&mut called, now, &mut out);
    assert_eq!(heard.len(), 100);
    assert!(heard.iter().zip(0..).all(|(packet, step)| packet[HEADER..] == [step; 160]));
}

struct Noise(u64);

impl Noise {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end.max(1)
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).expect("a byte")
    }

    /// Something that looks like one of the protocols on the port, damaged more often than not.
    fn datagram(&mut self, good: &[Vec<u8>]) -> Vec<u8> {
        let mut data = match self.below(3) {
            0 => (0..self.below(300)).map(|_| self.byte()).collect(),
            _ => good[self.below(good.len())].clone(),
        };
        if let Some(first) = data.first_mut().filter(|_| self.below(4) == 0) {
            *first = [0, 1, 20, 22, 23, 63, 128, 144, 191][self.below(9)];
        }
        for _ in 0..=self.below(3) {
            if !data.is_empty() {
                let at = self.below(data.len());
                data[at] ^= 1 << self.below(8);
            }
        }
        if self.below(4) == 0 {
            data.truncate(self.below(data.len() + 1));
        }
        data
    }
}

/// Everything that a stranger may know: protocols, but neither passwords nor keys. Nothing of the session changes, nothing grows.
#[test]
fn strangers_change_nothing_whatever_they_send() {
    let (mut out, inbox) = mailbox().expect("an eventfd");
    let certificate = Arc::new(Certificate::generate().expect("a certificate"));
    let far = socket().local_addr().expect("bound");
    let mut by_ice = session(1);
    by_ice.secure(Security { ice: Some(Some(credentials())), ..handshake(&certificate, false, &certificate) }, 0, &mut out);
    let mut signalled = session(2);
    signalled.secure(Security { srtp: Some(Some(keys())), ..Security::default() }, 0, &mut out);
    announce(&mut signalled, far);
    let rtp = [&Header { marker: false, payload_type: 0, sequence: 7, timestamp: 0, ssrc: 9 }.bytes()[..], &[0x55; 170]].concat();
    let mut hello = vec![22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 60, 1, 0, 0, 48, 0, 0, 0, 0, 0, 0, 0, 48, 254, 253];
    hello.resize(73, 3);
    let good = [
        request("us:them", "another password", 1, &[NOMINATE]),
        request("us:them", "", 1, &[]),
        rtp,
        [&[0x81, 200, 0, 12][..], &[0; 60]].concat(),
        hello,
    ];
    let mut noise = Noise(5);
    let _ = events(&inbox);
    for step in 0..60_000u64 {
        let data = noise.datagram(&good);
        let from = SocketAddr::from(([127, 0, 51, noise.byte()], 9));
        for session in [&mut by_ice, &mut signalled] {
            assert!(session.admit_datagram(&mut data.clone(), from, step * 100, &mut out).is_none());
            assert!(session.admit_control(&mut data.clone(), from, step * 100, &mut out).is_none());
            session.advance(step * 100, &mut out);
        }
    }
    assert!(by_ice.remote().is_none() && by_ice.cipher().is_none() && !by_ice.handshaking());
    assert_eq!(signalled.remote(), Some(far));
    assert!(events(&inbox).iter().all(|event| matches!(event, Event::Stranger { .. })));
    assert!(by_ice.announced_strangers.len() <= 8 && by_ice.strangers > 10_000);
    // Who has the password is found at once.
    let check = request("us:them", "a password that is long", 1, &[NOMINATE]);
    by_ice.admit_datagram(&mut check.clone(), far, 0, &mut out);
    assert_eq!(by_ice.remote(), Some(far));
}

/// A far end that passed its checks may still send rubbish instead of a handshake: it harms itself only.
#[test]
fn rubbish_from_the_far_end_itself_is_survived() {
    let (mut out, inbox) = mailbox().expect("an eventfd");
    let certificate = Arc::new(Certificate::generate().expect("a certificate"));
    let far = socket();
    let address = far.local_addr().expect("bound");
    let mut noise = Noise(11);
    for active in [false, true] {
        for _ in 0..100 {
            let mut session = session(1);
            let security = Security { ice: Some(Some(credentials())), ..handshake(&certificate, active, &certificate) };
            session.secure(security, 0, &mut out);
            let check = request("us:them", "a password that is long", 1, &[NOMINATE]);
            session.admit_datagram(&mut check.clone(), address, 0, &mut out);
            // Its own flights come back to it damaged: the right form, the wrong sense.
            let mut good = vec![vec![22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]];
            let mut buffer = [0u8; 2048];
            for step in 0..200u64 {
                session.admit_datagram(&mut noise.datagram(&good), address, step * 20_000, &mut out);
                session.advance(step * 20_000, &mut out);
                while let Ok((length, _)) = far.recv_from(&mut buffer) {
                    good.push(buffer[..length].to_vec());
                    good.truncate(20);
                }
            }
            assert!(session.cipher().is_none() && session.target().is_none());
        }
    }
    assert!(!events(&inbox).iter().any(|event| matches!(event, Event::Secured { .. })));
}

#[test]
fn a_direction_whose_key_stays_keeps_its_counters() {
    let (mut out, _inbox) = mailbox().expect("an eventfd");
    let mut one = session(1);
    let far = socket();
    announce(&mut one, far.local_addr().expect("bound"));
    let set = |one: &mut Session, keys, out: &mut _| one.secure(Security { srtp: Some(Some(keys)), ..Security::default() }, 0, out);
    set(&mut one, keys(), &mut out);
    let mut theirs = Context::new(Suite::Aes128CmSha1Tag80, &[2; 30]).expect("a key");
    let mut packet = Header { marker: false, payload_type: 0, sequence: 7, timestamp: 0, ssrc: 9 }.bytes().to_vec();
    theirs.protect(&mut packet).expect("protected");
    let from = far.local_addr().expect("bound");
    assert!(one.admit_datagram(&mut packet.clone(), from, 0, &mut out).is_some());
    let mut other = keys();
    other.send.bytes = vec![9; 30];
    set(&mut one, other, &mut out);
    assert!(one.admit_datagram(&mut packet.clone(), from, 0, &mut out).is_none(), "a replay was taken");
    set(&mut one, keys(), &mut out);
    assert!(one.admit_datagram(&mut packet, from, 0, &mut out).is_none(), "a replay was taken");
    one.secure(Security { srtp: Some(None), ..Security::default() }, 0, &mut out);
    assert!(one.guard.is_none() && one.target().is_some());
}

/// A far end that falls silent in the middle of a handshake: another may follow, and only when none does it is told, once.
#[test]
fn a_broken_handshake_may_be_mended_and_is_mourned_once() {
    for mended in [true, false] {
        let (mut out, inbox) = mailbox().expect("an eventfd");
        let certificates = [Certificate::generate(), Certificate::generate()].map(|made| Arc::new(made.expect("a certificate")));
        let mut called = session(2);
        called.secure(Security { ice: Some(Some(credentials())), ..handshake(&certificates[1], false, &certificates[0]) }, 0, &mut out);
        let mut now = 0;
        let begin = |called: &mut Session, now: Micros, out: &mut Outbox<Report>| {
            let mut caller = session(1);
            caller.secure(handshake(&certificates[0], true, &certificates[1]), now, out);
            announce(&mut caller, local(called));
            let check = request("us:them", "a password that is long", 1, &[NOMINATE]);
            called.admit_datagram(&mut check.clone(), local(&caller), now, out);
            caller.advance(now, out);
            pump(called, now, out);
            caller
        };
        let silent = begin(&mut called, now, &mut out);
        while called.handshaking() {
            now += 20_000;
            assert!(now < 60_000_000, "it waits for ever");
            called.advance(now, &mut out);
        }
        assert!(!events(&inbox).iter().any(|event| matches!(event, Event::Insecure { .. })));
        let mut caller = if mended { begin(&mut called, now, &mut out) } else { silent };
        for _ in 0..400 {
            now += 20_000;
            if mended {
                caller.advance(now, &mut out);
                pump(&mut caller, now, &mut out);
                pump(&mut called, now, &mut out);
            }
            called.advance(now, &mut out);
        }
        let told = events(&inbox);
        let insecure = told.iter().filter(|event| matches!(event, Event::Insecure { .. })).count();
        assert_eq!((called.cipher().is_some(), insecure), (mended, usize::from(!mended)), "{told:?}");
    }
}
