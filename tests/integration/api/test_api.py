from __future__ import annotations

import asyncio
import re
import socket
import time
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import httpx
from fastapi.routing import APIRoute
from sqlalchemy import update

from offhook.api.app import RESOURCES, create_app
from offhook.api.context import Context
from offhook.api.permissions import PERMISSIONS
from offhook.db.engine import Database
from offhook.history.model import RecordingRow, VoicemailRow
from offhook.ids import new_id
from offhook.recording.room import Room

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from tests.integration.api.conftest import World

OPEN = {"/login", "/logout", "/password", "/password-resets", "/health", "/health/live", "/health/ready"}


def check_problem(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["title"]
    return body


async def log_in(world: World, user: str, password: str) -> httpx.Response:
    return await world.client.post("/login", json={"user": user, "password": password})


async def test_a_call_tells_its_story(world: World) -> None:
    response = await world.client.get(f"/calls/{world.answered}", headers=world.bearer())
    assert response.status_code == 200
    call = response.json()
    assert call["state"] == "ended"
    assert call["from"] == {"number": "+37255512345", "name": ""}
    assert call["to"] == {"number": "202", "name": "Boris"}
    assert call["number"] == "+3726000100"
    assert call["started_at"] == "2026-09-21T14:13:20Z"
    assert (call["waiting_seconds"], call["talking_seconds"]) == (10.0, 60.0)
    assert (call["result"], call["hangup_side"], call["owed"]) == ("answered", "caller", False)
    recording = call["recording"]
    assert (recording["duration_seconds"], recording["complete"], recording["error"]) == (60.0, True, None)
    assert (recording["rule"], recording["deleted_at"]) == ("", None)
    assert call["recording_url"] == f"/api/v1/calls/{world.answered}/recording"
    assert [step["text"] for step in call["steps"]] == [
        "Call from +37255512345 to +3726000100 through Operator",
        "Scenario “Main line”, version 1",
        "Played “welcome”, interrupted by key 1",
        "Pressed 1: Sales (attempt 1)",
        "Ringing Anna (201), Boris (202) for up to 20 s",
        "Boris (202) answered after 6 s",
        "Talking to Boris (202)",
        "The caller hung up",
    ]
    assert [leg["status"] for leg in call["legs"]] == [200, 487, 200]
    quality = call["legs"][0]["quality"]
    assert (quality["codec"], quality["mos"], quality["verdict"]) == ("PCMA", 4.3, "good")
    assert call["legs"][1]["quality"] is None


async def test_the_steps_are_told_in_russian_too(world: World) -> None:
    headers = {**world.bearer(), "Accept-Language": "ru-RU,ru;q=0.9,en;q=0.8"}
    call = (await world.client.get(f"/calls/{world.answered}", headers=headers)).json()
    assert call["steps"][3]["text"] == "Нажато 1: Sales (попытка 1)"


async def test_the_list_is_newest_first_and_pages(world: World) -> None:
    first = (await world.client.get("/calls?limit=1", headers=world.bearer())).json()
    assert "legs" not in first["items"][0]
    second = (await world.client.get(f"/calls?limit=1&cursor={first['next_cursor']}", headers=world.bearer())).json()
    assert [first["items"][0]["id"], second["items"][0]["id"]] == sorted([world.answered, world.left], reverse=True)
    assert second["next_cursor"] is None
    everything = (await world.client.get("/calls", headers=world.bearer())).json()
    assert len(everything["items"]) == 2
    assert everything["next_cursor"] is None


RANGES = [
    (None, 200, 0, 4044),
    ("bytes=0-", 206, 0, 4044),
    ("bytes=10-99", 206, 10, 100),
    ("bytes=40-50", 206, 40, 51),
    ("bytes=-44", 206, 4000, 4044),
    ("bytes=-99999", 206, 0, 4044),
    ("bytes=4043-9999999", 206, 4043, 4044),
    ("bytes=0-1,5-9", 200, 0, 4044),
    ("bytes=9-1", 200, 0, 4044),
    ("bytes=-", 200, 0, 4044),
    ("lines=1-2", 200, 0, 4044),
]


async def test_a_recording_is_given_whole_or_in_part(world: World) -> None:
    url = f"/calls/{world.answered}/recording"
    for header, status, start, end in RANGES:
        headers = world.bearer() | ({"Range": header} if header else {})
        response = await world.client.get(url, headers=headers)
        assert response.status_code == status
        assert response.headers["content-type"] == "audio/wav"
        assert response.content == world.recording.read_bytes()[start:end]
        if status == 206:
            assert response.headers["content-range"] == f"bytes {start}-{end - 1}/4044"
    for header in ("bytes=4044-", "bytes=999999999999999999-", "bytes=-0"):
        response = await world.client.get(url, headers=world.bearer() | {"Range": header})
        check_problem(response, 416)
        assert response.headers["content-range"] == "bytes */4044"


async def test_a_recording_outside_the_data_folder_is_not_given(world: World, tmp_path_factory: Any) -> None:
    outside = tmp_path_factory.mktemp("outside") / "x.wav"
    outside.write_bytes(world.recording.read_bytes())
    link = world.recording.with_name("link.wav")
    link.symlink_to(outside)
    for path in (str(outside), str(link), "/etc/passwd", f"{world.recording.parent}/../../outside0/x.wav", "", "."):
        async with world.database.tenant(world.tenant) as session:
            await session.execute(update(RecordingRow).values(path=path))
        check_problem(await world.client.get(f"/calls/{world.answered}/recording", headers=world.bearer()), 404)
    check_problem(await world.client.get(f"/calls/{world.left}/recording", headers=world.bearer()), 404)


async def test_voicemail_is_listed_heard_and_marked(world: World) -> None:
    path = world.settings.data / "voicemail" / "m.wav"
    path.write_bytes(world.recording.read_bytes())
    async with world.database.tenant(world.tenant) as session:
        await session.execute(update(VoicemailRow).values(path=str(path)))
    (message,) = (await world.client.get("/voicemails", headers=world.bearer())).json()["items"]
    assert message["from"] == {"number": "+37255512346", "name": "Jüri Õun"}
    assert message["extension"]["number"] == "203"
    assert (message["duration_seconds"], message["heard_at"]) == (11.5, None)
    audio = await world.client.get(f"/voicemails/{world.message}/audio", headers=world.bearer())
    assert audio.content == path.read_bytes()
    for heard in (True, True, False):
        response = await world.client.patch(
            f"/voicemails/{world.message}", json={"heard": heard}, headers=world.bearer()
        )
        assert (response.json()["heard_at"] is not None) == heard
    assert [do for do, _ in world.switch.asked] == ["voicemail_changed"] * 3
    assert set(world.switch.asked[0][1]) == {"tenant", "extension_id"}
    call = (await world.client.get(f"/calls/{world.left}", headers=world.bearer())).json()
    assert call["voicemail"]["audio_url"] == f"/api/v1/voicemails/{world.message}/audio"
    assert (call["result"], call["owed"], call["waiting_seconds"]) == ("voicemail", True, 40.0)


async def test_devices_and_trunks_with_the_switch_and_without(world: World) -> None:
    devices = (await world.client.get("/devices", headers=world.bearer())).json()["items"]
    assert [(one["username"], one["status"], one["extensions"]) for one in devices] == [
        ("demo201", "unknown", ["201"]), ("demo202", "unknown", ["202"]), ("demo203", "unknown", ["203"])
    ]  # fmt: skip
    (trunk,) = (await world.client.get("/trunks", headers=world.bearer())).json()["items"]
    assert (trunk["status"], trunk["register"], trunk["host"]) == ("unknown", False, "127.0.0.10")
    contact = {
        "contact": "sip:demo202@127.0.0.1:6000", "address": "127.0.0.1:6000", "transport": "udp",
        "user_agent": "baresip", "expires_at": 1_790_000_000_000_000,
    }  # fmt: skip
    world.switch.answers = {
        "registrations": {"demo202": [contact], "stranger": [contact]},
        "trunks": {trunk["id"]: {"status": "registered", "since": 1_790_000_000_000_000, "last_status": 200}},
    }
    devices = (await world.client.get("/devices", headers=world.bearer())).json()["items"]
    assert [one["status"] for one in devices] == ["unregistered", "registered", "unregistered"]
    assert devices[1]["contacts"][0]["expires_at"] == "2026-09-21T14:13:20Z"
    assert "stranger" not in str(devices)
    (trunk,) = (await world.client.get("/trunks", headers=world.bearer())).json()["items"]
    assert (trunk["status"], trunk["since"]) == ("registered", "2026-09-21T14:13:20Z")
    for text in (str(devices), str(trunk)):
        assert "secret" not in text
        assert "password" not in text
    (number,) = (await world.client.get("/numbers", headers=world.bearer())).json()["items"]
    assert number["e164"] == "+3726000100"


async def test_nothing_without_credentials(world: World) -> None:
    hostile: tuple[Any, ...] = (
        {},
        {"Authorization": "Bearer offhook_wrong"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Basic YWRtaW46YWRtaW4="},
        {"Cookie": "offhook_session=wrong"},
        {"Cookie": "offhook_session="},
        {"Authorization": b"Bearer offhook_\xff\xfe"},
    )
    paths = (await world.client.get("/openapi.json")).json()["paths"]
    for path, methods in paths.items():
        url = re.sub(r"\{\w+}", lambda _: new_id(), path.removeprefix("/api/v1"))
        if url in OPEN:
            continue
        for method, headers in product(methods, hostile if url == "/me" else hostile[:2]):
            response = await world.client.request(method, url, headers=headers)
            check_problem(response, 401)
            assert response.headers["www-authenticate"].startswith("Bearer")


async def test_another_companys_things_do_not_exist(world: World) -> None:
    other = world.bearer(world.other_token)
    (theirs,) = (await world.client.get("/calls", headers=other)).json()["items"]
    for path in (f"/calls/{theirs['id']}", f"/calls/{theirs['id']}/recording"):
        check_problem(await world.client.get(path, headers=world.bearer()), 404)
    for path in (
        f"/calls/{world.answered}",
        f"/calls/{world.answered}/recording",
        f"/voicemails/{world.message}/audio",
    ):
        check_problem(await world.client.get(path, headers=other), 404)
    response = await world.client.patch(f"/voicemails/{world.message}", json={"heard": True}, headers=other)
    check_problem(response, 404)
    assert world.switch.asked == []
    for path in ("/devices", "/trunks", "/numbers", "/voicemails"):
        assert (await world.client.get(path, headers=other)).json()["items"] == []


async def test_an_agent_sees_their_own_only(world: World) -> None:
    await log_in(world, "agnes", "agnes-password")
    assert [one["id"] for one in (await world.client.get("/calls")).json()["items"]] == [world.answered]
    assert (await world.client.get(f"/calls/{world.answered}/recording")).status_code == 200
    check_problem(await world.client.get(f"/calls/{world.left}"), 404)
    assert (await world.client.get("/voicemails")).json()["items"] == []
    check_problem(await world.client.patch(f"/voicemails/{world.message}", json={"heard": True}), 404)
    check_problem(await world.client.get("/devices"), 403)
    check_problem(await world.client.get("/trunks"), 403)
    assert (await world.client.get("/numbers")).status_code == 200
    await log_in(world, "nobody", "nobody-password")
    assert (await world.client.get("/calls")).json()["items"] == []
    await log_in(world, "super", "super-password")
    assert len((await world.client.get("/calls")).json()["items"]) == 2
    assert (await world.client.get("/devices")).status_code == 200


BAD_PAGES = ["limit=0", "limit=-1", "limit=201", "limit=99999999999999999999", "limit=ten", "limit=", "cursor=x",
             "cursor=%00", "cursor=AAAA", "cursor=MTI.zz", "cursor=" + "A" * 5000, "cursor=%F0%9F%98%80", "cursor=",
             "cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OS4wMTk3YzFhMi03ZDBlLTdjYzMtOThjNC1kYzBjMGMwNzM5OGY"]  # fmt: skip


async def test_bad_pages(world: World) -> None:
    for path, query in product(("/calls", "/voicemails"), BAD_PAGES):
        assert check_problem(await world.client.get(f"{path}?{query}", headers=world.bearer()), 422)["errors"]


async def test_bad_ids_name_nothing(world: World) -> None:
    for key in ("1", "null", "x" * 60, "..%2f..%2fetc", "%00", "'%20OR%201=1", "0" * 32):
        for path in (f"/calls/{key}", f"/calls/{key}/recording", f"/voicemails/{key}/audio"):
            check_problem(await world.client.get(path, headers=world.bearer()), 404)
        if "%2f" not in key:
            response = await world.client.patch(f"/voicemails/{key}", json={"heard": True}, headers=world.bearer())
            check_problem(response, 404)


BAD_BODIES = [b"", b"{", b"null", b"[]", b"1", b'"x"', b"{}", b'{"heard": "yes"}', b'{"heard": 1}', b'{"heard": null}',
              b'{"heard": true, "path": "/etc/passwd"}', b"\xff\xfe", b"[" * 5000]  # fmt: skip


async def test_bad_bodies(world: World) -> None:
    headers = world.bearer() | {"Content-Type": "application/json"}
    for body in BAD_BODIES:
        response = await world.client.patch(f"/voicemails/{world.message}", content=body, headers=headers)
        assert response.status_code in {400, 422}, (body, response.text)
        check_problem(response, response.status_code)


async def test_large_bodies_are_refused(world: World) -> None:
    check_problem(await world.client.post("/login", content=b"x" * (1 << 20) + b"y"), 413)

    async def chunks() -> Any:
        for _ in range(40):
            yield b" " * 65536

    response = await world.client.post("/login", content=chunks(), headers={"Content-Type": "application/json"})
    check_problem(response, 413)


async def test_unknown_paths_and_methods(world: World) -> None:
    check_problem(await world.client.get("/nothing"), 404)
    check_problem(await world.client.get("http://pbx.test/api"), 404)
    check_problem(await world.client.get("http://pbx.test/api/v2/calls"), 404)
    check_problem(await world.client.delete("/calls", headers=world.bearer()), 405)
    check_problem(await world.client.get("/login"), 405)


async def test_a_session_from_login_to_logout(world: World) -> None:
    response = await log_in(world, *world.logins["admin"])
    assert response.status_code == 200
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie
    me = (await world.client.get("/me")).json()
    assert (me["role"], me["tenant_id"]) == ("admin", world.tenant)
    response = await world.client.post("/logout")
    assert response.status_code == 204
    check_problem(await world.client.get("/me", headers={"Cookie": cookie.split(";")[0]}), 401)
    assert (await world.client.post("/logout")).status_code == 204


async def test_a_cookie_over_tls_is_secure(world: World) -> None:
    user, password = world.logins["admin"]
    response = await world.client.post("https://pbx.test/api/v1/login", json={"user": user, "password": password})
    assert "Secure" in response.headers["set-cookie"]


async def test_other_sites_cannot_use_the_cookie(world: World) -> None:
    await log_in(world, *world.logins["admin"])
    url = f"/voicemails/{world.message}"
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://pbx.test.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://pbx.test:81"},
    ):
        check_problem(await world.client.patch(url, json={"heard": True}, headers=headers), 403)
        check_problem(await world.client.post("/logout", headers=headers), 403)
    for headers in ({}, {"Origin": "http://pbx.test", "Sec-Fetch-Site": "same-origin"}):
        assert (await world.client.patch(url, json={"heard": True}, headers=headers)).status_code == 200
    # A token is no cookie: browsers do not send it by themselves.
    world.client.cookies.clear()
    headers = world.bearer() | {"Origin": "https://crm.example"}
    assert (await world.client.patch(url, json={"heard": True}, headers=headers)).status_code == 200


async def test_guessing_is_slowed_down(world: World) -> None:
    user, password = world.logins["admin"]
    for _ in range(5):
        check_problem(await log_in(world, user, "wrong"), 401)
    response = await log_in(world, user.upper() + " ", password)
    check_problem(response, 429)
    assert 0 < int(response.headers["retry-after"]) <= 60
    assert (await log_in(world, "agnes", "agnes-password")).status_code == 200


async def test_many_guesses_at_once_are_counted(world: World) -> None:
    answers = await asyncio.gather(*(log_in(world, "agnes", f"guess-{number}") for number in range(12)))
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(401) == 5
    assert statuses.count(429) == 7


BAD_LOGINS: list[Any] = [
    {}, {"user": "a"}, {"user": 1, "password": "x"}, {"user": "", "password": ""}, {"user": ["a"], "password": "x"},
    {"user": "a" * 300, "password": "x"}, {"user": "a", "password": "x" * 2000},
    {"user": "a", "password": "b", "role": "admin"},
]  # fmt: skip


async def test_behind_a_proxy_each_client_is_throttled_alone(world: World) -> None:
    """Who is no trusted proxy gains nothing by naming other addresses."""
    settings = replace(world.settings, trusted_proxies="10.9.0.0/16")
    app = create_app(Context(settings, world.database, world.switch))

    async def guess(peer: str, client: str) -> int:
        transport = httpx.ASGITransport(app, client=(peer, 9))
        async with httpx.AsyncClient(transport=transport, base_url="http://pbx.test/api/v1") as web:
            wrong = {"user": "agnes", "password": "wrong"}
            return (await web.post("/login", json=wrong, headers={"X-Forwarded-For": client})).status_code

    assert [await guess("10.9.9.9", "203.0.113.1") for _ in range(6)] == [401] * 5 + [429]
    assert await guess("10.9.9.9", "203.0.113.2") == 401
    assert await guess("10.9.9.9", "203.0.113.2, 203.0.113.1") == 429  # what stands before is the client's own claim
    assert [await guess("10.8.9.9", f"203.0.113.{at}") for at in range(10, 16)] == [401] * 5 + [429]


async def test_bad_logins(world: World) -> None:
    for body in BAD_LOGINS:
        check_problem(await world.client.post("/login", json=body), 422)


async def test_a_login_with_a_nul_is_unknown(world: World) -> None:
    check_problem(await log_in(world, "a\0b", "x"), 401)
    check_problem(await world.client.post("/login", content=b'{"user": "\\ud800", "password": "x"}',
                                          headers={"Content-Type": "application/json"}), 422)  # fmt: skip


async def test_security_headers(world: World) -> None:
    for response in (await world.client.get("/health"), await world.client.get("/nothing")):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert response.headers["cache-control"] == "no-store"


async def test_health(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms = ["ok", "ok", "full"]
    monkeypatch.setattr("offhook.api.health.room_of", lambda _: Room(0, rooms.pop(0)))
    told = {"status": "degraded", "database": "ok", "switch": "away", "disk": "ok"}
    assert (await world.client.get("/health")).json() == told
    world.switch.answers["ready"] = True
    assert (await world.client.get("/health")).json() == told | {"status": "ok", "switch": "ready"}
    assert (await world.client.get("/health")).json() == told | {"switch": "ready", "disk": "full"}


async def test_the_database_away_is_503(world: World, tmp_path: Path) -> None:
    away = Database(f"postgresql://offhook_app@/offhook?host={tmp_path}")
    world.client._transport.app.state.context = Context(world.settings, away, world.switch)  # type: ignore[attr-defined]
    response = await world.client.get("/calls", headers=world.bearer())
    check_problem(response, 503)
    assert response.headers["retry-after"]
    assert (await world.client.get("/health")).json()["database"] == "away"
    await away.close()


async def test_health_does_not_wait_for_a_database_that_hangs(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("offhook.api.health._DATABASE_S", 0.05)
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(tmp_path / ".s.PGSQL.5432"))
        mute.listen()
        await world.client.get("/health")  # the first request to a resource makes FastAPI build it
        hanging = Database(f"postgresql://offhook_app@/offhook?host={tmp_path}")
        world.client._transport.app.state.context = Context(world.settings, hanging, world.switch)  # type: ignore[attr-defined]
        began = time.monotonic()
        assert (await world.client.get("/health")).json()["database"] == "away"
        assert time.monotonic() - began < 1.5
        await hanging.close()


async def test_a_mistake_of_ours_tells_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_named: Any) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr("offhook.api.calls.list_calls", fail)
    response = await world.client.get("/calls", headers=world.bearer())
    check_problem(response, 500)
    assert "secret" not in response.text


async def test_without_the_web_application_a_page_helps(world: World) -> None:
    response = await world.client.get("http://pbx.test/")
    assert response.status_code == 200
    assert "make run" in response.text
    check_problem(await world.client.get("http://pbx.test/calls"), 404)


async def test_every_route_has_a_permission_and_an_example(world: World) -> None:
    used = set()
    for route in (route for module in RESOURCES for route in module.router.routes):
        assert isinstance(route, APIRoute)
        if route.path in OPEN:
            continue
        names = {getattr(one.call, "permission", None) for one in route.dependant.dependencies} - {None}
        assert names, route.path
        used |= names
    assert used == set(PERMISSIONS)
    document = (await world.client.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    refused = document["paths"]["/api/v1/calls"]["get"]["responses"]["401"]["$ref"].rpartition("/")[2]
    assert "application/problem+json" in document["components"]["responses"][refused]["content"]
    assert "examples" in str(document["components"]["schemas"]["CallModel"])
