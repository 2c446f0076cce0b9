"""Outside contacts, the company's address book: `/contacts`; whole sheets by `…/import` and `…/export` (CSV)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import problem, responses
from offhook.directory.contact_checks import (
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_LABELS,
    MOST_NUMBERS,
    ContactChanges,
)
from offhook.directory.contact_sheet import read_sheet, write_sheet
from offhook.directory.contacts import (
    Sought,
    add_contact,
    all_contacts,
    change_contact,
    import_contacts,
    list_contacts,
    read_contact,
    remove_contact,
)
from offhook.directory.extensions import list_extensions
from offhook.directory.service import list_people
from offhook.numbers.service import list_numbers

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.directory.model import ContactRow

router = APIRouter(tags=["contacts"])
Reader = Annotated[Caller, Depends(permitted("contacts.read"))]
Editor = Annotated[Caller, Depends(permitted("contacts.change"))]

MOST_FAULTS = 100
_NUMBERS = "E.164; national numbers are read by the country. The first is called by the short number"
_PERSON = 'The person who is responsible for this contact; "": nobody'
_SHORT = 'Dialled by extensions instead of the first number; "": none'
_VIP = "An important one, whom scenarios can treat so"
_SHEET = {"text/csv": {"schema": {"type": "string"}, "example": "name,numbers,short\r\nJaan Tamm,+37255512345,77\r\n"}}
_Numbers = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=MOST_NUMBERS, description=_NUMBERS)]
_Labels = Annotated[list[Annotated[str, Field(max_length=LONGEST_LABEL)]], Field(max_length=MOST_LABELS)]


class ContactModel(Model):
    """Somebody outside whom the company knows."""

    id: str
    name: str = Field(examples=["Jaan Tamm"])
    company: str
    numbers: list[str] = Field(examples=[["+37255512345"]])
    email: str
    note: str
    vip: bool = Field(description=_VIP)
    labels: list[str]
    person_id: str | None = Field(description="The person who is responsible for this contact")
    short: str | None = Field(description="Dialled by extensions instead of the first number", examples=["77"])


class ContactListModel(Model):
    """A page of contacts, by name."""

    items: list[ContactModel]
    next_cursor: str | None


class ContactChange(Body):
    """What is to change; what is left out stays."""

    name: str | None = Field(None, max_length=LONGEST_NAME)
    company: str | None = Field(None, max_length=LONGEST_NAME)
    numbers: _Numbers | None = None
    email: str | None = Field(None, max_length=LONGEST_NAME * 2)
    note: str | None = Field(None, max_length=LONGEST_NOTE)
    vip: bool | None = Field(None, description=_VIP)
    labels: _Labels | None = None
    person_id: str | None = Field(None, max_length=64, description=_PERSON)
    short: str | None = Field(None, max_length=8, description=_SHORT, examples=["77"])

    def changes(self) -> ContactChanges:
        """Return what is asked for."""
        return ContactChanges(**self.model_dump())


class NewContact(ContactChange):
    """A contact to be added."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME, examples=["Jaan Tamm"])


class ImportedModel(Model):
    """What came of a sheet."""

    added: int
    changed: int


class Search(Body):
    """Which contacts, and which page of them."""

    q: str = Field("", max_length=100, description="In name, company, mail address, labels or numbers")
    label: str = Field("", max_length=LONGEST_LABEL)
    vip: bool | None = None
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=600, description="`next_cursor` of the page before")


@router.get("/contacts", responses=responses(401, 403, 422, 503))
async def read_contacts(context: InContext, caller: Reader, search: Annotated[Search, Query()]) -> ContactListModel:
    """List contacts by name."""
    sought = Sought(search.q.strip(), search.label, search.vip)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found, more = await list_contacts(session, sought, limit=search.limit, cursor=search.cursor)
        return ContactListModel(items=[ContactModel.model_validate(row) for row in found], next_cursor=more)


@router.get(
    "/contacts/export",
    response_class=Response,
    responses={200: {"content": _SHEET, "description": "All contacts"}, **responses(401, 403, 503)},
)
async def export_contacts(context: InContext, caller: Editor) -> Response:
    """Give all contacts as a sheet (CSV, UTF-8), which `import` takes again."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        people = {person.id: person.name for person in await list_people(session)}
        people |= {one.person_id: one.number for one in await list_extensions(session) if one.person_id}
        text = write_sheet(await all_contacts(session), people)
    name = {"Content-Disposition": 'attachment; filename="contacts.csv"'}
    return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=name)


@router.post(
    "/contacts/import",
    responses=responses(401, 403, 413, 422, 503),
    response_model=ImportedModel,
    openapi_extra={"requestBody": {"required": True, "content": _SHEET}},
)
async def import_sheet(context: InContext, caller: Editor, request: Request) -> JSONResponse:
    """Take a sheet (CSV): contacts with the same name and one of the numbers are changed, the others added.

    All lines or, where one has a fault, none; each fault is told with its line.
    """
    lines = read_sheet(await request.body())
    async with context.database.tenant(caller.principal.tenant_id) as session:
        came = await import_contacts(session, lines, await _own(session))
    if came.faults:
        errors = [{"field": f"line {one.line}, {one.column}", "message": one.text} for one in came.faults[:MOST_FAULTS]]
        return problem(422, f"nothing was taken: {len(came.faults)} of {len(lines)} lines have a fault", errors=errors)
    return JSONResponse(ImportedModel(added=came.added, changed=came.changed).model_dump())


@router.get("/contacts/{contact_id}", responses=responses(401, 403, 404, 503))
async def read_one_contact(context: InContext, caller: Reader, contact_id: PathId) -> ContactModel:
    """Show one contact."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await read_contact(session, known_id(contact_id)))


@router.post("/contacts", status_code=201, responses=responses(401, 403, 422, 503))
async def add(context: InContext, caller: Editor, new: NewContact) -> ContactModel:
    """Add a contact; the next call from one of its numbers shows the name."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await add_contact(session, new.changes(), await _own(session)))


@router.patch("/contacts/{contact_id}", responses=responses(401, 403, 404, 422, 503))
async def change(context: InContext, caller: Editor, contact_id: PathId, changes: ContactChange) -> ContactModel:
    """Change a contact."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        own = await _own(session)
        return _found(await change_contact(session, known_id(contact_id), changes.changes(), own))


@router.delete("/contacts/{contact_id}", status_code=204, responses=responses(401, 403, 404, 503))
async def remove(context: InContext, caller: Editor, contact_id: PathId) -> None:
    """Remove a contact; past calls keep the name."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if not await remove_contact(session, known_id(contact_id)):
            raise HTTPException(404)


async def _own(session: AsyncSession) -> set[str]:
    return {number.e164 for number in await list_numbers(session)}


def _found(row: ContactRow | None) -> ContactModel:
    if row is None:
        raise HTTPException(404)
    return ContactModel.model_validate(row)
