"""Contacts as a sheet (CSV, RFC 4180), as spreadsheets and address books write and read it.

Invariant: what is written is read again as it was. A cell that a spreadsheet would take for a formula is written with
an apostrophe before it, which is left out again when it is read.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offhook.directory.contact_checks import ContactChanges
from offhook.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from offhook.directory.model import ContactRow

COLUMNS = ("name", "company", "numbers", "email", "note", "vip", "labels", "responsible", "short")
_ALSO = {"number": "numbers", "phone": "numbers", "phones": "numbers", "telephone": "numbers", "e-mail": "email"}
_YES = frozenset({"1", "yes", "y", "x", "true", "да", "jah", "ja"})
_NO = frozenset({"", "0", "no", "n", "false", "нет", "ei", "nein"})
_SEVERAL = re.compile(r"[;,|/\n]")
_FORMULA = ("=", "+", "-", "@", "\t", "'")


@dataclass(frozen=True, slots=True)
class Line:
    """One contact; `number` is that of its first line in the file."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line, and in which column."""

    line: int
    column: str
    text: str


def read_sheet(data: bytes) -> list[Line]:
    """Read a sheet; its first line names the columns, in any order. Cells are separated by commas, semicolons or tabs.

    Raises:
        InvalidValue: it is no such sheet.
    """
    text = _text(data)
    head = text.lstrip("\n").partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    names: list[str] | None = None
    lines = []
    begins = 1
    try:
        for row in reader:
            number, begins = begins, reader.line_num + 1
            cells = [_plain(cell) for cell in row]
            if not any(cells):
                continue
            if names is None:
                names = _names(cells)
                continue
            if len(cells) > len(names) and any(cells[len(names) :]):
                raise InvalidValue("file", f"line {number} has more cells than there are columns")
            lines.append(Line(number, dict(zip(names, cells, strict=False))))
    except csv.Error as error:
        raise InvalidValue("file", f"line {reader.line_num}: {error}") from error
    if names is None:
        raise InvalidValue("file", f"it is empty; its first line names the columns: {', '.join(COLUMNS)}")
    return lines


def changes_of(line: Line, people: Mapping[str, str]) -> ContactChanges:
    """Return what a line says; `people` are ids by extension and by name (casefolded).

    Raises:
        InvalidValue: it names nobody of the company, or says neither yes nor no.
    """
    cells = line.cells
    responsible, vip = cells.get("responsible"), cells.get("vip")
    if responsible and responsible.casefold() not in people:
        raise InvalidValue("responsible", f"{responsible!r} is no extension and no name of a person of the company")
    if vip is not None and vip.casefold() not in _YES | _NO:
        raise InvalidValue("vip", f"{vip!r} is neither yes nor no")
    return ContactChanges(
        name=cells.get("name", ""),
        company=cells.get("company"),
        numbers=_several(cells.get("numbers")),
        email=cells.get("email"),
        note=cells.get("note"),
        vip=None if vip is None else vip.casefold() in _YES,
        labels=_several(cells.get("labels")),
        person_id=people[responsible.casefold()] if responsible else responsible,
        short=cells.get("short"),
    )


def write_sheet(contacts: Sequence[ContactRow], people: Mapping[str, str]) -> str:
    """Write contacts as a sheet; `people` are extensions, or names, by the ids of people."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in contacts:
        cells = (one.name, one.company, "", one.email, one.note)
        numbers, labels = "; ".join(one.numbers), "; ".join(one.labels)
        responsible = people.get(one.person_id or "", "")
        written = [_safe(cell) for cell in (*cells, "yes" if one.vip else "no", labels, responsible, one.short or "")]
        written[2] = numbers  # a plus sign and digits do no harm
        writer.writerow(written)
    return out.getvalue()


def _text(data: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                raise InvalidValue("file", "is not UTF-8; save it as CSV UTF-8") from error
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise AssertionError  # everything begins with nothing


def _names(cells: list[str]) -> list[str]:
    names = [_ALSO.get(cell.lower(), cell.lower()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    for name in names:
        if name not in COLUMNS:
            raise InvalidValue("file", f"there is no column {name!r}; columns are {', '.join(COLUMNS)}")
        if names.count(name) > 1:
            raise InvalidValue("file", f"the column {name!r} is there twice")
    if "name" not in names:
        raise InvalidValue("file", "there is no column 'name'")
    return names


def _several(cell: str | None) -> list[str] | None:
    return None if cell is None else [part.strip() for part in _SEVERAL.split(cell) if part.strip()]


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    cell = cell.strip(" ")
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
