"""Whose sound the media server is told to expect: a phone's from its host, an operator's rather from what is known."""

from __future__ import annotations

from msgspec import UNSET
from tests.pair.company import OPERATOR, OUTSIDE, company
from tests.pair.peer import describe

from offhook.configuration import Trunk
from offhook.media import protocol as media

NETWORKS = ("198.51.100.64/255.255.255.192", "203.0.113.9")
KNOWN = [OPERATOR[0], "198.51.100.64/26", "203.0.113.9/32"]


def expected(board, host):
    """What was said last of who sends the sound of a far end that announced this host."""
    remotes = [one.remote for one in board.media.given(media.SessionSet) if isinstance(one.remote, media.Remote)]
    return [(one.host, one.known) for one in remotes if one.address == host][-1]


def test_phones_have_one_host_operators_are_preferred_also_after_a_restart(board):
    board.use(company(trunks=(Trunk("k-op", "Operator", OPERATOR[0], match=NETWORKS),)))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    dialog = board.operator.answer()
    board.until(lambda: anna.talks)
    assert expected(board, anna.host) == (anna.host, UNSET)
    assert expected(board, OPERATOR[0]) == (UNSET, KNOWN)
    board.kill()
    assert board.restart(away_s=1) == 1
    board.operator.party.endpoint.reinvite(dialog, describe("203.0.113.70", codecs="8"), board.operator.now)
    board.kick()
    board.run(1)
    assert expected(board, "203.0.113.70") == (UNSET, KNOWN)
    anna.hang_up()
    board.ended()
