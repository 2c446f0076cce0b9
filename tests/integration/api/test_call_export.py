"""Calls as a table: CSV and XLSX, only what may be seen, and nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sqlalchemy import update
from tests.integration.api.test_api import check_problem, log_in

from offhook.history.model import CallRow
from offhook.tenancy.model import TenantRow

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

HOSTILE = '=HYPERLINK("http://evil.example","x")'


async def table(world: World, query: str = "", headers: dict[str, str] | None = None) -> list[list[str]]:
    response = await world.client.get(f"/calls/export?{query}", headers=world.bearer() if headers is None else headers)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if "semicolon" in query else ","))


def cells(content: bytes) -> tuple[list[list[str | None]], str]:
    """The texts and numbers of the only sheet, and its XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rows = ET.fromstring(xml).iter(f"{name}row")
    return [["".join(cell.itertext()) for cell in row] for row in rows], xml


async def test_csv(world: World) -> None:
    head, *rows = await table(world)
    assert head[0] == "Begun (Europe/Tallinn)"
    assert len(rows) == 2
    answered = next(row for row in rows if row[-1] == world.answered)
    assert answered == [
        "2026-09-21 17:13:20", "inbound", "+37255512345", "", "+3726000100", "202", "Boris", "answered", "10.0", "60.0",
        "caller", "", world.answered,
    ]  # fmt: skip
    assert [row[-1] for row in (await table(world, "q=juri&separator=semicolon"))[1:]] == [world.left]
    assert len(await table(world, "limit=1")) == 2
    assert len(await table(world, "number=999999")) == 1
    await log_in(world, "agnes", "agnes-password")
    assert [row[-1] for row in (await table(world, headers={}))[1:]] == [world.answered]


async def test_formulas_are_texts_in_the_companys_language(world: World) -> None:
    async with world.database.tenant(world.tenant) as session:
        await session.execute(update(CallRow).where(CallRow.id == world.left).values(caller_name=HOSTILE, dialled="-1"))
        await session.execute(update(TenantRow).values(language="ru-RU", timezone="Asia/Tokyo"))
    head, *rows = await table(world)
    left = next(row for row in rows if row[-1] == world.left)
    assert (head[1], left[1]) == ("Направление", "входящий")
    assert (left[2], left[3], left[4]) == ("+37255512346", f"'{HOSTILE}", "'-1")
    response = await world.client.get("/calls/export?format=xlsx", headers=world.bearer())
    assert response.headers["content-disposition"] == 'attachment; filename="calls.xlsx"'
    found, xml = cells(response.content)
    assert len(found) == 3
    assert found[0][0] == "Начало (Asia/Tokyo)"
    assert HOSTILE in next(row for row in found if row[-1] == world.left)
    assert "<f>" not in xml
    assert "hyperlink" not in xml


async def test_what_cannot_be_exported(world: World) -> None:
    for query in ("format=pdf", "limit=0", "limit=100001", "separator=x", "number=ab", "q=-", "direction=up"):
        check_problem(await world.client.get(f"/calls/export?{query}", headers=world.bearer()), 422)
