"""The company's own prompts through the API: uploaded, spoken, heard, replaced, kept while a scenario says them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.integration.api.conftest import wav
from tests.integration.api.test_api import check_problem, log_in

from offhook.api.guard import MAX_SOUND
from offhook.db.sealing import Sealer
from offhook.routing.installation import Office
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    import pytest
    from tests.integration.api.conftest import World


async def upload(world: World, name: str = "sales", language: str = "et-EE") -> dict[str, Any]:
    url = f"/prompts/uploads?name={name}&language={language}"
    answered = await world.client.post(url, content=wav(8000), headers=world.bearer())
    assert answered.status_code == 201, answered.text
    return dict(answered.json())


def is_there(file: Path) -> bool:
    return file.exists()


async def office(world: World) -> Office:
    company = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert company is not None
    return Office.of(company)


async def test_an_uploaded_prompt_from_its_making_to_its_end(world: World) -> None:
    made = await upload(world)
    assert (made["name"], made["language"], made["kind"], made["text"]) == ("sales", "et", "upload", "")
    assert made["duration_seconds"] == 1.0
    file = Path((await office(world)).prompt("sales", "et"))
    assert file.is_relative_to(world.settings.data / "company-prompts" / world.tenant)
    url = f"/prompts/{made['id']}"
    heard = await world.client.get(f"{url}/audio", headers=world.bearer() | {"Range": "bytes=0-43"})
    assert (heard.status_code, heard.content[:4], len(heard.content)) == (206, b"RIFF", 44)
    longer = await world.client.put(f"{url}/audio", content=wav(16000), headers=world.bearer())
    assert longer.json()["duration_seconds"] == 2.0
    spoken = await world.client.patch(url, json={"text": "Tere"}, headers=world.bearer())
    assert (spoken.json()["kind"], spoken.json()["text"]) == ("text", "Tere")
    listed = (await world.client.get("/prompts", headers=world.bearer())).json()
    assert listed["items"] == [spoken.json()]
    assert "welcome" in {one["name"] for one in listed["sentences"]}
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    assert not is_there(file)
    check_problem(await world.client.get(f"{url}/audio", headers=world.bearer()), 404)
    assert (await office(world)).prompt("sales", "et") == ""


async def test_languages_of_one_name(world: World) -> None:
    estonian = await upload(world)
    text = {"name": "sales", "language": "en", "text": "You have reached the sales department."}
    english = (await world.client.post("/prompts", json=text, headers=world.bearer())).json()
    assert english["duration_seconds"] > 1
    found = await office(world)
    assert estonian["id"] in found.prompt("sales", "et-EE")
    assert english["id"] in found.prompt("sales", "ru")  # the company's language
    graph = {"start": "a", "rescue": "a", "nodes": {"a": {"kind": "hangup", "prompts": ["sales"]}}}
    scenario = (
        await world.client.post("/scenarios", json={"name": "S", "graph": graph}, headers=world.bearer())
    ).json()
    verdict = await world.client.post(f"/scenarios/{scenario['id']}/verify", json={}, headers=world.bearer())
    assert verdict.json()["publishable"] is True
    assert (await world.client.delete(f"/prompts/{estonian['id']}", headers=world.bearer())).status_code == 204
    problem = check_problem(await world.client.delete(f"/prompts/{english['id']}", headers=world.bearer()), 409)
    assert problem["errors"] == [{"field": "scenarios", "message": "S"}]


async def test_what_cannot_be_is_refused_by_its_field(world: World) -> None:
    await upload(world)
    for query, sound, field in (
        ("name=sales&language=et", wav(10), "name"),
        ("name=%20&language=et", wav(10), "name"),
        ("name=b&language=e%2F", wav(10), "language"),
        ("name=b&language=et", b"nonsense", "audio"),
        ("name=b&language=et", b"", "audio"),
    ):
        answered = await world.client.post(f"/prompts/uploads?{query}", content=sound, headers=world.bearer())
        assert check_problem(answered, 422)["errors"][0]["field"] == field
    text = {"name": "b", "language": "et", "text": "  "}
    answered = await world.client.post("/prompts", json=text, headers=world.bearer())
    assert check_problem(answered, 422)["errors"][0]["field"] == "text"
    huge = {"Content-Length": str(MAX_SOUND + 1)}
    url = "/prompts/uploads?name=b&language=et"
    check_problem(await world.client.post(url, content=b"", headers=world.bearer() | huge), 413)
    large = await world.client.post(url, content=wav(400_000), headers=world.bearer())  # more than other bodies may be
    assert large.status_code == 201


async def test_other_companies_and_other_roles(world: World) -> None:
    made = await upload(world)
    url = f"/prompts/{made['id']}"
    other = world.bearer(world.other_token)
    for answered in (
        await world.client.get(f"{url}/audio", headers=other),
        await world.client.put(f"{url}/audio", content=wav(10), headers=other),
        await world.client.patch(url, json={"text": "x"}, headers=other),
        await world.client.delete(url, headers=other),
    ):
        check_problem(answered, 404)
    await log_in(world, "super", "super-password")
    assert (await world.client.get(f"{url}/audio")).status_code == 200
    check_problem(await world.client.delete(url), 403)


async def test_a_text_is_spoken_in_a_voice_and_again(world: World) -> None:
    headers = world.bearer()
    body: dict[str, Any] = {"name": "closed", "language": "et-EE", "text": "Tere", "voice": "female", "speed": 80}
    response = await world.client.post("/prompts/speech", headers=headers, json=body)
    assert response.status_code == 201, response.text
    made = response.json()
    assert [made[key] for key in ("language", "kind", "text", "voice", "speed")] == ["et", "text", "Tere", "female", 80]
    first = (await world.client.get(f"/prompts/{made['id']}/audio", headers=headers)).content
    url = f"/prompts/{made['id']}"
    again = (await world.client.patch(url, headers=headers, json={"text": "Tere"})).json()
    assert (again["voice"], again["speed"]) == ("female", 80)
    assert (await world.client.get(f"{url}/audio", headers=headers)).content == first
    faster = (await world.client.patch(url, headers=headers, json={"text": "Tere", "voice": "", "speed": 200})).json()
    assert (faster["voice"], faster["speed"]) == ("", 200)
    assert faster["duration_seconds"] < made["duration_seconds"]
    assert (await world.client.get(f"{url}/audio", headers=headers)).content != first
    voices = (await world.client.get("/prompts/voices", headers=headers)).json()
    assert {"en", "ru", "et", "de", "am"} <= set(voices["languages"])
    assert voices["voices"][:2] == ["", "male"]
    for wrong in ({"text": ""}, {"text": "x" * 1001}, {"voice": "+m3; rm"}, {"speed": 59}, {"speed": 201}, {"rate": 1}):
        response = await world.client.post("/prompts/speech", headers=headers, json=body | {"name": "n"} | wrong)
        assert check_problem(response, 422)["errors"][0]["field"] == f"body.{next(iter(wrong))}"
    response = await world.client.post("/prompts/speech", headers=headers, json=body | {"language": "xx", "name": "n"})
    assert check_problem(response, 422)["errors"][0]["field"] == "text"


async def test_the_program_that_speaks_is_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    body = {"name": "closed", "language": "en", "text": "Nobody has said this before."}
    for response in (
        await world.client.post("/prompts/speech", headers=world.bearer(), json=body),
        await world.client.get("/prompts/voices", headers=world.bearer()),
    ):
        assert "install-system-packages" in check_problem(response, 503)["detail"]
    assert (await world.client.get("/prompts", headers=world.bearer())).json()["items"] == []
