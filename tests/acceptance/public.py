"""Phones in networks of the test's own (nets.py), and the PBX there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.baresip import Baresip
from tests.acceptance.nets import CLOUD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.pbx import Pbx


def phone(
    cloud: Pbx,
    folder: Path,
    extension: str,
    host: str,
    hertz: float,
    *,
    codecs: str = "pcma",
    extra: str = "",
    ice: bool = False,
) -> Baresip:
    """Return a registered phone that answers by itself; to be called inside its network."""
    facts = cloud.facts(extension)
    account = f"<sip:{facts['username']}@{CLOUD}>;auth_user={facts['username']};auth_pass={facts['password']};regint=60"
    if ice:
        account += ";medianat=ice"
        extra += "\nrtcp_mux yes\nmodule ice.so"
    made = Baresip(folder, account, hertz=hertz, host=host, codecs=codecs, extra=extra)
    made.wait_for_log("200 OK")
    return made
