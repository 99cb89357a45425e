"""Where the platform keeps its data and which databases it speaks to. Every area adds a class like it."""

import os
from pathlib import Path
from typing import ClassVar, Final, Self, TypeVar

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Home

S = TypeVar("S", bound="AreaSettings")

_PORTS: Final = range(65536)


class SettingsInvalid(PenguinError):
    """The setting {name} has a value that cannot be used: {reason}."""

    code, status = "settings_invalid", 500
    hint = "Correct {name} in the environment, or unset it to use the default."


class AreaSettings(BaseSettings):
    """A frozen group of `PENGUINMAILS_*` variables. Read with `.load()`; secrets have no default."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="PENGUINMAILS_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    @classmethod
    def load(cls) -> Self:
        """Read the environment. Raises `SettingsInvalid` naming the first variable that is wrong."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = "PENGUINMAILS_" + "_".join(str(part) for part in first["loc"]).upper()
            raise SettingsInvalid(name=name, reason=first["msg"].removeprefix("Value error, ")) from None


def host_and_port(value: str) -> tuple[str, int]:
    """`127.0.0.1:8025` or `[::1]:8025` as a pair; port 0 is any that is free. Raises `ValueError`."""
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or int(port) not in _PORTS:
        raise ValueError("it must be like 127.0.0.1:8025")
    return host.strip("[]"), int(port)


def _default_home() -> Path:
    # PostgreSQL refuses to run as root, and the account it runs as instead cannot reach into /root.
    if os.geteuid() == 0:
        return Path("/var/lib/penguinmails")
    return platformdirs.user_data_path("penguinmails")


class KernelSettings(AreaSettings):
    """`PENGUINMAILS_HOME` and the database URLs."""

    home: Path = Field(default_factory=_default_home)
    """Everything the platform writes outside a database: server files, secrets, logs."""
    database_url: str | None = None
    """PostgreSQL 18+ or Citus 14+ instead of the embedded server, as a role that may create roles."""
    content_url: str | None = None
    """Another database for the `content` tier."""
    olap_url: str | None = None
    """Another database for the `olap` tier."""

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("database_url", "content_url", "olap_url")
    @classmethod
    def _postgres_url(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("it must start with postgresql://")
        return value

    def url(self, home: Home) -> str | None:
        """The URL an operator gave for that database; None means the embedded server."""
        specific = {Home.MAIN: None, Home.CONTENT: self.content_url, Home.OLAP: self.olap_url}[home]
        return specific or self.database_url

    def variable(self, home: Home) -> str:
        """The variable that `url` took its answer from."""
        specific = {Home.MAIN: None, Home.CONTENT: self.content_url, Home.OLAP: self.olap_url}[home]
        return f"PENGUINMAILS_{home.value.upper()}_URL" if specific else "PENGUINMAILS_DATABASE_URL"
