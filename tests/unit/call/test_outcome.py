"""The status that a caller gets when nobody answered (RFC 3261 §16.7, step 6)."""

from __future__ import annotations

import pytest

from offhook.call.ring import Outcome
from offhook.call.ways import Refusal
from offhook.journal.records import Party

ANNA = Party("201", "Anna")


@pytest.mark.parametrize(
    ("statuses", "silent", "best"),
    [
        ((), (), 480),
        ((), (ANNA,), 480),
        ((486,), (), 486),
        ((486,), (ANNA,), 480),  # one of them might still have come
        ((404, 486), (), 486),
        ((503, 486, 603), (), 603),
        ((600, 603), (), 600),
        ((503, 404), (), 404),
        ((408,), (), 408),
        ((500, 503), (), 500),
        ((302,), (), 302),
    ],
)
def test_best_status(statuses, silent, best):
    refusals = tuple(Refusal(ANNA, status, "") for status in statuses)
    assert Outcome(None, refusals, silent).status == best
