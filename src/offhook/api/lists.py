"""What lists have in common: the limit and the cursor of a page, and ids in paths."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from starlette.exceptions import HTTPException

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most")]
PageCursor = Annotated[
    str | None, Query(max_length=200, description="`next_cursor` of the page before; absent for the first page")
]
PathId = Annotated[str, Path(max_length=64, examples=["0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"])]


def known_id(text: str) -> str:
    """Return an id of a path in its one form.

    Raises:
        HTTPException: 404, because what is no id names nothing.
    """
    try:
        return str(UUID(text))
    except ValueError as error:
        raise HTTPException(404) from error


def id_or_none(text: str) -> str:
    """Return an id of a query in its one form; "" stays: nothing is asked.

    Raises:
        HTTPException: 422, because what is no id names nothing.
    """
    try:
        return str(UUID(text)) if text else ""
    except ValueError as error:
        raise HTTPException(422, f"{text} is no id") from error
