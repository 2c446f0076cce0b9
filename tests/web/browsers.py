"""What tests with browsers as telephones share: a PBX, Chromium, the page of the telephone, a registered one of it."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright
from tests.acceptance.pbx import Pbx
from tests.ports import free_port
from tests.web.telephones import FLAGS, WebTelephone, build

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from playwright.async_api import Browser

    Telephone = Callable[..., AbstractAsyncContextManager[WebTelephone]]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("test-phone"))


@pytest.fixture(scope="session")
def pbx_of_browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pbx]:
    sip, http = free_port(), free_port()
    running = Pbx(
        tmp_path_factory.mktemp("pbx"),
        OFFHOOK_SIP=f"127.0.0.1:{sip},[::1]:{sip}",
        OFFHOOK_HTTP=f"127.0.0.1:{http},[::1]:{http}",
    )
    yield running
    running.stop()


@pytest.fixture(scope="module")
def pbx(pbx_of_browsers: Pbx) -> Pbx:
    """The PBX of all files; no test takes calls of the files before for its own."""
    pbx_of_browsers.forget()
    return pbx_of_browsers


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield running
        await running.close()


@pytest.fixture
def telephone(chromium: Browser, pbx: Pbx, built: Path) -> Telephone:
    """Return what opens a registered page of an extension that speaks a tone."""

    @asynccontextmanager
    async def opened(extension: str, hertz: float, http: str = "") -> AsyncIterator[WebTelephone]:
        phone = await WebTelephone.open(chromium, pbx, built, extension, hertz, http=http)
        try:
            yield phone
        finally:
            await phone.close()

    return opened


async def ended(pbx: Pbx, number: str) -> dict[str, Any]:
    """Wait until a call is over; return what the history says of it."""
    return await asyncio.to_thread(pbx.ended_call, number)
