"""Chromium with JsSIP as a telephone: pages of `web/test-phone` that speak a tone and tell what they hear."""

from __future__ import annotations

import asyncio
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Route
    from tests.acceptance.pbx import Pbx

WEB = Path(__file__).parents[2] / "web"
FLAGS = [
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # The pages are fulfilled by the test, not fetched: Chromium takes them for a stranger's.
    "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
]
CLEAR = 0.8  # of what is heard; the rest is what codecs add
LOUD = 0.02


def build(folder: Path) -> Path:
    """Build the telephone's page into a folder."""
    program = ["node", "scripts/test-phone.mjs", str(folder)]
    subprocess.run(program, cwd=WEB, check=True, capture_output=True, timeout=120)
    return folder


class WebTelephone:
    """One page with one account."""

    def __init__(self, page: Page, pbx: Pbx) -> None:
        self.page = page
        self.pbx = pbx
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @classmethod
    async def open(
        cls, browser: Browser, pbx: Pbx, built: Path, extension: str, hertz: float, *, http: str = ""
    ) -> WebTelephone:
        """Open the page from the PBX's own origin, or another of its addresses, and register."""
        context = await browser.new_context()
        page = await context.new_page()
        http = http or pbx.http
        origin = f"http://{http}/test-phone/"

        async def serve(route: Route) -> None:
            file = built / (route.request.url.removeprefix(origin) or "index.html")
            await route.fulfill(path=file)

        await page.route(f"{origin}**", serve)
        await page.goto(origin)
        await page.wait_for_function("window.phone !== undefined")
        phone = cls(page, pbx)
        facts = pbx.facts(extension)
        settings = {
            "socket": f"ws://{http}/sip",
            "uri": f"sip:{facts['username']}@{facts['domain'].partition(':')[0]}",
            "password": facts["password"],
            "hertz": hertz,
        }
        await phone.do("register", settings)
        return phone

    async def do(self, method: str, *arguments: Any) -> Any:
        """Call a function of the page."""
        return await self.page.evaluate("([method, ...given]) => window.phone[method](...given)", [method, *arguments])

    async def state(self, call: int = 0) -> str:
        """Return how a call stands, with the cause of its end."""
        found = await self.do("state", call)
        return "none" if found is None else f"{found['state']} {found['cause']}".strip()

    async def wait(self, state: str, call: int = 0, seconds: float = 20.0) -> None:
        """Wait until a call stands so."""
        deadline = time.monotonic() + seconds
        while (now := await self.state(call)).split(" ")[0] != state:
            if time.monotonic() > deadline:
                raise AssertionError(f"the call is {now!r}, not {state}; {self.complaints}; {self.pbx.state()}")
            await asyncio.sleep(0.1)

    async def hears(self, hertz: float, call: int = 0, seconds: float = 20.0) -> None:
        """Wait until little but this tone is heard."""
        await self._wait_for_sound(call, hertz, seconds, wanted=True)

    async def hears_not(self, hertz: float, call: int = 0, seconds: float = 20.0) -> None:
        """Wait until this tone is not heard: silence, or music."""
        await self._wait_for_sound(call, hertz, seconds, wanted=False)

    async def _wait_for_sound(self, call: int, hertz: float, seconds: float, *, wanted: bool) -> None:
        deadline = time.monotonic() + seconds
        while True:
            heard = await self.do("hear", call, [hertz])
            if (heard["loud"] > LOUD and heard["shares"][0] > CLEAR) == wanted:
                return
            if time.monotonic() > deadline:
                figures = await self.do("figures", call)
                raise AssertionError(
                    f"{hertz} Hz {'' if wanted else 'not '}expected, heard {heard}; {figures}; {self.pbx.state()}"
                )
            await asyncio.sleep(0.1)

    async def sees(self, call: int = 0, seconds: float = 20.0) -> dict[str, Any]:
        """Wait until pictures move: at least ten more of them than now; return the figures."""
        deadline = time.monotonic() + seconds
        before = await self.do("sight", call)
        while (now := await self.do("sight", call))["decoded"] < before["decoded"] + 10:
            if time.monotonic() > deadline:
                raise AssertionError(f"no pictures: {now}, before {before}; {self.pbx.state()}")
            await asyncio.sleep(0.1)
        return dict(now)

    async def close(self) -> None:
        """Close the page; nothing may have gone wrong in it."""
        await self.page.context.close()
        assert self.complaints == []
