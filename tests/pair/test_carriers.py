"""What operators do to calls: redirect them, change their minds, hide callers, send them round, ask for a pause."""

from __future__ import annotations

import pytest
from tests.pair.company import MAIN, OPERATOR, OUTSIDE, SPARE, company
from tests.pair.peer import describe

from offhook.configuration import NumberFormat, NumberFormats, Rule, Trunk
from offhook.media import protocol as media
from offhook.sip import events as sip
from offhook.sip.headers import NameAddr
from offhook.sip.invite import OutgoingInvite

MOBILE = "+37255599999"


def trunk(**settings):
    """The company with one trunk of these settings."""
    return company(trunks=(Trunk("k-op", "Operator", OPERATOR[0], **settings),))


def dialled(board, number=OUTSIDE, who="anna"):
    anna = board.phone(who)
    anna.dial(number)
    board.until(lambda: bool(board.operator.invites))
    return anna


def redirect(peer, *contacts, status=302):
    peer.refuse(status, [("Contact", contact) for contact in contacts])


def inbound(board, *headers, shown=OUTSIDE, number=MAIN, max_forwards=70):
    """A call from the operator with more headers."""
    peer = board.operator
    uri = f"sip:{number}@{board.address[0]}"
    peer.invite = peer.party.endpoint.invite(
        OutgoingInvite(
            flow=peer.party.flow_to(board.switch_party),
            uri=uri,
            from_=NameAddr("", f"sip:{shown}@{peer.host}"),
            to=NameAddr("", uri),
            offer=describe(peer.host),
            headers=headers,
            max_forwards=max_forwards,
        ),
        peer.now,
    )
    board.kick()
    board.run(0.1)


# -- redirections


def test_redirection_within_the_operator_is_followed(board):
    anna = dialled(board)
    redirect(board.operator, f"<sip:{MOBILE}@{OPERATOR[0]}>")
    board.until(lambda: len(board.operator.invites) == 2)
    assert board.operator.invites[1].request.uri == f"sip:{MOBILE}@{OPERATOR[0]}"
    board.operator.answer()
    board.until(lambda: anna.talks)
    assert board.detail("redirected") == {"who": OUTSIDE, "to": [OUTSIDE]}
    anna.hang_up()
    board.ended()


def test_redirection_to_another_host_is_not_followed_unless_allowed(board):
    anna = dialled(board)
    redirect(board.operator, f"<sip:{MOBILE}@{SPARE[0]}>")
    assert board.ended().result == "failed"
    assert anna.refused == 302
    assert not board.spare.invites


def test_redirection_to_another_host_is_followed_where_allowed(board):
    board.take(trunk_configuration(board, redirects="any"))
    anna = dialled(board)
    redirect(board.operator, f"<sip:{MOBILE}@{SPARE[0]}>")
    board.until(lambda: bool(board.spare.invites))
    board.spare.answer()
    board.until(lambda: anna.talks)
    anna.hang_up()
    board.ended()


def trunk_configuration(board, **settings):
    """The board's configuration with one trunk of these settings."""
    return type(board.configuration)((trunk(**settings),), 0)


def test_redirection_is_passed_on_where_that_is_wanted(board):
    board.take(trunk_configuration(board, redirects="pass"))
    anna = dialled(board)
    redirect(board.operator, f"<sip:{MOBILE}@elsewhere.test>;q=0.5")
    board.ended()
    refusal = anna.party.one(sip.Refused)
    assert refusal.status == 302
    assert [one.uri for one in refusal.response.contacts] == [f"sip:{MOBILE}@elsewhere.test"]


def test_contacts_are_tried_in_their_order_and_not_for_ever(board):
    anna = dialled(board)
    host = OPERATOR[0]
    redirect(board.operator, f"<sip:1@{host}>;q=0.2", f"<sip:2@{host}>;q=0.9", f"<sip:2@{host}>;q=0.9")
    board.until(lambda: len(board.operator.invites) == 2)
    board.operator.refuse(480)
    board.until(lambda: len(board.operator.invites) == 3)
    redirect(board.operator, *(f"<sip:{digit}@{host}>" for digit in "3456789"))
    board.run(1)
    while board.operator.rings or not board.operator.invites[-1].gone:
        for invite in [one for one in board.operator.invites if not one.gone]:
            board.operator.party.endpoint.reject(invite, 480, board.operator.now)
        board.kick()
        board.run(1)
    asked = [invite.request.uri.partition("@")[0][4:] for invite in board.operator.invites]
    assert asked == [OUTSIDE, "2", "1", "3", "4", "5"]
    board.ended()
    assert anna.refused == 480


def test_telephone_that_forwards_rings_a_colleague(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    anna.dial("202")
    board.until(lambda: bool(boris.invites))
    redirect(boris, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    clara.answer()
    board.until(lambda: anna.talks)
    assert board.detail("redirected") == {"who": "Boris", "to": ["203"]}
    anna.hang_up()
    board.ended()


def test_telephone_that_forwards_to_the_world_says_from_whom(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: bool(boris.invites))
    redirect(boris, "<sip:55599999@192.0.2.1>")
    board.until(lambda: bool(board.operator.invites))
    request = board.operator.invites[0].request
    assert request.uri == f"sip:{MOBILE}@{OPERATOR[0]}"
    assert request.all("Diversion") == [f"<sip:{MAIN}@192.0.2.1:5060>;reason=unconditional;counter=1"]
    anna.cancel()
    board.ended()


# -- early media, forks and late changes


def test_several_phones_ring_and_none_of_their_sounds_is_let_through(board):
    board.phone("anna")
    second = board.phone("anna", host="203.0.113.99")
    boris = board.phone("boris")
    boris.dial("201")
    board.until(lambda: second.rings)
    second.early(183)
    board.run(1)
    assert "183 INVITE" not in board.wire.kinds(board.switch_party)
    assert board.wire.kinds(board.switch_party).count("180 INVITE") == 1
    boris.cancel()
    board.ended()


def test_only_phone_is_heard_once_it_really_sends(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    boris.dial("201")
    board.until(lambda: anna.rings)
    anna.early(183)
    board.run(1)
    assert "183 INVITE" not in board.wire.kinds(board.switch_party)
    board.exchange.on_media(media.MediaStarted(session=anna.session, address=anna.host, port=4000, at=0))
    board.run(0.1)
    assert board.wire.kinds(board.switch_party).count("183 INVITE") == 1
    boris.cancel()
    board.ended()


# -- who calls


@pytest.mark.parametrize(
    ("settings", "headers", "caller"),
    [
        ({}, [("P-Asserted-Identity", "<sip:+37255500000@op>")], OUTSIDE),
        ({"trusted": True}, [("P-Asserted-Identity", '"Old" <sip:+37255500000@op>')], "+37255500000"),
        ({"trusted": True}, [("P-Asserted-Identity", "<tel:+37255500000;phone-context=x>")], "+37255500000"),
        ({"trusted": True}, [("P-Asserted-Identity", "<sip:op>, <tel:+37255500000>")], "+37255500000"),
        ({"trusted": True}, [("Remote-Party-ID", "<sip:55500000@op>;privacy=off")], "+37255500000"),
        ({"trusted": True}, [("Remote-Party-ID", "<sip:55500000@op>;privacy=full")], ""),
        ({"trusted": True}, [("P-Asserted-Identity", "<sip:+37255500000@op>"), ("Privacy", "id")], ""),
        ({}, [("Privacy", "user;critical")], ""),
        ({"trusted": True}, [("Privacy", "none")], OUTSIDE),
        ({"trusted": True}, [("P-Asserted-Identity", "rubbish>")], OUTSIDE),
    ],
)
def test_caller_of_an_inbound_call(board, settings, headers, caller):
    board.take(trunk_configuration(board, **settings))
    inbound(board, *headers)
    assert board.call.caller.number == caller
    board.operator.cancel()
    if board.operator.talks:
        board.operator.hang_up()
    board.ended()


def test_forwarded_call_says_from_whom_where_the_operator_is_trusted(board):
    board.take(trunk_configuration(board, trusted=True))
    inbound(board, ("Diversion", "<sip:+3726001111@op>;reason=no-answer"))
    assert board.detail("received")["forwarded_from"] == "+3726001111"
    board.operator.hang_up()
    board.ended()


@pytest.mark.parametrize(
    ("settings", "present", "absent"),
    [
        ({"identity": "from"}, {}, ["P-Asserted-Identity", "Privacy"]),
        ({}, {"P-Asserted-Identity": f"<sip:{MAIN}@192.0.2.1:5060>"}, ["Privacy"]),
        ({"identity": "ppi"}, {"P-Preferred-Identity": f"<sip:{MAIN}@192.0.2.1:5060>"}, ["P-Asserted-Identity"]),
        (
            {"identity": "rpid"},
            {"Remote-Party-ID": f"<sip:{MAIN}@192.0.2.1:5060>;party=calling;screen=yes;privacy=off"},
            ["P-Asserted-Identity"],
        ),
        (
            {"withhold": True},
            {"Privacy": "id", "P-Asserted-Identity": f"<sip:{MAIN}@192.0.2.1:5060>"},
            ["Remote-Party-ID"],
        ),
    ],
)
def test_who_we_say_calls(board, settings, present, absent):
    board.take(trunk_configuration(board, **settings))
    anna = dialled(board)
    request = board.operator.invites[0].request
    assert {name: request.get(name) for name in present} == present
    assert not [name for name in absent if request.get(name)]
    hidden = bool(settings.get("withhold"))
    assert ("anonymous.invalid" in request.from_.uri) is hidden
    assert (MAIN in request.get("From")) is not hidden
    anna.cancel()
    board.ended()


# -- loops


def test_hops_are_counted_down(board):
    board.phone("anna", registered=False)
    anna = dialled(board)
    assert board.operator.invites[0].request.max_forwards == 69
    anna.cancel()
    board.ended()


def test_call_that_comes_back_is_482(board):
    anna = dialled(board)
    trail = board.operator.invites[0].request.get("X-Offhook-Trail")
    assert trail
    inbound(board, ("X-Offhook-Trail", trail))
    first = next(call for call in board.calls if call.direction == "inbound")
    assert not board.operator.refused  # the same caller may call our own number by way of the operator
    assert first.live
    marks = list(board.exchange.calls.values())[-1].trail
    assert len(marks) == 2
    inbound(board, ("X-Offhook-Trail", ", ".join(marks)))
    assert board.operator.refused == 482
    anna.cancel()
    board.operator.hang_up()
    board.until(lambda: board.over)


@pytest.mark.parametrize(
    "header",
    [
        ("Diversion", f"<sip:{MAIN}@192.0.2.1>;reason=unconditional"),
        ("Diversion", "<sip:6000100@192.0.2.1>"),
        ("History-Info", f"<sip:{MAIN}@192.0.2.1>;index=1, <sip:{MAIN}@op>;index=1.1"),
        ("X-Offhook-Trail", ", ".join("abcdefghij")),
    ],
)
def test_call_that_was_forwarded_from_here_is_482(board, header):
    inbound(board, header)
    assert board.operator.refused == 482
    assert not board.calls


# -- reasons


def test_cause_of_the_gateway_decides_what_is_said_and_done(board):
    anna = dialled(board)
    board.operator.refuse(503, [("Reason", 'Q.850;cause=17;text="User busy"')])
    call = board.ended()
    assert board.spoken() == ["number_busy"]
    assert not board.spare.invites
    assert (anna.refused, call.result) == (486, "busy")
    assert anna.party.one(sip.Refused).response.get("Reason") == 'Q.850;cause=17;text="Busy"'
    assert board.detail("ring_failed") == {"who": OUTSIDE, "status": 503, "reason": "Service Unavailable", "cause": 17}
    assert [leg.cause for leg in call.legs.values() if leg.direction == "outbound"] == [17]


def test_no_route_is_tried_at_the_next_operator(board):
    anna = dialled(board)
    board.operator.refuse(404, [("Reason", "Q.850;cause=3")])
    board.until(lambda: bool(board.spare.invites))
    anna.cancel()
    board.ended()


def test_cause_of_a_hang_up_is_kept(board):
    anna = dialled(board)
    dialog = board.operator.answer()
    board.until(lambda: anna.talks)
    board.operator.party.endpoint.bye(dialog, board.operator.now, reason='Q.850;cause=38;text="Network out of order"')
    board.kick()
    call = board.ended()
    (leg,) = (leg for leg in call.legs.values() if leg.direction == "outbound")
    assert (leg.cause, call.reason) == (38, "Network out of order")


def test_operator_that_wants_a_pause_gets_it(board):
    anna = dialled(board)
    board.operator.refuse(503, [("Retry-After", "60 (maintenance)")])
    board.until(lambda: bool(board.spare.invites))
    board.spare.refuse(486)
    board.until(lambda: board.over)
    anna.dial(OUTSIDE)
    board.until(lambda: len(board.spare.invites) == 2)
    assert len(board.operator.invites) == 1
    board.spare.refuse(486)
    board.until(lambda: board.over)
    board.run(61)
    anna.dial(OUTSIDE)
    board.until(lambda: len(board.operator.invites) == 2)
    board.operator.refuse(486)
    board.until(lambda: board.over)


RUSSIAN = NumberFormats(
    country="RU",
    called=NumberFormat("national", "810"),
    caller=NumberFormat("plain", rules=(Rule("372", "0372"),)),
    called_in=(Rule("100", "+3726000100"),),
    caller_in=(Rule("9", "+7"),),
)


def test_numbers_go_out_as_the_operator_writes_them(board):
    board.use(company(trunks=(Trunk("k-op", "Operator", OPERATOR[0], formats=RUSSIAN),)))
    anna = board.phone("anna")
    anna.dial("+79165554433")
    board.until(lambda: bool(board.operator.invites))
    request = board.operator.invites[0].request
    assert request.uri == f"sip:89165554433@{OPERATOR[0]}"
    assert request.to.uri == f"sip:89165554433@{OPERATOR[0]}"
    assert request.from_.uri == "sip:03726000100@192.0.2.1:5060"
    assert request.get("P-Asserted-Identity") == "<sip:03726000100@192.0.2.1:5060>"
    assert board.detail("outbound")["number"] == "+79165554433"  # people read E.164
    anna.cancel()
    board.ended()


def test_numbers_come_in_as_the_operator_writes_them(board):
    board.use(company(trunks=(Trunk("k-op", "Operator", OPERATOR[0], formats=RUSSIAN),)))
    board.operator.dial("100", shown="99165554433")
    board.until(lambda: "scenario" in board.steps())
    assert board.detail("received")["number"] == MAIN
    assert board.detail("received")["from"] == "+79165554433"
    board.operator.cancel()
    board.ended()


@pytest.mark.parametrize("shown", ["anonymous", "Private", "unavailable", "Withheld"])
def test_hidden_caller_of_any_spelling(board, shown):
    board.operator.dial(MAIN, shown=shown)
    board.until(lambda: "scenario" in board.steps())
    assert board.call.caller.number == ""
    board.operator.cancel()
    board.ended()
