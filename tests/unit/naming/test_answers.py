"""How long answers hold, and that none is lost while DNS is away."""

from __future__ import annotations

import json

import msgspec
import pytest

from offhook.naming.answers import Answer, Answers
from offhook.sip.locating import Naptr, Question, Srv

NAME = Question("sip.operator.test", "A")
OTHER = Question("_sip._udp.operator.test", "SRV")


@pytest.mark.parametrize(
    ("answer", "holds"),
    [
        (Answer(("192.0.2.1",), 300), 300),
        (Answer(("192.0.2.1",), 0), 10),
        (Answer(("192.0.2.1",), 1e9), 3600),
        (Answer((), 60), 60),
        (Answer((), 86400), 300),
        (Answer((), 0), 10),
    ],
)
def test_time_to_live_has_a_floor_and_a_ceiling(answer, holds):
    answers = Answers()
    assert answers.due_at(NAME) < 0
    answers.put(NAME, answer, 1000.0)
    assert answers.due_at(NAME) == 1000.0 + holds
    assert answers.get(NAME) == answer.records


def test_old_answers_are_given_while_nobody_answers_and_asked_for_ever_more_seldom():
    answers = Answers()
    answers.put(NAME, Answer(("192.0.2.1",), 60), 0.0)
    now, waits = 60.0, []
    for _ in range(8):
        answers.failed(NAME, "DNS does not answer", now)
        waits.append(answers.due_at(NAME) - now)
        now = answers.due_at(NAME)
    assert waits == [5, 10, 20, 40, 60, 60, 60, 60]
    assert answers.get(NAME) == ("192.0.2.1",)
    assert answers.of(NAME).fault == "DNS does not answer"
    answers.put(NAME, Answer((), 60, "there is no such name"), now)
    assert (answers.get(NAME), answers.of(NAME).fault) == ((), "")


def test_nothing_was_ever_answered():
    answers = Answers()
    assert answers.get(NAME) is None
    answers.failed(NAME, "DNS does not answer", 0.0)
    assert answers.get(NAME) == ()


def test_answers_outlive_the_process_and_are_asked_for_anew():
    answers = Answers()
    answers.put(NAME, Answer(("192.0.2.1",), 60), 0.0)
    answers.put(OTHER, Answer((Srv(1, 2, 5060, "s.test"),), 60), 0.0)
    naptr = Question("operator.test", "NAPTR")
    answers.put(naptr, Answer((Naptr(1, 2, "SIP+D2U", "_sip._udp.operator.test"),), 60), 0.0)
    answers.put(Question("none.test", "A"), Answer((), 60, "there is no such name"), 0.0)
    answers.failed(Question("open.test", "A"), "DNS does not answer", 0.0)
    again = Answers()
    again.restore(json.loads(json.dumps(answers.snapshot())))
    for question in (NAME, OTHER, naptr):
        assert again.get(question) == answers.get(question)
        assert again.due_at(question) == 0
    assert again.get(Question("none.test", "A")) == ()
    assert again.get(Question("open.test", "A")) is None
    assert again.changes == 0


@pytest.mark.parametrize("saved", [{}, [1], [{"name": "x", "kind": "TXT", "records": []}], [{"name": "x"}]])
def test_garbage_is_no_snapshot(saved):
    with pytest.raises(msgspec.ValidationError):
        Answers().restore(saved)


def test_what_nobody_wants_is_forgotten():
    answers = Answers()
    for question in (NAME, OTHER):
        answers.put(question, Answer(("192.0.2.1",), 60), 0.0)
    answers.keep({OTHER})
    assert answers.get(NAME) is None
    assert answers.get(OTHER) is not None
