"""Every line that is logged while something is done for a call says for which; secrets are in none."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from tests.pair.company import MAIN, OUTSIDE
from tests.pair.test_programs_faults import talking

from offhook.call.leg import Leg
from offhook.log import JsonLines, TextLines
from offhook.sip.digest import Credentials

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pair.board import Board

_LOG = logging.getLogger("offhook.test")


class Lines(logging.Handler):
    """Formats at once, as the handler of a process does: in the context in which the line is written."""

    def __init__(self) -> None:
        super().__init__()
        self.objects: list[dict[str, Any]] = []
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.objects.append(json.loads(JsonLines("switch").format(record)))
        self.texts.append(TextLines("switch").format(record))


@pytest.fixture
def lines() -> Any:
    handler = Lines()
    root = logging.getLogger("offhook")
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


def loud(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let methods of legs, which programs and events call, say that they were called."""

    def telling(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def told(leg: Leg, *arguments: Any, **more: Any) -> Any:
            _LOG.info("%s", name)
            return method(leg, *arguments, **more)

        return told

    for name in names:
        monkeypatch.setattr(Leg, name, telling(name, getattr(Leg, name)))


def test_lines_of_programs_and_of_events_name_call_and_company(
    board: Board, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    loud(monkeypatch, "save", "end", "hang_up")
    talking(board)
    board.operator.hang_up()
    call = board.ended()
    told = {one["message"] for one in lines.objects if one.get("call") == call.id}
    assert {"save", "end", "hang_up"} <= told
    about = [one for one in lines.objects if one["message"] in {"end", "hang_up"}]
    assert {(one["call"], one["company"]) for one in about} == {(call.id, call.tenant)}
    assert all(f"call={call.id}" in text for text in lines.texts if text.endswith("end") or " end " in text)


def test_two_calls_at_once_are_told_apart(board: Board, lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    loud(monkeypatch, "end")
    talking(board)
    boris, clara = board.phone("boris"), board.phone("clara")
    boris.dial("203")
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    first, second = list(board.exchange.calls)
    board.operator.hang_up()
    board.run(1)
    boris.hang_up()
    board.run(1)
    ends = [one["call"] for one in lines.objects if one["message"] == "end"]
    assert list(dict.fromkeys(ends)) == [first, second]
    _LOG.info("outside")
    assert "call" not in lines.objects[-1]


def test_a_call_that_fails_says_where_and_which(board: Board, lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Leg, "answer", None)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.run(3)
    board.failures = board.exchange.failures
    failed = [one for one in lines.objects if "trace" in one]
    assert failed
    assert all(one["call"] in one["message"] or one["call"] for one in failed)
    assert all("\n" not in json.dumps(one) for one in failed)


def test_passwords_are_in_no_line(board: Board, lines: Lines) -> None:
    anna = board.phone("anna")
    anna.credentials = Credentials("anna", "a wrong password 77")
    anna.dial("202")
    board.run(2)
    boris = board.phone("boris")
    boris.dial("203")
    board.run(2)
    assert lines.texts
    said = "\n".join(lines.texts)
    assert not any(secret in said for secret in ("secret of", "wrong password 77", "response=", "nonce="))
