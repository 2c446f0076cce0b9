//! A session against arbitrary packets, and what it forwards of good ones.

use super::settings::{Change, Direction, Incoming, RemoteAddress, Sending, assign, static_map};
use super::{Origins, Session};
use crate::clock::Micros;
use crate::codec::{CodecKind, Tuning};
use crate::latch::Others;
use crate::report::{Event, Inbox, Outbox, Report, mailbox};
use crate::rtp::{HEADER, Header};
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    socket.set_nonblocking(true).expect("non-blocking");
    socket
}

fn far() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 9))
}

pub(super) fn change(remote: SocketAddr) -> Change {
    let mut incoming = static_map();
    assign(&mut incoming, 101, Incoming::Event(8));
    Change {
        remote: Some(Some(RemoteAddress { rtp: remote, rtcp: remote, others: Others::Anybody })),
        sending: Some(Sending {
            codec: CodecKind::Pcmu,
            payload: 0,
            ptime_ms: 20,
            dtmf_payload: Some(96),
            dtmf_per_ms: 8,
            dtmf_tones: false,
            ptime_wanted: false,
            noise_payload: None,
            tuning: Tuning::default(),
            anew: false,
        }),
        incoming: Some(Box::new(incoming)),
        ..Change::default()
    }
}

fn session(remote: SocketAddr) -> Box<Session> {
    let origins = Origins { ssrc: 1, sequence: 2, timestamp: 3 };
    let mut session = Session::new(1, 1, Arc::from("s"), (socket(), socket()), origins);
    session.change(change(remote), 0);
    session
}

fn events(inbox: &Inbox<Report>) -> Vec<Event> {
    std::iter::from_fn(|| inbox.take()).filter_map(|report| if let Report::Event(1, event) = report { Some(event) } else { None }).collect()
}

fn packet(payload_type: u8, sequence: u16, timestamp: u32, payload: &[u8]) -> Vec<u8> {
    let header = Header { marker: false, payload_type, sequence, timestamp, ssrc: 77 };
    [&header.bytes()[..], payload].concat()
}

fn taken(session: &mut Session, data: &[u8], now: Micros, out: &mut Outbox<Report>) -> Option<Incoming> {
    session.take(data, far(), now, out).map(|(_, incoming)| incoming)
}

#[test]
fn arbitrary_datagrams_are_survived() {
    let (mut out, inbox) = mailbox().expect("an eventfd");
    let mut session = session(far());
    let mut state = 88_172_645_463_325_252u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for step in 0..50_000u64 {
        let length = usize::try_from(random() % 200).expect("small");
        let mut data: Vec<u8> = (0..length).map(|_| random().to_be_bytes()[0]).collect();
        if step % 2 == 0 {
            let mixed = random().to_be_bytes();
            let start = packet(if step % 4 == 0 { 101 } else { mixed[0] & 0x7f }, u16::from(mixed[1]), u32::from(mixed[2]), &[]);
            data.splice(0..0, start);
            data[0] = if mixed[3] < 200 { 0x80 } else { mixed[4] };
        }
        let from = SocketAddr::from(([127, 0, 0, 1], if random() % 4 == 0 { 10 } else { 9 }));
        if let Some((packet, incoming)) = session.take(&data, from, step * 1000, &mut out) {
            session.relay(&mut data, &packet, incoming, step % 3 == 0, step * 1000);
        }
        session.take_rtcp(&data, from, step * 1000, &mut out);
        session.listen(step * 1000, &mut out);
    }
    assert!(events(&inbox).len() < 50_000);
    let _ = session.statistics();
}

#[test]
fn duplicates_and_unknown_types_go_nowhere() {
    let (mut out, _inbox) = mailbox().expect("an eventfd");
    let mut session = session(far());
    assert_eq!(taken(&mut session, &packet(0, 1, 0, &[0; 160]), 0, &mut out), Some(Incoming::Audio(CodecKind::Pcmu)));
    assert_eq!(taken(&mut session, &packet(0, 1, 0, &[0; 160]), 0, &mut out), None);
    assert_eq!(taken(&mut session, &packet(50, 2, 160, &[0; 160]), 0, &mut out), None);
    assert_eq!(taken(&mut session, &packet(13, 3, 320, &[0; 1]), 0, &mut out), Some(Incoming::Noise));
}

#[test]
fn nothing_is_heard_where_only_sending_is_on() {
    let (mut out, inbox) = mailbox().expect("an eventfd");
    let mut session = session(far());
    session.change(Change { direction: Some(Direction::SendOnly), ..Change::default() }, 0);
    assert_eq!(taken(&mut session, &packet(101, 1, 0, &[5, 0x80, 3, 0x20]), 0, &mut out), None);
    assert!(!events(&inbox).iter().any(|event| matches!(event, Event::Digit { .. })));
}

#[test]
fn what_is_relayed_has_our_identity_and_the_other_legs_payload_types() {
    let phone = socket();
    let address = phone.local_addr().expect("bound");
    let (mut out, _inbox) = mailbox().expect("an eventfd");
    let mut first = session(far());
    let mut second = session(address);
    let mut received = [0u8; 200];
    for (payload_type, mapped) in [(0u8, 0u8), (101, 96)] {
        let sequence = 10 + u16::from(payload_type);
        let mut data = packet(payload_type, sequence, 500, &[1, 2, 3, 4]);
        // Contributing sources and an extension are not passed on.
        data[0] = 0x91;
        data.splice(HEADER..HEADER, [9, 9, 9, 9, 0, 0, 0, 1, 8, 8, 8, 8]);
        let (seen, incoming) = first.take(&data, far(), 0, &mut out).expect("good");
        second.relay(&mut data, &seen, incoming, false, 0);
        phone.set_nonblocking(false).expect("blocking");
        let (length, from) = phone.recv_from(&mut received).expect("relayed");
        assert_eq!(from, second.rtp().local_addr().expect("bound"));
        assert_eq!(length, HEADER + 4);
        assert_eq!((received[0], received[1] & 0x7f, &received[8..length]), (0x80, mapped, &[0, 0, 0, 1, 1, 2, 3, 4][..]));
    }
}

#[test]
fn silence_is_told_once_and_counts_from_the_moment_receiving_begins() {
    let (mut out, inbox) = mailbox().expect("an eventfd");
    let mut session = session(far());
    session.change(Change { timeout: Some(1000), ..Change::default() }, 5000);
    session.watch(5999, &mut out);
    assert!(events(&inbox).is_empty());
    session.watch(6000, &mut out);
    session.watch(9000, &mut out);
    assert!(matches!(events(&inbox)[..], [Event::Timeout { silent_ms: 1, .. }]));
    taken(&mut session, &packet(0, 1, 0, &[0; 160]), 9500, &mut out);
    assert!(matches!(events(&inbox)[..], [Event::Resumed { .. }]));
    session.change(Change { direction: Some(Direction::Inactive), ..Change::default() }, 9600);
    session.watch(90_000, &mut out);
    assert!(events(&inbox).is_empty());
}
