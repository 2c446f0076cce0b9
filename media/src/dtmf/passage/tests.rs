use super::*;
use crate::dtmf::{Dialer, Listener, Press, Step};

/// What the far side of a passage hears of digits that are dialled in one clock and carried into another; each `lost`th packet is lost.
fn carried(digits: &str, duration_ms: u32, (from, to): (u32, u32), lost: usize) -> Vec<Press> {
    let mut dialer = Dialer::new(digits, duration_ms, 60).expect("keys");
    let (mut passage, mut listener) = (Passage::default(), Listener::default());
    let (mut begun, mut ours, mut known, mut presses, mut sent) = (0u32, 0u32, None, Vec::new(), 0usize);
    for tick in 0..5000u32 {
        let (payload, fresh, after) = match dialer.step(from) {
            Step::Packet { payload, fresh, after } => (payload, fresh, after),
            Step::Silence => continue,
            Step::Done => return presses,
        };
        begun = if fresh { tick * 20 * from } else { begun };
        sent += 1;
        if sent % lost == 0 {
            continue;
        }
        let mut event = payload;
        let Some(carried) = passage.carry(&mut event, (7, begun + after), (from, to)) else { panic!("dropped") };
        if known != Some(carried.start) {
            (known, ours) = (Some(carried.start), tick * 20 * to);
        }
        let mut hear = |event: [u8; 4], after: u32| {
            let heard = listener.packet(&event, ours + after, to, u64::from(tick) * 20_000);
            presses.extend(heard.before);
            presses.extend(heard.ended);
        };
        if let Some(full) = carried.full {
            hear(full, carried.after - LONGEST);
        }
        hear(event, carried.after);
    }
    panic!("it does not end");
}

#[test]
fn a_press_is_one_and_as_long_in_every_clock() {
    for clocks in [(8, 48), (48, 8), (48, 48), (8, 8), (16, 48)] {
        for ms in [40, 100, 1360, 1400, 3000, 8000] {
            let presses = carried("5", ms, clocks, usize::MAX);
            assert_eq!(presses.len(), 1, "{clocks:?} {ms} {presses:?}");
            assert!(presses[0].duration_ms.abs_diff(ms) <= 1, "{clocks:?} {ms} {presses:?}");
        }
    }
}

#[test]
fn losses_make_no_second_press() {
    for clocks in [(8, 48), (48, 8), (8, 8)] {
        for lost in [2, 3, 4, 7] {
            for ms in [100, 1400, 3000] {
                let presses = carried("5589", ms, clocks, lost);
                assert_eq!(presses.iter().map(|press| press.digit).collect::<String>(), "5589", "{clocks:?} {lost} {ms}");
            }
        }
    }
}

#[test]
fn what_comes_late_or_is_no_event_is_dropped() {
    let mut passage = Passage::default();
    assert_eq!(passage.carry(&mut [5, 10, 0], (1, 0), (8, 8)), None);
    let mut event = [5, 10, 0, 160];
    assert!(passage.carry(&mut event, (1, 8000), (8, 48)).is_some());
    assert_eq!(event, [5, 10, 3, 192]);
    assert!(passage.carry(&mut [6, 10, 0, 160], (1, 16000), (8, 48)).is_some());
    assert_eq!(passage.carry(&mut [5, 0x8a, 0, 160], (1, 8000), (8, 48)), None);
    assert!(passage.carry(&mut [5, 0x8a, 0, 160], (2, 8000), (8, 48)).is_some(), "another source");
}
