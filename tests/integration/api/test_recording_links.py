"""Links to recordings: heard without a login, counted, bound in time and number, revoked; all that is wrong is 404."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, text, update
from tests.integration.api.test_api import check_problem, log_in
from tests.integration.api.test_recordings import get, sealed

from offhook.ids import new_id
from offhook.recording.model import RecordingLinkRow

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


async def made(world: World, recording: str, **body: Any) -> dict[str, Any]:
    response = await world.client.post(f"/recordings/{recording}/links", headers=world.bearer(), json=body)
    assert response.status_code == 201, response.text
    return dict(response.json())


async def later(world: World, **values: Any) -> None:
    async with world.database.tenant(world.tenant) as session:
        await session.execute(update(RecordingLinkRow).values(values))


async def links(world: World, recording: str) -> list[dict[str, Any]]:
    return list((await get(world, f"/recordings/{recording}/links"))["items"])


@pytest.mark.requirement("RC-04")
async def test_a_partner_hears_a_recording_by_its_link(world: World) -> None:
    recording, plain = await sealed(world)
    link = await made(world, recording, lifetime_hours=24, note="Complaint 4711")
    url = link["url"]
    assert url.startswith("http://pbx.test/shared/recordings/")
    page = await world.client.get(url)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Boris (202)" in page.text
    assert "Europe/Tallinn" in page.text
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert "Запись звонка" in (await world.client.get(url, headers={"Accept-Language": "ru"})).text
    assert (await links(world, recording))[0]["hearings"] == 0
    whole = await world.client.get(f"{url}/audio")
    assert (whole.status_code, whole.content) == (200, plain)
    part = await world.client.get(f"{url}/audio", headers={"Range": "bytes=40-99"})
    assert (part.status_code, part.content) == (206, plain[40:100])
    saved = await world.client.get(f"{url}/audio?download=1")
    assert saved.headers["content-disposition"].startswith("attachment")
    assert (await world.client.head(f"{url}/audio")).status_code == 200
    (known,) = await links(world, recording)
    assert (known["hearings"], known["state"], known["note"]) == (1, "good", "Complaint 4711")
    assert "url" not in known
    await later(world, heard_at=func.now() - text("interval '1 hour'"))
    await world.client.get(f"{url}/audio")
    assert (await links(world, recording))[0]["hearings"] == 2
    steps = (await get(world, f"/calls/{world.answered}"))["steps"]
    assert [step["kind"] for step in steps].count("recording_shared") == 1


async def nothing(world: World, url: str) -> None:
    """Whatever is wrong, the answers are these."""
    check = check_problem(await world.client.get(f"{url}/audio"), 404)
    assert check["detail"] == "this link leads nowhere: it is wrong, or it is good no longer"
    page = await world.client.get(url)
    assert (page.status_code, "This link leads nowhere" in page.text) == (404, True)


@pytest.mark.requirement("RC-04")
async def test_links_that_lead_nowhere(world: World) -> None:
    recording, _ = await sealed(world)
    first, second = await made(world, recording), await made(world, recording, max_hearings=1)
    base = first["url"].rpartition("/")[0]
    for token in ("x", "A" * 43, "A" * 44, first["url"].rpartition("/")[2][:-1] + "!", "%00", "é" * 43):
        await nothing(world, f"{base}/{token}")
    assert (await world.client.get(f"{second['url']}/audio")).status_code == 200
    assert (await world.client.get(f"{second['url']}/audio", headers={"Range": "bytes=9-"})).status_code == 206
    await later(world, heard_at=func.now() - text("interval '1 hour'"))
    await nothing(world, second["url"])
    assert {one["state"] for one in await links(world, recording)} == {"good", "used_up"}
    for _ in range(2):
        url = f"/recordings/{recording}/links/{first['id']}"
        assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    await nothing(world, first["url"])
    third = await made(world, recording)
    await later(world, expires_at=func.now() - text("interval '1 second'"))
    await nothing(world, third["url"])
    fourth = await made(world, recording)
    assert (await world.client.delete(f"/recordings/{recording}", headers=world.bearer())).status_code == 204
    await nothing(world, fourth["url"])
    response = await world.client.post(f"/recordings/{recording}/links", headers=world.bearer(), json={})
    check_problem(response, 404)


async def test_who_may_share_and_what(world: World) -> None:
    recording, _ = await sealed(world)
    link = await made(world, recording)
    url = f"/recordings/{recording}/links"
    bad = ({"lifetime_hours": 0}, {"lifetime_hours": 721}, {"max_hearings": 0}, {"note": "x" * 201}, {"for": "ever"})
    for body in bad:
        check_problem(await world.client.post(url, headers=world.bearer(), json=body), 422)
    other = world.bearer(world.other_token)
    check_problem(await world.client.get(url, headers=other), 404)
    check_problem(await world.client.post(url, headers=other, json={}), 404)
    check_problem(await world.client.delete(f"{url}/{link['id']}", headers=other), 404)
    check_problem(await world.client.delete(f"{url}/{new_id()}", headers=world.bearer()), 404)
    check_problem(await world.client.get(f"/recordings/{new_id()}/links", headers=world.bearer()), 404)
    await log_in(world, "agnes", "agnes-password")
    check_problem(await world.client.get(url), 403)
    check_problem(await world.client.post(url, json={}), 403)
    assert timedelta(hours=71) < _span(link) < timedelta(hours=73)


def _span(link: dict[str, Any]) -> timedelta:
    return datetime.fromisoformat(link["expires_at"]) - datetime.fromisoformat(link["created_at"])
