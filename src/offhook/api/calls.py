"""The history: `GET /calls`, `GET /calls/{id}`, `GET /calls/{id}/recording`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Request
from pydantic import AwareDatetime, Field
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import Limit, PageCursor, PathId, id_or_none, known_id
from offhook.api.models import Model, PartyModel, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.api.sounds import keys_of, send_sound
from offhook.history.search import CallFilter
from offhook.history.service import View, get_call, list_calls
from offhook.history.words import preferred_language
from offhook.ids import CallId

if TYPE_CHECKING:
    from offhook.history.call import Call

router = APIRouter(tags=["calls"])
Reader = Annotated[Caller, Depends(permitted("calls.read"))]
Language = Annotated[str | None, Header(description="`ru` or `en`: the language of the steps' `text`", max_length=200)]


class StepModel(Model):
    """One step of a call's journey; `detail` depends on `kind`, `text` says it in words."""

    at: Utc
    kind: str = Field(examples=["menu"])
    node: str | None
    text: str = Field(examples=["Pressed 1: Sales (attempt 1)"])
    detail: dict[str, Any]


class RecordingModel(Model):
    """The recording; not `complete` while it is being written or where something of it is lost."""

    duration_seconds: float | None
    complete: bool
    error: str | None
    id: str = Field(description="More of it: `/recordings/{id}`")
    rule: str = Field(description="The recording rule that decided; empty: none was for this conversation")
    deleted_at: Utc | None


class MessageModel(Model):
    """The voicemail message that the caller left."""

    id: str
    at: Utc
    duration_seconds: float
    heard_at: Utc | None
    audio_url: str


class HeardThereModel(Model):
    """What a leg's far end says of the sound that it got from us; `mos` is its own rating or our estimate from it."""

    packets_lost: int
    loss_percent: float
    jitter_ms: float
    mos: float | None
    verdict: Literal["good", "fair", "poor", "bad"] | None


class QualityModel(Model):
    """What was received from a leg: `mos` is an estimate from 1 to 5, `verdict` a word for it."""

    codec: str | None
    packets_received: int
    packets_lost: int
    loss_percent: float
    jitter_ms: float
    mos: float | None
    verdict: Literal["good", "fair", "poor", "bad"] | None
    round_trip_ms: float | None
    there: HeardThereModel | None = Field(description="The other direction; null when the far end reported nothing")


class LegModel(Model):
    """One leg; `status` is of SIP, `cause` of Q.850, `by` says who ended it."""

    id: str
    direction: Literal["inbound", "outbound"]
    party: dict[str, Any]
    started_at: Utc
    rang_at: Utc | None
    answered_at: Utc | None
    ended_at: Utc | None
    status: int | None
    cause: int | None
    by: str | None
    reason: str
    transport: str | None = Field(description="Of its signalling", examples=["udp", "wss"])
    codec: str | None = Field(description="That it was answered with", examples=["PCMA", "OPUS"])
    encryption: str | None = Field(
        description="Of its sound, null when there was none", examples=["DTLS-SRTP", "SDES AES_CM_128_HMAC_SHA1_80"]
    )
    sip_call_id: str | None = Field(description="The Call-ID of its SIP dialog, as it stands in the trace")
    quality: QualityModel | None
    video: QualityModel | None = Field(None, description="Of its video, null when there was none; without mos")


class PlaceModel(Model):
    """A branch or a department; `name` is what it is called now, null once it is gone."""

    id: str
    name: str | None = Field(examples=["Tartu"])


class CallModel(Model):
    """A call: who called, what happened and why, how long."""

    id: str
    direction: Literal["inbound", "outbound", "internal"]
    state: Literal["live", "ended"]
    caller: PartyModel = Field(serialization_alias="from")
    number: str = Field(description="What was dialled", examples=["+3726000100"])
    callee: PartyModel | None = Field(serialization_alias="to")
    started_at: Utc
    answered_at: Utc | None
    connected_at: Utc | None
    ended_at: Utc | None
    waiting_seconds: float
    talking_seconds: float | None
    result: str | None = Field(examples=["answered"])
    hangup_side: str | None
    status: int | None
    reason: str
    owed: bool = Field(description="The caller is to be called back")
    recording_url: str | None
    recording: RecordingModel | None
    voicemail: MessageModel | None
    branches: list[PlaceModel] = Field([], description="Of the people and the number in it, as it was then")
    departments: list[PlaceModel] = Field([], description="As well")
    steps: list[StepModel]


class CallWithLegsModel(CallModel):
    """A call with its legs."""

    legs: list[LegModel]


class CallQuery(Model):
    """Which calls are wanted; all that is given must hold."""

    since: AwareDatetime | None = Field(
        None, description="Begun at this moment or later", examples=["2026-11-01T00:00:00Z"]
    )
    until: AwareDatetime | None = Field(None, description="Begun before this moment")
    number: str | None = Field(
        None,
        min_length=2,
        max_length=32,
        description="A part of a number of either side, in any form",
        examples=["5551 23"],
    )
    q: str | None = Field(
        None,
        min_length=1,
        max_length=100,
        description="Beginnings of words of names (contact, person, line) or of numbers",
    )
    person: str | None = Field(None, max_length=64, description="The id of a person who called, was rung or talked")
    extension: str | None = Field(None, min_length=1, max_length=15, examples=["201"])
    queue: str | None = Field(None, max_length=64, description="The id of a queue in which the caller waited")
    line: str | None = Field(None, max_length=64, description="The id of the company's number that was called")
    branch_id: str | None = Field(None, max_length=64, description="Calls with people of a branch, or to its numbers")
    department_id: str | None = Field(None, max_length=64, description="Calls with people of a department")
    direction: Literal["inbound", "outbound", "internal"] | None = None
    result: (
        Literal["answered", "missed", "unanswered", "abandoned", "busy", "rejected", "failed", "service", "voicemail"]
        | None
    ) = None
    owed: bool | None = Field(None, description="The caller was not answered, and was owed a call")
    recorded: bool | None = Field(None, description="There is a recording that was not deleted")
    min_seconds: int | None = Field(None, ge=0, le=604800, description="They talked so long at least")
    max_seconds: int | None = Field(None, ge=0, le=604800, description="They talked so long at most")

    def filter(self) -> CallFilter | None:
        """Return what the history is asked for; None is everything."""
        given = self.model_dump(exclude_none=True)
        if not given:
            return None
        return CallFilter(
            since=self.since,
            until=self.until,
            number=self.number,
            text=self.q,
            person_id=_id(self.person),
            extension=self.extension,
            queue_id=_id(self.queue),
            number_id=_id(self.line),
            direction=self.direction,
            branch_id=_id(self.branch_id),
            department_id=_id(self.department_id),
            result=self.result,
            owed=self.owed,
            recorded=self.recorded,
            shortest_s=self.min_seconds,
            longest_s=self.max_seconds,
        )


def _id(text: str | None) -> str | None:
    return None if text is None else id_or_none(text) or None


class CallListModel(Model):
    """A page of calls, newest first."""

    items: list[CallModel]
    next_cursor: str | None


@router.get("/calls", responses=responses(401, 422, 503))
async def read_calls(
    context: InContext,
    caller: Reader,
    wanted: Annotated[CallQuery, Depends()],
    limit: Limit = 50,
    cursor: PageCursor = None,
    accept_language: Language = None,
) -> CallListModel:
    """List calls, newest first: all, or those that are looked for."""
    view = View(preferred_language(accept_language), caller.visible)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        page = await list_calls(session, view, limit=limit, cursor=cursor, wanted=wanted.filter())
    return CallListModel(items=[CallModel(**_fields(call)) for call in page.calls], next_cursor=page.next_cursor)


@router.get("/calls/{call_id}", responses=responses(401, 404, 503))
async def read_call(
    context: InContext, caller: Reader, call_id: PathId, accept_language: Language = None
) -> CallWithLegsModel:
    """Show one call with its legs."""
    call = await find_call(context, caller, call_id, preferred_language(accept_language))
    return CallWithLegsModel(**_fields(call), legs=[LegModel.model_validate(leg) for leg in call.legs or ()])


@router.head("/calls/{call_id}/recording", include_in_schema=False)
@router.get(
    "/calls/{call_id}/recording",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"audio/wav": {}}, "description": "The recording: the caller left, the callee right"},
        206: {"content": {"audio/wav": {}}, "description": "The part that `Range` asked for"},
        **responses(401, 404, 416, 503),
    },
)
async def read_recording(
    context: InContext,
    request: Request,
    caller: Annotated[Caller, Depends(permitted("recordings.hear"))],
    call_id: PathId,
) -> StreamingResponse:
    """Give the recording of a call as WAV; one that is still being written is given as far as it is."""
    call = await find_call(context, caller, call_id)
    if call.recording is None:
        raise HTTPException(404, "the call was not recorded")
    if call.recording.deleted_at is not None:
        raise HTTPException(404, "the recording was deleted")
    keys = keys_of(context, caller.principal.tenant_id)
    return await send_sound(request, context.settings.data, call.recording.path, f"call-{call.id}", keys)


async def find_call(context: InContext, caller: Caller, call_id: str, language: str = "en") -> Call:
    """Return a call that this caller may see. Raises HTTPException 404."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        call = await get_call(session, View(language, caller.visible), CallId(known_id(call_id)))
    if call is None:
        raise HTTPException(404)
    return call


def _fields(call: Call) -> dict[str, Any]:
    message = call.voicemail
    return {
        **{name: getattr(call, name) for name in CallModel.model_fields if hasattr(call, name)},
        "caller": PartyModel.model_validate(call.caller),
        "callee": None if call.callee is None else PartyModel.model_validate(call.callee),
        "recording": None if call.recording is None else RecordingModel.model_validate(call.recording),
        "recording_url": None
        if call.recording is None or call.recording.deleted_at is not None
        else f"/api/v1/calls/{call.id}/recording",
        "voicemail": None
        if message is None
        else MessageModel(
            id=message.id,
            at=message.at,
            duration_seconds=message.duration_seconds,
            heard_at=message.heard_at,
            audio_url=f"/api/v1/voicemails/{message.id}/audio",
        ),
        "branches": [PlaceModel.model_validate(one) for one in call.branches],
        "departments": [PlaceModel.model_validate(one) for one in call.departments],
        "steps": [StepModel.model_validate(step) for step in call.steps],
    }
