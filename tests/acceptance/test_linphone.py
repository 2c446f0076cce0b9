"""Linphone as a phone of the company: everything that it can, in a few conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.acceptance.audio import LOUD, share_of
from tests.acceptance.pbx import kinds, step_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.baresip import Baresip
    from tests.acceptance.linphone import Linphone
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage

ANNA_HZ = 700
BORIS_HZ = 1000
CLARA_HZ = 1400
CUSTOMER_HZ = 440


@pytest.fixture
def opus_only(pbx: Pbx) -> Iterator[None]:
    """Anna's device takes Opus only."""
    pbx.set_sound("201", codecs=["OPUS"])
    yield
    pbx.set_sound("201", codecs=["PCMA", "PCMU", "G722", "OPUS"])


@pytest.fixture
def encrypted_only(pbx: Pbx) -> Iterator[None]:
    """Boris's device takes nothing plain."""
    pbx.set_sound("202", encryption="required")
    yield
    pbx.set_sound("202", encryption="optional")


def hears_music(phone: Baresip) -> bool:
    """Half a second was loud and not Anna's tone."""
    rate, heard = phone.heard()
    last = heard[-rate // 2 :]
    return float(abs(last).max()) > LOUD and share_of(last, rate, ANNA_HZ) < 0.1


@pytest.mark.usefixtures("opus_only")
@pytest.mark.requirement("FE-05", "FE-13", "FE-14")
def test_linphone_calls_by_opus_holds_and_transfers(pbx: Pbx, stage: Stage) -> None:
    boris, clara = stage.phone(pbx, "202", BORIS_HZ), stage.phone(pbx, "203", CLARA_HZ)
    anna = stage.linphone(pbx, "201", ANNA_HZ, codecs=["opus"])
    anna.dial(f"sip:202@{pbx.sip}")
    anna.wait_for("ringing")
    boris.wait_for("CALL_INCOMING")
    boris.answer()
    anna.wait_for("Media streams established")
    anna.wait_until_heard(BORIS_HZ, 1.0)
    boris.wait_until_heard(ANNA_HZ, 1.0)
    anna.command("pause")
    pbx.wait_for_step("201", "held")
    pbx.wait_until(lambda: hears_music(boris), 10)
    anna.command("resume")
    boris.wait_until_heard(ANNA_HZ, 0.5)
    anna.wait_until_heard(BORIS_HZ, 0.5)
    anna.command(f"transfer sip:203@{pbx.sip}")
    clara.wait_for("CALL_INCOMING")
    clara.answer()
    anna.wait_for("ended")
    clara.wait_until_heard(BORIS_HZ, 0.5)
    boris.wait_until_heard(CLARA_HZ, 0.5)
    clara.hang_up()
    call = pbx.ended_call("201")
    assert {"held", "resumed"} < set(kinds(call))
    assert step_of(call, "transferred")["how"] == "blind"
    assert [leg["codec"] for leg in call["legs"]] == ["OPUS", "PCMA", "PCMA"]
    assert call["legs"][0]["quality"]["mos"] > 4


def exchange_texts(pbx: Pbx, stage: Stage, boris: Linphone) -> None:
    """Boris and Anna write to each other."""
    anna, login = stage.wire(pbx), pbx.facts("201")
    assert anna.register(login["username"], login["password"]).status == 200
    boris.command("chat sip:201@localhost parcel")  # it goes by TLS as its registrar has this name
    message = anna.receive()
    assert message is not None, boris.story()
    assert (message.start.split()[0], message.body) == ("MESSAGE", b"parcel")
    anna.send(message.answer(200))
    assert anna.text(login["username"], login["password"], "202", "I come").status == 202
    boris.wait_for("I come")
    assert anna.register(login["username"], login["password"], expires=0).status == 200


@pytest.mark.usefixtures("encrypted_only")
@pytest.mark.requirement("FE-05", "FE-13", "FE-14")
def test_linphone_by_tls_with_sdes(pbx: Pbx, stage: Stage) -> None:
    """It writes, is called, consults by a call of its own, presses a key and transfers."""
    number = "+37255509001"
    clara = stage.phone(pbx, "203", CLARA_HZ)
    boris = stage.linphone(pbx, "202", BORIS_HZ, codecs=["PCMU"], encryption="srtp", tls=True)
    exchange_texts(pbx, stage, boris)
    sound = stage.sound(operator=True)
    caller = stage.caller(pbx, "dial", number, sound)
    sound.send_to(caller.media())
    sound.wait_for_sound()
    sound.press("202")
    boris.wait_for("incoming call from")
    sound.tone(CUSTOMER_HZ)
    boris.answer()
    boris.wait_for("Media streams established")
    boris.wait_until_heard(CUSTOMER_HZ, 1.0)
    sound.wait_for_tone(BORIS_HZ)
    boris.command("pause")
    boris.wait_for("paused")
    boris.dial(f"sip:203@{pbx.sip}")
    clara.wait_for("CALL_INCOMING")
    clara.answer()
    boris.wait_for("Media streams established")
    clara.wait_for("CALL_ESTABLISHED")
    boris.press("5")
    assert clara.wait_for("CALL_DTMF_START")["param"] == "5"
    boris.command("transfer 1 --to-call 2")
    sound.wait_for_tone(CLARA_HZ)
    clara.wait_until_heard(CUSTOMER_HZ, 1.0)
    clara.hang_up()
    call = pbx.ended_call(number)
    assert step_of(call, "transferred")["how"] == "attended"
    (leg,) = [leg for leg in call["legs"] if leg["party"].get("name") == "Boris Tamm"]
    assert (leg["transport"], leg["codec"]) == ("tls", "PCMU")
    assert leg["encryption"].startswith("SDES ")
    assert pbx.ended_call("202")["result"] == "answered"


@pytest.mark.requirement("FE-14")
def test_linphone_by_tcp(pbx: Pbx, stage: Stage) -> None:
    """It calls by G.722, presses a key that goes by INFO, and is recorded."""
    boris = stage.phone(pbx, "202", BORIS_HZ)
    anna = stage.linphone(pbx, "201", ANNA_HZ, codecs=["G722"], tcp=True, info=True)
    anna.dial(f"sip:202@{pbx.sip}")
    boris.wait_for("CALL_INCOMING")
    boris.answer()
    anna.wait_for("Media streams established")
    anna.wait_until_heard(BORIS_HZ, 1.0)
    boris.wait_until_heard(ANNA_HZ, 1.0)
    anna.press("5")
    assert boris.wait_for("CALL_DTMF_START")["param"] == "5"
    anna.hang_up()
    call = pbx.ended_call("201")
    (caller, callee) = sorted(call["legs"], key=lambda leg: leg["direction"])
    assert (caller["transport"], caller["codec"], callee["codec"]) == ("tcp", "G722", "PCMA")
    assert call["recording"]["complete"]


def test_linphone_by_dtls_with_a_certificate_for_ecdsa(pbx: Pbx, stage: Stage) -> None:
    """The one that it makes by itself is of RSA, which is not taken (docs/adr/0003)."""
    boris = stage.phone(pbx, "202", BORIS_HZ)
    anna = stage.linphone(pbx, "201", ANNA_HZ, codecs=["PCMA"], encryption="dtls", ecdsa=True)
    anna.dial(f"sip:202@{pbx.sip}")
    boris.wait_for("CALL_INCOMING")
    boris.answer()
    boris.wait_until_heard(ANNA_HZ, 1.0)
    anna.wait_until_heard(BORIS_HZ, 1.0)
    anna.hang_up()
    (caller, callee) = sorted(pbx.ended_call("201")["legs"], key=lambda leg: leg["direction"])
    assert (caller["encryption"], callee["encryption"]) == ("DTLS-SRTP", None)
