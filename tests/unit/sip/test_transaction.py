"""The transaction machines: timers to the tenth of a second, RFC 6026, matching, and any order of events at all."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from offhook.sip.address import Flow
from offhook.sip.timers import TimerHeap
from offhook.sip.transaction import State, Timers
from offhook.sip.transaction_layer import TransactionLayer
from offhook.sip.wire import Request, parse

UDP = Flow("udp", ("192.0.2.2", 5060), ("192.0.2.1", 5060))
TCP = Flow("tcp", ("192.0.2.2", 5060), ("192.0.2.1", 40000), 7)


class User:
    """Notes what it is told, as the user of requests and of responses."""

    def __init__(self):
        self.requests, self.acks, self.cancels, self.broken, self.strays = [], [], [], [], []
        self.responses, self.failures = [], []

    def on_request(self, transaction, _now):
        self.requests.append(transaction)

    def on_ack(self, request, _flow, _now):
        self.acks.append(request)

    def on_cancel(self, transaction, _cancel, _now):
        self.cancels.append(transaction)

    def on_broken(self, transaction, _now):
        self.broken.append(transaction)

    def on_stray(self, response, _flow, _now):
        self.strays.append(response)

    def on_response(self, transaction, response, _now):
        self.responses.append((transaction, response.status))

    def on_failure(self, transaction, status, _now):
        self.failures.append((transaction, status))


class Bench:
    def __init__(self, max_servers=1000):
        numbers = itertools.count(1)
        self.user = User()
        self.heap = TimerHeap()
        self.layer = TransactionLayer(self.user, self.heap, Timers(), lambda: f"t{next(numbers)}", max_servers)
        self.now = 0.0

    def sent(self):
        out, self.layer.out = self.layer.out, []
        return [parse(transmit.data) for transmit in out]

    def lapse(self, until):
        """Let time pass and return when something was sent."""
        times = []
        self.sent()
        while (due := self.heap.next()) is not None and due <= until:
            self.now = due
            self.heap.run(due)
            times += [due] * len(self.sent())
        self.now = until
        return times

    def start(self, method, flow=UDP):
        headers = [("From", "<sip:a@b>;tag=1"), ("To", "<sip:c@d>"), ("Call-ID", "x"), ("CSeq", f"1 {method}")]
        return self.layer.start(Request(method, "sip:c@d", headers), flow, self.user, self.now)

    def answer(self, transaction, status, tag="y"):
        response = transaction.request.response(status, to_tag=tag if status > 100 else None)
        self.layer.receive(parse(response.encode()), transaction.flow, self.now)

    def get(self, method, branch="z9hG4bK1", flow=UDP, tag="", cseq=1):
        text = (
            f"{method} sip:c@d SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch={branch}\r\nFrom: <sip:a@b>;tag=1\r\n"
            f"To: <sip:c@d>{tag}\r\nCall-ID: x\r\nCSeq: {cseq} {method}\r\nContent-Length: 0\r\n\r\n"
        )
        self.layer.receive(parse(text.encode()), flow, self.now)

    def reply(self, transaction, status):
        self.layer.respond(transaction, transaction.response(status), self.now)


def test_invite_client_over_udp():
    bench = Bench()
    transaction = bench.start("INVITE")
    assert bench.lapse(3) == [0.5, 1.5]
    bench.answer(transaction, 180)
    assert bench.lapse(500) == []
    bench.answer(transaction, 486)
    (ack,) = bench.sent()[-1:]
    assert (ack.method, ack.to.tag, str(ack.via), ack.cseq.number) == ("ACK", "y", str(transaction.request.via), 1)
    bench.answer(transaction, 486)
    assert [message.method for message in bench.sent()] == ["ACK"]
    assert bench.user.responses == [(transaction, 180), (transaction, 486)]
    assert bench.lapse(531) == []
    assert len(bench.layer) == 1
    bench.lapse(533)
    assert len(bench.layer) == 0


def test_invite_client_over_tcp_does_not_repeat_and_is_gone_at_once():
    bench = Bench()
    transaction = bench.start("INVITE", TCP)
    bench.sent()
    assert bench.lapse(31) == []
    bench.answer(transaction, 603)
    assert len(bench.layer) == 0
    assert [message.method for message in bench.sent()] == ["ACK"]


def test_accepted_client_hears_every_2xx_for_64_t1():
    bench = Bench()
    transaction = bench.start("INVITE")
    for tag in ("y", "y", "z"):
        bench.answer(transaction, 200, tag)
    assert [status for _, status in bench.user.responses] == [200] * 3
    bench.answer(transaction, 486)
    bench.lapse(31)
    bench.answer(transaction, 200)
    assert len(bench.user.responses) == 4
    bench.lapse(33)
    bench.answer(transaction, 200)
    assert len(bench.user.strays) == 1


@pytest.mark.parametrize("method", ["INVITE", "OPTIONS"])
def test_client_without_answer_is_408(method):
    bench = Bench()
    transaction = bench.start(method)
    times = bench.lapse(100)
    assert times == (
        [0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
        if method == "INVITE"
        else [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    )
    assert bench.user.failures == [(transaction, 408)]
    assert len(bench.layer) == 0


def test_client_that_is_trying_repeats_at_t2():
    bench = Bench()
    transaction = bench.start("OPTIONS")
    bench.answer(transaction, 100)
    bench.sent()
    assert bench.lapse(9) == [0.5, 4.5, 8.5]
    bench.answer(transaction, 200)
    bench.answer(transaction, 200)
    assert [status for _, status in bench.user.responses] == [100, 200]
    assert bench.lapse(13) == []
    bench.lapse(14.1)
    assert len(bench.layer) == 0


@pytest.mark.parametrize("status", [None, 180])
def test_client_on_a_broken_connection_is_503(status):
    bench = Bench()
    transaction = bench.start("INVITE", TCP)
    other = bench.start("OPTIONS", Flow("tcp", TCP.local, ("192.0.2.9", 1), 8))
    if status:
        bench.answer(transaction, status)
    bench.layer.transport_failed(TCP, bench.now)
    assert bench.user.failures == [(transaction, 503)]
    assert other.state is State.TRYING


def test_cancel_client():
    bench = Bench()
    transaction = bench.start("INVITE")
    bench.answer(transaction, 180)
    bench.layer.cancel(transaction, "SIP;cause=200", bench.user, bench.now)
    bench.layer.cancel(transaction, "SIP;cause=200", bench.user, bench.now)
    invite, cancel = bench.sent()
    assert (cancel.method, cancel.via, cancel.uri, cancel.to.tag) == ("CANCEL", invite.via, invite.uri, None)
    assert (str(cancel.cseq), cancel.get("Reason")) == ("1 CANCEL", "SIP;cause=200")


def test_invite_server_over_udp():
    bench = Bench()
    bench.get("INVITE")
    (transaction,) = bench.user.requests
    bench.reply(transaction, 180)
    bench.sent()
    bench.get("INVITE")
    assert [message.status for message in bench.sent()] == [180]
    bench.reply(transaction, 486)
    bench.get("INVITE")
    assert [message.status for message in bench.sent()] == [486, 486]
    assert bench.lapse(8) == [0.5, 1.5, 3.5, 7.5]
    bench.get("ACK", tag=f";tag={transaction.local_tag}")
    bench.get("ACK", tag=f";tag={transaction.local_tag}")
    assert transaction.state is State.CONFIRMED
    bench.get("INVITE")
    assert bench.sent() == []
    assert bench.lapse(20) == []
    assert len(bench.layer) == 0
    assert not bench.user.acks


def test_invite_server_without_ack_gives_up():
    bench = Bench()
    bench.get("INVITE")
    bench.reply(bench.user.requests[0], 486)
    bench.sent()
    assert bench.lapse(100) == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    assert len(bench.layer) == 0


def test_accepted_server_absorbs_the_invite_and_passes_the_ack_up():
    bench = Bench()
    bench.get("INVITE")
    (transaction,) = bench.user.requests
    bench.reply(transaction, 200)
    bench.sent()
    bench.get("INVITE")
    assert bench.sent() == []
    bench.get("ACK", tag=f";tag={transaction.local_tag}")
    bench.get("ACK", branch="z9hG4bKother", tag=f";tag={transaction.local_tag}")
    assert len(bench.user.acks) == 2
    bench.reply(transaction, 486)
    assert bench.sent() == []
    bench.lapse(33)
    assert len(bench.layer) == 0


@pytest.mark.parametrize("flow", [UDP, TCP])
def test_server(flow):
    bench = Bench()
    bench.get("OPTIONS", flow=flow)
    bench.get("OPTIONS", flow=flow)
    (transaction,) = bench.user.requests
    assert bench.sent() == []
    bench.reply(transaction, 100)
    bench.get("OPTIONS", flow=flow)
    assert [message.status for message in bench.sent()] == [100, 100]
    bench.reply(transaction, 200)
    assert len(bench.layer) == (1 if flow is UDP else 0)
    bench.lapse(33)
    assert len(bench.layer) == 0


def test_cancel_server():
    bench = Bench()
    bench.get("INVITE")
    (transaction,) = bench.user.requests
    bench.get("CANCEL")
    bench.get("CANCEL")
    assert bench.user.cancels == [transaction]
    replies = bench.sent()
    assert [message.status for message in replies] == [200, 200]
    assert replies[0].to.tag == transaction.local_tag


def test_callers_of_rfc_2543_are_told_apart():
    bench = Bench()
    bench.get("INVITE", branch="1")
    bench.get("INVITE", branch="1")
    assert len(bench.user.requests) == 1
    bench.get("INVITE", branch="1", cseq=2)
    assert len(bench.user.requests) == 2
    bench.reply(bench.user.requests[0], 486)
    bench.get("ACK", branch="1", tag=f";tag={bench.user.requests[0].local_tag}")
    assert bench.user.requests[0].state is State.CONFIRMED


def test_timers_are_compacted():
    heap = TimerHeap()
    ran = []
    timers = [heap.start(float(number), lambda argument, _: ran.append(argument), number) for number in range(5000)]
    for timer in timers[:4990]:
        heap.cancel(timer)
        heap.cancel(timer)
    assert len(heap) == 10
    assert len(heap._heap) < 2500
    assert heap.next() == 4990.0
    heap.run(4994.0)
    assert ran == [4990, 4991, 4992, 4993, 4994]
    heap.cancel(timers[4994])
    heap.cancel(None)
    heap.run(1e9)
    assert (len(ran), len(heap), heap.next()) == (10, 0, None)


METHODS = st.sampled_from(["INVITE", "OPTIONS", "BYE"])
STATUSES = st.sampled_from([100, 180, 183, 200, 202, 302, 404, 487, 503, 603])
FLOWS = st.sampled_from([UDP, TCP])


class AnyOrder(RuleBasedStateMachine):
    """Whatever happens in whatever order: no error, one outcome per request of ours, nothing kept for ever."""

    def __init__(self):
        super().__init__()
        self.bench = Bench(max_servers=8)
        self.clients = []

    @rule(method=METHODS, flow=FLOWS)
    def start(self, method, flow):
        self.clients.append(self.bench.start(method, flow))

    @precondition(lambda self: self.clients)
    @rule(data=st.data(), status=STATUSES, tag=st.sampled_from(["y", "z"]))
    def answer(self, data, status, tag):
        self.bench.answer(data.draw(st.sampled_from(self.clients)), status, tag)

    @precondition(lambda self: self.clients)
    @rule(data=st.data())
    def cancel(self, data):
        client = data.draw(st.sampled_from(self.clients))
        if client.request.method == "INVITE":
            self.bench.layer.cancel(client, None, User(), self.bench.now)

    @rule(
        method=st.sampled_from(["INVITE", "ACK", "CANCEL", "OPTIONS", "BYE"]),
        branch=st.sampled_from(["z9hG4bKa", "z9hG4bKb", "z9hG4bK", "old"]),
        flow=FLOWS,
        tag=st.sampled_from(["", ";tag=q"]),
        cseq=st.integers(1, 3),
    )
    def get(self, method, branch, flow, tag, cseq):
        self.bench.get(method, branch, flow, tag, cseq)

    @precondition(lambda self: self.bench.user.requests)
    @rule(data=st.data(), status=STATUSES)
    def reply(self, data, status):
        self.bench.reply(data.draw(st.sampled_from(self.bench.user.requests)), status)

    @rule(flow=FLOWS)
    def fail(self, flow):
        self.bench.layer.transport_failed(flow, self.bench.now)

    @rule(seconds=st.sampled_from([0.1, 0.5, 3.0, 5.0, 33.0]))
    def lapse(self, seconds):
        self.bench.lapse(self.bench.now + seconds)

    @invariant()
    def bounded(self):
        assert len(self.bench.layer.servers) <= 10

    @invariant()
    def one_outcome(self):
        finals = [client for client, status in self.bench.user.responses if status >= 300]
        ends = finals + [client for client, _ in self.bench.user.failures]
        assert len(ends) == len({id(client) for client in ends})
        succeeded = {id(client) for client, status in self.bench.user.responses if 200 <= status < 300}
        assert not succeeded & {id(client) for client in ends}

    def teardown(self):
        for transaction in self.bench.user.requests:
            self.bench.reply(transaction, 500)
        for client in self.clients:
            self.bench.answer(client, 500)
        self.bench.lapse(self.bench.now + 200)
        assert len(self.bench.layer) == 0
        assert not self.bench.layer.merged
        assert self.bench.heap.next() is None


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
