"""Names that are kept known: asked beforehand, told when they change, never waited for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.pair.virtual_time import VirtualLoop
from tests.pair.zone import Zone

from offhook.naming.names import Names
from offhook.sip.locating import Hop, Place, Srv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = Place("sip.operator.test", 5060)
DOMAIN = Place("operator.test")


class World:
    def __init__(self) -> None:
        self.loop = VirtualLoop()
        self.zone = Zone()
        self.told = 0
        self.names = self.make()

    def make(self, path: Path | None = None) -> Names:
        async def make() -> Names:
            names = Names(self.zone, self.loop.time, lambda: 0.0)
            names.on_change = self.tell
            if path is not None:
                names.restore(path)
            return names

        return self.loop.run_until_complete(make())

    def tell(self) -> None:
        self.told += 1

    def keep(self, *places: Place, seconds: float = 1.0) -> None:
        self.loop.call_soon(self.names.keep, places)
        self.loop.run(seconds)


@pytest.fixture
def world() -> Iterator[World]:
    found = World()
    yield found
    found.loop.run_until_complete(found.names.close())
    found.loop.close()


def test_name_is_asked_for_once_and_told_once(world):
    world.zone.hosts["sip.operator.test"] = ["192.0.2.1", "192.0.2.2"]
    world.keep(HOST)
    assert world.names.hops(HOST) == [Hop("udp", "192.0.2.1", 5060), Hop("udp", "192.0.2.2", 5060)]
    assert world.names.trouble(HOST) == ""
    assert world.told == 1
    asked = len(world.zone.asked)
    world.keep(HOST)
    for _ in range(100):
        world.names.hops(HOST)
    assert len(world.zone.asked) == asked


def test_answers_are_renewed_when_they_lapse(world):
    world.zone.ttl_s = 60
    world.zone.hosts["sip.operator.test"] = ["192.0.2.1"]
    world.keep(HOST)
    world.zone.hosts["sip.operator.test"] = ["192.0.2.9"]
    world.loop.run(50)
    assert world.names.hops(HOST)[0].address == "192.0.2.1"
    world.loop.run(11)
    assert world.names.hops(HOST)[0].address == "192.0.2.9"
    assert world.told == 2


def test_all_steps_of_a_domain(world):
    world.zone.records["_sip._tcp.operator.test", "SRV"] = [Srv(2, 0, 5060, "b.test"), Srv(1, 0, 5080, "a.test")]
    world.zone.hosts |= {"a.test": ["192.0.2.1"], "b.test": ["192.0.2.2", "2001:db8::2"]}
    world.keep(DOMAIN)
    assert world.names.hops(DOMAIN) == [
        Hop("tcp", "192.0.2.1", 5080),
        Hop("tcp", "192.0.2.2", 5060),
        Hop("tcp", "2001:db8::2", 5060),
    ]
    assert set(world.names.addresses()["operator.test"]) == {"192.0.2.1", "192.0.2.2", "2001:db8::2"}


def test_silent_server_costs_no_operator_and_others_no_time(world):
    world.zone.ttl_s = 60
    world.zone.hosts["sip.operator.test"] = ["192.0.2.1"]
    world.keep(HOST)
    world.zone.away = True
    world.loop.run(100_000)
    assert world.names.hops(HOST) == [Hop("udp", "192.0.2.1", 5060)]
    assert world.names.addresses() == {"sip.operator.test": ("192.0.2.1",)}
    assert world.names.trouble(HOST) == "DNS does not answer (192.0.2.53)"
    asked = len(world.zone.asked)
    world.loop.run(600)
    assert 8 <= len(world.zone.asked) - asked <= 24  # once a minute, for A and AAAA
    world.zone.away = False
    world.loop.run(120)
    assert world.names.trouble(HOST) == ""
    assert world.told == 1


def test_name_that_is_not_there_is_said_and_found_when_it_comes(world):
    world.zone.absence_s = 30
    world.keep(HOST, seconds=20)
    assert (world.names.hops(HOST), world.names.trouble(HOST)) == ([], "there is no such name")
    assert len(world.zone.asked) == 2  # that it is not there is remembered, too
    world.zone.hosts["sip.operator.test"] = ["192.0.2.1"]
    world.loop.run(31)
    assert world.names.hops(HOST)


def test_finding_what_was_never_asked_for(world):
    world.zone.hosts["elsewhere.test"] = ["192.0.2.7"]
    place = Place("elsewhere.test")
    assert world.loop.run_until_complete(world.names.find(place)) == [Hop("udp", "192.0.2.7", 5060)]
    assert world.names.hops(place)
    asked = len(world.zone.asked)
    world.loop.run_until_complete(world.names.find(place))
    assert len(world.zone.asked) == asked
    assert world.told == 0


def test_finding_waits_no_longer_than_it_may(world):
    world.zone.away = True
    at = world.loop.time()
    assert world.loop.run_until_complete(world.names.find(Place("elsewhere.test"), 2.0)) == []
    assert world.loop.time() - at == pytest.approx(2.0, abs=0.01)


def test_address_needs_no_dns(world):
    world.keep(Place("192.0.2.3"))
    assert world.loop.run_until_complete(world.names.find(Place("2001:db8::1"))) == [Hop("udp", "2001:db8::1", 5060)]
    assert world.names.hops(Place("192.0.2.3", 0, "tls")) == [Hop("tls", "192.0.2.3", 5061)]
    assert (world.zone.asked, world.names.addresses(), world.told) == ([], {}, 0)


def test_many_names_are_asked_at_once_and_those_of_strangers_are_forgotten(world):
    for number in range(1200):
        world.loop.run_until_complete(world.names.find(Place(f"n{number}.test", 5060)))
    assert len(world.names._passing) <= 1000
    world.keep(HOST)
    assert len(world.names._answers._known) <= 2 * 1001


def test_what_was_found_outlives_the_process_while_dns_is_away(world, tmp_path):
    path = tmp_path / "names.json"
    world.names = world.make(path)
    world.zone.hosts |= {"sip.operator.test": ["192.0.2.1"], "a.test": ["192.0.2.2"]}
    world.zone.records["_sip._tcp.operator.test", "SRV"] = [Srv(1, 0, 5080, "a.test")]
    world.keep(HOST, DOMAIN, seconds=3)
    world.loop.run_until_complete(world.names.close())
    assert json.loads(path.read_text())
    world.zone.away = True
    world.names = world.make(path)
    world.loop.call_soon(world.names.keep, [HOST, DOMAIN])
    for seconds in (0.01, 100):
        world.loop.run(seconds)
        assert world.names.hops(HOST) == [Hop("udp", "192.0.2.1", 5060)]
        assert world.names.hops(DOMAIN) == [Hop("tcp", "192.0.2.2", 5080)]
        assert world.names.addresses() == {"sip.operator.test": ("192.0.2.1",), "operator.test": ("192.0.2.2",)}


def test_garbage_of_before_is_forgotten(world, tmp_path):
    path = tmp_path / "names.json"
    path.write_text("[{]")
    world.names = world.make(path)
    world.zone.hosts["sip.operator.test"] = ["192.0.2.1"]
    world.keep(HOST, seconds=3)
    assert world.names.hops(HOST)


def test_resolver_that_breaks_is_asked_again(world):
    whole = world.zone.ask
    times = []

    async def broken(question):
        times.append(world.loop.time())
        if len(times) <= 2:
            raise RuntimeError("never seen before")
        return await whole(question)

    world.zone.ask = broken
    world.zone.hosts["sip.operator.test"] = ["192.0.2.1"]
    world.keep(HOST, seconds=10)
    assert world.names.hops(HOST)
