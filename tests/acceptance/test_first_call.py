"""A customer dials the number and reaches the right person."""

from __future__ import annotations

import time
from contextlib import closing as closed_at_end
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.audio import longest_gap, read_channels, share_of

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

    from tests.acceptance.pbx import Pbx

CUSTOMER_HZ = 440
ANNA_HZ = 700
BORIS_HZ = 1000


def kinds(call: dict) -> list[str]:
    return [step["kind"] for step in call["steps"]]


@pytest.mark.parametrize("codecs", [("pcma", "pcma"), ("pcmu", "pcma"), ("pcma", "g722")])
def test_the_customer_reaches_sales(pbx: Pbx, closing: ExitStack, tmp_path: Path, codecs: tuple[str, str]) -> None:
    operator_codec, phone_codec = codecs
    anna = closing.enter_context(closed_at_end(pbx.phone(tmp_path / "201", "201", hertz=ANNA_HZ, answer=False)))
    boris = closing.enter_context(
        closed_at_end(pbx.phone(tmp_path / "202", "202", hertz=BORIS_HZ, answer=False, codecs=phone_codec))
    )
    operator = closing.enter_context(
        closed_at_end(pbx.operator(tmp_path / "operator", hertz=CUSTOMER_HZ, codecs=operator_codec))
    )

    operator.dial(f"sip:{pbx.number}@{pbx.sip}")
    operator.wait_for("CALL_ESTABLISHED")
    time.sleep(1.0)
    operator.press("1")
    ringing = boris.wait_for("CALL_INCOMING")
    anna.wait_for("CALL_INCOMING")
    assert "+37255501234" in ringing["peeruri"]
    time.sleep(0.5)
    boris.answer()
    boris.wait_for("CALL_ESTABLISHED")
    anna.wait_for("CALL_CLOSED")
    time.sleep(3.0)
    operator.hang_up()
    boris.wait_for("CALL_CLOSED", 2.0)

    rate, heard = boris.heard()
    assert share_of(heard[-2 * rate :], rate, CUSTOMER_HZ) > 0.9
    rate, heard = operator.heard()
    assert share_of(heard[-2 * rate :], rate, BORIS_HZ) > 0.9

    call = pbx.ended_call()
    assert call["from"]["number"] == "+37255501234"
    assert call["number"] == pbx.number
    assert call["result"] == "answered"
    assert call["hangup_side"] == "caller"
    assert 2.0 < call["talking_seconds"] < 6.0
    assert {"received", "scenario", "menu", "ringing", "answered", "cancelled", "connected", "hangup"} <= set(kinds(call))
    assert call["to"]["number"] == "202"
    qualities = [leg["quality"] for leg in call["legs"] if leg["answered_at"]]
    assert len(qualities) == 2
    for quality in qualities:
        assert quality["loss_percent"] < 1
        assert quality["mos"] > 4

    recording = pbx.api.get(call["recording_url"].removeprefix("/api/v1"))
    assert recording.headers["content-type"] == "audio/wav"
    path = tmp_path / "recording.wav"
    path.write_bytes(recording.content)
    rate, (customer, agent) = read_channels(path)
    assert share_of(customer, rate, CUSTOMER_HZ) > 0.9
    assert share_of(agent, rate, BORIS_HZ) > 0.9
    assert longest_gap(customer, rate) < 0.1
    assert longest_gap(agent, rate) < 0.1
