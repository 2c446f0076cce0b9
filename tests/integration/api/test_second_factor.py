"""The second factor through the API: set up, asked for, taken once, demanded by the company, lost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from tests.integration.api.test_api import check_problem, log_in

if TYPE_CHECKING:
    import httpx
    from tests.integration.api.conftest import World

PASSWORD = {"password": "agnes-password"}


async def log_in_with(world: World, code: str) -> httpx.Response:
    return await world.client.post("/login", json={"user": "agnes", **PASSWORD, "code": code})


async def set_up(world: World, steps: int = -1) -> tuple[pyotp.TOTP, list[str]]:
    """Set it up with the code of a step ago, so that the present one can be used."""
    made = (await world.client.post("/me/second-factor", json=PASSWORD)).json()
    app = pyotp.TOTP(made["secret"])
    assert made["uri"].startswith("otpauth://totp/Offhook:agnes?")
    on = await world.client.put("/me/second-factor", json={"code": app.at(int(time.time()), counter_offset=steps)})
    assert on.status_code == 200, on.text
    return app, on.json()["recovery_codes"]


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> float:
    """The time stands still in the middle of a step."""
    at = 1_790_000_010.0
    monkeypatch.setattr("offhook.api.sessions.time.time", lambda: at)
    monkeypatch.setattr(time, "time", lambda: at)
    return at


@pytest.mark.usefixtures("steady")
async def test_from_setting_up_to_logging_in(world: World) -> None:
    await log_in(world, "agnes", "agnes-password")
    check_problem(await world.client.post("/me/second-factor", json={"password": "wrong"}), 422)
    check_problem(await world.client.put("/me/second-factor", json={"code": "123456"}), 422)
    app, codes = await set_up(world)
    assert len(set(codes)) == 10
    check_problem(await world.client.post("/me/second-factor", json=PASSWORD), 409)
    assert (await world.client.get("/me/second-factor")).json() == {"on": True, "recovery_codes": 10}
    for _ in range(8):  # no failures: nobody is shut out by a form that asks in two steps
        asked = check_problem(await log_in(world, "agnes", "agnes-password"), 401)
        assert asked["type"] == "urn:offhook:second-factor"
    code = app.at(int(time.time()))
    assert (await log_in_with(world, code)).json()["second_factor"] is True
    assert check_problem(await log_in_with(world, code), 401)["type"] == "urn:offhook:second-factor"  # once
    assert (
        await log_in_with(world, app.at(int(time.time()), counter_offset=1))
    ).status_code == 200  # a clock that is fast
    check_problem(await log_in_with(world, app.at(int(time.time()), counter_offset=2)), 401)
    assert (await log_in_with(world, codes[0].upper())).status_code == 200
    check_problem(await log_in_with(world, codes[0]), 401)
    renewed = (await world.client.post("/me/second-factor/recovery-codes", json=PASSWORD)).json()["recovery_codes"]
    check_problem(await log_in_with(world, codes[1]), 401)
    assert (await log_in_with(world, renewed[1].replace("-", ""))).status_code == 200
    assert (await world.client.post("/me/second-factor/disable", json=PASSWORD)).status_code == 204
    assert (await log_in(world, "agnes", "agnes-password")).status_code == 200


@pytest.mark.usefixtures("steady")
async def test_guessing_codes_is_slowed_down(world: World) -> None:
    await log_in(world, "agnes", "agnes-password")
    await set_up(world)
    for _ in range(5):
        check_problem(await log_in_with(world, "000000"), 401)
        await log_in(world, "agnes", "agnes-password")  # forgets no failures
    check_problem(await log_in_with(world, "000000"), 429)


@pytest.mark.usefixtures("steady")
async def test_the_company_demands_it_of_a_role_and_an_administrator_takes_a_lost_one_away(world: World) -> None:
    change = {"second_factor_roles": ["agent"]}
    assert (await world.client.patch("/company", json=change, headers=world.bearer())).status_code == 204
    me: dict[str, Any] = (await log_in(world, "agnes", "agnes-password")).json()
    assert me["must_enrol"] is True
    assert check_problem(await world.client.get("/calls"), 403)["type"] == "urn:offhook:enrol"
    assert (await world.client.get("/me")).json()["must_enrol"] is True
    await set_up(world)
    assert (await world.client.get("/calls")).status_code == 200
    users = (await world.client.get("/users", headers=world.bearer())).json()["items"]
    agnes = next(one["id"] for one in users if one["login"] == "agnes")
    url = f"/users/{agnes}/second-factor"
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    assert (await log_in(world, "agnes", "agnes-password")).json()["must_enrol"] is True
    assert (await world.client.get("/calls", headers=world.bearer())).status_code == 200  # of tokens it is not asked
