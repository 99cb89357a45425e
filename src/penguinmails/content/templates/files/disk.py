"""Template files on disk: read by the folder, written one by one, and none half."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from penguinmails.content.templates.drafts.wording import clean_draft
from penguinmails.content.templates.errors import FileInvalid, FileTaken, FileUnreadable, FileUnwritable
from penguinmails.content.templates.files.layout import TemplateFile, compose, parse, with_revision
from penguinmails.content.templates.pieces.model import Pieces
from penguinmails.tenancy import slug

SUFFIXES: Final = (".html", ".eta", ".txt")


@dataclass(frozen=True)
class OnDisk:
    """A template and the file it was read from."""

    path: Path
    template: TemplateFile


@dataclass(frozen=True)
class Folder:
    """The templates of a folder and the pieces beside them."""

    templates: list[OnDisk] = field(default_factory=list[OnDisk])
    pieces: Pieces = field(default_factory=Pieces)


def read(path: Path) -> Folder:
    """A template file with the pieces beside it, or a folder of them.

    Raises `FileInvalid`, `FileUnreadable`.
    """
    folder = path if path.is_dir() else path.parent
    if path.is_dir():
        paths = sorted(each for each in path.iterdir() if each.suffix in SUFFIXES and each.is_file())
        taken = {each.with_suffix("") for each in paths if each.suffix != ".txt"}
        paths = [each for each in paths if each.suffix != ".txt" or each.with_suffix("") not in taken]
    else:
        paths = [path]
    return Folder([OnDisk(each, read_template(each)) for each in paths], _pieces(folder))


def read_template(path: Path) -> TemplateFile:
    """One template, with the .txt beside it. Raises `FileInvalid`."""
    if path.suffix not in SUFFIXES:
        raise FileInvalid(file=path, line=1, reason="a template's file ends in .html, .eta or .txt")
    beside = path.with_suffix(".txt")
    text = text_of(beside) if path.suffix != ".txt" and beside.is_file() else None
    return parse(text_of(path), file=str(path), stem=path.stem, suffix=path.suffix, text=text)


def write_template(folder: Path, template: TemplateFile, *, force: bool = False) -> Path:
    """Write a template into a folder, over the file it has there; the file.

    A file that somebody edited since it was read from the tenant is left alone: raises `FileTaken`, unless
    `force`.
    """
    suffix, written, text = compose(template)
    path = _place(folder, template, suffix)
    beside = path.with_suffix(".txt")
    if path.exists() and not force and _edited(path, written, text):
        raise FileTaken(file=path)
    write_text(path, written)
    if text is not None:
        write_text(beside, text)
    elif suffix != ".txt":
        beside.unlink(missing_ok=True)
    return path


def write_pieces(folder: Path, pieces: Pieces, *, force: bool = False) -> list[Path]:
    """Write pieces into their folders; the files. Raises `FileTaken` where one is there and differs."""
    files = {folder / "snippets" / f"{key}.txt": f"{text}\n" for key, text in pieces.snippets.items()}
    files |= {folder / "partials" / f"{name}.eta": f"{text}\n" for name, text in pieces.partials.items()}
    files |= {
        folder / "dictionaries" / f"{key}.json": json.dumps(words, indent=2, ensure_ascii=False) + "\n"
        for key, words in pieces.dictionaries.items()
    }
    for path, written in files.items():
        if path.exists() and not force and text_of(path) != written:
            raise FileTaken(file=path)
    for path, written in files.items():
        write_text(path, written)
    return sorted(files)


def note_revision(path: Path, revision: str) -> None:
    """Let a file that names a revision name this one. Others are left as they are."""
    if read_template(path).revision is None:
        return
    written = text_of(path)
    noted = with_revision(written, revision)
    if noted != written:
        write_text(path, noted)


def _place(folder: Path, template: TemplateFile, suffix: str) -> Path:
    """The template's own file in the folder, or a free name."""
    base = slug(template.name)
    number = 1
    while True:
        stem = base if number == 1 else f"{base}-{number}"
        there = [folder / f"{stem}{each}" for each in SUFFIXES if (folder / f"{stem}{each}").exists()]
        if not there or any(_name(each) == template.name for each in there):
            return folder / f"{stem}{suffix}"
        number += 1


def _name(path: Path) -> str | None:
    try:
        return read_template(path).name
    except (FileInvalid, FileUnreadable):  # somebody else's file of that name
        return None


def _edited(path: Path, written: str, text: str | None) -> bool:
    """Whether a file holds what the tenant never had: neither what is written now nor what it was read as."""
    beside = path.with_suffix(".txt")
    there = text_of(beside) if path.suffix != ".txt" and beside.exists() else None
    if (text_of(path), there) == (written, text):
        return False
    try:
        found = read_template(path)
    except FileInvalid:
        return True
    return clean_draft(found.draft).revision != found.revision


def _pieces(folder: Path) -> Pieces:
    snippets = {
        path.stem: text_of(path).removesuffix("\n") for path in _files(folder / "snippets", ".txt", ".html")
    }
    partials = folder / "partials"
    return Pieces(
        snippets=snippets,
        dictionaries={path.stem: _words(path) for path in _files(folder / "dictionaries", ".json")},
        partials={
            path.relative_to(partials).with_suffix("").as_posix(): text_of(path).removesuffix("\n")
            for path in _files(partials, ".eta")
        },
    )


def _files(folder: Path, *suffixes: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes and path.is_file())


def _words(path: Path) -> Mapping[str, Any]:
    try:
        words: object = json.loads(text_of(path))
    except json.JSONDecodeError as error:
        raise FileInvalid(file=path, line=error.lineno, reason=f"it is no JSON: {error.msg}") from error
    if not isinstance(words, dict):
        raise FileInvalid(file=path, line=1, reason="a dictionary is a JSON object of words and values")
    return cast("dict[str, Any]", words)


def text_of(path: Path) -> str:
    """What a file says, with lines that end in LF. Raises `FileUnreadable`."""
    try:
        return decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise FileUnreadable(file=path, reason=error.strerror or error) from error


def decoded(data: bytes, file: str) -> str:
    """UTF-8 as text with lines that end in LF. Raises `FileUnreadable`."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileUnreadable(file=file, reason=f"line {line} is not UTF-8") from error


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises `FileUnwritable`."""
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, "utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        raise FileUnwritable(file=path, reason=error.strerror or error) from error
