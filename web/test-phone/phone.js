/**
 * A telephone of JsSIP for the browser tests: `window.phone` is what they drive.
 *
 * It speaks a tone made here instead of a microphone, and tells which tones it hears. Its camera is Chromium's fake one.
 */

import JsSIP from "jssip";

const MEASURED = 8192; // samples: at 48 kHz, steps of 6 Hz

let audio = null;
let tone = null;
let account = null;
const calls = [];

/** Begins to speak a tone of so many hertz, and registers; returns once registered. */
async function register({ socket, uri, password, hertz }) {
  audio = new AudioContext();
  tone = audio.createOscillator();
  tone.frequency.value = hertz;
  tone.start();
  await audio.resume();
  account = new JsSIP.UA({
    sockets: [new JsSIP.WebSocketInterface(socket)],
    uri,
    password,
    register_expires: 120,
    session_timers: false,
    connection_recovery_min_interval: 1,
    connection_recovery_max_interval: 2,
  });
  account.on("newRTCSession", ({ session, originator }) => take(session, originator));
  const registered = new Promise((resolve, reject) => {
    account.once("registered", resolve);
    account.once("registrationFailed", (event) => reject(new Error(`${event.cause}`)));
  });
  account.start();
  await registered;
}

/** Keeps a call, and listens to it as soon as there is something to hear. */
function take(session, originator) {
  const call = { session, originator, state: "new", cause: "", analyser: null, heard: null, stream: null };
  calls.push(call);
  session.on("progress", () => (call.state = "ringing"));
  session.on("confirmed", () => (call.state = "talking"));
  for (const end of ["ended", "failed"]) {
    session.on(end, (event) => {
      call.state = end;
      call.cause = event.message?.status_code ? `${event.message.status_code} ${event.cause}` : `${event.cause}`;
    });
  }
  if (session.connection) listen(call, session.connection);
  session.on("peerconnection", ({ peerconnection }) => listen(call, peerconnection));
}

function listen(call, connection) {
  if (call.connection) return;
  call.connection = connection;
  connection.addEventListener("track", ({ track }) => {
    if (track.kind !== "audio") {
      see(call, track);
      return;
    }
    const stream = new MediaStream([track]);
    const element = new Audio(); // without one, Chromium decodes nothing
    element.muted = true;
    element.srcObject = stream;
    void element.play();
    call.heard = element;
    call.analyser = audio.createAnalyser();
    call.analyser.fftSize = MEASURED;
    audio.createMediaStreamSource(stream).connect(call.analyser);
  });
}

/** Plays what the other side shows: without an element, Chromium decodes nothing. */
function see(call, track) {
  call.screen ??= document.body.appendChild(document.createElement("video"));
  call.screen.muted = true;
  call.screen.srcObject = new MediaStream([track]);
  call.screen.play().catch(() => undefined); // another track came before this one played
}

function options() {
  const destination = audio.createMediaStreamDestination();
  tone.connect(destination);
  return { mediaStream: destination.stream, mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } };
}

async function camera() {
  const found = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240, frameRate: 10 } });
  return found.getVideoTracks()[0];
}

/** Lets a connection offer and take only these codecs for video. */
function prefer(connection, codecs) {
  const wanted = RTCRtpReceiver.getCapabilities("video").codecs.filter(
    ({ mimeType }) => codecs.includes(mimeType) || mimeType === "video/rtx",
  );
  for (const transceiver of connection.getTransceivers()) {
    if (transceiver.sender.track?.kind === "video") transceiver.setCodecPreferences(wanted);
  }
}

/** The codecs of video that this browser can send and receive. */
function codecs() {
  const names = [RTCRtpSender, RTCRtpReceiver].map(
    (one) => new Set(one.getCapabilities("video").codecs.map(({ mimeType }) => mimeType)),
  );
  return [...names[0]].filter((name) => names[1].has(name) && name !== "video/rtx");
}

/** Calls; returns the number of the call. */
function dial(number) {
  account.call(`sip:${number}@${account.configuration.uri.host}`, options());
  return calls.length - 1;
}

/** Calls with the camera, with these codecs; returns the number of the call. */
async function show(number, wanted) {
  const given = options();
  given.mediaStream.addTrack(await camera());
  given.eventHandlers = { peerconnection: ({ peerconnection }) => preferLater(peerconnection, wanted) };
  account.call(`sip:${number}@${account.configuration.uri.host}`, given);
  return calls.length - 1;
}

/** Prefers codecs once the tracks are there, which is just before the offer is made. */
function preferLater(connection, wanted) {
  const make = connection.createOffer.bind(connection);
  connection.createOffer = (...given) => {
    prefer(connection, wanted);
    return make(...given);
  };
}

function answer(number) {
  calls[number].session.answer(options());
}

async function answerWithCamera(number) {
  const given = options();
  given.mediaConstraints.video = true; // else JsSIP takes the camera's track out
  given.mediaStream.addTrack(await camera());
  calls[number].session.answer(given);
}

/** Switches the camera on in the middle of a call; returns once the other side has said what it takes. */
async function showMore(number) {
  const { session, connection } = calls[number];
  connection.addTrack(await camera(), new MediaStream());
  await settled(session, "renegotiate", {});
}

/** Switches the camera off for good. */
async function showNoMore(number) {
  const { session, connection } = calls[number];
  for (const transceiver of connection.getTransceivers()) {
    if (transceiver.receiver.track.kind === "video") transceiver.stop();
  }
  await settled(session, "renegotiate", {});
}

/** What is seen: size, frames decoded, codecs both ways, and how often whole pictures were sent and asked for. */
async function sight(number) {
  const found = { sent: null, received: null, decoded: 0, keys: 0, width: 0, height: 0, asked: 0, answered: 0, encoded: 0 };
  const report = await calls[number].connection.getStats();
  report.forEach((one) => {
    if (one.kind !== "video") return;
    if (one.type === "outbound-rtp") {
      found.sent = report.get(one.codecId)?.mimeType ?? null;
      found.answered = one.pliCount ?? 0;
      found.encoded = one.keyFramesEncoded ?? 0;
    }
    if (one.type === "inbound-rtp") {
      found.received = report.get(one.codecId)?.mimeType ?? null;
      found.decoded = one.framesDecoded ?? 0;
      found.keys = one.keyFramesDecoded ?? 0;
      found.width = one.frameWidth ?? 0;
      found.height = one.frameHeight ?? 0;
      found.asked = one.pliCount ?? 0;
    }
  });
  return found;
}

/** How strong each of these tones is heard, as a share of all that is heard, and how loud it is (0 to 1). */
function hear(number, frequencies) {
  const analyser = calls[number].analyser;
  if (!analyser) return { loud: 0, shares: frequencies.map(() => 0) };
  const samples = new Float32Array(MEASURED);
  analyser.getFloatTimeDomainData(samples);
  const energy = samples.reduce((sum, one) => sum + one * one, 0);
  const shares = frequencies.map((hertz) => {
    const turn = (2 * Math.PI * hertz) / audio.sampleRate;
    let real = 0;
    let imaginary = 0;
    samples.forEach((one, place) => {
      real += one * Math.cos(turn * place);
      imaginary -= one * Math.sin(turn * place);
    });
    return energy > 0 ? (2 * (real * real + imaginary * imaginary)) / (MEASURED * energy) : 0;
  });
  return { loud: Math.sqrt(energy / MEASURED), shares };
}

/** The codec names that are sent and received, and how the connection is. */
async function figures(number) {
  const found = { sent: null, received: null, packets: 0, lost: 0, dtls: null, state: null };
  const report = await calls[number].connection.getStats();
  report.forEach((one) => {
    if (one.type === "outbound-rtp" && one.kind === "audio") found.sent = report.get(one.codecId)?.mimeType ?? null;
    if (one.type === "inbound-rtp" && one.kind === "audio") {
      found.received = report.get(one.codecId)?.mimeType ?? null;
      found.packets = one.packetsReceived;
      found.lost = one.packetsLost;
    }
    if (one.type === "transport") {
      found.dtls = one.dtlsState;
      found.state = one.iceState;
    }
  });
  return found;
}

/** The user fragments of ICE, ours and the PBX's. */
function credentials(number) {
  const { localDescription, remoteDescription } = calls[number].connection;
  return [localDescription, remoteDescription].map(({ sdp }) => /a=ice-ufrag:(\S+)/.exec(sdp)[1]);
}

/** Loses the connection to the PBX, as when the network changes; returns once registered by a new one. */
async function reconnect() {
  const again = new Promise((resolve) => account.once("registered", resolve));
  account.transport.socket._ws.close(); // as if the network had gone: JsSIP does not know why
  await again;
}

const settled = (session, method, extra) =>
  new Promise((resolve, reject) => {
    if (!session[method](extra, resolve)) reject(new Error(`${method} is not possible now`));
  });

window.phone = {
  register,
  dial,
  show,
  answer,
  answerWithCamera,
  showMore,
  showNoMore,
  codecs,
  sight,
  hear,
  figures,
  state: (number) => (calls[number] ? { state: calls[number].state, cause: calls[number].cause } : null),
  calls: () => calls.map((call) => [call.originator, call.state]),
  hangUp: (number) => calls[number].session.terminate(),
  press: (number, keys) => calls[number].session.sendDTMF(keys, { transportType: "RFC2833", duration: 120, interToneGap: 120 }),
  hold: (number) => settled(calls[number].session, "hold", {}),
  resume: (number) => settled(calls[number].session, "unhold", {}),
  restart: (number) => settled(calls[number].session, "renegotiate", { rtcOfferConstraints: { iceRestart: true } }),
  credentials,
  reconnect,
  speak: (hertz) => (tone.frequency.value = hertz),
};
