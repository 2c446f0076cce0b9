"""The order in which gateways and trunks are tried."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.pair.company import OUTSIDE, company

from offhook.call.health import AVOIDED_SECONDS, Health
from offhook.configuration import Gateway, Route, Trunk
from offhook.routing.gateways import (
    at_gateway,
    gateway_text,
    gateways_of,
    hop_text,
    in_order,
    place_text,
    standing_of,
    way_of,
)
from offhook.routing.installation import Office
from offhook.routing.routes import trunks_for
from offhook.sip.address import Flow
from offhook.sip.locating import Hop

GATEWAYS = st.lists(
    st.builds(
        Gateway,
        host=st.integers(1, 200).map(lambda last: f"198.51.100.{last}"),
        priority=st.integers(0, 3),
        weight=st.integers(1, 5),
        enabled=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda gateway: gateway.host,
)


def trunk(*gateways: Gateway) -> Trunk:
    return Trunk("k", "K", "192.0.2.9", gateways=gateways)


@given(GATEWAYS, st.integers())
def test_each_enabled_gateway_once_by_priority(gateways, seed):
    order = in_order(trunk(*gateways), Health(), Random(seed).random)
    if not gateways:
        assert [one.host for one in order] == ["192.0.2.9"]
        return
    priority = {gateway.host: gateway.priority for gateway in gateways}
    hosts = [one.host for one in order]
    assert sorted(hosts) == sorted(gateway.host for gateway in gateways if gateway.enabled)
    assert [priority[host] for host in hosts] == sorted(priority[host] for host in hosts)


def test_weights_share_the_calls():
    chance = Random(7)
    both = trunk(Gateway("198.51.100.1", weight=3), Gateway("198.51.100.2", weight=1))
    first = Counter(in_order(both, Health(), chance.random)[0].host for _ in range(4000))
    assert 2850 < first["198.51.100.1"] < 3150


def test_who_lags_comes_after_its_equals():
    one, two, later = Gateway("198.51.100.1", weight=99), Gateway("198.51.100.2"), Gateway("198.51.100.3", priority=2)
    all_three, health = trunk(one, two, later), Health()
    health.answered(way_of(at_gateway(all_three, one)), 1.5, 10.0)
    order = in_order(all_three, health, Random(1).random)
    assert [gateway.host for gateway in order] == ["198.51.100.2", "198.51.100.1", "198.51.100.3"]


def test_a_name_stands_as_the_best_of_its_servers():
    named = Trunk(
        "k", "K", "sip.op.test", 0, "auto", gateways=(Gateway("sip.op.test", 0, "auto"), Gateway("192.0.2.1"))
    )
    at, health = at_gateway(named, named.gateways[0]), Health()
    ways = [way_of(at, Hop("udp", f"192.0.2.{last}", 5060)) for last in (10, 11)]
    health.failed(ways[0], "no response", 1.0)
    health.answered(ways[1], 1.0, 1.0)
    assert sorted(state.standing for state in health.at(way_of(at))) == ["down", "lagging"]
    assert standing_of(health.at(way_of(at))).standing == "lagging"
    assert in_order(named, health, Random(1).random)[0].host == "192.0.2.1"
    health.keep(ways[:1])
    assert standing_of(health.at(way_of(at))).reason == "no response"
    health.keep([])
    assert health.at(way_of(at)) == []


def test_places_for_people():
    assert place_text(Gateway("op.test", 0, "auto")) == "op.test"
    assert place_text(Gateway("op.test", 5061, "tls")) == "op.test:5061 (TLS)"
    assert hop_text(Hop("tcp", "2001:db8::1", 5060)) == "[2001:db8::1]:5060 (TCP)"
    assert gateway_text(Trunk("k", "K", "op.test", 0), Flow("udp", ("192.0.2.1", 5060), ("192.0.2.9", 5080))) == (
        "op.test (192.0.2.9:5080)"
    )


def test_health_remembers_since_when_and_forgets_in_time():
    health = Health()
    assert health.trouble("way", 0.0) == ""
    health.failed("way", "no response", 10.0, for_s=AVOIDED_SECONDS)
    health.failed("way", "no connection", 20.0, for_s=AVOIDED_SECONDS)
    assert (health.of("way").since, health.trouble("way", 20.0)) == (10.0, "no connection")
    assert health.trouble("way", 20.0 + AVOIDED_SECONDS) == ""
    health.failed("way", "no answer to OPTIONS", 60.0)
    assert health.trouble("way", 9999.0) == "no answer to OPTIONS"
    health.answered("way", 0.1, 70.0)
    assert (health.of("way").standing, health.trouble("way", 70.0)) == ("up", "")
    health.rest("way", 9999, 70.0)
    assert health.trouble("way", 71.0) == "it asked for a pause of 299 s more"
    health.keep([])
    assert health.trouble("way", 71.0) == ""
    assert health.of("way").standing == "unknown"


def test_a_trunk_without_gateways_has_its_host():
    (only,) = gateways_of(Trunk("k", "K", "sip.op.test", 5080, "tcp"))
    assert (only.host, only.port, only.transport) == ("sip.op.test", 5080, "tcp")


def trunks(number: str, *routes: Route, backups: dict[str, str] | None = None) -> str:
    made = tuple(Trunk(name, name, "198.51.100.1", backup_id=(backups or {}).get(name)) for name in "abc")
    return "".join(one.id for one in trunks_for(Office.of(company(trunks=made, routes=routes)), number))


def test_all_trunks_where_no_route_fits():
    assert trunks(OUTSIDE) == "abc"
    assert trunks(OUTSIDE, Route("+7", "c")) == "abc"


def test_longest_prefix_rules_and_priorities_sort():
    routes = (Route("", "a"), Route("+372", "b", 2), Route("+372", "c", 1), Route("+37", "a"), Route("112", "b"))
    assert trunks(OUTSIDE, *routes) == "cb"
    assert trunks("+35812345678", *routes) == "a"
    assert trunks("112", *routes) == "b"
    assert trunks(OUTSIDE, Route("", "gone")) == "abc"


def test_stand_ins_follow_whom_they_stand_in_for():
    assert trunks(OUTSIDE, backups={"b": "a"}) == "bac"
    assert trunks(OUTSIDE, Route("", "b"), backups={"b": "a", "a": "c"}) == "bac"
    assert trunks(OUTSIDE, backups={"a": "b", "b": "a"}) == "cab"
    assert trunks(OUTSIDE, Route("", "a"), backups={"a": "a"}) == "a"
