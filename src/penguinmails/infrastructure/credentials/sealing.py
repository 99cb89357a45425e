"""Credentials as they lie in `email_accounts.credentials_sealed`: JSON, sealed for that mailbox alone."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from penguinmails.infrastructure.credentials.model import Credentials, OAuth
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sealing import Sealer
from penguinmails.tenancy import KeyPurpose, tenant_key


async def seal(tx: Tx, mailbox_id: UUID, credentials: Credentials) -> bytes | None:
    """What to store; None where there is nothing to keep."""
    if credentials.empty:
        return None
    sealer = Sealer(await tenant_key(tx, KeyPurpose.SEAL))
    return sealer.seal(json.dumps(_written(credentials)).encode(), _place(tx, mailbox_id))


async def unseal(tx: Tx, mailbox_id: UUID, sealed: bytes | None) -> Credentials:
    """What was stored. Raises `SealBroken`."""
    if sealed is None:
        return Credentials()
    sealer = Sealer(await tenant_key(tx, KeyPurpose.SEAL))
    return _read(json.loads(sealer.open(sealed, _place(tx, mailbox_id))))


def _place(tx: Tx, mailbox_id: UUID) -> str:
    return f"email_accounts/{tx.tenant_id}/{mailbox_id}/credentials"


def _written(credentials: Credentials) -> dict[str, Any]:
    # The layout the column's comment promises.
    oauth = credentials.oauth
    return {
        "smtp": {"password": credentials.password},
        "imap": {"password": credentials.imap_password},
        "oauth": oauth
        and {
            "token_url": oauth.token_url,
            "client_id": oauth.client_id,
            "client_secret": oauth.client_secret,
            "refresh_token": oauth.refresh_token,
            "scope": oauth.scope,
            "access_token": oauth.access_token,
            "expires": oauth.expires and oauth.expires.isoformat(),
        },
    }


def _read(written: dict[str, Any]) -> Credentials:
    oauth = written["oauth"]
    if oauth is not None:
        expires = oauth.pop("expires")
        oauth = OAuth(**oauth, expires=None if expires is None else datetime.fromisoformat(expires))
    return Credentials(written["smtp"]["password"], written["imap"]["password"], oauth)
