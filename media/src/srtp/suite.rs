//! The protection suites: AES counter mode with HMAC-SHA1 (RFC 3711, RFC 4568 §6.2) and AES-GCM (RFC 7714).

/// How packets are protected, with the lengths that follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    Aes128CmSha1Tag80,
    Aes128CmSha1Tag32,
    AeadAes128Gcm,
    AeadAes256Gcm,
}

impl Suite {
    pub const ALL: [Self; 4] = [Self::Aes128CmSha1Tag80, Self::Aes128CmSha1Tag32, Self::AeadAes128Gcm, Self::AeadAes256Gcm];

    /// The name in SDP (RFC 4568 §6.2, RFC 7714 §14.1).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Aes128CmSha1Tag80 => "AES_CM_128_HMAC_SHA1_80",
            Self::Aes128CmSha1Tag32 => "AES_CM_128_HMAC_SHA1_32",
            Self::AeadAes128Gcm => "AEAD_AES_128_GCM",
            Self::AeadAes256Gcm => "AEAD_AES_256_GCM",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.name() == name)
    }

    /// Bytes of the master key.
    #[must_use]
    pub fn key_len(self) -> usize {
        if self == Self::AeadAes256Gcm { 32 } else { 16 }
    }

    /// Bytes of the master salt.
    #[must_use]
    pub fn salt_len(self) -> usize {
        if self.is_gcm() { 12 } else { 14 }
    }

    /// Bytes that the tag adds to an RTP packet.
    pub(super) fn rtp_tag(self) -> usize {
        match self {
            Self::Aes128CmSha1Tag80 => 10,
            Self::Aes128CmSha1Tag32 => 4,
            Self::AeadAes128Gcm | Self::AeadAes256Gcm => 16,
        }
    }

    pub(super) fn is_gcm(self) -> bool {
        matches!(self, Self::AeadAes128Gcm | Self::AeadAes256Gcm)
    }
}
