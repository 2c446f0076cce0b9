"""A leg: one party's SIP dialog and its session at the media server.

Invariant: a leg is in one stage at a time (offered or calling, then answered, then gone), and whatever ends it goes
through `end`, once. SIP events reach it synchronously (`answers.py`, `renegotiate.py`); what a program must know is
posted to its call.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from offhook import causes
from offhook.call import keeping, negotiation
from offhook.call.dialogs import saved_dialog
from offhook.call.events import DigitPressed, HoldChanged, LegGone, LegRefused
from offhook.call.fax import PROTECTED, faxes, is_protected, need_sound
from offhook.call.keys import by_tones
from offhook.call.terms import MediaTerms
from offhook.call.trail import HEADER as TRAIL
from offhook.call.trail import trail_header
from offhook.call.video import LegVideo, show, take_agreement
from offhook.errors import MisuseError, NotAcceptable, RemoteError
from offhook.journal import records
from offhook.media import protocol as media
from offhook.sip import offer_answer
from offhook.sip.codec import preferring
from offhook.sip.fax import fax_only, offer_fax
from offhook.sip.invite import ClientInvite, ServerInvite
from offhook.sip.reason import read_reason

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable, Sequence

    from offhook.call.call import Call
    from offhook.call.fax import LegFax
    from offhook.call.target import Target
    from offhook.configuration import Site
    from offhook.sip.address import Flow
    from offhook.sip.dialog import Dialog
    from offhook.sip.fax import FaxSide
    from offhook.sip.headers import NameAddr
    from offhook.sip.offer_answer import LocalMedia, Negotiated
    from offhook.sip.replaces import DialogName
    from offhook.sip.video import LocalVideo

_UNSAID = 480
_CLEARED = causes.reason_header(causes.NORMAL)
SILENT_SECONDS = 4.0  # so long a telephone may think before it says that it is there
ORPHAN_SECONDS = 7200  # how long sound goes on without any switch


class Leg:
    """One party of a call."""

    __slots__ = (
        "_plays",
        "answered",
        "asked",
        "asking",
        "before",
        "begins_fax",
        "call",
        "dialog",
        "digits",
        "direct",
        "direction",
        "early",
        "early_sdp",
        "fault",
        "fax",
        "flow",
        "gone",
        "gone_at",
        "gone_by",
        "gone_reason",
        "heard",
        "held",
        "informs",
        "invite",
        "invited_at",
        "kbit",
        "keys",
        "leg_id",
        "local",
        "moved",
        "muted",
        "negotiated",
        "offer",
        "offered",
        "offering",
        "on_hold",
        "party",
        "q850",
        "reached",
        "refers",
        "remote_ice",
        "reoffered",
        "retired",
        "ringing",
        "secured",
        "site",
        "status",
        "terms",
        "unreachable",
        "video",
        "watched",
        "way",
    )

    def __init__(  # noqa: PLR0915  one line for each of its sides
        self, call: Call, leg_id: str, direction: Literal["inbound", "outbound"], party: records.Party
    ) -> None:
        self.call = call
        self.leg_id = leg_id
        self.direction: Literal["inbound", "outbound"] = direction
        self.party = party
        self.invite: ServerInvite | ClientInvite | None = None
        self.dialog: Dialog | None = None
        self.local: LocalMedia | None = None
        self.negotiated: Negotiated | None = None
        self.terms = MediaTerms()
        self.site: Site | None = None  # whose line it shares, and how much of it, up and down
        self.kbit = (0.0, 0.0)
        self.flow: Flow | None = None
        self.direct = False  # no proxy stands between: its sound comes from where its signalling does
        self.way = ""  # the key in the exchange's health, of a leg to an operator
        self.invited_at = float("inf")
        self.unreachable = False  # nothing at all came from the far end
        self.offer: bytes = b""  # our last description; before it the caller's offer
        self.offered: bytes = b""  # the caller's offer
        self.remote_ice: tuple[str, str] | None = None
        self.offering = False  # our 200 holds an offer, the ACK the answer
        self.reoffered: asyncio.Future[None] | None = None  # our re-INVITE is under way
        self.before: tuple[bytes, LocalVideo | None] = b"", None  # our description and video before it
        self.asking = False  # what one party wants to show, the other is being asked for
        self.video: LegVideo | None = None
        self.fax: LegFax | None = None
        self.begins_fax: FaxSide | None = None  # its INVITE has T.38 and no sound, and is not answered yet
        self.watched: list[tuple[str | None, asyncio.Future[media.Statistics]]] = []  # video that is over
        self.digits: deque[str] = deque()
        self.informs = False  # a key of its came by INFO
        self.keys: deque[tuple[str, int]] = deque()  # by INFO to it: those not acknowledged yet
        self.ringing = False
        self.early = False
        self.early_sdp: bytes | None = None  # the far end's session as it stands before the answer
        self.fault = ""  # why the far end's session could not be used
        self.answered = False
        self.held = False
        self.muted = False  # nobody hears it
        self.on_hold = False  # at somebody's wish: it hears music, and nobody hears it
        self.heard = False
        self.reached = False  # ICE has found a way
        self.secured = False  # there are keys
        self.refers = 0  # REFER requests in its dialog
        self.gone = False
        self.gone_at = 0
        self.retired = False
        self.asked = False  # it answered, and is asked to take the call by a key
        self.gone_by: Literal["remote", "local", "system"] = "system"
        self.gone_reason = ""
        self.q850: int | None = None  # why it is over, where somebody said so (RFC 3326)
        self.moved: tuple[NameAddr, ...] = ()  # whom a 3xx names instead
        self.status: int | None = None
        self._plays = 0
        call.legs[leg_id] = self
        if party.trunk_id:
            call.exchange.channels.take(self)

    @property
    def label(self) -> str:
        """Who this is, in a word, for the journey."""
        return self.party.name or self.party.number

    @property
    def inside(self) -> bool:
        """Whether this is one of the company, on a device or an own mobile, who may do more than outside parties."""
        return self.party.device_id is not None or self.party.extension_id is not None

    @property
    def talks(self) -> bool:
        """Whether the party is connected: it answered, and took the call where it was asked to."""
        return self.answered and not self.asked

    def is_dialog(self, name: DialogName) -> bool:
        """Tell whether this leg's dialog, established or early, is meant."""
        at = self.dialog or self.invite
        return at is not None and not self.gone and name.names(at.call_id, at.local_tag, at.remote_tag)

    @property
    def proceeding(self) -> bool:
        """Whether the far end of an outbound leg said anything at all."""
        return isinstance(self.invite, ClientInvite) and self.invite.provisional

    @property
    def was_silent(self) -> bool:
        """Whether the far end of an outbound leg was given time and said nothing at all."""
        if not isinstance(self.invite, ClientInvite) or self.invite.provisional or self.answered:
            return False
        return self.unreachable or self.call.exchange.now() - self.invited_at >= SILENT_SECONDS

    def next_play(self) -> str:
        """Return a fresh name for a play on this leg."""
        self._plays += 1
        return f"{self.leg_id}:{self._plays}"

    # -- media

    async def open_media(self, first: Iterable[str] = (), offer: bytes = b"") -> None:
        """Open the leg's session; `first` are names of codecs to be preferred among those that its terms allow.

        `offer` is the caller's: a phone may have its sound by the other IP version than its signalling.

        Raises:
            LineFull: the line of the party's site has no room.
            BadMessage: the offer is no SDP.
            MediaError: the media server refuses or is away.
        """
        exchange = self.call.exchange
        place = exchange.addresses.place(self.flow, negotiation.other_version(self.flow, offer))
        exchange.sites.admit(self)
        port = exchange.ahead.port_of(self, place.local)
        if port is None:
            port = await negotiation.open_session(self, place, ORPHAN_SECONDS)
        exchange.sessions[self.leg_id] = self
        if self.terms.voice is not None:
            gain, agc, denoise = self.terms.voice
            exchange.media.post(media.SessionSet(session=self.leg_id, gain_db=gain, agc=agc, denoise=denoise))
        self.local = negotiation.local_media(self, place, port, first)

    @property
    def speaks(self) -> tuple[str, ...]:
        """Names of the codecs that the party speaks or, before it is answered, can speak; its favourite first."""
        if self.negotiated is not None and (self.answered or self.early):
            return (self.negotiated.codec.name,)
        return offer_answer.speech_offered(self.offered) if self.offered else ()

    def settle_on(self, other: Leg) -> None:
        """Before the caller is answered: speak, and show, what the other party does, where the offer has it."""
        if self.answered or self.early or self.gone or not self.offered or self.negotiated is None:
            return
        before = local = self.ours()
        if other.negotiated is not None and other.negotiated.codec.name != self.negotiated.codec.name:
            self.local = replace(local, codecs=preferring(local.codecs, (other.negotiated.codec.name,)))
        show(self, other)
        if self.local != before:
            self.prepare_answer(self.offered)

    def set_media(self, negotiated: Negotiated, *, relatch: bool = False) -> None:
        """Tell the media server what was agreed, by the latest offer and answer."""
        previous, self.negotiated = self.negotiated, negotiated
        self.local, self.remote_ice = negotiation.remembered(self.ours(), negotiated)
        exchange = self.call.exchange
        command = negotiation.session_set(
            self.leg_id,
            negotiated,
            previous,
            negotiation.Habits(
                relatch=relatch,
                timeout_s=exchange.rtp_timeout_s,
                report=exchange.tracer is not None,
                tones=by_tones(self.terms, negotiated),
                detect=not self.informs,
            ),
        )
        exchange.media.post(negotiation.sparing(negotiation.guarded(command, self), self.terms.economy))
        take_agreement(self, negotiated.video, held=negotiated.held, relatch=relatch)
        exchange.sites.settle(self)

    def ours(self) -> LocalMedia:
        """Return our side of its sound.

        Raises:
            RemoteError: it has none yet.
        """
        if self.local is None:
            raise RemoteError(f"leg {self.leg_id} has no media")
        return self.local

    # -- inbound

    def prepare_answer(self, offer: bytes) -> None:
        """Negotiate the caller's offer; without one we make our own, answered in the ACK.

        Raises:
            NotAcceptable: nothing in common.
            BadMessage: the offer is no SDP.
        """
        if offer:
            self.offered = offer
            self.begins_fax = fax_only(offer)
            if self.begins_fax is not None:
                if is_protected(self.terms):
                    raise NotAcceptable(PROTECTED)
                return
            answer, negotiated = offer_answer.answer(offer, self.ours())
            self.offer = answer
            self.set_media(negotiated)
        else:
            self.offer = offer_answer.offer(self.ours())
            self.offering = True

    def ring(self) -> None:
        """Tell the caller that somebody's phone rings, once."""
        if not (self.ringing or self.early or self.answered or self.gone):
            self.ringing = True
            exchange = self.call.exchange
            invite = self._server_invite()
            offer = self.offer if self.offering and invite.reliability == "required" else None  # RFC 3262 §5
            exchange.owner.on_leg(self)
            exchange.endpoint.provisional(invite, 180, exchange.now(), sdp=offer)
            exchange.driver.kick()

    def open_early(self) -> None:
        """Let the caller hear us before the call is answered (183), where an offer, or a PRACK to come, allows it."""
        possible = self.negotiated is not None or self._server_invite().reliability
        if not (self.early or self.answered or self.gone or self.begins_fax) and possible:
            self.early = True
            exchange = self.call.exchange
            exchange.endpoint.provisional(self._server_invite(), 183, exchange.now(), sdp=self.offer)
            exchange.driver.kick()

    def answer(self) -> None:
        """Answer the caller, once.

        Raises:
            NotAcceptable: it sends a fax and no sound, for which `fax.answer_by_fax` comes first.
        """
        if self.answered or self.gone:
            return
        need_sound(self)
        exchange = self.call.exchange
        self.dialog = exchange.endpoint.accept(self._server_invite(), self.offer, exchange.now())
        self.dialog.owner = self
        self.mark_answered()
        exchange.driver.kick()

    def _server_invite(self) -> ServerInvite:
        if not isinstance(self.invite, ServerInvite):
            raise MisuseError("only an inbound leg can be answered")
        return self.invite

    # -- outbound

    def send_invite(self, target: Target) -> None:
        """Call the far end with an offer of our own."""
        exchange = self.call.exchange
        self.direct = not target.route
        fax = self.fax
        self.offer = offer_fax(self.ours(), b"", [*fax.wanted.attributes]) if fax else offer_answer.offer(self.ours())
        call = self.call
        headers = [(TRAIL, trail_header(call.trail))] if call.trail else []
        invite = exchange.endpoint.invite(target.invite(self.offer, call.max_forwards, headers), exchange.now())
        invite.owner = self
        self.invite, self.invited_at = invite, exchange.now()
        self.save("ringing", exchange.endpoint.cancel_snapshot(invite))
        exchange.driver.kick()

    # -- both

    def mark_answered(self) -> None:
        """Note that the party talks from now on."""
        self.answered = True
        self.status = 200
        call = self.call
        call.exchange.sites.settle(self)
        transport = self.flow.transport if self.flow else ""
        spoken = ("T.38", "") if faxes(self) else negotiation.spoken(self.negotiated)
        call.journal(records.LegAnswered(call.call_id, self.leg_id, call.exchange.wall(), transport, *spoken))
        call.exchange.owner.on_leg(self)
        self.save_dialog()

    def save(
        self, kind: Literal["offered", "ringing", "dialog"], state: dict[str, Any], *, secret: bool = False
    ) -> None:
        """Write down what a restarted switch needs of this leg, sealed where it is secret."""
        if secret:
            state = keeping.seal(self.call.exchange.sealer, self.leg_id, state)
        at = self.dialog or self.invite
        self.call.journal(records.LegSaved(self.call.call_id, self.leg_id, kind, state, at.call_id if at else ""))

    def save_dialog(self) -> None:
        """Write down the dialog as it is now."""
        if self.dialog is not None:
            secret = negotiation.encrypted(self.negotiated) or keeping.secret(self.offer)
            own = negotiation.snapshot(self.ours(), secret=secret)
            self.save("dialog", {**saved_dialog(self, self.dialog, secret=secret), **own}, secret=secret)

    def hang_up(self, *, status: int = 480, reason: str | None = None, headers: Sequence[tuple[str, str]] = ()) -> None:
        """End this leg as its stage wants: BYE, CANCEL or a final status.

        `reason` is an RFC 3326 header value, `headers` go with a final status.
        """
        if self.gone:
            return
        exchange = self.call.exchange
        now = exchange.now()
        said = reason or (causes.of(status).header if status != _UNSAID else _CLEARED)
        if self.dialog is not None:
            exchange.endpoint.bye(self.dialog, now, reason=said)
        elif isinstance(self.invite, ClientInvite):
            exchange.endpoint.cancel(self.invite, said, now)
            self.status = 487
        elif isinstance(self.invite, ServerInvite):
            why = reason or causes.of(status).header
            exchange.endpoint.reject(self.invite, status, now, reason=why, headers=headers)
            self.status = status
        self.end("local", reason or "")
        exchange.driver.kick()

    def end(self, by: Literal["remote", "local", "system"], reason: str = "") -> None:
        """Note that the leg is over; its session is closed by the call's end."""
        if not self.gone:
            self.gone = True
            self.gone_at = self.call.exchange.wall()
            said = read_reason(reason)
            self.q850 = self.q850 or said.q850
            if not self.gone_reason:
                self.gone_by, self.gone_reason = by, "" if said.q850 == causes.NORMAL else said.text
            if self.party.trunk_id:
                self.call.exchange.channels.free(self)
            self.call.exchange.sites.free(self)
            self.call.exchange.owner.on_leg(self)
            self.call.post(LegGone(self))

    def release(self) -> None:
        """Part from its SIP, which outlives the call by half a minute."""
        if self.invite is not None:
            self.invite.disown()
        if self.dialog is not None:
            self.dialog.owner = None

    def fail(self, reason: str) -> None:
        """End this leg because its sound cannot be; `reason` tells people why."""
        if self.gone:
            return
        waiting = isinstance(self.invite, ClientInvite) and not self.answered
        self.gone_by, self.gone_reason = "system", reason
        self.hang_up(status=488, reason='SIP;cause=488;text="Media failed"')
        if waiting:
            self.status = 488
            self.call.post(LegRefused(self, 488, reason))

    def note_hold(self) -> None:
        """Tell the call when the party now is on hold, or no longer."""
        held = self.negotiated is not None and self.negotiated.held
        if held != self.held:
            self.held = held
            self.call.post(HoldChanged(self, held))

    def press(self, digit: str, *, by_info: bool) -> None:
        """Take a key of the party's."""
        self.digits.append(digit)
        self.call.post(DigitPressed(self, digit, by_info))
