"""The signature, checked as docs/howto/webhooks.md tells receivers to."""

from __future__ import annotations

import hashlib
import hmac

from offhook.outbound.signature import new_secret, signed


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
