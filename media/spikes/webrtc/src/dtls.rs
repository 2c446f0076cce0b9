//! DTLS server (RFC 5764 role "passive") over one of the candidate libraries, driven without I/O.
//!
//! Both candidates take datagrams and give datagrams; only dimpl also takes the time from outside.

use crate::srtp::Profile;
use dimpl::{Config, Dtls, Output};
use openssl::ssl::{ErrorCode, Ssl, SslContext, SslMethod, SslOptions, SslStream, SslVerifyMode};
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Instant;

/// What a finished handshake yields.
pub struct Established {
    pub profile: Profile,
    /// Client key, server key, client salt, server salt.
    pub material: Vec<u8>,
    /// The peer's certificate in DER, for the caller to compare with the fingerprint of the SDP.
    pub certificate: Vec<u8>,
    pub version: String,
}

/// A handshake in progress.
pub trait Handshake: Send {
    fn receive(&mut self, datagram: &[u8], now: Instant) -> Result<(), String>;
    /// Lets retransmission timers fire.
    fn timeout(&mut self, now: Instant) -> Result<(), String>;
    /// Datagrams to send, oldest first.
    fn outgoing(&mut self) -> Vec<Vec<u8>>;
    fn established(&mut self) -> Option<Established>;
}

/// One self-signed certificate for the life of the process.
pub struct Identity {
    certificate: dimpl::DtlsCertificate,
    openssl: SslContext,
}

impl Identity {
    pub fn generate() -> Result<Self, String> {
        let certificate = dimpl::certificate::generate_self_signed_certificate().map_err(|error| error.to_string())?;
        let openssl = openssl_context(&certificate).map_err(|error| error.to_string())?;
        Ok(Self { certificate, openssl })
    }

    /// SHA-256 fingerprint in the form of RFC 8122.
    pub fn fingerprint(&self) -> String {
        self.certificate.fingerprint_str()
    }

    /// `library` is `dimpl-aws`, `dimpl-rust` or `openssl`; `version` is `1.2`, `1.3` or `auto`.
    pub fn server(&self, library: &str, version: &str, now: Instant) -> Result<Box<dyn Handshake>, String> {
        let provider = match (library, version) {
            ("dimpl-aws", _) => dimpl::crypto::aws_lc_rs::default_provider(),
            ("dimpl-rust", _) => dimpl::crypto::rust_crypto::default_provider(),
            ("openssl", "1.2" | "auto") => return Ok(Box::new(OpenSsl::new(&self.openssl)?)),
            _ => return Err(format!("{library} has no DTLS {version}")),
        };
        // ICE has proven the peer's address before DTLS starts, so the cookie round trip buys nothing.
        let config = Config::builder().use_server_cookie(false).with_crypto_provider(provider).build();
        let (config, certificate) = (Arc::new(config.map_err(|error| error.to_string())?), self.certificate.clone());
        let dtls = match version {
            "1.2" => Dtls::new_12(config, certificate, now),
            "1.3" => Dtls::new_13(config, certificate, now),
            _ => Dtls::new_auto(config, certificate, now),
        };
        Ok(Box::new(Dimpl { dtls, outgoing: Vec::new(), certificate: Vec::new(), keys: None, done: false }))
    }
}

struct Dimpl {
    dtls: Dtls,
    outgoing: Vec<Vec<u8>>,
    certificate: Vec<u8>,
    keys: Option<(Profile, Vec<u8>)>,
    done: bool,
}

impl Dimpl {
    fn drain(&mut self) {
        let mut buffer = vec![0; 2048];
        loop {
            match self.dtls.poll_output(&mut buffer) {
                Output::Packet(packet) => self.outgoing.push(packet.to_vec()),
                Output::BufferTooSmall { needed } => buffer.resize(needed, 0),
                Output::Timeout(_) => return,
                Output::Connected => self.done = true,
                Output::PeerCert(der) => self.certificate = der.to_vec(),
                Output::KeyingMaterial(material, profile) => {
                    let profile = match profile {
                        dimpl::SrtpProfile::AEAD_AES_128_GCM => Profile::AeadAes128Gcm,
                        dimpl::SrtpProfile::AEAD_AES_256_GCM => Profile::AeadAes256Gcm,
                        _ => Profile::Aes128CmSha1,
                    };
                    self.keys = Some((profile, material.to_vec()));
                }
                _ => {}
            }
        }
    }
}

impl Handshake for Dimpl {
    fn receive(&mut self, datagram: &[u8], now: Instant) -> Result<(), String> {
        self.timeout(now)?;
        self.dtls.handle_packet(datagram).map_err(|error| error.to_string())?;
        self.drain();
        Ok(())
    }

    fn timeout(&mut self, now: Instant) -> Result<(), String> {
        self.dtls.handle_timeout(now).map_err(|error| error.to_string())?;
        self.drain();
        Ok(())
    }

    fn outgoing(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.outgoing)
    }

    fn established(&mut self) -> Option<Established> {
        if !self.done {
            return None;
        }
        let (profile, material) = self.keys.take()?;
        let version = format!("{:?}", self.dtls.protocol_version()?);
        Some(Established { profile, material, certificate: std::mem::take(&mut self.certificate), version })
    }
}

/// Datagram queues in the place of a socket.
#[derive(Default)]
struct Wire {
    incoming: VecDeque<Vec<u8>>,
    outgoing: Vec<Vec<u8>>,
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let datagram = self.incoming.pop_front().ok_or(std::io::ErrorKind::WouldBlock)?;
        let length = datagram.len().min(buffer.len());
        buffer[..length].copy_from_slice(&datagram[..length]);
        Ok(length)
    }
}

impl Write for Wire {
    fn write(&mut self, datagram: &[u8]) -> std::io::Result<usize> {
        self.outgoing.push(datagram.to_vec());
        Ok(datagram.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn openssl_context(identity: &dimpl::DtlsCertificate) -> Result<SslContext, openssl::error::ErrorStack> {
    let mut context = SslContext::builder(SslMethod::dtls())?;
    context.set_certificate(&*openssl::x509::X509::from_der(&identity.certificate)?)?;
    context.set_private_key(&*openssl::pkey::PKey::private_key_from_der(&identity.private_key)?)?;
    context.set_tlsext_use_srtp("SRTP_AEAD_AES_256_GCM:SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80")?;
    // Any certificate is taken here; the caller compares its fingerprint.
    context.set_verify_callback(SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT, |_, _| true);
    context.set_options(SslOptions::NO_QUERY_MTU);
    Ok(context.build())
}

struct OpenSsl {
    stream: SslStream<Wire>,
    done: bool,
}

impl OpenSsl {
    fn new(context: &SslContext) -> Result<Self, String> {
        let mut ssl = Ssl::new(context).map_err(|error| error.to_string())?;
        ssl.set_mtu(1150).map_err(|error| error.to_string())?;
        let stream = SslStream::new(ssl, Wire::default()).map_err(|error| error.to_string())?;
        Ok(Self { stream, done: false })
    }

    fn export(&self) -> Option<Established> {
        let ssl = self.stream.ssl();
        let profile = match ssl.selected_srtp_profile()?.name() {
            "SRTP_AEAD_AES_256_GCM" => Profile::AeadAes256Gcm,
            "SRTP_AEAD_AES_128_GCM" => Profile::AeadAes128Gcm,
            _ => Profile::Aes128CmSha1,
        };
        let mut material = vec![0; profile.exported_len()];
        ssl.export_keying_material(&mut material, "EXTRACTOR-dtls_srtp", None).ok()?;
        let certificate = ssl.peer_certificate()?.to_der().ok()?;
        Some(Established { profile, material, certificate, version: ssl.version_str().to_owned() })
    }
}

impl Handshake for OpenSsl {
    fn receive(&mut self, datagram: &[u8], now: Instant) -> Result<(), String> {
        self.stream.get_mut().incoming.push_back(datagram.to_vec());
        self.timeout(now)
    }

    /// OpenSSL reads its own clock: a retried accept sends again whatever that clock says is due.
    fn timeout(&mut self, _now: Instant) -> Result<(), String> {
        if self.done {
            return match self.stream.ssl_read(&mut [0; 64]) {
                Err(error) if !matches!(error.code(), ErrorCode::WANT_READ | ErrorCode::ZERO_RETURN) => Err(error.to_string()),
                _ => Ok(()), // nothing to read, or the peer has closed
            };
        }
        match self.stream.accept() {
            Ok(()) => {
                self.done = true;
                Ok(())
            }
            Err(error) if error.code() == ErrorCode::WANT_READ => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn outgoing(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.stream.get_mut().outgoing)
    }

    fn established(&mut self) -> Option<Established> {
        if self.done { self.export() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Fault, Filter};

    /// A DTLS 1.2 client whose handshake messages come in fragments, the last one first: the server must read all of it, then fall back.
    #[test]
    fn auto_falls_back_for_an_openssl_client() {
        let identity = Identity::generate().unwrap();
        for library in ["dimpl-aws", "dimpl-rust", "openssl"] {
            let mut ssl = Ssl::new(&identity.openssl).unwrap();
            ssl.set_connect_state();
            ssl.set_mtu(1150).unwrap();
            ssl.set_alpn_protos(&[[200].as_slice(), &[b'x'; 200]].concat()).unwrap(); // only to make the hello long
            let mut client = OpenSsl { stream: SslStream::new(ssl, Wire::default()).unwrap(), done: false };
            let mut server = identity.server(library, "auto", Instant::now()).unwrap();
            let mut keys = None;
            let mut filter = Filter::new(Fault::Shred);
            for round in 0..10 {
                client.done |= client.stream.do_handshake().is_ok();
                let flight: Vec<_> = client.outgoing().into_iter().flat_map(|datagram| filter.incoming(datagram)).collect();
                assert!(round > 0 || flight.len() > 1, "the ClientHello was not fragmented");
                for datagram in flight {
                    server.receive(&datagram, Instant::now()).unwrap();
                }
                client.stream.get_mut().incoming.extend(server.outgoing());
                keys = keys.or_else(|| server.established());
            }
            let (ours, theirs) = (keys.unwrap(), client.established().unwrap());
            assert_eq!((ours.material, ours.profile), (theirs.material, theirs.profile), "{library}");
            assert_eq!(theirs.version, "DTLSv1.2");
        }
    }
}
