"""Calls that go on: `GET /calls/live`, `POST /calls/{id}/transfer`, `…/invite`, `…/record`, `…/hangup` and more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field, model_validator
from starlette.exceptions import HTTPException

from offhook.api.context import Context, InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.call.parking import MOST_SLOTS
from offhook.directory.extensions import list_supervisors
from offhook.errors import RemoteError, ResourceError

router = APIRouter(tags=["calls"])
Supervisor = Annotated[Caller, Depends(permitted("calls.supervise"))]
Controller = Annotated[Caller, Depends(permitted("calls.control"))]

_REFUSALS = {
    "no-call": (404, "no such call goes on"),
    "nobody-talks": (409, "nobody talks in this call, or a transfer is under way"),
    "who": (409, "say by which leg (`by`): not exactly one party of the conversation may transfer"),
    "no-second-call": (404, "the call named by `with` does not go on"),
    "no-party": (404, "`to` is no party of the conversation"),
    "no-sound": (409, "there is no such prompt"),
    "no-number": (409, "`to` is no person of the company with a phone that can be rung, and no outside number"),
    "no-leg": (404, "no such party is in the conversation or conference"),
    "on-hold": (409, "a party is on hold: take it back first"),
    "no-hold-there": (409, "nobody is put on hold in a conference that is dialled into, or while somebody supervises"),
    "no-announcement": (409, "nothing is being said to those who talk"),
    "not-answered": (409, "the party has not answered yet"),
    "no-keys": (409, "the party's telephone takes no keys"),
    "no-conference": (409, "fewer than three talk in this call"),
    "no-right": (403, "this person may not supervise, or the login may ring its own phones only"),
    "no-phone": (409, "there is no such person, or no phone of theirs is registered"),
    "no-agent": (409, "`agent` is no phone of the company in this conversation"),
    "own-call": (409, "nobody supervises a conversation of their own"),
    "no-take-over": (409, "in a conference that is dialled into nobody can be taken over; barge in instead"),
    "supervised": (409, "somebody supervises this conversation already, or is being rung for it"),
    "slot-taken": (409, "another call waits on this slot, or on all of them"),
    "not-parked": (409, "the call is not parked, or somebody has just taken it"),
    "no-consent": (409, "the caller did not agree to be recorded"),
    "no-recording": (409, "the company's rules do not allow a recording of this call"),
    "must-record": (409, "the company's rules want this call recorded; it may be paused"),
    "not-recorded": (409, "this call is not being recorded"),
    "not-the-same-person": (409, "the same person takes no part in the call named by `with`"),
}


class LiveLegModel(Model):
    """A party of a call that goes on; `inside` is a telephone of the company."""

    id: str
    direction: Literal["inbound", "outbound"]
    number: str
    name: str
    inside: bool
    muted: bool = Field(default=False, description="Nobody hears it")
    on_hold: bool = Field(default=False, description="At the wish of the API: it hears music, and nobody hears it")
    state: Literal["calling", "ringing", "answered", "held"]
    supervises: Literal["listen", "whisper", "barge"] | None = Field(
        default=None, description="How it supervises the conversation; shown to leaders and to itself only"
    )
    agent: str | None = Field(default=None, description="Of a supervisor: the leg that hears a whisper")


class OrderedModel(Model):
    """How far an ordered call is: the person's phones ring, whom the person wants is called, they have talked."""

    by: str = Field(description="The login that ordered it")
    stage: Literal["ringing", "calling", "talking"]


class LiveCallModel(Model):
    """A call that goes on; `talking` while two parties hear each other and nothing else is under way."""

    id: str
    direction: Literal["inbound", "outbound", "internal"]
    number: str = Field(description="What was dialled", examples=["+3726000100"])
    started_at: Utc | None
    connected_at: Utc | None
    talking: bool
    conference: bool = Field(default=False, description="Three or more talk")
    meeting: bool = Field(default=False, description="In the conference of an extension, with other calls")
    recording: bool
    slot: int | None = Field(default=None, description="On which it is parked")
    recording_paused: bool = False
    ordered: OrderedModel | None = Field(default=None, description="Of a call that was ordered by `POST /calls`")
    legs: list[LiveLegModel]


class SupervisorModel(Model):
    """On whose phones this login may let somebody supervise."""

    number: str = Field(examples=["204"])
    name: str
    person_id: str


class LiveCallListModel(Model):
    """All calls that go on, and who may supervise them at this login's request."""

    items: list[LiveCallModel]
    supervisors: list[SupervisorModel]


class TransferModel(Body):
    """Where the other party is to be connected: `to` a number, or `with` whom the same person talks in another call."""

    to: str | None = Field(None, min_length=1, max_length=64, examples=["203"])
    with_: str | None = Field(None, alias="with", max_length=64, description="The id of another live call")
    by: str | None = Field(None, max_length=64, description="The leg that transfers, where several could")

    @model_validator(mode="after")
    def _one_target(self) -> TransferModel:
        if (self.to is None) == (self.with_ is None):
            raise ValueError("give either `to` or `with`")
        return self


class ParkModel(Body):
    """Where the other party is to wait; without a slot the first that is free is taken."""

    slot: int | None = Field(None, ge=1, le=MOST_SLOTS, examples=[1])
    by: str | None = Field(None, max_length=64, description="The leg that parks the other, where several could")


class RetrieveModel(Body):
    """Whose phones are to ring for the parked call; without an extension those of the login's person."""

    extension: str | None = Field(None, min_length=1, max_length=15, examples=["204"])


class InviteModel(Body):
    """Who is to be called into the conversation."""

    to: str = Field(min_length=1, max_length=64, examples=["203", "+37255512345"])


class PlayModel(Body):
    """What is to be said in a conversation, and to whom: `all`, or the id of a leg."""

    sound: str | None = Field(None, min_length=1, max_length=64, examples=["goodbye"], description="A prompt's name")
    text: str | None = Field(None, min_length=1, max_length=500, description="Spoken in the company's language")
    to: str = Field("all", min_length=1, max_length=64)
    level_db: float = Field(0, ge=-40, le=6, description="How loud it is")
    voices_db: float = Field(-10, ge=-60, le=0, description="How loud they hear each other meanwhile")

    @model_validator(mode="after")
    def _one_thing(self) -> PlayModel:
        if (self.sound is None) == (self.text is None):
            raise ValueError("give either `sound` or `text`")
        return self


class MuteModel(Body):
    """Whether a party is to be heard by nobody."""

    muted: bool


class HoldModel(Body):
    """Whether a party is to wait with music."""

    held: bool


class KeysModel(Body):
    """Keys that a party is to get, one after the other."""

    digits: str = Field(pattern=r"^[0-9*#A-D]{1,32}$", examples=["1234#"])
    each_ms: int = Field(100, ge=40, le=1000, description="How long each is pressed")


class SuperviseModel(Body):
    """Who is let into a conversation, and how; who is in already changes the `mode`.

    Without `extension` and `device` the phones of the login's person ring.
    """

    mode: Literal["listen", "whisper", "barge", "take_over"] = Field(
        description="listen: unheard · whisper: the agent hears · barge: both hear · take_over: instead of the agent"
    )
    extension: str | None = Field(None, min_length=1, max_length=15, examples=["204"])
    device: str | None = Field(None, min_length=1, max_length=64, description="A user name: this phone alone rings")
    agent: str | None = Field(None, max_length=64, description="The agent's leg, where several colleagues talk")

    @model_validator(mode="after")
    def _one_phone(self) -> SuperviseModel:
        if self.extension is not None and self.device is not None:
            raise ValueError("give `extension` or `device`, not both")
        return self


class RecordModel(Body):
    """What is to become of the recording: paused, it is silent on both sides, as while a card number is said."""

    action: Literal["start", "stop", "pause", "resume"]


class AcceptedModel(Model):
    """The switch carries it out; what comes of it stands in the call's steps."""

    status: Literal["accepted"] = "accepted"


@router.get("/calls/live", responses=responses(401, 503))
async def read_live_calls(context: InContext, caller: Controller) -> LiveCallListModel:
    """List the calls that go on now."""
    found = await ask_switch(context, "live", tenant=caller.principal.tenant_id, people=caller.people)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        supervisors = await list_supervisors(session, caller.visible)
    return LiveCallListModel(
        items=[_model(one) for one in found],
        supervisors=[SupervisorModel.model_validate(one) for one in supervisors],
    )


@router.get("/calls/live/{call_id}", responses=responses(401, 404, 503))
async def read_live_call(context: InContext, caller: Controller, call_id: PathId) -> LiveCallModel:
    """Show a call that goes on now; one that is over is in the history: `GET /calls/{id}`."""
    found = await ask_switch(context, "live", **_whose(caller, call_id))
    if not found:
        raise HTTPException(404, "no such call goes on; if it is over, the history has it")
    return _model(found[0])


@router.post("/calls/{call_id}/transfer", status_code=202, responses=responses(401, 403, 404, 409, 422, 503))
async def transfer_call(context: InContext, caller: Controller, call_id: PathId, wish: TransferModel) -> AcceptedModel:
    """Transfer a call: to a number (blind), or by joining it with another call of the same person (attended)."""
    answer = await ask_switch(
        context,
        "transfer",
        tenant=caller.principal.tenant_id,
        people=caller.people,
        call=known_id(call_id),
        to=wish.to or "",
        second=wish.with_ or "",
        by=wish.by or "",
    )
    return _accepted(answer)


@router.post("/calls/{call_id}/park", status_code=202, responses=responses(401, 403, 404, 409, 422, 503))
async def park_call(context: InContext, caller: Controller, call_id: PathId, wish: ParkModel) -> AcceptedModel:
    """Let the other party of a conversation wait on a slot, until anybody takes it."""
    return _accepted(
        await ask_switch(context, "park", **_whose(caller, call_id), slot=wish.slot or 0, by=wish.by or "")
    )


@router.post("/calls/{call_id}/retrieve", status_code=202, responses=responses(401, 403, 404, 409, 422, 503))
async def retrieve_call(context: InContext, caller: Controller, call_id: PathId, wish: RetrieveModel) -> AcceptedModel:
    """Take a parked call: the phones ring, and who answers talks with who waited."""
    login = caller.principal.person_id
    answer = await ask_switch(
        context, "retrieve", **_whose(caller, call_id), extension=wish.extension or "", login=login
    )
    return _accepted(answer)


@router.post("/calls/{call_id}/invite", status_code=202, responses=responses(401, 403, 404, 409, 422, 503))
async def invite_to_call(context: InContext, caller: Controller, call_id: PathId, wish: InviteModel) -> AcceptedModel:
    """Call somebody into a conversation: who answers talks with all who are in it; meanwhile they talk on."""
    return _accepted(await ask_switch(context, "invite", **_whose(caller, call_id), to=wish.to))


@router.post("/calls/{call_id}/play", status_code=202, responses=responses(401, 403, 404, 409, 422, 503))
async def play_to_call(context: InContext, caller: Controller, call_id: PathId, wish: PlayModel) -> AcceptedModel:
    """Say something to those who talk, or to one of them: they go on hearing each other."""
    said = {"sound": wish.sound or "", "text": wish.text or "", "to": wish.to}
    levels = {"db": wish.level_db, "voices_db": wish.voices_db}
    return _accepted(await ask_switch(context, "play", **_whose(caller, call_id), **said, **levels))


@router.post("/calls/{call_id}/legs/{leg_id}/mute", status_code=202, responses=responses(401, 403, 404, 409, 422, 503))
async def mute_leg(
    context: InContext, caller: Controller, call_id: PathId, leg_id: PathId, wish: MuteModel
) -> AcceptedModel:
    """Let nobody in a conversation or conference hear one of its parties, or all again."""
    return _accepted(
        await ask_switch(context, "mute", **_whose(caller, call_id), leg=known_id(leg_id), muted=wish.muted)
    )


@router.post("/calls/{call_id}/play/stop", status_code=202, responses=responses(401, 403, 404, 409, 503))
async def stop_playing(context: InContext, caller: Controller, call_id: PathId) -> AcceptedModel:
    """End what is being said to those who talk: they hear each other as before."""
    by = caller.principal.login
    return _accepted(await ask_switch(context, "stop_playing", **_whose(caller, call_id), by=by))


@router.post("/calls/{call_id}/legs/{leg_id}/hold", status_code=202, responses=responses(401, 403, 404, 409, 422, 503))
async def hold_leg(
    context: InContext, caller: Controller, call_id: PathId, leg_id: PathId, wish: HoldModel
) -> AcceptedModel:
    """Put a party on hold, or take it back: it hears music meanwhile, hears nobody, and nobody hears it."""
    what = {"leg": known_id(leg_id), "held": wish.held, "by": caller.principal.login}
    return _accepted(await ask_switch(context, "hold", **_whose(caller, call_id), **what))


@router.post(
    "/calls/{call_id}/legs/{leg_id}/digits", status_code=202, responses=responses(401, 403, 404, 409, 422, 503)
)
async def send_digits(
    context: InContext, caller: Controller, call_id: PathId, leg_id: PathId, wish: KeysModel
) -> AcceptedModel:
    """Send a party keys, as if they were pressed on a telephone; the history tells how many, not which."""
    keys = {"digits": wish.digits, "each_ms": wish.each_ms, "by": caller.principal.login}
    what = {"leg": known_id(leg_id), "keys": keys}
    return _accepted(await ask_switch(context, "send_keys", **_whose(caller, call_id), **what))


@router.post("/calls/{call_id}/legs/{leg_id}/remove", status_code=202, responses=responses(401, 403, 404, 409, 503))
async def remove_leg(context: InContext, caller: Controller, call_id: PathId, leg_id: PathId) -> AcceptedModel:
    """Hang up one party of a conference."""
    return _accepted(await ask_switch(context, "remove", **_whose(caller, call_id), leg=known_id(leg_id)))


def _whose(caller: Caller, call_id: str) -> dict[str, Any]:
    return {"tenant": caller.principal.tenant_id, "people": caller.people, "call": known_id(call_id)}


@router.post("/calls/{call_id}/supervise", status_code=202, responses=responses(401, 403, 404, 409, 422, 503))
async def supervise_call(
    context: InContext, caller: Supervisor, call_id: PathId, wish: SuperviseModel
) -> AcceptedModel:
    """Listen to a conversation, whisper to the agent, barge in, or take over: the supervisor's phones ring first."""
    answer = await ask_switch(
        context,
        "supervise",
        tenant=caller.principal.tenant_id,
        call=known_id(call_id),
        mode=wish.mode,
        extension=wish.extension or "",
        device=wish.device or "",
        agent=wish.agent or "",
        login=caller.principal.person_id,
        people=caller.people,
        over=None if caller.principal.role == "agent" else caller.people,
    )
    return _accepted(answer)


@router.post("/calls/{call_id}/record", status_code=202, responses=responses(401, 403, 404, 409, 422, 503))
async def record_call(context: InContext, caller: Controller, call_id: PathId, wish: RecordModel) -> AcceptedModel:
    """Begin, end, pause or take up the recording of a conversation; what is so already is accepted."""
    by = caller.principal.login
    return _accepted(await ask_switch(context, "record", **_whose(caller, call_id), action=wish.action, by=by))


@router.post("/calls/{call_id}/hangup", status_code=202, responses=responses(401, 403, 404, 503))
async def hang_up_call(context: InContext, caller: Controller, call_id: PathId) -> AcceptedModel:
    """End a call for all its parties."""
    tenant = caller.principal.tenant_id
    return _accepted(await ask_switch(context, "hangup", tenant=tenant, people=caller.people, call=known_id(call_id)))


async def ask_switch(context: Context, do: str, **arguments: Any) -> Any:
    """Ask the switch. Raises HTTPException 503 when it does not answer."""
    try:
        return await context.ask(context.settings, do, **arguments)
    except (ResourceError, RemoteError) as error:
        raise HTTPException(503, "the switch does not answer") from error


def _accepted(answer: str) -> AcceptedModel:
    if answer in _REFUSALS:
        raise HTTPException(*_REFUSALS[answer])
    return AcceptedModel()


def _model(call: dict[str, Any]) -> LiveCallModel:
    times = {
        name: None if call[name] is None else datetime.fromtimestamp(call[name] / 1e6, UTC)
        for name in ("started_at", "connected_at")
    }
    return LiveCallModel.model_validate({**call, **times, "number": call["dialled"]})
