"""Two endpoints that call each other, hang up, change and cancel in any order over a bad wire.

Every call has one beginning and one end.
"""

from __future__ import annotations

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from offhook.sip.events import (
    Accepted,
    Confirmed,
    DialogEnded,
    InDialogReceived,
    InfoReceived,
    InviteReceived,
    Refused,
    ReinviteAnswered,
    ReinviteReceived,
    ReinviteRefused,
    Ringing,
)
from pair.wire import ANSWER, HOLD, OFFER, FakeWire

PARTIES = st.sampled_from([0, 1])


class AnyCall(RuleBasedStateMachine):
    """Invariants of the events, and nothing left when all is over."""

    @initialize(
        loss=st.sampled_from([0.0, 0.1, 0.4]),
        jitter=st.sampled_from([0.0, 0.3]),
        tcp=st.booleans(),
        seed=st.integers(0, 99),
    )
    def begin(self, loss, jitter, tcp, seed):
        self.wire = FakeWire(seed=seed, loss=loss, jitter=jitter, duplicate=loss / 2)
        self.parties = [self.wire.party("192.0.2.1"), self.wire.party("192.0.2.2")]
        self.transport = "tcp" if tcp else "udp"
        self.invites = [[], []]
        self.accepted = [[], []]
        self.offers = Counter()
        self.sdp = 0

    def dialogs(self, who):
        return [event.dialog for event in self.parties[who].all(Accepted)] + self.accepted[who]

    @rule(
        who=PARTIES, limit=st.sampled_from([None, 2.0]), offer=st.sampled_from([OFFER, OFFER, b""]), rel=st.booleans()
    )
    def call(self, who, limit, offer, rel):
        caller, callee = self.parties[who], self.parties[1 - who]
        required = [("Require", "100rel")] if rel else []
        self.invites[who].append(
            caller.call(callee, transport=self.transport, ring_limit_s=limit, offer=offer, headers=required)
        )

    @rule(who=PARTIES)
    def answer_what_is_offered(self, who):
        party = self.parties[who]
        for event in party.all(Ringing) + party.all(Accepted):
            if event.offered:
                party.endpoint.answer_offer(event.dialog, ANSWER, self.wire.now)

    @rule(who=PARTIES, data=st.data())
    def update(self, who, data):
        party = self.parties[who]
        early = [event.dialog for event in party.all(Ringing) if event.dialog is not None and event.dialog.early]
        if early:
            self.sdp += 1
            dialog = data.draw(st.sampled_from(early))
            self.offers[id(dialog)] += 1
            party.endpoint.reinvite(dialog, HOLD + b"b=%d\r\n" % self.sdp, self.wire.now)

    @rule(who=PARTIES, data=st.data())
    def cancel(self, who, data):
        if self.invites[who]:
            self.parties[who].endpoint.cancel(data.draw(st.sampled_from(self.invites[who])), None, self.wire.now)

    @rule(who=PARTIES, data=st.data(), what=st.sampled_from(["ring", "session", "accept", "accept", "reject"]))
    def be_called(self, who, data, what):
        party = self.parties[who]
        calls = [event.invite for event in party.all(InviteReceived) if not event.invite.gone]
        if not calls:
            return
        invite = data.draw(st.sampled_from(calls))
        if what == "ring":
            party.endpoint.provisional(invite, 180, self.wire.now)
        elif what == "session":
            party.endpoint.provisional(invite, 183, self.wire.now, sdp=ANSWER)
        elif what == "accept":
            self.accepted[who].append(party.endpoint.accept(invite, ANSWER, self.wire.now))
        else:
            party.endpoint.reject(invite, 486, self.wire.now)

    @rule(who=PARTIES, data=st.data(), what=st.sampled_from(["bye", "hold", "hold", "info"]))
    def in_call(self, who, data, what):
        dialogs = self.dialogs(who)
        if not dialogs:
            return
        dialog, endpoint = data.draw(st.sampled_from(dialogs)), self.parties[who].endpoint
        if what == "bye":
            endpoint.bye(dialog, self.wire.now)
        elif what == "hold":
            self.sdp += 1
            self.offers[id(dialog)] += 1
            endpoint.reinvite(dialog, HOLD + b"b=%d\r\n" % self.sdp, self.wire.now)
        else:
            endpoint.send_in_dialog(dialog, "INFO", [], b"", self.wire.now)

    @rule(who=PARTIES, data=st.data(), agree=st.booleans())
    def answer(self, who, data, agree):
        party = self.parties[who]
        offers = [event.request for event in party.all(ReinviteReceived)]
        if not offers:
            return
        offer = data.draw(st.sampled_from(offers))
        if agree:
            party.endpoint.answer_reinvite(offer, OFFER, self.wire.now)
        else:
            party.endpoint.refuse(offer, 488, self.wire.now)

    @rule(who=PARTIES)
    def acknowledge(self, who):
        for event in self.parties[who].log:
            if isinstance(event, (InfoReceived, InDialogReceived)):
                self.parties[who].endpoint.acknowledge(event.request, self.wire.now)

    @precondition(lambda self: self.transport == "tcp")
    @rule()
    def disconnect(self):
        self.wire.break_connections(*self.parties)

    @rule(seconds=st.sampled_from([0.005, 0.05, 0.5, 2.0, 10.0, 40.0]))
    def lapse(self, seconds):
        self.wire.run(seconds)

    @invariant()
    def events_are_told_once(self):
        for who in (0, 1):
            log = self.parties[who].log
            outcomes = Counter(id(event.invite) for event in log if isinstance(event, (Accepted, Refused)))
            assert all(count == 1 for count in outcomes.values())
            ends = Counter(id(event.dialog) for event in log if isinstance(event, DialogEnded))
            assert all(count == 1 for count in ends.values())
            confirmed = Counter(id(event.dialog) for event in log if isinstance(event, Confirmed))
            assert all(count == 1 for count in confirmed.values())

    def teardown(self):
        wire = self.wire
        wire.settle()
        wire.run(100)
        for who, party in enumerate(self.parties):
            for event in party.all(InviteReceived):
                party.endpoint.reject(event.invite, 480, wire.now)
            for invite in self.invites[who]:
                party.endpoint.cancel(invite, None, wire.now)
        wire.run(5)
        for who, party in enumerate(self.parties):
            for dialog in self.dialogs(who):
                party.endpoint.bye(dialog, wire.now)
        wire.run(300)
        for who, party in enumerate(self.parties):
            log = party.log
            assert {id(event.invite) for event in log if isinstance(event, (Accepted, Refused))} == set(
                map(id, self.invites[who])
            )
            ended = {id(event.dialog) for event in log if isinstance(event, DialogEnded)}
            assert ended == set(map(id, self.dialogs(who)))
            told = Counter(id(event.dialog) for event in log if isinstance(event, (ReinviteAnswered, ReinviteRefused)))
            assert all(told[dialog] <= count for dialog, count in self.offers.items() if dialog in told)
            assert (party.endpoint.dialogs, party.endpoint.transactions) == (0, 0)
            assert party.endpoint.next_timer() is None


TestAnyCall = AnyCall.TestCase
TestAnyCall.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
