"""Registering at an operator: against our own registrar and digest, and against operators that fail in each way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.sip.address import Flow
from offhook.sip.digest import Challenge, Challenger, Credentials, Verified
from offhook.sip.register import Registrar, RegistrarConfig
from offhook.sip.registration import Registration, RegistrationConfig
from offhook.sip.wire import Response, parse

CONTACT = "sip:3726000100@192.0.2.1:5060"
CONFIG = RegistrationConfig(
    "sip:operator.example", "sip:3726000100@operator.example", CONTACT, Credentials("account", "secret"), expires=600
)
FLOW = Flow("udp", ("192.0.2.9", 5060), ("192.0.2.1", 5060))


class World:
    """A registration with a clock; `operator` is a real registrar with digest."""

    def __init__(self, config=CONFIG, chance=0.5):
        self.now = 1000.0
        self.tokens = 0
        self.registration = Registration(config, self.token, lambda: chance)
        self.registrar = Registrar(RegistrarConfig(min_expires=60))
        self.challenger = Challenger(bytes(32), "operator", lifetime=300)
        self.passwords = {"account": "secret"}
        self.sent = 0

    def token(self):
        self.tokens += 1
        return f"{self.tokens:08x}"

    @property
    def status(self):
        return self.registration.status

    @property
    def state(self):
        return self.registration.status.state

    def request(self):
        [request] = self.registration.outgoing()
        self.sent += 1
        request.prepend("Via", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1")
        return parse(request.encode())

    def operate(self):
        """Let the operator answer until nothing is sent any more."""
        while requests := self.registration.outgoing():
            self.sent += 1
            requests[0].prepend("Via", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1")
            request = parse(requests[0].encode())
            match self.challenger.verify(request, self.passwords.get, self.now):
                case Verified():
                    response = self.registrar.register(request, "account", FLOW, self.now)
                case Challenge(headers):
                    response = request.response(401)
                    for header in headers:
                        response.add(*header)
                case _:
                    response = request.response(403)
            self.registration.response(response, self.now)

    def answer(self, status, *headers, reason=None):
        request = self.request()
        response = request.response(status, reason)
        for header in headers:
            response.add(*header)
        self.registration.response(response, self.now)
        return request

    def advance(self, to=None):
        at = self.registration.next_timer() if to is None else to
        assert at is not None
        self.now = at
        self.registration.timeout(self.now)


def test_registers_refreshes_and_leaves():
    world = World()
    assert (world.state, world.registration.next_timer()) == ("off", None)
    world.registration.start(world.now)
    assert world.state == "registering"
    world.operate()
    assert (world.state, world.sent) == ("registered", 2)
    assert (world.status.last_status, world.status.since, world.status.expires_at) == (200, 1000.0, 1600.0)
    assert [binding.uri for binding in world.registrar.bindings("account")] == [CONTACT]
    for _ in range(20):
        before = world.status.expires_at
        world.advance()
        assert world.now < before - 50
        world.operate()
        assert world.state == "registered"
        assert world.status.expires_at == world.now + 600
    assert world.status.since == 1000.0
    world.registration.stop(world.now)
    assert world.state == "leaving"
    world.operate()
    assert (world.state, world.registration.next_timer()) == ("off", None)
    assert world.registrar.bindings("account") == []


def test_a_living_nonce_is_used_again():
    world = World(
        RegistrationConfig(CONFIG.registrar, CONFIG.address_of_record, CONTACT, CONFIG.credentials, expires=100)
    )
    world.registration.start(world.now)
    world.operate()
    for _ in range(3):
        world.advance()
        world.operate()
    assert world.sent == 5
    world.challenger = Challenger(b"1" * 32, "operator")  # the operator restarted
    world.advance()
    world.operate()
    assert (world.state, world.sent) == ("registered", 7)


def test_the_request():
    world = World()
    world.registration.start(world.now)
    first = world.answer(503)
    assert (first.method, first.uri) == ("REGISTER", "sip:operator.example")
    assert (first.to.uri, first.from_.uri) == ("sip:3726000100@operator.example",) * 2
    assert first.from_.tag
    assert (first.expires, first.contacts[0].uri) == (600, CONTACT)
    world.advance()
    second = world.request()
    assert second.call_id == first.call_id
    assert second.cseq.number == first.cseq.number + 1


def test_a_wrong_password_is_not_hammered():
    world = World()
    world.passwords["account"] = "changed"
    world.registration.start(world.now)
    world.operate()
    assert (world.state, world.status.last_status, world.sent) == ("failed", 403, 2)
    loud = World()
    loud.registration.start(loud.now)
    challenge = ("WWW-Authenticate", 'Digest realm="operator", nonce="1"')
    loud.answer(401, challenge)
    loud.answer(401, challenge)
    assert (loud.state, loud.status.last_status, loud.status.last_reason) == ("failed", 401, "the password was refused")
    assert loud.registration.outgoing() == []


def test_stale_for_ever_is_given_up():
    world = World()
    world.registration.start(world.now)
    for number in range(4):
        world.answer(401, ("WWW-Authenticate", f'Digest realm="operator", nonce="{number}", stale=true'))
    assert (world.state, world.registration.outgoing()) == ("failed", [])


@pytest.mark.parametrize(
    ("credentials", "header"),
    [
        (None, 'Digest realm="operator", nonce="1"'),
        (CONFIG.credentials, "Basic x"),
        (Credentials("a", "b", "else"), 'Digest realm="o", nonce="1"'),
    ],
)
def test_challenges_that_cannot_be_answered(credentials, header):
    world = World(RegistrationConfig(CONFIG.registrar, CONFIG.address_of_record, CONTACT, credentials))
    world.registration.start(world.now)
    world.answer(407, ("Proxy-Authenticate", header))
    assert (world.state, world.status.last_status) == ("failed", 407)


def test_back_off_grows_to_its_limit():
    world = World(chance=0.999999)
    world.registration.start(world.now)
    waits = []
    for _ in range(9):
        world.answer(500)
        assert world.state == "failed"
        waits.append(round(world.status.next_attempt - world.now))
        world.advance()
    assert waits == [30, 60, 120, 240, 480, 960, 1800, 1800, 1800]
    world.answer(200)
    world.advance()
    world.registration.failed(408, world.now)
    assert (world.state, world.status.last_status) == ("registered", 408)
    assert round(world.status.next_attempt - world.now) == 30


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 30))
def test_attempts_are_spread(chance, failures):
    world = World(chance=chance)
    world.registration.start(world.now)
    for _ in range(failures):
        world.answer(503)
        world.advance()
    world.answer(503)
    wait = world.status.next_attempt - world.now
    upper = min(1800.0, 30.0 * 2**failures)
    assert upper / 2 - 1e-6 <= wait <= upper + 1e-6


def test_retry_after_is_respected():
    world = World()
    world.registration.start(world.now)
    world.answer(503, ("Retry-After", "600 (maintenance);duration=60"))
    assert world.status.next_attempt == world.now + 600
    world.advance()
    world.answer(503, ("Retry-After", "99999999"))
    assert world.status.next_attempt == world.now + 3600
    world.advance()
    world.answer(503, ("Retry-After", "soon"))
    assert world.status.next_attempt < world.now + 200


def test_too_brief():
    world = World()
    world.registration.start(world.now)
    world.answer(423, ("Min-Expires", "1800"))
    assert world.answer(200).expires == 1800
    assert world.status.expires_at == world.now + 1800
    for headers in ([], [("Min-Expires", "nonsense")], [("Min-Expires", "10")], [("Min-Expires", "99999999")]):
        other = World()
        other.registration.start(other.now)
        other.answer(423, *headers)
        assert (other.state, other.status.last_status) == ("failed", 423)


def test_a_failed_refresh_does_not_unregister_before_time():
    world = World()
    world.registration.start(world.now)
    world.operate()
    lapse = world.status.expires_at
    world.advance()
    while world.state == "registered":
        world.registration.outgoing()
        world.registration.failed(503, world.now)
        world.advance()
    assert world.now == lapse
    assert (world.state, world.status.last_status) == ("failed", 503)
    world.advance()
    assert world.state == "registering"
    world.operate()
    assert world.state == "registered"


@pytest.mark.parametrize(
    ("headers", "granted"),
    [
        ([("Contact", f"<{CONTACT}>;expires=120")], 120),
        ([("Contact", "<sip:other@h>;expires=50"), ("Contact", f"<{CONTACT};transport=udp>;expires=121")], 121),
        ([("Expires", "122")], 122),
        ([("Contact", "<sip:nat@198.51.100.1:33>;expires=123")], 123),
        ([("Contact", "<sip:nat@198.51.100.1:33>"), ("Expires", "124")], 124),
        ([("Contact", "<<<")], 600),
        ([], 600),
    ],
)
def test_how_long_the_operator_grants(headers, granted):
    world = World()
    world.registration.start(world.now)
    world.answer(200, *headers)
    assert world.status.expires_at == world.now + granted


def test_the_service_route_is_kept():
    world = World()
    world.registration.start(world.now)
    world.answer(200, ("Service-Route", "<sip:a;lr>, <sip:b;lr>"))
    assert world.registration.service_route == ["<sip:a;lr>", "<sip:b;lr>"]


def test_strange_responses_are_passed_over():
    world = World()
    world.registration.start(world.now)
    request = world.request()
    world.registration.response(request.response(100), world.now)
    assert world.state == "registering"
    world.registration.response(request.response(200), world.now)
    world.registration.response(request.response(500), world.now)
    world.registration.failed(408, world.now)
    assert world.state == "registered"


def test_stopping_and_starting_while_a_request_is_under_way():
    world = World()
    world.registration.start(world.now)
    world.registration.start(world.now)
    world.registration.stop(world.now)
    assert world.answer(200).expires == 600
    assert world.state == "leaving"
    world.registration.start(world.now)
    assert world.answer(200).expires == 0
    assert world.state == "registering"
    world.operate()
    assert world.state == "registered"
    world.registration.stop(world.now)
    world.answer(500)
    assert world.state == "off"
    world.registration.stop(world.now)
    assert world.registration.outgoing() == []


@given(st.lists(st.sampled_from(["200", "401", "403", "423", "503", "408", "start", "stop", "wait"]), max_size=40))
def test_there_is_always_a_next_step(inputs):
    world = World()
    wanted = False
    for one in inputs:
        requests = world.registration.outgoing()
        assert len(requests) <= 1
        waiting = world.registration._waiting
        if one == "start":
            wanted = True
            world.registration.start(world.now)
        elif one == "stop":
            wanted = False
            world.registration.stop(world.now)
        elif one == "wait":
            if world.registration.next_timer() is not None:
                world.advance()
        elif one == "408" and waiting:
            world.registration.failed(408, world.now)
        elif waiting:
            headers = [
                ("CSeq", f"{world.registration._cseq} REGISTER"),
                ("WWW-Authenticate", 'Digest realm="operator", nonce="1"'),
                ("Min-Expires", "700"),
            ]
            world.registration.response(Response(int(one), None, headers), world.now)
        if wanted:
            assert world.registration._waiting or world.registration.next_timer() is not None
        elif not world.registration._waiting:
            assert world.state == "off"


def test_an_answer_with_a_wrong_number_is_an_answer():
    world = World()
    world.registration.start(world.now)
    response = world.request().response(503)
    response.set("CSeq", "77 REGISTER")
    world.registration.response(response, world.now)
    assert world.registration.next_timer() is not None
