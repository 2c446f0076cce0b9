from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from offhook.media import protocol


def encoded(command):
    return msgspec.msgpack.decode(msgspec.msgpack.encode(command))


def test_what_is_unset_is_not_sent_and_null_is():
    assert encoded(protocol.SessionSet(session="s")) == {"do": "session.set", "id": 0, "session": "s"}
    sent = encoded(protocol.SessionSet(session="s", remote=None, orphan_s=None, relatch=True))
    assert (sent["remote"], sent["orphan_s"], sent["relatch"]) == (None, None, True)


@given(st.text(min_size=1, max_size=64), st.binary(max_size=200))
def test_names_and_notes_go_as_they_are(name, note):
    sent = encoded(protocol.SessionOpen(session=name, address="127.0.0.1", note=note))
    assert (sent["session"], sent["note"]) == (name, note)


def test_events_are_told_apart_and_may_grow():
    event = {"event": "digit", "session": "s", "digit": "1", "duration_ms": 100, "at": 5, "later": True}
    assert msgspec.convert(event, protocol.ServerEvent) == protocol.Digit(session="s", digit="1", duration_ms=100, at=5)
