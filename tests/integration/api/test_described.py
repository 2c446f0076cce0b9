"""Whatever is sent to the API, it answers as it describes itself: requests made by schemathesis from the description.

`FUZZ_API_REQUESTS` says how many (`make fuzz-api`: 10,000); without it a few to each operation, always the same ones.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.errors import SerializationNotPossible
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.integration.api.conftest import made_once

from offhook.api.app import create_app
from offhook.api.context import Context
from offhook.api.openapi import description

if TYPE_CHECKING:
    from schemathesis import Case
    from tests.integration.api.conftest import World

ANSWER_S = 30
REQUESTS = int(os.environ.get("FUZZ_API_REQUESTS", "0"))
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance, not_a_server_error]
# What ends the login that asks, or the company of all that is asked; and what does not come to an end.
LEFT_OUT = {"post_logout", "get_events"}
KEPT = ("/users/", "/companies/", "/sessions/", "/tokens/")  # no real ids there, for the same reason


class Asking:
    """Sends what schemathesis makes to the API, from its thread to the event loop, and looks at the answers."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str], known: dict[str, list[str]]) -> None:
        self.faults: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self._client = client
        self._headers = headers
        self._known = known
        self._chance = random.Random(1)
        self._loop = asyncio.get_running_loop()

    def ask(self, case: Case) -> None:
        where = f"{case.method} {case.operation.path}"
        if not any(part in case.operation.path for part in KEPT):
            for name in case.path_parameters or {}:
                if name in self._known and self._chance.random() < 0.7:
                    case.path_parameters[name] = self._chance.choice(self._known[name])
        try:
            sent = asyncio.run_coroutine_threadsafe(asyncio.wait_for(self._send(case), ANSWER_S), self._loop)
            answer = sent.result()
        except TimeoutError:
            self.faults[f"{where} gives no answer"] += 1
        except (httpx.InvalidURL, UnicodeEncodeError):
            pass  # no client would send it
        else:
            self._look(case, answer, where)

    async def _send(self, case: Case) -> httpx.Response:
        wanted = case.as_transport_kwargs(base_url="http://pbx.test")
        headers = {key: value for key, value in wanted.pop("headers").items() if key.lower() != "authorization"}
        body = wanted.pop("data", None)
        if body is not None:
            wanted["content" if isinstance(body, str | bytes) else "data"] = body
        wanted.pop("cookies", None)
        rest = {name: one for name, one in wanted.items() if one is not None}
        return await self._client.send(self._client.build_request(headers={**headers, **self._headers}, **rest))

    def _look(self, case: Case, answer: httpx.Response, where: str) -> None:
        self.statuses[answer.status_code] += 1
        if answer.status_code == 401 and case.operation.path != "/api/v1/login":
            self.faults[f"{where} ends the login"] += 1
        if answer.status_code == 503 and ("switch" in answer.text or "/health" in where):
            return  # there is none here
        try:
            case.validate_response(Response.from_httpx(answer, verify=False), checks=CHECKS)
        except FailureGroup as group:
            for one in group.exceptions:
                told = f"{where} {answer.status_code}: {type(one).__name__}: {one}"
                self.faults[told[:600] + (answer.text[:300] if answer.status_code >= 500 else "")] += 1


def run(operations: list[Any], asking: Asking) -> None:
    """Ask each operation, as it wants to be asked and as it does not."""
    how = settings(
        max_examples=max(1, REQUESTS // (2 * len(operations))),
        derandomize=not REQUESTS,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
                continue
            test = how(given(case=operation.as_strategy(generation_mode=mode))(asking.ask))
            with suppress(SerializationNotPossible):  # of sounds
                (seed(1)(test) if REQUESTS else test)()


@pytest.mark.timeout(0 if REQUESTS else 240)
async def test_every_answer_is_as_described(world: World) -> None:
    free = replace(world.settings, rate_login=0, rate_company=0)
    app = made_once(create_app(Context(free, world.database, world.switch), web=free.data / "no-web"))
    described = description()
    found = [one.ok() for one in schemathesis.openapi.from_dict(described).get_all_operations()]
    operations = [one for one in found if one.definition.raw["operationId"] not in LEFT_OUT]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://pbx.test") as client:
        asking = Asking(client, world.bearer(), await ids(client, world, described))
        await asyncio.to_thread(run, operations, asking)
    many = sum(asking.statuses.values())
    print(f"{many} requests: {dict(sorted(asking.statuses.items()))}")  # noqa: T201  for who runs `make fuzz-api`
    assert many >= len(operations)
    assert not asking.faults, "\n".join(f"{count} x {told}" for told, count in asking.faults.most_common(40))


async def ids(client: httpx.AsyncClient, world: World, described: dict[str, Any]) -> dict[str, list[str]]:
    """Return ids that exist, by the names of path parameters."""
    found: dict[str, list[str]] = {}
    for path, methods in described["paths"].items():
        if "get" in methods and "{" not in path and path != "/api/v1/events":
            answer = await client.get(path, headers=world.bearer())
            items: Any = answer.json().get("items") if answer.headers["content-type"] == "application/json" else None
            names = [one["id"] for one in items or () if isinstance(one, dict) and isinstance(one.get("id"), str)]
            below = [other for other in described["paths"] if other.startswith(path + "/{")]
            for other in below if names else ():
                found[other.removeprefix(path + "/{").partition("}")[0]] = names
    return found
