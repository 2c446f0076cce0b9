"""What an endpoint answers by itself, and what it makes of requests outside dialogs."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from offhook.errors import MisuseError
from offhook.sip.address import Flow
from offhook.sip.dialog import Dialog
from offhook.sip.endpoint import Endpoint, EndpointConfig
from offhook.sip.events import InviteReceived, RequestFailed, RequestReceived, ResponseReceived
from offhook.sip.wire import Request, Response, parse

FLOW = Flow("udp", ("192.0.2.2", 5060), ("192.0.2.1", 5060))


@pytest.fixture
def endpoint():
    numbers = itertools.count(1)
    return Endpoint(EndpointConfig(), lambda: f"t{next(numbers):x}")


def request(
    method="INVITE",
    *,
    uri="sip:bob@192.0.2.2",
    tag="",
    branch="z9hG4bK1",
    extra="",
    cseq=1,
    via="192.0.2.1:5060",
    body="",
):
    content = "Content-Type: application/sdp\r\n" if body else ""
    return (
        f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {via};branch={branch}\r\nMax-Forwards: 70\r\n"
        f"From: <sip:alice@example.com>;tag=a\r\nTo: <sip:bob@example.com>{tag}\r\nCall-ID: c1\r\n"
        f"CSeq: {cseq} {method}\r\n"
        f"Contact: <sip:alice@192.0.2.1>\r\n{extra}{content}Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def replies(endpoint, data, flow=FLOW, now=0.0):
    endpoint.receive(data, flow, now)
    return [parse(transmit.data) for transmit in endpoint.outgoing()]


def only(endpoint, data):
    (reply,) = replies(endpoint, data)
    assert isinstance(reply, Response)
    return reply


@pytest.mark.parametrize("method", ["BYE", "INFO", "UPDATE", "INVITE", "NOTIFY", "OPTIONS", "REFER"])
def test_unknown_dialog_is_481(endpoint, method):
    assert only(endpoint, request(method, tag=";tag=x")).status == 481
    assert not endpoint.events()


@pytest.mark.parametrize("method", ["BYE", "INFO", "UPDATE"])
def test_no_dialog_at_all_is_481(endpoint, method):
    assert only(endpoint, request(method)).status == 481


def test_ack_of_nothing_is_dropped(endpoint):
    assert replies(endpoint, request("ACK", tag=";tag=x")) == []
    assert replies(endpoint, request("ACK", tag=";tag=x").replace(b"CSeq: 1", b"CSeq: x")) == []


@pytest.mark.parametrize("method", ["SUBSCRIBE", "REGISTER"])
def test_subscriptions_are_somebody_elses(endpoint, method):
    assert replies(endpoint, request(method, tag=";tag=x", extra="Event: message-summary\r\n")) == []
    (event,) = endpoint.events()
    assert isinstance(event, RequestReceived)
    assert event.request.method == method


def test_merged_request_is_482(endpoint):
    assert only(endpoint, request()).status == 100
    assert only(endpoint, request(branch="z9hG4bK2")).status == 482
    assert len(endpoint.events()) == 1


def test_retry_with_credentials_and_the_same_cseq_is_not_merged(endpoint):
    endpoint.receive(request("REGISTER"), FLOW, 0.0)
    (event,) = endpoint.events()
    endpoint.respond(event.transaction, event.request.response(401), 0.0)
    endpoint.outgoing()
    assert replies(endpoint, request("REGISTER", branch="z9hG4bK2")) == []
    assert len(endpoint.events()) == 1


def test_no_hops_left_is_483(endpoint):
    assert only(endpoint, request().replace(b"Max-Forwards: 70", b"Max-Forwards: 0")).status == 483
    assert replies(endpoint, request("OPTIONS").replace(b"Max-Forwards: 70", b"Max-Forwards: 0")) == []


def test_unknown_extension_is_420(endpoint):
    reply = only(endpoint, request(extra="Require: timer, precondition\r\nRequire: nothingSupportsThis\r\n"))
    assert (reply.status, reply.get("Unsupported")) == (420, "precondition, nothingsupportsthis")


def test_unknown_method_is_405(endpoint):
    reply = only(endpoint, request("FLY"))
    assert reply.status == 405
    assert "INVITE" in reply.all("Allow")


@pytest.mark.parametrize(
    ("uri", "status"),
    [
        ("http://x", 416),
        ("nobodyKnowsThisScheme:x", 416),
        ("sip:a@b?Route=x", 400),
        ("sip:", 400),
        ("sip:a@b:99999", 400),
    ],
)
def test_impossible_target(endpoint, uri, status):
    assert only(endpoint, request(uri=uri)).status == status


def test_tel_uri_is_taken(endpoint):
    assert only(endpoint, request(uri="tel:+3726000100")).status == 100


def test_bad_contact_is_400(endpoint):
    assert only(endpoint, request().replace(b"<sip:alice@192.0.2.1>", b"sip:a@b?x=y")).status == 400


def test_unknown_body_is_415(endpoint):
    data = request(body="hello").replace(b"application/sdp", b"application/unknown")
    reply = only(endpoint, data)
    assert (reply.status, reply.get("Accept")) == (415, "application/sdp")


def test_sdp_inside_multipart_is_found(endpoint):
    body = (
        "--x\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n--x--\r\n"
    )
    data = request(body=body).replace(
        b"application/sdp\r\nContent-Length", b'multipart/mixed;boundary="x"\r\nContent-Length', 1
    )
    assert only(endpoint, data).status == 100
    assert endpoint.events()[0].invite.sdp == b"v=0\r\n"


def test_retransmission_gets_the_same_answer(endpoint):
    data = request("OPTIONS")
    assert replies(endpoint, data) == []
    assert replies(endpoint, data) == []
    (event,) = endpoint.events()
    endpoint.respond(event.transaction, event.request.response(200), 0.0)
    (first,) = endpoint.outgoing()
    endpoint.receive(data, FLOW, 1.0)
    assert endpoint.outgoing() == [first]
    assert parse(first.data).to.tag
    endpoint.timeout(40.0)
    assert endpoint.transactions == 0


def test_request_that_nobody_answers_is_forgotten(endpoint):
    endpoint.receive(request("OPTIONS"), FLOW, 0.0)
    endpoint.timeout(33.0)
    assert endpoint.transactions == 0


@pytest.mark.parametrize(
    ("via", "remote", "target", "stamped"),
    [
        ("192.0.2.1:5060", ("192.0.2.1", 5060), ("192.0.2.1", 5060), ""),
        ("192.0.2.1", ("192.0.2.1", 5060), ("192.0.2.1", 5060), ""),
        ("192.0.2.1:5062", ("192.0.2.1", 40000), ("192.0.2.1", 5062), ""),
        ("10.0.0.7:5062", ("192.0.2.1", 40000), ("192.0.2.1", 5062), ";received=192.0.2.1"),
        ("phone.local;rport", ("192.0.2.1", 40000), ("192.0.2.1", 40000), ";rport=40000;received=192.0.2.1"),
        ("192.0.2.1:5062;rport", ("192.0.2.1", 40000), ("192.0.2.1", 40000), ";rport=40000;received=192.0.2.1"),
    ],
)
def test_where_responses_go(endpoint, via, remote, target, stamped):
    endpoint.receive(request(via=via), Flow("udp", FLOW.local, remote), 0.0)
    (transmit,) = endpoint.outgoing()
    assert transmit.flow == Flow("udp", FLOW.local, target)
    assert str(parse(transmit.data).via) == f"SIP/2.0/UDP {via.partition(';')[0]}" + (
        f"{stamped.partition(';received')[0]};received=192.0.2.1;branch=z9hG4bK1".replace(";received=192.0.2.1", "", 1)
        if ";rport" in via
        else ";branch=z9hG4bK1"
    ) + (";received=192.0.2.1" if stamped else "")


def test_own_requests(endpoint):
    request_ = Request(
        "REGISTER",
        "sip:example.com",
        [("From", "<sip:a@b>;tag=1"), ("To", "<sip:a@b>"), ("Call-ID", "x"), ("CSeq", "1 REGISTER")],
    )
    tag = object()
    endpoint.request(request_, FLOW, tag, 0.0)
    (transmit,) = endpoint.outgoing()
    sent = parse(transmit.data)
    assert (sent.via.parameters["rport"], sent.max_forwards, sent.get("User-Agent")) == ("", 70, "Offhook")
    endpoint.receive(sent.response(100).encode(), FLOW, 0.1)
    endpoint.receive(sent.response(200).encode(), FLOW, 0.2)
    endpoint.receive(sent.response(200).encode(), FLOW, 0.3)
    assert [(event.tag, event.response.status) for event in endpoint.events()] == [(tag, 100), (tag, 200)]
    assert all(isinstance(event, ResponseReceived) for event in endpoint.events())


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_own_request_without_answer(endpoint, transport):
    flow = Flow(transport, ("192.0.2.2", 5060), ("192.0.2.1", 5060))
    request_ = Request(
        "OPTIONS", "sip:x", [("From", "<sip:a@b>;tag=1"), ("To", "<sip:a@b>"), ("Call-ID", "x"), ("CSeq", "1 OPTIONS")]
    )
    endpoint.request(request_, flow, 7, 0.0)
    while (due := endpoint.next_timer()) is not None:
        endpoint.timeout(due)
    assert endpoint.events() == [RequestFailed(7, 408)]
    assert len(endpoint.outgoing()) == (11 if transport == "udp" else 1)


def test_oversized_message_is_513(endpoint):
    reply = only(endpoint, request(extra="X: " + "y" * 60_000 + "\r\n", body="z" * 10_000))
    assert reply.status == 513


@pytest.mark.parametrize(
    "data", [b"", b"\r\n\r\n", b"\0", b"\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\xff" * 999]
)
def test_noise_is_dropped(endpoint, data):
    assert replies(endpoint, data) == []
    assert endpoint.events() == []


def test_misuse(endpoint):
    endpoint.receive(request(), FLOW, 0.0)
    (event,) = endpoint.events()
    assert isinstance(event, InviteReceived)
    with pytest.raises(MisuseError):
        endpoint.provisional(event.invite, 200, 0.0)
    with pytest.raises(MisuseError):
        endpoint.reject(event.invite, 200, 0.0)


def test_caller_on_a_dead_connection_is_cancelled(endpoint):
    flow = Flow("tcp", ("192.0.2.2", 5060), ("192.0.2.1", 40000), 3)
    endpoint.receive(request(), flow, 0.0)
    (event,) = endpoint.events()
    endpoint.provisional(event.invite, 180, 0.0)
    endpoint.outgoing()
    endpoint.transport_failed(flow, 1.0)
    (again,) = endpoint.outgoing()
    assert again.flow == Flow("tcp", ("192.0.2.2", 5060), ("192.0.2.1", 5060))
    endpoint.transport_failed(again.flow, 2.0)
    (cancelled,) = endpoint.events()
    assert (cancelled.invite, cancelled.reason) == (event.invite, "transport failed")
    assert endpoint.transactions == 0


def test_a_dialog_follows_its_own_telephone_only(endpoint) -> None:
    """A contact proves nothing: another device that names the same must not get the call."""
    flow = Flow("ws", ("192.0.2.1", 443), ("198.51.100.1", 40000), 7)
    dialog = Dialog("call", "ours", "theirs", flow)
    dialog.remote_target = "sip:x@abc.invalid;transport=ws"
    state = endpoint.restore(endpoint.snapshot(dialog), 0.0)
    other = replace(flow, connection=8)
    endpoint.contact_moved(dialog.remote_target, other, lambda _dialog: False)
    assert state.flow == flow
    endpoint.contact_moved("sip:y@abc.invalid;transport=ws", other, lambda _dialog: True)
    assert state.flow == flow
    endpoint.contact_moved(dialog.remote_target, other, lambda _dialog: True)
    assert state.flow == other


def test_a_dialog_follows_its_telephone_through_a_new_mapping_of_its_nat(endpoint) -> None:
    flow = Flow("udp", ("192.0.2.1", 5060), ("198.51.100.1", 40000))
    dialog = Dialog("call", "ours", "theirs", flow)
    dialog.remote_target = "sip:x@10.0.0.2:5060"
    dialog.pinned = True
    state = endpoint.restore(endpoint.snapshot(dialog), 0.0)
    moved = replace(flow, remote=("198.51.100.1", 40001))
    endpoint.contact_moved(dialog.remote_target, moved, lambda _dialog: False)
    endpoint.contact_moved(dialog.remote_target, Flow("tcp", flow.local, moved.remote, 5), lambda _dialog: True)
    assert state.flow == flow
    endpoint.contact_moved(dialog.remote_target, moved, lambda _dialog: True)
    assert state.flow == moved
    state.pinned = False  # no NAT: it is reached at its contact, wherever it registers from
    endpoint.contact_moved(dialog.remote_target, flow, lambda _dialog: True)
    assert state.flow == moved


def test_connections_that_end_together_fail_what_was_under_way_on_them_and_nothing_else(endpoint) -> None:
    flows = [Flow("wss", ("192.0.2.1", 443), ("198.51.100.1", 40000 + number), 7 + number) for number in range(4)]
    flows.append(Flow("tls", ("192.0.2.1", 5061), ("198.51.100.9", 5061), peer="sip.test"))
    flows.append(replace(flows[-1], peer="sip.test pinned"))  # another company's, with the same operator
    for number, flow in enumerate(flows):
        headers = [("From", "<sip:a@b>;tag=1"), ("To", "<sip:a@b>"), ("Call-ID", "c"), ("CSeq", f"{number} OPTIONS")]
        endpoint.request(Request("OPTIONS", "sip:a@b", headers), flow, number, 0.0)
    endpoint.transports_failed([flows[0], flows[2], flows[4]], 1.0)
    assert [(event.tag, event.status) for event in endpoint.events()] == [(0, 503), (2, 503), (4, 503)]
