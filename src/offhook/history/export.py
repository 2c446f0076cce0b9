"""Calls as a table for spreadsheets: CSV (RFC 4180) and XLSX, in the company's language and time zone.

Invariant: nothing that a caller, an operator or a contact is called becomes a formula (OWASP, CSV injection). A table
is made page by page, so that it costs little memory however long it is; it has `MOST` calls at most, the newest ones.
"""

from __future__ import annotations

import asyncio
import csv
import io
import re
import tempfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import xlsxwriter

from offhook.history.export_words import DIRECTIONS, HEADINGS, RESULTS, SIDES, YES
from offhook.history.service import list_rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.history.model import CallRow
    from offhook.history.search import CallFilter
    from offhook.ids import People

MOST: Final = 100_000
PAGE: Final = 1000
_PIECE: Final = 1 << 16
_NUMBER: Final = re.compile(r"\+[0-9]{1,32}")
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS: Final = (20, 12, 18, 26, 18, 18, 26, 14, 10, 10, 12, 8, 38)


@dataclass(frozen=True, slots=True)
class Export:
    """Which calls, seen by whom (None: all), and how they are written; `opens` gives a company's session."""

    opens: Callable[[], AbstractAsyncContextManager[AsyncSession]]
    wanted: CallFilter | None
    people: People | None
    timezone: str
    language: str
    most: int = MOST

    @property
    def words(self) -> str:
        """The language of headings and words: the company's, where there are any in it."""
        base = self.language.partition("-")[0].lower()
        return base if base in HEADINGS else "en"


async def to_csv(export: Export, separator: str) -> AsyncIterator[bytes]:
    """Give the table as CSV in UTF-8, with the mark by which spreadsheets know that."""
    yield b"\xef\xbb\xbf" + _lines([_headings(export)], separator)
    async for rows in _pages(export):
        yield _lines([[_harmless(value) for value in _values(row, export)] for row in rows], separator)


async def to_xlsx(export: Export) -> AsyncIterator[bytes]:
    """Give the table as XLSX; it is written to a file first, as its directory comes last."""
    with tempfile.TemporaryFile() as file:
        book = _Book(file, export)
        async for rows in _pages(export):
            await asyncio.to_thread(book.add, rows)
        await asyncio.to_thread(book.close)
        file.seek(0)
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece


async def _pages(export: Export) -> AsyncIterator[Sequence[CallRow]]:
    cursor, left = None, export.most
    while left > 0:
        async with export.opens() as session:
            rows, cursor = await list_rows(
                session, export.people, limit=min(PAGE, left), cursor=cursor, wanted=export.wanted
            )
        if rows:
            yield rows
        left -= len(rows)
        if cursor is None:
            return


class _Book:
    """The file while it is written; its methods block."""

    def __init__(self, file: IO[bytes], export: Export) -> None:
        # Rows are written away as they come; texts stay texts, also those that look like formulas or addresses.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._export = export
        self._book = xlsxwriter.Workbook(file, {**options, "strings_to_numbers": False})
        self._sheet = self._book.add_worksheet()
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        bold = self._book.add_format({"bold": True})
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)
        self._sheet.freeze_panes(1, 0)
        self._sheet.write_row(0, 0, _headings(export), bold)
        self._next = 1

    def add(self, rows: Sequence[CallRow]) -> None:
        """Write some rows."""
        zone = ZoneInfo(self._export.timezone)
        for row in rows:
            begun = row.started_at.astimezone(zone).replace(tzinfo=None, microsecond=0)
            self._sheet.write_datetime(self._next, 0, begun, self._time)
            for column, value in enumerate(_values(row, self._export)[1:], 1):
                if isinstance(value, str):
                    self._sheet.write_string(self._next, column, value)
                elif value is not None:
                    self._sheet.write_number(self._next, column, value)
            self._next += 1

    def close(self) -> None:
        """Write what is left."""
        self._book.close()


def _headings(export: Export) -> list[str]:
    return [text.format(zone=export.timezone) for text in HEADINGS[export.words]]


def _values(row: CallRow, export: Export) -> list[str | float | None]:
    words = export.words
    begun = row.started_at.astimezone(ZoneInfo(export.timezone))
    return [
        f"{begun:%Y-%m-%d %H:%M:%S}",
        DIRECTIONS[words].get(row.direction, row.direction),
        row.caller_number,
        row.caller_name,
        row.dialled,
        row.callee_number or "",
        row.callee_name or "",
        RESULTS[words].get(row.result or "", row.result or ""),
        None if row.waiting_ms is None else round(row.waiting_ms / 1000, 1),
        None if row.talking_ms is None else round(row.talking_ms / 1000, 1),
        SIDES[words].get(row.hangup_side or "", row.hangup_side or ""),
        YES[words] if row.owed else "",
        row.id,
    ]


def _harmless(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers in E.164 are none."""
    if isinstance(value, str) and value.startswith(_DANGEROUS) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def _lines(rows: list[list[Any]], separator: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode()
