"""What would become of a call, and how a number would be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


async def test_a_rehearsal_is_asked_of_the_switch(world: World) -> None:
    url = "/routes/rehearsal?extension=201&dialled=%2037255512345%20"
    check_problem(await world.client.get(url, headers=world.bearer()), 503)
    way = {
        "trunk_id": "k",
        "trunk": "Operator",
        "gateway": "192.0.2.7:5060",
        "reason": "",
        "number": "1",
        "caller": "2",
    }
    world.switch.answers["rehearse"] = {"kind": "outside", "number": "+37255512345", "prefix": None, "ways": [way]}
    told = (await world.client.get(url, headers=world.bearer())).json()
    assert (told["kind"], told["ways"], told["left_out"], told["who"]) == ("outside", [way], [], None)
    asked = {"tenant": world.tenant, "caller": "201", "dialled": "37255512345"}
    assert world.switch.asked[-1] == ("rehearse", asked)
    step = {"kind": "forwarded", "detail": {"who": "Anna", "to": {"number": "203", "name": "C"}, "forwards": "busy"}}
    world.switch.answers["rehearse"] = {"kind": "extension", "steps": [step], "ending": "voicemail"}
    told = (await world.client.get(url, headers=world.bearer())).json()
    assert told["ending"] == "voicemail"
    assert [(one["kind"], "Anna" in one["text"]) for one in told["steps"]] == [("forwarded", True)]
    world.switch.answers["rehearse"] = None
    body = check_problem(await world.client.get(url, headers=world.bearer()), 422)
    assert body["errors"][0]["field"] == "extension"
    check_problem(await world.client.get("/routes/rehearsal?extension=201", headers=world.bearer()), 422)
    await log_in(world, "agnes", "agnes-password")
    check_problem(await world.client.get(url), 403)


@pytest.mark.parametrize(
    ("formats", "number", "expected"),
    [
        ({}, "55512345", ("+37255512345", "+37255512345", "+37255512345")),
        ({"called": {"form": "plain"}}, "+37255512345", ("+37255512345", "37255512345", "+37255512345")),
        ({"called": {"form": "national"}}, "+79161234567", ("+79161234567", "0079161234567", "+79161234567")),
        (
            {"called": {"rules": [{"prefix": "+372", "replacement": "9"}]}},
            "55512345",
            ("+37255512345", "955512345", ""),
        ),
        ({"called": {"rules": [{"prefix": "", "replacement": "0"}]}}, "112", ("112", "0112", "112")),
        ({}, "nonsense", (None, None, "nonsense")),
    ],
)
async def test_formats_are_tried_without_being_saved(
    world: World, formats: dict[str, Any], number: str, expected: tuple[str | None, str | None, str]
) -> None:
    wanted = {"formats": formats, "number": number}
    shown = (await world.client.post("/number-formats/preview", json=wanted, headers=world.bearer())).json()
    assert (shown["number"], shown["called"]) == expected[:2]
    if expected[2]:
        assert shown["called_in"] == shown["caller_in"] == expected[2]


async def test_formats_that_cannot_be(world: World) -> None:
    wanted = {"formats": {"called_in": [{"prefix": "abc"}]}, "number": "1"}
    body = check_problem(await world.client.post("/number-formats/preview", json=wanted, headers=world.bearer()), 422)
    assert body["errors"][0]["field"] == "formats"
    await log_in(world, "agnes", "agnes-password")
    check_problem(await world.client.post("/number-formats/preview", json=wanted), 403)
