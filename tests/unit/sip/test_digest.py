"""Digest authentication against the vectors of RFC 7616 §3.9 and against attackers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.errors import MisuseError, RemoteError
from offhook.sip import digest as module
from offhook.sip.digest import (
    Challenge,
    Challenger,
    Credentials,
    Denied,
    ServerChallenge,
    Verified,
    answer_challenge,
    authorize,
    parse_fields,
    read_challenge,
)
from offhook.sip.wire import Request, Response

KEY = bytes(range(32))
SECRET = "secret"
PASSWORDS = {"201": SECRET, 'quo\\te"d': "other"}


def challenger(**options) -> Challenger:
    return Challenger(KEY, "demo", 300, **options)


def register(uri="sip:demo") -> Request:
    return Request("REGISTER", uri, [])


def refused(challenge: Challenge) -> Response:
    return Response(401, None, challenge.headers)


def answered(challenge, username="201", password=SECRET, nc=1, request=None, algorithm=None) -> Request:
    request = request or register()
    headers = challenge.headers
    if algorithm:
        headers = [header for header in headers if header[1].partition("algorithm=")[2].partition(",")[0] == algorithm]
    header = authorize(request, Response(401, None, headers), Credentials(username, password), "c0ffee", nc)
    request.set(*header)
    return request


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_vectors_of_rfc_7616(algorithm, expected):
    nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
    challenge = ServerChallenge(
        "http-auth@example.org",
        nonce,
        algorithm,
        "auth",
        "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
        stale=False,
        proxy=False,
    )
    name, value = answer_challenge(
        Request("GET", "/dir/index.html"),
        challenge,
        Credentials("Mufasa", "Circle of Life"),
        "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        1,
    )
    assert name == "Authorization"
    fields = parse_fields(value)
    assert fields["response"] == expected
    assert fields["nc"] == "00000001"
    assert fields["opaque"] == challenge.opaque


def test_both_algorithms_are_offered_the_stronger_first():
    challenge = challenger().challenge(10.0)
    assert [name for name, _ in challenge.headers] == ["WWW-Authenticate"] * 2
    fields = [parse_fields(value) for _, value in challenge.headers]
    assert [field["algorithm"] for field in fields] == ["SHA-256", "MD5"]
    assert {field["realm"] for field in fields} == {"demo"}
    assert all(field["qop"] == "auth" and "stale" not in field for field in fields)


@pytest.mark.parametrize("algorithm", ["SHA-256", "MD5"])
def test_right_password(algorithm):
    server = challenger()
    request = answered(server.challenge(10.0), algorithm=algorithm)
    assert server.verify(request, PASSWORDS.get, 11.0) == Verified("201")


def test_no_credentials_and_foreign_realm_are_challenged():
    server = challenger()
    assert isinstance(server.verify(register(), PASSWORDS.get, 1.0), Challenge)
    foreign = answered(Challenger(KEY, "elsewhere").challenge(1.0))
    result = server.verify(foreign, PASSWORDS.get, 1.0)
    assert isinstance(result, Challenge)
    assert not result.stale


def test_wrong_password_and_unknown_user_are_denied():
    server = challenger()
    wrong = server.verify(answered(server.challenge(1.0), password="x"), PASSWORDS.get, 1.0)
    assert wrong == Denied("wrong password", "201", answered=True)
    unknown = server.verify(answered(server.challenge(1.0), "999"), PASSWORDS.get, 1.0)
    assert unknown == Denied("unknown user", "999", answered=True)


def test_an_empty_secret_lets_nobody_in():
    server = challenger()
    for password in ("", "no such device"):
        request = answered(server.challenge(1.0), password=password)
        assert isinstance(server.verify(request, lambda _: "", 1.0), Denied)
        assert isinstance(server.verify(request, lambda _: None, 1.0), Denied)


def test_a_replay_is_refused_and_the_owner_gets_a_fresh_nonce():
    server = challenger()
    request = answered(server.challenge(1.0))
    assert isinstance(server.verify(request, PASSWORDS.get, 1.0), Verified)
    replay = server.verify(request, PASSWORDS.get, 2.0)
    assert isinstance(replay, Challenge)
    assert replay.stale
    assert all(value.endswith("stale=true") for _, value in replay.headers)
    assert isinstance(server.verify(answered(replay), PASSWORDS.get, 2.0), Verified)


def test_a_nonce_serves_with_rising_counts_also_out_of_order():
    server = challenger()
    challenge = server.challenge(1.0)
    for count in (1, 3, 2, 90, 89):
        assert isinstance(server.verify(answered(challenge, nc=count), PASSWORDS.get, 2.0), Verified), count
    for count in (0, 1, 3, 89, 90, 20):
        assert isinstance(server.verify(answered(challenge, nc=count), PASSWORDS.get, 2.0), Challenge), count


def test_counts_are_remembered_as_long_as_the_nonce_lives():
    server = challenger()
    assert isinstance(server.verify(answered(server.challenge(0.0)), PASSWORDS.get, 0.0), Verified)
    late = server.challenge(250.0)
    assert isinstance(server.verify(answered(late), PASSWORDS.get, 299.0), Verified)
    assert isinstance(server.verify(answered(server.challenge(301.0)), PASSWORDS.get, 301.0), Verified)
    assert isinstance(server.verify(answered(late), PASSWORDS.get, 549.0), Challenge)
    assert isinstance(server.verify(answered(late, nc=2), PASSWORDS.get, 549.0), Verified)


def test_seen_nonces_do_not_pile_up():
    server = challenger()
    for second in range(0, 3000, 10):
        server.verify(answered(server.challenge(second)), PASSWORDS.get, second)
    assert len(server._young) + len(server._old) <= 62


@pytest.mark.parametrize("age", [301.0, 90000.0])
def test_an_expired_nonce_is_stale(age):
    server = challenger()
    result = server.verify(answered(server.challenge(1.0)), PASSWORDS.get, 1.0 + age)
    assert isinstance(result, Challenge)
    assert result.stale


def test_a_nonce_of_a_former_process_is_stale():
    former = Challenger(bytes(32), "demo")
    result = challenger().verify(answered(former.challenge(1.0)), PASSWORDS.get, 2.0)
    assert isinstance(result, Challenge)
    assert result.stale


def test_a_foreign_nonce_with_a_wrong_password_is_not_called_stale():
    former = Challenger(bytes(32), "demo")
    result = challenger().verify(answered(former.challenge(1.0), password="x"), PASSWORDS.get, 2.0)
    assert isinstance(result, Challenge)
    assert not result.stale


def test_a_changed_password_holds_at_once():
    server, passwords = challenger(), {"201": "secret"}
    assert isinstance(server.verify(answered(server.challenge(1.0)), passwords.get, 1.0), Verified)
    passwords["201"] = "new"
    assert isinstance(server.verify(answered(server.challenge(1.0)), passwords.get, 1.0), Denied)
    assert isinstance(server.verify(answered(server.challenge(1.0), password="new"), passwords.get, 1.0), Verified)
    del passwords["201"]
    assert isinstance(server.verify(answered(server.challenge(1.0), password="new"), passwords.get, 1.0), Denied)


def test_another_method_or_another_callee_is_refused():
    server = challenger()
    invite = answered(server.challenge(1.0), request=Request("INVITE", "sip:100@demo"))
    value = invite.get("Authorization")
    stolen = Request("INVITE", "sip:9001234@demo", [("Authorization", value)])
    assert isinstance(server.verify(stolen, PASSWORDS.get, 1.0), Denied)
    other_method = Request("MESSAGE", "sip:100@demo", [("Authorization", value)])
    assert isinstance(server.verify(other_method, PASSWORDS.get, 1.0), Denied)
    rewritten = Request("INVITE", "sip:100@10.0.0.1:5060;transport=udp", [("Authorization", value)])
    assert isinstance(server.verify(rewritten, PASSWORDS.get, 1.0), Verified)


def test_a_client_that_signs_the_servers_address():
    server = challenger()
    signed = answered(server.challenge(1.0), request=Request("INVITE", "sip:127.0.0.1:5060"))
    invite = Request("INVITE", "sip:100@127.0.0.1:5060", [("Authorization", signed.get("Authorization"))])
    assert isinstance(server.verify(invite, PASSWORDS.get, 1.0), Verified)


def test_habits_of_phones():
    server = challenger()
    request = answered(server.challenge(1.0), algorithm="MD5")
    plain = request.get("Authorization")
    fields = parse_fields(plain)
    habits = [
        plain.replace("algorithm=MD5", 'algorithm="MD5"').replace("qop=auth", 'qop="auth"'),
        plain.replace("algorithm=MD5", "algorithm=md5").replace("Digest ", "DIGEST  "),
        plain.replace("algorithm=MD5, ", ""),
        plain.replace('username="201"', "username=201").replace(", ", ","),
        plain.replace("nc=00000001", 'nc="00000001"').replace(", ", " ,\t"),
        plain.replace(fields["response"], fields["response"].upper()),
    ]
    for value in habits:
        fresh = challenger()
        result = fresh.verify(Request("REGISTER", "sip:demo:5060", [("Authorization", value)]), PASSWORDS.get, 1.0)
        assert result == Verified("201"), value


def test_a_user_name_with_the_domain_and_one_with_quotes():
    server = challenger()
    assert server.verify(answered(server.challenge(1.0), "201@demo"), PASSWORDS.get, 1.0) == Verified("201")
    odd = answered(server.challenge(1.0), 'quo\\te"d', "other")
    assert server.verify(odd, PASSWORDS.get, 1.0) == Verified('quo\\te"d')


def test_without_qop_only_when_allowed_and_each_nonce_once():
    server, old = challenger(), challenger(without_qop=True)
    stripped = [(name, value.replace(', qop="auth"', "")) for name, value in server.challenge(1.0).headers]
    request = answered(Challenge(stripped))
    assert "cnonce" not in request.get("Authorization")
    assert isinstance(server.verify(request, PASSWORDS.get, 1.0), Denied)
    assert isinstance(old.verify(request, PASSWORDS.get, 1.0), Verified)
    assert isinstance(old.verify(request, PASSWORDS.get, 1.0), Challenge)


@pytest.mark.parametrize("gone", ["username", "nonce", "uri", "response", "nc", "cnonce"])
def test_incomplete_credentials_are_denied(gone):
    server = challenger()
    fields = parse_fields(answered(server.challenge(1.0)).get("Authorization"))
    value = "Digest " + ", ".join(f'{name}="{text}"' for name, text in fields.items() if name != gone)
    assert isinstance(
        server.verify(Request("REGISTER", "sip:demo", [("Authorization", value)]), PASSWORDS.get, 1.0), Denied
    )


def test_misuse_is_told():
    with pytest.raises(MisuseError):
        Challenger(b"short", "demo")
    with pytest.raises(MisuseError):
        Challenger(KEY, 'a"b')
    with pytest.raises(MisuseError):
        Challenger(KEY, "demo", algorithms=("SHA-1",))


def test_the_client_takes_the_topmost_challenge_it_can_do():
    response = Response(
        407,
        None,
        [
            ("Proxy-Authenticate", 'Digest realm="a", nonce="1", algorithm=SHA-512-256, qop="auth"'),
            ("Proxy-Authenticate", 'Digest realm="a", nonce="2", algorithm=MD5-sess, qop="auth-int,auth", opaque=""'),
            ("Proxy-Authenticate", 'Digest realm="b", nonce="3"'),
        ],
    )
    challenge = read_challenge(response)
    assert (challenge.nonce, challenge.algorithm, challenge.qop, challenge.proxy) == ("2", "MD5-SESS", "auth", True)
    name, value = authorize(register(), response, Credentials("201", "secret"), "c", 1)
    assert name == "Proxy-Authorization"
    assert parse_fields(value)["algorithm"] == "MD5-sess"
    assert 'opaque=""' in value
    assert read_challenge(response, "b").qop is None
    with pytest.raises(RemoteError):
        read_challenge(response, "c")
    with pytest.raises(RemoteError):
        read_challenge(Response(401, None, [("WWW-Authenticate", "Basic realm=x")]))


def test_credentials_do_not_show_the_password():
    assert "secret" not in repr(Credentials("201", "secret"))


@given(st.text())
def test_any_text_is_read(text):
    parse_fields(text)
    parse_fields("Digest " + text)
    challenger().verify(
        Request("REGISTER", "sip:demo", [("Authorization", 'Digest realm="demo", ' + text)]), PASSWORDS.get, 1.0
    )


@given(st.dictionaries(st.from_regex(r"[a-z]{1,9}", fullmatch=True), st.text(), max_size=8))
def test_fields_survive_a_round_trip(fields):
    quoted = {name: value.replace("\\", "\\\\").replace('"', '\\"') for name, value in fields.items()}
    assert parse_fields("Digest " + ", ".join(f'{name}="{value}"' for name, value in quoted.items())) == fields


@given(st.text(min_size=1), st.text(min_size=1), st.floats(0, 1e9), st.integers(1, 2**32 - 1))
def test_whoever_knows_the_password_comes_in(username, password, now, nc):
    server = challenger()
    request = answered(server.challenge(now), username, password, nc)
    assert server.verify(request, {username: password}.get, now) == Verified(username)
    wrong = answered(server.challenge(now), username, password + "x", nc)
    assert isinstance(server.verify(wrong, {username: password}.get, now), Denied)


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_refusing_costs_the_same_for_all(monkeypatch, algorithm):
    """Whether a user name exists must not show in the time: the same digests are computed, of texts as long."""
    server = challenger()
    work: list[tuple[str, int]] = []
    digest = module._hex

    def counted(name: str, text: str) -> str:
        work.append((name, len(text)))
        return digest(name, text)

    def refusal(username: str) -> list[tuple[str, int]]:
        request = answered(server.challenge(0), username, "a guess", algorithm=algorithm)
        with monkeypatch.context() as patch:
            patch.setattr(module, "_hex", counted)
            verdict = server.verify(request, PASSWORDS.get, 1)
        assert isinstance(verdict, Denied)
        done = sorted(work)
        work.clear()
        return done

    unknown, fresh = refusal("209"), refusal("201")
    assert server.verify(answered(server.challenge(0), algorithm=algorithm), PASSWORDS.get, 1) == Verified("201")
    used = refusal("201")  # its first digest is remembered now
    shape = [name for name, _ in unknown]
    assert [name for name, _ in fresh] == [name for name, _ in used] == shape == [algorithm] * 3
    blocks = [[length // 64 for _, length in one] for one in (unknown, fresh, used)]
    assert blocks[0] == blocks[1] == blocks[2]
