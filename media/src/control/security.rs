//! The fields of `session.set` about security, as they are read and checked.

use super::command::bad;
use crate::dtls::{Certificate, Fingerprints, Settings};
use crate::ice::Credentials;
use crate::report::Refusal;
use crate::session::securing::{Key, Keys, Security};
use crate::srtp::Suite;
use serde::Deserialize;
use serde_bytes::ByteBuf;
use std::sync::Arc;

/// RFC 8839 §5.4 allows as much.
const LONGEST: usize = 256;

#[derive(Deserialize)]
pub struct Ice {
    ufrag: String,
    password: String,
    remote_ufrag: Option<String>,
}

#[derive(Deserialize)]
pub struct Dtls {
    role: String,
    fingerprints: Vec<String>,
}

#[derive(Deserialize)]
struct OneWay {
    suite: String,
    key: ByteBuf,
}

#[derive(Deserialize)]
pub struct Srtp {
    send: OneWay,
    receive: OneWay,
}

/// Checks what is there, if it is; null stays null.
fn each<T, U>(field: Option<&Option<T>>, check: impl Fn(&T) -> Result<U, Refusal>) -> Result<Option<Option<U>>, Refusal> {
    field.map(|value| value.as_ref().map(check).transpose()).transpose()
}

/// Checks the fields of a `session.set`: "not said" differs from null, which ends what was. `None` when none of them is there.
pub fn check(
    ice: Option<&Option<Ice>>,
    dtls: Option<&Option<Dtls>>,
    srtp: Option<&Option<Srtp>>,
    certificate: &Arc<Certificate>,
) -> Result<Option<Box<Security>>, Refusal> {
    if matches!((dtls, srtp), (Some(Some(_)), Some(Some(_)))) {
        return Err(bad("keys come from dtls or from srtp, not from both"));
    }
    if ice.is_none() && dtls.is_none() && srtp.is_none() {
        return Ok(None);
    }
    let dtls = each(dtls, |dtls| dtls.check(certificate))?;
    Ok(Some(Box::new(Security { ice: each(ice, Ice::check)?, dtls, srtp: each(srtp, Srtp::check)? })))
}

impl Ice {
    fn check(&self) -> Result<Credentials, Refusal> {
        let texts = [Some(&self.ufrag), Some(&self.password), self.remote_ufrag.as_ref()];
        if texts.iter().flatten().any(|text| text.is_empty() || text.len() > LONGEST) {
            return Err(bad("a user fragment or password has 1 to 256 characters"));
        }
        Ok(Credentials { ufrag: self.ufrag.clone(), password: self.password.clone(), remote_ufrag: self.remote_ufrag.clone() })
    }
}

impl Dtls {
    fn check(&self, certificate: &Arc<Certificate>) -> Result<Settings, Refusal> {
        let active = match self.role.as_str() {
            "active" => true,
            "passive" => false,
            _ => return Err(bad("a role is active or passive")),
        };
        let fingerprints = Fingerprints::read(self.fingerprints.iter().map(String::as_str))
            .ok_or_else(|| bad("a fingerprint is sha-1, sha-224, sha-256, sha-384 or sha-512 and its digest in pairs"))?;
        Ok(Settings { active, fingerprints, certificate: Arc::clone(certificate) })
    }
}

impl Srtp {
    fn check(&self) -> Result<Keys, Refusal> {
        Ok(Keys { send: self.send.check()?, receive: self.receive.check()? })
    }
}

impl OneWay {
    fn check(&self) -> Result<Key, Refusal> {
        let suite = Suite::from_name(&self.suite).ok_or_else(|| bad(format!("the suite {:?} is unknown", self.suite)))?;
        let length = suite.key_len() + suite.salt_len();
        if self.key.len() != length {
            return Err(bad(format!("a key of {} has {length} bytes, its salt included", self.suite)));
        }
        Ok(Key { suite, bytes: self.key.to_vec() })
    }
}
