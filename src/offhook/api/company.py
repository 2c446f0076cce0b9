"""The company's own settings: `GET /company`, `PATCH /company`, and its feature codes: `/company/codes`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from offhook.access.rights import Role  # noqa: TC001  read by pydantic at run time
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.directory.code_conflicts import company_conflicts
from offhook.directory.codes import change_codes, company_codes
from offhook.routing.wake_times import TIME
from offhook.tenancy.service import change_tenant, get_tenant

router = APIRouter(tags=["company"])


class CompanyModel(Model):
    """A company and what is set for all its calls."""

    name: str
    country: str = Field(description="ISO 3166: how numbers are dialled, and which tones are heard", examples=["EE"])
    language: str = Field(description="BCP 47, of spoken texts", examples=["et"])
    timezone: str = Field(examples=["Europe/Tallinn"])
    currency: str = Field(description="ISO 4217", examples=["EUR"])
    sip_domain: str = Field(description="What telephones register at; it is set when the company is made")
    supervision_tone: bool = Field(description="Who is listened to hears a beep each 15 seconds")
    record_tone: bool = Field(description="Who is recorded hears a beep each 15 seconds")
    record_calls: bool = Field(description="Conversations that no recording rule is for are recorded")
    record_days: int = Field(description="After which recordings of those are deleted; 0: not by themselves")
    owed_minutes: int = Field(description="Within which a caller whom nobody answered is to be called back")
    park_s: int = Field(description="After which a parked call goes back to who parked it")
    park_fallback: str = Field(description="The extension that gets it when that one does not answer; empty for none")
    wake_tries: int = Field(description="How often a wake-up call rings until it is given up")
    wake_pause_s: int = Field(description="From one of these attempts to the next")
    desk_hours: int = Field(description="After so many one is logged out of a shared telephone; 0: never")
    desk_logout: str = Field(description="HH:MM, when everybody is logged out of them; empty: never")
    second_factor_roles: list[Role] = Field(
        [], description="Roles that need a second factor: who has none sets one up at the next request"
    )


class CompanyChange(Body):
    """What is to change; what is left out stays."""

    name: str | None = Field(None, max_length=120)
    country: str | None = Field(None, max_length=2)
    language: Literal["en", "ru", "et", "de", "am"] | None = None
    timezone: str | None = Field(None, max_length=64)
    currency: str | None = Field(None, max_length=3)
    supervision_tone: bool | None = None
    record_tone: bool | None = None
    record_calls: bool | None = None
    record_days: int | None = Field(None, ge=0, le=36_500)
    owed_minutes: int | None = Field(None, ge=1, le=10_080)
    park_s: int | None = Field(None, ge=10, le=3600)
    park_fallback: str | None = Field(None, max_length=15)
    wake_tries: int | None = Field(None, ge=1, le=10)
    wake_pause_s: int | None = Field(None, ge=60, le=3600)
    desk_hours: int | None = Field(None, ge=0, le=168)
    second_factor_roles: list[Role] | None = Field(None, max_length=10, description="Roles that need a second factor")
    desk_logout: str | None = Field(None, pattern=f"^({TIME.pattern})?$", examples=["22:00"])


class CodesModel(Model):
    """Feature codes: five are pressed in a conversation, the others dialled; an empty one is switched off."""

    blind: str = Field(description="Transfer at once", examples=["##"])
    attended: str = Field(description="Transfer after asking; back to who waits", examples=["*2"])
    conference: str = Field(description="A third party; all three together", examples=["*3"])
    record: str = Field(description="Begin a recording, or end it", examples=["*1"])
    record_pause: str = Field(description="Pause the recording, or take it up again", examples=["*4"])
    pickup: str = Field(description="Before an extension that rings: take its call", examples=["*8"])
    group_pickup: str = Field(description="Take any call that rings in the company", examples=["**"])
    supervise: str = Field(description="Before an extension: listen to its conversation", examples=["*55"])
    agent: str = Field(description="Sign in to queues as an agent, or out", examples=["*45"])
    agent_break: str = Field(description="Begin an agent's break, or end it", examples=["*46"])
    dnd_on: str = Field(description="Do not disturb me", examples=["*76"])
    dnd_off: str = Field(description="Disturb me again", examples=["*77"])
    forward: str = Field(description="Before a number: all my calls go there", examples=["*72"])
    forward_off: str = Field(description="My calls come to me again", examples=["*73"])
    park: str = Field(
        description="Park a call: transfer it to the code, or to it with a slot (1 to 99); dialled it takes it back",
        examples=["*70"],
    )
    pull: str = Field(
        description="Take my own conversation from my other phone; with an extension behind it a colleague's",
        examples=["*74"],
    )
    last_caller: str = Field(description="Call back who called me last", examples=["*69"])
    redial: str = Field(description="Dial what I dialled last", examples=["*68"])
    retry: str = Field(
        description="Dial what I dialled last, or the number behind it, until it is free, and ring me then",
        examples=["*66"],
    )
    retry_off: str = Field(description="Dial busy numbers no longer", examples=["*67"])
    meeting_invite: str = Field(
        description="In a conference: call somebody in, the number and # follow", examples=["*3"]
    )
    meeting_lock: str = Field(description="Let nobody else in, or again", examples=["*2"])
    meeting_record: str = Field(description="Record the conference, or no longer", examples=["*1"])
    meeting_mute_all: str = Field(description="Only who leads is heard, or all again", examples=["*5"])
    meeting_mute: str = Field(description="I am not heard, or again", examples=["*6"])
    meeting_end: str = Field(description="End the conference for all", examples=["*9"])
    intercom: str = Field(
        description="Before an extension: its telephone answers by itself, and both are heard", examples=["*50"]
    )
    show: str = Field(
        description="Before a digit and a number: the called people see the company's number at that place",
        examples=["*65"],
    )
    hide: str = Field(description="Before a number: the called people see none", examples=["*31"])
    night: str = Field(description="Close a schedule by hand; a digit behind it says which by name", examples=["*28"])
    day: str = Field(
        description="Let the hours of a schedule rule again; a digit behind it says which", examples=["*29"]
    )
    voicemail: str = Field(description="My mailbox; with a box's number behind it that one", examples=["*97"])
    wakeup: str = Field(description="My wake-up calls; with four digits behind it the time of one", examples=["*94"])
    desk_in: str = Field(description="Log in at a shared telephone; an extension may follow", examples=["*11"])
    desk_out: str = Field(description="Log out there", examples=["*12"])


class CodesChange(Body):
    """Codes that are to change; what is left out stays."""

    blind: str | None = Field(None, max_length=8)
    attended: str | None = Field(None, max_length=8)
    conference: str | None = Field(None, max_length=8)
    record: str | None = Field(None, max_length=8)
    record_pause: str | None = Field(None, max_length=8)
    pickup: str | None = Field(None, max_length=8)
    group_pickup: str | None = Field(None, max_length=8)
    supervise: str | None = Field(None, max_length=8)
    agent: str | None = Field(None, max_length=8)
    agent_break: str | None = Field(None, max_length=8)
    dnd_on: str | None = Field(None, max_length=8)
    dnd_off: str | None = Field(None, max_length=8)
    forward: str | None = Field(None, max_length=8)
    forward_off: str | None = Field(None, max_length=8)
    night: str | None = Field(None, max_length=8)
    day: str | None = Field(None, max_length=8)
    park: str | None = Field(None, max_length=8)
    pull: str | None = Field(None, max_length=8)
    last_caller: str | None = Field(None, max_length=8)
    redial: str | None = Field(None, max_length=8)
    retry: str | None = Field(None, max_length=8)
    retry_off: str | None = Field(None, max_length=8)
    intercom: str | None = Field(None, max_length=8)
    meeting_invite: str | None = Field(None, max_length=8)
    meeting_lock: str | None = Field(None, max_length=8)
    meeting_record: str | None = Field(None, max_length=8)
    meeting_mute_all: str | None = Field(None, max_length=8)
    meeting_mute: str | None = Field(None, max_length=8)
    meeting_end: str | None = Field(None, max_length=8)
    voicemail: str | None = Field(None, max_length=8)
    show: str | None = Field(None, max_length=8)
    hide: str | None = Field(None, max_length=8)
    wakeup: str | None = Field(None, max_length=8)
    desk_in: str | None = Field(None, max_length=8)
    desk_out: str | None = Field(None, max_length=8)


@router.get("/company", responses=responses(401, 403, 503))
async def read_company(
    context: InContext, caller: Annotated[Caller, Depends(permitted("company.read"))]
) -> CompanyModel:
    """Say how the company is set up."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return CompanyModel.model_validate(await get_tenant(session))


@router.patch("/company", status_code=204, responses=responses(401, 403, 422, 503))
async def change_company(
    context: InContext, caller: Annotated[Caller, Depends(permitted("company.change"))], change: CompanyChange
) -> None:
    """Change settings; calls that run keep theirs."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        await change_tenant(session, change.model_dump(exclude_none=True))


@router.get("/company/codes", responses=responses(401, 403, 503))
async def read_codes(context: InContext, caller: Annotated[Caller, Depends(permitted("company.read"))]) -> CodesModel:
    """List the feature codes."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return CodesModel.model_validate(await company_codes(session))


class ConflictModel(Model):
    """A code that could mean something else, too; such come by upgrades, as they cannot be set."""

    name: str = Field(examples=["intercom"])
    code: str = Field(examples=["*50"])
    kind: Literal["extension", "contact", "code"] = Field(description="Extensions and short numbers go before the code")
    other: str = Field(description="The number, or the other code's name", examples=["*501"])
    text: str


class ConflictListModel(Model):
    """All conflicts of the company's codes, by name."""

    items: list[ConflictModel]


@router.get("/company/codes/conflicts", responses=responses(401, 403, 503))
async def read_conflicts(
    context: InContext, caller: Annotated[Caller, Depends(permitted("company.read"))]
) -> ConflictListModel:
    """List feature codes that begin an extension, a contact's short number or another code."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await company_conflicts(session)
    items = [ConflictModel.model_validate({**asdict(one), "text": str(one)}) for one in found]
    return ConflictListModel(items=items)


@router.patch("/company/codes", status_code=204, responses=responses(401, 403, 422, 503))
async def change_feature_codes(
    context: InContext, caller: Annotated[Caller, Depends(permitted("company.change"))], change: CodesChange
) -> None:
    """Change feature codes; calls that run keep theirs. Codes that begin one another or an extension are refused."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        await change_codes(session, change.model_dump(exclude_none=True))
