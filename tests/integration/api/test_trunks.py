"""Trunks added, changed and removed by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in

from offhook.db.sealing import Sealer
from offhook.ids import new_id
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

NEW: dict[str, Any] = {
    "name": "Nordic Voice",
    "host": "sip.example.net",
    "match": ["192.0.2.0/24", "2001:db8::7"],
    "register": True,
    "username": "372600",
    "secret": "operator-secret",
    "domain": "voice.example.net",
    "caller_id": "+372 600-0100",
    "codecs": ["pcma"],
    "gateways": [{"host": "192.0.2.7", "priority": 2}],
    "channels": 30,
    "formats": {"country": "EE", "called": {"form": "plain"}},
}


async def trunk_of(world: World, trunk_id: str) -> dict[str, Any]:
    return dict((await world.client.get(f"/trunks/{trunk_id}", headers=world.bearer())).json())


async def test_a_trunk_is_added_changed_and_removed(world: World) -> None:
    added = await world.client.post("/trunks", json=NEW, headers=world.bearer())
    assert added.status_code == 201, added.text
    trunk_id = added.json()["id"]
    shown = await trunk_of(world, trunk_id)
    assert shown == added.json()
    plain = {name: shown[name] for name in ("name", "host", "match", "register", "username", "domain", "channels")}
    assert plain == {name: NEW[name] for name in plain}
    assert (shown["caller_id"], shown["codecs"], shown["has_credentials"]) == ("+3726000100", ["PCMA"], True)
    assert (shown["port"], shown["transport"], shown["status"]) == (5060, "udp", "unknown")
    assert "operator-secret" not in str(shown)
    company = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert company is not None
    (kept,) = [trunk for trunk in company.trunks if trunk.id == trunk_id]
    assert (kept.secret, kept.formats.called.form, kept.gateways[0].host) == ("operator-secret", "plain", "192.0.2.7")

    url = f"/trunks/{trunk_id}"
    change = {"name": "North", "transport": "tls", "port": 5061, "domain": "", "caller_id": "", "match": []}
    assert (await world.client.patch(url, json=change, headers=world.bearer())).status_code == 204
    after = await trunk_of(world, trunk_id)
    assert after == shown | change | {"domain": None, "caller_id": None}
    check_problem(await world.client.patch(url, json={"secret": ""}, headers=world.bearer()), 422)
    off = {"register": False, "username": "", "secret": ""}
    assert (await world.client.patch(url, json=off, headers=world.bearer())).status_code == 204
    after = await trunk_of(world, trunk_id)
    assert (after["register"], after["username"], after["has_credentials"]) == (False, None, False)

    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    for gone in (
        await world.client.get(url, headers=world.bearer()),
        await world.client.delete(url, headers=world.bearer()),
    ):
        check_problem(gone, 404)


async def test_a_port_of_its_own_for_tls(world: World) -> None:
    added = await world.client.post(
        "/trunks", json={"name": "T", "host": "[2001:db8::1]", "transport": "tls"}, headers=world.bearer()
    )
    assert (added.json()["host"], added.json()["port"]) == ("2001:db8::1", 5061)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("name", {"name": "  "}),
        ("name", {"name": "Demo operator"}),
        ("body.name", {"name": "x" * 81}),
        ("host", {"host": "sip:example.net"}),
        ("host", {"host": "192.0.2.7:5060"}),
        ("host", {"host": "..."}),
        ("body.port", {"port": -1}),
        ("match", {"match": ["192.0.2.7/24"]}),
        ("match", {"match": ["0.0.0.0/0"]}),
        ("match", {"match": ["::/0"]}),
        ("username", {"username": None}),
        ("username", {"username": 'a"b'}),
        ("secret", {"secret": None}),
        ("secret", {"secret": "a\nb"}),
        ("domain", {"domain": "a b"}),
        ("caller_id", {"caller_id": "6000100"}),
        ("caller_id", {"caller_id": "+3721"}),
        ("authority", {"authority": "-----BEGIN"}),
        ("codecs", {"codecs": ["G729"]}),
        ("gateways", {"gateways": [{"host": "a b"}]}),
        ("backup_id", {"backup_id": new_id()}),
        ("formats", {"formats": {"country": "XX"}}),
    ],
)
async def test_bad_settings_are_told_at_their_field(world: World, field: str, change: dict[str, Any]) -> None:
    body = check_problem(await world.client.post("/trunks", json=NEW | change, headers=world.bearer()), 422)
    assert [error["field"] for error in body["errors"]] == [field]
    assert len((await world.client.get("/trunks", headers=world.bearer())).json()["items"]) == 1


async def test_a_trunk_in_use_stays_and_the_answer_says_for_what(world: World) -> None:
    (demo,) = (await world.client.get("/trunks", headers=world.bearer())).json()["items"]
    new = {"name": "Main", "host": "192.0.2.1", "backup_id": demo["id"]}
    main = (await world.client.post("/trunks", json=new, headers=world.bearer())).json()
    routes = {"items": [{"prefix": "+7", "trunk_id": demo["id"]}, {"prefix": "", "trunk_id": demo["id"]}]}
    assert (await world.client.put("/routes", json=routes, headers=world.bearer())).status_code == 204
    url = f"/trunks/{demo['id']}"
    body = check_problem(await world.client.delete(url, headers=world.bearer()), 409)
    assert [(one["field"], one["message"]) for one in body["errors"]] == [
        ("numbers", "+3726000100"),
        ("routes", ""),
        ("routes", "+7"),
        ("trunks", "Main"),
    ]
    assert "take it out of the routes" in body["detail"]

    (number,) = (await world.client.get("/numbers", headers=world.bearer())).json()["items"]
    moved = f"/numbers/{number['id']}"
    for wrong in ({"trunk_id": new_id()}, {"trunk_id": "nonsense"}, {"label": "x" * 81}):
        check_problem(await world.client.patch(moved, json=wrong, headers=world.bearer()), 422)
    check_problem(await world.client.patch(f"/numbers/{new_id()}", json={}, headers=world.bearer()), 404)
    give = {"trunk_id": main["id"], "label": " Sales "}
    assert (await world.client.patch(moved, json=give, headers=world.bearer())).status_code == 204
    (number,) = (await world.client.get("/numbers", headers=world.bearer())).json()["items"]
    assert (number["trunk_id"], number["label"]) == (main["id"], "Sales")
    assert (await world.client.put("/routes", json={"items": []}, headers=world.bearer())).status_code == 204
    assert (
        await world.client.patch(f"/trunks/{main['id']}", json={"backup_id": ""}, headers=world.bearer())
    ).status_code == 204
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204


async def test_only_administrators_of_the_company_do_it(world: World) -> None:
    (demo,) = (await world.client.get("/trunks", headers=world.bearer())).json()["items"]
    url = f"/trunks/{demo['id']}"
    stranger = world.bearer(world.other_token)
    check_problem(await world.client.delete(url, headers=stranger), 404)
    check_problem(await world.client.patch(url, json={"name": "Mine"}, headers=stranger), 404)
    body = check_problem(
        await world.client.post("/trunks", json=NEW | {"backup_id": demo["id"]}, headers=stranger), 422
    )
    assert body["errors"][0]["field"] == "backup_id"
    await log_in(world, "super", "super-password")
    check_problem(await world.client.post("/trunks", json=NEW), 403)
    check_problem(await world.client.delete(url), 403)
    number = (await world.client.get("/numbers")).json()["items"][0]
    check_problem(await world.client.patch(f"/numbers/{number['id']}", json={"trunk_id": ""}), 403)
