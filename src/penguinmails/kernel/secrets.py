"""Generated secrets: one 0600 file each, in a 0700 folder, made the first time somebody asks."""

import os
import pwd
import re
import secrets
import stat
from pathlib import Path
from typing import Final

from penguinmails.kernel.errors import PenguinError

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class SecretMissing(PenguinError):
    """The secret {name} is not in {directory}."""

    code = "secret_missing"
    hint = "Restore {directory}/{name} from a backup: what it opens cannot be opened without it."


class SecretUnreadable(PenguinError):
    """The secrets in {directory} cannot be used: {reason}."""

    code = "secret_unreadable"
    hint = "Run this as {owner}, who started the platform, or set PENGUINMAILS_HOME to a folder of your own."


class SecretExposed(PenguinError):
    """{path} may be opened by other users of this machine."""

    code = "secret_exposed"
    hint = "Run `chmod {mode} {path}`, and change the secret if somebody else may have read it."


class SecretUnwritable(PenguinError):
    """The secret {name} cannot be written to {directory}: {reason}."""

    code = "secret_unwritable"
    hint = "Make room or give the right to write there, then run the command again."


class SecretStore:
    """The secrets of one home. They belong to the user who runs the platform, and nobody else reads them."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def get_or_create(self, name: str, /, size: int = 32) -> str:
        """The secret of that name as URL-safe text, made of `size` random bytes if there is none.

        Of several processes that make it at once, all get the same; after a crash it is there whole or not at
        all. Raises what `read` raises, and `SecretUnwritable`.
        """
        try:
            return self.read(name)
        except SecretMissing:
            pass
        try:
            self._write(name, secrets.token_urlsafe(size))
        except OSError as error:
            reason = error.strerror or str(error)
            raise SecretUnwritable(name=name, directory=self._directory, reason=reason) from error
        return self.read(name)

    def read(self, name: str, /) -> str:
        """The secret of that name. Raises `SecretMissing`, `SecretUnreadable` or `SecretExposed`."""
        path = self._path(name)
        try:
            self._check(self._directory, mode="700")
            self._check(path, mode="600")
            value = path.read_text("ascii")
        except FileNotFoundError:
            raise SecretMissing(name=name, directory=self._directory) from None
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no text"
            raise self._unreadable(f"{path}: {reason}") from None
        if not value:
            raise self._unreadable(f"{path} is empty")
        return value

    def _write(self, name: str, value: str) -> None:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._directory / f".{name}.{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(value)
                file.flush()
                os.fsync(file.fileno())
            # A link never replaces: whoever comes second finds the first one's secret, complete.
            os.link(draft, self._path(name))
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
        directory = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def _check(self, path: Path, *, mode: str) -> None:
        info = path.stat()
        if info.st_uid != os.geteuid():
            raise self._unreadable(f"{path} belongs to {_owner(path)}")
        if info.st_mode & _OTHERS:
            raise SecretExposed(path=path, mode=mode)

    def _unreadable(self, reason: str) -> SecretUnreadable:
        place = self._directory if self._directory.exists() else self._directory.parent
        return SecretUnreadable(directory=self._directory, reason=reason, owner=_owner(place))

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot be the name of a secret")
        return self._directory / name


def _owner(path: Path) -> str:
    uid = path.stat().st_uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"
