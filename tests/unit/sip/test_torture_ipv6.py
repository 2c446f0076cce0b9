"""The situations of RFC 5118 (SIP torture tests for IPv6), in messages written after its descriptions.

What is said of session descriptions is tried in whole negotiations.
"""

from __future__ import annotations

import pytest
from tests.unit.sip.test_torture import FLOW, parse_response, plain

from offhook.errors import NotAcceptable
from offhook.sip.address import Flow
from offhook.sip.dialog import contact_value
from offhook.sip.endpoint import Endpoint, EndpointConfig
from offhook.sip.events import RequestReceived
from offhook.sip.ice import candidate_lines
from offhook.sip.offer_answer import LocalMedia, accept_answer, addresses_offered, answer, offer
from offhook.sip.sdp import parse as parse_sdp
from offhook.sip.transaction_layer import via_value
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


def test_three_colons_are_borne() -> None:  # 4.10: an error of RFC 3261's grammar that stacks may have taken over
    assert parse_uri("sip:user@[2001:db8:::192.0.2.1]").user == "user"
    assert answered(plain("OPTIONS", "sip:user@[2001:db8:::192.0.2.1]")) == []


def offered(*connections: str) -> bytes:
    """Return an offer of audio with a section for each of these addresses, the first of them for the session."""
    lines = ["v=0", "o=user 1 1 IN IP6 2001:db8::20", "s=-", f"c=IN {connections[0]}", "t=0 0"]
    for number, one in enumerate(connections):
        lines += [f"m=audio {6000 + 2 * number} RTP/AVP 8", *([f"c=IN {one}"] if number else [])]
    return "\r\n".join([*lines, ""]).encode()


SIX, FOUR = LocalMedia("2001:db8::1", 4000), LocalMedia("192.0.2.1", 4000)


def test_an_address_in_a_session_description() -> None:  # 4.6
    body, agreed = answer(offered("IP6 2001:db8::20"), SIX)
    assert agreed.remote == ("2001:db8::20", 6000)
    assert agreed.rtcp == ("2001:db8::20", 6001)
    assert b"c=IN IP6 2001:db8::1\r\n" in body
    assert body.splitlines()[1].endswith(b" IN IP6 2001:db8::1")


@pytest.mark.parametrize(
    ("local", "taken"), [(SIX, ("2001:db8::20", 6000)), (FOUR, ("192.0.2.20", 6002))], ids=["IPv6", "IPv4"]
)
def test_sections_of_both_versions(local: LocalMedia, taken: tuple[str, int]) -> None:  # 4.8
    description = offered("IP6 2001:db8::20", "IP4 192.0.2.20")
    assert addresses_offered(description) == ("2001:db8::20", "192.0.2.20")
    body, agreed = answer(description, local)
    assert agreed.remote == taken
    assert [media.port for media in parse_sdp(body).media] == ([4000, 0] if local is SIX else [0, 4000])


def test_the_other_version_alone_is_refused_with_its_reason() -> None:
    for local, description in ((FOUR, offered("IP6 2001:db8::20")), (SIX, offered("IP4 192.0.2.20"))):
        with pytest.raises(NotAcceptable) as caught:
            answer(description, local)
        assert caught.value.warning == 301  # incompatible network address formats
    with pytest.raises(NotAcceptable):
        accept_answer(offer(FOUR), offered("IP6 2001:db8::20"))


def test_hold_of_the_old_kind_by_ipv6() -> None:
    _, agreed = answer(offered("IP6 ::"), SIX)
    assert agreed.remote is None
    assert agreed.held


def test_mapped_addresses_are_ipv6() -> None:  # 4.9: they are not to be used on the wire, and not to hurt
    _, agreed = answer(offered("IP6 ::ffff:192.0.2.20"), SIX)
    assert agreed.remote == ("::ffff:192.0.2.20", 6000)


def test_reports_elsewhere_by_the_other_version_are_not_sent_there() -> None:
    body = offered("IP6 2001:db8::20") + b"a=rtcp:7000 IN IP4 192.0.2.20\r\n"
    assert answer(body, SIX)[1].rtcp == ("2001:db8::20", 7000)


def test_what_we_say_of_an_ipv6_flow() -> None:  # 4.4: a port stands behind the brackets
    flow = Flow("tcp", ("2001:db8::1", 5070), ("2001:db8::9", 5060))
    assert contact_value("200", flow) == "<sip:200@[2001:db8::1]:5070;transport=tcp>"
    assert via_value(flow, "z9hG4bK1") == "SIP/2.0/TCP [2001:db8::1]:5070;branch=z9hG4bK1;rport"
    assert next(line for _, line in candidate_lines(("2001:db8::1",), 4000)).split()[4:6] == ["2001:db8::1", "4000"]
