"""Which conversations are recorded: `/recording-rules`, in the order in which they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.recording.rules import add_rule, change_rule, list_rules, read_rule, remove_rule

if TYPE_CHECKING:
    from offhook.recording.model import RecordingRuleRow

router = APIRouter(tags=["recordings"])
Reader = Annotated[Caller, Depends(permitted("recordings.rules.read"))]
Editor = Annotated[Caller, Depends(permitted("recordings.rules.change"))]

MOST_RULES = 200
LONGEST_DAYS = 36_500
Direction = Literal["inbound", "outbound", "internal"]
Mode = Annotated[
    Literal["always", "on_demand", "never"],
    Field(description="always: from the first word · on_demand: begun and ended by who talks, or by the API · never"),
]
Ids = Annotated[list[UUID], Field(max_length=1000)]
Percent = Annotated[int, Field(ge=1, le=100, description="So many of 100 calls that it fits; the others are not")]
Days = Annotated[
    int, Field(ge=0, le=LONGEST_DAYS, description="After so many days a recording is deleted; 0: not by itself")
]
Place = Annotated[int, Field(ge=1, le=MOST_RULES, description="1 is asked first; the first rule that fits decides")]


class RecordingRuleModel(Model):
    """A rule. A condition that is empty fits every conversation; of several all must hold."""

    id: str
    name: str
    place: Place
    mode: Mode
    directions: list[Direction]
    numbers: list[str] = Field(description="The company's own outside numbers, called or calling")
    extensions: list[str] = Field(description="Of people, of whom one talks")
    queues: list[str] = Field(description="That brought the two together")
    list_id: str | None = Field(description="A list of numbers that has the outside party's")
    percent: Percent
    announce: bool = Field(description="Both are told at the beginning that they are recorded")
    keep_days: Days


class RecordingRulesModel(Model):
    """The company's rules in their order. Calls that none is for: `record_calls` of the company."""

    items: list[RecordingRuleModel]


class NewRecordingRule(Body):
    """A rule to be added; without a `place` it is asked last."""

    name: str = Field(min_length=1, max_length=120, examples=["Support"])
    mode: Mode = "always"
    directions: list[Direction] = Field([], max_length=3)
    numbers: Ids = Field([])
    extensions: Ids = Field([])
    queues: Ids = Field([])
    list_id: UUID | None = None
    percent: Percent = 100
    announce: bool = False
    keep_days: Days = 0
    place: Place | None = None


class RecordingRuleChange(Body):
    """What is to change; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=120)
    mode: Mode | None = None
    directions: list[Direction] | None = Field(None, max_length=3)
    numbers: Ids | None = None
    extensions: Ids | None = None
    queues: Ids | None = None
    list_id: UUID | None = Field(None, description="null: whoever talks")
    percent: Percent | None = None
    announce: bool | None = None
    keep_days: Days | None = Field(None, description="Of what is recorded from now on")
    place: Place | None = None


@router.get("/recording-rules", responses=responses(401, 403, 503))
async def read_rules(context: InContext, caller: Reader) -> RecordingRulesModel:
    """List the rules in the order in which they are asked."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return RecordingRulesModel(items=[_found(row) for row in await list_rules(session)])


@router.get("/recording-rules/{rule_id}", responses=responses(401, 403, 404, 503))
async def read_one_rule(context: InContext, caller: Reader, rule_id: PathId) -> RecordingRuleModel:
    """Show one rule."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await read_rule(session, known_id(rule_id)))


@router.post("/recording-rules", status_code=201, responses=responses(401, 403, 422, 503))
async def add(context: InContext, caller: Editor, new: NewRecordingRule) -> RecordingRuleModel:
    """Add a rule; the next conversation is judged by it."""
    fields = _fields(new.model_dump())
    place = fields.pop("place")
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await add_rule(session, fields, place))


@router.patch("/recording-rules/{rule_id}", responses=responses(401, 403, 404, 422, 503))
async def change(
    context: InContext, caller: Editor, rule_id: PathId, changes: RecordingRuleChange
) -> RecordingRuleModel:
    """Change a rule or its place. Conversations that run, and recordings that exist, keep what was said of them."""
    given = changes.model_dump(exclude_unset=True)
    fields = _fields({name: value for name, value in given.items() if value is not None or name == "list_id"})
    place = fields.pop("place", None)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await change_rule(session, known_id(rule_id), fields, place))


@router.delete("/recording-rules/{rule_id}", status_code=204, responses=responses(401, 403, 404, 503))
async def remove(context: InContext, caller: Editor, rule_id: PathId) -> None:
    """Remove a rule; what it recorded is kept as long as it said."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if not await remove_rule(session, known_id(rule_id)):
            raise HTTPException(404)


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with ids as texts."""
    found = dict(given)
    for name in ("numbers", "extensions", "queues"):
        if name in found:
            found[name] = [str(one) for one in found[name]]
    if found.get("list_id") is not None:
        found["list_id"] = str(found["list_id"])
    return found


def _found(row: RecordingRuleRow | None) -> RecordingRuleModel:
    if row is None:
        raise HTTPException(404)
    return RecordingRuleModel.model_validate(row)
