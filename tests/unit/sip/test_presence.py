"""Presence: PIDF that phones publish and watchers get, PUBLISH with its entity tags; dialog-info documents."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.sip.dialog_info import DialogFacts, dialog_package
from offhook.sip.presence import PresenceFacts, Published, pidf, read_pidf
from offhook.sip.publish import MOST_PER_ACCOUNT, Publications
from offhook.sip.wire import Request

BUSY = b"""<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf"
 xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:a@x">
 <tuple id="t"><status><basic>open</basic></status><note>at &lt;lunch&gt;</note></tuple>
 <dm:person id="p"><rpid:activities><rpid:meal/><rpid:hacking/></rpid:activities></dm:person></presence>"""
D = "{urn:ietf:params:xml:ns:dialog-info}"
P = "{urn:ietf:params:xml:ns:pidf}"


def publish(*headers: tuple[str, str], body: bytes = b"", event: str = "presence") -> Request:
    common = [("From", "<sip:a@x>;tag=f"), ("To", "<sip:a@x>"), ("Call-ID", "c"), ("CSeq", "1 PUBLISH")]
    kind = [("Content-Type", "application/pidf+xml")] if body else []
    return Request("PUBLISH", "sip:a@x", [*common, ("Event", event), *kind, *headers], body)


class World:
    def __init__(self):
        self.count = 0
        self.publications = Publications(self.token)
        self.now = 0.0

    def token(self):
        self.count += 1
        return f"tag{self.count}"

    def publish(self, *headers, account="a", **options):
        return self.publications.publish(publish(*headers, **options), account, self.now)


def test_published_document_is_read_for_what_we_know():
    assert read_pidf(BUSY) == Published(open=True, note="at <lunch>", activities=("meal",))


@pytest.mark.parametrize(
    "body",
    [
        b"", b"nonsense", b"<x/>", b"<presence/>", BUSY[:200], BUSY + b" " * 20_000, BUSY.decode().encode("utf-16"),
        b'<!DOCTYPE x [<!ENTITY a "b">]><presence xmlns="urn:ietf:params:xml:ns:pidf">&a;</presence>',
    ],
)  # fmt: skip
def test_document_that_is_none(body):
    with pytest.raises(ValueError, match=r"."):
        read_pidf(body)


@given(st.binary(max_size=400))
def test_no_octets_break_the_reader(body):
    with contextlib.suppress(ValueError):
        read_pidf(body)


@pytest.mark.parametrize(
    ("reachable", "talking", "published", "basic", "note"),
    [
        (True, False, Published(), "open", None),
        (False, False, Published(open=True), "closed", None),
        (True, True, Published(), "open", "On the phone"),
        (True, False, Published(open=False, note="<b>"), "closed", "<b>"),
    ],
)
def test_watchers_get_what_is_known(reachable, talking, published, basic, note):
    root = ET.fromstring(pidf(PresenceFacts('sip:"<a>"@x', reachable, talking, published)))
    assert root.get("entity") == 'sip:"<a>"@x'
    assert root.findtext(f".//{P}basic") == basic
    assert root.findtext(f".//{P}note") == note
    assert ("on-the-phone" in ET.tostring(root).decode()) is talking


def test_entity_tags():
    world = World()
    response = world.publish(body=BUSY)
    assert (response.status, response.get("SIP-ETag"), response.get("Expires")) == (200, "tag1", "3600")
    assert world.publications.latest("a").note == "at <lunch>"
    assert world.publications.changed == {"a"}
    assert world.publish(("SIP-If-Match", "tag1"), ("Expires", "600")).get("SIP-ETag") == "tag2"  # refreshed
    assert world.publish(("SIP-If-Match", "tag1")).status == 412
    assert world.publish(("SIP-If-Match", "tag2"), account="b").status == 412
    changed = BUSY.replace(b"open", b"closed")
    assert world.publish(("SIP-If-Match", "tag2"), body=changed).get("SIP-ETag") == "tag3"
    assert world.publications.latest("a").open is False
    assert world.publish(("SIP-If-Match", "tag3"), ("Expires", "0")).status == 200
    assert world.publications.latest("a") == Published()
    assert world.publish(("SIP-If-Match", "tag4")).status == 412


def test_what_is_published_expires():
    world = World()
    world.publish(("Expires", "60"), body=BUSY)
    world.publications.changed.clear()
    assert world.publications.next_timer() == 60
    world.now = 60
    world.publications.timeout(world.now)
    assert world.publications.latest("a") == Published()
    assert world.publications.changed == {"a"}
    assert world.publications.next_timer() is None


@pytest.mark.parametrize(
    ("headers", "options", "status"),
    [
        ([], {}, 400),
        ([], {"body": b"<x/>"}, 400),
        ([], {"event": "dialog", "body": BUSY}, 489),
        ([("Expires", "5")], {"body": BUSY}, 423),
        ([], {"body": BUSY + b" " * 20_000}, 413),
    ],
)
def test_publish_that_is_refused(headers, options, status):
    assert World().publish(*headers, **options).status == status


def test_another_kind_of_document_is_refused():
    request = publish(body=BUSY)
    request.set("Content-Type", "application/xml")
    assert World().publications.publish(request, "a", 0.0).status == 415


def test_memory_is_bounded():
    world = World()
    for _ in range(50):
        world.publish(body=BUSY)
    assert len(world.publications._by_tag) == MOST_PER_ACCOUNT


DIALOG = DialogFacts(
    "1",
    "early",
    incoming=True,
    call_id="c",
    local_tag="l",
    remote_tag="r",
    remote_uri="sip:201@x",
    remote_name='An "<na>"',
)


def test_dialogs_are_told_whole_then_what_changed():
    dialogs = [DIALOG]
    package = dialog_package(lambda _: "sip:202@x", lambda _: dialogs)
    body, told = package.body("a", 0, None)
    root = ET.fromstring(body)
    assert (root.get("version"), root.get("state"), root.get("entity")) == ("0", "full", "sip:202@x")
    (one,) = root.findall(f"{D}dialog")
    assert {name: one.get(name) for name in ("id", "call-id", "local-tag", "remote-tag", "direction")} == {
        "id": "1", "call-id": "c", "local-tag": "l", "remote-tag": "r", "direction": "recipient",
    }  # fmt: skip
    assert one.findtext(f"{D}state") == "early"
    identity = one.find(f"{D}remote/{D}identity")
    assert identity is not None
    assert (identity.text, identity.get("display")) == ("sip:201@x", 'An "<na>"')
    assert package.body("a", 1, told) is None
    dialogs.append(replace(DIALOG, id="2", state="confirmed", incoming=False))
    root = ET.fromstring(package.body("a", 1, told)[0])
    assert (root.get("state"), [one.get("id") for one in root]) == ("partial", ["2"])
    told = {"1": told["1"], "2": "as it was"}
    dialogs.clear()
    root = ET.fromstring(package.body("a", 2, told)[0])
    assert [(one.get("id"), one.findtext(f"{D}state")) for one in root] == [("1", "terminated"), ("2", "terminated")]
