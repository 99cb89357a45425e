"""Where everything of the server lies below a home, whose it is, and the modes that keep others out."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from penguinmails.postgres.server.account import Account, name_of
from penguinmails.postgres.server.configuration import PORT
from penguinmails.postgres.server.errors import (
    AccountRefused,
    HomeExposed,
    HomeForeign,
    HomeUnreachable,
    SocketFolderTaken,
)

LONGEST_SOCKET: Final = 103
"""Bytes that the path of a socket may take: 107 on Linux, 103 on macOS."""

_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_PASSABLE: Final = 'for folder; do [ -x "$folder" ] || { printf %s "$folder"; exit 1; }; done'


@dataclass(frozen=True)
class Layout:
    """The paths of one home.

    ```
    HOME/secrets/             the passwords                      0700, who runs the platform
    HOME/log/postgres.log     what the server says               0600, who runs the platform
    HOME/postgres/            configuration, locks, programs     0711 (root) or 0700, who runs the platform
    HOME/postgres/data/       the data directory                 0700, the server's account
    HOME/postgres/socket/     the socket                         0700, the server's account
    ```
    """

    home: Path

    @property
    def folder(self) -> Path:
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def draft(self) -> Path:
        """The data directory until it is complete."""
        return self.folder / "data.new"

    @property
    def first_password(self) -> Path:
        """The superuser's password, while `initdb` reads it."""
        return self.folder / "password.new"

    @property
    def lock(self) -> Path:
        """Held by the command that starts or stops the server."""
        return self.folder / "lock"

    @property
    def in_use(self) -> Path:
        """Held by every process that may write the data, from whichever container it runs."""
        return self.folder / "in_use"

    @property
    def custom(self) -> Path:
        """The operator's own settings."""
        return self.folder / "custom.conf"

    @property
    def log(self) -> Path:
        return self.home / "log" / "postgres.log"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"

    @property
    def socket(self) -> Path:
        """The socket's folder: below the home, or a short one where that would be too long."""
        usual = self.folder / "socket"
        # libpq takes a comma in a host for the beginning of the next host.
        if len(os.fsencode(usual / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET and "," not in str(usual):
            return usual
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        uid = os.geteuid()
        return Path(f"/run/penguinmails-{digest}" if uid == 0 else f"/tmp/penguinmails-{uid}-{digest}")  # noqa: S108 - prepare() checks its owner

    def prepare(self, account: Account) -> None:
        """Make what is missing and check the rest.

        Raises `HomeForeign`, `HomeExposed`, `HomeUnreachable`, `AccountRefused` or `SocketFolderTaken`.
        """
        opened = 0o711 if account.separate else 0o700
        if _make(self.home, parents=True):
            self.home.chmod(opened)
        self.check_owner()
        if account.separate:
            self.home.chmod(stat.S_IMODE(self.home.stat().st_mode) | stat.S_IXOTH)
        _private(self.log.parent, 0o700)
        _private(self.folder, opened)
        if account.separate:
            self._check_reach(account)
        self._prepare_socket(account)

    def check_owner(self) -> None:
        """Raise `HomeForeign` or `HomeExposed` unless the home is only ours to write."""
        _check_owner(self.home, os.geteuid())
        if self.home.stat().st_mode & _OTHERS_WRITE:
            raise HomeExposed(path=self.home)

    def _prepare_socket(self, account: Account) -> None:
        made = _make(self.socket)
        info = self.socket.lstat()
        # Root's, where a kill came between making it and giving it away.
        ours = info.st_uid == account.uid or (account.separate and info.st_uid == 0)
        if not stat.S_ISDIR(info.st_mode) or not ours:
            raise SocketFolderTaken(folder=self.socket, account=account.name)
        if made or info.st_uid != account.uid:
            os.chown(self.socket, account.uid, account.gid)
        self.socket.chmod(0o700)

    def _check_reach(self, account: Account) -> None:
        # Asked of the system, which knows more than modes: access lists, mount options, security modules.
        folders = [*reversed(self.folder.parents), self.folder]
        try:
            done = account.run(["/bin/sh", "-c", _PASSABLE, "sh", *folders])
        except PermissionError as error:
            raise AccountRefused(name=account.name, reason=error.strerror) from error
        if done.returncode:
            raise HomeUnreachable(account=account.name, folder=done.stdout)


def _private(folder: Path, mode: int) -> None:
    _make(folder)
    _check_owner(folder, os.geteuid())
    folder.chmod(mode)


def _make(folder: Path, *, parents: bool = False) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=parents)
    except FileExistsError:
        return False
    return True


def _check_owner(path: Path, uid: int) -> None:
    found = path.stat().st_uid
    if found != uid:
        raise HomeForeign(path=path, owner=name_of(found), expected=name_of(uid))
