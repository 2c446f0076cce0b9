//! UDPTL: T.38 between two machines in the middle of a call, among what is left of its sound, from them and from strangers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use offhook_media::latch::{Network, Others};
use offhook_media::rtp::{self, Header};
use offhook_media::session::Session;
use offhook_media::session::settings::{Change, RemoteAddress};
use offhook_media_fuzz::ends::{Ends, sending, socket};
use offhook_media_fuzz::{Input, address};
use std::cell::RefCell;
use std::net::{SocketAddr, UdpSocket};

const SSRC: u32 = 0x0900_0009;

/// Sessions, and the machine that is sent what is relayed.
struct Call {
    ends: Ends,
    machine: UdpSocket,
}

thread_local! {
    static CALL: RefCell<Call> = RefCell::new(Call { ends: Ends::default(), machine: socket() });
}

fn remote(rtp: SocketAddr, how: u8) -> RemoteAddress {
    let others = match how & 4 {
        0 if how & 8 == 0 => Others::Anybody,
        0 => Others::Known(Network::read("127.0.106.0/31").into_iter().collect()),
        _ => Others::Host(rtp.ip()),
    };
    RemoteAddress { rtp, rtcp: rtp, others }
}

fn terms(rtp: SocketAddr, how: u8) -> Change {
    Change {
        remote: Some(Some(remote(rtp, how))),
        sending: Some(sending(how)),
        rtcp_mux: Some(how & 1 != 0),
        timeout: Some(if how & 2 == 0 { 0 } else { 10_000_000 }),
        ..Change::default()
    }
}

/// Far ends at two ports of the announced host, and at another one.
fn far(what: u8) -> SocketAddr {
    match what >> 6 {
        0 | 1 => address(1),
        2 => address(2),
        _ => SocketAddr::from(([127, 0, 106, 2], 1)),
    }
}

impl Call {
    /// What the machine was sent since the last time.
    fn arrived(&self) -> Option<Vec<u8>> {
        let mut buffer = [0; rtp::LARGEST];
        let (length, _) = self.machine.recv_from(&mut buffer).ok()?;
        Some(buffer[..length].to_vec())
    }

    fn converse(&mut self, mut input: Input<'_>) {
        let how = input.byte();
        let there = self.machine.local_addr().expect("bound");
        let mut one = self.ends.session(0, terms(address(1), how));
        let mut two = self.ends.session(1, terms(there, 0));
        let (mut now, mut sequence, mut scratch) = (0, u16::from(how) << 8, Vec::new());
        let mut heard = false;
        for step in 0..64 {
            if input.is_empty() {
                break;
            }
            now += input.lapse();
            let what = input.byte();
            let from = far(what);
            let mut data = match what % 8 {
                // The next packet, one again, or one that jumps.
                0..=3 => {
                    let order = input.byte();
                    let jump = if order < 16 { input.short() } else { u16::from(order % 4) };
                    sequence = sequence.wrapping_add(jump);
                    [&sequence.to_be_bytes()[..], input.part()].concat()
                }
                4 => {
                    let header = Header { marker: false, payload_type: 0, sequence: step, timestamp: u32::from(step) * 160, ssrc: SSRC };
                    [&header.bytes()[..], input.part()].concat()
                }
                5 => input.part().to_vec(),
                6 => {
                    Self::change(&mut one, &mut two, input.byte());
                    continue;
                }
                _ => {
                    let out = &mut self.ends.out;
                    two.report(&mut scratch, u32::from(what) << 8, now, out);
                    one.report(&mut scratch, u32::from(what) << 8, now, out);
                    one.watch(now, out);
                    one.listen(now, out);
                    let reported = self.arrived();
                    assert!(reported.is_none() || !two.faxes(), "no report goes to who faxes");
                    continue;
                }
            };
            data.truncate(rtp::LARGEST);
            if one.faxes() {
                let passed = one.take_udptl(&data, from, now, &mut self.ends.out);
                if passed {
                    assert_eq!(one.remote(), Some(from), "who is listened to is sent to");
                    assert!(how & 4 == 0 || from.ip() == address(1).ip(), "only from the host that signals");
                    assert!(what % 8 != 4 || !heard, "sound that is left over is no fax");
                    two.relay_udptl(&data);
                }
                let expected = (passed && two.faxes()).then_some(data);
                assert_eq!(self.arrived(), expected, "packets pass untouched or not at all");
            } else if rtp::is_rtcp(&data) {
                one.take_rtcp(&data, from, now, &mut self.ends.out);
            } else {
                let sound = one.take(&data, from, now, &mut self.ends.out);
                // Whatever else comes may have taken its place as the source.
                heard = what % 8 == 4 && (heard || sound.is_some());
                if let Some((packet, incoming)) = sound {
                    two.relay(&mut data, &packet, incoming, false, now);
                    let relayed = self.arrived();
                    assert!(relayed.is_none() || !two.faxes(), "no sound goes to who faxes");
                }
            }
        }
        let _ = (one.statistics(), one.describe(None), two.statistics());
        let told = self.ends.told();
        assert!(told < 200, "{told} events of 64 datagrams");
    }

    /// To fax, back to sound, to fax from elsewhere.
    fn change(one: &mut Session, two: &mut Session, how: u8) {
        let fax = |on| Change { udptl: Some(on), relatch: how & 8 != 0, timeout: Some(0), ..Change::default() };
        match how % 4 {
            0 => one.change(fax(false), 0),
            1 => two.change(fax(how & 16 != 0), 0),
            2 => one.change(Change { remote: Some(Some(remote(address(1 + u16::from(how >> 7)), 4))), ..fax(true) }, 0),
            _ => [one, two].into_iter().for_each(|session| session.change(fax(true), 0)),
        }
    }
}

fuzz_target!(|data: &[u8]| {
    CALL.with_borrow_mut(|call| call.converse(Input::new(data)));
});
