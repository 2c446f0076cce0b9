"""What a phone of the company can dial: colleagues, services, the world, and nonsense."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.audio import read_channels, share_of
from tests.acceptance.pbx import OPERATOR, kinds, step_of

if TYPE_CHECKING:
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage

ANNA_HZ = 700
BORIS_HZ = 1000
OPERATOR_HZ = 520


@pytest.mark.parametrize(("anna_codec", "boris_codec"), [("g722", "g722"), ("pcmu", "g722")])
def test_a_colleague(pbx: Pbx, stage: Stage, anna_codec: str, boris_codec: str) -> None:
    boris = stage.phone(pbx, "202", BORIS_HZ, codecs=boris_codec, transport="tcp")
    anna = stage.phone(pbx, "201", ANNA_HZ, codecs=anna_codec)
    anna.dial(f"sip:202@{pbx.sip}")
    ringing = boris.wait_for("CALL_INCOMING")
    assert "sip:201@" in ringing["peeruri"]
    assert ringing.get("peerdisplayname") == "Anna Kask"
    anna.wait_for("CALL_RINGING")
    boris.answer()
    anna.wait_for("CALL_ESTABLISHED")
    anna.wait_until_heard(BORIS_HZ, 1.0)
    boris.wait_until_heard(ANNA_HZ, 1.0)
    boris.hang_up()
    anna.wait_for("CALL_CLOSED")
    call = pbx.ended_call("201")
    assert call["direction"] == "internal"
    assert call["result"] == "answered"
    assert call["hangup_side"] == "callee"
    assert call["to"] == {"number": "202", "name": "Boris Tamm"}
    rate, (left, right) = read_channels(pbx.download(call["recording_url"], stage.folder / "recording.wav"))
    assert rate == 16000
    assert share_of(left, rate, ANNA_HZ) > 0.9
    assert share_of(right, rate, BORIS_HZ) > 0.9


@pytest.mark.parametrize("dialled", ["+79165554433", "0079165554433"])
def test_the_world(pbx: Pbx, stage: Stage, dialled: str) -> None:
    sound = stage.sound(operator=True)
    operator = stage.answering_operator(pbx, "operator_early", pause_ms=2500, sound=sound.port)
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:{dialled}@{pbx.sip}")
    sound.send_to(operator.media("INVITE"))
    sound.tone(OPERATOR_HZ)
    invite = operator.wait_for("INVITE")
    assert invite.start.split()[1].startswith(f"sip:+79165554433@{OPERATOR[0]}")
    assert f"<sip:{pbx.number}@" in (invite.header("From") or "")
    assert f"<sip:{pbx.number}@" in (invite.header("P-Asserted-Identity") or "")
    anna.wait_until_heard(OPERATOR_HZ)
    assert not operator.received("ACK"), "the operator's sound was heard only after the answer"
    anna.wait_for("CALL_ESTABLISHED")
    pbx.wait_for_call("201", lambda call: call["number"] == dialled and "connected" in kinds(call))
    time.sleep(1.5)
    assert sound.share(ANNA_HZ) > 0.9
    anna.wait_until_heard(OPERATOR_HZ, 1.0)
    anna.hang_up()
    operator.finish()
    call = pbx.ended_call("201")
    assert call["direction"] == "outbound"
    assert call["result"] == "answered"
    assert call["hangup_side"] == "caller"
    assert call["to"]["number"] == "+79165554433"
    assert step_of(call, "outbound") == {"trunk": "Demo operator", "number": "+79165554433", "as": pbx.number}
    rate, (left, right) = read_channels(pbx.download(call["recording_url"], stage.folder / "recording.wav"))
    assert share_of(left, rate, ANNA_HZ) > 0.9
    assert share_of(right, rate, OPERATOR_HZ) > 0.9


def test_the_echo(pbx: Pbx, stage: Stage) -> None:
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:*43@{pbx.sip}")
    anna.wait_for("CALL_ESTABLISHED")
    anna.wait_until_heard(length=0.3)
    anna.press("1")
    anna.wait_until_heard(ANNA_HZ, 1.0)
    anna.hang_up()
    call = pbx.ended_call("201")
    assert call["number"] == "*43"
    assert call["result"] == "service"
    assert "echo" in kinds(call)


@pytest.mark.parametrize("dialled", ["999", "nobody"])
def test_a_wrong_number(pbx: Pbx, stage: Stage, dialled: str) -> None:
    sound = stage.sound()
    phone = stage.device(pbx, "201", "device_refused", status="404", dial=dialled, sound=sound.port)
    sound.send_to(phone.media("SIP/2.0 183"))
    sound.wait_for_sound()
    phone.finish()
    call = pbx.ended_call("201")
    assert call["number"] == dialled
    assert call["result"] == "failed"
    assert call["status"] == 404
    assert "refused" in kinds(call)


@pytest.mark.parametrize(
    ("says", "status", "result"),
    [("486 Busy Here", 486, "busy"), ("603 Decline", 603, "rejected")],
)
def test_the_world_refuses(pbx: Pbx, stage: Stage, says: str, status: int, result: str) -> None:
    operator = stage.answering_operator(pbx, "phone_refuses", status=says)
    sound = stage.sound()
    phone = stage.device(pbx, "201", "device_refused", status=str(status), dial="+79165554433", sound=sound.port)
    sound.send_to(phone.media("SIP/2.0 183"))
    sound.wait_for_sound()
    operator.finish()
    phone.finish()
    call = pbx.ended_call("201")
    assert call["status"] == status
    assert call["result"] == result


@pytest.mark.parametrize("silent", [True, False])
def test_the_operator_is_down(pbx: Pbx, stage: Stage, *, silent: bool) -> None:
    """Its machine is there and says nothing, or there is not even that."""
    if silent:
        deaf = stage.enter_context(socket.socket(type=socket.SOCK_DGRAM))
        pbx.wait_until(lambda: _bound(deaf), 20)
    sound = stage.sound()
    began = time.monotonic()
    phone = stage.device(pbx, "201", "device_refused", status="503", dial="+79165554433", sound=sound.port)
    sound.send_to(phone.media("SIP/2.0 183"))
    sound.wait_for_sound()
    phone.finish()
    assert time.monotonic() - began < 12
    call = pbx.ended_call("201")
    assert call["status"] == 503
    assert call["result"] == "failed"
    assert call["reason"] == "the operator cannot be reached"


def _bound(sock: socket.socket) -> bool:
    try:
        sock.bind(OPERATOR)
    except OSError:
        return False
    return True


def test_a_busy_colleague(pbx: Pbx, stage: Stage) -> None:
    """The caller is told, by the voicemail that every person of the demo has."""
    boris = stage.sipp_phone(pbx, "202", "phone_refuses", status="486 Busy Here")
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:202@{pbx.sip}")
    boris.finish()
    anna.wait_for("CALL_ESTABLISHED")
    anna.wait_until_heard()
    anna.hang_up()
    call = pbx.ended_call("201")
    assert step_of(call, "ring_failed") == {"who": "Boris Tamm", "status": 486, "reason": "Busy Here"}
    assert "voicemail" in kinds(call)
    assert not call["owed"], "a colleague is not owed a call back"
