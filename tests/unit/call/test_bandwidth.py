"""What a stream takes of a line."""

from __future__ import annotations

import pytest

from offhook.call.bandwidth import SMALLEST_KBIT, STEPS, Economy, stream_kbit, tag_of
from offhook.sip.codec import OPUS, PCMA, codecs_named, limited
from offhook.sip.keying import CryptoKey, Dtls, Sdes


@pytest.mark.parametrize(
    ("codec", "ptime_ms", "bitrate", "v6", "tag", "kbit"),
    [
        ("PCMA", 20, None, False, 0, 80.0),  # 160 + 40 octets, 50 times a second
        ("G722", 20, None, False, 10, 84.0),
        ("PCMU", 20, None, True, 0, 88.0),
        ("PCMA", 60, None, False, 0, 64 + 40 * 8 / 60),
        ("OPUS", 40, 24_000, False, 0, 32.0),
        ("opus", 20, None, False, 0, 48.0),
        ("OPUS", 40, 24_000, True, 16, 39.2),
    ],
)
def test_what_passes_is_counted_with_its_headers(codec, ptime_ms, bitrate, v6, tag, kbit):
    assert stream_kbit(codec, ptime_ms, bitrate, v6=v6, tag=tag) == pytest.approx(kbit)


def test_each_step_takes_less_than_the_one_before():
    took = [stream_kbit("OPUS", step.ptime_ms, step.bitrate, v6=False, tag=0) for step in STEPS[:3]]
    assert took == sorted(took, reverse=True)
    assert took[-1] == SMALLEST_KBIT < 64 / 2.9  # three of them share 64 kbit/s with their reports
    assert [step.tight for step in STEPS] == [False, True, True, True]


def test_an_economy_leaves_codecs_in_their_order():
    assert Economy(("OPUS",)).of(("PCMA", "opus")) == ("opus",)
    assert Economy().of(("PCMA", "G722")) == ("PCMA", "G722")


def test_protection_adds_its_tag():
    key = CryptoKey("AES_CM_128_HMAC_SHA1_32", bytes(30))
    assert [tag_of(None), tag_of(Sdes(key, key)), tag_of(Dtls("active", ()))] == [0, 4, 16]


def test_a_limit_is_told_of_opus_only():
    assert limited((PCMA, OPUS), None) == (PCMA, OPUS)
    plain, opus = limited(codecs_named(("PCMA", "OPUS")), 24_000)[:2]
    assert (plain, opus.fmtp) == (PCMA, "minptime=10;useinbandfec=1;maxaveragebitrate=24000")
