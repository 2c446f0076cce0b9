"""Traces: `GET /calls/{id}/trace` and, for Wireshark, `GET /calls/{id}/trace.pcapng`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from offhook.api.calls import Language, StepModel, find_call
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.history.traces import trace_of
from offhook.history.words import preferred_language
from offhook.sip.address import Address, Transport, host_text
from offhook.trace.pcapng import pcapng

router = APIRouter(tags=["calls"])
Technician = Annotated[Caller, Depends(permitted("traces.read"))]
PCAPNG = "application/x-pcapng"


class TracedLegModel(Model):
    """A column of the ladder: `inbound` legs called us, `outbound` ones were called."""

    leg_id: str
    name: str = Field(examples=["Anna Kask (201)"])
    direction: Literal["inbound", "outbound"]


class TracedMessageModel(Model):
    """One message between us and the far end of a leg; secrets in `text` are blanked."""

    at: Utc
    kind: Literal["sip", "rtcp"]
    sent: bool = Field(description="By us")
    leg_id: str
    transport: Transport
    local: str = Field(examples=["192.0.2.1:5060"])
    remote: str = Field(examples=["198.51.100.1:5060"])
    summary: str = Field(examples=["INVITE (SDP)"])
    text: str


class TraceModel(Model):
    """The messages of a call in the order of their time, beside its steps."""

    kept_days: int = Field(description="How long traces are kept here; 0 = not at all")
    complete: bool = Field(description="False when there are more messages than are shown")
    legs: list[TracedLegModel]
    messages: list[TracedMessageModel]
    steps: list[StepModel]


@router.get("/calls/{call_id}/trace", responses=responses(401, 403, 404, 503))
async def read_trace(
    context: InContext, caller: Technician, call_id: PathId, accept_language: Language = None
) -> TraceModel:
    """Show the SIP messages and RTCP reports of a call; none when they are too old, or are not kept."""
    call = await find_call(context, caller, call_id, preferred_language(accept_language))
    trace = await asyncio.to_thread(trace_of, context.settings.traces, call)
    return TraceModel(
        kept_days=context.settings.trace_days,
        complete=trace.complete,
        legs=[TracedLegModel.model_validate(leg) for leg in trace.legs],
        messages=[
            TracedMessageModel(
                at=datetime.fromtimestamp(message.entry.at / 1e6, UTC),
                kind=message.entry.kind,
                sent=message.entry.sent,
                leg_id=message.leg_id,
                transport=message.entry.transport,
                local=_text(message.entry.local),
                remote=_text(message.entry.remote),
                summary=message.summary,
                text=message.text,
            )
            for message in trace.messages
        ],
        steps=[StepModel.model_validate(step) for step in call.steps],
    )


@router.get(
    "/calls/{call_id}/trace.pcapng",
    response_class=Response,
    responses={
        200: {"content": {PCAPNG: {}}, "description": "A capture file"},
        **responses(401, 403, 404, 503),
    },
)
async def read_capture(context: InContext, caller: Technician, call_id: PathId) -> Response:
    """Give the messages of a call as a capture file; 404 when none are kept."""
    call = await find_call(context, caller, call_id)
    trace = await asyncio.to_thread(trace_of, context.settings.traces, call)
    if not trace.messages:
        raise HTTPException(404, "no messages of this call are kept")
    content = await asyncio.to_thread(pcapng, [message.entry for message in trace.messages])
    headers = {"Content-Disposition": f'attachment; filename="offhook-call-{call.id}.pcapng"'}
    return Response(content, media_type=PCAPNG, headers=headers)


def _text(address: Address) -> str:
    return f"{host_text(address[0])}:{address[1]}"
