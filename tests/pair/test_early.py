"""What happens between ringing and answer at the whole switch: forks, reliable responses, UPDATE, restarts."""

from __future__ import annotations

import pytest
from tests.pair.company import BARE, MAIN, OPERATOR, OUTSIDE
from tests.pair.peer import describe

from offhook.media import protocol as media
from offhook.sip import events as sip
from offhook.sip.headers import NameAddr
from offhook.sip.invite import OutgoingInvite


def dialled(board):
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    return anna


def remotes(board, host):
    """Where sound for the operator was sent, in order, without repetitions."""
    places = [
        (one.remote.address, one.remote.port)
        for one in board.media.given(media.SessionSet)
        if one.remote is not None and one.remote.address == host
    ]
    return [place for position, place in enumerate(places) if position == 0 or places[position - 1] != place]


def branch(board, status, tag, port=0):
    """A response of another branch of the operator's network."""
    request = board.operator.invites[-1].request
    response = request.response(status, to_tag=tag)
    response.add("Contact", f"<sip:{tag}@{OPERATOR[0]}:5060>")
    if port:
        response.add("Content-Type", "application/sdp")
        response.body = describe(OPERATOR[0], codecs="8", port=port)
    board.operator.party.send(response.encode(), board.switch_party)
    board.kick()
    board.run(0.1)


def test_the_branch_that_spoke_last_is_heard_and_the_one_that_answers_stays(board):
    anna = dialled(board)
    branch(board, 183, "one", 4002)
    branch(board, 183, "two", 4004)
    branch(board, 183, "two", 4004)
    assert remotes(board, OPERATOR[0]) == [(OPERATOR[0], 4002), (OPERATOR[0], 4004)]
    branch(board, 199, "two")
    assert remotes(board, OPERATOR[0])[-1] == (OPERATOR[0], 4002)
    branch(board, 183, "three", 4006)
    branch(board, 200, "one")
    board.until(lambda: anna.talks)
    assert remotes(board, OPERATOR[0])[-1] == (OPERATOR[0], 4002)
    assert len(board.exchange.sessions) == 2
    anna.hang_up()
    board.ended()


def test_operator_changes_its_sound_before_the_answer(board):
    anna = dialled(board)
    board.operator.early(183)
    board.run(0.5)
    assert "PRACK" in board.wire.kinds(board.switch_party)
    endpoint, invite = board.operator.party.endpoint, board.operator.invites[-1]
    dialog = next(one for one in endpoint._core.dialogs.values() if one.invite is invite)
    endpoint.reinvite(dialog, describe(OPERATOR[0], codecs="8", port=4010, version=2), board.operator.now)
    board.kick()
    board.run(0.5)
    assert "200 UPDATE" in board.wire.kinds(board.switch_party)
    assert remotes(board, OPERATOR[0])[-1] == (OPERATOR[0], 4010)
    board.operator.answer(describe(OPERATOR[0], codecs="8", port=4010, version=2))
    board.until(lambda: anna.talks)
    assert remotes(board, OPERATOR[0])[-1] == (OPERATOR[0], 4010)
    anna.hang_up()
    board.ended()


def requiring(board, number, offer):
    """The operator calls, requires reliable responses, and answers our offers."""
    peer = board.operator
    peer.party.on_event = lambda event: (
        peer.party.endpoint.answer_offer(event.dialog, describe(peer.host, codecs="8"), board.wire.now)
        if isinstance(event, (sip.Ringing, sip.Accepted)) and event.offered
        else None
    )
    uri = f"sip:{number}@{board.address[0]}"
    peer.invite = peer.party.endpoint.invite(
        OutgoingInvite(
            flow=peer.party.flow_to(board.switch_party),
            uri=uri,
            from_=NameAddr("", f"sip:{OUTSIDE}@{peer.host}"),
            to=NameAddr("", uri),
            offer=offer,
            headers=[("Require", "100rel")],
        ),
        peer.now,
    )
    board.kick()


@pytest.mark.parametrize("offer", [b"", describe(OPERATOR[0])])
def test_refusal_is_spoken_to_an_operator_that_requires_reliable_responses(board, offer):
    requiring(board, BARE, offer)
    call = board.ended()
    kinds = board.wire.kinds(board.switch_party)
    assert kinds.index("183 INVITE") < kinds.index("200 PRACK") < kinds.index("480 INVITE")
    assert board.spoken() == ["call_failed"]
    assert call.result == "failed"
    assert remotes(board, OPERATOR[0]) == [(OPERATOR[0], 4000)]


def test_operator_without_an_offer_talks(board):
    requiring(board, MAIN, b"")
    board.until(lambda: board.operator.talks)
    board.run(1)
    assert remotes(board, OPERATOR[0]) == [(OPERATOR[0], 4000)]
    assert board.operator.party.one(sip.Accepted).offered
    board.operator.hang_up()
    board.ended()


def test_switch_killed_before_the_answer_offers_the_caller_anew(board):
    """The caller's branch of before is gone; the new process is another one to it (RFC 3261 §13.2.2.4)."""
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.invite = anna.party.endpoint.invite(
        OutgoingInvite(
            flow=anna.party.flow_to(board.switch_party),
            uri=f"sip:202@{board.address[0]}",
            from_=NameAddr("", f"sip:anna@{anna.host}"),
            to=NameAddr("", f"sip:202@{board.address[0]}"),
            offer=describe(anna.host),
            credentials=anna.credentials,
            headers=[("Require", "100rel")],
        ),
        anna.now,
    )
    board.kick()
    board.until(lambda: boris.rings)
    board.run(0.5)
    assert board.restart(away_s=1) == 1
    board.until(lambda: len(boris.invites) == 2 and boris.rings)
    board.run(0.5)
    boris.answer()
    board.until(lambda: anna.talks)
    tags = {event.dialog.remote_tag for event in anna.party.all(sip.Ringing)}
    assert len(tags) == 2
    anna.hang_up()
    board.ended()
