"""The one table of reasons: whole, unambiguous, and said in every language."""

from __future__ import annotations

import pytest

from offhook import causes
from offhook.causes import CAUSES, of, of_q850
from offhook.history.words import LANGUAGES as WORDS
from offhook.history.words import step_text
from offhook.prompts.sentences import LANGUAGES, SENTENCES
from offhook.sip.names import REASONS
from offhook.sip.reason import read_reason


@pytest.mark.parametrize("status", [status for status in REASONS if status >= 300])
def test_each_status_that_we_know_stands_in_the_table_once(status):
    assert [cause.name for cause in CAUSES if status in cause.statuses] == [of(status).name]
    for language in WORDS:
        text = step_text("ring_failed", {"who": "X", "status": status, "reason": REASONS[status]}, language)
        assert f"{of(status).texts[language]} ({status})" in text
        assert REASONS[status] not in text


@pytest.mark.parametrize("status", range(300, 700))
def test_any_status_has_an_entry_of_its_class(status):
    assert of(status) in CAUSES
    if status not in {known for cause in CAUSES for known in cause.statuses}:
        assert of(status).status // 100 == status // 100


@pytest.mark.parametrize("q850", range(1, 128))
def test_any_cause_has_one_entry(q850):
    assert sum(q850 in cause.causes for cause in CAUSES) <= 1
    assert of_q850(q850) in CAUSES


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.name)
def test_each_entry_is_whole(cause):
    assert set(SENTENCES[cause.spoken].texts) == set(LANGUAGES)
    assert set(cause.texts) == set(WORDS)
    assert all(cause.texts.values())
    assert read_reason(cause.header).q850 == cause.q850
    assert of(cause.status) is cause
    assert of_q850(cause.q850) is cause


@pytest.mark.parametrize(
    ("status", "q850", "name"),
    [
        (486, None, "busy"),
        (503, 17, "busy"),
        (503, 1, "unknown number"),
        (404, 3, "no route"),
        (480, 16, "no answer"),
        (486, 31, "busy"),
        (500, 21, "declined"),
        (599, None, "congestion"),
        (480, 200, "not understood"),
    ],
)
def test_cause_of_the_gateway_rules(status, q850, name):
    assert causes.of(status, q850).name == name


def test_only_faults_of_the_operator_are_tried_elsewhere():
    assert {cause.name for cause in CAUSES if cause.elsewhere} == {"no route", "congestion", "no response"}
