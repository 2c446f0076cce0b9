"""What is set for a device's voice reaches its session, and nobody else's."""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace
from tests.pair.company import company
from tests.pair.test_transfer import over, talk

from offhook.media import protocol as media


def test_treated_voices(board):
    plain = company()
    loud = tuple(replace(one, gain_db=6, denoise=True) if one.username == "boris" else one for one in plain.devices)
    board.use(replace(plain, devices=loud))
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    theirs = [one for one in board.media.given(media.SessionSet) if one.gain_db is not UNSET]
    assert [(one.session, one.gain_db, one.agc, one.denoise) for one in theirs] == [(boris.session, 6, False, True)]
    anna.hang_up()
    over(board)
