//! One peer connection: a UDP socket, ICE-lite, a DTLS server, SRTP and an echo of every audio packet.

use crate::crypto::AwsLc;
use crate::dtls::Handshake;
use crate::fault::Filter;
use crate::srtp::Context;
use crate::stun;
use rustix::time::{ClockId, clock_gettime};
use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Group number and length of a client's key share (draft-ietf-tls-ecdhe-mlkem §4.1).
const X25519MLKEM768_SHARE: [u8; 4] = [0x11, 0xec, 0x04, 0xc0];

/// What a session knows before its first packet.
pub struct Plan {
    pub password: String,
    /// `local:remote` user fragments, as a Binding request must name them.
    pub username: String,
    /// SHA-256 fingerprint of the peer's certificate, from its SDP.
    pub fingerprint: String,
    /// SSRC of everything sent.
    pub ssrc: u32,
    pub filter: Filter,
}

/// What a session has measured; times in microseconds.
#[derive(Debug, Default, Clone)]
pub struct Report {
    pub hello_datagrams: usize,
    pub hello_bytes: usize,
    /// The `ClientHello` carries a share of group X25519MLKEM768.
    pub post_quantum: bool,
    pub handshake_wall: u128,
    pub handshake_cpu: u128,
    pub version: String,
    pub profile: String,
    pub echoed: usize,
    pub rtcp_in: usize,
    pub refused: usize,
    pub srtp_cpu: u128,
    pub bindings: usize,
    pub error: String,
}

fn cpu_now() -> u128 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    u128::try_from(time.tv_sec).unwrap_or(0) * 1_000_000_000 + u128::try_from(time.tv_nsec).unwrap_or(0)
}

struct Media {
    incoming: Context<AwsLc>,
    outgoing: Context<AwsLc>,
}

struct Session {
    socket: UdpSocket,
    plan: Plan,
    handshake: Box<dyn Handshake>,
    peer: Option<SocketAddr>,
    started: Option<Instant>,
    media: Option<Media>,
    report: Report,
    cpu: u128,
    last_report_block: Option<Instant>,
}

/// Serves the session until nothing arrived for five seconds.
pub fn run(socket: UdpSocket, plan: Plan, handshake: Box<dyn Handshake>, shared: &Arc<Mutex<Report>>) {
    let mut session = Session {
        socket,
        plan,
        handshake,
        peer: None,
        started: None,
        media: None,
        report: Report::default(),
        cpu: 0,
        last_report_block: None,
    };
    let (mut buffer, mut last) = ([0; 2048], Instant::now());
    while last.elapsed() < Duration::from_secs(5) {
        if let Ok((length, source)) = session.socket.recv_from(&mut buffer) {
            last = Instant::now();
            session.datagram(&buffer[..length], source);
        }
        if session.media.is_none() {
            session.dtls(None);
        }
        if let Ok(mut shared) = shared.lock() {
            shared.clone_from(&session.report);
        }
    }
}

impl Session {
    /// Tells the protocols apart by the first byte (RFC 7983).
    fn datagram(&mut self, datagram: &[u8], source: SocketAddr) {
        match datagram.first() {
            Some(0..=3) => self.stun(datagram, source),
            Some(20..=63) if self.peer == Some(source) => self.dtls_datagram(datagram),
            Some(128..=191) if self.peer == Some(source) => self.rtp(datagram),
            _ => self.report.refused += 1,
        }
    }

    fn stun(&mut self, datagram: &[u8], source: SocketAddr) {
        let password = self.plan.password.as_bytes();
        let Some(binding) = stun::parse(datagram, password).filter(|it| it.username == self.plan.username.as_bytes()) else {
            self.report.refused += 1;
            return;
        };
        self.report.bindings += 1;
        if binding.nominated || self.peer.is_none() {
            self.peer = Some(source);
        }
        if let Some(response) = stun::success(binding.transaction, source, password) {
            let _ = self.socket.send_to(&response, source);
        }
    }

    fn dtls_datagram(&mut self, datagram: &[u8]) {
        self.started.get_or_insert_with(Instant::now);
        // a clear record of type handshake whose message is a ClientHello
        if self.media.is_none() && datagram.len() > 13 && datagram[0] == 22 && datagram[13] == 1 {
            self.report.hello_datagrams += 1;
            self.report.hello_bytes += datagram.len();
            self.report.post_quantum |= datagram.windows(4).any(|at| at == X25519MLKEM768_SHARE);
        }
        for datagram in self.plan.filter.incoming(datagram.to_vec()) {
            self.dtls(Some(&datagram));
        }
    }

    fn dtls(&mut self, datagram: Option<&[u8]>) {
        let (before, now) = (cpu_now(), Instant::now());
        let result = match datagram {
            Some(datagram) => self.handshake.receive(datagram, now),
            None => self.handshake.timeout(now),
        };
        let (flight, established) = (self.handshake.outgoing(), self.handshake.established());
        self.cpu += cpu_now() - before;
        if let Err(error) = result {
            self.report.error = error;
        }
        if let Some(peer) = self.peer {
            for datagram in self.plan.filter.outgoing(flight) {
                let _ = self.socket.send_to(&datagram, peer);
            }
        }
        let Some(established) = established.filter(|_| self.media.is_none()) else { return };
        if fingerprint_of(&established.certificate) != self.plan.fingerprint {
            "the certificate is not the one of the SDP".clone_into(&mut self.report.error);
            return;
        }
        self.report.handshake_wall = self.started.map_or(0, |started| started.elapsed().as_micros());
        self.report.handshake_cpu = self.cpu / 1000;
        self.report.version = established.version;
        self.report.profile = format!("{:?}", established.profile);
        match Context::from_exported(established.profile, &established.material) {
            Ok((incoming, outgoing)) => self.media = Some(Media { incoming, outgoing }),
            Err(error) => self.report.error = format!("{error:?}"),
        }
    }

    fn rtp(&mut self, datagram: &[u8]) {
        let (Some(media), Some(peer)) = (&mut self.media, self.peer) else { return };
        let mut packet = datagram.to_vec();
        // Second byte 192–223 is an RTCP packet type (RFC 5761 §4).
        if datagram.len() > 1 && (192..=223).contains(&datagram[1]) {
            match media.incoming.unprotect_rtcp(&mut packet) {
                Ok(()) => self.report.rtcp_in += 1,
                Err(_) => self.report.refused += 1,
            }
            return;
        }
        let before = cpu_now();
        if media.incoming.unprotect(&mut packet).is_err() || packet.len() < 12 {
            self.report.refused += 1;
            return;
        }
        let heard = [packet[8], packet[9], packet[10], packet[11]];
        let sequence = [packet[2], packet[3]];
        packet[8..12].copy_from_slice(&self.plan.ssrc.to_be_bytes());
        if media.outgoing.protect(&mut packet).is_err() {
            return; // a duplicate on the wire was refused above; this cannot repeat an index
        }
        self.report.srtp_cpu += cpu_now() - before;
        self.report.echoed += 1;
        let _ = self.socket.send_to(&packet, peer);
        if self.last_report_block.is_none_or(|at| at.elapsed() > Duration::from_millis(500)) {
            self.last_report_block = Some(Instant::now());
            let mut block = receiver_report(self.plan.ssrc, heard, sequence);
            if media.outgoing.protect_rtcp(&mut block).is_ok() {
                let _ = self.socket.send_to(&block, peer);
            }
        }
    }
}

fn fingerprint_of(der: &[u8]) -> String {
    dimpl::certificate::format_fingerprint(&dimpl::certificate::calculate_fingerprint(der))
}

/// A receiver report with one block (RFC 3550 §6.4.2) and an SDES with a CNAME.
fn receiver_report(ssrc: u32, heard: [u8; 4], sequence: [u8; 2]) -> Vec<u8> {
    let mut packet = [&[0x81, 201, 0, 7][..], &ssrc.to_be_bytes(), &heard, &[0; 4], &[0, 0], &sequence].concat();
    packet.extend_from_slice(&[0; 12]);
    packet.extend_from_slice(&[0x81, 202, 0, 3]);
    packet.extend_from_slice(&ssrc.to_be_bytes());
    packet.extend_from_slice(&[1, 4, b'e', b'c', b'h', b'o', 0, 0]);
    packet
}
