from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.trace.blanking import blanked

KEY = b"d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"


@pytest.mark.parametrize(
    "header",
    [
        b'Authorization: Digest username="anna", realm="r", nonce="n", uri="sip:x", response="SECRET", algorithm=MD5',
        b'proxy-authorization : DIGEST username="anna",\r\n response = "SECRET"',
        b"AUTHORIZATION: digest response=SECRET",
        b"Authorization: Bearer SECRET",
        b"Proxy-Authorization:Basic SECRET",
        b'Authentication-Info: nextnonce="x", rspauth="SECRET"',
    ],
)
def test_credentials_are_blanked_and_nothing_moves(header: bytes) -> None:
    first = b"SIP/2.0 200 OK" if header.startswith(b"Authentication-Info") else b"REGISTER sip:x SIP/2.0"
    message = first + b"\r\nVia: SIP/2.0/UDP h\r\n" + header + b"\r\nContent-Length: 0\r\n\r\n"
    clean = blanked(message)
    assert b"SECRET" not in clean
    assert len(clean) == len(message)
    assert clean.endswith(b"Content-Length: 0\r\n\r\n")
    if b"anna" in message:
        assert b"anna" in clean


def test_keys_of_sound_are_blanked() -> None:
    body = b"v=0\r\nk=clear:SECRET\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + b"|2^20|1:4\r\n"
    message = b"INVITE sip:x SIP/2.0\r\n\r\n" + body
    clean = blanked(message)
    assert KEY not in clean
    assert b"SECRET" not in clean
    assert clean.endswith(b"inline:" + b"*" * len(KEY) + b"|2^20|1:4\r\n")
    assert len(clean) == len(message)


def test_the_password_of_ice_is_blanked() -> None:
    body = b"v=0\r\na=ice-ufrag:abcd\r\na=ice-pwd:SECRETsecretSECRETsecret\r\na=mid:0\r\n"
    clean = blanked(b"SIP/2.0 200 OK\r\n\r\n" + body)
    assert clean == b"SIP/2.0 200 OK\r\n\r\nv=0\r\na=ice-ufrag:abcd\r\na=ice-pwd:" + b"*" * 24 + b"\r\na=mid:0\r\n"


@pytest.mark.parametrize(
    ("kind", "body", "clean"),
    [
        (b"dtmf-relay", b"Signal=5\r\nDuration=160\r\n", b"Signal=*\r\nDuration=160\r\n"),
        (b"dtmf-relay", b"signal = #\nDuration = 100", b"signal = *\nDuration = 100"),
        (b"dtmf", b"5", b"*"),
        (b"dtmf", b" 12\r\n", b" **\r\n"),
    ],
)
def test_pressed_keys_are_blanked(kind: bytes, body: bytes, clean: bytes) -> None:
    head = b"INFO sip:x SIP/2.0\r\nContent-Type: application/" + kind + b"\r\n\r\n"
    assert blanked(head + body) == head + clean


def test_other_requests_keep_the_word_signal() -> None:
    message = b"INFO sip:x SIP/2.0\r\nContent-Type: application/xml\r\n\r\nSignal=5"
    assert blanked(message) is message


def test_the_word_response_elsewhere_is_left_alone() -> None:
    message = b'MESSAGE sip:x SIP/2.0\r\nAuthorization: Digest response="x"\r\n\r\nresponse=mine'
    assert blanked(message).endswith(b"response=mine")


@given(st.binary(max_size=300))
def test_any_octets_keep_their_length(data: bytes) -> None:
    assert len(blanked(b"Authorization: " + data)) == len(data) + 15
