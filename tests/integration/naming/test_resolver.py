"""The real resolver with a real DNS server on loopback."""

from __future__ import annotations

import asyncio
import math
import time
from typing import TYPE_CHECKING

import pytest
from tests.integration.naming.dns_server import DnsServer, serving

from offhook.naming.names import Names
from offhook.naming.resolver import DnsResolver, NamesAway
from offhook.sip.locating import Hop, Naptr, Place, Question, Srv

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

HOST, PORT = "127.0.101.53", 5053
RECORDS = """
@          300 IN NAPTR 10 10 "s" "SIP+D2T" "" _sip._tcp
@          300 IN NAPTR 20 10 "s" "SIP+D2U" "" _sip._udp
@          300 IN NAPTR 5 10 "u" "E2U+sip" "!^.*$!sip:a@b!" .
_sip._tcp  300 IN SRV 1 10 5060 one
_sip._udp  200 IN SRV 1 10 5070 two
_sip._udp  200 IN SRV 2 10 5080 one
_sips._tcp 300 IN SRV 0 0 0 .
one        30  IN A 192.0.2.1
one        40  IN AAAA 2001:db8::1
two        0   IN A 192.0.2.2
alias      300 IN CNAME one
"""
MANY = "\n".join(f"many 300 IN A 192.0.2.{number}" for number in range(1, 200))


@pytest.fixture
async def server() -> AsyncIterator[DnsServer]:
    found = DnsServer(RECORDS + MANY)
    async with serving(found, HOST, PORT):
        yield found


@pytest.fixture
def resolver(tmp_path: Path) -> DnsResolver:
    hosts = tmp_path / "hosts"
    hosts.write_text("192.0.2.77 pbx.operator.test Box  # ours\n2001:db8::77 box\nnonsense here\n\n")
    return DnsResolver([(HOST, PORT)], hosts=hosts)


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("question", "records", "ttl"),
    [
        (Question("one.operator.test", "A"), ("192.0.2.1",), 30),
        (Question("one.operator.test", "AAAA"), ("2001:db8::1",), 40),
        (Question("alias.operator.test", "A"), ("192.0.2.1",), 30),
        (
            Question("operator.test", "NAPTR"),
            (Naptr(10, 10, "SIP+D2T", "_sip._tcp.operator.test"), Naptr(20, 10, "SIP+D2U", "_sip._udp.operator.test")),
            300,
        ),
        (
            Question("_sip._udp.operator.test", "SRV"),
            (Srv(1, 10, 5070, "two.operator.test"), Srv(2, 10, 5080, "one.operator.test")),
            200,
        ),
        (Question("_sips._tcp.operator.test", "SRV"), (Srv(0, 0, 0, ""),), 300),
        (Question("pbx.operator.test", "A"), ("192.0.2.77",), 60),
        (Question("box", "AAAA"), ("2001:db8::77",), 60),
        (Question("localhost", "A"), ("127.0.0.1",), 60),
    ],
)
async def test_answers(resolver, question, records, ttl):
    answer = await resolver.ask(question)
    assert sorted(map(str, answer.records)) == sorted(map(str, records))
    assert answer.ttl_s == ttl


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("question", "why", "ttl"),
    [
        (Question("nobody.operator.test", "A"), "there is no such name", 25),
        (Question("one.operator.test", "SRV"), "it has no SRV record", 25),
        (Question("two.operator.test", "AAAA"), "it has no address", 25),
        (Question("x" * 70 + ".test", "A"), "DNS cannot be asked for it", 0),
        (Question("a..b", "A"), "DNS cannot be asked for it", 0),
    ],
)
async def test_what_is_not_there(resolver, question, why, ttl):
    answer = await resolver.ask(question)
    assert (answer.records, answer.ttl_s) == ((), ttl)
    assert answer.why.startswith(why)


async def test_long_answer_comes_by_tcp(server, resolver):
    answer = await resolver.ask(Question("many.operator.test", "A"))
    assert len(answer.records) == 199
    assert server.asked.count("many.operator.test. A") == 2


async def test_server_with_a_fault(server, resolver):
    server.failing = True
    with pytest.raises(NamesAway, match="DNS answers with an error"):
        await resolver.ask(Question("one.operator.test", "A"))


@pytest.mark.usefixtures("server")
async def test_second_server_is_asked_when_the_first_is_away():
    resolver = DnsResolver([("127.0.101.54", PORT), (HOST, PORT)])
    at = time.monotonic()
    assert (await resolver.ask(Question("one.operator.test", "A"))).records == ("192.0.2.1",)
    assert time.monotonic() - at < 3


async def test_silence_holds_up_nothing_else(server, resolver):
    server.silent = True

    async def longest_turn() -> float:
        turns = []

        async def watch() -> None:
            while True:
                at = time.monotonic()
                await asyncio.sleep(0.01)
                turns.append(time.monotonic() - at)

        watching = asyncio.create_task(watch())
        names = Names(resolver, time.monotonic)
        assert await names.find(Place("operator.test"), 0.5) == []
        watching.cancel()
        await names.close()
        return max(turns, default=math.inf)

    for _ in range(5):
        if await longest_turn() < 0.25:
            break
    else:
        pytest.fail("the loop stood still every time, so it was not the machine that paused")


@pytest.mark.usefixtures("server")
async def test_all_steps(resolver):
    names = Names(resolver, time.monotonic, lambda: 0.0)
    assert await names.find(Place("operator.test")) == [
        Hop("tcp", "192.0.2.1", 5060),
        Hop("tcp", "2001:db8::1", 5060),
        Hop("udp", "192.0.2.2", 5070),
        Hop("udp", "192.0.2.1", 5080),
        Hop("udp", "2001:db8::1", 5080),
    ]
    assert names.trouble(Place("operator.test")) == ""
    await names.close()


async def test_system_without_servers(tmp_path):
    configuration = tmp_path / "resolv.conf"
    resolver = DnsResolver(hosts=tmp_path / "none", configuration=configuration)
    with pytest.raises(NamesAway, match="there is no DNS server in"):
        await resolver.ask(Question("one.operator.test", "A"))


async def test_servers_of_the_system_are_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr("offhook.naming.resolver.LOOK_SECONDS", 0.0)
    configuration = tmp_path / "resolv.conf"
    configuration.write_text("nameserver 127.0.101.55\n")
    resolver = DnsResolver(hosts=tmp_path / "none", configuration=configuration)
    first = await resolver._look()
    configuration.write_text("nameserver 127.0.101.56\n# changed\n")
    second = await resolver._look()
    assert [str(one.resolver.nameservers[0]) for one in (first, second)] == ["127.0.101.55", "127.0.101.56"]
