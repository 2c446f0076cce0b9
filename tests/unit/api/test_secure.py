from __future__ import annotations

from pathlib import Path

import pytest

from offhook.api.secure import is_strict
from offhook.config import Settings

OWN = {"tls_certificate": Path("/c.pem"), "tls_key": Path("/k.pem")}


@pytest.mark.parametrize(
    ("options", "strict"),
    [
        ({"https": "0.0.0.0:443", **OWN}, True),
        ({"https": "0.0.0.0:8443", **OWN}, False),  # browsers would ask the plain port by TLS
        ({"https": "0.0.0.0:443"}, False),  # the local authority
        ({}, False),
    ],
)
def test_when_browsers_are_told_to_come_by_https_only(tmp_path: Path, options: dict[str, object], strict: bool) -> None:  # noqa: FBT001
    assert is_strict(Settings(data=tmp_path, **options)) is strict
