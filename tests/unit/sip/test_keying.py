"""Keys in session descriptions: what is taken, what is refused, and that nothing shows them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.sip.keying import (
    SUITES,
    CryptoKey,
    MediaSecrets,
    Sdes,
    choose_crypto,
    match_crypto,
    read_crypto,
    read_fingerprints,
)

KEY = bytes(range(30))
TEXT = base64.b64encode(KEY).decode()
PRINT = "sha-256 " + ":".join(["AB"] * 32)


def secrets(fill: int = 7) -> MediaSecrets:
    return MediaSecrets.fresh(PRINT, lambda count: bytes((fill + place) % 256 for place in range(count)))


def test_a_line_of_a_phone():
    assert read_crypto(f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}") == CryptoKey("AES_CM_128_HMAC_SHA1_80", KEY, "1")
    assert read_crypto(f"2 aes_cm_128_hmac_sha1_32 INLINE:{TEXT}|2^48") is not None
    assert read_crypto(f"2 AES_CM_128_HMAC_SHA1_32 inline:{TEXT}|1048576 WSH=128 -SOME_HINT") is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        f"1 F8_128_HMAC_SHA1_80 inline:{TEXT}",
        f"x AES_CM_128_HMAC_SHA1_80 inline:{TEXT}",
        f"1 AES_CM_128_HMAC_SHA1_80 {TEXT}",
        f"1 AES_CM_128_HMAC_SHA1_80 uri:{TEXT}",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT[:-4]}",
        f"1 AEAD_AES_128_GCM inline:{TEXT}",
        "1 AES_CM_128_HMAC_SHA1_80 inline:!!!!",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|2^48|1:4",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|1:4",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|2^10",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|1000",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}|2^48|1:4;inline:{TEXT}|2^48|2:4",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT} UNENCRYPTED_SRTP",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT} UNENCRYPTED_SRTCP",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT} UNAUTHENTICATED_SRTP",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT} KDR=1",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT} FEC_ORDER=FEC_SRTP",
    ],
)
def test_what_we_do_not_do_is_refused(text):
    assert read_crypto(text) is None


def test_the_first_usable_line_is_chosen_and_its_tag_answered():
    offered = [
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT} UNENCRYPTED_SRTP",
        f"7 AES_CM_128_HMAC_SHA1_32 inline:{TEXT}",
        f"8 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}",
    ]
    chosen = choose_crypto(offered, secrets())
    assert chosen is not None
    assert (chosen.send.tag, chosen.send.suite) == ("7", "AES_CM_128_HMAC_SHA1_32")
    assert chosen.receive.key == KEY
    assert len(chosen.send.key) == 30
    assert choose_crypto(offered[:1], secrets()) is None


def test_each_suite_has_a_key_of_its_own_and_keeps_it():
    ours = secrets()
    offered = ours.offered()
    assert [(key.suite, len(key.key)) for key in offered] == list(SUITES.items())
    assert len({key.key for key in offered}) == len(SUITES)
    assert ours.restarted(lambda count: b"\x55" * count).offered() == offered


def test_an_answer_must_take_a_tag_and_its_suite():
    ours, theirs = secrets(), secrets(90)
    lines = [key.encode() for key in ours.offered()]
    answered = choose_crypto(lines, theirs)
    assert answered is not None
    agreed = match_crypto(lines, [answered.send.encode()])
    assert agreed == Sdes(send=answered.receive, receive=answered.send)
    assert match_crypto(lines, [f"1 AES_CM_128_HMAC_SHA1_32 inline:{TEXT}"]) is None
    assert match_crypto(lines, [f"9 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}"]) is None
    assert match_crypto(lines, []) is None


def test_nothing_shows_the_keys():
    ours = secrets()
    sdes = choose_crypto([f"1 AES_CM_128_HMAC_SHA1_80 inline:{TEXT}"], ours)
    shown = f"{ours!r} {sdes!r} {ours.offered()!r}"
    assert repr(KEY) not in shown
    assert ours.password not in shown
    assert repr(ours.keys)[2:20] not in shown


def test_a_snapshot_holds_all():
    assert MediaSecrets.from_snapshot(secrets().snapshot()) == secrets()


def test_fingerprints():
    assert read_fingerprints([PRINT.lower(), "sha-1 AB:CD", "sha-256 AB", "", f" {PRINT} "]) == (PRINT, PRINT)


@given(st.text(max_size=120) | st.from_regex(r"[0-9]{1,3} AES_CM_128_HMAC_SHA1_80 inline:[A-Za-z0-9+/=|^;: -]{0,60}"))
def test_any_text_is_read_or_refused(text):
    found = read_crypto(text)
    assert found is None or len(found.key) == SUITES[found.suite]
    read_fingerprints([text])


@given(st.sampled_from(list(SUITES)), st.binary(min_size=44, max_size=44), st.integers(0, 999_999_999))
def test_what_we_write_we_read(suite, octets, tag):
    key = CryptoKey(suite, octets[: SUITES[suite]], str(tag))
    assert read_crypto(key.encode()) == key
