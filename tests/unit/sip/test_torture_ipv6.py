"""The situations of RFC 5118 (SIP torture tests for IPv6), in messages written after its descriptions."""

from __future__ import annotations

import pytest
from tests.unit.sip.test_torture import FLOW, parse_response, plain

from offhook.sip.endpoint import Endpoint, EndpointConfig
from offhook.sip.events import RequestReceived
from offhook.sip.uri import parse_uri
from offhook.sip.wire import parse


def answered(data: bytes) -> list[int]:
    """Return the final statuses that we answer with at once."""
    endpoint = Endpoint(EndpointConfig(), lambda: "t1")
    endpoint.receive(data, FLOW, 0.0)
    finals = [parse_response(one.data).status for one in endpoint.outgoing()]
    assert finals or isinstance(endpoint.events()[0], RequestReceived)
    return [status for status in finals if status > 100]


@pytest.mark.parametrize(
    ("uri", "host", "port"),
    [
        ("sip:[2001:db8::10]", "2001:db8::10", None),  # 4.1
        ("sip:[2001:db8::10:5070]", "2001:db8::10:5070", None),  # 4.3: the port is part of the address
        ("sip:[2001:db8::10]:5070", "2001:db8::10", 5070),  # 4.4
        ("sip:user@[::ffff:192.0.2.2]", "::ffff:192.0.2.2", None),  # 4.10
    ],
)
def test_references_to_addresses(uri: str, host: str, port: int | None) -> None:
    parsed = parse_uri(uri)
    assert (parsed.host.strip("[]"), parsed.port) == (host, port)
    assert answered(plain("REGISTER", uri)) == []


def test_an_address_without_brackets_is_refused() -> None:  # 4.2
    assert answered(plain("REGISTER", "sip:2001:db8::10")) == [400]


@pytest.mark.parametrize("received", ["[2001:db8::9:255]", "2001:db8::9:255"])  # 4.5: old stacks write brackets
def test_received_with_and_without_brackets(received: str) -> None:
    via = f"Via: SIP/2.0/UDP [2001:db8::9:1];received={received};branch=z9hG4bK.torture"
    message = parse(plain("OPTIONS", change=[("Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK.torture", via)]))
    assert message.via.host.strip("[]") == "2001:db8::9:1"
    assert message.via.parameters["received"] == received


def test_both_families_in_one_message() -> None:  # 4.8
    more = "Via: SIP/2.0/UDP [2001:db8::9:1]:5062;branch=z9hG4bK1\nRoute: <sip:[2001:db8::1];lr>, <sip:192.0.2.7;lr>\n"
    message = parse(plain("OPTIONS", extra=more))
    assert len(message.all("Via")) == 2
    assert [parse_uri(route.uri).host.strip("[]") for route in message.routes] == ["2001:db8::1", "192.0.2.7"]
