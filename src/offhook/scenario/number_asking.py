"""A number that asks: an outside system may say who is to answer a call, before the number's own scenario does.

Invariant: whatever is answered, or is not within its time, the caller is served: at worst by the number's own scenario.
The caller hears ringing meanwhile. A restarted switch asks again, under the same call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from offhook.configuration import Extension, Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from offhook.configuration import NumberAsking
    from offhook.routing.installation import Office
    from offhook.scenario.run import Run

Kind = Literal["extension", "person", "queue", "scenario"]
KINDS: Final[tuple[Kind, ...]] = ("extension", "person", "queue", "scenario")
LONGEST_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Named:
    """What an answer means: who is to answer (None: the number's own scenario), what telephones show, what is wrong."""

    target: Extension | Scenario | None = None
    shows: str = ""
    fault: str = ""

    @property
    def who(self) -> str:
        """Return who is to answer, for the journey."""
        match self.target:
            case Extension(number=number, name=name):
                return f"{name} ({number})" if number else name
            case Scenario(name=name):
                return name
            case None:
                return ""


async def ask(run: Run, asking: NumberAsking, number: str) -> Named:
    """Ask who is to answer a call to a number, while the caller hears ringing."""
    run.caller.ring()
    question = {
        "call": run.call.call_id,
        "caller": run.caller.party.number,
        "number": number,
        "company": run.office.company.id,
    }
    secrets = secrets_of(asking, run.call.exchange.wall())
    answer = await run.services.asker.ask(asking.url, question, asking.seconds, secrets)
    named = meant(run.office, answer.fields) if answer.in_time else Named(fault=answer.reason)
    tell(run.call.step, asking.url, named)
    return named


def secrets_of(asking: NumberAsking, now: int) -> tuple[str, ...]:
    """Return the secrets that sign at a time (UTC, microseconds)."""
    former = asking.former if asking.former_until > now else None
    return tuple(secret for secret in (asking.secret, former) if secret)


def tell(step: Callable[..., None], url: str, named: Named) -> None:
    """Add to a journey what was answered."""
    host = urlsplit(url).hostname or ""
    if named.fault:
        step("number_ask_failed", system=host, reason=named.fault)
    if named.target or named.shows or not named.fault:
        step("number_asked", system=host, whom=named.who or None, shown=named.shows or None)


def meant(office: Office, fields: Mapping[str, str]) -> Named:
    """Return what the fields of an answer mean in a company."""
    shows = "".join(sign if sign.isprintable() else " " for sign in fields.get("show", ""))
    shows = " ".join(shows.split())[:LONGEST_SHOWN].strip()
    wanted = [(kind, fields[kind].strip()) for kind in KINDS if fields.get(kind, "").strip()]
    if not wanted:
        return Named(shows=shows)
    if len(wanted) > 1:
        named = " and ".join(f"{kind} {value!r}" for kind, value in wanted)
        return Named(shows=shows, fault=f"it named more than one: {named}")
    ((kind, value),) = wanted
    found = _FINDERS[kind](office, value)
    return Named(shows=shows, fault=found) if isinstance(found, str) else Named(found, shows)


def _extension(office: Office, value: str) -> Extension | str:
    return office.extensions.get(value) or f"there is no extension {value!r}"


def _person(office: Office, value: str) -> Extension | str:
    same = value.casefold()
    found = [
        one for one in office.people.values() if value == one.id or same in {one.name.casefold(), _mail(one.email)}
    ]
    if len(found) != 1:
        return f"{len(found)} people are called {value!r}" if found else f"there is no person {value!r}"
    return office.extension_of_person.get(found[0].id) or f"{found[0].name} has no extension"


def _queue(office: Office, value: str) -> Extension | str:
    same = value.casefold()
    for queue in office.company.queues:
        if value == queue.id or same == queue.name.casefold():
            numbered = [one for one in office.company.extensions if one.kind == "queue" and one.queue_id == queue.id]
            # One without a number of its own: who is not served there has nowhere to go on to.
            return numbered[0] if numbered else Extension(queue.id, "", queue.name, "queue", queue_id=queue.id)
    return f"there is no queue {value!r}"


def _scenario(office: Office, value: str) -> Scenario | str:
    same = value.casefold()
    for one in office.company.scenarios:
        if value == one.id or same == one.name.casefold():
            return office.scenarios.get(one.id, one)
    return f"there is no published scenario {value!r}"


def _mail(address: str | None) -> str:
    return address.casefold() if address else ""


_FINDERS: Mapping[Kind, Callable[[Office, str], Extension | Scenario | str]] = {
    "extension": _extension,
    "person": _person,
    "queue": _queue,
    "scenario": _scenario,
}
