"""Graphs judged against the company as it is in the database: what publishing, verifying and rehearsing share."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

from fastapi import Header
from starlette.exceptions import HTTPException

from offhook.prompts.sentences import SENTENCES
from offhook.routing.installation import Office
from offhook.scenario.verify import Company, Fault, verify
from offhook.tenancy.loading import company_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.scenario.graph import Graph

Language = Annotated[str | None, Header(description="`ru` or `en`: the language of texts", max_length=200)]


async def office_of(session: AsyncSession) -> Office:
    """Return the session's company as a switch would have it.

    Raises:
        HTTPException: 404, the company is gone.
    """
    company = await company_of(session)
    if company is None:
        raise HTTPException(404)
    return Office.of(company)


async def faults_of(office: Office, graph: Graph, scenario_id: str) -> list[Fault]:
    """Judge a graph of a scenario, in a thread: large ones take a while."""
    own = {name for name, _ in office.prompts}
    company = Company(office, lambda name: name in SENTENCES or name in own, scenario_id)
    return await asyncio.to_thread(verify, graph, company)
