"""Where the archive is."""

from pathlib import Path

from pydantic import Field

from penguinmails.kernel.settings import AreaSettings, KernelSettings


class ArchiveSettings(AreaSettings):
    """`PENGUINMAILS_ARCHIVE_*`."""

    archive_folder: Path | None = None
    """The folder of the archived files; by default `archive` in the platform's home."""
    archive_memory: str = Field(default="384MB", pattern=r"^\d+(MB|GB)$")
    """What reading and sorting files may take of memory (512MB, 2GB); beyond that it uses the folder."""
    archive_journal: Path | None = None
    """Who was erased, for replaying after a restore; by default `erasures.jsonl` in the platform's home."""

    @property
    def folder(self) -> Path:
        """The folder, whether or not it exists."""
        return (self.archive_folder or KernelSettings.load().home / "archive").expanduser().absolute()

    @property
    def journal(self) -> Path:
        """The journal of erasures, whether or not it exists."""
        return (self.archive_journal or KernelSettings.load().home / "erasures.jsonl").expanduser().absolute()
