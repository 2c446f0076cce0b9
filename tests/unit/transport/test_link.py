"""Frames between an edge and the switch, cut as streams cut."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.errors import BadMessage
from offhook.sip.address import Flow
from offhook.transport.link import (
    LONGEST_FRAME,
    ConnectionNumbers,
    Frame,
    Kind,
    LinkReader,
    decode_opening,
    encode,
    encode_opening,
)

FRAMES = st.lists(
    st.builds(Frame, st.sampled_from(Kind), st.integers(0, 2**64 - 1), st.binary(max_size=300)), max_size=20
)


@given(FRAMES, st.data())
def test_frames_come_out_as_they_went_in_however_they_were_cut(frames: list[Frame], data: st.DataObject) -> None:
    octets = b"".join(encode(*frame) for frame in frames)
    reader, found = LinkReader(), []
    while octets:
        size = data.draw(st.integers(1, len(octets)))
        found += reader.feed(octets[:size])
        octets = octets[size:]
    assert found == frames


@given(st.binary(max_size=200))
def test_nonsense_raises_bad_message_or_waits(data: bytes) -> None:
    with contextlib.suppress(BadMessage):
        LinkReader().feed(data)


@pytest.mark.parametrize("length", [0, 8, LONGEST_FRAME + 1])
def test_impossible_lengths_are_refused_before_anything_is_kept(length: int) -> None:
    with pytest.raises(BadMessage, match="octets"):
        LinkReader().feed(length.to_bytes(4, "big") + bytes(9))


def test_an_opening_carries_the_flow() -> None:
    flow = Flow("wss", ("192.0.2.1", 443), ("2001:db8::1", 50000), 2**62 + 5)
    (frame,) = LinkReader().feed(encode_opening(flow))
    assert frame.kind is Kind.OPENED
    assert decode_opening(frame) == flow


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x93\xa3abc\x01\x02"])
def test_a_bad_opening_is_refused(content: bytes) -> None:
    with pytest.raises(BadMessage):
        decode_opening(Frame(Kind.OPENED, 1, content))


def test_numbers_of_two_processes_differ_and_are_above_those_of_clocks() -> None:
    one, other = ConnectionNumbers(), ConnectionNumbers()
    first = {next(one) for _ in range(1000)}
    assert len(first) == 1000
    assert not first & {next(other) for _ in range(1000)}
    assert min(first) > 2**62
    assert max(first) < 2**63
