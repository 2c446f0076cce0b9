//! RTCP: reports with extended reports (`rtcp`, `xr`), and feedback about video (`feedback`).
#![no_main]

use libfuzzer_sys::fuzz_target;
use offhook_media::feedback::{self, Lane, Lanes};
use offhook_media::rtcp::{self, Outgoing, Reports};
use offhook_media::stats::Reception;
use offhook_media_fuzz::Input;

const OURS: u32 = 0x0102_0304;
const THEIRS: u32 = 5;
const UTC: u64 = 1_700_000_000_000_000;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let (mut reports, mut reception, mut now) = (Reports::default(), Reception::default(), 1_000_000);
    reception.packet(THEIRS, 1, 160, now);
    let lane = |ours, theirs| Some(Lane { ours, theirs, offset: 65_000 });
    let lanes = Lanes([lane(OURS, THEIRS), lane(OURS + 1, THEIRS + 1)]);
    let mut out = Vec::new();
    while !input.is_empty() {
        now += input.lapse();
        let packet = input.part();
        let _ = rtcp::plausible(packet);
        reports.packet(packet, (OURS, 8), now, UTC + now);
        assert!((0.0..=60_000.0).contains(&reports.round_trip_ms.unwrap_or(0.0)));
        assert!(reports.about_us <= reports.received);
        assert!(reports.opinion.is_none_or(|opinion| (1.0..=5.0).contains(&opinion.score)));
        if feedback::translate(packet, &lanes, 9, &mut out) {
            assert!(out.len() % 4 == 0 && out.len() <= 2 * packet.len() + 16);
        }
        let sender = packet.len().is_multiple_of(2).then_some((1, 2, 3));
        reports.write(&mut out, Outgoing { ssrc: OURS, sender, rated: None }, &mut reception, now, UTC + now);
        assert!(out.len() < 200 && out.len() % 4 == 0);
        let mut other = Reports::default();
        other.packet(&out, (THEIRS, 8), now, UTC + now);
    }
});
