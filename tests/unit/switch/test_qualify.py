"""How often many contacts are asked, and what counts as an answer."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from offhook.sip import events as sip
from offhook.sip.address import Flow
from offhook.sip.register import Registrar, Unregistered
from offhook.sip.wire import Request
from offhook.switch.qualify import MOST_A_SECOND, Qualify, Question, behind_nat

if TYPE_CHECKING:
    from offhook.sip.register import Binding

HERE = ("192.0.2.1", 5060)


class World:
    def __init__(self, interval_s: int = 60, keep_alive_s: int = 0) -> None:
        self.now = 1000.0
        self.asked: list[tuple[float, Request, Question]] = []
        self.kept_open: list[tuple[float, str]] = []
        self.registrar = Registrar()
        exchange: Any = SimpleNamespace(
            now=lambda: self.now,
            endpoint=SimpleNamespace(request=self.request),
            driver=SimpleNamespace(keep_open=lambda flow: self.kept_open.append((self.now, flow.remote[0]))),
        )
        self.qualify = Qualify(exchange, self.registrar, self.save, interval_s, keep_alive_s)
        self.answer: int | None = 200

    def save(self) -> None:
        self.qualify.follow(self.registrar.events())

    def register(
        self, username: str, host: str, *headers: tuple[str, str], transport: str = "udp", own: str = ""
    ) -> Binding:
        """Register from `host`; behind a NAT it knows itself as `own`."""
        request = Request(
            "REGISTER",
            "sip:example.test",
            [
                ("Via", f"SIP/2.0/UDP {own or host}:5060;branch=z9hG4bK1"),
                ("From", f"<sip:{username}@example.test>;tag=a"),
                ("To", f"<sip:{username}@example.test>"),
                ("Call-ID", f"{username}{self.now}"),
                ("CSeq", "1 REGISTER"),
                ("Contact", f"<sip:{username}@{own or host}:5060>"),
                *headers,
            ],
        )
        flow = Flow(transport, HERE, (host, 5060), 7 if transport != "udp" else 0)  # type: ignore[arg-type]
        assert self.registrar.register(request, username, flow, self.now).status == 200
        self.save()
        return self.registrar.bindings(username)[0]

    def request(self, request: Request, _flow: Flow, question: Question, now: float) -> None:
        self.asked.append((now, request, question))
        if self.answer is not None:
            question.on_outcome(sip.ResponseReceived(question, request.response(self.answer)))

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while (at := self.qualify.next_timer()) is not None and at <= end:
            self.now = max(self.now, at)
            self.qualify.timeout(self.now)
        self.now = end


def test_very_many_contacts_are_asked_at_a_bounded_rate():
    world = World()
    for number in range(7_000):
        world.register(f"u{number}", f"10.{number >> 8}.{number & 255}.1")
    world.run(130)
    seconds = [0] * 131
    for at, _, _ in world.asked:
        seconds[int(at - 1000)] += 1
    assert max(seconds) <= MOST_A_SECOND * 1.1
    assert len({request.uri for _, request, _ in world.asked}) == 7_000  # 70 s for all of them, after the first minute


def test_silence_of_all_is_noticed_and_their_return_as_well():
    world = World()
    for number in range(1000):
        world.register(f"u{number}", f"10.0.{number >> 8}.{number & 255}")
    world.answer = None
    world.run(130)
    assert not any(world.registrar.reachable(name) for name in world.registrar.usernames())
    world.answer = 404
    world.run(45)
    assert all(world.registrar.reachable(name) for name in world.registrar.usernames())


@pytest.mark.parametrize(("status", "there"), [(408, False), (430, False), (504, False), (404, True), (200, True)])
def test_edge_proxy_may_say_that_a_telephone_is_gone(status, there):
    world = World()
    world.register("anna", "10.0.0.1", ("Path", "<sip:edge.test;lr>"), ("Supported", "path"))
    world.answer = status
    world.run(80)
    assert bool(world.registrar.reachable("anna")) == there
    assert world.asked[0][1].all("Route") == ["<sip:edge.test;lr>"]


def test_browsers_are_not_asked():
    world = World(keep_alive_s=25)
    world.register("anna", "10.0.0.1", transport="wss")
    world.run(300)
    assert world.asked == []


def test_ways_through_nats_are_kept_open_in_turn():
    world = World(interval_s=0, keep_alive_s=25)
    world.register("straight", "203.0.113.1")
    for number in range(100):
        world.register(f"u{number}", f"203.0.114.{number}", own="10.0.0.5")
    world.run(100)
    assert world.asked == []
    assert len(world.kept_open) == 400
    times = [at for at, host in world.kept_open if host == "203.0.114.7"]
    assert all(abs(after - before - 25) < 0.5 for before, after in itertools.pairwise(times))
    world.registrar.forget("u7")
    world.save()
    before = len(world.kept_open)
    world.run(50)
    assert len(world.kept_open) - before == 198


def test_late_answer_counts_and_one_for_a_former_registration_does_not():
    world = World()
    world.register("anna", "10.0.0.1")
    world.answer = None
    world.run(80)
    assert not world.registrar.reachable("anna")
    _, request, question = world.asked[0]
    question.on_outcome(sip.ResponseReceived(question, request.response(200)))
    assert world.registrar.reachable("anna")
    world.register("anna", "10.0.0.1")
    question.on_outcome(sip.RequestFailed(question, 408))
    question.on_outcome(sip.RequestFailed(question, 408))
    assert world.registrar.reachable("anna")


def test_who_has_left_is_asked_no_more():
    world = World()
    world.register("anna", "10.0.0.1")
    world.registrar.forget("anna")
    assert isinstance(world.registrar._events[0], Unregistered)
    world.save()
    world.run(300)
    assert world.asked == []
    assert world.qualify.next_timer() is None


@pytest.mark.parametrize(
    ("contact", "nat"),
    [("sip:a@203.0.113.9:5060", False), ("sip:a@10.0.0.5:5060", True), ("sip:a@203.0.113.9:5062", True)],
)
def test_behind_a_nat(contact, nat):
    world = World()
    binding = world.register("a", "203.0.113.9")
    assert not behind_nat(binding)
    moved = type(binding)(**{**{name: getattr(binding, name) for name in binding.__slots__}, "uri": contact})
    assert behind_nat(moved) == nat
