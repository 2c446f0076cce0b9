//! DTLS-SRTP (RFC 5763, RFC 5764): the server's certificate, and one handshake with one far end, driven without I/O.
//!
//! Invariant: keys are given out only after the handshake has finished with a certificate that signalling announced. The library
//! (dimpl) checks no certificate; what it calls an error ends the association, as it asks for.

use crate::clock::Micros;
use crate::srtp::{Context, Suite};
use aws_lc_rs::digest;
use dimpl::{Config, Dtls, DtlsCertificate, Error, Output, SrtpProfile, UnexpectedMessageError};
use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// First retransmission; a conversation waits for it (RFC 9147 §5.8.2 allows less than a second where that is so).
const FIRST_RETRY: Duration = Duration::from_millis(400);
const RETRIES: usize = 6;
const PATIENCE: Duration = Duration::from_secs(30);

/// The certificate of this server's life, and what every association shares.
pub struct Certificate {
    pair: DtlsCertificate,
    config: Arc<Config>,
}

impl Certificate {
    /// Makes a self-signed certificate for ECDSA P-256; an error is a sentence.
    pub fn generate() -> Result<Self, String> {
        let pair = dimpl::certificate::generate_self_signed_certificate().map_err(|error| error.to_string())?;
        // The far end's address is proven by a connectivity check or announced by signalling, so the cookie round trip buys nothing.
        let config = Config::builder()
            .use_server_cookie(false)
            .flight_start_rto(FIRST_RETRY)
            .flight_retries(RETRIES)
            .handshake_timeout(PATIENCE)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self { pair, config: Arc::new(config) })
    }

    /// The fingerprint as SDP has it (RFC 8122 §5).
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = digest::digest(&digest::SHA256, &self.pair.certificate);
        let mut text = String::from("sha-256 ");
        for (place, byte) in digest.as_ref().iter().enumerate() {
            let _ = write!(text, "{}{byte:02X}", if place == 0 { "" } else { ":" }); // a string takes everything
        }
        text
    }
}

/// Hash functions of fingerprints that are understood, the most trusted last; MD5 and MD2 are not.
const HASHES: [(&str, &digest::Algorithm); 5] = [
    ("sha-1", &digest::SHA1_FOR_LEGACY_USE_ONLY),
    ("sha-224", &digest::SHA224),
    ("sha-256", &digest::SHA256),
    ("sha-384", &digest::SHA384),
    ("sha-512", &digest::SHA512),
];

/// The certificates that signalling announced, by their digests under the most trusted hash function among them (RFC 8122 §5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprints {
    hash: usize,
    digests: Vec<Vec<u8>>,
}

impl Fingerprints {
    /// Reads texts such as `sha-256 AB:CD:…`; `None` when none of them is understood, or one of them is malformed.
    #[must_use]
    pub fn read<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut found = Self { hash: 0, digests: Vec::new() };
        for text in texts {
            let (name, digits) = text.trim().split_once(' ')?;
            let digest = digits.trim().split(':').map(|pair| u8::from_str_radix(pair, 16).ok()).collect::<Option<Vec<u8>>>()?;
            let Some(hash) = HASHES.iter().position(|(known, _)| known.eq_ignore_ascii_case(name)) else { continue };
            if HASHES.get(hash).is_none_or(|(_, algorithm)| algorithm.output_len() != digest.len()) {
                return None;
            }
            if hash > found.hash {
                found = Self { hash, digests: Vec::new() };
            }
            if hash == found.hash {
                found.digests.push(digest);
            }
        }
        (!found.digests.is_empty()).then_some(found)
    }

    fn fit(&self, certificate: &[u8]) -> bool {
        let Some((_, algorithm)) = HASHES.get(self.hash) else { return false };
        let digest = digest::digest(algorithm, certificate);
        self.digests.iter().any(|known| known == digest.as_ref())
    }
}

/// What signalling agreed on.
#[derive(Clone)]
pub struct Settings {
    /// We begin the handshake (RFC 5763 §5 `active`).
    pub active: bool,
    pub fingerprints: Fingerprints,
    pub certificate: Arc<Certificate>,
}

impl PartialEq for Settings {
    fn eq(&self, other: &Self) -> bool {
        self.active == other.active && self.fingerprints == other.fingerprints
    }
}

/// The keys of both directions.
pub struct Pair {
    pub send: Context,
    pub receive: Context,
}

/// What a step of the handshake led to.
pub enum Progress {
    Going,
    Secured(Box<Pair>),
    /// The handshake broke: an alert, a timer, or what somebody forged. Another may succeed.
    Broken(String),
    /// The far end has shown who it is, and it is not whom we were told, or cannot do what we ask.
    Refused(&'static str),
}

/// One handshake and what remains of it.
pub struct Association {
    settings: Settings,
    /// `None` once it has failed, or broke after it had given its keys.
    dtls: Option<Dtls>,
    /// The library's clock at a moment of ours.
    epoch: (Instant, Micros),
    due: Instant,
    certificate: Vec<u8>,
    material: Option<(Suite, Vec<u8>)>,
    connected: bool,
    established: bool,
}

fn suite(profile: SrtpProfile) -> Option<Suite> {
    match profile {
        SrtpProfile::AES128_CM_SHA1_80 => Some(Suite::Aes128CmSha1Tag80),
        SrtpProfile::AEAD_AES_128_GCM => Some(Suite::AeadAes128Gcm),
        SrtpProfile::AEAD_AES_256_GCM => Some(Suite::AeadAes256Gcm),
        _ => None,
    }
}

/// True for a datagram that begins a handshake: a clear record with a `ClientHello`.
#[must_use]
pub fn is_client_hello(datagram: &[u8]) -> bool {
    datagram.first() == Some(&22) && datagram.get(13) == Some(&1)
}

impl Association {
    #[must_use]
    pub fn new(settings: Settings, now: Micros) -> Self {
        let start = Instant::now();
        let mut dtls = Dtls::new_auto(Arc::clone(&settings.certificate.config), settings.certificate.pair.clone(), start);
        dtls.set_active(settings.active);
        Self {
            settings,
            dtls: Some(dtls),
            epoch: (start, now),
            due: start,
            certificate: Vec::new(),
            material: None,
            connected: false,
            established: false,
        }
    }

    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// True when this association is, or will be, what these settings ask for.
    #[must_use]
    pub fn serves(&self, settings: &Settings) -> bool {
        self.settings == *settings && (self.established || self.dtls.is_some())
    }

    /// True while timers of the handshake may be due.
    #[must_use]
    pub fn unfinished(&self) -> bool {
        self.dtls.is_some() && !self.established
    }

    /// Ends a handshake that has given no keys.
    pub fn give_up(&mut self) {
        self.dtls = self.dtls.take().filter(|_| self.established);
    }

    /// Takes a datagram; `send` is called with what has to go out.
    pub fn receive(&mut self, datagram: &[u8], now: Micros, send: impl FnMut(&[u8])) -> Progress {
        let now = self.instant(now);
        let Some(dtls) = &mut self.dtls else { return Progress::Going };
        match dtls.handle_timeout(now).and_then(|()| dtls.handle_packet(datagram)) {
            // Before the first answer anything may come; it leaves the association as it was.
            Ok(()) | Err(Error::UnexpectedMessage(UnexpectedMessageError::UnrecognizedAutoServerResponse)) => self.drain(send),
            Err(error) => self.broken(&error),
        }
    }

    /// Lets timers fire that are due; an active side begins with this.
    pub fn tick(&mut self, now: Micros, send: impl FnMut(&[u8])) -> Progress {
        let now = self.instant(now);
        let Some(dtls) = self.dtls.as_mut().filter(|_| now >= self.due) else { return Progress::Going };
        match dtls.handle_timeout(now) {
            Ok(()) => self.drain(send),
            Err(error) => self.broken(&error),
        }
    }

    fn instant(&self, now: Micros) -> Instant {
        self.epoch.0 + Duration::from_micros(now.saturating_sub(self.epoch.1))
    }

    /// An error of the library is the end of the handshake, but not of keys that were given out.
    fn broken(&mut self, error: &Error) -> Progress {
        self.dtls = None;
        if self.established { Progress::Going } else { Progress::Broken(format!("the DTLS handshake failed: {error}")) }
    }

    fn drain(&mut self, mut send: impl FnMut(&[u8])) -> Progress {
        let mut buffer = vec![0; 2048];
        while let Some(dtls) = &mut self.dtls {
            match dtls.poll_output(&mut buffer) {
                Output::Packet(packet) => send(packet),
                Output::BufferTooSmall { needed } => buffer.resize(needed, 0),
                Output::Connected => self.connected = true,
                Output::PeerCert(certificate) => self.certificate = certificate.to_vec(),
                Output::KeyingMaterial(material, profile) => {
                    self.material = suite(profile).map(|suite| (suite, material.to_vec()));
                }
                Output::Timeout(due) => {
                    self.due = due;
                    break;
                }
                _ => {} // application data and the close are of no concern to SRTP
            }
        }
        self.judge()
    }

    fn judge(&mut self) -> Progress {
        if !self.connected || self.established {
            return Progress::Going;
        }
        let outcome = if self.settings.fingerprints.fit(&self.certificate) {
            self.pair().ok_or("no protection profile for SRTP was agreed on")
        } else {
            Err("the far end's certificate is not the one that signalling announced")
        };
        match outcome {
            Ok(pair) => {
                self.established = true;
                self.material = None;
                self.certificate = Vec::new();
                Progress::Secured(Box::new(pair))
            }
            Err(text) => {
                self.dtls = None;
                Progress::Refused(text)
            }
        }
    }

    /// Client key, server key, client salt, server salt (RFC 5764 §4.2).
    fn pair(&self) -> Option<Pair> {
        let (suite, material) = self.material.as_ref()?;
        let (keys, salts) = material.split_at_checked(2 * suite.key_len())?;
        let (client_key, server_key) = keys.split_at_checked(suite.key_len())?;
        let (client_salt, server_salt) = salts.split_at_checked(suite.salt_len())?;
        let client = Context::new(*suite, &[client_key, client_salt].concat()).ok()?;
        let server = Context::new(*suite, &[server_key, server_salt].concat()).ok()?;
        Some(if self.settings.active { Pair { send: client, receive: server } } else { Pair { send: server, receive: client } })
    }
}

#[cfg(test)]
mod tests;
