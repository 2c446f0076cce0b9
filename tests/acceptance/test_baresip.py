"""Baresip as a phone of the company: what the other files do not need of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.acceptance.pbx import kinds

if TYPE_CHECKING:
    from tests.acceptance.baresip import Baresip
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage

ANNA_HZ = 700
BORIS_HZ = 1000


def write(pbx: Pbx, stage: Stage, anna: Baresip) -> None:
    """Anna writes to Boris."""
    boris, login = stage.wire(pbx), pbx.facts("202")
    assert boris.register(login["username"], login["password"]).status == 200
    anna.command("contact_next")  # the one it has
    anna.command("message", "parcel")
    message = boris.receive()
    assert message is not None, anna.log.read_text()
    assert (message.start.split()[0], message.body) == ("MESSAGE", b"parcel")
    boris.send(message.answer(200))
    assert boris.register(login["username"], login["password"], expires=0).status == 200


@pytest.mark.requirement("FE-05", "FE-13", "FE-14")
def test_baresip_by_opus_and_sdes_writes_and_holds(pbx: Pbx, stage: Stage) -> None:
    anna = stage.phone(pbx, "201", ANNA_HZ, codecs="opus", encryption="srtp-mand", friend="202")
    write(pbx, stage, anna)
    boris = stage.phone(pbx, "202", BORIS_HZ, transport="tcp")
    anna.dial(f"sip:202@{pbx.sip}")
    boris.wait_for("CALL_INCOMING")
    boris.answer()
    anna.wait_for("CALL_ESTABLISHED")
    anna.wait_until_heard(BORIS_HZ, 1.0)
    boris.wait_until_heard(ANNA_HZ, 1.0)
    anna.command("hold")
    pbx.wait_for_step("201", "held")
    anna.command("resume")
    pbx.wait_for_step("201", "resumed")
    anna.wait_until_heard(BORIS_HZ, 0.5)
    boris.wait_until_heard(ANNA_HZ, 0.5)
    boris.press("5")
    assert anna.wait_for("CALL_DTMF_START")["param"] == "5"
    anna.hang_up()
    call = pbx.ended_call("201")
    assert {"held", "resumed"} < set(kinds(call))
    (caller, callee) = sorted(call["legs"], key=lambda leg: leg["direction"])
    assert (caller["codec"], callee["codec"], callee["transport"]) == ("OPUS", "PCMA", "tcp")
    assert caller["encryption"].startswith("SDES ")
    assert call["recording"]["complete"]
