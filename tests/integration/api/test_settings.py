"""Settings by the API: of phones, trunks, people and the company; what is wrong is refused, and who may not is too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in

from offhook.db.sealing import Sealer
from offhook.ids import new_id
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


@pytest.mark.parametrize("kind", ["devices", "trunks"])
async def test_settings_of_sound(world: World, kind: str) -> None:
    async def first() -> dict[str, Any]:
        items = (await world.client.get(f"/{kind}", headers=world.bearer())).json()["items"]
        return dict(items[0])

    before = await first()
    assert (before["codecs"], before["encryption"]) == ([], "optional")
    assert before["video"] == (kind == "devices")
    url = f"/{kind}/{before['id']}"
    change = {"codecs": ["opus", "PCMA", "opus"], "encryption": "required", "video": kind == "trunks"}
    assert (await world.client.patch(url, json=change, headers=world.bearer())).status_code == 204
    after = await first()
    assert (after["codecs"], after["encryption"]) == (["OPUS", "PCMA"], "required")
    assert after["video"] == (kind == "trunks")
    assert (await world.client.patch(url, json={"codecs": []}, headers=world.bearer())).status_code == 204
    assert (await first())["encryption"] == "required"
    assert (await first())["video"] == (kind == "trunks")
    for wrong in ({"codecs": ["G729"]}, {"codecs": ["CN"]}, {"encryption": "maybe"}):
        check_problem(await world.client.patch(url, json=wrong, headers=world.bearer()), 422)
    unknown = f"/{kind}/01a2029f-4f36-77f1-b299-ecddd4451749"
    check_problem(await world.client.patch(unknown, json=change, headers=world.bearer()), 404)
    await log_in(world, "agnes", "agnes-password")
    check_problem(await world.client.patch(url, json=change), 403)


async def test_settings_of_a_trunk(world: World) -> None:
    async def first() -> dict[str, Any]:
        return dict((await world.client.get("/trunks", headers=world.bearer())).json()["items"][0])

    before = await first()
    change = {
        "identity": "rpid",
        "trusted": True,
        "withhold": True,
        "forwarded": "history-info",
        "redirects": "pass",
        "large_by_tcp": False,
    }
    assert {name: before[name] for name in change} == {
        "identity": "pai",
        "trusted": False,
        "withhold": False,
        "forwarded": "diversion",
        "redirects": "same_host",
        "large_by_tcp": True,
    }
    url = f"/trunks/{before['id']}"
    assert (await world.client.patch(url, json=change, headers=world.bearer())).status_code == 204
    assert (await world.client.patch(url, json={"withhold": False}, headers=world.bearer())).status_code == 204
    after = await first()
    assert {name: after[name] for name in change} == change | {"withhold": False}
    for wrong in ({"identity": "fax"}, {"redirects": "follow"}, {"forwarded": "yes"}):
        check_problem(await world.client.patch(url, json=wrong, headers=world.bearer()), 422)


async def test_forwarding_of_a_device(world: World) -> None:
    async def first() -> dict[str, Any]:
        return dict((await world.client.get("/devices", headers=world.bearer())).json()["items"][0])

    before = await first()
    assert before["redirects"] == "follow"
    url = f"/devices/{before['id']}"
    assert (await world.client.patch(url, json={"redirects": "refuse"}, headers=world.bearer())).status_code == 204
    assert (await first())["redirects"] == "refuse"
    check_problem(await world.client.patch(url, json={"redirects": "pass"}, headers=world.bearer()), 422)


async def test_account_of_a_device(world: World) -> None:
    async def first() -> dict[str, Any]:
        return dict((await world.client.get("/devices", headers=world.bearer())).json()["items"][0])

    before = await first()
    clara = (await world.client.get("/people", headers=world.bearer())).json()["items"][2]
    url = f"/devices/{before['id']}"
    change = {"label": " DECT ", "person_id": clara["id"], "secret": "новый пароль"}
    assert (await world.client.patch(url, json=change, headers=world.bearer())).status_code == 204
    after = await first()
    assert (after["label"], after["person"], after["extensions"]) == ("DECT", clara["name"], ["203"])
    assert "пароль" not in str(after)
    company = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert company is not None
    assert [one.secret for one in company.devices if one.id == before["id"]] == ["новый пароль"]
    assert (await world.client.patch(url, json={"person_id": ""}, headers=world.bearer())).status_code == 204
    assert ((await first())["person"], (await first())["extensions"]) == (None, [])
    for field, value in (
        ("secret", "short"),
        ("secret", "new\nline and more"),
        ("person_id", new_id()),
        ("person_id", "x"),
    ):
        body = check_problem(await world.client.patch(url, json={field: value}, headers=world.bearer()), 422)
        assert body["errors"][0]["field"] == field


async def test_voice_of_a_device(world: World) -> None:
    async def first() -> dict[str, Any]:
        return dict((await world.client.get("/devices", headers=world.bearer())).json()["items"][0])

    before = await first()
    assert [before[name] for name in ("gain_db", "agc", "denoise")] == [0, False, False]
    url, change = f"/devices/{before['id']}", {"gain_db": -12, "agc": True, "denoise": True}
    assert (await world.client.patch(url, json=change, headers=world.bearer())).status_code == 204
    assert (await world.client.patch(url, json={"denoise": False}, headers=world.bearer())).status_code == 204
    assert await first() == before | change | {"denoise": False}
    for wrong in ({"gain_db": 31}, {"gain_db": -31}, {"gain_db": "loud"}, {"agc": 5}):
        check_problem(await world.client.patch(url, json=wrong, headers=world.bearer()), 422)


async def test_how_keys_are_carried(world: World) -> None:
    for what in ("devices", "trunks"):
        before = (await world.client.get(f"/{what}", headers=world.bearer())).json()["items"][0]
        assert before["dtmf"] == "auto"
        url = f"/{what}/{before['id']}"
        for mode in ("rfc4733", "info", "inband", "auto"):
            assert (await world.client.patch(url, json={"dtmf": mode}, headers=world.bearer())).status_code == 204
            found = (await world.client.get(f"/{what}", headers=world.bearer())).json()["items"]
            assert next(one["dtmf"] for one in found if one["id"] == before["id"]) == mode
        check_problem(await world.client.patch(url, json={"dtmf": "smoke"}, headers=world.bearer()), 422)


async def test_who_may_supervise(world: World) -> None:
    async def people() -> list[dict[str, Any]]:
        return list((await world.client.get("/people", headers=world.bearer())).json()["items"])

    first = (await people())[0]
    assert (first["may_supervise"], first["may_page"]) == (False, True)
    url = f"/people/{first['id']}"
    assert (await world.client.patch(url, json={"may_supervise": True}, headers=world.bearer())).status_code == 204
    assert (await world.client.patch(url, json={}, headers=world.bearer())).status_code == 204
    assert (await world.client.patch(url, json={"may_page": False}, headers=world.bearer())).status_code == 204
    assert [one["may_supervise"] for one in await people()].count(True) == 1
    assert [one["may_page"] for one in await people()].count(False) == 1
    check_problem(await world.client.patch(url, json={"may_supervise": "perhaps"}, headers=world.bearer()), 422)
    change = {"may_supervise": True}
    for wrong in (f"/people/{new_id()}", "/people/nonsense"):
        check_problem(await world.client.patch(wrong, json=change, headers=world.bearer()), 404)
    check_problem(await world.client.patch(url, json=change, headers=world.bearer(world.other_token)), 404)
    await log_in(world, "super", "super-password")
    assert (await world.client.get("/people")).status_code == 200
    check_problem(await world.client.patch(url, json=change), 403)
    await log_in(world, "agnes", "agnes-password")
    check_problem(await world.client.get("/people"), 403)


async def test_settings_of_the_company(world: World) -> None:
    async def company(token: str | None = None) -> dict[str, Any]:
        return dict((await world.client.get("/company", headers=world.bearer(token))).json())

    before = await company()
    assert (before["supervision_tone"], before["record_tone"]) == (False, False)
    change = {"supervision_tone": True, "record_tone": True}
    assert (await world.client.patch("/company", json=change, headers=world.bearer())).status_code == 204
    assert (await world.client.patch("/company", json={}, headers=world.bearer())).status_code == 204
    assert await company() == before | change
    assert (await company(world.other_token))["supervision_tone"] is False
    more = {"name": "Näidis", "country": "RU", "language": "ru", "timezone": "Europe/Moscow", "currency": "RUB"}
    assert (await world.client.patch("/company", json=more, headers=world.bearer())).status_code == 204
    assert await company() == before | change | more
    for field, value in (("name", " "), ("country", "xx"), ("timezone", "Mars/Base"), ("currency", "€")):
        body = check_problem(await world.client.patch("/company", json={field: value}, headers=world.bearer()), 422)
        assert body["errors"][0]["field"] == field
    check_problem(await world.client.patch("/company", json={"language": "tlh"}, headers=world.bearer()), 422)
    check_problem(await world.client.patch("/company", json={"supervision_tone": 7}, headers=world.bearer()), 422)
    await log_in(world, "super", "super-password")
    check_problem(await world.client.patch("/company", json=change), 403)


async def test_gateways_of_a_trunk_and_routes(world: World) -> None:
    (before,) = (await world.client.get("/trunks", headers=world.bearer())).json()["items"]
    url = f"/trunks/{before['id']}"
    assert [(one["host"], one["state"]) for one in before["gateways"]] == [(before["host"], "unknown")]
    gateways = [
        {"host": "198.51.100.1", "priority": 1},
        {"host": "2001:db8::1", "port": 5061, "transport": "tls", "priority": 2, "weight": 3, "enabled": False},
    ]
    change = {"gateways": gateways, "probe_s": 30, "channels_in": 10, "alarm_percent": 70}
    assert (await world.client.patch(url, json=change, headers=world.bearer())).status_code == 204
    world.switch.answers = {
        "trunks": {
            before["id"]: {
                "status": "by address",
                "used_in": 7, "used_out": 0,
                "alarm": {"level": "near", "since": 1_790_000_000_000_000, "of": "inbound", "used": 7, "limit": 10},
                "gateways": [{"host": "198.51.100.1", "port": 5060, "transport": "udp", "state": "down",
                              "since": 1_790_000_000_000_000, "reason": "no connection", "answer_ms": None}],
            }
        }
    }  # fmt: skip
    after = (await world.client.get(url, headers=world.bearer())).json()
    assert (after["probe_s"], after["backup_id"]) == (30, None)
    assert (after["channels_in"], after["alarm_percent"], after["used_in"]) == (10, 70, 7)
    assert (after["alarm"]["level"], after["alarm"]["since"]) == ("near", "2026-09-21T14:13:20Z")
    first, second = after["gateways"]
    assert (first["state"], first["reason"], first["since"]) == ("down", "no connection", "2026-09-21T14:13:20Z")
    assert second | gateways[1] == second
    for wrong in (
        {"gateways": [{"host": "no host"}]},
        {"gateways": [{"host": "a.test"}, {"host": "A.test"}]},
        {"gateways": [{"host": "a.test", "port": -1}]},
        {"backup_id": before["id"]},
        {"backup_id": new_id()},
        {"probe_s": -1},
        {"formats": {"country": "XX"}},
        {"formats": {"called": {"form": "roman"}}},
        {"formats": {"called_in": [{"prefix": "abc"}]}},
        {"formats": {"caller": {"international": "+"}}},
    ):
        check_problem(await world.client.patch(url, json=wrong, headers=world.bearer()), 422)
    formats = {"country": "RU", "called": {"form": "national", "international": "810", "rules": []}}
    assert (await world.client.patch(url, json={"formats": formats}, headers=world.bearer())).status_code == 204
    kept = (await world.client.get(url, headers=world.bearer())).json()["formats"]
    assert (kept["called"], kept["caller"]["form"], kept["country"]) == (formats["called"], "e164", "RU")
    check_problem(await world.client.get(f"/trunks/{new_id()}", headers=world.bearer()), 404)
    routes = {"items": [{"prefix": "+372", "trunk_id": before["id"], "priority": 2}]}
    assert (await world.client.put("/routes", json=routes, headers=world.bearer())).status_code == 204
    for bad in ({"prefix": "00x", "trunk_id": before["id"]}, {"prefix": "", "trunk_id": new_id()}):
        check_problem(await world.client.put("/routes", json={"items": [bad]}, headers=world.bearer()), 422)
    twice = {"items": routes["items"] * 2}
    check_problem(await world.client.put("/routes", json=twice, headers=world.bearer()), 422)
    assert (await world.client.get("/routes", headers=world.bearer())).json() == routes
