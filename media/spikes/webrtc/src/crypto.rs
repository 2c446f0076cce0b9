//! The primitives SRTP stands on, behind one trait so that two providers can be measured side by side.

use aes::cipher::{InnerIvInit, KeyInit, StreamCipher};
use aes_gcm::aead::AeadInOut;
use aws_lc_rs::{aead, cipher, iv};
use hmac::Mac;

/// A packet failed authentication, or a key has a length its cipher does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CryptoFailure;

/// AES in counter mode, HMAC-SHA1 and AES-GCM over prepared keys.
pub trait Provider {
    type Ctr;
    type Hmac;
    type Gcm;
    const NAME: &'static str;

    fn ctr_key(key: &[u8]) -> Result<Self::Ctr, CryptoFailure>;
    /// XORs `data` with the key stream that starts at counter block `iv`.
    fn ctr(key: &Self::Ctr, iv: [u8; 16], data: &mut [u8]) -> Result<(), CryptoFailure>;

    fn hmac_key(key: &[u8]) -> Result<Self::Hmac, CryptoFailure>;
    fn hmac(key: &Self::Hmac, parts: &[&[u8]]) -> [u8; 20];

    fn gcm_key(key: &[u8]) -> Result<Self::Gcm, CryptoFailure>;
    fn seal(key: &Self::Gcm, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<[u8; 16], CryptoFailure>;
    /// Decrypts in place; the last 16 bytes of `data` are the tag.
    fn open(key: &Self::Gcm, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<(), CryptoFailure>;
}

/// AWS-LC through aws-lc-rs: assembler for AES and SHA-1, needs a C compiler to build.
pub struct AwsLc;

impl Provider for AwsLc {
    type Ctr = cipher::EncryptingKey;
    type Hmac = aws_lc_rs::hmac::Key;
    type Gcm = aead::LessSafeKey;
    const NAME: &'static str = "aws-lc-rs";

    fn ctr_key(key: &[u8]) -> Result<Self::Ctr, CryptoFailure> {
        let algorithm = match key.len() {
            16 => &cipher::AES_128,
            32 => &cipher::AES_256,
            _ => return Err(CryptoFailure),
        };
        let key = cipher::UnboundCipherKey::new(algorithm, key).map_err(|_| CryptoFailure)?;
        cipher::EncryptingKey::ctr(key).map_err(|_| CryptoFailure)
    }

    fn ctr(key: &Self::Ctr, iv: [u8; 16], data: &mut [u8]) -> Result<(), CryptoFailure> {
        let context = cipher::EncryptionContext::Iv128(iv::FixedLength::from(iv));
        key.less_safe_encrypt(data, context).map(|_| ()).map_err(|_| CryptoFailure)
    }

    fn hmac_key(key: &[u8]) -> Result<Self::Hmac, CryptoFailure> {
        Ok(aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key))
    }

    fn hmac(key: &Self::Hmac, parts: &[&[u8]]) -> [u8; 20] {
        let mut context = aws_lc_rs::hmac::Context::with_key(key);
        for part in parts {
            context.update(part);
        }
        let mut tag = [0; 20];
        tag.copy_from_slice(context.sign().as_ref());
        tag
    }

    fn gcm_key(key: &[u8]) -> Result<Self::Gcm, CryptoFailure> {
        let algorithm = match key.len() {
            16 => &aead::AES_128_GCM,
            32 => &aead::AES_256_GCM,
            _ => return Err(CryptoFailure),
        };
        aead::UnboundKey::new(algorithm, key).map(aead::LessSafeKey::new).map_err(|_| CryptoFailure)
    }

    fn seal(key: &Self::Gcm, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<[u8; 16], CryptoFailure> {
        let nonce = aead::Nonce::assume_unique_for_key(nonce);
        let tag = key.seal_in_place_separate_tag(nonce, aead::Aad::from(aad), data).map_err(|_| CryptoFailure)?;
        tag.as_ref().try_into().map_err(|_| CryptoFailure)
    }

    fn open(key: &Self::Gcm, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<(), CryptoFailure> {
        let nonce = aead::Nonce::assume_unique_for_key(nonce);
        key.open_in_place(nonce, aead::Aad::from(aad), data).map(|_| ()).map_err(|_| CryptoFailure)
    }
}

/// The `RustCrypto` crates: no C at all.
pub struct RustCrypto;

/// One of the two AES key sizes SRTP knows.
#[derive(Clone)]
pub enum Aes {
    Short(Box<aes::Aes128>),
    Long(Box<aes::Aes256>),
}

/// AES-GCM with one of the two key sizes of RFC 7714.
pub enum Gcm {
    Short(Box<aes_gcm::Aes128Gcm>),
    Long(Box<aes_gcm::Aes256Gcm>),
}

impl Provider for RustCrypto {
    type Ctr = Aes;
    type Hmac = hmac::Hmac<sha1::Sha1>;
    type Gcm = Gcm;
    const NAME: &'static str = "RustCrypto";

    fn ctr_key(key: &[u8]) -> Result<Self::Ctr, CryptoFailure> {
        match key.len() {
            16 => aes::Aes128::new_from_slice(key).map(|key| Aes::Short(Box::new(key))).map_err(|_| CryptoFailure),
            32 => aes::Aes256::new_from_slice(key).map(|key| Aes::Long(Box::new(key))).map_err(|_| CryptoFailure),
            _ => Err(CryptoFailure),
        }
    }

    fn ctr(key: &Self::Ctr, iv: [u8; 16], data: &mut [u8]) -> Result<(), CryptoFailure> {
        match key {
            Aes::Short(key) => {
                let core = ctr::CtrCore::inner_iv_init(&**key, &iv.into());
                ctr::Ctr128BE::from_core(core).try_apply_keystream(data)
            }
            Aes::Long(key) => {
                let core = ctr::CtrCore::inner_iv_init(&**key, &iv.into());
                ctr::Ctr128BE::from_core(core).try_apply_keystream(data)
            }
        }
        .map_err(|_| CryptoFailure)
    }

    fn hmac_key(key: &[u8]) -> Result<Self::Hmac, CryptoFailure> {
        hmac::Hmac::new_from_slice(key).map_err(|_| CryptoFailure)
    }

    fn hmac(key: &Self::Hmac, parts: &[&[u8]]) -> [u8; 20] {
        let mut mac = key.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    fn gcm_key(key: &[u8]) -> Result<Self::Gcm, CryptoFailure> {
        match key.len() {
            16 => aes_gcm::Aes128Gcm::new_from_slice(key).map(|key| Gcm::Short(Box::new(key))).map_err(|_| CryptoFailure),
            32 => aes_gcm::Aes256Gcm::new_from_slice(key).map(|key| Gcm::Long(Box::new(key))).map_err(|_| CryptoFailure),
            _ => Err(CryptoFailure),
        }
    }

    fn seal(key: &Self::Gcm, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<[u8; 16], CryptoFailure> {
        match key {
            Gcm::Short(key) => key.encrypt_inout_detached(&nonce.into(), aad, data.into()),
            Gcm::Long(key) => key.encrypt_inout_detached(&nonce.into(), aad, data.into()),
        }
        .map(Into::into)
        .map_err(|_| CryptoFailure)
    }

    fn open(key: &Self::Gcm, nonce: [u8; 12], aad: &[u8], data: &mut [u8]) -> Result<(), CryptoFailure> {
        let (data, tag) = data.split_last_chunk_mut::<16>().ok_or(CryptoFailure)?;
        let tag = (*tag).into();
        match key {
            Gcm::Short(key) => key.decrypt_inout_detached(&nonce.into(), aad, data.into(), &tag),
            Gcm::Long(key) => key.decrypt_inout_detached(&nonce.into(), aad, data.into(), &tag),
        }
        .map_err(|_| CryptoFailure)
    }
}
