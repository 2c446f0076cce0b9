"""The registrar: what RFC 3261 §10.3 asks, phones behind NAT, instances, restarts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from offhook.sip.address import Flow
from offhook.sip.register import Registered, Registrar, RegistrarConfig, Unregistered
from offhook.sip.wire import Request, parse

LOCAL = ("127.0.0.1", 5060)
HERE = Flow("udp", LOCAL, ("192.0.2.1", 5060))
PHONE = "<sip:201@10.0.0.5:5060>"


def request(*contacts: str, cseq=1, call_id="a", headers=()) -> Request:
    lines = [
        "REGISTER sip:demo SIP/2.0",
        "Via: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1",
        "From: <sip:201@demo>;tag=1",
        "To: <sip:201@demo>",
        f"Call-ID: {call_id}",
        f"CSeq: {cseq} REGISTER",
        *[f"Contact: {contact}" for contact in contacts],
        *headers,
        "Content-Length: 0",
        "",
        "",
    ]
    message = parse("\r\n".join(lines).encode("utf-8", "surrogateescape"))
    assert isinstance(message, Request)
    return message


class Phones:
    """A registrar with a clock and requests whose CSeq rises by itself."""

    def __init__(self, **limits):
        self.registrar = Registrar(RegistrarConfig(**limits))
        self.now = 100.0
        self.cseq = 0

    def register(self, *contacts, username="201", flow=HERE, **options):
        self.cseq += 1
        options.setdefault("cseq", self.cseq)
        return self.registrar.register(request(*contacts, **options), username, flow, self.now)

    def uris(self, username="201"):
        return [binding.uri for binding in self.registrar.bindings(username)]

    def why(self):
        return [(type(event), event.why) for event in self.registrar.events()]


def test_a_phone_registers_refreshes_and_leaves():
    phones = Phones()
    response = phones.register(PHONE, headers=["Expires: 600", "User-Agent: baresip"])
    assert (response.status, response.all("Contact")) == (200, [f"{PHONE};expires=600"])
    [binding] = phones.registrar.bindings("201")
    assert (binding.uri, binding.flow, binding.user_agent) == ("sip:201@10.0.0.5:5060", HERE, "baresip")
    assert phones.why() == [(Registered, "new")]
    phones.now += 300
    assert phones.register().all("Contact") == [f"{PHONE};expires=300"]
    assert phones.register(f"{PHONE};expires=900", headers=["Expires: 600"]).all("Contact") == [f"{PHONE};expires=900"]
    assert phones.why() == [(Registered, "refreshed")]
    response = phones.register(PHONE, headers=["Expires: 0"])
    assert (response.status, response.all("Contact"), phones.uris()) == (200, [], [])
    assert phones.why() == [(Unregistered, "unregistered")]
    assert len(phones.registrar) == 0


@pytest.mark.parametrize(
    ("contact", "headers", "granted"),
    [
        (PHONE, [], 3600),
        (PHONE, ["Expires: nonsense"], 3600),
        (f"{PHONE};expires=soon", ["Expires: 100"], 3600),
        (PHONE, ["Expires: 99999"], 7200),
        (f"{PHONE};expires=60", [], 60),
        (f"{PHONE};expires=4294967295", [], 7200),
    ],
)
def test_how_long(contact, headers, granted):
    response = Phones().register(contact, headers=headers)
    assert response.all("Contact") == [f"{PHONE};expires={granted}"]


def test_too_brief():
    phones = Phones(min_expires=120)
    response = phones.register(PHONE, "<sip:201@10.0.0.6>;expires=119", headers=["Expires: 600"])
    assert (response.status, response.get("Min-Expires")) == (423, "120")
    assert phones.uris() == []


def test_bindings_expire():
    phones = Phones()
    phones.register(f"{PHONE};expires=60")
    phones.register("<sip:201@10.0.0.6>;expires=600")
    assert phones.registrar.next_timer() == 160.0
    phones.registrar.timeout(159.9)
    assert len(phones.registrar) == 2
    phones.registrar.events()
    phones.registrar.timeout(160.0)
    assert phones.uris() == ["sip:201@10.0.0.6"]
    assert phones.why() == [(Unregistered, "expired")]


def test_a_refresh_moves_the_expiry_both_ways():
    phones = Phones()
    phones.register(f"{PHONE};expires=100")
    phones.now = 150.0
    phones.register(f"{PHONE};expires=600")
    phones.registrar.timeout(200.0)
    assert phones.registrar.next_timer() == 750.0
    phones.now = 210.0
    phones.register(f"{PHONE};expires=60")
    assert phones.registrar.next_timer() == 270.0
    phones.registrar.timeout(270.0)
    assert phones.uris() == []


def test_several_contacts_by_preference_then_youth():
    phones = Phones()
    phones.register("<sip:a@h>;q=0.5, <sip:b@h>;q=0.5", "<sip:c@h>;q=0.9;expires=70")
    phones.register("<sip:a@h>;q=0.5")
    assert phones.uris() == ["sip:c@h", "sip:a@h", "sip:b@h"]
    listed = phones.register().all("Contact")
    assert listed[1] == "<sip:c@h>;expires=70;q=0.9"
    assert Phones().register("<sip:a@h>;q=loud").status == 200


def test_the_limit_of_contacts():
    phones = Phones(max_contacts=3)
    for number in range(3):
        phones.register(f"<sip:{number}@h>")
    phones.register("<sip:0@h>")
    phones.registrar.events()
    phones.register("<sip:3@h>")
    assert sorted(phones.uris()) == ["sip:0@h", "sip:2@h", "sip:3@h"]
    assert phones.why() == [(Registered, "new"), (Unregistered, "replaced")]
    assert phones.register(*[f"<sip:{number}@i>" for number in range(4)]).status == 403


def test_unregister_all():
    phones = Phones()
    phones.register(PHONE, "<sip:201@10.0.0.6>")
    phones.register("<sip:x@h>", username="202")
    assert phones.register("*", headers=["Expires: 5"]).status == 400
    assert phones.register("*").status == 400
    assert phones.register("*", PHONE, headers=["Expires: 0"]).status == 400
    assert len(phones.uris()) == 2
    assert phones.register("*", headers=["Expires: 0"]).status == 200
    assert phones.uris() == []
    assert phones.uris("202") == ["sip:x@h"]
    assert phones.registrar.usernames() == ["202"]


def test_old_requests_change_nothing():
    phones = Phones()
    phones.register(PHONE, cseq=5)
    late = phones.register("<sip:new@h>", f"{PHONE};expires=0", cseq=5)
    assert (late.status, phones.uris()) == (500, ["sip:201@10.0.0.5:5060"])
    assert phones.register("*", cseq=4, headers=["Expires: 0"]).status == 500
    assert phones.register(f"{PHONE};expires=0", cseq=1, call_id="other").status == 200
    assert phones.uris() == []


def test_the_same_contact_in_other_words():
    phones = Phones()
    phones.register("<sip:201@Phone.example:5060;transport=UDP;ob>")
    phones.register("<sip:%3201@phone.example:5060;transport=udp>;expires=300")
    assert phones.uris() == ["sip:%3201@phone.example:5060;transport=udp"]
    phones.register("<sip:201@phone.example:5060;transport=tcp>")
    phones.register("<sip:201@phone.example>")
    assert len(phones.uris()) == 3


def test_an_instance_replaces_itself():
    phones = Phones()
    phones.register('<sip:201@10.0.0.5:1111>;+sip.instance="<urn:uuid:1>"')
    phones.registrar.events()
    answer = phones.register('<sip:201@10.0.0.5:2222>;+sip.instance="<urn:uuid:1>"', call_id="after reboot")
    assert phones.uris() == ["sip:201@10.0.0.5:2222"]
    assert phones.why() == [(Registered, "moved")]
    assert answer.all("Contact") == ['<sip:201@10.0.0.5:2222>;expires=3600;+sip.instance="<urn:uuid:1>"']
    phones.register('<sip:201@10.0.0.5:3333>;+sip.instance="<urn:uuid:1>";reg-id=2')
    assert len(phones.uris()) == 2


@pytest.mark.parametrize(
    "contact",
    ["<tel:+3725>", "<mailto:a@b>", "<sip:a@h:99999>", "<sip:a@h", "<sip:" + "a" * 2000 + "@h>", '"x <sip:a@h>'],
)
def test_contacts_that_cannot_be_reached(contact):
    phones = Phones()
    assert phones.register(PHONE, contact).status == 400
    assert phones.uris() == []


def test_the_flow_and_the_path_are_kept():
    phones = Phones()
    response = phones.register(PHONE, headers=["Path: <sip:edge;lr>, <sip:core;lr>", "Supported: path"])
    assert phones.registrar.bindings("201")[0].path == ("<sip:edge;lr>", "<sip:core;lr>")
    assert response.all("Path") == ["<sip:edge;lr>", "<sip:core;lr>"]
    phones.registrar.events()
    moved = Flow("udp", LOCAL, ("192.0.2.1", 33333))
    phones.register(PHONE, flow=moved)
    assert phones.registrar.bindings("201")[0].flow == moved
    assert phones.why() == [(Registered, "moved")]


def tcp(connection: int, port=40000) -> Flow:
    return Flow("tcp", LOCAL, ("192.0.2.1", port), connection)


def test_a_closed_connection_takes_its_contacts_along():
    phones = Phones()
    phones.register("<sip:201@10.0.0.5;transport=tcp>", flow=tcp(7))
    phones.register("<sip:202@10.0.0.6;transport=tcp>", flow=tcp(8), username="202")
    phones.registrar.events()
    phones.registrar.connection_closed(7)
    assert phones.why() == [(Unregistered, "connection closed")]
    assert (phones.uris(), phones.uris("202")) == ([], ["sip:202@10.0.0.6;transport=tcp"])
    phones.registrar.connection_closed(7)
    phones.registrar.connection_closed(99)
    assert phones.why() == []


def test_a_phone_that_moved_to_a_new_connection_does_not_go_with_the_old_one():
    phones = Phones()
    phones.register("<sip:201@10.0.0.5;transport=tcp>", flow=tcp(7))
    phones.register("<sip:201@10.0.0.5;transport=tcp>", flow=tcp(8, 40001))
    phones.registrar.connection_closed(7)
    assert len(phones.uris()) == 1
    phones.registrar.connection_closed(8)
    assert phones.uris() == []


def test_a_phone_without_nat_is_called_back_at_its_contact():
    phones = Phones()
    phones.register("<sip:201@192.0.2.1:5060;transport=tcp>", flow=tcp(7))
    phones.registrar.connection_closed(7)
    [binding] = phones.registrar.bindings("201")
    assert binding.flow == Flow("tcp", LOCAL, ("192.0.2.1", 5060), 0)
    phones.register("<sip:201@192.0.2.1:40000;transport=tcp>", flow=tcp(9))
    phones.registrar.connection_closed(9)
    assert len(phones.uris()) == 1


def test_a_restart():
    phones = Phones()
    phones.register(f"{PHONE};expires=600;q=0.7", headers=["Path: <sip:edge;lr>", "User-Agent: x"])
    phones.register('<sip:201@h>;expires=60;reg-id=1;+sip.instance="<urn:1>"', flow=tcp(5))
    before = phones.registrar.bindings("201")
    saved = phones.registrar.snapshot(phones.now, wall=1_000_000.0)
    restarted = Registrar()
    restarted.restore(saved, 20.0, wall=1_000_050.0)
    after = restarted.bindings("201")
    assert [binding.expires_at for binding in after] == [30.0, 570.0]
    assert [binding.uri for binding in after] == [binding.uri for binding in before]
    assert [(b.flow, b.path, b.q, b.instance) for b in after] == [(b.flow, b.path, b.q, b.instance) for b in before]
    assert restarted.events() == []
    assert restarted.next_timer() == 30.0
    restarted.keep_connections({6})
    assert [(type(event), event.why) for event in restarted.events()] == [(Unregistered, "connection closed")]
    late = Registrar()
    late.restore(saved, 20.0, wall=1_000_600.0)
    assert len(late) == 0


def test_a_forgotten_device():
    phones = Phones()
    phones.register(PHONE)
    phones.registrar.forget("201")
    phones.registrar.forget("nobody")
    assert phones.uris() == []


def test_timers_do_not_pile_up():
    phones = Phones()
    for _ in range(2000):
        phones.register(PHONE)
        phones.register(f"{PHONE};expires=0")
    assert len(phones.registrar._timers) <= 66


contact_text = st.text(st.sampled_from('<>sip:@;,*= q.expires0127"\\[]hé\udcff+instance'), max_size=60)


@given(
    st.lists(
        contact_text | st.sampled_from([PHONE, "*", f"{PHONE};q=nan", f"{PHONE};reg-id=9;+sip.instance=x"]), max_size=4
    )
)
def test_any_contacts_are_taken_or_refused(contacts):
    phones = Phones()
    response = phones.register(*contacts, headers=["Expires: 0"] if len(contacts) % 2 else [])
    assert response.status in (200, 400)
    assert parse(response.encode()).status == response.status
    again = Registrar()
    again.restore(phones.registrar.snapshot(phones.now, 0.0), phones.now, 0.0)
    assert len(again) == len(phones.registrar)


class Clients(RuleBasedStateMachine):
    """Random phones against a model that knows only who is there until when."""

    def __init__(self):
        super().__init__()
        self.phones = Phones(max_contacts=50)
        self.model: dict[tuple[str, str], float] = {}
        self.connections: dict[tuple[str, str], int] = {}

    @rule(
        username=st.sampled_from(["201", "202"]),
        host=st.sampled_from("abcd"),
        seconds=st.sampled_from([0, 30, 60, 90, 600]),
        connection=st.integers(0, 2),
    )
    def register(self, username, host, seconds, connection):
        uri = f"sip:x@{host}"
        flow = tcp(connection) if connection else HERE
        status = self.phones.register(f"<{uri}>;expires={seconds}", username=username, flow=flow).status
        if seconds == 30:
            assert status == 423
            return
        assert status == 200
        self.model.pop((username, uri), None)
        self.connections.pop((username, uri), None)
        if seconds:
            self.model[username, uri] = self.phones.now + seconds
            if connection:
                self.connections[username, uri] = connection

    @rule(username=st.sampled_from(["201", "202"]))
    def unregister_all(self, username):
        assert self.phones.register("*", username=username, headers=["Expires: 0"]).status == 200
        self.model = {key: until for key, until in self.model.items() if key[0] != username}

    @precondition(lambda self: self.model)
    @rule(connection=st.integers(1, 2))
    def close(self, connection):
        self.phones.registrar.connection_closed(connection)
        gone = {key for key, one in self.connections.items() if one == connection}
        self.model = {key: until for key, until in self.model.items() if key not in gone}
        self.connections = {key: one for key, one in self.connections.items() if key not in gone}

    @rule(seconds=st.sampled_from([1, 59, 60, 61, 700]))
    def wait(self, seconds):
        self.phones.now += seconds
        timer = self.phones.registrar.next_timer()
        if timer is not None and timer <= self.phones.now:
            self.phones.registrar.timeout(self.phones.now)
        self.model = {key: until for key, until in self.model.items() if until > self.phones.now}

    @rule()
    def restart(self):
        fresh = Registrar(RegistrarConfig(max_contacts=50))
        fresh.restore(self.phones.registrar.snapshot(self.phones.now, 5000.0), self.phones.now, 5000.0)
        self.phones.registrar = fresh

    @invariant()
    def agrees(self):
        there = {
            (username, binding.uri): binding.expires_at
            for username in ("201", "202")
            for binding in self.phones.registrar.bindings(username)
        }
        assert there == self.model
        assert len(self.phones.registrar) == len(self.model)


Clients.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestClients = Clients.TestCase


@pytest.mark.parametrize(
    ("source", "contact", "called_at"),
    [
        (("10.0.0.5", 5060), "<sip:201@10.0.0.5:6001>", ("10.0.0.5", 6001)),
        (("10.0.0.5", 5060), "<sip:201@10.0.0.9>", ("10.0.0.9", 5060)),
        (("10.0.0.5", 5060), "<sip:201@phone.example.com:6001>", ("10.0.0.5", 5060)),
        (("10.0.0.5", 5060), "<sip:201@10.0.0.5:6001;transport=tcp>", ("10.0.0.5", 5060)),
        (("198.51.100.3", 40123), "<sip:201@10.0.0.5:6001>", ("198.51.100.3", 40123)),
    ],
)
def test_only_a_phone_without_nat_is_called_at_its_contact(source, contact, called_at):
    registrar = Registrar()
    registrar.register(request(contact), "201", Flow("udp", ("192.0.2.1", 5060), source), 0.0)
    assert registrar.bindings("201")[0].flow.remote == called_at


OUTBOUND = ["Supported: path, outbound"]
INSTANCE = '<sip:x@abc.invalid;transport=ws>;reg-id=1;+sip.instance="<urn:uuid:1>"'


def ws(connection: int) -> Flow:
    return Flow("wss", ("192.0.2.9", 443), ("198.51.100.7", 40000 + connection), connection)


def test_outbound_is_granted_to_who_asks_for_it_and_comes_directly():
    phones = Phones()
    assert phones.register(INSTANCE, flow=ws(1), headers=OUTBOUND).get("Require") == "outbound"
    assert phones.register(INSTANCE, flow=ws(1)).get("Require") is None
    assert phones.register("<sip:y@abc.invalid>", flow=ws(1), headers=OUTBOUND).get("Require") is None


@pytest.mark.parametrize(
    ("path", "granted"), [("<sip:edge;lr;ob>", "outbound"), ("<sip:edge;lr>", None), ("<>", None), (None, None)]
)
def test_outbound_through_a_proxy_needs_its_word(path, granted):
    headers = [*OUTBOUND, "Via: SIP/2.0/WS abc.invalid;branch=z9hG4bK2", *([f"Path: {path}"] if path else [])]
    assert Phones().register(INSTANCE, headers=headers).get("Require") == granted


def test_a_reconnected_browser_replaces_its_own_contact_and_no_others():
    phones = Phones()
    phones.register(INSTANCE, flow=ws(1), headers=OUTBOUND)
    phones.register(INSTANCE.replace("urn:uuid:1", "urn:uuid:2").replace("x@", "y@"), flow=ws(2), headers=OUTBOUND)
    phones.registrar.events()
    phones.register(INSTANCE.replace("x@", "new@"), flow=ws(3), headers=OUTBOUND)
    assert phones.why() == [(Registered, "moved")]
    assert sorted(phones.uris()) == ["sip:new@abc.invalid;transport=ws", "sip:y@abc.invalid;transport=ws"]
    phones.registrar.connection_closed(1)
    assert phones.why() == []


def test_after_a_restart_connections_are_missed_by_transport():
    phones = Phones()
    phones.register("<sip:201@10.0.0.5;transport=tcp>", flow=tcp(7))
    phones.register("<sip:x@abc.invalid>", flow=ws(1), username="202")
    phones.register("<sip:y@abc.invalid>", flow=ws(2), username="203")
    phones.registrar.events()
    phones.registrar.keep_connections(set())
    assert [event.username for event in phones.registrar.events()] == ["201"]
    phones.registrar.keep_connections({2}, {"ws", "wss"})
    assert [event.username for event in phones.registrar.events()] == ["202"]


def test_an_edge_proxy_is_connected_to_anew_when_its_connection_ends():
    phones = Phones()
    phones.register(PHONE, flow=tcp(7), headers=["Path: <sip:192.0.2.1:5060;transport=tcp;lr>"])
    phones.registrar.connection_closed(7)
    [binding] = phones.registrar.bindings("201")
    assert binding.flow == Flow("tcp", LOCAL, ("192.0.2.1", 5060))
    phones.register(PHONE, flow=tcp(8), headers=["Path: <sip:192.0.2.66:5060;transport=tcp;lr>"])
    phones.registrar.connection_closed(8)  # it names another host: that may be anybody's
    assert phones.uris() == []
