"""What can go wrong with the demo."""

from penguinmails.kernel.errors import PenguinError


class DemoImportFailed(PenguinError):
    """The demo's leads could not be imported: the import is {status} ({reason})."""

    code = "demo_import_failed"
    hint = "`penguinmails import list --tenant Demo` shows it."


class DemoNotQuiet(PenguinError):
    """After {seconds} seconds the demo is still busy: {busy}."""

    code = "demo_not_quiet"
    hint = "Look at `penguinmails campaign why CAMPAIGN --tenant Demo` and at the logs in {logs}."


class DemoDiffers(PenguinError):
    """{count} numbers of the platform differ from what the recipients did: {first}"""

    code = "demo_differs"
    hint = "That should never be. Please keep {home} and report it."
