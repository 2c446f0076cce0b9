"""Response models that several resources share; JSON names are for clients, times are RFC 3339 in UTC with `Z`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


Utc = Annotated[datetime, AfterValidator(_utc)]


class Model(BaseModel):
    """Base of all models; made from the services' dataclasses by attribute."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)


class Body(Model):
    """Base of what requests carry: a field that is not known is refused, so that no mistyped one is silently lost."""

    model_config = ConfigDict(extra="forbid")


class PartyModel(Model):
    """Someone at one end of a call: an outside number in E.164 or an extension."""

    number: str
    name: str
