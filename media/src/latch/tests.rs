//! Whom a session listens to, packet by packet.

use super::*;

fn address(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

#[test]
fn the_announced_address_is_taken_at_once_and_proven_by_three() {
    let mut latch = Latch::new(Some(address(1)));
    for sequence in 0..3 {
        assert_eq!(latch.judge(address(1), 9, sequence, 0), Verdict::Take);
    }
    assert!(latch.settled(&address(1)));
    assert_eq!(latch.judge(address(2), 9, 3, 1), Verdict::Stranger);
}

#[test]
fn a_phone_behind_nat_moves_it_with_three_in_sequence() {
    let mut latch = Latch::new(Some(address(1)));
    assert_eq!(latch.judge(address(2), 9, 65_535, 0), Verdict::Wait);
    assert_eq!(latch.judge(address(2), 9, 0, 20), Verdict::Wait);
    assert_eq!(latch.judge(address(2), 9, 1, 40), Verdict::Move);
    assert_eq!(latch.current(), Some(address(2)));
    assert_eq!(latch.judge(address(3), 9, 1, 60), Verdict::Stranger);
}

#[test]
fn where_the_host_is_known_strangers_neither_move_it_nor_stand_in_the_way() {
    let mut latch = Latch::new(Some(SocketAddr::from(([10, 0, 0, 1], 1))));
    latch.expect(Others::Host([127, 0, 0, 1].into()));
    let stranger = SocketAddr::from(([127, 0, 0, 9], 7));
    for sequence in 0..2 {
        assert_eq!(latch.judge(stranger, 9, sequence, 0), Verdict::Stranger);
        assert_eq!(latch.judge(address(2), 5, sequence, 0), Verdict::Wait);
    }
    assert_eq!(latch.judge(stranger, 9, 2, 0), Verdict::Stranger);
    assert_eq!(latch.judge(address(2), 5, 2, 0), Verdict::Move);
}

#[test]
fn changing_ssrc_or_sequence_never_moves_it() {
    let mut latch = Latch::new(Some(address(1)));
    for step in 0..20u16 {
        assert_eq!(latch.judge(address(2), u32::from(step), step, 0), Verdict::Wait);
        assert_eq!(latch.judge(address(3), 1, step * 2, 0), Verdict::Wait);
    }
    assert_eq!(latch.current(), Some(address(1)));
}

#[test]
fn the_announced_source_wins_back_inside_the_window_only() {
    for (delay, expected) in [(WINDOW - 1, Verdict::Move), (WINDOW, Verdict::Stranger)] {
        let mut latch = Latch::new(Some(address(1)));
        for sequence in 0..3 {
            latch.judge(address(2), 9, sequence, 0);
        }
        let mut verdict = Verdict::Wait;
        for sequence in 0..3 {
            verdict = latch.judge(address(1), 5, sequence, delay);
        }
        assert_eq!(verdict, expected);
    }
}

#[test]
fn a_new_window_lets_a_new_source_in() {
    let mut latch = Latch::new(Some(address(1)));
    for sequence in 0..4 {
        latch.judge(address(1), 9, sequence, 0);
    }
    assert_eq!(latch.judge(address(2), 4, 0, WINDOW * 2), Verdict::Stranger);
    latch.reopen();
    for sequence in 0..3 {
        latch.judge(address(2), 4, sequence, WINDOW * 2);
    }
    assert_eq!(latch.current(), Some(address(2)));
}

#[test]
fn a_stream_that_goes_on_elsewhere_is_followed_by_three_in_sequence() {
    let mut latch = Latch::new(Some(address(1)));
    for sequence in 0..4 {
        latch.judge(address(1), 9, sequence, 0);
    }
    assert_eq!(latch.judge(address(2), 9, 4, WINDOW * 2), Verdict::Stranger);
    assert_eq!(latch.follow(address(2), 9, 5, WINDOW * 2), Verdict::Wait);
    assert_eq!(latch.follow(address(3), 9, 6, WINDOW * 2), Verdict::Wait, "from one place");
    assert_eq!(latch.follow(address(2), 9, 6, WINDOW * 2), Verdict::Wait);
    assert_eq!(latch.follow(address(2), 9, 7, WINDOW * 2), Verdict::Wait);
    assert_eq!(latch.follow(address(2), 9, 8, WINDOW * 2), Verdict::Move);
    assert!(latch.settled(&address(2)));
    assert_eq!(latch.judge(address(1), 9, 9, WINDOW * 2), Verdict::Stranger, "the way back is the same");
}

#[test]
fn nobody_is_taken_before_an_announcement() {
    let mut latch = Latch::new(None);
    for sequence in 0..9 {
        assert_eq!(latch.judge(address(2), 4, sequence, 0), Verdict::Wait);
    }
}

/// An operator at host 1 whose other machines are in 127.0.1.0/24; what is elsewhere is not known.
fn operator() -> Latch {
    let mut latch = Latch::new(Some(address(1)));
    latch.expect(Others::Known(Network::read("127.0.1.0/24").into_iter().collect()));
    latch
}

fn known() -> SocketAddr {
    SocketAddr::from(([127, 0, 1, 200], 5))
}

fn stranger() -> SocketAddr {
    SocketAddr::from(([127, 0, 2, 1], 7))
}

/// Sends a packet each 20 ms from `began` on; returns how long it took until one was used.
fn talk(latch: &mut Latch, from: SocketAddr, began: Micros, packets: u16) -> Option<Micros> {
    (0..packets).map(|number| (number, began + 20_000 * Micros::from(number))).find_map(|(number, now)| {
        let verdict = latch.judge(from, u32::from(from.port()), number, now);
        matches!(verdict, Verdict::Take | Verdict::Move).then_some(now - began)
    })
}

#[test]
fn a_stranger_is_heard_where_an_operator_is_expected_only_when_nobody_else_sends() {
    let mut latch = operator();
    assert_eq!(talk(&mut latch, stranger(), 0, 100), Some(PATIENCE));
    assert_eq!(talk(&mut operator(), known(), 0, 100), Some(40_000), "a machine of the operator's is taken as a phone is");
    let mut latch = operator();
    for number in 0..200u16 {
        let now = 20_000 * Micros::from(number);
        // Much of what the operator sends is lost, so it is not proven yet.
        if number % 20 == 0 {
            assert_eq!(latch.judge(address(1), 1, number, now), Verdict::Take);
        }
        assert_eq!(latch.judge(stranger(), 7, number, now), if now < WINDOW { Verdict::Wait } else { Verdict::Stranger });
    }
}

#[test]
fn an_operator_wins_back_from_a_stranger_at_any_time() {
    for honest in [address(1), known()] {
        let mut latch = operator();
        talk(&mut latch, stranger(), 0, 100);
        assert_eq!(latch.current(), Some(stranger()));
        assert_eq!(talk(&mut latch, honest, WINDOW * 4, 100), Some(40_000));
        assert!(latch.settled(&honest));
        assert_eq!(talk(&mut latch, stranger(), WINDOW * 4, 100), None);
    }
    let mut latch = operator();
    talk(&mut latch, known(), 0, 100);
    assert_eq!(talk(&mut latch, address(1), WINDOW * 4, 100), Some(40_000), "what was announced is the best");
    assert_eq!(talk(&mut latch, known(), WINDOW * 5, 100), None);
}

#[test]
fn a_stranger_does_not_push_out_an_operators_machine() {
    let mut latch = operator();
    for sequence in 0..2 {
        assert_eq!(latch.judge(known(), 5, sequence, 0), Verdict::Wait);
        assert_eq!(latch.judge(stranger(), 9, sequence, 0), Verdict::Wait);
    }
    assert_eq!(latch.judge(known(), 5, 2, 0), Verdict::Move);
}

#[test]
fn a_stranger_must_keep_on_sending() {
    let mut latch = operator();
    for number in 0..20u16 {
        let now = Micros::from(number) * PATIENCE;
        assert_eq!(latch.judge(stranger(), 9, number, now), Verdict::Wait, "packet {number}");
    }
}

#[test]
fn networks_are_read_and_hold_what_is_in_them() {
    for (text, inside, outside) in [
        ("192.0.2.7", "192.0.2.7", "192.0.2.6"),
        ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
        ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"),
        ("0.0.0.0/0", "203.0.113.1", "2001:db8::1"),
        ("::/0", "2001:db8::1", ""),
    ] {
        let network = Network::read(text).expect(text);
        assert!(network.holds(inside.parse().expect("an address")), "{text}");
        assert!(outside.is_empty() || !network.holds(outside.parse().expect("an address")), "{text}");
    }
    for text in ["", "host", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/x", "::/129", "1.2.3"] {
        assert_eq!(Network::read(text), None, "{text}");
    }
}
