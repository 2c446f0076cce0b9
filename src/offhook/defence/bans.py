"""Who is banned: by behaviour, for a time that grows, never a telephone that is registered or an operator.

Two kinds of behaviour count. *Failures*: a wrong answer to a challenge of ours, which also shows that the address is no
forged one; their bans grow, and several banned places ban their network. *Scanning*: many names that are challenged
and never proven, or too many requests that prove nothing; as these can be sent in the name of others, their bans are
short and do not grow. Whether a name exists makes no difference to anything here. See docs/adr/0081-bans.md.
A ban by hand (`impose`) lasts as long as it was said to.

Invariant: memory is bounded; time is an input, in monotonic seconds.
"""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from offhook.defence.sources import bannable, neighbourhood_of, place_of
from offhook.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOG = logging.getLogger(__name__)

Reason = Literal["failures", "scanning", "network", "manual"]
MOST_NAMES: Final = 20


@dataclass(frozen=True, slots=True)
class BanRules:
    """How much is too much; times in seconds."""

    failures: int = 20
    failure_window: float = 600.0
    names: int = 12  # challenged, and not proven within `proof`
    proof: float = 10.0
    unproven: int = 300
    unproven_window: float = 60.0
    scan_ban: float = 120.0
    first_ban: float = 60.0
    growth: float = 4.0
    longest_ban: float = 86_400.0
    forgiven: float = 86_400.0  # after the end of a ban
    network_places: int = 4  # banned places that ban their network
    network_window: float = 3_600.0
    account_failures: int = 50
    account_window: float = 900.0
    most_places: int = 20_000


class Acquaintances(Protocol):
    """Who is known."""

    def spared(self, address: str) -> bool:
        """Tell whether an address is never banned: of registered phones, operators, who the administrator named."""

    def talks(self, address: str) -> bool:
        """Tell whether a call goes on with somebody at this address."""

    def at_home(self, name: str, address: str) -> bool:
        """Tell whether an account is registered from an address."""


@dataclass(slots=True)
class Ban:
    """One ban; `until` and `since` in monotonic seconds, `times` how often this place was banned.

    `note` is what who imposed it by hand wrote down; `names` are accounts that were guessed at there, `MOST_NAMES` at
    most.
    """

    place: str
    reason: Reason
    since: float
    until: float
    times: int = 1
    dropped: int = 0
    note: str = ""
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class _Place:
    failures: deque[float] = field(default_factory=deque)
    guessed: dict[str, None] = field(default_factory=dict)  # account names, the latest last
    unproven: deque[float] = field(default_factory=deque)
    names: OrderedDict[str, float] = field(default_factory=OrderedDict)


class Bans:
    """All bans of one switch. `changes` counts what a snapshot would tell anew, `dropped` what was not looked at."""

    def __init__(self, known: Acquaintances, rules: BanRules | None = None) -> None:
        self.changes = 0
        self.dropped = 0
        self._known = known
        self._rules = rules or BanRules()
        self._bans: dict[str, Ban] = {}  # those that are over, too, until they are forgiven
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._accounts: OrderedDict[str, deque[float]] = OrderedDict()
        self._guarded: dict[str, float] = {}
        self._banned_networks = 0

    # -- the way in

    def admits(self, address: str, now: float) -> bool:
        """Tell whether what comes from an address is looked at."""
        if not self._bans:
            return True
        ban = self._current(place_of(address), now)
        if ban is None and self._banned_networks:
            ban = self._current(neighbourhood_of(address), now)
        if ban is None or self._known.spared(address):
            return True
        ban.dropped += 1
        self.dropped += 1
        return False

    # -- what was seen

    def challenged(self, address: str, name: str, now: float) -> None:
        """Note that somebody who calls himself `name` was asked to prove it."""
        place = self._place(address)
        place.names.setdefault(name, now)
        rules = self._rules
        late = sum(1 for at in place.names.values() if now - at > rules.proof)
        if late >= rules.names:
            self._ban_scanner(address, now)
            return
        while len(place.names) > 4 * rules.names:
            place.names.popitem(last=False)
        self.unproven(address, now)

    def unproven(self, address: str, now: float) -> None:
        """Note a request that anybody may send: OPTIONS, or one without credentials."""
        rules = self._rules
        times = self._place(address).unproven
        times.append(now)
        while times and now - times[0] > rules.unproven_window:
            times.popleft()
        if len(times) > rules.unproven:
            self._ban_scanner(address, now)

    def denied(self, address: str, name: str, now: float) -> None:
        """Note a wrong answer to a challenge."""
        rules = self._rules
        self._count_for_account(name, now)
        times = self._place(address).failures
        times.append(now)
        while times and now - times[0] > rules.failure_window:
            times.popleft()
        guessed = self._place(address).guessed
        if len(times) == 1:
            guessed.clear()
        guessed.pop(name, None)
        guessed[name] = None
        if len(guessed) > MOST_NAMES:
            del guessed[next(iter(guessed))]
        if len(times) >= rules.failures:
            times.clear()
            self._ban(address, now)
            guessed.clear()

    def proven(self, address: str, name: str, now: float) -> bool:
        """Note a right answer; False when the account is guarded, and the address is not one that it is known from.

        An account at which too many guesses were made serves only where it is registered, for a while.
        """
        until = self._guarded.get(name)
        if until is not None:
            if until <= now:
                del self._guarded[name]
            elif not self._known.at_home(name, address):
                return False
        found = self._places.get(place_of(address))
        if found is not None:
            found.names.pop(name, None)
            if found.unproven:
                found.unproven.pop()
        return True

    # -- administration

    def current(self, now: float) -> list[Ban]:
        """Return the bans that hold, the newest first."""
        return sorted((ban for ban in self._bans.values() if ban.until > now), key=lambda ban: -ban.since)

    def impose(self, place: str, seconds: float, note: str, now: float) -> Ban:
        """Ban an address, or a network of the sizes that are counted here, by hand.

        Raises:
            InvalidValue: it is neither, or telephones or an operator are there.
        """
        name = bannable(place)
        if self._known.spared(name.partition("/")[0]):
            raise InvalidValue("place", f"{name} is where telephones are registered, or an operator's: never banned")
        ban = self._put(Ban(name, "manual", now, now + seconds, note=note))
        _LOG.warning("%s is banned for %.0f s: by hand", name, seconds)
        return ban

    def lift(self, place: str) -> bool:
        """End and forget a ban, named by an address or as it is listed; False when there is none."""
        for name in (place, place_of(place)):
            if name in self._bans:
                self._forget(name)
                self._places.pop(name, None)
                self.changes += 1
                return True
        return False

    def snapshot(self, now: float, wall: float) -> list[dict[str, Any]]:
        """Return all that is to be remembered, with times in wall-clock seconds."""
        self._forgive(now)
        return [
            {
                "place": ban.place,
                "reason": ban.reason,
                "since": wall + ban.since - now,
                "until": wall + ban.until - now,
                "times": ban.times,
                "note": ban.note,
                "names": list(ban.names),
            }
            for ban in self._bans.values()
        ]

    def restore(self, saved: Iterable[dict[str, Any]], now: float, wall: float) -> None:
        """Take back a snapshot. Raises KeyError, TypeError or ValueError for what is none."""
        found = []
        for one in saved:
            reason: Reason = one["reason"]
            if reason not in {"failures", "scanning", "network", "manual"}:
                raise ValueError(f"no reason of a ban: {reason!r}")
            since, until = float(one["since"]) + now - wall, float(one["until"]) + now - wall
            if reason != "manual":
                until = min(until, now + self._rules.longest_ban)
            note, names = str(one.get("note", "")), tuple(str(name) for name in one.get("names", ()))
            found.append(Ban(str(one["place"]), reason, since, until, int(one["times"]), note=note, names=names))
        for ban in found:
            self._put(ban)

    # -- inside

    def _current(self, name: str, now: float) -> Ban | None:
        ban = self._bans.get(name)
        return ban if ban is not None and ban.until > now else None

    def _place(self, address: str) -> _Place:
        name = place_of(address)
        place = self._places.get(name)
        if place is None:
            place = self._places[name] = _Place()
            if len(self._places) > self._rules.most_places:
                self._places.popitem(last=False)
        else:
            self._places.move_to_end(name)
        return place

    def _ban_scanner(self, address: str, now: float) -> None:
        place = self._place(address)
        place.names.clear()
        place.unproven.clear()
        if self._known.spared(address) or self._known.talks(address):
            return
        name = place_of(address)
        old = self._bans.get(name)
        self._put(Ban(name, "scanning", now, now + self._rules.scan_ban, old.times if old else 0))
        _LOG.warning("%s is banned for %.0f s: it scans", name, self._rules.scan_ban)

    def _ban(self, address: str, now: float) -> None:
        if self._known.spared(address) or self._known.talks(address):
            _LOG.warning("wrong passwords from %s, which is not banned: phones or an operator are there", address)
            return
        name = place_of(address)
        ban = self._put(replace(self._grown(name, "failures", now), names=tuple(self._place(address).guessed)))
        _LOG.warning("%s is banned for %.0f s: wrong passwords", name, ban.until - now)
        network = neighbourhood_of(address)
        since = now - self._rules.network_window
        near = [
            one
            for one in self._bans.values()
            if one.reason == "failures" and one.since > since and _within(one.place, network)
        ]
        if len(near) >= self._rules.network_places and self._current(network, now) is None:
            names = tuple(dict.fromkeys(name for one in near for name in one.names))[:MOST_NAMES]
            ban = self._put(replace(self._grown(network, "network", now), names=names))
            _LOG.warning("%s is banned for %.0f s: %d places in it are", network, ban.until - now, len(near))

    def _grown(self, name: str, reason: Reason, now: float) -> Ban:
        rules = self._rules
        old = self._bans.get(name)
        times = old.times if old is not None and now - old.until < rules.forgiven else 0
        seconds = min(rules.first_ban * rules.growth ** min(times, 16), rules.longest_ban)
        return Ban(name, reason, now, now + seconds, times + 1)

    def _put(self, ban: Ban) -> Ban:
        if len(self._bans) >= self._rules.most_places:
            self._forget(min(self._bans.values(), key=lambda one: one.until).place)
        old = self._bans.get(ban.place)
        self._bans[ban.place] = ban
        self._banned_networks += old is None and _is_network(ban.place)
        self.changes += 1
        return ban

    def _forget(self, name: str) -> None:
        del self._bans[name]
        self._banned_networks -= _is_network(name)

    def _forgive(self, now: float) -> None:
        for name in [ban.place for ban in self._bans.values() if now - ban.until > self._rules.forgiven]:
            self._forget(name)

    def _count_for_account(self, name: str, now: float) -> None:
        rules = self._rules
        times = self._accounts.pop(name, None) or deque()
        self._accounts[name] = times
        times.append(now)
        while times and now - times[0] > rules.account_window:
            times.popleft()
        if len(times) >= rules.account_failures:
            times.clear()
            self._guarded[name] = now + rules.account_window
            _LOG.warning("too many wrong passwords for %r: it serves only where it is registered for a while", name)
        while len(self._accounts) > rules.most_places:
            self._accounts.popitem(last=False)
        if len(self._guarded) > rules.most_places:
            self._guarded = {known: until for known, until in self._guarded.items() if until > now}


def _is_network(place: str) -> bool:
    return place == neighbourhood_of(place.partition("/")[0])


def _within(place: str, network: str) -> bool:
    return neighbourhood_of(place.partition("/")[0]) == network
