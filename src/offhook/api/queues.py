"""Queues: `/queues`, who waits in one and how its day goes: `/queues/{id}/live`; agents: `/agents`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.configuration import Queue, QueueStrategy
from offhook.errors import RemoteError, ResourceError
from offhook.queues.numbers import numbers_of_queue
from offhook.queues.service import list_queues, read_queue, remove_queue, save_queue
from offhook.recording.rules import rules_naming
from offhook.scenario.uses import scenarios_naming

router = APIRouter(tags=["queues"])
Reader = Annotated[Caller, Depends(permitted("queues.read"))]
Administrator = Annotated[Caller, Depends(permitted("queues.change"))]
AgentReader = Annotated[Caller, Depends(permitted("agents.read"))]
AgentChanger = Annotated[Caller, Depends(permitted("agents.change"))]

_Level = Annotated[int, Field(ge=1, le=10)]
_Skill = Annotated[str, Field(min_length=1, max_length=40)]


class QueueMemberModel(Body):
    """An agent of a queue."""

    extension_id: str = Field(max_length=64)
    penalty: int = Field(0, ge=0, le=100, description="Who has a lower one is offered callers first")
    skills: dict[_Skill, _Level] = Field({}, max_length=50, examples=[{"estonian": 3}])
    always: bool = Field(default=False, description="There without signing in")


class QueuePriorityModel(Body):
    """Callers on a list of numbers go before others."""

    list_id: str = Field(max_length=64)
    priority: int = Field(ge=-100, le=100)


class QueueSettings(Body):
    """A queue; all times are in seconds."""

    name: str = Field(min_length=1, max_length=120, examples=["Sales"])
    strategy: QueueStrategy = "longest_idle"
    members: list[QueueMemberModel] = Field([], max_length=500)
    priority: int = Field(0, ge=-100, le=100, description="Of all its callers, among queues with the same agents")
    priorities: list[QueuePriorityModel] = Field([], max_length=50, description="The first list counts")
    priority_s: int = Field(60, ge=1, le=3600, description="Of waiting that a point of priority is worth")
    music: str = Field("", max_length=64, description="A prompt; empty: the hold music")
    announcement: str = Field("", max_length=64, description="A prompt that is played now and then")
    announce_s: int = Field(60, ge=0, le=3600, description="From one announcement to the next; 0: none")
    say_position: bool = True
    say_wait: bool = False
    longest_wait_s: int = Field(900, ge=10, le=14400)
    longest: int = Field(100, ge=1, le=1000, description="So many callers at most")
    ring_s: int = Field(15, ge=5, le=120)
    retry_s: int = Field(5, ge=1, le=600, description="An agent who did not answer is left alone")
    pause_after: int = Field(3, ge=0, le=100, description="Calls not answered in a row, then it is a break; 0: never")
    wrap_up_s: int = Field(10, ge=0, le=3600)
    sticky_last: bool = Field(default=False, description="To whom the caller talked last, if that agent is there")
    sticky_responsible: bool = Field(
        default=False, description="To who is responsible for the caller by the contacts; goes before the last one"
    )
    sticky_s: int = Field(30, ge=0, le=3600)
    skill_patience_s: int = Field(0, ge=0, le=3600, description="After that anybody will do; 0: never")
    service_level_s: int = Field(20, ge=1, le=3600)
    callback_attempts: int = Field(3, ge=1, le=20)
    callback_retry_s: int = Field(600, ge=10, le=86400)
    dial_owed: bool = Field(default=False, description="Whether free agents are given owed calls to make")
    dial_per_hour: int = Field(60, ge=1, le=3600, description="So many of them at most")
    dial_tries: int = Field(3, ge=1, le=20, description="Calls to a number in vain, by hand too; then none is made")
    dial_pause_s: int = Field(3600, ge=60, le=604800, description="From one of them to the next")
    dial_schedule: str = Field("", max_length=64, description="When this schedule says open; empty: at any time")
    dial_never: str = Field("", max_length=64, description="A list of numbers that are not dialled")
    dial_numbers: list[str] = Field([], max_length=200, description="Called numbers of the company; none: all")


class QueueModel(QueueSettings):
    """A queue as it is."""

    id: str


class QueueReplaced(QueueSettings):
    """A queue as it is to be; what is left out is as in a new one."""

    id: str | None = Field(None, max_length=64, description="As in the address, which alone counts")


class QueueListModel(Model):
    """The company's queues, by name."""

    items: list[QueueModel]


class AgentModel(Model):
    """An agent, and what it does now."""

    extension_id: str
    number: str
    name: str
    state: Literal["signed_out", "break", "busy", "ringing", "after_call", "away", "available"]
    reason: str = Field(description="Of a break; `unanswered`: it let calls ring")
    since: Utc | None = Field(description="When it began to do that")
    until: Utc | None = Field(description="When the work after a call ends")
    call_id: str | None = Field(description="The call that it talks in, or is rung for")
    queue_id: str | None = Field(description="Of the conversation")
    queues: list[str] = Field(description="The ids of those that it serves")
    calls: int = Field(description="Of queues, today")
    talk_s: int


class AgentListModel(Model):
    """The agents of all queues."""

    items: list[AgentModel]


class AgentState(Body):
    """What an agent is to do."""

    state: Literal["available", "break", "signed_out"]
    reason: str = Field("", max_length=64, examples=["lunch"])


class WaitingModel(Model):
    """Who waits; `promised`: it is to be called back, and has no call."""

    call_id: str | None
    position: int = Field(description="In the line: 1 is next")
    number: str
    name: str
    since: Utc
    waits_s: float
    expected_s: int
    priority: int = Field(description="The caller's and the queue's together")
    promised: bool
    attempts: int = Field(description="Of a promise: how often it was tried to keep it")
    offered: list[str] = Field(description="Whose telephones ring")


class QueueDayModel(Model):
    """How a queue's day went until now; `service_level` is the share answered in time, of 1."""

    entered: int
    answered: int
    in_time: int
    abandoned: int
    left: int = Field(description="By a key, after the longest wait, or because no agent was there")
    promised: int = Field(description="Calls back")
    average_wait_s: float | None
    longest_wait_s: float
    service_level: float | None


class QueueDiallingModel(Model):
    """How the dialling of owed calls goes; `state`: `off`, `closed` by its schedule, `busy` agents, nobody to call."""

    state: Literal["off", "closed", "busy", "paced", "nobody", "dialling"]
    under_way: int = Field(description="Owed calls that an agent is being found for, or rung")


class QueueLiveModel(Model):
    """A queue at this moment."""

    dialling: QueueDiallingModel

    waiting: list[WaitingModel]
    agents: list[AgentModel]
    today: QueueDayModel


@router.get("/queues", responses=responses(401, 403, 503))
async def read_queues(context: InContext, caller: Reader) -> QueueListModel:
    """List queues."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return QueueListModel(items=[_model(queue) for queue in await list_queues(session)])


@router.get("/queues/{queue_id}", responses=responses(401, 403, 404, 503))
async def read_one_queue(context: InContext, caller: Reader, queue_id: PathId) -> QueueModel:
    """Show one queue."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        queue = await read_queue(session, known_id(queue_id))
    if queue is None:
        raise HTTPException(404)
    return _model(queue)


@router.post("/queues", status_code=201, responses=responses(401, 403, 422, 503))
async def add(context: InContext, caller: Administrator, new: QueueSettings) -> QueueModel:
    """Add a queue."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _model(await save_queue(session, _queue("", new)))


@router.put("/queues/{queue_id}", responses=responses(401, 403, 404, 422, 503))
async def change(context: InContext, caller: Administrator, queue_id: PathId, wanted: QueueReplaced) -> QueueModel:
    """Put these settings in the place of all that the queue has; who waits keeps the place."""
    known = known_id(queue_id)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if await read_queue(session, known) is None:
            raise HTTPException(404)
        return _model(await save_queue(session, _queue(known, wanted)))


class Dialling(Body):
    """Whether owed calls are dialled."""

    running: bool


@router.put("/queues/{queue_id}/dialling", responses=responses(401, 403, 404, 422, 503))
async def set_dialling(context: InContext, caller: Administrator, queue_id: PathId, wanted: Dialling) -> QueueModel:
    """Begin or end the dialling of owed calls; who is being called is not cut off."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        queue = await read_queue(session, known_id(queue_id))
        if queue is None:
            raise HTTPException(404)
        return _model(await save_queue(session, msgspec.structs.replace(queue, dial_owed=wanted.running)))


@router.delete("/queues/{queue_id}", status_code=204, responses=responses(401, 403, 404, 409, 503))
async def remove(context: InContext, caller: Administrator, queue_id: PathId) -> None:
    """Remove a queue that no scenario and no number leads to and no recording rule names."""
    known = known_id(queue_id)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        uses = [
            *await scenarios_naming(session, "queue", known),
            *await rules_naming(session, known),
            *await numbers_of_queue(session, known),
        ]
        if not await remove_queue(session, known, uses):
            raise HTTPException(404)


@router.get("/queues/{queue_id}/live", responses=responses(401, 403, 404, 503))
async def read_live(context: InContext, caller: Reader, queue_id: PathId) -> QueueLiveModel:
    """Show who waits, what the agents do, and how the day goes."""
    told: dict[str, Any] | None = await _ask(
        context, "queue", tenant=caller.principal.tenant_id, queue=known_id(queue_id), people=caller.people
    )
    if told is None:
        raise HTTPException(404)
    return QueueLiveModel(
        waiting=[WaitingModel(**_timed(one)) for one in told["waiting"]],
        agents=[AgentModel(**_timed(one)) for one in told["agents"]],
        today=QueueDayModel(**told["today"]),
        dialling=QueueDiallingModel(**told["dialling"]),
    )


@router.get("/agents", responses=responses(401, 403, 503))
async def read_agents(context: InContext, caller: AgentReader) -> AgentListModel:
    """List the agents of all queues with what they do; to an agent itself only."""
    told = await _ask(context, "agents", tenant=caller.principal.tenant_id, people=caller.people)
    return AgentListModel(items=[AgentModel(**_timed(one)) for one in told])


@router.put("/agents/{extension_id}/state", status_code=204, responses=responses(401, 403, 404, 422, 503))
async def set_agent(context: InContext, caller: AgentChanger, extension_id: PathId, wanted: AgentState) -> None:
    """Sign an agent in or out, or begin or end its break; an agent may do so itself."""
    answer = await _ask(
        context,
        "set_agent",
        tenant=caller.principal.tenant_id,
        extension=known_id(extension_id),
        state=wanted.state,
        reason=wanted.reason,
        people=caller.people,
    )
    if answer != "accepted":
        raise HTTPException(404, "there is no such agent of a queue")


async def _ask(context: InContext, do: str, **arguments: Any) -> Any:
    try:
        return await context.ask(context.settings, do, **arguments)
    except (ResourceError, RemoteError) as error:
        raise HTTPException(503, "the switch does not answer") from error


def _timed(told: dict[str, Any]) -> dict[str, Any]:
    times = {name: told[name] for name in ("since", "until") if name in told}
    return {**told, **{name: at if at is None else datetime.fromtimestamp(at, UTC) for name, at in times.items()}}


def _queue(queue_id: str, wanted: QueueSettings) -> Queue:
    return msgspec.convert({**wanted.model_dump(), "id": queue_id}, Queue)


def _model(queue: Queue) -> QueueModel:
    return QueueModel.model_validate(msgspec.to_builtins(queue))
