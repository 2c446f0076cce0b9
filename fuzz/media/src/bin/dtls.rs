//! DTLS: rubbish to one end, or a handshake between two ends whose datagrams are damaged, repeated and lost on the way.
#![no_main]

use libfuzzer_sys::fuzz_target;
use offhook_media::dtls::{Association, Certificate, Fingerprints, Pair, Progress, Settings};
use offhook_media_fuzz::Input;
use std::sync::{Arc, OnceLock};

fn certificates() -> &'static [Arc<Certificate>; 2] {
    static MADE: OnceLock<[Arc<Certificate>; 2]> = OnceLock::new();
    MADE.get_or_init(|| [(); 2].map(|()| Arc::new(Certificate::generate().expect("a certificate"))))
}

struct End {
    association: Association,
    pair: Option<Box<Pair>>,
    sent: Vec<Vec<u8>>,
}

impl End {
    fn new(active: bool) -> Self {
        let [one, two] = certificates();
        let (ours, theirs) = if active { (one, two) } else { (two, one) };
        let fingerprints = Fingerprints::read([theirs.fingerprint().as_str()]).expect("readable");
        let settings = Settings { active, fingerprints, certificate: Arc::clone(ours) };
        Self { association: Association::new(settings, 0), pair: None, sent: Vec::new() }
    }

    fn step(&mut self, datagram: Option<&[u8]>, now: u64) {
        let outgoing = &mut self.sent;
        let send = |packet: &[u8]| outgoing.push(packet.to_vec());
        let progress = match datagram {
            Some(datagram) => self.association.receive(datagram, now, send),
            None => self.association.tick(now, send),
        };
        if let Progress::Secured(pair) = progress {
            assert!(self.pair.replace(pair).is_none(), "keys are given out once");
        }
        assert!(self.sent.len() < 100, "one datagram is not answered by a hundred");
    }
}

/// Datagrams of a stranger never lead to keys.
fn rubbish(mut input: Input<'_>) {
    let mut end = End::new(input.byte().is_multiple_of(2));
    let mut now = 0;
    end.step(None, now);
    for _ in 0..32 {
        if input.is_empty() {
            break;
        }
        now += input.lapse();
        end.step(Some(input.part()), now);
        end.step(None, now);
        end.sent.clear();
    }
    assert!(end.pair.is_none(), "nobody has proven who they are");
}

fn handshake(mut input: Input<'_>) {
    let (mut client, mut server) = (End::new(true), End::new(false));
    let mut now = 0;
    for _ in 0..12 {
        now += 20_000 + if input.is_empty() { 0 } else { input.lapse() };
        client.step(None, now);
        server.step(None, now);
        for turn in 0..2 {
            let (from, to) = if turn == 0 { (&mut client, &mut server) } else { (&mut server, &mut client) };
            for datagram in std::mem::take(&mut from.sent) {
                if input.is_empty() {
                    to.step(Some(&datagram), now);
                    continue;
                }
                match input.byte() % 8 {
                    0 => {}
                    1 => (0..2).for_each(|_| to.step(Some(&datagram), now)),
                    2..5 => {
                        let mut other = datagram.clone();
                        input.damage(&mut other);
                        to.step(Some(&other), now);
                    }
                    5 => {
                        let mut other = datagram.clone();
                        input.damage(&mut other);
                        to.step(Some(&other), now);
                        to.step(Some(&datagram), now);
                    }
                    _ => to.step(Some(&datagram), now),
                }
            }
        }
    }
    if let (Some(client), Some(server)) = (&mut client.pair, &mut server.pair) {
        let clear = [&[0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9][..], &[5; 160]].concat();
        let mut packet = clear.clone();
        client.send.protect(&mut packet).expect("sealed");
        let length = server.receive.unprotect(&mut packet).expect("both have the same keys");
        assert_eq!(packet[..length], clear);
    }
}

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    if input.byte().is_multiple_of(4) { handshake(input) } else { rubbish(input) }
});
