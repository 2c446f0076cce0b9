"""Video between two phones: untouched, with its numbers mapped, and what each asks of the other passed on."""

from __future__ import annotations

import asyncio
import struct

import pytest
from tests.rtp import RtpPeer, is_continuous, until

from offhook.errors import MediaError
from offhook.media.protocol import (
    File,
    Format,
    Link,
    Play,
    Receive,
    Remote,
    SessionClose,
    SessionOpen,
    SessionSet,
    SessionStats,
)

NAMES = ("H264/42e01f", "VP8", "rtx VP8")


class Phone:
    """A far end with RTP and RTCP; its payload types begin at `first`."""

    def __init__(self, name: str, rtp: RtpPeer, rtcp: RtpPeer, first: int) -> None:
        self.name, self.rtp, self.rtcp, self.first = name, rtp, rtcp, first
        self.opened = None

    def payload(self, name: str) -> int:
        return self.first + NAMES.index(name)

    def send(self, payload: bytes, name: str = "VP8", *, units: int = 0, marker: bool = False) -> None:
        self.rtp.send(payload, self.payload(name), units=units, marker=marker)

    def picture(self, parts: int = 3) -> None:
        """Send the packets of one picture."""
        for part in range(parts):
            last = part == parts - 1
            self.send(bytes([part]) * 1000, units=3000 if last else 0, marker=last)

    def feedback(self, kind: int, form: int, media: int, details: bytes = b"") -> None:
        words = 2 + len(details) // 4
        data = struct.pack("!BBHI", 0x80, 201, 1, 9) + struct.pack("!BBHII", 0x80 | form, kind, words, 9, media)
        self.rtcp.transport.sendto(data + details, (self.opened.address, self.opened.port + 1))

    def heard_feedback(self) -> list[tuple[int, int, int, bytes]]:
        """Return kind, format, stream and details of what came beside reports."""
        found = []
        for raw in self.rtcp.raw:
            at = 0
            while at + 12 <= len(raw):
                first, kind, words = struct.unpack_from("!BBH", raw, at)
                size = 4 + words * 4
                if kind in (205, 206):
                    found.append((kind, first & 31, *struct.unpack_from("!I", raw, at + 8), raw[at + 12 : at + size]))
                at += size
        return found


class RawPeer(RtpPeer):
    """Keeps datagrams as they are."""

    def connection_made(self, transport) -> None:
        super().connection_made(transport)
        self.raw: list[bytes] = []

    def datagram_received(self, data, addr) -> None:  # noqa: ARG002  asyncio's signature
        self.raw.append(data)


async def phone(switch, name, first):
    one = Phone(name, await RtpPeer.open(), await RawPeer.open(), first)
    one.opened = await switch.do(SessionOpen(session=name, group="call", address="127.0.0.1", kind="video"))
    one.rtp.remote = (one.opened.address, one.opened.port)
    await switch.do(
        SessionSet(
            session=name,
            remote=Remote(*one.rtp.address, rtcp_port=one.rtcp.address[1]),
            receive=[Receive(one.payload(fmt), fmt) for fmt in NAMES],
            send_formats=[Format(one.payload(fmt), fmt) for fmt in NAMES],
        )
    )
    return one


@pytest.fixture
async def two(switch):
    phones = [await phone(switch, "a", 96), await phone(switch, "b", 110)]
    await switch.do(Link(a="a", b="b"))
    yield phones
    for one in phones:
        one.rtp.close()
        one.rtcp.close()


async def test_pictures_pass_untouched_with_their_numbers_mapped(switch, two):
    a, b = two
    for _ in range(10):
        a.picture()
    a.send(b"other", "H264/42e01f")
    a.rtp.send(b"unknown", 77)
    await until(lambda: len(b.rtp.received) == 31)
    pictures = b.rtp.received[:30]
    assert is_continuous(b.rtp.received)
    assert {one.ssrc for one in pictures} == {b.opened.ssrc}
    assert [one.marker for one in pictures] == [False, False, True] * 10
    assert [one.payload for one in pictures] == [bytes([part]) * 1000 for part in range(3)] * 10
    assert {one.payload_type for one in pictures} == {b.payload("VP8")}
    assert b.rtp.received[30].payload_type == b.payload("H264/42e01f")
    assert (pictures[3].timestamp - pictures[2].timestamp) & 0xFFFFFFFF == 3000
    figures = await switch.do(SessionStats(session="a"))
    assert (figures.packets_lost, figures.mos) == (0, None)


async def test_lost_packets_are_asked_for_and_sent_again_under_mapped_numbers(two):
    a, b = two
    first = a.rtp.sequence
    for _ in range(3):
        a.picture()
    await until(lambda: len(b.rtp.received) == 9)
    lost = b.rtp.received[4]
    b.feedback(205, 1, b.opened.ssrc, struct.pack("!HH", lost.sequence, 5))
    await until(lambda: (205, 1) in [one[:2] for one in a.heard_feedback()])
    (nack,) = [one for one in a.heard_feedback() if one[0] == 205]
    assert nack[2:] == (a.rtp.ssrc, struct.pack("!HH", (first + 4) & 0xFFFF, 5))
    again = RtpPeer(ssrc=a.rtp.ssrc ^ 1, remote=a.rtp.remote)
    again.transport = a.rtp.transport
    again.send(struct.pack("!H", (first + 4) & 0xFFFF) + b"\x01" * 1000, a.payload("rtx VP8"))
    await until(lambda: len(b.rtp.received) == 10)
    resent = b.rtp.received[9]
    assert (resent.ssrc, resent.payload_type) == (b.opened.rtx_ssrc, b.payload("rtx VP8"))
    assert resent.payload == struct.pack("!H", lost.sequence) + lost.payload


async def test_whole_pictures_and_bitrates_are_asked_of_whoever_sends(two):
    a, b = two
    a.picture()
    await until(lambda: len(b.rtp.received) == 3)
    ours = struct.pack("!I", b.opened.ssrc)
    b.feedback(206, 1, b.opened.ssrc)
    b.feedback(206, 4, 0, ours + b"\x07\0\0\0")
    b.feedback(206, 15, 0, b"REMB\x01\x0b\x12\x34" + ours)
    b.feedback(205, 3, 0, ours + b"\x01\x02\x03\x04")
    b.feedback(206, 1, 12345)
    await until(lambda: len(a.heard_feedback()) == 4)
    theirs = struct.pack("!I", a.rtp.ssrc)
    assert a.heard_feedback() == [
        (206, 1, a.rtp.ssrc, b""),
        (206, 4, 0, theirs + b"\x07\0\0\0"),
        (206, 15, 0, b"REMB\x01\x0b\x12\x34" + theirs),
        (205, 3, 0, theirs + b"\x01\x02\x03\x04"),
    ]
    assert b.heard_feedback() == []


async def test_a_new_partner_asks_for_a_whole_picture_and_sees_one_stream(switch, two):
    a, b = two
    c = await phone(switch, "c", 100)
    a.picture()
    c.picture()
    await until(lambda: len(b.rtp.received) == 3)
    await switch.do(Link(a="b", b="c"))
    await until(lambda: c.heard_feedback() == [(206, 1, c.rtp.ssrc, b"")])
    c.picture()
    await until(lambda: len(b.rtp.received) == 6)
    assert is_continuous(b.rtp.received)
    await asyncio.sleep(0.05)
    assert a.heard_feedback() == []


@pytest.mark.usefixtures("two")
async def test_what_video_is_not_for(switch):
    for bad in (
        Play(session="a", play="p", items=[File("/tmp/none.wav")]),  # noqa: S108  it is never opened
        SessionSet(session="a", send_formats=[Format(200, "VP8")]),
        SessionOpen(session="x", address="127.0.0.1", kind="film"),  # type: ignore[arg-type]
    ):
        with pytest.raises(MediaError, match="bad-value"):
            await switch.do(bad)
    await switch.do(SessionOpen(session="sound", address="127.0.0.1"))
    with pytest.raises(MediaError, match="bad-value"):
        await switch.do(SessionSet(session="sound", send_formats=[Format(96, "VP8")]))
    final = await switch.do(SessionClose(session="a"))
    assert final.codec is None
