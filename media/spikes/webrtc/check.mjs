// Calls the spike server from headless Chromium through every combination and asserts what getStats says.
// Usage: node check.mjs <server binary> [repeats]; prints one line per row, exits 1 when anything failed.
import {spawn} from 'node:child_process';
import {chromium} from 'playwright-core';

const [binary, repeats = '20'] = process.argv.slice(2);
const server = spawn(binary, ['serve', '0'], {stdio: ['ignore', 'pipe', 'inherit']});
const url = await new Promise((done, fail) => {
  server.stdout.once('data', (data) => done(String(data).trim()));
  server.once('exit', (code) => fail(new Error(`server ended with ${code}`)));
});

const flags = [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
  '--no-sandbox',
];
const launch = (extra = []) =>
  chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...flags, ...extra], ignoreDefaultArgs: ['--mute-audio']});

let failures = 0;
let serial = 0;

async function call(page, options) {
  const id = `call${++serial}`;
  return page.evaluate((argument) => call(argument), {id, packets: 1, seconds: 12, ...options});
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** The first broken expectation of one result, or nothing. */
function problem(result, options) {
  const {inbound, transport, server: seen} = result;
  if (result.state !== 'connected') return `state ${result.state} ${seen?.error}`;
  if (transport?.dtlsState !== 'connected') return `dtls ${transport?.dtlsState}`;
  if (seen.error) return seen.error;
  if (!(inbound?.packetsReceived > (options.packets ?? 1))) return `${inbound?.packetsReceived} packets`;
  if (inbound.packetsDiscarded > 0) return `${inbound.packetsDiscarded} discarded`;
  if (options.packets >= 100) {
    if (!(inbound.totalAudioEnergy > 0)) return 'silence';
    if (!result.remote) return 'no receiver report reached the browser';
    if (seen.rtcpIn === 0) return 'no SRTCP from the browser';
    if (inbound.concealedSamples > inbound.totalSamplesReceived * 0.5) return 'mostly concealed';
  }
  return undefined;
}

async function row(page, label, options, times = 1) {
  const results = [];
  for (let round = 0; round < times; round += 1) {
    const result = await call(page, options);
    const broken = problem(result, options);
    if (broken) {
      failures += 1;
      console.log(`FAILED ${label} #${round}: ${broken}`);
    } else results.push(result);
  }
  if (results.length === 0) return;
  const {transport, inbound, server: seen} = results[0];
  const of = (pick) => median(results.map(pick));
  console.log(
    `${label.padEnd(38)} ${results.length}/${times} ${transport.tlsVersion} ${transport.dtlsCipher} ${transport.srtpCipher}`
      + ` hello ${seen.helloDatagrams}x/${seen.helloBytes}B${seen.postQuantum ? ' pq' : ''} handshake ${(of((r) => r.server.handshakeWallUs) / 1000).toFixed(1)} ms`
      + ` cpu ${of((r) => r.server.handshakeCpuUs)} us`
      + (options.packets >= 100
        ? ` | in ${inbound.packetsReceived} lost ${inbound.packetsLost} energy ${inbound.totalAudioEnergy.toFixed(4)}`
          + ` level ${inbound.audioLevel.toFixed(3)} srtp ${Math.round(seen.srtpCpuNs / seen.echoed)} ns`
        : ''),
  );
}

const engines = [
  ['dimpl-aws', '1.2'],
  ['dimpl-aws', '1.3'],
  ['dimpl-aws', 'auto'],
  ['dimpl-rust', '1.2'],
  ['dimpl-rust', '1.3'],
  ['openssl', '1.2'],
];
const faults = ['drop-first', 'drop-second', 'reorder', 'duplicate', 'shred', 'drop-answer', 'drop-final'];

try {
  const browser = await launch();
  console.log(`Chromium ${browser.version()}`);
  const page = await browser.newPage();
  await page.goto(url);
  for (const [dtls, version] of engines) {
    for (const codec of ['opus', 'pcmu']) {
      await row(page, `${dtls} ${version} ${codec} audio`, {dtls, version, codec, packets: 150});
    }
    await row(page, `${dtls} ${version} repeated`, {dtls, version}, Number(repeats));
    for (const fault of faults) await row(page, `${dtls} ${version} ${fault}`, {dtls, version, fault, seconds: 15});
  }
  await browser.close();

  // A ClientHello without the post-quantum share fits one datagram.
  const small = await launch(['--disable-features=WebRtcPqcForDtls']);
  const smallPage = await small.newPage();
  await smallPage.goto(url);
  for (const [dtls, version] of engines) {
    await row(smallPage, `${dtls} ${version} small hello audio`, {dtls, version, packets: 150});
  }
  await small.close();
} finally {
  server.removeAllListeners('exit');
  server.kill();
}
console.log(failures === 0 ? 'all passed' : `${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
