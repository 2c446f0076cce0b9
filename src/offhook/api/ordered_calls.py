"""Ordering a call (click-to-call): `POST /calls` rings a person's telephones, then whom the person wants to talk to."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Response
from fastapi.openapi.models import Example  # noqa: TC002  read at run time
from pydantic import Field, StringConstraints, model_validator
from starlette.exceptions import HTTPException

from offhook.api import models
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.live import ask_switch
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.errors import InvalidValue

router = APIRouter(tags=["calls"])
Orderer = Annotated[Caller, Depends(permitted("calls.order"))]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]

_FIELDS = {
    "no-number": ("to", "is neither an extension, nor a number of the company, nor a number of the world"),
    "own-number": ("to", "is the extension of the person who is to talk"),
    "emergency": ("to", "is an emergency number: those are dialled on the telephone itself"),
    "no-contact": ("contact_id", "is no contact of the company with a number"),
    "no-person": ("extension", "there is no such person, extension or device: name whose telephones are to ring"),
    "no-line": ("shows", "is no number of the company; `hidden` shows none"),
}
_REFUSALS = {
    "not-own": (403, "this login may order calls on its own telephones only"),
    "not-served": (409, "the company is suspended, or all calls of its plan are taken"),
    "busy": (409, "the person is in a call already, or is being rung for one"),
    "no-phone": (409, "no telephone of the person is registered, or none answers any more"),
    "no-operator": (409, "no operator of the company takes calls to this number"),
}
_EXAMPLES: dict[str, Example] = {
    "to a customer": {
        "summary": "Anna (201) wants to talk to a customer",
        "value": {"extension": "201", "to": "+372 5551 2345", "name": "Tamm Ltd, order 1047"},
    },
    "own telephones": {"summary": "Whoever is logged in, to a colleague", "value": {"to": "203"}},
    "to a contact": {
        "summary": "A contact; the desk telephone answers by itself, another number of the company is shown",
        "value": {
            "device": "anna-desk",
            "contact_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
            "shows": "+3726000101",
            "auto_answer": True,
        },
    },
}


class OrderModel(models.Body):
    """Whose telephones ring, and whom they are for. Without `extension`, `person_id` and `device`: the login's own."""

    to: Text | None = Field(None, description="As it would be dialled: an extension, or a number in any usual form")
    contact_id: Text | None = Field(None, description="Instead of `to`: this contact's first number")
    extension: Text | None = Field(None, description="Of the person whose telephones ring", examples=["201"])
    person_id: Text | None = Field(None, description="Instead of `extension`")
    device: Text | None = Field(None, description="A user name: this telephone alone rings", examples=["anna-desk"])
    shows: Text | None = Field(
        None, description="The company's number that the called side sees, or `hidden`", examples=["+3726000101"]
    )
    name: Text | None = Field(None, description="Shown on the person's telephone; without it the contact's name")
    auto_answer: bool = Field(default=False, description="The telephone answers by itself, if it can")
    ring_seconds: int = Field(30, ge=5, le=120, description="How long the person has to answer")

    @model_validator(mode="after")
    def _one_of_each(self) -> OrderModel:
        if (self.to is None) == (self.contact_id is None):
            raise ValueError("give either `to` or `contact_id`")
        if len([one for one in (self.extension, self.person_id, self.device) if one is not None]) > 1:
            raise ValueError("give one of `extension`, `person_id` and `device`")
        return self


class OrderedCallModel(models.Model):
    """The call: while it goes on it is shown at `url`, from its beginning on in the history, too."""

    id: str
    status: Literal["accepted"] = "accepted"
    url: str = Field(examples=["/api/v1/calls/live/0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"])


@router.post("/calls", status_code=202, responses=responses(401, 403, 409, 422, 503))
async def order_call(
    context: InContext,
    caller: Orderer,
    order: Annotated[OrderModel, Body(openapi_examples=_EXAMPLES)],
    response: Response,
) -> OrderedCallModel:
    """Order a call: the person's telephones ring; when the person answers, the other side is called."""
    principal = caller.principal
    answer: dict[str, str] = await ask_switch(
        context,
        "order",
        tenant=principal.tenant_id,
        by=principal.login,
        login=principal.person_id,
        people=caller.people,
        to=order.to or "",
        contact=order.contact_id or "",
        extension=order.extension or "",
        of=order.person_id or "",
        device=order.device or "",
        shows=order.shows or "",
        name=order.name or "",
        auto_answer=order.auto_answer,
        seconds=float(order.ring_seconds),
    )
    refused = answer.get("refused", "")
    if refused in _FIELDS:
        raise InvalidValue(*_FIELDS[refused])
    if refused:
        raise HTTPException(*_REFUSALS[refused])
    url = f"/api/v1/calls/live/{answer['call']}"
    response.headers["Location"] = url
    return OrderedCallModel(id=answer["call"], url=url)
