"""A real IMAP server, Debian's Dovecot, on a free port, with a Maildir of each user."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"
PASSWORD = "battery-staple"

CONFIG = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{base}/mail/%n
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login_user}
first_valid_uid = 0
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/mail/%n allow_all_users=yes
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server. Every user has the password `PASSWORD`."""

    port: int
    base: Path
    uid: int

    def deliver(self, user: str, mail: bytes, folder: str = "INBOX", name: str | None = None) -> Path:
        """Put a mail into a folder, as a delivery agent does."""
        root = self.base / "mail" / user
        place = root if folder == "INBOX" else root / f".{folder}"
        for part in ("cur", "new", "tmp"):
            (place / part).mkdir(parents=True, exist_ok=True)
        if folder != "INBOX":
            (place / "maildirfolder").touch()
        path = place / "new" / (name or f"{time.time_ns()}.M1.test")
        unfinished = place / "tmp" / path.name
        unfinished.write_bytes(mail)
        unfinished.rename(path)
        self._own(root)
        return path

    def _own(self, root: Path) -> None:
        # Root's mail Dovecot serves to nobody.
        for path in [root, *root.rglob("*")]:
            if path.stat().st_uid != self.uid:
                os.chown(path, self.uid, -1)

    def mails(self, user: str, folder: str = "INBOX") -> dict[str, bytes]:
        """What lies in a folder: file names, with their flags, and contents."""
        root = self.base / "mail" / user
        place = root if folder == "INBOX" else root / f".{folder}"
        return {
            f"{part}/{path.name}": path.read_bytes()
            for part in ("cur", "new")
            for path in sorted((place / part).glob("*"))
        }

    def forget_numbers(self, user: str, folder: str = "INBOX") -> None:
        """Lose the UIDs of a folder, as a restored server does: it numbers anew, under another UIDVALIDITY."""
        root = self.base / "mail" / user
        place = root if folder == "INBOX" else root / f".{folder}"
        for path in place.glob("dovecot.index*"):
            path.unlink()
        numbers = place / "dovecot-uidlist"
        head = numbers.read_text().split("\n", 1)[0]
        validity = int(head.split(" V")[1].split(" ")[0])
        numbers.write_text(f"3 V{validity + 1} N1 G{uuid.uuid4().hex}\n")
        self._own(root)


@contextmanager
def dovecot(*, certificate: tuple[Path, Path] | None = None) -> Generator[Dovecot]:
    """Run the server; skips the test where there is none."""
    if not Path(PROGRAM).exists():
        pytest.skip("Debian's dovecot-imapd is not installed")
    user, login_user = _accounts()
    # Not pytest's folder, which only its owner may enter: the server's processes have accounts of their own.
    with tempfile.TemporaryDirectory(prefix="penguinmails-dovecot-") as folder:
        base = Path(folder)
        base.chmod(0o755)
        (base / "mail").mkdir()
        os.chown(base / "mail", user.pw_uid, -1)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        ssl = f"yes\nssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}" if certificate else "no"
        config = base / "dovecot.conf"
        config.write_text(
            CONFIG.format(
                base=base,
                port=port,
                ssl=ssl,
                user=user.pw_name,
                group=grp.getgrgid(user.pw_gid).gr_name,
                login_user=login_user.pw_name,
                uid=user.pw_uid,
                gid=user.pw_gid,
                password=PASSWORD,
            )
        )
        with subprocess.Popen([PROGRAM, "-F", "-c", str(config)], stderr=subprocess.PIPE) as process:
            try:
                _wait_until_it_answers(process, port, base / "dovecot.log")
                yield Dovecot(port, base, user.pw_uid)
            finally:
                process.terminate()
                process.wait()


def _accounts() -> tuple[pwd.struct_passwd, pwd.struct_passwd]:
    """Whom it runs as: root gives its rights away, and anybody else keeps their own."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid()), pwd.getpwuid(os.getuid())
    try:
        return pwd.getpwnam("dovecot"), pwd.getpwnam("dovenull")
    except KeyError:
        pytest.skip("root runs no IMAP server, and Dovecot's accounts are not here")


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            words = process.stderr.read() if process.stderr else b""
            raise AssertionError(f"dovecot ended: {words!r} {log.read_text() if log.exists() else ''}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
                if probe.recv(4) == b"* OK":
                    return
        except OSError:
            time.sleep(0.02)
    raise AssertionError(f"dovecot does not answer: {log.read_text() if log.exists() else ''}")
