"""Call programs in plain Python: one coroutine for each caller, on a server of your own.

    async def program(call: Call) -> None:
        key = await call.ask("For sales press 1, for support press 2.")
        ...

    serve(program, port=8700)

A scenario's node `program` posts to this server what came of the last step and does what is answered
(docs/howto/call-programs.md). Invariant: a program that ends, fails or forgets its caller gives the caller back to the
scenario. Of Offhook nothing else is needed here.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Program = Callable[["Call"], Awaitable[None]]

SESSION_SECONDS = 3600.0  # a program whose caller was not heard of for so long is ended
log = logging.getLogger(__name__)


class Call:
    """One caller; `caller` and `number` are who calls whom, E.164, `caller` "" when it is hidden.

    The caller may hang up at any time: the coroutine is then cancelled where it waits, at the latest after an hour.
    """

    def __init__(self, caller: str, number: str) -> None:
        self.caller = caller
        self.number = number
        self._said: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self._results: asyncio.Queue[str] = asyncio.Queue()

    async def answer(self) -> None:
        """Answer the call; all that is heard by the caller answers it, too."""
        await self._do("answer")

    async def say(self, text: str) -> str:
        """Speak a text in the caller's language; return the key that interrupted it, "" when none did."""
        return await self._do("say", text=text)

    async def ask(self, text: str, *, most: int = 1, seconds: float = 5) -> str:
        """Speak a text and return the keys pressed: at most so many, ended by `#` or a pause; "" when none was."""
        return await self._do("ask", text=text, most=str(most), seconds=str(seconds))

    async def dial(self, *who: str, seconds: float = 20) -> str:
        """Ring extensions and outside numbers together; return only when nobody answered.

        It is `unanswered`, `busy` or `unreachable`. A conversation ends the call, and the program.
        """
        return await self._do("dial", to=" ".join(who), seconds=str(seconds))

    async def record(self, box: str, text: str = "", *, seconds: float = 180) -> str:
        """Take a message for a mailbox (an extension), which ends the call; return `full` when the box is full."""
        return await self._do("record", box=box, text=text, seconds=str(seconds))

    async def hang_up(self, text: str = "") -> None:
        """Say goodbye and end the call."""
        await self._do("hang_up", text=text)

    async def _do(self, what: str, **fields: str) -> str:
        self._said.put_nowait({"do": what, **fields})
        return await self._results.get()


class Sessions:
    """The callers whom a program serves now; `turn` is all that a server has to do for one."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._calls: dict[str, tuple[Call, asyncio.Task[None], asyncio.TimerHandle]] = {}

    async def turn(self, told: Mapping[str, str]) -> dict[str, str]:
        """Return what is to be done next with a caller, after what came of the last.

        Raises:
            KeyError: the caller is not known, or something is missing.
        """
        session = told["session"]
        if told["turn"] == "0":
            call = Call(told["caller"], told["number"])
            task = asyncio.ensure_future(self._program(call))
        else:
            call, task, timer = self._calls.pop(session)
            timer.cancel()
            call._results.put_nowait(told["result"])  # noqa: SLF001  the two halves of one thing
        timer = asyncio.get_running_loop().call_later(SESSION_SECONDS, self._forget, session)
        self._calls[session] = (call, task, timer)
        said = asyncio.ensure_future(call._said.get())  # noqa: SLF001
        await asyncio.wait({said, task}, return_when=asyncio.FIRST_COMPLETED)
        if said.done():
            return said.result()
        said.cancel()
        self._forget(session)
        if error := task.exception():
            log.error("a call program failed", exc_info=error)
            return {"do": "failed"}
        return {"do": "done"}

    def _forget(self, session: str) -> None:
        _, task, timer = self._calls.pop(session)
        timer.cancel()
        task.cancel()


def application(program: Program) -> web.Application:
    """Return a web application whose every path speaks for the program."""
    sessions = Sessions(program)

    async def post(request: web.Request) -> web.Response:
        try:
            return web.json_response(await sessions.turn(await request.json()))
        except (ValueError, KeyError, TypeError) as error:
            raise web.HTTPBadRequest(text=f"not a turn of a call: {error!r}") from error

    app = web.Application()
    app.router.add_post("/{path:.*}", post)
    return app


def serve(program: Program, *, host: str = "127.0.0.1", port: int = 8700) -> None:
    """Serve a program until the process is ended."""
    web.run_app(application(program), host=host, port=port)
