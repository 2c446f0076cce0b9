"""Certificates by ACME (RFC 8555) with proof by HTTP (HTTP-01, §8.3): ordered, renewed in time, tried again later.

Invariant: a certificate and its key are one file, so that whoever reads it finds a pair; keys are never logged.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, cast

import requests
from acme import challenges, client, errors, messages
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.hashes import SHA256
from josepy.errors import Error as JoseError
from josepy.jwa import ES256
from josepy.jwk import JWKEC

from offhook.certificates.authority import general_name
from offhook.certificates.files import is_for, key_pem, new_key, read_certificate, write_private
from offhook.certificates.store import CertificateStore
from offhook.errors import RemoteError, ResourceError

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric import ec

    from offhook.config import Settings

_LOG = logging.getLogger(__name__)

CHECK_SECONDS: Final = 6 * 3600.0
_FIRST_PAUSE: Final = 60.0
_LONGEST_PAUSE: Final = 24 * 3600.0
_ORDER_SECONDS: Final = 120


def is_due(certificate: Path, names: Sequence[str], now: datetime | None = None) -> bool:
    """Tell whether to order a certificate: there is none, it lacks a name, or less than a third of its time is left."""
    now = now or datetime.now(UTC)
    try:
        found = read_certificate(certificate)
    except ResourceError:
        return True
    begin, end = found.not_valid_before_utc, found.not_valid_after_utc
    return end - now < (end - begin) / 3 or not all(is_for(found, name) for name in names)


async def keep_certified(settings: Settings, proofs: MutableMapping[str, str]) -> None:
    """Have a valid certificate, forever; what the ACME server wants to see is put into `proofs` by its token."""
    store = CertificateStore(settings)
    pause = _FIRST_PAUSE
    while True:
        wait = CHECK_SECONDS
        if is_due(store.acme.certificate, settings.names):
            try:
                await asyncio.to_thread(order, settings, store, proofs)
                pause = _FIRST_PAUSE
                _LOG.info("the ACME server gave a certificate for %s", ", ".join(settings.names))
            except (RemoteError, ResourceError) as error:
                wait, pause = pause, min(2 * pause, _LONGEST_PAUSE)
                _LOG.error("no certificate by ACME, next attempt in %.0f s: %s", wait, error)
        await asyncio.sleep(wait)


def order(settings: Settings, store: CertificateStore, proofs: MutableMapping[str, str]) -> None:
    """Order a certificate and put it into its place. It waits for the network: call it in a thread.

    Raises:
        RemoteError: the ACME server refused; the text says why.
        ResourceError: it cannot be reached, or a file not be written.
    """
    shown: list[str] = []
    try:
        server = _account(settings, store.acme_account)
        key = new_key()
        wanted = server.new_order(_request(settings.names, key))
        for authorization in wanted.authorizations:
            if authorization.body.status != messages.STATUS_VALID:
                _prove(server, authorization, proofs, shown)
        deadline = datetime.now() + timedelta(seconds=_ORDER_SECONDS)  # noqa: DTZ005  the library compares with such
        done = server.poll_and_finalize(wanted, deadline)
    except errors.ValidationError as error:
        raise RemoteError(_why(error)) from error
    except (errors.Error, messages.Error, JoseError) as error:
        raise RemoteError(str(error) or type(error).__name__) from error
    except (requests.RequestException, OSError, ValueError) as error:
        raise ResourceError(f"{settings.acme_directory}: {error}") from error
    finally:
        for token in shown:
            proofs.pop(token, None)
    write_private(store.acme.certificate, done.fullchain_pem.encode() + key_pem(key))


def _account(settings: Settings, path: Path) -> client.ClientV2:
    """Return the server with our account there, made on first use."""
    network = client.ClientNetwork(_account_key(path), alg=ES256, user_agent="Offhook")
    server = client.ClientV2(client.ClientV2.get_directory(settings.acme_directory, network), network)
    new = messages.NewRegistration.from_data(email=settings.acme_email, terms_of_service_agreed=True)
    try:
        server.new_account(new)
    except errors.ConflictError as error:  # it knows this key
        network.account = messages.RegistrationResource(uri=error.location, body=messages.Registration())
    return server


def _account_key(path: Path) -> JWKEC:
    if not path.exists():
        write_private(path, key_pem(new_key()))
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise ResourceError(f"cannot read {path}") from error
    return JWKEC(key=cast("ec.EllipticCurvePrivateKey", key))


def _request(names: Sequence[str], key: ec.EllipticCurvePrivateKey) -> bytes:
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    alternative = x509.SubjectAlternativeName([general_name(name) for name in names])
    return builder.add_extension(alternative, critical=False).sign(key, SHA256()).public_bytes(
        serialization.Encoding.PEM
    )  # fmt: skip


def _prove(
    server: client.ClientV2,
    authorization: messages.AuthorizationResource,
    proofs: MutableMapping[str, str],
    shown: list[str],
) -> None:
    """Show the proof for one name, note its token in `shown`, and ask the server to look."""
    for offered in authorization.body.challenges:
        if isinstance(offered.chall, challenges.HTTP01):
            answer, proof = offered.chall.response_and_validation(server.net.key)
            token: str = offered.chall.encode("token")
            proofs[token] = proof
            shown.append(token)
            server.answer_challenge(offered, answer)
            return
    raise RemoteError(f"{authorization.body.identifier.value}: the server offers no proof by HTTP")


def _why(error: errors.ValidationError) -> str:
    """Return what the server says about the names that it could not check."""
    said = []
    for failed in error.failed_authzrs:
        name = failed.body.identifier.value
        details = [str(one.error.detail) for one in failed.body.challenges if one.error is not None]
        said.append(f"{name}: {'; '.join(details) or failed.body.status}")
    return "; ".join(said)
