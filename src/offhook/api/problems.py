"""Errors as `application/problem+json` (RFC 9457): the one place where exceptions become HTTP statuses.

Invariant: nothing of the inside leaks: an unexpected error is logged and answered 500 without its text.
"""

from __future__ import annotations

import errno
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy.exc
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from offhook.db.rules import broken_rule
from offhook.db.sealing import SealBroken
from offhook.errors import ChangedSince, InUse, InvalidValue, NotAllowed
from offhook.log import about_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI
    from starlette.requests import Request

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_RETRY_S = 2


class Problem(BaseModel):
    """What went wrong, for people (`title`, `detail`) and programs (`status`, `errors`)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    errors: list[dict[str, str]] | None = None
    request_id: str | None = None  # as the log names the request


class NextStep(HTTPException):
    """What somebody who is known has to do first: a client goes by `kind`, the `type` of the problem."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(status, detail)
        self.kind = kind


def problem(
    status: int,
    detail: str | None = None,
    *,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
    kind: str = "about:blank",
) -> JSONResponse:
    """Return an error answer."""
    body = Problem(
        type=kind,
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=errors,
        request_id=about_request.get() or None,
    )
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status,
        media_type=MEDIA_TYPE,
        headers=None if headers is None else dict(headers),
    )


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of the errors that an endpoint answers."""
    return {
        status: {
            "model": Problem,
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def install(app: FastAPI) -> None:
    """Make all errors of an application problem documents."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(InvalidValue, _invalid)
    app.add_exception_handler(InUse, _in_use)
    app.add_exception_handler(ChangedSince, _changed_since)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(sqlalchemy.exc.IntegrityError, _refused_by_database)
    app.add_exception_handler(sqlalchemy.exc.DataError, _no_value)
    app.add_exception_handler(StaleDataError, _gone)
    for kind in (
        sqlalchemy.exc.OperationalError,
        sqlalchemy.exc.InterfaceError,
        sqlalchemy.exc.TimeoutError,
        psycopg.OperationalError,
    ):
        app.add_exception_handler(kind, _away)
    app.add_exception_handler(SealBroken, _no_key)
    app.add_exception_handler(OSError, _no_room)
    app.add_exception_handler(Exception, _unexpected)


def handlers(app: FastAPI) -> dict[Any, Any]:
    """Return what makes problem documents of errors, but for those that nobody expects."""
    return {kind: handler for kind, handler in app.exception_handlers.items() if kind not in {500, Exception}}


def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    plain = HTTPStatus(error.status_code).phrase
    kind = error.kind if isinstance(error, NextStep) else "about:blank"
    detail = None if error.detail == plain else str(error.detail)
    return problem(error.status_code, detail, headers=error.headers, kind=kind)


def _validation(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [
        {"field": ".".join(str(part) for part in one["loc"]), "message": str(one["msg"])} for one in error.errors()[:50]
    ]
    return problem(422, "the request is not as described", errors=errors)


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, InvalidValue)
    return problem(422, str(error), errors=[{"field": error.field, "message": str(error)}])


def _in_use(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, InUse)
    return problem(409, str(error), errors=[{"field": kind, "message": name} for kind, name in error.uses])


def _changed_since(_request: Request, error: Exception) -> JSONResponse:
    return problem(412, str(error))


def _not_allowed(_request: Request, error: Exception) -> JSONResponse:
    return problem(403, str(error))


def _refused_by_database(request: Request, error: Exception) -> JSONResponse:
    """Answer who came second: what the service had found free was taken before it was written."""
    assert isinstance(error, sqlalchemy.exc.IntegrityError)
    invalid = broken_rule(error)
    if invalid is None:
        raise error
    return _invalid(request, invalid)


def _no_value(_request: Request, _error: Exception) -> JSONResponse:
    return problem(422, "a text has a sign that cannot be kept, or a number is too large")


def _gone(_request: Request, _error: Exception) -> JSONResponse:
    return problem(404, "it was removed at the same moment")


def _away(_request: Request, error: Exception) -> JSONResponse:
    _log.warning("the database is away: %s", error)
    return problem(503, "the database is away at the moment", headers={"Retry-After": str(_RETRY_S)})


def _no_key(_request: Request, error: Exception) -> JSONResponse:
    _log.error("%s", error)
    return problem(503, "this is sealed with a key that is not there; `offhook doctor` tells the administrator more")


def _no_room(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, OSError)
    if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
        raise error
    _log.error("the disk is full: %s", error)
    return problem(507, "the disk of the server is full")


def _unexpected(_request: Request, _error: Exception) -> JSONResponse:
    headers = {"X-Request-Id": about_request.get()}  # outside of what gives it to all others
    return problem(500, "the server made a mistake; its log says more", headers=headers)
