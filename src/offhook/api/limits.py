"""How many requests are answered: token buckets of logins and companies.

Invariant: memory is bounded; time is an input. A request takes one from both buckets or from neither. Told as
draft-ietf-httpapi-ratelimit-headers says: the bucket that has least left, and the policies of both.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

BURST_S = 15  # a bucket holds what comes in within so many seconds
_MAX_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of a request: refused when `wait_s` is above 0."""

    wait_s: float
    headers: dict[str, str]


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class RateLimits:
    """The buckets of one process: `login` and `company` are requests per second, 0 for as many as they like."""

    __slots__ = ("_buckets", "_rates")

    def __init__(self, login: int, company: int) -> None:
        self._rates = {name: rate for name, rate in (("login", login), ("company", company)) if rate}
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()

    def take(self, login: str, company: str, now: float) -> Turn:
        """Count a request of a login of a company."""
        keys = {"login": login, "company": company}
        buckets = {name: self._bucket((name, keys[name]), rate, now) for name, rate in self._rates.items()}
        if not buckets:
            return Turn(0.0, {})
        wait_s = max((1 - bucket.left) / self._rates[name] for name, bucket in buckets.items())
        if wait_s <= 0:
            for bucket in buckets.values():
                bucket.left -= 1
        name = min(buckets, key=lambda one: buckets[one].left / self._rates[one])
        left, rate = max(0, math.floor(buckets[name].left)), self._rates[name]
        whole_s = math.ceil((rate * BURST_S - buckets[name].left) / rate)
        return Turn(
            max(0.0, wait_s),
            {
                "RateLimit-Policy": ", ".join(f'"{one}";q={r * BURST_S};w={BURST_S}' for one, r in self._rates.items()),
                "RateLimit": f'"{name}";r={left};t={whole_s}',
            },
        )

    def _bucket(self, key: tuple[str, str], rate: int, now: float) -> _Bucket:
        bucket = self._buckets.pop(key, None) or _Bucket(rate * BURST_S, now)
        bucket.left = min(rate * BURST_S, bucket.left + max(0.0, now - bucket.at) * rate)
        bucket.at = now
        self._buckets[key] = bucket
        while len(self._buckets) > _MAX_KEYS:
            self._buckets.popitem(last=False)
        return bucket
