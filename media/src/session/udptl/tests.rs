use super::*;
use crate::latch::Others;
use crate::report::{Event, mailbox};
use crate::session::Origins;
use crate::session::settings::{Change, RemoteAddress};
use crate::session::tests::change;
use std::net::UdpSocket;
use std::sync::Arc;

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    socket.set_nonblocking(true).expect("non-blocking");
    socket
}

fn far(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn session(remote: SocketAddr) -> Box<Session> {
    let origins = Origins { ssrc: 1, sequence: 2, timestamp: 3 };
    let mut session = Session::new(1, 1, Arc::from("s"), (socket(), socket()), origins);
    session.change(change(remote), 0);
    session
}

fn fax(session: &mut Session, port: u16) {
    let remote = RemoteAddress { rtp: far(port), rtcp: far(port + 1), others: Others::Anybody };
    session.change(Change { remote: Some(Some(remote)), udptl: Some(true), relatch: true, ..Change::default() }, 0);
}

fn udptl(sequence: u16) -> Vec<u8> {
    let [high, low] = sequence.to_be_bytes();
    vec![high, low, 1, 6, 0]
}

#[test]
fn packets_pass_untouched_with_their_repetitions() {
    let machine = socket();
    let (mut out, inbox) = mailbox().expect("an eventfd");
    let (mut one, mut other) = (session(far(9)), session(machine.local_addr().expect("bound")));
    fax(&mut one, 9);
    other.change(Change { udptl: Some(true), ..Change::default() }, 0);
    machine.set_nonblocking(false).expect("blocking");
    for sequence in [0u16, 0, 1, 3, 2, 0x8000, 0x8001, 0x8001] {
        let data = udptl(sequence);
        assert!(one.take_udptl(&data, far(9), 0, &mut out));
        other.relay_udptl(&data);
        let mut received = [0; 64];
        let (length, _) = machine.recv_from(&mut received).expect("relayed");
        assert_eq!(&received[..length], &data);
    }
    assert_eq!(other.udptl.as_ref().map(|udptl| udptl.statistics().packets_sent), Some(8));
    let heard = one.udptl.as_ref().map(|udptl| udptl.statistics()).expect("on");
    assert_eq!((heard.packets_received, heard.duplicates), (8, 2));
    assert!(matches!(inbox.take(), Some(Report::Event(1, Event::Started { .. }))));
    other.change(Change { udptl: Some(false), ..Change::default() }, 0);
    other.relay_udptl(&udptl(9));
    assert_eq!(other.udptl.as_ref().map(|udptl| udptl.statistics().packets_sent), Some(8));
}

#[test]
fn what_is_left_of_the_sound_is_dropped_and_strangers_are_not_listened_to() {
    let (mut out, _inbox) = mailbox().expect("an eventfd");
    let mut one = session(far(9));
    let mut rtp = vec![0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 77, 1, 2, 3];
    assert!(one.take(&rtp, far(9), 0, &mut out).is_some());
    fax(&mut one, 9);
    rtp[3] = 2;
    assert!(!one.take_udptl(&rtp, far(9), 0, &mut out));
    assert!(!one.take_udptl(&[0x80, 201, 0, 1, 0, 0, 0, 77], far(9), 0, &mut out));
    assert!(!one.take_udptl(&[0, 1, 1], far(9), 0, &mut out));
    for sequence in 0..3 {
        assert!(one.take_udptl(&udptl(sequence), far(9), 0, &mut out));
    }
    for sequence in 100..110 {
        assert!(!one.take_udptl(&udptl(sequence), far(11), 20_000_000, &mut out));
    }
    assert!(one.take_udptl(&udptl(3), far(9), 20_000_000, &mut out));
}

#[test]
fn a_machine_behind_a_nat_is_found_by_its_packets() {
    let (mut out, _inbox) = mailbox().expect("an eventfd");
    let mut one = session(far(9));
    fax(&mut one, 21);
    // Each packet is sent three times, as machines do with what they begin with.
    let taken: Vec<bool> = [0, 0, 0, 1, 1, 1, 2].map(|sequence| one.take_udptl(&udptl(sequence), far(31), 0, &mut out)).to_vec();
    assert_eq!(taken, [false, false, false, false, false, false, true]);
    assert_eq!(one.remote(), Some(far(31)));
}
