"""A real browser against the media server alone: ICE, DTLS 1.3 and SRTP of Chromium, its sound there and back.

The session descriptions are made here, so that nothing but media is tried; real calls of browsers are in tests/web.
"""

from __future__ import annotations

import re
import shutil

import pytest
from playwright.async_api import async_playwright
from tests.secure_rtp import credentials

from offhook.media import protocol as media
from offhook.media.protocol import IceSelected, Link, MediaSecured, SessionSet, SessionStats

FLAGS = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--no-sandbox",
]
OFFER = """async () => {
  const plain = {autoGainControl: false, echoCancellation: false, noiseSuppression: false};
  const stream = await navigator.mediaDevices.getUserMedia({audio: plain});
  window.peer = new RTCPeerConnection();
  peer.addTrack(stream.getAudioTracks()[0], stream);
  peer.ontrack = ({streams}) => { const audio = new Audio(); audio.srcObject = streams[0]; audio.play(); };
  await peer.setLocalDescription();
  return peer.localDescription.sdp;
}"""
RESTART = """async () => {
  await peer.setLocalDescription(await peer.createOffer({iceRestart: true}));
  return peer.localDescription.sdp;
}"""
ANSWER = "sdp => peer.setRemoteDescription({type: 'answer', sdp})"
FIGURES = """async () => {
  const all = [...(await peer.getStats()).values()];
  const of = type => all.find(one => one.type === type) ?? {};
  return {inbound: of('inbound-rtp'), transport: of('transport'), remote: of('remote-inbound-rtp')};
}"""


def attribute(sdp, name):
    found = re.search(rf"^a={name}:(.*?)\r?$", sdp, re.MULTILINE)
    assert found, name
    return found[1]


def ice_for(offer):
    """Choose our credentials, beside those of the browser's offer."""
    ours = credentials()
    return media.Ice(ours.ufrag, ours.password, attribute(offer, "ice-ufrag"))


def answer(opened, ice, fingerprint):
    """Describe our side: ICE-lite, DTLS passive, PCMU."""
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=ice-lite", "m=audio 9 UDP/TLS/RTP/SAVPF 0"]
    lines += ["c=IN IP4 127.0.0.1", "a=mid:0", "a=rtpmap:0 PCMU/8000", "a=rtcp-mux", "a=sendrecv", "a=setup:passive"]
    lines += [f"a=ice-ufrag:{ice.ufrag}", f"a=ice-pwd:{ice.password}", f"a=fingerprint:{fingerprint}"]
    lines += [f"a=candidate:1 1 udp 2130706431 {opened.address} {opened.port} typ host", ""]
    return "\r\n".join(lines)


@pytest.fixture
async def page():
    program = shutil.which("chromium")
    assert program, "Chromium is missing: scripts/install-system-packages test"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, args=FLAGS, ignore_default_args=["--mute-audio"]
        )
        one = await browser.new_page()
        await one.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        await one.goto("http://localhost/")
        yield one
        await browser.close()


async def test_chromium_hears_itself_through_the_server(switch, page):
    opened = await switch.do(media.SessionOpen(session="browser", address="127.0.0.1"))
    offer = await page.evaluate(OFFER)
    ice = ice_for(offer)
    dtls = media.Dtls("passive", [attribute(offer, "fingerprint")])
    common = {"send": media.Send("PCMU", 0), "receive": [media.Receive(0, "PCMU")], "rtcp_mux": True}
    await switch.do(SessionSet(session="browser", ice=ice, dtls=dtls, **common))
    await switch.do(Link(a="browser", b="browser"))
    await page.evaluate(ANSWER, answer(opened, ice, switch.client.fingerprint))
    await switch.wait_for(IceSelected, timeout_s=15)
    (secured,) = await switch.wait_for(MediaSecured, timeout_s=15)
    assert secured.session == "browser"

    async def figures(condition):
        for _ in range(200):
            found = await page.evaluate(FIGURES)
            if condition(found):
                return found
            await page.wait_for_timeout(100)
        raise AssertionError(found)

    found = await figures(lambda one: one["inbound"].get("totalAudioEnergy", 0) > 0 and one["remote"])
    assert found["transport"]["dtlsState"] == "connected"
    assert found["transport"]["tlsVersion"] == "FEFC", "DTLS 1.3"
    assert found["inbound"]["packetsDiscarded"] == 0

    # An ICE restart: other passwords, the same association and keys.
    offer = await page.evaluate(RESTART)
    ice = ice_for(offer)
    dtls = media.Dtls("passive", [attribute(offer, "fingerprint")])
    await switch.do(SessionSet(session="browser", ice=ice, dtls=dtls))
    await page.evaluate(ANSWER, answer(opened, ice, switch.client.fingerprint))
    before = found["inbound"]["packetsReceived"]
    await figures(lambda one: one["inbound"]["packetsReceived"] > before + 100)
    assert len(switch.of(MediaSecured)) == 1
    statistics = await switch.do(SessionStats(session="browser"))
    assert (statistics.packets_lost, statistics.refused) == (0, 0)
    await page.evaluate("() => peer.close()")
