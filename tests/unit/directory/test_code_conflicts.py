"""Codes that came by an upgrade are found where they mean something else, too, and hide nothing that was there."""

from __future__ import annotations

from msgspec.structs import replace
from tests.pair.company import OUTSIDE, company

from offhook.codes import Codes
from offhook.configuration import Contact, Extension
from offhook.directory.code_conflicts import Conflict, conflicts_of

SHORT = Contact("c-jaan", "Jaan", (OUTSIDE,), short="*55202")
ECHO = Extension("e-old", "*501", "Echo", "echo")
OLD = company(extensions=(*company().extensions, ECHO), contacts=(SHORT,))


def test_the_usual_codes_mean_one_thing_each():
    assert conflicts_of(company()) == []


def test_all_are_found():
    codes = Codes(dnd_on="*50", meeting_lock="*6")
    found = conflicts_of(replace(OLD, codes=codes))
    assert found == [
        Conflict("dnd_on", "*50", "code", "intercom"),
        Conflict("intercom", "*50", "extension", "*501"),
        Conflict("meeting_lock", "*6", "code", "meeting_mute"),
        Conflict("supervise", "*55", "contact", "*55202"),
    ]
    assert all(one.code in str(one) and one.other in str(one) for one in found)
