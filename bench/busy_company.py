"""The company of the busy day: a menu that leads to a queue, a reception that transfers, mailboxes and calls back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.installation import NUMBER, OPERATOR, secret, username

from offhook.configuration import Queue, QueueMember
from offhook.directory import service as directory
from offhook.directory.extensions import NewExtension, add_extension
from offhook.numbers import service as numbers
from offhook.queues.service import save_queue
from offhook.scenario import store
from offhook.scenario.graph import Graph
from offhook.scenario.nodes.callback import Callback
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.menu import Choice, Menu
from offhook.scenario.nodes.queue import Queue as QueueNode
from offhook.scenario.nodes.ring import Ring
from offhook.scenario.nodes.voicemail import Voicemail
from offhook.trunks import service as trunks

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.sealing import Sealer

CUSTOMERS_PORT = 5070  # where calls to the outside are answered
AGENTS, RECEPTION, COLLEAGUES = 20, 3, 3
DEVICES = AGENTS + RECEPTION + COLLEAGUES
BOX = "400"
LONGEST_WAIT_S = 45


def extension(number: int) -> str:
    """Return the extension of a device: agents have 201 …, the reception and the colleagues those after them."""
    return str(201 + number)


def day_graph(queue: str, reception: tuple[str, ...], box: str) -> Graph:
    """Return the scenario: 1 the queue, 2 the reception, 3 a message, 4 a call back; nothing chosen, goodbye."""
    return Graph(
        start="menu",
        rescue="sorry",
        nodes={
            "menu": Menu(
                prompts=("menu_main",),
                choices={
                    "1": Choice(next="line"),
                    "3": Choice(next="box"),
                    "4": Choice(next="back"),
                    "9": Choice(next="reception"),
                },
                attempts=1,
                wait_seconds=2,
                otherwise="goodbye",
            ),
            "line": QueueNode(
                queue=queue,
                choices={"1": Choice(next="box"), "2": Choice(next="back")},
                timeout="sorry",
                full="back",
                nobody="box",
            ),
            "reception": Ring(members=reception, order="rotating", seconds=8, unanswered="box"),
            "box": Voicemail(extension=box),
            "back": Callback(queue=queue, refused="sorry"),
            "sorry": Hangup(prompts=("all_busy", "goodbye")),
            "goodbye": Hangup(prompts=("goodbye",)),
        },
    )


async def make_busy_company(session: AsyncSession, sealer: Sealer, devices: int) -> None:
    """Add people and devices, a queue of the first twenty, a trunk, the scenario and its number."""
    agents: list[str] = []
    reception: list[str] = []
    for number in range(devices):
        person = await directory.add_person(session, f"Person {number}")
        await directory.add_device(session, sealer, directory.NewDevice(username(number), secret(number), person))
        made = await add_extension(session, NewExtension(extension(number), f"Person {number}", person, voicemail=True))
        if number < AGENTS:
            agents.append(made)
        elif number < AGENTS + RECEPTION:
            reception.append(extension(number))
    owner = await directory.add_person(session, "Secretary")
    await add_extension(session, NewExtension(BOX, "Office", owner, voicemail=True))
    queue = await save_queue(
        session,
        Queue(
            id="",
            name="Sales",
            members=tuple(QueueMember(one, always=True) for one in agents),
            announce_s=10,
            longest_wait_s=LONGEST_WAIT_S,
            longest=60,
            ring_s=8,
            wrap_up_s=1,
            callback_retry_s=15,
        ),
    )
    new = trunks.NewTrunk("Operator", OPERATOR, CUSTOMERS_PORT, match=(OPERATOR,))
    trunk = await trunks.add_trunk(session, sealer, new)
    scenario = await store.add_scenario(session, "The busy day")
    graph = day_graph(queue.id, tuple(reception), BOX)
    await store.save_draft(session, scenario, graph.model_dump(mode="json"))
    await store.publish(session, scenario)
    await numbers.add_number(session, numbers.NewNumber(NUMBER, "Main line", trunk, scenario))
