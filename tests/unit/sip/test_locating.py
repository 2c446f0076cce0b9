"""RFC 3263: from a URI to hops, over made-up answers of DNS."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.sip.locating import Hop, Naptr, Place, Question, Srv, in_srv_order, locate, place_in
from offhook.sip.uri import parse_uri

A, B, SIX = "192.0.2.10", "192.0.2.20", "2001:db8::10"
ZONE = {
    ("example.test", "NAPTR"): (
        Naptr(50, 50, "SIPS+D2T", "_sips._tcp.example.test"),
        Naptr(90, 50, "SIP+D2T", "_sip._tcp.example.test"),
        Naptr(100, 50, "SIP+D2U", "_sip._udp.example.test"),
        Naptr(10, 10, "E2U+sip", "nothing.test"),
    ),
    ("_sips._tcp.example.test", "SRV"): (Srv(0, 1, 5061, "s1.example.test"),),
    ("_sip._tcp.example.test", "SRV"): (Srv(0, 1, 5060, "s1.example.test"), Srv(10, 1, 5070, "s2.example.test")),
    ("_sip._udp.example.test", "SRV"): (Srv(0, 1, 5060, "s2.example.test"),),
    ("s1.example.test", "A"): (A,),
    ("s1.example.test", "AAAA"): (SIX,),
    ("s2.example.test", "A"): (B,),
    ("_sip._udp.plain.test", "SRV"): (Srv(0, 0, 5080, "s2.example.test"),),
    ("_sip._udp.closed.test", "SRV"): (Srv(0, 0, 0, ""),),
    ("closed.test", "A"): (A,),
    ("bare.test", "A"): (A, B),
    ("_sip._udp.numeric.test", "SRV"): (Srv(0, 0, 5060, A),),
}


def hops(place: Place) -> list[Hop]:
    return locate(place, lambda question: ZONE.get(question, ()), lambda: 0.5).hops


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (Place("192.0.2.1"), [Hop("udp", "192.0.2.1", 5060)]),
        (Place("[2001:db8::1]", 5070, "tcp"), [Hop("tcp", "2001:db8::1", 5070)]),
        (Place("192.0.2.1", 0, "tls"), [Hop("tls", "192.0.2.1", 5061)]),
        (Place("Bare.Test."), [Hop("udp", A, 5060), Hop("udp", B, 5060)]),
        (Place("bare.test", 5070), [Hop("udp", A, 5070), Hop("udp", B, 5070)]),
        (Place("bare.test", 0, "tls"), [Hop("tls", A, 5061), Hop("tls", B, 5061)]),
        (Place("example.test", 5060), []),  # a port says: look at the addresses of this very name
        (Place("plain.test"), [Hop("udp", B, 5080)]),
        (Place("plain.test", 0, "udp"), [Hop("udp", B, 5080)]),
        (Place("plain.test", 0, "tcp"), []),
        (Place("closed.test"), []),  # RFC 2782: a target of "." says that there is no such service
        (Place("numeric.test"), [Hop("udp", A, 5060)]),
        (
            Place("example.test"),
            [
                Hop("tls", A, 5061),
                Hop("tls", SIX, 5061),
                Hop("tcp", A, 5060),
                Hop("tcp", SIX, 5060),
                Hop("tcp", B, 5070),
                Hop("udp", B, 5060),
            ],
        ),
        (Place("example.test", 0, "udp"), [Hop("udp", B, 5060)]),
        (Place("nobody.test"), []),
    ],
)
def test_hops(place, found):
    assert hops(place) == found


def test_what_is_not_known_is_asked_step_by_step():
    known = {}
    rounds = []
    while True:
        found = locate(Place("example.test"), known.get, lambda: 0.5)
        missing = [question for question in found.asked if question not in known]
        if not missing:
            break
        rounds.append(missing)
        known |= {question: ZONE.get(question, ()) for question in missing}
    assert [len(one) for one in rounds] == [1, 3, 4]
    assert rounds[0] == [Question("example.test", "NAPTR")]
    assert found.hops == hops(Place("example.test"))


def test_hops_of_what_is_known_are_given_while_the_rest_is_open():
    known = {question: records for question, records in ZONE.items() if question[0] != "s1.example.test"}
    found = locate(Place("example.test"), known.get, lambda: 0.5)
    assert found.hops == [Hop("tcp", B, 5070), Hop("udp", B, 5060)]


def test_priorities_first_then_shares_by_weight():
    records = [Srv(1, 3, 1, "three"), Srv(1, 1, 1, "one"), Srv(0, 0, 1, "first"), Srv(1, 0, 1, "none")]
    chance = Random(7)
    orders = [[one.target for one in in_srv_order(records, chance.random)] for _ in range(4000)]
    assert {order[0] for order in orders} == {"first"}
    second = Counter(order[1] for order in orders)
    assert second["three"] == pytest.approx(4000 * 3 / 5, rel=0.1)  # of marks 0…4: 0 none, 1 one, 2-4 three
    assert second["none"] == pytest.approx(4000 / 5, rel=0.15)


@given(
    st.lists(st.builds(Srv, st.integers(0, 65535), st.integers(0, 65535), st.just(1), st.text(max_size=3)), max_size=9),
    st.floats(0, 0.999999),
)
def test_each_record_comes_once_by_priority(records, mark):
    order = in_srv_order(records, lambda: mark)
    assert Counter(order) == Counter(records)
    assert [one.priority for one in order] == sorted(one.priority for one in records)


@pytest.mark.parametrize(
    ("uri", "place"),
    [
        ("sip:a@Example.test", Place("example.test")),
        ("sip:a@example.test:5070;transport=TCP", Place("example.test", 5070, "tcp")),
        ("sips:a@example.test", Place("example.test", 0, "tls")),
        ("sip:a@[2001:db8::1];transport=tls", Place("2001:db8::1", 0, "tls")),
        ("sip:a@example.test;transport=sctp", Place("example.test")),
    ],
)
def test_place_in_a_uri(uri, place):
    assert place_in(parse_uri(uri)) == place
