//! The media server of Offhook: RTP relay, playing, transcoding and recording, driven over the protocol of `docs/media-control.md`.
//!
//! One control thread knows the controllers and their names for things ([`control`]); worker threads own the sessions ([`worker`],
//! [`session`]) and meet packets; prompts and recordings have threads of their own ([`play`], [`record`]). No code here panics on what
//! comes from the network.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod clock;
#[allow(clippy::indexing_slicing)] // tables and sample arithmetic, indices masked or counted
pub mod codec;
pub mod conceal;
pub mod control;
pub mod decoding;
pub mod dtls;
pub mod dtmf;
pub mod feedback;
pub mod ice;
pub mod jitter;
pub mod latch;
pub mod log;
pub mod mix;
pub mod noise;
pub mod opinion;
pub mod play;
pub mod ports;
pub mod record;
pub mod report;
pub mod resample;
pub mod rtcp;
pub mod rtp;
pub mod sealed;
pub mod session;
pub mod srtp;
pub mod stats;
pub mod stun;
pub mod tone;
pub mod voice;
pub mod wav;
pub mod worker;
pub mod xr;
