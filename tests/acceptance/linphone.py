"""A linphonec as a real phone, driven by its command line: it plays a tone and keeps what it hears."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import numpy as np
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.acceptance.audio import wait_until_heard, write_tone
from tests.ports import free_port

if TYPE_CHECKING:
    from pathlib import Path

IDENTITY = "linphone-dtls-default-identity"  # the name in its certificate for DTLS; without one it makes one of RSA
RATES = {"opus": (48000, 2), "speex": (16000, 1), "PCMU": (8000, 1), "PCMA": (8000, 1), "G722": (8000, 1)}


def settings(
    *,
    login: dict[str, str],
    registrar: str,
    codecs: list[str],
    encryption: str,
    root: Path | None,
    tcp: bool,
    info: bool,
) -> str:
    """Return its configuration file; its ports are chosen by the system."""
    transport = ";transport=tls" if root else ";transport=tcp" if tcp else ""
    lines = [
        "[sip]",
        f"sip_port={-1 if root or tcp else free_port()}",
        f"sip_tcp_port={-2 if tcp else -1}",
        f"sip_tls_port={-2 if root else -1}",
        f"media_encryption={encryption or 'none'}",
        f"media_encryption_mandatory={int(bool(encryption))}",
        *([f"root_ca={root}", "verify_server_certs=1", "verify_server_cn=1"] if root else []),
        f"use_info={int(info)}",
        f"use_rfc2833={int(not info)}",
        "default_proxy=0",
        "register_only_when_network_is_up=0",
        "[rtp]",
        "audio_rtp_port=-1",
        "[misc]",
        "add_missing_audio_codecs=0",
        "[proxy_0]",
        f"reg_proxy=<sip:{registrar}{transport}>",
        f"reg_identity=sip:{login['username']}@{login['domain']}",
        "reg_expires=600",
        "reg_sendregister=1",
        "[auth_info_0]",
        f"username={login['username']}",
        f"passwd={login['password']}",
        "realm=offhook",
    ]
    for number, codec in enumerate(codecs):
        rate, channels = RATES[codec]
        lines += [f"[audio_codec_{number}]", f"mime={codec}", f"rate={rate}", f"channels={channels}", "enabled=1"]
    return "\n".join([*lines, ""])


def write_certificate(folder: Path) -> None:
    """Give it a certificate for ECDSA P-256, with its key, as an administrator can."""
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, IDENTITY)])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=30))
    kept = serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, *kept)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (folder / f"{IDENTITY}.pem").write_bytes(certificate + secret)


class Linphone:
    """One process; `hertz` is the tone that it sends, `codecs` what it offers, best first; with `root`, an authority's
    certificate, it registers by TLS, with `encryption` (`srtp`, `dtls`) it takes nothing plain, with `info` keys go by
    INFO, with `ecdsa` its certificate for DTLS is none of RSA."""

    def __init__(
        self,
        folder: Path,
        *,
        login: dict[str, str],
        registrar: str,
        hertz: float,
        codecs: list[str],
        encryption: str = "",
        root: Path | None = None,
        tcp: bool = False,
        info: bool = False,
        ecdsa: bool = False,
    ) -> None:
        self.folder = folder
        self._rate = 16000 if codecs[0] == "G722" else RATES[codecs[0]][0]
        (folder / ".local" / "share" / "linphone").mkdir(parents=True)  # without its database it does not start
        (folder / "rc").write_text(
            settings(
                login=login, registrar=registrar, codecs=codecs, encryption=encryption, root=root, tcp=tcp, info=info
            )
        )
        if ecdsa:
            write_certificate(folder / ".linphone-usr-crt")
        write_tone(folder / "tone.wav", hertz, rate=16000)
        self.lines: list[str] = []
        command = [shutil.which("linphonec") or "linphonec", "-c", str(folder / "rc")]
        self.process = subprocess.Popen(
            [*command, "-d", "4", "-l", str(folder / "log")],
            cwd=folder,
            env={**os.environ, "HOME": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()
        self.command("soundcard use files")
        self.command(f"play {folder / 'tone.wav'}")
        self.command(f"record {folder / 'heard.wav'}")
        try:
            self._wait_until_registered()
        except AssertionError:
            self.close()
            raise

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def _wait_until_registered(self, seconds: float = 15.0) -> None:
        deadline = time.monotonic() + seconds
        while not any("registered, identity=" in line for line in self.lines):
            assert time.monotonic() < deadline, self.story()
            self.command("status register")
            time.sleep(0.2)

    def command(self, text: str) -> None:
        """Type a line, e.g. `call sip:202@127.0.0.1`."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def wait_for(self, pattern: str, seconds: float = 15.0) -> str:
        """Wait for a line in which this is found, take out all lines up to it, and return it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for number, line in enumerate(self.lines):
                if re.search(pattern, line):
                    del self.lines[: number + 1]
                    return line
            time.sleep(0.05)
        raise AssertionError(f"no {pattern!r} within {seconds} s: {self.story()}")

    def dial(self, uri: str) -> None:
        self.command(f"call {uri}")

    def answer(self) -> None:
        self.command("answer")

    def hang_up(self) -> None:
        self.command("terminate")

    def press(self, keys: str) -> None:
        for key in keys:
            self.command(key)
            time.sleep(0.3)

    def heard(self) -> tuple[int, np.ndarray]:
        """Return rate and samples of what came in; the file gets its header only when the stream ends."""
        return self._rate, np.frombuffer((self.folder / "heard.wav").read_bytes()[44:], "<i2").astype(float)

    def wait_until_heard(self, hertz: float | None = None, length: float = 0.3, seconds: float = 20.0) -> None:
        """Wait until the last `length` seconds of what came in have this tone, or any sound."""
        wait_until_heard(self.heard, self.story, hertz, length, seconds)

    def story(self) -> str:
        """Return what helps to understand a failure."""
        log = self.folder / "log"
        tail = log.read_text(errors="replace")[-3000:] if log.exists() else ""
        return "\n".join([*self.lines[-20:], tail])

    def close(self) -> None:
        """Hang up, unregister and end."""
        if self.process.poll() is None:
            self.command("terminate all")
            self.command("quit")
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
