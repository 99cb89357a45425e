"""Access tokens from refresh tokens (RFC 6749 §6), fetched before they expire.

The request goes to an address that was judged (`hosts`), follows no redirect and believes no answer that is
not JSON of a sane size.
"""

import asyncio
import http.client
import json
import socket
import ssl
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, cast
from urllib.parse import SplitResult, urlencode, urlsplit

from penguinmails.infrastructure.credentials.errors import TokenRefused, TokenUnavailable
from penguinmails.infrastructure.credentials.model import OAuth
from penguinmails.infrastructure.errors import HostInvalid, HostOutside, HostPrivate, HostUnknown
from penguinmails.infrastructure.hosts import addresses_of, check_literal, read_host
from penguinmails.infrastructure.settings import InfrastructureSettings
from penguinmails.kernel import clock

SPARE: Final = timedelta(minutes=5)
"""A token that is used must be good for so long yet: a connection is opened with it, and used."""
_LARGEST: Final = 65536
_USUAL_LIFE: Final = 3600
_DONE: Final = 200
_OVERLOADED: Final = 429
_THEIRS: Final = 500


def is_fresh(oauth: OAuth) -> bool:
    """Whether its access token is good for five minutes yet."""
    return (
        oauth.access_token is not None and oauth.expires is not None and oauth.expires > clock.now() + SPARE
    )


async def refreshed(oauth: OAuth, settings: InfrastructureSettings) -> OAuth:
    """The same with a new access token, and the new refresh token where the provider gave one.

    Raises `TokenRefused` where somebody must act and `TokenUnavailable` where waiting may help.
    """
    url = _read_url(oauth.token_url, settings)
    host = url.hostname or ""
    try:
        addresses = await addresses_of(host, settings, inside=url.scheme == "http")
    except (HostPrivate, HostOutside) as error:
        raise TokenRefused(host=host, reason=error.message) from None
    except HostUnknown as error:
        raise TokenUnavailable(host=host, reason=error.message) from None
    form = {
        "grant_type": "refresh_token",
        "refresh_token": oauth.refresh_token,
        "client_id": oauth.client_id,
        "client_secret": oauth.client_secret,
        "scope": oauth.scope,
    }
    body = urlencode({name: value for name, value in form.items() if value is not None})
    try:
        status, answer = await asyncio.to_thread(_post, url, addresses, body, settings.mail_timeout)
    except (OSError, http.client.HTTPException) as error:
        raise TokenUnavailable(host=host, reason=str(error) or type(error).__name__) from None
    if status == _OVERLOADED or status >= _THEIRS:
        raise TokenUnavailable(host=host, reason=f"it answered {status}")
    told = _read_answer(answer)
    token = told.get("access_token")
    if status != _DONE or not isinstance(token, str) or not token:
        raise TokenRefused(host=host, reason=_reason(status, told))
    life = told.get("expires_in", _USUAL_LIFE)
    seconds = int(life) if isinstance(life, int | float | str) and str(life).isdecimal() else _USUAL_LIFE
    following = told.get("refresh_token")
    return replace(
        oauth,
        access_token=token,
        expires=clock.now() + timedelta(seconds=seconds),
        refresh_token=following if isinstance(following, str) and following else oauth.refresh_token,
    )


def check_url(url: str, settings: InfrastructureSettings) -> None:
    """Raises `TokenRefused` where no token may be fetched from there."""
    _read_url(url, settings)


def _read_url(raw: str, settings: InfrastructureSettings) -> SplitResult:
    try:
        url = urlsplit(raw)
        port = url.port
    except ValueError:
        raise TokenRefused(host=raw[:100], reason="it is no address of a token endpoint") from None
    # In a network that the installation allows, an endpoint may be without TLS.
    schemes = ("https", "http") if settings.networks() else ("https",)
    if url.scheme not in schemes or not url.hostname or url.username is not None or port == 0:
        raise TokenRefused(host=raw[:100], reason="a token endpoint is an address like https://host/path")
    try:
        check_literal(read_host(url.hostname), settings)
    except (HostInvalid, HostPrivate) as error:
        raise TokenRefused(host=url.hostname, reason=error.message) from None
    return url


def _post(url: SplitResult, addresses: Sequence[str], body: str, timeout: float) -> tuple[int, bytes]:
    host = url.hostname or ""
    port = url.port or (443 if url.scheme == "https" else 80)
    plain = socket.create_connection((addresses[0], port), timeout=timeout)
    try:
        if url.scheme == "https":
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
        connection.sock = plain  # to the address that was judged; http.client would look the name up again
        path = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
        connection.request(
            "POST",
            path,
            body,
            {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        )
        response = connection.getresponse()
        return response.status, response.read(_LARGEST)
    finally:
        plain.close()


def _read_answer(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return cast("dict[str, Any]", told) if isinstance(told, dict) else {}


def _reason(status: int, told: dict[str, Any]) -> str:
    # RFC 6749 §5.2. The description is the provider's; nothing that we sent is in it but by their mistake, so
    # it is cut short.
    words = " ".join(str(told[name]) for name in ("error", "error_description") if told.get(name))
    shown = "".join(sign if sign.isprintable() else " " for sign in words)[:200]
    match told.get("error"):
        case "invalid_grant":
            return f"the refresh token was revoked or has expired ({shown})"
        case "invalid_client" | "unauthorized_client":
            return f"the client's id or secret is wrong ({shown})"
        case _:
            return shown or f"it answered {status} without a token"
