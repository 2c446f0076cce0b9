"""Headers between networks: who calls, and for whom the call was first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.sip.headers import NameAddr, parse_name_addr
from offhook.sip.identity import caller_of, diverted_from, forwarded_headers, identity_headers, number_of
from offhook.sip.wire import Request

FROM = ("From", "<sip:+37255512345@op>;tag=1")
NAMES = ("P-Asserted-Identity", "Remote-Party-ID", "Privacy", "Diversion", "History-Info")


def request(*headers):
    return Request("INVITE", "sip:x@y", [FROM, *headers])


@pytest.mark.parametrize(
    ("headers", "numbers"),
    [
        ([], []),
        (
            [("Diversion", "<sip:1@a>;reason=no-answer, <tel:+372>;counter=2"), ("Diversion", "<sip:3@c>")],
            ["1", "+372", "3"],
        ),
        (
            [
                (
                    "History-Info",
                    "<sip:1@a>;index=1, <sip:2@b?Reason=SIP%3Bcause%3D302>;index=1.1, <sip:3@c>;index=1.1.1",
                )
            ],
            ["2", "1"],
        ),
        ([("History-Info", "<sip:1@a>;index=1")], []),
        ([("Diversion", "nonsense>"), ("History-Info", "<sip:1@a>;index=1, <sip:2@a>;index=2")], ["1"]),
        ([("Diversion", "<mailto:x@y>")], []),
    ],
)
def test_for_whom_a_call_was_first(headers, numbers):
    assert diverted_from(request(*headers)) == numbers


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=60)), max_size=4), st.booleans())
def test_anything_is_read(headers, trusted):
    message = request(*headers)
    caller_of(message, trusted=trusted)
    diverted_from(message)


@pytest.mark.parametrize("header", ["from", "pai", "ppi", "rpid"])
@pytest.mark.parametrize("withheld", [True, False])
def test_what_we_say_is_understood(header, withheld):
    said = identity_headers(NameAddr("", "sip:+3726000100@us"), header, withheld=withheld)
    known = caller_of(request(*said), trusted=True)
    assert known.withheld is withheld
    if header in ("pai", "rpid"):
        assert number_of(known.address) == "+3726000100"


@pytest.mark.parametrize("header", ["diversion", "history-info"])
def test_what_we_say_of_forwarded_calls_is_understood(header):
    said = forwarded_headers("sip:+3726000100@us", "sip:+37255599999@op;transport=tcp", header)
    assert diverted_from(request(*said)) == ["+3726000100"]
    assert all(parse_name_addr(value) for _, value in said)
    assert forwarded_headers("sip:1@a", "sip:2@b", "none") == ()
