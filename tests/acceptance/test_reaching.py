"""Who is reached by name, and who is there no more: a real DNS server, real phones, and a switch that is killed."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest
from tests.acceptance.pbx import OPERATOR, Pbx
from tests.integration.naming.dns_server import DnsServer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.stage import Stage

DNS = ("127.0.101.60", 5053)
SILENT = "127.0.101.61"
OUTSIDE = "+79165554433"
ANNA_HZ = 700
ZONE = f"""
_sip._udp 30 IN SRV 1 1 5060 silent
_sip._udp 30 IN SRV 2 1 {OPERATOR[1]} living
silent    30 IN A {SILENT}
living    30 IN A {OPERATOR[0]}
"""


class DnsThread:
    """A DNS server in a thread of its own."""

    def __init__(self) -> None:
        self.server = DnsServer(ZONE)
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)
        self._thread.start()
        assert self._ready.wait(5)

    async def _serve(self) -> None:
        async with serving(self.server, *DNS):
            self._ready.set()
            await self._over.wait()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(5)


@pytest.fixture(scope="module")
def dns() -> Iterator[DnsThread]:
    thread = DnsThread()
    yield thread
    thread.close()


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory, dns: DnsThread) -> Iterator[Pbx]:
    """A PBX whose operator has a name, and that asks its telephones every two seconds."""
    pbx = Pbx(
        tmp_path_factory.mktemp("named"),
        OFFHOOK_DNS=f"{DNS[0]}:{DNS[1]}",
        OFFHOOK_QUALIFY_S="2",
        OFFHOOK_TRACE_DAYS="0",
    )
    (trunk,) = pbx.get("/trunks")["items"]
    gateways = [{"host": "operator.test", "port": 0, "transport": "auto"}]
    pbx.api.patch(f"/api/v1/trunks/{trunk['id']}", json={"gateways": gateways}).raise_for_status()
    pbx.wait_until(lambda: len(gateway(pbx)["targets"]) == 2, 20)
    assert dns.server.asked
    yield pbx
    pbx.stop()


def gateway(pbx: Pbx) -> dict[str, Any]:
    (trunk,) = pbx.get("/trunks")["items"]
    (found,) = trunk["gateways"]
    return found  # type: ignore[no-any-return]


def call_outside(pbx: Pbx, stage: Stage) -> list[str]:
    """Let Anna talk with somebody outside; return which servers were tried."""
    sound = stage.sound(operator=True)
    operator = stage.answering_operator(pbx, "phone_answers", sound=sound.port)
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:{OUTSIDE}@{pbx.sip}")
    anna.wait_for("CALL_ESTABLISHED")
    sound.wait_for_tone(ANNA_HZ)
    anna.hang_up()
    operator.finish()
    steps = pbx.ended_call("201")["steps"]
    return [step["detail"]["gateway"] for step in steps if step["kind"] == "outbound"]


def test_next_server_of_the_operators_name_takes_the_call(named: Pbx, stage: Stage) -> None:
    servers = [f"operator.test ({host}:5060)" for host in (SILENT, OPERATOR[0])]
    assert call_outside(named, stage) == servers
    assert [one["state"] for one in gateway(named)["targets"]] == ["down", "unknown"]


def test_operator_is_not_lost_while_dns_is_away(named: Pbx, dns: DnsThread, stage: Stage) -> None:
    dns.server.silent = True
    old = named.kill_switch()
    named.wait_until(lambda: [one.pid for one in named.children("switch")] not in ([], [old]), 20)
    named.wait_until(lambda: gateway(named)["name_trouble"].startswith("DNS does not answer"), 20)
    assert [one["address"] for one in gateway(named)["targets"]] == [SILENT, OPERATOR[0]]
    named.forget()
    assert call_outside(named, stage)[-1] == f"operator.test ({OPERATOR[0]}:5060)"
    dns.server.silent = False


def test_telephone_that_lost_its_power_is_not_rung(named: Pbx, stage: Stage) -> None:
    def status(extension: str) -> str:
        devices = named.get("/devices")["items"]
        return next(str(one["status"]) for one in devices if one["extensions"] == [extension])

    boris = stage.phone(named, "202", 900)
    named.wait_until(lambda: status("202") == "registered", 20)
    boris.kill()
    named.wait_until(lambda: status("202") == "unreachable", 20)
    named.forget()
    anna = stage.phone(named, "201", ANNA_HZ)
    anna.dial(f"sip:202@{named.sip}")
    anna.wait_for("CALL_ESTABLISHED")  # the message box, at once
    anna.hang_up()
    reasons = [step["detail"]["reason"] for step in named.ended_call("201")["steps"] if step["kind"] == "ring_failed"]
    assert reasons == ["no registered phone answers any more"]
    stage.phone(named, "202", 900)
    named.wait_until(lambda: status("202") == "registered", 20)
