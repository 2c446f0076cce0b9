"""Nobody answers: the caller leaves a message, and everybody who should know of it does."""

from __future__ import annotations

import contextlib
import re
import time
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.audio import CLEAR, LOUD, read_channels, share_of
from tests.acceptance.pbx import kinds, step_of

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from tests.acceptance.baresip import Baresip
    from tests.acceptance.conftest import Mailbox
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.sipp import Seen
    from tests.acceptance.stage import Stage

CUSTOMER_HZ = 620
BEEP_HZ = 1000
SILENCE = 8.0


def check_sound(path: Path, at_least_s: float) -> None:
    rate, (samples,) = read_channels(path)
    assert samples.size / rate > at_least_s
    assert share_of(samples, rate, CUSTOMER_HZ) > 0.8
    assert share_of(samples, rate, BEEP_HZ) < 0.05


@pytest.mark.requirement("RT-02", "VM-02")
def test_nobody_answers_in_twenty_seconds(pbx: Pbx, stage: Stage, mailbox: Mailbox) -> None:
    number = "+37255502001"
    anna = stage.sipp_phone(pbx, "201", "phone_rings")
    boris = stage.sipp_phone(pbx, "202", "phone_refuses", status="486 Busy Here")
    clara = stage.sipp_phone(pbx, "203", "phone_refuses", status="480 Temporarily Unavailable")
    lamp = stage.device(pbx, "203", "subscribe")
    new, old = waiting(lamp.wait_for("NOTIFY"))
    sound = stage.sound(operator=True)
    caller = stage.caller(pbx, "dial", number, sound)
    sound.send_to(caller.media())
    sound.wait_for_sound()
    sound.press("1")

    anna.wait_for("INVITE")
    rang = time.monotonic()
    boris.finish()
    cancel = anna.wait_for("CANCEL", 25)
    assert 18.5 < time.monotonic() - rang < 23.0
    assert "elsewhere" not in (cancel.header("Reason") or "")
    clara.finish()
    pbx.wait_for_step(number, "voicemail")
    sound.wait_for_tone(BEEP_HZ, 20, share=0.3)
    sound.tone(CUSTOMER_HZ, 2.5)
    time.sleep(2.6)
    sound.press("#")
    caller.finish()

    call = pbx.ended_call(number)
    assert call["result"] == "missed"
    assert call["owed"]
    assert call["hangup_side"] == "system"
    assert call["recording_url"] is None
    steps = ["ringing", "ring_failed", "unanswered", "ringing", "ring_failed", "voicemail", "voicemail_left", "hangup"]
    assert kinds(call)[-8:] == steps
    assert step_of(call, "ring_failed")["status"] == 486
    assert step_of(call, "unanswered") == {"who": "Anna Kask", "seconds": 20}
    assert step_of(call, "voicemail")["box"] == "203"
    assert call["voicemail"]["duration_seconds"] > 2

    (message,) = [one for one in pbx.get("/voicemails")["items"] if one["call_id"] == call["id"]]
    assert message["from"]["number"] == number
    assert message["extension"]["number"] == "203"
    check_sound(pbx.download(message["audio_url"], stage.folder / "message.wav"), 2.0)

    pbx.wait_until(lambda: waiting(lamp.received("NOTIFY")[-1])[0] > new, 20)  # callers of other tests leave some, too
    pbx.wait_until(lambda: any(number in str(one) for one in mailbox.mails), 20)
    (mail,) = [one for one in mailbox.mails if number in str(one)]
    check_sound(attachment(mail, stage.folder / "mailed.wav"), 2.0)
    assert "clara@example.com" in mail["To"]

    pbx.api.patch(f"/api/v1/voicemails/{message['id']}", json={"heard": True}).raise_for_status()
    pbx.wait_until(lambda: waiting(lamp.received("NOTIFY")[-1])[1] == old + 1, 20)


def waiting(notification: Seen) -> tuple[int, int]:
    """Return how many messages are new and old (RFC 3842 §5.2)."""
    found = re.search(r"^Voice-Message: (\d+)/(\d+)", notification.text, re.MULTILINE)
    assert found, notification.text
    assert ("Messages-Waiting: yes" in notification.text) == (int(found[1]) > 0)
    return int(found[1]), int(found[2])


def attachment(mail: EmailMessage, path: Path) -> Path:
    (sound,) = [part for part in mail.iter_attachments() if part.get_content_type() in {"audio/wav", "audio/x-wav"}]
    content = sound.get_content()
    assert isinstance(content, bytes)
    path.write_bytes(content)
    return path


def leave_message(pbx: Pbx, stage: Stage, number: str, extension: str, hz: int) -> None:
    """Call, send a tone for two seconds into the mailbox of an extension without telephones, and hang up."""
    operator = stage.operator(pbx, hz, number)
    operator.dial(f"sip:{pbx.number}@{pbx.sip}")
    operator.wait_until_heard()
    operator.press(extension)
    pbx.wait_for_step(number, "voicemail")
    operator.press("1")  # enough of the greeting
    pbx.wait_until(lambda: beeped(operator), 20)
    time.sleep(2.0)
    operator.hang_up()


def beeped(phone: Baresip) -> bool:
    """Tell whether the beep is in what a telephone heard; it is 0.4 s long."""
    with contextlib.suppress(ValueError):  # there is no file, or no data in it yet
        rate, heard = phone.heard()
        length = int(rate * 0.15)
        parts = (heard[at : at + length] for at in range(0, heard.size - length, length // 3))
        return any(abs(part).max() > LOUD and share_of(part, rate, BEEP_HZ) > CLEAR for part in parts)
    return False


def test_what_was_said_counts_when_the_caller_hangs_up(pbx: Pbx, stage: Stage) -> None:
    """An extension without any phone leads to its voicemail at once."""
    number = "+37255502002"
    pbx.wait_until_unregistered("202")
    leave_message(pbx, stage, number, "202", CUSTOMER_HZ)
    call = pbx.ended_call(number)
    assert call["hangup_side"] == "caller"
    assert call["result"] == "missed"
    assert call["owed"]
    assert step_of(call, "ring_failed") == {"who": "Boris Tamm", "status": 480, "reason": "no phone is registered"}
    check_sound(pbx.download(call["voicemail"]["audio_url"], stage.folder / "message.wav"), 1.0)


def test_who_says_nothing_leaves_no_message(pbx: Pbx, stage: Stage) -> None:
    number = "+37255502003"
    pbx.wait_until_unregistered("202")
    operator = stage.operator(pbx, CUSTOMER_HZ, number)
    operator.dial(f"sip:{pbx.number}@{pbx.sip}")
    operator.wait_until_heard()
    operator.press("202")
    pbx.wait_for_step(number, "voicemail")
    operator.hang_up()
    call = pbx.ended_call(number)
    assert call["voicemail"] is None
    assert call["result"] == "missed"
    assert call["owed"]
