"""Who is asked, and how patiently."""

from ipaddress import ip_address

from pydantic import Field

from penguinmails.audiences.domains.errors import DnsServersInvalid
from penguinmails.kernel.settings import AreaSettings


class DnsSettings(AreaSettings):
    """`PENGUINMAILS_DNS_*`."""

    dns_servers: str | None = None
    """IP addresses, parted by commas, each with or without a port; None: those of the system."""
    dns_timeout: float = Field(default=5.0, gt=0, le=60)
    """Seconds for all that has to be asked about one name."""
    dns_parallel: int = Field(default=20, ge=1, le=500)
    """Domains asked about at once."""

    def servers(self) -> list[tuple[str, int]]:
        """Address and port of each; none: those of the system. Raises `DnsServersInvalid`."""
        parts = (part.strip() for part in (self.dns_servers or "").split(","))
        return [self._server(part) for part in parts if part]

    def _server(self, text: str) -> tuple[str, int]:
        host, port = text, "53"
        if text.startswith("["):
            host, _, rest = text[1:].partition("]")
            port = rest.removeprefix(":") or port
        elif text.count(":") == 1:
            host, _, port = text.partition(":")
        try:
            server = str(ip_address(host)), int(port)
        except ValueError:
            raise DnsServersInvalid(value=self.dns_servers) from None
        if not 0 < server[1] < 1 << 16:
            raise DnsServersInvalid(value=self.dns_servers)
        return server
