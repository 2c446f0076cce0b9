"""One file per node kind: its form (a Pydantic model) and the coroutine that does its work.

A new kind is a file here and a name in `AnyNode`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from offhook.scenario.nodes.answer import Answer
from offhook.scenario.nodes.ask import Ask
from offhook.scenario.nodes.callback import Callback
from offhook.scenario.nodes.caller import Caller
from offhook.scenario.nodes.compare import Compare
from offhook.scenario.nodes.conference import Conference
from offhook.scenario.nodes.consent import Consent
from offhook.scenario.nodes.dial import Dial
from offhook.scenario.nodes.digits import EnterDigits
from offhook.scenario.nodes.directory import Directory
from offhook.scenario.nodes.enter import Enter
from offhook.scenario.nodes.fax import Fax
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.language import Language
from offhook.scenario.nodes.menu import Menu
from offhook.scenario.nodes.play import Play
from offhook.scenario.nodes.program import Program
from offhook.scenario.nodes.queue import Queue
from offhook.scenario.nodes.ring import Ring
from offhook.scenario.nodes.schedule import OpeningHours
from offhook.scenario.nodes.set import Set
from offhook.scenario.nodes.voicemail import Voicemail

AnyNode = Annotated[
    Answer
    | Ask
    | Callback
    | Caller
    | Compare
    | Conference
    | Consent
    | Dial
    | Directory
    | Enter
    | EnterDigits
    | Fax
    | Hangup
    | Language
    | Menu
    | OpeningHours
    | Play
    | Program
    | Queue
    | Ring
    | Set
    | Voicemail,
    Field(discriminator="kind"),
]
