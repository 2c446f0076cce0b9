"""Who is banned, for how long, and who never is."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.defence.bans import BanRules, Bans
from offhook.defence.sources import among, neighbourhood_of, place_of, read_networks
from offhook.errors import InvalidValue

GUESSER = "203.0.113.9"
RULES = BanRules()


@dataclass
class Known:
    """Who is known."""

    phones: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    homes: set[tuple[str, str]] = field(default_factory=set)

    def spared(self, address: str) -> bool:
        return address in self.phones

    def talks(self, address: str) -> bool:
        return address in self.calls

    def at_home(self, name: str, address: str) -> bool:
        return (name, address) in self.homes


def guess(bans: Bans, now: float, address: str = GUESSER, times: int = RULES.failures) -> None:
    for _ in range(times):
        bans.denied(address, "anna", now)


def test_wrong_passwords_are_banned_when_they_are_many():
    bans = Bans(Known())
    guess(bans, 0, times=RULES.failures - 1)
    assert bans.admits(GUESSER, 0)
    guess(bans, 1, times=1)
    assert not bans.admits(GUESSER, 1)
    assert bans.admits("203.0.113.10", 1)
    assert bans.admits(GUESSER, 1 + RULES.first_ban)
    (ban,) = bans.current(2)
    assert (ban.place, ban.reason, ban.times, ban.dropped) == (GUESSER, "failures", 1, 1)


def test_old_failures_are_forgotten():
    bans = Bans(Known())
    for number in range(100):  # a telephone with a wrong password that asks again each minute
        bans.denied(GUESSER, "anna", number * 60.0)
    assert bans.admits(GUESSER, 6000)


def test_bans_grow_up_to_the_longest_and_are_forgiven():
    bans = Bans(Known())
    now, lengths = 0.0, []
    for _ in range(8):
        guess(bans, now)
        (ban,) = bans.current(now)
        lengths.append(ban.until - ban.since)
        now = ban.until + 1
    assert lengths[:4] == [60, 240, 960, 3840]
    assert lengths[-1] == RULES.longest_ban
    now += RULES.forgiven
    guess(bans, now)
    assert bans.current(now)[0].until - now == RULES.first_ban


def test_registered_phones_and_operators_are_never_banned():
    known = Known(phones={GUESSER})
    bans = Bans(known)
    guess(bans, 0, times=500)
    for number in range(500):
        bans.challenged(GUESSER, f"name {number}", float(number))
    assert bans.admits(GUESSER, 500)
    assert bans.current(500) == []


def test_a_ban_does_not_hold_once_a_phone_is_registered_there():
    known = Known()
    bans = Bans(known)
    guess(bans, 0)
    known.phones.add(GUESSER)
    assert bans.admits(GUESSER, 1)


def test_somebody_in_a_call_is_not_banned():
    bans = Bans(Known(calls={GUESSER}))
    guess(bans, 0)
    assert bans.admits(GUESSER, 0)


def test_a_network_is_banned_for_several_of_its_addresses():
    known = Known(phones={"203.0.113.200"})
    bans = Bans(known)
    for last in range(RULES.network_places):
        guess(bans, float(last), f"203.0.113.{last}")
    assert not bans.admits("203.0.113.77", 5)
    assert bans.admits("203.0.113.200", 5)
    assert bans.admits("203.0.114.1", 5)
    assert "203.0.113.0/24" in {ban.place for ban in bans.current(5)}
    assert bans.lift("203.0.113.0/24")
    assert bans.admits("203.0.113.77", 5)


def test_an_ipv6_address_stands_for_its_network():
    bans = Bans(Known())
    for number in range(RULES.failures):
        bans.denied(f"2001:db8:1:2::{number:x}", "anna", 0)
    assert not bans.admits("2001:db8:1:2:ffff::1", 0)
    assert bans.admits("2001:db8:1:3::1", 0)
    assert bans.lift("2001:db8:1:2::5")


def test_a_scanner_is_known_by_the_names_it_does_not_prove():
    bans = Bans(Known())
    for number in range(RULES.names):
        bans.challenged(GUESSER, str(100 + number), number * 0.1)
    assert bans.admits(GUESSER, 2)
    bans.challenged(GUESSER, "999", 2 + RULES.proof)
    assert not bans.admits(GUESSER, 2 + RULES.proof)
    assert bans.admits(GUESSER, 2 + RULES.proof + RULES.scan_ban)
    assert bans.current(2 + RULES.proof)[0].reason == "scanning"


def test_an_office_that_starts_all_its_phones_is_no_scanner():
    bans = Bans(Known())
    for number in range(200):
        bans.challenged(GUESSER, str(number), number * 0.01)
    for number in range(200):
        assert bans.proven(GUESSER, str(number), 3 + number * 0.01)
    for number in range(200):
        bans.challenged(GUESSER, str(number), 60 + number * 0.01)
        assert bans.proven(GUESSER, str(number), 60 + number * 0.01)
    assert bans.admits(GUESSER, 63)


def test_a_flood_that_proves_nothing_is_banned_for_a_fixed_time():
    bans = Bans(Known())
    now = 0.0
    for _ in range(3):
        for _ in range(RULES.unproven + 1):
            bans.unproven(GUESSER, now)
        (ban,) = bans.current(now)
        assert ban.until - now == RULES.scan_ban
        now = ban.until + 1


def test_an_account_under_attack_serves_only_where_it_is_registered():
    known = Known(homes={("anna", "198.51.100.1")})
    bans = Bans(known)
    for number in range(RULES.account_failures):  # a little from many
        bans.denied(f"203.0.{number}.9", "anna", float(number))
    assert bans.current(60) == []
    assert bans.proven("198.51.100.1", "anna", 60)
    assert not bans.proven("203.0.113.66", "anna", 60)
    assert bans.proven("203.0.113.66", "boris", 60)
    assert bans.proven("203.0.113.66", "anna", 60 + RULES.account_window)


def test_bans_are_restored_with_the_time_that_is_left():
    bans = Bans(Known())
    guess(bans, 100)
    guess(bans, 200)
    saved = bans.snapshot(210, 1_790_000_000)
    again = Bans(Known())
    again.restore(saved, 5, 1_790_000_010)
    (ban,) = again.current(5)
    assert ban.until == pytest.approx(5 + 240 - 20)
    assert not again.admits(GUESSER, 5)
    assert again.admits(GUESSER, 5 + 240)
    guess(again, 300)
    assert again.current(300)[0].times == 3


@pytest.mark.parametrize(
    ("place", "name", "inside", "outside"),
    [
        ("203.0.113.9", "203.0.113.9", "203.0.113.9", "203.0.113.10"),
        (" 203.0.113.0/24 ", "203.0.113.0/24", "203.0.113.77", "203.0.114.1"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64", "2001:db8:1:2::1", "2001:db8:1:3::1"),
        ("2001:db8:1::/48", "2001:db8:1::/48", "2001:db8:1:2::1", "2001:db8:2::1"),
    ],
)
def test_a_ban_by_hand_lasts_as_it_was_said_and_longer_than_others(place, name, inside, outside):
    bans = Bans(Known())
    month = 30 * 86_400
    assert bans.impose(place, month, "calls at night", 100).place == name
    assert (bans.admits(inside, 200), bans.admits(outside, 200)) == (False, True)
    again = Bans(Known())
    again.restore(bans.snapshot(200, 1_790_000_000), 5, 1_790_000_000)
    (ban,) = again.current(5)
    assert (ban.reason, ban.note, ban.until) == ("manual", "calls at night", pytest.approx(5 + month - 100))
    assert (again.admits(inside, 6), again.admits(outside, 6)) == (False, True)
    assert again.lift(name)
    assert again.admits(inside, 6)


def test_what_cannot_be_banned_by_hand():
    bans = Bans(Known(phones={"192.0.2.1"}))
    for wrong in ("", "nonsense", "203.0.113.0/25", "203.0.113.9/24", "0.0.0.0/0", "::/0", "192.0.2.1"):
        with pytest.raises(InvalidValue) as caught:
            bans.impose(wrong, 60, "", 0)
        assert caught.value.field == "place"
    assert bans.current(0) == []


@pytest.mark.parametrize(
    "saved", [[{}], [{"place": "x", "reason": "dislike", "since": 1, "until": 2, "times": 1}], [5], [{"place": 1}]]
)
def test_nonsense_is_not_restored(saved):
    bans = Bans(Known())
    with pytest.raises((KeyError, TypeError, ValueError)):
        bans.restore(saved, 0, 0)
    assert bans.snapshot(0, 0) == []


def test_memory_is_bounded():
    bans = Bans(Known(), BanRules(most_places=50, failures=1))
    for number in range(500):
        address = f"10.{number // 250}.{number % 250}.1"
        bans.denied(address, f"name {number}", number)
        bans.challenged(f"11.0.{number % 250}.{number // 250}", f"name {number}", number)
    assert len(bans.snapshot(500, 0)) <= 50
    assert len(bans._places) <= 51
    assert len(bans._accounts) <= 51


@given(
    st.lists(
        st.tuples(st.sampled_from(["denied", "challenged", "unproven", "proven"]), st.integers(0, 5)), max_size=400
    )
)
def test_whoever_is_spared_is_always_admitted(events):
    known = Known(phones={"192.0.2.0"})
    bans = Bans(known, BanRules(failures=2, names=2, unproven=5, network_places=1))
    for now, (what, last) in enumerate(events):
        address = f"192.0.2.{last}"
        if what == "unproven":
            bans.unproven(address, now)
        else:
            getattr(bans, what)(address, f"name {now % 7}", now)
        assert bans.admits("192.0.2.0", now)
        networks = [ban for ban in bans._bans.values() if ban.place.endswith("/24")]
        assert bans._banned_networks == len(networks)


@pytest.mark.parametrize(
    ("address", "place", "neighbourhood"),
    [
        ("192.0.2.7", "192.0.2.7", "192.0.2.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
        ("nonsense", "nonsense", "nonsense"),
    ],
)
def test_places(address, place, neighbourhood):
    assert (place_of(address), neighbourhood_of(address)) == (place, neighbourhood)


def test_networks_of_a_setting():
    networks = read_networks(" 192.0.2.0/24, 2001:db8::1 ,")
    assert among("192.0.2.9", networks)
    assert among("2001:db8::1", networks)
    assert not among("198.51.100.1", networks)
    assert not among("nonsense", networks)
    with pytest.raises(ValueError, match="nonsense"):
        read_networks("nonsense")
