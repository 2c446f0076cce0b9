"""One caller's way through a scenario: what every node is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from offhook.scenario.asking import Asker
from offhook.scenario.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from offhook.call.call import Call
    from offhook.call.floors import Floors
    from offhook.call.leg import Leg
    from offhook.configuration import Extension, Number, Scenario
    from offhook.media import protocol as media
    from offhook.prompts.catalogue import Prompts
    from offhook.routing.boxes import Folder, Message, MessageState
    from offhook.routing.installation import Office
    from offhook.routing.reach import Reach, Shown
    from offhook.scenario.errands import Errand
    from offhook.scenario.wakeups import Wakeups


class Settings(Protocol):
    """What keeps what people set by codes."""

    def choose(self, tenant: str, what: str, subject: str, value: str) -> None:
        """Set something from now on; as in `journal.records.SettingChosen`."""


class Boxes(Protocol):
    """The mailboxes of all companies."""

    async def is_full(self, tenant: str, box: Extension) -> bool:
        """Tell whether a box takes no more messages."""

    async def count(self, tenant: str, box: Extension) -> tuple[int, int]:
        """Return how many new and how many kept messages a box holds."""

    async def read(self, tenant: str, box: Extension, folder: Folder, after: Message | None = None) -> list[Message]:
        """Return some messages of a box behind one.

        Raises:
            ResourceError: they cannot be read now.
        """

    async def sound(self, tenant: str, message: Message) -> media.File:
        """Return what plays a message.

        Raises:
            ResourceError: it cannot be heard now.
        """

    def mark(self, tenant: str, box: Extension, message: Message, state: MessageState) -> None:
        """Make a message new, heard or deleted from now on."""

    def forward(self, tenant: str, box: Extension, message: Message, to: Extension, by: str, spoken: str) -> None:
        """Send a message on to another box, behind a comment's file where there is one."""

    def may_try(self, box: Extension, now: float) -> bool:
        """Tell whether a box's PIN may be tried."""

    def tried(self, box: Extension, now: float, *, right: bool) -> None:
        """Remember that a PIN was tried."""


class Errands(Protocol):
    """What keeps what the switch is to do later for people."""

    def add(self, errand: Errand) -> bool:
        """Do something later, also after a restart; False when the person has too many such already."""

    def drop(self, extension_id: str, kind: str) -> int:
        """Give up what is to be done of a kind for a person; return how many there were."""

    def done(self, errand: Errand) -> None:
        """Forget what is done."""

    def again(self, errand: Errand, seconds: float) -> None:
        """Do it again after some time, counting the attempt."""


@dataclass(slots=True)
class Services:
    """What the switch keeps for all calls together."""

    prompts: Prompts
    floors: Floors
    settings: Settings
    boxes: Boxes
    errands: Errands
    wakeups: Wakeups
    open_mailbox: Callable[[Run, Extension], Awaitable[None]]  # for who pressed the star in its greeting
    turns: Turns = field(default_factory=Turns)
    asker: Asker = field(default_factory=Asker)


@dataclass(slots=True)
class Run:
    """The call, its caller, and where it stands; `number` is the line that was dialled."""

    call: Call
    caller: Leg
    office: Office
    reach: Reach
    services: Services
    shown: Shown
    number: Number | None = None
    scenario: Scenario | None = None
    variables: dict[str, str] = field(default_factory=dict)
    presents: dict[str, str] = field(default_factory=dict)  # by extensions' ids: what they chose to show in this call
    language: str = ""  # of what is spoken; the company's when empty
    full: set[str] = field(default_factory=set)  # extensions that go on elsewhere: full mailboxes, queues left in vain

    @property
    def prompts(self) -> Prompts:
        """What can be said."""
        return self.services.prompts
