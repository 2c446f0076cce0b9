"""Contacts as a sheet: what is written is read again, what is wrong is told by its line."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.directory.contact_sheet import COLUMNS, changes_of, read_sheet, write_sheet
from offhook.errors import InvalidValue

if TYPE_CHECKING:
    from offhook.directory.model import ContactRow

words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=12)
labels = st.lists(st.text("abcäж'=+-@", min_size=1, max_size=6), max_size=3)
contacts = st.builds(
    SimpleNamespace,
    name=words.filter(bool),
    company=words,
    numbers=st.lists(st.from_regex(r"\+[1-9][0-9]{6,12}", fullmatch=True), max_size=3),
    email=words,
    note=st.text(st.characters(codec="utf-8", exclude_categories=["C"], include_characters="\n")).map(str.strip),
    vip=st.booleans(),
    labels=labels,
    person_id=st.sampled_from([None, "p-anna"]),
    short=st.sampled_from([None, "77", "*07"]),
)


@given(st.lists(contacts, max_size=4))
def test_what_is_written_is_read_again(found: list[SimpleNamespace]) -> None:
    text = write_sheet(cast("list[ContactRow]", found), {"p-anna": "201"})
    lines = read_sheet(("\ufeff" + text).encode())
    assert len(lines) == len(found)
    for one, line in zip(found, lines, strict=True):
        changes = changes_of(line, {"201": "p-anna"})
        assert (changes.name, changes.company, changes.email) == (one.name, one.company, one.email)
        assert (changes.note or "").replace("\r", "\n") == one.note.replace("\r", "\n")
        assert (changes.vip, changes.person_id or None, changes.short or None) == (one.vip, one.person_id, one.short)
        assert (changes.numbers, changes.labels) == (one.numbers, one.labels)


def test_columns_in_any_order_and_of_any_spreadsheet() -> None:
    (line,) = read_sheet('Phone;NAME;vip\r\n\r\n555 1;"Tamm; Jaan";x\r\n'.encode("utf-16"))
    assert line.number == 3
    changes = changes_of(line, {})
    assert (changes.name, changes.numbers, changes.vip, changes.company) == ("Tamm; Jaan", ["555 1"], True, None)


def test_lines_are_counted_as_an_editor_shows_them() -> None:
    lines = read_sheet(b'name,note\nA,"one\ntwo"\n\nB,\n')
    assert [(line.number, line.cells["name"]) for line in lines] == [(2, "A"), (5, "B")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"name,colour\n", "'colour'"),
        (b"company\n", "'name'"),
        (b"name,name\n", "twice"),
        (b"name\nA,B\n", "line 2"),
        (b'name\n"A\n', "line 2"),
        (b"name\n\xff\n", "UTF-8"),
    ],
)
def test_what_is_no_such_sheet_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        read_sheet(data)


@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    try:
        read_sheet(b"name,vip,responsible\n" + data)
    except InvalidValue:
        return


def test_columns_are_those_of_the_guide() -> None:
    assert COLUMNS == ("name", "company", "numbers", "email", "note", "vip", "labels", "responsible", "short")
