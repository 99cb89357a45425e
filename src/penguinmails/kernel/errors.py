"""One shape for every error a user can cause: what happened, what to do, a stable code."""

from typing import ClassVar


class PenguinError(Exception):
    """Something went wrong.

    A subclass's docstring is its message, as a `str.format` template over the keyword arguments of the
    raise; the first paragraph says what happened, `hint` says what to do about it. `code` never changes
    once released. `status` is the HTTP status the edge answers with; `transient` says that trying again
    may help.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    hint: ClassVar[str] = ""
    transient: ClassVar[bool] = False

    def __init__(self, **data: object) -> None:
        self.data = data
        template = (type(self).__doc__ or "").strip().split("\n\n")[0]
        self.message = " ".join(template.format_map(data).split())
        self.todo = " ".join(self.hint.format_map(data).split())
        super().__init__(f"{self.message} {self.todo}".strip())

    def as_dict(self) -> dict[str, object]:
        """The error as API and `--json` show it."""
        return {"code": self.code, "message": self.message, "hint": self.todo}
