/**
 * A telephone of JsSIP for the browser tests: `window.phone` is what they drive.
 *
 * It speaks a tone made here instead of a microphone, and tells which tones it hears.
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
      call.video = track;
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

function options() {
  const destination = audio.createMediaStreamDestination();
  tone.connect(destination);
  return { mediaStream: destination.stream, mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } };
}

/** Calls; returns the number of the call. */
function dial(number) {
  account.call(`sip:${number}@${account.configuration.uri.host}`, options());
  return calls.length - 1;
}

function answer(number) {
  calls[number].session.answer(options());
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
  answer,
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
