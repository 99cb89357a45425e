"""Limits of imports."""

from pydantic import Field

from penguinmails.kernel.settings import AreaSettings


class ImportSettings(AreaSettings):
    """`PENGUINMAILS_IMPORT_*`."""

    import_bytes: int = Field(default=1 << 30, gt=0)
    """The largest file."""
    import_rows: int = Field(default=1_000_000, gt=0)
    """The most rows of data in one file."""
    import_batch: int = Field(default=10_000, gt=0, le=100_000)
    """Rows in one transaction: what a crash repeats."""
    import_undo_days: int = Field(default=30, ge=0)
    """How long an import can be undone."""
    import_keep_days: int = Field(default=90, ge=1)
    """How long refused rows and former values are kept after an import; they are people's data."""
    import_orphan_days: int = Field(default=7, ge=1)
    """Files that belong to no import are removed after as many days; those of failed imports too."""
