"""The resource `/webhooks`: kept, tried, looked into, and refused where it leads nowhere good."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from aiohttp import web
from psycopg.types.json import Jsonb

from offhook.api.app import create_app
from offhook.api.context import Context
from offhook.db.sealing import Sealer
from offhook.ids import new_id
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.integration.api.conftest import World

HOST = "127.0.82.2"
PUBLIC = "https://8.8.8.8/hook"


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an installation that allows a network for webhooks."""
    settings = replace(world.settings, ask_networks="127.0.82.0/24")
    app = create_app(Context(settings, world.database, world.switch), web=world.settings.data / "no-web")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://pbx.test/api/v1", headers=world.bearer()
    ) as found:
        yield found


async def add(client: httpx.AsyncClient, **values: Any) -> dict[str, Any]:
    response = await client.post("/webhooks", json={"name": "CRM", "url": PUBLIC, **values})
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_a_webhook_is_kept_changed_and_removed(client: httpx.AsyncClient, world: World) -> None:
    made = await add(client, kinds=["call.ended", "call.ringing", "call.ended"], description=" for sales ")
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    url = f"/webhooks/{made['id']}"
    assert (await client.get(url)).json() == made
    assert (made["kinds"], made["description"]) == (["call.ended", "call.ringing"], "for sales")
    assert (made["enabled"], made["failing_since"], made["waiting"]) == (True, None, 0)
    assert (await client.get("/webhooks")).json() == {"items": [made]}
    changed = (await client.patch(url, json={"name": "ERP", "kinds": [], "enabled": False})).json()
    assert changed == {**made, "name": "ERP", "kinds": [], "enabled": False}
    rotated = (await client.post(f"{url}/rotate-secret")).json()
    assert rotated["secret"] not in {"", secret}
    assert rotated["former_until"] == (await client.get(url)).json()["former_secret_until"]
    for text in ((await client.get(url)).text, (await client.get("/webhooks")).text):
        assert "whsec" not in text
    for method, where in (("GET", url), ("PATCH", url), ("POST", f"{url}/test"), ("POST", f"{url}/rotate-secret"),
                          ("GET", f"{url}/deliveries"), ("DELETE", url)):  # fmt: skip
        other = await client.request(
            method, where, json={} if method == "PATCH" else None, headers=world.bearer(world.other_token)
        )
        assert other.status_code == 404, where
    assert (await client.delete(url)).status_code == 204
    assert (await client.delete(url)).status_code == 404


async def test_what_is_wrong_is_told_at_its_field(client: httpx.AsyncClient, world: World) -> None:
    await add(client)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"name": "CRM"}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"url": "http://8.8.8.8/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://169.254.169.254/"}, "url"),
        ({"url": "https://[::ffff:127.0.0.1]/"}, "url"),
        ({"url": "https://localhost/"}, "url"),
        ({"url": "nonsense"}, "url"),
        ({"url": "https://u:p@8.8.8.8/"}, "url"),
        ({"kinds": ["call.finished"]}, "body.kinds.0"),
        ({"colour": "red"}, "body.colour"),
    ]
    for values, field in wrong:
        response = await client.post("/webhooks", json={"name": "other", "url": PUBLIC, **values})
        assert response.status_code == 422, values
        assert [one["field"] for one in response.json()["errors"]] == [field]
    # Without a word of the installation no private network is reached at all.
    refused = await world.client.post(
        "/webhooks", json={"name": "own", "url": f"http://{HOST}/"}, headers=world.bearer()
    )
    assert refused.status_code == 422
    for role in ("super", "agnes"):
        session = await world.client.post("/login", json={"user": role, "password": f"{role}-password"})
        assert session.status_code == 200
        assert (await world.client.get("/webhooks")).status_code == 403
        world.client.cookies.clear()


async def test_a_number_asks(client: httpx.AsyncClient, world: World) -> None:
    (number,) = (await client.get("/numbers")).json()["items"]
    url = f"/numbers/{number['id']}/asking"
    assert (await client.get(url)).status_code == 404
    made = (await client.put(url, json={"url": "https://8.8.8.8/who", "seconds": 1.5})).json()
    secret = made["secret"]
    assert secret.startswith("whsec_")
    again = (await client.put(url, json={"url": "https://8.8.8.8/who?v=2"})).json()
    kept = {"url": "https://8.8.8.8/who?v=2", "seconds": 2, "former_secret_until": None, "secret": None}
    assert again == kept
    rotated = (await client.post(f"{url}/rotate-secret")).json()
    assert (await client.get(url)).json() == {**kept, "former_secret_until": rotated["former_until"]}
    loaded = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert loaded is not None
    asking = loaded.numbers[0].asking
    assert asking is not None
    assert (asking.url, asking.seconds, asking.secret, asking.former) == (kept["url"], 2, rotated["secret"], secret)
    assert asking.former_until > time.time_ns() // 1000
    for wanted, field in (
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "http://8.8.8.8/"}, "url"),
        ({"url": "https://8.8.8.8/", "seconds": 6}, "body.seconds"),
    ):
        refused = await client.put(url, json=wanted)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    without = await client.patch(f"/numbers/{number['id']}", json={"scenario_id": ""})
    assert (without.status_code, without.json()["errors"][0]["field"]) == (422, "scenario_id")
    for method, where in (("GET", url), ("PUT", url), ("DELETE", url), ("POST", f"{url}/rotate-secret")):
        body = {"url": "https://8.8.8.8/"} if method == "PUT" else None
        other = await client.request(method, where, json=body, headers=world.bearer(world.other_token))
        assert other.status_code == 404
    assert (await client.delete(url)).status_code == 204
    assert (await client.delete(url)).status_code == 404
    assert (await client.patch(f"/numbers/{number['id']}", json={"scenario_id": ""})).status_code == 204
    refused = await client.put(url, json={"url": "https://8.8.8.8/who"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "url")


async def test_a_test_is_sent_at_once_and_its_answer_is_shown(client: httpx.AsyncClient) -> None:
    got: list[dict[str, Any]] = []

    async def take(request: web.Request) -> web.StreamResponse:
        got.append(await request.json())
        return web.Response(status=201 if len(got) == 1 else 500, text="x" * 10_000, headers={"X-Server": "CRM"})

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    try:
        made = await add(client, url=f"http://{HOST}:{runner.addresses[0][1]}/hook", enabled=False)
        url = f"/webhooks/{made['id']}"
        told = (await client.post(f"{url}/test")).json()
        assert (told["state"], told["status"], told["kind"], told["event_id"]) == ("sent", 201, "test", 0)
        assert (told["answer"]["body"], told["answer"]["headers"]["X-Server"]) == ("x" * 4096, "CRM")
        assert told["request"]["headers"]["Offhook-Delivery"] == told["id"]
        assert got[0] == {
            "id": 0, "kind": "test", "at": told["at"].replace("Z", "").ljust(26, "0") + "Z", "call": None,
            "sequence": None, "company": got[0]["company"], "data": {"webhook": "CRM"},
        }  # fmt: skip
        failed = (await client.post(f"{url}/test")).json()
        assert (failed["state"], failed["error"]) == ("failed", "the server answered with status 500")
    finally:
        await runner.cleanup()
    nobody = (await client.post(f"{url}/test")).json()
    assert (nobody["state"], nobody["answer"]) == ("failed", None)
    assert nobody["error"]
    listed = (await client.get(f"{url}/deliveries")).json()["items"]
    assert [one["id"] for one in listed] == [nobody["id"], failed["id"], told["id"]]
    assert (await client.get(f"{url}/deliveries/{told['id']}")).json() == told
    off = await client.post(f"{url}/deliveries/{told['id']}/resend")
    assert (off.status_code, off.json()["errors"][0]["field"]) == (422, "enabled")


async def test_deliveries_are_listed_filtered_and_sent_again(client: httpx.AsyncClient, world: World) -> None:
    made = await add(client)
    url = f"/webhooks/{made['id']}/deliveries"
    call = new_id()
    async with world.database.raw(world.tenant) as connection:
        for number in range(1, 6):
            await connection.execute(
                "INSERT INTO events (tenant_id, id, at, kind, call_id, data) "
                "VALUES (%s, %s, now(), 'call.held', %s, %s)",
                (world.tenant, number, call, Jsonb({"n": number})),
            )
        await connection.execute(
            "UPDATE webhook_deliveries SET state = 'failed', attempts = 9, next_at = NULL, ended_at = now() "
            "WHERE event_id < 3"
        )
    first = (await client.get(url, params={"limit": 2})).json()
    rest = (await client.get(url, params={"limit": 9, "cursor": first["next_cursor"]})).json()
    assert [one["event_id"] for one in first["items"] + rest["items"]] == [5, 4, 3, 2, 1]
    assert [one["sequence"] for one in first["items"]] == [5, 4]
    assert rest["next_cursor"] is None
    failed = (await client.get(url, params={"state": "failed"})).json()["items"]
    assert [one["event_id"] for one in failed] == [2, 1]
    assert (await client.get(f"/webhooks/{made['id']}")).json()["waiting"] == 3
    again = await client.post(f"{url}/{failed[1]['id']}/resend")
    assert (again.status_code, again.json()["state"], again.json()["attempts"]) == (202, "waiting", 9)
    assert again.json()["next_attempt_at"] is not None
    whole = (await client.get(f"{url}/{failed[1]['id']}")).json()
    assert (whole["answer"], whole["request"]["url"]) == (None, PUBLIC)
    assert whole["request"]["body"].endswith('"data":{"n":1}}')
    for path in (
        f"{url}/{new_id()}",
        f"/webhooks/{new_id()}/deliveries",
        f"/webhooks/{new_id()}/deliveries/{failed[0]['id']}",
    ):
        assert (await client.get(path)).status_code == 404
    for query in ({"cursor": "x"}, {"cursor": "9" * 30}, {"state": "gone"}, {"limit": 0}):
        assert (await client.get(url, params=query)).status_code == 422
