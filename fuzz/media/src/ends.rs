//! Whole sessions for the targets that feed one: their sockets are shared by all inputs, because sockets are dear.

use crate::HOST;
use offhook_media::codec::{CodecKind, Tuning};
use offhook_media::report::{Inbox, Outbox, Report, mailbox};
use offhook_media::session::settings::{Change, Sending};
use offhook_media::session::{Origins, Session};
use std::net::UdpSocket;
use std::sync::Arc;

/// A socket on a port that the system chose.
pub fn socket() -> UdpSocket {
    let socket = UdpSocket::bind((HOST, 0)).expect("a port");
    socket.set_nonblocking(true).expect("non-blocking");
    socket
}

/// The sockets of two sessions, and where they report to.
pub struct Ends {
    sockets: [UdpSocket; 4],
    pub out: Outbox<Report>,
    inbox: Inbox<Report>,
}

impl Default for Ends {
    fn default() -> Self {
        let (out, inbox) = mailbox().expect("an eventfd");
        Self { sockets: [socket(), socket(), socket(), socket()], out, inbox }
    }
}

impl Ends {
    /// The session at a place, 0 or 1.
    pub fn session(&self, place: usize, change: Change) -> Box<Session> {
        let copy = |at: usize| self.sockets[at].try_clone().expect("a descriptor");
        let sockets = (copy(2 * place), copy(2 * place + 1));
        let mut session = Session::new(1, 1, Arc::from("s"), sockets, Origins { ssrc: 1, sequence: 2, timestamp: 3 });
        session.change(change, 0);
        session
    }

    /// How many reports there were since the last time.
    pub fn told(&mut self) -> usize {
        self.out.flush();
        self.inbox.quiet();
        std::iter::from_fn(|| self.inbox.take()).count()
    }
}

/// What is sent: G.711 or Opus, in packets of 20 or 40 ms.
pub fn sending(how: u8) -> Sending {
    Sending {
        codec: if how & 0x40 == 0 { CodecKind::Pcmu } else { CodecKind::Opus },
        payload: 0,
        ptime_ms: if how & 0x20 == 0 { 20 } else { 40 },
        dtmf_payload: Some(96),
        dtmf_per_ms: if how & 0x20 == 0 { 8 } else { 48 },
        dtmf_tones: false,
        ptime_wanted: how & 0x10 != 0,
        noise_payload: (how & 0x08 != 0).then_some(13),
        tuning: Tuning::default(),
        anew: false,
    }
}
