"""The exchange: where SIP, media and journal meet, and where calls live.

Invariant: SIP and media events are handled synchronously, in order, on the one loop; each call's program runs in one
task and is ended, logged with its id and counted at the boundary in `_run`, whatever happens in it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any, Protocol, assert_never, runtime_checkable

import msgspec

from offhook.call import about
from offhook.call.ahead import Ahead
from offhook.call.answers import on_accepted, on_confirmed, on_offer_answered, on_refused, on_ringing
from offhook.call.channels import Channels
from offhook.call.events import EndRequested, LegRinging, MediaLost, MediaSilent, PlayDone, RecorderDone
from offhook.call.health import Health
from offhook.call.keys import on_outcome, take_digit, take_info
from offhook.call.leg import Leg
from offhook.call.one_way import note_final
from offhook.call.pair_room import close_pair_room, link_or_mix, play_ended
from offhook.call.recording import CLOSING_SECONDS, recording_fault, stop_recording
from offhook.call.refer import on_refer, on_subscribe
from offhook.call.renegotiate import end_video, join_video, on_reinvite, on_reinvite_answered, on_reinvite_refused
from offhook.call.sites import Sites
from offhook.call.tally import Tally
from offhook.call.video import close_video, figures, unlink_video
from offhook.errors import MediaError, OffhookError, PartyGone
from offhook.journal import records
from offhook.log import about_call
from offhook.media import protocol as media
from offhook.sip import events as sip
from offhook.sip.dialog import Dialog
from offhook.sip.reason import read_reason
from offhook.trace.writer import rtcp_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from pathlib import Path

    from offhook.call.call import Call
    from offhook.call.keeping import Sealer
    from offhook.call.meeting import Meeting
    from offhook.call.terms import Addresses
    from offhook.journal.log import Journal
    from offhook.journal.state import CallState
    from offhook.media.client import MediaClient
    from offhook.naming.names import Names
    from offhook.sip.endpoint import Endpoint
    from offhook.trace.writer import Tracer
    from offhook.transport.driver import Driver

log = logging.getLogger(__name__)

STOPPING_SECONDS = 6.0
_SEEKING = frozenset({"ringing", "queued", "queue_full", "queue_nobody"})  # steps by which a caller wants a person
MEDIA_GRACE_SECONDS = 3.0  # the server may only have closed the connection


class Owner(Protocol):
    """What the exchange hands to the switch: calls and requests that are not a call's."""

    def on_invite(self, event: sip.InviteReceived) -> None:
        """Begin a call, or refuse it."""

    def on_request(self, event: sip.RequestReceived) -> None:
        """Answer a request outside dialogs."""

    def on_voicemail(self, tenant: str, extension_id: str) -> None:
        """Show the lamp of a box."""

    def on_leg(self, leg: Leg) -> None:
        """Show that a leg began, rang, was answered or ended."""


@runtime_checkable
class Asker(Protocol):
    """Who sent a request outside a call and waits for what comes of it."""

    def on_outcome(self, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take a response, or the fact that there is none."""


class Exchange:
    """All calls of one switch process."""

    def __init__(
        self,
        endpoint: Endpoint,
        media_client: MediaClient,
        journal: Journal,
        addresses: Addresses,
        folders: tuple[Path, Path],
        rtp_timeout_s: int,
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.endpoint = endpoint
        self.media = media_client
        self.journal = journal
        self.addresses = addresses
        self.recordings, self.voicemails = folders
        self.rtp_timeout_s = rtp_timeout_s
        self.driver: Driver[sip.Event]
        self.owner: Owner
        self.sealer: Sealer
        self.names: Names
        self.calls: dict[str, Call] = {}
        self.sessions: dict[str, Leg] = {}
        self.videos: dict[str, Leg] = {}
        self.recorders: dict[str, Call] = {}
        self.peers: dict[str, str] = {}
        self.meetings: dict[str, Meeting] = {}
        self.pair_rooms: dict[str, Call] = {}
        self.health = Health()
        self.channels = Channels(self)
        self.ahead = Ahead(self, 0)
        self.dscp = 46  # of sound and video: expedited forwarding (RFC 3246)
        self.sites = Sites(self)
        self.music: Path | None = None
        self.sounds: Callable[[str, str], Sequence[Path]] = lambda _name, _language: ()  # a prompt in a language
        self.tracer: Tracer | None = None
        self.on_parking: Callable[[str, int], None] = lambda _tenant, _slot: None
        self.failures = 0
        self.tally = Tally()
        self._media_away: asyncio.TimerHandle | None = None
        self._forsaken: list[media.Command[Any]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._retiring: dict[str, asyncio.Task[None]] = {}  # legs whose figures are awaited while their calls go on

    @staticmethod
    def now() -> float:
        """Return the monotonic time that the SIP cores use, seconds."""
        return time.monotonic()

    @staticmethod
    def wall() -> int:
        """Return UTC in microseconds."""
        return time.time_ns() // 1000

    # -- calls

    def start(self, call: Call, program: Callable[[Call], Coroutine[Any, Any, None]]) -> None:
        """Run a call's program until it ends."""
        self.calls[call.call_id] = call
        self.tally.started[call.direction] += 1
        task = self.loop.create_task(self._run(call, program), name=call.call_id)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the programs; it belongs to the exchange's end, and its failure is counted."""
        task = self.loop.create_task(self._work(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:  # the boundary of what no call waits for
            self.failures += 1
            log.exception("work beside the calls failed")

    async def _run(self, call: Call, program: Callable[[Call], Coroutine[Any, Any, None]]) -> None:
        about_call.set(about.of_call(call))  # of this task, and of all that it begins
        try:
            await program(call)
        except PartyGone:
            pass
        except OffhookError as error:
            log.warning("call %s ended: %s", call.call_id, error)
            call.end_as("system", str(error), result="failed", status=500)
        except Exception:  # the per-call boundary
            self.failures += 1
            log.exception("call %s failed", call.call_id)
            call.end_as("system", "internal error", result="failed", status=500)
        finally:
            await self._finish(call)

    async def _finish(self, call: Call) -> None:
        """Hang up what is left, collect the statistics and write the end down."""
        ended = self.wall()
        if call.report is not None:
            call.report.tell(487)
        if call.conference is not None:
            call.conference.close()
        close_pair_room(call)
        for leg in call.legs.values():
            leg.hang_up(status=call.status or 480)
        if call.prepared is not None:
            self.ahead.close(call.prepared)
        open_legs = [leg for leg in call.legs.values() if not leg.retired]
        # All commands are given before the first reply is awaited: they leave in one frame, the recorder's first.
        closings = [closing for closing in (stop_recording(call), *map(self._close, open_legs)) if closing is not None]
        try:
            for closing in closings:
                await closing
        finally:
            for closing in closings:
                closing.close()  # a switch that stops meanwhile waits for none
        if retiring := [self._retiring[leg] for leg in call.legs if leg in self._retiring]:
            await asyncio.wait(retiring)  # who ended goes to the database, and with it what is known of the legs
        side = call.ended_by or "system"
        result = call.result or _result_of(call)
        if result == "service" and not call.connected and _sought(self.journal.state.calls.get(call.call_id)):
            result = "missed"  # a goodbye is no answer
        unserved = not call.connected and call.direction == "inbound" and result in {"missed", "abandoned", "failed"}
        owed = unserved and bool(call.caller.number)  # nobody can call a withheld number back
        call.step("hangup", side=side, reason=call.reason)
        call.journal(records.CallEnded(call.call_id, ended, result, side, call.status, call.reason, owed=owed))
        self.tally.call_ended(call.direction, result, connected=call.connected)
        self.calls.pop(call.call_id, None)
        call.release()

    def retire(self, leg: Leg) -> None:
        """Close the session of a leg that is over while its call goes on."""
        if not leg.retired:
            leg.retired = True
            task = self._retiring[leg.leg_id] = self.loop.create_task(self._close(leg))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(lambda _: self._retiring.pop(leg.leg_id, None))

    def _close(self, leg: Leg) -> Coroutine[Any, Any, None]:
        """Have a leg's session closed; what is returned waits for its figures and writes them down.

        That the leg is over is written down first, so that a switch that is killed meanwhile does not bring it back.
        """
        self.unpair(leg)
        opened = self.sessions.pop(leg.leg_id, None) is not None
        if opened:
            _write_end(leg, None)
        closing = self.media.ask(media.SessionClose(session=leg.leg_id), CLOSING_SECONDS) if opened else None
        close_video(leg)
        return self._closed(leg, closing)

    async def _closed(self, leg: Leg, closing: asyncio.Future[media.Statistics] | None) -> None:
        quality: dict[str, Any] | None = None
        if closing is not None:
            try:
                found = await closing
                quality = msgspec.to_builtins(found)
                self.tally.heard(found)
                note_final(leg, found)
            except MediaError as error:
                log.info("leg %s: no statistics: %s", leg.leg_id, error)
        if (seen := await figures(leg)) is not None:
            quality = {**(quality or {}), "video": seen}
        _write_end(leg, quality)

    def unpair(self, leg: Leg) -> None:
        """Forget whom a leg hears, without a word to the media server."""
        peer = self.peers.pop(leg.leg_id, None)
        if peer is not None and self.peers.get(peer) == leg.leg_id:
            del self.peers[peer]

    def link(self, one: Leg, other: Leg) -> None:
        """Let two legs hear each other."""
        for leg in (one, other):
            self.unpair(leg)
        self.peers[one.leg_id] = other.leg_id
        self.peers[other.leg_id] = one.leg_id
        link_or_mix(one, other)
        join_video(one, other)

    def other(self, leg: Leg) -> Leg | None:
        """Return whom a leg hears, where that is a leg."""
        return self.sessions.get(self.peers.get(leg.leg_id, ""))

    def unlink(self, leg: Leg) -> None:
        """Let a leg and whom it heard hear, and see, each other no longer."""
        unlink_video(leg)
        peer = self.peers.pop(leg.leg_id, None)
        if peer is not None:
            self.peers.pop(peer, None)
            if leg.call.pair_room is not None:
                close_pair_room(leg.call)
            elif leg.leg_id in self.sessions:
                self.media.post(media.Unlink(session=leg.leg_id))

    def on_voicemail(self, tenant: str, extension_id: str) -> None:
        """Pass on that a message was left in a box."""
        self.owner.on_voicemail(tenant, extension_id)

    async def end_all(self, reason: str) -> None:
        """End every call, in order, for an orderly stop."""
        for call in list(self.calls.values()):
            call.post(EndRequested(reason))
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOPPING_SECONDS)

    # -- SIP

    def on_sip(self, event: sip.Event) -> None:
        """Hand a SIP event to the leg that it concerns."""
        before = about_call.set(about.of_sip(event))
        try:
            self._on_sip(event)
        finally:
            about_call.reset(before)

    def _on_sip(self, event: sip.Event) -> None:  # noqa: C901, PLR0912, PLR0915  one arm per kind of event
        match event:
            case sip.InviteReceived():
                self.owner.on_invite(event)
            case sip.RequestReceived():
                self.owner.on_request(event)
            case sip.InviteCancelled():
                if isinstance(leg := event.invite.owner, Leg):
                    leg.status = 487
                    leg.q850 = read_reason(event.reason or "").q850
                    leg.end("remote", "cancelled")
            case sip.Ringing():
                if isinstance(leg := event.invite.owner, Leg):
                    on_ringing(leg, event)
            case sip.Accepted():
                if isinstance(leg := event.invite.owner, Leg):
                    on_accepted(leg, event)
                else:
                    self.endpoint.bye(event.dialog, self.now())
            case sip.Refused():
                if isinstance(leg := event.invite.owner, Leg):
                    on_refused(leg, event)
            case sip.Confirmed():
                if isinstance(leg := event.dialog.owner, Leg):
                    on_confirmed(leg, event)
            case sip.OfferAnswered():
                if isinstance(leg := event.dialog.owner, Leg):
                    on_offer_answered(leg, event.sdp)
            case sip.ReinviteReceived():
                if isinstance(leg := event.dialog.owner, Leg):
                    on_reinvite(leg, event)
                else:
                    self.endpoint.refuse(event.request, 481, self.now())
            case sip.InfoReceived():
                if isinstance(leg := event.dialog.owner, Leg):
                    take_info(leg, event)
                else:
                    self.endpoint.refuse(event.request, 481, self.now())
            case sip.InDialogReceived():
                self._answer_in_dialog(event)
            case sip.DialogEnded():
                if isinstance(leg := event.dialog.owner, Leg):
                    by_party = event.by in {"local", "remote"}
                    reason = event.reason or ("" if by_party else event.by)
                    leg.end("remote" if event.by == "remote" else "local" if by_party else "system", reason)
            case sip.ResponseReceived(tag=tag) | sip.RequestFailed(tag=tag):
                if isinstance(tag, Asker):
                    tag.on_outcome(event)
                elif isinstance(tag, Dialog) and isinstance(leg := tag.owner, Leg):
                    on_outcome(leg, event)
            case sip.ReinviteAnswered():
                if isinstance(leg := event.dialog.owner, Leg):
                    on_reinvite_answered(leg, event.sdp)
            case sip.ReinviteRefused():
                if isinstance(leg := event.dialog.owner, Leg):
                    on_reinvite_refused(leg)
            case _:
                assert_never(event)

    def _answer_in_dialog(self, event: sip.InDialogReceived) -> None:
        method = event.request.request.method
        leg = event.dialog.owner
        if method == "REFER" and isinstance(leg, Leg):
            on_refer(leg, event.request)
        elif method == "SUBSCRIBE" and isinstance(leg, Leg):
            on_subscribe(leg, event.request)
        elif method in {"OPTIONS", "UPDATE"}:
            self.endpoint.acknowledge(event.request, self.now())
        elif method == "NOTIFY":
            self.endpoint.refuse(event.request, 489, self.now())
        else:
            self.endpoint.refuse(event.request, 501, self.now())

    # -- media

    def on_media(self, event: media.Event) -> None:
        """Hand a media event to the leg or call that it concerns; what concerns nobody is late and harmless."""
        before = about_call.set(about.of_media(self, event))
        try:
            self._on_media(event)
        finally:
            about_call.reset(before)

    def _on_media(self, event: media.Event) -> None:  # noqa: C901, PLR0912, PLR0915  one arm per kind of event
        match event:
            case media.Digit(session=session):
                if leg := self.sessions.get(session):
                    take_digit(leg, event)
            case media.PlayDone(room=room, play=play) if room:
                if call := self.pair_rooms.get(room):
                    play_ended(call, play)
            case media.PlayDone(session=session, play=play, reason=reason, text=text):
                if leg := self.sessions.get(session):
                    leg.call.post(PlayDone(leg, play, reason, text or ""))
            case media.MediaTimeout(session=session, silent_ms=silent_ms):
                if (leg := self.sessions.get(session)) and not leg.held:
                    leg.call.post(MediaSilent(leg, silent_ms))
            case media.RecordDone(recorder=recorder, duration_ms=duration_ms, loudest_dbov=loudest):
                if call := self.recorders.get(recorder):
                    call.post(RecorderDone(recorder, duration_ms, loudest))
            case media.RecordFailed(recorder=recorder, text=text):
                if call := self.recorders.get(recorder):
                    call.step("recording_failed", reason=recording_fault(text))
            case media.SessionOrphaned(session=session):
                if leg := self.sessions.pop(session, None):
                    leg.hang_up()
            case media.ServerLost():
                self._media_away = self.loop.call_later(MEDIA_GRACE_SECONDS, self._lose_media)
            case media.ServerBack(same=same):
                self._media_back(same=same)
            case media.MediaStarted(session=session):
                if leg := self.sessions.get(session):
                    leg.heard = True
                    if leg.early and leg.direction == "outbound" and not leg.answered:
                        leg.call.post(LegRinging(leg, early=True))
            case media.MediaInsecure(session=session, text=text):
                if leg := self.sessions.get(session):
                    leg.fail(f"the sound could not be encrypted: {text}")
                elif leg := self.videos.get(session):
                    log.warning("leg %s: its video could not be encrypted: %s", leg.leg_id, text)
                    end_video(leg)
            case media.Rtcp():
                if self.tracer is not None and event.session in self.sessions:
                    local, remote = (event.local.address, event.local.port), (event.remote.address, event.remote.port)
                    self.tracer.rtcp(
                        rtcp_entry(
                            event.session, sent=event.sent, local=local, remote=remote, data=event.data, at=event.at
                        )
                    )
            case media.MediaSecured(session=session):
                if leg := self.sessions.get(session):
                    leg.secured = True
            case media.IceSelected(session=session):
                if leg := self.sessions.get(session):
                    leg.reached = True
            case media.MediaResumed() | media.MediaStranger():
                pass
            case _:
                assert_never(event)

    def _media_back(self, *, same: bool) -> None:
        """Go on with the sessions there were, or without; those given up meanwhile are closed after all."""
        if self._media_away is not None:
            self._media_away.cancel()
            self._media_away = None
        if not same:
            self._lose_media()
        else:
            for command in self._forsaken:
                self.media.post(command)
        self._forsaken.clear()

    def _lose_media(self) -> None:
        """End every call, each with the reason in its history: the media server and its sessions are gone."""
        if self.calls:
            log.error("the media server is gone; %d calls end", len(self.calls))
        unused = [leg for call in self.calls.values() if call.prepared is not None for leg in call.prepared.ports]
        waiting = [*unused, *self.ahead.forget()]
        self._forsaken = [
            *(media.SessionClose(session=session) for session in [*self.sessions, *self.videos, *waiting]),
            *(media.RecordClose(recorder=recorder) for recorder in self.recorders),
        ]
        self.sessions.clear()
        self.videos.clear()
        self.peers.clear()
        self.meetings.clear()
        self.pair_rooms.clear()
        self.recorders.clear()
        for call in list(self.calls.values()):
            call.conference = call.pair_room = call.prepared = None
            call.post(MediaLost())


def _write_end(leg: Leg, quality: dict[str, Any] | None) -> None:
    """Write down how a leg ended, with its figures once they are known."""
    call = leg.call
    call.journal(
        records.LegEnded(
            call.call_id, leg.leg_id, leg.gone_at, leg.gone_by, leg.status, leg.q850, leg.gone_reason, quality
        )
    )


def _result_of(call: Call) -> records.Result:
    """Say how a call ended that nobody gave a result to."""
    if call.direction != "inbound":
        return "abandoned" if call.ended_by == "caller" else "failed"
    rang = any(leg.direction == "outbound" for leg in call.legs.values())
    return "missed" if rang or call.ended_by != "caller" else "abandoned"


def _sought(call: CallState | None) -> bool:
    """Tell whether people were looked for on a call; what the journal says of it outlives the switch."""
    return call is not None and any(step.kind in _SEEKING for step in call.steps)
