"""Extensions: `GET /extensions`; the company's services, such as a conference: `POST`, `PATCH`, `DELETE`.

A person's extension comes and goes with the person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.configuration import ExtensionKind  # noqa: TC001  read by FastAPI at run time
from offhook.directory import extensions
from offhook.directory.extensions import Service  # noqa: TC001  read by FastAPI at run time
from offhook.errors import InUse
from offhook.queues.numbers import lead_to_queue, numbers_overflowing_to
from offhook.scenario.uses import scenarios_naming
from offhook.tenancy.branches import branches_received_by
from offhook.voicemail.boxes import extensions_leading_to

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.directory.model import ExtensionRow

router = APIRouter(tags=["extensions"])
Administrator = Annotated[Caller, Depends(permitted("extensions.change"))]

_NUMBER = "Digits, * and #; no other extension of the company has it"
_PIN = "Asked of who comes in; empty: nobody is asked"
_MODERATOR_PIN = "Who comes in with it leads; empty: all people of the company lead"
_SCENARIO = "Of the kind scenario: the published scenario that answers"
_MEMBERS = "Of paging: the extensions whose telephones answer by themselves"
_PLACES = "So many people at most"
_MUSIC = "Who is alone hears music"
_ANNOUNCE = "Who comes in is told how many are there"
_RECORD = "The mix is recorded"
_QUEUE = "Of a queue's number: where callers wait"
_OVERFLOW = "Of a queue's number: who has callers whom no agent took, an extension or outside number; empty: a goodbye"


class ExtensionModel(Model):
    """A short number of the company. `pin` to `record` are of conferences."""

    id: str
    number: str = Field(examples=["500"])
    name: str
    kind: ExtensionKind
    person_id: str | None
    pin: str | None = Field(description=_PIN)
    moderator_pin: str | None = Field(description=_MODERATOR_PIN)
    music: bool = Field(description=_MUSIC)
    announce: bool = Field(description=_ANNOUNCE)
    places: int = Field(description=_PLACES)
    record: bool = Field(description=_RECORD)
    members: list[str] = Field(description=_MEMBERS)
    queue_id: str | None = Field(description=_QUEUE)
    overflow: str = Field(description=_OVERFLOW)
    scenario_id: str | None = Field(description=_SCENARIO)


class ExtensionListModel(Model):
    """The company's extensions, by number."""

    items: list[ExtensionModel]


class ExtensionChange(Body):
    """What is to change; what is left out stays. `pin` to `record` are of conferences only."""

    number: str | None = Field(None, max_length=15, description=_NUMBER, examples=["500"])
    name: str | None = Field(None, max_length=120)
    pin: str | None = Field(None, max_length=15, description=_PIN, examples=["4711"])
    moderator_pin: str | None = Field(None, max_length=15, description=_MODERATOR_PIN, examples=["4712"])
    music: bool | None = Field(None, description=_MUSIC)
    announce: bool | None = Field(None, description=_ANNOUNCE)
    places: int | None = Field(None, description=_PLACES, ge=extensions.FEWEST_PLACES, le=extensions.MOST_PLACES)
    record: bool | None = Field(None, description=_RECORD)
    members: list[str] | None = Field(
        None, max_length=extensions.MOST_MEMBERS, description=_MEMBERS, examples=[["201", "202"]]
    )
    queue_id: str | None = Field(None, max_length=64, description=_QUEUE)
    overflow: str | None = Field(None, max_length=40, description=_OVERFLOW, examples=["201"])
    scenario_id: str | None = Field(None, max_length=64, description=_SCENARIO)

    def settings(self) -> extensions.ConferenceSettings:
        """Return what is said about a conference."""
        return extensions.ConferenceSettings(
            self.pin, self.moderator_pin, self.music, self.announce, self.places, self.record
        )


class NewExtensionModel(ExtensionChange):
    """A service to be made. `pin` to `record` are of conferences only."""

    number: str = Field(max_length=15, description=_NUMBER, examples=["500"])
    name: str = Field(max_length=120)
    kind: Service


@router.get("/extensions", responses=responses(401, 403, 503))
async def read_extensions(
    context: InContext, caller: Annotated[Caller, Depends(permitted("extensions.read"))]
) -> ExtensionListModel:
    """List the extensions."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await extensions.list_extensions(session)
        return ExtensionListModel(items=[ExtensionModel.model_validate(one) for one in found])


@router.post("/extensions", status_code=201, responses=responses(401, 403, 422, 503))
async def make_service(context: InContext, caller: Administrator, new: NewExtensionModel) -> ExtensionModel:
    """Make a conference, a mailbox, an echo test, a group to page, a queue's or a scenario's number."""
    wanted = extensions.NewExtension(
        new.number,
        new.name,
        service=new.kind,
        conference=new.settings(),
        members=new.members,
        scenario_id=new.scenario_id,
    )
    async with context.database.tenant(caller.principal.tenant_id) as session:
        made = await _service(session, await extensions.add_extension(session, wanted))
        await session.refresh(made)
        await lead_to_queue(session, made, new.queue_id, new.overflow)
        return ExtensionModel.model_validate(made)


@router.patch("/extensions/{extension_id}", status_code=204, responses=responses(401, 403, 404, 409, 422, 503))
async def change_service(
    context: InContext, caller: Administrator, extension_id: PathId, change: ExtensionChange
) -> None:
    """Change a service; who is in a conference stays in it as it began."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await _service(session, extension_id)
        await extensions.change_extension(
            session,
            found,
            number=change.number,
            name=change.name,
            conference=change.settings(),
            members=change.members,
        )
        await lead_to_queue(session, found, change.queue_id, change.overflow)
        if change.scenario_id is not None:
            await extensions.lead_to(session, found, change.scenario_id)


@router.delete("/extensions/{extension_id}", status_code=204, responses=responses(401, 403, 404, 409, 503))
async def remove_service(context: InContext, caller: Administrator, extension_id: PathId) -> None:
    """Take a service away; who talks by it talks on. What scenarios, mailboxes or queues lead to stays."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await _service(session, extension_id)
        if uses := await _uses(session, found):
            raise InUse("it is in use: let those go elsewhere first", tuple(uses))
        await extensions.remove_extension(session, found)


async def _uses(session: AsyncSession, found: ExtensionRow) -> list[tuple[str, str]]:
    overflowing = [
        *await numbers_overflowing_to(session, found.number),
        *await branches_received_by(session, found.number),
    ]
    if found.kind != "box":
        return overflowing
    number = found.number
    leading = [*await scenarios_naming(session, "box", number), *await extensions_leading_to(session, number)]
    return sorted({*leading, *overflowing})


async def _service(session: AsyncSession, extension_id: str) -> ExtensionRow:
    found = await extensions.find_extension(session, known_id(extension_id))
    if found is None:
        raise HTTPException(404)
    if found.kind == "person":
        raise HTTPException(409, "a person's extension comes and goes with the person")
    return found
