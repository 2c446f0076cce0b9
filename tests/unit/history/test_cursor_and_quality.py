from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.errors import InvalidValue
from offhook.history.cursor import Cursor
from offhook.history.quality import HeardThere, quality_of, verdict

if TYPE_CHECKING:
    from uuid import UUID


@given(st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)), st.uuids())  # noqa: DTZ001  aware by timezones
def test_a_cursor_survives_its_text(at: datetime, key: UUID) -> None:
    assert Cursor.parse(str(Cursor(at, str(key)))) == Cursor(at, str(key))


@given(st.text())
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="cursor"):
        Cursor.parse(text)


@pytest.mark.parametrize(("mos", "word"), [(4.4, "good"), (4.0, "good"), (3.7, "fair"), (3.2, "poor"), (1.0, "bad")])
def test_words_for_estimates(mos: float, word: str) -> None:
    assert verdict(mos) == word


def test_quality_of_what_was_heard_there() -> None:
    reported = {"packets_lost": 50, "loss_percent": 99.0, "jitter_ms": 7.5, "mos": 3.14}
    found = quality_of({"packets_received": 0, "packets_sent": 500, "round_trip_ms": 81.26, "remote": reported})
    assert found is not None
    assert found.round_trip_ms == 81.3
    assert found.there == HeardThere(50, 10.0, 7.5, 3.14, "poor")
    found = quality_of({"packets_received": 9, "packets_sent": 0, "remote": {"packets_lost": -2}})
    assert found is not None
    assert found.there == HeardThere(0, 0.0, 0.0, None, None)
    assert quality_of({"packets_received": 9, "remote": None}) is not None


def test_quality_of_what_was_received() -> None:
    assert quality_of(None) is None
    assert quality_of({}) is None
    assert quality_of({"packets_received": 0, "mos": 4.0}) is None
    found = quality_of({"packets_received": 10, "packets_lost": None, "loss_percent": "x", "codec": "PCMU"})
    assert found
    assert (found.codec, found.packets_lost, found.loss_percent, found.mos, found.verdict) == (
        "PCMU",
        0,
        0.0,
        None,
        None,
    )
