"""Desk phones that encrypt their sound, by SDES and DTLS-SRTP: to plain phones, and as the setting wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.acceptance.audio import read_channels, share_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage

ANNA_HZ = 700
BORIS_HZ = 1000


@pytest.fixture
def demanding(pbx: Pbx) -> Iterator[None]:
    """Boris's device takes nothing plain."""
    pbx.set_sound("202", encryption="required")
    yield
    pbx.set_sound("202", encryption="optional")


@pytest.mark.parametrize("encryption", ["srtp-mand", "srtp"])
def test_an_encrypted_phone_calls_a_plain_one(pbx: Pbx, stage: Stage, encryption: str) -> None:
    boris = stage.phone(pbx, "202", BORIS_HZ)
    anna = stage.phone(pbx, "201", ANNA_HZ, encryption=encryption)
    anna.dial(f"sip:202@{pbx.sip}")
    boris.wait_for("CALL_INCOMING")
    boris.answer()
    anna.wait_for("CALL_ESTABLISHED")
    anna.wait_until_heard(BORIS_HZ, 1.0)
    boris.wait_until_heard(ANNA_HZ, 1.0)
    anna.hang_up()
    call = pbx.ended_call("201")
    (caller, callee) = sorted(call["legs"], key=lambda leg: leg["direction"])
    assert caller["encryption"] == "SDES AES_CM_128_HMAC_SHA1_80"
    assert (callee["encryption"], callee["transport"], callee["codec"]) == (None, "udp", "PCMA")
    rate, (left, right) = read_channels(pbx.download(call["recording_url"], stage.folder / "recording.wav"))
    assert share_of(left, rate, ANNA_HZ) > 0.9
    assert share_of(right, rate, BORIS_HZ) > 0.9


@pytest.mark.usefixtures("demanding")
def test_a_device_that_must_encrypt_is_called_so(pbx: Pbx, stage: Stage) -> None:
    boris = stage.phone(pbx, "202", BORIS_HZ, encryption="srtp-mand")
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:202@{pbx.sip}")
    boris.wait_for("CALL_INCOMING")
    boris.answer()
    anna.wait_for("CALL_ESTABLISHED")
    anna.wait_until_heard(BORIS_HZ, 1.0)
    boris.wait_until_heard(ANNA_HZ, 1.0)
    anna.hang_up()
    call = pbx.ended_call("201")
    assert {leg["direction"]: leg["encryption"] for leg in call["legs"]} == {
        "inbound": None,
        "outbound": "SDES AES_CM_128_HMAC_SHA1_80",
    }


@pytest.mark.usefixtures("demanding")
def test_a_device_that_must_encrypt_may_not_call_in_the_clear(pbx: Pbx, stage: Stage) -> None:
    boris = stage.phone(pbx, "202", BORIS_HZ)
    boris.dial(f"sip:201@{pbx.sip}")
    closed = boris.wait_for("CALL_CLOSED")
    assert "488" in closed["param"]
    call = pbx.ended_call("202")
    assert (call["result"], call["status"], call["reason"]) == ("failed", 488, "encryption is required")


def test_a_phone_whose_certificate_is_not_taken_is_told_so(pbx: Pbx, stage: Stage) -> None:
    """This baresip has an RSA certificate (docs/adr/0003): the call does not go on in the clear or in silence."""
    stage.phone(pbx, "202", BORIS_HZ, answer=True)
    anna = stage.phone(pbx, "201", ANNA_HZ, encryption="dtls_srtp")
    anna.dial(f"sip:202@{pbx.sip}")
    anna.wait_for("CALL_CLOSED", 20)
    call = pbx.ended_call("201")
    assert call["hangup_side"] == "system"
    assert call["reason"].startswith("the sound could not be encrypted: the DTLS handshake failed")
