"""Prints the API's description: `python -m offhook.api.openapi`.

The committed copy `docs/openapi.json` is what the web application's types are made from; `make check` compares the two.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from offhook.api.app import create_app
from offhook.api.context import Context
from offhook.config import Settings
from offhook.control import ask
from offhook.db.engine import Database


def description() -> dict[str, Any]:
    """Return the API's OpenAPI description; nothing is opened or started for it."""
    return create_app(Context(Settings(), Database("postgresql://unused"), ask)).openapi()


if __name__ == "__main__":
    json.dump(description(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
