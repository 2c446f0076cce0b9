"""The log of a process: lines on stderr, which the supervisor keeps in a file of the data folder.

Invariant: every line says when it was written, in UTC and to the millisecond, to be laid beside the history; one that
is written while something is done for a call or an HTTP request says for which. As text that comes behind the message,
as JSON (`OFFHOOK_LOG=json`) it is fields of their own, and a line is one object whatever the message holds.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from contextvars import ContextVar
from typing import NamedTuple


class AboutCall(NamedTuple):
    """The call that something is done for."""

    call: str
    company: str


about_call: ContextVar[AboutCall | None] = ContextVar("about_call", default=None)
about_request: ContextVar[str] = ContextVar("about_request", default="")


def log_to_stderr(process: str, form: str | None = None) -> None:
    """Begin to log, for the whole process; `process` is the name that its lines bear, `form` text or json.

    Without a form it is what `OFFHOOK_LOG` says.
    """
    wanted = form or os.environ.get("OFFHOOK_LOG") or "text"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(process) if wanted == "json" else TextLines(process))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


class TextLines(logging.Formatter):
    """Lines for people: time, process, level, message, and what it is about."""

    converter = staticmethod(time.gmtime)

    def __init__(self, process: str) -> None:
        super().__init__(f"%(asctime)s.%(msecs)03dZ {process} %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the name is logging's
        """Return the first line of a record."""
        line = super().formatMessage(record)
        return line + "".join(f" {name}={value}" for name, value in _about(record).items() if value not in line)


class JsonLines(logging.Formatter):
    """Lines for programs: one JSON object each."""

    converter = staticmethod(time.gmtime)

    def __init__(self, process: str) -> None:
        super().__init__(datefmt="%Y-%m-%dT%H:%M:%S")
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line."""
        fields = {
            "time": f"{self.formatTime(record, self.datefmt)}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "process": self._process,
            "part": record.name.removeprefix("offhook."),
            "message": record.getMessage(),
            **_about(record),
        }
        if record.exc_info:
            fields["trace"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False)


def _about(record: logging.LogRecord) -> dict[str, str]:
    """Return what a line is about: what it was told (`extra={"call": …}`), else what is being done."""
    found: dict[str, str] = {}
    about = about_call.get()
    call = getattr(record, "call", "") or (about.call if about else "")
    if call:
        found["call"] = call
    if about is not None and about.call == call:
        found["company"] = about.company
    if request := about_request.get():
        found["request"] = request
    return found
