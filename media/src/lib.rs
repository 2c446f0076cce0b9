//! The media server of Offhook: RTP relay, playing, transcoding and recording, driven over the protocol of `docs/media-control.md`.

pub mod codec;
pub mod conceal;
pub mod jitter;
pub mod play;
pub mod record;
pub mod resample;
pub mod tone;
pub mod wav;
