"""The log of a process: lines on stderr, which the supervisor keeps in a file of the data folder.

Invariant: every line says when it was written, in UTC and to the millisecond, to be laid beside the history.
"""

from __future__ import annotations

import logging
import sys
import time


def log_to_stderr(process: str) -> None:
    """Begin to log, for the whole process; `process` is the name that its lines bear."""
    form = logging.Formatter(f"%(asctime)s.%(msecs)03dZ {process} %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")
    form.converter = time.gmtime
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(form)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
