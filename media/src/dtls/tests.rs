//! Two associations over a wire of the test's own: agreement, loss, wrong certificates, and rubbish.

use super::*;

type Wire = Vec<Vec<u8>>;

fn settings(active: bool, ours: &Arc<Certificate>, theirs: &str) -> Settings {
    let fingerprints = Fingerprints::read([theirs]).expect("readable");
    Settings { active, fingerprints, certificate: Arc::clone(ours) }
}

fn certificate() -> Arc<Certificate> {
    Arc::new(Certificate::generate().expect("a certificate"))
}

struct End {
    association: Association,
    pair: Option<Box<Pair>>,
    failure: Option<String>,
    sent: Wire,
}

impl End {
    fn new(settings: Settings) -> Self {
        Self { association: Association::new(settings, 0), pair: None, failure: None, sent: Vec::new() }
    }

    fn step(&mut self, datagram: Option<&[u8]>, now: Micros) {
        let send = |packet: &[u8]| self.sent.push(packet.to_vec());
        match match datagram {
            Some(datagram) => self.association.receive(datagram, now, send),
            None => self.association.tick(now, send),
        } {
            Progress::Going => {}
            Progress::Secured(pair) => self.pair = Some(pair),
            Progress::Broken(text) => self.failure = Some(text),
            Progress::Refused(text) => self.failure = Some(text.to_owned()),
        }
    }
}

/// Lets both ends talk for `seconds`; `lost` says which datagram (counted over both directions) is lost.
fn talk(client: &mut End, server: &mut End, seconds: u64, lost: impl Fn(usize) -> bool) {
    let mut count = 0;
    for step in 0..seconds * 50 {
        let now = step * 20_000;
        client.step(None, now);
        server.step(None, now);
        for turn in 0..20 {
            let (from, to) = if turn % 2 == 0 { (&mut *client, &mut *server) } else { (&mut *server, &mut *client) };
            for datagram in std::mem::take(&mut from.sent) {
                count += 1;
                if !lost(count) {
                    to.step(Some(&datagram), now);
                }
            }
        }
    }
}

fn ends() -> (End, End) {
    let (one, two) = (certificate(), certificate());
    (End::new(settings(true, &one, &two.fingerprint())), End::new(settings(false, &two, &one.fingerprint())))
}

fn understand_each_other(one: &mut End, two: &mut End) {
    let (Some(one), Some(two)) = (&mut one.pair, &mut two.pair) else { panic!("no keys") };
    for (send, receive) in [(&mut one.send, &mut two.receive), (&mut two.send, &mut one.receive)] {
        let clear = [&[0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9][..], &[5; 160]].concat();
        let mut packet = clear.clone();
        send.protect(&mut packet).expect("protected");
        let length = receive.unprotect(&mut packet).expect("opened");
        assert_eq!(packet[..length], clear);
    }
}

#[test]
fn two_ends_agree_on_keys() {
    let (mut client, mut server) = ends();
    talk(&mut client, &mut server, 1, |_| false);
    understand_each_other(&mut client, &mut server);
    assert!(!client.association.unfinished() && !server.association.unfinished());
}

#[test]
fn lost_datagrams_are_sent_again() {
    for lost in 1..=6 {
        let (mut client, mut server) = ends();
        talk(&mut client, &mut server, 5, |count| count == lost);
        understand_each_other(&mut client, &mut server);
    }
}

#[test]
fn another_certificate_gives_no_keys() {
    let (one, two, other) = (certificate(), certificate(), certificate());
    for (of_server, of_client) in [(&other, &one), (&two, &other)] {
        let mut client = End::new(settings(true, &one, &of_server.fingerprint()));
        let mut server = End::new(settings(false, &two, &of_client.fingerprint()));
        talk(&mut client, &mut server, 1, |_| false);
        let deceived = if Arc::ptr_eq(of_server, &other) { &client } else { &server };
        assert!(deceived.pair.is_none());
        assert!(deceived.failure.as_deref().is_some_and(|text| text.contains("certificate")));
        assert!(!deceived.association.unfinished());
    }
}

#[test]
fn nobody_answers_for_ever() {
    let (mut client, _) = ends();
    for step in 0..2000 {
        client.step(None, step * 20_000);
    }
    assert!(client.failure.is_some() && client.sent.len() < 20);
}

#[test]
fn fingerprints_are_read_as_browsers_and_old_phones_write_them() {
    let certificate = certificate();
    let text = certificate.fingerprint();
    assert_eq!(text.len(), "sha-256 ".len() + 32 * 3 - 1);
    let certificate = &certificate.pair.certificate;
    let fits = |texts: &[&str]| Fingerprints::read(texts.iter().copied()).map(|known| known.fit(certificate));
    assert_eq!(fits(&[&text]), Some(true));
    assert_eq!(fits(&[&text.to_lowercase()]), Some(true));
    let wrong = "sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33";
    assert_eq!(fits(&[wrong]), Some(false));
    assert_eq!(fits(&[wrong, &text]), Some(true), "the better hash counts");
    assert_eq!(fits(&["md5 00:11", &text]), Some(true));
    for bad in ["", "sha-256", "sha-256 AB:CD", "sha-256 XY", "md5 00:11", "sha-256  "] {
        assert_eq!(fits(&[bad]), None, "{bad}");
    }
    let digest = digest::digest(&digest::SHA512, certificate);
    let long: Vec<_> = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(fits(&[wrong, &format!("SHA-512 {}", long.join(":"))]), Some(true));
}

fn byte(value: usize) -> u8 {
    u8::try_from(value).expect("a byte")
}

/// Rubbish, and handshakes whose datagrams were damaged: nothing panics, and no key comes of it that only one side has.
#[test]
fn damaged_handshakes_are_survived() {
    let mut state = 99u64;
    let mut random = move |end: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % end.max(1)
    };
    for round in 0..60 {
        let (mut client, mut server) = ends();
        for step in 0..40u64 {
            let now = step * 50_000;
            client.step(None, now);
            server.step(None, now);
            for turn in 0..6 {
                let (from, to) = if turn % 2 == 0 { (&mut client, &mut server) } else { (&mut server, &mut client) };
                for mut datagram in std::mem::take(&mut from.sent) {
                    for _ in 0..random(4) {
                        let mut other = datagram.clone();
                        for _ in 0..=random(3) {
                            let at = random(other.len().min(if round % 2 == 0 { 60 } else { 2000 }));
                            other[at] = byte(random(256));
                        }
                        other.truncate(if random(3) == 0 { random(other.len()) } else { other.len() });
                        to.step(Some(&other), now);
                    }
                    if random(50) == 0 {
                        datagram.extend_from_within(..);
                    }
                    to.step(Some(&datagram), now);
                }
                let rubbish: Vec<u8> =
                    (0..random(80)).map(|place| if place == 0 { byte(20 + random(44)) } else { byte(random(256)) }).collect();
                to.step(Some(&rubbish), now);
            }
        }
    }
}
