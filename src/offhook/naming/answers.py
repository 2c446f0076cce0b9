"""What DNS has answered, for how long it holds, and when it is asked again.

Invariant: an answer that was there once is given until a server gives another one, however old it is: a resolver that
is away costs nobody an operator (RFC 8767). That a name does not exist holds as long as its zone says (RFC 2308).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from offhook.sip.locating import Kind, Naptr, Question, Srv

if TYPE_CHECKING:
    from collections.abc import Collection

SHORTEST_SECONDS: Final = 10.0
LONGEST_SECONDS: Final = 3600.0
LONGEST_ABSENCE_SECONDS: Final = 300.0
FIRST_RETRY_SECONDS: Final = 5.0
LONGEST_RETRY_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: records (address texts, `Srv` or `Naptr`), how long they hold, and why there are none."""

    records: tuple[Any, ...]
    ttl_s: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a question: `fault` is why the last asking got no answer, `why` why there are no records."""

    records: tuple[Any, ...] = ()
    due_at: float = 0.0
    why: str = ""
    fault: str = ""
    failures: int = 0


class Answers:
    """All answers by their questions; `changes` counts what is worth saving."""

    __slots__ = ("_known", "changes")

    def __init__(self) -> None:
        self._known: dict[Question, Known] = {}
        self.changes = 0

    def get(self, question: Question) -> tuple[Any, ...] | None:
        """Return the records, None when the question was never answered nor given up."""
        known = self._known.get(question)
        return None if known is None else known.records

    def of(self, question: Question) -> Known | None:
        """Return everything that is known of a question."""
        return self._known.get(question)

    def due_at(self, question: Question) -> float:
        """Return when a question wants to be asked (again)."""
        known = self._known.get(question)
        return float("-inf") if known is None else known.due_at

    def put(self, question: Question, answer: Answer, now: float) -> None:
        """Remember an answer."""
        longest = LONGEST_SECONDS if answer.records else LONGEST_ABSENCE_SECONDS
        seconds = min(max(answer.ttl_s, SHORTEST_SECONDS), longest)
        before = self._known.get(question)
        if before is None or set(before.records) != set(answer.records):
            self.changes += 1
        self._known[question] = Known(answer.records, now + seconds, answer.why)

    def failed(self, question: Question, fault: str, now: float) -> None:
        """Note that no server answered; what is known stays."""
        before = self._known.get(question) or Known()
        wait = min(FIRST_RETRY_SECONDS * 2**before.failures, LONGEST_RETRY_SECONDS)
        failures = min(before.failures + 1, 10)
        self._known[question] = Known(before.records, now + wait, before.why, fault, failures)

    def keep(self, questions: Collection[Question]) -> None:
        """Forget all questions but these."""
        for question in [question for question in self._known if question not in questions]:
            del self._known[question]
            self.changes += 1

    def snapshot(self) -> list[dict[str, Any]]:
        """Return what was answered as plain values: that there is nothing leads on to other questions, too."""
        return [
            {"name": question.name, "kind": question.kind, "records": msgspec.to_builtins(known.records)}
            for question, known in self._known.items()
            if known.records or known.why
        ]

    def restore(self, saved: list[dict[str, Any]]) -> None:
        """Take back a snapshot; everything in it is due to be asked again.

        Raises:
            msgspec.ValidationError: it is none.
        """
        for one in msgspec.convert(saved, list[_Saved]):
            kind = {"SRV": Srv, "NAPTR": Naptr}.get(one.kind, str)
            records: tuple[Any, ...] = tuple(msgspec.convert(record, kind) for record in one.records)
            self._known.setdefault(Question(one.name, one.kind), Known(records))


class _Saved(msgspec.Struct):
    name: str
    kind: Kind
    records: list[Any]
