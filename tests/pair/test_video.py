"""Video between two parties: agreed on where both take it, added and ended, held, transferred, restarted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec
import pytest
from tests.pair.company import MAIN, OUTSIDE, company
from tests.pair.peer import describe
from tests.pair.renegotiator import Renegotiator

from offhook.media import protocol as media
from offhook.sip import events as sip
from offhook.sip import sdp
from offhook.sip.codec import codecs_named
from offhook.sip.offer_answer import LocalMedia, answer, offer
from offhook.sip.video import LocalVideo, VideoFormat

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

    from offhook.sip.dialog import Dialog

VP8 = VideoFormat(96, "VP8", "", 97, ("nack", "nack pli"))
VP9 = VideoFormat(98, "VP9", "profile-id=0", 99)
H264 = VideoFormat(102, "H264", "profile-level-id=42e01f;packetization-mode=1")


@dataclass
class Screen(Renegotiator):
    """A phone with a camera, and what it can do now."""

    formats: tuple[VideoFormat, ...] = (VP8, H264)
    version: int = 1
    said: bytes = b""

    @property
    def local(self) -> LocalMedia:
        self.version += 1
        seen = LocalVideo(4002, self.formats) if self.formats else None
        return LocalMedia(self.peer.host, 4000, codecs_named(("PCMA",)), version=self.version, video=seen)

    def offer(self, **changes: object) -> bytes:
        """What this phone offers, in the shape of what it said before."""
        self.said = offer(replace(self.local, **changes), previous=self.said or None)  # type: ignore[arg-type]
        return self.said

    def answer(self, offered: bytes) -> bytes:
        """What this phone answers."""
        self.said = answer(offered, self.local)[0]
        return self.said

    def show(self, *formats: VideoFormat) -> None:
        """Offer these formats in the middle of the call, or none."""
        self.formats = formats
        self.peer.reinvite(self.offer())


def video_of(description: bytes) -> sdp.Media | None:
    found = [one for one in sdp.parse(description).media if one.kind == "video"]
    return found[0] if found else None


def names_in(description: bytes) -> list[str]:
    """The formats of a section of video that is on."""
    found = video_of(description)
    return [one.name for one in found.payloads if one.name != "rtx"] if found is not None and found.port else []


def seen(board: Board) -> dict[str, media.SessionSet]:
    """What each session of video does, by the far end's host."""
    found = [one for one in board.media.sessions.values() if one.opened.kind == "video" and one.set is not None]
    return {one.remote.address: one.set for one in found if one.remote is not None and one.set is not None}


def linked(board: Board) -> set[frozenset[str]]:
    """The hosts that see each other."""
    sessions = {n: one for n, one in board.media.sessions.items() if one.opened.kind == "video"}
    return {
        frozenset((one.remote.address, sessions[one.peer].remote.address))
        for one in sessions.values()
        if one.peer is not None
    }


def call(board: Board, one: Screen, other: Screen, number: str = "202") -> tuple[Dialog, Dialog]:
    """One calls, the other answers; return the dialogs."""
    connected = board.steps().count("connected") if board.calls else 0
    one.peer.dial(number, offer=one.offer())
    board.until(lambda: other.peer.rings)
    theirs = other.peer.answer(other.answer(other.peer.invites[-1].sdp))
    board.until(lambda: board.steps().count("connected") > connected)
    board.run(0.3)
    return one.peer.dialog, theirs


@pytest.fixture
def two(board: Board) -> tuple[Screen, Screen]:
    return Screen(board.phone("anna")), Screen(board.phone("boris"), (H264, VP8))


def end(board: Board, peer: Peer) -> None:
    peer.hang_up()
    board.ended()


def test_two_parties_see_each_other(board, two):
    anna, boris = two
    call(board, anna, boris)
    offered = boris.peer.invites[-1].sdp
    assert names_in(offered) == ["VP8", "H264"]
    answered = anna.peer.party.one(sip.Accepted).sdp
    assert names_in(answered) == ["H264", "VP8"]  # the callee's favourite first
    hosts = anna.peer.host, boris.peer.host
    assert linked(board) == {frozenset(hosts)}
    ours, theirs = (seen(board)[host] for host in hosts)
    # The same names on both sides, each with the numbers of that side.
    assert {(one.payload, one.codec) for one in ours.send_formats} == {
        (96, "VP8"), (97, "rtx VP8"), (102, "H264/CB/1"),
    }  # fmt: skip
    assert {one.codec for one in theirs.send_formats} == {one.codec for one in ours.receive}
    assert [known.payload for known in video_of(offered).payloads] == [one.payload for one in sorted(
        theirs.receive, key=lambda one: [96, 97, 98].index(one.payload))]  # fmt: skip
    assert board.media.given(media.RecordTap)
    assert all(not one.session.endswith(":video") for one in board.media.given(media.RecordTap))
    anna.peer.hang_up()
    call_state = board.ended()
    assert {leg.quality["video"]["codec"] for leg in call_state.legs.values()} == {"H264"}


def test_a_callee_without_video_is_talked_to(board, two):
    anna, boris = two
    boris.formats = ()
    call(board, anna, boris)
    answered = video_of(anna.peer.party.one(sip.Accepted).sdp)
    assert answered is not None
    assert answered.port == 0
    assert [one for one in board.media.sessions.values() if one.opened.kind == "video"] == []
    anna.peer.hang_up()
    assert all("video" not in (leg.quality or {}) for leg in board.ended().legs.values())


@pytest.mark.parametrize("who", ["anna", "boris"])
def test_a_device_that_may_not_show(board, two, who):
    plain = company()
    devices = tuple(msgspec.structs.replace(one, video=False) if one.username == who else one for one in plain.devices)
    board.use(company(devices=devices))
    anna, boris = two
    call(board, anna, boris)
    assert names_in(boris.peer.invites[-1].sdp) == []
    assert names_in(anna.peer.party.one(sip.Accepted).sdp) == []
    anna.show(VP8)
    board.run(1)
    assert names_in(anna.peer.party.last(sip.ReinviteAnswered).sdp) == []
    assert boris.asked == []
    end(board, anna.peer)


def test_an_operator_sees_nothing_unless_its_trunk_may(board):
    operator = Screen(board.operator)
    boris = Screen(board.phone("boris"))
    board.operator.dial(MAIN, shown=OUTSIDE, offer=operator.offer())
    board.until(lambda: "menu_main" in board.spoken())
    assert names_in(board.operator.party.one(sip.Accepted).sdp) == []
    board.operator.press("202")
    board.until(lambda: boris.peer.rings)
    assert names_in(boris.peer.invites[-1].sdp) == []
    board.operator.hang_up()
    board.ended()


def test_the_media_server_refuses_the_video_and_the_call_goes_on(board, two):
    anna, boris = two
    answered = board.media._carry_out

    def refuse(command):
        if isinstance(command, media.SessionOpen) and command.kind == "video":
            raise media_error
        return answered(command)

    media_error = __import__("offhook.errors", fromlist=["MediaError"]).MediaError("no-ports", "none is left")
    board.media._carry_out = refuse
    call(board, anna, boris)
    assert names_in(boris.peer.invites[-1].sdp) == []
    end(board, anna.peer)


def test_video_comes_and_goes_in_the_middle_of_a_call(board, two):
    anna, boris = two
    anna.formats = ()
    call(board, anna, boris)
    anna.show(VP9, VP8)
    board.run(1)
    assert names_in(boris.asked[-1]) == ["VP9", "VP8"]
    assert names_in(anna.peer.party.last(sip.ReinviteAnswered).sdp) == ["VP8"]
    assert linked(board) == {frozenset((anna.peer.host, boris.peer.host))}
    anna.show()
    board.run(1)
    assert names_in(boris.asked[-1]) == []
    assert [media.kind for media in sdp.parse(boris.asked[-1]).media] == ["audio", "video"]
    assert linked(board) == set()
    assert [one for one in board.media.sessions.values() if one.opened.kind == "video"] == []
    anna.show(VP8)
    board.run(1)
    assert linked(board) == {frozenset((anna.peer.host, boris.peer.host))}
    end(board, anna.peer)


@pytest.mark.parametrize("status", [488, 603, 500])
def test_added_video_that_the_other_refuses(board, two, status):
    anna, boris = two
    anna.formats, boris.status = (), status
    call(board, anna, boris)
    anna.show(VP8)
    board.run(2)
    assert len(boris.asked) == 1
    assert names_in(anna.peer.party.last(sip.ReinviteAnswered).sdp) == []
    assert [one for one in board.media.sessions.values() if one.opened.kind == "video"] == []
    end(board, anna.peer)


def test_added_video_that_the_other_is_too_slow_for(board, two):
    anna, boris = two
    anna.formats, boris.silent = (), True
    call(board, anna, boris)
    anna.show(VP8)
    board.run(7)
    assert anna.peer.party.all(sip.ReinviteAnswered) == []
    board.run(3)
    assert names_in(anna.peer.party.last(sip.ReinviteAnswered).sdp) == []
    boris.silent = False
    boris.react()
    board.kick()
    board.run(1)
    assert [bool(names_in(body)) for body in boris.asked] == [True, False]  # too late: it is ended again
    assert [one for one in board.media.sessions.values() if one.opened.kind == "video"] == []
    end(board, anna.peer)


def test_who_leaves_while_the_other_is_asked(board, two):
    anna, boris = two
    anna.formats, boris.silent = (), True
    call(board, anna, boris)
    anna.show(VP8)
    board.run(1)
    end(board, anna.peer)
    board.run(10)


def test_hold_covers_both_and_whole_pictures_follow(board, two):
    anna, boris = two
    call(board, anna, boris)
    links = len(board.media.given(media.Link))
    seen_by_anna = replace(anna.local.video, direction="sendonly")
    anna.peer.reinvite(anna.offer(direction="sendonly", video=seen_by_anna))
    board.run(1)
    assert seen(board)[anna.peer.host].direction == "inactive"
    assert boris.asked == []
    anna.peer.reinvite(anna.offer())
    board.run(1)
    assert seen(board)[anna.peer.host].direction == "sendrecv"
    assert [one.a.endswith(":video") for one in board.media.given(media.Link)[links:]] == [True]  # asks for pictures
    end(board, anna.peer)


def test_video_survives_the_switch(board, two):
    anna, boris = two
    call(board, anna, boris)
    before = {n for n, one in board.media.sessions.items() if one.opened.kind == "video"}
    assert board.restart(away_s=1.0) == 1
    assert {n for n, one in board.media.sessions.items() if one.opened.kind == "video"} == before
    assert linked(board) == {frozenset((anna.peer.host, boris.peer.host))}
    anna.peer.reinvite(anna.offer())
    board.run(1)
    assert names_in(anna.peer.party.last(sip.ReinviteAnswered).sdp) == ["H264", "VP8"]
    anna.show()
    board.run(1)
    assert [bool(names_in(body)) for body in boris.asked] == [False]
    end(board, anna.peer)


def refer(board: Board, peer: Peer, dialog: Dialog, to: str) -> None:
    peer.party.endpoint.send_in_dialog(dialog, "REFER", [("Refer-To", f"<sip:{to}@example.test>")], b"", peer.now)
    board.kick()


@pytest.mark.parametrize("formats", [(VP8, H264), (H264,), ()])
def test_after_a_transfer_the_two_agree_anew(board, two, formats):
    anna, boris = two
    clara = Screen(board.phone("clara"), formats)
    _, theirs = call(board, anna, boris)
    refer(board, boris.peer, theirs, "203")
    board.until(lambda: clara.peer.rings)
    assert names_in(clara.peer.invites[-1].sdp) == ["H264", "VP8"]
    assert linked(board) == set()
    clara.peer.answer(clara.answer(clara.peer.invites[-1].sdp))
    board.until(lambda: "transferred" in board.steps())
    board.run(2)
    assert linked(board) == ({frozenset((anna.peer.host, clara.peer.host))} if formats else set())
    assert [names_in(body) for body in anna.asked] == ([] if len(formats) == 2 else [[one.name for one in formats]])
    end(board, anna.peer)


def test_video_that_cannot_be_encrypted_ends_and_the_sound_goes_on(board, two):
    anna, boris = two
    call(board, anna, boris)
    session = next(n for n, one in board.media.sessions.items() if one.opened.kind == "video")
    board.media.tell(media.MediaInsecure(at=0, session=session, text="another certificate"))
    board.run(2)
    assert [one for one in board.media.sessions.values() if one.opened.kind == "video"] == []
    assert not anna.peer.gone
    assert len(anna.asked) == len(boris.asked) == 1
    end(board, anna.peer)


def test_a_lost_media_server_leaves_nothing(board, two):
    anna, boris = two
    call(board, anna, boris)
    board.media.lose(crash=True)
    board.run(5)
    assert anna.peer.gone
    assert board.exchange.videos == {}
    board.media.back(same=False)
    board.ended()


def test_a_redial_without_video_of_a_plain_phone(board, two):
    _, boris = two
    dora = board.phone("dora")
    dora.dial("202", offer=describe(dora.host))
    board.until(lambda: boris.peer.rings)
    assert video_of(boris.peer.invites[-1].sdp) is None
    dora.cancel()
    board.ended()
