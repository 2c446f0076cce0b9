"""Reading the Reason header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.sip.reason import Reason, read_reason, reason_of
from offhook.sip.wire import Response


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ('Q.850;cause=17;text="User busy"', Reason(None, 17, "User busy")),
        ("q.850 ; cause = 16", Reason(None, 16)),
        ('SIP;cause=200;text="Call completed elsewhere"', Reason(200, None, "Call completed elsewhere")),
        ('SIP ;cause=580, Q.850;cause=88;text="Incompatible, sorry"', Reason(580, 88, "Incompatible, sorry")),
        ("Q.850;cause=17, Q.850;cause=34", Reason(None, 17)),
        ("Q.850;cause=banana", Reason()),
        ("Q.850;cause=999", Reason()),
        ("preemption;cause=1", Reason(None, None, "preemption;cause=1")),
        ("not refreshed", Reason(None, None, "not refreshed")),
        ('Q.850;cause=1;text="open', Reason()),
        ("", Reason()),
    ],
)
def test_reading(value, reason):
    assert read_reason(value) == reason


def test_several_headers():
    response = Response(486, None, [("Reason", "SIP;cause=486"), ("Reason", "Q.850;cause=17")])
    assert reason_of(response) == Reason(486, 17)
    assert reason_of(Response(486)) == Reason()


@given(st.text())
def test_anything_is_read(value):
    read_reason(value)
