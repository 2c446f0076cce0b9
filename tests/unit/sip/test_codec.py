"""Names and numbers of codecs, and what an Opus receiver wishes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.sip.codec import (
    CN,
    G722,
    OPUS,
    PCMA,
    PCMU,
    Codec,
    OpusWishes,
    codecs_named,
    numbered,
    opus_wishes,
    preferring,
)


@pytest.mark.parametrize(
    ("names", "known"),
    [
        (("G722", "PCMU"), ["G722", "PCMU", "telephone-event/8000"]),
        (("opus",), ["opus", "telephone-event/48000", "telephone-event/8000"]),
        (("PCMA", "Opus", "pcma"), ["PCMA", "opus", "telephone-event/48000", "telephone-event/8000"]),
        (("CN", "PCMA"), ["PCMA", "CN", "telephone-event/8000"]),
        (("G729", "CN"), []),
        ((), []),
    ],
)
def test_an_allow_list(names, known):
    events = [
        codec.name if codec.name != "telephone-event" else f"{codec.name}/{codec.rate}" for codec in codecs_named(names)
    ]
    assert events == known


def test_what_the_other_party_speaks_comes_first():
    assert preferring((PCMA, PCMU, G722, OPUS), ("opus", "PCMU")) == (OPUS, PCMU, PCMA, G722)
    assert preferring((PCMA, PCMU), ()) == (PCMA, PCMU)


def test_numbers_are_unique():
    strange = [Codec("a"), Codec("b"), OPUS, CN, PCMU, *(Codec(str(n)) for n in range(20))]
    numbers = numbered(strange)
    assert list(numbers.values()) == strange
    assert [number for number, codec in numbers.items() if codec in (OPUS, CN, PCMU)] == [111, 13, 0]
    assert max(numbers) < 128


@pytest.mark.parametrize(
    ("fmtp", "wishes"),
    [
        ("", OpusWishes(fec=False, bitrate=None, stereo=False)),
        ("minptime=10;useinbandfec=1", OpusWishes(fec=True, bitrate=None, stereo=False)),
        ("useinbandfec=1; maxaveragebitrate=20000; stereo=1", OpusWishes(fec=True, bitrate=20000, stereo=True)),
        ("maxaveragebitrate=1", OpusWishes(fec=False, bitrate=None, stereo=False)),
        ("maxaveragebitrate=999999999999999999999;useinbandfec=2", OpusWishes(fec=False, bitrate=None, stereo=False)),
        ("MaxAverageBitrate=510000;;=;stereo", OpusWishes(fec=False, bitrate=510000, stereo=False)),
    ],
)
def test_what_an_opus_receiver_wishes(fmtp, wishes):
    assert opus_wishes(fmtp) == wishes


@given(st.text(max_size=100))
def test_any_fmtp(fmtp):
    wishes = opus_wishes(fmtp)
    assert wishes.bitrate is None or 6000 <= wishes.bitrate <= 510_000
