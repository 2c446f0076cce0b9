"""The signature, checked as docs/howto/webhooks.md tells receivers to."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from pathlib import Path
from typing import Any

from offhook.outbound.signature import new_secret, signed

HOWTO = Path(__file__).resolve().parents[3] / "docs" / "howto" / "webhooks.md"


def test_a_signature_is_that_of_time_and_body() -> None:
    headers = signed(b'{"id":1}', ["whsec_a"], 1_790_000_000)
    expected = hmac.new(b"whsec_a", b'1790000000.{"id":1}', hashlib.sha256).hexdigest()
    assert headers == {"Offhook-Timestamp": "1790000000", "Offhook-Signature": f"v1={expected}"}


def test_while_a_secret_is_changed_both_sign() -> None:
    both = signed(b"{}", ["whsec_b", "whsec_a"], 1)["Offhook-Signature"].split(",")
    assert both == [signed(b"{}", [key], 1)["Offhook-Signature"] for key in ("whsec_b", "whsec_a")]


def test_nothing_signs_without_a_secret() -> None:
    assert signed(b"{}", [], 1) == {}


def test_secrets_are_long_and_never_the_same() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) >= 6 + 43 and one.startswith("whsec_") for one in made)


def test_the_how_to_checks_as_we_sign() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", HOWTO.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  our own documentation
    is_ours, now = names["is_ours"], int(time.time())
    headers = signed(b"{}", ["whsec_new", "whsec_old"], now)
    assert is_ours("whsec_new", headers, b"{}")
    assert is_ours("whsec_old", headers, b"{}")
    assert not is_ours("whsec_other", headers, b"{}")
    assert not is_ours("whsec_new", headers, b"{} ")
    assert not is_ours("whsec_new", signed(b"{}", ["whsec_new"], now - 301), b"{}")
