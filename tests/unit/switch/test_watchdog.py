"""The watchdog counts how often, and remembers how long, the loop stood still by its own fault."""

from __future__ import annotations

import pytest
from tests.pair.virtual_time import VirtualLoop

from offhook.switch import watchdog as module
from offhook.switch.watchdog import Watchdog


@pytest.fixture
def loop():
    loop = VirtualLoop()
    yield loop
    loop.close()


@pytest.fixture
def waited(monkeypatch, tmp_path):
    """Set how long the thread waited for a processor, in seconds."""
    path = tmp_path / "schedstat"

    def wait(seconds: float) -> None:
        path.write_text(f"123 {int(seconds * 1e9)} 7\n")

    wait(0)
    monkeypatch.setattr(module, "SCHEDSTAT", path)
    return wait


def watching(loop: VirtualLoop) -> Watchdog:
    async def make() -> Watchdog:
        return Watchdog()

    watchdog = loop.run_until_complete(make())
    watchdog.start()
    return watchdog


def stall(loop: VirtualLoop, seconds: float) -> None:
    """Something holds the loop."""
    loop.call_soon(lambda: setattr(loop, "virtual", loop.virtual + seconds))
    loop.run(0.2)


@pytest.mark.usefixtures("waited")
def test_quiet_loop(loop):
    watchdog = watching(loop)
    loop.run(5)
    assert (watchdog.stalls, watchdog.worst_ms) == (0, 0)


@pytest.mark.usefixtures("waited")
def test_stall_is_counted_once_and_the_worst_remembered(loop, caplog):
    watchdog = watching(loop)
    stall(loop, 0.3)
    assert watchdog.stalls == 1
    worst = watchdog.worst_ms
    assert worst == pytest.approx(275, abs=30)
    stall(loop, 0.1)
    assert (watchdog.stalls, watchdog.worst_ms) == (2, worst)
    assert "the loop stood still for" in caplog.text


@pytest.mark.usefixtures("waited")
def test_short_delay_is_no_stall(loop):
    watchdog = watching(loop)
    loop.run(0.049)
    stall(loop, 0.015)
    assert watchdog.stalls == 0


def test_processor_given_to_others_is_not_our_fault(loop, waited):
    watchdog = watching(loop)
    waited(0.3)
    stall(loop, 0.3)
    assert watchdog.stalls == 0
    stall(loop, 0.3)
    assert watchdog.stalls == 1


@pytest.mark.parametrize("text", ["", "1", "a b c"])
def test_system_that_does_not_tell(loop, monkeypatch, tmp_path, text):
    path = tmp_path / "schedstat"
    path.write_text(text)
    monkeypatch.setattr(module, "SCHEDSTAT", path)
    watchdog = watching(loop)
    stall(loop, 0.3)
    assert watchdog.stalls == 1
    monkeypatch.setattr(module, "SCHEDSTAT", tmp_path / "nothing")
    stall(loop, 0.3)
    assert watchdog.stalls == 2


@pytest.mark.usefixtures("waited")
def test_stopped_watchdog_does_not_look(loop):
    watchdog = watching(loop)
    watchdog.stop()
    stall(loop, 1)
    assert watchdog.stalls == 0
