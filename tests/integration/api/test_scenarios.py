"""Scenarios through the API: drawn, verified, rehearsed, published, rolled back, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in

from offhook.db.sealing import Sealer
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    import httpx
    from tests.integration.api.conftest import World

GOOD: dict[str, Any] = {
    "start": "hello",
    "rescue": "message",
    "nodes": {
        "hello": {"kind": "play", "prompts": ["welcome"], "next": "desk"},
        "desk": {"kind": "ring", "members": ["201"], "unanswered": "message"},
        "message": {"kind": "voicemail", "extension": "201"},
    },
}
LOOSE = GOOD | {"nodes": GOOD["nodes"] | {"desk": {"kind": "ring", "members": ["299"]}}}


async def add(world: World, name: str = "Drawn", graph: dict[str, Any] | None = GOOD) -> dict[str, Any]:
    answered = await world.client.post("/scenarios", json={"name": name, "graph": graph}, headers=world.bearer())
    assert answered.status_code == 201, answered.text
    return dict(answered.json()) | {"etag": answered.headers["ETag"]}


async def save(world: World, scenario: str, graph: dict[str, Any], etag: str = "*") -> httpx.Response:
    headers = world.bearer() | {"If-Match": etag}
    return await world.client.put(f"/scenarios/{scenario}/draft", json=graph, headers=headers)


async def publish(world: World, scenario: str, **more: str) -> httpx.Response:
    headers = world.bearer() | {"If-Match": "*"} | more
    return await world.client.post(f"/scenarios/{scenario}/publish", headers=headers)


async def answering(world: World) -> dict[str, int]:
    company = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert company is not None
    return {one.name: one.version for one in company.scenarios}


async def test_from_the_first_draft_to_the_last_version(world: World) -> None:
    made = await add(world)
    url = f"/scenarios/{made['id']}"
    assert (made["published"], made["draft"], made["changed_by"], made["numbers"]) == (None, 1, "admin", [])
    assert made["graph"]["nodes"]["desk"]["members"] == ["201"]
    assert (await publish(world, made["id"])).json() == {"version": 1}
    assert (await answering(world))["Drawn"] == 1
    other = GOOD | {"nodes": GOOD["nodes"] | {"desk": GOOD["nodes"]["desk"] | {"members": ["202"]}}}
    assert (await save(world, made["id"], other)).json()["version"] == 2
    shown = (await world.client.get(url, headers=world.bearer())).json()
    assert (shown["published"], shown["draft"], len(shown["versions"])) == (1, 2, 2)
    assert shown["versions"][1]["published_by"] == shown["answers_by"] == "admin"
    assert shown["answers_since"]
    assert (await publish(world, made["id"])).json() == {"version": 2}
    back = await world.client.post(f"{url}/roll-back", json={"version": 1}, headers=world.bearer())
    assert back.json() == {"version": 1}
    assert (await answering(world))["Drawn"] == 1
    older = (await world.client.get(f"{url}/versions/2", headers=world.bearer())).json()
    assert older["graph"]["nodes"]["desk"]["members"] == ["202"]
    check_problem(await world.client.get(f"{url}/versions/3", headers=world.bearer()), 404)
    wrong = await world.client.post(f"{url}/roll-back", json={"version": 3}, headers=world.bearer())
    assert check_problem(wrong, 422)["errors"][0]["field"] == "version"
    assert check_problem(await publish(world, made["id"]), 422)["errors"][0]["field"] == "scenario"  # no draft
    listed = (await world.client.get("/scenarios", headers=world.bearer())).json()["items"]
    assert [(one["name"], one["published"]) for one in listed if one["name"] == "Drawn"] == [("Drawn", 1)]
    main = next(one for one in listed if one["name"] == "Main line")
    assert main["numbers"] == ["+3726000100"]


async def test_two_editors_do_not_overwrite_each_other(world: World) -> None:
    made = await add(world)
    url = f"/scenarios/{made['id']}"
    mine = await save(world, made["id"], LOOSE, made["etag"])
    assert mine.status_code == 200
    assert mine.headers["ETag"] == mine.json()["etag"] != made["etag"]
    check_problem(await save(world, made["id"], GOOD, made["etag"]), 412)
    check_problem(await publish(world, made["id"], **{"If-Match": made["etag"]}), 412)
    late = await world.client.delete(f"{url}/draft", headers=world.bearer() | {"If-Match": made["etag"]})
    check_problem(late, 412)
    check_problem(await world.client.put(f"{url}/draft", json=GOOD, headers=world.bearer()), 428)
    shown = await world.client.get(url, headers=world.bearer())
    assert shown.headers["ETag"] == mine.headers["ETag"]
    assert shown.json()["graph"]["nodes"]["desk"]["members"] == ["299"]
    gone = await world.client.delete(f"{url}/draft", headers=world.bearer() | {"If-Match": mine.headers["ETag"]})
    assert gone.status_code == 204
    empty = await world.client.get(url, headers=world.bearer())
    assert (empty.json()["draft"], empty.json()["graph"]["nodes"], empty.headers["ETag"]) == (None, {}, '"0"')
    again = await world.client.delete(f"{url}/draft", headers=world.bearer() | {"If-Match": "*"})
    check_problem(again, 404)


async def test_a_scenario_that_could_lose_a_caller_is_not_published(world: World) -> None:
    made = await add(world)
    await publish(world, made["id"])
    await save(world, made["id"], LOOSE)
    problem = check_problem(await publish(world, made["id"], **{"Accept-Language": "ru"}), 422)
    assert {one["field"] for one in problem["errors"]} == {"nodes.desk.unanswered", "nodes.desk.members"}
    assert "Внутреннего номера 299 нет." in str(problem["errors"])
    shown = (await world.client.get(f"/scenarios/{made['id']}", headers=world.bearer())).json()
    assert (shown["published"], shown["draft"]) == (1, 2)
    verdict = await world.client.post(f"/scenarios/{made['id']}/verify", json={}, headers=world.bearer())
    assert verdict.json()["publishable"] is False
    assert {one["code"] for one in verdict.json()["faults"]} == {"exit_loose", "extension_gone"}
    other = await world.client.post(f"/scenarios/{made['id']}/verify", json={"graph": GOOD}, headers=world.bearer())
    assert other.json() == {"publishable": True, "faults": []}


async def test_what_is_no_graph_is_not_saved(world: World) -> None:
    made = await add(world)
    wrong = {"nodes": {"a": {"kind": "ring", "members": ["Anna"]}}}
    problem = check_problem(await save(world, made["id"], wrong), 422)
    assert "a.ring.members.0" in problem["errors"][0]["field"]
    check_problem(await save(world, made["id"], {"nodes": {"a": {"kind": "dance"}}}), 422)


async def test_a_rehearsal_calls_nobody_and_tells_everything(world: World) -> None:
    made = await add(world)
    url = f"/scenarios/{made['id']}/rehearse"
    path = (await world.client.post(url, json={"states": {"201": "silent"}}, headers=world.bearer())).json()
    assert (path["nodes"], path["ending"], path["who"]) == (["hello", "desk", "message"], "voicemail", "201")
    assert [step["text"] for step in path["steps"]] == [
        "Played “welcome”",
        "Ringing Anna Kask (201) for up to 20 s",
        "Anna Kask (201) did not answer within 20 s",
        "Voicemail of Anna Kask",
    ]
    wanted = {"at": "2026-12-24T12:00:00", "caller": "555 12345", "number": "+372 600 0100"}
    path = (await world.client.post(url, json=wanted, headers=world.bearer())).json()
    assert (path["ending"], path["who"]) == ("conversation", "201")
    strange = await world.client.post(url, json={"number": "+37299999999"}, headers=world.bearer())
    assert check_problem(strange, 422)["errors"][0]["field"] == "number"


async def test_the_kinds_of_nodes_are_told_in_words(world: World) -> None:
    kinds = (await world.client.get("/scenarios/node-kinds", headers=world.bearer())).json()["items"]
    (ring,) = [one for one in kinds if one["kind"] == "ring"]
    assert ring["title"] == "Ring people"
    assert ring["form"]["properties"]["unanswered"]["x-exit"]["when"] == "nobody answers"
    russian = await world.client.get("/scenarios/node-kinds", headers=world.bearer() | {"Accept-Language": "ru"})
    assert [one["title"] for one in russian.json()["items"] if one["kind"] == "ring"] == ["Звонить сотрудникам"]


async def test_names_and_removal(world: World) -> None:
    made = await add(world)
    url = f"/scenarios/{made['id']}"
    for name in ("", " ", "Main line"):
        check_problem(await world.client.patch(url, json={"name": name}, headers=world.bearer()), 422)
        check_problem(await world.client.post("/scenarios", json={"name": name}, headers=world.bearer()), 422)
    assert (await world.client.patch(url, json={"name": "Day"}, headers=world.bearer())).status_code == 204
    leading = {"start": "a", "rescue": "a", "nodes": {"a": {"kind": "scenario", "scenario": made["id"]}}}
    other = await add(world, "Leads there", leading)
    await save(world, made["id"], leading)  # it leads to itself, too, which is no reason to keep it
    problem = check_problem(await world.client.delete(url, headers=world.bearer()), 409)
    assert [one["message"] for one in problem["errors"]] == ["Leads there"]
    (number,) = (await world.client.get("/numbers", headers=world.bearer())).json()["items"]
    used = await world.client.delete(f"/scenarios/{number['scenario_id']}", headers=world.bearer())
    assert check_problem(used, 409)["errors"] == [
        {"field": "numbers", "message": "+3726000100"},
        {"field": "scenarios", "message": "Night"},
    ]
    for scenario in (other["id"], made["id"]):
        assert (await world.client.delete(f"/scenarios/{scenario}", headers=world.bearer())).status_code == 204


async def test_a_number_is_switched_in_one_action(world: World) -> None:
    made = await add(world)
    (number,) = (await world.client.get("/numbers", headers=world.bearer())).json()["items"]
    url = f"/numbers/{number['id']}"
    early = await world.client.patch(url, json={"scenario_id": made["id"]}, headers=world.bearer())
    assert "published" in check_problem(early, 422)["errors"][0]["message"]
    await publish(world, made["id"])
    assert (await world.client.patch(url, json={"scenario_id": made["id"]}, headers=world.bearer())).status_code == 204
    company = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert company is not None
    assert [one.scenario_id for one in company.numbers] == [made["id"]]
    strange = await world.client.patch(url, json={"scenario_id": "nonsense"}, headers=world.bearer())
    assert check_problem(strange, 422)["errors"][0]["field"] == "scenario_id"


@pytest.mark.parametrize("role", ["other", "super", "agnes"])
async def test_other_companies_and_other_roles(world: World, role: str) -> None:
    made = await add(world)
    url = f"/scenarios/{made['id']}"
    match = {"If-Match": "*"}
    if role == "other":
        headers, reading, changing = world.bearer(world.other_token), 404, 404
    else:
        await log_in(world, role, f"{role}-password")
        headers, reading, changing = {}, 200 if role == "super" else 403, 403
    for answered in (
        await world.client.put(f"{url}/draft", json=GOOD, headers=headers | match),
        await world.client.delete(f"{url}/draft", headers=headers | match),
        await world.client.post(f"{url}/publish", headers=headers | match),
        await world.client.post(f"{url}/roll-back", json={"version": 1}, headers=headers),
        await world.client.patch(url, json={"name": "x"}, headers=headers),
        await world.client.delete(url, headers=headers),
    ):
        check_problem(answered, changing)
    for answered in (
        await world.client.get(url, headers=headers),
        await world.client.post(f"{url}/verify", json={}, headers=headers),
        await world.client.post(f"{url}/rehearse", json={}, headers=headers),
    ):
        assert answered.status_code == reading
