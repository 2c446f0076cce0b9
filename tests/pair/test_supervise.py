"""A supervisor listens to a conversation, whispers, talks to both, takes it over; who hears whom at each moment."""

from __future__ import annotations

import asyncio
from collections import deque
from types import SimpleNamespace
from typing import Any

import pytest
from tests.pair.fake_media import FakeMedia
from tests.pair.test_transfer import called_from_outside, hears

from offhook.call.conference import open_conference
from offhook.call.events import LegTaken
from offhook.call.exchange import Exchange
from offhook.call.supervise import supervise
from offhook.errors import MediaError, PartyGone
from offhook.media import protocol as media


class Party(SimpleNamespace):
    """Stands for a leg without video or fax: itself, whatever it holds."""

    video = None
    fax = None
    answered = True
    __hash__ = object.__hash__
    __eq__ = object.__eq__


class Talk:
    """Two who talk and a third, on a media server without sound."""

    def __init__(self) -> None:
        self.media = FakeMedia(asyncio.get_running_loop())
        exchange: Any = SimpleNamespace(media=self.media, peers={}, sessions={})
        exchange.unpair = lambda leg: Exchange.unpair(exchange, leg)
        exchange.link = lambda one, other: Exchange.link(exchange, one, other)
        self.inbox: deque[Any] = deque()
        self.gone = False
        self.call: Any = SimpleNamespace(
            call_id="c",
            exchange=exchange,
            conference=None,
            post=self.inbox.append,
            raise_if_gone=self._look,
            company=SimpleNamespace(record_tone=False),
            recording=None,
            pair_room=None,
            announcements=set(),
        )
        self.agent, self.other, self.boss = (self._leg(name) for name in ("agent", "other", "boss"))
        exchange.link(self.agent, self.other)
        self.call.talking = (self.other, self.agent)

    def _leg(self, name: str) -> Any:
        self.media.post(media.SessionOpen(session=name, address="127.0.0.1"))
        leg = Party(leg_id=name, call=self.call)
        self.call.exchange.sessions[name] = leg
        return leg

    def _look(self) -> None:
        if self.gone:
            raise PartyGone("other")

    def heard(self) -> dict[str, str]:
        """Whom each hears."""
        names = ("agent", "other", "boss")
        return {one: "".join(two[0] for two in names if self.media.hears(one, two) == 0.0) for one in names}


@pytest.fixture
async def talk():
    one = Talk()
    yield one
    assert one.media.faults == []


async def test_the_modes_of_supervision(talk):
    supervision = await supervise(talk.call, talk.boss, talk.agent, talk.other)
    assert talk.heard() == {"agent": "o", "other": "a", "boss": "ao"}
    assert talk.call.exchange.peers == {}
    supervision.whisper()
    assert talk.heard() == {"agent": "ob", "other": "a", "boss": "ao"}
    supervision.barge()
    assert talk.heard() == {"agent": "ob", "other": "ab", "boss": "ao"}
    supervision.listen()
    assert talk.heard() == {"agent": "o", "other": "a", "boss": "ao"}
    supervision.end()
    assert talk.heard() == {"agent": "o", "other": "a", "boss": ""}
    assert (talk.media.rooms, talk.call.conference) == ({}, None)
    supervision.end()


async def test_the_supervisor_is_silenced_before_it_is_let_in(talk):
    await supervise(talk.call, talk.boss, talk.agent, talk.other)
    kinds = [type(one) for one in talk.media.commands]
    assert kinds.index(media.RoomGains) < kinds.index(media.RoomJoin)
    assert media.Unlink not in kinds


async def test_take_over(talk):
    supervision = await supervise(talk.call, talk.boss, talk.agent, talk.other)
    supervision.take_over()
    assert talk.heard() == {"agent": "", "other": "b", "boss": "o"}
    assert list(talk.inbox) == [LegTaken(talk.agent, talk.boss, "taken_over")]
    assert talk.media.rooms == {}
    supervision.end()


async def test_a_supervision_that_is_over_parts_nobody_who_talks_otherwise(talk):
    supervision = await supervise(talk.call, talk.boss, talk.agent, talk.other)
    talk.call.exchange.link(talk.other, talk.boss)
    talk.call.talking = (talk.other, talk.boss)
    supervision.end()
    assert talk.heard() == {"agent": "", "other": "b", "boss": "o"}


async def test_no_room_and_a_party_that_left_meanwhile_leave_the_talk_as_it_was(talk):
    talk.media.refusing[media.RoomOpen] = "late"
    with pytest.raises(MediaError):
        await supervise(talk.call, talk.boss, talk.agent, talk.other)
    talk.media.refusing.clear()
    talk.gone = True
    with pytest.raises(PartyGone):
        await supervise(talk.call, talk.boss, talk.agent, talk.other)
    assert talk.heard() == {"agent": "o", "other": "a", "boss": ""}
    assert talk.media.rooms == {}


async def test_a_conference_of_three(talk):
    room = await open_conference(talk.call)
    for leg in (talk.agent, talk.other, talk.boss):
        room.add(leg)
    assert talk.heard() == {"agent": "ob", "other": "ab", "boss": "ao"}
    room.mute(talk.boss)
    room.set_gains(room.hears(talk.boss, talk.agent, None))
    assert talk.heard() == {"agent": "o", "other": "a", "boss": "o"}
    room.mute(talk.boss, muted=False)
    room.play("warning", [media.Tone("beep")], to=[talk.other], db=-6)
    assert [one.to for one in talk.media.given(media.RoomPlay)] == [["other"]]
    room.remove(talk.boss)
    room.remove(talk.boss)
    assert talk.heard() == {"agent": "o", "other": "a", "boss": ""}
    room.join_two(talk.agent, talk.other)
    room.close()
    assert (talk.heard()["agent"], talk.media.rooms) == ("o", {})
    second = await open_conference(talk.call)
    third = await open_conference(talk.call)
    assert (second.closed, third.closed, len(talk.media.rooms)) == (True, False, 1)


def supervised(board, boris):
    """Let a third party into a conversation of a whole switch."""
    called_from_outside(board, boris)
    (call,) = board.exchange.calls.values()
    board.media.post(media.SessionOpen(session="boss", address="127.0.0.1"))
    boss: Any = Party(leg_id="boss", call=call)
    board.exchange.sessions["boss"] = boss
    legs = [board.exchange.sessions[peer.session] for peer in (boris, board.operator)]
    supervising = board.loop.create_task(supervise(call, boss, *legs))
    board.run(0.1)
    return supervising.result()


def test_the_room_ends_with_the_call(board):
    boris = board.phone("boris")
    supervised(board, boris).barge()
    assert board.media.hears(boris.session, "boss") == board.media.hears("boss", board.operator.session) == 0.0
    board.operator.hang_up()
    assert board.ended().result == "answered"
    assert board.media.rooms == {}
    del board.exchange.sessions["boss"]
    board.media.post(media.SessionClose(session="boss"))


def test_a_supervised_conversation_survives_the_switch(board):
    boris = board.phone("boris")
    supervised(board, boris)
    assert hears(board, boris) == ""
    assert board.restart(away_s=1) == 1
    board.run(5)
    assert (hears(board, boris), hears(board, board.operator)) == (board.operator.host, boris.host)
    assert board.media.rooms == {}
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: board.operator.session, 1: boris.session}
    board.operator.hang_up()
    board.ended()
