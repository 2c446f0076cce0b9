"""The web application as a whole: the API below `/api/v1`, the browser's files everywhere else."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.exceptions import ExceptionMiddleware

from offhook.api import (
    audit,
    bans,
    boxes,
    branches,
    call_export,
    calls,
    companies,
    company,
    contacts,
    departments,
    description,
    desks,
    devices,
    directory,
    events,
    exports,
    extensions,
    health,
    keys,
    live,
    number_asking,
    number_formats,
    number_lists,
    numbers,
    ordered_calls,
    owed_calls,
    passwords,
    people,
    presets,
    problems,
    prompts,
    queues,
    recording_links,
    recording_rules,
    recordings,
    routes,
    rules,
    scenario_history,
    scenario_trials,
    scenarios,
    schedules,
    second_factor,
    sessions,
    sites,
    tokens,
    traces,
    trunks,
    users,
    voicemails,
    wakeups,
    webhook_deliveries,
    webhooks,
    workload,
)
from offhook.api.acting import Acting
from offhook.api.conditional import Conditional
from offhook.api.forwarded import Forwarded
from offhook.api.guard import Guard
from offhook.api.idempotency import Idempotent
from offhook.api.metrics import metrics_route
from offhook.api.reference import reference_routes
from offhook.api.requests import Requests
from offhook.api.secure import ToHttps, is_strict, secure_routes
from offhook.api.shared_recordings import shared_routes
from offhook.api.sip_socket import SipSockets
from offhook.api.web import web_folder, web_route
from offhook.events.feed import Feed
from offhook.transport.edge import SwitchLink

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from offhook.api.context import Context

PREFIX = "/api/v1"
RESOURCES = (
    sessions,
    users,
    passwords,
    second_factor,
    tokens,
    live,
    ordered_calls,
    call_export,
    calls,
    traces,
    voicemails,
    extensions,
    devices,
    trunks,
    presets,
    routes,
    number_formats,
    sites,
    numbers,
    number_asking,
    scenario_trials,
    scenario_history,
    scenarios,
    schedules,
    number_lists,
    prompts,
    queues,
    recording_rules,
    recording_links,
    recordings,
    keys,
    owed_calls,
    events,
    people,
    workload,
    directory,
    exports,
    branches,
    departments,
    contacts,
    rules,
    company,
    companies,
    bans,
    boxes,
    wakeups,
    desks,
    audit,
    webhooks,
    webhook_deliveries,
    health,
)


def create_app(context: Context, *, web: Path | None = None) -> FastAPI:
    """Return the application; `web` is the folder of the built web application, looked for when it is not given."""
    link = SwitchLink(context.settings.edge_socket, "web")
    feed = Feed(context.settings.switch_socket)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        link.start()
        feed.start()
        certifying = None
        if context.settings.acme:
            from offhook.certificates.acme import keep_certified  # noqa: PLC0415  its libraries take a while

            certifying = asyncio.get_running_loop().create_task(keep_certified(context.settings, context.proofs))
        yield
        if certifying is not None:
            certifying.cancel()
        await feed.stop()
        await link.stop()
        await context.database.close()

    app = FastAPI(
        title="Offhook",
        version=version("offhook"),
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.context, app.state.feed, app.state.streams = context, feed, events.Streams()
    problems.install(app)
    description.install(app)
    # The last is the first to see a request.
    app.add_middleware(Conditional, database=context.database)
    app.add_middleware(Idempotent, context=context)
    app.add_middleware(Acting, context=context)
    app.add_middleware(ExceptionMiddleware, handlers=problems.handlers(app))  # for what these raise themselves
    if address := context.settings.https_address:
        app.add_middleware(ToHttps, port=address[1])
    app.add_middleware(Guard, strict=is_strict(context.settings))
    app.add_middleware(Requests, tally=context.requests)
    app.add_middleware(Forwarded, proxies=context.settings.proxies)
    for module in RESOURCES:
        app.include_router(module.router, prefix=PREFIX)
    app.router.routes += [
        SipSockets(link).route(),
        metrics_route(),
        *secure_routes(context.settings, context.proofs),
        *reference_routes(),
    ]
    app.router.routes += shared_routes(context)
    app.router.routes.append(web_route(web_folder(web)))
    return app
