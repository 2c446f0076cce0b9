"""Why calls fail: SIP status, Q.850 cause, what the caller is told, and how the history says it, in one table.

Invariant: each status of 300 … 699 and each cause of 1 … 127 has exactly one entry. The mapping follows RFC 3398; where
a Reason header (RFC 3326) names a Q.850 cause, it rules, because a gateway's status is often the coarser of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Result = Literal["busy", "failed", "rejected", "unanswered"]
NORMAL: Final = 16
"""The Q.850 cause of a call that was simply hung up."""
NO_QUALITY: Final = 49
"""The Q.850 cause of a call for which a line had no room: quality of service not available."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason; the first of `statuses` and `causes` stands for the others.

    `spoken` is the id of the sentence that the caller hears, `result` how the history counts the call, `elsewhere`
    tells that another trunk may do better, `texts` are the words for people by language.
    """

    name: str
    statuses: tuple[int, ...]
    causes: tuple[int, ...]
    spoken: str
    result: Result
    texts: Mapping[str, str]
    elsewhere: bool = False

    @property
    def status(self) -> int:
        """The SIP status that says it."""
        return self.statuses[0]

    @property
    def q850(self) -> int:
        """The Q.850 cause that says it."""
        return self.causes[0]

    @property
    def header(self) -> str:
        """The value of a Reason header."""
        return _header(self.q850, self)


CAUSES: Final = (
    Cause(
        "normal",
        (487,),
        (16, 31),
        "goodbye",
        "unanswered",
        {"en": "ended", "ru": "завершено"},
    ),
    Cause(
        "moved",
        (302, 300, 301, 305, 380),
        (23,),
        "call_failed",
        "failed",
        {"en": "redirected to another number", "ru": "переадресовано на другой номер"},
    ),
    Cause(
        "busy",
        (486, 600),
        (17,),
        "number_busy",
        "busy",
        {"en": "busy", "ru": "занято"},
    ),
    Cause(
        "no answer",
        (480,),
        (18, 19, 20),
        "person_not_available",
        "unanswered",
        {"en": "not available", "ru": "не отвечает или недоступен"},
    ),
    Cause(
        "declined",
        (603, 607, 608),
        (21,),
        "call_declined",
        "rejected",
        {"en": "declined", "ru": "вызов отклонён"},
    ),
    Cause(
        "unknown number",
        (404, 604, 485, 424),
        (1,),
        "number_not_known",
        "failed",
        {"en": "there is no such number", "ru": "такого номера нет"},
    ),
    Cause(
        "changed number",
        (410,),
        (22, 26),
        "number_not_known",
        "failed",
        {"en": "the number has changed", "ru": "номер изменён"},
    ),
    Cause(
        "incomplete number",
        (484,),
        (28,),
        "number_not_known",
        "failed",
        {"en": "the number is incomplete", "ru": "номер набран не полностью"},
    ),
    Cause(
        "no route",
        (502,),
        (3, 2, 5, 6, 7, 8, 9, 27, 43, 49),
        "operator_unreachable",
        "failed",
        {"en": "no route to this number", "ru": "нет маршрута к этому номеру"},
        elsewhere=True,
    ),
    Cause(
        "not allowed",
        (403, 401, 402, 407, 428, 429, 433, 436, 437, 438, 440),
        (57, 29, 50, 53, 55, 62, 87),
        "call_failed",
        "rejected",
        {"en": "not allowed", "ru": "запрещено оператором"},
    ),
    Cause(
        "no common media",
        (488, 606, 406, 415),
        (65, 58, 66, 69, 70, 79, 88),
        "call_failed",
        "failed",
        {"en": "no codec or service in common", "ru": "нет общего кодека или услуги"},
    ),
    Cause(
        "loop",
        (482, 483),
        (25,),
        "call_failed",
        "failed",
        {"en": "the call goes round in circles", "ru": "вызов ходит по кругу"},
    ),
    Cause(
        "congestion",
        (503, 500, 505, 513, 580),
        (34, 38, 41, 42, 44, 46, 47, 63),
        "operator_unreachable",
        "failed",
        {"en": "overloaded or out of service", "ru": "перегрузка или неисправность"},
        elsewhere=True,
    ),
    Cause(
        "no response",
        (408, 504),
        (102,),
        "operator_unreachable",
        "failed",
        {"en": "no response", "ru": "нет ответа сети"},
        elsewhere=True,
    ),
    Cause(
        "not understood",
        (400, 405, 412, 413, 414, 416, 417, 420, 421, 422, 423, 430, 439, 469, 470, 481, 489, 491, 493, 494, 501, 555),
        (127, 81, 82, 83, 84, 85, 86, 90, 91, 95, 96, 97, 98, 99, 100, 101, 103, 110, 111),
        "call_failed",
        "failed",
        {"en": "the request was not understood", "ru": "запрос не понят"},
    ),
)
_BY_STATUS: Final = {status: cause for cause in CAUSES for status in cause.statuses}
_BY_Q850: Final = {number: cause for cause in CAUSES for number in cause.causes}
_BY_NAME: Final = {cause.name: cause for cause in CAUSES}
_CLASSES: Final = {3: "moved", 4: "not understood", 5: "congestion", 6: "declined"}
_Q850_CLASSES: Final = ((16, "unknown number"), (32, "no answer"), (48, "congestion"), (64, "not allowed"))


def of(status: int, q850: int | None = None) -> Cause:
    """Return the entry of a final status of 300 … 699, or of the Q.850 cause that came with it.

    A cause that says no more than that the call ended leaves the word to the status.
    """
    if q850 is not None and (found := of_q850(q850)).name != "normal":
        return found
    return _BY_STATUS.get(status) or _BY_NAME[_CLASSES.get(status // 100, "not understood")]


def reason_header(q850: int) -> str:
    """Return the value of a Reason header that says just this Q.850 cause."""
    return _header(q850, of_q850(q850))


def _header(q850: int, cause: Cause) -> str:
    return f'Q.850;cause={q850};text="{cause.texts["en"].capitalize()}"'


def of_q850(q850: int) -> Cause:
    """Return the entry of a Q.850 cause; an unknown one is taken as the last of its class (Q.850 §2.2.6)."""
    known = _BY_Q850.get(q850)
    if known is not None:
        return known
    return _BY_NAME[next((name for end, name in _Q850_CLASSES if q850 < end), "not understood")]
