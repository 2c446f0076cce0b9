from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from offhook.api.limits import BURST_S, RateLimits


def test_a_burst_then_a_steady_rate() -> None:
    limits = RateLimits(2, 0)
    for left in range(2 * BURST_S - 1, -1, -1):
        turn = limits.take("anna", "one", 10.0)
        assert turn.wait_s == 0
        assert turn.headers["RateLimit"].startswith(f'"login";r={left};')
    refused = limits.take("anna", "one", 10.0)
    assert refused.wait_s == 0.5
    assert refused.headers == {"RateLimit-Policy": '"login";q=30;w=15', "RateLimit": '"login";r=0;t=15'}
    assert limits.take("boris", "one", 10.0).wait_s == 0
    assert limits.take("anna", "one", 10.5).wait_s == 0
    assert limits.take("anna", "one", 10.5).wait_s == 0.5


def test_a_company_has_one_bucket_for_all_and_a_refused_request_takes_nothing() -> None:
    limits = RateLimits(2, 1)
    for number in range(BURST_S):
        assert limits.take(f"user {number}", "one", 0.0).wait_s == 0
    turn = limits.take("anna", "one", 0.0)
    assert (turn.wait_s, turn.headers["RateLimit"]) == (1.0, '"company";r=0;t=15')
    assert limits.take("anna", "two", 0.0).headers["RateLimit"].startswith('"company";r=14;')
    assert limits.take("anna", "one", 1.0).wait_s == 0


def test_no_limit() -> None:
    limits = RateLimits(0, 0)
    assert {limits.take("anna", "one", 0.0).wait_s for _ in range(1000)} == {0.0}
    assert limits.take("anna", "one", 0.0).headers == {}


@given(st.lists(st.floats(0, 5), max_size=200))
def test_never_more_than_the_rate_and_a_burst(pauses: list[float]) -> None:
    limits, now, answered = RateLimits(3, 0), 0.0, 0
    for pause in pauses:
        now += pause
        answered += limits.take("anna", "one", now).wait_s == 0
    assert answered <= 3 * BURST_S + 3 * now + 1e-6
