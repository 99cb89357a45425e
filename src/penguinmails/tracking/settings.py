"""Where hits are taken, and what their links begin with."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from penguinmails.kernel.settings import AreaSettings, host_and_port


class TrackingSettings(AreaSettings):
    """`PENGUINMAILS_TRACKING_*`."""

    tracking_listen: str = "127.0.0.1:8025"
    """Address and port the tracking process listens at."""
    tracking_url: str | None = None
    """What links begin with where a domain has no tracking host of its own: `https://track.example.com`."""
    tracking_workers: int = Field(1, ge=1, le=256)
    """Processes that take hits; one a core."""
    tracking_proxies: str = ""
    """Networks whose X-Forwarded-For is believed, by commas: `127.0.0.1, 10.0.0.0/8`."""
    tracking_regions: Path | None = None
    """An MMDB file that knows the country and region of addresses. A replaced one is taken up."""

    @field_validator("tracking_listen")
    @classmethod
    def _address(cls, value: str) -> str:
        host_and_port(value)
        return value

    @field_validator("tracking_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("it must be like https://track.example.com")
        return value.rstrip("/")

    @field_validator("tracking_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        _read_networks(value)
        return value

    @property
    def base(self) -> str:
        """What links begin with."""
        return self.tracking_url or f"http://{self.tracking_listen}"

    @property
    def host(self) -> str:
        """The address to listen at."""
        return host_and_port(self.tracking_listen)[0]

    @property
    def port(self) -> int:
        """The port to listen at."""
        return host_and_port(self.tracking_listen)[1]

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks whose X-Forwarded-For is believed."""
        return _read_networks(self.tracking_proxies)


def _read_networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
