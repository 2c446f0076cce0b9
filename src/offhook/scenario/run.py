"""One caller's way through a scenario: what every node is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.leg import Leg
    from offhook.configuration import Number, Scenario
    from offhook.prompts.catalogue import Prompts
    from offhook.routing.installation import Office
    from offhook.routing.reach import Reach, Shown


@dataclass(slots=True)
class Run:
    """The call, its caller, and where it stands; `number` is the line that was dialled."""

    call: Call
    caller: Leg
    office: Office
    reach: Reach
    prompts: Prompts
    shown: Shown
    number: Number | None = None
    scenario: Scenario | None = None
    variables: dict[str, str] = field(default_factory=dict)
