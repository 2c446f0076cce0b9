"""When to try again: after 1 s, then ever later up to an hour, each time by chance a little sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

FIRST_S: Final = 1.0
LONGEST_S: Final = 3600.0
GIVE_UP_HOURS: Final = 24
_DOUBLINGS: Final = 20


def pause(attempts: int, chance: Random, wished_s: float = 0.0) -> float:
    """Return the seconds to wait after so many attempts in vain; `wished_s` is what the receiver asked for at least.

    Chance spreads what failed together, so that it does not come again together.
    """
    usual = min(LONGEST_S, FIRST_S * 2.0 ** min(attempts, _DOUBLINGS))
    return min(LONGEST_S, max(FIRST_S, wished_s, usual * chance.uniform(0.5, 1.0)))
