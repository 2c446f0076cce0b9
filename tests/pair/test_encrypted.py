"""Encrypted legs: what the media server is told, what a restarted switch knows, and how it ends without keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest
from tests.pair.company import company
from tests.pair.peer import describe

from offhook.media import protocol as media
from offhook.sip import events as sip
from offhook.sip import sdp
from offhook.sip.codec import codecs_named
from offhook.sip.keying import MediaSecrets
from offhook.sip.offer_answer import LocalMedia, offer

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

PRINT = "sha-256 " + ":".join(["AB"] * 32)
SECRETS = MediaSecrets.fresh(PRINT, lambda count: bytes(range(count)))
OTHER = MediaSecrets.fresh(PRINT, lambda count: bytes(range(7, 7 + count)))


def browser_of(host: str, secrets: MediaSecrets = SECRETS, codecs: tuple[str, ...] = ("OPUS", "PCMA")) -> LocalMedia:
    return LocalMedia(host, 4000, codecs_named(codecs), secrets=secrets, browser=True)


def phone_of(host: str) -> LocalMedia:
    return LocalMedia(host, 4000, codecs_named(("PCMA",)), secrets=SECRETS, encryption="required")


def talking(board: Board, body: bytes, answer: str = "8") -> tuple[Peer, Peer, str]:
    """Anna has called Boris with this offer; return her session too."""
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202", offer=body)
    board.until(lambda: boris.rings)
    boris.answer(describe(boris.host, codecs=answer))
    board.until(lambda: "connected" in board.steps())
    board.run(0.1)
    return anna, boris, next(leg.id for leg in board.call.legs.values() if leg.direction == "inbound")


def settings(board: Board, session: str) -> list[media.SessionSet]:
    return [one for one in board.media.given(media.SessionSet) if one.session == session]


def test_the_media_server_gets_keys_by_the_description(board):
    anna, _, session = talking(board, offer(phone_of("203.0.113.11")))
    (given,) = settings(board, session)
    assert (given.ice, given.dtls) == (msgspec.UNSET, None)
    assert given.srtp.receive == media.SrtpKey(
        "AES_CM_128_HMAC_SHA1_80", SECRETS.key("AES_CM_128_HMAC_SHA1_80", "1").key
    )
    answer = sdp.parse(anna.party.one(sip.Accepted).sdp).media[0]
    assert answer.protocol == "RTP/SAVP"
    legs = {leg.direction: leg for leg in board.call.legs.values()}
    assert (legs["inbound"].encryption, legs["inbound"].codec) == ("SDES AES_CM_128_HMAC_SHA1_80", "PCMA")
    assert (legs["outbound"].encryption, legs["outbound"].transport) == ("", "udp")


def test_the_caller_is_answered_with_what_the_callee_speaks(board):
    anna, boris, session = talking(board, offer(browser_of("203.0.113.11")))
    offered = sdp.parse(boris.invites[-1].sdp).media[0]
    assert [known.name for known in offered.payloads][:2] == ["opus", "PCMA"]  # the caller's favourite first
    assert settings(board, session)[-1].send.codec == "PCMA"
    assert next(p.name for p in sdp.parse(anna.party.one(sip.Accepted).sdp).media[0].payloads) == "PCMA"


def test_a_browsers_session(board):
    anna, _, session = talking(board, offer(browser_of("203.0.113.11")))
    given = settings(board, session)[0]
    assert given.dtls == media.Dtls("passive", [PRINT])
    assert (given.ice.remote_ufrag, given.rtcp_mux) == (SECRETS.ufrag, True)
    answer = sdp.parse(anna.party.one(sip.Accepted).sdp)
    assert answer.media[0].attribute("ice-ufrag") == given.ice.ufrag
    assert [line.split()[4] for line in answer.media[0].attribute_values("candidate")] == ["192.0.2.1"]


def test_hold_changes_no_keys_and_another_network_only_the_credentials(board):
    anna, _, session = talking(board, offer(browser_of("203.0.113.11")))
    first = settings(board, session)[-1]
    anna.reinvite(offer(replace(browser_of("203.0.113.11"), direction="sendonly", version=2)))
    board.run(1)
    held = settings(board, session)[-1]
    assert (held.direction, held.ice, held.dtls, held.srtp) == ("recvonly", *[msgspec.UNSET] * 3)
    anna.reinvite(offer(replace(browser_of("203.0.113.99", OTHER), version=3)))
    board.run(1)
    moved = settings(board, session)[-1]
    assert moved.ice.remote_ufrag == OTHER.ufrag
    assert moved.ice.ufrag not in {one.ice.ufrag for one in (first,) if one.ice}
    assert moved.dtls == msgspec.UNSET


@pytest.mark.parametrize("made", [browser_of, phone_of])
def test_a_restarted_switch_knows_the_secrets_and_the_journal_shows_none(board, made):
    anna, _, session = talking(board, offer(made("203.0.113.11")))
    before = sdp.parse(anna.party.one(sip.Accepted).sdp).media[0]
    assert board.restart(away_s=1.0) == 1
    anna.reinvite(offer(replace(made("203.0.113.11"), direction="sendonly", version=2)))
    board.run(1)
    after = sdp.parse(anna.party.last(sip.ReinviteAnswered).sdp).media[0]
    for name in ("crypto", "ice-ufrag", "ice-pwd", "fingerprint", "setup"):
        assert after.attribute_values(name) == before.attribute_values(name)
    assert settings(board, session)[-1].direction == "recvonly"
    written = bytes(board.journal.octets)
    for secret in (b"a=crypto", b"ice-pwd", SECRETS.password.encode(), before.attribute("ice-pwd") or "a=crypto"):
        assert (secret.encode() if isinstance(secret, str) else secret) not in written


def test_an_unanswered_caller_with_secrets_is_offered_anew(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202", offer=offer(phone_of("203.0.113.11")))
    board.until(lambda: boris.rings)
    assert b"a=crypto" not in bytes(board.journal.octets)
    board.restart(away_s=1.0)
    board.until(lambda: len(boris.invites) == 2)
    boris.answer()
    board.until(lambda: anna.talks)
    anna.hang_up()
    board.ended()


def test_sound_that_cannot_be_encrypted_ends_the_call(board):
    anna, boris, session = talking(board, offer(browser_of("203.0.113.11")))
    board.media.tell(media.MediaInsecure(at=0, session=session, text="another certificate"))
    call = board.ended()
    assert anna.gone
    assert boris.gone
    assert (call.hangup_side, call.reason) == ("system", "the sound could not be encrypted: another certificate")


def test_a_device_that_must_encrypt(board):
    plain = company()
    devices = tuple(
        msgspec.structs.replace(one, encryption="required") if one.username == "boris" else one for one in plain.devices
    )
    board.use(company(devices=devices))
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    offered = sdp.parse(boris.invites[-1].sdp).media[0]
    assert (offered.protocol, len(offered.crypto)) == ("RTP/SAVP", 4)
    boris.answer()  # in the clear
    board.run(1)
    assert board.detail("ring_failed") == {"who": "Boris", "status": 488, "reason": "the answer has no keys"}
    board.until(lambda: anna.talks)  # with the voicemail
    anna.hang_up()
    board.ended()


def test_a_plain_caller_is_told_that_encryption_is_required(board):
    plain = company()
    board.use(company(devices=tuple(msgspec.structs.replace(one, encryption="required") for one in plain.devices)))
    anna = board.phone("anna")
    anna.dial("202")
    board.until(lambda: anna.refused is not None)
    assert anna.refused == 488
    assert board.ended().reason == "encryption is required"


def test_an_allow_list(board):
    plain = company()
    devices = tuple(msgspec.structs.replace(one, codecs=("G722", "PCMU")) for one in plain.devices)
    board.use(company(devices=devices))
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    offered = sdp.parse(boris.invites[-1].sdp).media[0]
    assert [known.name for known in offered.payloads] == ["PCMU", "G722", "telephone-event"]
    anna.cancel()
    board.ended()
