"""What people do just now, for the company's directory: by their telephones, wishes and what these published.

Invariant: asked of the running switch and kept nowhere; a person has one state, whatever number of extensions and
telephones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from offhook.configuration import Extension
    from offhook.routing.installation import Office
    from offhook.switch.switch import Switch

Presence = Literal["busy", "ringing", "dnd", "offline", "away", "free"]
ORDER: tuple[Presence, ...] = ("busy", "ringing", "dnd", "free", "away", "offline")  # of several the first


class Presences:
    """Tells of the people of a switch."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def told(self, tenant: str) -> dict[str, dict[str, Any]]:
        """Return `presence` and `note` of each person of a company who has an extension, by the person's id."""
        office = self._switch.installation.offices.get(tenant)
        found: dict[str, dict[str, Any]] = {}
        for extension in office.company.extensions if office else ():
            if office is None or extension.person_id is None:
                continue
            presence, note = self._of(office, extension)
            other = found.get(extension.person_id)
            if other is not None:
                presence = min(presence, other["presence"], key=ORDER.index)
                note = other["note"] or note
            found[extension.person_id] = {"presence": presence, "note": note}
        return found

    def _of(self, office: Office, extension: Extension) -> tuple[Presence, str]:
        facts = self._switch.watches.facts(office.company.id, extension.id)
        published = facts.published
        legs = self._switch.watches.legs(office.company.id, extension.id)
        if any(leg.answered or leg.direction == "inbound" for leg in legs):
            return "busy", published.note
        if legs:
            return "ringing", published.note
        if extension.rules.do_not_disturb:
            return "dnd", published.note
        if not facts.reachable and not any(turn.who.startswith("+") for turn in extension.rules.turns):
            return "offline", published.note
        away = published.open is False or {"away", "vacation", "holiday", "lunch", "meal"} & set(published.activities)
        return "away" if away else "free", published.note
