"""What an installation allows mailboxes to be."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Self

from pydantic import Field, model_validator

from penguinmails.kernel.settings import AreaSettings

Network = IPv4Network | IPv6Network


class InfrastructureSettings(AreaSettings):
    """`PENGUINMAILS_MAIL_*`."""

    mail_networks: str | None = None
    """Private networks that mail servers of tenants may be in, parted by commas: `127.0.0.0/8,10.1.0.0/16`.

    None: servers must be on the public Internet, so that a tenant reaches nothing behind the installation.
    """
    mail_timeout: float = Field(default=20.0, gt=0, le=120)
    """Seconds that a server has for each answer while a mailbox is tested or a token is fetched."""
    mail_tests: int = Field(default=8, ge=1, le=100)
    """Mailboxes that an import signs in to at once."""

    def networks(self) -> tuple[Network, ...]:
        """The networks of `mail_networks`."""
        parts = (part.strip() for part in (self.mail_networks or "").split(","))
        return tuple(ip_network(part, strict=False) for part in parts if part)

    @model_validator(mode="after")
    def _networks_are_readable(self) -> Self:
        self.networks()
        return self
