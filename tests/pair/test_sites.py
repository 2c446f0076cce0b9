"""Sites with a narrow line: who fits, who spares, who is turned back, and what is said of it."""

from __future__ import annotations

import pytest
from msgspec import structs
from tests.pair.company import OPERATOR, OUTSIDE, company
from tests.pair.peer import Peer, describe

from offhook.configuration import Site
from offhook.media import protocol as media
from offhook.sip import events as sip
from offhook.sip.sdp import parse
from offhook.switch.conferring import Conferring

ANNA, BORIS, CLARA = "203.0.113.11", "203.0.113.12", "203.0.113.13"
FULL = "the line of Tartu is full"


def tartu(kbit: int, *networks: str, **more: int) -> Site:
    return Site("l-tartu", "Tartu", networks or (f"{ANNA}/32",), kbit, kbit, **more)


def sound(host: str, codecs: str = "111 8", **more: int) -> bytes:
    """A description with Opus."""
    plain = describe(host, codecs=codecs, **more)
    return plain + b"a=rtpmap:111 opus/48000/2\r\n" if "111" in codecs else plain


def used(board) -> tuple[int, int]:
    up, down = board.exchange.sites.used("l-tartu")
    return round(up), round(down)


def sent(board, peer: Peer) -> media.Send:
    """How the media server was told to send to a phone."""
    found = [one for one in board.media.given(media.SessionSet) if isinstance(one.send, media.Send)]
    return [one.send for one in found if isinstance(one.remote, media.Remote) and one.remote.address == peer.host][-1]


def warning(peer: Peer) -> str:
    response = peer.party.last(sip.Refused).response
    assert response is not None
    return response.get("Warning") or ""


def call_boris(board, peer: Peer, *, answer: str = "8") -> None:
    """Let a phone talk to Boris."""
    boris = board.boris
    before = len(boris.invites)
    peer.dial("202", offer=sound(peer.host))
    board.until(lambda: len(boris.invites) > before)
    boris.answer(sound(boris.host, answer))
    board.until(lambda: peer.talks)
    board.run(0.2)


@pytest.fixture
def board(board):
    board.boris = board.phone("boris")
    yield board
    for call in list(board.exchange.calls.values()):
        for leg in call.legs.values():
            leg.hang_up()
    board.until(lambda: board.over)
    assert used(board) == (0, 0)
    assert board.exchange.sites.status() == {}


def test_who_has_room_speaks_as_usual_and_is_counted(board):
    board.use(company(sites=(tartu(128),)))
    anna = board.phone("anna")
    call_boris(board, anna)
    assert used(board) == (80, 80)
    assert (sent(board, anna).codec, sent(board, anna).anew) == ("PCMA", False)
    assert board.exchange.sites.status()["l-tartu"]["legs"] == 1
    anna.hang_up()
    board.until(lambda: board.over)
    assert used(board) == (0, 0)


@pytest.mark.parametrize(("kbit", "ptime", "bitrate"), [(64, 40, 24_000), (24, 60, 16_000)])
def test_a_narrow_line_gets_a_sparing_codec(board, kbit, ptime, bitrate):
    board.use(company(sites=(tartu(kbit),)))
    anna = board.phone("anna")
    call_boris(board, anna)
    told = sent(board, anna)
    assert (told.codec, told.ptime_ms, told.bitrate, told.anew) == ("OPUS", ptime, bitrate, True)
    (answer,) = parse(anna.party.last(sip.Accepted).sdp).media
    assert answer.ptime_ms == ptime
    assert f"maxaveragebitrate={bitrate}" in answer.payloads[0].fmtp
    assert used(board)[0] <= kbit
    step = board.detail("sparing")
    assert (step["site"], step["codec"], step["kbit"]) == ("Tartu", "OPUS", bitrate // 1000)
    assert sent(board, board.boris).anew is False


def test_a_phone_without_opus_takes_longer_packets(board):
    board.use(company(sites=(tartu(72),)))
    anna = board.phone("anna")
    anna.dial("202")
    board.until(lambda: bool(board.boris.invites))
    board.boris.answer()
    board.until(lambda: anna.talks)
    assert (sent(board, anna).codec, sent(board, anna).ptime_ms) == ("PCMA", 60)
    assert used(board) == (69, 69)


def test_who_finds_the_own_line_full_is_told_so_by_its_phone(board):
    board.use(company(sites=(tartu(64),)))
    anna = board.phone("anna")
    anna.dial("202")  # nothing but G.711
    board.until(lambda: anna.refused is not None)
    assert anna.refused == 488
    assert warning(anna).startswith("370 ")
    assert FULL in warning(anna)
    assert (board.call.result, board.call.reason) == ("failed", FULL)
    assert board.spoken() == []
    assert board.journal.state.lines == {}  # with the call the need is over


def test_who_calls_a_full_site_hears_why(board):
    board.use(company(sites=(tartu(64, f"{CLARA}/32"),)))
    clara = board.phone("clara", host=CLARA)
    anna = board.phone("anna")
    call_boris(board, clara, answer="8")
    anna_again = board.phone("dora")
    anna_again.dial("203")  # fits beside it
    board.until(lambda: len(clara.invites) == 1)
    anna.dial("203")
    board.until(lambda: anna.refused is not None, 30)
    assert anna.refused == 480
    assert board.spoken() == ["line_full"]
    call = board.calls[-1]
    (failed,) = [step.detail for step in call.steps if step.kind == "ring_failed"]
    assert (failed["status"], failed["reason"]) == (480, FULL)
    anna_again.cancel()


def test_who_is_invited_from_a_full_site_is_missed_with_the_reason(board):
    board.use(company(sites=(tartu(16, f"{CLARA}/32"),)))
    clara, anna = board.phone("clara", host=CLARA), board.phone("anna")
    call_boris(board, anna)
    assert Conferring(board.switch).invite("t-one", next(iter(board.exchange.calls)), "203") == "accepted"
    board.run(1)
    assert not clara.invites
    found = {step.kind: step.detail for step in board.call.steps if step.kind in {"ring_failed", "not_admitted"}}
    assert [(one["status"], one["reason"]) for one in found.values()] == [(480, FULL)] * 2
    assert not anna.gone
    anna.hang_up()
    board.until(lambda: board.over)
    (leg,) = [leg for leg in board.call.legs.values() if leg.party.number == "203"]
    assert leg.cause == 49


def test_phones_that_ring_for_one_call_count_once(board):
    everyone = (tartu(100, "203.0.113.0/24"),)
    board.use(company(sites=everyone))
    clara = board.phone("clara")
    second = Peer(board, "203.0.113.41", "clara", "secret of clara")
    second.register()
    board.operator.dial("+3726000100", shown=OUTSIDE)
    board.until(lambda: board.operator.talks)
    board.run(1)
    board.operator.press("203")
    board.until(lambda: clara.rings and second.rings, 30)
    assert used(board) == (80, 80)
    assert board.exchange.sites.status()["l-tartu"]["legs"] == 2


def test_both_legs_of_a_call_inside_a_site_count(board):
    board.use(company(sites=(tartu(200, f"{ANNA}/32", f"{BORIS}/32"),)))
    anna = board.phone("anna")
    call_boris(board, anna)
    assert used(board) == (160, 160)


def test_a_phone_on_hold_keeps_its_place(board):
    board.use(company(sites=(tartu(128),)))
    anna = board.phone("anna")
    call_boris(board, anna)
    anna.reinvite(sound(anna.host, "8", version=2).replace(b"sendrecv", b"sendonly"))
    board.run(0.5)
    assert used(board) == (80, 80)


def test_a_phone_may_be_put_somewhere_by_hand(board):
    plain = company(sites=(tartu(128, "192.0.2.128/25"),))
    by_hand = tuple(structs.replace(one, site_id="l-tartu") if one.username == "anna" else one for one in plain.devices)
    board.use(structs.replace(plain, devices=by_hand))
    anna = board.phone("anna")
    call_boris(board, anna)
    assert used(board) == (80, 80)


def test_the_narrowest_network_rules(board):
    wide = Site("l-all", "All", ("203.0.113.0/24",), 1000, 1000)
    board.use(company(sites=(wide, tartu(128))))
    anna = board.phone("anna")
    call_boris(board, anna)
    assert used(board) == (80, 80)
    assert round(board.exchange.sites.used("l-all")[0]) == 80  # Boris


def test_a_site_without_rates_is_only_counted(board):
    board.use(company(sites=(Site("l-tartu", "Tartu", (f"{ANNA}/32",)),)))
    anna = board.phone("anna")
    call_boris(board, anna)
    assert used(board) == (80, 80)
    assert board.journal.state.lines == {}


def test_counts_and_terms_survive_the_switch(board):
    board.use(company(sites=(tartu(64),)))
    anna = board.phone("anna")
    call_boris(board, anna)
    before = used(board)
    assert before == (32, 32)
    assert board.restart() == 1
    assert used(board) == before
    anna.reinvite(sound(anna.host, "111 8", version=2))
    board.run(0.5)
    told = sent(board, anna)
    assert (told.codec, told.ptime_ms, told.bitrate, told.anew) == ("OPUS", 40, 24_000, True)
    anna.hang_up()
    board.until(lambda: board.over)


def test_the_alarm_comes_before_the_line_is_full(board):
    board.use(company(sites=(tartu(160, "203.0.113.0/24", alarm_percent=60),)))
    anna = board.phone("anna")
    call_boris(board, anna)
    lines = board.journal.state.lines
    assert (lines["l-tartu"].level, lines["l-tartu"].used_up) == ("full", 160)
    board.restart()
    assert board.exchange.sites.status()["l-tartu"]["alarm"]["level"] == "full"
    anna.hang_up()
    board.until(lambda: board.over)
    assert board.journal.state.lines == {}


def test_it_is_near_first(board):
    board.use(company(sites=(tartu(200, "203.0.113.0/24"),)))
    anna = board.phone("anna")
    call_boris(board, anna)
    assert board.journal.state.lines["l-tartu"].level == "near"
    anna.hang_up()
    board.until(lambda: board.over)


def test_an_operators_box_in_the_office_takes_of_its_line(board):
    board.use(company(sites=(tartu(100, f"{OPERATOR[0]}/32"),)))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.boris.dial(OUTSIDE)
    board.until(lambda: bool(board.spare.invites))  # the other way was tried
    assert used(board) == (80, 80)
    anna.cancel()
    board.boris.cancel()
