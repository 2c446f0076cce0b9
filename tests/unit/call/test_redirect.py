"""Contacts of redirections: order, limits, policy."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from offhook.call.redirect import MOST, contacts_of, follow
from offhook.call.target import Target
from offhook.configuration import Trunk
from offhook.journal.records import Party
from offhook.listening import ListenAddress, ListenAddresses
from offhook.routing.operator import Shown, operator_target
from offhook.routing.reach import Reach
from offhook.routing.way import OurAddresses
from offhook.sip.address import Flow
from offhook.sip.headers import NameAddr
from offhook.sip.locating import Hop, Place, locate
from offhook.sip.register import Registrar
from offhook.sip.wire import Response

CALL = SimpleNamespace()
HOST = "198.51.100.1"
OURS = OurAddresses(ListenAddresses([ListenAddress(("192.0.2.1", 5060))]))
TARGET = Target(
    party=Party("1"),
    flow=Flow("udp", ("192.0.2.1", 5060), (HOST, 5060)),
    uri="sip:1@h",
    from_=NameAddr("", "sip:a@b"),
    to=NameAddr("", "sip:1@h"),
)


def moved(*contacts):
    return contacts_of(Response(302, None, [("Contact", contact) for contact in contacts]))


@pytest.mark.parametrize(
    ("contacts", "uris"),
    [
        (["<sip:1@h>;q=0.1, <sip:2@h>;q=1.0", "<sip:3@h>"], ["sip:2@h", "sip:3@h", "sip:1@h"]),
        (["<mailto:x@y>, <sip:1@h>;q=banana, <tel:+372>;q=0"], ["sip:1@h", "tel:+372"]),
        (["<sip:broken"], []),
        ([], []),
        ([f"<sip:{number}@h>" for number in range(9)], [f"sip:{number}@h" for number in range(MOST)]),
    ],
)
def test_order_of_contacts(contacts, uris):
    assert [contact.uri for contact in moved(*contacts)] == uris


def test_groups_of_equal_preference_and_none_twice():
    target = replace(TARGET, follow=lambda _call, contact: [replace(TARGET, uri=contact.uri)])
    seen = {"sip:1@h"}
    contacts = moved("<sip:1@h>, <sip:2@h>;q=0.5, <sip:3@h>;q=0.5, <sip:4@h>;q=0.1")
    assert [[one.uri for one in group] for group in follow(CALL, target, contacts, seen)] == [
        ["sip:2@h", "sip:3@h"],
        ["sip:4@h"],
    ]
    assert follow(CALL, target, contacts, seen) == []
    assert follow(CALL, TARGET, contacts, set()) == []


@pytest.mark.parametrize(
    ("policy", "contact", "place"),
    [
        ("same_host", f"sip:2@{HOST}", (HOST, 5060)),
        ("same_host", "sip:2@op.test:5070", (HOST, 5070)),
        ("same_host", "sip:2@203.0.113.9", None),
        ("same_host", "tel:+372", None),
        ("same_host", "sip:broken host", None),
        ("any", "sip:2@203.0.113.9:5080", ("203.0.113.9", 5080)),
        ("any", "sip:2@[2001:db8::1]", None),
        ("any", "sip:2@known.test", ("203.0.113.80", 5070)),
        ("any", "sip:2@elsewhere.test", None),
        ("refuse", f"sip:2@{HOST}", None),
        ("pass", f"sip:2@{HOST}", None),
    ],
)
def test_policy_of_a_trunk(policy, contact, place):
    trunk = Trunk("k", "K", "op.test", redirects=policy)
    names = {"known.test": [Hop("tcp", "203.0.113.80", 5070)]}

    def hops_of(asked: Place) -> list[Hop]:
        return names.get(asked.host) or locate(asked, lambda _: (), lambda: 0.0).hops

    hop = Hop("udp", HOST, 5060)
    target = operator_target(trunk, "+372", Shown("1", "A"), hop, OURS)
    reach = Reach(Registrar(), OURS, hops_of)
    call = SimpleNamespace(exchange=SimpleNamespace(channels=SimpleNamespace(full=lambda *_: "")))
    ways = reach._redirected(trunk, target).follow(call, NameAddr("", contact))
    found = [chain.first(call) for chain in ways]
    assert [one.flow.remote for one in found] == ([] if place is None else [place])
    assert target.any_host == (policy == "any")
