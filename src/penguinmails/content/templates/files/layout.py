"""The text of a template file: read and written, the same both ways."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from penguinmails.content.templates.drafts.model import Draft, Engine
from penguinmails.content.templates.errors import FileInvalid

FENCE: Final = "---"
KEYS: Final = (
    "name",
    "subject",
    "preheader",
    "category",
    "language",
    "description",
    "engine",
    "folder",
    "tags",
    "revision",
)
_LINE: Final = re.compile(r"([a-z]+):(?: (.*))?")


@dataclass(frozen=True)
class TemplateFile:
    """A template as its files say it; `lines` tells on which line of the file each part begins."""

    name: str
    engine: Engine
    draft: Draft
    folder: str | None = None
    tags: tuple[str, ...] = ()
    revision: str | None = None
    lines: Mapping[str, int] = field(default_factory=dict[str, int])


def parse(written: str, *, file: str, stem: str, suffix: str, text: str | None = None) -> TemplateFile:
    """Read a template file; `text` is what the .txt beside it holds. Raises `FileInvalid`."""
    lines = written.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != FENCE:
        raise FileInvalid(file=file, line=1, reason="it does not begin with a line ---")
    values: dict[str, str] = {}
    places: dict[str, int] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == FENCE:
            break
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.rstrip())
        if match is None or match[1] not in KEYS:
            raise FileInvalid(
                file=file,
                line=number,
                reason=f"{line[:60]!r} is none of {', '.join(KEYS)}, each as `key: value`",
            )
        if match[1] in values:
            raise FileInvalid(file=file, line=number, reason=f"{match[1]} is there twice")
        values[match[1]] = (match[2] or "").strip()
        places[match[1]] = number
    else:
        raise FileInvalid(file=file, line=len(lines), reason="the second line --- is missing")
    places["body"] = number + 1
    engine = _engine(values, places, file, suffix)
    body = _without_last_newline("\n".join(lines[number:]))
    draft = Draft(
        subject=values.get("subject", ""),
        html="" if suffix == ".txt" else body,
        text=body if suffix == ".txt" else None if text is None else _without_last_newline(text),
        preheader=values.get("preheader") or None,
        category=values.get("category") or None,
        language=values.get("language") or None,
        description=values.get("description") or None,
    )
    tags = tuple(tag.strip() for tag in values.get("tags", "").split(",") if tag.strip())
    return TemplateFile(
        name=values.get("name") or stem,
        engine=engine,
        draft=draft,
        folder=values.get("folder") or None,
        tags=tags,
        revision=values.get("revision") or None,
        lines=places,
    )


def compose(template: TemplateFile) -> tuple[str, str, str | None]:
    """The suffix of a template's file, what stands in it, and in the .txt beside it, if there is one."""
    draft = template.draft
    values = {
        "name": template.name,
        "subject": draft.subject,
        "preheader": draft.preheader,
        "category": draft.category,
        "language": draft.language,
        "description": draft.description,
        "engine": "eta" if template.engine is Engine.ETA else None,
        "folder": template.folder,
        "tags": ", ".join(template.tags),
        "revision": template.revision,
    }
    head = "".join(f"{key}: {value}\n" for key, value in values.items() if value)
    head = f"{FENCE}\n{head}{FENCE}\n"
    text_only = not draft.html and draft.text is not None and template.engine is not Engine.ETA
    if text_only:
        return ".txt", f"{head}{draft.text}\n", None
    suffix = ".eta" if template.engine is Engine.ETA else ".html"
    return suffix, f"{head}{draft.html}\n", None if draft.text is None else f"{draft.text}\n"


def with_revision(written: str, revision: str) -> str:
    """The same file, read from another revision: only that line differs."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", written)
    closing = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE)
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    head = [line for line in lines[1:closing] if not line.startswith("revision:")]
    return "".join((lines[0], *head, f"revision: {revision}{end}", *lines[closing:]))


def _engine(values: Mapping[str, str], places: Mapping[str, int], file: str, suffix: str) -> Engine:
    named = values.get("engine") or ("eta" if suffix == ".eta" else "minijinja")
    try:
        return Engine(named)
    except ValueError as error:
        raise FileInvalid(
            file=file, line=places["engine"], reason=f"{named} is no engine: minijinja or eta"
        ) from error


def _without_last_newline(text: str) -> str:
    # Each file ends in a line end that is the file's, not the template's.
    return text.replace("\r\n", "\n").removesuffix("\n")
