"""The mailbox by telephone: what its keys do, whose it is, and that nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.pair.board import EPOCH
from tests.pair.company import ANNA, BORIS, DORA, MAIN, OUTSIDE, company

from offhook.configuration import Box, Extension, Scenario
from offhook.media import protocol as media
from offhook.routing.boxes import Message, box_context
from offhook.voicemail.forwarding import Forwarded

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

NOW = datetime.fromtimestamp(EPOCH, UTC)
SALES = Extension("e-sales", "300", "Sales", "box", box=Box(people=("p-anna",)))


def message(board: Board, name: str, days: int = 0, state: Any = "new", caller: str = OUTSIDE) -> Message:
    path = str(board.folder / f"{name}.wav")
    return Message(name, NOW - timedelta(days=days, hours=1), caller, "", path, 4000, state)


def use(board: Board, *boxes: Extension) -> None:
    kept = tuple(one for one in company().extensions if one.id not in {box.id for box in boxes})
    graph = {"start": "a", "rescue": "a", "nodes": {"a": {"kind": "voicemail", "extension": "201"}}}
    board.use(company(extensions=(*kept, *boxes), scenarios=(Scenario("s-main", "Main line", 5, graph),)))


def with_pin(board: Board, extension: Extension, pin: str) -> Extension:
    sealed = board.exchange.sealer.seal(pin.encode(), box_context("t-one", extension.id)).hex()
    return msgspec.structs.replace(extension, box=msgspec.structs.replace(extension.box, pin=sealed))


def held(board: Board, *messages: Message) -> None:
    board.boxes.kept[ANNA.id] = list(messages)
    counts = [sum(one.state == state for one in messages) for state in ("new", "heard")]
    board.mailboxes.counts[ANNA.id] = counts[0], counts[1]


def dialled(board: Board, who: str = "anna", code: str = "*97") -> Peer:
    phone = board.phone(who)
    phone.dial(code)
    heard(board, "mailbox_menu")
    return phone


def heard(board: Board, name: str) -> None:
    """Wait until something is being played."""
    board.until(lambda: board.spoken()[-1:] == [name])
    board.run(0.1)


def press(board: Board, phone: Peer, keys: str) -> None:
    phone.press(keys)
    board.run(0.6)


def marks(board: Board) -> list[tuple[str, str]]:
    return [(one.subject, one.value) for one in board.settings.kept if one.what == "message"]


@pytest.mark.requirement("VM-01")
def test_messages_are_heard_one_after_the_other(board):
    held(board, message(board, "one"), message(board, "two", 1), message(board, "three", 40))
    phone = dialled(board)
    assert board.spoken() == ["New messages: 3.", "Kept messages: 0.", "mailbox_menu"]
    phone.press("1")
    heard(board, "three")  # the oldest comes first
    assert "12 August" in board.spoken()
    board.until(lambda: board.spoken()[-1] == "mailbox_message_menu")
    assert marks(board) == [("e-anna/three", "heard")]
    press(board, phone, "2")
    heard(board, "two")
    assert board.spoken()[-15:-1] == ["From", *"37255512345", "yesterday", "16:13"]
    press(board, phone, "2")
    heard(board, "one")
    press(board, phone, "2")
    board.until(lambda: "mailbox_no_more" in board.spoken())
    assert [value for _, value in marks(board)] == ["heard"] * 3
    phone.hang_up()
    assert board.ended().result == "service"


def test_lamp_follows_at_once(board):
    held(board, message(board, "one"))
    phone = dialled(board)
    phone.subscribe()
    board.run(1)
    phone.press("1")
    heard(board, "one")
    board.mailboxes.counts[ANNA.id] = (0, 0)
    press(board, phone, "3")
    assert marks(board) == [("e-anna/one", "deleted")]
    assert phone.lamps[-1] == "0/0"
    phone.hang_up()
    board.ended()


def test_deleting_is_taken_back(board):
    held(board, message(board, "one"), message(board, "two", 1))
    phone = dialled(board)
    phone.press("1")
    heard(board, "two")
    press(board, phone, "3")
    heard(board, "one")
    press(board, phone, "8")
    heard(board, "two")
    press(board, phone, "3")
    assert "mailbox_restored" in board.spoken()
    assert marks(board)[-1] == ("e-anna/two", "heard")
    phone.hang_up()
    board.ended()


def test_hanging_up_in_a_message_leaves_it_new(board):
    held(board, message(board, "one"))
    phone = dialled(board)
    phone.press("1")
    heard(board, "one")
    phone.hang_up()
    board.ended()
    assert marks(board) == []


@pytest.mark.requirement("VM-01")
def test_keys_wind_and_repeat(board, monkeypatch):
    message_of_a_minute = message(board, "one")
    message_of_a_minute.duration_ms = 60_000
    board.boxes.keys["one"] = bytes(32)
    held(board, message_of_a_minute)
    phone = dialled(board)
    phone.press("1")
    heard(board, "one.wav")
    monkeypatch.setattr("tests.pair.fake_media.FILE_SECONDS", 60.0)
    board.run(0.9)
    for key in "64416":
        press(board, phone, key)
    plays = [
        item for play in board.media.given(media.Play) for item in play.items if item.file.endswith("one.wav.sealed")
    ]
    assert {one.key for one in plays} == {bytes(32)}
    begun = [one.from_ms or 0 for one in plays]
    assert begun[0] == begun[4] == 0
    for before, after, wound in zip(begun, begun[1:], (5000, -5000, -5000), strict=False):
        assert after == 0 or wound < after - before < wound + 1500
    assert 5000 < begun[5] < 6000
    phone.hang_up()
    board.ended()
    assert marks(board) == []


def test_message_that_was_sealed_in_that_moment_is_looked_for_again(board):
    held(board, message(board, "one"))
    phone = dialled(board)
    phone.press("1")
    heard(board, "one")
    board.boxes.keys["one"] = bytes(32)
    board.media.fail_play(phone.session, "one.wav: No such file or directory")
    heard(board, "one.wav")
    board.until(lambda: board.spoken()[-1] == "mailbox_message_menu")
    assert marks(board) == [("e-anna/one", "heard")]
    phone.hang_up()
    board.ended()


@pytest.mark.parametrize("lost", ["key", "file"])
def test_message_that_cannot_be_heard_stays_new(board, lost):
    held(board, message(board, "one"))
    phone = dialled(board)
    phone.press("1")
    board.until(lambda: "From" in board.spoken())
    if lost == "key":
        board.boxes.away = True
    else:
        heard(board, "one")
        for _ in range(2):
            board.media.fail_play(phone.session, "one.wav: No such file or directory")
            board.run(0.1)
    board.until(lambda: "mailbox_away" in board.spoken())
    board.until(lambda: board.spoken()[-1] == "mailbox_message_menu")
    assert marks(board) == []
    assert "prompt_failed" in board.steps()
    phone.hang_up()
    board.ended()


def test_calling_back(board):
    held(board, message(board, "one", caller="202"))
    boris = board.phone("boris")
    phone = dialled(board)
    phone.press("1")
    heard(board, "one")
    phone.press("5")
    board.until(lambda: boris.rings)
    boris.answer()
    board.run(5)
    phone.hang_up()
    call = board.ended()
    assert (call.result, marks(board)) == ("answered", [("e-anna/one", "heard")])


def test_sending_on_with_a_comment(board):
    held(board, message(board, "one"))
    phone = dialled(board)
    phone.press("1")
    heard(board, "one")
    press(board, phone, "7")
    press(board, phone, "204")
    heard(board, "mailbox_comment")
    phone.press("1")
    board.until(lambda: bool(board.media.recorders))
    board.run(3)
    press(board, phone, "#")
    board.until(lambda: "mailbox_sent" in board.spoken())
    phone.hang_up()
    board.ended()
    (sent,) = [one for one in board.settings.kept if one.what == "forward_message"]
    wanted = msgspec.json.decode(sent.value, type=Forwarded)
    assert (sent.subject, wanted.to, wanted.by) == ("e-anna/one", DORA.id, "Anna")
    assert wanted.spoken.endswith(".wav")


def test_greeting_is_spoken_and_heard_by_the_next_caller(board):
    use(board)
    phone = dialled(board)
    phone.press("3")
    heard(board, "mailbox_greetings")
    phone.press("1")
    board.until(lambda: bool(board.media.recorders))
    board.run(3)
    press(board, phone, "#")
    heard(board, "mailbox_accept")
    press(board, phone, "1")
    board.until(lambda: "mailbox_saved" in board.spoken())
    phone.hang_up()
    board.ended()
    (kept,) = board.settings.kept
    assert (kept.what, kept.subject) == ("greeting.unavailable", ANNA.id)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: bool(board.media.recorders))
    assert board.spoken()[-2:] == [Path(kept.value).stem, "beep"]
    board.operator.hang_up()


def test_other_telephones_need_the_pin(board):
    use(board, with_pin(board, ANNA, "4711"))
    phone = board.phone("boris")
    phone.dial("*97201")
    heard(board, "mailbox_enter_pin")
    phone.press("4712#")
    heard(board, "mailbox_enter_pin")
    phone.press("4711#")
    heard(board, "mailbox_menu")
    phone.hang_up()
    board.ended()
    assert "mailbox_refused" in board.steps()


@pytest.mark.parametrize("pin", ["", "4711"])
def test_wrong_pins_open_nothing(board, pin):
    use(board, with_pin(board, ANNA, pin) if pin else ANNA)
    phone = board.phone("boris")
    phone.dial("*97201")
    for _ in range(3 if pin else 0):
        heard(board, "mailbox_enter_pin")
        phone.press("1111#")
        board.run(0.5)
    board.ended()
    assert board.spoken()[-1] == "mailbox_not_here"
    assert "mailbox" not in board.steps()


def test_guessing_ends(board):
    use(board, with_pin(board, ANNA, "4711"))
    now = board.loop.time()
    for _ in range(10):
        assert board.switch.boxes.may_try(ANNA, now)
        board.switch.boxes.tried(ANNA, now, right=False)
    assert not board.switch.boxes.may_try(ANNA, now)
    assert board.switch.boxes.may_try(BORIS, now)
    assert board.switch.boxes.may_try(ANNA, now + 1801)


def test_shared_box_opens_to_its_people(board):
    use(board, SALES)
    phone = dialled(board, code="*97300")
    phone.hang_up()
    assert board.ended().result == "service"


def test_pin_is_changed(board):
    use(board)
    phone = dialled(board)
    phone.press("4")
    heard(board, "mailbox_new_pin")
    phone.press("2468#")
    heard(board, "mailbox_repeat_pin")
    phone.press("2468#")
    board.until(lambda: "mailbox_saved" in board.spoken())
    phone.hang_up()
    board.ended()
    (kept,) = board.settings.kept
    assert board.exchange.sealer.open(bytes.fromhex(kept.value), box_context("t-one", ANNA.id)) == b"2468"


def test_owner_comes_in_by_the_star(board):
    use(board, with_pin(board, ANNA, "4711"))
    board.operator.dial(MAIN, shown=OUTSIDE)
    heard(board, "unavailable_leave_message")
    board.operator.press("*")
    heard(board, "mailbox_enter_pin")
    board.operator.press("4711#")
    heard(board, "mailbox_menu")
    board.operator.hang_up()
    call = board.ended()
    assert (call.result, call.owed) == ("service", False)


def test_killed_switch_goes_on_with_the_message(board):
    held(board, message(board, "one"), message(board, "two", 1))
    phone = dialled(board)
    phone.press("1")
    heard(board, "two")
    press(board, phone, "2")
    heard(board, "one")
    board.settings.away = True
    board.kill()
    board.settings.away = False
    assert board.restart() == 1
    heard(board, "one")
    press(board, phone, "2")
    board.run(1)
    assert marks(board) == [("e-anna/two", "heard"), ("e-anna/one", "heard")]
    phone.hang_up()
    board.ended()


def test_database_that_is_away_is_said(board):
    held(board, message(board, "one"))
    board.boxes.away = board.mailboxes.away = True
    phone = dialled(board)
    phone.press("1")
    board.until(lambda: "mailbox_away" in board.spoken())
    phone.hang_up()
    assert board.ended().result == "service"


def test_marks_wait_for_the_database(board):
    held(board, message(board, "one"))
    board.settings.away = True
    phone = dialled(board)
    phone.press("1")
    heard(board, "one")
    press(board, phone, "3")
    board.until(lambda: "mailbox_no_more" in board.spoken())
    heard(board, "mailbox_menu")
    press(board, phone, "1")  # it does not come again
    assert board.spoken().count("one") == 1
    phone.hang_up()
    board.ended()
    board.settings.away = False
    board.run(40)
    assert marks(board) == [("e-anna/one", "deleted")]


def test_silence_ends_it(board):
    dialled(board)
    board.ended()
    assert board.spoken()[-1] == "goodbye"
    assert not board.media.given(media.RecordOpen)
