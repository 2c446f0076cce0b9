"""Looking for calls: by parts of numbers, names, people, and what became of them; nothing of another company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from sqlalchemy import select
from tests.integration.api.test_api import check_problem, log_in

from offhook.directory.model import PersonRow
from offhook.ids import new_id

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


async def found(world: World, query: str, headers: dict[str, str] | None = None) -> set[str]:
    """Which of the two calls a query finds: `answered`, `left`."""
    response = await world.client.get(f"/calls?{query}", headers=world.bearer() if headers is None else headers)
    assert response.status_code == 200, (query, response.text)
    names = {world.answered: "answered", world.left: "left"}
    return {names[one["id"]] for one in response.json()["items"]}


BOTH = {"answered", "left"}
QUERIES: list[tuple[str, set[str]]] = [
    ("number=55512345", {"answered"}),
    ("number=%2B37255512346", {"left"}),
    ("number=5551 23", BOTH),
    ("number=(555)-1234", BOTH),
    ("number=003725551234", BOTH),
    ("number=2346", {"left"}),
    ("number=202", {"answered"}),
    ("number=3726000100", BOTH),
    ("number=99999", set()),
    ("q=juri", {"left"}),
    ("q=" + quote("JÜRI õu"), {"left"}),
    ("q=" + quote("õun anna"), set()),
    ("q=bor", {"answered"}),
    ("q=12346", {"left"}),
    ("q=main", set()),
    ("q=" + quote("'; DROP TABLE calls; -- \\ & | ! ( ) :*"), set()),
    ("direction=inbound", BOTH),
    ("direction=internal", set()),
    ("result=voicemail", {"left"}),
    ("result=answered&direction=inbound", {"answered"}),
    ("owed=true", {"left"}),
    ("owed=false", {"answered"}),
    ("recorded=true", {"answered"}),
    ("recorded=false", {"left"}),
    ("min_seconds=60", {"answered"}),
    ("min_seconds=61", set()),
    ("max_seconds=60", {"answered"}),
    ("max_seconds=59", set()),
    ("min_seconds=0&max_seconds=604800", {"answered"}),
    ("since=2026-09-21T00:00:00Z", BOTH),
    ("until=2026-09-21T00:00:00%2B03:00", set()),
    ("since=2026-09-21T14:13:20Z&until=2026-09-21T14:13:20Z", set()),
    ("since=2026-09-22T00:00:00Z&q=juri", set()),
    (f"queue={'0' * 8}-0000-7000-8000-{'0' * 12}", set()),
    (f"line={'0' * 8}-0000-7000-8000-{'0' * 12}", set()),
]


@pytest.mark.requirement("CR-01")
async def test_what_is_found(world: World) -> None:
    for query, expected in QUERIES:
        assert await found(world, query) == expected, query
    async with world.database.tenant(world.tenant) as session:
        anna = await session.scalar(select(PersonRow.id).where(PersonRow.name.startswith("Anna")))
    assert await found(world, f"person={anna}") == {"answered"}
    assert await found(world, f"person={anna}&owed=true") == set()
    assert await found(world, f"person={new_id()}") == set()


async def test_only_what_may_be_seen(world: World) -> None:
    await log_in(world, "agnes", "agnes-password")
    assert await found(world, "number=555", {}) == {"answered"}
    assert await found(world, "q=juri", {}) == set()
    other = world.bearer(world.other_token)
    theirs = (await world.client.get("/calls?number=55512345", headers=other)).json()["items"]
    assert len(theirs) == 1
    assert theirs[0]["id"] not in {world.answered, world.left}
    assert (await world.client.get("/calls?q=juri", headers=other)).json()["items"] == []


async def test_pages_of_what_is_found(world: World) -> None:
    first = (await world.client.get("/calls?limit=1&number=555", headers=world.bearer())).json()
    url = f"/calls?limit=1&number=555&cursor={first['next_cursor']}"
    second = (await world.client.get(url, headers=world.bearer())).json()
    assert {one["items"][0]["id"] for one in (first, second)} == {world.answered, world.left}
    assert second["next_cursor"] is None


BAD: list[tuple[str, str]] = [
    ("number=a", "query.number"),
    ("number=ab", "number"),
    ("number=" + "5" * 33, "query.number"),
    ("q=", "query.q"),
    ("q=%20-", "q"),
    ("q=" + "x" * 101, "query.q"),
    ("direction=sideways", "query.direction"),
    ("result=fine", "query.result"),
    ("owed=perhaps", "query.owed"),
    ("since=yesterday", "query.since"),
    ("since=2026-09-21T00:00:00", "query.since"),
    ("min_seconds=-1", "query.min_seconds"),
    ("max_seconds=99999999999", "query.max_seconds"),
]


async def test_what_cannot_be_looked_for(world: World) -> None:
    for query, field in BAD:
        problem = check_problem(await world.client.get(f"/calls?{query}", headers=world.bearer()), 422)
        assert problem["errors"][0]["field"] == field, query
    for query in ("person=nonsense", "queue=1", "line=%00"):
        check_problem(await world.client.get(f"/calls?{query}", headers=world.bearer()), 422)
    for value in ("%00", "%F0%9F%98%80", "%D8%B7%D8%A7"):
        response: Any = await world.client.get(f"/calls?q=a{value}&extension={value}", headers=world.bearer())
        assert response.status_code in {200, 422}, response.text
