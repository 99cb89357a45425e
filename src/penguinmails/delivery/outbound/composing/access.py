"""Mailboxes as they are opened for sending, kept for a minute."""

import time
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from penguinmails.delivery.dkim import Signer
from penguinmails.delivery.outbound.lanes.model import Lane
from penguinmails.infrastructure import MailboxAccess, mailbox_access
from penguinmails.kernel.db import Databases

_KEPT_SECONDS: Final = 60
"""A token of OAuth is good for minutes, and an address of a server for longer."""


@dataclass(frozen=True)
class From:
    """What writing as one address needs: its domain's signers and hosts."""

    signers: tuple[Signer, ...]
    return_path_host: str | None
    tracking_base: str | None


class Opened:
    """An opened mailbox, and what writing as its addresses needs, read once."""

    def __init__(self, access: MailboxAccess, lane_version: int) -> None:
        self.access = access
        self.lane_version = lane_version
        self.opened = time.monotonic()
        self._froms: dict[str, From] = {}

    def writing_as(self, from_email: str) -> From:
        """For a From address. Raises `SigningKeyBroken`."""
        domain = from_email.rpartition("@")[2]
        if domain not in self._froms:
            hosts = self.access.hosts_for(from_email)
            self._froms[domain] = From(
                signers=tuple(Signer.load(key) for key in self.access.signing_for(from_email)),
                return_path_host=hosts.return_path_host,
                tracking_base=hosts.tracking_host and f"https://{hosts.tracking_host}",
            )
        return self._froms[domain]


class Mailboxes:
    """Opens mailboxes, and keeps them open until they change."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._opened: dict[tuple[UUID, UUID], Opened] = {}

    async def open(self, lane: Lane) -> Opened:
        """The lane's mailbox. Raises `MailboxBroken`, `MailboxUnready`, `MailboxUnknown`."""
        key = lane.tenant_id, lane.mailbox_id
        found = self._opened.get(key)
        is_old = found is None or time.monotonic() - found.opened > _KEPT_SECONDS
        if found is None or is_old or found.lane_version != lane.version:
            access = await mailbox_access(self._databases, lane.tenant_id, lane.mailbox_id)
            found = self._opened[key] = Opened(access, lane.version)
            self._forget_old()
        return found

    def forget(self, lane: Lane) -> None:
        """Open it anew next time: its server did not let us in."""
        self._opened.pop((lane.tenant_id, lane.mailbox_id), None)

    def _forget_old(self) -> None:
        now = time.monotonic()
        for key in [key for key, each in self._opened.items() if now - each.opened > _KEPT_SECONDS]:
            del self._opened[key]
