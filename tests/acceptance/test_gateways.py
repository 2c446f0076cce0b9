"""A trunk with three gateways: one is silent, one has no room, the third takes the call."""

from __future__ import annotations

import socket
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.pbx import OPERATOR
from tests.ports import own_host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage

SILENT, FULL = own_host(11), own_host(12)
ANNA_HZ = 700
OUTSIDE = "+79165554433"


@pytest.fixture
def use_gateways(pbx: Pbx) -> Iterator[Callable[[list[str]], None]]:
    (trunk,) = pbx.get("/trunks")["items"]

    def use(hosts: list[str]) -> None:
        gateways = [{"host": host, "port": OPERATOR[1], "priority": place} for place, host in enumerate(hosts)]
        pbx.api.patch(f"/api/v1/trunks/{trunk['id']}", json={"gateways": gateways}).raise_for_status()
        pbx.settle()

    yield use
    use([])


def test_the_third_gateway_takes_the_call_within_four_seconds(
    pbx: Pbx, stage: Stage, use_gateways: Callable[[list[str]], None]
) -> None:
    silent = stage.enter_context(closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)))
    silent.bind((SILENT, OPERATOR[1]))
    use_gateways([SILENT, FULL, OPERATOR[0]])
    sound = stage.sound(operator=True)
    full = stage.sipp(pbx, "phone_refuses", host=FULL, port=OPERATOR[1], status="503 No Room")
    operator = stage.answering_operator(pbx, "phone_answers", sound=sound.port)
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:{OUTSIDE}@{pbx.sip}")
    anna.wait_for("CALL_ESTABLISHED")
    sound.wait_for_tone(ANNA_HZ)
    anna.hang_up()
    full.finish()
    operator.finish()
    call = pbx.ended_call("201")
    tried = [step for step in call["steps"] if step["kind"] == "outbound"]
    assert [step["detail"]["gateway"] for step in tried] == [f"{host}:5060" for host in (SILENT, FULL, OPERATOR[0])]
    begun = [datetime.fromisoformat(step["at"]) for step in tried]
    assert (begun[2] - begun[0]).total_seconds() < 4
    failed = [step["detail"] for step in call["steps"] if step["kind"] == "ring_failed"]
    assert [(one["status"], one["reason"]) for one in failed] == [(408, "no response"), (503, "No Room")]
    (trunk,) = pbx.get("/trunks")["items"]
    states = {gateway["host"]: gateway["state"] for gateway in trunk["gateways"]}
    assert (states[SILENT], states[FULL]) == ("down", "unknown")
