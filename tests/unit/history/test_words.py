from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.history.words import ENGLISH, RUSSIAN, preferred_language, result_text, step_text

FIELD = re.compile(r"{(\w+)}")


@pytest.mark.parametrize(
    ("kind", "detail", "text"),
    [
        ("received", {"from": "", "number": "+3726000100"}, "Call from a hidden number to +3726000100"),
        ("played", {"prompt": "welcome", "interrupted_by": None}, "Played “welcome”"),
        ("ringing", {"who": [{"number": "201", "name": "Anna"}, {"number": "202", "name": ""}], "seconds": 20},
         "Ringing Anna (201), 202 for up to 20 s"),
        ("ring_failed", {"who": "Anna", "status": 480, "reason": "offline"},
         "Anna could not be rung: not available (480), offline"),
        ("ring_failed", {"who": "Anna", "status": 503, "cause": 17, "reason": "Service Unavailable"},
         "Anna could not be rung: busy (503)"),
        ("answered", {"who": "Boris", "after_s": 6.25}, "Boris answered after 6.2 s"),
        ("hangup", {"side": "caller", "reason": ""}, "The caller hung up"),
        ("hangup", {"side": "system", "reason": "media lost"}, "The system hung up: media lost"),
        ("hangup", {}, "Someone hung up"),
        ("outbound", {"trunk": "Operator", "number": "+79165554433", "as": "+3726000100"},
         "Calling +79165554433 through Operator as +3726000100"),
        ("not_rung", {"who": "Anna", "excuse": "do_not_disturb"}, "Anna is not rung: do not disturb is on"),
        ("forwarded", {"who": "Anna", "to": {"number": "202", "name": ""}, "forwards": "busy"},
         "Anna forwards calls to 202: when busy"),
        ("of_tomorrow", {"x": 1}, "Of tomorrow"),
    ],
)  # fmt: skip
def test_english(kind: str, detail: dict[str, Any], text: str) -> None:
    assert step_text(kind, detail) == text


def test_both_languages_say_the_same_facts() -> None:
    assert list(ENGLISH) == list(RUSSIAN)
    for kind, text in ENGLISH.items():
        assert set(FIELD.findall(text)) == set(FIELD.findall(RUSSIAN[kind]))


def test_unknown_languages_are_told_in_english() -> None:
    assert step_text("connected", {"who": "Anna"}, "xx") == "Talking to Anna"
    assert result_text("missed", "xx") == "missed"
    assert result_text(None) == "going on"
    assert result_text("new kind") == "new kind"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
fields = sorted({name for text in ENGLISH.values() for name in FIELD.findall(text)})


@given(
    st.sampled_from([*ENGLISH, "unknown"]),
    st.dictionaries(st.sampled_from(fields) | st.text(), values, max_size=6),
    st.sampled_from(["en", "ru", "et"]),
)
def test_any_step_gives_a_sentence(kind: str, detail: dict[str, Any], language: str) -> None:
    assert isinstance(step_text(kind, detail, language), str)


def test_facts_are_not_read_as_templates() -> None:
    assert step_text("connected", {"who": "{who} [x]"}) == "Talking to {who} [x]"


@pytest.mark.parametrize(
    ("header", "language"),
    [(None, "en"), ("", "en"), ("ru", "ru"), ("et,ru;q=0.5", "ru"), ("ru;q=0.2,en-GB;q=0.9", "en"), ("ru;q=0", "en"),
     ("ru;q=x", "en"), ("*", "en"), ("RU-ru", "ru")],
)  # fmt: skip
def test_language_of_a_browser(header: str | None, language: str) -> None:
    assert preferred_language(header) == language
